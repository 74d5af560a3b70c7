"""Why nothing can be said to be over: the domain or the host does not exist, or DNS did not answer what decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.answers import Answer, Kind, Security, Status
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.no_answer import reason, status_words
from tlsrpt_tui.live.no_mail import NO_DOMAIN_DO
from tlsrpt_tui.live.published import FetchStatus, MxHost, ProbeStatus, Published
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.check_lines import Subject
from tlsrpt_tui.triage.seen_policy import address_of, host_name
from tlsrpt_tui.triage.verdict_rules import Rule

_NAME: Final = 100
_THERE: Final = (Status.FOUND, Status.NO_RECORD)
_AGAIN: Final = "ask again, or another resolver"
_OF_POLICY: Final = frozenset({Topic.STS_POLICY, Topic.POLICY_HOST})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a failure out of sight. All texts are sanitised.

    Attributes:
        brief: in a few words: ``example.org does not exist``.
        sentence: whole.
        do: what to do about it.
        decisive: whether there is then nothing at all to look at, which tells more than what each check says.
    """

    brief: str
    sentence: str
    do: str
    decisive: bool = False


def obstacle(rule: Rule, subject: Subject, checkup: Checkup) -> Obstacle | None:
    """Return why what looks well is no proof that a failure is over; ``None`` where it is one.

    A name that lapsed has no record, no policy and no certificate either, and a resolver that fails shows none: what
    is wrong with a mail host or a policy then cannot be seen, though nothing wrong is found (RFC 2308 §2.1, §7).
    """
    return next(_obstacles(rule, subject, checkup.published), None)


def _obstacles(rule: Rule, subject: Subject, known: Published) -> Iterator[Obstacle]:
    yield from _of_domain(known)
    for answer, what in _deciding(rule, known):
        if not answer.status.answered:
            yield _unanswered(answer, what)
    if rule.of_host:
        yield from _of_hosts(rule, subject, known)


def _of_domain(known: Published) -> Iterator[Obstacle]:
    """Whether the domain exists; what exists below it shows that as well."""
    name, mx = _shown(known.domain), known.mx
    if mx is not None and mx.answer.status is Status.NO_NAME:
        told = f"{name} does not exist"
        yield Obstacle(told, f"{told}, so that there is nothing to look at.", NO_DOMAIN_DO, decisive=True)
        return
    below = [each.answer for each in (known.sts_record, known.reporting) if each is not None]
    answers = [*below, *([mx.answer] if mx is not None else [])]
    fetches = known.sts_policy.fetches if known.sts_policy is not None else ()
    fetched = any(fetch.status is FetchStatus.FETCHED for fetch in fetches)
    if fetched or any(answer.status in _THERE for answer in answers):
        return
    if mx is None:
        told = f"whether {name} exists was not asked"
        yield Obstacle(told, f"{told[0].upper()}{told[1:]}.", "ask for its MX records as well")
    else:
        yield _unanswered(mx.answer, "MX records")


def _deciding(rule: Rule, known: Published) -> Iterator[tuple[Answer, str]]:
    """Yield the questions about the domain without whose answers nothing is decided, with what they are about."""
    if rule.of_host and known.mx is not None:
        yield known.mx.answer, "MX records"
    if Topic.STS_RECORD in rule.topics and known.sts_record is not None:
        yield known.sts_record.answer, "MTA-STS record"
    if rule.topics & _OF_POLICY and known.sts_policy is not None:
        fetches = known.sts_policy.fetches
        if not any(fetch.status is FetchStatus.FETCHED for fetch in fetches):
            yield from ((answer, f"{answer.kind} records") for answer in known.sts_policy.answers)


def _unanswered(answer: Answer, what: str) -> Obstacle:
    name, one = _shown(answer.name), what.endswith("record")
    are, fail = ("is", "fails") if one else ("are", "fail")
    # What fails validation is no failure of a server, and is told otherwise.
    ended = status_words(answer)
    how = f"{fail} DNSSEC validation" if ended != answer.status.value else f"{are} not known: {ended}"
    whole = sanitise(reason(answer))
    told = f"The {what} of {name} {are} not known: {whole}."
    return Obstacle(f"the {what} of {name} {how}", told, _AGAIN, decisive=answer.kind is Kind.MX)


def _of_hosts(rule: Rule, subject: Subject, known: Published) -> Iterator[Obstacle]:
    """Whether the host that failed is there, or all of them where the report names none."""
    mx, name = known.mx, _shown(known.domain)
    if mx is None:
        told = f"the MX records of {name} were not asked for"
        yield Obstacle(told, f"T{told[1:]}.", "ask for them as well")
        return
    if not mx.hosts:
        told = f"{name} takes no mail" if mx.null else f"no MX host of {name} is known"
        do = "if it is to take mail, name a host in an MX record; if not, nothing"
        yield Obstacle(told, f"{told[0].upper()}{told[1:]}, so that no host was looked at.", do)
        return
    wanted = host_name(subject.mx_host)
    for host in mx.hosts:
        if not wanted or wanted == host.name or wanted in host.aliases:
            yield from _of_host(host, subject, known)
            if Topic.DANE in rule.topics:
                yield from _of_tlsa(host, known)


def _of_host(host: MxHost, subject: Subject, known: Published) -> Iterator[Obstacle]:
    name = _shown(host.name)
    failed = [answer for answer in host.answers if not answer.status.answered]
    if host.answers and not host.addresses and not failed:
        gone = all(answer.status is Status.NO_NAME for answer in host.answers)
        told = f"{name} {'does not exist' if gone else 'has no address'}"
        do = f"give {name} an A or AAAA record, or take it out of the MX records"
        yield Obstacle(told, f"{told}, so that nothing was asked of it.", do, decisive=True)
    if failed and not _met(host, subject, known):
        yield _unanswered(failed[0], f"{failed[0].kind} records")


def _of_tlsa(host: MxHost, known: Published) -> Iterator[Obstacle]:
    """Whether the TLSA question of a host was answered; of one that is not signed it does not count (RFC 7672 §2.2)."""
    for state in known.dane:
        last = state.answers[-1] if state.host == host.name and state.answers else None
        if last is not None and not last.status.answered and state.address is not Security.INSECURE:
            yield _unanswered(last, "TLSA records")


def _met(host: MxHost, subject: Subject, known: Published) -> bool:
    """Whether the very address that failed was spoken to, so that the others do not count."""
    address = address_of(subject.receiving_ip)
    mine = (probe for probe in known.probes if probe.host == host.name and probe.status is ProbeStatus.TLS)
    return bool(address) and any(probe.address == address for probe in mine)


def _shown(name: str) -> str:
    return shorten(sanitise(name), _NAME)
