"""The explorer's shell: one shared state, and the screens that show it."""

import asyncio
import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.events import Event, Key
from textual.widgets import Input

from tlsrpt_tui.index.engine import Totals
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.view import View
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.remap import KeyMap
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds
from tlsrpt_tui.start import Start
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.keys import APP, textual_keymap
from tlsrpt_tui.tui.live_checks import LiveApp
from tlsrpt_tui.tui.loader import Folder, Loader
from tlsrpt_tui.tui.messages import Broken, Loaded, Reading, Said
from tlsrpt_tui.tui.modes import FIRST, MODES
from tlsrpt_tui.tui.screens.acting import ActingPage
from tlsrpt_tui.tui.screens.base import Page
from tlsrpt_tui.tui.state import Clock, State, utc_now
from tlsrpt_tui.tui.theme import Look
from tlsrpt_tui.tui.veil import Veil
from tlsrpt_tui.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from tlsrpt_tui.index.cache import Cache
    from tlsrpt_tui.settings import LiveSettings

INTERRUPTED = 130
_SIGNAL_BASE = 128
_LEAVE_SECONDS = 2.0
"""How long leaving waits for files that are being read and processes that read them."""


def _years(totals: Totals) -> bool:
    """Return whether the reports lie in more than one year."""
    return totals.days is not None and totals.days[0].year != totals.days[1].year


class ExplorerApp(LiveApp, inherit_bindings=False):
    """The explorer."""

    BINDINGS: ClassVar = [*APP]
    CSS_PATH: ClassVar = ["styles/app.tcss", "styles/size.tcss"]
    MODES: ClassVar = MODES
    DEFAULT_MODE: ClassVar = FIRST
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    TITLE = "tlsrpt-tui"

    def __init__(  # noqa: PLR0913  one for each thing that the command line decides
        self,
        paths: Sequence[Path],
        *,
        source: str,
        view: View | None = None,
        mode: str = FIRST,
        bounds: Bounds = DEFAULT_BOUNDS,
        cache: "Cache | None" = None,
        clock: Clock = utc_now,
        look: Look | None = None,
    ) -> None:
        self.DEFAULT_MODE = mode  # type: ignore[misc]  # Textual takes it from the instance, at its making
        super().__init__()
        self.clock = clock
        self.state = State(source=sanitise(source), view=view or View())
        folder = Folder(tuple(paths), self.state.source, bounds, cache)
        self.loader = Loader(folder, clock=clock, post=self.post_message)
        self.pages: list[Page] = []
        self.veil = Veil()
        self.dress(look or Look())
        self.keymap = KeyMap()

    def take_redactor(self, redactor: Redactor) -> None:
        """Show stand-ins from the first frame on."""
        self.veil = Veil(redactor)
        self.veil.turn()

    def take_keys(self, keymap: KeyMap) -> None:
        """Have other keys, before the first frame."""
        self.keymap = keymap
        self.set_keymap(textual_keymap(keymap))

    def on_mount(self) -> None:
        """Start reading, after the first frame."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            code = INTERRUPTED if number is signal.SIGINT else _SIGNAL_BASE + number
            loop.add_signal_handler(number, partial(self._leave, code))
        self.call_after_refresh(self.start_loading)
        self.call_after_refresh(self.look_back)

    def on_unmount(self) -> None:
        """Read no further."""
        self.loader.stop()

    def lose_terminal(self) -> None:
        """Leave as on SIGHUP: the terminal is gone."""
        self._leave(_SIGNAL_BASE + signal.SIGHUP)

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

    def action_filter(self) -> None:
        """Open the filter prompt."""
        if isinstance(self.screen, ActingPage) and self.state.engine is not None:
            self.screen.open_filter()

    def action_command_line(self) -> None:
        """Open the command line."""
        if isinstance(self.screen, ActingPage):
            self.screen.open_command_line()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave slash and colon to where one types."""
        if action in ("filter", "command_line") and isinstance(self.focused, Input | Choices):
            return False
        return super().check_action(action, parameters)

    def action_reload(self) -> None:
        """Compare the folder again, now."""
        self.start_loading()

    def action_keys(self) -> None:
        """Show the keys of the focused pane."""
        from tlsrpt_tui.tui.screens.keys import KeysScreen  # noqa: PLC0415  as above

        if isinstance(self.screen, Page):
            self.push_screen(KeysScreen(self.screen))

    def action_leave(self) -> None:
        """Quit."""
        self._leave(0)

    def action_interrupt(self) -> None:
        """Quit at once."""
        self._leave(INTERRUPTED)


def run_explorer(  # noqa: PLR0913  # one for each thing that the command line decides
    paths: Sequence[Path],
    *,
    source: str,
    start: Start,
    bounds: Bounds,
    cache: "Cache | None" = None,
    look: Look | None = None,
    keymap: KeyMap | None = None,
    lasting: bool = True,
    redactor: Redactor | None = None,
    live: "LiveSettings | None" = None,
    probe_is_set: bool = False,
) -> int:
    """Run the explorer until the user leaves; return the exit code.

    What is not ``lasting``, as what was piped in, has no last session. A ``redactor`` hides from the first frame on.
    Without ``live`` nothing can be checked; with ``probe_is_set`` its ``probe`` is no default.
    """
    app = ExplorerApp(paths, source=source, view=start.view, mode=start.mode, bounds=bounds, cache=cache, look=look)
    if redactor is not None:
        app.take_redactor(redactor)
    app.take_keys(keymap or KeyMap())
    if live is not None:
        app.take_live(live, probe_is_set=probe_is_set)
    app.take_shelf(paths if lasting else ())
    try:
        code = app.run()
    finally:
        app.loader.stop()
        app.keep_session()
        app.end_checks(_LEAVE_SECONDS)
        app.loader.join(_LEAVE_SECONDS)
    return app.return_code or 0 if code is None else code
