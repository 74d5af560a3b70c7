"""Which sessions count: two policies of one domain may describe the same ones, and none is counted twice.

The rules are those of the data model: within one report, ``sts`` and ``tlsa`` policies of the same domain
describe the same sessions, so the type with more of them counts and the other does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tlsrpt_tui.reports.model import Policy, PolicyType

_OVERLAPPING = frozenset({PolicyType.STS.value, PolicyType.TLSA.value})


@dataclass(frozen=True, slots=True)
class Tally:
    """How one policy enters the sums.

    Attributes:
        counts: whether its sessions are part of totals.
        rivalry: equal for policies of a report that describe the same sessions; ``None`` where it has no rival.
    """

    counts: bool
    rivalry: int | None


def tally(policies: Sequence[Policy]) -> list[Tally]:
    """Return how each policy of one report counts, in the order given."""
    if len(policies) == 1:
        return [Tally(counts=True, rivalry=None)]
    sessions: dict[str, dict[str, int]] = {}
    for policy in policies:
        if policy.policy_type in _OVERLAPPING:
            types = sessions.setdefault(policy.policy_domain, {})
            seen = (policy.successful or 0) + (policy.failed or 0)
            types[policy.policy_type] = types.get(policy.policy_type, 0) + seen
    contested = {domain: types for domain, types in sessions.items() if len(types) > 1}
    numbers = {domain: number for number, domain in enumerate(contested)}
    return [_tally(policy, contested, numbers) for policy in policies]


def _tally(policy: Policy, contested: dict[str, dict[str, int]], numbers: dict[str, int]) -> Tally:
    if policy.policy_type not in _OVERLAPPING or policy.policy_domain not in contested:
        return Tally(counts=True, rivalry=None)
    types = contested[policy.policy_domain]
    sts_wins = types[PolicyType.STS] >= types[PolicyType.TLSA]
    winner = PolicyType.STS if sts_wins else PolicyType.TLSA
    return Tally(counts=policy.policy_type == winner, rivalry=numbers[policy.policy_domain])
