"""The inline prompt for the filter language: it says how many rows match while one types, and where it is wrong."""

from typing import ClassVar

from textual.message import Message

from tlsrpt_tui import numbers
from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index import language
from tlsrpt_tui.index.engine import Totals
from tlsrpt_tui.index.view import Clause, View, replaced
from tlsrpt_tui.tui.history import Recall
from tlsrpt_tui.tui.widgets.prompt import Prompt

_EXAMPLES = "org:google  domain:example.com  mx:mail*  result:certificate-expired  since:7d  -org:x  failed>100"


class FilterPrompt(Prompt):
    """The prompt for all of the filter, or for one step of it."""

    sign: ClassVar = "/"

    class Changed(Message):
        """The text now says another view."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    class Applied(Message):
        """Enter was pressed on a text that says ``view``."""

        def __init__(self, view: View, text: str) -> None:
            super().__init__()
            self.view = view
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self._view = View()
        self._only: tuple[Clause, ...] | None = None
        self._counted = False

    def open(self, view: View, recall: Recall, *, only: tuple[Clause, ...] | None = None) -> None:
        """Offer the filter of ``view`` for editing, or ``only`` some clauses of it."""
        self._view, self._only = view, only
        self._counted = False
        text = view.text if only is None else language.write(only)
        self.begin(f"{text} " if text and only is None else text, recall)
        self.answer(_EXAMPLES)

    @property
    def rest(self) -> str:
        """The part of the filter that is not being edited."""
        if self._only is None:
            return ""
        return language.write(clause for clause in self._view.clauses if clause not in self._only)

    def count_again(self) -> None:
        """Ask once more how many rows match, where that was told."""
        parsed = self._parsed()
        if self._counted and isinstance(parsed, View):
            self.post_message(self.Changed(parsed))

    def tell(self, totals: Totals) -> None:
        """Say what the typed filter leaves."""
        self._counted = True
        rows = numbers.plural(totals.rows, "row")
        failed = numbers.count(totals.failed)
        self.answer(f"{rows} of {numbers.count(totals.all_rows)}, {failed} failed   enter keeps it")

    def _parsed(self) -> View | FilterError:
        try:
            typed = View.parse(self.text).clauses
        except FilterError as error:
            return error
        return View(typed, self._view.sort) if self._only is None else replaced(self._view, self._only, typed)

    def changed(self) -> None:
        """Say what is wrong, or ask how many rows match."""
        parsed = self._parsed()
        if isinstance(parsed, FilterError):
            self.point(parsed)
        else:
            self.post_message(self.Changed(parsed))

    def submitted(self) -> None:
        """Take the filter, unless it is wrong."""
        parsed = self._parsed()
        if isinstance(parsed, FilterError):
            self.point(parsed)
        else:
            self.post_message(self.Applied(parsed, self.text.strip()))
