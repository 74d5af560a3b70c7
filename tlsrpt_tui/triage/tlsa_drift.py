"""The TLSA records that a sender saw, held against those of each MX host now (RFC 7672 §2.2, RFC 7671 §8)."""

from dataclasses import dataclass

from tlsrpt_tui.index.seen import PolicySeen
from tlsrpt_tui.live.published import DaneOutcome, DaneState, Published
from tlsrpt_tui.numbers import day, plural
from tlsrpt_tui.triage.differences import one_line, tlsa_lines
from tlsrpt_tui.triage.drift_kinds import Drift, SenderDrift
from tlsrpt_tui.triage.seen_policy import host_name, read_tlsa

_TOLD = frozenset({DaneOutcome.AUTHENTICATE, DaneOutcome.ENCRYPT, DaneOutcome.OPPORTUNISTIC})


@dataclass(frozen=True, slots=True)
class _Found:
    drift: Drift
    brief: str
    sentence: str
    live: frozenset[str] = frozenset()


def tlsa_drift(policy: PolicySeen, published: Published) -> SenderDrift:
    """Return how the TLSA records of a report stand to those that are published."""
    saw = read_tlsa(policy.text)
    found = _judged(policy, saw, published)
    return SenderDrift(
        organization=policy.organization,
        policy_type=policy.policy_type,
        last=policy.last,
        mode="",
        max_age=None,
        mx=(),
        drift=found.drift,
        brief=found.brief,
        sentence=one_line(found.sentence),
        domain=policy.domain,
        lines=tlsa_lines(saw, found.live),
    )


def _judged(policy: PolicySeen, saw: frozenset[str], published: Published) -> _Found:
    name = host_name(policy.domain)
    at_host = name != published.domain
    mx = published.mx
    if at_host and mx is not None and mx.answer.status.answered and not _is_mx(name, published):
        told = f"It saw TLSA records of {name} on {day(policy.last)}, which is no MX host of {published.domain} now."
        return _Found(Drift.RETIRED_MX, "no MX host now", told)
    if not published.dane:
        told = f"It saw {plural(len(saw), 'TLSA record')} on {day(policy.last)}; DANE was not asked for now."
        return _Found(Drift.UNKNOWN, "live not asked", told)
    states = [state for state in published.dane if not at_host or name in (state.host, state.base)]
    known = [state for state in states if state.outcome in _TOLD]
    if not saw:
        return _Found(Drift.UNKNOWN, "no record in report", "Its report names no TLSA record.", _records(known))
    if not known:
        told = "The TLSA records cannot be looked up now: see the DANE lines."
        return _Found(Drift.UNKNOWN, "live cannot be read", told)
    return _compared(policy, saw, _meant(saw, known))


def _is_mx(name: str, published: Published) -> bool:
    """Whether it names an MX host, by its own name or by what its alias stands for (RFC 7672 §2.2.2)."""
    names = {host.name for host in published.mx.hosts} if published.mx else set()
    aliases = {alias for host in published.mx.hosts for alias in host.aliases} if published.mx else set()
    bases = {state.base for state in published.dane}
    return name in names | aliases | bases


def _records(states: list[DaneState]) -> frozenset[str]:
    return frozenset(str(record) for state in states for record in state.records)


def _meant(saw: frozenset[str], states: list[DaneState]) -> frozenset[str]:
    """Return the live records that a report is about: those of the MX host they are most like, or of all of them."""
    sets = [_records([state]) for state in states]
    whole = _records(states)
    if saw == whole:
        return whole
    return max(sets, key=lambda live: (live == saw, len(live & saw), -len(live - saw)))


def _compared(policy: PolicySeen, saw: frozenset[str], live: frozenset[str]) -> _Found:
    if saw == live:
        return _Found(Drift.SAME, Drift.SAME.value, "It saw the TLSA records that are published.", live)
    when = f"on {day(policy.last)}"
    old, new = saw - live, live - saw
    if not live:
        told = (
            f"It saw {plural(len(saw), 'TLSA record')} {when}, and none is published now. "
            "If DANE is wanted, publish the record of the key in use."
        )
        return _Found(Drift.OLD_TLSA, "TLSA withdrawn", told)
    if old:
        told = (
            f"{len(old)} of the {plural(len(saw), 'TLSA record')} that it saw {when} {_is(len(old))} no longer "
            "published. Senders hold records for their TTL: keep an old one for twice that after a change of keys."
        )
        return _Found(Drift.OLD_TLSA, f"{len(old)} of {len(saw)} withdrawn", told, live)
    told = (
        f"It saw {len(saw)} of {plural(len(live), 'TLSA record')} {when}; what it lacks was published since. "
        "Its next reports should show all; if not, name servers disagree."
    )
    return _Found(Drift.OLD_TLSA, f"{len(new)} of {len(live)} not yet seen", told, live)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
