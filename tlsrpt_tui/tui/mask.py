"""The last door for names and addresses: it covers what is painted while they are to be hidden."""

import re
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.filter import LineFilter

from tlsrpt_tui.redaction import DOTS, RUN, Redactor

_NUMBERS: Final = re.compile(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_CUTS: Final = "…~"


class Mask(LineFilter):
    """Covers names and addresses in finished lines with stand-ins of the same width."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def apply(self, segments: list[Segment], background: object) -> list[Segment]:  # noqa: ARG002  # Textual's interface
        """Return the segments without a name or an address that is no stand-in, be it in one segment or in several."""
        text = "".join(segment.text for segment in segments if not segment.control)
        if DOTS.isdisjoint(text) and ":" not in text:
            return segments
        covers = [
            (found.start(), found.end(), cover)
            for pattern in (_NUMBERS, RUN)
            for found in pattern.finditer(text)
            if (pattern is _NUMBERS or not DOTS.isdisjoint(found[0])) and (cover := self._cover(found)) != found[0]
        ]
        return _covered(segments, sorted(covers)) if covers else segments

    def _cover(self, found: re.Match[str]) -> str:
        """Return what is shown instead; parts of stand-ins, where one was cut or broken, stay."""
        seen, text = found[0], found.string
        cut = text[found.start() - 1 : found.start()] in _CUTS or text[found.end() : found.end() + 1] in _CUTS
        if self._redactor.is_piece(seen, cut=cut):
            return seen
        shown = self._redactor.text(seen)
        return seen if shown == seen else set_cell_size(shown, cell_len(seen))


def _covered(segments: list[Segment], covers: list[tuple[int, int, str]]) -> list[Segment]:
    """Return the segments with each cover in the segment in which what it covers begins."""
    made: list[Segment] = []
    at = 0
    for segment in segments:
        if segment.control:
            made.append(segment)
            continue
        end, place, pieces = at + len(segment.text), at, []
        for first, last, cover in covers:
            if place < end and first < end and last > place:
                pieces.append(segment.text[place - at : max(0, first - at)])
                if first >= at:
                    pieces.append(cover)
                place = min(last, end)
        pieces.append(segment.text[place - at :])
        made.append(Segment("".join(pieces), segment.style))
        at = end
    return made
