"""What the incidents command shows: incidents, newest first, with the cards of those that are told in full."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.tally import Evidence
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output.incident_words import TOLD
from tlsrpt_tui.triage.card import Card, card_of, is_stale, told_age
from tlsrpt_tui.triage.contacts import asks_senders
from tlsrpt_tui.triage.incident_beginnings import WHOLE, Beginnings, beginnings
from tlsrpt_tui.triage.incident_view import until_of, view_of
from tlsrpt_tui.triage.incidents import Incident, Incidents, IncidentState, incidents
from tlsrpt_tui.triage.matching import UNASKED, Matching, matching

MOST_CARDS: Final = 10
"""Incidents that are told in full; who has more reads the list, and asks for fewer."""


@dataclass(frozen=True, slots=True)
class Told:
    """One incident in full."""

    incident: Incident
    card: Card
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Found:
    """All that is shown.

    Attributes:
        everything: all incidents of the view, whatever their state.
        shown: those in the states that were asked for, newest first.
        cards: those that are told in full.
        uncarded: how many more would be, were there room.
        noise: whether noise was asked for by name, and is listed line by line.
        cut: how many groups of failures were too many to be looked at.
        cut_days: how many days of senders were, likewise.
        aged: the day of the newest report and how long ago that is, where it is longer than reports lag; else "".
        matching: what the view leaves of all reports.
        newest: the day of the newest report of the folder, whatever the view.
        beginnings: first days that lie before what the view shows.
        contacts: where cards are not wanted and senders have to act or are asked, the newest contact that each names.
    """

    everything: Incidents
    shown: tuple[Incident, ...]
    cards: tuple[Told, ...] = ()
    uncarded: int = 0
    noise: bool = False
    cut: int = 0
    cut_days: int = 0
    aged: str = ""
    contacts: Mapping[str, str] = field(default_factory=dict)
    matching: Matching = UNASKED
    newest: dt.date | None = None
    beginnings: Beginnings = WHOLE

    @property
    def period(self) -> tuple[dt.date, dt.date] | None:
        """First and last day of the reports in the view; one of a wrong clock, after the newest, does not count."""
        first, last, newest = self.matching.first, self.matching.last, self.everything.newest
        if first is None or last is None or newest is None or first > newest:
            return None
        return first, min(last, newest)

    def begun(self, incident: Incident) -> dt.date | None:
        """Return the first day of an incident, be it in the view or before; ``None`` without a readable date."""
        return self.beginnings.of(incident)


def found_in(engine: Engine, view: View, states: Collection[IncidentState], *, now: dt.datetime, cards: bool) -> Found:
    """Return the incidents of a view in ``states``, in all of them where that is empty."""
    tally = engine.tally(view, now=now)
    until = until_of(view, now)
    everything = incidents(tally, now=now, until=until)
    newest = everything.newest if until is None else None
    began = beginnings(engine, view, everything, now=now)
    shown = sorted((each for each in everything.all if not states or each.state in states), key=_newest)
    told = [each for each in shown if each.state in (states or TOLD)] if cards else []
    made = tuple(_told(each, everything, engine, view, now, newest) for each in told[:MOST_CARDS])
    made = tuple(replace(each, card=began.dated(each.card, each.incident, now)) for each in made)
    aged = told_age(newest, now) if newest is not None and is_stale(newest, now) else ""
    contacts = () if cards or not any(map(asks_senders, shown)) else engine.contacts(view, now=now)
    named = {each.organization: each.contact for each in contacts}
    noise, uncarded = IncidentState.NOISE in states, len(told) - len(made)
    return Found(
        everything, tuple(shown), made, uncarded, noise, tally.cut, tally.cut_days, aged, named,
        matching=matching(engine, view, now=now), newest=tally.newest, beginnings=began,
    )  # fmt: skip


def _newest(incident: Incident) -> int:
    """Return what sorts the newest first; those of one day stay as they were."""
    return -(incident.last or dt.date.min).toordinal()


def _told(
    incident: Incident, everything: Incidents, engine: Engine, view: View, now: dt.datetime, newest: dt.date | None
) -> Told:
    evidence = engine.evidence(view_of(incident, view, now), now=now)
    return Told(incident, card_of(incident, evidence, now=now, others=everything.all, newest=newest), evidence)
