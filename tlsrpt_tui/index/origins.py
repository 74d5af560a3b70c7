"""Where each report comes from: its file, its place in it, its notes, and the reports that contradict it."""

from functools import cached_property

import polars as pl

from tlsrpt_tui.index.name_order import path_key
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.index.states import STATES, PartState
from tlsrpt_tui.reports.model import Note

_DUPLICATE = STATES.index(PartState.DUPLICATE)


class ReportTexts:
    """One text of every report: called with the number of one, or asked for those of many at once."""

    def __init__(self, texts: pl.Series, places: pl.Series) -> None:
        """Take the distinct texts, and the place in them of each report's; null where a report has none."""
        self._texts = texts
        self._places = places

    def __call__(self, report: int) -> str:
        """Return the text of one report; "" where it has none."""
        place = self._places[report]
        return "" if place is None else str(self._texts[place])

    def of(self, reports: pl.Series) -> pl.Series:
        """Return the texts of many reports, in the order given; "" where one has none."""
        return self._texts.gather(self._places.gather(reports)).fill_null("")


class Origins:
    """What one set of tables knows of where its reports come from; reads columns only when asked."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @cached_property
    def names(self) -> ReportTexts:
        """The file that each report was read from."""
        return ReportTexts(self._tables.files["name"], self._tables.reports["file"])

    @cached_property
    def members(self) -> ReportTexts:
        """Where in its file each report is; "" for the file itself."""
        own = pl.col("report").is_not_null() & (pl.col("state") != _DUPLICATE)
        owned = self._tables.parts.filter(own).select("report", "member")
        places = pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(self._tables.reports))
        return ReportTexts(self._tables.strings[Strings.MEMBER], places.scatter(owned["report"], owned["member"]))

    def place_of(self, report: int) -> str:
        """Return the file of a report, and where in it the report is."""
        return _place(self.names(report), self.members(report))

    def places_of(self, reports: pl.Series) -> list[str]:
        """Return the places of many reports, in the order given."""
        return list(map(_place, self.names.of(reports), self.members.of(reports)))

    def versions_of(self, reports: pl.Series) -> dict[int, list[int]]:
        """Return, for each of ``reports`` that others contradict, all versions of it in the order of their files."""
        held = self._tables.reports.select("conflict", "file", "document", number=pl.int_range(pl.len()))
        conflicts = held["conflict"].gather(reports)
        if conflicts.null_count() == len(conflicts):
            return {}
        held = held.filter(pl.col("conflict").is_in(conflicts.drop_nulls().unique().implode()))
        files = self._tables.files.select("root", "name")[held["file"]]
        files = files.with_columns(path_key(files["name"]))
        held = held.hstack(files).sort("root", "name", "document", "number")
        groups = held.group_by("conflict").agg("number")
        versions = dict(zip(groups["conflict"].to_list(), groups["number"].to_list(), strict=True))
        found = zip(reports.to_list(), conflicts.to_list(), strict=True)
        return {report: versions[conflict] for report, conflict in found if conflict is not None}

    def notes_of(self, reports: pl.Series) -> dict[int, tuple[Note, ...]]:
        """Return the notes on each of ``reports`` that has any."""
        notes = self._tables.notes
        found = rows_of(notes["report"], reports)
        texts = self._tables.strings[Strings.NOTE].gather(notes["note"].gather(found))
        made: dict[int, tuple[Note, ...]] = {}
        for report, text in zip(notes["report"].gather(found).to_list(), texts.to_list(), strict=True):
            made[report] = (*made.get(report, ()), Note(*text.split("\n", 2)))
        return made


def rows_of(column: pl.Series, values: pl.Series) -> pl.Series:
    """Return the rows of a sorted ``column`` in which each of ``values`` stands, in the order of the values."""
    first, end = (column.search_sorted(values, side) for side in ("left", "right"))
    return pl.int_ranges(first, end, eager=True).explode().drop_nulls()


def _place(name: str, member: str) -> str:
    return f"{name} › {member}" if member else name
