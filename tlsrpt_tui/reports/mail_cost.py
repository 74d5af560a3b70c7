"""What a message would cost to take apart, told from its bytes before the email parser sees them.

The parser compares each line with the boundary of every part it stands in, and reads the parameters of a header
field in time that grows with the square of the field's length: some hundred kilobytes can cost it minutes.
"""

import re
from collections.abc import Iterator
from typing import Final

from tlsrpt_tui.errors import OverBound
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.compression import grouped, mebibytes

_LEVELS: Final = 10  # times mime_depth: mentions of multipart/ or message/ types; each may cost the parser one level
_HEADER_LINES: Final = 10_000
_FIELD_BYTES: Final = 4_096  # one Content-* field
_FIELD_SQUARES: Final = 256 * 1024 * 1024
_LINE_END = re.compile(rb"(?:\r\n|\r(?!\n)|\n)(?![ \t])")

_MESSAGE_STEPS: Final = 1_000
_LINE_STEPS: Final = 5
_HEADER_STEPS: Final = 12
_PART_STEPS: Final = 100
_SQUARES_A_STEP: Final = 64
_FREE_STEPS: Final = 2_000_000  # some quarter of a second
_STEPS_A_BYTE: Final = 2  # mail as people and report senders write it takes half a step a byte


class Allowance:
    """How many steps the messages of one file may cost: some for all, and more with each byte that was worth its steps.

    A step is a line compared with one boundary, about a tenth of a microsecond. A message that would cost more than
    is left is refused and spends nothing, so that the others of its file are still read.
    """

    def __init__(self) -> None:
        self._left = _FREE_STEPS

    def spend(self, data: bytes, bounds: Bounds) -> None:
        """Take what one message costs.

        Raises:
            OverBound: it is larger, longer or deeper than a message may be, or costs more than is left.
        """
        left = self._left + len(data) * _STEPS_A_BYTE - steps(data, bounds)
        if left < 0:
            raise OverBound("more messages, lines and MIME parts than a file may have")
        self._left = left


def check_size(data: bytes, bounds: Bounds) -> None:
    """Refuse a message larger or longer than a message may be.

    Raises:
        OverBound: says which.
    """
    if len(data) > bounds.message_bytes:
        raise OverBound(f"more than {mebibytes(bounds.message_bytes)}, the bound for a message")
    if _lines(data) > bounds.message_lines:
        raise OverBound(f"more than {grouped(bounds.message_lines)} lines, the bound for a message")


def steps(data: bytes, bounds: Bounds) -> int:
    """Return how many steps a message costs at most.

    Raises:
        OverBound: it has more header lines, levels, parts or longer header fields than a message may have.
    """
    header = _header_lines(data)
    if header > _HEADER_LINES:
        raise OverBound(f"more than {grouped(_HEADER_LINES)} header lines in a message")
    lowered = b"\n" + data.lower()
    multiparts = lowered.count(b"multipart/")
    if multiparts + lowered.count(b"message/") > bounds.mime_depth * _LEVELS:
        raise too_deep(bounds)
    levels = min(multiparts, lowered.count(b"boundary"))
    parts = lowered.count(b"\n--") + lowered.count(b"\r--")
    if parts > bounds.mime_parts * _LEVELS:
        raise too_many_parts(bounds)
    cost = _MESSAGE_STEPS + _lines(data) * (_LINE_STEPS + levels) + header * _HEADER_STEPS
    return cost + (parts * _PART_STEPS if levels else 0) + _squares(lowered) // _SQUARES_A_STEP


def _lines(data: bytes) -> int:
    """Return the lines of a message, ended by LF, CR or both."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _header_lines(data: bytes) -> int:
    ends = (data.find(blank, 1) for blank in (b"\n\n", b"\r\n\r\n", b"\r\r"))
    return _lines(data[: min((at for at in ends if at > 0), default=len(data))])


def _squares(lowered: bytes) -> int:
    """Return the sum of the squares of the lengths of all Content-* fields, folded lines included (RFC 5322 §2.2.3).

    Raises:
        OverBound: one of them, or their sum, is more than a message may have.
    """
    squares = 0
    for start in _content_fields(lowered):
        end = _LINE_END.search(lowered, start)
        length = (end.start() if end else len(lowered)) - start
        squares += length * length
        if length > _FIELD_BYTES or squares > _FIELD_SQUARES:
            raise OverBound(f"a header field of more than {mebibytes(_FIELD_BYTES)}")
    return squares


def _content_fields(lowered: bytes) -> Iterator[int]:
    for mark in (b"\ncontent-", b"\rcontent-"):
        at = lowered.find(mark)
        while at >= 0:
            yield at + 1
            at = lowered.find(mark, at + 1)


def too_deep(bounds: Bounds) -> OverBound:
    """Return the error for a message with too many parts within parts."""
    return OverBound(f"MIME nests deeper than {bounds.mime_depth}")


def too_many_parts(bounds: Bounds) -> OverBound:
    """Return the error for a message with too many parts."""
    return OverBound(f"more than {grouped(bounds.mime_parts)} parts, the bound for a message")
