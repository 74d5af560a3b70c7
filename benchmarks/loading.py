"""Rows about getting reports in: first load, second start, new files, messages, memory, and how cost grows."""

import statistics
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import fresh
from benchmarks.corpus import Mix
from benchmarks.facts import Facts
from benchmarks.figures import Goal, Of, Pair, Row, grouped, in_turns
from benchmarks.growth import fit, plot
from benchmarks.session import Session

MAILS: Final = Mix(mails=1.0)
ARRIVALS: Final = 100
_FAR: Final = 10_000_000
"""A number that no folder reaches, for files that none of them holds."""

_MEGABYTE: Final = 1_000_000
_BASE: Final = 100 * _MEGABYTE
_A_ROW: Final = 120
_A_REPORT: Final = 150


def first_load(session: Session) -> Iterator[Row]:
    """From nothing to an index that answers, imports not counted."""
    for files in session.options.files:
        loads = session.loads(files)
        yield Row(
            "first-load",
            f"first load, {grouped(files)} files, {grouped(loads.rows)} rows",
            "s",
            loads.pair,
            "read, inflate, parse",
            Goal(Of.SHARE, 1.0),
        )


def second_start(session: Session) -> Iterator[Row]:
    """From nothing to an index that answers, where an earlier start has left its cache."""
    for files in session.options.files:
        facts, folder = session.loads(files).facts, session.folder(files)
        session.say(f"second starts, {files} files")
        with session.home() as home:
            said = fresh.job("keep", home, folder)["said"]
            session.agree("the cache", [said] if said else [])

            def start(job: str, home: Path = home, folder: Path = folder, facts: Facts = facts) -> float:
                found = fresh.job(job, home, folder)
                session.agree("a second start", facts.disagreements(Facts(**found["facts"])))
                return float(found["seconds"])

            shown = in_turns(partial(start, "shown-start"), partial(session.load, folder), session.options.times)
            checked = Pair(tuple(start("checked-start") for _ in shown.ours), shown.other)
        what = f"second start, {grouped(files)} files"
        yield Row("second-start", f"{what}, everything shown", "s", shown, "first load", Goal(Of.SHARE, 0.15))
        yield Row("second-start", f"{what}, compared with the folder", "s", checked, "first load")


def arrivals(session: Session) -> Iterator[Row]:
    """New files in a folder that is loaded and followed: until new tables have answered."""
    for files in session.options.files:
        folder = session.folder(files)
        new = session.folder(1 + ARRIVALS, name="arrivals", first=_FAR)
        session.say(f"{ARRIVALS} new files beside {files}")
        runs = [session.job("arrivals", folder, str(files), new)["seconds"] for _ in range(session.options.times)]
        what = f"{ARRIVALS} new files in a folder of {grouped(files)}"
        pair = Pair(tuple(runs), session.loads(files).pair.ours)
        yield Row("arrivals", what, "s", pair, "first load", Goal(Of.FIGURE, 1.0))


def mails(session: Session) -> Iterator[Row]:
    """Messages with a gzip part, against the fastest parse that the standard library has."""
    count = session.options.mails
    folder = session.folder(count, MAILS, "mails")
    session.say(f"reading {count} messages")

    def mine() -> float:
        found = session.job("load", folder)
        session.agree("messages", [] if found["reports"] == count else [f"{found['reports']} reports in {count}"])
        return float(found["seconds"]) / count * 1e6

    pair = in_turns(
        mine, lambda: float(session.job("mail-floor", folder)["seconds"]) / count * 1e6, session.options.times
    )
    yield Row("eml", f"{grouped(count)} .eml, each", "µs", pair, "email, compat32", Goal(Of.SHARE, 2.0))


def memory(session: Session) -> Iterator[Row]:
    """What the loading process holds, and held at most, against what the index may cost."""
    for files in session.options.files:
        loads = session.loads(files)
        if not all(loads.memory):
            yield Row("memory", f"memory, {files} files", skipped="this system does not tell")
            continue
        budget = (_BASE + _A_ROW * loads.rows + _A_REPORT * loads.facts.reports) / _MEGABYTE
        for which, name in (("now", "after a load"), ("most", "peak in a load")):
            taken = tuple(one[which] / _MEGABYTE for one in loads.memory)
            worker = max(one["worker"] for one in loads.memory) / _MEGABYTE
            yield Row(
                "memory",
                f"memory {name}, {grouped(files)} files",
                "MB",
                Pair(taken, (budget,) * len(taken)),
                "memory budget",
                Goal(Of.SHARE, 1.0),
                note=f"a worker process, beside it, took {worker:.0f} MB at most" if worker else "",
            )


def growth(session: Session) -> Iterator[Row]:
    """How the cost of a first load grows with the number of files: an exponent, 1 being in proportion."""
    mine: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    for files in session.options.growth:
        pair = session.loads(files).pair
        mine.append((files, statistics.median(pair.ours)))
        bare.append((files, statistics.median(pair.other)))
    session.series = {"first load": mine, "floor": bare}
    session.printed.append(f"first load by size, both axes logarithmic:\n\n{plot(session.series)}")
    sizes = f"{grouped(session.options.growth[0])} to {grouped(session.options.growth[-1])} files"
    yield Row(
        "growth",
        f"exponent of cost by size, {sizes}",
        "",
        Pair((fit(mine).exponent,), (fit(bare).exponent,)),
        "read, inflate, parse",
    )
