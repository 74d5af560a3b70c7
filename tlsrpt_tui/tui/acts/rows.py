"""The keys for rows: sort, columns, next failing row, next hit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual.widget import Widget

from tlsrpt_tui import numbers
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.list_sort import Hit
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.screens.base import Answering, Page
from tlsrpt_tui.tui.widgets.column_chooser import ColumnChooser, ColumnLine
from tlsrpt_tui.tui.widgets.find_prompt import FindPrompt
from tlsrpt_tui.tui.widgets.prompt import Prompt
from tlsrpt_tui.tui.widgets.reader import Reader
from tlsrpt_tui.tui.widgets.table import Table
from tlsrpt_tui.tui.widgets.table_columns import Column, arranged

_MOST_STEPS = 1000
_SHORT = 24
"""Characters of a text that is said."""


@dataclass(frozen=True, slots=True)
class _Steps:
    """Steps that are being taken: towards what, from which row, and how many, backwards where negative."""

    text: str
    place: int
    number: int


class RowActs(Page):
    """A screen with a list."""

    failing_words = "nothing failed in this view"
    chosen_columns: tuple[str, ...] | None = None
    sought = ""
    _left: Widget | None = None
    _steps: _Steps | None = None

    @property
    def listed(self) -> Table[Any]:
        """The list of the screen."""
        return self.query_one(Table)

    def offered_columns(self) -> tuple[Column[Any], ...]:
        """Return every column that the list could show."""
        raise NotImplementedError

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The column that the list is sorted by, and whether from the greatest."""
        raise NotImplementedError

    def sort_by(self, key: str, *, descending: bool | None = None) -> None:
        """Sort by a column; left out, in the direction in which people read it first."""
        raise NotImplementedError

    def seek(self, answering: Answering, text: str, place: int, *, forward: bool) -> Hit | None:
        """Return the next row of the list that holds ``text``, or, with "", in which something failed.

        Called off the event loop.
        """
        raise NotImplementedError

    # Sorting

    def action_sort(self) -> None:
        """Sort by the next column on the screen."""
        seen, (now, _) = self.listed.keys_on_screen, self.sorted_by
        order = [column.key for column in self.offered_columns() if column.sorts and column.key in (*seen, now)]
        self.sort_by(order[(order.index(now) + 1) % len(order)] if now in order else order[0])

    def action_reverse(self) -> None:
        """Turn the order of rows round."""
        key, descending = self.sorted_by
        self.sort_by(key, descending=not descending)

    def on_table_head_clicked(self, message: Table.HeadClicked) -> None:
        """Sort by the column whose head was clicked; by the same one the other way."""
        if message.key == self.sorted_by[0]:
            self.action_reverse()
        elif self._sorts(message.key):
            self.sort_by(message.key)

    def _sorts(self, key: str) -> bool:
        """Return whether the list can be sorted by a column; say so where it cannot."""
        column = next(column for column in self.offered_columns() if column.key == key)
        if not column.sorts:
            self.say(f"no order by {column.title.casefold()}")
        return column.sorts

    # Columns

    def shown_columns(self) -> tuple[Column[Any], ...]:
        """Return the columns of the list, in their order."""
        return arranged(self.offered_columns(), self.chosen_columns)

    def set_columns(self, names: Sequence[str]) -> None:
        """Show other columns, by their keys or as exports call them.

        Raises:
            UsageError: one of them is none; the sentence names those there are.
        """
        offered = self.offered_columns()
        known = {column.key: column.key for column in offered} | {column.export: column.key for column in offered}
        for name in names:
            if not name or name not in known:
                keys = ", ".join(column.key for column in offered)
                raise UsageError(f"{sanitise(name) or 'an empty name'} is no column here; there are {keys}")
        self.chosen_columns = tuple(dict.fromkeys(known[name] for name in names)) or None
        self.listed.take_columns(self.shown_columns(), self.sorted_by)

    def action_columns(self) -> None:
        """Choose columns."""
        shown, offered = self.shown_columns(), self.offered_columns()
        keys = {column.key for column in shown}
        rest = [column for column in offered if column.key not in keys]
        lines = [ColumnLine(column.key, column.title, column.key in keys, column.sorts) for column in (*shown, *rest)]
        self._left = self.focused
        self.query_one(ColumnChooser).open(lines, self.sorted_by, self.listed.region)

    def on_column_chooser_taken(self, message: ColumnChooser.Taken) -> None:
        """Show the columns that were chosen."""
        self._go_back_from(self.query_one(ColumnChooser))
        self.set_columns(message.keys)

    def on_column_chooser_sort_wanted(self, message: ColumnChooser.SortWanted) -> None:
        """Sort by a column of the chooser; by the same one the other way."""
        if message.key == self.sorted_by[0]:
            self.action_reverse()
        else:
            self.sort_by(message.key)
        self.query_one(ColumnChooser).sort(self.sorted_by)

    def on_column_chooser_left(self) -> None:
        """Leave the columns as they were."""
        self._go_back_from(self.query_one(ColumnChooser))

    def _go_back_from(self, prompt: Prompt | ColumnChooser) -> None:
        """Close what was open, and put the focus where it was before."""
        prompt.close()
        if self._left is not None and self._left.is_attached and self._left.display:
            self.set_focus(self._left)
        else:
            self.focus_main()

    # Next failing row, next hit

    def action_next_failing(self, step: int) -> None:
        """Go to the next row in which something failed, or to the one before; the focus stays where it is."""
        self._seek("", self.listed.cursor, step, self.failing_words)

    def action_find(self) -> None:
        """Find in the pane that has the focus, or else in the list."""
        pane = self.focused
        act = getattr(pane, "action_find", None)
        if act is not None:
            act()
            return
        self._left = pane
        where = "this text" if isinstance(pane, Reader) else "these rows"
        self.query_one(FindPrompt).open(where, self.explorer.recall(FindPrompt.sign))

    def on_find_prompt_given(self, message: FindPrompt.Given) -> None:
        """Go to the first hit, from where the cursor is."""
        self._go_back_from(self.query_one(FindPrompt))
        self.sought = message.text
        if message.text:
            self.explorer.typed(FindPrompt.sign, message.text)
        for pane in self.query(Reader):
            pane.sought = message.text
        self.listed.seek(message.text)
        self.mark_hits(message.text)
        if message.text:
            self._next_hit(1, first=True)

    def on_find_prompt_left(self) -> None:
        """Look for nothing else than before."""
        self._go_back_from(self.query_one(FindPrompt))

    def mark_hits(self, text: str) -> None:
        """Mark a text wherever else the screen shows it."""

    def action_next_hit(self, step: int) -> None:
        """Go to the next hit, or to the one before."""
        act = getattr(self.focused, "action_next_hit", None)
        if act is not None:
            act(step)
        elif self.sought:
            self._next_hit(step)
        else:
            self.say(f"nothing is looked for: {self.key('pane.find')} finds")

    def _next_hit(self, step: int, *, first: bool = False) -> None:
        pane, refusal = self.focused, f"nothing here holds “{_short(self.sought)}”"
        if isinstance(pane, Reader):
            self._tell(pane.seek(forward=step > 0, first=first), refusal)
        else:
            self._seek(self.sought, self.listed.cursor - first, step, refusal)

    def _seek(self, text: str, place: int, step: int, refusal: str) -> None:
        """Look for a row off the event loop, and put the cursor on it; steps that come meanwhile are taken together."""
        answering = self.answering
        if answering is None:
            self.say("nothing is read yet")
            return
        before = self._steps
        if before is not None and before.text == text and abs(before.number) < _MOST_STEPS:
            place, step = before.place, before.number + step
        self._steps = _Steps(text, place, step)

        def question() -> Hit | None:
            here, hit, wrapped = place, None, False
            for _ in range(max(1, abs(step))):
                hit = self.seek(answering, text, here, forward=step >= 0)
                if hit is None:
                    return None
                here, wrapped = hit.place, wrapped or hit.wrapped
            return hit if hit is None else replace(hit, wrapped=wrapped)

        def take(hit: Hit | None) -> None:
            self._steps = None
            if self.answering is answering:
                self._tell(hit, refusal, counts=bool(text))
                if hit is not None:
                    self.listed.go(hit.place)

        self.ask("seek", question, take)

    def _tell(self, hit: Hit | None, refusal: str, *, counts: bool = True) -> None:
        """Say which of the hits it is, or that there is none; a step to the next failing row speaks for itself."""
        if hit is None:
            self.say(refusal)
        elif counts:
            number = f"hit {numbers.count(hit.number)} of {numbers.count(hit.hits)}"
            self.say(f"{number}, wrapped" if hit.wrapped else number)
        elif hit.wrapped:
            self.say("wrapped round the end of the list")


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
