"""Rows in order: one packed number or many columns give the same."""

from dataclasses import dataclass

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_tui.index.ordering import Key, ordered

LARGEST = 2**63 - 1
numbers = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from((LARGEST, -LARGEST)))


@dataclass(frozen=True)
class Column:
    values: list
    descending: bool

    def sort(self, rows):
        """Sort rows stably by this column, nulls last."""
        known = [row for row in rows if self.values[row] is not None]
        known.sort(key=lambda row: -self.values[row] if self.descending else self.values[row])
        return known + [row for row in rows if self.values[row] is None]


@st.composite
def columns(draw, values=numbers):
    length = draw(st.integers(0, 8))
    column = st.builds(Column, st.lists(values, min_size=length, max_size=length), st.booleans())
    return draw(st.lists(column, min_size=1, max_size=3))


def compare(drawn, dtype):
    expected = list(range(len(drawn[0].values)))
    for column in reversed(drawn):
        expected = column.sort(expected)
    keys = [Key(pl.Series(column.values, dtype=dtype), descending=column.descending) for column in drawn]
    assert ordered(keys).to_list() == expected


@given(columns())
def test_rows_are_sorted_by_each_key_in_turn_nulls_last_and_ties_as_they_came(drawn):
    compare(drawn, pl.Int64)


@given(columns(st.integers(0, 2**100)))
def test_numbers_beyond_64_bits_sort_too(drawn):
    compare(drawn, pl.Int128)


@given(columns(st.integers(0, 255)))
def test_narrow_columns_sort_too(drawn):
    compare(drawn, pl.UInt8)
