"""The inline prompt for the filter language: it says how many rows match while one types, and where it is wrong."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tlsrpt_tui import numbers
from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index.engine import Totals
from tlsrpt_tui.index.view import View
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.paint import cut

_EXAMPLES = "org:google  domain:example.com  mx:mail*  result:certificate-expired  since:7d  -org:x  failed>100"
_MARGIN = 3
_LONGEST = 16384
"""Characters of a filter."""


class Expression(Input):
    """The field of the prompt; what is pasted into it may come from a stranger."""

    def validate_value(self, value: str) -> str:
        """Keep only what can do nothing but be read."""
        return sanitise(value, _LONGEST)


class FilterPrompt(Vertical):
    """Two lines above the key bar: the filter, and what becomes of it."""

    DEFAULT_CSS = """
    FilterPrompt { height: 2; background: $panel; }
    FilterPrompt Horizontal { height: 1; }
    FilterPrompt #slash { width: 3; color: $accent; background: $panel; }
    FilterPrompt Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; color: $foreground; }
    FilterPrompt Input:focus { border: none; background: $panel; }
    FilterPrompt #hint { height: 1; background: $panel; color: $muted; }
    """
    BINDINGS = [Binding("escape", "close", "close, keeping the filter as it was", key_display="esc", id="filter.close")]  # noqa: RUF012  # Textual's convention

    class Changed(Message):
        """The text now says another view."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    class Applied(Message):
        """Enter was pressed on a text that says ``view``."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    class Closed(Message):
        """The prompt is to go; the filter stays as it was."""

    def __init__(self) -> None:
        super().__init__()
        self._base = View()
        self._counted = False
        self.display = False

    def compose(self) -> ComposeResult:
        """Lay out both lines."""
        with Horizontal():
            yield Static(Content(" / "), id="slash")
            yield Expression(id="expression", select_on_focus=False)
        yield Static(Content(""), id="hint")

    @property
    def is_open(self) -> bool:
        """Whether the prompt is on the screen."""
        return self.display

    def open(self, view: View) -> None:
        """Offer the filter of ``view`` for editing."""
        self._base = view
        self._counted = False
        self.display = True
        field = self.query_one(Input)
        field.cursor_blink = False
        with self.prevent(Input.Changed):
            field.value = f"{view.text} " if view.text else ""
        field.cursor_position = len(field.value)
        # At once, not after the next refresh: what is typed right behind the slash belongs here.
        self.screen.set_focus(field)
        self._say(_EXAMPLES)

    def close(self) -> None:
        """Take the prompt away."""
        self.display = False

    def count_again(self) -> None:
        """Ask once more how many rows match, where that was told."""
        parsed = self._parsed()
        if self._counted and isinstance(parsed, View):
            self.post_message(self.Changed(parsed))

    def tell(self, totals: Totals) -> None:
        """Say what the typed filter leaves."""
        self._counted = True
        rows = numbers.plural(totals.rows, "row")
        self._say(f"{rows} of {numbers.count(totals.all_rows)}, {numbers.count(totals.failed)} failed   enter keeps it")

    def _parsed(self) -> View | FilterError:
        text = self.query_one(Input).value
        try:
            return View(View.parse(text).clauses, self._base.sort)
        except FilterError as error:
            return error

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is wrong, or ask how many rows match."""
        event.stop()
        parsed = self._parsed()
        if isinstance(parsed, FilterError):
            self._point(parsed)
        else:
            self.post_message(self.Changed(parsed))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the filter, unless it is wrong."""
        event.stop()
        parsed = self._parsed()
        if isinstance(parsed, FilterError):
            self._point(parsed)
        else:
            self.post_message(self.Applied(parsed))

    def action_close(self) -> None:
        """Leave the filter as it was."""
        self.post_message(self.Closed())

    def _point(self, error: FilterError) -> None:
        """Put a caret under the place and say what was expected there."""
        place = _MARGIN + cell_len(error.text[: error.position])
        message = sanitise(str(error))
        room = self.size.width - 2
        place = min(place, room)
        if place <= room // 2 or place + 2 + cell_len(message) <= room:
            self._say(f"{' ' * place}^ {message}", "$error", margin=0)
        else:
            before = f"{cut(message, place - 2)} "
            self._say(f"{before:>{place}}^", "$error", margin=0)

    def _say(self, text: str, style: str = "$muted", *, margin: int = _MARGIN) -> None:
        shown = cut(f"{' ' * margin}{text}", max(1, self.app.size.width - 1))
        self.query_one("#hint", Static).update(Content.assemble((shown, style)))
