"""The field in a facet's head in which one types what to look for."""

from textual.binding import Binding
from textual.events import Blur
from textual.message import Message
from textual.widgets import Input

from tlsrpt_tui.text import sanitise

_LONGEST = 256
"""Characters of what is looked for."""


class FindField(Input):
    """One line; what is pasted into it may come from a stranger."""

    DEFAULT_CSS = """
    FindField { position: absolute; display: none; width: 10; height: 1; }
    FindField, FindField:focus { border: none; padding: 0; background: $panel; color: $foreground; }
    """
    BINDINGS = [Binding("escape", "close", "close, and show all values", key_display="esc", id="find.close")]  # noqa: RUF012  # Textual's convention

    class Left(Message):
        """The field is to go; with ``clear``, and what was looked for with it."""

        def __init__(self, *, clear: bool = False) -> None:
            super().__init__()
            self.clear = clear

    def __init__(self) -> None:
        super().__init__(select_on_focus=False)
        self.cursor_blink = False
        self._place = (0, 0, 0)

    def validate_value(self, value: str) -> str:
        """Keep only what can do nothing but be read."""
        return sanitise(value, _LONGEST)

    def open(self, text: str) -> None:
        """Offer ``text`` for editing."""
        self.display = True
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(self.value)
        # At once, not after the next refresh: what is typed right behind the key belongs here.
        self.screen.set_focus(self)

    def put(self, x: int, y: int, width: int) -> None:
        """Stand at a cell of the pane."""
        if self._place != (x, y, width):
            self._place = (x, y, width)
            self.styles.offset = (x, y)
            self.styles.width = width

    def action_close(self) -> None:
        """Give up what is looked for."""
        self.post_message(self.Left(clear=True))

    def _on_blur(self, event: Blur) -> None:
        super()._on_blur(event)
        self.post_message(self.Left())
