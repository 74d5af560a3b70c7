"""Batches of rows into tables: global places for their strings, one number for each row, each report once."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

import polars as pl

from tlsrpt_tui.index.batch import Batch, Strings
from tlsrpt_tui.index.interning import Dictionary, Organizations
from tlsrpt_tui.index.numbering import Frames, each_once, in_order, joined
from tlsrpt_tui.index.rows import Rows
from tlsrpt_tui.index.schema import COUNTS, FRAMES, FileEntry, Part, Tables, tables_of
from tlsrpt_tui.index.session import Entries, Session
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.model import Report
from tlsrpt_tui.reports.roots import Root

_WIDE = 2.0**62
_BATCH_BYTES = 4 * 1024 * 1024
_HELD_BYTES = 16 * 1024 * 1024
"""Rows that wait to be converted take twice the room of those that were."""

_LAST = 2**62
"""From here on count the files that are added one by one, which come behind all others."""


class TableBuilder:
    """Collects batches of files, and freezes what it has into tables as often as asked.

    Args:
        source: how the folder is called.
        roots: the paths that were given.
        base: tables to which the batches are added.
    """

    def __init__(self, source: str = "", roots: Sequence[Root] = (), base: Tables | None = None) -> None:
        self._source = source
        self._roots = tuple(roots)
        self._base = base
        known: Mapping[Strings, pl.Series] = {} if base is None else base.strings
        self._dictionaries: dict[Strings, Dictionary] = {
            name: Dictionary(known.get(name)) for name in Strings if name is not Strings.ORGANIZATION
        }
        self._organizations = Organizations(known.get(Strings.ORGANIZATION))
        self._sessions: dict[tuple[int, int], Session] = {}
        self._rows = Rows(DEFAULT_BOUNDS)
        self._entries: list[FileEntry] = []
        self._single = count(_LAST)
        self._files = self._documents = 0

    @property
    def documents(self) -> int:
        """Reports so far, repeated ones included."""
        return self._documents + self._rows.reports_in_batch

    @property
    def files(self) -> int:
        """Files so far."""
        return self._files + len(self._entries)

    def add_file(self, entry: FileEntry, parts: Iterable[Part | tuple[str, int, Report]]) -> None:
        """Take one file with all its parts: refusals as they are, reports as (member, ordinal, report)."""
        self._rows.begin_file(entry.size, entry.mtime_ns)
        self._entries.append(entry)
        for part in parts:
            if isinstance(part, Part):
                self._rows.refuse(part.member, part.state, part.sentence)
            else:
                member, ordinal, report = part
                self._rows.add(report, member, ordinal)
        if len(self._rows) >= _BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._entries:
            entries, self._entries = self._entries, []
            first = next(self._single)
            self._single = count(first + len(entries))
            self.add(self._rows.batch(), entries, first)

    def add(self, batch: Batch, entries: Entries, first: int) -> None:
        """Take what was read of files: those with the numbers ``first`` and on among all files."""
        joined_places = {name: known.places(batch.strings[name]) for name, known in self._dictionaries.items()}
        sent = batch.strings[Strings.SENT_ORGANIZATION]
        joined_places[Strings.ORGANIZATION] = self._organizations.places(sent)
        session = self._sessions.setdefault(batch.session, Session(self._roots))
        session.add(batch, entries, first, joined_places)
        self._documents += len(batch.report_ids)
        self._files += len(entries)
        if session.held > _HELD_BYTES:
            session.pack()

    def freeze(self) -> Tables:
        """Return everything taken so far; the builder stays usable."""
        self._flush()
        pieces = [session.frames() for session in self._sessions.values()]
        base = self._base
        if base is not None:
            known = {name: narrow(getattr(base, name)) for name in FRAMES}
            known["files"] = known["files"].with_columns(
                order=(pl.int_range(pl.len(), dtype=pl.Int64) - _LAST).cast(pl.Int64)
            )
            pieces.insert(0, known)
        frames = each_once(in_order(joined(pieces)))
        strings = {name: held.frozen() for name, held in self._dictionaries.items()}
        named = self._organizations.named(frames["reports"], strings[Strings.SENT_ORGANIZATION])
        strings[Strings.ORGANIZATION] = named
        return tables_of(widened(frames), strings, self._roots, self._source)


def narrow(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame as it was before it was widened."""
    return frame.cast({name: pl.Int64 for name in frame.columns if name in COUNTS})


def widened(frames: Frames) -> Frames:
    """Return the frames, with 128 bits for all that is summed where a sum could pass 2^63-1."""
    sums = [frame[name].cast(pl.Float64).sum() for frame in frames.values() for name in COUNTS & {*frame.columns}]
    if sum(sums) < _WIDE:
        return frames
    return {
        key: frame.cast({name: pl.Int128 for name in frame.columns if name in COUNTS}) for key, frame in frames.items()
    }
