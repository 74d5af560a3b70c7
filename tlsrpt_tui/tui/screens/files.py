"""Files: what became of every file, problems first, and what it means."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.list_sort import FROM_GREATEST, WORST_FIRST, FileColumn, FileSort, Hit
from tlsrpt_tui.index.states import FileCounts, FilePage, FileRow, PartState
from tlsrpt_tui.index.view import Clause
from tlsrpt_tui.output.export_lists import files_fill
from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.reports.names import named_period
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.keys import FILES, ROWS
from tlsrpt_tui.tui.paint import Run, width_of, wrapped
from tlsrpt_tui.tui.screens.acting import ActingPage
from tlsrpt_tui.tui.screens.base import Answering, Stand
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.context_line import Crumb
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.reader import Page as Text
from tlsrpt_tui.tui.widgets.reader import Reader, ReaderLine
from tlsrpt_tui.tui.widgets.table import WINDOW, Table
from tlsrpt_tui.tui.widgets.table_columns import Column, arranged

_NARROW = 80
_PARTS = 500
_LABEL = 9
_OTHER = "other content: "
_OTHER_CELLS = 15

_STATES: dict[PartState, tuple[str, str, Role]] = {
    PartState.UNREADABLE: ("✗", "unreadable", Role.FAILED),
    PartState.OVER_BOUND: ("✗", "over bound", Role.FAILED),
    PartState.CONFLICT: ("≠", "conflict", Role.WARN),
    PartState.NOTES: ("▲", "notes", Role.WARN),
    PartState.DUPLICATE: ("=", "duplicate", Role.MUTED),
    PartState.NOT_A_REPORT: ("–", "not report", Role.MUTED),
    PartState.READ: ("✓", "read", Role.OK),
}
_MEANS: dict[PartState, tuple[str, str]] = {
    PartState.UNREADABLE: (
        "what it holds is missing from every total",
        "save it again from the mailbox, or ask the sender to send it again",
    ),
    PartState.OVER_BOUND: (
        "it was left alone, so that a hostile file cannot fill the memory",
        "unpack it by hand if you trust it, or raise the bound in the settings file",
    ),
    PartState.CONFLICT: (
        "two reports claim the same id, sender and days; both are kept and counted",
        "enter opens the report: compare both, and leave the wrong one out of the folder",
    ),
    PartState.NOTES: (
        "the report is read and counted; its notes say what was amended",
        "nothing; enter opens the report with all its notes",
    ),
    PartState.DUPLICATE: ("the report is counted once", "nothing"),
    PartState.NOT_A_REPORT: ("it is left out of every total", "nothing"),
    PartState.READ: ("counted in every total", "nothing; enter opens the report"),
}


def _state(row: FileRow) -> str:
    glyph, word, _ = _STATES[row.state]
    return f"{glyph} {word}"


def _role(row: FileRow) -> Role:
    return _STATES[row.state][2]


def _what(row: FileRow) -> str:
    """Return the sentence; the end of a file's name tells versions of a report apart, so it is the end that stays."""
    head, colon, name = row.sentence.partition(_OTHER)
    if not colon or len(name) <= _OTHER_CELLS:
        return row.sentence
    return f"{head}{_OTHER}…{name[-_OTHER_CELLS:]}"


def _tone(row: FileRow) -> Role:
    return Role.MUTED if row.state in (PartState.DUPLICATE, PartState.NOT_A_REPORT, PartState.READ) else Role.TEXT


COLUMNS: tuple[Column[FileRow], ...] = (
    Column("state", "State", _state, _role, least=12, most=12, export="state"),
    Column("file", "File", lambda row: quoted(row.name), _tone, least=20, most=56, middle=True, export="file"),
    Column("what", "What happened", _what, _tone, least=40, most=90, sorts=False, export="message"),
    Column(
        "size",
        "Bytes",
        lambda row: numbers.count(row.size),
        _tone,
        least=6,
        most=16,
        right=True,
        rank=9,
        extra=True,
        export="bytes",
    ),
)


class Chips(Canvas):
    """How many files are in each state."""

    def __init__(self) -> None:
        super().__init__(id="chips")
        self._counts: FileCounts | None = None

    def show(self, counts: FileCounts | None) -> None:
        """Count other files."""
        self._counts = counts
        self.repaint()

    def draw(self, width: int, height: int) -> list[Strip]:  # noqa: ARG002  # one line
        """Return one line of chips, as many as fit."""
        if self._counts is None:
            return []
        gap = "    " if width >= 120 else "  "  # noqa: PLR2004  # the breakpoint of the style sheets
        runs: list[Run] = []
        for state, (glyph, word, role) in _STATES.items():
            number = self._counts.by_state.get(state, 0)
            if not number:
                continue
            chip = [
                Run(" " if not runs else gap),
                Run(f"{glyph} ", role, bold=True),
                Run(numbers.count(number), role if role is not Role.MUTED else Role.TEXT, bold=True),
                Run(f" {word}", Role.MUTED),
            ]
            if width_of(runs) + width_of(chip) < width:
                runs += chip
        return [self.line(runs, width)]


class FileTable(Table[FileRow]):
    """The files, problems first."""

    BINDINGS = [*ROWS]  # noqa: RUF012  # Textual's convention


class FilesScreen(ActingPage):
    """The screen that says what was not read, and why."""

    mode: ClassVar = "files"
    needs_no_report: ClassVar = True
    filterless: ClassVar = "files"
    failing_words = "no file has a problem"
    BINDINGS = [*FILES]  # noqa: RUF012  # Textual's convention
    hints: ClassVar = (("rows.open", "open report"), ("rows.failing", "problems only"), ("app.keys", "keys"))

    def __init__(self) -> None:
        super().__init__()
        self._problems = False
        self._sort = WORST_FIRST
        self._detailed = ""

    def compose_body(self) -> ComposeResult:
        """Lay out chips, list and detail."""
        yield Chips()
        yield FileTable(arranged(COLUMNS, None), empty="no files", id="list")
        yield Reader(id="detail")

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(FileTable).focus()

    def focus_main(self) -> None:
        """Put the focus on the list."""
        self.query_one(FileTable).focus()

    def name_of(self, engine: Engine, row: FileRow) -> str:  # noqa: ARG002  files are named by people
        """Return the name of a file."""
        return row.name

    def ask_all(self, engine: Engine, *, fresh: bool) -> None:  # noqa: ARG002  files know no filter
        """Ask for the list, where the file is that the cursor is on."""
        self._ask_from(engine, self.stand)

    def _ask_from(self, engine: Engine, stand: Stand) -> None:
        problems, sort = self._problems, self._sort

        def question() -> tuple[FilePage, int | None]:
            place = None if stand.name is None else engine.file_place(stand.name, problems=problems, sort=sort)
            offset = max(0, (stand.place if place is None else place) - WINDOW // 2)
            return engine.files(problems=problems, offset=offset, limit=WINDOW, sort=sort), place

        answering = Answering(engine, self.state.view, self.state.whole)
        self.ask("list", question, lambda answer: self._show(*answer, answering, stand))

    def _show(self, page: FilePage, place: int | None, answering: Answering, stand: Stand) -> None:
        cursor = self.landing(stand, place)
        if cursor is None:
            return
        self.display_answer(answering)
        self.query_one(Chips).show(self.state.counts)
        table = self.query_one(FileTable)
        table.empty = f"no file has a problem: {self.key('rows.failing')} shows all" if self._problems else "no files"
        table.columns, table.sorted_by = self.shown_columns(), self.sorted_by
        table.show(page.rows, offset=page.offset, total=page.total, cursor=cursor, still=True)
        self.show_context()

    def facts(self) -> tuple[tuple[Run, ...], ...]:
        """Return how many files and reports there are."""
        counts = self.state.counts
        if counts is None:
            return ()
        return (
            (
                Run(numbers.count(self.state.reports), Role.STRONG),
                Run(" reports in " if self.state.reports != 1 else " report in ", Role.MUTED),
                Run(numbers.count(counts.seen)),
                Run(" files" if counts.seen != 1 else " file", Role.MUTED),
                Run(f", {numbers.count(counts.not_reports)}" if counts.not_reports else ""),
                Run(" not reports" if counts.not_reports else "", Role.MUTED),
            ),
        )

    def on_table_wanted(self, message: Table.Wanted) -> None:
        """Fetch the files that come into sight."""
        answering, offset, problems, sort = self.answering, message.offset, self._problems, self._sort
        if answering is None:
            return

        def take(page: FilePage) -> None:
            if self.answering is answering and (self._problems, self._sort) == (problems, sort):
                self.query_one(FileTable).add(page.rows, offset=page.offset)

        engine = answering.engine
        self.ask("rows", lambda: engine.files(problems=problems, offset=offset, limit=WINDOW, sort=sort), take)

    def open_filter(self, only: tuple[Clause, ...] | None = None) -> None:  # noqa: ARG002  # it has no steps
        """Say that files know no filter."""
        self.say(f"the filter picks reports, not files: {self.key('screen.explore')} or {self.key('screen.reports')}")

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return nothing: all files are listed, whatever the filter."""
        return ()

    def on_table_moved(self) -> None:
        """Say what the state of the file means, and which keys can act on it."""
        row = self.query_one(FileTable).current
        self._offer(row)
        if row is not None:
            glyph, word, _ = _STATES[row.state]
            page = Text(quoted(row.name), lambda width: (_detail(row, width), None), source=f"{glyph} {word}")
            self.query_one("#detail", Reader).show(page, keep=row.name == self._detailed)
            self._detailed = row.name

    def _offer(self, row: FileRow | None) -> None:
        hint = ("rows.failing", "all files" if self._problems else "problems only")
        opens = row is not None and any(part.report is not None for part in row.parts)
        enter = (("rows.open", "open report"),) if opens else ()
        self.query_one(KeyBar).show((*enter, hint, ("app.keys", "keys")))

    def on_table_opened(self, message: Table.Opened) -> None:
        """Open the first report of the file."""
        row = message.table.current
        report = next((part.report for part in row.parts if part.report is not None), None) if row else None
        if report is None or self.answering is None:
            self.say("no report in this file")
        else:
            self.explorer.open_report(self.answering.engine.report_identity(report), None)

    def offered_columns(self) -> tuple[Column[FileRow], ...]:
        """Return every column that the list could have."""
        return COLUMNS

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The column that the files are sorted by, and whether from the greatest."""
        return self._sort.column.value, self._sort.descending

    def sort_by(self, key: str, *, descending: bool | None = None) -> None:
        """Sort the files by a column; the cursor stays on its file."""
        column = FileColumn(key)
        self._sort = FileSort(column, column in FROM_GREATEST if descending is None else descending)
        if self.state.engine is not None:
            self._ask_from(self.state.engine, self.stand)

    def seek(self, answering: Answering, text: str, place: int, *, forward: bool) -> Hit | None:
        """Return the next file that holds ``text``, or, with "", that has a problem."""
        problems, sort = self._problems, self._sort
        return answering.engine.seek_file(text, problems=problems, sort=sort, place=place, forward=forward)

    def export_fill(self, form: str, columns: tuple[str, ...]) -> Fill | None:
        """Return what writes the files that are listed."""
        engine = self.state.engine
        if engine is None or form == "parquet":
            return None
        return files_fill(form, columns, engine, problems=self._problems, sort=self._sort)

    def action_failing(self) -> None:
        """Show files with problems only, or all."""
        self._problems = not self._problems
        if self.state.engine is not None:
            self.query_one(FileTable).cursor = 0
            self._ask_from(self.state.engine, Stand(0))

    def action_other_pane(self, back: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # an action's argument
        """Go to the other pane."""
        table = self.query_one(FileTable)
        if self.app.size.width < _NARROW:
            self.toggle_class("-detail")
            (self.query_one("#detail", Reader) if self.has_class("-detail") else table).focus()
        else:
            (self.query_one("#detail", Reader) if table.has_focus else table).focus()

    def action_widen(self) -> None:
        """Leave the detail, or go back."""
        if not self.query_one(FileTable).has_focus:
            self.remove_class("-detail")
            self.query_one(FileTable).focus()
        elif not self.explorer.go_back():
            self.say(f"there is nothing to close: {self.key('app.quit')} quits")


def _detail(row: FileRow, width: int) -> list[ReaderLine]:
    means, do = _MEANS[row.state]
    lost = named_period(row.name) if row.state in (PartState.UNREADABLE, PartState.OVER_BOUND) else None
    if lost is not None:
        means = (
            f"by its name, a report of {lost.sender} for {lost.domain}, {numbers.day(lost.day)}: missing from totals"
        )
    name = quoted(row.name)
    where = f"{name}, {numbers.plural(row.size, 'byte')}" if row.size else name
    facts = [("Where", where, Role.TEXT), ("What", row.sentence, Role.STRONG), ("Means", means, Role.TEXT)]
    lines = [line for fact in [*facts, ("Do", do, Role.TEXT)] for line in _fact(*fact, width)]
    if len(row.parts) > 1:
        lines.append(ReaderLine([]))
        for part in row.parts[:_PARTS]:
            glyph, word, role = _STATES[part.state]
            text = f"{quoted(part.member or row.name)}: {part.sentence}"
            for number, piece in enumerate(wrapped(text, max(8, width - 16))):
                head = f" {glyph} {word:<11}" if not number else " " * 14
                lines.append(ReaderLine([Run(head, role), Run(piece, Role.TEXT)]))
    if len(row.parts) > _PARTS:
        lines.append(ReaderLine([Run(f" and {numbers.count(len(row.parts) - _PARTS)} more parts", Role.MUTED)]))
    return lines


def _fact(label: str, value: str, role: Role, width: int) -> list[ReaderLine]:
    pieces = wrapped(value, max(8, width - _LABEL - 2))
    return [
        ReaderLine([Run(f" {label if not number else '':<{_LABEL}}", Role.MUTED), Run(piece, role)])
        for number, piece in enumerate(pieces)
    ]
