"""Whether a failure of the reports is still so: which checks its result type calls for, and what they say."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.live.check import Check, State, Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.aftermath import Aftermath, aftermath, notes
from tlsrpt_tui.triage.check_lines import Subject
from tlsrpt_tui.triage.differences import one_line
from tlsrpt_tui.triage.looks import Look, Seen
from tlsrpt_tui.triage.result_types import advice
from tlsrpt_tui.triage.seen_policy import address_of, host_name
from tlsrpt_tui.triage.verdict_rules import EVERYTHING, Rule, rule_of
from tlsrpt_tui.triage.verdict_sight import obstacle

_MOST_EVIDENCE: Final = 12
_SHOWN: Final = 100
_END_ENTITY: Final = 3
_OF_CERTIFICATES: Final = frozenset(
    {ResultType.CERTIFICATE_EXPIRED, ResultType.CERTIFICATE_HOST_MISMATCH, ResultType.CERTIFICATE_NOT_TRUSTED}
)


class Verdict(StrEnum):
    """What a live check says of a reported failure."""

    STILL = "still so"
    RECOVERED = "recovered"
    OTHERWISE = "wrong in another way"
    UNSEEN = "cannot be seen from here"
    ASKING = "asking"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reasons. All texts are sanitised.

    Attributes:
        sentence: what is so, in one line: ``still so: expired 17 Nov on 203.0.113.26``.
        since: the first day without the failure, where it is over and reports say so.
        evidence: a line each.
        checks: keys of the checks that decide it, the first first.
        do: what to do now.
    """

    verdict: Verdict
    sentence: str
    since: dt.date | None = None
    evidence: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    do: str = ""


def wishes_for(subject: Subject, *, probe: bool) -> Wishes:
    """Return exactly the checks that a failure calls for; with ``probe`` also those that connect to port 25."""
    rule = rule_of(subject)
    topics = rule.topics if probe else rule.topics - {Topic.TLS}
    host = host_name(subject.mx_host) if rule.of_host else ""
    asked = Wishes(topics, frozenset({host} if host else ()))
    return replace(asked, address=address_of(subject.receiving_ip)) if asked.probes and host else asked


def judged(subject: Subject, checkup: Checkup, seen: DomainSeen | None, *, now: dt.datetime) -> Judgement:
    """Return whether a reported failure is still so."""
    rule = rule_of(subject)
    out = _awaited(rule, subject, checkup)
    if out and checkup.finished is None:
        waits = ", ".join(check.title for check in out[:3])
        return Judgement(Verdict.ASKING, f"{Verdict.ASKING}: {waits}", checks=tuple(check.key for check in out))
    after = aftermath(subject, seen, today=now.date())
    if rule is EVERYTHING:
        found = _unsaid(subject, checkup, after)
    elif rule.of_host and _is_gone(subject, checkup):
        host = shorten(sanitise(host_name(subject.mx_host)), _SHOWN)
        told = f"{host} is no MX host now, so nothing was asked of it"
        do = "if it is to take mail, name it in an MX record; if not, nothing"
        found = Judgement(Verdict.UNSEEN, f"{Verdict.UNSEEN}: {told}", do=do)
    else:
        found = _of_look(sum((look(subject, checkup) for look in rule.looks), Look()), after)
    if found.verdict in (Verdict.RECOVERED, Verdict.UNSEEN):
        found = _unless_hidden(found, rule, subject, checkup)
    remarks = notes(subject, after, recovered=found.verdict is Verdict.RECOVERED)
    evidence = tuple(dict.fromkeys((*found.evidence, *_of_dane(subject, checkup), *after.lines, *remarks)))
    do = found.do
    if found.verdict is Verdict.STILL and not do:
        do = advice(subject.result_type, subject.policy_type).act
    return replace(found, sentence=one_line(found.sentence), evidence=evidence[:_MOST_EVIDENCE], do=do)


def _unless_hidden(found: Judgement, rule: Rule, subject: Subject, checkup: Checkup) -> Judgement:
    """Return that a failure cannot be seen where nothing wrong was found only because there is nothing to look at."""
    why = obstacle(rule, subject, checkup)
    if why is None or (found.verdict is Verdict.UNSEEN and not why.decisive):
        return found
    told = f"{Verdict.UNSEEN}: {why.brief}"
    return Judgement(Verdict.UNSEEN, told, None, (why.sentence,), found.checks, why.do)


def _of_dane(subject: Subject, checkup: Checkup) -> tuple[str, ...]:
    """Return why a certificate that is reported under DANE may be in order (RFC 7672 §3.1.1)."""
    usages = {record.usage for state in checkup.published.dane for record in state.usable}
    if subject.policy_type != PolicyType.TLSA or subject.result_type not in _OF_CERTIFICATES or usages != {_END_ENTITY}:
        return ()
    told = "TLSA records that begin with 3 ask for neither names nor dates (RFC 7672 §3.1.1)"
    return (f"{told}; some senders report them all the same.",)


def _awaited(rule: Rule, subject: Subject, checkup: Checkup) -> list[Check]:
    host = host_name(subject.mx_host) if rule.of_host else ""
    return [
        check
        for check in checkup.checks
        if check.state is State.ASKING and check.topic in rule.topics and (not host or check.host in ("", host))
    ]


def _is_gone(subject: Subject, checkup: Checkup) -> bool:
    """Whether the host that failed is no MX host any more, by its own name or by what an alias stands for."""
    mx, host = checkup.published.mx, host_name(subject.mx_host)
    if mx is None or not host or not mx.answer.status.answered or not (mx.hosts or mx.null):
        return False
    return not any(host == each.name or host in each.aliases for each in mx.hosts)


def _of_look(look: Look, after: Aftermath) -> Judgement:
    if look.causes:
        first = look.causes[0]
        keys = tuple(dict.fromkeys(each.check for each in look.causes if each.check))
        evidence = _sentences(*look.causes, *look.others)
        return Judgement(Verdict.STILL, f"{Verdict.STILL}: {first.brief}", None, evidence, keys, first.do)
    evidence = _sentences(*look.others, *look.unseen, *look.good)
    if look.others:
        first = look.others[0]
        told = f"{first.brief}, which senders would report by another name"
        return Judgement(Verdict.OTHERWISE, f"{Verdict.OTHERWISE}: {told}", None, evidence, look.checks, first.do)
    if look.unseen or not look.good:
        why = look.unseen[0].brief if look.unseen else "nothing was asked"
        do = (look.unseen[0].do if look.unseen else "") or _how_to_see(why)
        return Judgement(Verdict.UNSEEN, f"{Verdict.UNSEEN}: {why}", None, evidence, look.checks, do)
    told = f"{Verdict.RECOVERED}{after.words}: {look.good[0].brief}"
    return Judgement(Verdict.RECOVERED, told, after.since, evidence, look.checks, after.do)


def _how_to_see(why: str) -> str:
    if why == "port 25 was not asked":
        return "let port 25 be connected to, or run the openssl line on the mail server"
    if why == "no certificate seen":
        return "let port 25 be connected to: DANE is held against the certificate"
    return "ask again, or from another network"


def _sentences(*seen: Seen) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.sentence for each in seen))


def _unsaid(subject: Subject, checkup: Checkup, after: Aftermath) -> Judgement:
    """Judge a failure of which nobody knows what failed: by what is wrong at all, and by the reports."""
    bad = [check for check in checkup.checks if check.state is State.BAD]
    keys = tuple(check.key for check in bad)
    what = "the report does not say what failed" if subject.result_type.startswith("(") else "no RFC names this type"
    if bad:
        evidence = tuple(f"{check.title}: {check.found}" for check in bad)
        told = f"{what}; {bad[0].title} is bad now"
        return Judgement(Verdict.UNSEEN, f"{Verdict.UNSEEN}: {told}", None, evidence, keys, bad[0].do)
    unknown = _unknown(checkup)
    if unknown:
        told, do = f"{what}, and not all could be asked: {unknown[0]}", "ask for everything"
        return Judgement(Verdict.UNSEEN, f"{Verdict.UNSEEN}: {told}", None, unknown[:3], (), do)
    if after.since:
        told = f"{Verdict.RECOVERED}{after.words}: nothing bad was found"
        return Judgement(Verdict.RECOVERED, told, after.since, (), keys, after.do)
    told = f"{what}, and nothing bad was found"
    do = "read the sender's other reports, and let port 25 be connected to"
    return Judgement(Verdict.UNSEEN, f"{Verdict.UNSEEN}: {told}", do=do)


def _unknown(checkup: Checkup) -> tuple[str, ...]:
    """Return what is not known of all that is asked without port 25; a policy host that nobody needs is no gap."""
    asked = {check.topic for check in checkup.checks}
    missing = [topic for topic in Topic if topic in EVERYTHING.topics - asked]
    silent = [
        check
        for check in checkup.checks
        if check.topic in EVERYTHING.topics
        and check.state in (State.UNKNOWN, State.ASKING)
        and not any(each.code in ("not-in-use", "tlsa-not-compared") for each in check.findings)
    ]
    return (*(f"{topic.value} not asked" for topic in missing), *(f"{check.title}: {check.found}" for check in silent))
