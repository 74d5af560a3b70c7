"""The line above the checks: how it stands, and how many checks ended how."""

from dataclasses import dataclass
from typing import Final

from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.live.check import State
from tlsrpt_tui.tui.paint import Run, Runs, between, width_of
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.check_lines import STATES

_COUNTED: Final = (State.BAD, State.WARNING, State.UNKNOWN, State.GOOD)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the line says.

    Attributes:
        words: the verdict with its glyph.
        role: its colour.
        more: what is said behind it.
        counts: how many checks are in each state.
        all_of_them: how many there are; while some are out, that is said too.
    """

    words: str = ""
    role: Role = Role.TEXT
    more: str = ""
    counts: tuple[tuple[State, int], ...] = ()
    all_of_them: int = 0


class VerdictLine(Canvas):
    """One line."""

    DEFAULT_CSS = """
    VerdictLine { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="verdict")
        self._shown = Verdict()

    def show(self, verdict: Verdict) -> None:
        """Say something else."""
        self._shown = verdict
        self.repaint()

    def draw(self, width: int, height: int) -> list[Strip]:  # noqa: ARG002  # one line
        """Return the line; what is said behind the verdict is cut, then counts go, what is well first."""
        shown = self._shown
        left = [Run(f" {shown.words}", shown.role, bold=True)]
        if shown.more:
            left.append(Run(f"  {shown.more}"))
        kept = [state for state in _COUNTED if dict(shown.counts).get(state)]
        right = self._counts(kept)
        if len(kept) > 1 and kept[-1] is State.GOOD and width_of(left) + width_of(right) + 2 > width:
            kept.pop()
            right = self._counts(kept)
        while len(kept) > 1 and width_of(left[:1]) + width_of(right) + 2 > width:
            kept.pop()
            right = self._counts(kept)
        return [self.line(between(left, right, width), width)]

    def _counts(self, states: list[State]) -> Runs:
        shown, runs = self._shown, list[Run]()
        numbered = dict(shown.counts)
        answered = shown.all_of_them - numbered.get(State.ASKING, 0)
        if numbered.get(State.ASKING):
            runs.append(Run(f"{numbers.count(answered)} of {numbers.count(shown.all_of_them)} answered  ", Role.MUTED))
        for state in states:
            _, word, role = STATES[state]
            strong = Role.TEXT if role is Role.MUTED else role
            runs += [Run(numbers.count(numbered[state]), strong, bold=state in (State.BAD, State.WARNING))]
            runs.append(Run(f" {word}  ", Role.MUTED))
        return [*runs[:-1], runs[-1]._replace(text=f"{runs[-1].text.rstrip()} ")] if runs else [Run(" ")]
