"""The pages about a domain: what stands behind a check, what a sender saw, and whether it may go to enforce."""

from functools import partial

from tlsrpt_tui.triage.drift import SenderDrift
from tlsrpt_tui.triage.policy_stories import story_of
from tlsrpt_tui.tui.acts.choosing import ChoosingActs
from tlsrpt_tui.tui.beside import Beside
from tlsrpt_tui.tui.widgets.check_lines import CheckTable, Line
from tlsrpt_tui.tui.widgets.check_page import answer_page, check_page
from tlsrpt_tui.tui.widgets.reader import Page as Text
from tlsrpt_tui.tui.widgets.reader import Reader
from tlsrpt_tui.tui.widgets.ready_page import ready_lines, ready_page
from tlsrpt_tui.tui.widgets.sender_lines import SenderTable, beside_page
from tlsrpt_tui.tui.widgets.table import Table

WIDE = 120
"""Columns from which the panes stand side by side, where there are :data:`LOW` lines as well."""

LOW = 20
_NARROW = 80
_ROOMY = 8
"""Lines of the detail from which it is shown in its own order."""

_PANES = ("list", "detail", "senders", "posture")


class DomainPagesActs(ChoosingActs):
    """A screen with a list of checks and one of senders, each with its page, and a page that stands alone."""

    _beside: Beside | None = None
    _opened = ""
    _opens_sender = False
    _opens_ready = False
    _leaves_ready = False
    """Whether one came for readiness alone, so that closing its page goes back."""

    def on_table_moved(self, message: Table.Moved) -> None:
        """Show what stands behind the line, or the sender."""
        if message.table.id == "senders":
            self._show_side_by_side()
        else:
            self._show_detail()

    def _show_detail(self) -> None:
        line, reader = self.query_one(CheckTable).current, self.query_one("#detail", Reader)
        if line is None:
            reader.show(Text("No check", lambda _: ([], None)))
            return
        keep, self._opened = line.check.key == self._opened, line.check.key
        brief = reader.size.height < _ROOMY
        reader.show(check_page(line, self._reported(line), brief=brief), keep=keep)

    def _reported(self, line: Line) -> tuple[str, ...]:
        return () if self._beside is None else self._beside.reported.get(line.check.key, ())

    def _show_side_by_side(self) -> None:
        self.query_one("#posture", Reader).show(self._side_by_side(), keep=True)

    def _side_by_side(self, *, alone: bool = False) -> Text:
        """Return the page about a sender; ``alone``, it says nothing of enforce, which has a page of its own."""
        beside = self._beside or Beside()
        asked = self.explorer.live.checkup is not None
        brief = partial(ready_lines, None if alone else beside.ready, key=self.key("live.readiness"))
        sender = self.query_one(SenderTable).current
        story = None if sender is None else story_of(beside.seen, *seen_by(sender))
        return beside_page(sender, beside.posture, beside.judgement, asked=asked, ready=brief, story=story)

    def action_open_answer(self) -> None:
        """Show the answer as it came, or all about a sender."""
        if self.app.size.width < _NARROW and self.query_one(CheckTable).has_focus:
            self.query_one("#detail", Reader).focus()
            return
        line, reader = self.query_one(CheckTable).current, self.query_one("#answer", Reader)
        if reader.has_focus:
            return
        sender = self.query_one(SenderTable).has_focus or self.query_one("#posture", Reader).has_focus
        # Before anything is asked there still is what senders saw.
        sender = sender or (line is not None and not line.asked and self.query_one(SenderTable).current is not None)
        if not sender and (line is None or not line.asked):
            self.say(f"nothing was asked yet: {self.key('live.check')} checks")
            return
        self._opens_sender, self._opens_ready, self._leaves_ready = sender, False, False
        self._show_answer(keep=False)
        reader.focus()

    def action_readiness(self) -> None:
        """Show on a page of its own whether the domain may go to enforce."""
        self._opens_ready, self._leaves_ready = True, False
        self._show_answer(keep=False)
        self.query_one("#answer", Reader).focus()

    def come_for_readiness(self) -> None:
        """Show it to who asked for it on another screen, and goes back there from it."""
        self.action_readiness()
        self._leaves_ready = self.explorer.readied_elsewhere

    def _show_answer(self, *, keep: bool = True) -> None:
        """Have the page of its own show what was opened, as it is now."""
        line = self.query_one(CheckTable).current
        if self._opens_ready:
            ready = self._beside.ready if self._beside is not None else None
            self.query_one("#answer", Reader).show(ready_page(ready), keep=keep)
        elif self._opens_sender:
            self.query_one("#answer", Reader).show(self._side_by_side(alone=True), keep=keep)
        elif line is not None:
            self.query_one("#answer", Reader).show(answer_page(line), keep=keep)

    def on_table_opened(self) -> None:
        """Do what Enter does."""
        self.action_open_answer()

    def action_other_pane(self, back: bool = False) -> None:  # noqa: FBT001, FBT002  # an action's argument
        """Go round the panes."""
        panes = _PANES if self.app.size.width >= WIDE or self._is_single else _PANES[:-1]
        here = next((number for number, pane in enumerate(panes) if self.query_one(f"#{pane}").has_focus), 0)
        self.query_one(f"#{panes[(here + (-1 if back else 1)) % len(panes)]}").focus()

    @property
    def _is_single(self) -> bool:
        return self.app.size.width < _NARROW or self.app.size.height < LOW


def seen_by(one: SenderDrift | None) -> tuple[str, ...]:
    """Return what names what a sender saw: the sender, the policy type, the domain; empty for nobody."""
    return () if one is None else (one.organization, one.policy_type, one.domain)
