"""The line above a list that says why less can be said than usual; gone where there is nothing to say."""

from textual.strip import Strip

from tlsrpt_tui.tui.paint import Run, cut
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.canvas import Canvas


class NoteLine(Canvas):
    """One line, or none."""

    DEFAULT_CSS = """
    NoteLine { height: 1; display: none; }
    NoteLine.-said { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(id="note")
        self._words = ""

    def show(self, words: str) -> None:
        """Say something else; "" for nothing."""
        self._words = words
        self.set_class(bool(words), "-said")
        self.repaint()

    def draw(self, width: int, height: int) -> list[Strip]:  # noqa: ARG002  # one line
        """Return the line."""
        return [self.line([Run(cut(f" ? {self._words}", width), Role.WARN)], width)]
