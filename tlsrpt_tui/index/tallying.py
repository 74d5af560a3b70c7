"""The tally of a view, out of the tables: grouped as plain numbers, and told as dates and names at the very end."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import Any, Final, TypeVar

import polars as pl

from tlsrpt_tui.index.believed import believed
from tlsrpt_tui.index.counts import Counter, Question, collected, date_of
from tlsrpt_tui.index.dictionary import Dictionary
from tlsrpt_tui.index.fair_shares import shared_out, summed
from tlsrpt_tui.index.memory import making_many
from tlsrpt_tui.index.naming import Naming
from tlsrpt_tui.index.ordering import Key, ordered
from tlsrpt_tui.index.packing import grouped
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.index.selection import Selection
from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.index.twins import Twins
from tlsrpt_tui.index.view import Field
from tlsrpt_tui.reports.model import PolicyType

WITHOUT_SUCCESSES: Final = frozenset({Field.RESULT, Field.MX, Field.SENDING_IP, Field.RECEIVING_IP})
"""Fields to whose values no report attributes successes (RFC 8460 §4.4)."""

MOST_FAILURES: Final = 200_000
"""Groups of failures that are told, most sessions first."""

MOST_DAYS: Final = 500_000
"""Days of senders and domains that are told; of more, as many of each sender as of any other."""

_AT_ONCE: Final = 10_000
"""Rows that are made without a break."""

_IPV4_HOSTS: Final = 1 << (32 - 24)
_IPV6_HOSTS: Final = 1 << (64 - 48)  # of the upper half
_IPV6_TAG: Final = 1 << 60
"""Above all networks, so that those of IPv6 are told from those of IPv4."""

_Row = TypeVar("_Row")
_FAILURE: Final = ("organization", "domain", "mx_host", "result_type", "day")
_FAILED: Final = ("sessions", "enforced", "networks", "dane", "unnamed", "untold", "network")
_SUMMED: Final = ("sessions", "enforced", "dane", "unnamed", "untold")
_SENDER: Final = ("organization", "domain", "day")
_MODES: Final = ("enforce", "testing", "none")
_NO_HOST_NAMED: Final = (
    r"(?i)mx[ _-]hosts[ _-]mismatch|mx hosts of \S{1,255} failed mta[ _-]sts validation|^([45][0-9]{2} )?[45]\.4\.8\b"
)
"""Of reasons: that no MX host of the domain is one that the policy names. Microsoft's; they name no host."""

_SENT: Final = ("reports", "successful", "failed")
_STRINGS: Final = {
    "organization": Strings.ORGANIZATION,
    "domain": Strings.DOMAIN,
    "mx_host": Strings.MX_HOST,
    "result_type": Strings.RESULT_TYPE,
}


class Tallying:
    """Tallies of one set of tables."""

    def __init__(
        self, tables: Tables, held: Mapping[Strings, Dictionary], counter: Counter, naming: Naming, twins: Twins
    ) -> None:
        self._tables = tables
        self._held = held
        self._counter = counter
        self._naming = naming
        self._twins = twins

    def tally(self, failing: Selection, sending: Selection, last: int) -> Tally:
        """Sum up.

        Args:
            failing: what failures are taken of.
            sending: what all sessions are taken of: the same view without clauses on :data:`WITHOUT_SUCCESSES`.
            last: the last day that is believed, counted from 1970; what is later counts as no date.
        """
        failures, days = collected([self._failures(failing), self._days(sending)])
        told = self._most(failures, _FAILURE, failures["sessions"], MOST_FAILURES)
        kept, left = self._shared_out(days) if len(days) > MOST_DAYS else (days, None)
        sent = self._most(kept, _SENDER, kept["successful"] + kept["failed"], MOST_DAYS)
        reported, dates = believed(self._tables.reports.select("day"), last)["day"], _Dates(last)
        first, newest = reported.min(), reported.max()
        with making_many():
            failed = zip(*self._named(told, _FAILURE, dates), *_plain(told, _FAILED), strict=True)
            types = map(_TYPES.__getitem__, sent["types"].to_list())
            sessions = zip(*self._named(sent, _SENDER, dates), *_plain(sent, _SENT), types, strict=True)
            of_failures, of_days = _whole(map(_FAILURE_DAY, failed)), _whole(map(_SENDER_DAY, sessions))
        return Tally(
            failures=of_failures,
            days=of_days,
            first=dates[first] if isinstance(first, int) else None,
            newest=dates[newest] if isinstance(newest, int) else None,
            cut=len(failures) - len(told),
            cut_days=0 if left is None else len(left),
            others=() if left is None else self._others(left, dates),
            hosts=self._naming.hosts,
        )

    def _failures(self, selection: Selection) -> Question:
        told, table = self._twins.told(selection.failures), self._tables.failures
        columns = {"sessions": told.sessions, "under": told.enforced, "of_dane": told.dane}
        frame = table.select(
            *_FAILURE, "reason", "sending_ip", **columns, misnamed=self._naming.unnamed, no_mode=self._untold
        )
        counted = told.sessions > 0
        frame = frame.filter(counted if selection.failures is None else counted & selection.failures)
        unnamed = frame["misnamed"] | (self._said_unnamed.gather(frame["reason"]) & ~frame["of_dane"])
        frame = frame.select(
            *_FAILURE,
            "sessions",
            enforced=pl.col("sessions") * pl.col("under"),
            dane=pl.col("sessions") * pl.col("of_dane"),
            unnamed=pl.col("sessions") * unnamed,
            untold=pl.col("sessions") * (pl.col("no_mode") & ~pl.col("under")),
            network=self._networks.gather(frame["sending_ip"]),
        )
        network = pl.col("network")
        ends = network.min(), network.max().alias("other")
        # Where there is no network, comparing them is null as well.
        networks = pl.when(network != pl.col("other")).then(2).when(network.is_not_null()).then(1).otherwise(0)
        sums = pl.col(_SUMMED).sum()
        return Question(grouped(frame, _FAILURE, sums, *ends).with_columns(networks=networks), len(frame))

    def _days(self, selection: Selection) -> Question:
        frame = self._counter.policies(selection, "report", "policy_type", *_SENDER)
        bits = pl.Series([_BITS.get(kind, 0) for kind in self._held[Strings.POLICY_TYPE].values], dtype=pl.UInt8)
        frame = frame.with_columns(types=bits.gather(frame["policy_type"])).drop("policy_type")
        sums = pl.col("successful", "failed").sum(), pl.col("types").bitwise_or()
        reports = pl.col("report").n_unique().alias("reports")
        return Question(grouped(frame, _SENDER, reports, *sums), len(frame))

    @cached_property
    def _networks(self) -> pl.Series:
        """A number for the first 24 bits of each IPv4 address and the first 48 of each IPv6 one; null for neither."""
        ipv4, ipv6 = (pl.col("version") == version for version in (4, 6))
        tagged = pl.col("high") // _IPV6_HOSTS + _IPV6_TAG
        network = pl.when(ipv4).then(pl.col("low") // _IPV4_HOSTS).when(ipv6).then(tagged)
        return self._held[Strings.IP].addresses.select(network.rank("dense").alias("network")).to_series()

    @cached_property
    def _said_unnamed(self) -> pl.Series:
        """For every reason whether it says that the policy names none of the MX hosts."""
        return self._held[Strings.REASON].values.str.contains(_NO_HOST_NAMED)

    @cached_property
    def _untold(self) -> pl.Series:
        """For every failure row whether it stands under a policy whose mode is not told."""
        told = self._held[Strings.MODE].values.is_in(_MODES)
        rows = ~told.gather(self._tables.policies["mode"]).gather(self._tables.failures["policy"])
        none = self._held[Strings.POLICY_TYPE].values == PolicyType.NO_POLICY_FOUND.value
        return rows & ~none.gather(self._tables.failures["policy_type"])

    def _most(self, frame: pl.DataFrame, named: Sequence[str], counts: pl.Series, most: int) -> pl.DataFrame:
        """Return the rows with the greatest counts; what is equal goes by day and names, never by chance."""
        if len(frame) > most:
            # So only those are put in order of which some are told.
            enough = counts >= counts.top_k(most).min()
            frame, counts = frame.filter(enough), counts.filter(enough)
        order = ordered([Key(counts, descending=True), Key(frame["day"]), *map(Key, self._ranks(frame, named))])
        return frame[order.head(most)]

    def _shared_out(self, days: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        return shared_out(days, self._held[Strings.DOMAIN].rank.gather(days["domain"]), MOST_DAYS)

    def _ranks(self, frame: pl.DataFrame, named: Sequence[str]) -> Sequence[pl.Series]:
        return [self._held[_STRINGS[name]].rank.gather(frame[name]) for name in named if name != "day"]

    def _others(self, left: pl.DataFrame, dates: "_Dates") -> tuple[SenderDay, ...]:
        """Return days that are not told, summed over the domains."""
        sums = summed(left)
        named = self._named(sums, ("organization", "day"), dates)
        return tuple(
            SenderDay(organization, "", day, *numbers)
            for organization, day, *numbers in zip(*named, *_plain(sums, _SENT), strict=True)
        )

    def _named(self, frame: pl.DataFrame, columns: Sequence[str], dates: "_Dates") -> Iterator[Iterable[Any]]:
        for name in columns:
            codes = frame[name]
            if name == "day":
                yield map(dates.__getitem__, codes.to_list())
                continue
            # One string for all rows that have it.
            distinct = codes.unique()
            texts = self._held[_STRINGS[name]].values.gather(distinct)
            told = dict(zip(distinct.to_list(), texts.to_list(), strict=True))
            yield map(told.__getitem__, codes.to_list())


def _plain(frame: pl.DataFrame, columns: Sequence[str]) -> Iterator[list[Any]]:
    return (frame[name].to_list() for name in columns)


def _whole(rows: Iterator[_Row]) -> tuple[_Row, ...]:
    """Return all rows, made so that other threads get their turn in between."""
    made: list[_Row] = []
    while part := tuple(islice(rows, _AT_ONCE)):
        made += part
    return tuple(made)


# What _make does, without a call of Python for each of so many.
_FAILURE_DAY: Final[Callable[[Iterable[Any]], FailureDay]] = partial(tuple.__new__, FailureDay)
_SENDER_DAY: Final[Callable[[Iterable[Any]], SenderDay]] = partial(tuple.__new__, SenderDay)

_BITS: Final = {kind.value: 1 << place for place, kind in enumerate(PolicyType)}
_TYPES: Final = [tuple(kind for kind, bit in _BITS.items() if bits & bit) for bits in range(1 << len(_BITS))]
"""Policy types by the sum of their bits."""


class _Dates(dict[int | None, dt.date | None]):
    """Dates by their day since 1970, each made once; ``None`` for a day that is not believed."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self._last = last

    def __missing__(self, day: int | None) -> dt.date | None:
        made = self[day] = None if day is None or day > self._last else date_of(day)
        return made
