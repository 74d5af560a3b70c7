"""Facets: how much failed under each value of a dimension, and when."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import polars as pl

from tlsrpt_tui.index.counts import Counter, Question, collected, date_of
from tlsrpt_tui.index.dictionary import Dictionary, among
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.facet_answers import Facet, FacetSort, FacetValue, FacetWish, Prefixes
from tlsrpt_tui.index.facet_keys import COLUMNS, Cells
from tlsrpt_tui.index.facet_rows import FacetRows, FacetTables
from tlsrpt_tui.index.facet_window import window_of
from tlsrpt_tui.index.kept import Kept
from tlsrpt_tui.index.networks import Networks
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.index.selection import Selection
from tlsrpt_tui.index.view import DayRange

_PLAIN = FacetWish()
_KEPT_NETWORKS = 2
_KEPT_COUNTS = 4
_MANY_VALUES = 2_000
_Name: TypeAlias = tuple[object, ...]


class Facets:
    """The facets of one set of tables."""

    def __init__(self, tables: Tables, dictionaries: Mapping[Strings, Dictionary], counter: Counter) -> None:
        self._policies = tables.policies
        self._rows = FacetTables(tables, counter)
        self._dictionaries = dictionaries
        self._counter = counter
        self._long: Kept[_Name, pl.DataFrame] = Kept(_KEPT_COUNTS)
        self._networks: Kept[Prefixes, Networks] = Kept(_KEPT_NETWORKS)

    def cut(self, span: DayRange, cells: int) -> Cells | None:
        """Return how time is cut for sparks of ``cells``; ``None`` where there is nothing to cut."""
        bounds = self._counter.span(span)
        return None if bounds is None or not cells else Cells(*bounds, cells)

    def counted(
        self,
        asked: Mapping[Dimension, Selection],
        *,
        most: int,
        cut: Cells | None,
        wishes: Mapping[Dimension, FacetWish] = MappingProxyType({}),
        beside: Sequence[Question] = (),
    ) -> tuple[dict[Dimension, Facet], list[pl.DataFrame]]:
        """Count the values of each dimension in its selection, without their reports.

        Args:
            asked: the selection of each.
            most: how many values of each are wanted.
            cut: what their sparks show.
            wishes: which values are wanted, and in what order; the first and most failed first where nothing is said.
            beside: questions that are answered in the same run; their answers come second.
        """
        taken = self._rows.rows(asked, cut)
        wished = {dimension: wishes.get(dimension, _PLAIN) for dimension in asked}
        dated: dict[_Name, Question] = {
            (dimension, asked[dimension]): self._rows.last_days(asked[dimension], dimension)
            for dimension in asked
            if wished[dimension].order.sort is FacetSort.LAST
        }
        grouped: dict[_Name, Question] = {
            (rows.bundle, *rows.origin): Question.of(rows.rows, "key", *rows.sums) for rows in taken
        }
        known, answers = self._answered(grouped | dated, beside)
        counted = [known[name] for name in grouped]
        leading = {
            dimension: self._leading(
                dimension, rows, groups, most, wished[dimension], known.get((dimension, asked[dimension]))
            )
            for rows, groups in zip(taken, counted, strict=True)
            for dimension in rows.asked
        }
        sparks = {} if cut is None else self._sparks(taken, counted, leading, cut)
        facets = {dimension: leading[dimension].facet(sparks=sparks.get(dimension)) for dimension in asked}
        return facets, answers

    def _answered(
        self, named: Mapping[_Name, Question], beside: Sequence[Question]
    ) -> tuple[dict[_Name, pl.DataFrame], list[pl.DataFrame]]:
        """Answer all questions side by side; where many values are counted, that is kept for who goes through them."""
        kept = {name: self._long.get(name) for name in named}
        known = {name: answer for name, answer in kept.items() if answer is not None}
        fresh = {name: question for name, question in named.items() if name not in known}
        answers = collected([*fresh.values(), *beside])
        for name, answer in zip(fresh, answers, strict=False):
            known[name] = self._long.keep(name, answer) if len(answer) > _MANY_VALUES else answer
        return known, answers[len(fresh) :]

    def exact(self, selection: Selection, dimension: Dimension) -> Facet:
        """Count every value of one dimension, most failed first, with its reports."""
        frame = self._rows.of(selection, dimension)
        sums = [name for name in ("failed", "successful") if name in frame.columns]
        # A report is once in a value, however often it names it.
        pairs = frame.lazy().select("code", "report").unique().group_by("code").agg(pl.len().alias("reports"))
        values, reports = collected([Question.of(frame, "code", *sums), Question(pairs, len(frame))])
        leading = _Leading(dimension, self._dictionaries[COLUMNS[dimension][1]], values)
        return leading.facet(reports=dict(reports.select("code", "reports").iter_rows()))

    def _leading(
        self,
        dimension: Dimension,
        rows: FacetRows,
        groups: pl.DataFrame,
        most: int,
        wish: FacetWish,
        days: pl.DataFrame | None,
    ) -> "_Leading":
        """Return the values at hand."""
        column, strings = COLUMNS[dimension]
        values = rows.bundle.values(groups, dimension, rows.sums)
        if rows.named is not None and dimension.attributes_successes:
            # What a word names is seen even where nothing failed.
            seen = among(len(self._dictionaries[strings]), self._policies[column].filter(rows.named)).arg_true()
            codes = seen.cast(values.schema["code"]).to_frame("code")
            named = codes.join(values, on="code", how="anti").with_columns(failed=pl.lit(0))
            values = pl.concat([values, named.cast({"failed": values.schema["failed"]})])
        if days is not None:
            values = values.join(days.select(pl.col("code").cast(values.schema["code"]), "last"), on="code", how="left")
        return self._by_network(dimension, values, most, wish)

    def _by_network(self, dimension: Dimension, values: pl.DataFrame, most: int, wish: FacetWish) -> "_Leading":
        """Return the values at hand, by network where that is wished."""
        dictionary = self._dictionaries[COLUMNS[dimension][1]]
        if wish.networks is None or dimension is not Dimension.SENDING_IPS:
            return _Leading(dimension, dictionary, values, most, wish)
        prefixes = wish.networks
        networks = self._networks.get_or_make(prefixes, lambda: Networks(dictionary, prefixes))
        latest = [pl.col("last").max()] if "last" in values.columns else []
        grouped = networks.of(values).group_by("code").agg(pl.col("failed").sum(), *latest)
        return _Leading(dimension, networks, grouped, most, wish)

    def _sparks(
        self,
        taken: Sequence[FacetRows],
        answers: Sequence[pl.DataFrame],
        leading: Mapping[Dimension, "_Leading"],
        cut: Cells,
    ) -> dict[Dimension, dict[int, tuple[int | None, ...]]]:
        """Return failed sessions in each cell for each code that leads; ``None`` where no report is."""
        groups = {
            dimension: rows.bundle.cells(answer, dimension)
            for rows, answer in zip(taken, answers, strict=False)
            for dimension in rows.asked
            if not rows.bundle.is_timeless
        }
        late = {rows.asked[0]: rows for rows in taken if rows.bundle.is_timeless}
        found = collected([_cells(rows, leading[dimension]) for dimension, rows in late.items()])
        groups |= dict(zip(late, found, strict=True))
        return {
            dimension: leading[dimension].sparks(groups[dimension], rows.known, cut.number)
            for rows in taken
            for dimension in rows.asked
        }


def _cells(rows: FacetRows, leading: "_Leading") -> Question:
    """Ask for the cells of the values that lead."""
    shown = rows.rows.filter(leading.shown.gather(rows.rows["key"]))
    return Question(shown.lazy().group_by("cell", code="key").agg(pl.col("failed").sum()), len(shown))


class _Leading:
    """The values of one dimension, and which of them are shown."""

    def __init__(
        self,
        dimension: Dimension,
        dictionary: Dictionary,
        values: pl.DataFrame,
        most: int | None = None,
        wish: FacetWish = _PLAIN,
    ) -> None:
        self._dimension = dimension
        self._dictionary = dictionary
        self._values = values
        self._wish = wish
        self._window = window_of(values, dictionary, most, wish)
        self._shown = self._window.shown

    @property
    def shown(self) -> pl.Series:
        """Whether each code of the column is shown, be it as one of a network."""
        shown = among(len(self._dictionary), self._shown["code"])
        return shown.gather(self._dictionary.codes) if isinstance(self._dictionary, Networks) else shown

    def sparks(self, groups: pl.DataFrame, known: frozenset[int], cells: int) -> dict[int, tuple[int | None, ...]]:
        """Return a line of ``cells`` for each code that is shown, from ``code``, ``cell`` and ``failed``."""
        if isinstance(self._dictionary, Networks):
            groups = self._dictionary.of(groups).group_by("code", "cell").agg(pl.col("failed").sum())
        blank: list[int | None] = [0 if cell in known else None for cell in range(cells)]
        lines = {code: list(blank) for code in self._shown["code"].to_list()}
        inside = groups.filter(pl.col("cell") < cells).select("code", "cell", "failed")
        for code, cell, failed in inside.rows():
            if code in lines:
                lines[code][cell] = failed
        return {code: tuple(line) for code, line in lines.items()}

    def facet(
        self,
        *,
        reports: Mapping[int, int] | None = None,
        sparks: Mapping[int, tuple[int | None, ...]] | None = None,
    ) -> Facet:
        """Return the facet, with the reports and the spark of each code where they were counted."""
        window = self._window
        values = self._plain(window.shown, reports, sparks or {})
        tops = values if window.top is None else self._plain(window.top, None, {})
        return Facet(
            dimension=self._dimension,
            values=values,
            distinct=len(self._values),
            failed=int(self._values["failed"].sum()),
            offset=window.offset,
            hidden=len(self._values) - window.listed,
            top=tops[0] if tops else None,
            wish=self._wish.listing,
        )

    def _plain(
        self, shown: pl.DataFrame, reports: Mapping[int, int] | None, sparks: Mapping[int, tuple[int | None, ...]]
    ) -> tuple[FacetValue, ...]:
        """Return rows as plain values."""
        codes, nothing = shown["code"].to_list(), [None] * len(shown)
        successes = shown["successful"].to_list() if "successful" in shown.columns else nothing
        days = shown["last"].to_list() if "last" in shown.columns else nothing
        texts = self._dictionary.values.gather(shown["code"]).to_list()
        networks = nothing
        if isinstance(self._dictionary, Networks):
            networks = self._dictionary.known.gather(shown["code"]).to_list()
        return tuple(
            FacetValue(
                text,
                None if reports is None else reports[code],
                successful,
                failed,
                sparks.get(code, ()),
                None if day is None else date_of(day),
                bool(network),
            )
            for code, text, successful, failed, day, network in zip(
                codes, texts, successes, shown["failed"].to_list(), days, networks, strict=True
            )
        )
