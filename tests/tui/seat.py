"""A seat before the explorer: it presses keys, waits until everything is answered, and reads the screen."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from textual.events import MouseScrollDown, MouseScrollUp, Paste
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.view import View
from tlsrpt_tui.tui.app import ExplorerApp
from tlsrpt_tui.tui.messages import Loaded
from tlsrpt_tui.tui.theme import Look

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_reports"
NOW = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)
"""The day after the last of the sample reports."""

_ROUNDS = 3
"""Rounds in which nothing was left to do, after which nothing will come: answers pass on no further than that."""

_FRAME = 1 / 120
_ENDING = 30
"""Seconds within which a loader that was stopped has ended."""

_MARKS = {":": "colon", "/": "slash", "!": "exclamation_mark", "?": "question_mark", ",": "comma", " ": "space"}
_MARKS |= {".": "full_stop", "-": "minus", "@": "at", ">": "greater_than_sign", "*": "asterisk", '"': "quotation_mark"}
_MARKS |= {"%": "percent_sign", "=": "equals_sign", "(": "left_parenthesis", ")": "right_parenthesis"}


def typed(text: str) -> list[str]:
    """Return the keys that type ``text``."""
    return [_MARKS.get(character, character) for character in text]


class Seat:
    """A running explorer and the one who looks at it."""

    def __init__(self, app: ExplorerApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def drained(self, *_: float) -> None:
        """Wait until no widget has a message left to handle, and nothing is left to be laid out or painted."""
        rounds = 0
        while rounds < _ROUNDS and not self.app._exit and self.app._exception is None:
            await self.pilot._wait_for_screen()
            screen = self.app.screen
            waiting = screen._layout_required or screen._dirty_widgets or screen._callbacks
            rounds = 0 if waiting else rounds + 1
            if waiting:
                await asyncio.sleep(_FRAME)

    async def settle(self) -> None:
        """Wait until everything is loaded, every question is answered and every answer is drawn."""
        while True:
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()
            loaded = self.app.state.engine is not None and self.app.state.progress is None
            if loaded and not any(not worker.is_finished for worker in self.app.workers):
                return
            if not loaded:
                await asyncio.sleep(_FRAME)  # the loader is a thread, and would wait for this one at every turn

    async def given(self, engine: Engine, progress: Progress | None = None) -> None:
        """Have another engine answer from now on, as when files have joined or left."""
        self.app.loader.give(engine, progress)
        await self.drawn()

    async def told(self, message: type[Message], *said: object) -> None:
        """Have the loader say something else."""
        self.app.loader.tell(message, *said)
        await self.drawn()

    async def press_once(self, *keys: str) -> None:
        """Press keys while loading goes on."""
        await self.pilot.press(*keys)
        await self.drawn()

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until something is on the screen that comes by itself."""
        while not there():
            await self.drawn()
            await asyncio.sleep(_FRAME)

    async def drawn(self) -> None:
        """Wait until every question is answered and every answer is drawn, be everything loaded or not."""
        await self.pilot.pause()
        while any(not worker.is_finished for worker in self.app.workers):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has had its effect."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.pilot.press(*typed(text))
        await self.settle()

    async def paste(self, text: str) -> None:
        """Paste a text where the focus is."""
        self.app.post_message(Paste(text))
        await self.settle()

    async def click(self, selector: str, *at: int, times: int = 1) -> None:
        """Click on a cell of a pane."""
        await self.pilot.click(selector, offset=(at[0], at[1]), times=times)
        await self.settle()

    async def wheel(self, selector: str, *, up: bool = False) -> None:
        """Turn the wheel over a pane by one notch."""
        notch = MouseScrollUp if up else MouseScrollDown
        await self.pilot._post_mouse_events([notch], selector, offset=(2, 2), button=0)
        await self.settle()

    async def resize(self, *size: int) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(*size)
        while self.app.screen._compositor.size != size or self.app.size != size:  # noqa: ASYNC110  no event tells
            await asyncio.sleep(_FRAME)
        await self.settle()

    @property
    def strips(self) -> Sequence[Strip]:
        """The lines of the screen as they go to the terminal."""
        return self.app.screen._compositor.render_strips()

    @property
    def lines(self) -> list[str]:
        """The screen as text."""
        return [strip.text for strip in self.strips]

    @property
    def text(self) -> str:
        """The screen as text, blanks of all kinds alike."""
        return "\n".join(self.lines).replace("\u00a0", " ")

    def pane(self, selector: str) -> str:
        """Return the text of one pane."""
        region = self.app.screen.query_one(selector, Widget).region
        lines = [strip.crop(region.x, region.right).text for strip in self.strips[region.y : region.bottom]]
        return "\n".join(lines).replace("\u00a0", " ")

    @property
    def place(self) -> str:
        """The context line."""
        return self.text.splitlines()[0]

    @property
    def cursors(self) -> list[str]:
        """The lines on which a cursor stands."""
        return [line for line in self.text.splitlines() if "▸" in line]

    @property
    def crumbs(self) -> str:
        """The filter, in the filter language."""
        return self.app.state.view.text

    def assert_whole(self) -> None:
        """Every line is exactly as wide as the screen, and there are as many as it has."""
        width, height = self.app.size
        assert [strip.cell_length for strip in self.strips] == [width] * height


@asynccontextmanager
async def explorer(  # noqa: PLR0913  one for each thing that a test is about
    *paths: Path,
    size: tuple[int, int] = (80, 24),
    view: str = "",
    engine: Engine | None = None,
    now: dt.datetime = NOW,
    prepare: Callable[[ExplorerApp], None] | None = None,
    settle: bool = True,
    look: Look | None = None,
    mode: str = "explore",
) -> AsyncIterator[Seat]:
    """Run the explorer over ``paths``, by default the sample reports, or over ``engine`` in their stead.

    Args:
        paths: what is read; the sample reports are read once for all tests.
        size: columns and lines of the terminal.
        view: a filter to start with.
        engine: what answers in place of a folder.
        now: the time it is, for good.
        prepare: called with the app before it runs.
        settle: whether to wait until everything is on the screen.
        look: theme and glyphs.
        mode: the screen to start on.
    """
    given = paths or (SAMPLE,)
    answering = engine or (None if paths else sample())
    app = ExplorerApp(given, source=f"{given[0].name}/", view=View.parse(view), mode=mode, clock=lambda: now, look=look)
    if answering is not None:
        app.loader = Handed(app, answering)
    if prepare is not None:
        prepare(app)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        seat = Seat(app, pilot)
        # Textual's own tests wait until the process idles, which says little where other processes are busy.
        with patch("textual.app.wait_for_idle", seat.drained), patch("textual.pilot.wait_for_idle", seat.drained):
            if settle:
                await seat.settle()
            yield seat
    app.loader.join(_ENDING)


@cache
def sample() -> LocalEngine:
    """Return what answers for the sample reports."""
    return LocalEngine(load([SAMPLE], source="sample_reports/"))


class Handed:
    """Stands in for the loader: gives what it is handed, and reads nothing."""

    def __init__(self, app: ExplorerApp, engine: Engine | None) -> None:
        self.number = 0
        self._app = app
        self._engine = engine

    def start(self) -> None:
        """Give the first engine."""
        self.number += 1
        if self._engine is not None:
            self.give(self._engine)

    def give(self, engine: Engine, progress: Progress | None = None) -> None:
        """Give another engine, as when files have joined; with ``progress`` before all is read."""
        totals = engine.totals(View(), now=NOW)
        self._app.post_message(Loaded(engine, engine.file_counts(), totals, progress, self.number))

    def tell(self, message: type[Message], *said: object) -> None:
        """Say something else that a loader says."""
        self._app.post_message(message(*said, self.number))

    def stop(self) -> None:
        """Have nothing to stop."""

    def join(self, seconds: float) -> None:
        """Have nothing to wait for."""
