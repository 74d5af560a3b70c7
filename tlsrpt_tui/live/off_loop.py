"""Work that takes long without waiting for anything, done beside the event loop in a thread that ends with it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")


async def off_loop(work: Callable[[], _T]) -> _T:
    """Return what ``work`` returns, or raise what it raises; the thread is gone when this returns, cancelled or not.

    For what loads libraries or authorities or reads what a stranger made laborious, a fraction of a second: it cannot
    be broken off. A cancellation waits for it, and the loop goes on meanwhile.
    """
    pool = ThreadPoolExecutor(1, "off the loop")
    done = asyncio.get_running_loop().run_in_executor(pool, work)
    cancelled: asyncio.CancelledError | None = None
    while not done.done():
        try:
            await asyncio.wait((done,))
        except asyncio.CancelledError as error:
            cancelled = error
    pool.shutdown()
    if cancelled is not None:
        done.exception()  # what it came to is of no interest any more, not even a failure
        raise cancelled
    return done.result()
