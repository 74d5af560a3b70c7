"""Loading beside the keys: one thread reads the folder, then follows it, and tells the app what there is."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from tlsrpt_tui.errors import LoadCancelled
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.view import View
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.tui.messages import Broken, Loaded, Reading, Said
from tlsrpt_tui.tui.state import Clock

if TYPE_CHECKING:
    from tlsrpt_tui.index.cache import Cache
    from tlsrpt_tui.index.local import LocalEngine
    from tlsrpt_tui.index.schema import Tables


@dataclass(frozen=True, slots=True)
class Folder:
    """What is loaded, and how.

    Attributes:
        paths: folders and files that exist.
        source: how they are called on screen.
        bounds: how much of a file is read.
        cache: where its index is kept between runs; ``None`` for nowhere.
    """

    paths: tuple[Path, ...]
    source: str
    bounds: Bounds
    cache: "Cache | None" = None


class Loader:
    """Reads a folder and follows it, in one thread at a time.

    Args:
        folder: what is loaded.
        clock: the time, for sums over relative days.
        post: takes messages from any thread.
    """

    def __init__(self, folder: Folder, *, clock: Clock, post: Callable[[Message], object]) -> None:
        self.number = 0
        """How often it was started; messages of earlier starts are old."""
        self._folder = folder
        self._clock = clock
        self._post = post
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._given: tuple[Tables, LocalEngine] | None = None

    def start(self) -> None:
        """Look at the folder as it is now, then follow it."""
        self.stop()
        earlier, self._stop = self._thread, threading.Event()
        self.number += 1
        # A daemon, so that a file system that does not answer cannot hold back the end of the program.
        self._thread = threading.Thread(
            target=self._run, args=(self.number, self._stop, earlier), name="loader", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Let the thread end, at its next file."""
        self._stop.set()

    def join(self, seconds: float) -> None:
        """Wait until the thread has ended, but no longer than that."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, number: int, stop: threading.Event, earlier: threading.Thread | None) -> None:
        if earlier is not None:
            earlier.join()  # two at once would read and write the same files
        try:
            self._load(number, stop)
        except LoadCancelled:
            return
        except Exception as error:  # noqa: BLE001  the app ends with it, as with an error of its own
            self._tell(Broken(error, number), stop)

    def _load(self, number: int, stop: threading.Event) -> None:
        # Polars is imported after the first frame, and off the event loop.
        from tlsrpt_tui.index.opening import follow, open_folder  # noqa: PLC0415

        folder = self._folder

        def tell(progress: Progress) -> None:
            if progress.said:
                self._tell(Said(progress.said, number), stop)
            elif progress.tables is not None:
                self._give(progress.tables, replace(progress, tables=None), number, stop)
            elif not progress.listed or progress.files < progress.found:
                self._tell(Reading(progress, number), stop)

        whole = open_folder(
            folder.paths,
            source=folder.source,
            bounds=folder.bounds,
            cache=folder.cache,
            tell=tell,
            cancelled=stop.is_set,
            looks=self._given is None,
        )
        self._give(whole, None, number, stop)
        for changed in follow(whole, folder.paths, stop=stop, bounds=folder.bounds, cache=folder.cache, tell=tell):
            self._give(changed, None, number, stop)

    def _give(self, tables: "Tables", progress: Progress | None, number: int, stop: threading.Event) -> None:
        from tlsrpt_tui.index.local import LocalEngine  # noqa: PLC0415  as above

        if self._given is None or self._given[0] is not tables:
            self._given = (tables, LocalEngine(tables, self._folder.bounds))
        engine = self._given[1]
        totals = engine.totals(View(), now=self._clock())
        self._tell(Loaded(engine, engine.file_counts(), totals, progress, number), stop)

    def _tell(self, message: Message, stop: threading.Event) -> None:
        if not stop.is_set():
            self._post(message)
