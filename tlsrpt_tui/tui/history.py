"""The way one came: which views were looked at, on which screen, and where the cursor stood in each."""

from dataclasses import dataclass, replace
from typing import Any, Final, Self

from tlsrpt_tui.index.engine import RowIdentity
from tlsrpt_tui.index.view import View

MOST: Final = 200
"""Steps that are remembered; the oldest go first."""

MOST_TYPED: Final = 100
"""Lines of a prompt that are remembered."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stood on a screen.

    Attributes:
        row: place of the cursor in the list.
        name: what names the row there, in every index that holds it.
        line: how far below the first row on the screen.
        pane: the pane that had the focus; "" for none.
    """

    row: int
    name: Any = None
    line: int = 0
    pane: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One step: what was looked at, and where one stood when one left it.

    Attributes:
        view: the filter and the sort.
        mode: the screen.
        report: the report that Reports showed.
        row: the failure row from which that was opened.
        place: where one stood; ``None`` for the top.
    """

    view: View
    mode: str
    report: bytes | None = None
    row: RowIdentity | None = None
    place: Place | None = None

    def is_like(self, other: "Moment") -> bool:
        """Whether both look at the same thing, wherever the cursor stands."""
        return (self.view, self.mode) == (other.view, other.mode)


@dataclass(frozen=True, slots=True)
class History:
    """Steps from the oldest to the newest.

    Attributes:
        moments: one at least.
        here: the step that one stands on.
        before: the step that one stood on before that, to which one can go back and forth; ``None`` at the start.
    """

    moments: tuple[Moment, ...]
    here: int = 0
    before: int | None = None

    @property
    def current(self) -> Moment:
        """The step that one stands on."""
        return self.moments[self.here]

    def noted(self, moment: Moment) -> Self:
        """Return the history in which one stands here like this."""
        return replace(self, moments=(*self.moments[: self.here], moment, *self.moments[self.here + 1 :]))

    def then(self, moment: Moment) -> Self:
        """Return the history with one step more; what lay ahead is forgotten, and so is the oldest beyond the bound.

        A step to where one stands already is none.
        """
        if moment.is_like(self.current):
            return self
        moments = (*self.moments[: self.here + 1], moment)[-MOST:]
        return replace(self, moments=moments, here=len(moments) - 1, before=len(moments) - 2)

    def after(self, moment: Moment) -> Self:
        """Return the history with one step more at its beginning, from which one came."""
        if moment.is_like(self.moments[0]):
            return self
        moments = (moment, *self.moments)[:MOST]
        before = 0 if self.before is None else self.before + 1
        return replace(self, moments=moments, here=min(self.here + 1, len(moments) - 1), before=before)

    def moved(self, steps: int) -> Self | None:
        """Return the history one stands ``steps`` further in, back where negative; ``None`` where it ends before."""
        there = self.here + steps
        if not 0 <= there < len(self.moments):
            return None
        return replace(self, here=there, before=self.here)

    def turned(self) -> Self | None:
        """Return the history with one standing where one stood before; ``None`` at the start."""
        if self.before is None or self.before == self.here:
            return None
        return replace(self, here=self.before, before=self.here)


@dataclass(frozen=True, slots=True)
class Recall:
    """What was typed into a prompt, and how far one has gone back in it.

    Attributes:
        texts: lines from the oldest to the newest.
        back: lines gone back; 0 for the line that is being typed.
        draft: that line, while one is elsewhere.
    """

    texts: tuple[str, ...] = ()
    back: int = 0
    draft: str = ""

    def with_text(self, text: str) -> Self:
        """Return what is remembered once ``text`` was taken; nothing is remembered twice."""
        kept = tuple(other for other in self.texts if other != text)
        return type(self)((*kept, text)[-MOST_TYPED:] if text.strip() else kept)

    def moved(self, steps: int, typed: str) -> Self | None:
        """Return the place ``steps`` further back, forth where negative; ``None`` where there is none.

        Args:
            steps: lines to go.
            typed: what stands in the prompt.
        """
        back = self.back + steps
        if not 0 <= back <= len(self.texts):
            return None
        return replace(self, back=back, draft=self.draft if self.back else typed)

    @property
    def text(self) -> str:
        """The line one has gone to."""
        return self.texts[-self.back] if self.back else self.draft
