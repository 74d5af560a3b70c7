"""What a terminal shows, remembered, so that only cells that change are written to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rich.cells import cell_len

from tlsrpt_tui.tui.thrift import PLAIN, Look, change, look_of

_TOKEN: Final = re.compile(
    r"\x1b\[(?P<look>[0-9;]*)m|\x1b\[(?P<row>\d*);?(?P<column>\d*)H|(?P<line>\r?\n)|(?P<text>[^\x00-\x1f\x7f]+)"
)
_NO_CELLS: Final = re.compile(r"\x1b\[\?2026[hl]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""Ends of frames and whatever is for the system: a copy, a title, the shape of the pointer."""

_BLANKS: Final = frozenset(" \u00a0")
_TOP: Final = "\x1b[1;1H"
_BELOW: Final = "\x1b[2;1H"
"""Where a frame goes that paints the whole screen: it begins in the first line, and goes on in the next."""

_UNSEEN: Final = frozenset("123")
"""Attributes that a blank does not show: bold, dim, italic."""

_FLAGS: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
"""Letters of which two make one picture."""

_NEARBY: Final = 5
"""Cells that are written again, because going past them takes as many bytes."""

_Place = tuple[int, int]
_Cell = tuple[str, Look]
_Cells = dict[_Place, _Cell]


@dataclass(frozen=True, slots=True)
class _Run:
    """Text of one look, as a frame paints it; where it goes on from the one before, ``place`` is ``None``."""

    place: _Place | None
    look: Look
    text: str


_Runs = list[_Run]


@dataclass(slots=True)
class _Frame:
    """What a frame paints, row by row, and where it leaves the cursor."""

    rows: dict[int, _Runs] = field(default_factory=dict)
    end: _Place | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it paints a rectangle from the top: a screen, or so much of one that it may heal what others did."""
        return all(any(run.place == (row, 1) for run in self.rows.get(row, ())) for row in (1, 2))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Cells of one row and one look."""

    row: int
    column: int
    look: Look
    text: str
    width: int


class Shadow:
    """The cells that a terminal shows; whatever is not understood makes it forget them.

    Rows of which terminals make different things have no cells here: they are remembered, and written, as painted.
    """

    def __init__(self) -> None:
        self._cells: _Cells = {}
        self._odd: dict[int, _Runs] = {}
        self._end: _Place | None = None
        self._waiting = ""

    def difference(self, data: str) -> str | None:
        """Return what makes the terminal show what ``data`` would; ``None`` where that is to be written as it is."""
        if _NO_CELLS.fullmatch(data):
            return None
        waiting, self._waiting = self._waiting, ""
        if waiting:
            self._difference(waiting)
        if data.startswith(_TOP) and _BELOW in data:
            # Written as it is in any case: what it shows is looked at when something has to be held against it.
            self._waiting = data
            return None
        return self._difference(data)

    def _difference(self, data: str) -> str | None:
        frame = _read(data)
        if frame is None or frame.end is None:
            self._forget()
            return None
        if frame.is_whole:
            self._forget()
        before, self._end = self._end, frame.end
        cells: _Cells = {}
        odd: dict[int, _Runs] = {}
        for row, runs in frame.rows.items():
            laid = _laid(row, runs)
            if laid is None:
                odd[row] = runs
            else:
                cells |= laid
        again = [runs for row, runs in odd.items() if self._odd.get(row) != runs]
        self._remember_odd(odd, frame.rows)
        changed = self._remember(cells)
        if frame.is_whole:
            return None
        return self._written(again, changed, frame.end) if again or changed or before != frame.end else ""

    def _forget(self) -> None:
        self._cells, self._odd, self._end = {}, {}, None

    def _remember_odd(self, odd: dict[int, _Runs], painted: Iterable[int]) -> None:
        if odd.keys() - self._odd.keys():
            self._cells = {place: cell for place, cell in self._cells.items() if place[0] not in odd}
        for row in painted:
            self._odd.pop(row, None)
        self._odd |= odd

    def _remember(self, cells: _Cells) -> list[_Place]:
        """Keep cells, and return which of them change; half a wide character that is left over is forgotten."""
        changed = {place for place, cell in cells.items() if self._cells.get(place) != cell}
        for row, column in changed:
            if self._is_half((row, column)):
                self._cells.pop((row, column - 1), None)
            if self._is_half((row, column + 1)):
                self._cells.pop((row, column + 1))
        self._cells |= cells
        for row, column in tuple(changed):
            if self._is_half((row, column)):
                changed.add((row, column - 1))
            if self._is_half((row, column + 1)):
                changed.add((row, column + 1))
        return sorted(changed)

    def _is_half(self, place: _Place) -> bool:
        """Whether it is the second cell of a wide character."""
        cell = self._cells.get(place)
        return cell is not None and not cell[0]

    def _written(self, odd: list[_Runs], changed: list[_Place], end: _Place) -> str:
        """Write cells look by look, for the way to the next cell costs less than to say how it looks."""
        stretches = self._stretches(changed)
        order = {look: number for number, look in enumerate(dict.fromkeys(stretch.look for stretch in stretches))}
        made: list[str] = []
        shown, here = PLAIN, (0, 0)
        for run in (run for runs in odd for run in runs):
            made += ["" if run.place is None else _way(here, run.place), change(shown, run.look), run.text]
            shown = run.look
        for stretch in sorted(stretches, key=lambda stretch: order[stretch.look]):
            made += [_way(here, (stretch.row, stretch.column)), change(shown, stretch.look), stretch.text]
            shown, here = stretch.look, (stretch.row, stretch.column + stretch.width)
        return "".join([*made, change(shown, PLAIN), f"\x1b[{end[0]};{end[1]}H"])

    def _stretches(self, changed: list[_Place]) -> list[_Stretch]:
        """Return the changed cells in as few pieces as show them."""
        made: list[_Stretch] = []
        wanted = set(changed)
        for row, first, last in _spans(changed):
            places = [(row, column) for column in range(first, last) if (row, column) in self._cells]
            made += [self._stretch(kept) for piece in self._pieces(places) if (kept := _trimmed(piece, wanted))]
        return made

    def _pieces(self, places: list[_Place]) -> list[list[_Place]]:
        """Return places in pieces, each of which can be written in one look."""
        made: list[list[_Place]] = []
        shown: _Cell = ("", PLAIN)
        for place in places:
            cell = self._cells[place]
            if made and place[1] == made[-1][-1][1] + 1 and _agree(shown, cell):
                made[-1].append(place)
                shown = cell if _is_bare(shown) else shown
            else:
                made.append([place])
                shown = cell
        return made

    def _stretch(self, places: list[_Place]) -> _Stretch:
        """Return a piece in the look of what is no blank, else that of the blanks."""
        cells = [self._cells[place] for place in places]
        look = next((cell[1] for cell in cells if not _is_bare(cell)), cells[0][1])
        return _Stretch(*places[0], look, "".join(text for text, _ in cells), len(cells))


def _trimmed(piece: list[_Place], wanted: set[_Place]) -> list[_Place]:
    """Return a piece from the first to the last place that is wanted."""
    kept = [number for number, place in enumerate(piece) if place in wanted]
    return piece[kept[0] : kept[-1] + 1] if kept else []


def _way(here: _Place, there: _Place) -> str:
    """Return what moves the cursor; nothing that counts on how wide a terminal takes a character to be."""
    to_row, to_column = there
    if here == there:
        return ""
    if to_row == here[0]:
        return f"\x1b[{to_column}G"
    return f"\x1b[{to_row};{to_column}H" if to_column > 1 else f"\x1b[{to_row}H"


def _is_bare(cell: _Cell) -> bool:
    """Whether it is a blank of which only the ground is seen."""
    text, look = cell
    return text in _BLANKS and not look.attributes and not look.ink


def _agree(one: _Cell, other: _Cell) -> bool:
    """Whether both cells can be written in one look: the same one, or that of the cell beside a blank."""
    if one[1] == other[1]:
        return True
    bare, seen = (one, other) if _is_bare(one) else (other, one)
    return _is_bare(bare) and bare[1].ground == seen[1].ground and _UNSEEN.issuperset(seen[1].attributes)


def _spans(changed: list[_Place]) -> list[tuple[int, int, int]]:
    """Return rows with first and last column of changed cells that lie close together."""
    spans: list[tuple[int, int, int]] = []
    for row, column in changed:
        if spans and spans[-1][0] == row and column - spans[-1][2] < _NEARBY:
            spans[-1] = (row, spans[-1][1], column + 1)
        else:
            spans.append((row, column, column + 1))
    return spans


def _read(data: str) -> _Frame | None:
    """Return what a frame paints; ``None`` where it does anything else."""
    frame = _Frame()
    look, row = PLAIN, 0
    end = 0
    for found in _TOKEN.finditer(data):
        if found.start() != end:
            return None
        end = found.end()
        if found["text"] is not None:
            if not row or (frame.end is not None and not _size(found["text"][0])):
                return None  # a mark upon whatever is before it
            frame.rows.setdefault(row, []).append(_Run(frame.end, look, found["text"]))
            frame.end = None
        elif found["line"] is not None:
            row, frame.end = 0, None
        elif found["look"] is not None:
            asked = look_of(found["look"])
            if asked is None or PLAIN not in (look, asked):
                return None
            look = asked
        else:
            frame.end = (int(found["row"] or 1), int(found["column"] or 1))
            row = frame.end[0]
    return frame if end == len(data) and look == PLAIN else None


def _size(character: str) -> int:
    return 1 if character.isascii() else cell_len(character)


def _laid(row: int, runs: _Runs) -> _Cells | None:
    """Return the cells that runs paint; ``None`` where it depends on the terminal, or on the order, what is seen.

    So it does with whatever joins what is before it, and with text upon other text of the same frame.
    The second cell of a wide character is empty.
    """
    cells: _Cells = {}
    column = painted = 0
    for run in runs:
        column = run.place[1] if run.place is not None else column
        blank = Look((), "", run.look.ground) if _UNSEEN.issuperset(run.look.attributes) else run.look
        if run.text.isascii():
            seen = {character: (character, blank if character == " " else run.look) for character in set(run.text)}
            cells.update(((row, place), seen[character]) for place, character in enumerate(run.text, column))
            column += len(run.text)
            painted += len(run.text)
            continue
        for character in run.text:
            size = _size(character)
            if size < 1:
                return None
            cells[row, column] = (character, blank if character in _BLANKS else run.look)
            for half in range(1, size):
                cells[row, column + half] = ("", run.look)
            column += size
            painted += size
    text = "".join(run.text for run in runs)
    joined = not text.isascii() and (cell_len(text) != painted or _FLAGS.search(text))
    return None if joined or painted != len(cells) else cells
