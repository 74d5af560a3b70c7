"""What the program says of the sample month is what its script meant, worked out without the program."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def figures():
    script = [sys.executable, str(ROOT / "docs" / "make_sample_reports.py"), "--figures"]
    return json.loads(subprocess.run(script, capture_output=True, check=True, cwd=ROOT).stdout)


@pytest.fixture(scope="module")
def summary():
    command = [sys.executable, "-m", "tlsrpt_tui", "summary", "--format", "json", "sample_reports"]
    return json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)


def test_the_files_are_those_of_the_script(figures, summary):
    assert summary["files"]["seen"] == figures["files_seen"]
    assert summary["files"]["not_reports"] == figures["files_not_reports"]
    assert summary["files"]["unreadable"] == figures["files_unreadable"]


def test_every_report_counts_once(figures, summary):
    assert summary["reports"]["total"] == figures["distinct_reports"]
    assert summary["reports"]["duplicates"] == figures["duplicates"]
    assert summary["reports"]["conflicts"] == figures["conflicting_reports"]
    assert summary["period"] == figures["period"]


def test_every_session_counts_once(figures, summary):
    assert summary["sessions"] == figures["sessions"]
    for name in ("domains", "organizations"):
        said = {
            entry["value"]: {kind: entry[kind] for kind in ("reports", "successful", "failed")}
            for entry in summary[name]
        }
        assert said == figures[name]


@pytest.mark.parametrize("name", ["result_types", "mx_hosts"])
def test_reported_failures_are_those_of_the_details(name, figures, summary):
    assert {entry["value"]: entry["failed"] for entry in summary[name]} == figures[name]
