"""Explore: facets, a timeline, the rows, and the record under the cursor."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Dimension, Engine, FailureRow, Overview, RowIdentity, RowPage
from tlsrpt_tui.index.view import Sort, SortColumn, View
from tlsrpt_tui.tui.keys import EXPLORE, ROWS
from tlsrpt_tui.tui.names import brief, said
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.screens.base import Answering, Page, Stand
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.context_line import totals_facts
from tlsrpt_tui.tui.widgets.facets import SPARK, FacetPanel
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.record import RecordPane
from tlsrpt_tui.tui.widgets.record import Shown as ShownRecord
from tlsrpt_tui.tui.widgets.table import WINDOW, Column, Table, day_column
from tlsrpt_tui.tui.widgets.timeline import Shown as ShownTime
from tlsrpt_tui.tui.widgets.timeline import Timeline, bars_that_fit

_FIRST_VALUES = 200
_MORE = 5
_NARROW = 80
_VAST = 180


def _muted(_: FailureRow) -> Role:
    return Role.MUTED


def _sessions(row: FailureRow) -> str:
    """Return the failed sessions; ``=`` where another policy of the report describes the same ones."""
    return numbers.count(row.sessions) if row.counts else f"= {numbers.count(row.sessions)}"


def columns(*, years: bool) -> tuple[Column[FailureRow], ...]:
    """Return the columns; with ``years``, days carry theirs."""
    return (
        day_column(lambda row: row.day, years=years),
        Column("sender", "Sender", lambda row: brief(row.organization), least=8, most=18),
        Column("result", "Result type", lambda row: said(row.result_type), least=22, most=25, rank=2),
        Column("mx", "MX host", lambda row: said(row.mx_host), _muted, least=12, most=32, rank=1, middle=True),
        Column("domain", "Domain", lambda row: said(row.domain), _muted, least=11, most=24, rank=4, middle=True),
        Column("ip", "Sending IP", lambda row: said(row.sending_ip), _muted, least=15, most=39, rank=5),
        Column("policy", "Policy", lambda row: said(row.policy_type), _muted, least=6, most=8, rank=3),
        Column("failed", "Failed", _sessions, most=20, right=True),
    )


_ORDERS = {
    SortColumn.DAY: ("oldest first", "newest first"),
    SortColumn.FAILED: ("least first", "most first"),
}


class Rows(Table[FailureRow]):
    """The failure rows of the view."""

    BINDINGS = [*ROWS]  # noqa: RUF012  # Textual's convention


@dataclass(frozen=True, slots=True)
class _Answer:
    overview: Overview
    page: RowPage
    place: int | None


class ExploreScreen(Page):
    """The screen that most work is done in."""

    mode: ClassVar = "explore"
    BINDINGS = [*EXPLORE]  # noqa: RUF012  # Textual's convention
    hints: ClassVar = (("enter", "narrow"), ("!", "exclude"), ("esc", "widen"), ("/", "filter"), ("?", "keys"))

    def __init__(self) -> None:
        super().__init__()
        self._overview: Overview | None = None
        self._values = _FIRST_VALUES

    def compose_body(self) -> ComposeResult:
        """Lay out timeline, facets, rows and record."""
        yield Timeline(id="timeline")
        with Container(id="body"):
            yield FacetPanel(id="facets")
            yield Rows(columns(years=False), empty="nothing failed", id="rows")
            yield RecordPane(id="record")

    def on_mount(self) -> None:
        """Start among the senders."""
        self.query_one(Rows).title = "Rows"
        self.query_one(FacetPanel).focus()

    def focus_main(self) -> None:
        """Put the focus on the facets, or on the rows where those are what is seen."""
        self.query_one(Rows if self.has_class("-rows") else FacetPanel).focus()

    def on_resize(self) -> None:
        """Ask for as many bars as fit now, and offer the keys of what is to be seen."""
        super().on_resize()
        self.on_descendant_focus()
        narrow = self.app.size.width < _NARROW
        self.query_one(FacetPanel).set_class(not narrow, "-beside")
        self.query_one(Rows).set_class(self.app.size.width >= _VAST, "-beside")
        engine = self.state.engine
        if engine is not None and self._overview is not None:
            self.ask_all(engine, fresh=self.is_fresh)

    def name_of(self, engine: Engine, row: FailureRow) -> RowIdentity:
        """Return what names a failure row in every index that holds its report."""
        return engine.row_identity(row.number)

    def ask_all(self, engine: Engine, *, fresh: bool) -> None:
        """Ask for facets, timeline and rows, those around the row that the cursor is on."""
        state, now = self.state, self.now()
        view, bars, values = state.view, bars_that_fit(self.app.size.width), self._values
        stand = Stand(0) if fresh else self.stand

        def question() -> _Answer:
            overview = engine.overview(view, now=now, bars=bars, values=values, spark=SPARK)
            number = None if stand.name is None else engine.row_named(stand.name)
            place = None if number is None else engine.row_place(view, number, now=now)
            offset = max(0, (stand.place if place is None else place) - WINDOW // 2)
            return _Answer(overview, engine.rows(view, now=now, offset=offset, limit=WINDOW), place)

        answering = Answering(engine, view, state.whole)
        self.ask("overview", question, lambda answer: self._show(answer, answering, None if fresh else stand))

    def _show(self, answer: _Answer, answering: Answering, stand: Stand | None) -> None:
        """Show the answers; without a ``stand`` from the top."""
        cursor = 0 if stand is None else self.landing(stand, answer.place)
        if cursor is None:
            return
        settled = self.settled
        self.display_answer(answering)
        self._overview = answer.overview
        view = answer.overview.view
        span = view.day_range(self.now())
        self.query_one(Timeline).show(
            ShownTime(answer.overview.timeline, answer.overview.totals, span.first, span.last)
        )
        self.query_one(FacetPanel).show(answer.overview.facets, view, tops=not settled)
        rows = self.query_one(Rows)
        rows.order = _ORDERS.get(view.sort.column, ("from A", "from Z"))[view.sort.descending]
        rows.empty = "nothing failed" if answer.overview.totals.reports else "nothing matches: esc widens"
        rows.columns = columns(years=self.state.years)
        rows.sorted_by = (view.sort.column.value, view.sort.descending)
        page = answer.page
        rows.show(page.rows, offset=page.offset, total=page.total, cursor=cursor, still=stand is not None)
        self.show_context()

    def facts(self) -> tuple[tuple[Run, ...], ...]:
        """Return hidden rows and failed sessions."""
        return totals_facts(self._overview.totals) if self._overview and self.state.reports else ()

    def on_table_wanted(self, message: Table.Wanted) -> None:
        """Fetch the rows that come into sight."""
        answering, now, offset = self.answering, self.now(), message.offset
        if answering is None:
            return

        def take(page: RowPage) -> None:
            if self.answering is answering:
                self.query_one(Rows).add(page.rows, offset=page.offset)

        self.ask("rows", lambda: answering.engine.rows(answering.view, now=now, offset=offset, limit=WINDOW), take)

    def on_table_moved(self) -> None:
        """Show the record under the cursor."""
        row, answering, pane = self.query_one(Rows).current, self.answering, self.query_one(RecordPane)
        if row is None or answering is None:
            self.questions.drop("record")
            pane.show(None)
            return
        engine, roomy, number, years = answering.engine, pane.roomy, row.number, self.state.years

        def question() -> ShownRecord:
            record = engine.record(number)
            lines = engine.report(record.row.report).lines if roomy else ()
            return ShownRecord(record, lines, years=years)

        self.ask("record", question, pane.show)

    def on_table_opened(self, message: Table.Opened) -> None:
        """Open the whole report."""
        row = message.table.current
        if row is not None and self.answering is not None:
            engine = self.answering.engine
            self.explorer.open_report(engine.report_identity(row.report), engine.row_identity(row.number))

    def on_facet_panel_narrowed(self, message: FacetPanel.Narrowed) -> None:
        """Narrow to a value; a value that is chosen already is let go."""
        field, view = message.dimension.field, self.state.view
        if view.selected(field) == {message.value.casefold()}:
            self.explorer.set_view(view.without_choice(field))
        else:
            self.explorer.set_view(view.narrowed(field, message.value))

    def on_facet_panel_excluded(self, message: FacetPanel.Excluded) -> None:
        """Leave a value out, or let it in again."""
        field, view = message.dimension.field, self.state.view
        readmitted = view.readmitted(field, message.value)
        self.explorer.set_view(view.excluded(field, message.value) if readmitted == view else readmitted)

    def on_facet_panel_ending(self) -> None:
        """Fetch more values of the facets."""
        engine = self.state.engine
        if engine is not None:
            self._values *= _MORE
            self.ask_all(engine, fresh=self.is_fresh)

    def action_facet(self, name: str) -> None:
        """Go to a facet."""
        self._see_rows(rows=False)
        panel = self.query_one(FacetPanel)
        panel.focus()
        panel.go_to(Dimension(name))

    def on_descendant_focus(self) -> None:
        """Say which keys matter in the pane that has the focus."""
        enter = ("enter", "whole report") if self.query_one(Rows).has_focus else ("enter", "narrow")
        if self.app.size.width < _NARROW:
            other = ("tab", "facets") if self.has_class("-rows") else ("tab", "rows")
            self._offer(((other), ("/", "filter"), ("?", "keys")))
        else:
            self._offer((("!", "exclude"), ("esc", "widen"), enter, ("/", "filter"), ("?", "keys")))

    def _offer(self, hints: tuple[tuple[str, str], ...]) -> None:
        self.query_one(KeyBar).show(hints)

    def _see_rows(self, *, rows: bool) -> None:
        """Where only one pane fits, choose which."""
        self.set_class(rows, "-rows")

    def action_other_pane(self, back: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # an action's argument
        """Go to the other pane."""
        rows = not self.query_one(Rows).has_focus
        self._see_rows(rows=rows)
        self.query_one(Rows if rows else FacetPanel).focus()

    def action_sort(self) -> None:
        """Sort by the next column on the screen."""
        view = self.state.view
        seen = self.query_one(Rows).keys_on_screen
        order = [column for column in SortColumn if column.value in seen or column is view.sort.column]
        self.explorer.set_view(view.sorted_by(order[(order.index(view.sort.column) + 1) % len(order)]))

    def action_reverse(self) -> None:
        """Turn the order of rows round."""
        view = self.state.view
        self.explorer.set_view(View(view.clauses, Sort(view.sort.column, not view.sort.descending)))
