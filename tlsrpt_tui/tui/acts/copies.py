"""The keys for what leaves the screen: copies, pictures, and what is hidden in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.widget import Widget

from tlsrpt_tui.index.engine import Engine, FailureRecord, FailureRow, ReportRow
from tlsrpt_tui.index.states import FileRow
from tlsrpt_tui.index.view import View
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.paint import cut_middle
from tlsrpt_tui.tui.screens.base import Page
from tlsrpt_tui.tui.widgets.copy_menu import Copy, CopyMenu
from tlsrpt_tui.tui.widgets.facets import FacetPanel
from tlsrpt_tui.tui.widgets.table import Table

MOST_COPIED = 54_000
"""Bytes of a copy; in base64 more than some terminals take (74 994 bytes) would be cut in silence."""

_ON_ONE_LINE = 400
_SHOWN = 60
"""Cells of a path."""

_VALUES = {"sender": "organization", "result": "result_type", "domain": "domain", "ip": "sending_ip"}


@dataclass(frozen=True, slots=True)
class Cursor:
    """What the keys point at.

    Attributes:
        named: what the value is.
        value: under the cursor; "" for none.
        row: number of the failure row; ``None`` where the cursor is on none.
        report: number of the report whose first failure is meant, where ``row`` is ``None``.
        refusal: why there is no row.
    """

    named: str = ""
    value: str = ""
    row: int | None = None
    report: int | None = None
    refusal: str = "the cursor is on no row"


class CopyActs(Page):
    """A screen that can be handed over."""

    _before_copying: Widget | None = None

    def action_redact(self) -> None:
        """Hide addresses, domains and contacts behind stand-ins, or show them again."""
        self.explorer.turn_veil()
        hidden = self.explorer.veil.is_down
        self.say("addresses, domains, contacts are stand-ins now" if hidden else "everything is shown as it is")

    def action_copy_menu(self) -> None:
        """Offer what can be copied."""
        answering, view, now = self.answering, self.state.view, self.now()
        if answering is None or self.has_class("-empty"):
            self.say("there is nothing to copy yet")
            return
        if self.is_fresh:
            self.say("the rows of this filter are not here yet: once more")
            return
        cursor, engine = self._pointed_at(), answering.engine
        marked = self.state.row
        self._before_copying = self.focused
        self.query_one(CopyMenu).open("Copy, redacted" if self.explorer.veil.is_down else "Copy")

        def question() -> tuple[Copy, ...]:
            number = cursor.row
            if number is None and cursor.report is not None:
                found = None if marked is None else engine.row_named(marked)
                number = row_of(engine, cursor.report, found)
            return copies_of(engine, number, cursor, view, now)

        self.ask("copies", question, self.query_one(CopyMenu).show)

    def _pointed_at(self) -> Cursor:
        """Return what the focus is on."""
        if isinstance(self.focused, FacetPanel):
            value, field = self.focused.current, self.focused.focused.field.value
            row = self.query_one(Table).current
            named = value.value if value is not None else ""
            return Cursor(field, named, row.number if row is not None else None)
        table: Table[Any] = self.query_one(Table)
        row = table.current
        if isinstance(row, FailureRow):
            key = _VALUES.get(table.sorted_by[0] if table.sorted_by else "", "mx_host")
            return Cursor(key.replace("_", " "), getattr(row, key), row.number)
        if isinstance(row, ReportRow):
            return Cursor("file", row.file, report=row.number, refusal="nothing failed in this report")
        return Cursor("file", row.name, refusal="a file is no row") if isinstance(row, FileRow) else Cursor()

    def on_copy_menu_taken(self, message: CopyMenu.Taken) -> None:
        """Copy, and say so."""
        self._close_menu()
        if message.copy.refusal:
            self.say(message.copy.refusal)
        else:
            self.hand_over(message.copy.named, message.copy.text)

    def on_copy_menu_left(self) -> None:
        """Copy nothing."""
        self._close_menu()

    def _close_menu(self) -> None:
        self.questions.drop("copies")
        self.query_one(CopyMenu).close()
        if self._before_copying is not None and self._before_copying.is_attached:
            self.set_focus(self._before_copying)
        else:
            self.focus_main()

    def hand_over(self, named: str, text: str) -> None:
        """Copy a text through the terminal, and show it on one line: nobody tells whether the terminal took it."""
        size = len(text.encode())
        if size > MOST_COPIED:
            self.say(f"{named}: {size // 1000} kB are more than a terminal takes; x writes them to a file")
            return
        self.app.copy_to_clipboard(text)
        how = "copied redacted" if self.explorer.veil.is_down else "copied"
        shown = text[:_ON_ONE_LINE].replace("\n", "  ").strip()
        self.say(f"{how} {named}, {self.explorer.keymap.shown('copy.text')} shows it: {quoted(shown)}")

    def action_copied_text(self) -> None:
        """Show what was copied, for terminals that take no copies."""
        from tlsrpt_tui.tui.screens.copied import CopiedScreen  # noqa: PLC0415  the first frame does not need it

        if self.app.clipboard:
            self.app.push_screen(CopiedScreen(self.explorer.veil.text(self.app.clipboard)))
        else:
            self.say("nothing has been copied yet: y copies")

    def action_picture(self) -> None:
        """Save a picture of the screen in the current folder."""
        from tlsrpt_tui.tui.picture import save  # noqa: PLC0415  the first frame does not need it

        svg, day, folder = self.app.export_screenshot(title="tlsrpt-tui"), self.now().date(), Path.cwd()

        def question() -> str:
            try:
                path = save(svg, folder, day)
            except OSError as error:
                return f"the picture cannot be saved: {error.strerror or error}"
            # The folder may be called like a customer.
            return (
                f"saved {path.name} in the current folder, redacted"
                if redacted
                else f"saved {cut_middle(sanitise(_from_home(path)), _SHOWN)}"
            )

        redacted = self.explorer.veil.is_down
        self.questions.do("picture", question, self.say)


def _from_home(path: Path) -> str:
    """Return a path with the home folder as ``~``."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (RuntimeError, ValueError):
        return str(path)


def row_of(engine: Engine, report: int, marked: int | None) -> int | None:
    """Return the failure row that a report is shown with: the marked one, else its first."""
    rows = [failure.number for policy in engine.report(report).policies for failure in policy.failures]
    return marked if marked in rows else rows[0] if rows else None


def copies_of(engine: Engine, number: int | None, cursor: Cursor, view: View, now: Any) -> tuple[Copy, ...]:  # noqa: ANN401  a time
    """Return everything that can be copied; ``number`` is that of the failure row."""
    from tlsrpt_tui.output.export import one_row  # noqa: PLC0415  the first frame does not need it
    from tlsrpt_tui.output.ticket import subject_of, ticket_of  # noqa: PLC0415  as above
    from tlsrpt_tui.triage.check_lines import dns_line, tls_line  # noqa: PLC0415  as above

    none = "" if cursor.value else "there is no value under the cursor"
    plain = (
        Copy("value", f"the {cursor.named}", cursor.value, none),
        Copy("filter", "the filter", view.text, "" if view.text else "nothing is filtered"),
    )
    place = None if number is None else engine.row_place(View(), number, now=now)
    if number is None or place is None:
        refused = tuple(Copy(what, what, refusal=cursor.refusal) for what in ("csv", "json", "ticket", "dig", "tls"))
        return (*plain, *refused)
    record: FailureRecord = engine.record(number)
    exported = engine.export_rows(View(), now=now, offset=place, limit=1)[0]
    dig, tls = dns_line(subject_of(record)), tls_line(subject_of(record))
    return (
        *plain,
        Copy("csv", "the row as csv", one_row("csv", exported)),
        Copy("json", "the row as JSON", one_row("ndjson", exported)),
        Copy("ticket", "the record", ticket_of(record, exported)),
        Copy("dig", "the dig line", dig.command, dig.refusal),
        Copy("tls", f"the {tls.command.partition(' ')[0]} line", tls.command, tls.refusal),
    )
