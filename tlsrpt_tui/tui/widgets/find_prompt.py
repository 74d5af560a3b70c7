"""The inline prompt for a text to go to."""

from typing import ClassVar

from textual.message import Message

from tlsrpt_tui.tui.history import Recall
from tlsrpt_tui.tui.widgets.prompt import Prompt


class FindPrompt(Prompt):
    """Takes a text; nothing is filtered by it."""

    sign: ClassVar = "F"
    offers: ClassVar = (("enter", "find"), ("prompt.close", "close"))

    _where = ""

    class Given(Message):
        """Enter was pressed on a text; "" marks nothing any more."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The prompt is to go."""

    def open(self, where: str, recall: Recall) -> None:
        """Ask for a text that stands somewhere in ``where``."""
        self._where = where
        self.begin("", recall)
        self.changed()

    def changed(self) -> None:
        """Say what enter does."""
        self.answer(
            f"enter goes to it in {self._where}" if self.text else f"a text in {self._where}; nothing is hidden"
        )

    def submitted(self) -> None:
        """Give the text."""
        self.post_message(self.Given(self.text.strip()))

    def action_close(self) -> None:
        """Leave everything as it was."""
        self.post_message(self.Left())

    def action_complete(self, steps: int) -> None:
        """Complete nothing: any text may be looked for."""
