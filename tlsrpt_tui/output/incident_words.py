"""The words that the incidents command uses in all its forms."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tlsrpt_tui import numbers
from tlsrpt_tui.output.numbers import grouped
from tlsrpt_tui.triage.incidents import Incident, IncidentState
from tlsrpt_tui.triage.result_types import Owner

if TYPE_CHECKING:
    from tlsrpt_tui.output.incidents_found import Found

MARKS: Final = {
    IncidentState.ONGOING: "●",
    IncidentState.QUIET: "◐",
    IncidentState.RECOVERED: "✓",
    IncidentState.NOISE: "·",
}
"""A sign for each state; its word stands beside it."""

OWNERS: Final = {
    Owner.RECEIVER: "MX",
    Owner.DNS: "DNS",
    Owner.RECEIVER_AND_DNS: "MX+DNS",
    Owner.POLICY_HOST: "web",
    Owner.SENDER: "sender",
    Owner.UNKNOWN: "?",
}
"""Who acts, in a column."""

TOLD: Final = (IncidentState.ONGOING, IncidentState.QUIET)
"""The states whose incidents have a card of their own."""


def acts(incident: Incident) -> str:
    """Return who must act, as a noun: the sender by its name."""
    if incident.owner is not Owner.SENDER or not incident.senders:
        return incident.owner.value
    return f"sender ({incident.senders[0].organization or 'without a name'}), or the path from it"


def head(found: "Found") -> str:
    """Return the first line: how many there are of each state, and of which days the reports are."""
    everything = found.everything
    if not found.matching.reports:
        return f"Incidents: not known{'' if found.matching.is_nothing else ', no report can be read'}"
    counts = [f"{grouped(len(everything.of(state)))} {state}" for state in IncidentState if everything.of(state)]
    return f"Incidents: {', '.join(counts) or 'none'}{when(found)}"


def when(found: "Found") -> str:
    """Return of which days the reports in the view are, behind a comma; "" where that is not known."""
    return f", reports of {numbers.days(*found.period)}" if found.period else ""


def notes(found: "Found") -> Iterator[tuple[str, str]]:
    """Yield what is looked at and how far it can be judged, each sentence with its label."""
    match = found.matching
    if match.is_nothing:
        yield "Filter", f"{match.unmatched[:1].upper()}{match.unmatched[1:]}."
        return
    if not match.reports:
        return
    listed = sum(incident.failed for incident in found.everything.all)
    overlap = f"; details add up to {numbers.count(listed)}, as they may overlap" if listed > match.failed else ""
    yield "Sessions", f"{match.sums}{overlap}."
    if match.filter:
        yield "Filter", ". ".join([match.filter, *judged(found)])


def judged(found: "Found") -> Iterator[str]:
    """Yield what a filter does to what is judged."""
    if found.matching.narrows:
        yield "States and who acts are judged by what this leaves, without the rest."
    if found.beginnings.since is not None:
        begin = numbers.day(found.beginnings.since, year=True)
        yield f"Counts and states are without what was before {begin}, first days are not."


def years_of(found: "Found") -> bool:
    """Whether days need their year: where they are of several, or of another than the newest report's."""
    newest = found.newest or dt.date.min
    days = (day for each in found.shown for day in (found.begun(each), each.last) if day)
    return any(day.year != newest.year for day in days)
