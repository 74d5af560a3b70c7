"""What stands beside a live check: what senders saw, how that differs, what is missing, what is over."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.redacted import hidden_answer
from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.live.published import Published
from tlsrpt_tui.live.short_names import hidden_short_names, short_names_hider
from tlsrpt_tui.output.check_results import hosts_named
from tlsrpt_tui.output.hidden_readiness import hidden_readiness
from tlsrpt_tui.triage.drift import SenderDrift, drifts
from tlsrpt_tui.triage.incidents import Incidents, incidents
from tlsrpt_tui.triage.posture import Posture, posture
from tlsrpt_tui.triage.readiness import Readiness, readiness
from tlsrpt_tui.triage.readiness_view import domain_view
from tlsrpt_tui.triage.reported import reported
from tlsrpt_tui.triage.seen_policy import host_name
from tlsrpt_tui.triage.verdict import Judgement, judged
from tlsrpt_tui.tui.live_checks import Live
from tlsrpt_tui.tui.veil import Veil
from tlsrpt_tui.tui.widgets.check_lines import MOST_LINES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tlsrpt_tui.live.check import Check

_MOST_HOSTS = 20
"""MX hosts under whose names reports are looked for too."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Beside:
    """What reports say beside what was found.

    Attributes:
        seen: what senders reported.
        drifts: what each sender saw, against what is published as far as it was asked.
        posture: what is missing; ``None`` before anything was asked.
        judgement: whether a failure is still so; ``None`` where none is in question, or nothing was asked.
        reported: what senders reported about each check, by its key, a line each.
        ready: whether it may go to mode enforce; ``None`` where that is not known yet.
    """

    seen: DomainSeen = field(default_factory=lambda: DomainSeen(()))
    drifts: tuple[SenderDrift, ...] = ()
    posture: Posture | None = None
    judgement: Judgement | None = None
    reported: "Mapping[str, tuple[str, ...]]" = field(default_factory=dict)
    ready: Readiness | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """What reports say of a domain whatever is found live, so that it is asked for once.

    Attributes:
        engine: that said so.
        names: under which reports were looked for.
        domain: whose incidents these are.
    """

    engine: Engine
    names: tuple[str, ...]
    domain: str
    seen: DomainSeen
    incidents: Incidents


def reported_on(known: Reported | None, engine: Engine, live: Live, now: dt.datetime) -> Reported:
    """Return what reports say of a domain, as far as it can be from ``known``; never on the event loop."""
    names, domain = names_of(live), live.domain
    held = known if known is not None and known.engine is engine and known.domain == domain else None
    if held is not None and held.names == names:
        return held
    found = held.incidents if held is not None else incidents(engine.tally(domain_view(domain), now=now), now=now)
    return Reported(engine, names, domain, engine.domain_seen(names, now=now), found)


def names_of(live: Live) -> tuple[str, ...]:
    """Return the names under which reports may speak of a domain: its own, and its MX hosts where they are known."""
    mx = live.checkup.published.mx if live.checkup is not None else None
    hosts = () if mx is None else tuple(host.name for host in mx.hosts[:_MOST_HOSTS])
    return tuple(dict.fromkeys((live.domain, *hosts)))


def beside_of(reports: Reported, live: Live, now: dt.datetime) -> Beside:
    """Return what reports say beside a checkup; never on the event loop."""
    checkup, seen = live.checkup, reports.seen
    ready = readiness(live.domain, seen, reports.incidents, checkup, now=now)
    if checkup is None:
        return Beside(seen, drifts(seen, Published(host_name(live.domain)), now=now), ready=ready)
    return Beside(
        seen,
        drifts(seen, checkup.published, now=now),
        posture(checkup, seen, now=now),
        None if live.subject is None else judged(live.subject, checkup, seen, now=now),
        {check.key: reported(check, seen) for check in checkup.checks[:MOST_LINES]},
        ready,
    )


def hidden(value: T, veil: Veil, hosts: tuple[str, ...] = ()) -> T:
    """Return something as it may be shown, with ``hosts`` hidden in their short forms too."""
    if not veil.is_down:
        return value
    return hidden_answer(hidden_short_names(value, hosts, veil.redactor), veil.redactor)


def hosts_of(live: Live, senders: tuple[SenderDrift, ...] = ()) -> tuple[str, ...]:
    """Return the hosts that lines may name by their first label alone."""
    return hosts_named(live.checkup, senders) if live.checkup is not None else ()


class HiddenChecks:
    """Checks as they may be shown; each is looked through once, for as long as no further odd name is known.

    A snapshot of many hosts holds thousands of texts, most of which the one before held as well.
    """

    def __init__(self) -> None:
        self._made: dict[Check, Check] = {}
        self._known: tuple[int, tuple[str, ...]] = (-1, ())

    def of(self, checks: "tuple[Check, ...]", veil: Veil, hosts: tuple[str, ...]) -> "tuple[Check, ...]":
        """Return checks with stand-ins where names are to be hidden; ``hosts`` may be named shortly."""
        if not veil.is_down:
            return checks
        for check in checks:
            veil.redactor.name(check.host)  # a host may be no name by its looks, and stands in sentences too
        known = (veil.redactor.learned, hosts)
        if known != self._known:
            self._made, self._known = {}, known
        brief: Callable[[Check], Check] = short_names_hider(hosts, veil.redactor)
        self._made = {check: self._made.get(check) or hidden(brief(check), veil) for check in checks}
        return tuple(self._made[check] for check in checks)


def shown_beside(beside: Beside, veil: Veil, live: Live, reports: Reported, now: dt.datetime) -> Beside:
    """Return what stands beside a check as it may be shown; never on the event loop."""
    if not veil.is_down:
        return beside
    ready = hidden_readiness(reports.engine, reports.names, reports.domain, live.checkup, veil.redactor, now=now)
    bare = replace(beside, reported={}, ready=None)
    hidden_one: Beside = hidden(bare, veil, hosts_of(live, beside.drifts))
    said = {veil.text(key): tuple(map(veil.text, words)) for key, words in beside.reported.items()}
    return replace(hidden_one, reported=said, ready=ready)
