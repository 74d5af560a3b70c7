"""The columns of failure rows, and the words for the orders they can be in."""

from collections.abc import Sequence

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import FailureRow
from tlsrpt_tui.index.view import Sort, SortColumn
from tlsrpt_tui.tui.names import brief, said
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.table_columns import Column, day_column

_ORDERS = {
    SortColumn.DAY: ("oldest first", "newest first"),
    SortColumn.FAILED: ("least first", "most first"),
}


def order_words(sort: Sort, shown: Sequence[Column[FailureRow]]) -> str:
    """Return what an order comes to, for people; with its column, where that is not among those ``shown``."""
    words = _ORDERS.get(sort.column, ("from A", "from Z"))[sort.descending]
    if any(column.key == sort.column for column in shown):
        return words
    title = next((column.title for column in failure_columns(years=False) if column.key == sort.column), sort.column)
    return f"by {title}, {words}"


def _muted(_: FailureRow) -> Role:
    return Role.MUTED


def _sessions(row: FailureRow) -> str:
    """Return the failed sessions; ``=`` where another policy of the report describes the same ones."""
    return numbers.count(row.sessions) if row.counts else f"= {numbers.count(row.sessions)}"


def failure_columns(*, years: bool) -> tuple[Column[FailureRow], ...]:
    """Return all columns there are, extras last but for the count; with ``years``, days carry theirs."""
    return (
        day_column(lambda row: row.day, years=years),
        Column("sender", "Sender", lambda row: brief(row.organization), least=8, most=18, export="organization"),
        Column(
            "result", "Result type", lambda row: said(row.result_type), least=22, most=25, rank=2, export="result_type"
        ),
        Column(
            "mx",
            "MX host",
            lambda row: said(row.mx_host),
            _muted,
            least=12,
            most=32,
            rank=1,
            middle=True,
            export="mx_host",
        ),
        Column(
            "domain",
            "Domain",
            lambda row: said(row.domain),
            _muted,
            least=11,
            most=24,
            rank=4,
            middle=True,
            export="domain",
        ),
        Column(
            "ip", "Sending IP", lambda row: said(row.sending_ip), _muted, least=15, most=39, rank=5, export="sending_ip"
        ),
        Column(
            "policy", "Policy", lambda row: said(row.policy_type), _muted, least=6, most=8, rank=3, export="policy_type"
        ),
        Column("failed", "Failed", _sessions, most=20, right=True, export="sessions"),
        Column("mode", "Mode", lambda row: said(row.mode), _muted, least=7, most=8, rank=9, extra=True, export="mode"),
        Column(
            "helo",
            "MX HELO",
            lambda row: said(row.mx_helo),
            _muted,
            least=12,
            most=32,
            rank=9,
            middle=True,
            extra=True,
            export="mx_helo",
        ),
        Column(
            "to",
            "Receiving IP",
            lambda row: said(row.receiving_ip),
            _muted,
            least=15,
            most=39,
            rank=9,
            extra=True,
            export="receiving_ip",
        ),
        Column(
            "reason", "Reason", lambda row: row.reason, _muted, least=12, most=40, rank=9, extra=True, export="reason"
        ),
        Column(
            "info",
            "More",
            lambda row: row.info,
            _muted,
            least=12,
            most=40,
            rank=9,
            extra=True,
            sorts=False,
            export="info",
        ),
    )
