"""Failed sessions over time: bars, gaps shown as gaps, and the range the filter picks."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Bar, Totals
from tlsrpt_tui.index.engine import Timeline as Answer
from tlsrpt_tui.tui import glyphs
from tlsrpt_tui.tui.paint import Run, between, cut, width_of
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

_MARGIN = 8
_WIDEST_CELL = 9
_NARROWEST = 80
_ROOMY = 120
_DATED = 24

_Write = Callable[[int, str, Role], bool]


@dataclass(frozen=True, slots=True)
class Shown:
    """The bars, the days the filter picks of them, and the sums over those days."""

    answer: Answer
    totals: Totals
    first: dt.date | None = None
    last: dt.date | None = None

    def picks(self, bar: Bar) -> bool:
        """Whether the filter leaves any day of the bar."""
        return (self.first is None or bar.last >= self.first) and (self.last is None or bar.first <= self.last)

    @property
    def picked(self) -> list[Bar]:
        """The bars the filter leaves."""
        return [bar for bar in self.answer.bars if self.picks(bar)]

    @property
    def years(self) -> bool:
        """Whether the bars lie in more than one year."""
        return self.answer.bars[0].last.year != self.answer.bars[-1].first.year

    @property
    def span(self) -> tuple[dt.date, dt.date] | None:
        """The days that the reports of the view cover, of those the filter picks."""
        if self.totals.days is None:
            return None
        first, last = self.totals.days
        return max(first, self.first or first), min(last, self.last or last)

    @property
    def brushed(self) -> bool:
        """Whether the filter picks days at all."""
        return self.first is not None or self.last is not None


def bars_that_fit(width: int) -> int:
    """Return how many bars a timeline of ``width`` cells can show."""
    return max(1, width - _MARGIN)


class Timeline(Canvas):
    """A title, one to six rows of bars, and an axis; a single row of bars where there is no room for more."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._shown: Shown | None = None

    def show(self, shown: Shown | None) -> None:
        """Draw other bars."""
        self._shown = shown
        self.repaint()

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines."""
        shown = self._shown
        if shown is None or not shown.answer.bars:
            return []
        if height == 1:
            return [self.line(self._single(shown, width), width)]
        top = glyphs.ceiling(max((bar.failed for bar in shown.answer.bars), default=0))
        label = max(3, cell_len(numbers.count(top)))
        start = label + 2
        cell = max(1, min((width - start - 1) // len(shown.answer.bars), _WIDEST_CELL))
        rows = height - 2
        span = self._range(shown, width)
        lines = [between(self._title(shown, width - width_of(span), roomy=width >= _ROOMY), span, width)]
        for row in range(rows):
            name = numbers.count(top) if row == 0 else "0" if row == rows - 1 else ""
            runs = [Run(f" {name:>{label}} ", Role.MUTED)]
            for bar in shown.answer.bars:
                runs += self._cell(shown, bar, top, row, rows, cell)
            lines.append(runs)
        lines.append(self._axis(shown, start, cell, width))
        return [self.line(line, width) for line in lines]

    @staticmethod
    def _title(shown: Shown, room: int, *, roomy: bool) -> list[Run]:
        """Return what is drawn and its peak, with as many of the words as ``room`` cells hold."""
        unit = shown.answer.unit
        title = [Run(" "), Run(f"Failed per {unit}", Role.STRONG)]
        most = max(shown.picked, key=lambda bar: bar.failed, default=None)
        if most is None or not most.failed:
            return [*title, Run("  nothing failed", Role.OK)] if most and shown.totals.reports else title
        peak = f"  most {numbers.count(most.failed)}"
        when = numbers.weekday(most.first) if unit == "day" else numbers.days(most.first, most.last, year=shown.years)
        year = f" {shown.answer.newest.year}" if shown.answer.newest and shown.years else ""
        tellings = [f"{peak}, {when}", peak]
        if roomy and shown.answer.newest:
            tellings.insert(0, f"{peak}, {when}, newest report day {numbers.weekday(shown.answer.newest)}{year}")
        fitting = (words for words in tellings if width_of(title) + cell_len(words) < room)
        return [*title, Run(next(fitting, ""), Role.MUTED)]

    @staticmethod
    def _range(shown: Shown, width: int) -> list[Run]:
        span = shown.span
        if span is None:
            return [Run("nothing matches", Role.MUTED), Run(" ")]
        first, last = span
        runs = [Run(numbers.days(first, last), Role.ACCENT if shown.brushed else Role.TEXT, bold=shown.brushed)]
        if shown.totals.successful is not None:
            sessions = numbers.count(shown.totals.successful + shown.totals.failed)
            return [Run(sessions), Run(" sessions in " if width >= _NARROWEST else " in ", Role.MUTED), *runs, Run(" ")]
        return [Run("by the details, ", Role.MUTED), *runs, Run(" ")]

    @staticmethod
    def _cell(shown: Shown, bar: Bar, top: int, row: int, rows: int, cell: int) -> list[Run]:
        picked = shown.picks(bar)
        ground = Ground.BRUSH if picked and shown.brushed else None
        glyph = glyphs.column(bar.failed, top, rows)[row]
        role = Role.FAILED if picked else Role.MUTED
        if not bar.reports:
            glyph = " "
        elif not bar.failed:
            glyph, role = ("▁" if row == rows - 1 else " "), Role.FAINT
        body = cell - 1 if cell > 1 else 1
        return [Run(glyph * body, role, ground=ground), Run(" " * (cell - body), ground=ground)]

    def _axis(self, shown: Shown, start: int, cell: int, width: int) -> list[Run]:
        """Return the line below the bars: the picked range, gaps, and as many dates as fit."""
        bars = shown.answer.bars
        room = width - 1
        line: list[tuple[str, Role]] = [(" ", Role.TEXT)] * room

        def write(at: int, text: str, role: Role) -> bool:
            if at < 0 or at + len(text) > room or any(line[at + n][1] is not Role.TEXT for n in range(len(text))):
                return False
            line[at : at + len(text)] = [(character, role) for character in text]
            return True

        if shown.brushed:
            self._brush(shown, start, cell, write)
        for number in self._ticks(bars, shown.answer.unit):
            text = self._tick(bars[number].first, shown.answer.unit)
            at = start + number * cell
            before = line[at - 1][1] if 0 < at <= room else Role.TEXT
            after = line[at + len(text)][1] if at + len(text) < room else Role.TEXT
            if before is Role.TEXT and after is Role.TEXT:
                write(at, text, Role.MUTED)
        gaps = [number for number, bar in enumerate(bars) if not bar.reports]
        body = max(1, cell - 1)
        for number in gaps:
            write(start + number * cell, "╌" * body, Role.FAINT)
        legend = room - len("╌ no report")
        if gaps and legend > 0 and line[legend - 1][1] is Role.TEXT:
            write(legend, "╌ no report", Role.MUTED)
        return [Run(character, role, bold=role is Role.ACCENT) for character, role in line]

    @staticmethod
    def _brush(shown: Shown, start: int, cell: int, write: _Write) -> None:
        places = [number for number, bar in enumerate(shown.answer.bars) if shown.picks(bar)]
        if not places:
            return
        left, right = start + places[0] * cell, start + (places[-1] + 1) * cell - (cell > 1)
        first, last = shown.answer.bars[places[0]].first, shown.answer.bars[places[-1]].last
        names = (str(first.day), str(last.day)) if shown.answer.unit == "day" else ("", "")
        if len(names[0]) + len(names[1]) + 1 > right - left:
            names = (names[0] if len(names[0]) <= right - left else "", "")
        rule = "━" * max(0, right - left - len(names[0]) - len(names[1]))
        write(left, f"{names[0]}{rule}{names[1]}", Role.ACCENT)

    @staticmethod
    def _ticks(bars: tuple[Bar, ...], unit: str) -> list[int]:
        """Return the bars worth a date, the most telling first."""
        firsts = [0]
        for number in range(1, len(bars)):
            before, here = bars[number - 1].first, bars[number].first
            turned = here.year != before.year or (unit in {"day", "week"} and here.month != before.month)
            if turned:
                firsts.append(number)
        weeks = [number for number, bar in enumerate(bars) if unit == "day" and bar.first.weekday() == 0]
        return [*firsts, *weeks]

    @staticmethod
    def _tick(day: dt.date, unit: str) -> str:
        if unit in {"day", "week"}:
            return numbers.day(day)
        if unit in {"month", "quarter"}:
            return f"{numbers.day(day).partition(' ')[2]} {day.year}"
        return str(day.year)

    @staticmethod
    def _single(shown: Shown, width: int) -> list[Run]:
        """Return title, bars and peak on one line."""
        bars = shown.answer.bars
        most = max((bar.failed for bar in bars), default=0)
        peak = numbers.count(most)
        highest = max(shown.picked, key=lambda bar: bar.failed, default=None)
        if highest is not None and highest.failed and width - len(bars) > len(peak) + _DATED:
            peak = f"{numbers.count(highest.failed)}, {numbers.day(highest.first)}"
        title = f" Failed/{shown.answer.unit} "
        room = width - len(title) - len(peak) - 2
        cell = 2 if room >= 2 * len(bars) else 1
        runs = [Run(title, Role.MUTED)]
        for bar in bars[-room:]:
            value = None if not bar.reports else bar.failed
            glyph = " " if value is None else "▁" if not value else glyphs.column(value, most, 1)[0]
            role = Role.FAINT if not value else Role.FAILED if shown.picks(bar) else Role.MUTED
            runs.append(Run(glyph * cell, role, ground=Ground.BRUSH if shown.brushed and shown.picks(bar) else None))
        return between(runs, [Run(cut(peak, width)), Run(" ")], width)
