"""Rows about the start: the first frame against an empty app, and what is imported before it."""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks import fresh
from benchmarks.figures import Goal, Of, Row, in_turns
from benchmarks.ours import PROGRAM
from benchmarks.session import Session
from benchmarks.terminal import seat

_EMPTY_APP: Final = Path(__file__).with_name("empty_app.py")
_PAINTED: Final = b"keys"
"""A word of the bar at the foot, which is what both paint last."""

_FRAMES: Final = 7
_LINE: Final = re.compile(r"^import time:\s*(\d+) \|\s*\d+ \|\s*(\S+)", re.MULTILINE)
_SHOWN: Final = 5


def first_frame(session: Session) -> Iterator[Row]:
    """From the program's execution to the last of its first frame, on a terminal of 120x40."""
    folder = session.folder(session.largest)
    session.say("first frames")

    def frame(words: Sequence[str | Path]) -> float:
        with session.home() as home, seat(words, home) as taken:
            return (taken.wait_for(lambda: _PAINTED in taken.output) - taken.started) * 1000

    yield Row(
        "first-frame",
        "first frame of the explorer",
        "ms",
        in_turns(
            lambda: frame([*PROGRAM, folder]),
            lambda: frame([sys.executable, _EMPTY_APP]),
            max(session.options.times, 2 if session.options.small else _FRAMES),
        ),
        "empty app, same widgets",
        Goal(Of.SHARE, 1.2),
    )


def imports(session: Session) -> Iterator[Row]:
    """What Python imports until a command can begin, against what it imports to do nothing."""
    session.say("imports")
    folder = session.folder(min(session.options.growth))
    told = []
    for name, words in (
        ("--help", ["-m", "tlsrpt_tui", "--help"]),
        ("the first frame", ["-c", "import tlsrpt_tui.__main__, tlsrpt_tui.cli, tlsrpt_tui.tui.app"]),
        ("summary", ["-m", "tlsrpt_tui", "summary", str(folder)]),
    ):
        found: list[dict[str, float]] = []

        def mine(words: list[str] = words, found: list[dict[str, float]] = found) -> float:
            found.append(imported(words, session))
            return sum(found[-1].values())

        pair = in_turns(mine, lambda: sum(imported(["-c", "pass"], session).values()), session.options.times)
        yield Row("imports", f"imports of {name}", "ms", pair, "python -c pass", note="")
        heaviest = sorted(found[-1].items(), key=lambda item: -item[1])[:_SHOWN]
        told.append(f"  {name}: " + ", ".join(f"{package} {spent:.0f}" for package, spent in heaviest))
    session.printed.append("imports by package, ms, with what measuring them costs:\n\n" + "\n".join(told))


def imported(words: Sequence[str], session: Session) -> dict[str, float]:
    """Return the milliseconds that each top-level package takes, all of the standard library as one."""
    with session.home() as home:
        line = [sys.executable, "-X", "importtime", *words]
        done = subprocess.run(line, capture_output=True, text=True, env=fresh.environment(home), check=False)
    if done.returncode:
        raise fresh.Failed(f"{' '.join(words[:3])} ended with {done.returncode}:\n{done.stderr[-1000:]}")
    spent: defaultdict[str, float] = defaultdict(float)
    for micros, module in _LINE.findall(done.stderr):
        package = module.partition(".")[0]
        library = package in sys.stdlib_module_names or package.startswith("_")
        spent["the standard library" if library else package] += int(micros) / 1000
    return dict(spent)
