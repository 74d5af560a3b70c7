"""Domain: what is published and runs right now, line by line, beside what senders saw of it."""

import re
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.live.check import State
from tlsrpt_tui.tui.acts.asking import AskingActs
from tlsrpt_tui.tui.acts.check_list import CheckListActs
from tlsrpt_tui.tui.acts.domain_pages import LOW, WIDE, seen_by
from tlsrpt_tui.tui.acts.fixed_list import FixedListActs
from tlsrpt_tui.tui.beside import Beside, HiddenChecks, Reported, beside_of, hosts_of, reported_on, shown_beside
from tlsrpt_tui.tui.domain_words import PROBES, Unasked, context_facts, verdict_of
from tlsrpt_tui.tui.keys import DOMAIN
from tlsrpt_tui.tui.live_checks import Live
from tlsrpt_tui.tui.names import said
from tlsrpt_tui.tui.screens.base import Answering
from tlsrpt_tui.tui.widgets.check_lines import COLUMNS, CheckTable, Line, lines_of, planned, stopped
from tlsrpt_tui.tui.widgets.consent_bar import ConsentBar
from tlsrpt_tui.tui.widgets.context_line import Crumb
from tlsrpt_tui.tui.widgets.facts import Said
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.reader import Reader
from tlsrpt_tui.tui.widgets.sender_lines import SenderTable, sender_columns
from tlsrpt_tui.tui.widgets.table_columns import arranged
from tlsrpt_tui.tui.widgets.verdict_line import VerdictLine

_QUOTED = re.compile("“.*”")


class DomainScreen(FixedListActs, AskingActs, CheckListActs):
    """The screen that holds reports against the present; it asks nothing until a key has it ask."""

    mode: ClassVar = "domain"
    needs_no_report: ClassVar = True
    filterless: ClassVar = "checks"
    BINDINGS = [*DOMAIN]  # noqa: RUF012  # Textual's convention
    hints: ClassVar = (("live.check", "check"), ("domain.choose", "domains"), ("app.keys", "keys"))

    def __init__(self) -> None:
        super().__init__()
        self._live: Live | None = None
        self._veiled = False
        self._seen: Reported | None = None
        self._hidden = HiddenChecks()
        self._put = ""
        self._put_sender: tuple[str, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Lay out verdict, checks, detail, and what senders saw."""
        yield VerdictLine()
        with Container(id="body"):
            with Container(id="left"):
                yield CheckTable(arranged(COLUMNS, None), empty="no domain", id="list")
                yield Reader(id="detail")
            with Container(id="right"):
                yield SenderTable(sender_columns(asked=False), empty="no sender reported on it", id="senders")
                yield Reader(id="posture")
        yield Reader(id="answer")
        yield ConsentBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(CheckTable).title = "What you publish"
        self.query_one(SenderTable).title = "What senders saw"
        self.focus_main()

    def on_resize(self) -> None:
        """Part the panes where they stand side by side."""
        super().on_resize()
        beside = self.app.size.width >= WIDE and self.app.size.height >= LOW
        for pane in ("#list", "#detail"):
            self.query_one(pane).set_class(beside, "-beside")
        self._show_detail()

    def focus_main(self) -> None:
        """Put the focus on the list."""
        self.query_one(CheckTable).focus()

    def name_of(self, engine: Engine, row: Line) -> str:  # noqa: ARG002  checks are named by themselves
        """Return the name of a check."""
        return row.check.key

    # What is shown

    def take(self) -> None:
        """Show the shared state, and what was found since."""
        super().take()
        wanted = self.explorer.live
        if wanted.wanted:
            self.explorer.live = replace(wanted, wanted=False)
            self.begin(wanted.subject)
        if self.explorer.readying:
            self.explorer.readying = False
            self.call_after_refresh(self.come_for_readiness)
        live, veiled = self.explorer.live, self.explorer.veil.is_down
        if live is not self._live or veiled != self._veiled:
            self._show_live()
            self._ask_beside()

    def ask_all(self, engine: Engine, *, fresh: bool) -> None:  # noqa: ARG002  it knows no filter
        """Ask what senders saw."""
        if not self.explorer.live.domain:
            self.ask_for_the_worst(engine)
        else:
            self._ask_beside()

    def let_go(self) -> None:
        """Hold no longer what an engine said that is replaced."""
        super().let_go()
        self._seen = None

    def _show_live(self) -> None:
        """Show what was found so far."""
        explorer = self.explorer
        before, live, veil = self._live, explorer.live, explorer.veil
        if before is None or before.domain != live.domain or veil.is_down != self._veiled:
            self._beside = None  # it is about something else, or names what is to be hidden
            self.query_one(SenderTable).show((), offset=0, total=0, cursor=0)
            self._show_side_by_side()
        self._live, self._veiled = live, veil.is_down
        self.reword_question()
        if live.checkup is None:
            self._lines = self._planned(live) if live.domain else ()
            self._put = ""
        else:
            checkup = live.checkup if live.asking else stopped(live.checkup)
            refusal = "" if live.probed else self._refusal()
            self._lines = lines_of(
                checkup, refusal=refusal, hide=lambda checks: self._hidden.of(checks, veil, hosts_of(live))
            )
        self._place_lines()
        self._show_words()

    def _planned(self, live: Live) -> tuple[Line, ...]:
        explorer = self.explorer
        resolver = explorer.veil.text(explorer.resolver_name) or "your resolver"
        return planned(self.shown_domain, resolver, PROBES[explorer.probe], asking=live.asking)

    def _refusal(self) -> str:
        """Return how port 25 is asked about again, where it was left out."""
        if self.explorer.probe_is_set:
            return "set live.probe in the settings to yes or ask"
        return f":consent ask, then {self.key('live.check')}, to be asked again"

    def _place_lines(self) -> None:
        """Show the lines; the cursor stays where somebody put it, and else goes to what matters."""
        table = self.query_one(CheckTable)
        keys = [line.check.key for line in self._lines]
        here = table.current.check.key if table.current is not None else ""
        if self._returning is not None and self._returning.name in keys:
            here, self._returning = str(self._returning.name), None
        elif here == self._put or here not in keys:
            here = self._put = self._what_matters(keys)
        table.empty = f"no domain yet: {self.key('domain.choose')} chooses one"
        place = keys.index(here) if here in keys else 0
        table.show(self._lines, offset=0, total=len(keys), cursor=place, still=bool(table.total))

    def _what_matters(self, keys: list[str]) -> str:
        """Return the check that decides the failure in question, or the first bad one, or the first."""
        judged = self._beside.judgement.checks if self._beside is not None and self._beside.judgement else ()
        bad = (line.check.key for line in self._lines if line.asked and line.check.state is State.BAD)
        return next((key for key in (*judged, *bad) if key in keys), keys[0] if keys else "")

    def _show_words(self) -> None:
        check, choose = self.key("live.check"), self.key("domain.choose")
        plan = f"{check} asks {self.explorer.veil.text(self.explorer.resolver_name) or 'your resolver'}, and fetches"
        unasked = Unasked(f"{plan} from mta-sts.{self.shown_domain}", f"{choose} chooses one, :check DOMAIN asks")
        live = replace(self.explorer.live, note=self._shown_note())
        self._verdict = verdict_of(live, self._lines, self._beside, unasked)
        self.query_one(VerdictLine).show(self._verdict)
        self.show_context()
        self._show_detail()
        self._show_answer()
        self._offer()

    def _shown_note(self) -> str:
        """Return why it could not be asked as it may be shown; what it quotes is the domain, however odd."""
        note, veil = self.explorer.live.note, self.explorer.veil
        return veil.text(_QUOTED.sub(lambda _: f"“{self.shown_domain}”", note)) if veil.is_down else note

    def _ask_beside(self) -> None:
        """Ask what senders saw, where that is not at hand, and hold it against what was found."""
        live, veil, engine, now = self.explorer.live, self.explorer.veil, self.explorer.state.engine, self.now()
        if engine is None or not live.domain:
            return
        known = self._seen

        def question() -> tuple[Reported, Beside]:
            reports = reported_on(known, engine, live, now)
            return reports, shown_beside(beside_of(reports, live, now), veil, live, reports, now)

        answering = Answering(self.state.engine or engine, self.state.view, self.state.whole)

        def take(found: tuple[Reported, Beside]) -> None:
            self._seen = found[0]
            self.display_answer(answering)
            self._show_beside(found[1])

        self.ask("beside", question, take)

    def _show_beside(self, beside: Beside) -> None:
        """Show what senders saw; the cursor stays where somebody put it, and else goes to what matters."""
        self._beside = beside
        table = self.query_one(SenderTable)
        here, kept = seen_by(table.current), table.has_focus
        stays = kept or here != self._put_sender
        place = next((n for n, one in enumerate(beside.drifts) if stays and seen_by(one) == here), 0)
        self._put_sender = seen_by(beside.drifts[place]) if beside.drifts and not place else ()
        table.columns = sender_columns(asked=self.explorer.live.checkup is not None)
        newest = beside.seen.newest
        table.order = f"up to {numbers.day(newest)}" if newest is not None else ""
        table.show(beside.drifts, offset=0, total=len(beside.drifts), cursor=place, still=bool(table.total))
        self._place_lines()
        self._show_words()

    # Words

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the domain as the last step."""
        return (Crumb(said(self.shown_domain), ()),) if self.explorer.live.domain else ()

    def facts(self) -> tuple[Said, ...]:
        """Return who was asked, and when."""
        live = self.explorer.live
        resolver = self.explorer.veil.text(live.checkup.resolver) if live.checkup is not None else ""
        return context_facts(live, resolver)

    def _offer(self) -> None:
        """Say which keys matter now."""
        live = self.explorer.live
        check = ("live.check", "again" if live.checkup is not None else "check")
        readiness = ("live.readiness", "readiness")
        hints: tuple[tuple[str, str], ...]
        if live.asking:
            hints = (("view.widen", "stop"), ("app.keys", "keys"))
        elif live.checkup is None:
            hints = (readiness, ("domain.choose", "domains"), check, ("app.keys", "keys"))
        else:
            more = (readiness,) if self.app.size.width >= WIDE else ()
            hints = (("domain.answer", "answer as sent"), check, *more, ("copy.menu", "copy"), ("app.keys", "keys"))
        self.query_one(KeyBar).show(hints)

    # Keys

    def action_widen(self) -> None:
        """Stop asking, close what is open, or go back to where one came from."""
        if self.explorer.live.asking:
            self.explorer.cancel_check()
        elif self.take_back():
            self.say("nothing was asked")
        elif self.query_one("#answer").has_focus and self._leaves_ready:
            self._leaves_ready = False
            self.focus_main()
            self.explorer.go_back()
        elif self.query_one("#answer").has_focus and self._opens_sender:
            self.query_one(SenderTable).focus()
        elif not self.query_one(CheckTable).has_focus:
            self.focus_main()
        elif not self.explorer.go_back():
            self.say(f"there is nothing to close: {self.key('app.quit')} quits")
