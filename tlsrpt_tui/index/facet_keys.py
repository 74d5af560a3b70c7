"""Several small columns as one: what their facets count is then grouped once, and taken apart after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import polars as pl

from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.schema import Strings

COLUMNS = {
    Dimension.ORGANIZATIONS: ("organization", Strings.ORGANIZATION),
    Dimension.DOMAINS: ("domain", Strings.DOMAIN),
    Dimension.POLICY_TYPES: ("policy_type", Strings.POLICY_TYPE),
    Dimension.MX_HOSTS: ("mx_host", Strings.MX_HOST),
    Dimension.RESULT_TYPES: ("result_type", Strings.RESULT_TYPE),
    Dimension.SENDING_IPS: ("sending_ip", Strings.IP),
}
"""The column and the dictionary of each dimension."""

_FEW_GROUPS = 8_192
"""Up to here, more groups cost next to nothing."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Days since 1970, from ``first`` to ``last``, cut into ``number`` stretches of time."""

    first: int
    last: int
    number: int

    def place(self, day: int | None) -> int:
        """Return the stretch of one day, ``number`` for one outside."""
        if day is None or not self.first <= day <= self.last:
            return self.number
        return (day - self.first) * self.number // (self.last - self.first + 1)

    def of(self, days: pl.Series) -> pl.Series:
        """Return the stretch of each day, ``number`` for one outside."""
        day = pl.col("day")
        place = (day.cast(pl.Int64) - self.first) * self.number // (self.last - self.first + 1)
        inside = day.is_between(self.first, self.last)
        kind = pl.UInt8 if self.number < 1 << 8 else pl.UInt32
        placed = pl.when(inside).then(place).otherwise(self.number).cast(kind)
        return days.to_frame("day").select(cell=placed).to_series()


@dataclass(frozen=True, slots=True)
class Bundle:
    """Dimensions that are grouped together.

    Attributes:
        sizes: how many values each has.
        stride: cells of time and one for what lies outside; 1 where time is left aside, as there are too many values.
    """

    dimensions: tuple[Dimension, ...]
    sizes: tuple[int, ...]
    stride: int

    @property
    def is_timeless(self) -> bool:
        """Whether its key leaves time aside."""
        return self.stride == 1

    @property
    def is_plain(self) -> bool:
        """Whether its key is nothing but the code of its one dimension."""
        return len(self.dimensions) == 1 and self.stride == 1

    def key(self, table: pl.DataFrame, cells: pl.Series | None) -> pl.Series:
        """Return one number for each row of ``table``, of which ``cells`` are the stretches of time."""
        columns = [COLUMNS[dimension][0] for dimension in self.dimensions]
        if self.is_plain:
            return table[columns[0]]
        kind = pl.UInt16 if prod(self.sizes) * self.stride <= 1 << 16 else pl.UInt32
        key = pl.col(columns[0]).cast(kind)
        for column, size in zip(columns[1:], self.sizes[1:], strict=True):
            key = key * size + pl.col(column).cast(kind)
        if cells is not None and self.stride > 1:
            key = key * self.stride + pl.lit(cells).cast(kind)
        return table.select(key=key).to_series()

    def values(self, groups: pl.DataFrame, dimension: Dimension, sums: Sequence[str]) -> pl.DataFrame:
        """Return the ``sums`` of each ``code`` of one dimension, from those of each ``key``."""
        if self.is_plain:
            return groups.rename({"key": "code"})
        return groups.group_by(self._code(dimension)).agg(pl.col(*sums).sum())

    def cells(self, groups: pl.DataFrame, dimension: Dimension) -> pl.DataFrame:
        """Return ``failed`` of each ``code`` and ``cell`` of one dimension, from that of each ``key``."""
        cell = (pl.col("key") % self.stride).alias("cell")
        return groups.group_by(self._code(dimension), cell).agg(pl.col("failed").sum())

    def _code(self, dimension: Dimension) -> pl.Expr:
        place = self.dimensions.index(dimension)
        within = prod(self.sizes[place + 1 :]) * self.stride
        key = pl.col("key").cast(pl.UInt32)
        return (key // max(within, 1) % max(self.sizes[place], 1)).alias("code")


def bundled(dimensions: Iterable[Dimension], sizes: Mapping[Dimension, int], cut: Cells | None) -> Sequence[Bundle]:
    """Return ``dimensions`` in as few bundles as hold few groups each."""
    stride = 1 if cut is None else cut.number + 1
    bundles: list[Bundle] = []
    for dimension in sorted(dimensions, key=lambda dimension: (sizes[dimension], dimension)):
        size = sizes[dimension]
        if size * stride > _FEW_GROUPS:
            bundles.append(Bundle((dimension,), (size,), 1))
            continue
        last = bundles[-1] if bundles else None
        if last is not None and prod(last.sizes) * size * stride <= _FEW_GROUPS:
            bundles[-1] = Bundle((*last.dimensions, dimension), (*last.sizes, size), stride)
        else:
            bundles.append(Bundle((dimension,), (size,), stride))
    return bundles
