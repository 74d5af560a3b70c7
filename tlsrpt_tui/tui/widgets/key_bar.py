"""The pinned last line: the screens at its left, the keys that matter most at its right."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui.tui.keys import SCREENS, Hints, ScreenKey, hint_of, keymap_of
from tlsrpt_tui.tui.paint import Run, between, cut, width_of
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from textual.timer import Timer

_WIDE = 120
_NARROW = 80
_MOST_WIDE = 5
_MOST = 3
_SAID_SECONDS = 4
_MARGINS = 3


class KeyBar(Canvas):
    """One line on the panel ground; ``?`` is the last key to go."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; }
    """

    class Chosen(Message):
        """A screen was clicked."""

        def __init__(self, mode: str) -> None:
            super().__init__()
            self.mode = mode

    def __init__(self, mode: str, hints: Hints = ()) -> None:
        super().__init__()
        self._mode = mode
        self._hints = tuple(hints)
        self._lent: tuple[tuple[str, str], ...] = ()
        self._places: list[tuple[int, int, str]] = []
        self._key_places: list[tuple[int, int, str]] = []
        self._words = ""
        self._kept = False
        self._silence: Timer | None = None

    def show(self, hints: Hints) -> None:
        """Offer other keys, the most important last."""
        self._hints = tuple(hints)
        self.repaint()

    def lend(self, hints: Hints) -> None:
        """Offer the keys of what lies over the screen for a while; nothing gives the line back."""
        if self._lent != tuple(hints):
            self._lent = tuple(hints)
            self.repaint()

    def say(self, words: str, *, keep: bool = False) -> None:
        """Answer a key that cannot act with a few words, for a few seconds; with ``keep`` until a key is pressed."""
        self._words = f"{self._words}; {words}" if keep and self._kept and words not in self._words else words
        self._kept = keep
        self.repaint()
        if self._silence is not None:
            self._silence.stop()
        self._silence = None if keep else self.set_timer(_SAID_SECONDS, self._fall_silent)

    def heard(self) -> None:
        """Take back what was kept: a key was pressed."""
        if self._kept:
            self._fall_silent()

    def hush(self) -> None:
        """Take back what was said: something else happens now."""
        if self._words and not self._kept:
            self._fall_silent()

    def _fall_silent(self) -> None:
        self._words = ""
        self._kept = False
        self.repaint()

    def draw(self, width: int, height: int) -> list[Strip]:  # noqa: ARG002  # one line
        """Return the line."""
        left = self._screens(width, named=width >= _NARROW)
        self._key_places = []
        if self._words:
            return [self.line(self._saying(left, width), width, Ground.PANEL)]
        hints = list(self._lent or self._hints)[-(_MOST_WIDE if width >= _WIDE else _MOST) :]
        right = self._keys(hints)
        while len(hints) > 1 and width_of(left) + width_of(right) + 1 > width:
            hints.pop(0)
            right = self._keys(hints)
        self._note_keys(hints, width)
        return [self.line(between(left, right, width), width, Ground.PANEL)]

    def _screens(self, width: int, *, named: bool) -> list[Run]:
        """Return the screens, and take note of where each of them can be clicked."""
        left: list[Run] = [Run(" ")]
        self._places = []
        for number, screen in enumerate(SCREENS):
            if number:
                left.append(Run("  " if width >= _WIDE else " "))
            start = width_of(left)
            left += self._screen(screen, named=named or screen.mode == self._mode)
            self._places.append((start, width_of(left), screen.mode))
        return left

    def _saying(self, left: list[Run], width: int) -> list[Run]:
        """Return what is said at the right; names of screens give way to a sentence, then their numbers too."""
        room = width - cell_len(self._words) - _MARGINS
        if width_of(left) > room:
            left = self._screens(width, named=False)
        if width_of(left) <= room:
            return between(left, [Run(self._words, Role.WARN), Run(" ")], width)
        self._places = []
        return between([Run(" "), Run(cut(self._words, width - _MARGINS), Role.WARN)], [Run(" ")], width)

    def _screen(self, screen: ScreenKey, *, named: bool) -> list[Run]:
        runs = [Run(hint_of(keymap_of(self.app), f"screen.{screen.mode}"), Role.ACCENT, bold=screen.mode == self._mode)]
        if screen.mode == self._mode:
            return [*runs, Run(" "), Run(screen.name, Role.STRONG, underline=True)]
        return [*runs, Run(f" {screen.name}", Role.MUTED)] if named else runs

    def _keys(self, hints: list[tuple[str, str]]) -> list[Run]:
        keymap = keymap_of(self.app)
        runs: list[Run] = []
        for number, (key, name) in enumerate(hints):
            shown = hint_of(keymap, key)
            runs += [Run("  " if number else ""), Run(shown, Role.ACCENT), Run(f" {name}", Role.MUTED)]
        return [*runs, Run(" ")]

    def _note_keys(self, hints: list[tuple[str, str]], width: int) -> None:
        """Take note of where each key can be clicked, from the right."""
        end = width - 1
        for hint in reversed(hints):
            start = end - width_of(self._keys([hint])) + 1
            self._key_places.append((start, end, hint[0]))
            end = start - len("  ")

    def on_click(self, event: Click) -> None:
        """Go to the screen under the pointer, or press the key."""
        keymap = keymap_of(self.app)
        for start, end, key in self._key_places:
            if start <= event.x < end and key in keymap:
                self.app.simulate_key(keymap.names(key)[0])
        for start, end, mode in self._places:
            if start <= event.x < end:
                self.post_message(self.Chosen(mode))
