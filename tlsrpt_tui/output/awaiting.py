"""Runs what waits for the network, and lets go of every connection when a signal ends the program meanwhile."""

import asyncio
import signal
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final, TypeVar

_T = TypeVar("_T")
_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)


def waited_for(asked: Coroutine[Any, Any, _T]) -> _T:
    """Return what a coroutine returns.

    SIGINT, SIGTERM and SIGHUP cancel it first, so that it ends as it would by itself, and only then do what they are
    set to do. A signal that is ignored, or ends the process at once, is left as it is.

    Raises:
        KeyboardInterrupt: for SIGINT.
        BaseException: what the handler of another signal raises, or the coroutine.
    """
    caught: list[int] = []

    async def run() -> _T:
        with _cancelling(caught):
            return await asked

    try:
        return asyncio.run(run())
    except asyncio.CancelledError:
        for number in caught:
            handler = signal.getsignal(number)
            if callable(handler):
                handler(number, None)
        raise


@contextmanager
def _cancelling(caught: list[int]) -> Iterator[None]:
    """Have signals that would raise an exception cancel the current task in its place, and write them down."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    raising = [number for number in _ENDING if callable(signal.getsignal(number))]
    if task is None or threading.current_thread() is not threading.main_thread():
        raising = []

    def end(number: int, _frame: FrameType | None) -> None:
        caught.append(number)
        if task is not None:
            loop.call_soon_threadsafe(task.cancel)

    before = {number: signal.signal(number, end) for number in raising}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
