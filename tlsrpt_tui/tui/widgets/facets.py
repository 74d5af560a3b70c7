"""Six facets in one pane: what keys and the mouse do to them."""

from dataclasses import replace

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.widgets import Input

from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.facet_answers import FacetOrder, FacetSort, FacetValue, FacetWish, Prefixes
from tlsrpt_tui.tui.keys import FACETS, MOVES, hint_of, keymap_of
from tlsrpt_tui.tui.widgets.facet_board import FacetBoard
from tlsrpt_tui.tui.widgets.facet_lines import SPARK, Place
from tlsrpt_tui.tui.widgets.find_field import FindField

__all__ = ["SPARK", "FacetPanel"]

_WHEEL = 3
_NETWORKS = (None, Prefixes(24, 48), Prefixes(16, 32))


class FacetPanel(FacetBoard, can_focus=True):
    """The facets of one view; they are counted under all filters but their own."""

    BINDINGS = [*MOVES, *FACETS]  # noqa: RUF012  # Textual's convention

    class OnValue(Message):
        """A key was pressed on a value."""

        def __init__(self, dimension: Dimension, value: FacetValue) -> None:
            super().__init__()
            self.dimension = dimension
            self.value = value

    class Narrowed(OnValue):
        """The view is to be narrowed to a value."""

    class Added(OnValue):
        """A value is to be shown beside those that are chosen, or no longer."""

    class Excluded(OnValue):
        """A value is to be left out, or no longer."""

    class Refused(Message):
        """A key could not act; ``words`` say why."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._clicked: Place | None = None

    def go_to(self, dimension: Dimension) -> None:
        """Open one facet."""
        self._leave_field()
        self.focused = dimension
        self.repaint()

    # Moving

    @property
    def current(self) -> FacetValue | None:
        """The value under the cursor, where there is one."""
        return self._value(self.focused)

    def action_move(self, lines: int) -> None:
        """Go down, or up; beyond the end of a facet to the next, where all are open."""
        last = self._stand(self.focused).listed - 1
        target = self._cursors[self.focused] + lines
        order = list(Dimension)
        here = order.index(self.focused)
        walks = abs(lines) == 1 and self._all_open and not self.is_finding
        if target > last >= 0 and here < len(order) - 1 and walks:
            self.focused = order[here + 1]
            self._cursors[self.focused] = 0
        elif target < 0 < here and walks:
            self.focused = order[here - 1]
            self._cursors[self.focused] = max(0, self._stand(self.focused).listed - 1)
        else:
            self._cursors[self.focused] = min(max(0, target), max(0, last))
        self._moved()

    def action_page(self, pages: int) -> None:
        """Go a page down, or up, within the facet."""
        self.action_move(pages * max(2, self.size.height // 2))

    def action_edge(self, end: bool) -> None:  # noqa: FBT001  # an action's argument
        """Go to the first value, or to the very last."""
        self._cursors[self.focused] = max(0, self._stand(self.focused).listed - 1) if end else 0
        self._moved()

    def _moved(self) -> None:
        facet, cursor, height = self._facets.get(self.focused), self._cursors[self.focused], self.size.height
        self._clicked = None
        self.repaint()
        if facet is not None:
            end = facet.offset + len(facet.values)
            if max(0, cursor - height) < facet.offset or min(facet.listed, cursor + height) > end:
                self.post_message(self.Wanted())

    # Values

    def _on_value(self, message: type[OnValue]) -> None:
        value = self._value(self.focused)
        if value is not None:
            self.post_message(message(self.focused, value))
        else:
            self.post_message(self.Refused("there is no value under the cursor"))

    def action_narrow(self) -> None:
        """Narrow to the value under the cursor."""
        self._on_value(self.Narrowed)

    def action_add(self) -> None:
        """Show the value under the cursor too."""
        self._on_value(self.Added)

    def action_exclude(self) -> None:
        """Leave the value under the cursor out."""
        self._on_value(self.Excluded)

    # Which values, in what order

    def _wished(self, dimension: Dimension, wish: FacetWish) -> None:
        if wish != self._wishes[dimension]:
            self._wishes[dimension] = wish
            self.post_message(self.Wanted())
        self.repaint()

    def action_sort_values(self) -> None:
        """Sort by what comes next: failed, rate where there is one, name, last seen."""
        stand = self._stand(self.focused)
        sorts = [sort for sort in FacetSort if sort is not FacetSort.RATE or stand.has_rates]
        order = FacetOrder(sorts[(sorts.index(stand.sort) + 1) % len(sorts)])
        self._wished(self.focused, replace(stand.wish, order=order))

    def action_reverse_values(self) -> None:
        """Turn the order round."""
        stand = self._stand(self.focused)
        order = FacetOrder(stand.sort, not stand.wish.order.turned)
        self._wished(self.focused, replace(stand.wish, order=order))

    def action_networks(self) -> None:
        """Count the sending IPs by network, by wider network, or each by itself."""
        dimension = Dimension.SENDING_IPS
        self.go_to(dimension)
        wish = self._wishes[dimension]
        self._cursors[dimension] = 0
        following = _NETWORKS[(_NETWORKS.index(wish.networks) + 1) % len(_NETWORKS)]
        self._wished(dimension, replace(wish, networks=following, find=""))

    def turn_failing(self) -> None:
        """Show only values under which something failed, or all."""
        failing = not self._wishes[self.focused].failing
        for dimension, wish in self._wishes.items():
            self._wished(dimension, replace(wish, failing=failing))

    # Looking for values

    def action_find(self) -> None:
        """Look for values of the facet under the cursor."""
        self.query_one(FindField).open(self._wishes[self.focused].find)
        self.repaint()

    def action_next_hit(self, step: int) -> None:
        """Go to the next, or the previous, of the values that were found."""
        if not self._wishes[self.focused].find:
            key = hint_of(keymap_of(self.app), "pane.find")
            self.post_message(self.Refused(f"nothing is looked for here: {key} finds"))
            return
        listed = self._stand(self.focused).listed
        self._cursors[self.focused] = (self._cursors[self.focused] + step) % max(1, listed)
        self._moved()

    def stop_finding(self) -> bool:
        """Show all values again; return whether anything was looked for."""
        wish = self._wishes[self.focused]
        self._wished(self.focused, replace(wish, find=""))
        return bool(wish.find)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what holds the text."""
        event.stop()
        self._wished(self.focused, replace(self._wishes[self.focused], find=event.value.strip()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep what was found."""
        event.stop()
        self._leave_field()

    def on_find_field_left(self, message: FindField.Left) -> None:
        """Close the field."""
        message.stop()
        if message.clear:
            self.stop_finding()
        self._leave_field()

    def _leave_field(self) -> None:
        field = self.query_one(FindField)
        if field.display:
            if field.has_focus:
                self.screen.set_focus(self)
            field.display = False
            self.repaint()

    # The mouse

    def on_click(self, event: Click) -> None:
        """Open the facet under the pointer, put its cursor there; a second click narrows, or on a head sorts."""
        place = self._places[event.y] if event.y < len(self._places) else None
        if place is None or event.widget is not self:
            return
        again = place == Place(self.focused, self._cursors[self.focused])
        if place.dimension is not self.focused:
            self.go_to(place.dimension)
        if place.value is None:
            if place == self._clicked:
                self.action_sort_values()
        else:
            self._cursors[place.dimension] = place.value
            if again and event.chain > 1:
                self.action_narrow()
        self._clicked = place
        self.repaint()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_move(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_move(-_WHEEL)
