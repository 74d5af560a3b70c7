"""What loading and asking cost, as ratios within one run: absolute times differ from machine to machine."""

import argparse
import datetime as dt
import os
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import orjson

from benchmarks.corpus import write
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.view import View

_GZIP = 31
_NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def floor(folder: Path) -> int:
    """Read, inflate and parse every file, and nothing else; return how many there were."""
    done = 0
    for place, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(os.path.join(place, name), os.O_RDONLY)  # noqa: PTH118  # as fast as it goes
            data = os.read(descriptor, 1 << 20)
            os.close(descriptor)
            orjson.loads(zlib.decompress(data, _GZIP))
            done += 1
    return done


def timed(work: Callable[[], object], times: int) -> float:
    """Return the median of the seconds that ``work`` takes."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000, help="reports to generate (default 10000)")
    parser.add_argument("--times", type=int, default=3, help="runs of each measurement, of which the median counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, options.files)
        if floor(folder) != options.files:
            sys.exit("the corpus is not whole")
        bare = timed(lambda: floor(folder), options.times)
        whole = timed(lambda: load([folder]), options.times)
        engine = LocalEngine(load([folder]))
    totals = engine.totals(View(), now=_NOW)
    if totals.reports != options.files:
        sys.exit(f"{options.files} reports were written, {totals.reports} were read")
    views = [View.parse(f"domain:d{number}.example.com") for number in range(10)]
    ask = timed(lambda: [engine.overview(view, now=_NOW, bars=72, values=200, spark=6) for view in views], 1) / len(
        views
    )
    rows = f"{options.files} reports, {totals.all_rows} failure rows"
    sys.stdout.write(
        f"{rows}\n"
        f"{'what':<34}{'seconds':>10}{'µs a file':>12}{'ratio':>9}\n"
        f"{'floor: read, inflate, parse':<34}{bare:>10.3f}{1e6 * bare / options.files:>12.1f}{1:>9.2f}\n"
        f"{'first load, index ready':<34}{whole:>10.3f}{1e6 * whole / options.files:>12.1f}{whole / bare:>9.2f}\n"
        f"{'filter change, everything shown':<34}{ask:>10.3f}{'':>12}{ask / bare:>9.2f}\n"
    )


if __name__ == "__main__":
    main()
