"""MX hosts by the policies that senders saw: which hosts a policy names, and which failures happened at another."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final

import polars as pl

from tlsrpt_tui.index.dictionary import Dictionary, among
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.reports.model import PolicyType

MOST_HOSTS: Final = 100_000
"""MX hosts that are told with their domains, the first by name."""

_FEW_PAIRS: Final = 1 << 24
"""Up to here, pairs are marked in a table of all that there could be, which is faster than looking for them."""

_ANY_LABEL: Final = "*."


class Naming:
    """The MX hosts of one set of tables, and the STS policies that name them."""

    def __init__(self, tables: Tables, held: Mapping[Strings, Dictionary]) -> None:
        self._tables = tables
        self._hosts = held[Strings.MX_HOST].values
        self._domains = held[Strings.DOMAIN].values
        self._texts = held[Strings.POLICY_TEXT].values
        self._patterns = held[Strings.MX_PATTERNS].values
        self._types = held[Strings.POLICY_TYPE].values

    @cached_property
    def hosts(self) -> tuple[tuple[str, str], ...]:
        """MX host and policy domain, where an STS policy of the domain names the host or a failure of it does."""
        found = set(self._pairs_of_failures())
        named = self._said.select("domain", "said").unique()
        for domain, said in zip(self._domains.gather(named["domain"]), named["said"], strict=True):
            found.update((host, domain) for host in self._named[said] if not host.startswith(_ANY_LABEL))
        return tuple(sorted(found)[:MOST_HOSTS])

    @cached_property
    def unnamed(self) -> pl.Series:
        """For every failure row whether it stands under an STS policy that names MX hosts, and not its own."""
        failures, size = self._tables.failures, len(self._hosts)
        everything = len(self._named) * size
        none = pl.repeat(everything, len(self._tables.policies), dtype=pl.UInt64, eager=True)
        firsts = none.scatter(self._said["number"], self._said["said"] * size)
        pairs = (firsts.gather(failures["policy"]) + failures["mx_host"]).clip(upper_bound=everything)
        kinds = _distinct(pairs, everything + 1)
        known = kinds.filter(kinds < everything)
        places = zip((known // size).to_list(), self._hosts.gather(known % size).to_list(), strict=True)
        missed = pl.Series([_misses(self._named[said], host) for said, host in places], dtype=pl.Boolean)
        return _held(pairs, known.filter(missed), everything + 1)

    @cached_property
    def _said(self) -> pl.DataFrame:
        """``number``, ``domain`` and what ``said`` of every STS policy, which is the same where its texts are."""
        sts = (self._types == PolicyType.STS.value).gather(self._tables.policies["policy_type"])
        policies = self._tables.policies.select("domain", "policy_text", "mx_patterns")
        policies = policies.with_columns(number=pl.int_range(pl.len(), dtype=pl.UInt32)).filter(sts)
        size = len(self._patterns)
        texts = policies.select(pl.col("policy_text").cast(pl.UInt64) * size + pl.col("mx_patterns")).to_series()
        kinds = _distinct(texts, len(self._texts) * size)
        return policies.with_columns(said=kinds.search_sorted(texts).cast(pl.UInt64))

    @cached_property
    def _named(self) -> list[frozenset[str]]:
        """The hosts and patterns of what is ``said``."""
        firsts = self._said.unique("said", keep="any").sort("said")
        texts, patterns = self._texts.gather(firsts["policy_text"]), self._patterns.gather(firsts["mx_patterns"])
        return [frozenset(_patterns(*both)) for both in zip(texts.to_list(), patterns.to_list(), strict=True)]

    def _pairs_of_failures(self) -> Iterable[tuple[str, str]]:
        failures, size = self._tables.failures, len(self._domains)
        pairs = failures.select(pl.col("mx_host").cast(pl.UInt64) * size + pl.col("domain")).to_series()
        kinds = _distinct(pairs, len(self._hosts) * size)
        hosts, domains = self._hosts.gather(kinds // size), self._domains.gather(kinds % size)
        return ((host, domain) for host, domain in zip(hosts.to_list(), domains.to_list(), strict=True) if host)


def _patterns(text: str, patterns: str) -> Iterator[str]:
    """Yield what a policy names, from its lines (RFC 8461 §3.2) and from what the report gives beside them."""
    for line in text.split("\n"):
        key, colon, value = line.partition(":")
        if colon and key.strip().casefold() == "mx" and value.strip():
            yield value.strip().casefold().removesuffix(".")
    yield from filter(None, patterns.split("\n"))


def _misses(patterns: AbstractSet[str], host: str) -> bool:
    """Return whether a policy names hosts, and not this one; ``*.`` is one label (RFC 8461 §4.1)."""
    _, dot, parent = host.partition(".")
    return bool(patterns and host) and host not in patterns and not (dot and f"{_ANY_LABEL}{parent}" in patterns)


def _distinct(pairs: pl.Series, size: int) -> pl.Series:
    """Return each number once, the least first; all are below ``size``."""
    return among(size, pairs).arg_true() if size <= _FEW_PAIRS else pairs.unique().sort()


def _held(pairs: pl.Series, wanted: pl.Series, size: int) -> pl.Series:
    """Return which numbers are among ``wanted``; all are below ``size``."""
    return among(size, wanted).gather(pairs) if size <= _FEW_PAIRS else pairs.is_in(wanted.cast(pairs.dtype).implode())
