"""What can change between two periods, and the frozen answer that says what did."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tlsrpt_tui.triage.periods import Periods


class Kind(StrEnum):
    """What changed, in the order in which somebody should look."""

    NEW = "new"
    GROWN = "grown"
    DROP = "drop"
    SILENT = "silent"
    POLICY = "policy"
    SHRUNK = "shrunk"
    GONE = "gone"
    NEW_SENDER = "new-sender"

    @property
    def rank(self) -> int:
        """What should be looked at first."""
        return list(Kind).index(self)


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A line of a policy as it was seen before, since, or both.

    Attributes:
        text: sanitised.
        mark: ``-`` for a line that is gone, ``+`` for a new one, "" for one of both.
    """

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is otherwise than before. All texts but names as sent are sanitised.

    Attributes:
        sentence: what changed, with its numbers.
        domain: the policy domain; "" where it is about all that a sender reports.
        mx_host: as reported; "" for none, and where the policy could not be had.
        result_type: of a failure; "" for anything else.
        organizations: who reported it, most sessions first.
        before, after: failed sessions; of a sender, all its sessions; of a success drop, those that succeeded.
        sessions_before, sessions_after: all sessions of these organizations, in both periods.
        first, last: days; of a silent sender those of its first and last report, of a policy those of the new one.
        days: since the last report of a silent sender; else 0.
        minor: a judgement: so little that it may be chance.
        policy_type: of a policy.
        lines: of a policy, both texts with their differences marked.
    """

    kind: Kind
    sentence: str
    domain: str = ""
    mx_host: str = ""
    result_type: str = ""
    organizations: tuple[str, ...] = ()
    before: int = 0
    after: int = 0
    sessions_before: int = 0
    sessions_after: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    days: int = 0
    minor: bool = False
    policy_type: str = ""
    lines: tuple[PolicyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """All of one period, by the summaries."""

    senders: int = 0
    successful: int = 0
    failed: int = 0

    @property
    def sessions(self) -> int:
        """Successful and failed."""
        return self.successful + self.failed


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two periods.

    Attributes:
        all: by kind, what may be chance last of each, then most sessions first.
        cut: failures that were left out because there are more than can be looked at.
        cut_days: days of senders and domains that were left out likewise; sums of periods and of senders have them.
        newest: the newest day with a report, that can be complete.
        uncertain: why less can be said than usual; "" where there is no such reason.
        awaited: senders that used to report and have no report of the later period yet, while reports may be late.
    """

    periods: Periods
    before: Sums = Sums()
    after: Sums = Sums()
    all: tuple[Change, ...] = ()
    newest: dt.date | None = None
    cut: int = 0
    uncertain: str = ""
    awaited: int = 0
    cut_days: int = 0

    def of(self, *kinds: Kind) -> Sequence[Change]:
        """Return those of these kinds."""
        return [change for change in self.all if change.kind in kinds]
