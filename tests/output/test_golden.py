"""The bytes that scripts and people rely on; ``TLSRPT_UPDATE_GOLDEN=1`` writes them anew, but never in CI."""

import os
from pathlib import Path

import pytest

from tests.output.invented import folder
from tlsrpt_tui.cli import run

GOLDEN = Path(__file__).parent.parent / "golden"


def compare(name, data):
    path = GOLDEN / name
    if os.environ.get("TLSRPT_UPDATE_GOLDEN") == "1":
        assert not os.environ.get("CI"), "golden files are not written in CI"
        path.write_bytes(data)
    assert data.decode() == path.read_text()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["summary"], "summary.txt"),
        (["summary", "--format", "json"], "summary.json"),
        (["summary", "--format", "csv"], "summary.csv"),
        (["summary", "--format", "markdown"], "summary.md"),
        (["summary", "--filter", "result:certificate-expired"], "summary-filtered.txt"),
        (["export"], "rows.csv"),
        (["export", "--format", "json"], "rows.json"),
        (["export", "--format", "ndjson"], "rows.ndjson"),
    ],
)
def test_output_is_byte_for_byte_what_it_was(words, name, tmp_path, monkeypatch, capsysbinary):
    folder(tmp_path / "reports")
    monkeypatch.chdir(tmp_path)
    assert run([*words, "reports"]) == 0
    compare(name, capsysbinary.readouterr().out)
