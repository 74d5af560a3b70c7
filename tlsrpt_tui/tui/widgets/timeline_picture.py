"""The lines of the timeline: title, rows of bars and axis, or all of it on one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Bar
from tlsrpt_tui.tui.paint import Run, between, cut, strip_of
from tlsrpt_tui.tui.theme import Ground, Palette, Role
from tlsrpt_tui.tui.widgets.timeline_axis import axis
from tlsrpt_tui.tui.widgets.timeline_bars import Look, Part, Places, Scale, Shown, label_width, places, top_of
from tlsrpt_tui.tui.widgets.timeline_words import day_words, title

_TWICE = 2
_DATED = 26
_COUNTED = 11
"""Cells for what is said beside a single row of bars: with its day, or the mere number."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be drawn.

    Attributes:
        pointed: the first and last bar that Enter takes.
        cursor: the bar under the cursor; ``None`` without the focus.
        marking: whether a range is being marked.
    """

    shown: Shown
    look: Look
    palette: Palette
    pointed: tuple[int, int]
    cursor: int | None
    marking: bool

    def lines(self, width: int, height: int) -> tuple[Places, list[Strip]]:
        """Return where the bars stand, and all the lines."""
        shown, look = self.shown, self.look
        scale = Scale(top_of(shown, stacked=look.stacked), height - 2, look.log)
        start = label_width(scale.top) + 2
        at = places(start, width - start - 1, len(shown.answer.bars), shown.pending)
        ranged = self._ranged()
        head = title(shown, look, width, self._pointed, focused=self.cursor is not None, marking=self.marking)
        foot = axis(shown, look, at, width, ranged=ranged, cursor=self.cursor)
        return at, [self._strip(head, width), *self._rows(scale, at, width, ranged), self._strip(foot, width)]

    def line(self, width: int) -> tuple[Places, list[Strip]]:
        """Return where the bars stand, and title, bars, and the peak or the bar under the cursor on one line."""
        shown, bars = self.shown, self.shown.answer.bars
        focused = self.cursor is not None
        head = f" Failed{', log' if self.look.log else ''}/{shown.answer.unit} "
        room = width - cell_len(head)
        roomy = room - _DATED >= _TWICE * len(bars)
        at = places(cell_len(head), room - (_DATED if roomy else _COUNTED), len(bars), 0, widest=_TWICE)
        scale = Scale(max((bar.failed for bar in bars), default=0), 1, self.look.log)
        ranged = self._ranged()
        runs = [Run(head, Role.ACCENT if focused else Role.MUTED, bold=focused)]
        for number, bar in enumerate(bars[at.skipped :], at.skipped):
            glyph, part = scale.cells(bar.failed)[0]
            body, role = _painted(bar, glyph, part, picked=shown.picks(bar), lowest=True)
            runs.append(Run(body * at.cell, role, ground=self._ground(number, ranged)))
        said = self._words(width - at.left(len(bars)) - 3)
        return at, [self._strip(between(runs, [Run(said, Role.TEXT), Run(" ")], width), width)]

    @property
    def _pointed(self) -> Sequence[Bar]:
        return self.shown.answer.bars[self.pointed[0] : self.pointed[1] + 1]

    def _strip(self, runs: list[Run], width: int) -> Strip:
        return strip_of(runs, width, self.palette)

    def _ranged(self) -> tuple[int, int] | None:
        """Return the first and last bar of the range that is marked, or else of the one that the filter picks."""
        if self.marking:
            return self.pointed
        picked = [number for number, bar in enumerate(self.shown.answer.bars) if self.shown.picks(bar)]
        return (picked[0], picked[-1]) if self.shown.timed and picked else None

    def _rows(self, scale: Scale, at: Places, width: int, ranged: tuple[int, int] | None) -> list[Strip]:
        bars = list(enumerate(self.shown.answer.bars))[at.skipped :]
        columns = [scale.cells(bar.failed, (bar.successful or 0) if self.look.stacked else 0) for _, bar in bars]
        grounds = [*(self._ground(number, ranged) for number, _ in bars), None]
        picked = [self.shown.picks(bar) for _, bar in bars]
        blank = at.cell - at.body
        strips = []
        for row in range(scale.rows):
            lowest = row == scale.rows - 1
            name = numbers.count(scale.top) if not row else "0" if lowest else ""
            runs = [Run(f" {name:>{at.start - 2}} ", Role.MUTED)]
            split: list[int] = []
            for place, (number, bar) in enumerate(bars):
                glyph, part = columns[place][row]
                if part is Part.BOTH and picked[place]:
                    split.append(at.left(number))
                body, role = _painted(bar, glyph, part, picked=picked[place], lowest=lowest)
                joined = grounds[place] is grounds[place + 1] is Ground.BRUSH
                runs.append(Run(body * at.body, role, ground=grounds[place]))
                runs.append(Run(" " * blank, ground=Ground.BRUSH if joined else None))
            if lowest:
                runs += [Run("╌" * at.body + " " * blank, Role.FAINT)] * at.pending
            strips.append(self._two_coloured(self._strip(runs, width), split, at.body))
        return strips

    def _ground(self, number: int, ranged: tuple[int, int] | None) -> Ground | None:
        """Return what a bar stands on; where a theme has no colour for the cursor's ground, its arrow has to do."""
        lit = self.palette.ground(Ground.CURSOR) != self.palette.ground(Ground.BG)
        if lit and number == self.cursor:
            return Ground.CURSOR
        return Ground.BRUSH if ranged is not None and ranged[0] <= number <= ranged[1] else None

    def _two_coloured(self, strip: Strip, cells: Sequence[int], body: int) -> Strip:
        """Return a row with the rest of some bars' cells filled in the colour of sessions that did not fail."""
        if not cells:
            return strip
        failed, rest = self.palette.style(Role.FAILED), self.palette.style(Role.MUTED)
        style = Style(color=failed.color, bgcolor=rest.color, bold=failed.bold)
        cuts = {*cells, *(cell + body for cell in cells), strip.cell_length} - {0}
        made, left = [], 0
        for piece in strip.divide(sorted(cuts)):
            made.append(Strip([Segment(piece.text, style)]) if left in cells else piece)
            left += piece.cell_length
        return Strip.join(made)

    def _words(self, room: int) -> str:
        """Return what a single row says at its right, in ``room`` cells."""
        if self.cursor is not None:
            bars = self._pointed
            days = bars[0].first, bars[-1].last
            failed = numbers.count(sum(bar.failed for bar in bars))
            said = f"{failed} failed" if any(bar.reports for bar in bars) else "no report"
            short = numbers.days(*days, year=False)
            tellings = (f"{day_words(*days, self.shown)}  {said}", f"{short} {said}")
            return next((words for words in tellings if cell_len(words) <= room), cut(f"{short} {failed}", room))
        highest = max(self.shown.picked_bars, key=lambda bar: bar.failed, default=None)
        if highest is None or not highest.failed:
            return "0"
        dated = f"{numbers.count(highest.failed)}, {numbers.day(highest.first)}"
        return dated if cell_len(dated) <= room else cut(numbers.count(highest.failed), room)


def _painted(bar: Bar, glyph: str, part: Part, *, picked: bool, lowest: bool) -> tuple[str, Role]:
    """Return the glyph of a cell and its role: a gap is blank, and where nothing is drawn a baseline stands."""
    if not bar.reports:
        return " ", Role.TEXT
    if part is Part.NOTHING:
        return ("▁" if lowest else " "), Role.FAINT
    if part is Part.OK:
        return glyph, Role.MUTED if picked else Role.FAINT
    return glyph, Role.FAILED if picked else Role.MUTED
