"""Incidents: what fails, since when, for whom, and who must act; the card of the one under the cursor below."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.list_sort import Hit
from tlsrpt_tui.triage.card import card_of
from tlsrpt_tui.triage.incident_view import until_of, view_of
from tlsrpt_tui.triage.incidents import IncidentState, incidents
from tlsrpt_tui.tui.acts.incidents import IncidentActs
from tlsrpt_tui.tui.incident_rows import IncidentRow, Listed, listed_of
from tlsrpt_tui.tui.keys import EXPLORE, INCIDENTS
from tlsrpt_tui.tui.live_words import live_words
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.screens.base import Answering, Stand
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.card_pane import CardPane, ShownCard
from tlsrpt_tui.tui.widgets.copy_menu import IncidentCopyMenu
from tlsrpt_tui.tui.widgets.facts import Said, totals_facts
from tlsrpt_tui.tui.widgets.incident_table import IncidentTable
from tlsrpt_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    import datetime as dt

    from tlsrpt_tui.index.view import View
    from tlsrpt_tui.triage.incidents import Incident
    from tlsrpt_tui.tui.paint import Runs

_WIDE = 120
_NARROW = 80
_LOW = 20
_ELSEWHERE = (
    ("screen.explore", "Explore: who reported, and how much went well"),
    ("screen.domain", "Domain: what is published and runs right now"),
    ("screen.files", "Files: what was not read, and why"),
)


class IncidentsScreen(IncidentActs):
    """The screen that one starts on."""

    mode: ClassVar = "incidents"
    BINDINGS = [*INCIDENTS, *EXPLORE]  # noqa: RUF012  # Textual's convention
    copy_menu = IncidentCopyMenu
    hints: ClassVar = (("live.check", "check"), ("copy.menu", "copy"), ("app.keys", "keys"))

    def compose_body(self) -> ComposeResult:
        """Lay out the list and the card."""
        with Container(id="body"):
            yield IncidentTable(id="list")
            yield CardPane(id="card")

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(IncidentTable).focus()

    def focus_main(self) -> None:
        """Put the focus on the list."""
        self.query_one(IncidentTable).focus()

    def on_resize(self) -> None:
        """Show the columns that are for this width."""
        super().on_resize()
        table = self.query_one(IncidentTable)
        table.fit()
        table.take_columns(self.shown_columns(), self._arrow)
        self.on_descendant_focus()

    @property
    def _arrow(self) -> tuple[str, bool]:
        return self.order

    @property
    def _is_single(self) -> bool:
        """Whether only one pane fits."""
        return self.app.size.width < _NARROW or self.app.size.height < _LOW

    def name_of(self, engine: Engine, row: IncidentRow) -> tuple[object, ...]:  # noqa: ARG002  named by themselves
        """Return what names an incident in every index, whatever hides names."""
        return self._called(row.incident)

    def _called(self, incident: "Incident") -> tuple[object, ...]:
        domain, host, *rest = incident.key
        meant = self.explorer.veil.meant
        return meant(domain), meant(host), *rest

    # What is shown

    def ask_all(self, engine: Engine, *, fresh: bool) -> None:
        """Ask for the incidents."""
        state, now = self.state, self.now()
        stand = Stand(0) if fresh else self.stand
        answering = Answering(engine, state.view, state.whole)
        self.ask("list", lambda: _listed(engine, state.view, now), lambda found: self._take(found, answering, stand))

    def _take(self, listed: Listed, answering: Answering, stand: Stand) -> None:
        self.incidents = listed
        places = [self._called(row.incident) for row in self.rows]
        fresh = self.is_fresh
        cursor = self.landing(stand, places.index(stand.name) if stand.name in places else None)
        if cursor is None:
            return
        self.display_answer(answering)
        self.place_rows(cursor, still=not fresh)
        self.show_context()

    def place_rows(self, cursor: int, *, still: bool) -> None:
        """Show the rows that are to be listed."""
        table, listed, rows = self.query_one(IncidentTable), self.incidents, self.rows
        if listed is None:
            return
        table.tell(listed, noisy=self.noisy)
        table.columns, table.sorted_by, table.empty = self.shown_columns(), self._arrow, self._why_empty(listed)
        table.show(rows, offset=0, total=len(rows), cursor=cursor, still=still)

    def _why_empty(self, listed: Listed) -> str:
        """Return what is said in place of incidents."""
        totals = listed.totals
        if listed.rows:
            return f"nothing but what is judged to be noise: {self.key('incidents.noise')} shows it"
        if not totals.reports:
            return f"nothing matches: {self.key('view.widen')} widens"
        if totals.successful is None:
            return "nothing failed here"
        sessions = numbers.plural(totals.successful + totals.failed, "session")
        days = f" of {numbers.days(*totals.days)}" if totals.days is not None else ""
        return f"nothing failed in {sessions}{days}"

    def facts(self) -> tuple[Said, ...]:
        """Return failed sessions and hidden rows."""
        return totals_facts(self.incidents.totals) if self.incidents is not None and self.state.reports else ()

    def on_table_moved(self) -> None:
        """Show the card of the incident under the cursor."""
        incident, answering, pane = self.current, self.answering, self.query_one(CardPane)
        self.on_descendant_focus()
        if incident is None or answering is None:
            self.questions.drop("card")
            pane.show_words("What now", self._elsewhere() if self.incidents is not None else [])
            return
        engine, view, now, years = answering.engine, answering.view, self.now(), self.state.years
        listed, live = self.incidents, self._live(incident)
        others = () if listed is None else tuple(row.incident for row in listed.rows)
        newest = self.newest(view)

        def question() -> ShownCard:
            evidence = engine.evidence(view_of(incident, view, now), now=now)
            card = card_of(incident, evidence, now=now, others=others, newest=newest)
            return ShownCard(incident, card, evidence, years, live)

        self.ask("card", question, pane.show_card)

    def _live(self, incident: "Incident") -> tuple[str, str]:
        """Return the key of a live check, and what it would do; "" where there can be none."""
        return ("", "") if self.explorer.checking is None else (self.key("live.check"), live_words(incident))

    def _elsewhere(self) -> list["Runs"]:
        return [
            [Run(f" {self.key(key):<2}", Role.ACCENT, bold=True), Run(words, Role.TEXT)] for key, words in _ELSEWHERE
        ]

    def on_descendant_focus(self) -> None:
        """Say which keys matter now."""
        bar, there = self.query_one(KeyBar), self.current is not None
        if not there:
            bar.show((("screen.explore", "explore"), ("view.filter", "filter"), ("app.keys", "keys")))
            return
        wide = self.app.size.width >= _WIDE
        opens = self._is_single and self.query_one(IncidentTable).has_focus
        records = ("incidents.records", "card" if opens else "records")
        hand_over = ("copy.menu", "hand over" if wide else "copy")
        if self._is_single:
            bar.show((("live.check", "check"), records, ("app.keys", "keys")))
        else:
            bar.show((("view.filter", "filter"), records, ("live.check", "check"), hand_over, ("app.keys", "keys")))

    # Keys

    def action_records(self) -> None:
        """Show the records behind the incident; where there is room for the list only, its card first."""
        if self._is_single and self.query_one(IncidentTable).has_focus and self.current is not None:
            self.query_one(CardPane).focus()
        else:
            super().action_records()

    def on_table_opened(self) -> None:
        """Do what Enter does."""
        self.action_records()

    def action_other_pane(self, back: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # an action's argument
        """Go to the other pane."""
        table, card = self.query_one(IncidentTable), self.query_one(CardPane)
        (card if table.has_focus else table).focus()

    def action_widen(self) -> None:
        """Leave the card, go back, or widen."""
        if not self.query_one(IncidentTable).has_focus:
            self.focus_main()
        elif not self.explorer.go_back():
            super().action_widen()

    def seek(self, answering: Answering, text: str, place: int, *, forward: bool) -> Hit | None:  # noqa: ARG002  as lists are searched
        """Return the next incident that holds ``text``, or, with "", that is ongoing."""
        wanted = text.casefold()
        hits = [number for number, row in enumerate(self.rows) if _holds(row.incident, wanted)]
        if not hits:
            return None
        beyond = [hit for hit in hits if (hit > place if forward else hit < place)]
        found = (beyond or hits)[0 if forward else -1]
        return Hit(found, hits.index(found) + 1, len(hits), wrapped=not beyond)


def _listed(engine: Engine, view: "View", now: "dt.datetime") -> Listed:
    """Return the incidents of a view; never on the event loop."""
    tally = engine.tally(view, now=now)
    until = until_of(view, now)
    found = incidents(tally, now=now, until=until)
    return listed_of(tally, found, engine.totals(view, now=now), now, until)


def _holds(incident: "Incident", text: str) -> bool:
    if not text:
        return incident.state is IncidentState.ONGOING
    names = (incident.domain, incident.host, *incident.hosts, *(sender.organization for sender in incident.senders))
    words = (incident.result_type, incident.state.value, incident.owner.value)
    return any(text in name.casefold() for name in (*names, *words))
