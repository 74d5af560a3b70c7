"""The last doors before the terminal: glyphs in the look that was asked for, and nothing that could act."""

from collections.abc import Callable

from rich.segment import Segment
from textual.filter import LineFilter

from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.glyphs import in_ascii, unquoted


class QuotedText(LineFilter):
    """What was quoted shows as it was written; so does everything else."""

    _shown: Callable[[str], str] = staticmethod(unquoted)

    def apply(self, segments: list[Segment], background: object) -> list[Segment]:  # noqa: ARG002  # Textual's interface
        """Return the segments as they are shown."""
        return [
            segment if segment.control or segment.text.isascii() else Segment(self._shown(segment.text), segment.style)
            for segment in segments
        ]


class AsciiGlyphs(QuotedText):
    """What was quoted shows as it was written, what the program draws in ASCII."""

    _shown = staticmethod(in_ascii)


class Backstop(LineFilter):
    """The last door: should a control character ever get past the first, it does not reach the terminal."""

    def apply(self, segments: list[Segment], background: object) -> list[Segment]:  # noqa: ARG002  # Textual's interface
        """Return the segments with every character that could act made visible."""
        return [
            segment if segment.control or segment.text.isprintable() else Segment(_inert(segment.text), segment.style)
            for segment in segments
        ]


def _inert(text: str) -> str:
    # The blank between thousands is this program's own.
    return "\u00a0".join(sanitise(piece, limit=len(piece) * 10 + 40) for piece in text.split("\u00a0"))
