"""What incidents, a card, changes, readiness and a digest cost in an index that is ready, beside one bare group-by."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks import ours
from benchmarks.figures import in_turns, seconds_of
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.schema import Tables
from tlsrpt_tui.index.view import View
from tlsrpt_tui.triage.comparison import Asked, compared
from tlsrpt_tui.triage.digested import digested
from tlsrpt_tui.triage.incident_view import view_of
from tlsrpt_tui.triage.incidents import Incidents, incidents
from tlsrpt_tui.triage.readiness import readiness
from tlsrpt_tui.triage.readiness_view import domain_view

NOW: Final = ours.NOW
_PLACE: Final = ("organization", "domain", "mx_host", "result_type", "day")


def answer(folder: Path, times: int) -> dict[str, Any]:
    """Load a folder, and return what each answer took from an index that has only said how much it holds, seconds."""
    tables = ours.first_load(folder).tables
    found = _incidents(_ready(tables))
    first = found.all[0]

    def card(engine: LocalEngine) -> object:
        return engine.evidence(view_of(first, View(), NOW), now=NOW)

    def ready(engine: LocalEngine) -> object:
        known = incidents(engine.tally(domain_view(first.domain), now=NOW), now=NOW)
        return readiness(first.domain, engine.domain_seen((first.domain,), now=NOW), known, None, now=NOW)

    def changed(engine: LocalEngine) -> object:
        return compared(engine, View(), Asked(), now=NOW)

    def digest(engine: LocalEngine) -> object:
        return digested(engine, View(), compared(engine, View(), Asked(), now=NOW), now=NOW)

    asked: dict[str, Callable[[LocalEngine], object]] = {
        "incidents": _incidents,
        "the card of one": card,
        "changes of a week": changed,
        "readiness of a domain": ready,
        "digest of a week": digest,
    }
    return {
        "incidents": len(found.all),
        "taken": {name: _in_turns(tables, ask, times) for name, ask in asked.items()},
    }


def _in_turns(tables: Tables, ask: Callable[[LocalEngine], object], times: int) -> dict[str, list[float]]:
    def mine() -> float:
        engine = _ready(tables)
        return seconds_of(lambda: ask(engine))

    pair = in_turns(mine, lambda: seconds_of(lambda: _bare(tables)), times)
    return {"ours": list(pair.ours), "bare": list(pair.other)}


def _ready(tables: Tables) -> LocalEngine:
    engine = LocalEngine(tables)
    engine.totals(View(), now=NOW)
    return engine


def _incidents(engine: LocalEngine, now: dt.datetime = NOW) -> Incidents:
    return incidents(engine.tally(View(), now=now), now=now)


def _bare(tables: Tables) -> pl.DataFrame:
    """Sum up all failure rows by sender, domain, host, result type and day, and no more."""
    grouped = tables.failures.lazy().group_by(_PLACE).agg(pl.col("sessions").sum())
    return grouped.collect(engine="streaming")
