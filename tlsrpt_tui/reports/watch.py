"""Which files below the given paths changed, told once they have settled."""

import os
import stat
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tlsrpt_tui.reports.events import ADDED, Announcements, Arrival, Stream
from tlsrpt_tui.reports.settling import Change, Settling
from tlsrpt_tui.reports.watched import Folders, is_folder, mount_table, silent

__all__ = ["Change", "watch"]

_LOOK: Final = 0.5  # seconds between two looks at the given paths themselves
_LOOK_EACH: Final = 0.0005  # and at least so many for each of them, should there be thousands
_STEADY: Final = 60.0  # seconds of events after which those that fail later have failed for the first time
_PATIENCE: Final = 5  # polls before events are tried again: 1, 2, 4 … up to 2 to the power of this
_SHARE: Final = 10  # times longer than it takes to compare everything, to the next poll
_ATTEMPTS: Final = 5  # at watching folders while others come and go

_FOLDER: Final = ("folder",)

Announce = Callable[[Sequence[str], threading.Event, Callable[[], float]], Stream]


def watch(
    paths: Sequence[Path],
    *,
    stop: threading.Event,
    quiet: float = 0.4,
    poll: float = 2.0,
    clock: Callable[[], float] = time.monotonic,
    mounts: Callable[[], str] = mount_table,
    announce: Announce = Announcements,
) -> Generator[Change, None, None]:
    """Yield what changes at or below ``paths`` until ``stop`` is set; blocks in between, so give it a thread.

    The first change says ``everything``: from then on nothing is missed, so a listing made before has to be compared
    then. It says so again whenever a folder comes, goes or moves. A path is told ``quiet`` seconds after its last
    event. More may be told than changed. Where there are no events, ``everything`` comes every ``poll`` seconds, or
    less often where comparing takes long, with no regard to what is being written; events that failed are tried
    again now and then. Reading a watched file costs events as well: watch after a first load, not before.
    """
    watcher = _Watcher(paths, stop, quiet, clock, lambda folders: announce(folders, stop, clock), mounts)
    failures = rest = 0
    while not stop.is_set():
        if rest == 0 and not watcher.is_silent():
            began = clock()
            yield from watcher.announced()
            failures = 0 if clock() - began > _STEADY else failures
            rest = 1 << min(failures, _PATIENCE)
            failures += 1
        if stop.is_set():
            return
        rest = max(rest - 1, 0)
        began = clock()
        yield Change(everything=True)
        stop.wait(max(poll, (clock() - began) * _SHARE))


class _Watcher:
    """The given paths and what is known of them."""

    def __init__(
        self,
        paths: Sequence[Path],
        stop: threading.Event,
        quiet: float,
        clock: Callable[[], float],
        announce: Callable[[Sequence[str]], Stream],
        mounts: Callable[[], str],
    ) -> None:
        self._paths = paths
        self._stop = stop
        self._quiet = quiet
        self._clock = clock
        self._announce = announce
        self._mounts = mounts
        self._folders = Folders()
        self._seen: dict[Path, tuple[str, tuple[object, ...]]] = {}
        self._settling = Settling(quiet)

    def is_silent(self) -> bool:
        return silent({os.path.realpath(path) for path in self._paths}, self._mounts())

    def announced(self) -> Iterator[Change]:
        """Yield what is announced, for as long as events can be had."""
        self._settling = Settling(self._quiet)
        stream = self._start()
        try:
            while stream is not None and not self._stop.is_set():
                self._settling.doubt(self._clock())
                if not (yield from self._heard(stream)):
                    return
                before, stream = stream, self._start()
                self._note(before.take(0))
                before.close()
        finally:
            if stream is not None:
                stream.close()

    def _start(self) -> Stream | None:
        """Watch all the folders that there are; ``None`` if that cannot be done."""
        self._seen = {path: (os.path.realpath(path), _sign(path)) for path in self._paths}
        roots = [real for real, _ in self._seen.values()]
        if self.is_silent():
            return None
        for _ in range(_ATTEMPTS):
            self._folders.refresh(roots)
            try:
                stream = self._announce(self._folders.readable())
            except FileNotFoundError:  # it went since it was listed
                continue
            except (ImportError, OSError, RuntimeError, ValueError):
                return None
            if not self._folders.refresh(roots):
                return stream
            stream.close()
        return None

    def _heard(self, stream: Stream) -> Generator[Change, None, bool]:
        """Yield what a stream tells; return whether the folders must be watched anew, as others came or events went."""
        pause = max(_LOOK, _LOOK_EACH * len(self._paths))
        look = self._clock() + pause
        while True:
            due = self._settling.next()
            wait = (look if due is None else min(look, due)) - self._clock()
            arrivals = stream.take(max(wait, 0))
            if self._stop.is_set():
                return False
            anew = self._note(arrivals)
            now = self._clock()
            if now >= look:
                look = now + pause
                anew = self._look(now) or anew
            change = self._settling.take(now)
            if change is not None:
                yield change
            if anew or any(arrival.ended for arrival in arrivals):
                return anew

    def _note(self, arrivals: Iterable[Arrival]) -> bool:
        """Take down what came; tell whether there are other folders now, or may be."""
        anew = False
        for arrival in arrivals:
            anew = anew or arrival.lost
            for kind, path in arrival.changes:
                if path in self._folders or (kind == ADDED and is_folder(path)):
                    anew = True
                else:
                    self._settling.touch(path, arrival.at)
        return anew

    def _look(self, now: float) -> bool:
        """Look at the given paths themselves: nobody tells of a file, or of what happens above a folder."""
        anew = False
        for path, (real, before) in self._seen.items():
            after = _sign(path)
            if after == before:
                continue
            if _FOLDER in (before[:1], after[:1]):
                anew = True
                continue
            self._seen[path] = (os.path.realpath(path), after)
            self._settling.touch(real, now)
            self._settling.touch(self._seen[path][0], now)
        return anew


def _sign(path: Path) -> tuple[object, ...]:
    """Return what differs once a given path is another folder, or a file with something else in it."""
    try:
        status = path.stat()
    except OSError:
        return ()
    if stat.S_ISDIR(status.st_mode):
        return (*_FOLDER, status.st_dev, status.st_ino)
    return ("file", status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
