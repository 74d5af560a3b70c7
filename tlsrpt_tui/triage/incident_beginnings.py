"""When incidents began that were found in a view which cuts off their first days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.time_range import stretches_of, with_range
from tlsrpt_tui.index.view import Clause, Field, View
from tlsrpt_tui.triage.card import Card, since_of
from tlsrpt_tui.triage.incident_view import until_of
from tlsrpt_tui.triage.incidents import Incident, Incidents, incidents

Key = tuple[str, str, str, dt.date | None]
"""What names an incident: see :attr:`Incident.key`."""


@dataclass(frozen=True, slots=True)
class Beginnings:
    """First days that lie before a view.

    Attributes:
        since: the first day of the view, where it leaves out days on which there were reports; else ``None``.
        days: the true first day, by the key of the incident as found in the view.
    """

    since: dt.date | None = None
    days: Mapping[Key, dt.date] = field(default_factory=dict)

    def of(self, incident: Incident) -> dt.date | None:
        """Return the first day of an incident, in the view or before it."""
        return self.days.get(incident.key, incident.first)

    def dated(self, card: Card, incident: Incident, now: dt.datetime) -> Card:
        """Return a card that tells since when it has been so by that day."""
        began = self.days.get(incident.key)
        return card if began is None else replace(card, since=since_of(incident, began, now))


WHOLE: Final = Beginnings()
"""Of a view that cuts nothing off."""


def beginnings(engine: Engine, view: View, found: Incidents, *, now: dt.datetime) -> Beginnings:
    """Return when the incidents of a view began, by the same view without its first day. Never on the event loop."""
    stretches = stretches_of(view, now)
    since = stretches[0].first if stretches else None
    if since is None or found.first is None or found.first >= since or not found.all:
        return WHOLE
    until = until_of(view, now)
    clauses = (Clause(Field.UNTIL, (until.isoformat(),)),) if until else ()
    whole = incidents(engine.tally(with_range(view, clauses), now=now), now=now, until=until)
    alike: defaultdict[tuple[str, str], list[Incident]] = defaultdict(list)
    for each in whole.all:
        alike[each.domain, each.result_type].append(each)
    days: dict[Key, dt.date] = {}
    for each in found.all:
        met = [one.first for one in alike[each.domain, each.result_type] if one.first and _goes_on(one, each)]
        if met and each.first is not None and min(met) < each.first:
            days[each.key] = min(met)
    return Beginnings(since, days)


def _goes_on(whole: Incident, part: Incident) -> bool:
    """Whether one incident lasts into another, at a host that both have."""
    if whole.first is None or whole.last is None or part.first is None:
        return False
    mine, theirs = ({each.host, *each.hosts} - {""} for each in (whole, part))
    return whole.first < part.first <= whole.last and (not mine or not theirs or bool(mine & theirs))
