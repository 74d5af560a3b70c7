"""Six facets in one pane: all open where there is room, else the focused one open and one line for each other."""

from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Dimension, Facet, FacetValue
from tlsrpt_tui.index.matching import Predicate, text_matcher
from tlsrpt_tui.index.view import View
from tlsrpt_tui.text import unicode_domain
from tlsrpt_tui.tui import glyphs
from tlsrpt_tui.tui.keys import FACETS, MOVES
from tlsrpt_tui.tui.names import brief, said
from tlsrpt_tui.tui.paint import Run, between, cut, cut_middle, padded, width_of
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

SPARK = 6
"""Cells of a sparkline."""

_WHEEL = 3
_HEADS = {
    Dimension.ORGANIZATIONS: ("o", "Senders", "Senders"),
    Dimension.DOMAINS: ("d", "Domains", "Domains"),
    Dimension.POLICY_TYPES: ("p", "Policy types", "Policy"),
    Dimension.MX_HOSTS: ("m", "MX hosts", "MX"),
    Dimension.RESULT_TYPES: ("u", "Result types", "Result"),
    Dimension.SENDING_IPS: ("i", "Sending IPs", "From IP"),
}
_SHORT_HEAD = 7
_NAME = 17
_WHOLE_NAME = 24
_COUNT = 5
_SHARE = 4
_BAR = 4
_WIDE_BAR = 8


@dataclass(frozen=True, slots=True)
class Room:
    """How many cells each part of a value's line has."""

    name: int
    count: int
    share: int
    bar: int
    spark: int


@dataclass(frozen=True, slots=True)
class _Place:
    """What a line of the pane shows."""

    dimension: Dimension
    value: int | None = None


class FacetPanel(Canvas, can_focus=True):
    """The facets of one view; they are counted under all filters but their own."""

    BINDINGS = [*MOVES, *FACETS]  # noqa: RUF012  # Textual's convention

    class Narrowed(Message):
        """Enter was pressed on a value."""

        def __init__(self, dimension: Dimension, value: str) -> None:
            super().__init__()
            self.dimension = dimension
            self.value = value

    class Excluded(Message):
        """A value is to be left out."""

        def __init__(self, dimension: Dimension, value: str) -> None:
            super().__init__()
            self.dimension = dimension
            self.value = value

    class Ending(Message):
        """The cursor nears the last value at hand, and there are more."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._view = View()
        self._facets: dict[Dimension, Facet] = {}
        self._cursors: dict[Dimension, int] = dict.fromkeys(Dimension, 0)
        self._tops: dict[Dimension, int] = dict.fromkeys(Dimension, 0)
        self._places: list[_Place | None] = []
        self.focused = Dimension.ORGANIZATIONS

    def show(self, facets: dict[Dimension, Facet], view: View, *, tops: bool = False) -> None:
        """Show other counts; each cursor stays on its value where that is still there, with ``tops`` at the top."""
        for dimension, facet in facets.items():
            before, cursor = self._value(dimension), self._cursors[dimension]
            values = [value.value for value in facet.values]
            if before is not None and before.value in values and (cursor or not tops):
                self._cursors[dimension] = values.index(before.value)
            else:
                self._cursors[dimension] = min(cursor, max(0, len(values) - 1))
            self._tops[dimension] = max(0, self._tops[dimension] + self._cursors[dimension] - cursor)
        self._facets = dict(facets)
        self._view = view
        self.repaint()

    def go_to(self, dimension: Dimension) -> None:
        """Open one facet."""
        self.focused = dimension
        self.repaint()

    def _value(self, dimension: Dimension) -> FacetValue | None:
        facet = self._facets.get(dimension)
        cursor = self._cursors[dimension]
        return facet.values[cursor] if facet and cursor < len(facet.values) else None

    def _chosen(self, dimension: Dimension) -> Predicate | None:
        """Return what the filter asks for in a dimension; ``None`` where it asks for nothing."""
        field = dimension.field
        clauses = [clause for clause in self._view.clauses if clause.field is field and not clause.negated]
        return text_matcher(field, clauses)

    def _excluded(self, dimension: Dimension) -> Predicate | None:
        """Return what the filter leaves out in a dimension; ``None`` where it leaves out nothing."""
        field = dimension.field
        left_out = [clause for clause in self._view.clauses if clause.field is field and clause.negated]
        return text_matcher(field, [replace(clause, negated=False) for clause in left_out])

    def action_move(self, lines: int) -> None:
        """Go down, or up; beyond the end of a facet to the next, where all are open."""
        facet = self._facets.get(self.focused)
        last = len(facet.values) - 1 if facet else -1
        target = self._cursors[self.focused] + lines
        order = list(Dimension)
        here = order.index(self.focused)
        if target > last >= 0 and here < len(order) - 1 and abs(lines) == 1 and self._all_open:
            self.focused = order[here + 1]
            self._cursors[self.focused] = 0
        elif target < 0 < here and abs(lines) == 1 and self._all_open:
            self.focused = order[here - 1]
            above = self._facets.get(self.focused)
            self._cursors[self.focused] = max(0, len(above.values) - 1) if above else 0
        else:
            self._cursors[self.focused] = min(max(0, target), max(0, last))
        self._ask_for_more()
        self.repaint()

    def action_page(self, pages: int) -> None:
        """Go a page down, or up, within the facet."""
        self.action_move(pages * max(2, self.size.height // 2))

    def action_edge(self, end: bool) -> None:  # noqa: FBT001  # an action's argument
        """Go to the first value, or to the last at hand."""
        facet = self._facets.get(self.focused)
        self._cursors[self.focused] = len(facet.values) - 1 if facet and facet.values and end else 0
        self._ask_for_more()
        self.repaint()

    def _ask_for_more(self) -> None:
        facet = self._facets.get(self.focused)
        near = facet is not None and self._cursors[self.focused] + self.size.height >= len(facet.values)
        if facet is not None and near and len(facet.values) < facet.distinct:
            self.post_message(self.Ending())

    def action_narrow(self) -> None:
        """Narrow to the value under the cursor."""
        value = self._value(self.focused)
        if value is not None:
            self.post_message(self.Narrowed(self.focused, value.value))

    def action_exclude(self) -> None:
        """Leave the value under the cursor out."""
        value = self._value(self.focused)
        if value is not None:
            self.post_message(self.Excluded(self.focused, value.value))

    def on_click(self, event: Click) -> None:
        """Open the facet under the pointer, put its cursor there; a second click narrows."""
        place = self._places[event.y] if event.y < len(self._places) else None
        if place is None:
            return
        again = place.dimension is self.focused and place.value == self._cursors[place.dimension]
        self.focused = place.dimension
        if place.value is not None:
            self._cursors[place.dimension] = place.value
            if again and event.chain > 1:
                self.action_narrow()
        self.repaint()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_move(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_move(-_WHEEL)

    @property
    def _all_open(self) -> bool:
        return self.size.height >= 30  # noqa: PLR2004  # six facets of three values with their heads and gaps

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines."""
        room = self._room(width - 1)
        lines: list[tuple[_Place | None, list[Run], Ground]] = []
        heights = self._heights(height)
        for dimension in Dimension:
            if heights[dimension] == 0:
                lines.append(self._folded(dimension, width))
                continue
            lines += self._open(dimension, room, heights[dimension])
            if self._all_open and dimension is not Dimension.SENDING_IPS:
                lines.append((None, [], Ground.BG))
        lines = lines[:height] + [(None, [], Ground.BG)] * (height - len(lines))
        self._places = [place for place, _, _ in lines]
        return [self.line(runs, width, ground) for _, runs, ground in lines]

    def _heights(self, height: int) -> dict[Dimension, int]:
        """Return how many values of each facet are shown; 0 closes it."""
        if not self._all_open:
            closed = len(Dimension) - 1
            room = max(1, height - closed - 1)
            return {dimension: room if dimension is self.focused else 0 for dimension in Dimension}
        wanted = {
            dimension: max(1, len(self._facets[dimension].values) if dimension in self._facets else 1)
            for dimension in Dimension
        }
        room = height - 2 * len(Dimension) + 1
        shown = {dimension: min(wanted[dimension], 2) for dimension in Dimension}
        while sum(shown.values()) < room:
            growing = [dimension for dimension in Dimension if shown[dimension] < wanted[dimension]]
            if not growing:
                break
            least = min(growing, key=lambda dimension: shown[dimension] - 2 * (dimension is self.focused))
            shown[least] += 1
        return shown

    def _room(self, width: int) -> Room:
        """Return the widths of a value's parts: bar, sparkline and share go before the name is cut."""
        names = [
            cell_len(self._named(facet.dimension, value.value))
            for facet in self._facets.values()
            if self._all_open or facet.dimension is self.focused
            for value in facet.values[: self.size.height]
        ]
        counts = [len(numbers.count(facet.values[0].failed)) for facet in self._facets.values() if facet.values]
        # The word for what went wrong is never cut where it is what one reads.
        whole = self.focused is Dimension.RESULT_TYPES and not self._all_open
        wanted = _WHOLE_NAME if whole else _NAME
        longest, count = max(names, default=8), max([_COUNT, *counts])
        share, spark = _SHARE + 1, SPARK + 1
        bar = (_WIDE_BAR if self.app.size.width >= 180 else _BAR + (width >= 44)) + 1  # noqa: PLR2004  # as drawn
        for parts in ((share, bar, spark), (share, 4, spark), (share, 0, spark), (share, 0, 0), (0, 0, 0)):
            room = width - count - 1 - sum(parts)
            if room >= min(longest, wanted):
                return Room(room, count, *parts)
        return Room(max(1, width - count - 1), count, 0, 0, 0)

    @staticmethod
    def _named(dimension: Dimension, value: str) -> str:
        if dimension is Dimension.ORGANIZATIONS:
            return brief(value)
        if dimension is Dimension.DOMAINS:
            shown = unicode_domain(value)
            return f"{value} {shown}" if shown else said(value)
        return said(value)

    def _title(self, dimension: Dimension, *, short: bool) -> list[Run]:
        key, name, brief_name = _HEADS[dimension]
        focused = dimension is self.focused and self.has_focus
        shown = padded(brief_name, _SHORT_HEAD) if short else name
        role = Role.ACCENT if focused else Role.TEXT
        return [Run(" "), Run(key, Role.ACCENT), Run(" "), Run(shown, role, bold=focused)]

    def _open(self, dimension: Dimension, room: Room, height: int) -> list[tuple[_Place | None, list[Run], Ground]]:
        facet = self._facets.get(dimension)
        values = facet.values if facet else ()
        shown = min(height, len(values))
        distinct = facet.distinct if facet else 0
        number = f"{shown} of {numbers.count(distinct)}" if shown < distinct else numbers.count(distinct)
        title = [*self._title(dimension, short=False), Run(f" {number}", Role.MUTED)]
        if dimension is Dimension.ORGANIZATIONS or not self._all_open:
            kind = "failed" if any(value.successful is not None for value in values) else "reported"
            head = self._title(dimension, short=False)
            title = self._captioned(head, number, numbers.count(distinct), kind, room)
        cursor = self._cursors[dimension]
        top = max(min(self._tops[dimension], cursor), cursor - height + 1, 0)
        self._tops[dimension] = top = min(top, max(0, len(values) - height))
        lines: list[tuple[_Place | None, list[Run], Ground]] = [(_Place(dimension), title, Ground.BG)]
        chosen = self._chosen(dimension)
        largest = values[0].failed if values else 0
        shown_places = range(top, min(top + height, len(values)))
        lines += [self._value_line(dimension, place, room, chosen, largest) for place in shown_places]
        if not values:
            lines.append((_Place(dimension), [Run(" none", Role.FAINT)], Ground.BG))
        blanks = height - (len(lines) - 1)
        return [*lines, *[(None, [], Ground.BG)] * max(0, blanks)] if not self._all_open else lines

    @staticmethod
    def _captioned(title: list[Run], number: str, brief_number: str, kind: str, room: Room) -> list[Run]:
        """Return a facet's head with the heads of the columns, the number of values shortened to make room for them."""
        caption = f"{kind} share" if room.share else kind
        edge = 1 + room.name + 1 + room.count + room.share + bool(room.share and (room.bar or room.spark))
        for shown in (number, brief_number):
            head = [*title, Run(f" {shown}", Role.MUTED)]
            if width_of(head) + 1 + len(caption) <= edge:
                return between(head, [Run(caption, Role.MUTED)], edge)
        return [*title, Run(f" {number}", Role.MUTED)]

    def _value_line(
        self, dimension: Dimension, place: int, room: Room, chosen: Predicate | None, largest: int
    ) -> tuple[_Place, list[Run], Ground]:
        facet = self._facets[dimension]
        value = facet.values[place]
        here = dimension is self.focused and place == self._cursors[dimension]
        ground = (Ground.CURSOR if self.has_focus else Ground.PICK) if here else Ground.BG
        picked = chosen is not None and chosen(value.value)
        muted = Role.MUTED if not value.failed or (chosen is not None and not picked) else Role.TEXT
        excluded = self._excluded(dimension)
        marker = Run("◆", Role.ACCENT) if picked else Run("▸" if here else " ", Role.ACCENT)
        if excluded is not None and excluded(value.value):
            marker, muted = Run("–", Role.ACCENT), Role.MUTED
        name = padded(cut_middle(self._named(dimension, value.value), room.name), room.name)
        runs = [marker, Run(name, Role.STRONG if picked else muted, bold=picked or None)]
        runs.append(Run(f" {numbers.count(value.failed):>{room.count}}", muted))
        if room.share:
            runs.append(Run(f" {numbers.share(value.failed, facet.failed):>{room.share - 1}}", Role.MUTED))
        if room.bar:
            bar = glyphs.share_bar(value.failed, largest, room.bar - 1)
            runs.append(Run(f" {bar:<{room.bar - 1}}", Role.FAILED))
        if room.spark:
            runs += self._spark(value)
        return _Place(dimension, place), runs, ground

    @staticmethod
    def _spark(value: FacetValue) -> list[Run]:
        line = glyphs.spark(value.spark)
        return [Run(" "), *(Run(glyph, Role.FAINT if glyph in " ▁" else Role.SOFT) for glyph in line)]

    def _folded(self, dimension: Dimension, width: int) -> tuple[_Place, list[Run], Ground]:
        """Return the one line of a facet that is not open: key, name, how many, the top or chosen value, its share."""
        facet = self._facets.get(dimension)
        runs = self._title(dimension, short=True)
        if facet is None or not facet.values:
            return _Place(dimension), [*runs, Run(" none", Role.FAINT)], Ground.BG
        chosen = self._chosen(dimension)
        value = next((value for value in facet.values if chosen(value.value)), None) if chosen else None
        top = value or facet.values[0]
        share = numbers.share(top.failed, facet.failed)
        counts = [numbers.count(other.distinct) for other in self._facets.values()]
        count = cut(numbers.count(facet.distinct), _COUNT)
        aligned = count.rjust(min(_COUNT, max(map(len, counts))))
        room = width - 1 - 2 - _SHORT_HEAD - 3 - len(share) - (2 if value else 0)
        if cell_len(self._named(dimension, top.value)) <= room - len(aligned):
            count = aligned
        name_room = room - len(count)
        name = cut_middle(self._named(dimension, top.value), max(4, name_room))
        runs += [Run(f" {count} ", Role.MUTED)]
        if value:
            runs += [Run("◆ ", Role.ACCENT), Run(name, Role.STRONG)]
        else:
            runs.append(Run(name, Role.MUTED))
        return _Place(dimension), between(runs, [Run(share, Role.MUTED)], width), Ground.BG
