"""Values in the cells of other programs: text that a spreadsheet or a ticket takes for text."""

from typing import Final

_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet read a cell as a formula, full-width forms included."""

_PLAIN: Final = frozenset(" .,;-()/%–—…›")
"""Marks that mean nothing inside a Markdown table cell."""


def formula_safe(value: str) -> str:
    """Return ``value`` with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"'{value}" if value[:1] in _FORMULA and value else value


def markdown_safe(value: str) -> str:
    """Return ``value`` for a Markdown table cell; what could mean something there stands as a character reference.

    References never form structure (CommonMark §2.5), so neither pipes, code, links, HTML nor emphasis can begin here.
    """
    return "".join(map(_reference, value))


def _reference(character: str) -> str:
    if character.isalnum() or character in _PLAIN or not character.isascii():
        return character
    return f"&#{ord(character)};"
