"""Processes that read files side by side: decoding holds the interpreter's lock, so threads would not help."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import IO, Final

from tlsrpt_tui.index.worker import Chunk, Done, bootstrap
from tlsrpt_tui.reports.bounds import Bounds

_MOST_WORKERS: Final = 8
_AHEAD: Final = 2
"""Chunks that a worker has at a time, so that it never waits for the next."""

_END_SECONDS: Final = 2.0


def usable_workers() -> int:
    """Return how many processes can work at once here; fewer than two are not worth starting."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_WORKERS)


@dataclass(eq=False, slots=True)
class _Worker:
    process: "subprocess.Popen[bytes]"
    input: IO[bytes]
    output: IO[bytes]
    chunks: "deque[Chunk]" = field(default_factory=deque)


@dataclass(frozen=True, slots=True)
class Ended:
    """A worker ended before its time.

    Attributes:
        chunks: what it had not read to the end; of the first it may have delivered the beginning.
        how: the signal or the code it ended with, in words.
    """

    chunks: tuple[Chunk, ...]
    how: str


class Pool:
    """A few processes, each with a pipe in and a pipe out.

    They end with this process, however it ends: a worker whose pipe closes leaves at once.

    Raises:
        OSError: no process can be started.
    """

    def __init__(self, workers: int, bounds: Bounds) -> None:
        self._events: SimpleQueue[tuple[_Worker, Done | None]] = SimpleQueue()
        self._workers: list[_Worker] = []
        try:
            for _ in range(workers):
                self._workers.append(self._started(bounds))
        except OSError:
            if not self._workers:
                raise

    def _started(self, bounds: Bounds) -> _Worker:
        process = subprocess.Popen(  # noqa: S603  # this interpreter, with a text of our own
            # Without -P a module of the same name in the current folder, where strangers' files may lie, would be run.
            [sys.executable, "-P", "-c", bootstrap()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what is typed at the terminal is for this process to handle
        )
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  # both are pipes
        worker = _Worker(process, process.stdin, process.stdout)
        threading.Thread(target=self._listen, args=(worker, bounds), daemon=True).start()
        return worker

    def _listen(self, worker: _Worker, bounds: Bounds) -> None:
        try:
            pickle.dump(bounds, worker.input, protocol=5)
            worker.input.flush()
            while True:
                self._events.put((worker, pickle.load(worker.output)))  # noqa: S301  # our own process
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self._events.put((worker, None))

    @property
    def room(self) -> int:
        """How many chunks can be handed in without waiting for any."""
        return sum(max(0, _AHEAD - len(worker.chunks)) for worker in self._workers)

    def send(self, chunk: Chunk) -> None:
        """Hand in a chunk, to the worker that has least to do."""
        worker = min(self._workers, key=lambda one: len(one.chunks))
        worker.chunks.append(chunk)
        try:
            pickle.dump(chunk, worker.input, protocol=5)
            worker.input.flush()
        except OSError:
            # Its end is told by its other pipe, and then the chunk is handed back.
            return

    def receive(self, seconds: float) -> Done | Ended | None:
        """Return the next thing that happened, ``None`` when nothing did for so many seconds."""
        try:
            worker, done = self._events.get(timeout=seconds)
        except Empty:
            return None
        if done is None:
            self._workers.remove(worker)
            return Ended(tuple(worker.chunks), _how(_end(worker)))
        if done.batch is None:
            worker.chunks.popleft()
        return done

    @property
    def is_empty(self) -> bool:
        """Whether no worker is left."""
        return not self._workers

    def close(self) -> None:
        """End all workers, whatever they do; none is left when this returns."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            _end(worker)
        self._workers.clear()


def _end(worker: _Worker) -> int:
    worker.process.kill()
    try:
        code = worker.process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:  # a file system that hangs holds it; it ends with that
        code = -signal.SIGKILL
    for pipe in (worker.input, worker.output):
        with suppress(OSError):  # what was still to be written is for nobody
            pipe.close()
    return code


def _how(code: int) -> str:
    """Return how a process ended, in words."""
    if code >= 0:
        return f"code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
