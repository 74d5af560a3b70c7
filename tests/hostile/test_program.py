"""The whole program over a folder of garbage with one good report in it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.garbage import build_garbage

ROOT = Path(__file__).parents[2]
MEMORY_MIB = 300
FILES = 500
MEASURED = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:], stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
open(sys.argv[1], "w").write(f"{process.returncode} {usage.ru_maxrss}")
"""
"""Started between the tests and the program: a process counts what its parent held when it began, too."""


@pytest.fixture(scope="module")
def summary(tmp_path_factory):
    """What the program says of the folder, and the most memory it held, in MiB."""
    folder = tmp_path_factory.mktemp("garbage")
    good = build_garbage(folder, FILES)
    output, held = folder.parent / "summary.json", folder.parent / "held.txt"
    command = [sys.executable, "-m", "tlsrpt_tui", "summary", "--format", "json", str(folder)]
    with output.open("wb") as stream:
        subprocess.run([sys.executable, "-c", MEASURED, str(held), *command], stdout=stream, cwd=ROOT, check=True)
    code, kibibytes = map(int, held.read_text().split())
    return code, json.loads(output.read_text()), kibibytes / 1024, good


def test_the_good_report_is_there(summary):
    code, found, _, _ = summary
    assert code == 0
    assert found["reports"]["total"] >= 1
    assert sum(entry["failed"] + entry["successful"] for entry in found["organizations"]) > 0


def test_every_file_is_accounted_for(summary):
    _, found, _, good = summary
    assert found["files"]["seen"] >= FILES
    assert found["files"]["seen"] == sum(found["files"][kind] for kind in ("read", "not_reports", "unreadable"))
    named = {problem["file"] for problem in found["problems"]}
    assert good.name not in {Path(name).name for name in named}


def test_each_bad_one_has_its_sentence(summary):
    _, found, _, _ = summary
    bad = [problem for problem in found["problems"] if problem["state"] in {"unreadable", "over_bound", "not_report"}]
    assert len(bad) > FILES // 2
    for problem in bad:
        assert problem["message"].strip()
        assert problem["message"].isprintable()


def test_memory_stays_bounded(summary):
    _, _, mebibytes, _ = summary
    assert mebibytes < MEMORY_MIB
