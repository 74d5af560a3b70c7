"""Days become bars: the finest unit that fits, whole units from the first report to the last."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.index.factories import NOW, engine_of, on, overview, policy, report
from tlsrpt_tui.index.engine import Timeline
from tlsrpt_tui.index.timeline import DayCount, bars_of
from tlsrpt_tui.index.view import DayRange, View
from tlsrpt_tui.index.zoom import filling, following, zoomed_in, zoomed_out

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


# Zooming: a window of time that is no filter


def timeline(first, last, most=72, window=None):
    shown = window or DayRange(first, last)
    unit, bars = bars_of({}, max(shown.first, first), min(shown.last, last), most)
    return Timeline(unit, bars, last, (first, last))


def test_zooming_in_goes_from_years_to_days_and_then_to_fewer_days():
    first, last = D(2000, 3, 5), D(2026, 11, 20)
    shown, around, units = timeline(first, last, 30), D(2010, 6, 15), []
    while (window := zoomed_in(shown, around, 30)) is not None:
        shown = timeline(first, last, 30, window)
        units.append(shown.unit)
        assert window.first <= around <= window.last
        assert len(shown.bars) <= 30
    assert units == ["quarter", "month", "week", "day", "day", "day"]
    assert len(shown.bars) == 5


def test_zooming_out_goes_back_until_all_is_shown():
    first, last = D(2000, 3, 5), D(2026, 11, 20)
    window, units = DayRange(D(2010, 6, 13), D(2010, 6, 17)), []
    while window is not None:
        shown = timeline(first, last, 30, window)
        units.append(shown.unit)
        window = zoomed_out(shown, 30)
    assert list(dict.fromkeys(units)) == ["day", "week", "month", "quarter", "year"]


@given(st.dates(), st.dates(), st.dates(), st.integers(20, 200))
def test_every_zoom_stays_within_the_reports_and_ends(one, other, around, most):
    first, last = min(one, other), max(one, other)
    shown = timeline(first, last, most)
    for _ in range(20):
        window = zoomed_in(shown, around, most)
        if window is None:
            break
        assert first <= window.first <= window.last <= last
        shown = timeline(first, last, most, window)
    else:
        raise AssertionError("zooming in goes on for ever")
    for _ in range(20):
        window = zoomed_out(shown, most)
        if window is None:
            break
        assert first <= window.first <= window.last <= last
        shown = timeline(first, last, most, window)
    else:
        raise AssertionError("zooming out goes on for ever")


def test_a_range_fills_the_window_as_far_as_reports_reach():
    span = D(2026, 11, 1), D(2026, 11, 20)
    assert filling(DayRange(D(2026, 11, 5), D(2026, 11, 12)), span) == DayRange(D(2026, 11, 5), D(2026, 11, 12))
    assert filling(DayRange(D(2026, 11, 12), None), span) == DayRange(D(2026, 11, 12), D(2026, 11, 20))
    assert filling(DayRange(D(2026, 11, 10), D(2026, 11, 10)), span) == DayRange(D(2026, 11, 8), D(2026, 11, 12))
    assert filling(DayRange(D(2026, 12, 10), None), span) is None


def test_the_window_follows_a_range_out_of_sight():
    span = D(2026, 1, 1), D(2026, 11, 20)
    window = DayRange(D(2026, 11, 1), D(2026, 11, 10))
    assert following(window, DayRange(D(2026, 11, 3), D(2026, 11, 4)), span) == window
    assert following(window, DayRange(D(2026, 10, 1), D(2026, 10, 10)), span) == DayRange(
        D(2026, 10, 1), D(2026, 10, 10)
    )
    assert following(window, DayRange(D(2027, 1, 1), None), span) is None


def test_an_engine_shows_a_window_of_time_under_the_filters_of_the_view():
    engine = engine_of(*(report(policy(9, day), start=on(11, day)) for day in range(1, 13)))
    view = View.parse("since:2026-11-12")
    found = engine.timeline(view, now=NOW, bars=72, window=DayRange(D(2026, 11, 3), D(2026, 11, 6)))
    assert [bar.failed for bar in found.bars] == [3, 4, 5, 6]
    assert (found.span, found.newest) == ((D(2026, 11, 1), D(2026, 11, 12)), D(2026, 11, 12))
    assert engine.timeline(view, now=NOW, bars=72) == overview(engine, "since:2026-11-12").timeline
    assert len(engine.timeline(view, now=NOW, bars=72, window=DayRange(D(2027, 1, 1), D(2027, 1, 2))).bars) == 12
