"""Several reports in one JSON text: one behind the other, a line each, or as an array."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Final

from tlsrpt_tui.reports.bounds import Bounds

REPORT_KEYS: Final = (b'"policies"', b'"date-range"', b'"report-id"', b'"organization-name"')
"""The keys that only a TLS report has together (RFC 8460 §4.4), as they stand in UTF-8."""

_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*\[")
_BRACKET = re.compile(rb'(?:[^"\[{}\]]++|"(?:[^"\\]++|\\.)*+")*+([\[{}\]])', re.DOTALL)
"""All up to the next bracket that stands in no string; possessive, so that no text costs more than one pass."""

_BLANK = b" \t\r\n"
_BETWEEN = _BLANK + b","
_OPENING = b"[{"
_OBJECT = ord("{")


def reports_in(text: bytes, bounds: Bounds) -> tuple[bytes, ...]:
    """Return the JSON of each report in ``text`` where it holds several, or an array of them; else nothing.

    What stands behind an object and cannot be a report stays with that object, so that nothing is lost in silence.
    A text with more values than a document may have is not looked at.
    """
    array = _ARRAY.match(text)
    most = max(map(text.count, REPORT_KEYS))
    if not most or (array is None and most == 1 and not _follows_another(text)) or _is_over_bound(text, bounds):
        return ()
    if array is not None:
        return _elements(text, array.end(), bounds.archive_members + 1)
    further = [start for start, end in islice(_objects(text, 0), 1, None) if _may_be_a_report(text[start:end])]
    return tuple(text[start:end] for start, end in pairwise([0, *further, len(text)])) if further else ()


def _elements(text: bytes, start: int, most: int) -> tuple[bytes, ...]:
    """Return the elements of the array that opened before ``start``, nothing where none of them is an object."""
    starts = [start for start, _ in islice(_objects(text, start), most + 1)]
    end = starts.pop()
    if not starts:
        return ()
    elements = [text[one:other].rstrip(_BETWEEN) for one, other in pairwise([*starts, end])]
    before, behind = text[start : starts[0]].strip(_BETWEEN), text[end + 1 :].strip(_BLANK)
    if behind:
        elements[-1] += b"\n" + behind
    return (before, *elements) if before else tuple(elements)


def _objects(text: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Yield where each outermost object from ``at`` on begins and ends, then where the array around them does.

    An object that is not closed, and an array that is not, end with the text.
    """
    depth = start = 0
    end = len(text)
    while found := _BRACKET.match(text, at):
        at = found.end()
        if found[1] in _OPENING:
            start = start if depth else at - 1
            depth += 1
        elif depth:
            depth -= 1
            if not depth and text[start] == _OBJECT:
                yield start, at
        elif found[1] == b"]":
            end = at - 1
            break
    if depth and text[start] == _OBJECT:
        yield start, end
    yield end, end


def _follows_another(text: bytes) -> bool:
    """Tell whether an object ends before the first key of a report, as where a report follows something else."""
    return b"}" in text[: min(at for key in REPORT_KEYS if (at := text.find(key)) >= 0)]


def _may_be_a_report(text: bytes) -> bool:
    return any(key in text for key in REPORT_KEYS)


def _is_over_bound(text: bytes, bounds: Bounds) -> bool:
    if len(text) <= bounds.document_values:
        return False
    return text.count(b",") + text.count(b"{") + text.count(b"[") > bounds.document_values
