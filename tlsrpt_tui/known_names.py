"""Names that are known as a whole, and where they stand in a text, however odd they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from tlsrpt_tui.text import sanitise

_PIECE: Final = re.compile(r"[^\W_]+|.", re.DOTALL)
_DEEPEST: Final = 64
"""Pieces by which a name is looked for; what begins as a longer one does is covered to its end."""

_LEAST: Final = 3
"""Signs of what is looked for inside sentences."""


@dataclass(slots=True)
class _Node:
    """What may follow some pieces of names, and what stands for the name that ends here."""

    after: "dict[str, _Node]" = field(default_factory=dict)
    shown: str = ""
    cut: bool = False


class KnownNames:
    """Whole names with their stand-ins; case makes no difference. May be asked from any thread."""

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}
        self._root = _Node()

    def __len__(self) -> int:
        return len(self._shown)

    def get(self, value: str) -> str | None:
        """Return what stands for a whole name; ``None`` for what is none."""
        return self._shown.get(value.casefold())

    def word(self, value: str) -> str | None:
        """Return what stands for a word of a sentence; what is short or a number may be there by chance."""
        return None if len(value) < _LEAST or value.isdecimal() else self.get(value)

    def add(self, value: str, shown: str, *, is_word: bool) -> None:
        """Take note of a name; one that is no single word is found by its pieces from then on, as it is or as told."""
        self._shown[value.casefold()] = shown
        if not is_word:
            for spelling in {value, value.strip(), value.strip(" .-_"), sanitise(value)}:
                if len(spelling) >= _LEAST and not spelling.isdecimal():
                    self._plant(_pieces(spelling), shown)

    def replaced(self, text: str) -> str:
        """Return a text with the names replaced that are no single words, of several at one place the longest."""
        if not self._root.after:
            return text
        pieces = _PIECE.findall(text)
        folded = _pieces(text)
        made: list[str] = []
        place = 0
        while place < len(pieces):
            end, shown = self._longest(folded, place)
            made.append(shown if end > place else pieces[place])
            place = max(end, place + 1)
        return "".join(made)

    def _plant(self, pieces: Iterable[str], shown: str) -> None:
        node = self._root
        for depth, piece in enumerate(pieces):
            if depth == _DEEPEST:
                node.cut = True
                break
            # One step, so that no branch is lost between two threads.
            node = node.after.setdefault(piece, _Node())
        node.shown = node.shown or shown

    def _longest(self, pieces: list[str], start: int) -> tuple[int, str]:
        node, end, shown = self._root, start, ""
        for place in range(start, len(pieces)):
            following = node.after.get(pieces[place])
            if following is None:
                break
            node = following
            if node.shown:
                end, shown = (len(pieces) if node.cut else place + 1), node.shown
        return end, shown


def _pieces(text: str) -> list[str]:
    return [piece.casefold() for piece in _PIECE.findall(text)]
