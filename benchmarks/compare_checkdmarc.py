"""Holds the tables of records and policies against checkdmarc, and fails where the two disagree unannounced.

``python benchmarks/compare_checkdmarc.py --venv FOLDER`` installs checkdmarc into a virtual environment of its own,
unless it is there already, and gives each case of ``tests/live/cases`` to its parsers, offline. Where the two come to
different verdicts, the case has to say so: ``checkdmarc = "accepts"`` or ``"rejects"``, and in ``decides`` the line of
the RFC that settles it. ``--write`` writes the page about it, ``docs/records.md``, when all is as the tables say.
"""

import argparse
import json
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
CASES: Final = ROOT / "tests" / "live" / "cases"
TABLES: Final = {"tlsrpt": "TLS-RPT record", "mta_sts": "MTA-STS record", "policy": "MTA-STS policy"}
VERSION: Final = "6.0.4"
"""Of checkdmarc, with which the tables have been compared."""

ASKED: Final = """
import json, sys
from checkdmarc.mta_sts import parse_mta_sts_policy, parse_mta_sts_record
from checkdmarc.smtp_tls_reporting import parse_smtp_tls_reporting_record
from importlib.metadata import version

PARSERS = {
    "tlsrpt": parse_smtp_tls_reporting_record,
    "mta_sts": parse_mta_sts_record,
    "policy": parse_mta_sts_policy,
}

def verdict(table, data):
    try:
        PARSERS[table](data)
    except Exception as error:
        return "rejects", f"{type(error).__name__}: {error}"
    return "accepts", ""

cases = json.load(sys.stdin)
json.dump({"version": version("checkdmarc"), "verdicts": [verdict(*case) for case in cases]}, sys.stdout)
"""
"""Runs in the other environment; any exception is a refusal, whatever its class."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the tables; ``theirs`` and ``decides`` are "" unless the table expects a disagreement."""

    table: str
    name: str
    text: str
    conforms: bool
    codes: tuple[str, ...]
    theirs: str
    decides: str

    @property
    def ours(self) -> str:
        """Our verdict, in the words of theirs."""
        return "accepts" if self.conforms else "rejects"


def cases() -> Iterator[Case]:
    """Yield the cases of all tables; bytes that are no UTF-8 as a client that is kind to them reads them."""
    for table in TABLES:
        loaded: dict[str, Any] = tomllib.loads((CASES / f"{table}.toml").read_text(encoding="utf-8"))
        for case in loaded["case"]:
            text = bytes.fromhex(case["hex"]).decode("utf-8", "replace") if "hex" in case else case["text"]
            codes = tuple(case["codes"])
            theirs, decides = case.get("checkdmarc", ""), case.get("decides", "")
            yield Case(table, case["name"], text, case["conforms"], codes, theirs, decides)


def interpreter(folder: Path) -> Path:
    """Return the Python of an environment that holds checkdmarc; it is made and filled where it does not."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    known = subprocess.run([python, "-c", "import checkdmarc"], capture_output=True, check=False)
    if known.returncode:
        install = [python, "-m", "pip", "install", "--quiet", f"checkdmarc=={VERSION}"]
        subprocess.run(install, check=True)
    return python


def verdicts(python: Path, asked: list[Case]) -> tuple[str, list[tuple[str, str]]]:
    """Return the version of checkdmarc, and for each case its verdict and why."""
    given = json.dumps([(case.table, case.text) for case in asked])
    done = subprocess.run([python, "-c", ASKED], input=given, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    return answer["version"], [(verdict, why) for verdict, why in answer["verdicts"]]


def complaints(asked: list[Case], answers: list[tuple[str, str]]) -> Iterator[str]:
    """Yield what the tables do not say, or say wrongly, of disagreements."""
    for case, (theirs, why) in zip(asked, answers, strict=True):
        shown = f"{TABLES[case.table]}, {case.name}"
        if theirs == case.ours and case.theirs:
            yield f"{shown}: the table says that checkdmarc {case.theirs} it, but the two agree"
        elif theirs != case.ours and not case.theirs:
            yield f"{shown}: checkdmarc {theirs} it, which the table does not say ({why or 'no reason given'})"
        elif theirs != case.ours and not case.decides:
            yield f"{shown}: no line decides"


def page(asked: list[Case]) -> str:
    """Return ``docs/records.md`` with the table of disagreements in it."""
    text = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    head = text[: text.index(MARK) + len(MARK)]
    return "\n".join([head, "", *table(asked)]) + "\n"


MARK: Final = "<!-- from here on made by benchmarks/compare_checkdmarc.py -->"
"""In the page; what stands behind it is made."""


def table(asked: list[Case]) -> Iterator[str]:
    """Yield the lines about disagreements."""
    apart = [case for case in asked if case.theirs]
    yield (
        f"checkdmarc {VERSION} comes to the same verdict in {len(asked) - len(apart)} of {len(asked)} cases. "
        f"In the other {len(apart)} the line in the last column decides."
    )
    for name, title in TABLES.items():
        rows = [case for case in apart if case.table == name]
        if rows:
            yield from ("", f"### {title}s".replace("policys", "policies"), "")
            yield from ("| case | here | checkdmarc | what decides |", "|---|---|---|---|")
        for case in rows:
            said = "conforms" if case.conforms else f"does not: `{', '.join(case.codes)}`"
            yield f"| {case.name} | {said} | {case.theirs} | {case.decides} |"


def main() -> int:
    """Compare, say what is amiss, and return 1 if something is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venv", type=Path, required=True, help="folder of the environment for checkdmarc")
    parser.add_argument("--write", action="store_true", help="write the page when the tables hold")
    given = parser.parse_args()
    asked = list(cases())
    version, answers = verdicts(interpreter(given.venv.absolute()), asked)
    found = list(complaints(asked, answers))
    if version != VERSION:
        found.append(f"this is checkdmarc {version}; the tables were compared with {VERSION}")
    print(*found, sep="\n", end="\n" if found else "")
    apart = sum(case.theirs != "" for case in asked)
    print(f"checkdmarc {version}: {len(asked)} cases, {apart} disagreements in the tables, {len(found)} complaints")
    if given.write and not found:
        (ROOT / "docs" / "records.md").write_text(page(asked), encoding="utf-8")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
