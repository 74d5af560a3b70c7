"""How what a sender saw may differ from what is published, and the frozen answer that says so."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Drift(StrEnum):
    """How what a sender saw differs from what is published."""

    SAME = "same as live"
    STALE = "stale cache"
    ID_NOT_BUMPED = "id not bumped"
    SPLIT = "split web hosts"
    RETIRED_MX = "retired MX still named"
    OLD_TLSA = "old TLSA"
    NO_POLICY = "no policy found"
    OTHER = "another policy"
    UNKNOWN = "cannot be told"

    @property
    def rank(self) -> int:
        """What somebody has to act on comes first."""
        return _RANKS.index(self)


_RANKS = (
    Drift.SPLIT,
    Drift.ID_NOT_BUMPED,
    Drift.OLD_TLSA,
    Drift.STALE,
    Drift.RETIRED_MX,
    Drift.OTHER,
    Drift.NO_POLICY,
    Drift.UNKNOWN,
    Drift.SAME,
)


def later(day: dt.date, by: dt.timedelta) -> dt.date:
    """Return the day so much later; the last day there is where that is beyond it, as reports may name any day."""
    return dt.date.max if dt.date.max - day < by else day + by


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of the policy as seen beside the line as published; "" where one side lacks it."""

    seen: str
    live: str

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.seen == self.live


@dataclass(frozen=True, slots=True)
class SenderDrift:
    """What one sender saw last of one policy type. All texts are sanitised.

    Attributes:
        domain: the policy domain, which is an MX host in some DANE reports.
        last: the day of its newest report.
        mode: "" where it saw none.
        max_age: seconds; ``None`` where it saw none.
        mx: patterns that it saw.
        brief: the difference in a few words: ``mx2.example.net missing``.
        sentence: what that means and what to do.
        until: the day on which its cache runs out, where that is the reason.
        lines: both policies side by side.
    """

    organization: str
    policy_type: str
    last: dt.date | None
    mode: str
    max_age: int | None
    mx: tuple[str, ...]
    drift: Drift
    brief: str
    sentence: str
    until: dt.date | None = None
    domain: str = ""
    lines: tuple[Difference, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether what it saw is known to be another policy than the one that is published."""
        return self.drift not in (Drift.SAME, Drift.UNKNOWN)
