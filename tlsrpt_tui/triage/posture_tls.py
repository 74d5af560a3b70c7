"""The first steps: to hear of failures, and TLS with a valid certificate on every MX host (RFC 8460, RFC 3207)."""

import datetime as dt
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen, FailureSeen
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.published import Level
from tlsrpt_tui.numbers import count, day, plural
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.triage.differences import listed
from tlsrpt_tui.triage.looks import TLS_FAULTS, of_topic
from tlsrpt_tui.triage.posture_steps import Step, StepState
from tlsrpt_tui.triage.posture_sts import CLEAN_DAYS

_OF_TLS: Final = frozenset(
    {
        ResultType.STARTTLS_NOT_SUPPORTED,
        ResultType.CERTIFICATE_HOST_MISMATCH,
        ResultType.CERTIFICATE_EXPIRED,
        ResultType.CERTIFICATE_NOT_TRUSTED,
    }
)
_PROBE: Final = "let port 25 be connected to, or run the openssl lines on the mail server"


def reporting(checkup: Checkup) -> Step:
    """A TLS-RPT record, without which nobody hears of failures."""
    known, title, section = checkup.published.reporting, "TLS-RPT record", "8460 §3"
    if known is None:
        return Step("tlsrpt", title, StepState.UNKNOWN, "not asked", f"check {title}", section)
    if known.record is not None:
        check = next(iter(of_topic(checkup, Topic.TLSRPT_RECORD)), None)
        addresses = len(known.record.addresses)
        told = check.found if check and check.found else f"{addresses} address{'' if addresses == 1 else 'es'}"
        return Step("tlsrpt", title, StepState.DONE, told, "", section)
    if not known.answer.status.answered:
        told = f"not known: {known.answer.status.value}"
        return Step("tlsrpt", title, StepState.UNKNOWN, told, "ask again, or another resolver", section)
    check = next(iter(of_topic(checkup, Topic.TLSRPT_RECORD)), None)
    do = (check.do if check else "") or "publish one at _smtp._tls (tlsrpt-tui record make)"
    void = next((fault for fault in known.faults if fault.level is Level.ERROR), None)
    if void is not None:  # senders take it as if there were none (RFC 8460 §3)
        return Step("tlsrpt", title, StepState.MISSING, f"the record is void: {void.sentence}", do, section)
    return Step("tlsrpt", title, StepState.MISSING, "there is none", do, section)


def handshakes(checkup: Checkup, seen: DomainSeen | None, *, now: dt.datetime) -> Step:
    """STARTTLS with a valid certificate on every address of every MX host; by reports where it was not probed."""
    title, section = "STARTTLS with a valid certificate on every MX host", "8461 §4.2"
    checks = of_topic(checkup, Topic.TLS)
    told = [check for check in checks if check.state is not State.ASKING]
    faulty = [check for check in told if any(each.code in TLS_FAULTS for each in check.findings)]
    if faulty:
        evidence = f"{faulty[0].title}: {faulty[0].found}"
        more = f", and {len(faulty) - 1} more" if faulty[1:] else ""
        return Step("starttls", title, StepState.PARTLY, f"{evidence}{more}", faulty[0].do, section)
    unseen = [check for check in checks if check.state in (State.UNKNOWN, State.ASKING)]
    if told and not unseen:
        hosts = plural(len({check.host for check in told}), "MX host")
        return Step("starttls", title, StepState.DONE, f"{hosts} without fault", "", section)
    by_reports = _by_reports(seen, now=now)
    if by_reports is not None:
        state, evidence = by_reports
        return Step("starttls", title, state, evidence, _PROBE if state is not StepState.DONE else "", section)
    evidence = f"{unseen[0].title}: {unseen[0].found or 'asking'}" if unseen else "port 25 was not asked"
    return Step("starttls", title, StepState.UNKNOWN, evidence, _PROBE, section)


def _by_reports(seen: DomainSeen | None, *, now: dt.datetime) -> tuple[StepState, str] | None:
    """Return what reports of the last weeks tell of handshakes; ``None`` where they tell nothing."""
    newest = max((sender.last for sender in seen.senders if sender.last), default=None) if seen else None
    if seen is None or newest is None or (now.date() - newest).days > CLEAN_DAYS:
        return None
    since = newest - dt.timedelta(days=CLEAN_DAYS - 1)
    failed = [each for each in seen.failures if each.result_type in _OF_TLS and each.last and each.last >= since]
    if failed:
        return StepState.PARTLY, _told(failed)
    checked = [
        each
        for each in seen.policies
        if each.policy_type in (PolicyType.STS, PolicyType.TLSA)
        and each.last
        and each.last >= since
        and each.successful
    ]
    if not checked:
        return None
    senders = plural(len({each.organization for each in checked}), "sender")
    return StepState.DONE, f"not probed; as reports of {senders} tell, no failure since {day(since)}"


def _told(failed: list[FailureSeen]) -> str:
    worst = max(failed, key=lambda each: each.sessions)
    where = f" at {listed([worst.mx_host])}" if worst.mx_host else ""
    return f"reports: {count(worst.sessions)} {worst.result_type}{where}, up to {day(worst.last)}"
