"""One run of the benchmarks: its folders, its sizes, what it has measured already, and what did not agree."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import floors, fresh
from benchmarks.corpus import PLAIN, Mix, write
from benchmarks.facts import Facts
from benchmarks.figures import Pair, in_turns
from benchmarks.jobs import ARRIVED
from benchmarks.reports import SEED


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for.

    Attributes:
        files: sizes of the folders.
        growth: sizes that the fit is made of.
        times: runs of each measurement.
        small: whether to do as little as shows that everything works.
        rows: failure rows of the indexes that questions are put to.
        mails: messages of the folder of messages.
        peer_files: files that the slow peers are given at most; 0 leaves it to them.
        peers: folder with the environments of the peers.
        require_peers: whether a peer that is not there is a failure.
    """

    files: tuple[int, ...]
    growth: tuple[int, ...]
    times: int
    small: bool
    rows: tuple[int, ...]
    mails: int
    peer_files: int
    peers: Path
    require_peers: bool


@dataclass(frozen=True, slots=True)
class Loads:
    """First loads of one folder and its floor, with what the index held and the process took."""

    pair: Pair
    rows: int
    memory: tuple[dict[str, int], ...]
    facts: Facts


@dataclass
class Session:
    """Makes folders when they are first asked for, and measures nothing twice."""

    options: Options
    work: Path
    faults: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    series: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    _loads: dict[int, Loads] = field(default_factory=dict)

    @property
    def largest(self) -> int:
        """Files of the largest folder."""
        return max(self.options.files)

    def say(self, words: str) -> None:
        """Tell who waits what is going on."""
        print(f"… {words}", file=sys.stderr, flush=True)

    @contextmanager
    def home(self) -> Iterator[Path]:
        """Lend a home that nothing was kept in before: no settings, no cache."""
        with tempfile.TemporaryDirectory(prefix="home-", dir=self.work, ignore_cleanup_errors=True) as name:
            yield Path(name)

    def job(self, name: str, *words: str | Path) -> dict[str, Any]:
        """Do a job in a fresh process with a fresh home."""
        with self.home() as home:
            return fresh.job(name, home, *words)

    def load(self, folder: Path) -> float:
        """Return how long one first load takes."""
        return float(self.job("load", folder)["seconds"])

    def folder(self, files: int, mix: Mix = PLAIN, name: str = "reports", first: int = 0) -> Path:
        """Return a folder of so many files; one that an earlier run left is taken as it is."""
        place = self.work / f"{name}-{files}"
        label = self.work / f"{name}-{files}.json"
        wanted = json.dumps({"seed": SEED, "files": files, "first": first, "mix": [mix.mails, mix.copies, mix.broken]})
        if not label.exists() or label.read_text(encoding="utf-8") != wanted:
            self.say(f"writing {files} files")
            shutil.rmtree(place, ignore_errors=True)
            write(place, files, first=first, mix=mix)
            label.write_text(wanted, encoding="utf-8")
        shutil.rmtree(place / ARRIVED, ignore_errors=True)  # what a run that was stopped has left
        return place

    def loads(self, files: int) -> Loads:
        """Measure first loads of a folder of so many files against the floor."""
        if files not in self._loads:
            folder = self.folder(files)
            self.say(f"loading {files} files")
            found: list[dict[str, Any]] = []

            def ours() -> float:
                found.append(self.job("load", folder))
                return float(found[-1]["seconds"])

            def bare() -> float:
                done = self.job("floor", folder)
                self.agree("the floor", [] if done["files"] == files else [f"files {done['files']}, written {files}"])
                return float(done["seconds"])

            floors.read_reports(folder)  # so that nobody is the one who finds the disk cold
            pair = in_turns(ours, bare, self.options.times)
            facts = Facts(**found[0]["facts"])
            self.agree(f"plain reading of {files} files", facts.disagreements(floors.facts_of(folder)))
            self._loads[files] = Loads(
                pair,
                found[0]["rows"],
                tuple(one["memory"] and {**one["memory"], "worker": one["worker"]} for one in found),
                facts,
            )
        return self._loads[files]

    def agree(self, who: str, disagreements: list[str]) -> None:
        """Take note of what somebody found that ours did not."""
        self.faults += [f"{who}: {words}" for words in disagreements]


def in_work_folder(given: Path | None, use: Callable[[Path], int]) -> int:
    """Call ``use`` with a folder to write into: the given one, which is kept, or one that is removed after."""
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        return use(given)
    with tempfile.TemporaryDirectory(prefix="tlsrpt-benchmarks-", dir=os.environ.get("TMPDIR")) as name:
        return use(Path(name))
