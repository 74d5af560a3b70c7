"""A page over the screen with what a result type or a reason means, as ``tlsrpt-tui explain`` has it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.output.explain_page import as_text, list_text
from tlsrpt_tui.output.explained import DecodedReason, Explained, understood
from tlsrpt_tui.remap import KeyMap
from tlsrpt_tui.triage.catalogue import entries
from tlsrpt_tui.tui.paint import Run, wrapped
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.reader import Page, Reader, ReaderLine

_LEAST = 30
_MOST = 100
"""Cells of a line, above which reading is hard."""


class ExplainedScreen(ModalScreen[None]):
    """Result types and reasons in words; Esc, q and the key of the page of keys close it."""

    BINDINGS: ClassVar = [
        Binding("escape,question_mark,q,h,left", "dismiss", "close", key_display="esc", id="keys.close"),
        Binding("ctrl+c", "app.interrupt", show=False, id="keys.interrupt"),
    ]
    DEFAULT_CSS = """
    ExplainedScreen { background: $background; }
    """

    def __init__(self, asked: str, keymap: KeyMap) -> None:
        """Find out what is asked for; the page says so where it is neither a result type nor a known reason."""
        super().__init__()
        self._types, self._reasons, self._refusal = list[Explained](), list[DecodedReason](), ""
        try:
            self._types, self._reasons = understood([asked] if asked else [])
        except UsageError as error:
            # The list of all types stands below it.
            self._refusal = str(error).removeprefix("explain: ").partition("; result types are")[0]
        for key in keymap.names("app.interrupt"):
            self._bindings.bind(key, "app.interrupt", show=False)

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield Reader(id="explained")

    def on_mount(self) -> None:
        """Fill the page."""
        reader = self.query_one(Reader)
        reader.show(Page("Explained", lambda width: (self._lines(width), None), source="esc closes"))
        reader.focus()

    def _lines(self, width: int) -> list[ReaderLine]:
        room = max(_LEAST, min(width - 2, _MOST))
        known = self._types or self._reasons
        page = as_text(self._types, self._reasons, width=room) if known else list_text(entries())
        page = f"{self._refusal}\n\n{page}" if self._refusal else page
        lines: list[ReaderLine] = []
        for number, line in enumerate(page.splitlines()):
            role = Role.TEXT if number else Role.STRONG
            lines += [ReaderLine([Run(f" {piece}", role)]) for piece in wrapped(line, max(1, width - 2))]
        return lines
