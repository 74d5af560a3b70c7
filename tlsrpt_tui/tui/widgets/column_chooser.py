"""The list in which one chooses which columns a table shows, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui.keymap import Scope
from tlsrpt_tui.tui.keys import bindings
from tlsrpt_tui.tui.paint import Run, titled
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

_WIDTH = 34
_HINT = " space show  J K move  s sort"
_FRAME = 2  # the head and the hint


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column: how it is called, whether it is shown, and whether a list can be sorted by it."""

    key: str
    title: str
    shown: bool
    sorts: bool = True


class ColumnChooser(Canvas, can_focus=True):
    """Opaque, over the right side of the list; Enter takes what was chosen, Esc leaves the columns as they were."""

    BINDINGS: ClassVar = [*bindings(Scope.COLUMNS)]
    offers: ClassVar = (("columns.show", "show"), ("columns.take", "take them"), ("columns.leave", "leave"))
    DEFAULT_CSS = """
    ColumnChooser { position: absolute; layer: over; display: none; background: $panel; }
    """

    class Taken(Message):
        """The columns with these keys are to be shown, in this order."""

        def __init__(self, keys: tuple[str, ...]) -> None:
            super().__init__()
            self.keys = keys

    class SortWanted(Message):
        """The list is to be sorted by a column."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Left(Message):
        """The list is to go; the columns stay as they were."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[ColumnLine, ...] = ()
        self._cursor = 0
        self._top = 0
        self._sorted_by = ("", False)

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return bool(self.display)

    def open(self, lines: Sequence[ColumnLine], sorted_by: tuple[str, bool], over: Region) -> None:
        """Offer columns, over the right side of a region of the screen."""
        self._lines, self._sorted_by = tuple(lines), sorted_by
        self._cursor = self._top = 0
        width, height = min(_WIDTH, over.width), max(_FRAME + 1, min(len(lines) + _FRAME, over.height))
        self.styles.width, self.styles.height = width, height
        top = min(over.y, max(0, self.app.size.height - height - 1))
        self.styles.offset = (over.right - width, top)
        self.display = True
        # At once, not after the next refresh: what is typed right behind the key belongs here.
        self.screen.set_focus(self)
        self.repaint()

    def close(self) -> None:
        """Take it away."""
        self.display = False

    def sort(self, sorted_by: tuple[str, bool]) -> None:
        """Show by which column the list is sorted now."""
        self._sorted_by = sorted_by
        self.repaint()

    def action_move(self, lines: int) -> None:
        """Go down, or up."""
        self._cursor = min(max(0, self._cursor + lines), len(self._lines) - 1)
        self.repaint()

    def action_turn(self) -> None:
        """Show the column, or hide it; one stays."""
        here = self._lines[self._cursor]
        if here.shown and sum(line.shown for line in self._lines) == 1:
            return
        self._put(self._cursor, replace(here, shown=not here.shown))

    def action_carry(self, lines: int) -> None:
        """Move the column down, or up; the cursor goes with it."""
        there = self._cursor + lines
        if 0 <= there < len(self._lines):
            here, other = self._lines[self._cursor], self._lines[there]
            self._put(there, here)
            self._put(self._cursor, other)
            self.action_move(lines)

    def _put(self, place: int, line: ColumnLine) -> None:
        self._lines = (*self._lines[:place], line, *self._lines[place + 1 :])
        self.repaint()

    def action_sort_by(self) -> None:
        """Have the list sorted by the column."""
        if self._lines[self._cursor].sorts:
            self.post_message(self.SortWanted(self._lines[self._cursor].key))

    def action_take(self) -> None:
        """Take what was chosen."""
        self.post_message(self.Taken(tuple(line.key for line in self._lines if line.shown)))

    def action_leave(self) -> None:
        """Leave the columns as they were."""
        self.post_message(self.Left())

    def on_click(self, event: Click) -> None:
        """Show the column under the pointer, or hide it."""
        place = self._top + event.y - 1
        if 0 < event.y < self.size.height - 1 and place < len(self._lines):
            self._cursor = place
            self.action_turn()
            self.repaint()

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the head, the columns around the cursor, and what the keys do."""
        rows = max(1, height - _FRAME)
        self._top = max(min(self._top, self._cursor), self._cursor - rows + 1, 0)
        shown = sum(line.shown for line in self._lines)
        count = Run(f"{shown} of {len(self._lines)} ", Role.MUTED)
        head = titled([Run("Columns", Role.ACCENT, bold=True)], [count], width)
        lines = [self.line(head, width, Ground.PANEL)]
        for place in range(self._top, min(self._top + rows, len(self._lines))):
            here = place == self._cursor
            ground = Ground.CURSOR if here else Ground.PANEL
            lines.append(self.line(self._row(self._lines[place], here=here), width, ground))
        return [*lines, self.line([Run(_HINT, Role.MUTED)], width, Ground.PANEL)]

    def _row(self, line: ColumnLine, *, here: bool) -> list[Run]:
        arrow = ""
        if line.key == self._sorted_by[0]:
            arrow = " ↓" if self._sorted_by[1] else " ↑"
        return [
            Run("▸" if here else " ", Role.ACCENT),
            Run("◆ " if line.shown else "  ", Role.ACCENT),
            Run(f"{line.title}{arrow}", Role.TEXT if line.shown else Role.MUTED, bold=here or None),
            Run("" if line.shown else "  not shown", Role.MUTED),
        ]
