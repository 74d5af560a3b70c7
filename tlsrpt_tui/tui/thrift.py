"""Colours are told to a terminal when they change, not with every word: over a phone that is half of all bytes."""

import re
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

_COLOURS: Final = re.compile(r"\x1b\[([0-9;]*)m")
_MOVES: Final = re.compile(r"(?:\r?\n|\x1b\[\d*;?\d*H)*")
_NEEDLESS: Final = re.compile(r"(?:\r?\n)+(?=\x1b\[\d+;\d+H)")
"""Ends of lines before the cursor is told where to go."""

_BLANKS: Final = re.compile("[ \u00a0]+")
_ENDS: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}
"""What ends bold, dim, italic, underlined, reversed and struck out."""

_UNSEEN: Final = frozenset("123")
"""What a blank does not show."""

_NUMBERS: Final = {"2": 3, "5": 1}


class Look(NamedTuple):
    """How text looks: attributes, and the colours of letters and ground; "" is the terminal's own."""

    attributes: tuple[str, ...] = ()
    ink: str = ""
    ground: str = ""


PLAIN: Final = Look()


def thrifty(data: str) -> str:
    """Return what shows the same on a terminal and ends as plain as it began; what is not understood stays as it is."""
    made: list[str] = []
    shown = wanted = PLAIN
    place = 0
    for found in _COLOURS.finditer(data):
        shown = _write(data[place : found.start()], shown, wanted, made)
        asked = look_of(found[1])
        if asked is None or PLAIN not in (wanted, asked):
            return data
        wanted, place = asked, found.end()
    if not place:
        return data
    shown = _write(data[place:], shown, PLAIN, made)
    return "".join(made) if shown == PLAIN else "".join([*made, "\x1b[0m"])


@lru_cache(4096)
def look_of(parameters: str) -> Look | None:
    """Return what the parameters of one sequence make of plain text; ``None`` where they are not understood."""
    attributes, ink, ground = [], "", ""
    left = iter(parameters.split(";"))
    for code in left:
        if code in ("38", "48"):
            kind = next(left, "")
            colour = ";".join([code, kind, *islice(left, _NUMBERS.get(kind, 0))])
            ink, ground = (colour, ground) if code == "38" else (ink, colour)
            if kind not in _NUMBERS:
                return None
        elif re.fullmatch("[39][0-7]", code):
            ink = code
        elif re.fullmatch("(?:4|10)[0-7]", code):
            ground = code
        elif code in _ENDS:
            attributes.append(code)
        elif code not in ("", "0", "39", "49"):
            return None
    return Look(tuple(attributes), ink, ground)


def _write(text: str, shown: Look, wanted: Look, made: list[str]) -> Look:
    """Add text, with what has to be told before it; return how the terminal is set then."""
    if not text:
        return shown
    if wanted == PLAIN and _MOVES.fullmatch(text):
        made.append(_NEEDLESS.sub("", text))
        return shown
    if _BLANKS.fullmatch(text) and _UNSEEN.issuperset((*shown.attributes, *wanted.attributes)):
        wanted = shown._replace(ground=wanted.ground)
    made += [change(shown, wanted), text]
    return wanted


@lru_cache(4096)
def change(shown: Look, wanted: Look) -> str:
    """Return the sequence that leads from one look to another; "" where they are the same."""
    if wanted == PLAIN != shown:
        return "\x1b[0m"
    codes: list[str] = []
    if shown.attributes != wanted.attributes:
        codes += [*dict.fromkeys(_ENDS[code] for code in shown.attributes), *wanted.attributes]
    if shown.ink != wanted.ink:
        codes.append(wanted.ink or "39")
    if shown.ground != wanted.ground:
        codes.append(wanted.ground or "49")
    anew = ["0", *wanted.attributes, *filter(None, (wanted.ink, wanted.ground))]
    shorter = min(";".join(codes), ";".join(anew), key=len)
    return f"\x1b[{shorter}m" if codes else ""
