"""Text in columns of a terminal: how wide it is, cut and padded to fit."""

import unicodedata

_WIDE = frozenset("WF")


def cells(text: str) -> int:
    """Return the columns that a sanitised text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def fit(text: str, width: int) -> str:
    """Return ``text`` cut in the middle to at most ``width`` columns, with ``…`` where it was cut."""
    if cells(text) <= width:
        return text
    room = max(width - 1, 0)
    tail = _within(text[::-1], room // 2)[::-1]
    head = _within(text, room - cells(tail))
    return f"{head}…{tail}"


def _within(text: str, width: int) -> str:
    used = 0
    for place, character in enumerate(text):
        used += _cells(character)
        if used > width:
            return text[:place]
    return text


def left(text: str, width: int) -> str:
    """Return ``text`` fitted and padded on its right to ``width`` columns."""
    fitted = fit(text, width)
    return fitted + " " * (width - cells(fitted))


def wrap(text: str, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` columns, parted at blanks where there are any."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and cells(line) + 1 + cells(word) <= width:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, width)
        lines += full
    return [*lines, line] if line or not lines else lines


def _pieces(word: str, width: int) -> list[str]:
    """Return ``word`` in pieces of at most ``width`` columns, or of one character where that alone is wider."""
    pieces: list[str] = []
    start = used = 0
    for place, character in enumerate(word):
        wide = _cells(character)
        if used + wide > width and place > start:
            pieces.append(word[start:place])
            start, used = place, 0
        used += wide
    return [*pieces, word[start:]]
