"""Rows about other programs over the same files, their findings checked against ours."""

import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks import fresh
from benchmarks.facts import Facts, hash_of
from benchmarks.figures import Goal, Of, Row, grouped, in_turns
from benchmarks.floors import facts_of, reports_in
from benchmarks.ours import PROGRAM
from benchmarks.session import Session

FROM_REGISTRY: Final = ("parsedmarc", "duckdb")
_DUCKDB: Final = Path(__file__).with_name("peer_duckdb.py")
_FIELDS: Final = '[."organization-name", ."report-id"] | @tsv'
_SLOW: Final = 20_000
"""Files above which a slow peer runs once."""


PARSEDMARC_FILES: Final = 100_000
DUCKDB_FILES: Final = 20_000
"""Most files they are given where nothing else is asked for: DuckDB takes 180 KB of memory for each."""


class Absent(Exception):
    """A peer is not installed here."""


def install(folder: Path) -> None:
    """Make an environment for each peer that the registry has, where there is none yet."""
    variables = {name: value for name, value in os.environ.items() if name != "PIP_CONSTRAINT"}
    for name in FROM_REGISTRY:
        python = folder / name / "bin" / "python"
        if not python.exists():
            venv.create(folder / name, with_pip=True)
        words = [str(python), "-m", "pip", "install", "--quiet", name]
        subprocess.run(words, check=True, env=variables, stdout=sys.stderr)


def _python_of(session: Session, name: str) -> Path:
    python = session.options.peers / name / "bin" / "python"
    known = (
        python.exists()
        and not subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode
    )
    if not known:
        raise Absent(f"{name} is not installed, see --install-peers")
    return python


def _version(python: Path, name: str) -> str:
    code = f"import importlib.metadata as known; print(known.version({name!r}))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def _times(session: Session, files: int) -> int:
    return session.options.times if files <= _SLOW else 1


def parsedmarc(session: Session) -> Iterator[Row]:
    """The parsedmarc command against the summary command, both whole, from their start to their end."""
    files = min(session.largest, session.options.peer_files or PARSEDMARC_FILES)
    what = f"summary command, {grouped(files)} files"
    try:
        python = _python_of(session, "parsedmarc")
    except Absent as absent:
        yield _skipped(session, "parsedmarc", what, absent)
        return
    folder = session.folder(files)
    session.say(f"parsedmarc, {files} files")
    words: list[str | Path] = [python.with_name("parsedmarc"), "--offline", "--no-prettify-json", "-r", folder]
    answers: list[bytes] = []

    def theirs() -> float:
        with session.home() as home:
            start = time.perf_counter()
            answers.append(fresh.run(words, home))
            return time.perf_counter() - start

    pair = in_turns(lambda: summary(session, folder, files), theirs, _times(session, files))
    left_out = _check_parsedmarc(session, folder, json.loads(answers[0])["smtp_tls_reports"])
    yield Row(
        "parsedmarc",
        what,
        "s",
        pair,
        f"parsedmarc {_version(python, 'parsedmarc')}",
        Goal(Of.LEAD, 15.0),
        note=f"parsedmarc refuses the {left_out} reports whose failure-details are null" if left_out else "",
    )


def _check_parsedmarc(session: Session, folder: Path, reports: list[dict[str, Any]]) -> int:
    """Compare what it read; return how many reports it left out, which may be those with null failure-details."""
    said = reports_in(folder)
    given = {report["report_id"] for report in reports}
    left_out = [report_id for report_id, report in said.items() if report_id not in given]
    odd = [report_id for report_id in left_out if not said[report_id].null_details]
    shared = [report for report_id, report in said.items() if report_id in given]
    wanted = Facts(
        len(shared),
        sum(one.successful for one in shared),
        sum(one.failed for one in shared),
        hash_of(given & set(said)),
    )
    policies = [policy for report in reports for policy in report["policies"]]
    found = Facts(
        len(reports),
        sum(policy["successful_session_count"] for policy in policies),
        sum(policy["failed_session_count"] for policy in policies),
        hash_of(given),
    )
    session.agree("parsedmarc", wanted.disagreements(found))
    session.agree("parsedmarc", [f"{len(odd)} reports left out for no known reason"] if odd else [])
    return len(left_out)


def summary(session: Session, folder: Path, files: int) -> float:
    """Run ours as a command; return how long it took."""
    with session.home() as home:
        start = time.perf_counter()
        answer = json.loads(fresh.run([*PROGRAM, "summary", folder, "--format", "json"], home))
        seconds = time.perf_counter() - start
    reports = answer["reports"]["total"]
    session.agree("the summary command", [] if reports == files else [f"{reports} reports of {files}"])
    return seconds


def jq(session: Session) -> Iterator[Row]:
    """``zcat`` piped into ``jq`` for two fields, against a first load and against the summary command."""
    files = session.largest
    what = f"first load, {grouped(files)} files"
    found = shutil.which("jq")
    if found is None or shutil.which("zcat") is None:
        yield _skipped(session, "jq", what, Absent("zcat or jq is not installed"))
        return
    facts, folder = session.loads(files).facts, session.folder(files)
    session.say(f"zcat and jq, {files} files")
    script = 'find "$1" -name \'*.json.gz\' -print0 | xargs -0 zcat | jq -r "$2"'
    answers: list[bytes] = []

    def theirs() -> float:
        with session.home() as home:
            start = time.perf_counter()
            answers.append(fresh.run(["sh", "-c", script, "sh", folder, _FIELDS], home))
            return time.perf_counter() - start

    first = in_turns(lambda: session.load(folder), theirs, session.options.times)
    whole = in_turns(lambda: summary(session, folder, files), theirs, session.options.times)
    ids = [line.split("\t")[1] for line in answers[0].decode().splitlines()]
    session.agree("zcat | jq", [] if hash_of(ids) == facts.ids else ["another set of report ids"])
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    yield Row("jq", what, "s", first, f"zcat | {version}", Goal(Of.LEAD, 1.0))
    what = f"summary command, {grouped(files)} files"
    yield Row("jq", what, "s", whole, f"zcat | {version}")


def duckdb(session: Session) -> Iterator[Row]:
    """``read_json`` with a schema into a table, against a first load; imports counted in neither."""
    files = min(session.largest, session.options.peer_files or DUCKDB_FILES)
    what = f"first load, {grouped(files)} files"
    try:
        python = _python_of(session, "duckdb")
    except Absent as absent:
        yield _skipped(session, "duckdb", what, absent)
        return
    folder = session.folder(files)
    session.say(f"DuckDB, {files} files")
    facts: list[Facts] = []

    def theirs() -> float:
        with session.home() as home:
            found = json.loads(fresh.run([python, _DUCKDB, folder], home))
        facts.append(Facts(**found["facts"]))
        return float(found["seconds"])

    pair = in_turns(lambda: session.load(folder), theirs, _times(session, files))
    session.agree("DuckDB", facts_of(folder).disagreements(facts[0]))
    beside = f"DuckDB {_version(python, 'duckdb')} read_json"
    note = "" if files == session.largest else "DuckDB is given fewer files, as it takes much memory for each"
    yield Row("duckdb", what, "s", pair, beside, Goal(Of.LEAD, 50.0), note)


def _skipped(session: Session, key: str, what: str, absent: Absent) -> Row:
    session.absent.append(str(absent))
    return Row(key, f"{what}, against {key}", skipped=str(absent))
