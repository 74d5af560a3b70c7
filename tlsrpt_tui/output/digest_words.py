"""Words that the digest uses in all its forms: its first line, its facts, and how each part is called.

Numbers in them hold no-break spaces, so that no line is parted within one.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from tlsrpt_tui import numbers
from tlsrpt_tui.numbers import NBSP
from tlsrpt_tui.numbers import count as grouped
from tlsrpt_tui.numbers import plural as count
from tlsrpt_tui.output.columns import cells
from tlsrpt_tui.output.incident_words import acts
from tlsrpt_tui.output.mail_text import WIDTH
from tlsrpt_tui.output.numbers import rate, share
from tlsrpt_tui.output.stand_ins import STAND_INS
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.change import Change, Sums
from tlsrpt_tui.triage.digest import Case, Digest, Step, Trend
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.triage.left_out import left_out
from tlsrpt_tui.triage.refusals import refusals_of

MOST_CASES: Final = 8
MOST_CHANGES: Final = 8
MOST_TOPS: Final = 5
MOST_FAULTS: Final = 3
"""How much of each is told to people; JSON has more."""

LOUD: Final = (IncidentState.ONGOING, IncidentState.QUIET, IncidentState.RECOVERED)
"""The states whose incidents have lines of their own."""

TRENDS: Final = {
    Trend.UP: "up: at least half as many failures again as at the rate before",
    Trend.DOWN: "down: at most two thirds of the failures at the rate before",
    Trend.STEADY: "about the same as before",
    Trend.UNKNOWN: "not known: one of the two periods has no sessions",
}
"""Each trend with its rule."""

_Listed = TypeVar("_Listed")


def clean(text: str) -> str:
    """Return a text sanitised, but for the no-break spaces that the program itself writes."""
    return NBSP.join(map(sanitise, text.split(NBSP)))


def headline(digest: Digest) -> str:
    """Return the first line, which does for the subject of a mail: when, what lasts, how much failed."""
    sums = digest.changes.after
    days = clean(digest.period.words)
    if not sums.senders:
        return f"TLS reports {days}: {'nothing matches the filter' if digest.matching.is_nothing else 'none came'}"
    lasting = len(digest.of(IncidentState.ONGOING))
    found = [f"{grouped(lasting)} ongoing" if lasting else "", _failed(digest)]
    line = f"TLS reports {days}: {', '.join(filter(None, found))}"
    # A subject is one line; what does not fit is among the facts as well.
    whole = ", ".join(filter(None, (line, _awaited(digest))))
    return whole if cells(whole) <= WIDTH else line


def _failed(digest: Digest) -> str:
    sums, before = digest.changes.after, digest.changes.before
    if not sums.failed:
        return "nothing failed"
    known = f" ({_rate(before)} before)" if before.sessions else ""
    return f"{_rate(sums)} failed{known}"


def _awaited(digest: Digest) -> str:
    """Return how many senders may still report on the period; "" for none."""
    missing = digest.changes.awaited
    senders = count(digest.changes.after.senders + missing, "sender")
    return clean(f"{grouped(missing)} of {senders} not in yet") if missing else ""


def facts(digest: Digest) -> Iterator[tuple[str, str]]:
    """Yield the lines below the first one, each with its label."""
    changes = digest.changes
    yield "Sessions", f"{_sessions(changes.after)}; {clean(changes.periods.before.words)}: {_sessions(changes.before)}"
    yield "Trend", TRENDS[digest.trend]
    yield "Senders", f"{grouped(changes.after.senders)}; before {grouped(changes.before.senders)}"
    if digest.filter:
        yield "Filter", clean(_filter(digest))
    if changes.newest is not None and changes.newest < digest.period.last:
        yield "Newest", clean(f"the newest report is of {numbers.day(changes.newest, year=True)}")
    elif digest.stale:
        yield "Newest", f"the newest report is {count(digest.stale, 'day')} old, and the period ends with it"
    if changes.uncertain:
        yield "Note", clean(changes.uncertain)
    if changes.cut or changes.cut_days:
        yield "Left out", left_out(changes.cut, changes.cut_days)
    if digest.redacted:
        yield "Redacted", f"{STAND_INS[0].lower()}{STAND_INS[1:].removesuffix('.')}"


def _filter(digest: Digest) -> str:
    """Return the filter, and that it leaves nothing, or what it does to what is judged."""
    if digest.matching.is_nothing:
        return digest.matching.unmatched
    judged = "; states and who acts are judged by what this leaves, without the rest" if digest.matching.narrows else ""
    return f"{digest.filter}{judged}"


def nothing_first(digest: Digest) -> str:
    """Return why there is nothing to do first: a period without reports tells nothing."""
    if digest.changes.after.senders:
        return "Nothing: no incident lasts."
    return "Not known: there is no report of this period."


def tally_of_states(digest: Digest) -> str:
    """Return how many incidents there are of each state: ``2 ongoing, 1 recovered``."""
    counted = [f"{grouped(len(digest.of(state)))} {state}" for state in IncidentState if digest.of(state)]
    return ", ".join(counted) or ("none" if digest.changes.after.senders else "not known")


def first_steps(digest: Digest) -> Iterator[tuple[Step, Case]]:
    """Yield what to do first, each with the incident as the period met it."""
    cases = {case.incident.key: case for case in digest.cases}
    for step in digest.steps:
        yield step, cases.get(step.incident.key) or Case(step.incident, 0, None, ())


def more_steps(digest: Digest) -> str:
    """Return how many more incidents last than there are steps, as a sentence; "" for none."""
    more = len(digest.of(IncidentState.ONGOING)) - len(digest.steps)
    return f"{count(more, 'more ongoing incident')} below." if digest.steps and more > 0 else ""


def title_of(case: Case) -> str:
    """Return what an incident is: result type, domain, where."""
    incident = case.incident
    parts = (incident.result_type, incident.domain, incident.place)
    return clean(", ".join(part for part in parts if part))


def since(case: Case) -> str:
    """Return how an incident stands, and since when."""
    incident = case.incident
    if incident.first is None or incident.last is None:
        return "without a date"
    if case.state is IncidentState.ONGOING:
        year = f" {incident.first.year}" if incident.first.year != incident.last.year else ""
        return _unparted(f"since {numbers.weekday(incident.first)}{year}")
    days = _unparted(numbers.days(incident.first, incident.last, year=False))
    return f"{days}, over" if case.state is IncidentState.RECOVERED else f"{days}, not seen since"


def numbers_of(case: Case) -> str:
    """Return how much of an incident is of the period, how it was before, and who must act."""
    was = "new" if case.was is None else f"{'already ' if case.was is case.state else ''}{case.was} before"
    failed = f"{count(case.failed, 'failure')} in this period{_refused(case)}"
    return f"{failed}; {was}; who acts: {clean(acts(case.incident))}"


def _refused(case: Case) -> str:
    """Return how much of all of an incident was refused, under enforce or DANE; the rest was delivered all the same."""
    fate, failed = refusals_of(case.incident), case.incident.failed
    if fate.refused >= failed:
        return ", all refused"
    if fate.refused:
        return f"; {share(fate.refused, failed)} of all its failures refused"
    if fate.untold:
        return "; refused or not: not told" if fate.untold >= failed else "; none known to be refused"
    return ", none refused"


def _unparted(text: str) -> str:
    """Return a text that stays in one line."""
    return clean(text).replace(" ", NBSP)


def noise_of(digest: Digest) -> str:
    """Return what was taken for noise, as a sentence; "" for nothing."""
    noise = digest.of(IncidentState.NOISE)
    if not noise:
        return ""
    failed = count(sum(case.failed for case in noise), "failure")
    return f"{count(len(noise), 'incident')} taken for noise, {failed}: a few sessions in passing."


def important(changes: Sequence[Change]) -> list[Change]:
    """Return the changes that are no chance."""
    return [change for change in changes if not change.minor]


def chance_of(digest: Digest) -> str:
    """Return how many changes may be chance, as a sentence; "" for none."""
    minor = sum(change.minor for change in digest.changes.all)
    if not minor:
        return ""
    left = f"Left out: {count(minor, 'change')} that may be chance, or cannot be known yet"
    return f"{left}; tlsrpt-tui changes lists {'it' if minor == 1 else 'them'}."


def faults_of(digest: Digest) -> str:
    """Return how many files could not be read whole; "" for none."""
    faults = digest.faults
    return f"{grouped(faults.files)} of {count(faults.seen, 'file')} could not be read whole" if faults.files else ""


def listed(found: Sequence[_Listed], most: int) -> tuple[Sequence[_Listed], str]:
    """Return those that are listed, and what is said of the others."""
    more = len(found) - most
    return found[:most], f"and {grouped(more)} more" if more > 0 else ""


def _sessions(sums: Sums) -> str:
    if not sums.sessions:
        return "none"
    return f"{grouped(sums.sessions)}, {grouped(sums.failed) if sums.failed else 'none'} failed{_of(sums)}"


def _of(sums: Sums) -> str:
    return f" ({_rate(sums)})" if sums.failed else ""


def _rate(sums: Sums) -> str:
    return rate(sums.failed, sums.successful) if sums.failed else "0%"
