"""Rows about questions: what a filter change, a typed key and a jump cost in an index of so many failure rows."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from benchmarks.figures import NO_GOAL, Goal, Of, Pair, Row, grouped
from benchmarks.session import Session

_BARE: Final = "bare polars group-bys"
_MANY: Final = 500_000
"""Failure rows from which the goal is a share of the bare group-bys; below, it is a time."""

_FRAME: Final = 16.0


def questions(session: Session) -> Iterator[Row]:
    """Everything on the screen after a filter change, the totals while one is typed, and windows of rows anywhere."""
    for rows in session.options.rows:
        session.say(f"questions to {rows} rows")
        found = session.job("questions", str(rows), str(session.options.times))
        name = f"{grouped(found['rows'])} rows"
        yield from _changes(found["changes"], name, many=rows >= _MANY)
        yield _dearest("totals while typing", found["typed"], name, NO_GOAL)
        nexts = [one for one in found["lists"] if "next" in one["what"]]
        firsts = [one for one in found["lists"] if "next" not in one["what"]]
        yield _dearest("jump anywhere", nexts, name, Goal(Of.EVERY, _FRAME))
        yield _dearest("first jump in a new order or view", firsts, name, NO_GOAL)


def _changes(changes: list[dict[str, Any]], name: str, *, many: bool) -> Iterator[Row]:
    pair = Pair(tuple(one["ours"] for one in changes), tuple(one["bare"] for one in changes))
    what = f"filter change, {name}, of {len(changes)} filters"
    if not many:
        yield Row("questions", what, "ms", pair, _BARE, Goal(Of.EVERY, 30), _between(changes))
        return
    goal = Goal(Of.SHARE, 1.2)
    yield Row("questions", what, "ms", pair, _BARE, goal, _between(changes))
    worst = max(changes, key=lambda one: one["ours"] / one["bare"])
    pair = Pair((worst["ours"],), (worst["bare"],))
    yield Row("questions", f"filter change, {name}, furthest: {worst['what']}", "ms", pair, _BARE, goal)


def _dearest(what: str, found: list[dict[str, Any]], name: str, goal: Goal) -> Row:
    pair = Pair(tuple(one["ours"] for one in found))
    return Row("questions", f"{what}, {name}", "ms", pair, goal=goal, note=_between(found))


def _between(found: list[dict[str, Any]]) -> str:
    dearest = max(found, key=lambda one: one["ours"])
    return f"± is between {len(found)} questions; the dearest, {dearest['what']}, took {dearest['ours']:.1f} ms"


def ask(rows: int, times: int) -> dict[str, Any]:
    """Make an index and return what each question took, in milliseconds."""
    from benchmarks import queries  # noqa: PLC0415  only this job needs the invented tables

    tables = queries.tables_of(rows)
    return {
        "rows": len(tables.failures),
        "changes": [asdict(row) for row in queries.measure(tables, times)],
        "typed": [asdict(row) for row in queries.measure_typing(tables, times)],
        "lists": [asdict(row) for row in queries.measure_lists(tables, times)],
    }
