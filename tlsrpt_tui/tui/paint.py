"""Lines of cells: text with roles in, strips of exactly the asked width out."""

from collections.abc import Iterable, Sequence
from operator import eq
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip

from tlsrpt_tui.tui.theme import Ground, Palette, Role

_NEAR = 8
"""Characters looked at for each cell of a line: one, and more marks upon it than ``sanitise`` leaves."""


class Run(NamedTuple):
    """A piece of text in one role; ``ground`` overrides that of its line."""

    text: str
    role: Role = Role.TEXT
    bold: bool | None = None
    underline: bool = False
    ground: Ground | None = None


Runs = Sequence[Run]


def width_of(runs: Iterable[Run]) -> int:
    """Return the cells that the runs take."""
    return sum(cell_len(run.text) for run in runs)


def cut(text: str, width: int) -> str:
    """Return ``text`` in at most ``width`` cells, ending in ``…`` where it was cut."""
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    return set_cell_size(text, width - 1).rstrip() + "…"


def cut_middle(text: str, width: int) -> str:
    """Return ``text`` in at most ``width`` cells, with ``…`` in its middle where it was cut."""
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    head = (width - 1) // 2
    tail = width - 1 - head
    kept = text
    while cell_len(kept) > tail:
        kept = kept[max(1, (cell_len(kept) - tail) // 2) :]
    return f"{set_cell_size(text, head).rstrip()}…{kept}"


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return ``text`` in exactly ``width`` cells, cut where it is longer; ``right`` aligns it to the right."""
    shown = cut(text, width)
    blank = " " * (width - cell_len(shown))
    return blank + shown if right else shown + blank


def strip_of(runs: Runs, width: int, palette: Palette, ground: Ground = Ground.BG) -> Strip:
    """Return the runs as a strip of exactly ``width`` cells, ending in ``…`` where they are longer."""
    if width_of(runs) > width and cell_len("".join(run.text for run in runs).rstrip(" ")) > width:
        runs = clipped(runs, width)
    blank = palette.style(Role.TEXT, ground)
    return Strip(_segments(runs, palette, ground)).adjust_cell_length(width, blank)


def _segments(runs: Runs, palette: Palette, ground: Ground) -> list[Segment]:
    """Return as few segments as show the same: each costs a terminal far away some forty bytes of colours.

    Blanks look the same in every role, so they join what is before them, or after them.
    """
    made: list[Segment] = []
    before: Run | None = None
    for run in runs:
        if not run.text:
            continue
        style = palette.style(run.role, run.ground or ground, bold=run.bold, underline=run.underline)
        if before is not None and _same_ground(before, run, ground):
            last = made[-1]
            if last.style == style or run.text.isspace():
                made[-1] = Segment(last.text + run.text, last.style)
                continue
            if last.text.isspace():
                made[-1] = Segment(last.text + run.text, style)
                before = run
                continue
        made.append(Segment(run.text, style))
        before = run
    return made


def _same_ground(one: Run, other: Run, ground: Ground) -> bool:
    return not (one.underline or other.underline) and (one.ground or ground) is (other.ground or ground)


def changed_cells(old: Strip, new: Strip) -> tuple[int, int]:
    """Return from which cell to which two lines of one length differ; two equal numbers where they do not."""
    before, after = (
        [(character, segment.style) for segment in strip for character in segment.text] for strip in (old, new)
    )
    same = list(map(eq, before, after))
    head = same.index(False) if False in same else min(len(before), len(after))
    same = list(map(eq, reversed(before[head:]), reversed(after[head:])))
    tail = same.index(False) if False in same else len(same)
    first = cell_len("".join(character for character, _ in after[:head]))
    last = new.cell_length - cell_len("".join(character for character, _ in after[len(after) - tail :]))
    return first, last


def between(left: Runs, right: Runs, width: int) -> list[Run]:
    """Return both ends of a line with blanks between; the left one gives way."""
    room = width - width_of(right)
    kept = clipped(left, room - 1) if width_of(left) > room - 1 else list(left)
    return [*kept, Run(" " * max(0, room - width_of(kept))), *right]


def clipped(runs: Runs, width: int) -> list[Run]:
    """Return as much of the runs as ``width`` cells hold, ending in ``…`` where something was cut."""
    kept: list[Run] = []
    room = width
    for run in runs:
        size = cell_len(run.text)
        if size > room:
            kept.append(run._replace(text=cut(run.text, room)))
            return kept
        kept.append(run)
        room -= size
    return kept


def titled(title: Runs, right: Runs, width: int) -> list[Run]:
    """Return a pane's title, a hairline to its edge, and what stands at its right."""
    used = width_of(title) + width_of(right)
    hairline = max(0, width - used - 2 - (1 if right else 0))
    rule = Run(f" {'─' * hairline}{' ' if right else ''}", Role.RULE)
    return [Run(" "), *title, rule, *right] if hairline else [Run(" "), *clipped(title, width - 1)]


def wrapped(text: str, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` cells, broken at blanks and after hyphens where it can be."""
    lines: list[str] = []
    rest = text
    while width > 0:
        near = rest[: _NEAR * width]  # looking at all that is left for every line would take the square of the time
        fits = cell_len(near) <= width
        if fits and near == rest:
            break
        head = near if fits else set_cell_size(near, width)
        if not near.startswith(head):  # a wide character straddles the edge
            head = set_cell_size(near, width - 1) if width > 1 else near[0]
        if head == rest:  # one character, wider than its room
            break
        broken = max(head.rfind(" "), head.rfind("-")) if rest[len(head)] != " " else len(head)
        head = head[: broken + 1] if broken > width // 3 else head
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip(" ")
    return [*lines, rest] if rest or not lines else lines
