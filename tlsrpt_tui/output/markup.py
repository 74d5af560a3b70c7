"""HTML and SVG made of elements: the one door through which text gets into them, as text and as nothing else."""

from collections.abc import Iterable
from html import escape
from typing import Final

from tlsrpt_tui.numbers import NBSP
from tlsrpt_tui.text import sanitise

_EMPTY: Final = frozenset({"meta"})
"""Elements without an end tag; those of SVG have one, which HTML allows."""


class Markup(str):
    """Text that is HTML already; made here only."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Return any string as text of HTML, sanitised but for the no-break spaces in it."""
    return value if isinstance(value, Markup) else Markup(escape(NBSP.join(map(sanitise, value.split(NBSP)))))


def element(name: str, /, *children: str, **attributes: str | float) -> Markup:
    """Return an element; children and the values of attributes are escaped, markup stays as it is.

    Args:
        name: of the element; like the names of attributes never from outside.
        children: texts, and elements made here.
        attributes: ``_`` stands for ``-``, and is left out at the end: ``class_``.
    """
    said = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(str(value))}"' for key, value in attributes.items())
    if name in _EMPTY:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Markup:
    """Return texts and elements one after the other."""
    return Markup("".join(map(text, children)))


def style(sheet: str) -> Markup:
    """Return a style element with a sheet that comes with the program; HTML escapes nothing in it.

    Raises:
        ValueError: the sheet would end the element.
    """
    if "<" in sheet:
        raise ValueError("a style sheet holds no <")
    return Markup(f"<style>\n{sheet}</style>")
