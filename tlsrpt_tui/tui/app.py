"""The explorer's shell: one shared state, three screens, and loading beside them."""

import asyncio
import datetime as dt
import signal
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.app import App
from textual.filter import LineFilter
from textual.worker import Worker, get_current_worker

from tlsrpt_tui.errors import LoadCancelled
from tlsrpt_tui.index.engine import FailureRow, Totals
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.view import View
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.keys import APP
from tlsrpt_tui.tui.messages import Loaded, Reading
from tlsrpt_tui.tui.screens.base import Page
from tlsrpt_tui.tui.screens.explore import ExploreScreen
from tlsrpt_tui.tui.screens.files import FilesScreen
from tlsrpt_tui.tui.screens.keys import KeysScreen
from tlsrpt_tui.tui.screens.reports import ReportsScreen
from tlsrpt_tui.tui.state import Clock, State
from tlsrpt_tui.tui.theme import DARK, Palette, textual_theme

if TYPE_CHECKING:
    from tlsrpt_tui.index.schema import Tables

INTERRUPTED = 130
_SIGNAL_BASE = 128


def utc_now() -> dt.datetime:
    """Return the time, UTC."""
    return dt.datetime.now(dt.UTC)


def _years(totals: Totals) -> bool:
    """Return whether the reports lie in more than one year."""
    return totals.days is not None and totals.days[0].year != totals.days[1].year


class Backstop(LineFilter):
    """The last door: should a control character ever get past the first, it does not reach the terminal."""

    def apply(self, segments: list[Segment], background: object) -> list[Segment]:  # noqa: ARG002  # Textual's interface
        """Return the segments with every character that could act made visible."""
        return [
            segment if segment.control or segment.text.isprintable() else Segment(_inert(segment.text), segment.style)
            for segment in segments
        ]


def _inert(text: str) -> str:
    # The blank between thousands is this program's own.
    return "\u00a0".join(sanitise(piece, limit=len(piece) * 10 + 40) for piece in text.split("\u00a0"))


class ExplorerApp(App[int], inherit_bindings=False):
    """The explorer."""

    BINDINGS: ClassVar = [*APP]
    CSS_PATH: ClassVar = ["styles/app.tcss"]
    MODES: ClassVar = {"explore": ExploreScreen, "reports": ReportsScreen, "files": FilesScreen}
    DEFAULT_MODE: ClassVar = "explore"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    TITLE = "tlsrpt-tui"

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        source: str,
        view: View | None = None,
        bounds: Bounds = DEFAULT_BOUNDS,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__()
        self.palette: Palette = DARK
        self.clock = clock
        self.state = State(source=sanitise(source), view=view or View())
        self._paths = tuple(paths)
        self._bounds = bounds
        self._loads = 0
        self._loader: Worker[None] | None = None
        self._came_from: str | None = None
        self.register_theme(textual_theme("tlsrpt-dark", DARK, dark=True))
        self.theme = "tlsrpt-dark"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the backstop to Textual's own filters."""
        return [*super().get_line_filters(), Backstop()]

    def on_mount(self) -> None:
        """Start reading, after the first frame."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            code = INTERRUPTED if number is signal.SIGINT else _SIGNAL_BASE + number
            loop.add_signal_handler(number, partial(self._leave, code))
        self.call_after_refresh(self.start_loading)

    def _leave(self, code: int) -> None:
        if self._loader is not None:
            self._loader.cancel()
        self.exit(code, return_code=code)

    def start_loading(self) -> None:
        """Read the folder from the beginning; what is shown stays until there is something newer."""
        if self._loader is not None:
            self._loader.cancel()
        self._loads += 1
        self._replace(progress=Progress(0, 0, listed=False, reports=0))
        self._loader = self.run_worker(partial(self._load, self._loads), thread=True, group="load")

    def _load(self, number: int) -> None:
        """Read everything, off the event loop."""
        # Polars is imported after the first frame, and off the event loop.
        from tlsrpt_tui.index.load import load  # noqa: PLC0415
        from tlsrpt_tui.index.local import LocalEngine  # noqa: PLC0415

        worker = get_current_worker()
        first = self.state.engine is None

        def tell(progress: Progress) -> None:
            if progress.tables is None:
                self.post_message(Reading(progress, number))
            else:
                give(progress.tables, replace(progress, tables=None))

        def give(tables: "Tables", progress: Progress | None) -> None:
            engine = LocalEngine(tables, self._bounds)
            totals = engine.totals(View(), now=self.clock())
            self.post_message(Loaded(engine, engine.file_counts(), totals, progress, number))

        try:
            tables = load(
                self._paths,
                source=self.state.source,
                bounds=self._bounds,
                tell=tell,
                cancelled=lambda: worker.is_cancelled,
                looks=first,
            )
        except LoadCancelled:
            return
        give(tables, None)

    def on_reading(self, message: Reading) -> None:
        """Say how far loading is."""
        if message.load == self._loads and self.state.progress is not None:
            self._replace(progress=message.progress)

    def on_loaded(self, message: Loaded) -> None:
        """Show what was read."""
        if message.load == self._loads:
            self._replace(
                engine=message.engine,
                generation=self.state.generation + 1,
                counts=message.counts,
                reports=message.totals.all_reports,
                years=_years(message.totals),
                progress=message.progress,
                row=None,
                report=None,
            )

    def set_view(self, view: View) -> None:
        """Look at something else."""
        self._came_from = None
        self._replace(view=view, report=None, row=None)

    def remember_report(self, number: int) -> None:
        """Remember which report Reports shows."""
        row = self.state.row
        self.state = replace(self.state, report=number, row=row if row and row.report == number else None)

    def open_report(self, number: int, row: FailureRow | None) -> None:
        """Show a report, with the row marked from which it was opened."""
        self._came_from = self.current_mode
        self.state = replace(self.state, report=number, row=row)
        self.switch_mode("reports")

    def go_back(self) -> bool:
        """Go back to where a report was opened from; return whether there is such a place."""
        came_from, self._came_from = self._came_from, None
        if came_from is None or came_from == self.current_mode:
            return False
        self.switch_mode(came_from)
        return True

    def _replace(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # callers name the fields
        for screen in self.screen_stack:
            if isinstance(screen, Page) and screen.is_mounted:
                screen.take()

    def action_filter(self) -> None:
        """Open the filter prompt."""
        if isinstance(self.screen, Page) and self.state.engine is not None:
            self.screen.open_filter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the slash to the prompt while that is open."""
        if action == "filter" and isinstance(self.screen, Page) and self.screen.is_filtering:
            return False
        return super().check_action(action, parameters)

    def action_reload(self) -> None:
        """Read the folder again."""
        self.start_loading()

    def action_keys(self) -> None:
        """Show the keys of the focused pane."""
        if isinstance(self.screen, Page):
            pane = self.focused.id if self.focused is not None and self.focused.id else self.screen.mode
            self.push_screen(KeysScreen(pane, self.screen.active_bindings.values()))

    def action_leave(self) -> None:
        """Quit."""
        self._leave(0)

    def action_interrupt(self) -> None:
        """Quit at once."""
        self._leave(INTERRUPTED)


def run_explorer(paths: Sequence[Path], *, source: str, view: View, bounds: Bounds) -> int:
    """Run the explorer until the user leaves; return the exit code."""
    app = ExplorerApp(paths, source=source, view=view, bounds=bounds)
    code = app.run()
    return app.return_code or 0 if code is None else code
