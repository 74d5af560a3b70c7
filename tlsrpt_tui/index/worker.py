"""A process that reads files for another: chunks of paths come in, batches of rows go out, until the pipe closes."""

import gc
import os
import pickle
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import BinaryIO, Final

from tlsrpt_tui.index.batch import Batch
from tlsrpt_tui.index.progress import never
from tlsrpt_tui.index.reading import Reader

_ORPHANED: Final = 1
_COLLECT_AFTER: Final = 100_000  # new objects


@dataclass(frozen=True, slots=True)
class Chunk:
    """Files to be read; ``number`` is its place among the chunks."""

    number: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What was read of the next files of a chunk; ``batch`` is ``None`` where nothing of it is left."""

    number: int
    batch: Batch | None


def main() -> None:
    """Serve on standard input and output, both of which are pipes."""
    # Decoding leaves no cycles to speak of, and looking for them takes a tenth of the time.
    gc.set_threshold(_COLLECT_AFTER)
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What is printed by mistake must not stand among the batches.
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    serve(source, target)


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Read the chunks that come from ``source``: the bounds first, then chunk after chunk."""
    reader = Reader(pickle.load(source), never)  # noqa: S301  # both ends of the pipe are this program
    for chunk in _chunks(source):
        for batch in reader.batches(chunk.paths):
            _send(Done(chunk.number, batch), target)
        reader.close()
        _send(Done(chunk.number, None), target)


def _chunks(source: BinaryIO) -> Iterator[Chunk]:
    """Yield chunks as they come; when whoever sends them is gone, this process ends at once, whatever it does."""
    waiting: SimpleQueue[Chunk] = SimpleQueue()

    def listen() -> None:
        try:
            while True:
                waiting.put(pickle.load(source))  # noqa: S301  # the same
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(_ORPHANED)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield waiting.get()


def _send(done: Done, target: BinaryIO) -> None:
    try:
        pickle.dump(done, target, protocol=5)
        target.flush()
    except OSError:
        os._exit(_ORPHANED)


def bootstrap() -> str:
    """Return what a new interpreter has to run; its modules are found where those of this one are."""
    return f"import sys; sys.path[:] = {sys.path!r}; from tlsrpt_tui.index.worker import main; main()"
