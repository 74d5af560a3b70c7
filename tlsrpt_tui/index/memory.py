"""Memory that reading has used and nobody needs any more goes back to the system."""

import ctypes
import gc
from functools import cache
from typing import Any


def give_back() -> None:
    """Have the C library return what it holds free; where it cannot be asked, as on macOS or musl, nothing happens."""
    trim = _trim()
    if trim is not None:
        gc.collect()
        trim(0)


@cache
def _trim() -> Any:  # noqa: ANN401  a foreign function has no type of its own
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):
        return None
