"""The lines about the MTA-STS record and the policy: whether senders know of it, and what it makes them do."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tlsrpt_tui.live.check import Check, Finding, State, Topic
from tlsrpt_tui.live.fetch_words import POLICY_PATH, in_short
from tlsrpt_tui.live.host_names import listed, short_names, shown
from tlsrpt_tui.live.local_addresses import ALLOW, in_brief
from tlsrpt_tui.live.no_answer import status_words
from tlsrpt_tui.live.no_mail import no_mail
from tlsrpt_tui.live.policy_host_check import announces, attempt, curl_line, looks_like_sts, port_of
from tlsrpt_tui.live.published import FetchStatus, MxState, PolicyState, StsPolicy, StsRecordState
from tlsrpt_tui.live.record_line import (
    as_remark,
    keep_one,
    labelled,
    line,
    no_addresses,
    no_answer,
    not_valid_words,
    of_faults,
    safe,
    texts,
    where,
)
from tlsrpt_tui.live.sts_policy import covers
from tlsrpt_tui.live.sts_record import corrected_sts_record

_RECORD: Final = "8461 §3.1"
_POLICY: Final = "8461 §3.2"
_MATCH: Final = "8461 §4.1"
_RECORD_RULE: Final = "RFC 8461 §3.1: one TXT record that begins v=STSv1; and has an id of letters and digits"
_POLICY_RULE: Final = "RFC 8461 §3.2, §4.1: version, mode, max_age, and an mx for every MX host"
_HOUR: Final = 3600
_DAY: Final = 86_400
_SHORT_AGE: Final = 7 * _DAY
_MOST_LINES: Final = 60
_MOST_NAMES: Final = 4


def record_check(
    state: StsRecordState | None, *, domain: str, policy: PolicyState | None, mx: MxState | None = None
) -> Check:
    """Return the line of the list about the MTA-STS record.

    Args:
        state: what was looked up; ``None`` while it is asked for.
        domain: in A-labels.
        policy: what the policy host serves; ``None`` where that is not known (yet).
        mx: where mail goes; a domain that takes none needs no MTA-STS.
    """
    topic = Topic.STS_RECORD
    if state is None:
        return Check(topic.key, topic, topic.value, section=_RECORD)
    findings = tuple(_of_record(state, domain, policy, mx))
    return line(
        topic,
        (state.answer,),
        findings,
        found=_record_found(state, policy),
        section=_RECORD,
        facts=(*texts(state.answer), *where(state.answer), ("Rule", _RECORD_RULE)),
    )


def _record_found(state: StsRecordState, policy: PolicyState | None) -> str:
    if state.record:
        return f"id={safe(state.record.id)}"
    if not state.answer.status.answered:
        return status_words(state.answer)
    if not announces(state):
        return "none, though a policy is served" if policy and policy.policy else "none: no MTA-STS"
    return not_valid_words(state.faults, len(_meant(state)))


def _meant(state: StsRecordState) -> list[str]:
    return [text for text in state.answer.texts if looks_like_sts(text)]


def _of_record(state: StsRecordState, domain: str, policy: PolicyState | None, mx: MxState | None) -> Iterator[Finding]:
    if not state.answer.status.answered:
        yield no_answer(state.answer, "the MTA-STS record")
        return
    record = f"v=STSv1; id={state.answer.asked:%Y%m%dT%H%M%S}"
    publish = f"publish at _mta-sts.{shown(domain)}: {record}"
    if not announces(state):
        yield _without_record(domain, policy, mx, publish)
        # What stands there for other purposes is no mistake of its own.
        yield from map(as_remark, of_faults(state.faults))
        return
    meant = _meant(state)
    corrected = corrected_sts_record(meant[0]) if len(meant) == 1 else ""
    if state.record is None:
        sentence = "senders take this as if there were no MTA-STS; policies that they hold live on until they end"
        do = keep_one(state.faults, len(meant), f"_mta-sts.{shown(domain)}")
        do = do or (f"publish: {safe(corrected)}" if corrected else publish)
        yield Finding(State.BAD, "not-valid", sentence, _RECORD, do)
    for finding in of_faults(state.faults):
        mended = state.record and finding.state is State.WARNING and corrected not in ("", *meant)
        # Of a record that does not count, what to publish is said once, above.
        told = finding if state.record else replace(finding, do="")
        yield replace(finding, do=f"publish: {safe(corrected)}") if mended else told
    if state.record and policy and not policy.policy and _is_verdict(policy):
        sentence = "the record announces a policy that senders cannot have: see the line MTA-STS policy"
        yield Finding(State.GOOD, "record-without-policy", sentence, "8461 §3.3")


def _without_record(domain: str, policy: PolicyState | None, mx: MxState | None, publish: str) -> Finding:
    name = shown(domain)
    if policy and policy.policy:
        sentence = "a policy is served, and no record announces it: no sender looks for it"
        return Finding(State.WARNING, "policy-without-record", sentence, _RECORD, publish)
    if needless := no_mail(mx, domain, "it needs no MTA-STS"):
        return needless
    sentence = f"{name} has no MTA-STS: who stands in between can make senders deliver without TLS"
    do = f"serve a policy in mode testing at https://mta-sts.{name}{POLICY_PATH}, then {publish}"
    return Finding(State.WARNING, "no-mta-sts", sentence, "8461 §1", do)


def _is_verdict(policy: PolicyState) -> bool:
    """Whether an attempt showed that the policy host serves none, and not that it cannot be reached from here."""
    return any(fetch.status is not FetchStatus.UNREACHABLE for fetch in policy.fetches)


def policy_check(state: PolicyState | None, record: StsRecordState | None, mx: MxState | None, *, domain: str) -> Check:
    """Return the line of the list about the policy.

    Args:
        state: what was fetched; ``None`` while it is asked for.
        record: what announces it; without a record there is nothing to judge where there is no policy either.
        mx: the hosts that the policy has to name; ``None`` where they are not known (yet).
        domain: in A-labels.
    """
    topic, host = Topic.STS_POLICY, f"mta-sts.{domain}"
    if state is None:
        return Check(topic.key, topic, topic.value, host=host, section=_POLICY)
    findings = tuple(_of_policy(state, record, mx, domain))
    check = line(
        topic,
        state.answers,
        findings,
        found=_policy_found(state, record, mx),
        section=_POLICY,
        facts=_policy_facts(state, mx),
        host=host,
    )
    # The policy has the age of its own fetching, not of an address; to repeat it is to fetch it.
    sent = tuple(_numbered(state.text)) or check.sent
    return replace(check, ttl=None, repeat=tuple(filter(None, [curl_line(host, port_of(state))])), sent=sent)


def _of_policy(state: PolicyState, record: StsRecordState | None, mx: MxState | None, domain: str) -> Iterator[Finding]:
    if state.policy is None:
        yield from _without_policy(state, record, mx, domain)
        return
    # A short max_age has a finding of its own, which says what to do.
    yield from (each for each in of_faults(state.faults) if not each.code.startswith("max-age-"))
    if announces(record) is False:
        sentence = "no sender looks at this policy: there is no MTA-STS record"
        yield Finding(State.GOOD, "policy-without-record", sentence, _RECORD)
    if needless := no_mail(mx, domain, "the policy has no use"):
        yield needless
        return
    yield from _mode(state.policy)
    if state.policy.mode != "none":
        yield from _age(state.policy)
        yield from _matches(state.policy, mx)


def _without_policy(
    state: PolicyState, record: StsRecordState | None, mx: MxState | None, domain: str
) -> Iterator[Finding]:
    if announces(record) is False:
        sentence = "there is neither a policy nor a record that announces one"
        missing = Finding(State.UNKNOWN, "no-mta-sts", sentence, _RECORD)
        yield no_mail(mx, domain, "it needs no policy") or missing
        return
    if any(fetch.status is FetchStatus.FETCHED for fetch in state.fetches):
        sentence = "senders cannot use this policy"
        faults = of_faults(state.faults)
        first = next((fault.sentence for fault in faults if fault.state is State.BAD), "serve one that conforms")
        do = f"mend the policy ({first}), and give the record a new id"
        yield Finding(State.BAD, "not-valid", sentence, _POLICY, do)
        yield from (replace(fault, do="") for fault in faults)
    elif _is_verdict(state):
        sentence = "the policy cannot be fetched: see the line Policy host"
        do = f"make https://mta-sts.{shown(domain)}{POLICY_PATH} answer"
        yield Finding(State.BAD, "record-without-policy", sentence, "8461 §3.3", do)
    elif state.fetches:
        local = in_brief(state.fetches[0].reason)
        why = f"was {local}" if local else "was not reached from here"
        sentence = f"the policy host {why}, so its policy is not known"
        do = ALLOW if local else "ask again, or from another network"
        yield Finding(State.UNKNOWN, "not-reached", sentence, "8461 §3.3", do)
    else:
        for finding in no_addresses(state.answers)[:1]:
            yield replace(finding, sentence="the policy host has no address to ask: see the line Policy host")


def _mode(policy: StsPolicy) -> Iterator[Finding]:
    if policy.mode == "none":
        sentence = "mode none switches MTA-STS off: senders deliver as if there were no policy"
        do = "set mode testing, watch reports, then enforce; or take MTA-STS down when the old max_age is over"
        yield Finding(State.WARNING, "mode-none", sentence, _POLICY, do)
    elif policy.mode == "testing":
        sentence = "mode testing: senders report what fails, and deliver all the same"
        yield Finding(State.GOOD, "mode-testing", sentence, _POLICY, "set mode enforce once reports show no failure")


def _age(policy: StsPolicy) -> Iterator[Finding]:
    if policy.max_age < _SHORT_AGE:
        sentence = f"max_age is {_span(policy.max_age)}: who keeps senders from the policy for longer switches it off"
        do = "raise max_age to 604800 (7 days) or more, and give the record a new id"
        yield Finding(State.WARNING, "max-age-short", sentence, _POLICY, do)


def _matches(policy: StsPolicy, mx: MxState | None) -> Iterator[Finding]:
    """Compare the patterns with the MX hosts, which are the names of the MX records, not of aliases behind them."""
    if mx is None or not mx.answer.status.answered:
        yield Finding(State.GOOD, "mx-not-known", "whether it names every MX host is not known yet", _MATCH)
        return
    outside = _outside(policy, mx)
    if outside:
        enforced = policy.mode == "enforce"
        names = listed([shown(name) for name in outside])
        then = "senders deliver nothing there" if enforced else "in mode enforce senders would deliver nothing there"
        lines = ", ".join(f"“mx: {shown(name)}”" for name in outside[:_MOST_NAMES])
        grade = State.BAD if enforced else State.WARNING
        do = f"add {lines} to the policy, and give the record a new id"
        yield Finding(grade, "mx-not-in-policy", f"no pattern of the policy names {names}: {then}", _MATCH, do)
    idle = [pattern for pattern in policy.mx if not any(covers((pattern,), host.name) for host in mx.hosts)]
    if idle:
        sentence = f"no MX host is named by {listed([f'“{shown(pattern)}”' for pattern in idle])}; that does no harm"
        yield Finding(State.GOOD, "pattern-without-mx", sentence, _MATCH)


def _outside(policy: StsPolicy, mx: MxState) -> list[str]:
    return [host.name for host in mx.hosts if not covers(policy.mx, host.name)]


def _policy_found(state: PolicyState, record: StsRecordState | None, mx: MxState | None) -> str:
    policy = state.policy
    if policy is None:
        return _none_found(state, record)
    if policy.mode == "none":
        return "mode none: switched off"
    outside = _outside(policy, mx) if mx and mx.answer.status.answered else []
    if outside and mx:
        names = short_names([host.name for host in mx.hosts])
        more = f" and {len(outside) - 1} more" if len(outside) > 1 else ""
        return f"{policy.mode}, {names[outside[0]]}{more} not in it"
    end = " is short" if policy.max_age < _SHORT_AGE else ""
    return f"{policy.mode}, max_age {_span(policy.max_age)}{end}"


def _none_found(state: PolicyState, record: StsRecordState | None) -> str:
    if announces(record) is False:
        return "none, and no record announces one"
    if not state.fetches:
        return next((status_words(each) for each in state.answers if not each.status.answered), "not fetched")
    if any(fetch.status is FetchStatus.FETCHED for fetch in state.fetches):
        return not_valid_words(state.faults)
    telling = next((fetch for fetch in state.fetches if fetch.status is not FetchStatus.UNREACHABLE), None)
    if telling is None:
        return in_brief(state.fetches[0].reason) or "not known: host not reached from here"
    return f"none: {'host ' if telling.status is FetchStatus.NOT_FOUND else ''}{in_short(telling)}"


def _span(seconds: int) -> str:
    """Return a duration as people say it: ``7 days``, ``1 h``."""
    if seconds >= _DAY:
        days = seconds / _DAY
        return f"{days:.3g} day{'' if days == 1 else 's'}"
    return f"{seconds / _HOUR:.2g} h" if seconds >= _HOUR else f"{seconds} s"


def _policy_facts(state: PolicyState, mx: MxState | None) -> tuple[tuple[str, str], ...]:
    policy = state.policy
    found = [safe(text, 120) for text in policy.lines] if policy else [attempt(fetch) for fetch in state.fetches]
    hosts = [shown(host.name) for host in mx.hosts] if mx else []
    return (
        *labelled("Found", found[:_MOST_LINES] or ["not fetched"]),
        *((("MX hosts", listed(hosts, 8)),) if hosts else ()),
        ("Where", f"https://{shown(state.host)}{POLICY_PATH}"),
        ("Rule", _POLICY_RULE),
    )


def _numbered(text: str) -> list[str]:
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    shown_lines = [
        f"{number:3} {safe(each.removesuffix(chr(13)))}" for number, each in enumerate(lines[:_MOST_LINES], 1)
    ]
    more = len(lines) - _MOST_LINES
    return [*shown_lines, f"… {more} more lines"] if more > 0 else shown_lines
