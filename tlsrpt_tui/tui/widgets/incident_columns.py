"""The columns of incidents: state, days, what failed where, since when in a sparkline, and who acts."""

import datetime as dt
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.output.incident_words import MARKS, OWNERS
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.triage.result_types import Owner
from tlsrpt_tui.tui import glyphs
from tlsrpt_tui.tui.incident_rows import IncidentRow, paired
from tlsrpt_tui.tui.names import said
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.table_columns import Column

STATES: Final[dict[IncidentState, tuple[str, str, Role]]] = {
    IncidentState.ONGOING: (MARKS[IncidentState.ONGOING], "ongoing", Role.FAILED),
    IncidentState.QUIET: (MARKS[IncidentState.QUIET], "quiet", Role.WARN),
    IncidentState.RECOVERED: (MARKS[IncidentState.RECOVERED], "recovered", Role.OK),
    IncidentState.NOISE: (MARKS[IncidentState.NOISE], "noise", Role.MUTED),
}
"""The glyph, word and colour of each state."""

_BARS: Final = {IncidentState.ONGOING: Role.FAILED, IncidentState.QUIET: Role.SOFT}
_RARE_FIRST: Final = 9
_WIDE: Final = 120
_NARROW: Final = 80
_VAST: Final = 180
_ROOMY: Final = 100
_UNKNOWN: Final = "unknown"
_SHORT: Final = 9


def state_words(row: IncidentRow) -> str:
    """Return the glyph and the word of a state."""
    glyph, word, _ = STATES[row.incident.state]
    return f"{glyph} {word}"


def host_words(host: str) -> str:
    """Return a host as it is shown; ``—`` where senders named none."""
    return glyphs.quoted(host) or "—"


def since(first: dt.date | None, *, years: bool) -> str:
    """Return the first day; with ``years`` and its year."""
    return numbers.day(first, year=years)


def _days(row: IncidentRow, *, years: bool) -> str:
    first, last = row.incident.first, row.incident.last
    if first is None or last is None:
        return numbers.day(None)
    return numbers.days(first, last, year=years)


def _is_live(row: IncidentRow) -> bool:
    return row.incident.state in (IncidentState.ONGOING, IncidentState.QUIET)


def _tone(row: IncidentRow) -> Role:
    return Role.TEXT if _is_live(row) else Role.MUTED


def _state_pieces(row: IncidentRow, shown: str) -> list[Run]:
    return [Run(shown, STATES[row.incident.state][2], bold=_is_live(row))]


def _result_pieces(row: IncidentRow, shown: str) -> list[Run]:
    return [Run(shown, Role.STRONG if _is_live(row) else Role.MUTED, bold=_is_live(row))]


def _spark_pieces(row: IncidentRow, shown: str) -> list[Run]:
    bars = _BARS.get(row.incident.state, Role.MUTED)
    runs: list[Run] = []
    for glyph in shown:
        role = Role.FAINT if glyph in " ▁" else bars
        if runs and (runs[-1].role is role or glyph == " "):
            runs[-1] = runs[-1]._replace(text=runs[-1].text + glyph)
        else:
            runs.append(Run(glyph, role))
    return runs


def _acts(row: IncidentRow) -> str:
    return OWNERS.get(row.incident.owner, row.incident.owner.value)


def _acts_in_full(row: IncidentRow) -> str:
    """Return who acts where there is room for the word that stands for nobody known."""
    return _UNKNOWN if row.incident.owner is Owner.UNKNOWN else _acts(row)


def incident_columns(
    width: int, *, years: bool = False, window: tuple[dt.date, dt.date] | None = None
) -> tuple[Column[IncidentRow], ...]:
    """Return the columns there are in so many cells; where it is narrow, Days is Since and two days share a cell."""
    wide, roomy = width >= _WIDE, width >= _ROOMY
    size = 7 if roomy else 6
    cells = len(range((window[1] - window[0]).days + 1)) if window is not None else 0
    cells = cells if wide else -(-cells // 2)
    over = numbers.days(*window, year=False) if window is not None else "Days"
    if window is not None and len(over) > max(cells, _SHORT):
        over = f"–{numbers.day(window[1])}"
    return (
        Column("state", "State", state_words, least=11, most=11, pieces=_state_pieces, export="state"),
        Column(
            "days",
            "Days" if wide else "Since",
            (lambda row: _days(row, years=years)) if wide else (lambda row: since(row.incident.first, years=years)),
            _tone,
            least=6,
            most=30,
            right=True,
            export="days",
        ),
        Column(
            "result",
            "Result type",
            lambda row: said(row.incident.result_type),
            least=25,
            most=25,
            pieces=_result_pieces,
            export="result_type",
        ),
        Column(
            "domain",
            "Domain",
            lambda row: said(row.incident.domain),
            _tone,
            least=9 if width >= _NARROW else 5,
            most=32,
            middle=True,
            rank=1,
            export="domain",
        ),
        Column(
            "host",
            "MX host",
            lambda row: host_words(row.incident.place),
            _tone,
            least=12,
            most=40 if width >= _VAST else 16,
            middle=True,
            rank=_RARE_FIRST,
            export="mx_host",
        ),
        Column(
            "senders",
            "Senders",
            lambda row: numbers.count(len(row.incident.senders)),
            _tone,
            least=7,
            most=7,
            right=True,
            rank=_RARE_FIRST - 1,
            export="senders",
        ),
        Column(
            "failed",
            "Failed",
            lambda row: numbers.count(row.incident.failed),
            _tone,
            most=20,
            right=True,
            export="failed",
        ),
        Column(
            "spark",
            over,
            (lambda row: glyphs.spark(row.spark)) if wide else (lambda row: glyphs.spark(paired(row.spark))),
            least=cells,
            most=max(cells, 1),
            rank=_RARE_FIRST - 2,
            sorts=False,
            pieces=_spark_pieces,
        ),
        Column("acts", "Acts", _acts_in_full if roomy else _acts, _tone, least=size, most=size, export="owner"),
    )
