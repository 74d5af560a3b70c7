"""What the Domain screen says in one line: the verdict, and where and when it was asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.consents import Consent
from tlsrpt_tui.live.answers import Validation
from tlsrpt_tui.live.check import State
from tlsrpt_tui.triage import verdict
from tlsrpt_tui.tui.beside import Beside
from tlsrpt_tui.tui.live_checks import Live
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.check_lines import STATES, Line, clock
from tlsrpt_tui.tui.widgets.facts import Fact, Said
from tlsrpt_tui.tui.widgets.ready_page import ready_words
from tlsrpt_tui.tui.widgets.verdict_line import Verdict

_JUDGED: Final[dict[verdict.Verdict, tuple[str, Role]]] = {
    verdict.Verdict.STILL: ("✗", Role.FAILED),
    verdict.Verdict.OTHERWISE: ("✗", Role.FAILED),
    verdict.Verdict.RECOVERED: ("✓", Role.OK),
    verdict.Verdict.UNSEEN: ("?", Role.STRONG),
    verdict.Verdict.ASKING: ("…", Role.MUTED),
}
PROBES: Final = {
    Consent.ASK: "port 25 of each host, if you agree",
    Consent.YES: "port 25 of each MX host",
    Consent.NO: "nothing, as your settings say",
}
"""What becomes of port 25, by what the settings say."""

_MOST_NAMED: Final = 2
"""Checks that are named in the verdict."""

_SOURCE_GOES: Final = (1, 2)
"""When the longer wordings give way, among the facts of the context line."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """What is said before anything is asked: about a domain, and without one."""

    domain: str
    none: str


def verdict_of(live: Live, lines: Sequence[Line], beside: Beside | None, unasked: Unasked) -> Verdict:
    """Return what stands above the checks.

    Args:
        live: what the screen is about.
        lines: of the list.
        beside: what reports say, as it may be shown; ``None`` where that is not known yet.
        unasked: said before anything is asked.
    """
    if not live.domain:
        return Verdict("· no domain yet", Role.MUTED, unasked.none)
    if live.note:
        return Verdict("? cannot be checked", Role.WARN, live.note)
    counted = Counter(line.check.state for line in lines if line.asked)
    counts, number = tuple(counted.items()), sum(counted.values())
    if live.asking:
        return Verdict("… asking", Role.ACCENT, "esc stops", counts, number)
    if live.checkup is None:
        return Verdict("· not asked yet", Role.TEXT, unasked.domain)
    if beside is not None and beside.judgement is not None:
        glyph, role = _JUDGED[beside.judgement.verdict]
        head, _, rest = beside.judgement.sentence.partition(": ")
        since = beside.judgement.since
        if since is not None and "since" not in head:
            head = f"{head} since {numbers.day(since)}"
        return Verdict(f"{glyph} {head}", role, rest)
    return Verdict(*_standing(beside, lines), counts, number)


def _standing(beside: Beside | None, lines: Sequence[Line]) -> tuple[str, Role, str]:
    """Return the verdict on enforce where that is being tested, else which checks ended worst and what is missing."""
    if beside is not None and beside.ready is not None and beside.ready.mode == "testing":
        return ready_words(beside.ready)
    words, role = _worst(lines)
    return words, role, beside.posture.sentence if beside is not None and beside.posture is not None else ""


def _worst(lines: Sequence[Line]) -> tuple[str, Role]:
    """Return which checks ended worst, by name, and their colour."""
    worst = min((line.check.state for line in lines), key=lambda state: state.rank, default=State.UNKNOWN)
    glyph, _, role = STATES[worst]
    if worst is State.GOOD:
        return f"{glyph} all is well", role
    if worst is State.UNKNOWN and all(line.check.state is worst for line in lines):
        return f"{glyph} nothing could be told", Role.TEXT
    named = [line.name for line in lines if line.check.state is worst]
    more = f" and {numbers.count(len(named) - _MOST_NAMED)} more" if len(named) > _MOST_NAMED else ""
    verb = " not known" if worst is State.UNKNOWN else ""
    return f"{glyph} {', '.join(named[:_MOST_NAMED])}{more}{verb}", Role.TEXT if role is Role.MUTED else role


def context_facts(live: Live, resolver: str) -> tuple[Said, ...]:
    """Return who was asked, and when; ``resolver`` as it may be shown."""
    checkup = live.checkup
    if checkup is None:
        words = "asking" if live.asking else "not asked"
        return ((Run(words, Role.MUTED),),) if live.domain else ()
    when = checkup.finished or checkup.started
    if live.asking:
        short = (Run("asking ", Role.MUTED), Run(resolver))
        return (Fact((short, (Run("asking", Role.MUTED),)), (1,)),)
    day = numbers.day(when.date())
    validates = "" if checkup.validation is Validation.UNKNOWN else f", which {checkup.validation.value}"
    wordings = (
        (
            Run(f"checked {numbers.day(when.date(), year=True)} {clock(when)}"),
            Run(f" with resolver {resolver}{validates}", Role.MUTED),
        ),
        (Run(f"live, {day} {clock(when)}, asked {resolver}", Role.MUTED),),
        (Run(f"live, {clock(when)}", Role.MUTED),),
    )
    return (Fact(wordings, _SOURCE_GOES),)
