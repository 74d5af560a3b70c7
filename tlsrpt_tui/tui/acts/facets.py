"""The keys for facets: narrow, add, exclude, hide what did not fail, and fetching the values that are wished."""

from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.facet_answers import Facet, FacetValue
from tlsrpt_tui.index.view import Operator, View
from tlsrpt_tui.tui.screens.acting import ActingPage
from tlsrpt_tui.tui.widgets.facet_marks import Marks
from tlsrpt_tui.tui.widgets.facets import SPARK, FacetPanel

_VALUES = 200
_SCREENS = 5


class FacetActs(ActingPage):
    """A screen with facets."""

    @property
    def values_at_hand(self) -> int:
        """How many values of a facet are asked for: more than one looks through before the next are there."""
        return max(_VALUES, _SCREENS * self.app.size.height)

    def on_facet_board_wanted(self) -> None:
        """Fetch the values that are wished, which leaves everything else as it is."""
        answering, now = self.answering, self.now()
        if answering is None:
            return
        panel, values, bars = self.query_one(FacetPanel), self.values_at_hand, self.bars()
        engine, view, wishes = answering.engine, answering.view, panel.wishes()

        def question() -> dict[Dimension, Facet]:
            return engine.overview(view, now=now, bars=bars, values=values, spark=SPARK, wishes=wishes).facets

        def take(facets: dict[Dimension, Facet]) -> None:
            if self.answering is answering:
                panel.show(facets, view, wishes, years=self.state.years)

        self.ask("facets", question, take)

    def on_facet_panel_narrowed(self, message: FacetPanel.Narrowed) -> None:
        """Narrow to a value; a value that is chosen already is let go."""
        field, view, value = message.dimension.field, self.state.view, message.value.value
        if view.selected(field) == {value.casefold()}:
            self.explorer.set_view(view.without_choice(field))
        else:
            self.explorer.set_view(view.readmitted(field, value).narrowed(field, value, _operator(message.value)))

    def on_facet_panel_added(self, message: FacetPanel.Added) -> None:
        """Show a value beside those that are chosen; one that is chosen is let go."""
        field, view, value = message.dimension.field, self.state.view, message.value
        if not Marks(message.dimension, view).chosen(value):
            admitted = view.readmitted(field, value.value)
            self.explorer.set_view(admitted.added(field, value.value, _operator(value)))
            return
        self._take_back(view, view.without_value(field, value.value), "chosen")

    def on_facet_panel_excluded(self, message: FacetPanel.Excluded) -> None:
        """Leave a value out, or let it in again."""
        field, view, value = message.dimension.field, self.state.view, message.value
        if not Marks(message.dimension, view).excluded(value):
            let_go = view.without_value(field, value.value)
            self.explorer.set_view(let_go.excluded(field, value.value, _operator(value)))
            return
        self._take_back(view, view.readmitted(field, value.value), "left out")

    def _take_back(self, before: View, after: View, what: str) -> None:
        """Look at ``after``, or say that a wider step of the filter means the value too."""
        if after == before:
            self.say(f"it is {what} by a wider step of the filter: {self.key('view.filter')} edits that")
        else:
            self.explorer.set_view(after)

    def on_facet_panel_refused(self, message: FacetPanel.Refused) -> None:
        """Say why a key could not act."""
        self.say(message.words)

    def action_failing(self) -> None:
        """Show only values under which something failed, or all."""
        self.query_one(FacetPanel).turn_failing()

    def action_widen(self) -> None:
        """Show all values again where some were looked for; else take the last step of the filter back."""
        panel = self.query_one(FacetPanel)
        if not (panel.has_focus and panel.stop_finding()):
            super().action_widen()


def _operator(value: FacetValue) -> Operator | None:
    """Return how a clause names a value; ``None`` for the way that means nothing but it."""
    return Operator.MATCHES if value.is_network else None
