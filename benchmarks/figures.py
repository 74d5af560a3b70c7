"""What was measured: several runs of ours, as many of what stands beside it, and the goal that rules their relation."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Of(StrEnum):
    """What a goal is about."""

    SHARE = "share"
    """Ours as a multiple of the other: at most so much."""

    LEAD = "lead"
    """The other as a multiple of ours: at least so much."""

    FIGURE = "figure"
    """Ours itself: at most so much."""

    EVERY = "every"
    """Ours itself, in every single run: at most so much."""

    NOTHING = "nothing"
    """No goal is stated; the figure is there to be seen."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached."""

    of: Of = Of.NOTHING
    limit: float = 0.0


NO_GOAL = Goal()


@dataclass(frozen=True, slots=True)
class Pair:
    """Runs of ours and of the other, taken in turns, so that what disturbs the machine disturbs both."""

    ours: tuple[float, ...]
    other: tuple[float, ...] = ()

    def shares(self) -> tuple[float, ...]:
        """Ours as a multiple of the other, run by run; empty where there is nothing to compare."""
        if len(self.ours) == len(self.other):
            return tuple(mine / its for mine, its in zip(self.ours, self.other, strict=True) if its)
        middle = statistics.median(self.other) if self.other else 0.0
        return tuple(mine / middle for mine in self.ours) if middle else ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes:
        key: names the measurement on the command line.
        what: what was measured, with its size.
        unit: of both figures.
        pair: the runs.
        beside: the floor or peer that the other runs are of.
        goal: what is to be reached.
        note: what a reader must know to read it.
        skipped: why there are no figures; then ``pair`` is empty.
    """

    key: str
    what: str
    unit: str = ""
    pair: Pair = Pair(())
    beside: str = ""
    goal: Goal = NO_GOAL
    note: str = ""
    skipped: str = ""

    @property
    def ratio(self) -> float | None:
        """The relation that the goal is about: other to ours for a lead, ours to other for all else."""
        shares = self.pair.shares()
        if not shares:
            return None
        middle = statistics.median(shares)
        if self.goal.of is Of.LEAD:
            return 1 / middle if middle else None
        return middle

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; ``None`` where there is none, or nothing was measured."""
        if not self.pair.ours or self.goal.of is Of.NOTHING:
            return None
        if self.goal.of is Of.FIGURE:
            return statistics.median(self.pair.ours) <= self.goal.limit
        if self.goal.of is Of.EVERY:
            return max(self.pair.ours) <= self.goal.limit
        ratio = self.ratio
        if ratio is None:
            return None
        return ratio >= self.goal.limit if self.goal.of is Of.LEAD else ratio <= self.goal.limit


def in_turns(ours: Callable[[], float], other: Callable[[], float], times: int) -> Pair:
    """Run both ``times`` times; who goes first changes from run to run."""
    mine: list[float] = []
    its: list[float] = []
    for number in range(times):
        if number % 2:
            its.append(other())
            mine.append(ours())
        else:
            mine.append(ours())
            its.append(other())
    return Pair(tuple(mine), tuple(its))


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def spread(values: Sequence[float]) -> float:
    """Return half of what lies between the least and the most, as a share of the median; 0 for one value."""
    middle = statistics.median(values)
    return (max(values) - min(values)) / 2 / middle if middle else 0.0


def grouped(number: float) -> str:
    """Return a whole number with its thousands apart."""
    return f"{number:,.0f}".replace(",", "\N{NO-BREAK SPACE}")
