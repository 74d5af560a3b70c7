"""The keys that ask: check, agree to port 25 or not, stop."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tlsrpt_tui.consents import Consent
from tlsrpt_tui.errors import DomainError
from tlsrpt_tui.index.engine import Dimension, Engine
from tlsrpt_tui.index.view import View
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.live.names import domain_name
from tlsrpt_tui.live.published import Published
from tlsrpt_tui.tui.acts.live import filtered_domain
from tlsrpt_tui.tui.beside import hidden
from tlsrpt_tui.tui.screens.acting import ActingPage
from tlsrpt_tui.tui.widgets.consent_bar import ConsentBar

if TYPE_CHECKING:
    from tlsrpt_tui.triage.check_lines import Subject

_ANSWERS = {"always": (Consent.YES, True), "once": (None, True), "not now": (None, False), "never": (Consent.NO, False)}
"""What each answer has kept for good, and whether it lets port 25 be connected to now."""


_BEHIND: Final = frozenset(
    {
        "check", "choose_domain", "columns", "copied_text", "copy_menu", "crumbs", "domain", "export_shown", "failing",
        "find", "grow_pane", "next_failing", "next_hit", "open_answer", "reverse", "sort",
    }
)  # fmt: skip
"""What keys do on the page, and not while the question stands over it."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """What is about to be asked.

    Attributes:
        given: the domain, as it is looked at.
        domain: in A-labels.
        with_port, without: what is asked where port 25 may be connected to, and where not.
    """

    given: str
    domain: str
    with_port: Wishes
    without: Wishes


class AskingActs(ActingPage):
    """A screen that has domains checked; nothing but its keys does."""

    _pending: _Pending | None = None
    _wished = False
    """Whether to check the domain that is being looked up, as soon as it is known."""
    _seeking = False

    @property
    def is_seeking(self) -> bool:
        """Whether it is being looked up which domain this is about."""
        return self._seeking or not self.explorer.state.whole

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let no key act on the page while the question stands over it."""
        if action in _BEHIND and any(bar.is_open for bar in self.query(ConsentBar)):
            return False
        return super().check_action(action, parameters)

    def action_check(self) -> None:
        """Check all of the domain."""
        self.begin(None)

    def begin(self, subject: "Subject | None") -> None:
        """Check what a failure calls for, or everything; before port 25 is connected to, that is agreed upon."""
        live = self.explorer.live
        if not live.domain:
            self._wished = self.is_seeking
            none = f"there is no domain to check: {self.key('domain.choose')} chooses one"
            self.say("the domain is being looked up, and checked then" if self._wished else none)
            return
        try:
            domain = domain_name(live.domain)
        except DomainError as error:
            self.explorer.refuse_check(str(error))
            return
        with_port, without = _wishes(subject, probe=True), _wishes(subject, probe=False)
        self._pending = _Pending(live.domain, domain, with_port, without)
        if self.explorer.checking is None or not with_port.probes:
            self._carry_out(probe=True)
        else:
            self.ask("consent", self.explorer.consent, self._decide)

    def _decide(self, consent: Consent) -> None:
        if self._pending is None or self._pending.given != self.explorer.live.domain:
            return
        if consent is not Consent.ASK:
            self._carry_out(probe=consent is Consent.YES)
            return
        self.query_one(ConsentBar).open(self._question(self._pending.domain))

    def _question(self, name: str) -> str:
        domain = hidden(Published(name), self.explorer.veil).domain
        return (
            f"Each MX host of {domain} is connected to from this machine: EHLO, STARTTLS, its certificate, QUIT; "
            "no mail is sent. DNS and HTTPS are asked whatever you say here."
        )

    def reword_question(self) -> None:
        """Have the question name the domain as it may be shown now."""
        bar = self.query_one(ConsentBar)
        if bar.is_open and self._pending is not None:
            bar.word(self._question(self._pending.domain))

    def take_back(self) -> bool:
        """Ask nothing after all; return whether something was about to be asked."""
        wanted = self._wished or self._pending is not None
        self._wished, self._pending = False, None
        self.questions.drop("consent")
        self.query_one(ConsentBar).close()
        return wanted

    def ask_for_the_worst(self, engine: Engine) -> None:
        """Look at the domain that the filter picks, or at that of which most sessions failed."""
        picked = filtered_domain(self.explorer.state.view)
        if picked:
            self.explorer.look_at(picked)
            self.fulfil()
            return
        self._seeking = True
        now, meant = self.now(), self.explorer.veil.meant

        def question() -> str:
            values = engine.facet(View(), Dimension.DOMAINS, now=now).values
            return next((meant(value.value) for value in values if value.value), "")

        def take(domain: str) -> None:
            self._seeking = False
            if self.explorer.live.domain:
                self._wished = False  # somebody chose one meanwhile
                return
            self.explorer.look_at(domain)
            self.fulfil()

        self.ask("worst", question, take)

    def fulfil(self) -> None:
        """Check the domain that was looked up, where that was wished for meanwhile."""
        if self._wished and (self.explorer.live.domain or not self.is_seeking):
            self._wished = False
            self.begin(None)

    def on_screen_suspend(self) -> None:
        """Ask nothing that was not agreed to by the time one goes elsewhere."""
        self.take_back()

    def _carry_out(self, *, probe: bool) -> None:
        pending, self._pending = self._pending, None
        if pending is not None and pending.given == self.explorer.live.domain:
            wishes = pending.with_port if probe else pending.without
            self.explorer.begin_check(pending.domain, wishes, probed=probe)

    def on_consent_bar_answered(self, message: ConsentBar.Answered) -> None:
        """Ask as far as was agreed."""
        kept, probe = _ANSWERS[message.said]
        self._close_question()
        if kept is not None:
            self.questions.do("consent kept", lambda: self.explorer.remember_consent(kept), self._tell_kept)
        self._carry_out(probe=probe)

    def on_consent_bar_left(self) -> None:
        """Ask nothing."""
        self._pending = None
        self._close_question()
        self.say("nothing was asked")

    def _close_question(self) -> None:
        self.query_one(ConsentBar).close()
        self.focus_main()

    def _tell_kept(self, fault: str) -> None:
        if fault:
            self.say(fault)


def _wishes(subject: "Subject | None", *, probe: bool) -> Wishes:
    if subject is None:
        return Wishes(frozenset(Topic)) if probe else Wishes()
    from tlsrpt_tui.triage.verdict import wishes_for  # noqa: PLC0415  not needed where a whole domain is checked

    return wishes_for(subject, probe=probe)
