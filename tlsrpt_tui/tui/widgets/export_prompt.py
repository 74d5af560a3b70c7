"""The inline prompt for the name of the file that what is shown is written to."""

from typing import ClassVar

from textual.message import Message

from tlsrpt_tui.tui.history import Recall
from tlsrpt_tui.tui.widgets.prompt import Prompt


class ExportPrompt(Prompt):
    """Takes the name of a file; one that is there is replaced only by a second Enter."""

    sign: ClassVar = "x"
    offers: ClassVar = (("enter", "write"), ("prompt.close", "close"))

    class Given(Message):
        """Enter was pressed on a name; ``again`` when it was the second time, after a warning."""

        def __init__(self, name: str, *, again: bool) -> None:
            super().__init__()
            self.name = name
            self.again = again

    class Left(Message):
        """The prompt is to go; nothing is written."""

    def __init__(self) -> None:
        super().__init__()
        self._hint = ""
        self._warned = ""

    def open(self, name: str, hint: str) -> None:
        """Propose a name; ``hint`` says what is written, and in which formats."""
        self._hint = hint
        self._warned = ""
        self.begin(name, Recall())
        self.changed()

    def changed(self) -> None:
        """Say what is written."""
        self._warned = ""
        self.answer(self._hint)

    def warn(self, words: str) -> None:
        """Say what a second Enter would do."""
        self._warned = self.text.strip()
        self.answer(words, "$warning")

    def refuse(self, words: str) -> None:
        """Say why it cannot be written so."""
        self._warned = ""
        self.answer(words, "$error")

    def submitted(self) -> None:
        """Give the name."""
        name = self.text.strip()
        self.post_message(self.Given(name, again=bool(name) and name == self._warned))

    def action_close(self) -> None:
        """Write nothing."""
        self.post_message(self.Left())

    def action_complete(self, steps: int) -> None:
        """Complete nothing: what is on the disk is nobody's business here."""
