"""What names reports and failure rows in every index that holds them; numbers are of one index only."""

from typing import Final

import polars as pl

from tlsrpt_tui.index.engine import RowIdentity
from tlsrpt_tui.index.schema import Tables

_HALF: Final = 8
_ORDER: Final = "big"


def of_report(tables: Tables, number: int) -> bytes:
    """Return the digest of a report, which no other report of an index has."""
    halves = (tables.reports["digest_high"][number], tables.reports["digest_low"][number])
    return b"".join(int(half).to_bytes(_HALF, _ORDER) for half in halves)


def report_named(tables: Tables, name: bytes) -> int | None:
    """Return the number of the report with a digest; ``None`` when there is none."""
    high, low = (int.from_bytes(half, _ORDER) for half in (name[:_HALF], name[_HALF:]))
    found = (tables.reports["digest_high"] == pl.Series([high], dtype=pl.UInt64)).arg_true()
    lows = tables.reports["digest_low"].gather(found)
    return next((int(number) for number, other in zip(found, lows, strict=True) if other == low), None)


def of_row(tables: Tables, number: int) -> RowIdentity:
    """Return the report of a failure row, and its place among that report's rows; rows are sorted by report."""
    held = tables.failures["report"]
    report = held[number]
    return RowIdentity(of_report(tables, report), number - int(held.search_sorted(report, side="left")))


def row_named(tables: Tables, name: RowIdentity) -> int | None:
    """Return the number of the failure row at that place of that report; ``None`` when there is none."""
    report = report_named(tables, name.report)
    if report is None:
        return None
    held = tables.failures["report"]
    number = int(held.search_sorted(report, side="left")) + name.place
    return number if number < len(held) and held[number] == report else None


def place_in(listed: pl.Series, wanted: int | str) -> int | None:
    """Return the first place at which a value stands in a list; ``None`` when it does not."""
    places = (listed == wanted).arg_true()
    return int(places[0]) if len(places) else None
