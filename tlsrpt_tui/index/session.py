"""Batches of one session, as rows with the places and dtypes of an index."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl

from tlsrpt_tui.index.batch import COLUMNS, NULL, Batch, Strings
from tlsrpt_tui.index.numbering import Frames
from tlsrpt_tui.index.schema import FRAMES, FileEntry
from tlsrpt_tui.reports.folder import FoundFile
from tlsrpt_tui.reports.roots import Root

_DAY = 86_400
_BYTES = 8
_NULLABLE = frozenset({"start", "end", "position", "rival", "report"})
DICTIONARIES = {
    "sent_organization": Strings.SENT_ORGANIZATION,
    "contact": Strings.CONTACT,
    "domain": Strings.DOMAIN,
    "policy_type": Strings.POLICY_TYPE,
    "mode": Strings.MODE,
    "policy_text": Strings.POLICY_TEXT,
    "mx_patterns": Strings.MX_PATTERNS,
    "result_type": Strings.RESULT_TYPE,
    "mx_host": Strings.MX_HOST,
    "mx_helo": Strings.MX_HELO,
    "sending_ip": Strings.IP,
    "receiving_ip": Strings.IP,
    "reason": Strings.REASON,
    "info": Strings.INFO,
    "member": Strings.MEMBER,
    "sentence": Strings.SENTENCE,
    "note": Strings.NOTE,
}
"""The columns of batches that hold places in a dictionary."""

_MEASURES = ("size", "mtime_ns")
_OF_REPORT = ("organization", "day")
_OF_POLICY = ("domain", "policy_type")
"""What rows repeat of the report and the policy that they are of."""

Entries = Sequence[FileEntry | FoundFile]


class Session:
    """Collects the batches of one session.

    They stay as they are until there are many: to convert a few rows costs as much as to convert thousands.
    """

    def __init__(self, roots: Sequence[Root]) -> None:
        self._roots = roots
        self._places: dict[Strings, pl.Series] = {}
        self._pieces: list[Frames] = []
        self._begin()

    def _begin(self) -> None:
        self._rows: dict[str, list[bytes]] = {name: [] for name in COLUMNS}
        self._report_ids: list[str] = []
        self._digests: list[bytes] = []
        self._entries: list[FileEntry | FoundFile] = []
        self._numbers: list[int] = []
        self.held = 0
        """Bytes of rows that wait to be converted."""

    def add(self, batch: Batch, entries: Entries, first: int, joined: Mapping[Strings, pl.Series]) -> None:
        """Take the next batch; its files are number ``first`` and on of all files, ``joined`` are its new places."""
        for name, new in joined.items():
            before = self._places.get(name)
            self._places[name] = new if before is None else before.append(new)
        for table, packed in batch.rows.items():
            self._rows[table].append(packed)
            self.held += len(packed)
        self._report_ids += batch.report_ids
        self._digests.append(batch.digests)
        self._entries += entries
        self._numbers += range(first, first + len(entries))

    def pack(self) -> None:
        """Convert what waits."""
        if not self._entries:
            return
        places = self._places = {name: held.rechunk() for name, held in self._places.items()}
        made = {name: _unpacked(name, b"".join(packed), places) for name, packed in self._rows.items()}
        reports = _reports(made["reports"], self._report_ids, b"".join(self._digests))
        before = {name: sum(len(piece[name]) for piece in self._pieces) for name in ("reports", "policies")}
        made["reports"] = reports
        made["policies"] = _policies(made["policies"], reports, before["reports"])
        made["failures"] = _failures(made["failures"], made["policies"], before["policies"])
        made["files"] = pl.DataFrame(_of_files(self._entries, self._roots)).hstack(made["files"])
        piece = {name: frame.select(*FRAMES[name]) for name, frame in made.items()}
        piece["files"] = piece["files"].with_columns(order=pl.Series(self._numbers, dtype=pl.Int64))
        self._pieces.append(piece)
        self._begin()

    def frames(self) -> Frames:
        """Return all rows; numbers count from 0 within the session, and files have their place in ``order``."""
        self.pack()
        if len(self._pieces) > 1:
            names = self._pieces[0]
            self._pieces = [{name: pl.concat([piece[name] for piece in self._pieces], rechunk=True) for name in names}]
        return self._pieces[0]


def _unpacked(table: str, packed: bytes, places: Mapping[Strings, pl.Series]) -> pl.DataFrame:
    """Return the columns of a batch's table, those that hold places in a dictionary with the places of the index."""
    width = len(COLUMNS[table])
    numbers = _numbers(packed, pl.Int64, sys.byteorder).alias("number").to_frame()
    columns = []
    for offset, column in enumerate(COLUMNS[table]):
        values = pl.col("number").gather_every(width, offset)
        dictionary = DICTIONARIES.get(column)
        if column == "sent_organization":
            columns.append(pl.lit(places[Strings.ORGANIZATION]).gather(values).alias("organization"))
        if dictionary is not None:
            values = pl.lit(places[dictionary]).gather(values)
        elif column in _NULLABLE:
            values = pl.when(values != NULL).then(values)
        columns.append(values.cast(FRAMES[table][column]).alias(column))
    return numbers.select(columns)


def _numbers(packed: bytes, dtype: type[pl.DataType], order: Literal["big", "little"]) -> pl.Series:
    """Return numbers of 64 bits that stand one behind the other, without a Python object for each of them."""
    if not packed:
        return pl.Series([], dtype=dtype)
    whole = pl.Series([packed]).bin
    return whole.reinterpret(dtype=pl.Array(dtype, len(packed) // _BYTES), endianness=order).explode()


def _reports(reports: pl.DataFrame, ids: Sequence[str], digests: bytes) -> pl.DataFrame:
    halves = _numbers(digests, pl.UInt64, "big")
    return reports.with_columns(
        report_id=pl.Series(ids, dtype=pl.String),
        day=(pl.col("start") // _DAY).cast(pl.Int32),
        digest_high=halves.gather_every(2),
        digest_low=halves.gather_every(2, 1),
        conflict=pl.lit(None, dtype=pl.UInt32),
    )


def _policies(policies: pl.DataFrame, reports: pl.DataFrame, before: int) -> pl.DataFrame:
    """Add what policies repeat of their reports; ``before`` reports of the session were converted earlier."""
    return policies.with_columns(
        *(reports[name].gather(policies["report"] - before) for name in _OF_REPORT),
        counted_successful=pl.when("counts").then("successful").otherwise(0),
        counted_failed=pl.when("counts").then("failed").otherwise(0),
    )


def _failures(failures: pl.DataFrame, policies: pl.DataFrame, before: int) -> pl.DataFrame:
    of_policy = policies.select("report", *_OF_REPORT, *_OF_POLICY)
    return failures.with_columns(of_policy[failures["policy"] - before])


def files_frame(entries: Sequence[FoundFile], roots: Sequence[Root]) -> pl.DataFrame:
    """Return files as they were found as rows of FILES."""
    measures = {name: pl.Series([getattr(entry, name) for entry in entries], dtype=pl.Int64) for name in _MEASURES}
    return pl.DataFrame(_of_files(entries, roots) | measures)


def _of_files(entries: Entries, roots: Sequence[Root]) -> dict[str, pl.Series]:
    starts = [f"{root.real.rstrip('/')}/" for root in roots]
    prefixes = [root.prefix for root in roots]
    paths = [
        None
        if starts and entry.path == starts[entry.root] + entry.name.removeprefix(prefixes[entry.root])
        else os.fsencode(entry.path)
        for entry in entries
    ]
    return {
        "name": pl.Series([entry.name for entry in entries], dtype=pl.String),
        "path": pl.Series(paths, dtype=pl.Binary),
        "root": pl.Series([entry.root for entry in entries], dtype=pl.UInt32),
    }
