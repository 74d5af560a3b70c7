"""The explorer's shell: one shared state, and three screens that show it."""

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.driver import Driver
from textual.events import Event, Key
from textual.filter import LineFilter
from textual.screen import Screen

from tlsrpt_tui.index.engine import RowIdentity, Totals
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.view import View
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.backstop import Backstop
from tlsrpt_tui.tui.keys import APP
from tlsrpt_tui.tui.loader import Folder, Loader
from tlsrpt_tui.tui.messages import Broken, Loaded, Reading, Said
from tlsrpt_tui.tui.screens.base import Page
from tlsrpt_tui.tui.screens.explore import ExploreScreen
from tlsrpt_tui.tui.sheet import Sheet
from tlsrpt_tui.tui.state import Clock, State, utc_now
from tlsrpt_tui.tui.theme import DARK, Palette, textual_theme
from tlsrpt_tui.tui.thrift import thrifty_driver

if TYPE_CHECKING:
    from tlsrpt_tui.index.cache import Cache

INTERRUPTED = 130
_SIGNAL_BASE = 128
_LEAVE_SECONDS = 2.0
"""How long leaving waits for files that are being read and processes that read them."""


def _years(totals: Totals) -> bool:
    """Return whether the reports lie in more than one year."""
    return totals.days is not None and totals.days[0].year != totals.days[1].year


def _reports() -> Screen[None]:
    from tlsrpt_tui.tui.screens.reports import ReportsScreen  # noqa: PLC0415  the first frame does not need it

    return ReportsScreen()


def _files() -> Screen[None]:
    from tlsrpt_tui.tui.screens.files import FilesScreen  # noqa: PLC0415  as above

    return FilesScreen()


class ExplorerApp(App[int], inherit_bindings=False):
    """The explorer."""

    BINDINGS: ClassVar = [*APP]
    CSS_PATH: ClassVar = ["styles/app.tcss"]
    MODES: ClassVar = {"explore": ExploreScreen, "reports": _reports, "files": _files}
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
        cache: "Cache | None" = None,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__()
        self.palette: Palette = DARK
        self.clock = clock
        self.state = State(source=sanitise(source), view=view or View())
        folder = Folder(tuple(paths), self.state.source, bounds, cache)
        self.loader = Loader(folder, clock=clock, post=self.post_message)
        self.pages: list[Page] = []
        self._came_from: str | None = None
        self.register_theme(textual_theme("tlsrpt-dark", DARK, dark=True))
        self.theme = "tlsrpt-dark"
        self.stylesheet = Sheet(self.get_css_variables())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the backstop to Textual's own filters."""
        return [*super().get_line_filters(), Backstop()]

    def get_driver_class(self) -> type[Driver]:
        """Write with few bytes."""
        return thrifty_driver(super().get_driver_class())

    def on_mount(self) -> None:
        """Start reading, after the first frame."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            code = INTERRUPTED if number is signal.SIGINT else _SIGNAL_BASE + number
            loop.add_signal_handler(number, partial(self._leave, code))
        self.call_after_refresh(self.start_loading)

    def on_unmount(self) -> None:
        """Read no further."""
        self.loader.stop()

    def _leave(self, code: int) -> None:
        self.loader.stop()
        self.exit(code, return_code=code)

    def start_loading(self) -> None:
        """Look at the folder from the beginning; what is shown stays until there is something newer."""
        self._replace(progress=Progress(0, 0, listed=False, reports=0))
        self.loader.start()

    def on_reading(self, message: Reading) -> None:
        """Say how far loading is."""
        if message.load == self.loader.number:
            self._replace(progress=message.progress)

    def on_said(self, message: Said) -> None:
        """Pass on what people should know."""
        for page in self._seen_pages:
            if message.load == self.loader.number:
                page.announce(sanitise(message.sentence))

    def on_broken(self, message: Broken) -> None:
        """End with the loader's error."""
        raise message.error

    def on_loaded(self, message: Loaded) -> None:
        """Show what was read; screens that are not seen let go of what they were answered from."""
        if message.load != self.loader.number:
            return
        before = self.state
        if message.engine is before.engine:
            self._replace(progress=message.progress, whole=message.progress is None)
            return
        for page in self.pages:
            if page not in self.screen_stack:
                page.let_go()
        self._replace(
            engine=message.engine,
            generation=before.generation + 1,
            counts=message.counts,
            reports=message.totals.all_reports,
            years=_years(message.totals),
            progress=message.progress,
            whole=message.progress is None,
            joined=message.counts.seen - before.counts.seen if before.whole and before.counts else 0,
        )

    async def on_event(self, event: Event) -> None:
        """Take back, at a key, what was said until then."""
        if isinstance(event, Key):
            for page in self._seen_pages:
                page.heard()
            if self.state.joined:
                self._replace(joined=0)
        await super().on_event(event)

    def set_view(self, view: View) -> None:
        """Look at something else."""
        self._came_from = None
        self._replace(view=view, report=None, row=None)

    def remember_report(self, report: bytes) -> None:
        """Remember which report Reports shows."""
        row = self.state.row
        self.state = replace(self.state, report=report, row=row if row and row.report == report else None)

    def open_report(self, report: bytes, row: RowIdentity | None) -> None:
        """Show a report, with the row marked from which it was opened."""
        self._came_from = self.current_mode
        self.state = replace(self.state, report=report, row=row)
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
        for page in self._seen_pages:
            page.take()

    @property
    def _seen_pages(self) -> list[Page]:
        return [screen for screen in self.screen_stack if isinstance(screen, Page) and screen.is_mounted]

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
        """Compare the folder again, now."""
        self.start_loading()

    def action_keys(self) -> None:
        """Show the keys of the focused pane."""
        from tlsrpt_tui.tui.screens.keys import KeysScreen  # noqa: PLC0415  as above

        if isinstance(self.screen, Page):
            pane = self.focused.id if self.focused is not None and self.focused.id else self.screen.mode
            self.push_screen(KeysScreen(pane, self.screen.active_bindings.values()))

    def action_leave(self) -> None:
        """Quit."""
        self._leave(0)

    def action_interrupt(self) -> None:
        """Quit at once."""
        self._leave(INTERRUPTED)


def run_explorer(
    paths: Sequence[Path],
    *,
    source: str,
    view: View,
    bounds: Bounds,
    cache: "Cache | None" = None,
) -> int:
    """Run the explorer until the user leaves; return the exit code."""
    app = ExplorerApp(paths, source=source, view=view, bounds=bounds, cache=cache)
    try:
        code = app.run()
    finally:
        app.loader.stop()
        app.loader.join(_LEAVE_SECONDS)
    return app.return_code or 0 if code is None else code
