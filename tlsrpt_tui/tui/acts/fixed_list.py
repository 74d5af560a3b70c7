"""Why the list of checks is not filtered, sorted or exported: it is short, and each line has its place."""

from typing import Any, Final

from tlsrpt_tui.index.view import Clause
from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.tui.screens.acting import ActingPage
from tlsrpt_tui.tui.widgets.check_lines import COLUMNS
from tlsrpt_tui.tui.widgets.table_columns import Column

_NEVER: Final = {
    "sort": "checks stand in a fixed order",
    "reverse": "checks stand in a fixed order",
    "columns": "the columns of checks are always the same",
    "failing": "all checks are listed",
    "export_shown": "checks are not exported",
}


class FixedListActs(ActingPage):
    """A screen whose list is always in the same order."""

    def why_not(self, action: str, parameters: tuple[object, ...] = ()) -> str:
        """Return why the key of an action cannot act now; "" where it can, or where only trying tells."""
        if action == "widen" and self.explorer.live.asking:
            return ""
        if action == "check" and self.explorer.checking is None:
            return "live checks are switched off here"
        return _NEVER.get(action) or super().why_not(action, parameters)

    def open_filter(self, only: tuple[Clause, ...] | None = None) -> None:  # noqa: ARG002  it has no steps
        """Say that checks know no filter."""
        self.say(f"the filter picks reports, not checks: {self.key('screen.explore')} or {self.key('screen.reports')}")

    def offered_columns(self) -> tuple[Column[Any], ...]:
        """Return the columns, which are always the same."""
        return COLUMNS

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """Nothing: the order is fixed."""
        return "", False

    def sort_by(self, key: str, *, descending: bool | None = None) -> None:  # noqa: ARG002  as lists are sorted
        """Say that the order is fixed."""
        self.say("checks stand in a fixed order, so that each is always found in its place")

    def action_sort(self) -> None:
        """Say that the order is fixed."""
        self.sort_by("")

    def action_reverse(self) -> None:
        """Say that the order is fixed."""
        self.sort_by("")

    def action_columns(self) -> None:
        """Say that there are no others."""
        self.say("the columns of checks are always the same")

    def action_failing(self) -> None:
        """Say how bad checks are found."""
        self.say(f"all checks are listed: {self.key('rows.next-failing')} goes to the next that is not good")

    def action_export_shown(self) -> None:
        """Say how a check gets into a file."""
        self.say(f"checks are not exported: {self.key('copy.menu')} copies, tlsrpt-tui check DOMAIN writes JSON")

    def export_fill(self, form: str, columns: tuple[str, ...]) -> Fill | None:  # noqa: ARG002  as lists are written
        """Return nothing: checks are not exported."""
        return None
