"""The keys for incidents: the records behind one, its live check, what is copied and written out, sorting, noise."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.triage.incident_view import until_of, view_of
from tlsrpt_tui.triage.incidents import Incident
from tlsrpt_tui.tui.acts.incident_copies import copies_of_incident, subject_for
from tlsrpt_tui.tui.acts.live import Aim
from tlsrpt_tui.tui.incident_rows import FROM_GREATEST, IncidentRow, Listed
from tlsrpt_tui.tui.journey import RECORDS
from tlsrpt_tui.tui.screens.acting import ActingPage
from tlsrpt_tui.tui.widgets.copy_menu import CopyMenu
from tlsrpt_tui.tui.widgets.incident_columns import incident_columns
from tlsrpt_tui.tui.widgets.incident_table import IncidentTable
from tlsrpt_tui.tui.widgets.table_columns import Column

if TYPE_CHECKING:
    from tlsrpt_tui.index.view import View
    from tlsrpt_tui.triage.check_lines import Subject

_EXPORTED = {"days": ("first", "last"), "failed": ("failed", "sessions")}
"""Columns that programs read as several."""

_NEVER = {"failing": "all of these failed", "zoom_time": "the timeline is on Explore"}


class IncidentActs(ActingPage):
    """A screen that lists incidents."""

    failing_words = "nothing is ongoing in this view"
    noisy = False
    incidents: Listed | None = None
    order: tuple[str, bool] = ("", False)
    """The column that they are sorted by, "" for the order in which they come, and whether from the greatest."""

    def place_rows(self, cursor: int, *, still: bool) -> None:
        """Show the rows that are to be listed."""
        raise NotImplementedError

    @property
    def current(self) -> Incident | None:
        """The incident under the cursor."""
        row = self.query_one(IncidentTable).current
        return None if row is None else row.incident

    @property
    def rows(self) -> tuple[IncidentRow, ...]:
        """What is listed."""
        if self.incidents is None:
            return ()
        return self.incidents.arranged(noise=self.noisy, key=self.order[0], descending=self.order[1])

    def newest(self, view: "View") -> dt.date | None:
        """Return the day of the newest report; ``None`` where the view ends by itself."""
        ends = until_of(view, self.now()) is not None
        return None if ends or self.incidents is None else self.incidents.newest

    def why_not(self, action: str, parameters: tuple[object, ...] = ()) -> str:
        """Return why the key of an action cannot act now; "" where it can, or where only trying tells."""
        if action in ("records", "check") and self.current is None:
            return "there is no incident"
        if action == "check" and self.explorer.checking is None:
            return "live checks are switched off here"
        return _NEVER.get(action) or super().why_not(action, parameters)

    # The records, and what is so right now

    def action_records(self) -> None:
        """Show the failure rows of the incident; from there one can go back."""
        incident = self.current
        if incident is None:
            self.say("there is no incident whose records could be shown")
        else:
            self.explorer.open_records(view_of(incident, self.state.view, self.now()))

    def action_facet(self, name: str) -> None:
        """Go to a facet, which is on Explore."""
        self.explorer.wanted_facet = name
        self.explorer.switch_mode(RECORDS)

    def _aim(self) -> Aim:
        incident = self.current
        return Aim() if incident is None else Aim(incident.domain)

    def _go(self, *, check: bool) -> None:
        """Look at what the incident under the cursor is about: its domain, and its host at every address."""
        incident, answering, now, meant = self.current, self.answering, self.now(), self.explorer.veil.meant
        if incident is None or answering is None:
            super()._go(check=check)
            return
        engine, view = answering.engine, view_of(incident, answering.view, now)

        def question() -> "Subject":
            return subject_for(incident, engine.evidence(view, now=now), engine, meant)

        def go(subject: "Subject") -> None:
            self.explorer.visit_domain(subject.domain, subject, wanted=check and bool(subject.domain))

        self.ask("aim", question, go)

    # What leaves the screen

    def action_copy_menu(self) -> None:
        """Offer what can be copied of the incident under the cursor."""
        incident, answering, now = self.current, self.answering, self.now()
        if incident is None or answering is None or self.has_class("-empty"):
            self.say("there is no incident to copy")
            return
        if self.is_fresh:
            self.say("the incidents of this filter are not here yet: once more")
            return
        menu, veil = self.query_one(CopyMenu), self.explorer.veil
        self._before_copying = self.focused
        menu.open("Copy, redacted" if veil.is_down else "Copy")
        engine, view = answering.engine, answering.view
        newest = self.newest(view)
        question = partial(copies_of_incident, incident, engine, view, now, veil.text, newest=newest)
        self.ask("copies", partial(question, redacted=veil.is_down), menu.show)

    def exported_columns(self) -> tuple[str, ...]:
        """Return the columns as exports call them; days are a first and a last one."""
        return tuple(
            name
            for column in self.shown_columns()
            if column.export
            for name in _EXPORTED.get(column.key, (column.export,))
        )

    def export_fill(self, form: str, columns: tuple[str, ...]) -> Fill | None:
        """Return what writes the incidents that are listed."""
        if self.answering is None or form == "parquet":
            return None
        from tlsrpt_tui.output.incident_list import incidents_fill  # noqa: PLC0415  the first frame does not need it

        return incidents_fill(form, columns, [row.incident for row in self.rows], self.answering.view.text)

    # The list

    def action_noise(self) -> None:
        """List what is judged to be noise too, or no longer."""
        if not self.noisy and self.incidents is not None and len(self.rows) == len(self.incidents.rows):
            self.say("nothing here is judged to be noise")
            return
        here = self.current
        self.noisy = not self.noisy
        self._stay_at(here)

    def action_failing(self) -> None:
        """Say that nothing else is listed."""
        self.say(f"all of these failed: {self.key('rows.next-failing')} goes to the next that is ongoing")

    def offered_columns(self) -> tuple[Column[IncidentRow], ...]:
        """Return every column that the list could have."""
        window = None if self.incidents is None else self.incidents.window
        return incident_columns(self.app.size.width, years=self.state.years, window=window)

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The column that incidents are sorted by, and whether from the greatest."""
        return self.order[0] or "state", self.order[1]

    def sort_by(self, key: str, *, descending: bool | None = None) -> None:
        """Sort by a column; by the state, they come in the order in which they need somebody."""
        here = self.current
        self.order = "" if key == "state" else key, key in FROM_GREATEST if descending is None else descending
        self._stay_at(here)

    def _stay_at(self, incident: Incident | None) -> None:
        """Show the rows anew, with the cursor on an incident, or on the first."""
        keys = [row.incident.key for row in self.rows]
        self.place_rows(keys.index(incident.key) if incident is not None and incident.key in keys else 0, still=False)
