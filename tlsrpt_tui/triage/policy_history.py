"""Which policies one sender saw over time, as stretches of days."""

import datetime as dt
from dataclasses import dataclass

from tlsrpt_tui.index.seen import DomainSeen, PolicySeen
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.policy_runs import runs_of
from tlsrpt_tui.triage.seen_policy import read_sts


@dataclass(frozen=True, slots=True)
class Stretch:
    """One text over days on which a sender reported it and kept to it. All texts are sanitised.

    A text that came back has several; those of different texts may overlap.

    Attributes:
        domain: the policy domain, which is an MX host in some DANE reports.
        first, last: UTC; ``None`` where no report with it has a readable date.
        mode: "" where it says none.
        max_age: seconds; ``None`` where it says none.
        text: its lines; empty where the sender gave none.
        reports: how many.
        successful, failed: sessions under it, counted as in totals.
    """

    domain: str
    policy_type: str
    first: dt.date | None
    last: dt.date | None
    mode: str
    max_age: int | None
    text: tuple[str, ...]
    reports: int
    successful: int
    failed: int


def policy_history(seen: DomainSeen, organization: str) -> tuple[Stretch, ...]:
    """Return what a sender saw, oldest first, each policy domain and type by itself; without a date comes last."""
    by_domain: dict[str, list[PolicySeen]] = {}
    for policy in seen.policies:
        if policy.organization == organization:
            by_domain.setdefault(policy.domain, []).append(policy)
    mine = [run for policies in by_domain.values() for run in runs_of(policies)]
    last = dt.date.max
    ordered = sorted(mine, key=lambda each: (each.domain, each.policy_type, each.first or last, each.last or last))
    return tuple(map(_stretch, ordered))


def _stretch(policy: PolicySeen) -> Stretch:
    said = read_sts(policy.text, policy.mode) if policy.policy_type == PolicyType.STS else None
    return Stretch(
        domain=policy.domain,
        policy_type=policy.policy_type,
        first=policy.first,
        last=policy.last,
        mode=sanitise(said.mode) if said else "",
        max_age=said.max_age if said else None,
        text=tuple(map(sanitise, policy.text)),
        reports=policy.reports,
        successful=policy.successful,
        failed=policy.failed,
    )
