"""The keys that ask whether it is still so: which domain the cursor is on, and which failure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tlsrpt_tui.consents import Consent
from tlsrpt_tui.index.engine import Dimension, Engine, FailureRow, ReportRow
from tlsrpt_tui.index.states import FileRow
from tlsrpt_tui.index.view import Field, View
from tlsrpt_tui.tui.acts.copies import row_of
from tlsrpt_tui.tui.acts.rows import RowActs
from tlsrpt_tui.tui.widgets.facets import FacetPanel
from tlsrpt_tui.tui.widgets.table import Table
from tlsrpt_tui.tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from tlsrpt_tui.triage.check_lines import Subject


_AFTER: Final = {
    Consent.ASK: "asks about port 25 first",
    Consent.YES: "connects to port 25 from now on",
    Consent.NO: "leaves port 25 out from now on",
}
"""What the key that checks does after an answer about port 25."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the keys point at.

    Attributes:
        domain: under the cursor, as it is shown; "" for none.
        row: number of a failure row; ``None`` for none.
        report: number of a report whose first failure is meant.
    """

    domain: str = ""
    row: int | None = None
    report: int | None = None


class LiveActs(RowActs):
    """A screen from which one can look at what is so right now."""

    def action_check(self) -> None:
        """Check what the cursor is on; where it is on no domain, only go to where domains are checked."""
        self._go(check=True)

    def action_domain(self) -> None:
        """Look at the domain that the cursor is on; nothing is asked."""
        self._go(check=False)

    def action_readiness(self) -> None:
        """Say whether the domain that the cursor is on may go to enforce; nothing is asked."""
        self.explorer.visit_readiness(self.pointed_domain)

    @property
    def pointed_domain(self) -> str:
        """The domain under the cursor, or the one that the filter picks; real, and "" for neither."""
        return self.explorer.veil.meant(self._aim().domain or filtered_domain(self.state.view))

    def check_named(self, domain: str) -> None:
        """Check a domain that was typed."""
        self.explorer.visit_domain(domain, wanted=True)

    def keep_consent(self, consent: Consent) -> None:
        """Remember whether port 25 may be connected to, or forget it, so that it is asked again."""
        after = f"{self.key('live.check')} {_AFTER[consent]}"
        if self.explorer.probe_is_set:
            after = f"kept, but live.probe in the settings comes first: it says {self.explorer.probe}"
        self.questions.do(
            "consent kept", lambda: self.explorer.remember_consent(consent), lambda fault: self.say(fault or after)
        )

    def _aim(self) -> Aim:
        """Return what the focus is on."""
        if isinstance(self.focused, FacetPanel):
            value = self.focused.current
            named = value is not None and self.focused.focused is Dimension.DOMAINS
            return Aim(value.value if value is not None and named else "")
        if self.answering is None or isinstance(self.focused, Timeline):
            return Aim()
        table: Table[Any] = self.query_one(Table)
        row = table.current
        if isinstance(row, FailureRow):
            return Aim(row.domain, row=row.number)
        if isinstance(row, ReportRow):
            return Aim(next(iter(row.domains), ""), report=row.number)
        if isinstance(row, FileRow):
            return Aim(report=next((part.report for part in row.parts if part.report is not None), None))
        return Aim()

    def _go(self, *, check: bool) -> None:
        aim, answering, marked = self._aim(), self.answering, self.state.row
        chosen, meant = self.pointed_domain, self.explorer.veil.meant
        if answering is None or (aim.row is None and aim.report is None):
            self.explorer.visit_domain(chosen, wanted=check and bool(chosen))
            return
        engine = answering.engine

        def question() -> "Subject | str":
            number = aim.row
            if number is None and aim.report is not None:
                number = row_of(engine, aim.report, None if marked is None else engine.row_named(marked))
            if number is not None:
                return subject_in(engine, number, meant)
            policies = () if aim.report is None else engine.report(aim.report).policies
            return meant(next((policy.domain for policy in policies if policy.domain), ""))

        def go(found: "Subject | str") -> None:
            if not self.is_current:
                return  # who went elsewhere meanwhile is not called back
            domain = found if isinstance(found, str) else found.domain
            subject = None if isinstance(found, str) else found
            self.explorer.visit_domain(domain or chosen, subject, wanted=check and bool(domain or chosen))

        self.ask("aim", question, go)


def filtered_domain(view: View) -> str:
    """Return the one domain that a view picks; "" where it picks none, several, or by a pattern."""
    picked = view.selected(Field.DOMAIN)
    named = next(iter(picked)) if len(picked) == 1 else ""
    return "" if "*" in named else named


def subject_in(engine: Engine, number: int, meant: Callable[[str], str]) -> "Subject":
    """Return what a failure row is about; never on the event loop.

    Args:
        engine: holds the row.
        number: of the row.
        meant: takes stand-ins back.
    """
    from tlsrpt_tui.output.ticket import subject_of  # noqa: PLC0415  the first frame does not need it

    found = subject_of(engine.record(number))
    return replace(
        found,
        domain=meant(found.domain),
        mx_host=meant(found.mx_host),
        receiving_ip=meant(found.receiving_ip),
        policy_text=tuple(map(meant, found.policy_text)),
    )
