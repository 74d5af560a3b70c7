"""The one door for untrusted strings: what a stranger wrote becomes text that can do nothing but be read."""

import unicodedata

SHOWN_CHARACTERS = 4096
"""Longest string that is shown or indexed, in characters; the rest is cut and counted."""

COMBINING_RUN = 3
"""Marks that may pile up on one character before the rest of the pile is written out."""

# Characters of a harmless category that nevertheless show nothing, or change how their neighbours look.
_INVISIBLE = frozenset(
    [
        0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0,
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)  # fmt: skip
_SPACE = 0x20
_DELETE = 0x7F
_CONTROL_PICTURES = 0x2400
_MARKS = frozenset({"Mn", "Me", "Mc"})


def sanitise(value: str, limit: int = SHOWN_CHARACTERS) -> str:
    r"""Return ``value`` as one line of visible characters, at most ``limit`` of them.

    C0 controls become control pictures (``\x1b`` → ``␛``); C1, bidirectional, invisible, private,
    unassigned and lone surrogate characters, and spaces other than U+0020, become ``\u{…}``.
    A cut text ends with its full length; ``limit`` leaves room for that, 40 or more. Applying it twice changes nothing.
    """
    if len(value) <= limit and value.isascii() and value.isprintable():
        return value
    shown = _visible(value[: limit + 1])
    if len(shown) <= limit:
        return shown
    end = f"… [{len(value)} characters in all]"
    return shown[: max(limit - len(end), 0)] + end


def _visible(value: str) -> str:
    if value.isascii() and value.isprintable():
        return value
    shown: list[str] = []
    marks = 0
    for character in value:
        marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
        shown.append(_escape(character) if marks > COMBINING_RUN or _hides(character) else character)
    return "".join(shown)


def _hides(character: str) -> bool:
    return not character.isprintable() or ord(character) in _INVISIBLE


def _escape(character: str) -> str:
    code = ord(character)
    if code < _SPACE:
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return "␡"
    return f"\\u{{{code:x}}}"


def shorten(text: str, length: int) -> str:
    """Return ``text`` cut in the middle to at most ``length`` characters, with ``…`` where it was cut."""
    if len(text) <= length:
        return text
    if length <= 1:
        return "…"[:length]
    head = (length - 1) // 2
    tail = length - 1 - head
    return f"{text[:head]}…{text[len(text) - tail :]}"


def unicode_domain(domain: str) -> str:
    """Return the U-labels of a domain of A-labels, sanitised, or "" where there are none (RFC 5890 §2.3.2.1)."""
    if "xn--" not in domain:
        return ""
    try:
        decoded = domain.encode("ascii").decode("idna")
    except UnicodeError:
        return ""
    shown = sanitise(decoded)
    return "" if shown == domain or shown != decoded else shown
