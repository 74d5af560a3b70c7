"""Which dates of reports are believed: a sender whose clock is wrong must not move what all the others tell."""

import datetime as dt
from typing import Final

import polars as pl

from tlsrpt_tui.index.schema import EPOCH

AHEAD: Final = 1
"""Days after today that are believed: clocks differ a little, and a day begins earlier elsewhere."""


def last_believed(days: pl.Series, now: dt.datetime) -> int:
    """Return the last day, counted from 1970, that a report can be about; what is later counts as no date.

    Where all reports are later, it is the clock here that is wrong, and all are believed.

    Args:
        days: of all reports, counted from 1970.
        now: aware.
    """
    last = (now.astimezone(dt.UTC).date() - EPOCH).days + AHEAD
    first, newest = days.min(), days.max()
    return newest if isinstance(first, int) and isinstance(newest, int) and first > last else last


def believed(frame: pl.DataFrame, last: int) -> pl.DataFrame:
    """Return rows with null for each ``day`` after the last that is believed."""
    newest = frame["day"].max()
    if not isinstance(newest, int) or newest <= last:
        return frame
    return frame.with_columns(day=pl.when(pl.col("day") <= last).then("day"))
