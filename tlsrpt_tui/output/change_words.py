"""Words that the pages about changes share: headings, the two periods, their sums."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.numbers import NBSP, day
from tlsrpt_tui.output.numbers import count, grouped, rate
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.change import Change, Changes, Kind, Sums
from tlsrpt_tui.triage.left_out import left_out
from tlsrpt_tui.triage.matching import UNASKED, Matching

HEADINGS: Final = {
    Kind.NEW: "New failures",
    Kind.GROWN: "Failures that grew",
    Kind.DROP: "Fewer successes",
    Kind.SILENT: "Senders that fell silent",
    Kind.POLICY: "Policies that changed in senders' eyes",
    Kind.SHRUNK: "Failures that shrank",
    Kind.GONE: "Failures not seen any more",
    Kind.NEW_SENDER: "New senders",
}
"""What each kind of change is called, in their order."""

MOST: Final = 50
"""Changes of one kind that are listed for people; JSON has all of them."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Changes, and what was looked at.

    Attributes:
        filter: in the filter language; "" for everything.
        matching: what the filter leaves of all reports, whatever the days.
    """

    changes: Changes
    filter: str = ""
    matching: Matching = UNASKED


def headline(changes: Changes) -> str:
    """Return what is held against what, and whether anything changed."""
    periods = changes.periods
    days = f"{periods.after.words} against {periods.before.words}"
    if changes.all:
        return plain(f"{count(len(changes.all), 'change')}: {days}")
    comparable = changes.before.senders and changes.after.senders
    return plain(f"{'Nothing changed' if comparable else 'Cannot be compared'}: {days}")


def facts(compared: Compared) -> Iterator[tuple[str, str]]:
    """Yield the lines below the headline, each with its label."""
    changes = compared.changes
    yield "Sessions", plain(f"{_sessions(changes.after)}; before {_sessions(changes.before)}")
    yield "Senders", plain(f"{grouped(changes.after.senders)}; before {grouped(changes.before.senders)}")
    if compared.filter:
        yield "Filter", plain(compared.matching.unmatched or compared.filter)
    if changes.newest is not None and changes.newest < changes.periods.after.last:
        yield "Newest", plain(f"the newest report is of {day(changes.newest, year=True)}")
    if changes.uncertain:
        yield "Note", plain(changes.uncertain)
    if changes.cut or changes.cut_days:
        yield "Left out", plain(left_out(changes.cut, changes.cut_days))


def groups(changes: Changes) -> Iterator[tuple[str, Sequence[Change], int]]:
    """Yield each heading with the changes that are listed under it, and how many more there are."""
    for kind, heading in HEADINGS.items():
        found = changes.of(kind)
        if found:
            yield f"{heading}, {grouped(len(found))}", found[:MOST], max(0, len(found) - MOST)


def plain(text: str) -> str:
    """Return a text with blanks for no-break spaces, sanitised."""
    return sanitise(text.replace(NBSP, " "))


def _sessions(sums: Sums) -> str:
    if not sums.sessions:
        return "none"
    if not sums.failed:
        return f"{grouped(sums.sessions)}, none failed"
    return f"{grouped(sums.sessions)}, {grouped(sums.failed)} failed, {rate(sums.failed, sums.successful)}"
