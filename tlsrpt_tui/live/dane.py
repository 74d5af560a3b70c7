"""What DANE senders see of a domain's MX hosts: TLSA records, and whether DNSSEC lets them be used (RFC 7672 §2)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tlsrpt_tui.live.answers import Answer, Kind, Resolver, Security, Status
from tlsrpt_tui.live.dane_lines import dane_checks
from tlsrpt_tui.live.means import MOST_HOSTS, Wishes
from tlsrpt_tui.live.published import DaneOutcome, DaneState, MxHost, MxState
from tlsrpt_tui.live.tlsa_records import MOST_RECORDS, unusable

__all__ = ["dane_checks", "look_up_dane", "tlsa_name"]

_TRUSTED = (Security.SECURE, Security.CLAIMED)
_ELSEWHERE = (Status.REFUSED, Status.UNREACHABLE, Status.GARBLED)
"""Ways to fail that say nothing of the zone."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What the TLSA questions of one host brought, the answer in use last."""

    base: str
    answers: tuple[Answer, ...] = ()
    broken_denial: bool = False

    @property
    def last(self) -> Answer | None:
        return self.answers[-1] if self.answers else None


def tlsa_name(base: str) -> str:
    """Return where the TLSA records of a mail host are (RFC 7672 §2.2.3)."""
    return f"_25._tcp.{base}"


async def look_up_dane(domain: str, mx: MxState, resolver: Resolver, wishes: Wishes) -> tuple[DaneState, ...]:
    """Ask for the TLSA records of every MX host that is wished for, all at once, in the order of the hosts.

    A host whose addresses are not signed is asked for TLSA as well, to tell records that nobody uses; that its answer
    fails is then of no account (RFC 7672 §2.2.2). Nothing is asked of a host without an address.
    """
    wanted = [
        host for host in mx.hosts[:MOST_HOSTS] if host.answers and (not wishes.hosts or host.name in wishes.hosts)
    ]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_look_up(host, mx.answer, resolver), name=f"{domain}: TLSA") for host in wanted]
    return tuple(task.result() for task in tasks)


async def _look_up(host: MxHost, mx: Answer, resolver: Resolver) -> DaneState:
    address = _address_security(host.answers)
    bases = [host.name]
    if host.aliases and address in (*_TRUSTED, Security.UNKNOWN):
        bases = [host.aliases[-1], host.name]
    elif host.aliases and address is Security.INSECURE:
        # The alias itself may be signed though what it leads to is not (RFC 7672 §2.2.2).
        alias = await resolver.ask(host.name, Kind.CNAME)
        address = alias.security if alias.status is Status.FOUND and alias.security in _TRUSTED else address
    asks = bool(host.addresses) and address is not Security.BOGUS
    found = await _first(bases, resolver, needed=address in _TRUSTED) if asks else _Found(host.name)
    records = found.last.tlsa[:MOST_RECORDS] if found.last else ()
    tlsa = found.last.security if found.last else Security.UNKNOWN
    usable = tuple(record for record in records if not unusable(record))
    state = DaneState(host.name, found.base, mx.security, address, tlsa, found.answers, records, usable)
    outcome = _outcome(state, host)
    broken = found.broken_denial and outcome is DaneOutcome.SKIP
    return replace(state, outcome=outcome, broken_denial=broken, next_hops=mx.aliases)


def _address_security(answers: Sequence[Answer]) -> Security:
    """Return what is known of both address questions: the worst of those that brought addresses, or of both."""
    if any(answer.security is Security.BOGUS for answer in answers):
        return Security.BOGUS
    telling = [answer for answer in answers if answer.addresses] or list(answers)
    order = (Security.UNKNOWN, Security.INSECURE, Security.CLAIMED, Security.SECURE)
    return min((answer.security for answer in telling), key=order.index, default=Security.UNKNOWN)


async def _first(bases: Sequence[str], resolver: Resolver, *, needed: bool) -> _Found:
    """Ask at each base domain until one has records that are signed or cannot be looked up (RFC 7672 §2.2.3).

    Args:
        bases: the fully expanded name first.
        resolver: who is asked.
        needed: whether a failure matters, and so is looked into.
    """
    answers: list[Answer] = []
    for base in bases:
        answer = await resolver.ask(tlsa_name(base), Kind.TLSA)
        answers.append(answer)
        if not answer.status.answered:
            broken = needed and await _denial_broken(answer, resolver)
            return _Found(base, tuple(answers), broken_denial=broken)
        if answer.tlsa and answer.security in (*_TRUSTED, Security.UNKNOWN):
            return _Found(base, tuple(answers))
    # Records that are not signed are still better told than passed over.
    unsigned = next((place for place, answer in enumerate(answers) if answer.tlsa), 0)
    ordered = (*answers[:unsigned], *answers[unsigned + 1 :], answers[unsigned])
    return _Found(bases[unsigned], ordered)


async def _denial_broken(answer: Answer, resolver: Resolver) -> bool:
    """Return whether the zone cannot prove that there is nothing at a TLSA name, where there is nothing.

    An A record is asked for as well: a name server that stumbles over the type TLSA alone denies that one properly.
    """
    if answer.status in _ELSEWHERE:
        return False
    if answer.security is Security.BOGUS:
        return not answer.lines
    other = await resolver.ask(answer.name, Kind.A)
    return other.security is Security.BOGUS and not other.lines


def _outcome(state: DaneState, host: MxHost) -> DaneOutcome:
    """Return what a sender does (RFC 7672 §2.2)."""
    if state.address is Security.BOGUS or not host.addresses:
        return _without_address(host)
    if Security.INSECURE in (state.mx, state.address):
        return DaneOutcome.OPPORTUNISTIC
    last = state.answers[-1]
    known = Security.UNKNOWN not in (state.mx, state.address)
    if not last.status.answered:
        theirs = last.security is Security.BOGUS or (known and last.status not in _ELSEWHERE)
        return DaneOutcome.SKIP if theirs else DaneOutcome.UNKNOWN
    if not state.records or state.tlsa is Security.INSECURE:
        return DaneOutcome.OPPORTUNISTIC
    if not known or state.tlsa is Security.UNKNOWN:
        return DaneOutcome.UNKNOWN
    return DaneOutcome.AUTHENTICATE if state.usable else DaneOutcome.ENCRYPT


def _without_address(host: MxHost) -> DaneOutcome:
    """Return what a sender does with a host whose addresses are bogus, cannot be looked up, or are not there."""
    if any(answer.status is Status.FAILED for answer in host.answers):
        return DaneOutcome.SKIP
    unanswered = any(not answer.status.answered for answer in host.answers)
    return DaneOutcome.UNKNOWN if unanswered else DaneOutcome.OPPORTUNISTIC
