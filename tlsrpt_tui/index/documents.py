"""One report, whole: what the tables hold of it, and its document read again from its file."""

from pathlib import Path

import polars as pl

from tlsrpt_tui.errors import TlsrptError
from tlsrpt_tui.index.counts import moment_of
from tlsrpt_tui.index.engine import ReportRecord
from tlsrpt_tui.index.filing import Filing
from tlsrpt_tui.index.listing import Listing
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.canonical import digest_of
from tlsrpt_tui.reports.containers import document
from tlsrpt_tui.reports.decode import parse_json
from tlsrpt_tui.reports.model import Hints
from tlsrpt_tui.reports.raw import RawLine, print_lines
from tlsrpt_tui.text import sanitise

_DIGEST_BYTES = 16


def report_record(tables: Tables, listing: Listing, filing: Filing, number: int, bounds: Bounds) -> ReportRecord:
    """Return one report; a document that cannot be read again costs its lines, not the record."""
    report = tables.reports.row(number, named=True)
    name, size = tables.files.select("name", "size").row(report["file"])
    digest = (report["digest_high"] << 64 | report["digest_low"]).to_bytes(_DIGEST_BYTES, "big")
    hints, lines, problem = _read_again(tables.path_of(report["file"]), report["document"], digest, bounds)
    origins, numbers = filing.origins, pl.Series([number], dtype=pl.UInt32)
    rivals = [other for other in origins.versions_of(numbers).get(number, ()) if other != number]
    return ReportRecord(
        number=number,
        organization=str(tables.strings[Strings.SENT_ORGANIZATION][report["sent_organization"]]),
        contact=str(tables.strings[Strings.CONTACT][report["contact"]]),
        report_id=report["report_id"],
        start=moment_of(report["start"]),
        end=moment_of(report["end"]),
        policies=listing.policies_of(number),
        notes=origins.notes_of(numbers).get(number, ()),
        file=name,
        member=origins.members(number),
        size=size,
        conflict=report["conflict"] is not None,
        rivals=tuple(origins.places_of(pl.Series(rivals, dtype=pl.UInt32))),
        hints=hints,
        lines=lines,
        problem=problem,
    )


def _read_again(path: str, ordinal: int, digest: bytes, bounds: Bounds) -> tuple[Hints, tuple[RawLine, ...], str]:
    try:
        found = document(path, ordinal, bounds)
        parsed, _ = parse_json(found.data, bounds)
        same = digest_of(parsed) == digest
    except (TlsrptError, OSError) as error:
        return Hints(), (), str(error)
    if not same:
        return Hints(), (), f"{sanitise(Path(path).name)} has changed since it was loaded: r reads the folder again"
    return found.hints, print_lines(parsed), ""
