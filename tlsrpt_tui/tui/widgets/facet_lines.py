"""The lines of a facet: its head and its values, or one line where it is folded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from rich.cells import cell_len

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.facet_answers import Facet, FacetSort, FacetValue, FacetWish
from tlsrpt_tui.text import unicode_domain
from tlsrpt_tui.tui import glyphs
from tlsrpt_tui.tui.names import brief, said
from tlsrpt_tui.tui.paint import Run, between, cut, cut_middle, padded, width_of
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.facet_marks import Marks

SPARK = 6
"""Cells of a sparkline."""

HEADS = {
    Dimension.ORGANIZATIONS: ("o", "Senders", "Senders"),
    Dimension.DOMAINS: ("d", "Domains", "Domains"),
    Dimension.POLICY_TYPES: ("p", "Policy types", "Policy"),
    Dimension.MX_HOSTS: ("m", "MX hosts", "MX"),
    Dimension.RESULT_TYPES: ("u", "Result types", "Result"),
    Dimension.SENDING_IPS: ("i", "Sending IPs", "From IP"),
}
"""The key, the name and the short name of each facet."""

_SHORT_HEAD = 7
_NAME = 17
_WHOLE_NAME = 24
_COUNT = 5
_SHARE = 4
_RATE = 6
_DAY = 6
_DATE = 11
_BAR = 4
_WIDE_BAR = 8
_LEAST_FIELD = 6


@dataclass(frozen=True, slots=True)
class Room:
    """How many cells each part of a value's line has, blank before it included; ``fact`` is a share, rate or day."""

    name: int
    count: int
    fact: int
    bar: int
    spark: int

    @property
    def line(self) -> int:
        """All of them, with the marker."""
        return 1 + self.name + 1 + self.count + self.fact + self.bar + self.spark


@dataclass(frozen=True, slots=True)
class Place:
    """What a line of the pane shows: a head, or a value by its place."""

    dimension: Dimension
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """One facet as it stands.

    Attributes:
        facet: the values at hand; ``None`` before the first answer.
        wish: what is wished of them.
        cursor: the place of the cursor.
        top: the place of the first value on the screen.
        here: whether it is the facet under the keys.
        active: whether the pane has the focus.
        typing: whether what is to be found is being typed.
        years: whether days carry their year.
        key: the key that goes there, where it is not the usual one.
    """

    dimension: Dimension
    facet: Facet | None
    wish: FacetWish
    marks: Marks
    cursor: int = 0
    top: int = 0
    here: bool = False
    active: bool = False
    typing: bool = False
    years: bool = False
    key: str = ""

    @property
    def listed(self) -> int:
        """How many values there are to go through."""
        return self.facet.listed if self.facet else 0

    def value(self, place: int) -> FacetValue | None:
        """Return the value at a place; ``None`` where it is not at hand."""
        if self.facet is None or not 0 <= place - self.facet.offset < len(self.facet.values):
            return None
        return self.facet.values[place - self.facet.offset]

    @property
    def largest(self) -> int:
        """The most failed sessions of a value."""
        if self.facet is None:
            return 0
        top = [self.facet.top] if self.facet.top else []
        return max((value.failed for value in [*self.facet.values, *top]), default=0)

    @property
    def sort(self) -> FacetSort:
        """What the values are sorted by; by failed sessions where there is no rate."""
        sort = self.wish.order.sort
        return FacetSort.FAILED if sort is FacetSort.RATE and not self.has_rates else sort

    @property
    def has_rates(self) -> bool:
        """Whether successes are told of the values."""
        return self.facet is not None and any(value.successful is not None for value in self.facet.values)

    @property
    def fact_width(self) -> int:
        """The cells of what stands beside the count."""
        if self.sort is FacetSort.LAST:
            return _DATE if self.years else _DAY
        return _RATE if self.sort is FacetSort.RATE else _SHARE

    def fact(self, value: FacetValue) -> str:
        """Return what stands beside the count: that by which the values are sorted, or the share."""
        if self.sort is FacetSort.LAST:
            return numbers.day(value.last, year=self.years) if value.last else ""
        if self.sort is FacetSort.RATE:
            return numbers.rate(value.failed, value.successful, decimals=1)
        return numbers.share(value.failed, self.facet.failed if self.facet else 0)


Line: TypeAlias = tuple[Place | None, list[Run], Ground]
"""What a line shows, how it is drawn, and on what."""

BLANK: Line = (None, [], Ground.BG)
"""A line that shows nothing."""


def named(dimension: Dimension, value: str) -> str:
    """Return a value as it is shown."""
    if dimension is Dimension.ORGANIZATIONS:
        return brief(value)
    if dimension is Dimension.DOMAINS:
        shown = unicode_domain(value)
        return f"{said(value)} {glyphs.quoted(shown)}" if shown else said(value)
    return said(value)


def room_of(stands: Iterable[Stand], width: int, *, height: int, folds: bool, vast: bool) -> Room:
    """Return the widths of a value's parts: bar, sparkline and share go before the name is cut.

    Args:
        stands: the facets that are open.
        width: cells of a line, without its margin.
        height: lines of the pane.
        folds: whether the others are folded.
        vast: whether there is room for a longer bar.
    """
    stands = [stand for stand in stands if stand.facet is not None]
    shown = [(stand, stand.value(place)) for stand in stands for place in range(stand.top, stand.top + height)]
    names = [cell_len(named(stand.dimension, value.value)) for stand, value in shown if value]
    count = max([_COUNT, *(len(numbers.count(stand.largest)) for stand in stands)])
    # The word for what went wrong is never cut where it is what one reads.
    whole = folds and any(stand.dimension is Dimension.RESULT_TYPES for stand in stands)
    wanted = min(max(names, default=8), _WHOLE_NAME if whole else _NAME)
    fact = 1 + max((stand.fact_width for stand in stands), default=_SHARE)
    bar = (_WIDE_BAR if vast else _BAR + (width >= 44)) + 1  # noqa: PLR2004  # as drawn
    spark = SPARK + 1
    # What the values are sorted by goes after a part of the name has.
    sorted_by_fact = any(stand.sort in (FacetSort.RATE, FacetSort.LAST) for stand in stands)
    for parts in ((fact, bar, spark), (fact, 4, spark), (fact, 0, spark), (fact, 0, 0), (0, 0, 0)):
        room = width - count - 1 - sum(parts)
        if room >= (min(wanted, _NAME) if sorted_by_fact and not (parts[1] or parts[2]) else wanted):
            return Room(room, count, *parts)
    return Room(max(1, width - count - 1), count, 0, 0, 0)


def title(stand: Stand, *, short: bool = False) -> list[Run]:
    """Return the key and the name of a facet; ``short`` makes the names of all equally wide."""
    usual_key, name, brief_name = HEADS[stand.dimension]
    networks = stand.wish.networks
    if networks is not None:
        name, brief_name = f"Networks /{networks.ipv4} /{networks.ipv6}", f"Net /{networks.ipv4}"
    focused = stand.here and stand.active
    shown = padded(brief_name, _SHORT_HEAD) if short else name
    role = Role.ACCENT if focused else Role.TEXT
    return [Run(" "), Run(stand.key or usual_key, Role.ACCENT), Run(" "), Run(shown, role, bold=focused)]


def head_of(stand: Stand, room: Room, shown: int, *, captioned: bool) -> list[Run]:
    """Return the head of an open facet: its name, how many values, and the heads of the columns with the order.

    Args:
        stand: the facet.
        room: the widths of its columns.
        shown: how many values there is room for.
        captioned: whether the columns need heads even in the order that is usual.
    """
    facet = stand.facet
    distinct = numbers.count(facet.distinct) if facet else "0"
    listed = numbers.count(stand.listed)
    brief_number, number = distinct, f"{shown} of {distinct}" if shown < stand.listed else distinct
    if stand.wish.failing:
        brief_number = number = f"{listed} of {distinct} failed"
    name = title(stand)
    usual = not _order(stand) or stand.sort is FacetSort.NAME
    if stand.sort is FacetSort.NAME:
        name += [Run(f" {word}", Role.ACCENT) for word in _order(stand)]
    if usual and not captioned:
        return [*name, Run(f" {number}", Role.MUTED)]
    captions = _captions(stand, room)
    for said_number, caption in ((number, captions[0]), (brief_number, captions[0]), (brief_number, captions[1])):
        head = [*name, Run(f" {said_number}", Role.MUTED)]
        edge = min(1 + room.name + 1 + room.count + max(room.fact, 1 + len(captions[1])), room.line)
        if caption and width_of(head) + 1 + len(caption) <= edge:
            return between(head, [Run(caption, Role.MUTED)], edge)
    return [*name, Run(f" {number}", Role.MUTED)]


def _captions(stand: Stand, room: Room) -> tuple[str, str]:
    """Return the heads of the count and of what stands beside it, and those of the latter alone."""
    count = "failed" if stand.has_rates else "reported"
    if stand.sort is FacetSort.FAILED and stand.wish.order.turned:
        count += "↑"
    if not room.fact:
        return count, ""
    fact = _order(stand)[0] if stand.sort in (FacetSort.RATE, FacetSort.LAST) else "share"
    return f"{count}{fact:>{max(room.fact, len(fact) + 1)}}", fact


def find_head(stand: Stand, room: Room) -> tuple[list[Run], int, int]:
    """Return the head of a facet in which something is looked for, and from which cell on it is typed in how many."""
    usual_key, _, brief_name = HEADS[stand.dimension]
    name = Run(brief_name, Role.ACCENT, bold=stand.active)
    head = [Run(" "), Run(stand.key or usual_key, Role.ACCENT), Run(" "), name, Run(" /")]
    distinct = stand.facet.distinct if stand.facet else 0
    number = f"{numbers.count(stand.listed)} of {numbers.count(distinct)}"
    start = width_of(head)
    in_order = " ".join([number, *_order(stand)])
    if room.line - start - 1 - len(in_order) >= _LEAST_FIELD:
        number = in_order
    field = max(_LEAST_FIELD, room.line - start - 1 - len(number))
    typed = "" if stand.typing else cut(glyphs.quoted(stand.wish.find), field)
    return [*head, Run(padded(typed, field), Role.STRONG), Run(f" {number}", Role.MUTED)], start, field


def _order(stand: Stand) -> list[str]:
    """Return the word for the order, where it is not the usual one."""
    turned = stand.wish.order.turned
    if stand.sort is FacetSort.NAME:
        return ["Z–A" if turned else "A–Z"]
    if stand.sort is FacetSort.FAILED and not turned:
        return []
    return [f"{stand.sort}{'↑' if turned else '↓'}"]


def open_lines(stand: Stand, room: Room, height: int, head: list[Run]) -> list[Line]:
    """Return an open facet: its head, and at most ``height`` values."""
    lines: list[Line] = [(Place(stand.dimension), head, Ground.BG)]
    largest, end = stand.largest, min(stand.top + height, stand.listed)
    lines += [_value_line(stand, place, room, largest) for place in range(stand.top, end)]
    if not stand.listed:
        lines.append((Place(stand.dimension), [Run(f" {_nothing(stand)}", Role.FAINT)], Ground.BG))
    return lines


def _nothing(stand: Stand) -> str:
    if stand.wish.find:
        return "no match"
    return "nothing failed" if stand.facet is not None and stand.facet.distinct else "none"


def _value_line(stand: Stand, place: int, room: Room, largest: int) -> Line:
    value, where = stand.value(place), Place(stand.dimension, place)
    here = stand.here and place == stand.cursor
    ground = (Ground.CURSOR if stand.active else Ground.PICK) if here else Ground.BG
    if value is None:  # on its way
        return where, [Run("▸" if here else " ", Role.ACCENT), Run("…", Role.FAINT)], ground
    picked = stand.marks.chosen(value)
    muted = Role.MUTED if not value.failed or (stand.marks.any and not picked) else Role.TEXT
    marker = Run("◆", Role.ACCENT) if picked else Run("▸" if here else " ", Role.ACCENT)
    if stand.marks.excluded(value):
        marker, muted = Run("–", Role.ACCENT), Role.MUTED
    name = padded(cut_middle(named(stand.dimension, value.value), room.name), room.name)
    runs = [marker, Run(name, Role.STRONG if picked else muted, bold=picked or None)]
    runs.append(Run(f" {numbers.count(value.failed):>{room.count}}", muted))
    if room.fact:
        runs.append(Run(f" {stand.fact(value):>{room.fact - 1}}", Role.MUTED))
    if room.bar:
        bar = glyphs.share_bar(value.failed, largest, room.bar - 1)
        runs.append(Run(f" {bar:<{room.bar - 1}}", Role.FAILED))
    if room.spark:
        line = glyphs.spark(value.spark)
        runs += [Run(" "), *(Run(glyph, Role.FAINT if glyph in " ▁" else Role.SOFT) for glyph in line)]
    return where, runs, ground


def folded_line(stand: Stand, width: int, widest: int) -> Line:
    """Return the one line of a folded facet: key, name, how many, the top or chosen value, its share.

    Args:
        stand: the facet.
        width: cells of the line.
        widest: cells of the longest number of values.
    """
    facet, runs = stand.facet, title(stand, short=True)
    if facet is None or not facet.values:
        return Place(stand.dimension), [*runs, Run(f" {_nothing(stand)}", Role.FAINT)], Ground.BG
    value = next(filter(stand.marks.chosen, facet.values), None) if stand.marks.any else None
    top = value or facet.top or facet.values[0]
    share = numbers.share(top.failed, facet.failed)
    count = cut(numbers.count(stand.listed), _COUNT)
    aligned = count.rjust(min(_COUNT, widest))
    room = width - 1 - 2 - _SHORT_HEAD - 3 - len(share) - (2 if value else 0)
    if cell_len(named(stand.dimension, top.value)) <= room - len(aligned):
        count = aligned
    name = cut_middle(named(stand.dimension, top.value), max(4, room - len(count)))
    runs += [Run(f" {count} ", Role.MUTED)]
    runs += [Run("◆ ", Role.ACCENT), Run(name, Role.STRONG)] if value else [Run(name, Role.MUTED)]
    return Place(stand.dimension), between(runs, [Run(share, Role.MUTED)], width), Ground.BG
