"""The columns of the list of reports."""

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import ReportRow
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.names import said
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.table_columns import Column, day_column

_OF_SUCCESSES = frozenset({"ok", "rate"})


def _tone(row: ReportRow) -> Role:
    return Role.TEXT if row.failed else Role.MUTED


def _rate(row: ReportRow) -> str:
    return numbers.rate(row.failed, row.successful, decimals=1)


def _noted(row: ReportRow) -> str:
    return "≠" if row.conflict else f"▲ {row.notes}" if row.notes else ""


def report_columns(*, years: bool, rates: bool = True) -> tuple[Column[ReportRow], ...]:
    """Return the columns; with ``years``, days carry theirs, and without ``rates``, no successes are known."""
    made: tuple[Column[ReportRow], ...] = (
        day_column(lambda row: row.day, years=years),
        Column("sender", "Sender", lambda row: said(row.organization), _tone, least=16, most=22, export="organization"),
        Column(
            "domain",
            "Domain",
            lambda row: ", ".join(map(said, row.domains)),
            _tone,
            least=11,
            most=16,
            rank=3,
            middle=True,
            export="domains",
        ),
        Column(
            "policies",
            "Policies",
            lambda row: ", ".join(map(said, row.policy_types)),
            lambda _: Role.MUTED,
            least=8,
            rank=5,
            export="policy_types",
        ),
        Column(
            "failed",
            "Failed",
            lambda row: numbers.count(row.failed),
            lambda row: Role.FAILED if row.failed else Role.MUTED,
            right=True,
            export="failed",
        ),
        Column(
            "ok",
            "OK",
            lambda row: "" if row.successful is None else numbers.count(row.successful),
            _tone,
            least=5,
            right=True,
            rank=4,
            export="successful",
        ),
        Column("rate", "Rate", _rate, _tone, least=5, right=True, rank=6, export="rate"),
        Column("notes", "Notes", _noted, lambda _: Role.WARN, least=5, most=8, rank=7, export="notes"),
        Column(
            "file",
            "File",
            lambda row: quoted(row.file),
            lambda _: Role.MUTED,
            least=24,
            most=60,
            rank=8,
            middle=True,
            export="file",
        ),
    )
    return tuple(column for column in made if rates or column.key not in _OF_SUCCESSES)
