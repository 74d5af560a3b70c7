"""A table of any length that holds no row off screen: it is handed windows of rows, and asks for the next."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from rich.cells import cell_len
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.tui.keys import MOVES
from tlsrpt_tui.tui.paint import Run, cut, cut_middle, titled
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.hits import with_hits
from tlsrpt_tui.tui.widgets.table_columns import Column, day_column, fitted

__all__ = ["WINDOW", "Column", "Table", "day_column"]

T = TypeVar("T")

WINDOW = 400
"""Rows asked for at a time."""

_WHEEL = 3
_WIDE = 120


class _OfTable(Message):
    """What a table says."""

    def __init__(self, table: "Table[Any]") -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> "Table[Any]":
        """The table that says it."""
        return self.table


class Table(Canvas, Generic[T], can_focus=True):
    """Rows with a cursor. Subclasses and screens give columns and windows; the table asks with :class:`Wanted`."""

    BINDINGS = [*MOVES]  # noqa: RUF012  # Textual's convention

    class Wanted(_OfTable):
        """Rows from ``offset`` on are about to be shown."""

        def __init__(self, table: "Table[Any]", offset: int) -> None:
            super().__init__(table)
            self.offset = offset

    class Moved(_OfTable):
        """The cursor is on another row."""

        def can_replace(self, message: Message) -> bool:
            """Only the last move matters."""
            return isinstance(message, Table.Moved) and message.table is self.table

    class HeadClicked(_OfTable):
        """The head of a column was clicked."""

        def __init__(self, table: "Table[Any]", key: str) -> None:
            super().__init__(table)
            self.key = key

    class Opened(_OfTable):
        """Enter was pressed on a row."""

    def __init__(self, columns: Sequence[Column[T]], *, empty: str, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.sorted_by: tuple[str, bool] | None = None
        self.total = 0
        self.cursor = 0
        self.top = 0
        self.empty = empty
        self._window: dict[int, T] = {}
        self._widths: tuple[int, list[tuple[Column[T], int]]] | None = None
        self._asked: int | None = None
        self.title = ""
        self.order = ""
        self.sought = ""

    @property
    def keys_on_screen(self) -> tuple[str, ...]:
        """The columns that there is room for."""
        return tuple(column.key for column, _ in self._fitted(self.inner_width))

    @property
    def _heads(self) -> int:
        """Lines above the rows: the title where there is room for one, and the columns' heads."""
        return 2 if self.title and self.app.size.width >= _WIDE else 1

    @property
    def current(self) -> T | None:
        """The row under the cursor, where it is known."""
        return self._window.get(self.cursor)

    @property
    def _body(self) -> int:
        return max(1, self.size.height - self._heads)

    def show(self, rows: Sequence[T], *, offset: int, total: int, cursor: int, still: bool = False) -> None:
        """Replace what is shown by the window that starts at ``offset`` of ``total`` rows.

        With ``still`` the cursor stays on its line of the screen, and what is around it moves.
        """
        line = self.cursor - self.top
        self.total = total
        self._window = {offset + number: row for number, row in enumerate(rows)}
        self._widths = None
        self._asked = None
        self.cursor = min(max(0, cursor), max(0, total - 1))
        if still:
            self.top = self.cursor - line
        self._follow()
        self.repaint()
        self._want()
        self.post_message(self.Moved(self))

    def add(self, rows: Sequence[T], *, offset: int) -> None:
        """Add the window that was asked for; what is far away is forgotten."""
        self._asked = None
        near = range(self.cursor - 2 * WINDOW, self.cursor + 2 * WINDOW)
        had = self.current
        self._window = {number: row for number, row in self._window.items() if number in near}
        self._window.update((offset + number, row) for number, row in enumerate(rows))
        self.repaint()
        self._want()
        if had is None and self.current is not None:
            self.post_message(self.Moved(self))

    def _want(self) -> None:
        """Ask for rows that are on the screen and not at hand."""
        shown = range(self.top, min(self.top + self._body, self.total))
        missing = next((number for number in shown if number not in self._window), None)
        if missing is None or self._asked is not None:
            return
        self._asked = max(0, missing - WINDOW // 4)
        self.post_message(self.Wanted(self, self._asked))

    def _follow(self) -> None:
        """Keep the cursor on the screen."""
        self.top = max(min(self.top, self.cursor), self.cursor - self._body + 1, 0)
        self.top = min(self.top, max(0, self.total - self._body))

    def go(self, row: int) -> None:
        """Put the cursor on a row, the nearest there is."""
        before = self.cursor
        self.cursor = min(max(0, row), max(0, self.total - 1))
        self._follow()
        self.repaint()
        self._want()
        if self.cursor != before:
            self.post_message(self.Moved(self))

    def on_resize(self) -> None:
        """Draw anew in the new room."""
        self._widths = None
        self._follow()
        super().on_resize()
        self._want()

    def action_move(self, rows: int) -> None:
        """Go down, or up."""
        self.go(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Go a page down, or up."""
        self.go(self.cursor + pages * max(1, self._body - 1))

    def action_edge(self, end: bool) -> None:  # noqa: FBT001  # an action's argument
        """Go to the first row, or to the last."""
        self.go(self.total - 1 if end else 0)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.current is not None:
            self.post_message(self.Opened(self))

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row under the pointer; a second click opens it."""
        row = self.top + event.y - self._heads
        if event.y == self._heads - 1:
            self._click_head(event.x)
        if event.y < self._heads or row >= self.total:
            return
        if row == self.cursor and event.chain > 1:
            self.action_open()
        else:
            self.go(row)

    def _click_head(self, x: int) -> None:
        """Tell which head is under the pointer; the gap after a column belongs to it."""
        start = 1
        for column, size in self._fitted(self.inner_width):
            end = start + size + len(self._gap)
            if start <= x < end:
                self.post_message(self.HeadClicked(self, column.key))
            start = end

    def take_columns(self, columns: Sequence[Column[T]], sorted_by: tuple[str, bool]) -> None:
        """Show other columns, or how they are sorted, of the rows there are."""
        self.columns, self.sorted_by = tuple(columns), sorted_by
        self._widths = None
        self.repaint()

    def seek(self, text: str) -> None:
        """Mark a text wherever a row holds it."""
        self.sought = text
        self.repaint()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.go(self.cursor + _WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.go(self.cursor - _WHEEL)

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the head and the rows on the screen."""
        fitted = self._fitted(width)
        lines = [self.line(self._head(fitted), width)]
        if self._heads > 1:
            lines.insert(0, self.line(self._title_line(width), width))
        if not self.total:
            return [*lines[:-1], self.line([Run(f" {self.empty}", Role.MUTED)], width)]
        shown = range(self.top, min(self.top + height - self._heads, self.total))
        return [*lines, *(self._row(number, fitted, width) for number in shown)]

    @property
    def counted(self) -> int:
        """How many there are of what the title names."""
        return self.total

    def _title_line(self, width: int) -> list[Run]:
        title = Run(self.title, Role.ACCENT if self.has_focus else Role.STRONG, bold=True)
        right = [
            Run(f"{numbers.count(self.counted)} ", Role.MUTED),
            Run(f"· {self.order} " if self.order else "", Role.MUTED),
        ]
        return titled([title], right, width)

    def _head(self, fitted: list[tuple[Column[T], int]]) -> list[Run]:
        runs = [Run(" ")]
        for column, size in fitted:
            arrow = ""
            if self.sorted_by is not None and self.sorted_by[0] == column.key:
                arrow = " ↓" if self.sorted_by[1] else " ↑"
            title = cut(column.title, max(0, size - len(arrow))) + arrow
            blank = " " * max(0, size - cell_len(title))
            runs += [
                Run(blank + title if column.right and not column.head_left else title + blank, Role.MUTED),
                Run(self._gap),
            ]
        return runs[:-1]

    @property
    def _gap(self) -> str:
        return "  " if self.app.size.width >= _WIDE else " "

    def _row(self, number: int, fitted: list[tuple[Column[T], int]], width: int) -> Strip:
        row = self._window.get(number)
        here = number == self.cursor
        ground = (Ground.CURSOR if self.has_focus else Ground.PICK) if here else Ground.BG
        runs = [Run("▸" if here else " ", Role.ACCENT)]
        if row is None:
            return self.line([*runs, Run("·", Role.FAINT)], width, ground)
        above = self._window.get(number - 1) if number > self.top else None
        for column, size in fitted:
            text = column.cell(row)
            shown = cut_middle(text, size) if column.middle else cut(text, size)
            blank = " " * (size - cell_len(shown))
            if column.pieces is not None:
                runs += [*column.pieces(row, blank + shown if column.right else shown + blank), Run(self._gap)]
                continue
            role = column.role(row)
            repeated = column.repeats and above is not None and column.cell(above) == text and not here
            runs.append(
                Run(
                    blank + shown if column.right else shown + blank,
                    Role.FAINT if repeated else role,
                    bold=(True if here and role in (Role.TEXT, Role.STRONG) else None),
                )
            )
            runs.append(Run(self._gap))
        return self.line(with_hits(runs[:-1], self.sought), width, ground)

    def _fitted(self, width: int) -> list[tuple[Column[T], int]]:
        """Return the columns that fit, each with its width."""
        if self._widths is None or self._widths[0] != width:
            asked = {column.key: self._asked_width(column) for column in self.columns}
            self._widths = (width, fitted(self.columns, asked, width - 2, len(self._gap)))
        return self._widths[1]

    def _asked_width(self, column: Column[T]) -> int:
        longest = max((cell_len(column.cell(row)[: 2 * column.most]) for row in self._window.values()), default=0)
        arrow = 2 if self.sorted_by is not None and self.sorted_by[0] == column.key else 0
        return min(max(longest, cell_len(column.title) + arrow), max(column.most, cell_len(column.title) + arrow))
