"""What a folder of reports says, in numbers that every program reading it must agree on."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Plain sums over all policies of all reports, nothing left out as counted elsewhere.

    Attributes:
        ids: a hash of the sorted report ids.
    """

    reports: int
    successful: int
    failed: int
    ids: str

    def disagreements(self, other: "Facts") -> list[str]:
        """Return what the two do not agree on, in words."""
        mine, its = asdict(self), asdict(other)
        return [f"{name} {its[name]}, ours {mine[name]}" for name in mine if mine[name] != its[name]]


def hash_of(report_ids: Iterable[str]) -> str:
    """Return what two sets of report ids are compared by."""
    digest = hashlib.sha256()
    for report_id in sorted(report_ids):
        digest.update(report_id.encode() + b"\n")
    return digest.hexdigest()[:16]
