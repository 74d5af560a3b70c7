"""What was copied, as text to be marked with the mouse where the terminal takes no copies."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.keys import keymap_of
from tlsrpt_tui.tui.paint import Run, wrapped
from tlsrpt_tui.tui.widgets.reader import Page, Reader, ReaderLine


class CopiedScreen(ModalScreen[None]):
    """A page of text without anything beside it; Esc, q and the key that opened it close it."""

    BINDINGS: ClassVar = [
        Binding("escape,q,h,left", "dismiss", "close", key_display="esc", id="copied.close"),
        Binding("ctrl+c", "app.interrupt", show=False, id="copied.interrupt"),
    ]
    DEFAULT_CSS = """
    CopiedScreen { background: $background; }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield Reader(id="copied")

    def on_mount(self) -> None:
        """Fill the page."""
        keymap = keymap_of(self.app)
        for key in keymap.names("copy.text"):
            self._bindings.bind(key, "dismiss", show=False)
        reader = self.query_one(Reader)
        reader.show(Page("Copied: hold shift and drag to mark", self._laid_out, source="esc closes"))
        reader.focus()

    def _laid_out(self, width: int) -> tuple[list[ReaderLine], int | None]:
        lines = self._text.rstrip("\n").split("\n")
        return [ReaderLine([Run(quoted(piece))]) for line in lines for piece in wrapped(line, width)], None
