"""How the values of a facet may be wished for, and how they are answered."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tlsrpt_tui.index.engine import Dimension


class FacetSort(StrEnum):
    """What the values of a facet can be sorted by."""

    FAILED = "failed"
    RATE = "rate"
    NAME = "name"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class FacetOrder:
    """The order of a facet's values: most failed first, worst rate first, from A, or last failure first.

    Ties fall to failed sessions, then to successful ones, the most first, then to the text. Values without a rate, or
    without a failure, come last in an order by that. Where no successes are attributed, a rate is the failed sessions.

    Attributes:
        turned: whether it runs the other way; ties fall as before.
    """

    sort: FacetSort = FacetSort.FAILED
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Prefixes:
    """How many bits of an IPv4 and of an IPv6 address name its network."""

    ipv4: int
    ipv6: int


@dataclass(frozen=True, slots=True)
class FacetWish:
    """Which of a facet's values are wanted, and in what order.

    Attributes:
        find: only values that hold this text, in A-labels or U-labels; case never matters.
        failing: only values under which something failed.
        networks: addresses are counted by network; what is no address stays as it is.
        around: a value that is to be among those at hand, wherever in the order it is.
        place: the place in the order that is to be at hand where ``around`` is not listed.
    """

    order: FacetOrder = FacetOrder()
    find: str = ""
    failing: bool = False
    networks: Prefixes | None = None
    around: str | None = None
    place: int = 0

    @property
    def listing(self) -> "FacetWish":
        """What is wanted of all of them, wherever one looks."""
        return replace(self, around=None, place=0)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet.

    Attributes:
        reports: distinct reports that name it; ``None`` in an overview, which does not count them.
        spark: failed sessions per stretch of time, ``None`` where no report is.
        last: the last day with a failure, counted only for an order by it.
        is_network: whether ``value`` is a network and stands for its addresses.
    """

    value: str
    reports: int | None
    successful: int | None
    failed: int
    spark: tuple[int | None, ...] = ()
    last: dt.date | None = None
    is_network: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one dimension under all filters but its own, most failed first unless wished otherwise.

    Attributes:
        values: at most as many as were asked for, those from ``offset`` on.
        distinct: how many there are in all.
        failed: the sum over all of them.
        hidden: how many of them the wish leaves out.
        top: the value with most failed sessions of those that are listed.
        wish: what was wished, wherever one looked.
    """

    dimension: "Dimension"
    values: tuple[FacetValue, ...]
    distinct: int
    failed: int
    offset: int = 0
    hidden: int = 0
    top: FacetValue | None = None
    wish: FacetWish = FacetWish()

    def has(self, wish: FacetWish) -> bool:
        """Whether the values at hand, which are the first, hold what ``wish`` is to be around, and others after it."""
        if len(self.values) == self.listed:
            return True
        names = [value.value for value in self.values[: len(self.values) * 3 // 4]]
        return wish.place < len(names) if wish.around is None else wish.around in names

    @property
    def listed(self) -> int:
        """How many values there are in its order, at hand or not."""
        return self.distinct - self.hidden
