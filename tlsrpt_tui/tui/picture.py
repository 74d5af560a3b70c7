"""A picture of the screen as a file: an SVG that fetches nothing when it is opened."""

import datetime as dt
import os
import re
from itertools import count
from pathlib import Path
from typing import Final

_FONTS: Final = re.compile(r"\s*@font-face\s*\{[^}]*\}")
"""Rules that would fetch fonts from somewhere."""

_ROOT: Final = "<svg "
_WITH_BLANKS: Final = f'{_ROOT}xml:space="preserve" '
"""A picture in whose texts blanks stay, no-break ones too, whatever draws it (SVG 1.1 §10.15)."""

_PRIVATE: Final = 0o600
_MOST: Final = 10_000


def still(svg: str) -> str:
    """Return an SVG without anything that would be fetched, and with all its blanks."""
    return _FONTS.sub("", svg).replace(_ROOT, _WITH_BLANKS, 1)


def save(svg: str, folder: Path, day: dt.date) -> Path:
    """Write an SVG into a new file that only its owner may read, and return its path.

    Raises:
        OSError: it cannot be written.
    """
    for number in count(1):
        path = folder / f"tlsrpt-{day.isoformat()}-{number}.svg"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _PRIVATE)
        except FileExistsError:
            if number >= _MOST:
                raise
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(still(svg))
        return path
    raise AssertionError("numbers end")
