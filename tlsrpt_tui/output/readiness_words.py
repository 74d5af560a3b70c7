"""Words and signs that the pages of a verdict on enforce share."""

from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.text import unicode_domain
from tlsrpt_tui.triage.differences import told_age
from tlsrpt_tui.triage.readiness import HostCover, Point, Readiness, Ready, Sees, SenderCover, Weight

VERDICTS: Final = {Ready.READY: "✓", Ready.NOT_READY: "✗", Ready.UNSURE: "?"}
"""A sign for each verdict; its word stands beside it."""

WEIGHTS: Final = {Weight.BLOCKER: "✗", Weight.GAP: "?", Weight.REMARK: "▲", Weight.QUESTION: "?", Weight.GOOD: "✓"}
"""A sign for each weight; its word stands beside it."""

_SEES: Final = {Sees.STS: "MTA-STS", Sees.DANE: "DANE", Sees.NOTHING: "no policy", Sees.UNKNOWN: "?"}


def headline(result: Readiness) -> str:
    """Return ``example.org: ✗ not ready for enforce, 1 blocker: TLS mx2.example.net``."""
    spelt = unicode_domain(result.domain)
    return f"{result.domain}{f' ({spelt})' if spelt else ''}: {VERDICTS[result.verdict]} {result.sentence}"


def policy_line(result: Readiness) -> str:
    """Return what the policy says, and who says so."""
    if not result.mode:
        return "none known"
    age = f", max_age {told_age(result.max_age)}" if result.max_age is not None else ""
    told = f"up to {numbers.day(result.told)}" if result.told is not None else "without a date"
    source = "as served now" if result.from_live else f"as senders reported it, {told}"
    return f"mode {result.mode}{age}; {source}"


def reports_line(result: Readiness) -> str:
    """Return how much the reports tell."""
    if result.first is None or result.last is None:
        if result.mode == "none":
            return "none: in mode none nothing is tried"
        return f"none about an MTA-STS policy {'with these MX hosts' if result.mode else 'of this domain'}"
    when = numbers.days(result.first, result.last)
    mine, every = numbers.count(len(result.covered)), numbers.plural(len(result.senders), "sender")
    share = numbers.share(result.covered_sessions, result.sessions) or "none"
    told = f"{mine} of {every} saw the policy, {share} of {numbers.plural(result.sessions, 'session')}"
    return f"{numbers.plural(result.days, 'day')} with reports, {when}; {told}"


def live_line(result: Readiness) -> str:
    """Return whether it was held against what is published now."""
    if result.checked is None:
        return "not asked; --live looks at what is published now"
    return f"checked {numbers.day(result.checked.date(), year=True)} {result.checked:%H:%M} UTC"


def rule(point: Point) -> str:
    """Return the RFC behind a point in brackets."""
    return f" (RFC {point.section})" if point.section else ""


def sees(sender: SenderCover) -> str:
    """Return what a sender saw: ``MTA-STS testing``."""
    return f"{_SEES[sender.sees]} {sender.mode}".rstrip() if sender.sees is Sees.STS else _SEES[sender.sees]


def holds(sender: SenderCover) -> str:
    """Return whether a sender may hold an older policy."""
    return f"until {numbers.day(sender.until)}" if sender.until is not None else "—"


def host_words(host: HostCover) -> tuple[str, str, str, str]:
    """Return what is known of an MX host: as MX, in the policy, failures, as probed."""
    is_mx = {True: "yes", False: "no", None: "not asked"}[host.is_mx]
    in_policy = {True: "yes", False: "no", None: "—"}[host.in_policy]
    return is_mx, in_policy, numbers.count(host.failed), host.probed or "not probed"
