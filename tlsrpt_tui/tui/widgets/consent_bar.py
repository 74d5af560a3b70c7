"""The question before port 25: what is sent where, and four answers to it."""

from typing import ClassVar, Final

from textual.events import Key
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui.keymap import KEYS, Scope
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.keys import bindings, keymap_of
from tlsrpt_tui.tui.paint import Run, titled, wrapped
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

_LINES: Final = 5


class ConsentBar(Canvas, can_focus=True):
    """Opaque, over the foot of the panes, until it is answered; Esc leaves everything unasked."""

    BINDINGS: ClassVar = [*bindings(Scope.CONSENT)]
    offers: ClassVar = (("consent.leave", "ask nothing"),)
    DEFAULT_CSS = """
    ConsentBar { layer: over; dock: bottom; display: none; background: $panel; margin: 0 0 1 0; height: 5; }
    """

    class Answered(Message):
        """It was answered: ``always``, ``once``, ``not now`` or ``never``."""

        def __init__(self, said: str) -> None:
            super().__init__()
            self.said = said

    class Left(Message):
        """Nothing is to be asked."""

    def __init__(self) -> None:
        super().__init__(id="consent")
        self._sentence = ""
        self._seen_at: float | None = None
        self._key_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the question is on the screen."""
        return bool(self.display)

    def open(self, sentence: str) -> None:
        """Ask; keys that were pressed before the question was seen are no answer to it."""
        self._seen_at = None
        self.display = True
        self.screen.set_focus(self)
        self.word(sentence)
        self.call_after_refresh(self._note_seen)

    def word(self, sentence: str) -> None:
        """Say what is sent where."""
        self._sentence = sentence
        self.repaint()

    def _note_seen(self) -> None:
        self._seen_at = Message().time

    def on_key(self, event: Key) -> None:
        """Take note of when a key was pressed, before it acts."""
        self._key_at = event.time

    def close(self) -> None:
        """Take the question away."""
        self.display = False

    def action_answer(self, said: str) -> None:
        """Pass an answer on."""
        if self._seen_at is not None and self._seen_at <= self._key_at:
            self.post_message(self.Answered(said))

    def action_leave(self) -> None:
        """Ask nothing at all."""
        self.post_message(self.Left())

    def on_blur(self) -> None:
        """Go when something else takes the focus: that was no answer."""
        if self.is_open:
            self.close()

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the question and its answers."""
        title = [Run("May this connect to port 25?", Role.ACCENT, bold=True)]
        lines = [self.line(titled(title, [], width), width, Ground.PANEL)]
        pieces = wrapped(quoted(self._sentence), max(8, width - 2))[: height - 2]
        lines += [self.line([Run(f" {piece}")], width, Ground.PANEL) for piece in pieces]
        lines += [self.line([], width, Ground.PANEL)] * (height - 1 - len(lines))
        return [*lines, self.line(self._keys(), width, Ground.PANEL)]

    def _keys(self) -> list[Run]:
        keymap = keymap_of(self.app)
        runs = [Run(" ")]
        for key in KEYS[Scope.CONSENT][:-1]:
            runs += [Run(keymap.shown(key.id), Role.ACCENT), Run(f" {key.words}   ", Role.MUTED)]
        return runs
