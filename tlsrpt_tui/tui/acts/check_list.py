"""The keys for the list of checks: the next that is not good, what holds a text, and what can be copied."""

from tlsrpt_tui.index.list_sort import Hit
from tlsrpt_tui.live.check import State
from tlsrpt_tui.tui.acts.check_copies import copies_of_check, corrected_record
from tlsrpt_tui.tui.acts.domain_pages import DomainPagesActs
from tlsrpt_tui.tui.names import said
from tlsrpt_tui.tui.screens.base import Answering
from tlsrpt_tui.tui.widgets.check_lines import CheckTable, Line
from tlsrpt_tui.tui.widgets.copy_menu import CheckCopyMenu, CopyMenu
from tlsrpt_tui.tui.widgets.facts import Fact
from tlsrpt_tui.tui.widgets.verdict_line import Verdict


class CheckListActs(DomainPagesActs):
    """A screen that lists checks."""

    failing_words = "no check is bad or has a warning"
    copy_menu = CheckCopyMenu
    _lines: tuple[Line, ...] = ()
    _verdict = Verdict()

    def action_copy_menu(self) -> None:
        """Offer what can be copied of the check under the cursor."""
        line, live, veil = self.query_one(CheckTable).current, self.explorer.live, self.explorer.veil
        if line is None:
            self.say("there is nothing to copy yet")
            return
        reported, key = self._reported(line), line.check.key
        self._before_copying = self.focused
        menu = self.query_one(CopyMenu)
        menu.open("Copy, redacted" if veil.is_down else "Copy")
        checkup = live.checkup

        def question() -> str:
            real = next((one for one in checkup.checks if veil.text(one.key) == key), None) if checkup else None
            return veil.text(corrected_record(real, checkup)) if real is not None and checkup is not None else ""

        self.ask("copies", question, lambda record: menu.show(copies_of_check(line, reported, record, self._heading())))

    def _heading(self) -> tuple[str, ...]:
        """Return what a copied check is about: the domain, when and by whom it was asked, and how all of it stands."""
        shown = self._verdict
        runs = [fact.wordings[0] if isinstance(fact, Fact) else fact for fact in self.facts()[:1]]
        told = "".join(run.text for run in (runs[0] if runs else ()))
        head = ", ".join(filter(None, (said(self.shown_domain), told)))
        return (head, ": ".join(filter(None, (shown.words[2:], shown.more))))

    def action_next_failing(self, step: int) -> None:
        """Go to the next check that is not good; where nothing was asked there is none to go to."""
        if any(line.asked for line in self._lines):
            super().action_next_failing(step)
        else:
            self.say(f"nothing was asked yet: {self.key('live.check')} checks")

    def seek(self, answering: Answering, text: str, place: int, *, forward: bool) -> Hit | None:  # noqa: ARG002  as lists are searched
        """Return the next check that holds ``text``, or, with "", that is bad or has a warning."""
        wanted = text.casefold()
        hits = [number for number, line in enumerate(self._lines) if _holds(line, wanted)]
        if not hits:
            return None
        beyond = [hit for hit in hits if (hit > place if forward else hit < place)]
        found = (beyond or hits)[0 if forward else -1]
        return Hit(found, hits.index(found) + 1, len(hits), wrapped=not beyond)


def _holds(line: Line, text: str) -> bool:
    check = line.check
    if not text:
        return line.asked and check.state in (State.BAD, State.WARNING)
    return any(text in said.casefold() for said in (check.title, check.found, check.state.value, check.section))
