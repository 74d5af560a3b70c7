"""What a message would cost to take apart, told from its bytes before the email parser sees them.

The parser compares each line with the boundary of every part it stands in, and reads the parameters of a header
field in time that grows with the square of the field's length: some hundred kilobytes can cost it minutes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from tlsrpt_tui.errors import OverBound
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.compression import grouped, mebibytes

_LEVELS: Final = 10  # times mime_depth: mentions of multipart/ or message/ types; each may cost the parser one level
_HEADER_LINES: Final = 10_000
_FIELD_BYTES: Final = 4_096  # one Content-* field
_SMALL_BYTES: Final = _HEADER_LINES
_FIELD_SQUARES: Final = 256 * 1024 * 1024
_FIELD_STARTS: Final = (b"\ncontent-", b"\rcontent-")
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
        self._is_new = True
        self._uncounted: bytes | None = None

    def spend(self, data: bytes, bounds: Bounds) -> None:
        """Take what one message costs.

        Most files hold one small message. Its steps are not counted, unless another one follows.

        Raises:
            OverBound: it is larger, longer or deeper than a message may be, or costs more than is left.
        """
        is_new, self._is_new = self._is_new, False
        if is_new and is_surely_cheap(data, bounds):
            self._uncounted = data
            return
        if self._uncounted is not None:
            self._take(self._uncounted, bounds)
            self._uncounted = None
        self._take(data, bounds)

    def _take(self, data: bytes, bounds: Bounds) -> None:
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
    if len(data) > bounds.message_lines and _Ends.of(data).lines > bounds.message_lines:
        raise OverBound(f"more than {grouped(bounds.message_lines)} lines, the bound for a message")


def is_surely_cheap(data: bytes, bounds: Bounds) -> bool:
    """Tell whether a message is so small that :func:`steps` refuses nothing of it and stays below what is free.

    Every byte may then end a header line, every third begin a part, every slash a level, and all be Content-* fields.
    """
    size = len(data) + 1
    levels = data.count(b"/")
    if size > _SMALL_BYTES or levels > bounds.mime_depth * _LEVELS or size // 3 > bounds.mime_parts * _LEVELS:
        return False
    a_byte = _LINE_STEPS + levels + _HEADER_STEPS + _PART_STEPS // 3 + 1 + _FIELD_BYTES // _SQUARES_A_STEP
    return _MESSAGE_STEPS + size * a_byte <= _FREE_STEPS and _has_no_long_field(data)


def _has_no_long_field(data: bytes) -> bool:
    """Tell whether a header field ends in each half of what one may have, so that none is longer than it may be."""
    half = _FIELD_BYTES // 2
    return len(data) <= _FIELD_BYTES or all(
        (end := _LINE_END.search(data, at)) and end.start() < at + half for at in range(0, len(data) - half + 1, half)
    )


def steps(data: bytes, bounds: Bounds) -> int:
    """Return how many steps a message costs at most.

    Raises:
        OverBound: it has more header lines, levels, parts or longer header fields than a message may have.
    """
    ends = _Ends.of(data)
    header = ends.header_lines(data)
    if header > _HEADER_LINES:
        raise OverBound(f"more than {grouped(_HEADER_LINES)} header lines in a message")
    lowered = b"\n" + data.lower()
    multiparts = lowered.count(b"multipart/")
    if multiparts + lowered.count(b"message/") > bounds.mime_depth * _LEVELS:
        raise too_deep(bounds)
    levels = min(multiparts, lowered.count(b"boundary")) if multiparts else 0
    parts = lowered.count(b"\n--") + (lowered.count(b"\r--") if ends.bare else 0)
    if parts > bounds.mime_parts * _LEVELS:
        raise too_many_parts(bounds)
    squares = _squares(lowered, _FIELD_STARTS if ends.bare else _FIELD_STARTS[:1])
    cost = _MESSAGE_STEPS + ends.lines * (_LINE_STEPS + levels) + header * _HEADER_STEPS
    return cost + (parts * _PART_STEPS if levels else 0) + squares // _SQUARES_A_STEP


@dataclass(frozen=True, slots=True)
class _Ends:
    """How the lines of a message end.

    Attributes:
        lines: all of them, ended by LF, CR or both.
        pairs: those that CR and LF end.
        bare: those that CR alone ends.
    """

    lines: int
    pairs: int
    bare: int

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Count the line ends; without a CR, or without an LF, there is only one kind to count."""
        feeds = data.count(b"\n")
        returns = data.count(b"\r") if b"\r" in data else 0
        pairs = data.count(b"\r\n") if feeds and returns else 0
        return cls(feeds + returns - pairs, pairs, returns - pairs)

    def header_lines(self, data: bytes) -> int:
        """Return the lines before the first blank one; only a blank line of a kind that can be there is looked for."""
        end = len(data)
        if self.lines - self.pairs - self.bare:
            end = _until(data, b"\n\n", end)
        if self.pairs:
            end = _until(data, b"\r\n\r\n", end)
        if self.bare:
            end = _until(data, b"\r\r", end)
        return self.lines if end == len(data) else _Ends.of(data[:end]).lines


def _until(data: bytes, blank: bytes, end: int) -> int:
    """Return where ``blank`` is first found behind the first byte, ``end`` where it is not before that."""
    at = data.find(blank, 1, end + len(blank) - 1)
    return at if at > 0 else end


def _squares(lowered: bytes, starts: Sequence[bytes] = _FIELD_STARTS) -> int:
    """Return the sum of the squares of the lengths of all Content-* fields, folded lines included (RFC 5322 §2.2.3).

    Raises:
        OverBound: one of them, or their sum, is more than a message may have.
    """
    squares = 0
    for start in _content_fields(lowered, starts):
        end = _LINE_END.search(lowered, start)
        length = (end.start() if end else len(lowered)) - start
        squares += length * length
        if length > _FIELD_BYTES or squares > _FIELD_SQUARES:
            raise OverBound(f"a header field of more than {mebibytes(_FIELD_BYTES)}")
    return squares


def _content_fields(lowered: bytes, starts: Sequence[bytes]) -> Iterator[int]:
    for mark in starts:
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
