"""Changes: what is otherwise than in the period before, kind by kind; below, what stands behind one of them."""

from typing import ClassVar

from textual.app import ComposeResult

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.list_sort import Hit
from tlsrpt_tui.triage.change import Change, Kind
from tlsrpt_tui.triage.changes import LATE
from tlsrpt_tui.tui.acts.changes import IN_REPORTS, ChangeActs
from tlsrpt_tui.tui.change_rows import Listed, listed_of, named
from tlsrpt_tui.tui.keys import CHANGES
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.screens.base import Answering, Stand
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.change_columns import COLUMNS, ChangeTable, change_page, what_words, where_words
from tlsrpt_tui.tui.widgets.facts import Said
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.note_line import NoteLine
from tlsrpt_tui.tui.widgets.reader import Reader
from tlsrpt_tui.tui.widgets.table_columns import arranged

_NARROW = 80
_LOW = 20


class ChangesScreen(ChangeActs):
    """The screen that holds a period against the one before."""

    mode: ClassVar = "changes"
    BINDINGS = [*CHANGES]  # noqa: RUF012  # Textual's convention
    hints: ClassVar = (("changes.period", "period"), ("changes.open", "rows"), ("app.keys", "keys"))

    def compose_body(self) -> ComposeResult:
        """Lay out the list and what stands behind a line."""
        yield NoteLine()
        yield ChangeTable(arranged(COLUMNS, None), id="list")
        yield Reader(id="detail")

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(ChangeTable).focus()

    def focus_main(self) -> None:
        """Put the focus on the list."""
        self.query_one(ChangeTable).focus()

    def name_of(self, engine: Engine, row: Change) -> tuple[object, ...]:  # noqa: ARG002  changes are named by themselves
        """Return what names a change, whatever hides names."""
        meant = self.explorer.veil.meant
        kind, domain, mx_host, *rest = named(row)
        return kind, meant(str(domain)), meant(str(mx_host)), *rest

    # What is shown

    def ask_all(self, engine: Engine, *, fresh: bool) -> None:
        """Ask what changed."""
        explorer, asked, now = self.explorer, self.asked, self.now()
        real, view, veil = explorer.state.engine, explorer.state.view, explorer.veil
        stand = Stand(0) if fresh else self.stand
        answering = Answering(engine, self.state.view, self.state.whole)
        if real is None:
            return
        question = lambda: listed_of(real, view, asked, now, veil)  # noqa: E731  said once
        self.ask("list", question, lambda listed: self._show(listed, answering, stand))

    def ask_again(self) -> None:
        """Ask for the changes between other periods."""
        engine = self.state.engine
        if engine is not None:
            self.query_one(ChangeTable).cursor = 0
            self.ask_all(engine, fresh=True)

    def _show(self, listed: Listed, answering: Answering, stand: Stand) -> None:
        rows = () if listed.changes is None else listed.changes.all
        places = [self.name_of(answering.engine, row) for row in rows]
        cursor = self.landing(stand, places.index(stand.name) if stand.name in places else None)
        if cursor is None:
            return
        self.listing = listed
        self.display_answer(answering)
        self.query_one(NoteLine).show(_doubt(listed))
        table = self.query_one(ChangeTable)
        table.empty = self._why_empty(listed)
        table.tell(rows)
        table.show(rows, offset=0, total=len(rows), cursor=cursor, still=True)
        self.show_context()
        self._show_detail()

    def _why_empty(self, listed: Listed) -> str:
        if listed.changes is None:
            return listed.refusal
        periods = listed.changes.periods
        if not listed.changes.after.senders:
            return f"no report of {periods.after.words}: {self.key('time.earlier')} goes to the days before"
        if not listed.changes.before.senders:
            return f"no report of {periods.before.words}, so nothing can be held against it"
        return f"nothing changed from {periods.before.words} to {periods.after.words}"

    def facts(self) -> tuple[Said, ...]:
        """Return what is held against what."""
        changes = None if self.listing is None else self.listing.changes
        if changes is None:
            return ()
        after, before = changes.periods.after.words, changes.periods.before.words
        return ((Run(after, Role.STRONG), Run(f" against {before}", Role.MUTED)),)

    def on_table_moved(self) -> None:
        """Show what stands behind the line."""
        self._show_detail()

    def _show_detail(self) -> None:
        changes = None if self.listing is None else self.listing.changes
        self.query_one("#detail", Reader).show(change_page(self.current, changes))
        opens = "reports" if self.current is not None and self.current.kind in IN_REPORTS else "rows"
        rows = (("changes.open", opens),) if self.current is not None else ()
        self.query_one(KeyBar).show((("changes.period", "period"), *rows, ("app.keys", "keys")))

    # Keys

    def on_table_opened(self) -> None:
        """Do what Enter does."""
        self.action_open_change()

    @property
    def _is_single(self) -> bool:
        """Whether only one pane fits."""
        return self.app.size.width < _NARROW or self.app.size.height < _LOW

    def action_other_pane(self, back: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # an action's argument
        """Go to the other pane."""
        table, detail = self.query_one(ChangeTable), self.query_one("#detail", Reader)
        self.set_class(self._is_single and table.has_focus, "-detail")
        (detail if table.has_focus else table).focus()

    def action_widen(self) -> None:
        """Leave the detail, go back, or widen."""
        if not self.query_one(ChangeTable).has_focus:
            self.remove_class("-detail")
            self.focus_main()
        elif not self.explorer.go_back():
            super().action_widen()

    def seek(self, answering: Answering, text: str, place: int, *, forward: bool) -> Hit | None:  # noqa: ARG002  as lists are searched
        """Return the next change that holds ``text``, or, with "", that is a new or a grown failure."""
        wanted, changes = text.casefold(), None if self.listing is None else self.listing.changes
        hits = [number for number, one in enumerate(changes.all if changes else ()) if _holds(one, wanted)]
        if not hits:
            return None
        beyond = [hit for hit in hits if (hit > place if forward else hit < place)]
        found = (beyond or hits)[0 if forward else -1]
        return Hit(found, hits.index(found) + 1, len(hits), wrapped=not beyond)


def _doubt(listed: Listed) -> str:
    """Return why the periods are not alike; that the last days may grow is so of all of them, and told below."""
    changes = listed.changes
    uncertain = changes.uncertain if changes is not None and changes.all else ""
    return "" if uncertain == LATE else uncertain


def _holds(change: Change, text: str) -> bool:
    if not text:
        return change.kind in (Kind.NEW, Kind.GROWN)
    return any(text in said.casefold() for said in (what_words(change), where_words(change), change.sentence))
