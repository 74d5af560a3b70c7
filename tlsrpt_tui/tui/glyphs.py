"""Bars and sparklines out of block characters: pure arithmetic, no screen."""

from collections.abc import Sequence

BLOCKS = " ▁▂▃▄▅▆▇█"
_EIGHTHS = 8
_SPARK_TOP = 7
_NICE = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
_FEW = 10


def spark(values: Sequence[int | None]) -> str:
    """Return one glyph a value: blank for no report, ``▁`` for nothing failed, ``▂`` to ``▇`` by the greatest."""
    top = max((value for value in values if value), default=0)
    return "".join(_spark_glyph(value, top) for value in values)


def _spark_glyph(value: int | None, top: int) -> str:
    if value is None:
        return BLOCKS[0]
    if value <= 0:
        return BLOCKS[1]
    return BLOCKS[2 + round((_SPARK_TOP - 2) * value / top)]


def share_bar(part: int, largest: int, width: int) -> str:
    """Return ``━`` with a half cell ``╸`` at its end; the largest fills ``width``, and nothing shows nothing."""
    if part <= 0 or largest <= 0 or width <= 0:
        return ""
    halves = max(1, round(2 * width * part / largest))
    return "━" * (halves // 2) + "╸" * (halves % 2)


def column(value: int, top: int, rows: int) -> list[str]:
    """Return the glyphs of one bar from its top row down; anything above zero rises above the baseline ``▁``."""
    eighths = max(2, round(rows * _EIGHTHS * value / top)) if value > 0 and top > 0 else 0
    return [BLOCKS[min(max(eighths - row * _EIGHTHS, 0), _EIGHTHS)] for row in reversed(range(rows))]


def ceiling(value: int) -> int:
    """Return the next round number at or above ``value``, for the top of an axis."""
    if value <= _FEW:
        return max(1, value)
    scale: int = 10 ** (len(str(value)) - 2)
    return next(step * scale for step in _NICE if step * scale >= value)


_TWINS = {
    "\u00a0": " ",
    "▁": "_", "▂": ".", "▃": ".", "▄": ":", "▅": ":", "▆": "#", "▇": "#", "█": "#",
    "━": "=", "╸": "-", "╺": "-", "─": "-", "╌": "-", "│": "|", "▌": "|",
    "▸": ">", "▾": "v", "›": ">", "‹": "<", "→": ">", "←": "<", "↑": "^", "↓": "v",
    "◆": "*", "●": "*", "○": "o", "◐": "~", "✓": "+", "✗": "x", "▲": "!", "▼": "v", "≠": "#", "×": "x",
    "…": "~", "–": "-", "—": "-", "−": "-", "·": ".", "•": "*", "≈": "~", "≥": ">", "≤": "<", "§": "s",
    "“": '"', "”": '"', "‘": "'", "’": "'",
}  # fmt: skip
"""What each glyph that the program draws is for those who ask for ``ascii``: one cell for one cell."""

_PRIVATE = 0xE000
"""Where quoted characters stand meanwhile: ``sanitise`` lets no private character of a report through."""

_QUOTED = {ord(glyph): _PRIVATE + number for number, glyph in enumerate(_TWINS)}
_UNQUOTED = {private: glyph for glyph, private in _QUOTED.items()}
_ASCII = _UNQUOTED | {ord(glyph): ord(twin) for glyph, twin in _TWINS.items()}


def quoted(text: str) -> str:
    """Return text that somebody else wrote, told from what the program draws: it keeps its characters in any look."""
    return text if text.isascii() else text.translate(_QUOTED)


def unquoted(text: str) -> str:
    """Return text as it is shown, with all its glyphs."""
    return text.translate(_UNQUOTED)


def in_ascii(text: str) -> str:
    """Return text as it is shown where the program's own glyphs are plain; what was quoted stays as it was written."""
    return text.translate(_ASCII)
