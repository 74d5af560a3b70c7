"""What the facets of a view are at the moment, and how they are drawn: all open where there is room, or one of them."""

from collections.abc import Mapping
from dataclasses import replace

from textual.app import ComposeResult
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.facet_answers import Facet, FacetValue, FacetWish
from tlsrpt_tui.index.view import View
from tlsrpt_tui.tui.keys import keymap_of
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.facet_lines import (
    BLANK,
    Line,
    Place,
    Room,
    Stand,
    find_head,
    folded_line,
    head_of,
    open_lines,
    room_of,
)
from tlsrpt_tui.tui.widgets.facet_marks import Marks
from tlsrpt_tui.tui.widgets.find_field import FindField

_OPENS_ALL = 30  # lines: six facets of three values with their heads and gaps
_VAST = 180


class FacetBoard(Canvas):
    """The facets of one view, each with its cursor and with what is wished of it."""

    class Wanted(Message):
        """Other values are wanted than those at hand."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._facets: dict[Dimension, Facet] = {}
        self._wishes: dict[Dimension, FacetWish] = dict.fromkeys(Dimension, FacetWish())
        self._marks = {dimension: Marks(dimension, View()) for dimension in Dimension}
        self._cursors: dict[Dimension, int] = dict.fromkeys(Dimension, 0)
        self._tops: dict[Dimension, int] = dict.fromkeys(Dimension, 0)
        self._places: list[Place | None] = []
        self._years = False
        self.focused = Dimension.ORGANIZATIONS

    def compose(self) -> ComposeResult:
        """Keep the field at hand in which one looks for values."""
        yield FindField()

    def wishes(self, *, tops: bool = False) -> dict[Dimension, FacetWish]:
        """Return what is wished of each facet, around its cursor; with ``tops``, one at the top stays at the top."""
        return {dimension: self._wish(dimension, tops=tops) for dimension in Dimension}

    def _wish(self, dimension: Dimension, *, tops: bool) -> FacetWish:
        cursor, value = self._cursors[dimension], self._value(dimension)
        around = value.value if value is not None and (cursor or not tops) else None
        return replace(self._wishes[dimension], around=around, place=cursor)

    def show(
        self,
        facets: Mapping[Dimension, Facet],
        view: View,
        asked: Mapping[Dimension, FacetWish],
        *,
        tops: bool = False,
        years: bool = False,
    ) -> None:
        """Show other counts; each cursor stays on its value where that is still there, with ``tops`` at the top.

        Counts that were ``asked`` for with another wish than the newest are asked for once more.
        """
        wanted = False
        for dimension, facet in facets.items():
            if asked[dimension].listing != self._wishes[dimension]:
                wanted = True
                continue
            cursor, value = self._cursors[dimension], self._value(dimension)
            landed = self._landing(dimension, facet, value if cursor or not tops else None)
            self._cursors[dimension] = landed
            before = self._facets.get(dimension)
            # In another order, as much as can be seen of what comes before it.
            same = before is None or before.wish == facet.wish
            self._tops[dimension] = max(0, self._tops[dimension] + landed - cursor) if same else 0
            self._facets[dimension] = facet
            wanted = wanted or (facet.listed > 0 and self._value(dimension) is None)
        self._marks = {dimension: Marks(dimension, view) for dimension in Dimension}
        self._years = years
        self.repaint()
        if wanted:
            self.post_message(self.Wanted())

    def forget(self) -> None:
        """Begin at the top of every facet with the next counts, wherever the cursors were."""
        self._facets.clear()
        self._cursors = dict.fromkeys(Dimension, 0)
        self._tops = dict.fromkeys(Dimension, 0)

    def _landing(self, dimension: Dimension, facet: Facet, value: FacetValue | None) -> int:
        """Return where the cursor goes among other values: to the value that it was on."""
        before, cursor = self._facets.get(dimension), self._cursors[dimension]
        if value is not None:
            names = [(other.value, other.is_network) for other in facet.values]
            if (value.value, value.is_network) in names:
                return facet.offset + names.index((value.value, value.is_network))
            if before is not None and before.wish != facet.wish:
                return 0
        return min(cursor, max(0, facet.listed - 1))

    def _stand(self, dimension: Dimension) -> Stand:
        return Stand(
            dimension,
            self._facets.get(dimension),
            self._wishes[dimension],
            self._marks[dimension],
            self._cursors[dimension],
            self._tops[dimension],
            here=dimension is self.focused,
            active=self.has_focus or self.is_finding,
            typing=dimension is self.focused and self.is_finding,
            years=self._years,
            key=keymap_of(self.app).all_shown(f"facet.{dimension.value.replace('_', '-')}")[0],
        )

    def _value(self, dimension: Dimension) -> FacetValue | None:
        return self._stand(dimension).value(self._cursors[dimension])

    @property
    def is_finding(self) -> bool:
        """Whether what to look for is being typed."""
        return any(field.display for field in self.query(FindField))

    @property
    def _all_open(self) -> bool:
        return self.size.height >= _OPENS_ALL

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines."""
        heights = self._heights(height)
        self._scroll(heights)
        stands = {dimension: self._stand(dimension) for dimension in Dimension}
        opened = [stand for dimension, stand in stands.items() if heights[dimension]]
        vast = self.app.size.width >= _VAST
        room = room_of(opened, width - 1, height=height, folds=not self._all_open, vast=vast)
        widest = max((len(numbers.count(stand.listed)) for stand in stands.values()), default=0)
        lines: list[Line] = []
        for dimension, stand in stands.items():
            if heights[dimension] == 0:
                lines.append(folded_line(stand, width, widest))
                continue
            shown = open_lines(stand, room, heights[dimension], self._head(stand, room, heights, len(lines)))
            blanks = 0 if self._all_open else heights[dimension] + 1 - len(shown)
            lines += [*shown, *[BLANK] * blanks]
            if self._all_open and dimension is not Dimension.SENDING_IPS:
                lines.append(BLANK)
        lines = lines[:height] + [BLANK] * (height - len(lines))
        self._places = [place for place, _, _ in lines]
        return [self.line(runs, width, ground) for _, runs, ground in lines]

    def _head(self, stand: Stand, room: Room, heights: dict[Dimension, int], y: int) -> list[Run]:
        if stand.typing or stand.wish.find:
            head, start, width = find_head(stand, room)
            if stand.typing:
                self.query_one(FindField).put(start, y, width)
            return head
        captioned = stand.dimension is Dimension.ORGANIZATIONS or not self._all_open
        return head_of(stand, room, min(heights[stand.dimension], stand.listed), captioned=captioned)

    def _scroll(self, heights: dict[Dimension, int]) -> None:
        """Have each cursor in sight."""
        for dimension, height in heights.items():
            if height:
                cursor, listed = self._cursors[dimension], self._stand(dimension).listed
                top = max(min(self._tops[dimension], cursor), cursor - height + 1, 0)
                self._tops[dimension] = min(top, max(0, listed - height))

    def _heights(self, height: int) -> dict[Dimension, int]:
        """Return how many values of each facet are shown; 0 closes it."""
        if not self._all_open:
            room = max(1, height - len(Dimension))
            return {dimension: room if dimension is self.focused else 0 for dimension in Dimension}
        wanted = {dimension: max(1, self._stand(dimension).listed) for dimension in Dimension}
        room = height - 2 * len(Dimension) + 1
        shown = {dimension: min(wanted[dimension], 2) for dimension in Dimension}
        while sum(shown.values()) < room:
            growing = [dimension for dimension in Dimension if shown[dimension] < wanted[dimension]]
            if not growing:
                break
            least = min(growing, key=lambda dimension: shown[dimension] - 2 * (dimension is self.focused))
            shown[least] += 1
        return shown
