"""A measurement in a process of its own, so that nothing of an earlier one is warm, held or fragmented."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]


class Failed(Exception):
    """A program that was to be measured did not end well."""


def environment(home: Path) -> dict[str, str]:
    """Return variables that lead to this checkout, and to no settings or caches but those in ``home``."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TMPDIR": tempfile.gettempdir(),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }


def run(words: Sequence[str | Path], home: Path, stdin: bytes | None = None) -> bytes:
    """Run a command to its end and return what it wrote to standard output.

    Raises:
        Failed: its exit code is not 0.
    """
    done = subprocess.run(words, input=stdin, capture_output=True, env=environment(home), check=False)
    if done.returncode:
        tail = done.stderr.decode(errors="replace")[-2000:]
        raise Failed(f"{' '.join(map(str, words[:4]))} … ended with {done.returncode}:\n{tail}")
    return done.stdout


def job(name: str, home: Path, *words: str | Path) -> dict[str, Any]:
    """Do one job of :mod:`benchmarks.jobs` in a fresh process and return what it found."""
    found = json.loads(run([sys.executable, "-m", "benchmarks.jobs", name, *words], home))
    if not isinstance(found, dict):
        raise Failed(f"{name} gave no figures")
    return found
