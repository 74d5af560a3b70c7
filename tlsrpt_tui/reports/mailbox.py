"""Mailboxes in one file (mbox, RFC 4155): where each message begins and ends, and what is said of the others."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.compression import CHUNK, Readable, grouped
from tlsrpt_tui.reports.model import Fate, Refused
from tlsrpt_tui.reports.recognise import UTF8_BOM

_FROM_LINE = re.compile(rb"\n\r?\nFrom ")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
_TOLD_ALONE: Final = 50
"""Messages with one and the same fault that are told one by one; those after them are counted."""


def messages(stream: Readable, bounds: Bounds) -> Iterator[bytes | None]:
    """Yield the messages of an mbox (RFC 4155), ``None`` for one larger than ``bounds.message_bytes``.

    Only one message is held at a time.
    """
    held = bytearray()
    searched = 0
    too_long = False
    while chunk := stream.read(CHUNK * 4):
        held += chunk
        while match := _FROM_LINE.search(held, max(searched - 8, 0)):
            yield None if too_long or match.start() > bounds.message_bytes else _unquoted(held[: match.start() + 1])
            del held[: match.end() - 5]
            searched, too_long = 0, False
        if len(held) > bounds.message_bytes:
            too_long = True
            del held[:-8]
        searched = len(held)
    if held.strip():
        yield None if too_long else _unquoted(held)


def _unquoted(message: bytearray) -> bytes:
    """Return a message without its ``From `` line, and ``>From `` in its text as ``From ``."""
    text = bytes(message).removeprefix(UTF8_BOM).lstrip()
    if text.startswith(b"From "):
        text = text.partition(b"\n")[2]
    return _QUOTED_FROM.sub(rb"\1", text)


class Noise:
    """The messages of a mailbox that gave no report, as few refusals: those alike are counted, not repeated."""

    def __init__(self) -> None:
        self._met: dict[tuple[Fate, str], int] = {}
        self._held: dict[tuple[Fate, str], tuple[Refused, int]] = {}

    def take(self, refused: Refused) -> Refused | None:
        """Return what is to be told at once; ``None`` where it is told with others by :meth:`told`.

        A fault of a message that should hold a report is told of each message, until there are too many of its kind.
        """
        kind = refused.fate, refused.sentence
        met = self._met[kind] = self._met.get(kind, 0) + 1
        if refused.fate is not Fate.NOT_A_REPORT and met <= _TOLD_ALONE:
            return refused
        first, more = self._held.get(kind, (refused, -1))
        self._held[kind] = first, more + 1
        return None

    def told(self) -> Iterator[Refused]:
        """Yield one refusal a kind, named for its first message, with how many more there are."""
        for first, more in self._held.values():
            yield replace(first, member=f"{first.member} and {grouped(more)} more") if more else first
