"""A Textual app with the widgets of Incidents and nothing behind them: what the first frame is measured against.

Run as a script. Nothing is parsed, nothing is looked for and nothing is loaded; the style sheet is the explorer's.
"""

import sys
from pathlib import Path
from typing import ClassVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from textual.app import App, ComposeResult
from textual.containers import Container
from textual.screen import Screen

from tlsrpt_tui.tui.dress import textual_theme
from tlsrpt_tui.tui.theme import DARK
from tlsrpt_tui.tui.widgets.choices import Choices
from tlsrpt_tui.tui.widgets.column_chooser import ColumnChooser
from tlsrpt_tui.tui.widgets.command_line import CommandLine
from tlsrpt_tui.tui.widgets.context_line import ContextLine
from tlsrpt_tui.tui.widgets.copy_menu import IncidentCopyMenu
from tlsrpt_tui.tui.widgets.empty import Empty
from tlsrpt_tui.tui.widgets.export_prompt import ExportPrompt
from tlsrpt_tui.tui.widgets.filter_prompt import FilterPrompt
from tlsrpt_tui.tui.widgets.find_prompt import FindPrompt
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.reader import Reader
from tlsrpt_tui.tui.widgets.table import Column, Table
from tlsrpt_tui.tui.widgets.time_prompt import TimePrompt

_COLUMNS: tuple[Column[int], ...] = tuple(Column(str(number), f"Column {number}", str) for number in range(8))
_STYLES = Path(__file__).parents[1] / "tlsrpt_tui" / "tui" / "styles"


class Page(Screen[None]):
    """Bears the name that the style sheet knows."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide"), (180, "-vast")]  # noqa: RUF012  # Textual's convention
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (20, "-low"), (36, "-tall"), (50, "-high")]  # noqa: RUF012  # the same


class IncidentsScreen(Page):
    """The same widgets in the same places, seen as they are before anything is loaded."""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield ContextLine()
        with Container(id="body"):
            yield Table[int](_COLUMNS, empty="nothing", id="list")
            yield Reader(id="card")
        yield Empty()
        overs = (FilterPrompt, CommandLine, Choices, TimePrompt, IncidentCopyMenu, FindPrompt)
        for over in (*overs, ExportPrompt, ColumnChooser):
            yield over()
        yield KeyBar("incidents", (("/", "filter"), ("?", "keys")))

    def on_mount(self) -> None:
        """Show what is seen while there is nothing to show."""
        self.add_class("-empty")


class EmptyApp(App[int], inherit_bindings=False):
    """The shell."""

    CSS_PATH: ClassVar = [_STYLES / "app.tcss", _STYLES / "size.tcss"]
    MODES: ClassVar = {"incidents": IncidentsScreen}
    DEFAULT_MODE: ClassVar = "incidents"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        theme = textual_theme(DARK)
        self.register_theme(theme)
        self.theme = theme.name


if __name__ == "__main__":
    EmptyApp().run()
