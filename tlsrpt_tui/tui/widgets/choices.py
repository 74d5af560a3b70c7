"""A short list below the context line: what could be chosen, narrowed by what one types."""

from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.events import Click, Key, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.keymap import Scope
from tlsrpt_tui.tui.keys import bindings
from tlsrpt_tui.tui.paint import Run, between, cut, cut_middle, padded, width_of
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

MOST_LINES = 8
"""Lines of the list, its head included."""

_LEAST_WIDTH = 36
_MARGIN = 4
_WHEEL = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One line.

    Attributes:
        value: what is chosen with it.
        text: how it is shown, sanitised.
        folded: what typing is compared with.
        right: what stands at its right.
        chosen: whether it is what is chosen now.
    """

    value: Any
    text: str
    folded: str
    right: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """What is offered.

    Attributes:
        title: what the choices are.
        choices: all of them.
        hint: what the keys do, at the right of the title.
        empty: what is said when there are none.
        types: whether letters narrow the list; else they are keys.
        column: the cell below which the list is to begin.
        alone: whether nothing of what it lies over is to be seen beside it.
    """

    title: str
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    empty: str = "nothing"
    types: bool = True
    column: int = 0
    alone: bool = False


class Choices(Canvas, can_focus=True):
    """Opaque, over the panes; it goes when something is taken or Esc is pressed."""

    BINDINGS: ClassVar = [*bindings(Scope.CHOICES)]
    offers: ClassVar = (("↑ ↓", "move"), ("choices.take", "take it"), ("choices.leave", "close"))
    DEFAULT_CSS = """
    Choices { position: absolute; layer: over; display: none; background: $panel; }
    """

    class Taken(Message):
        """A choice was taken."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Removed(Message):
        """A choice is to be removed from where it is kept."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Left(Message):
        """The list is to go; nothing was taken."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._list = ChoiceList("", (), "", "")
        self._shown: tuple[Choice, ...] = ()
        self._typed = ""
        self._cursor = 0
        self._top = 0
        self._beside = 0

    @property
    def is_open(self) -> bool:
        """Whether the list is on the screen."""
        return bool(self.display)

    def open(self, offered: ChoiceList, typed: str = "") -> None:
        """Take the focus, at once: what is typed from now on belongs here, be the choices known or not."""
        self._typed = typed
        self.display = True
        self.screen.set_focus(self)
        self.show(offered)

    def show(self, offered: ChoiceList) -> None:
        """Offer choices, narrowed to what was typed already; the cursor is on the one that holds now."""
        self._list = offered
        self._narrow()
        self._cursor = next((place for place, choice in enumerate(self._shown) if choice.chosen), 0)
        self._top = 0
        self.fit()
        self.repaint()

    def fit(self) -> None:
        """Take as much room as the choices need and the screen has."""
        width, height = self.app.size
        offered = self._list
        longest = max((cell_len(choice.text) + cell_len(choice.right) + 4 for choice in offered.choices), default=0)
        head = cell_len(offered.title) + cell_len(offered.hint) + 12
        wanted = min(max(longest, head, _LEAST_WIDTH), width)
        lines = min(MOST_LINES, 1 + max(1, len(offered.choices)), max(2, height - 2))
        self._beside = width - wanted if offered.alone else 0
        self.styles.width, self.styles.height = wanted + self._beside, lines
        self.styles.offset = (0 if offered.alone else max(0, min(offered.column - 1, width - wanted)), 1)

    def close(self) -> None:
        """Take the list away."""
        self.display = False

    @property
    def current(self) -> Choice | None:
        """The choice under the cursor."""
        return self._shown[self._cursor] if self._cursor < len(self._shown) else None

    def _narrow(self) -> None:
        """Show what holds what was typed, what begins with it first."""
        folded = self._typed.casefold()
        if not folded:
            self._shown = self._list.choices
            return
        holding = [choice for choice in self._list.choices if folded in choice.folded]
        self._shown = tuple(sorted(holding, key=lambda choice: not choice.folded.startswith(folded)))

    def _type(self, typed: str) -> None:
        self._typed = typed
        self._cursor = self._top = 0
        self._narrow()
        self.repaint()

    def on_key(self, event: Key) -> None:
        """Narrow by what is typed, where letters are no keys."""
        if not self._list.types:
            return
        if event.key == "backspace":
            self._type(self._typed[:-1])
        elif event.key == "delete" or not event.is_printable or not event.character:
            return
        else:
            self._type(self._typed + event.character)
        event.stop()
        event.prevent_default()

    def action_move(self, lines: int) -> None:
        """Go down, or up."""
        self._cursor = min(max(0, self._cursor + lines), max(0, len(self._shown) - 1))
        self.repaint()

    def action_page(self, pages: int) -> None:
        """Go a page down, or up."""
        self.action_move(pages * max(1, self.size.height - 2))

    def action_edge(self, end: bool) -> None:  # noqa: FBT001  # an action's argument
        """Go to the first choice, or to the last."""
        self.action_move(len(self._shown) if end else -len(self._shown))

    def action_take(self) -> None:
        """Take the choice under the cursor."""
        if self.current is not None:
            self.post_message(self.Taken(self.current))

    def action_remove(self) -> None:
        """Have the choice under the cursor removed."""
        if self.current is not None:
            self.post_message(self.Removed(self.current))

    def action_leave(self) -> None:
        """Take nothing."""
        self.post_message(self.Left())

    def on_click(self, event: Click) -> None:
        """Take the choice under the pointer."""
        place = self._top + event.y - 1
        if event.y and place < len(self._shown):
            self._cursor = place
            self.action_take()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_move(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_move(-_WHEEL)

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the head and the choices around the cursor; blanks where the list is alone and needs less room."""
        beside = self.line([], self._beside, Ground.PANEL)
        return [Strip.join([strip, beside]) for strip in self._listed(max(1, width - self._beside), height)]

    def _listed(self, width: int, height: int) -> list[Strip]:
        rows = max(1, height - 1)
        self._top = max(min(self._top, self._cursor), self._cursor - rows + 1, 0)
        lines = [self.line(self._head(width), width, Ground.PANEL)]
        for place in range(self._top, min(self._top + rows, len(self._shown))):
            ground = Ground.CURSOR if place == self._cursor else Ground.PANEL
            lines.append(self.line(self._row(self._shown[place], width, here=place == self._cursor), width, ground))
        if not self._shown:
            said = f"nothing holds “{cut(self._typed, 24)}”" if self._list.choices else self._list.empty
            lines.append(self.line([Run(f" {said}", Role.MUTED)], width, Ground.PANEL))
        blank = self.line([], width, Ground.PANEL)
        return [*lines, *[blank] * (height - len(lines))]

    def _head(self, width: int) -> list[Run]:
        shown, known = len(self._shown), len(self._list.choices)
        number = numbers.count(known) if shown == known else f"{numbers.count(shown)} of {numbers.count(known)}"
        left = [Run(f" {self._list.title} ", Role.ACCENT, bold=True), Run(f"{number} ", Role.MUTED)]
        if self._typed:
            left.append(Run(f" {cut(self._typed, max(4, width // 3))}", Role.STRONG, underline=True))
        hint = [Run(f"{self._list.hint} ", Role.MUTED)]
        return between(left, hint if width_of(left) + width_of(hint) < width else [Run(" ")], width)

    @staticmethod
    def _row(choice: Choice, width: int, *, here: bool) -> list[Run]:
        marker = "◆" if choice.chosen else "▸" if here else " "
        room = max(1, width - cell_len(choice.right) - _MARGIN + 1)
        text = padded(cut_middle(choice.text, room), room)
        role = Role.STRONG if choice.chosen else Role.TEXT
        return [Run(marker, Role.ACCENT), Run(text, role), Run(" "), Run(f"{choice.right} ", Role.MUTED)]
