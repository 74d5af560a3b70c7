"""Reports: one row a report; the policy as the sender saw it, the details, the notes, and the document."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Engine, FailureRow, ReportPage, ReportRecord, ReportRow
from tlsrpt_tui.index.list_sort import FROM_GREATEST, NEWEST_FIRST, Hit, ReportColumn, ReportSort
from tlsrpt_tui.output.export_lists import reports_fill
from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.tui.keys import REPORTS, ROWS
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.screens.acting import ActingPage
from tlsrpt_tui.tui.screens.base import Answering, Stand
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.document_page import document_page
from tlsrpt_tui.tui.widgets.facts import Said, hides
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.policy_page import policy_page
from tlsrpt_tui.tui.widgets.reader import Page as Text
from tlsrpt_tui.tui.widgets.reader import Reader
from tlsrpt_tui.tui.widgets.report_columns import report_columns
from tlsrpt_tui.tui.widgets.table import WINDOW, Table
from tlsrpt_tui.tui.widgets.table_columns import Column

_NARROW = 80
_LOW = 20


class ReportTable(Table[ReportRow]):
    """The reports of the view."""

    BINDINGS = [*ROWS]  # noqa: RUF012  # Textual's convention


@dataclass(frozen=True, slots=True)
class _Read:
    """A report under its name, with the row from which it was opened."""

    name: bytes
    record: ReportRecord
    row: FailureRow | None

    @property
    def marked(self) -> FailureRow | None:
        """The row, where it is one of the report."""
        return self.row if self.row is not None and self.row.report == self.record.number else None

    @property
    def place(self) -> tuple[bytes, int | None, str]:
        """What a reader has to show another of, before it starts from the top."""
        return self.name, self.row.position if self.row else None, self.row.policy_type if self.row else ""


class ReportsScreen(ActingPage):
    """The screen that shows what was sent."""

    mode: ClassVar = "reports"
    BINDINGS = [*REPORTS]  # noqa: RUF012  # Textual's convention
    hints: ClassVar = (("rows.failing", "failures only"), ("view.filter", "filter"), ("app.keys", "keys"))

    def __init__(self) -> None:
        super().__init__()
        self._page: ReportPage | None = None
        self._failing = False
        self._rates = True
        self._sort = NEWEST_FIRST
        self._whole = False
        self._read: _Read | None = None
        self._remembered: bytes | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the list, the policy and the document."""
        with Container(id="body"):
            yield ReportTable(report_columns(years=False), empty="no report matches", id="list")
            yield Reader(id="policy")
            yield Reader(id="document")

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(ReportTable).focus()

    def on_resize(self) -> None:
        """Part the panes where they stand side by side."""
        super().on_resize()
        stacked = self.app.size.width < _NARROW or self.app.size.height < _LOW
        self.query_one("#policy", Reader).set_class(not stacked, "-beside")

    def focus_main(self) -> None:
        """Put the focus on the list."""
        self.query_one(ReportTable).focus()

    def name_of(self, engine: Engine, row: ReportRow) -> bytes:
        """Return what names a report in every index that holds it."""
        return engine.report_identity(row.number)

    @property
    def stand(self) -> Stand:
        """Where the cursor is, or is to go: another screen may have asked for a report."""
        found, wanted = super().stand, self.state.report
        return found if wanted in (None, self._remembered) else Stand(found.place, wanted)

    def ask_all(self, engine: Engine, *, fresh: bool) -> None:
        """Ask for the list, where the wanted report is."""
        state, now, failing, sort = self.state, self.now(), self._failing, self._sort
        stand = Stand(0, state.report) if fresh else self.stand

        def question() -> tuple[ReportPage, int | None]:
            number = None if stand.name is None else engine.report_named(stand.name)
            place = None
            if number is not None:
                place = engine.report_place(state.view, number, now=now, failing=failing, sort=sort)
            offset = max(0, (stand.place if place is None else place) - WINDOW // 2)
            page = engine.reports(state.view, now=now, failing=failing, offset=offset, limit=WINDOW, sort=sort)
            return page, place

        answering = Answering(engine, state.view, state.whole)
        self.ask("list", question, lambda answer: self._show(*answer, answering, stand, still=not fresh))

    def arrive(self) -> None:
        """Go to the report that another screen asks for."""
        engine = self.state.engine
        if engine is not None and self.state.report is not None and self.answering is not None:
            if self.state.report != self._remembered:
                self.ask_all(engine, fresh=self.is_fresh)
            else:
                self.on_table_moved()

    def _show(self, page: ReportPage, place: int | None, answering: Answering, stand: Stand, *, still: bool) -> None:
        cursor = self.landing(stand, place) if still else place or 0
        if cursor is None:
            return
        self.display_answer(answering)
        self._page = page
        table = self.query_one(ReportTable)
        self._rates = not any(row.successful is None for row in page.rows)
        table.columns = self.shown_columns()
        all_of_them = f"no failing report: {self.key('rows.failing')} shows all"
        table.empty = all_of_them if page.reports else f"no report matches: {self.key('view.widen')} widens"
        table.sorted_by = self.sorted_by
        table.show(page.rows, offset=page.offset, total=page.total, cursor=cursor, still=still)
        self.show_context()

    def facts(self) -> tuple[Said, ...]:
        """Return how many reports there are, and how many hold a failure."""
        page = self._page
        if page is None:
            return ()
        word = " report, " if page.reports == 1 else " reports, "
        failing = (
            Run(numbers.count(page.reports), Role.STRONG),
            Run(word, Role.MUTED),
            Run(numbers.count(page.failing), Role.FAILED if page.failing else Role.OK),
            Run(" with failures", Role.MUTED),
        )
        only = (Run("failures only", Role.ACCENT),)
        hidden = hides(self.state.reports - page.reports, self.state.reports, "report")
        return (only, failing, *hidden) if self._failing else (failing, *hidden)

    def on_table_wanted(self, message: Table.Wanted) -> None:
        """Fetch the reports that come into sight."""
        answering, now, offset, failing = self.answering, self.now(), message.offset, self._failing
        if answering is None:
            return
        engine, view, sort = answering.engine, answering.view, self._sort

        def question() -> ReportPage:
            return engine.reports(view, now=now, failing=failing, offset=offset, limit=WINDOW, sort=sort)

        def take(page: ReportPage) -> None:
            if self.answering is answering and (self._failing, self._sort) == (failing, sort):
                self.query_one(ReportTable).add(page.rows, offset=page.offset)

        self.ask("rows", question, take)

    def on_table_moved(self) -> None:
        """Show the report under the cursor."""
        row, answering = self.query_one(ReportTable).current, self.answering
        if row is None or answering is None:
            self._clear()
            return
        engine = answering.engine
        self._remembered = name = engine.report_identity(row.number)
        if name != self.state.report:
            self.explorer.remember_report(name)
        opened_from = self.state.row

        def question() -> _Read:
            number = None if opened_from is None else engine.row_named(opened_from)
            marked = None if number is None else engine.record(number).row
            return _Read(name, engine.report(row.number), marked)

        self.ask("report", question, self._show_report)

    def _clear(self) -> None:
        """Show no report."""
        self.questions.drop("report")
        self._read = None
        for pane in ("#policy", "#document"):
            self.query_one(pane, Reader).show(Text("", lambda _: ([], None)))

    def _show_report(self, read: _Read) -> None:
        """Show a report; one that is shown already stays where it was scrolled to."""
        before, self._read = self._read, read
        keep = before is not None and before.place == read.place
        self.query_one("#policy", Reader).show(policy_page(read.record, read.marked), keep=keep)
        document = self.query_one("#document", Reader)
        self._whole = document.has_focus or read.marked is not None or (self._whole and keep)
        document.show(document_page(read.record, read.marked, whole=self._whole), keep=keep)

    def on_descendant_focus(self) -> None:
        """Show all of the document to who goes into it."""
        document, read = self.query_one("#document", Reader), self._read
        if read is not None and not self._whole and document.has_focus:
            self._whole = True
            document.show(document_page(read.record, read.marked))

    def on_table_opened(self) -> None:
        """Go into the document."""
        self.add_class("-detail")
        self.query_one("#document", Reader).focus()

    def offered_columns(self) -> tuple[Column[ReportRow], ...]:
        """Return every column that the list could have."""
        return report_columns(years=self.state.years, rates=self._rates)

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The column that the reports are sorted by, and whether from the greatest."""
        return self._sort.column.value, self._sort.descending

    def sort_by(self, key: str, *, descending: bool | None = None) -> None:
        """Sort the reports by a column; the cursor stays on its report."""
        column = ReportColumn(key)
        self._sort = ReportSort(column, column in FROM_GREATEST if descending is None else descending)
        if self.state.engine is not None:
            self.ask_all(self.state.engine, fresh=self.is_fresh)

    def seek(self, answering: Answering, text: str, place: int, *, forward: bool) -> Hit | None:
        """Return the next report that holds ``text``, or, with "", in which something failed."""
        engine, view, failing, sort = answering.engine, answering.view, self._failing, self._sort
        return engine.seek_report(view, text, now=self.now(), failing=failing, sort=sort, place=place, forward=forward)

    def export_fill(self, form: str, columns: tuple[str, ...]) -> Fill | None:
        """Return what writes the reports that are listed."""
        if self.answering is None or form == "parquet":
            return None
        engine, view, failing, sort = self.answering.engine, self.answering.view, self._failing, self._sort
        return reports_fill(form, columns, engine, view, self.now(), failing=failing, sort=sort)

    def action_failing(self) -> None:
        """Show failing reports only, or all."""
        self._failing = not self._failing
        hint = "all reports" if self._failing else "failures only"
        self.query_one(KeyBar).show((("view.filter", "filter"), ("rows.failing", hint), ("app.keys", "keys")))
        if self.state.engine is not None:
            self.ask_all(self.state.engine, fresh=self.is_fresh)

    def action_other_pane(self, back: bool = False) -> None:  # noqa: FBT001, FBT002  # an action's argument
        """Go round the panes."""
        narrow = self.app.size.width < _NARROW
        panes = ["#document", "#policy"] if narrow and self.has_class("-detail") else ["#list", "#policy", "#document"]
        if narrow and not self.has_class("-detail"):
            self.on_table_opened()
            return
        here = next((number for number, pane in enumerate(panes) if self.query_one(pane).has_focus), 0)
        self.query_one(panes[(here + (-1 if back else 1)) % len(panes)]).focus()

    def action_widen(self) -> None:
        """Leave the document, go back to where the report was opened, or widen."""
        if not self.query_one(ReportTable).has_focus:
            self.remove_class("-detail")
            self.query_one(ReportTable).focus()
        elif self.explorer.go_back():
            return
        else:
            super().action_widen()
