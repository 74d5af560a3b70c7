"""A step on the way to protected mail, and how far it is."""

from dataclasses import dataclass
from enum import StrEnum


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    PARTLY = "partly"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way, in its order. All texts are sanitised.

    Attributes:
        key: names it for programs: ``tlsrpt``, ``sts-testing``, ``sts-enforce``, ``dnssec``, ``dane``.
        title: what it is.
        evidence: why its state is what it is.
        do: what to do next; "" where it is done.
        section: the RFC.
    """

    key: str
    title: str
    state: StepState
    evidence: str
    do: str = ""
    section: str = ""
