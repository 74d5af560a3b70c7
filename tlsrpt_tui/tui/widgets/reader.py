"""A pane of lines that can be longer than its room: it scrolls, and shows in its title where it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len
from textual.events import MouseScrollDown, MouseScrollUp
from textual.strip import Strip

from tlsrpt_tui.index.list_sort import Hit
from tlsrpt_tui.tui.keys import MOVES
from tlsrpt_tui.tui.paint import Run, Runs, cut_middle, titled, width_of
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.hits import with_hits

_WHEEL = 3


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One line, and what it stands on."""

    runs: Runs
    ground: Ground = Ground.BG


LayOut = Callable[[int], tuple[list[ReaderLine], int | None]]
"""Makes the lines for a width, and says which of them is to be in sight."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader shows; ``source`` stands at the right of the title, in place of the lines' numbers.

    With ``counted``, the lines' numbers stand behind it where not all of them are in sight.
    """

    title: str
    lay_out: LayOut
    source: str = ""
    counted: bool = False


class Reader(Canvas, can_focus=True):
    """Lines under a title; the screen says what they are, for the width it is asked about."""

    BINDINGS = [*MOVES]  # noqa: RUF012  # Textual's convention

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._page = Page("", lambda _: ([], None))
        self._lines: list[ReaderLine] = []
        self._scrolled = False
        self._hit: int | None = None
        self.sought = ""
        self.top = 0

    def show(self, page: Page, *, keep: bool = False) -> None:
        """Show another page; with ``keep``, at the place scrolled to."""
        self._page = page
        self._hit = self._hit if keep else None
        self._scrolled = self._scrolled and keep
        self._lay_out(keep=keep)
        self.repaint()

    def _lay_out(self, *, keep: bool) -> None:
        if not self.size.height:
            return
        self._lines, mark = self._page.lay_out(self.inner_width)
        room = self._room
        if keep:
            self.top = max(0, min(self.top, len(self._lines) - room))
        else:
            self.top = 0 if mark is None else max(0, min(mark - room * 2 // 3, len(self._lines) - room))

    @property
    def _room(self) -> int:
        return max(1, self.size.height - 1)

    def seek(self, *, forward: bool, first: bool = False) -> Hit | None:
        """Go to the next line that holds the text looked for, or the one before; round the ends."""
        text = self.sought.casefold()
        lines = ["".join(run.text for run in line.runs).casefold() for line in self._lines]
        hits = [place for place, line in enumerate(lines) if text in line]
        if not hits:
            return None
        here = self.top - 1 if first or self._hit is None else self._hit
        beyond = [place for place in hits if (place > here if forward else place < here)]
        found = beyond[0 if forward else -1] if beyond else hits[0 if forward else -1]
        self._hit = found
        self.scroll_lines(found - self._room // 3 - self.top)
        return Hit(found, hits.index(found) + 1, len(hits), wrapped=not beyond)

    def scroll_lines(self, lines: int) -> None:
        """Go down, or up."""
        self._scrolled = True
        self.top = max(0, min(self.top + lines, len(self._lines) - self._room))
        self.repaint()

    def action_move(self, lines: int) -> None:
        """Go down, or up."""
        self.scroll_lines(lines)

    def action_page(self, pages: int) -> None:
        """Go a page down, or up."""
        self.scroll_lines(pages * max(1, self._room - 1))

    def action_edge(self, end: bool) -> None:  # noqa: FBT001  # an action's argument
        """Go to the first line, or to the last."""
        self.scroll_lines(len(self._lines) if end else -len(self._lines))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.scroll_lines(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.scroll_lines(-_WHEEL)

    def on_resize(self) -> None:
        """Lay the page out anew in the new room."""
        self._lay_out(keep=self._scrolled)
        super().on_resize()

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines."""
        bottom = min(self.top + height - 1, len(self._lines))
        source = self._page.source
        if source and self._page.counted and len(self._lines) > self._room:
            source = f"{source} · {self.top + 1}–{bottom} of {len(self._lines)}"
        place = cut_middle(source, max(width // 3, width - cell_len(self._page.title) - len("  ─  ")))
        if not place and len(self._lines) > self._room:
            place = f"{self.top + 1}–{bottom} of {len(self._lines)}"
        if not self._page.source and cell_len(self._page.title) + len(place) + len("  ─  ") > width:
            place = ""
        right = [Run(f"{place} ", Role.MUTED)] if place else []
        name = cut_middle(self._page.title, max(4, width - width_of(right) - 4))
        title = Run(name, Role.ACCENT if self.has_focus else Role.STRONG, bold=True)
        head = self.line(titled([title], right, width), width)
        shown = self._lines[self.top : bottom]
        return [head, *(self.line(with_hits(line.runs, self.sought), width, line.ground) for line in shown)]
