"""The stream of changes that the operating system announces for folders."""

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

ADDED: Final = 1  # as watchfiles counts them; 2 is modified, 3 is deleted
_STEP: Final = 50  # milliseconds between two looks at what has come; also how long ending takes
_BATCH: Final = 100  # milliseconds for which a steady stream is collected
_CROWD: Final = 2_000  # changes in one batch from which on the kernel's queue (16,384 events) may have run over
_HELD_UP: Final = 2.0  # seconds without a look after which it may have, too: stopped with Ctrl+Z, say


@dataclass(frozen=True, slots=True)
class Arrival:
    """Changes that were announced together.

    Attributes:
        at: when they came, on the clock of the stream.
        changes: what happened (``ADDED`` or another) to which path.
        lost: others may have been lost.
        ended: nothing will come any more.
    """

    at: float
    changes: Iterable[tuple[int, str]] = ()
    lost: bool = False
    ended: bool = False


class Stream(Protocol):
    """Changes as they come, until it is closed."""

    def take(self, seconds: float) -> list[Arrival]:
        """Wait at most ``seconds`` for something to come, and return all that has."""

    def close(self) -> None:
        """End the stream, and return once it has ended."""


class Announcements:
    """The changes announced in some folders, from the moment that this is made; it implements ``Stream``.

    A folder stands for its own entries, not for those of the folders in it: watchfiles would follow links there,
    and says nothing when it cannot watch a folder that appears. Nor does it say that the kernel's queue ran over;
    that is guessed here. It is listened to in a thread, without a timeout, as what comes with a timeout is dropped.

    Raises:
        ImportError, OSError, RuntimeError, ValueError: there are no events here, too much is watched already, or a
            folder is not there, may not be read or has a name that is no text.
    """

    def __init__(
        self, folders: Sequence[str], stop: threading.Event, clock: Callable[[], float] = time.monotonic
    ) -> None:
        from watchfiles._rust_notify import RustNotify  # noqa: PLC0415  # heavy

        itself = sys.platform != "linux"  # elsewhere the system watches what is below, and does it better
        watched = [folder for folder in folders if not itself or os.path.dirname(folder) not in folders]  # noqa: PTH120
        self._notify = RustNotify(watched, False, False, 300, itself, False)  # noqa: FBT003  # quiet, and no polling
        self._stop = stop
        self._clock = clock
        self._looked = clock()
        self._closed = False
        self._arrived: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, name="folder watch")
        self._listener.start()

    def take(self, seconds: float) -> list[Arrival]:
        """Wait at most ``seconds`` for something to come, and return all that has."""
        arrivals: list[Arrival] = []
        with suppress(queue.Empty):
            arrivals.append(self._arrived.get(timeout=seconds))
            while True:
                arrivals.append(self._arrived.get_nowait())
        return arrivals

    def close(self) -> None:
        """End the stream, and return once its thread has ended."""
        self._closed = True
        self._listener.join()

    def is_set(self) -> bool:
        """Tell whether to end. watchfiles asks at every step, so this is also where it shows that we were held up."""
        now = self._clock()
        if now - self._looked > _HELD_UP:
            self._arrived.put(Arrival(now, lost=True))
        self._looked = now
        return self._closed or self._stop.is_set() or not threading.main_thread().is_alive()

    def _listen(self) -> None:
        try:
            with suppress(OSError, RuntimeError), self._notify:
                while not isinstance(changes := self._notify.watch(_BATCH, _STEP, 0, self), str):
                    self._arrived.put(Arrival(self._clock(), changes, lost=len(changes) >= _CROWD))
        finally:
            self._arrived.put(Arrival(self._clock(), ended=True))
