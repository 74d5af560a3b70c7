"""The pinned first line: where the user is, what failed there, what the filter hides, what was not read.

The steps of the filter can be walked along: each can be edited, let go, or switched to another value.
"""

import datetime as dt
import math
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.events import Click, Key
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.index.matching import describe
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.states import FileCounts
from tlsrpt_tui.index.view import SINGLE_FIELDS, Clause, Field, View, days_of
from tlsrpt_tui.keymap import Scope
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.keys import bindings
from tlsrpt_tui.tui.paint import Run, between, cut, cut_middle, width_of
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.facts import Fact, Said, fitted, joined_fact, laid_out

_WIDE = 100
_SOURCE_CELLS = 24
_CRUMB_CELLS = 28
_MINUTES_FROM = 100


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the filter.

    Attributes:
        text: as it is shown.
        clauses: what it stands for; two where since and until are one range.
    """

    text: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What the line says.

    Attributes:
        source: how the folder is called.
        crumbs: the filter.
        facts: the screen's own; of those with one wording, the most important last.
        problems: files that were not read whole.
        progress: how far loading is; ``None`` when it is done.
        shows: whether there are reports on the screen meanwhile.
        joined: files that have joined just now; fewer than none have left.
        redacted: whether stand-ins hide addresses, domains and contacts.
    """

    source: str
    crumbs: tuple[Crumb, ...] = ()
    facts: tuple[Said, ...] = ()
    problems: int = 0
    progress: Progress | None = None
    shows: bool = False
    joined: int = 0
    redacted: bool = False


def crumbs_of(view: View, now: dt.datetime) -> tuple[Crumb, ...]:
    """Return the filter as crumbs, one a clause; the days of since and until as one."""
    ends = tuple(clause for clause in view.clauses if clause.field in SINGLE_FIELDS)
    crumbs = [Crumb(_crumb(clause, now), (clause,)) for clause in view.clauses if clause not in ends]
    span = view.day_range(now)
    if span.first and span.last:
        crumbs.append(Crumb(numbers.days(span.first, span.last, year=False), ends))
    elif span.first:
        crumbs.append(Crumb(f"since {numbers.day(span.first)}", ends))
    elif span.last:
        crumbs.append(Crumb(f"until {numbers.day(span.last)}", ends))
    return tuple(crumbs)


def _crumb(clause: Clause, now: dt.datetime) -> str:
    if clause.field is Field.ON:
        listed = ", ".join(numbers.days(*days_of(value, now), year=False) for value in clause.values)
        return cut_middle(f"not {listed}" if clause.negated else listed, _CRUMB_CELLS)
    return cut_middle(quoted(describe(clause)), _CRUMB_CELLS)


class ContextLine(Canvas, can_focus=True):
    """One line on the panel ground."""

    BINDINGS: ClassVar = [*bindings(Scope.CRUMBS)]
    offers: ClassVar = (("crumbs.siblings", "others"), ("crumbs.edit", "edit"), ("crumbs.leave", "leave"))
    DEFAULT_CSS = """
    ContextLine { height: 1; }
    """

    class Asked(Message):
        """Something is to be done with a step of the filter: ``edit``, ``remove``, ``siblings`` or ``leave``."""

        def __init__(self, what: str, crumb: Crumb | None = None, typed: str = "") -> None:
            super().__init__()
            self.what = what
            self.crumb = crumb
            self.typed = typed

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.context = Context("")
        self.chosen: int | None = None
        self._held = False
        self._places: list[tuple[int, int, int]] = []

    def show(self, context: Context) -> None:
        """Say something else."""
        self.context = context
        if self.chosen is not None:
            self.chosen = min(self.chosen, len(context.crumbs) - 1) if context.crumbs else None
        self.repaint()

    @property
    def crumb(self) -> Crumb | None:
        """The step that is chosen."""
        crumbs = self.context.crumbs
        return crumbs[self.chosen] if self.chosen is not None and self.chosen < len(crumbs) else None

    @property
    def crumb_column(self) -> int:
        """The cell at which the chosen step begins."""
        return next((start for start, _, number in self._places if number == self.chosen), 0)

    def choose(self, number: int | None) -> None:
        """Put the cursor on a step, the nearest there is; ``None`` takes it away."""
        last = len(self.context.crumbs) - 1
        self.chosen = None if number is None or last < 0 else min(max(0, number), last)
        self.repaint()

    def hold(self, *, held: bool) -> None:
        """Show the chosen step though the focus is elsewhere: in what was opened for it."""
        self._held = held
        self.repaint()

    def action_step(self, steps: int) -> None:
        """Go along the steps."""
        self.choose((self.chosen or 0) + steps)

    def action_edit(self) -> None:
        """Edit the chosen step."""
        self._ask("edit")

    def action_remove(self) -> None:
        """Let the chosen step go."""
        self._ask("remove")

    def action_siblings(self) -> None:
        """Look at what could stand in place of the chosen step."""
        self._ask("siblings")

    def action_leave(self) -> None:
        """Go back to where one came from."""
        self.post_message(self.Asked("leave"))

    def _ask(self, what: str, typed: str = "") -> None:
        if self.crumb is not None:
            self.post_message(self.Asked(what, self.crumb, typed))

    def on_key(self, event: Key) -> None:
        """Take a letter or digit that is no key here as the beginning of another value."""
        active = self.screen.active_bindings.get(event.key)
        if event.character and event.character.isalnum() and (active is None or active.node is not self):
            event.stop()
            event.prevent_default()
            self._ask("siblings", event.character)

    def on_click(self, event: Click) -> None:
        """Choose the step under the pointer; a second click opens what could stand in its place."""
        number = next((number for start, end, number in self._places if start <= event.x < end), None)
        if number is None:
            self.action_leave()
            return
        again = number == self.chosen
        self.choose(number)
        if again:
            self.action_siblings()

    def draw(self, width: int, height: int) -> list[Strip]:  # noqa: ARG002  # one line
        """Return the line."""
        context = self.context
        problems = self._problems(width)
        facts = laid_out(context.facts, gives_way=context.progress is not None)
        if context.joined:
            facts.insert(0, joined_fact(context.joined))
        left = self._left(width)
        if context.progress is not None:
            shown = [fact.wordings[0] for fact in facts]
            spare = width - self._cells(left, [*shown, ()], problems, width)
            facts.append(Fact((self._reading(context.progress, spare, shows=context.shows),)))
        kept = fitted(facts, width, lambda shown: self._cells(left, shown, problems, width))
        room = width - self._cells([], kept, problems, width)
        left = self._left(max(room, 10))
        right = self._joined(kept, problems, width)
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
        redacted = [Run("redacted", Role.ACCENT)] if self.context.redacted else []
        if not number:
            return redacted
        word = "" if width < _WIDE * 2 // 3 else " file" if number == 1 else " files"
        return [*redacted, Run("  " if redacted else ""), Run(f"✗ {numbers.count(number)}{word}", Role.WARN)]

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
        """Return source and crumbs in ``room`` cells; crumbs are cut from the left, but the chosen one stays."""
        source = cut_middle(quoted(self.context.source), _SOURCE_CELLS)
        texts = [crumb.text for crumb in self.context.crumbs] or ["all"]
        first, last = 0, len(texts) - 1
        marked = self.crumb is not None and (self.has_focus or self._held)
        kept = self.chosen if marked and self.chosen is not None else last
        shown = source
        while True:
            runs = self._crumb_runs(shown, texts, first, last, marked=marked)
            if width_of(runs) <= room:
                return runs
            if shown == source:
                shown = "…"
            elif first < kept:
                first += 1
            elif last > kept:
                last -= 1
            else:
                texts[kept] = cut(texts[kept], max(3, room - 5))
                return self._crumb_runs("…", texts, first, last, marked=marked)

    def _crumb_runs(self, source: str, texts: list[str], first: int, last: int, *, marked: bool) -> list[Run]:
        """Return the crumbs from ``first`` to ``last``, and take note of where each of them can be clicked."""
        runs = [Run(" "), Run(source, Role.MUTED)]
        self._places = []
        for number in range(first, last + 1):
            ground = Ground.CURSOR if marked and number == self.chosen else None
            runs.append(Run(" › ", Role.FAINT))
            start = width_of(runs)
            role = Role.STRONG if number == len(texts) - 1 or ground else Role.TEXT
            runs.append(Run(texts[number], role, underline=ground is not None, ground=ground))
            if self.context.crumbs:
                self._places.append((start, width_of(runs), number))
        return runs if last == len(texts) - 1 else [*runs, Run(" › …", Role.FAINT)]


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
