"""Domain: what is published and runs right now, line by line, beside what senders saw of it."""

import re
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.list_sort import Hit
from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.live.check import State
from tlsrpt_tui.triage.drift import SenderDrift
from tlsrpt_tui.tui.acts.asking import AskingActs
from tlsrpt_tui.tui.acts.check_copies import copies_of_check, corrected_record
from tlsrpt_tui.tui.acts.choosing import ChoosingActs
from tlsrpt_tui.tui.acts.fixed_list import FixedListActs
from tlsrpt_tui.tui.beside import Beside, HiddenChecks, beside_of, hosts_of, names_of, shown_beside
from tlsrpt_tui.tui.domain_words import PROBES, Unasked, context_facts, verdict_of
from tlsrpt_tui.tui.keys import DOMAIN
from tlsrpt_tui.tui.live_checks import Live
from tlsrpt_tui.tui.names import said
from tlsrpt_tui.tui.screens.base import Answering
from tlsrpt_tui.tui.widgets.check_lines import COLUMNS, CheckTable, Line, lines_of, planned, stopped
from tlsrpt_tui.tui.widgets.check_page import answer_page, check_page
from tlsrpt_tui.tui.widgets.consent_bar import ConsentBar
from tlsrpt_tui.tui.widgets.context_line import Crumb
from tlsrpt_tui.tui.widgets.copy_menu import CheckCopyMenu, CopyMenu
from tlsrpt_tui.tui.widgets.facts import Fact, Said
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.reader import Page as Text
from tlsrpt_tui.tui.widgets.reader import Reader
from tlsrpt_tui.tui.widgets.sender_lines import SenderTable, beside_page, sender_columns
from tlsrpt_tui.tui.widgets.table import Table
from tlsrpt_tui.tui.widgets.table_columns import arranged
from tlsrpt_tui.tui.widgets.verdict_line import Verdict, VerdictLine

_WIDE = 120
_NARROW = 80
_LOW = 20
_ROOMY = 8
"""Lines of the detail from which it is shown in its own order."""

_QUOTED = re.compile("“.*”")

_PANES = ("list", "detail", "senders", "posture")


class DomainScreen(FixedListActs, ChoosingActs, AskingActs):
    """The screen that holds reports against the present; it asks nothing until a key has it ask."""

    mode: ClassVar = "domain"
    needs_no_report: ClassVar = True
    filterless: ClassVar = "checks"
    failing_words = "no check is bad or has a warning"
    copy_menu = CheckCopyMenu
    BINDINGS = [*DOMAIN]  # noqa: RUF012  # Textual's convention
    hints: ClassVar = (("live.check", "check"), ("domain.choose", "domains"), ("app.keys", "keys"))

    def __init__(self) -> None:
        super().__init__()
        self._live: Live | None = None
        self._veiled = False
        self._lines: tuple[Line, ...] = ()
        self._beside: Beside | None = None
        self._seen: tuple[Engine, tuple[str, ...], DomainSeen] | None = None
        self._hidden = HiddenChecks()
        self._put = ""
        self._put_sender: tuple[str, ...] = ()
        self._opened = ""
        self._verdict = Verdict()
        self._opens_sender = False

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
        beside = self.app.size.width >= _WIDE and self.app.size.height >= _LOW
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
        names, known = names_of(live), self._seen

        def question() -> tuple[DomainSeen, Beside]:
            at_hand = known is not None and known[0] is engine and known[1] == names
            seen = known[2] if known is not None and at_hand else engine.domain_seen(names, now=now)
            return seen, shown_beside(beside_of(seen, live, now), veil, live)

        answering = Answering(self.state.engine or engine, self.state.view, self.state.whole)

        def take(found: tuple[DomainSeen, Beside]) -> None:
            self._seen = engine, names, found[0]
            self.display_answer(answering)
            self._show_beside(found[1])

        self.ask("beside", question, take)

    def _show_beside(self, beside: Beside) -> None:
        """Show what senders saw; the cursor stays where somebody put it, and else goes to what matters."""
        self._beside = beside
        table = self.query_one(SenderTable)
        here, kept = _seen_by(table.current), table.has_focus
        stays = kept or here != self._put_sender
        place = next((n for n, one in enumerate(beside.drifts) if stays and _seen_by(one) == here), 0)
        self._put_sender = _seen_by(beside.drifts[place]) if beside.drifts and not place else ()
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

    def _side_by_side(self) -> Text:
        beside = self._beside or Beside()
        asked = self.explorer.live.checkup is not None
        return beside_page(self.query_one(SenderTable).current, beside.posture, beside.judgement, asked=asked)

    def _offer(self) -> None:
        """Say which keys matter now."""
        live = self.explorer.live
        check = ("live.check", "again" if live.checkup is not None else "check")
        hints: tuple[tuple[str, str], ...]
        if live.asking:
            hints = (("view.widen", "stop"), ("app.keys", "keys"))
        elif live.checkup is None:
            hints = (("domain.choose", "domains"), check, ("app.keys", "keys"))
        else:
            hints = (("domain.answer", "answer as sent"), check, ("copy.menu", "copy"), ("app.keys", "keys"))
        self.query_one(KeyBar).show(hints)

    # Keys

    def action_open_answer(self) -> None:
        """Show the answer as it came, or all about a sender."""
        if self.app.size.width < _NARROW and self.query_one(CheckTable).has_focus:
            self.query_one("#detail", Reader).focus()
            return
        line, reader = self.query_one(CheckTable).current, self.query_one("#answer", Reader)
        if reader.has_focus:
            return
        sender = self.query_one(SenderTable).has_focus or self.query_one("#posture", Reader).has_focus
        if not sender and (line is None or not line.asked):
            self.say(f"nothing was asked yet: {self.key('live.check')} checks")
            return
        self._opens_sender = sender
        self._show_answer(keep=False)
        reader.focus()

    def _show_answer(self, *, keep: bool = True) -> None:
        """Have the page of its own show what was opened, as it is now."""
        line = self.query_one(CheckTable).current
        if self._opens_sender:
            self.query_one("#answer", Reader).show(self._side_by_side(), keep=keep)
        elif line is not None:
            self.query_one("#answer", Reader).show(answer_page(line), keep=keep)

    def on_table_opened(self) -> None:
        """Do what Enter does."""
        self.action_open_answer()

    def action_other_pane(self, back: bool = False) -> None:  # noqa: FBT001, FBT002  # an action's argument
        """Go round the panes."""
        panes = _PANES if self.app.size.width >= _WIDE or self._is_single else _PANES[:-1]
        here = next((number for number, pane in enumerate(panes) if self.query_one(f"#{pane}").has_focus), 0)
        self.query_one(f"#{panes[(here + (-1 if back else 1)) % len(panes)]}").focus()

    @property
    def _is_single(self) -> bool:
        return self.app.size.width < _NARROW or self.app.size.height < _LOW

    def action_widen(self) -> None:
        """Stop asking, close what is open, or go back to where one came from."""
        if self.explorer.live.asking:
            self.explorer.cancel_check()
        elif self.take_back():
            self.say("nothing was asked")
        elif self.query_one("#answer").has_focus and self._opens_sender:
            self.query_one(SenderTable).focus()
        elif not self.query_one(CheckTable).has_focus:
            self.focus_main()
        elif not self.explorer.go_back():
            self.say(f"there is nothing to close: {self.key('app.quit')} quits")

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


def _seen_by(one: SenderDrift | None) -> tuple[str, ...]:
    return () if one is None else (one.organization, one.policy_type, one.domain)


def _holds(line: Line, text: str) -> bool:
    check = line.check
    if not text:
        return line.asked and check.state in (State.BAD, State.WARNING)
    return any(text in said.casefold() for said in (check.title, check.found, check.state.value, check.section))
