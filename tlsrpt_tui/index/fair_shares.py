"""Which rows are told where there are too many: as many of each sender as of any other, and of each its newest."""

from collections.abc import Sequence

import polars as pl

from tlsrpt_tui.index.ordering import Key, ordered
from tlsrpt_tui.index.packing import grouped

_OF_SENDER = ("organization", "day")


def shared_out(frame: pl.DataFrame, domains: pl.Series, most: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return rows by ``organization`` and ``day`` that are told, at most ``most`` of them, and those that are left out.

    A sender that reports on very many domains, or in very great numbers, so pushes out rows of its own alone. Those of
    one day go by domain; rows without a day come last.

    Args:
        frame: what is shared out.
        domains: the rank of the domain of each row.
        most: rows that are told.
    """
    sizes = frame.group_by("organization").agg(rows=pl.len().cast(pl.Int64)).sort("organization")
    share = _share(sizes["rows"].sort().to_list(), most)
    newest = frame[ordered([Key(frame["organization"]), Key(frame["day"], descending=True), Key(domains)])]
    firsts = sizes.select(number=pl.col("rows").cum_sum() - pl.col("rows"), rows="rows")
    place = (
        pl.int_range(len(frame), eager=True) - firsts.select(pl.col("number").repeat_by("rows").explode()).to_series()
    )
    return newest.filter(place < share), newest.filter(place >= share)


def summed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows that are left out as one for each sender and day, in the order of these."""
    sums = pl.col("reports", "successful", "failed").sum()
    return grouped(frame, _OF_SENDER, sums).sort(*_OF_SENDER, nulls_last=True).collect()


def _share(sizes: Sequence[int], most: int) -> int:
    """Return how many rows each may have where those with fewer leave the others more; ``sizes`` from the least on."""
    left = most
    for number, size in enumerate(sizes):
        share = left // (len(sizes) - number)
        if size > share:
            return share
        left -= size
    return most
