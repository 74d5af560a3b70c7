"""The command about the cache: what is in it, and its removal."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.cache import Cache, Entry
from tlsrpt_tui.output import target
from tlsrpt_tui.output.numbers import NONE, count, grouped
from tlsrpt_tui.text import sanitise

_UNITS: Final = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))
_HEADINGS: Final = ("reports", "files", "size", "last used", "paths")
_UNKNOWN: Final = "(from another version of this program, or damaged)"
_SHOWN_PATHS: Final = 3
_NUMBERS: Final = 3

_Answer = TypeVar("_Answer")


def show(cache: Cache, form: str) -> None:
    """Write what is in the cache, as ``text`` or ``json``.

    Raises:
        UsageError: it cannot be read.
        Unusable: the cache may not be used.
        Hangup: nobody reads standard output any more.
    """
    entries = _asked(cache, cache.entries)
    target.write(target.text_fill([_json(cache, entries) if form == "json" else _text(cache, entries)]), None)


def clear(cache: Cache) -> None:
    """Remove what is in the cache, and write what that was.

    Raises:
        UsageError: it cannot be removed.
        Unusable: the cache may not be used.
        Hangup: nobody reads standard output any more.
    """
    cleared = _asked(cache, cache.clear)
    more = f", and {count(cleared.left_over, 'unfinished file')}" if cleared.left_over else ""
    said = f"removed {count(cleared.indexes, 'index', 'indexes')}, {size(cleared.size)}{more}"
    target.write(target.text_fill([f"{sanitise(str(cache.folder))}: {said}\n"]), None)


def _asked(cache: Cache, ask: Callable[[], _Answer]) -> _Answer:
    try:
        return ask()
    except OSError as error:
        raise UsageError(f"the cache {sanitise(str(cache.folder))}: {error.strerror or error}") from error


def size(number: int) -> str:
    """Return ``10.3 MiB``."""
    for unit, name in _UNITS:
        if number >= unit:
            return f"{number / unit:.1f}".removesuffix(".0") + f" {name}"
    return count(number, "byte")


def _text(cache: Cache, entries: Sequence[Entry]) -> str:
    total = sum(entry.size for entry in entries)
    taken = f"{count(len(entries), 'index', 'indexes')}, {size(total)} of at most {size(cache.limit)}"
    lines = [f"{sanitise(str(cache.folder))}: {taken}"]
    if entries:
        lines.append("")
        rows = [_HEADINGS, *map(_row, entries)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
        for *cells, paths in rows:
            pairs = enumerate(zip(cells, widths, strict=True))
            aligned = [f"{cell:>{width}}" if place < _NUMBERS else f"{cell:<{width}}" for place, (cell, width) in pairs]
            lines.append("  ".join([*aligned, paths]))
    return "".join(f"{line}\n" for line in lines)


def _row(entry: Entry) -> tuple[str, ...]:
    moment = _moment(entry.used)
    used = NONE if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"
    if entry.header is None:
        return (NONE, NONE, size(entry.size), used, _UNKNOWN)
    roots = [sanitise(root.real) for root in entry.header.roots]
    paths = ", ".join(roots[:_SHOWN_PATHS])
    if len(roots) > _SHOWN_PATHS:
        paths += f" and {len(roots) - _SHOWN_PATHS} more"
    return (grouped(entry.header.reports), grouped(entry.header.files), size(entry.size), used, paths)


def _json(cache: Cache, entries: Sequence[Entry]) -> str:
    answer = {
        "schema": 1,
        "folder": sanitise(str(cache.folder)),
        "bytes": sum(entry.size for entry in entries),
        "limit": cache.limit,
        "indexes": [_object(entry) for entry in entries],
    }
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _object(entry: Entry) -> dict[str, object]:
    header = entry.header
    return {
        "paths": None if header is None else [sanitise(root.real) for root in header.roots],
        "reports": None if header is None else header.reports,
        "failures": None if header is None else header.failures,
        "files": None if header is None else header.files,
        "bytes": entry.size,
        "written": None if header is None else _stamp(header.written),
        "used": _stamp(entry.used),
    }


def _stamp(seconds: int) -> str | None:
    moment = _moment(seconds)
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _moment(seconds: int) -> dt.datetime | None:
    """Return a time, UTC; ``None`` where it is beyond the years that there are."""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, OSError, ValueError):
        return None
