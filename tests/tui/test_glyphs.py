"""Bars, sparklines and axes: the arithmetic behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tlsrpt_tui.tui.glyphs import ceiling, column, share_bar, spark

counts = st.integers(0, 10**9)


def test_a_sparkline_tells_no_report_from_nothing_failed_from_failures():
    assert spark([None, 0, 1, 5, 10]) == " ▁▂▄▇"


def test_a_sparkline_never_fills_its_cell_so_that_rows_do_not_merge():
    assert spark([10**9, 1, 0]) == "▇▂▁"
    assert spark([]) == ""
    assert spark([None, None]) == "  "
    assert spark([0, 0]) == "▁▁"


@given(st.lists(st.none() | counts))
def test_a_sparkline_has_one_cell_a_value_and_failures_always_stand_above_none(values):
    drawn = spark(values)
    assert cell_len(drawn) == len(values)
    for value, glyph in zip(values, drawn, strict=True):
        assert glyph == " " if value is None else glyph == "▁" if value == 0 else glyph in "▂▃▄▅▆▇"


@pytest.mark.parametrize(
    ("part", "bar"),
    [(100, "━━━━"), (50, "━━"), (40, "━╸"), (13, "╸"), (1, "╸"), (0, "")],
)
def test_a_share_bar_counts_in_half_cells_and_something_is_never_nothing(part, bar):
    assert share_bar(part, 100, 4) == bar


@given(counts, counts, st.integers(-1, 40))
def test_a_share_bar_never_leaves_its_room(part, more, width):
    assert len(share_bar(part, part + more, width)) <= max(0, width)


def test_the_largest_fills_the_bar_and_no_room_holds_no_bar():
    assert share_bar(7, 7, 9) == "━" * 9
    assert share_bar(7, 7, 0) == ""
    assert share_bar(7, 0, 9) == ""


def test_a_column_grows_from_its_foot_in_eighths():
    assert column(8, 8, 2) == ["█", "█"]
    assert column(4, 8, 2) == [" ", "█"]
    assert column(6, 8, 2) == ["▄", "█"]
    assert column(0, 8, 2) == [" ", " "]
    assert column(1, 10**6, 2) == [" ", "▂"]
    assert column(1, 0, 2) == [" ", " "]


@given(counts, counts, st.integers(1, 12))
def test_a_column_has_as_many_cells_as_rows_and_no_hole(value, more, rows):
    cells = column(value, value + more, rows)
    assert len(cells) == rows
    heights = [" ▁▂▃▄▅▆▇█".index(cell) for cell in cells]
    assert heights == sorted(heights)
    assert bool(sum(heights)) is (value > 0)


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 1), (1, 1), (7, 7), (10, 10), (11, 12), (13, 15), (101, 120), (728, 800), (2958, 3000), (999, 1000)],
)
def test_the_axis_ends_at_the_next_round_number(value, top):
    assert ceiling(value) == top


@given(st.integers(1, 10**15))
def test_the_axis_holds_its_greatest_bar_and_is_not_much_higher(value):
    assert value <= ceiling(value) <= max(10, 1.5 * value)
