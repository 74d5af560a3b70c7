"""Values in the cells of other programs: text that a spreadsheet or a ticket takes for text."""

import re
from typing import Final

_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet read a cell as a formula, full-width forms included."""

_REFERENCES: Final = {"&": "&amp;", "<": "&lt;"} | {mark: f"&#{ord(mark)};" for mark in "|`$"}
"""What stands as a character reference: an escape would not keep every table, code span or HTML filter from it."""

_PIECE: Final = re.compile(
    r"""
    (?P<at>@+)
    | (?P<escaped>
        [*~\#\\] | {(?=[{%:.])
        | \A\[ | \[(?=\^) | \](?=[(\[:]|\Z) # links, footnotes, what is ticked off; no other bracket is anything
        | (?<![^\W_])_ | _(?![^\W_])        # within a word it is no emphasis
        | (?<=www)\. | :(?=//)              # autolinks of GFM
        | \A> | \A[-+](?=[-+\s]|\Z)         # what makes more than a paragraph of a line that begins so
      )
    | (?P<space>\A[ ])
    | (?P<reference>[&<|`$])
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""All that is not written as it is."""

_NUMBERED: Final = re.compile(r"\A([0-9]{1,9})([.)])(?=\s|\Z)")
"""What would begin a numbered list."""


def formula_safe(value: str) -> str:
    """Return ``value`` with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"'{value}" if value[:1] in _FORMULA and value else value


def markdown_safe(value: str) -> str:
    """Return sanitised ``value`` for Markdown, where it is read as it is and does nothing, in a table cell or a line.

    What could mean something has a backslash in front, as people write it themselves, so that the text reads as well
    before it is rendered (CommonMark §2.4); a few marks that such a backslash does not disarm everywhere stand as
    character references, which never form structure (§2.5). So no cell, code, link, image, HTML, emphasis, heading or
    list begins here. Nor does an autolink of GFM: ``https://`` and ``www.`` are broken by a backslash. That is no help
    against links to mail addresses, which GFM finds after it, nor against names that a site notifies: at signs
    therefore stand in code spans of their own. What a site makes of plain words, such as a bare host name or an issue
    number, is beyond CommonMark and GFM.
    """
    return _NUMBERED.sub(r"\1\\\2", _PIECE.sub(_harmless, value))


def _harmless(found: re.Match[str]) -> str:
    text = found[0]
    if found.lastgroup == "at":
        return f"`{text}`"
    if found.lastgroup == "escaped":
        return f"\\{text}"
    return "&#32;" if found.lastgroup == "space" else _REFERENCES[text]
