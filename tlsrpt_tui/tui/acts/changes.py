"""The keys for changes: other periods, the rows behind one, and why the list is not sorted."""

from typing import Any, Final

from tlsrpt_tui.index.time_range import is_timed
from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.triage.change import Change, Kind
from tlsrpt_tui.triage.comparison import Asked
from tlsrpt_tui.tui.acts.live import Aim
from tlsrpt_tui.tui.change_rows import LENGTHS, Listed, view_behind
from tlsrpt_tui.tui.screens.acting import ActingPage
from tlsrpt_tui.tui.widgets.change_columns import COLUMNS, ChangeTable
from tlsrpt_tui.tui.widgets.table_columns import Column

_NEVER: Final = {
    "sort": "changes stand kind by kind, what matters first",
    "reverse": "changes stand kind by kind, what matters first",
    "failing": "all changes are listed",
    "zoom_time": "the timeline is on Explore",
}

IN_REPORTS: Final = frozenset({Kind.POLICY, Kind.NEW_SENDER})
"""Kinds of changes that reports show, and not their failures."""


class ChangeActs(ActingPage):
    """A screen that lists changes."""

    failing_words = "no failure is new or has grown"
    asked = Asked(LENGTHS[0])
    listing: Listed | None = None

    def ask_again(self) -> None:
        """Ask for the changes between other periods."""
        raise NotImplementedError

    @property
    def current(self) -> Change | None:
        """The change under the cursor."""
        return self.query_one(ChangeTable).current

    def why_not(self, action: str, parameters: tuple[object, ...] = ()) -> str:
        """Return why the key of an action cannot act now; "" where it can, or where only trying tells."""
        if action == "open_change":
            return "" if self.current is not None else "nothing changed"
        if action == "period" and is_timed(self.state.view):
            return "the filter picks the days"
        if action == "shift_time" and not is_timed(self.state.view):
            return ""
        return _NEVER.get(action) or super().why_not(action, parameters)

    def _aim(self) -> Aim:
        change = self.current
        return Aim() if change is None else Aim(change.domain)

    # Other periods

    def action_period(self) -> None:
        """Hold a week, 30 days or a day against the one before."""
        if is_timed(self.state.view):
            self.say(f"the filter picks the days: {self.key('time.range')} sets others")
            return
        here = LENGTHS.index(self.asked.days)
        self.asked = Asked(LENGTHS[(here + 1) % len(LENGTHS)])
        self.ask_again()

    def action_shift_time(self, steps: int) -> None:
        """Hold the period before or after against the one before it."""
        if is_timed(self.state.view):
            super().action_shift_time(steps)
        elif self.asked.steps + steps > 0:
            self.say("no report is newer")
        else:
            self.asked = Asked(self.asked.days, steps=self.asked.steps + steps)
            self.ask_again()

    # The rows behind

    def action_open_change(self) -> None:
        """Narrow Explore to what changed, or Reports where no failure did; from there one can go back."""
        change, listed = self.current, self.listing
        if change is None or listed is None or listed.changes is None:
            self.say("nothing changed, so there is nothing to open")
        else:
            view = view_behind(change, listed.changes, self.state.view)
            if change.kind in IN_REPORTS:
                self.explorer.open_reports(view)
            else:
                self.explorer.open_records(view)

    def export_fill(self, form: str, columns: tuple[str, ...]) -> Fill | None:
        """Return what writes the changes that are listed."""
        if self.listing is None or self.listing.changes is None or form == "parquet":
            return None
        from tlsrpt_tui.output.change_list import changes_fill  # noqa: PLC0415  the first frame does not need it

        return changes_fill(form, columns, self.listing.changes.all, self.state.view.text)

    # The list

    def offered_columns(self) -> tuple[Column[Any], ...]:
        """Return every column that the list could have."""
        return COLUMNS

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """Nothing: they stand kind by kind."""
        return "", False

    def sort_by(self, key: str, *, descending: bool | None = None) -> None:  # noqa: ARG002  as lists are sorted
        """Say that the order is fixed."""
        self.say(_NEVER["sort"])

    def action_sort(self) -> None:
        """Say that the order is fixed."""
        self.sort_by("")

    def action_reverse(self) -> None:
        """Say that the order is fixed."""
        self.sort_by("")

    def action_failing(self) -> None:
        """Say how new failures are found."""
        self.say(f"all changes are listed: {self.key('rows.next-failing')} goes to the next new or grown failure")

    def action_copy_menu(self) -> None:
        """Copy the change under the cursor: its sentence is all there is."""
        if self.current is None:
            self.say("nothing changed, so there is nothing to copy")
        else:
            self.hand_over("the change", self.current.sentence.replace("\u00a0", " "))
