"""Memory goes back to the system when nobody needs it any more, and is not searched while much is made that stays."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


def give_back() -> None:
    """Have the C library return what it holds free; where it cannot be asked, as on macOS or musl, nothing happens."""
    trim = _trim()
    if trim is not None:
        gc.collect()
        trim(0)


@contextmanager
def making_many() -> Iterator[None]:
    """Make very many objects that all stay: to look for unused ones among them would take longer than making them.

    Nor is it looked through them all at the end, for which everybody would have to wait. Where several threads do so
    at once, it may be looked for them again as soon as the first is done.
    """
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Frozen and thawed, all that is there counts as old, and is looked through only when much else has come.
        gc.freeze()
        gc.unfreeze()
        if looking:
            gc.enable()


@cache
def _trim() -> Any:  # noqa: ANN401  a foreign function has no type of its own
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):
        return None
