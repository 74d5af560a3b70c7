"""Explore: facets, a timeline, the rows, and the record under the cursor."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Dimension, Engine, FailureRow, Overview, RowIdentity, RowPage
from tlsrpt_tui.index.facet_answers import FacetWish
from tlsrpt_tui.index.list_sort import Hit
from tlsrpt_tui.index.time_range import stretches_of
from tlsrpt_tui.index.view import DayRange, SortColumn
from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.tui.acts.facets import FacetActs
from tlsrpt_tui.tui.acts.size import Size
from tlsrpt_tui.tui.keys import EXPLORE, ROWS
from tlsrpt_tui.tui.screens.base import Answering, Stand
from tlsrpt_tui.tui.widgets.facets import SPARK, FacetPanel
from tlsrpt_tui.tui.widgets.facts import Said, totals_facts
from tlsrpt_tui.tui.widgets.failure_columns import failure_columns, order_words
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.record import RecordPane
from tlsrpt_tui.tui.widgets.record import Shown as ShownRecord
from tlsrpt_tui.tui.widgets.table import WINDOW, Table
from tlsrpt_tui.tui.widgets.table_columns import Column, arranged
from tlsrpt_tui.tui.widgets.timeline import Timeline

_NARROW = 80
_VAST = 180
_CHECK = ("live.check", "check")
_PANES = ("#facets", "#rows", "#record", "#timeline")


class Rows(Table[FailureRow]):
    """The failure rows of the view."""

    BINDINGS = [*ROWS]  # noqa: RUF012  # Textual's convention


@dataclass(frozen=True, slots=True)
class _Answer:
    overview: Overview
    wishes: dict[Dimension, FacetWish]
    page: RowPage
    place: int | None
    window: DayRange | None


class ExploreScreen(FacetActs):
    """The screen that most work is done in."""

    mode: ClassVar = "explore"
    BINDINGS = [*EXPLORE]  # noqa: RUF012  # Textual's convention
    hints: ClassVar = (
        ("facet.narrow", "narrow"),
        ("facet.exclude", "exclude"),
        ("view.widen", "widen"),
        ("view.filter", "filter"),
        ("app.keys", "keys"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._overview: Overview | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out timeline, facets, rows and record."""
        yield Timeline(id="timeline")
        with Container(id="body"):
            yield FacetPanel(id="facets")
            yield Rows(arranged(failure_columns(years=False), None), empty="nothing failed", id="rows")
            yield RecordPane(id="record")

    def on_mount(self) -> None:
        """Start among the senders."""
        self.query_one(Rows).title = "Rows"
        self.query_one(FacetPanel).focus()

    def on_screen_resume(self) -> None:
        """Catch up, and go to the rows where those are what one came for."""
        if self.explorer.opens_rows:
            # The facets are of other rows than those that were looked at last.
            self.query_one(FacetPanel).forget()
        super().on_screen_resume()
        if self.explorer.opens_rows:
            self.explorer.opens_rows = False
            self._see_rows(rows=True)
            self.query_one(Rows).focus()
        elif self.explorer.wanted_facet:
            self.action_facet(self.explorer.wanted_facet)
            self.explorer.wanted_facet = ""

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
        view, bars, values = state.view, self.bars(), self.values_at_hand
        window = self.window_for(view)
        wishes = self.query_one(FacetPanel).wishes(tops=not self.settled)
        stand = Stand(0) if fresh else self.stand

        def question() -> _Answer:
            overview = engine.overview(view, now=now, bars=bars, values=values, spark=SPARK, wishes=wishes)
            overview = self.windowed(engine, overview, now, bars, window)
            number = None if stand.name is None else engine.row_named(stand.name)
            place = None if number is None else engine.row_place(view, number, now=now)
            offset = max(0, (stand.place if place is None else place) - WINDOW // 2)
            return _Answer(overview, wishes, engine.rows(view, now=now, offset=offset, limit=WINDOW), place, window)

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
        self.show_time(answer.overview.timeline, answer.overview.totals, view, answer.window)
        self.query_one(FacetPanel).show(
            answer.overview.facets, view, answer.wishes, tops=not settled, years=self.state.years
        )
        rows = self.query_one(Rows)
        rows.columns = self.shown_columns()
        rows.order = order_words(view.sort, rows.columns)
        rows.empty = self._why_empty(answer.overview)
        rows.sorted_by = (view.sort.column.value, view.sort.descending)
        page = answer.page
        rows.show(page.rows, offset=page.offset, total=page.total, cursor=cursor, still=stand is not None)
        self.show_context()

    def _why_empty(self, overview: Overview) -> str:
        """Return what is said in place of rows; where the filter begins after all reports, when the newest was."""
        if overview.totals.reports:
            return "nothing failed"
        newest, stretches = overview.timeline.newest, stretches_of(overview.view, self.now())
        first = stretches[0].first if stretches else None
        late = first is not None and newest is not None and newest < first
        why = f"newest report {numbers.day(newest)}" if late else "nothing matches"
        return f"{why}: {self.key('view.widen')} widens"

    def exported_columns(self) -> tuple[str, ...]:
        """Return the columns, and beside the sessions whether they count, which the screen says with ``=``."""
        names = super().exported_columns()
        place = names.index("sessions") + 1 if "sessions" in names else 0
        return (*names[:place], "counted", *names[place:]) if place else names

    def facts(self) -> tuple[Said, ...]:
        """Return failed sessions and hidden rows."""
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
            lines = engine.report(record.row.report).lines if roomy else None
            return ShownRecord(record, lines, years=years)

        self.ask("record", question, pane.show)

    def on_table_opened(self, message: Table.Opened) -> None:
        """Open the whole report."""
        row = message.table.current
        if row is not None and self.answering is not None:
            engine = self.answering.engine
            self.explorer.open_report(engine.report_identity(row.report), engine.row_identity(row.number))

    def action_facet(self, name: str) -> None:
        """Go to a facet."""
        self._see_rows(rows=False)
        panel = self.query_one(FacetPanel)
        panel.focus()
        panel.go_to(Dimension(name))

    def on_descendant_focus(self) -> None:
        """Say which keys matter in the pane that has the focus."""
        opens = self.query_one(Rows).has_focus or self.query_one(RecordPane).has_focus
        enter = ("rows.open", "whole report") if opens else ("facet.narrow", "narrow")
        if self.app.size.width < _NARROW:
            other = ("pane.next", "facets" if self.has_class("-rows") else "rows")
            self._offer(((other), ("view.filter", "filter"), ("app.keys", "keys")))
        else:
            change = (("facet.exclude", "exclude"), ("view.widen", "widen"), enter)
            if opens:
                self._offer((("view.widen", "widen"), ("view.filter", "filter"), enter, _CHECK, ("app.keys", "keys")))
                return
            if self.query_one(Timeline).has_focus:
                change = (("time.zoom-in", "zoom"), ("time.brush", "mark range"), ("time.narrow", "narrow"))
            self._offer((*change, ("view.filter", "filter"), ("app.keys", "keys")))

    def _offer(self, hints: tuple[tuple[str, str], ...]) -> None:
        self.query_one(KeyBar).show(hints)

    def _see_rows(self, *, rows: bool) -> None:
        """Where only one pane fits, choose which."""
        self.set_class(rows, "-rows")

    def action_other_pane(self, back: bool = False) -> None:  # noqa: FBT001, FBT002  # an action's argument
        """Go round the panes."""
        alone = self.app.size.width < _NARROW or self.size_of_pane is Size.WHOLE
        panes = [pane for pane in map(self.query_one, _PANES) if pane.can_focus and (pane.display or alone)]
        if self.app.size.width < _NARROW and self.size_of_pane is not Size.WHOLE:
            panes = [pane for pane in panes if pane.id in ("facets", "rows")]
        here = next((number for number, pane in enumerate(panes) if pane.has_focus), 0)
        pane = panes[(here + (-1 if back else 1)) % len(panes)]
        self._see_rows(rows=pane.id == "rows")
        pane.focus()

    def on_record_pane_opened(self) -> None:
        """Open the whole report."""
        self.query_one(Rows).action_open()

    def on_record_pane_roomier(self) -> None:
        """Fetch the JSON that there is room for now."""
        self.on_table_moved()

    def offered_columns(self) -> tuple[Column[FailureRow], ...]:
        """Return every column that rows could have."""
        return failure_columns(years=self.state.years)

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The column that the rows are sorted by, and whether from the greatest."""
        return self.state.view.sort.column.value, self.state.view.sort.descending

    def sort_by(self, key: str, *, descending: bool | None = None) -> None:
        """Sort the rows by a column."""
        self.explorer.set_view(self.state.view.sorted_by(SortColumn(key), descending=descending))

    def seek(self, answering: Answering, text: str, place: int, *, forward: bool) -> Hit | None:
        """Return the next row that holds ``text``, or, with "", of which sessions failed."""
        return answering.engine.seek_row(answering.view, text, now=self.now(), place=place, forward=forward)

    def export_fill(self, form: str, columns: tuple[str, ...]) -> Fill | None:
        """Return what writes the rows of the view."""
        if self.answering is None:
            return None
        from tlsrpt_tui.output.export import fill_of  # noqa: PLC0415  the first frame does not need it

        return fill_of(form, self.answering.engine, self.answering.view, self.now(), columns=columns)

    def mark_hits(self, text: str) -> None:
        """Mark a text in the record too."""
        self.query_one(RecordPane).seek(text)
