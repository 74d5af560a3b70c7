"""The first line of a card: what failed, of whom and where, and in which state it is; names give way to one another."""

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

from tlsrpt_tui import numbers
from tlsrpt_tui.triage.incidents import Incident, IncidentState
from tlsrpt_tui.tui.names import said
from tlsrpt_tui.tui.paint import Run, cut, cut_middle, titled, width_of
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.incident_columns import STATES

_GAP: Final = " · "
_LEAST: Final = 8
"""Cells of a name below which it tells nothing."""


def head_runs(incident: Incident, width: int, *, years: bool, place: str = "", focused: bool = False) -> list[Run]:
    """Return the line in ``width`` cells.

    Args:
        incident: what it is about.
        width: cells of the line.
        years: whether days carry their year.
        place: which lines of how many are in sight; left out where there is no room for it.
        focused: whether the pane has the focus.
    """
    full, brief = (_state(incident, years=years, weekday=weekday) for weekday in (True, False))
    where = [Run(f"· {place} ", Role.MUTED)] if place else []
    # The place in the card goes first, then the last blank, then what host and domain share, then the day of the week.
    choices = [[*full, *where], _bare(full), brief] if place else [full, _bare(full), brief]
    room = [width - 1 - width_of(right) - 1 for right in choices]
    tried = [(name, at) for states in ((0, 1), (2,)) for name in _names(incident) for at in states]
    text, at = next(
        ((name, at) for name, at in tried if cell_len(name) <= room[at]),
        (_cut(incident, room[-1]), len(choices) - 1),
    )
    title = Run(text, Role.ACCENT if focused else Role.STRONG, bold=True)
    right = choices[at]
    if width_of([title, *right]) + len("  ─  ") > width:
        return [Run(" "), title, Run(" " * max(1, width - 1 - width_of([title, *right]))), *right]
    return titled([title], right, width)


def _bare(runs: list[Run]) -> list[Run]:
    """Return runs without the blank at their end."""
    return [*runs[:-1], runs[-1]._replace(text=runs[-1].text.rstrip(" "))]


def _names(incident: Incident) -> Iterator[str]:
    """Yield the title from the longest to the shortest in which nothing is cut."""
    what, domain = said(incident.result_type), said(incident.domain)
    if not incident.place:
        yield _GAP.join((what, domain))
        return
    yield _GAP.join((what, domain, said(incident.place)))
    named = next(filter(None, (incident.host, *incident.hosts)), "")
    label = named.removesuffix(f".{incident.domain}")
    more = len([host for host in incident.hosts if host]) - 1
    if label != named:
        yield _GAP.join((what, domain, f"{said(label)} and {more} more" if more > 0 else said(label)))


def _cut(incident: Incident, room: int) -> str:
    """Return the title with its names cut: half of what the result type leaves is for each."""
    what = cut(said(incident.result_type), max(4, room - 2 * (_LEAST + len(_GAP))))
    left = max(4, room - cell_len(what) - len(_GAP))
    if not incident.place:
        return _GAP.join((what, cut_middle(said(incident.domain), left)))
    left = max(4, left - len(_GAP))
    *_, place = _names(incident)
    place = place.rpartition(_GAP)[2]
    domain = said(incident.domain)
    half = max(left // 2, left - cell_len(place), 2)
    shown = cut_middle(domain, half)
    return _GAP.join((what, shown, cut_middle(place, max(2, left - cell_len(shown)))))


def _state(incident: Incident, *, years: bool, weekday: bool) -> list[Run]:
    """Return the state, and since when it has been so."""
    glyph, word, role = STATES[incident.state]
    runs = [Run(f"{glyph} {word}", role, bold=True)]
    if incident.first is None or incident.last is None:
        return [*runs, Run(" ")]
    since = incident.first if incident.state is IncidentState.ONGOING else None
    if incident.state is IncidentState.RECOVERED:
        since = incident.clean_since
    if since is None:
        return [*runs, Run(f" {numbers.days(incident.first, incident.last, year=years)} ")]
    told = numbers.weekday(since) if weekday else numbers.day(since)
    return [*runs, Run(f" since {told}{f' {since.year}' if years else ''} ")]
