"""``python -m benchmarks.jobs NAME FOLDER``: one measurement, alone in its process, its figures as JSON."""

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1]))

ARRIVED: Final = "arrived"
"""Where new files come into a folder; they are taken out again."""

_REST_SECONDS = 2.0
"""Within it what was freed is given back to the system; until then it counts as held."""


def floor(folder: str) -> dict[str, Any]:
    """Read, inflate and parse every report."""
    from benchmarks.floors import read_reports  # noqa: PLC0415  each job brings only what it measures

    start = time.perf_counter()
    files = read_reports(Path(folder))
    return {"seconds": time.perf_counter() - start, "files": files}


def mail_floor(folder: str) -> dict[str, Any]:
    """Parse every message."""
    from benchmarks.floors import read_mails  # noqa: PLC0415  each job brings only what it measures

    start = time.perf_counter()
    files = read_mails(Path(folder))
    return {"seconds": time.perf_counter() - start, "files": files}


def load(folder: str) -> dict[str, Any]:
    """Read a folder for the first time."""
    from benchmarks import ours  # noqa: PLC0415  each job brings only what it measures

    start = time.perf_counter()
    loaded = ours.first_load(Path(folder))
    seconds = time.perf_counter() - start
    time.sleep(_REST_SECONDS)
    memory = memory_of("self")
    return {
        "seconds": seconds,
        "reports": loaded.reports,
        "rows": loaded.rows,
        "memory": memory,
        "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        "facts": asdict(ours.facts_of(loaded.tables)),
    }


def keep(folder: str) -> dict[str, Any]:
    """Leave a folder in the cache."""
    from benchmarks import ours  # noqa: PLC0415  each job brings only what it measures

    return {"said": ours.keep_index(Path(folder))}


def shown_start(folder: str) -> dict[str, Any]:
    """Show a folder that is in the cache."""
    from benchmarks import ours  # noqa: PLC0415  each job brings only what it measures

    start = time.perf_counter()
    loaded = ours.shown_start(Path(folder))
    return {"seconds": time.perf_counter() - start, "facts": asdict(ours.facts_of(loaded.tables))}


def checked_start(folder: str) -> dict[str, Any]:
    """Show a folder that is in the cache and compare it with what is on disk."""
    from benchmarks import ours  # noqa: PLC0415  each job brings only what it measures

    start = time.perf_counter()
    loaded = ours.checked_start(Path(folder))
    return {"seconds": time.perf_counter() - start, "facts": asdict(ours.facts_of(loaded.tables))}


def questions(rows: str, times: str) -> dict[str, Any]:
    """Put questions to an index of so many failure rows."""
    from benchmarks.asking import ask  # noqa: PLC0415  each job brings only what it measures

    return ask(int(rows), int(times))


def judging(folder: str, times: str) -> dict[str, Any]:
    """Ask for incidents, a card, changes, readiness and a digest of a folder."""
    from benchmarks.answers import answer  # noqa: PLC0415  each job brings only what it measures

    return answer(Path(folder), int(times))


def arrivals(folder: str, files: str, new: str) -> dict[str, Any]:
    """Follow a folder of so many files, put all those of ``new`` into it, and wait for tables that have them all.

    One comes first, to see that the folder is followed; the clock starts before the others are written.
    """
    from benchmarks import ours  # noqa: PLC0415  each job brings only what it measures

    first, *others = sorted(path for path in Path(new).rglob("*") if path.is_file())
    place = Path(folder, ARRIVED)
    place.mkdir()
    try:
        with ours.Following(Path(folder)) as following:
            shutil.copy(first, place)
            following.wait_for(int(files) + 1)
            start = time.perf_counter()
            for path in others:
                shutil.copy(path, place)
            following.wait_for(int(files) + 1 + len(others))
            return {"seconds": time.perf_counter() - start}
    finally:
        shutil.rmtree(place)


def memory_of(process: str) -> dict[str, int]:
    """Return what a process holds now and held at most, bytes; empty where the system does not tell."""
    status = Path("/proc", process, "status")
    if not status.exists():
        return {}
    fields = dict(line.split(":", 1) for line in status.read_text(encoding="ascii", errors="replace").splitlines())
    return {
        "now": int(fields["VmRSS"].split()[0]) * 1024,
        "most": int(fields["VmHWM"].split()[0]) * 1024,
    }


JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "floor": floor,
    "mail-floor": mail_floor,
    "load": load,
    "keep": keep,
    "shown-start": shown_start,
    "checked-start": checked_start,
    "arrivals": arrivals,
    "questions": questions,
    "judging": judging,
}

if __name__ == "__main__":
    print(json.dumps(JOBS[sys.argv[1]](*sys.argv[2:])))
