"""Failed sessions over time: bars with a cursor, gaps shown as gaps, and ranges marked by keys and mouse."""

import datetime as dt
from dataclasses import replace

from textual.events import Click, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui.tui.keys import MOVES, TIMELINE
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.timeline_bars import Look, Places, Shown, holding
from tlsrpt_tui.tui.widgets.timeline_picture import Picture
from tlsrpt_tui.tui.widgets.timeline_words import day_words

_TWICE = 2


class Timeline(Canvas, can_focus=True):
    """A title, one to six rows of bars, and an axis; a single row of bars where there is no room for more."""

    BINDINGS = [*MOVES, *TIMELINE]  # noqa: RUF012  # Textual's convention

    class Narrowed(Message):
        """The view is to show these days only."""

        def __init__(self, first: dt.date, last: dt.date) -> None:
            super().__init__()
            self.first = first
            self.last = last

    class Zoomed(Message):
        """The wheel was turned: one step in, or out where negative."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps

    class Refused(Message):
        """A key cannot act, and why."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._shown: Shown | None = None
        self._look = Look()
        self._day: dt.date | None = None
        self._anchor: dt.date | None = None
        self._pressed: int | None = None
        self._places: Places | None = None

    # What is shown

    def show(self, shown: Shown | None) -> None:
        """Draw other bars; the cursor stays on its day."""
        self._shown = shown
        self.repaint()

    @property
    def shown(self) -> Shown | None:
        """What is drawn, where there are bars."""
        return self._shown if self._shown is not None and self._shown.answer.bars else None

    @property
    def cursor(self) -> int:
        """The bar under the cursor: at first the newest of those that the filter leaves."""
        shown = self.shown
        if shown is None:
            return 0
        bars = shown.answer.bars
        if self._day is None:
            return max((number for number, bar in enumerate(bars) if shown.picks(bar)), default=len(bars) - 1)
        return holding(bars, self._day)

    @property
    def day(self) -> dt.date | None:
        """The day under the cursor, in the middle of its bar."""
        shown = self.shown
        if shown is None:
            return None
        bar = shown.answer.bars[self.cursor]
        return bar.first + (bar.last - bar.first) / 2

    @property
    def marked(self) -> tuple[dt.date, dt.date] | None:
        """The first and last day of the range that is being marked."""
        shown = self.shown
        if shown is None or self._anchor is None:
            return None
        first, last = self._ends(shown)
        return shown.answer.bars[first].first, shown.answer.bars[last].last

    def drop(self) -> bool:
        """Mark no range any more; return whether one was marked."""
        dropped, self._anchor = self._anchor is not None, None
        if dropped:
            self.repaint()
        return dropped

    def _ends(self, shown: Shown) -> tuple[int, int]:
        """Return the first and last bar that Enter takes."""
        cursor = self.cursor
        anchor = cursor if self._anchor is None else holding(shown.answer.bars, self._anchor)
        return min(anchor, cursor), max(anchor, cursor)

    # Keys

    def go(self, bar: int) -> None:
        """Put the cursor on a bar."""
        shown = self.shown
        if shown is not None:
            bars = shown.answer.bars
            here = bars[max(0, min(bar, len(bars) - 1))]
            self._day = here.first + (here.last - here.first) / 2
            self.repaint()

    def action_bar(self, bars: int) -> None:
        """Go to a later bar, or to an earlier one."""
        self.go(self.cursor + bars)

    def action_move(self, bars: int) -> None:
        """Go to a later bar, or to an earlier one."""
        self.go(self.cursor + bars)

    def action_page(self, pages: int) -> None:
        """Go half of what is shown on, or back."""
        count = self._places.count if self._places else 1
        self.go(self.cursor + pages * max(1, count // 2))

    def action_edge(self, end: bool) -> None:  # noqa: FBT001  # an action's argument
        """Go to the oldest bar, or to the newest."""
        shown = self.shown
        if shown is not None:
            self.go(len(shown.answer.bars) - 1 if end else 0)

    def action_brush(self) -> None:
        """Begin to mark a range at the cursor; moving extends it."""
        shown = self.shown
        if shown is not None and not self.drop():
            self.go(self.cursor)
            self._anchor = self._day
            self.repaint()

    def action_narrow(self) -> None:
        """Take the marked range, or the bar under the cursor, as the days of the view."""
        shown = self.shown
        if shown is None:
            return
        first, last = self._ends(shown)
        bars = shown.answer.bars[first : last + 1]
        if not any(bar.reports for bar in bars):
            self.post_message(self.Refused(f"no report in {day_words(bars[0].first, bars[-1].last, shown)}"))
            return
        self._anchor = None
        self.post_message(self.Narrowed(bars[0].first, bars[-1].last))
        self.repaint()

    def action_stacked(self) -> None:
        """Draw all sessions, or failed ones only."""
        if self.shown is not None and not self._look.stacked and not self.shown.knows_successes:
            self.post_message(self.Refused("no report says how many succeeded by MX host, result type or IP"))
            return
        self._look = replace(self._look, stacked=not self._look.stacked)
        self.repaint()

    def action_scale(self) -> None:
        """Draw by logarithm, or straight."""
        self._look = replace(self._look, log=not self._look.log)
        self.repaint()

    # The mouse

    def _bar_at(self, cell: int) -> int | None:
        return self._places.bar_at(cell) if self._places is not None else None

    def on_mouse_down(self, event: MouseDown) -> None:
        """Put the cursor on the bar under the pointer."""
        bar = self._bar_at(event.x)
        if bar is not None and event.button == 1:
            self._anchor = None
            self._pressed = bar
            self.capture_mouse()
            self.go(bar)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Mark a range with the button held."""
        shown, bar = self.shown, self._bar_at(event.x)
        if self._pressed is None or shown is None or bar is None or bar == self.cursor:
            return
        if self._anchor is None:
            self._anchor = self._day
        self.go(bar)

    def on_mouse_up(self) -> None:
        """Take what was marked."""
        if self._pressed is None:
            return
        self._pressed = None
        self.release_mouse()
        if self._anchor is not None:
            self.action_narrow()

    def on_click(self, event: Click) -> None:
        """Narrow to the bar that is clicked twice."""
        if event.chain == _TWICE and self._bar_at(event.x) == self.cursor:
            self.action_narrow()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Zoom in on the bar under the pointer."""
        self._wheel(event, 1)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Zoom out."""
        self._wheel(event, -1)

    def _wheel(self, event: MouseScrollUp | MouseScrollDown, steps: int) -> None:
        event.stop()
        bar = self._bar_at(event.x)
        if bar is not None:
            self.go(bar)
        self.post_message(self.Zoomed(steps))

    # Painting

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines."""
        shown = self.shown
        if shown is None:
            self._places = None
            return []
        look = replace(self._look, stacked=self._look.stacked and shown.knows_successes)
        picture = Picture(
            shown=shown,
            look=look,
            palette=self.palette,
            pointed=self._ends(shown),
            cursor=self.cursor if self.has_focus else None,
            marking=self._anchor is not None,
        )
        self._places, lines = picture.line(width) if height == 1 else picture.lines(width, height)
        return lines
