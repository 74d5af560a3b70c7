"""Who speaks for sessions that two policies of one report describe: never both, and one where the other is not seen."""

import polars as pl

from tlsrpt_tui.index.dictionary import among
from tlsrpt_tui.index.schema import Tables


class Rivalries:
    """The contested policies and failure rows of one set of tables; most tables have few."""

    def __init__(self, tables: Tables) -> None:
        numbered = tables.policies.select(
            "counts",
            rival=pl.col("rival").rank("dense").cast(pl.UInt32),
            number=pl.int_range(pl.len(), dtype=pl.UInt32),
        )
        self._policies = numbered.drop_nulls("rival")
        self._rivalries = self._policies["rival"].n_unique()
        contested = numbered["rival"].is_not_null().gather(tables.failures["policy"]) if self.any else None
        rows = pl.Series([], dtype=pl.UInt32) if contested is None else contested.arg_true()
        self._failures = numbered.select("counts", "rival")[tables.failures["policy"].gather(rows)].with_columns(
            number=rows
        )

    @property
    def any(self) -> bool:
        """Whether any session is described twice."""
        return self._rivalries > 0

    def heard(self, policies: pl.Series) -> pl.Series:
        """Return the policies that do not count, but do in a selection that leaves out those that would.

        Args:
            policies: mask of the selected policies.
        """
        selected = _within(self._policies, policies)
        quiet = selected.filter(~pl.col("counts"))
        return quiet.filter(~self._spoken_for(selected).gather(quiet["rival"]))["number"]

    def silent(self, failures: pl.Series | None) -> pl.Series:
        """Return the failure rows for whose sessions another selected row speaks.

        Args:
            failures: mask of the selected rows; ``None`` takes all.
        """
        selected = self.contested(failures)
        quiet = selected.filter(~pl.col("counts"))
        return quiet.filter(self._spoken_for(selected).gather(quiet["rival"]))["number"]

    def contested(self, failures: pl.Series | None) -> pl.DataFrame:
        """Return ``number``, ``rival`` and ``counts`` of the failure rows whose sessions are described twice.

        Args:
            failures: mask of the selected rows; ``None`` takes all.
        """
        return self._failures if failures is None else _within(self._failures, failures)

    def _spoken_for(self, selected: pl.DataFrame) -> pl.Series:
        """Return for each rivalry whether one that counts is selected."""
        return among(self._rivalries + 1, selected.filter("counts")["rival"])


def _within(contested: pl.DataFrame, mask: pl.Series) -> pl.DataFrame:
    return contested.filter(mask.gather(contested["number"]))
