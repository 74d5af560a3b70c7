"""How numbers, days and names are written on the screens."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_tui import numbers
from tlsrpt_tui.tui.names import brief, said


def plain(text):
    return text.replace("\u00a0", " ")


def at(day, hour=0, minute=0, second=0, month=11):
    return dt.datetime(2026, month, day, hour, minute, second, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (999, "999"), (1377, "1 377"), (4412003, "4 412 003"), (-1000, "-1 000")]
)
def test_thousands_stand_apart(number, text):
    assert plain(numbers.count(number)) == text
    assert " " not in numbers.count(number)


@given(st.integers(0, 10**30))
def test_a_count_loses_no_digit(number):
    assert int(numbers.count(number).replace("\u00a0", "")) == number


@pytest.mark.parametrize(
    ("failed", "successful", "decimals", "text"),
    [
        (0, 10, 2, "—"),
        (1, 99, 2, "1.00%"),
        (1, 99999, 2, "<0.01%"),
        (1, 9999, 1, "<0.1%"),
        (5, 0, 1, "100.0%"),
        (5, None, 2, ""),
    ],
)
def test_a_rate_is_never_rounded_to_nothing(failed, successful, decimals, text):
    assert numbers.rate(failed, successful, decimals=decimals) == text


@pytest.mark.parametrize(("part", "whole", "text"), [(0, 9, ""), (1, 1000, "<1%"), (1, 2, "50%"), (3, 3, "100%")])
def test_a_share_is_whole_per_cent_and_never_zero(part, whole, text):
    assert numbers.share(part, whole) == text


def test_days_name_the_year_once():
    first, last = dt.date(2026, 11, 15), dt.date(2026, 11, 20)
    assert numbers.days(first, last) == "15–20 Nov 2026"
    assert numbers.days(first, last, year=False) == "15–20 Nov"
    assert numbers.days(first, first) == "15 Nov 2026"
    assert numbers.days(dt.date(2026, 10, 28), dt.date(2026, 11, 3)) == "28 Oct – 3 Nov 2026"
    assert numbers.days(dt.date(2025, 12, 30), dt.date(2026, 1, 2)) == "30 Dec 2025 – 2 Jan 2026"
    assert numbers.weekday(last) == "Fri 20 Nov"
    assert numbers.day(None) == "no date"


def test_one_is_singular():
    assert numbers.plural(1, "report") == "1 report"
    assert plain(numbers.plural(1204, "report")) == "1 204 reports"
    assert numbers.plural(0, "report") == "0 reports"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        ("604800", "7 days"),
        ("3600", "1 hour"),
        ("90", "90 seconds"),
        ("0", "0 seconds"),
        ("-1", "-1"),
        ("a week", "a week"),
        ("²", "²"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_the_age_of_a_policy_is_told_in_the_greatest_unit_that_fits(seconds, text):
    assert numbers.age_of_policy(seconds) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (at(20), at(20, 23, 59, 59), "20 Nov 2026, 00–24 UTC"),
        (at(20), at(21), "20 Nov 2026, 00–24 UTC"),
        (at(20), at(22, 23, 59, 59), "20–22 Nov 2026 UTC"),
        (at(20, 7), at(21, 7), "2026-11-20 07:00 – 2026-11-21 07:00 UTC"),
        (at(20), at(20), "2026-11-20 00:00 – 2026-11-20 00:00 UTC"),
        (None, at(20), "no readable date"),
        (at(20), None, "no readable date"),
    ],
)
def test_a_period_says_whole_days_as_days_and_all_others_with_their_times(start, end, text):
    assert numbers.period(start, end) == text


@pytest.mark.parametrize("moment", [dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)])
def test_a_period_at_the_end_of_the_calendar_is_told_too(moment):
    assert "UTC" in numbers.period(moment, moment)


@pytest.mark.parametrize(
    ("whole", "short"),
    [
        ("Google Inc.", "Google"),
        ("Microsoft Corporation", "Microsoft"),
        ("Alpenpost AG", "Alpenpost"),
        ("Harbour Lane, Ltd.", "Harbour Lane"),
        ("Fjordpost A/S", "Fjordpost"),
        ("AG", "AG"),
        ("Northwind Mail", "Northwind Mail"),
        ("", "(none)"),
        ("   ", "(none)"),
    ],
)
def test_narrow_columns_leave_the_legal_form_out(whole, short):
    assert brief(whole) == short


def test_an_absent_value_has_a_word():
    assert said("") == "(none)"
    assert said("example.com") == "example.com"
