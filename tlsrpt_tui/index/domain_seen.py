"""What senders saw of a domain, out of the tables: policies, failures, and when each sender was heard of."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

import polars as pl

from tlsrpt_tui.index.believed import believed
from tlsrpt_tui.index.counts import Question, collected, date_of
from tlsrpt_tui.index.dictionary import Dictionary
from tlsrpt_tui.index.memory import making_many
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.index.seen import DomainSeen, FailureSeen, PolicyDay, PolicySeen, SenderSeen
from tlsrpt_tui.text import unicode_domain

MOST_NAMES: Final = 100
"""Names that are looked at."""

MOST_POLICIES: Final = 500
"""Policies that are told: first the newest of every sender, domain and type, then those before it, and so on."""

MOST_FAILURES: Final = 500
"""Ways to fail that are told, most sessions first."""

MOST_SENDERS: Final = 1_000
"""Senders that are told, most failed and then most successful sessions first."""

MOST_DAYS: Final = 400
"""Days of one policy that are told, the newest."""

MOST_ADDRESSES: Final = 20
"""Receiving addresses that are told of one way to fail, most sessions first."""

_POLICY: Final = ("organization", "domain", "policy_type", "mode", "policy_text")
_FAILURE: Final = ("organization", "domain", "policy_type", "result_type", "mx_host")
_STRINGS: Final = {
    "organization": Strings.ORGANIZATION,
    "domain": Strings.DOMAIN,
    "policy_type": Strings.POLICY_TYPE,
    "mode": Strings.MODE,
    "policy_text": Strings.POLICY_TEXT,
    "result_type": Strings.RESULT_TYPE,
    "mx_host": Strings.MX_HOST,
    "receiving_ip": Strings.IP,
}
# What _make does, without a call of Python for each of so many.
_POLICY_DAY: Final[Callable[[Iterable[Any]], PolicyDay]] = partial(tuple.__new__, PolicyDay)
_SPAN: Final = (pl.col("day").min().alias("first"), pl.col("day").max().alias("last"))


def domain_seen(tables: Tables, held: Mapping[Strings, Dictionary], names: Sequence[str], *, last: int) -> DomainSeen:
    """Return what senders reported under ``names``, in A-labels or U-labels; at most :data:`MOST_NAMES` of them.

    Args:
        tables: of the whole folder.
        held: their strings.
        names: of a domain and its MX hosts.
        last: the last day that is believed, counted from 1970; what is later counts as no date.
    """
    domains = tuple(dict.fromkeys(plain for name in names if (plain := _plain(name))))[:MOST_NAMES]
    wanted = _named(held[Strings.DOMAIN], domains)
    policies = believed(tables.policies.filter(wanted.gather(tables.policies["domain"])), last)
    failing = tables.failures.select(*_FAILURE, "receiving_ip", "day", "sessions")
    failures = believed(failing.filter(wanted.gather(failing["domain"]) & (failing["sessions"] > 0)), last)
    texts, ways, days, failed = collected([_policies(policies), _failures(failures), *_days(policies, failures)])
    newest = believed(tables.reports.select("day"), last)["day"].max()
    return DomainSeen(
        domains=domains,
        policies=_policies_seen(texts, policies, held),
        failures=_failures_seen(ways, failures, held),
        senders=_senders_seen(days, failed, held[Strings.ORGANIZATION]),
        newest=date_of(newest) if isinstance(newest, int) else None,
    )


def policies_seen(
    policies: pl.DataFrame, held: Mapping[Strings, Dictionary], *, last: int, changed: bool
) -> tuple[PolicySeen, ...]:
    """Return what senders saw, out of rows of the table of policies; long tails are cut.

    ``last`` is the last day that is believed. With ``changed``, only where a sender saw more than one policy of a
    domain.
    """
    policies = believed(policies, last)
    (found,) = collected([_policies(policies)])
    if changed:
        several = pl.struct("policy_type", "mode", "policy_text").n_unique().over("organization", "domain") > 1
        found = found.filter(several)
    return _policies_seen(found, policies, held)


def _plain(name: str) -> str:
    return name.strip().rstrip(".").casefold()


def _named(dictionary: Dictionary, domains: Sequence[str]) -> pl.Series:
    """Return which domains of the reports have one of the names, be it in A-labels or in U-labels."""
    spelt = {*domains, *filter(None, map(unicode_domain, domains)), *map(_a_labels, domains)}
    return dictionary.folded.is_in(pl.Series(sorted(spelt), dtype=pl.String).implode())


def _a_labels(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


# What is asked


def _sums() -> list[pl.Expr]:
    return [pl.col(f"counted_{name}").sum().alias(name) for name in ("successful", "failed")]


def _policies(policies: pl.DataFrame) -> Question:
    grouped = policies.lazy().group_by(_POLICY).agg(*_SPAN, pl.col("report").n_unique().alias("reports"), *_sums())
    return Question(grouped, len(policies))


def _failures(failures: pl.DataFrame) -> Question:
    return Question(failures.lazy().group_by(_FAILURE).agg(*_SPAN, pl.col("sessions").sum()), len(failures))


def _days(policies: pl.DataFrame, failures: pl.DataFrame) -> tuple[Question, Question]:
    """Ask for each sender's sums by day, and for the days on which details tell of a failure."""
    # Of two policies with the same sessions the one that is not counted may be the one that failed.
    bad = (pl.col("failed") > 0).any().alias("bad")
    days = policies.lazy().group_by("organization", "day").agg(bad, *_sums())
    failed = failures.lazy().select("organization", "day").unique()
    return Question(days, len(policies)), Question(failed, len(failures))


# What is answered


def _policies_seen(
    found: pl.DataFrame, policies: pl.DataFrame, held: Mapping[Strings, Dictionary]
) -> tuple[PolicySeen, ...]:
    ranked = _sorted(found, held, "last", _POLICY)
    turn = pl.int_range(pl.len()).over("organization", "domain", "policy_type")
    kept = ranked.with_columns(turn=turn).sort("turn", "place").head(MOST_POLICIES)
    rows = _spelt(kept.sort("place"), held, _POLICY)
    days = _days_seen(kept, policies)
    return tuple(
        PolicySeen(
            organization=row["organization"],
            domain=row["domain"],
            policy_type=row["policy_type"],
            mode=row["mode"],
            text=tuple(row["policy_text"].split("\n")) if row["policy_text"] else (),
            first=_date(row["first"]),
            last=_date(row["last"]),
            reports=row["reports"],
            successful=int(row["successful"]),
            failed=int(row["failed"]),
            days=days.get(row["place"], ()),
        )
        for row in rows
    )


def _days_seen(kept: pl.DataFrame, policies: pl.DataFrame) -> dict[int, tuple[PolicyDay, ...]]:
    """Return on which days each policy was reported, by its place."""
    keys = kept.lazy().select(*_POLICY, "place")
    rows = policies.lazy().filter(pl.col("day").is_not_null()).join(keys, on=_POLICY)
    grouped = rows.group_by("place", "day").agg(pl.col("report").n_unique().alias("reports"), *_sums())
    (found,) = collected([Question(grouped, len(policies))])
    newest = found.sort("place", "day").group_by("place", maintain_order=True).tail(MOST_DAYS)
    days = newest["day"].unique()
    dates = dict(zip(days.to_list(), map(date_of, days.to_list()), strict=True))
    counts = (newest[name].to_list() for name in ("reports", "successful", "failed"))
    days_told = zip(map(dates.__getitem__, newest["day"].to_list()), *counts, strict=True)
    with making_many():
        made = map(_POLICY_DAY, days_told)
        lengths = newest["place"].rle().struct.unnest()
        return {
            place: tuple(islice(made, length))
            for length, place in zip(lengths["len"].to_list(), lengths["value"].to_list(), strict=True)
        }


def _failures_seen(
    found: pl.DataFrame, failures: pl.DataFrame, held: Mapping[Strings, Dictionary]
) -> tuple[FailureSeen, ...]:
    kept = _sorted(found, held, "sessions", _FAILURE).head(MOST_FAILURES)
    rows = failures.lazy().join(kept.lazy().select(*_FAILURE, way="place"), on=_FAILURE)
    (met,) = collected([Question(rows.group_by("way", "receiving_ip").agg(pl.col("sessions").sum()), len(failures))])
    told: dict[int, list[str]] = {}
    for row in _spelt(_sorted(met, held, "sessions", ("receiving_ip",)), held, ("receiving_ip",)):
        told.setdefault(row["way"], []).append(row["receiving_ip"])
    return tuple(
        FailureSeen(
            organization=row["organization"],
            domain=row["domain"],
            policy_type=row["policy_type"],
            result_type=row["result_type"],
            mx_host=row["mx_host"],
            sessions=int(row["sessions"]),
            first=_date(row["first"]),
            last=_date(row["last"]),
            receiving_ips=tuple(filter(None, told[row["place"]]))[:MOST_ADDRESSES],
        )
        for row in _spelt(kept, held, _FAILURE)
    )


def _senders_seen(days: pl.DataFrame, failed: pl.DataFrame, organizations: Dictionary) -> tuple[SenderSeen, ...]:
    # Details may tell of failures that the summary leaves out (RFC 8460 §4.4 asks for both).
    told = failed.with_columns(told=pl.lit(value=True))
    days = days.join(told, on=["organization", "day"], how="left", nulls_equal=True)
    bad = pl.col("bad") | pl.col("told").fill_null(value=False)
    days = days.with_columns(last_failed=pl.col("day").filter(bad).max().over("organization"))
    after = pl.col("day").is_not_null() & (pl.col("day") > pl.col("last_failed")).fill_null(value=True)
    grouped = days.group_by("organization").agg(
        *_SPAN,
        pl.col("last_failed").first(),
        pl.col("day").filter(after & (pl.col("successful") > 0)).min().alias("clean_since"),
        pl.col("successful").filter(after).sum().alias("successful_since"),
        pl.col("day").filter(pl.col("successful") > 0).max().alias("last_successful"),
        pl.col("successful", "failed").sum(),
    )
    ranked = grouped.with_columns(organizations.rank.gather(grouped["organization"]).alias("rank"))
    kept = ranked.sort("failed", "successful", "rank", descending=[True, True, False]).head(MOST_SENDERS).sort("rank")
    return tuple(
        SenderSeen(
            organization=row["organization"],
            first=_date(row["first"]),
            last=_date(row["last"]),
            last_failed=_date(row["last_failed"]),
            clean_since=_date(row["clean_since"]),
            successful=int(row["successful"]),
            failed=int(row["failed"]),
            successful_since=int(row["successful_since"]),
            last_successful=_date(row["last_successful"]),
        )
        for row in _spelt(kept, {Strings.ORGANIZATION: organizations}, ("organization",))
    )


def _sorted(
    frame: pl.DataFrame, held: Mapping[Strings, Dictionary], first: str, columns: Sequence[str]
) -> pl.DataFrame:
    """Return rows with their ``place``: greatest ``first`` first, then by the texts, so that nothing is by chance."""
    ranks = [held[_STRINGS[column]].rank.gather(frame[column]).alias(f"rank {column}") for column in columns]
    down = [True, *(False for _ in ranks)]
    ranked = frame.with_columns(ranks).sort(first, *(rank.name for rank in ranks), descending=down, nulls_last=True)
    return ranked.with_row_index("place")


def _spelt(frame: pl.DataFrame, held: Mapping[Strings, Dictionary], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows with the strings of ``columns`` in place of their codes."""
    return frame.with_columns(
        held[_STRINGS[column]].values.gather(frame[column]).alias(column) for column in columns
    ).to_dicts()


def _date(day: object) -> dt.date | None:
    return date_of(day) if isinstance(day, int) else None
