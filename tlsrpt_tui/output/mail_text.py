"""Plain text for a mail: narrow lines of signs that any mail program shows, and commands that survive its margin."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from tlsrpt_tui.numbers import NBSP
from tlsrpt_tui.output.columns import cells, wrap
from tlsrpt_tui.text import sanitise

WIDTH: Final = 72
"""Columns: a mail is quoted with more."""

_PLAIN: Final = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "…": "...", "→": "->", "≠": "!=", "×": "x", "·": "-", "›": ">",
    "‘": "'", "’": "'", "“": '"', "”": '"', "§": "section ",
}  # fmt: skip
_WORD: Final = re.compile(r"""(?:'[^']*'|"[^"]*"|[^\s'"])+""")


def mail_safe(text: str) -> str:
    r"""Return a text in signs that a mail can show: letters and digits of any script, and ASCII.

    Signs of typography become their like in ASCII, all others ``\u{…}``.
    """
    return _shown(text).replace(NBSP, " ").rstrip()


def _shown(text: str) -> str:
    """Return the same with no-break spaces still in it, so that no number is parted."""
    return NBSP.join("".join(map(_sign, sanitise(part))) for part in text.split(NBSP))


def _sign(character: str) -> str:
    if character.isascii():
        return character
    if character in _PLAIN:
        return _PLAIN[character]
    if unicodedata.category(character)[0] in "LNM":
        return character
    return f"\\u{{{ord(character):x}}}"


def hanging(text: str, *, first: str = "", rest: str | None = None, width: int = WIDTH) -> Iterator[str]:
    """Yield a text in lines of at most ``width`` columns: ``first`` before the first, ``rest`` before the others."""
    after = " " * len(first) if rest is None else rest
    for number, line in enumerate(wrap(_shown(text), width - max(cells(first), cells(after)))):
        yield f"{after if number else first}{line.replace(NBSP, ' ')}"


def continued(command: str, *, indent: str = "    ", width: int = WIDTH) -> Iterator[str]:
    """Yield a shell command in lines that can be pasted as they are, parted between words; quoted words stay whole."""
    line = indent
    for word in _WORD.findall(mail_safe(command)):
        if line.strip() and cells(line) + 1 + cells(word) + len(" \\") > width:
            yield f"{line} \\"
            line = f"{indent}  {word}"
        else:
            line = f"{line} {word}" if line.strip() else f"{line}{word}"
    yield line
