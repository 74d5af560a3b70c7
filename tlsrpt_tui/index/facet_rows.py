"""The rows that facets count, taken out of the tables once for all facets that share a selection."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from tlsrpt_tui.index.counts import Counter, Question
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.facet_keys import COLUMNS, Bundle, Cells, bundled
from tlsrpt_tui.index.kept import Kept
from tlsrpt_tui.index.schema import Tables
from tlsrpt_tui.index.selection import Selection

_ONCE = frozenset({Dimension.ORGANIZATIONS, Dimension.DOMAINS})
"""Where sessions that two policies describe count once; elsewhere each policy and row speaks for itself."""

_SUMS = {
    (True, True): {"failed": "counted"},
    (True, False): {"failed": "sessions"},
    (False, True): {"failed": "failed", "successful": "successful"},
    (False, False): {"failed": "own_failed", "successful": "own_successful"},
}
"""What is summed by rows or not, where sessions count once or not."""

_KEPT_COLUMNS = 16


@dataclass(frozen=True, slots=True)
class FacetRows:
    """What the facets of one bundle count.

    Attributes:
        bundle: the facets, and how ``key`` is made of them.
        asked: those of them that are wanted.
        rows: ``key``, what is summed, and ``cell`` where time is cut.
        sums: which columns are summed.
        known: cells in which there is any report; no failure there is a zero, not a gap.
        named: mask of the policies that a word names; they are seen even where nothing failed.
        origin: the selection that they are of, and how its time is cut.
    """

    bundle: Bundle
    asked: tuple[Dimension, ...]
    rows: pl.DataFrame
    sums: tuple[str, ...]
    known: frozenset[int]
    named: pl.Series | None
    origin: tuple[Selection, Cells | None]


class FacetTables:
    """One set of tables, as facets look at them."""

    def __init__(self, tables: Tables, counter: Counter) -> None:
        self._tables = tables
        self._counter = counter
        self._sizes = {dimension: len(tables.strings[strings]) for dimension, (_, strings) in COLUMNS.items()}
        self._columns: Kept[tuple[object, ...], pl.Series] = Kept(_KEPT_COLUMNS)

    def rows(self, asked: Mapping[Dimension, Selection], cut: Cells | None) -> list[FacetRows]:
        """Return what the facet of each dimension counts in its selection, time ``cut`` for sparks."""
        sharing: dict[tuple[Selection, bool], list[Dimension]] = {}
        for dimension, selection in asked.items():
            by_rows = selection.by_rows or not dimension.attributes_successes
            sharing.setdefault((selection, by_rows), []).append(dimension)
        return [
            rows
            for (selection, by_rows), dimensions in sharing.items()
            for rows in self._taken(selection, dimensions, cut, by_rows=by_rows)
        ]

    def of(self, selection: Selection, dimension: Dimension) -> pl.DataFrame:
        """Return ``code``, ``report`` and what is summed of every row that one facet counts."""
        return self._beside("report", selection, dimension)

    def last_days(self, selection: Selection, dimension: Dimension) -> Question:
        """Ask for the last day of each ``code`` of one facet on which something failed that counts."""
        frame = self._beside("day", selection, dimension)
        failed = frame.lazy().filter(pl.col("failed") > 0)
        return Question(failed.group_by("code").agg(last=pl.col("day").max()), len(frame))

    def _beside(self, beside: str, selection: Selection, dimension: Dimension) -> pl.DataFrame:
        column, own = COLUMNS[dimension][0], dimension not in _ONCE
        if not dimension.attributes_successes:
            frame = self._counter.failures(selection, beside, column, failed="sessions")
        elif selection.by_rows:
            frame = self._counter.by_rows(selection, beside, column, own=own)
        else:
            frame = self._counter.policies(selection, beside, column, own=own)
        return frame.rename({column: "code"})

    def _taken(
        self, selection: Selection, dimensions: Sequence[Dimension], cut: Cells | None, *, by_rows: bool
    ) -> Iterator[FacetRows]:
        bundles = self._bundles(dimensions, cut, by_rows=by_rows)
        columns = {
            str(place): self._columns.get_or_make(
                (bundle, cut, by_rows), partial(self._key, bundle, cut, by_rows=by_rows)
            )
            for place, bundle in enumerate(bundles)
        }
        if cut is not None:
            columns["cell"] = self._cells(cut, by_rows=by_rows)
        if not by_rows:
            own = {f"own_{name}": self._tables.policies[name] for name in ("failed", "successful")}
            frame = self._counter.policies(selection, named={**columns, **own})
        else:
            if not _ONCE.isdisjoint(dimensions):
                columns["counted"] = self._counter.of_failures(selection)
            frame = self._counter.failures(selection, "sessions", **columns)
        known = self._known(selection, cut) if by_rows else frozenset()
        for place, bundle in enumerate(bundles):
            asked = tuple(dimension for dimension in bundle.dimensions if dimension in dimensions)
            sums = _SUMS[by_rows, bundle.dimensions[0] in _ONCE]
            cell = () if cut is None else ("cell",)
            rows = frame.select(*cell, key=str(place), **sums)
            named = selection.named if by_rows else None
            yield FacetRows(bundle, asked, rows, tuple(sums), known, named, (selection, cut))

    def _bundles(self, wanted: Sequence[Dimension], cut: Cells | None, *, by_rows: bool) -> list[Bundle]:
        """Return the bundles that hold any wanted dimension; all views bundle alike, so that their keys are kept."""
        counted = [dimension for dimension in Dimension if by_rows or dimension.attributes_successes]
        return [
            bundle
            for alike in (_ONCE.intersection(counted), set(counted) - _ONCE)
            for bundle in bundled(alike, self._sizes, cut)
            if not set(wanted).isdisjoint(bundle.dimensions)
        ]

    def _key(self, bundle: Bundle, cut: Cells | None, *, by_rows: bool) -> pl.Series:
        table = self._tables.failures if by_rows else self._tables.policies
        return bundle.key(table, None if cut is None else self._cells(cut, by_rows=by_rows))

    def _known(self, selection: Selection, cut: Cells | None) -> frozenset[int]:
        if cut is None:
            return frozenset()
        if selection.policies is None:
            return frozenset(map(cut.place, self._counter.report_days))
        return frozenset(self._cells(cut, by_rows=False).filter(selection.policies).unique())

    def _cells(self, cut: Cells, *, by_rows: bool) -> pl.Series:
        table = self._tables.failures if by_rows else self._tables.policies
        return self._columns.get_or_make((cut, by_rows), lambda: cut.of(table["day"]))
