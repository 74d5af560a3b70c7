"""Rows about the terminal at 120x40: bytes at rest, bytes and time of a key, memory of the whole explorer."""

import re
import time
from collections.abc import Iterator
from typing import Final

from benchmarks.figures import NO_GOAL, Goal, Of, Pair, Row, grouped
from benchmarks.jobs import memory_of
from benchmarks.ours import PROGRAM
from benchmarks.session import Session
from benchmarks.terminal import Seat, seat

_KEY_BYTES: Final = Goal(Of.EVERY, 2048)
_STEPS: Final = 6
_IDLE: Final = 5.0
_LOAD: Final = 900.0
_MEGABYTE: Final = 1_000_000
_FACTS: Final = re.compile(r"failed +[\d.]+%")


def terminal(session: Session) -> Iterator[Row]:
    """Everything that one explorer on a terminal can tell, in one sitting."""
    files = session.largest
    folder = session.folder(files)
    session.say(f"the explorer on a terminal, {files} files")
    with session.home() as home, seat([*PROGRAM, folder], home) as taken:
        taken.wait_for(lambda: "reading" not in taken.text and bool(_FACTS.search(taken.text)), _LOAD)
        taken.rest(1.0)
        yield _idle(taken, session)
        for name, way in (("Incidents", ""), ("facets", "2"), ("rows", "\t"), ("Reports", "3")):
            taken.press(way)
            taken.rest()
            yield _step(taken, name)
        taken.press("2")
        taken.rest()
        yield from _jump(taken, files)
        yield _memory(taken, files)


def _idle(taken: Seat, session: Session) -> Row:
    seconds = 1.0 if session.options.small else _IDLE
    written = len(taken.watch(seconds))
    return Row("terminal", f"bytes at rest, in {seconds:g} s", "B", Pair((written,)), goal=Goal(Of.FIGURE, 0))


def _step(taken: Seat, name: str) -> Row:
    costs = []
    for _ in range(_STEPS):
        taken.press("j")
        costs.append(float(len(taken.rest()[0])))
    return Row(
        "terminal",
        f"bytes of a cursor key, {name}",
        "B",
        Pair(tuple(costs)),
        goal=_KEY_BYTES,
        note="" if max(costs) <= _KEY_BYTES.limit else f"the dearest of {_STEPS} cost {grouped(max(costs))} B",
    )


def _jump(taken: Seat, files: int) -> Iterator[Row]:
    times, costs = [], []
    for way in "Gg" * (_STEPS // 2):
        start = time.perf_counter()
        taken.press(way)
        written, last = taken.rest()
        times.append((last - start) * 1000)
        costs.append(float(len(written)))
    what = f"a jump in the rows of {grouped(files)} files"
    yield Row("terminal", f"until painted, {what}", "ms", Pair(tuple(times)), goal=NO_GOAL)
    yield Row("terminal", f"bytes of {what}", "B", Pair(tuple(costs)))


def _memory(taken: Seat, files: int) -> Row:
    what = f"memory of the explorer, {grouped(files)} files"
    found = memory_of(str(taken.process.pid))
    if not found:
        return Row("terminal", what, skipped="this system does not tell")
    return Row(
        "terminal", what, "MB", Pair((found["now"] / _MEGABYTE,)), note=f"at most {found['most'] / _MEGABYTE:.0f} MB"
    )
