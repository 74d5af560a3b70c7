"""The hostile corpus through every format of every headless command."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import polars as pl
import pytest

from tests.hostile.corpus import write_corpus

ROOT = Path(__file__).parents[2]
ACTING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("outputs") / "corpus")


def assert_harmless(text):
    acting = {character for character in text if unicodedata.category(character) in ACTING} - {"\n"}
    assert not acting


@pytest.mark.parametrize(
    "words",
    [
        *(["summary", "--format", kind] for kind in ("text", "json", "csv", "markdown")),
        *(["export", "--format", kind] for kind in ("csv", "ndjson", "json")),
    ],
    ids=" ".join,
)
def test_nothing_that_acts_reaches_a_pipe(words, corpus):
    command = [sys.executable, "-m", "tlsrpt_tui", *words, "--strict", "--fail-on", "failed>0", str(corpus)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    assert done.returncode in {1, 4}
    assert len(done.stdout) > 1000
    assert_harmless(done.stdout.decode())
    assert_harmless(done.stderr.decode())


def test_nothing_that_acts_reaches_a_parquet_file(corpus, tmp_path):
    target = tmp_path / "rows.parquet"
    command = [
        sys.executable,
        "-m",
        "tlsrpt_tui",
        "export",
        "--format",
        "parquet",
        "--output",
        str(target),
        str(corpus),
    ]
    subprocess.run(command, capture_output=True, cwd=ROOT, check=True)
    frame = pl.read_parquet(target)
    assert len(frame) > 10
    for value in frame.select(pl.col(pl.String)).unpivot()["value"]:
        assert_harmless(value or "")
