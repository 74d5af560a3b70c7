"""What a digest can have to say, by name: when a mail is worth sending, and when a command is to fail."""

from collections.abc import Collection
from enum import StrEnum

from tlsrpt_tui.triage.change import Kind
from tlsrpt_tui.triage.digest import Digest
from tlsrpt_tui.triage.incidents import IncidentState


class Occasion(StrEnum):
    """A reason to say something: states of incidents, kinds of change, and what is wider than either."""

    ONGOING = "ongoing"
    QUIET = "quiet"
    RECOVERED = "recovered"
    NOISE = "noise"
    NEW = "new"
    GROWN = "grown"
    DROP = "drop"
    SILENT = "silent"
    POLICY = "policy"
    SHRUNK = "shrunk"
    GONE = "gone"
    NEW_SENDER = "new-sender"
    CHANGED = "changed"
    FAILED = "failed"
    UNREADABLE = "unreadable"
    STALE = "stale"


def occasions(digest: Digest, asked: Collection[Occasion]) -> dict[Occasion, int]:
    """Return how many there are of each occasion that is asked for, without those of which there is none.

    Incidents count as the digest lists them. Changes that may be chance count for nothing. ``new`` is a failure that
    was not there in the period before, or an incident that began in this one; ``changed`` is any change; ``failed``
    are sessions; ``unreadable`` are files of the whole folder; ``stale`` are the days since the newest report, where
    they are too many for a digest that reaches up to it.
    """
    counted = {occasion: _count(digest, occasion) for occasion in Occasion if occasion in asked}
    return {occasion: number for occasion, number in counted.items() if number}


def _count(digest: Digest, occasion: Occasion) -> int:
    single = {
        Occasion.FAILED: digest.changes.after.failed,
        Occasion.UNREADABLE: digest.faults.files,
        Occasion.STALE: digest.stale,
    }
    if occasion in single:
        return single[occasion]
    if occasion is Occasion.CHANGED:
        return sum(not change.minor for change in digest.changes.all)
    if occasion.value in tuple(IncidentState):
        return len(digest.of(IncidentState(occasion.value)))
    number = sum(not change.minor for change in digest.changes.of(Kind(occasion.value)))
    if occasion is Occasion.NEW:
        began = sum(case.was is None and case.state is not IncidentState.NOISE for case in digest.cases)
        return max(number, began)
    return number
