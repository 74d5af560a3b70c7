"""Facets: how much failed under each value of a dimension, and when."""

from collections.abc import Mapping, Sequence

import polars as pl

from tlsrpt_tui.index.counts import Counter, Question, collected
from tlsrpt_tui.index.dictionary import Dictionary, among
from tlsrpt_tui.index.engine import Dimension, Facet, FacetValue
from tlsrpt_tui.index.facet_keys import COLUMNS, Cells
from tlsrpt_tui.index.facet_rows import FacetRows, FacetTables
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.index.selection import Selection
from tlsrpt_tui.index.view import DayRange


class Facets:
    """The facets of one set of tables."""

    def __init__(self, tables: Tables, dictionaries: Mapping[Strings, Dictionary], counter: Counter) -> None:
        self._policies = tables.policies
        self._rows = FacetTables(tables, counter)
        self._dictionaries = dictionaries
        self._counter = counter

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
        beside: Sequence[Question] = (),
    ) -> tuple[dict[Dimension, Facet], list[pl.DataFrame]]:
        """Count the values of each dimension in its selection, most failed first, without their reports.

        Args:
            asked: the selection of each.
            most: how many values of each are wanted.
            cut: what their sparks show.
            beside: questions that are answered in the same run; their answers come second.
        """
        taken = self._rows.rows(asked, cut)
        answers = collected([*(Question.of(rows.rows, "key", *rows.sums) for rows in taken), *beside])
        leading = {
            dimension: self._leading(dimension, rows, groups, most)
            for rows, groups in zip(taken, answers, strict=False)
            for dimension in rows.asked
        }
        sparks = {} if cut is None else self._sparks(taken, answers, leading, cut)
        return {dimension: leading[dimension].facet(sparks=sparks.get(dimension)) for dimension in asked}, answers[
            len(taken) :
        ]

    def exact(self, selection: Selection, dimension: Dimension) -> Facet:
        """Count every value of one dimension, most failed first, with its reports."""
        frame = self._rows.of(selection, dimension)
        sums = [name for name in ("failed", "successful") if name in frame.columns]
        # A report is once in a value, however often it names it.
        pairs = frame.lazy().select("code", "report").unique().group_by("code").agg(pl.len().alias("reports"))
        values, reports = collected([Question.of(frame, "code", *sums), Question(pairs, len(frame))])
        leading = _Leading(dimension, self._dictionaries[COLUMNS[dimension][1]], values)
        return leading.facet(reports=dict(reports.select("code", "reports").iter_rows()))

    def _leading(self, dimension: Dimension, rows: FacetRows, groups: pl.DataFrame, most: int) -> "_Leading":
        """Return the values that lead."""
        column, strings = COLUMNS[dimension]
        values = rows.bundle.values(groups, dimension, rows.sums)
        if rows.named is not None and dimension.attributes_successes:
            # What a word names is seen even where nothing failed.
            seen = among(len(self._dictionaries[strings]), self._policies[column].filter(rows.named)).arg_true()
            codes = seen.cast(values.schema["code"]).to_frame("code")
            named = codes.join(values, on="code", how="anti").with_columns(failed=pl.lit(0))
            values = pl.concat([values, named.cast({"failed": values.schema["failed"]})])
        return _Leading(dimension, self._dictionaries[strings], values, most)

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
        self, dimension: Dimension, dictionary: Dictionary, values: pl.DataFrame, most: int | None = None
    ) -> None:
        self._dimension = dimension
        self._dictionary = dictionary
        self._values = values
        best = values
        if most and len(values) > most:
            best = values.filter(pl.col("failed") >= values["failed"].top_k(most).min())
        sums = [name for name in ("failed", "successful") if name in values.columns]
        ranked = best.with_columns(text=dictionary.text_rank.gather(best["code"]))
        ranked = ranked.sort(*sums, "text", descending=[*(True for _ in sums), False])
        self._shown = ranked if most is None else ranked.head(most)

    @property
    def shown(self) -> pl.Series:
        """Whether each code of the dictionary is shown."""
        return among(len(self._dictionary), self._shown["code"])

    def sparks(self, groups: pl.DataFrame, known: frozenset[int], cells: int) -> dict[int, tuple[int | None, ...]]:
        """Return a line of ``cells`` for each code that is shown, from ``code``, ``cell`` and ``failed``."""
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
        shown, sparks = self._shown, sparks or {}
        codes = shown["code"].to_list()
        successes = shown["successful"].to_list() if "successful" in shown.columns else [None] * len(shown)
        texts = self._dictionary.values.gather(shown["code"]).to_list()
        return Facet(
            dimension=self._dimension,
            values=tuple(
                FacetValue(text, None if reports is None else reports[code], successful, failed, sparks.get(code, ()))
                for code, text, successful, failed in zip(
                    codes, texts, successes, shown["failed"].to_list(), strict=True
                )
            ),
            distinct=len(self._values),
            failed=int(self._values["failed"].sum()),
        )
