"""The copy menu: what can be copied, one key each, with the beginning of each text beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui.keymap import KEYS, Scope
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.keys import bindings, keymap_of
from tlsrpt_tui.tui.paint import Run, cut, padded, titled
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

_SHOWN = 400
"""Characters of a text that may be looked at for its line of the menu."""

_GAP = 2


@dataclass(frozen=True, slots=True)
class Copy:
    """Something that can be copied.

    Attributes:
        what: names the line of the menu.
        named: what it is, in the sentence that says it was copied.
        text: what is copied; "" where ``refusal`` says why there is nothing.
        refusal: why nothing can be copied; "" where something can.
    """

    what: str
    named: str
    text: str = ""
    refusal: str = ""


def _lines(scope: Scope) -> tuple[tuple[str, str, str], ...]:
    """Return what the lines of a menu are, the ids of their keys, and their words."""
    return tuple(
        (key.action.partition("'")[2].partition("'")[0], key.id, key.words)
        for key in KEYS[scope]
        if key.action.startswith("take")
    )


class CopyMenu(Canvas, can_focus=True):
    """Opaque, over the foot of the panes; a key copies and closes it, Esc closes it."""

    BINDINGS: ClassVar = [*bindings(Scope.COPY)]
    offers: ClassVar = (("copy.leave", "close"),)
    lines: ClassVar = _lines(Scope.COPY)
    DEFAULT_CSS = """
    CopyMenu { layer: over; dock: bottom; display: none; background: $panel; margin: 0 0 1 0; }
    """

    class Taken(Message):
        """Something is to be copied."""

        def __init__(self, copy: Copy) -> None:
            super().__init__()
            self.copy = copy

    class Left(Message):
        """The menu is to go; nothing is copied."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._copies: dict[str, Copy] | None = None
        self._wanted = ""
        self._title = ""

    @property
    def is_open(self) -> bool:
        """Whether the menu is on the screen."""
        return bool(self.display)

    def open(self, title: str) -> None:
        """Take the focus, at once: the next key belongs here, be the texts known or not."""
        self._title = title
        self._copies = None
        self._wanted = ""
        self.styles.height = len(self.lines) + 1
        self.display = True
        self.screen.set_focus(self)
        self.repaint()

    def show(self, copies: Sequence[Copy]) -> None:
        """Offer the texts; one that was asked for before they were known is taken now."""
        self._copies = {copy.what: copy for copy in copies}
        self.repaint()
        if self._wanted:
            self.action_take(self._wanted)

    def close(self) -> None:
        """Take the menu away."""
        self.display = False

    def action_take(self, what: str) -> None:
        """Copy something, as soon as it is known."""
        self._wanted = what
        if self._copies is not None and what in self._copies:
            self.post_message(self.Taken(self._copies[what]))

    def action_leave(self) -> None:
        """Copy nothing."""
        self.post_message(self.Left())

    def on_blur(self) -> None:
        """Go when something else takes the focus."""
        if self.is_open:
            self.close()

    def on_click(self, event: Click) -> None:
        """Copy what is under the pointer."""
        if 0 < event.y <= len(self.lines):
            self.action_take(self.lines[event.y - 1][0])

    def draw(self, width: int, height: int) -> list[Strip]:  # noqa: ARG002  # as many lines as it has
        """Return the title and the lines."""
        right = [Run("esc", Role.ACCENT), Run(" closes ", Role.MUTED)]
        title = [Run(self._title, Role.ACCENT, bold=True)]
        lines = [self.line(titled(title, right, width), width, Ground.PANEL)]
        keymap = keymap_of(self.app)
        names = max(cell_len(words) for _, _, words in self.lines)
        return [*lines, *(self._line(*line, names, width, keymap.shown(line[1])) for line in self.lines)]

    def _line(self, what: str, _: str, words: str, names: int, width: int, key: str) -> Strip:
        copy = None if self._copies is None else self._copies.get(what)
        acts = copy is not None and not copy.refusal
        said = "…" if copy is None else copy.refusal or quoted(copy.text[:_SHOWN].replace("\n", "  "))
        room = max(1, width - names - cell_len(key) - _GAP - 3)
        runs = [
            Run(f" {key} ", Role.ACCENT if acts else Role.FAINT),
            Run(padded(words, names), Role.TEXT if acts else Role.MUTED),
            Run(" " * _GAP),
            Run(cut(said, room), Role.MUTED if acts or copy is None else Role.WARN),
        ]
        return self.line(runs, width, Ground.PANEL)


class CheckCopyMenu(CopyMenu):
    """What can be copied of a live check."""

    BINDINGS: ClassVar = [*bindings(Scope.COPY_CHECK)]
    offers: ClassVar = (("check.copy-leave", "close"),)
    lines: ClassVar = _lines(Scope.COPY_CHECK)


class IncidentCopyMenu(CopyMenu):
    """What can be copied of an incident."""

    BINDINGS: ClassVar = [*bindings(Scope.COPY_INCIDENT)]
    offers: ClassVar = (("incident.copy-leave", "close"),)
    lines: ClassVar = _lines(Scope.COPY_INCIDENT)
