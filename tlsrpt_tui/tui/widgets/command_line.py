"""The inline prompt for commands: it says what a command does while one types it, and why one cannot be."""

from typing import ClassVar

from textual.message import Message

from tlsrpt_tui import numbers
from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index.engine import Totals
from tlsrpt_tui.tui.history import Recall
from tlsrpt_tui.tui.widgets.prompt import Prompt


class CommandLine(Prompt):
    """The prompt for commands."""

    sign: ClassVar = ":"

    class Changed(Message):
        """The text is another."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Given(Message):
        """Enter was pressed on a command."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def open(self, recall: Recall, examples: str, text: str = "") -> None:
        """Wait for a command."""
        self.begin(text, recall)
        self.answer(examples)

    def refuse(self, error: FilterError, *, shift: int = 0) -> None:
        """Say what is wrong with the text, and where; that begins ``shift`` characters into it."""
        self.point(error, shift=shift)

    def tell(self, totals: Totals) -> None:
        """Say what a typed filter leaves."""
        rows = numbers.plural(totals.rows, "row")
        self.answer(f"a filter: {rows} of {numbers.count(totals.all_rows)}   enter applies it")

    def changed(self) -> None:
        """Ask what the command does."""
        self.post_message(self.Changed(self.text))

    def submitted(self) -> None:
        """Give the command."""
        self.post_message(self.Given(self.text.strip()))
