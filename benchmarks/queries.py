"""What a filter change, a key typed and a jump cost, beside the bare polars group-bys in the same run."""

import argparse
import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

sys.path.insert(0, str(Path(__file__).parents[1]))

import polars as pl

from tlsrpt_tui.index.build import TableBuilder
from tlsrpt_tui.index.dictionary import dictionaries
from tlsrpt_tui.index.facet_keys import COLUMNS
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.schema import FileEntry, Strings, Tables
from tlsrpt_tui.index.selection import TIME_FIELDS, Selection, Selector
from tlsrpt_tui.index.view import SortColumn, View

NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
BARS, VALUES, SPARK, WINDOW = 72, 200, 6, 300
Counted: TypeAlias = list[tuple[pl.Series | None, list[str]]]
"""Columns by the mask over the failure rows under which they are counted."""

_MANY_ROWS = 200_000
VIEWS = (
    ("open", ""),
    ("one domain", "domain:d3.example.com"),
    ("one sender", 'org:"Sender 7 Inc."'),
    ("one result type", "result:certificate-expired"),
    ("one MX host", "mx:mx2.d3.example.com"),
    ("an IP network", "ip:198.51.100.0/24"),
    ("a word in names", "example"),
    ("a word in reasons", "handshake"),
    ("one policy type", "policy:sts"),
    ("testing mode", "mode:testing"),
    ("two fields", "domain:d3.example.com result:validation-failure"),
    ("since", "since:30d"),
    ("one excluded", "-result:certificate-expired"),
    ("failed and rate", "failed>10 rate>=1%"),
)
TYPED = ("s", "se", "sen", "send", "sender 1", "ip:2", "ip:203.0.113.0/24", "mx:mx1*", "-result:cert*", "17-204")

_FIRST_DAY = 20_454  # 1 January 2026, counted from 1970
_DAY = 86_400
_DOMAINS, _SENDERS, _ADDRESSES, _REASONS, _HOSTS = 25, 40, 100_000, 60, 4
_TYPES = ("sts", "tlsa", "no-policy-found")
_RESULTS = (
    "certificate-expired",
    "starttls-not-supported",
    "validation-failure",
    "sts-policy-fetch-error",
    "tlsa-invalid",
    "certificate-host-mismatch",
    "certificate-not-trusted",
    "dnssec-invalid",
    "dane-required",
    "sts-webpki-invalid",
    "(no details)",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line, in milliseconds.

    Attributes:
        ours: what the question costs.
        bare: the group-bys of the rows that its facets and its timeline count; ``None`` where none are in it.
        whole: the same group-bys of all rows.
    """

    what: str
    ours: float
    bare: float | None = None
    whole: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the group-bys of the rows that are counted."""
        return None if not self.bare else self.ours / self.bare

    @property
    def ratio_to_whole(self) -> float | None:
        """How many times the group-bys of all rows."""
        return None if not self.whole else self.ours / self.whole


def _drawn(rows: int, seed: int, below: int) -> pl.Expr:
    """Return invented numbers from 0 to ``below - 1``, the same for the same seed."""
    return pl.int_range(rows, dtype=pl.UInt64).hash(seed) % below


def _skewed(rows: int, seed: int, below: int) -> pl.Expr:
    """Return invented numbers of which the small ones are frequent, as senders and addresses are."""
    unit = _drawn(rows, seed, 1 << 30) / float(1 << 30)
    return (unit**2 * below).floor().cast(pl.UInt64)


def _address(number: int) -> str:
    blocks = ("192.0.2", "198.51.100", "203.0.113")
    if number < 256 * len(blocks):
        return f"{blocks[number // 256]}.{number % 256}"
    return f"2001:db8::{number >> 16:x}:{number & 0xFFFF:x}"


def _strings() -> dict[Strings, list[str]]:
    domains = [f"d{number}.example.com" for number in range(_DOMAINS)]
    senders = [f"Sender {number} Inc." for number in range(_SENDERS)]
    return {
        Strings.ORGANIZATION: senders,
        Strings.SENT_ORGANIZATION: senders,
        Strings.CONTACT: ["tlsrpt@example.net"],
        Strings.DOMAIN: domains,
        Strings.POLICY_TYPE: list(_TYPES),
        Strings.MODE: ["enforce", "testing", ""],
        Strings.POLICY_TEXT: [f"version: STSv1\nmode: enforce\nmx: *.{domain}" for domain in domains],
        Strings.MX_PATTERNS: [f"*.{domain}" for domain in domains],
        Strings.RESULT_TYPE: list(_RESULTS),
        Strings.MX_HOST: [f"mx{number}.{domain}" for domain in domains for number in range(_HOSTS)],
        Strings.MX_HELO: [""],
        Strings.IP: [_address(number) for number in range(_ADDRESSES)],
        Strings.REASON: ["", *(f"TLS handshake failed with error {number}" for number in range(_REASONS))],
        Strings.INFO: [""],
    }


def _reports(count: int, seed: int) -> pl.DataFrame:
    day = _FIRST_DAY + _drawn(count, seed + 1, 365).cast(pl.Int64)
    number = pl.int_range(count, dtype=pl.UInt32)
    return pl.select(
        organization=_skewed(count, seed, _SENDERS),
        report_id=pl.format("{}-{}", number, day),
        start=day * _DAY,
        end=day * _DAY + _DAY - 1,
        day=day,
        digest=pl.format("{}", number).str.pad_start(16, "0").cast(pl.Binary),
        domain=_skewed(count, seed + 2, _DOMAINS),
        policy_type=_skewed(count, seed + 3, len(_TYPES)),
        policies=1 + (_drawn(count, seed + 4, 10) == 0).cast(pl.UInt32),
        details=pl.lit(pl.Series([0, 0, 1, 2, 4, 8])).gather(_drawn(count, seed + 5, 6)),
        number=number,
    )


def _policies(reports: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return one policy a report; every tenth report has two of one domain, which describe the same sessions."""
    frame = reports.select(pl.all().repeat_by("policies").explode()).with_columns(
        position=pl.int_range(pl.len()).over("number"), policy=pl.int_range(pl.len(), dtype=pl.UInt32)
    )
    double = pl.col("policies") > 1
    return frame.with_columns(
        report="number",
        policy_type=pl.when(double).then(pl.col("position").cast(pl.UInt64)).otherwise("policy_type"),
        mode=_drawn(len(frame), seed + 6, 3),
        policy_text="domain",
        mx_patterns="domain",
        successful=_drawn(len(frame), seed + 7, 5000),
        rival=pl.when(double).then("number"),
        counts=pl.col("position") == 0,
    )


def _failures(policies: pl.DataFrame, seed: int) -> pl.DataFrame:
    held = "report", "organization", "day", "domain", "policy_type", "policy", "details"
    frame = policies.filter(pl.col("details") > 0).select(*held).select(pl.all().repeat_by("details").explode())
    rows = len(frame)
    return frame.with_columns(
        result_type=_skewed(rows, seed + 8, len(_RESULTS)),
        mx_host=pl.col("domain") * _HOSTS + _drawn(rows, seed + 9, _HOSTS),
        sending_ip=_skewed(rows, seed + 10, _ADDRESSES),
        receiving_ip=_drawn(rows, seed + 11, 256),
        sessions=1 + _drawn(rows, seed + 12, 50),
        reason=pl.when(_drawn(rows, seed + 13, 3) == 0).then(_drawn(rows, seed + 14, _REASONS + 1)).otherwise(0),
        position=pl.int_range(pl.len()).over("policy"),
    )


def _shaped(frame: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of ``like`` in its types; what is not invented is 0."""
    missing = [pl.lit(0).alias(name) for name in like.columns if name not in frame.columns]
    return frame.with_columns(missing).select(like.columns).cast(dict(like.schema)).rechunk()


def tables_of(rows: int, seed: int = 8460) -> Tables:
    """Return invented tables of about ``rows`` failure rows, as if from one mailbox, the same for the same seed."""
    builder = TableBuilder("reports")
    builder.add_file(FileEntry("all.mbox", "", 0), [])
    empty = builder.freeze()
    reports = _reports(round(rows / 2.75), seed)
    policies = _policies(reports, seed)
    failures = _failures(policies, seed)
    failed = failures.group_by("policy").agg(failed=pl.col("sessions").sum())
    policies = policies.join(failed, on="policy", how="left", maintain_order="left")
    policies = policies.with_columns(pl.col("failed").fill_null(0)).with_columns(
        counted_successful=pl.col("successful") * pl.col("counts"), counted_failed=pl.col("failed") * pl.col("counts")
    )
    return replace(
        empty,
        reports=_shaped(reports, empty.reports),
        policies=_shaped(policies, empty.policies),
        failures=_shaped(failures, empty.failures),
        strings={name: pl.Series(name.value, held, dtype=pl.String) for name, held in _strings().items()},
    )


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def everything(engine: LocalEngine, view: View) -> None:
    """Ask for all that Explore shows of a view, and the first window of its rows."""
    engine.overview(view, now=NOW, bars=BARS, values=VALUES, spark=SPARK)
    engine.rows(view, now=NOW, offset=0, limit=WINDOW)


def bare(tables: Tables, counted: Counted) -> None:
    """Group by the columns of the rows that each mask takes, and sum the sessions: the floor of a filter change."""
    grouped = []
    most = 0
    for mask, columns in counted:
        rows = tables.failures.select(*columns, "sessions")
        rows = rows if mask is None else rows.filter(mask)
        most = max(most, len(rows))
        grouped += [rows.lazy().group_by(column).agg(pl.col("sessions").sum()) for column in columns]
    # Whichever is faster for so many rows.
    pl.collect_all(grouped, engine="streaming" if most > _MANY_ROWS else "in-memory")


def counted_by(selector: Selector, view: View) -> Counted:
    """Return what is counted under each mask: facets leave their own filter aside, the timeline those on time."""
    found: dict[Selection, list[str]] = {}
    asked = [(column, {dimension.field}) for dimension, (column, _) in COLUMNS.items()]
    for column, aside in [*asked, ("day", TIME_FIELDS)]:
        found.setdefault(selector.select(view, NOW, aside), []).append(column)
    return [(selection.failures, columns) for selection, columns in found.items()]


def looked_at(tables: Tables) -> LocalEngine:
    """Return an engine that has shown a few views, as it has for whoever changes a filter."""
    engine = LocalEngine(tables)
    for text in ("", "domain:d9.example.com", "mx:mx1.d9.example.com", "nothing", "to:192.0.2.0/25"):
        everything(engine, View.parse(text))
    return engine


def measure(tables: Tables, times: int = 5) -> list[Row]:
    """Return what changing the filter to each of :data:`VIEWS` costs, beside the bare group-bys, all in turn."""
    selector = Selector(tables, dictionaries(tables.strings))
    whole = counted_by(selector, View())
    found = []
    for what, text in VIEWS:
        view = View.parse(text)
        counted = counted_by(selector, view)
        spent = []
        for _ in range(times):
            engine = LocalEngine(tables) if view.is_open else looked_at(tables)
            spent.append(
                (
                    timed(lambda: everything(engine, view)),  # noqa: B023  called at once
                    timed(lambda: bare(tables, counted)),  # noqa: B023  the same
                    timed(lambda: bare(tables, whole)),
                )
            )
        found.append(Row(what, *map(statistics.median, zip(*spent, strict=True))))
    return found


def measure_typing(tables: Tables, times: int = 5) -> list[Row]:
    """Return what the totals cost that stand beside the filter while it is typed."""
    found = []
    for text in TYPED:
        spent = []
        for _ in range(times):
            engine = looked_at(tables)
            view = View.parse(text)
            spent.append(timed(lambda: engine.totals(view, now=NOW, within=View())))  # noqa: B023  called at once
        found.append(Row(f"totals of /{text}", statistics.median(spent)))
    return found


def measure_lists(tables: Tables, times: int = 5) -> list[Row]:
    """Return what jumps cost: to rows in an order not asked for before, to rows in a known one, and to reports."""
    source = random.Random(8460)  # noqa: S311  places to jump to need no secret
    found = []
    for column in SortColumn:
        view = View().sorted_by(column)
        fresh, known = [], []
        for _ in range(times):
            engine = LocalEngine(tables)
            fresh.append(timed(lambda: _jump(engine, view, source)))  # noqa: B023  called at once
            known += [timed(lambda: _jump(engine, view, source)) for _ in range(5)]  # noqa: B023  the same
        found.append(Row(f"rows by {column}, first jump", statistics.median(fresh)))
        found.append(Row(f"rows by {column}, next jumps", statistics.median(known)))
    for what, text in VIEWS[:6]:
        fresh, known = [], []
        for _ in range(times):
            engine = looked_at(tables)
            view = View.parse(text)
            ask = partial(engine.reports, view, now=NOW, failing=True, offset=0, limit=WINDOW)
            fresh.append(timed(ask))
            known += [timed(ask) for _ in range(5)]
        found.append(Row(f"reports, {what}, first window", statistics.median(fresh)))
        found.append(Row(f"reports, {what}, next windows", statistics.median(known)))
    return found


def _jump(engine: LocalEngine, view: View, source: random.Random) -> None:
    total = engine.totals(View(), now=NOW).all_rows
    engine.rows(view, now=NOW, offset=source.randrange(max(1, total - WINDOW)), limit=WINDOW)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="failure rows to invent (default 100000)")
    parser.add_argument("--times", type=int, default=5, help="runs of each measurement, of which the median counts")
    options = parser.parse_args()
    tables = tables_of(options.rows)
    print(f"{len(tables.reports)} reports, {len(tables.failures)} failure rows; milliseconds, bare: polars group-bys")
    print(f"{'filter change, everything shown':<40}{'ours':>8}{'bare':>8}{'ratio':>7}{'whole':>8}{'ratio':>7}")
    for row in measure(tables, options.times):
        print(
            f"{row.what:<40}{row.ours:>8.1f}{row.bare or 0:>8.1f}{row.ratio or 0:>7.2f}"
            f"{row.whole or 0:>8.1f}{row.ratio_to_whole or 0:>7.2f}"
        )
    for row in (*measure_typing(tables, options.times), *measure_lists(tables, options.times)):
        print(f"{row.what:<40}{row.ours:>8.1f}")


if __name__ == "__main__":
    main()
