"""What a verdict on enforce is made of: the points for and against it, senders, MX hosts, and how much each weighs."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

IncidentKey: TypeAlias = tuple[str, str, str, dt.date | None]
"""Names an incident: domain, host, result type, first day."""


class Ready(StrEnum):
    """Whether a domain may go to mode enforce."""

    READY = "ready"
    NOT_READY = "not ready"
    UNSURE = "not enough evidence"


class Weight(StrEnum):
    """What a point does to the verdict.

    A blocker makes it "not ready". A gap, where there is no blocker, makes it "not enough evidence". A remark is worth
    knowing before the switch; a question cannot be told from what is at hand; neither changes the verdict.
    """

    BLOCKER = "blocker"
    GAP = "gap"
    REMARK = "remark"
    QUESTION = "question"
    GOOD = "good"

    @property
    def rank(self) -> int:
        """What decides comes first."""
        return list(Weight).index(self)


class Effect(StrEnum):
    """What mode enforce makes of a failure (RFC 8461 §5)."""

    REFUSED = "refused"
    NO_POLICY = "policy not fetched"
    WITHOUT = "no policy found"
    DANE = "DANE alone"
    UNKNOWN = "not known"


class Sees(StrEnum):
    """What a sender found to keep to, by its newest report."""

    STS = "sts"
    DANE = "dane"
    NOTHING = "no policy"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing for or against enforce. All texts are sanitised, hosts stand in them in full.

    Attributes:
        code: names its kind for programs, ``refused``, ``too-few-days``; never changes.
        title: what it is about: ``certificate of mx2.example.net``.
        told: what is so, in a few words: ``212 of 17 655 sessions would be refused``.
        more: the evidence; "" for none.
        do: what to do about it; "" for nothing.
        section: the RFC that rules: ``8461 §5``; "" where none does.
        name: in the verdict: ``TLS mx2.example.net``.
        mx_host: that it is about; "" for none.
        failed: sessions that would be, or were, refused.
        sessions: of which those are a part, as far as that can be told.
        incident: the incident behind it; ``None`` for none.
    """

    weight: Weight
    code: str
    title: str
    told: str = ""
    more: str = ""
    do: str = ""
    section: str = ""
    name: str = ""
    mx_host: str = ""
    failed: int = 0
    sessions: int = 0
    incident: IncidentKey | None = None


@dataclass(frozen=True, slots=True)
class SenderCover:
    """What one sender adds to the evidence.

    Attributes:
        organization: sanitised.
        sessions: to the domain, counted as in totals.
        last: the day of its newest report about the domain.
        mode: of the MTA-STS policy that it saw last; "" for none.
        until: the last day on which it may hold a policy that is not the newest one; ``None`` where it holds none.
        tried: those of its sessions under a policy that names the MX hosts of the one in question, not in mode none.
        covers: whether it vouches for the policy in question: it keeps to MTA-STS, and saw those MX hosts.
    """

    organization: str
    sees: Sees
    sessions: int
    last: dt.date | None
    mode: str = ""
    until: dt.date | None = None
    tried: int = 0
    covers: bool = False


@dataclass(frozen=True, slots=True)
class HostCover:
    """What is known of one MX host. Reports name a host only where it failed, so none of them proves that it works.

    Attributes:
        is_mx: whether an MX record names it now; ``None`` where that was not asked.
        in_policy: whether the policy names it; ``None`` where no policy is known.
        failed: reported failures at it, of any type.
        probed: how its TLS looks from here, ``good``, ``bad`` or ``unknown``; "" where it was not asked.
    """

    mx_host: str
    is_mx: bool | None
    in_policy: bool | None
    failed: int
    probed: str = ""
