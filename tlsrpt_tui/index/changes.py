"""What differs between an index and its folder, and the index without what is gone and with what has come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from tlsrpt_tui.index.build import TableBuilder, narrow
from tlsrpt_tui.index.load import Loading
from tlsrpt_tui.index.numbering import without_files
from tlsrpt_tui.index.progress import Teller
from tlsrpt_tui.index.reading import UNOPENED
from tlsrpt_tui.index.schema import FRAMES, STATES, Strings, Tables, tables_of
from tlsrpt_tui.index.session import files_frame
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.folder import Found, FoundFile, Unopened

_NAMED = ("root", "name", "path")
_MEASURED = (*_NAMED, "size", "mtime_ns")


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs.

    Attributes:
        gone: numbers of files that are no longer there, or not as they were.
        come: what has to be read.
    """

    gone: pl.Series
    come: tuple[Found, ...]

    def __bool__(self) -> bool:
        return bool(len(self.gone) or self.come)


def compared(tables: Tables, listed: Sequence[Found], *, whole: bool, retry: bool) -> Changes:
    """Return what differs between the tables and a listing.

    Args:
        tables: of an earlier look at the same paths.
        listed: with sizes and times; a file that is gone is listed with a size of -1.
        whole: whether ``listed`` is everything there is; else nothing is said of files that are not in it.
        retry: whether files that could not be opened are read again though nothing tells that they can be now.
    """
    files = [entry for entry in listed if isinstance(entry, FoundFile)]
    there = files_frame(files, tables.roots).with_row_index("place")
    known = tables.files.with_row_index("number")
    opened = known.filter((pl.col("path") != b"").fill_null(value=True))
    if not whole:
        opened = opened.join(there, on=_NAMED, how="semi", nulls_equal=True)
    same = opened.join(there, on=_MEASURED, how="semi", nulls_equal=True)
    if not retry:
        tried = opened.filter(pl.col("mtime_ns") == UNOPENED).join(
            there.filter(pl.col("size") >= 0), on=_NAMED, how="semi", nulls_equal=True
        )
        same = pl.concat([same, tried])
    gone = opened.join(same, on="number", how="anti")["number"]
    come = there.filter(pl.col("size") >= 0).join(same, on=_NAMED, how="anti", nulls_equal=True)["place"]
    left, arrived = _unopened(tables, listed, whole=whole)
    return Changes(pl.concat([gone, pl.Series(left, dtype=pl.UInt32)]), (*(files[place] for place in come), *arrived))


def _unopened(tables: Tables, listed: Sequence[Found], *, whole: bool) -> tuple[list[int], list[Unopened]]:
    """Return which entries that are not opened are gone, and which have come: links, pipes, folders."""
    numbers = tables.files.select((pl.col("path") == b"").fill_null(value=False))["path"].arg_true()
    names, roots = tables.files["name"].gather(numbers).to_list(), tables.files["root"].gather(numbers).to_list()
    sentences = _sentences(tables, numbers)
    known = {
        (root, name): (number, sentences.get(number, ""))
        for number, root, name in zip(numbers.to_list(), roots, names, strict=True)
    }
    there = {(entry.root, entry.name): entry for entry in listed if isinstance(entry, Unopened)}
    looked = known if whole else known.keys() & {(entry.root, entry.name) for entry in listed}
    gone = [known[key][0] for key in looked if key not in there or there[key].sentence != known[key][1]]
    come = [entry for key, entry in there.items() if known.get(key, (0, ""))[1] != entry.sentence]
    return gone, come


def _sentences(tables: Tables, numbers: pl.Series) -> dict[int, str]:
    parts = tables.parts.filter(pl.col("file").is_in(numbers.implode()))
    texts = tables.strings[Strings.SENTENCE].gather(parts["sentence"])
    return dict(zip(parts["file"].to_list(), texts.to_list(), strict=True))


def applied(
    tables: Tables, changes: Changes, *, bounds: Bounds, teller: Teller, cancelled: Callable[[], bool]
) -> Tables:
    """Return the tables brought up to date.

    Where a report's file is gone and another file repeats it, that file is read again, so that the report stays.

    Raises:
        LoadCancelled: as soon as ``cancelled`` says so.
    """
    frames = {name: narrow(getattr(tables, name)) for name in FRAMES}
    gone, come = changes.gone, list(changes.come)
    if len(gone):
        orphaned = _orphaned(tables, gone)
        come += [_found_again(tables, number) for number in orphaned.to_list()]
        gone = pl.concat([gone, orphaned])
        frames = without_files(frames, gone)
    base = tables_of(frames, tables.strings, tables.roots, tables.source)
    builder = TableBuilder(tables.source, tables.roots, base)
    return Loading(builder, bounds, teller, cancelled).run(come)


def _orphaned(tables: Tables, gone: pl.Series) -> pl.Series:
    """Return the files that stay and repeat a report of one that goes."""
    parts = tables.parts.filter(pl.col("state") == STATES.index(PartState.DUPLICATE))
    owners = tables.reports["file"].gather(parts["report"])
    lost = parts.filter(owners.is_in(gone.implode()) & ~parts["file"].is_in(gone.implode()))
    return lost["file"].unique(maintain_order=True)


def _found_again(tables: Tables, number: int) -> FoundFile:
    name, root = tables.files["name"][number], tables.files["root"][number]
    return FoundFile(tables.path_of(number), name, root, -1, -1)
