"""What is right and wrong with the MX records of a domain, a sentence each."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tlsrpt_tui.live.answers import Answer, Security, Status
from tlsrpt_tui.live.check import Finding, State
from tlsrpt_tui.live.host_names import listed, shown
from tlsrpt_tui.live.means import MOST_HOSTS
from tlsrpt_tui.live.no_answer import reason, unanswered
from tlsrpt_tui.live.no_mail import NO_DOMAIN_DO
from tlsrpt_tui.live.published import MxHost, MxState, StsPolicy
from tlsrpt_tui.live.sts_policy import covers

_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MX: Final = "5321 §5.1"
_FAILS: Final = "addresses of {} fail validation"
_NOWHERE: Final = "{} has no address"
_UNKNOWN: Final = "addresses of {} are not known"
_PARTLY: Final = "not all addresses of {} are known"
_ALIAS: Final = "{} is an alias"
_TROUBLES: Final = (_FAILS, _NOWHERE, _ALIAS, _UNKNOWN, _PARTLY)
"""What may be wrong with a host by itself, the worst first."""
_ADDRESS_DO: Final = "give {} an A or AAAA record, or take it out of the MX records"


def findings_of(state: MxState, policy: StsPolicy | None, *, domain: str, told: bool = False) -> tuple[Finding, ...]:
    """Return what was found, worst first; hosts outside the policy weigh nothing where its own line has told."""
    outside = [*_policy(state, policy)]
    outside = [replace(finding, state=State.GOOD, do="") for finding in outside] if told else outside
    found = [*_records(state, domain), *_hosts(state), *outside]
    return tuple(sorted(found, key=lambda finding: finding.state.rank))


def coverage(state: MxState, policy: StsPolicy) -> tuple[list[str], list[str]]:
    """Return the hosts that the policy names and those that it does not; MX names count (RFC 8461 §4.1)."""
    inside = [host.name for host in state.hosts if covers(policy.mx, host.name)]
    return inside, [host.name for host in state.hosts if host.name not in inside]


def troubles(state: MxState) -> list[tuple[str, str]]:
    """Return hosts that are in trouble by themselves, the worst first, with a few words around their name: ``{}``."""
    told = [(host.name, _trouble(host)) for host in state.hosts]
    return sorted(((name, words) for name, words in told if words), key=lambda each: _TROUBLES.index(each[1]))


def _trouble(host: MxHost) -> str:
    failed = [answer for answer in host.answers if not answer.status.answered]
    if any(answer.security is Security.BOGUS for answer in failed):
        return _FAILS
    if host.answers and not host.addresses and not failed:
        return _NOWHERE
    if host.aliases:
        return _ALIAS
    if failed:
        return _PARTLY if host.addresses else _UNKNOWN
    return ""


def _records(state: MxState, domain: str) -> Iterator[Finding]:
    """What the MX question itself shows."""
    name = shown(domain)
    if not state.answer.status.answered:
        yield _no_answer(state.answer, name)
    elif state.answer.status is Status.NO_NAME:
        sentence = f"{name} does not exist: no mail can be sent to it"
        yield Finding(State.BAD, "mx-no-domain", sentence, _MX, NO_DOMAIN_DO)
    elif state.null:
        yield Finding(State.GOOD, "mx-null", f"{name} says that it takes no mail", "7505 §3")
    elif state.implicit:
        yield _implicit(state, name)
    if not state.null:
        yield from _exchanges(state)


def _no_answer(answer: Answer, name: str) -> Finding:
    if answer.security is Security.BOGUS:
        sentence = f"the MX records of {name} fail DNSSEC validation: {reason(answer)}"
        return Finding(State.BAD, "mx-bogus", sentence, "7672 §2.1.2", "mend DNSSEC: see the line DNSSEC")
    sentence = f"the MX records of {name} are not known: {reason(answer)}"
    return Finding(State.UNKNOWN, "mx-not-answered", sentence, "", "ask again, or another resolver")


def _implicit(state: MxState, name: str) -> Finding:
    if any(host.addresses for host in state.hosts):
        sentence = f"{name} has no MX record: mail goes to its own addresses"
        return Finding(State.WARNING, "mx-implicit", sentence, _MX, "publish an MX record that names the mail host")
    failed = [answer for host in state.hosts for answer in host.answers if not answer.status.answered]
    if bogus := next((answer for answer in failed if answer.security is Security.BOGUS), None):
        sentence = f"{name} has no MX record, and its addresses fail DNSSEC validation: {reason(bogus)}"
        return Finding(State.BAD, "mx-address-bogus", sentence, "7672 §2.1.2", "mend DNSSEC: see the line DNSSEC")
    if failed:
        sentence = f"{name} has no MX record, and whether it has an address is not known"
        return Finding(State.UNKNOWN, "mx-implicit-unknown", sentence, _MX, "ask again, or another resolver")
    sentence = f"{name} has neither an MX record nor an address: no mail can be sent to it"
    do = "publish an MX record, or “MX 0 .” where it is to take no mail (RFC 7505)"
    return Finding(State.BAD, "mx-none", sentence, _MX, do)


def _exchanges(state: MxState) -> Iterator[Finding]:
    """What the records show side by side."""
    exchanges = state.answer.exchanges
    if state.answer.status is Status.FOUND and not exchanges:
        yield Finding(
            State.UNKNOWN, "mx-unreadable", "none of the MX records can be read", _MX, "look at the answer as sent"
        )
    if any(not exchange.host for exchange in exchanges):
        sentence = "a null MX stands beside other MX records, though it has to stand alone"
        yield Finding(State.BAD, "mx-null-beside", sentence, "7505 §3", "take the record “MX 0 .” away")
    for literal in state.literals:
        sentence = f"an MX record holds the address {shown(literal)}; senders expect the name of a host"
        yield Finding(State.BAD, "mx-literal", sentence, _MX, "name a host in the MX record, and give it that address")
    for host, times in Counter(exchange.host for exchange in exchanges).items():
        preferences = sorted({exchange.preference for exchange in exchanges if exchange.host == host})
        if host and len(preferences) > 1:
            said = listed([str(preference) for preference in preferences])
            sentence = f"{shown(host)} is named at several preferences: {said}; the first counts"
            yield Finding(State.WARNING, "mx-two-preferences", sentence, _MX, f"name {shown(host)} once")
        elif host and times > 1:
            sentence = f"{shown(host)} is named {times} times at preference {preferences[0]}"
            yield Finding(State.WARNING, "mx-duplicate", sentence, _MX, f"name {shown(host)} once")
    many = len({exchange.host for exchange in exchanges if exchange.host and exchange.host not in state.literals})
    if many > MOST_HOSTS:
        sentence = f"{many} MX hosts are named, and {MOST_HOSTS} of them were looked at"
        yield Finding(State.UNKNOWN, "mx-many", sentence, "", "check the others one by one")


def _hosts(state: MxState) -> Iterator[Finding]:
    for host in state.hosts:
        if not _HOST.fullmatch(host.name):
            sentence = f"{shown(host.name)} is no name of a host: letters, digits and hyphens are"
            yield Finding(State.WARNING, "mx-no-host-name", sentence, _MX, "name the host as its address record does")
        if host.aliases:
            sentence = (
                f"{shown(host.name)} is an alias of {shown(host.aliases[-1])}, and an MX record must not name one"
            )
            do = f"name {shown(host.aliases[-1])} in the MX record, or give {shown(host.name)} addresses of its own"
            yield Finding(State.WARNING, "mx-alias", sentence, "2181 §10.3", do)
        if not state.implicit:
            yield from _addresses(host)


def _addresses(host: MxHost) -> Iterator[Finding]:
    """What the address questions of one host show; nothing where they were not asked."""
    name = shown(host.name)
    failed = unanswered(host.answers)
    for answer, kinds in failed:
        asked = f"the {kinds} records of {name}"
        if answer.security is Security.BOGUS:
            sentence = f"{asked} fail DNSSEC validation: {reason(answer)}"
            yield Finding(State.BAD, "mx-address-bogus", sentence, "7672 §2.1.2", "mend DNSSEC: see the line DNSSEC")
        else:
            sentence = f"{asked} are not known: {reason(answer)}"
            yield Finding(State.UNKNOWN, "mx-address-unknown", sentence, "", "ask again, or another resolver")
    if not host.answers or host.addresses or failed:
        return
    if all(answer.status is Status.NO_NAME for answer in host.answers):
        sentence = f"{name} does not exist, yet an MX record names it"
    else:
        sentence = f"{name} has no address, yet an MX record names it"
    yield Finding(State.BAD, "mx-no-address", sentence, _MX, _ADDRESS_DO.format(name))


def _policy(state: MxState, policy: StsPolicy | None) -> Iterator[Finding]:
    if not policy or policy.mode == "none":
        return
    enforced = policy.mode == "enforce"
    for host in coverage(state, policy)[1]:
        now = "senders refuse it" if enforced else "in mode enforce senders would refuse it"
        sentence = f"{shown(host)} is not in the MTA-STS policy: {now}"
        grade = State.BAD if enforced else State.WARNING
        do = f"add “mx: {shown(host)}” to the policy, and give the record a new id"
        yield Finding(grade, "mx-not-in-policy", sentence, "8461 §4.1", do)
