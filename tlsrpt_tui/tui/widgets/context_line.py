"""The pinned first line: where the user is, what failed there, what the filter hides, what was not read."""

import datetime as dt
import math
from dataclasses import dataclass

from rich.cells import cell_len
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Totals
from tlsrpt_tui.index.matching import describe
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.states import FileCounts
from tlsrpt_tui.index.view import Clause, Field, View, days_of
from tlsrpt_tui.tui.paint import Run, between, cut, cut_middle, width_of
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

_WIDE = 100
_SOURCE_CELLS = 24
_CRUMB_CELLS = 28
_MINUTES_FROM = 100


@dataclass(frozen=True, slots=True)
class Context:
    """What the line says.

    Attributes:
        source: how the folder is called.
        crumbs: the filter.
        facts: the screen's own, most important last, as runs of text and role.
        problems: files that were not read whole.
        progress: how far loading is; ``None`` when it is done.
        shows: whether there are reports on the screen meanwhile.
        joined: files that have joined just now; fewer than none have left.
    """

    source: str
    crumbs: tuple[str, ...] = ()
    facts: tuple[tuple[Run, ...], ...] = ()
    problems: int = 0
    progress: Progress | None = None
    shows: bool = False
    joined: int = 0


def crumbs_of(view: View, now: dt.datetime) -> tuple[str, ...]:
    """Return the filter as crumbs, one a clause; the days of since and until as one."""
    span = view.day_range(now)
    crumbs = [_crumb(clause, now) for clause in view.clauses if clause.field not in (Field.SINCE, Field.UNTIL)]
    if span.first and span.last:
        crumbs.append(numbers.days(span.first, span.last, year=False))
    elif span.first:
        crumbs.append(f"since {numbers.day(span.first)}")
    elif span.last:
        crumbs.append(f"until {numbers.day(span.last)}")
    return tuple(crumbs)


def _crumb(clause: Clause, now: dt.datetime) -> str:
    if clause.field is Field.ON:
        listed = ", ".join(numbers.days(*days_of(value, now), year=False) for value in clause.values)
        return cut_middle(f"not {listed}" if clause.negated else listed, _CRUMB_CELLS)
    return cut_middle(describe(clause), _CRUMB_CELLS)


def totals_facts(totals: Totals) -> tuple[tuple[Run, ...], ...]:
    """Return the facts of a view: hidden rows first to go, failed sessions last."""
    rate = numbers.rate(totals.failed, totals.successful, decimals=2) if totals.failed else ""
    failed = (
        Run(numbers.count(totals.failed), Role.FAILED if totals.failed else Role.OK, bold=True),
        Run(" failed", Role.MUTED),
        Run(f" {rate}" if rate else "", Role.FAILED),
    )
    hidden = totals.all_rows - totals.rows
    facts = [failed]
    if hidden:
        facts.insert(0, (Run("hides ", Role.MUTED), Run(numbers.count(hidden)), Run("", Role.MUTED)))
    return tuple(facts)


class ContextLine(Canvas):
    """One line on the panel ground."""

    DEFAULT_CSS = """
    ContextLine { height: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.context = Context("")

    def show(self, context: Context) -> None:
        """Say something else."""
        self.context = context
        self.repaint()

    def draw(self, width: int, height: int) -> list[Strip]:  # noqa: ARG002  # one line
        """Return the line."""
        context = self.context
        problems = self._problems(width)
        facts = list(context.facts)
        if context.joined:
            sign, number = ("+", context.joined) if context.joined > 0 else ("−", -context.joined)
            facts.insert(0, (Run(f"{sign}{numbers.plural(number, 'file')}", Role.MUTED),))
        left = self._left(width)
        if context.progress is not None:
            spare = width - self._cells(left, [*facts, ()], problems, width)
            facts.append(self._reading(context.progress, spare, shows=context.shows))
        while len(facts) > 1 and self._cells(left, facts, problems, width) > width:
            facts.pop(0)
        room = width - self._cells([], facts, problems, width)
        left = self._left(max(room, 10))
        right = self._joined(facts, problems, width)
        return [self.line(between(left, right, width), width, Ground.PANEL)]

    def _cells(self, left: list[Run], facts: list[tuple[Run, ...]], problems: list[Run], width: int) -> int:
        return width_of(left) + width_of(self._joined(facts, problems, width)) + 2

    @staticmethod
    def _joined(facts: list[tuple[Run, ...]], problems: list[Run], width: int) -> list[Run]:
        gap = Run("   " if width >= _WIDE else "  ")
        runs: list[Run] = []
        for fact in facts:
            runs += [*fact, gap]
        return [*runs, *problems, Run(" ")] if problems else [*runs[:-1], Run(" ")]

    def _problems(self, width: int) -> list[Run]:
        number = self.context.problems
        if not number:
            return []
        word = "" if width < _WIDE * 2 // 3 else " file" if number == 1 else " files"
        return [Run(f"✗ {numbers.count(number)}{word}", Role.WARN)]

    @staticmethod
    def _reading(progress: Progress, spare: int, *, shows: bool) -> tuple[Run, ...]:
        """Return how far loading is, with as many of the words as ``spare`` cells hold."""
        found = numbers.count(progress.found)
        if not progress.listed and not progress.files:
            short = "checking" if shows else "listing"
            wordings: tuple[str, ...] = (f"{short} {found} files", f"{short} {found}") if progress.found else ()
            return (Run(next((words for words in wordings if cell_len(words) <= spare), short), Role.ACCENT),)
        short = f"reading {numbers.count(progress.files)}"
        whole = f"{short} of {found}" if progress.listed else short
        left = "" if progress.left is None else f" · {_time_left(progress.left)}"
        rate = f" · {numbers.count(_rounded(progress.rate))}/s" if progress.rate else ""
        wordings = (whole + rate + left, whole + left, short + left)
        return (Run(next((words for words in wordings if cell_len(words) <= spare), short), Role.ACCENT),)

    def _left(self, room: int) -> list[Run]:
        """Return source and crumbs in at most ``room`` cells; crumbs are cut from the left."""
        source = cut_middle(self.context.source, _SOURCE_CELLS)
        crumbs = list(self.context.crumbs) or ["all"]
        cut_off = False
        while True:
            runs = self._crumb_runs("…" if cut_off else source, crumbs)
            if width_of(runs) <= room:
                return runs
            if not cut_off:
                cut_off = True
            elif len(crumbs) > 1:
                crumbs.pop(0)
            else:
                crumbs[0] = cut(crumbs[0], max(3, room - 5))
                return self._crumb_runs("…", crumbs)

    @staticmethod
    def _crumb_runs(source: str, crumbs: list[str]) -> list[Run]:
        runs = [Run(" "), Run(source, Role.MUTED)]
        for number, crumb in enumerate(crumbs):
            last = number == len(crumbs) - 1
            runs += [Run(" › ", Role.FAINT), Run(crumb, Role.STRONG if last else Role.TEXT)]
        return runs


def _rounded(rate: float) -> int:
    """Return a rate with two digits that say something; more would only flicker."""
    step = int(10 ** max(0, len(str(int(rate))) - 2))
    return max(1, round(rate / step) * step)


def _time_left(seconds: float) -> str:
    if seconds < _MINUTES_FROM:
        return f"{max(1, math.ceil(seconds))} s"
    return f"{math.ceil(seconds / 60)} min"


def problem_count(counts: FileCounts | None) -> int:
    """Return how many files were not read whole."""
    return counts.not_whole if counts else 0
