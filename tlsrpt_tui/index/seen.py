"""What senders saw of a domain, as their reports say: policies, failures, and when each sender was heard of.

Days later than tomorrow are of a sender whose clock is wrong, and count as no date.
"""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple


class PolicyDay(NamedTuple):
    """One day on which a policy was reported; sessions counted as in totals."""

    day: dt.date
    reports: int
    successful: int
    failed: int


@dataclass(frozen=True, slots=True)
class PolicySeen:
    """One policy text as one sender reported it, over all its reports.

    Attributes:
        organization: as sent.
        domain: the policy domain, which is an MX host in some DANE reports.
        policy_type, mode: as in the report.
        text: its lines as sent; empty where the sender gave none.
        first, last: days of the first and last report with it, UTC; ``None`` without a readable date.
        reports: how many.
        successful, failed: sessions under it, counted as in totals.
        days: those with a report with it, in their order; of very many the newest 400.
    """

    organization: str
    domain: str
    policy_type: str
    mode: str
    text: tuple[str, ...]
    first: dt.date | None
    last: dt.date | None
    reports: int
    successful: int
    failed: int
    days: tuple[PolicyDay, ...] = ()


@dataclass(frozen=True, slots=True)
class FailureSeen:
    """What failed for one sender at one MX host in one way.

    Attributes:
        policy_type: as in the report.
        sessions: reported failures.
        first, last: days, UTC.
        receiving_ips: addresses that senders named, each once, at most 20.
    """

    organization: str
    domain: str
    policy_type: str
    result_type: str
    mx_host: str
    sessions: int
    first: dt.date | None
    last: dt.date | None
    receiving_ips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SenderSeen:
    """When one sender was heard of, and how it fared.

    Attributes:
        first, last: days of its first and last report about the domain.
        last_failed: the newest day with a failed session; ``None`` for never.
        clean_since: the first day after ``last_failed`` with successes and no failure; ``None`` for none yet.
        successful, failed: sessions, counted as in totals.
        successful_since: sessions that succeeded on days after ``last_failed``.
        last_successful: the newest day with a success; ``None`` for never.
    """

    organization: str
    first: dt.date | None
    last: dt.date | None
    last_failed: dt.date | None
    clean_since: dt.date | None
    successful: int
    failed: int
    successful_since: int
    last_successful: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DomainSeen:
    """Everything senders reported about a domain.

    Attributes:
        domains: the policy domains that were looked at: the domain, and MX hosts under whose name DANE is reported.
        policies: newest first, then by sender.
        failures: most sessions first.
        senders: by name.
        newest: the newest day of any report in the folder, about this domain or not, that is not later than tomorrow.
    """

    domains: tuple[str, ...]
    policies: tuple[PolicySeen, ...] = ()
    failures: tuple[FailureSeen, ...] = ()
    senders: tuple[SenderSeen, ...] = ()
    newest: dt.date | None = None
