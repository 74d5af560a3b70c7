"""What the screens see of the shared state: the state itself, or one in which stand-ins hide names and addresses."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tlsrpt_tui.index.redacted import hidden_view, real_view, redacted
from tlsrpt_tui.index.view import View
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.tui.mask import Mask
from tlsrpt_tui.tui.state import State

if TYPE_CHECKING:
    from tlsrpt_tui.index.engine import Engine


class Veil:
    """Lies between the state, which is always real, and everything that shows it, copies it or writes it out."""

    def __init__(self, redactor: Redactor | None = None) -> None:
        self.is_down = False
        self._redactor = redactor
        self.doors: tuple[Mask, ...] = ()
        self._seen: tuple[State, State] | None = None
        self._engine: tuple[Engine, Engine] | None = None

    @property
    def redactor(self) -> Redactor:
        """What gives the stand-ins, the same for as long as the program runs."""
        if self._redactor is None:
            self._redactor = Redactor()
        return self._redactor

    def turn(self) -> None:
        """Hide, or show again."""
        self.is_down = not self.is_down
        self.doors = (Mask(self.redactor),) if self.is_down else ()
        self._seen = self._engine = None

    def over(self, state: State) -> State:
        """Return the state as the screens see it; one state is always seen as the same."""
        if not self.is_down:
            return state
        if self._seen is None or self._seen[0] is not state:
            self._seen = state, self._hidden(state)
        return self._seen[1]

    def _hidden(self, state: State) -> State:
        engine = state.engine
        if engine is not None and (self._engine is None or self._engine[0] is not engine):
            self._engine = engine, redacted(engine, self.redactor)
        return replace(
            state,
            source=self.redactor.text(state.source),
            view=hidden_view(state.view, self.redactor),
            engine=None if engine is None or self._engine is None else self._engine[1],
        )

    def text(self, value: str) -> str:
        """Return a text as it may be shown."""
        return self.redactor.text(value) if self.is_down else value

    def meant(self, value: str) -> str:
        """Return what a text that was made on the screen means."""
        return value if self._redactor is None else self._redactor.real(value)

    def view(self, view: View) -> View:
        """Return a view as it may be shown."""
        return hidden_view(view, self.redactor) if self.is_down else view

    def real(self, view: View) -> View:
        """Return what a view that was made on the screen means."""
        return view if self._redactor is None else real_view(view, self._redactor)
