"""Which sessions count: two policies of one domain may describe the same ones, and none is counted twice.

The rules are those of the data model: within one report, ``sts`` and ``tlsa`` policies of the same domain
describe the same sessions, so the type with more of them counts and the other does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Side: TypeAlias = tuple[int, int, int]
"""Policy type and policy domain, as places in their dictionaries, and the sessions of one policy."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How one policy enters the sums.

    Attributes:
        counts: whether its sessions are part of totals.
        rivalry: equal for policies of a report that describe the same sessions; ``None`` where it has no rival.
    """

    counts: bool
    rivalry: int | None


def tally(sides: Sequence[Side], *, sts: int, tlsa: int) -> list[Tally]:
    """Return how each policy of one report counts, in the order given; ``sts`` and ``tlsa`` are places of the types."""
    sessions: dict[int, dict[int, int]] = {}
    for policy_type, domain, seen in sides:
        if policy_type in (sts, tlsa):
            types = sessions.setdefault(domain, {})
            types[policy_type] = types.get(policy_type, 0) + seen
    contested = {domain: types for domain, types in sessions.items() if len(types) > 1}
    numbers = {domain: number for number, domain in enumerate(contested)}
    made = []
    for policy_type, domain, _ in sides:
        if policy_type not in (sts, tlsa) or domain not in contested:
            made.append(Tally(counts=True, rivalry=None))
            continue
        types = contested[domain]
        winner = sts if types[sts] >= types[tlsa] else tlsa
        made.append(Tally(counts=policy_type == winner, rivalry=numbers[domain]))
    return made
