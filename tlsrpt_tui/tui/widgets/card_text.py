"""The text of a card in the lines there are: what matters most comes first, and what is left out is counted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.cells import cell_len

from tlsrpt_tui.tui.paint import cut, wrapped

COMMANDS: Final = ("openssl ", "curl ", "dig ", "tlsrpt-tui ")
"""How a text begins that is a command."""

_WORD: Final = re.compile(r"(?:[^\s'\"]|'[^']*'|\"[^\"]*\")+")
"""A word of a command, with the blanks that are quoted in it."""

_NAME: Final = re.compile(r"\S*\w[.]\w\S*")
"""A host name or an address, with what it stands in."""

_HELD: Final = chr(0xE0FF)
"""Stands for a hyphen meanwhile: no private character of a report is let through."""

_ORDER: Final = ("Who acts", "Next", "Fix", "Means", "Evidence", "Effect", "See also")
"""What somebody needs first who has just been woken up."""

_LATER: Final = {"Means": 4}
"""Turns that the further texts of a label wait: commands are needed before them."""

_LAST: Final = {"See also": 3}
"""Turns that all texts of a label wait."""


class Label(NamedTuple):
    """A label of the card with its texts, the one that matters most first."""

    name: str
    texts: tuple[str, ...]


class Told(NamedTuple):
    """A text of a label in the lines that it takes; ``number`` is its place under the label."""

    number: int
    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is shown of a card.

    Attributes:
        shown: the labels in their order, each with what is told under it.
        airy: whether there is room for an empty line between them.
        left_out: lines for which there was no room.
    """

    shown: tuple[tuple[str, tuple[Told, ...]], ...]
    airy: bool = False
    left_out: int = 0

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        taken = sum(len(told.lines) for _, each in self.shown for told in each)
        return taken + (max(0, len(self.shown) - 1) if self.airy else 0)


def labels_of(lines: Sequence[tuple[str, str]]) -> tuple[Label, ...]:
    """Return each label with its texts; one without a label goes on under the one before."""
    found: list[tuple[str, list[str]]] = []
    for label, text in lines:
        if label or not found:
            found.append((label, []))
        found[-1][1].append(text)
    return tuple(Label(name, tuple(texts)) for name, texts in found)


def in_full(labels: Sequence[Label], width: int, *, airy: bool) -> Fitted:
    """Return all of it in lines of ``width`` cells."""
    return Fitted(tuple((label.name, tuple(_told(label, width))) for label in labels), airy)


def fitted(labels: Sequence[Label], width: int, rows: int, *, airy: bool) -> Fitted:
    """Return what fits into ``rows`` lines.

    Every label keeps its first text, and of that one line at least; then the others come in turn. Empty lines between
    labels, where ``airy`` asks for them, are the first to go.
    """
    for empty in (True, False) if airy else (False,):
        whole = in_full(labels, width, airy=empty)
        if whole.lines <= rows:
            return whole
    shown, left_out = _chosen({label.name: list(_told(label, width)) for label in labels}, rows)
    kept = tuple((label.name, tuple(shown[label.name])) for label in labels if shown.get(label.name))
    spare = rows - Fitted(kept).lines
    return Fitted(kept, airy=airy and spare >= len(kept) - 1, left_out=left_out)


def slotted(labels: Sequence[Label], width: int, slots: Mapping[str, int], most: Mapping[str, int]) -> Fitted:
    """Return labels that each take as many lines as ``slots`` says: each stands at the same place in every card.

    ``most`` says of which of them only some texts are shown.
    """
    shown, left_out = [], 0
    for name, rows in slots.items():
        label = next((label for label in labels if label.name == name), Label(name, ()))
        kept, each = list[Told](), list(_told(label, width))
        for told in each[: most.get(name)]:
            room = rows - sum(len(one.lines) for one in kept)
            if len(told.lines) <= room:
                kept.append(told)
            elif not told.text.startswith(COMMANDS) and (room > 1 or (room and not kept)):
                kept.append(told._replace(lines=_begun(told.lines, room)))
                break
            else:
                break
        taken = sum(len(told.lines) for told in kept)
        left_out += sum(len(told.lines) for told in each) - taken
        shown.append((name, (*kept, Told(len(each), "", ("",) * (rows - taken)))))
    others = (told for label in labels if label.name not in slots for told in _told(label, width))
    return Fitted(tuple(shown), airy=True, left_out=left_out + sum(len(told.lines) for told in others))


def _told(label: Label, width: int) -> Iterator[Told]:
    for number, text in enumerate(label.texts):
        yield Told(number, text, tuple(pieces(text, width)))


def _chosen(all_: dict[str, list[Told]], rows: int) -> tuple[dict[str, list[Told]], int]:
    shown: dict[str, list[Told]] = {name: [] for name in all_}
    left, full = rows, set[str]()
    waiting = _turns(all_)
    for place, (name, told) in enumerate(waiting):
        # So that each label has one line of its first text at least.
        kept = sum(not each.number and other not in _LAST for other, each in waiting[place + 1 :])
        room = left - kept
        if name in full or left <= 0 or ((told.number or name in _LAST) and len(told.lines) > room):
            full.add(name)
            continue
        lines = told.lines if len(told.lines) <= room else _begun(told.lines, max(1, room))
        shown[name].append(told._replace(lines=lines))
        left -= len(lines)
    total = sum(len(told.lines) for each in all_.values() for told in each)
    return shown, total - (rows - left)


def _turns(all_: dict[str, list[Told]]) -> list[tuple[str, Told]]:
    """Return all texts in the order in which they get their lines."""

    def turn(one: tuple[str, Told]) -> tuple[int, int]:
        name, told = one
        later = _LAST.get(name, 0) or (_LATER.get(name, 0) if told.number else 0)
        return told.number + later, _ORDER.index(name) if name in _ORDER else len(_ORDER)

    return sorted(((name, told) for name, each in all_.items() for told in each), key=turn)


def _begun(lines: Sequence[str], rows: int) -> tuple[str, ...]:
    width = max(map(cell_len, lines))
    return (*lines[: rows - 1], cut(f"{lines[rows - 1]} …", width) if rows < len(lines) else lines[rows - 1])


def pieces(text: str, width: int) -> list[str]:
    """Return a text in as many lines as it needs; a command goes on as a shell lets it, between its words."""
    if not text.startswith(COMMANDS) or cell_len(text) <= width:
        # A name is not parted at its hyphens: its parts would be taken for other names.
        held = _NAME.sub(lambda found: found[0].replace("-", _HELD), text)
        return [piece.replace(_HELD, "-") for piece in wrapped(held, width)]
    lines = [""]
    for word in _WORD.findall(text):
        if lines[-1].strip() and cell_len(lines[-1]) + cell_len(word) + len("  \\") > width:
            lines[-1] += " \\"
            lines.append(f"  {word}")
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines
