"""The app's part in live checks: which domain is looked at, what was found of each, and what is being asked."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from textual.widget import AwaitMount

from tlsrpt_tui.consents import PROBE, Consent, Consents
from tlsrpt_tui.errors import ShelfError
from tlsrpt_tui.settings import state_path
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.acts.live import LiveActs, filtered_domain
from tlsrpt_tui.tui.checker import Checker, Checking, LiveChecker
from tlsrpt_tui.tui.history import Moment
from tlsrpt_tui.tui.journey import JourneyingApp
from tlsrpt_tui.tui.messages import Checked, CheckFailed
from tlsrpt_tui.tui.state import Clock

if TYPE_CHECKING:
    from tlsrpt_tui.live.checkup import Checkup
    from tlsrpt_tui.live.means import Means, Wishes
    from tlsrpt_tui.settings import LiveSettings
    from tlsrpt_tui.triage.check_lines import Subject

DOMAIN: Final = "domain"
"""The screen that shows it."""

MOST_CHECKUPS: Final = 50
"""Domains of which what was found is remembered; the longest unseen goes first."""


@dataclass(frozen=True, slots=True)
class Live:
    """What the Domain screen is about; everything in it is real, whatever hides names.

    Attributes:
        domain: as in reports or as typed; "" for none yet.
        subject: the failure that is to be judged; ``None`` for none.
        checkup: what was found, so far; ``None`` where nothing was asked.
        asking: whether more is to come.
        wanted: whether a check was asked for that has not begun.
        probed: whether port 25 was or is connected to, where that would have been of use.
        note: why it could not be asked; "" where it could.
    """

    domain: str = ""
    subject: "Subject | None" = None
    checkup: "Checkup | None" = None
    asking: bool = False
    wanted: bool = False
    probed: bool = True
    note: str = ""


class LiveApp(JourneyingApp, inherit_bindings=False):
    """An app that checks what is so right now."""

    live = Live()
    checking: Checking | None = None
    """What asks; ``None`` where nothing can be asked."""

    resolver_name = ""
    """Who is asked, as set; "" for the system's resolver."""

    probe = Consent.ASK
    """What the settings say of connections to port 25; what they say comes before what was agreed to."""

    probe_is_set = False
    """Whether somebody set that, be it to ask; the default comes after what was agreed to."""

    consents: Consents | None = None
    """Where it is kept what was agreed to; ``None`` for nowhere."""

    readying = False
    """Whether the Domain screen is to say first whether its domain may go to enforce."""

    readied_elsewhere = False
    """Whether that was asked for on another screen, to which one goes back from there."""

    _found: "dict[str, tuple[Checkup, bool]]"

    clock: Clock

    def take_live(self, settings: "LiveSettings", *, probe_is_set: bool = False) -> None:
        """Be able to check what is so right now, before the first frame; nothing heavy is imported for it."""

        def means() -> "Means":
            from tlsrpt_tui.live.set_up import means_of  # noqa: PLC0415  heavy, and not needed before

            return means_of(settings, clock=self.clock)

        self.take_checker(
            LiveChecker(means), probe=settings.probe, probe_is_set=probe_is_set, resolver=settings.resolver
        )

    def take_checker(
        self, checker: Checker, *, probe: str = Consent.ASK, probe_is_set: bool = False, resolver: str = ""
    ) -> None:
        """Have something that asks, before the first frame."""
        self.checking = Checking(checker, post=self.post_message)
        self.probe, self.resolver_name = Consent(probe), sanitise(resolver)
        self.probe_is_set = probe_is_set or self.probe is not Consent.ASK
        self._found = {}
        folder = state_path()
        self.consents = Consents(folder) if folder.is_absolute() else None

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to another screen; to Domain with the domain that the cursor or the filter names, where one does."""
        if mode == DOMAIN != self.current_mode and self.screen_stack and isinstance(self.screen, LiveActs):
            self.look_at(self.screen.pointed_domain)
        return super().switch_mode(mode)

    def look_at(self, domain: str, subject: "Subject | None" = None, *, wanted: bool = False) -> None:
        """Have the Domain screen be about a domain, and perhaps a failure; with ``wanted`` it is to be checked."""
        before = self.live
        if not domain or (domain == before.domain and subject is None and not wanted):
            return
        if domain == before.domain and not wanted:
            self._show(replace(before, subject=subject, note=""))
            return
        self.stop_checks()
        checkup, probed = self._found.get(domain, (None, True)) if self.checking is not None else (None, True)
        self._show(Live(domain, subject, checkup, wanted=wanted, probed=probed))

    def visit_domain(self, domain: str, subject: "Subject | None" = None, *, wanted: bool = False) -> None:
        """Go to the Domain screen; from there one can go back to where one is now."""
        here = self.current_mode
        self.look_at(domain, subject, wanted=wanted)
        if here != DOMAIN:
            super().switch_mode(DOMAIN)
            self._came_from = here

    def go_to(self, moment: Moment) -> None:
        """Look at something else; on Domain at the domain that its filter picks."""
        if moment.mode == DOMAIN:
            self.look_at(filtered_domain(moment.view))
        super().go_to(moment)

    def visit_readiness(self, domain: str) -> None:
        """Go to the Domain screen, where it is said whether a domain may go to enforce; nothing is asked."""
        self.readying, self.readied_elsewhere = True, self.current_mode != DOMAIN
        self.visit_domain(domain)

    def begin_check(self, domain: str, wishes: "Wishes", *, probed: bool) -> None:
        """Ask; ``domain`` in A-labels, and ``probed`` is false where port 25 is left out though it would be of use."""
        if self.checking is None:
            self.refuse_check("live checks are switched off here")
            return
        self.checking.start(domain, wishes)
        self._show(replace(self.live, checkup=None, asking=True, wanted=False, probed=probed, note=""))

    def refuse_check(self, sentence: str) -> None:
        """Say why nothing can be asked."""
        self._show(replace(self.live, asking=False, wanted=False, note=sentence))

    def stop_checks(self) -> None:
        """Ask no further; what was answered stays."""
        if self.checking is not None:
            self.checking.stop()
        if self.live.asking:
            self._keep(self.live)
            self.live = replace(self.live, asking=False)

    def cancel_check(self) -> None:
        """Ask no further, and say so."""
        self.stop_checks()
        self._show(self.live)

    def on_unmount(self) -> None:
        """Leave no question behind."""
        self.stop_checks()

    def end_checks(self, seconds: float) -> None:
        """Wait until nothing is asked any more, but no longer than that."""
        self.stop_checks()
        if self.checking is not None:
            self.checking.join(seconds)

    def on_checked(self, message: Checked) -> None:
        """Show what was found so far."""
        if self.checking is None or message.run != self.checking.number or not self.live.asking:
            return
        live = replace(self.live, checkup=message.checkup, asking=not message.whole)
        if message.whole:
            self._keep(live)
        self._show(live)

    def on_check_failed(self, message: CheckFailed) -> None:
        """Say why it could not be asked."""
        if self.checking is not None and message.run == self.checking.number and self.live.asking:
            self.refuse_check(message.sentence)

    def consent(self) -> Consent:
        """Return what is agreed to about port 25; reads a file, so never on the event loop."""
        if self.probe_is_set or self.consents is None:
            return self.probe
        return self.consents.given(PROBE)

    def remember_consent(self, consent: Consent) -> str:
        """Keep what was said about port 25; return why it cannot be kept, "" where it is. Never on the event loop."""
        if self.consents is None:
            return "there is no folder to keep the answer in: set TLSRPT_TUI_STATE"
        with suppress(ShelfError):
            self.consents.keep(PROBE, consent)
            return ""
        return "the answer could not be kept, and is asked for again next time"

    def _keep(self, live: Live) -> None:
        if live.checkup is not None:
            self._found.pop(live.domain, None)
            self._found[live.domain] = live.checkup, live.probed
            self._found = dict(list(self._found.items())[-MOST_CHECKUPS:])

    def _show(self, live: Live) -> None:
        self.live = live
        for page in self._seen_pages:
            if page.mode == DOMAIN:
                page.take()
