"""Addresses by network: which network each string of a dictionary belongs to, and how the networks are called."""

import ipaddress

import polars as pl

from tlsrpt_tui.index.addresses import NOT_AN_ADDRESS
from tlsrpt_tui.index.dictionary import Dictionary
from tlsrpt_tui.index.facet_answers import Prefixes

_HALF = 64
_IPV4 = 32
_PLACE = ["version", "high", "low", "own"]


class Networks(Dictionary):
    """The networks of the addresses of a dictionary, by number; what is no address comes after them, as it is.

    Attributes:
        codes: of the network of each string.
        known: whether each network is one, not a string that is no address.
    """

    def __init__(self, addresses: Dictionary, prefixes: Prefixes) -> None:
        placed = _placed(addresses, prefixes)
        groups = placed.unique().sort(_PLACE).with_row_index("code")
        self.codes = placed.join(groups, on=_PLACE, how="left", maintain_order="left")["code"]
        self.known = groups["version"] != NOT_AN_ADDRESS
        # One string of each; where it is no address, it is the only one.
        places = self.codes.to_frame("code").with_row_index("at")
        firsts = places.group_by("code").agg(pl.col("at").min()).sort("code")["at"]
        texts = addresses.values.gather(firsts).to_list()
        networks = groups.filter(self.known).select("version", "high", "low").iter_rows()
        for code, (version, high, low) in enumerate(networks):
            texts[code] = _text(version, high, low, prefixes)
        super().__init__(pl.Series(texts, dtype=pl.String))

    @property
    def rank(self) -> pl.Series:
        """The place of each network in a sorted table: that of its number."""
        return pl.int_range(len(self), dtype=pl.UInt32, eager=True)

    def of(self, groups: pl.DataFrame) -> pl.DataFrame:
        """Return ``groups`` with the code of the network in place of that of the address."""
        return groups.with_columns(code=self.codes.gather(groups["code"]))


def _placed(addresses: Dictionary, prefixes: Prefixes) -> pl.DataFrame:
    """Return the first address of each string's network; ``own`` is a place of its own for what is no address."""
    low = ((1 << prefixes.ipv4) - 1) << (_IPV4 - prefixes.ipv4)
    high = ((1 << prefixes.ipv6) - 1) << (_HALF - prefixes.ipv6)
    version, none = pl.col("version"), pl.lit(0, pl.UInt64)
    return addresses.addresses.select(
        "version",
        high=pl.when(version == 6).then(pl.col("high") & pl.lit(high, pl.UInt64)).otherwise(none),  # noqa: PLR2004
        low=pl.when(version == 4).then(pl.col("low") & pl.lit(low, pl.UInt64)).otherwise(none),  # noqa: PLR2004
        own=pl.when(version == NOT_AN_ADDRESS).then(pl.lit(addresses.rank)).otherwise(pl.lit(0, pl.UInt32)),
    )


def _text(version: int, high: int, low: int, prefixes: Prefixes) -> str:
    if version == 4:  # noqa: PLR2004  the versions there are
        return f"{ipaddress.IPv4Address(low)}/{prefixes.ipv4}"
    return f"{ipaddress.IPv6Address(high << _HALF)}/{prefixes.ipv6}"
