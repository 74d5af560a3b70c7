"""Days become bars: the finest unit that fits, whole units from the first report to the last."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_tui.index.timeline import DayCount, bars_of

D = dt.date
ONE = DayCount(1, 2, 3)


@pytest.mark.parametrize(
    ("first", "last", "unit", "bars"),
    [
        (D(2026, 11, 1), D(2026, 11, 1), "day", 1),
        (D(2026, 11, 1), D(2026, 11, 30), "day", 30),
        (D(2026, 11, 1), D(2026, 12, 1), "week", 6),
        (D(2026, 1, 1), D(2026, 12, 31), "month", 12),
        (D(2024, 1, 1), D(2026, 12, 31), "quarter", 12),
        (D(2000, 1, 1), D(2026, 12, 31), "year", 27),
        (D(1900, 1, 1), D(2026, 12, 31), "decade", 13),
        (D(1001, 1, 1), D(2026, 12, 31), "century", 11),
        (D.min, D.max, "millennium", 10),
    ],
)
def test_the_finest_unit_that_fits_is_taken(first, last, unit, bars):
    name, made = bars_of({}, first, last, 30)
    assert (name, len(made)) == (unit, bars)


def test_a_bar_covers_whole_calendar_units():
    name, bars = bars_of({D(2026, 2, 10): ONE}, D(2026, 2, 10), D(2026, 7, 9), 2)
    assert name == "year"
    assert [(bar.first, bar.last) for bar in bars] == [(D(2026, 1, 1), D(2026, 12, 31))]
    name, bars = bars_of({}, D(2026, 2, 10), D(2026, 7, 9), 3)
    assert name == "quarter"
    assert [(bar.first, bar.last) for bar in bars] == [
        (D(2026, 1, 1), D(2026, 3, 31)),
        (D(2026, 4, 1), D(2026, 6, 30)),
        (D(2026, 7, 1), D(2026, 9, 30)),
    ]


def test_a_week_starts_on_monday():
    name, bars = bars_of({}, D(2026, 11, 1), D(2026, 11, 20), 4)
    assert name == "week"
    assert bars[0].first == D(2026, 10, 26)
    assert {bar.first.isoweekday() for bar in bars} == {1}


def test_months_know_their_lengths():
    _, bars = bars_of({}, D(2027, 12, 31), D(2028, 3, 1), 4)
    assert [bar.last for bar in bars] == [D(2027, 12, 31), D(2028, 1, 31), D(2028, 2, 29), D(2028, 3, 31)]


def test_the_days_of_a_bar_are_added_up_and_a_bar_without_days_is_a_gap():
    days = {D(2026, 11, 2): DayCount(1, 10, 1), D(2026, 11, 8): DayCount(2, 20, 2), D(2026, 11, 16): DayCount(3, 0, 0)}
    _, bars = bars_of(days, D(2026, 11, 2), D(2026, 11, 16), 3)
    assert [(bar.reports, bar.successful, bar.failed) for bar in bars] == [(3, 30, 3), (0, 0, 0), (3, 0, 0)]


def test_a_bar_with_a_day_of_unknown_successes_has_none():
    days = {D(2026, 11, 2): DayCount(1, None, 1), D(2026, 11, 3): DayCount(1, None, 1)}
    _, bars = bars_of(days, D(2026, 11, 2), D(2026, 11, 15), 2)
    assert bars[0].successful is None


@given(st.lists(st.dates(), min_size=1), st.integers(min_value=10, max_value=100))
def test_bars_join_without_gap_or_overlap_and_lose_no_day(days, most):
    counts = dict.fromkeys(days, ONE)
    _, bars = bars_of(counts, min(days), max(days), most)
    assert 0 < len(bars) <= most
    assert bars[0].first <= min(days)
    assert bars[-1].last >= max(days)
    for left, right in pairwise(bars):
        assert right.first - left.last == dt.timedelta(days=1)
    assert sum(bar.reports for bar in bars) == len(counts)
