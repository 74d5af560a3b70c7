"""Values in the cells of other programs: text that a spreadsheet or a ticket takes for text."""

import re
from typing import Final

_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet read a cell as a formula, full-width forms included."""

_PLAIN: Final = frozenset(" .,;-()/%–—…›")
"""Marks that mean nothing inside a Markdown table cell, but for the dot after ``www``."""

_PIECE: Final = re.compile(r"(?P<at>@+)|(?P<dot>(?<=www)\.)|.", re.DOTALL | re.IGNORECASE)
"""What is written as one: a run of at signs, a dot that would make a link, any other character."""


def formula_safe(value: str) -> str:
    """Return ``value`` with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"'{value}" if value[:1] in _FORMULA and value else value


def markdown_safe(value: str) -> str:
    """Return sanitised ``value`` for a Markdown table cell, where it is read as it is and does nothing.

    What could mean something stands as a character reference, and references never form structure (CommonMark §2.5):
    no pipe, code, link, image, HTML or emphasis begins here. Nor does an autolink of GFM: the colon of ``https://``
    and the dot of ``www.`` are references. References are no help against links to mail addresses, which GFM finds
    after resolving them, nor against names that a site notifies: at signs therefore stand in code spans of their own.
    What a site makes of plain words, such as a bare host name or an issue number, is beyond CommonMark and GFM.
    """
    return _PIECE.sub(_harmless, value)


def _harmless(found: re.Match[str]) -> str:
    text = found[0]
    if found.lastgroup == "at":
        return f"`{text}`"
    plain = text in _PLAIN and found.lastgroup != "dot"
    return text if plain or text.isalnum() or not text.isascii() else f"&#{ord(text)};"
