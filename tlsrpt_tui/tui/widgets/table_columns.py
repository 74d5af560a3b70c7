"""The columns of a table: which are shown, in which order, and how wide each is in the room there is."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from tlsrpt_tui import numbers
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.theme import Role

T = TypeVar("T")

_OPTIONAL = 2  # the rank from which a column goes before others are cut short
_BY_HAND = 1  # the rank of what was chosen by hand, unless it never goes anyway
_EASY = 80  # per cent of a column that can be read with ease


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column.

    Attributes:
        key: names the column.
        title: its head; the sorted one carries an arrow.
        cell: the text of a row, sanitised.
        role: how a cell is shown.
        least: narrowest useful width; the column goes rather than being narrower.
        most: widest useful width.
        right: whether it is aligned to the right.
        middle: whether it is cut in the middle.
        rank: columns of the highest rank go first when it gets narrow; rank 0 never goes.
        repeats: whether a value equal to the one above is faint.
        head_left: whether the title stands at the left of a column aligned to the right.
        extra: whether it is shown only to who chose it.
        sorts: whether the list can be sorted by it.
        export: how exports call it; "" where they have no such column.
        pieces: parts what is shown of a cell, where it has several roles.
    """

    key: str
    title: str
    cell: Callable[[T], str]
    role: Callable[[T], Role] = lambda _: Role.TEXT
    least: int = 6
    most: int = 40
    right: bool = False
    middle: bool = False
    rank: int = 0
    repeats: bool = False
    head_left: bool = False
    extra: bool = False
    sorts: bool = True
    export: str = ""
    pieces: Callable[[T, str], list[Run]] | None = None


def day_column(day: Callable[[T], dt.date | None], *, years: bool) -> Column[T]:
    """Return the column of days; with ``years``, each carries its year."""
    return Column(
        "day",
        "Day",
        lambda row: numbers.day(day(row), year=years),
        least=11,
        most=12,
        right=True,
        repeats=True,
        head_left=True,
        export="day",
    )


def arranged(columns: Sequence[Column[T]], chosen: Sequence[str] | None) -> tuple[Column[T], ...]:
    """Return the columns that are shown: those chosen, in their order, or all that are no extras.

    What was chosen by hand goes last when it gets narrow.
    """
    if chosen is None:
        return tuple(column for column in columns if not column.extra)
    known = {column.key: column for column in columns}
    kept = [known[key] for key in dict.fromkeys(chosen) if key in known]
    return tuple(replace(column, rank=min(column.rank, _BY_HAND)) if column.extra else column for column in kept)


def fitted(columns: Sequence[Column[T]], asked: Mapping[str, int], room: int, gap: int) -> list[tuple[Column[T], int]]:
    """Return the columns that fit, each with its width: highest rank goes first, then the widest gives way.

    Args:
        columns: those that are wanted.
        asked: the cells that each would take, by its key.
        room: the cells there are.
        gap: the cells between two columns.
    """
    kept = list(columns)
    for rank, easy in ((_OPTIONAL, True), (_BY_HAND, False)):
        while len(kept) > 1 and _wanted(kept, asked, easy=easy) + gap * (len(kept) - 1) > room:
            going = max(kept, key=lambda column: column.rank)
            if going.rank < rank:
                break
            kept.remove(going)
    sizes = {column.key: asked[column.key] for column in kept}
    over = sum(sizes.values()) + gap * (len(kept) - 1) - room
    while over > 0:
        widest = max(kept, key=lambda column: sizes[column.key] - _least(column, asked))
        if sizes[widest.key] <= _least(widest, asked):
            widest = max(kept, key=lambda column: (not column.right, sizes[column.key]))
        if sizes[widest.key] <= 1:
            break
        sizes[widest.key] -= 1
        over -= 1
    return _stretched([(column, sizes[column.key]) for column in kept], -over)


def _least(column: Column[T], asked: Mapping[str, int]) -> int:
    """Return how narrow a column may become: a number is never cut while there is a name to cut."""
    return asked[column.key] if column.right else min(column.least, asked[column.key])


def _wanted(kept: Sequence[Column[T]], asked: Mapping[str, int], *, easy: bool) -> int:
    """Return the cells that the columns need, with ``easy`` to be read with ease."""
    return sum(max(_least(column, asked), asked[column.key] * _EASY // 100 if easy else 0) for column in kept)


def _stretched(sized: list[tuple[Column[T], int]], spare: int) -> list[tuple[Column[T], int]]:
    """Give spare cells to the last column that is not aligned right, so that counts stand at the edge."""
    place = max((number for number, (column, _) in enumerate(sized) if not column.right), default=None)
    if spare > 0 and place is not None:
        column, size = sized[place]
        sized[place] = (column, size + spare)
    return sized
