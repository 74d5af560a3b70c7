"""What a check of one domain found, held against the reports where there are some: everything its renderers show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.live.answers import Validation
from tlsrpt_tui.live.check import Check, State
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.text import unicode_domain
from tlsrpt_tui.triage.drift import SenderDrift, drifts
from tlsrpt_tui.triage.posture import Posture, posture
from tlsrpt_tui.triage.reported import reported

STATES: Final = (State.BAD, State.WARNING, State.UNKNOWN, State.GOOD)
"""How a check can end, in the order in which people should look."""

MARKS: Final = {State.BAD: "✗", State.WARNING: "▲", State.UNKNOWN: "?", State.GOOD: "✓", State.ASKING: "…"}
"""A sign for each state; its word stands beside it."""

_ANSWERED: Final = frozenset({"tlsa-not-compared"})
"""Findings of lines that are unknown though DNS answered."""

REPORTS: Final = "Reports"
"""What the fact is called that says what senders reported."""

_RESOLVES: Final = {
    Validation.VALIDATES: "which validates",
    Validation.CLAIMS: "which says that it validates, over a path that anybody can change",
    Validation.DOES_NOT: "which does not validate",
    Validation.UNKNOWN: "of which is not known whether it validates",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """One domain.

    Attributes:
        checkup: what is so now; its checks say what the reports do, where there are some.
        posture: where the domain stands.
        senders: what each sender saw last; ``None`` where no reports were given.
    """

    checkup: Checkup
    posture: Posture
    senders: tuple[SenderDrift, ...] | None = None

    @property
    def answered(self) -> bool:
        """Whether anything could be found out."""
        return any(check.state is not State.UNKNOWN or _is_found(check) for check in self.checkup.checks)

    def reaches(self, state: State) -> bool:
        """Whether a check ended so, or worse."""
        return any(check.state.rank <= state.rank for check in self.checkup.checks)


def _is_found(check: Check) -> bool:
    """Return whether DNS answered, though what that is worth is not known."""
    return any(finding.code in _ANSWERED for finding in check.findings)


def checked(checkup: Checkup, engine: Engine | None, *, now: dt.datetime) -> Checked:
    """Return a checkup with all that follows from it, and from the reports where there are some."""
    if engine is None:
        return Checked(checkup, posture(checkup, None, now=now))
    seen = engine.domain_seen(names_of(checkup), now=now)
    beside = replace(checkup, checks=tuple(_reported(check, seen) for check in checkup.checks))
    return Checked(beside, posture(checkup, seen, now=now), drifts(seen, checkup.published, now=now))


def names_of(checkup: Checkup) -> tuple[str, ...]:
    """Return the names under which senders report about a domain: its own, and in DANE reports those of MX hosts."""
    hosts = checkup.published.mx.hosts if checkup.published.mx else ()
    return tuple(dict.fromkeys((checkup.domain, *(host.name for host in hosts))))


def hosts_of(result: Checked) -> tuple[str, ...]:
    """Return every host that a page about a domain may name by its first label alone."""
    return hosts_named(result.checkup, result.senders or ())


def hosts_named(checkup: Checkup, senders: Sequence[SenderDrift]) -> tuple[str, ...]:
    """Return every host of a domain that was found or that senders saw."""
    published = checkup.published
    policy = published.sts_policy.policy if published.sts_policy else None
    seen = (line for sender in senders for each in sender.lines for line in (each.seen, each.live))
    patterns = (line.removeprefix("mx: ") for line in seen if line.startswith("mx: "))
    named = (host for sender in senders for host in (sender.domain, *sender.mx))
    checks = (check.host for check in checkup.checks)
    every = (*names_of(checkup), *(policy.mx if policy else ()), *checks, *named, *patterns)
    return tuple(dict.fromkeys(filter(None, every)))


def _reported(check: Check, seen: DomainSeen) -> Check:
    """Return a check that says among its facts what senders reported about the same."""
    told = tuple(("" if number else REPORTS, words) for number, words in enumerate(reported(check, seen)))
    return replace(check, facts=(*check.facts, *told)) if told else check


def headline(result: Checked) -> str:
    """Return ``example.com: 1 bad, 2 warnings, 5 good``."""
    counts = [(result.checkup.count(state), state) for state in STATES]
    told = [f"{number} {_plural(number, state)}" for number, state in counts if number]
    domain = result.checkup.domain
    shown = unicode_domain(domain)
    return f"{domain}{f' ({shown})' if shown else ''}: {', '.join(told) or 'nothing to check'}"


def _plural(number: int, state: State) -> str:
    return "warnings" if state is State.WARNING and number > 1 else state.value


def asked_whom(checkup: Checkup) -> str:
    """Return ``21 Nov 2026 09:12 UTC with resolver 192.0.2.53, which validates``."""
    when = f"{numbers.day(checkup.started.date(), year=True)} {checkup.started:%H:%M} UTC"
    return f"{when} with resolver {checkup.resolver}, {_RESOLVES[checkup.validation]}"
