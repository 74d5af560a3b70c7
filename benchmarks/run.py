"""Speed and size as one table: every figure beside a floor or a peer that was measured in the same run."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

import platformdirs

from benchmarks import asking, fresh, judging, loading, peers, screen, startup
from benchmarks.figures import Row
from benchmarks.growth import svg
from benchmarks.session import Options, Session, in_work_folder
from benchmarks.table import json_of, table_of

ROWS: Final[dict[str, Callable[[Session], Iterator[Row]]]] = {
    "first-load": loading.first_load,
    "second-start": loading.second_start,
    "arrivals": loading.arrivals,
    "eml": loading.mails,
    "questions": asking.questions,
    "judging": judging.judging,
    "labelled": judging.labelled,
    "first-frame": startup.first_frame,
    "imports": startup.imports,
    "memory": loading.memory,
    "terminal": screen.terminal,
    "parsedmarc": peers.parsedmarc,
    "jq": peers.jq,
    "duckdb": peers.duckdb,
    "growth": loading.growth,
}
SIZES: Final = (10_000, 100_000)
MILLION: Final = 1_000_000
GROWTH: Final = (1000, 3000, 10_000, 30_000, 100_000, 300_000, MILLION)
SMALL: Final = 2000
DISAGREED: Final = 1
ABSENT: Final = 2


def options_of(words: argparse.Namespace) -> Options:
    """Return what the command line asks for, with what follows from it."""
    files = tuple(sorted({*words.files, *([MILLION] if words.million else [])}))
    small = bool(words.small)
    if small:
        files = (SMALL,)
    largest = max(files)
    growth = {size for size in GROWTH if size <= largest} | {largest}
    if small or len(growth) < 2:  # noqa: PLR2004  # a line needs two points
        growth = {max(largest // 8, 1), max(largest // 3, 2), largest}
    return Options(
        files=files,
        growth=tuple(sorted(growth)),
        times=words.times or (1 if small else 3),
        small=small,
        rows=(10_000,) if small else (100_000, MILLION),
        mails=200 if small else 2000,
        peer_files=words.peer_files,
        peers=words.peers,
        require_peers=words.require_peers or os.environ.get("CI") == "true",
    )


def measure(session: Session, keys: Sequence[str]) -> list[Row]:
    """Return all rows that are asked for; one that fails becomes a fault and costs no other."""
    rows: list[Row] = []
    for key in keys:
        try:
            rows.extend(ROWS[key](session))
        except fresh.Failed as failure:
            session.faults.append(f"{key}: {failure}")
            rows.append(Row(key, key, skipped="it failed, see below"))
    return rows


def report(session: Session, rows: Sequence[Row], words: argparse.Namespace) -> int:
    """Print everything, write the files that were asked for, and return the exit code."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    times = session.options.times
    print(f"{machine}; medians of {times} run{'s' * (times > 1)}, ± half of what lies between the extremes\n")
    print(table_of(rows))
    for text in session.printed:
        print(f"\n{text}")
    if words.plot is not None and session.series:
        words.plot.write_text(svg(session.series), encoding="utf-8")
    if words.json is not None:
        found = {"machine": machine, "rows": [json_of(row) for row in rows], "faults": session.faults}
        words.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for fault in session.faults:
        print(f"NOT EQUAL OR BROKEN: {fault}", file=sys.stderr)
    if session.faults:
        return DISAGREED
    if session.absent and session.options.require_peers:
        print("; ".join(session.absent), file=sys.stderr)
        return ABSENT
    return 0


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(int(word) for word in text.replace("_", "").split(","))
    if min(sizes) < 10:  # noqa: PLR2004  # below that, nothing can be told from noise
        raise argparse.ArgumentTypeError("a folder needs ten files at least")
    return sizes


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--files", type=_sizes, default=SIZES, help="sizes of the folders (default 10000,100000)")
    made.add_argument("--million", action="store_true", help="a folder of 1000000 files as well")
    made.add_argument("--small", action="store_true", help="every row with as little as shows that it works")
    made.add_argument("--only", action="append", choices=ROWS, metavar="ROW", help=f"one of {', '.join(ROWS)}")
    made.add_argument("--times", type=int, help="runs of each measurement (default 3)")
    made.add_argument("--work", type=Path, metavar="FOLDER", help="keep the generated folders here for the next run")
    made.add_argument("--json", type=Path, metavar="FILE", help="write every run of every row")
    made.add_argument("--plot", type=Path, metavar="FILE", help="write how cost grows as SVG")
    made.add_argument("--peers", type=Path, metavar="FOLDER", default=platformdirs.user_cache_path("tlsrpt-tui-peers"))
    made.add_argument("--install-peers", action="store_true", help="install parsedmarc and DuckDB into that folder")
    made.add_argument("--require-peers", action="store_true", help="fail without them, as CI=true does")
    made.add_argument("--peer-files", type=int, default=0, help="most files for parsedmarc and DuckDB")
    return made


def main() -> int:
    """Measure and print; return 1 where results that should be equal are not, never because something is slow."""
    words = parser().parse_args()
    if words.install_peers:
        peers.install(words.peers)
    options = options_of(words)

    def use(work: Path) -> int:
        session = Session(options, work)
        return report(
            session, measure(session, [key for key in ROWS if words.only is None or key in words.only]), words
        )

    return in_work_folder(words.work, use)


if __name__ == "__main__":
    sys.exit(main())
