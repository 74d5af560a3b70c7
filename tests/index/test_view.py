"""A view is replaced, never changed, and knows its own days."""

import datetime as dt

import pytest

from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index.view import Clause, DayRange, Field, Operator, Sort, SortColumn, View, day_of, days_of

NOW = dt.datetime(2026, 11, 20, 10, 30, tzinfo=dt.UTC)


def day(text):
    return dt.date.fromisoformat(text)


def test_a_view_is_its_text():
    view = View.parse("org:google failed>5")
    assert view.clauses == (Clause(Field.ORGANIZATION, ("google",)), Clause(Field.FAILED, ("5",), Operator.MORE))
    assert view.text == "org:google failed>5"


def test_a_text_that_cannot_be_understood_makes_no_view():
    with pytest.raises(FilterError):
        View.parse("org:")


def test_a_view_without_clauses_is_open():
    assert View().is_open
    assert View().widened().is_open
    assert not View.parse("google").is_open


STEPS = [
    ("", Field.DOMAIN, "example.com", "domain:example.com"),
    ("domain:a.example,b.example mx:x", Field.DOMAIN, "c.example", "mx:x domain:c.example"),
    ("domain:a.example -domain:b.example mx:x", Field.DOMAIN, "c.example", "-domain:b.example mx:x domain:c.example"),
    ("org:goo", Field.ORGANIZATION, "Google Inc.", 'org="Google Inc."'),
    ("", Field.MX, "*.example.com", "mx=*.example.com"),
    ("", Field.MX, "a|b", 'mx="a|b"'),
    ("", Field.MX, "", 'mx:""'),
    ("", Field.DOMAIN, "bücher.example", "domain=bücher.example"),
    ("", Field.SENDING_IP, "198.51.100.7", "ip:198.51.100.7"),
    ("", Field.SENDING_IP, "198.51.100.0/24", "ip=198.51.100.0/24"),
    ("", Field.SENDING_IP, "", 'ip:""'),
    ("", Field.POLICY, "no-policy-found", "policy:none"),
    ("", Field.POLICY, "none", 'policy:"none"'),
    ("on:today", Field.ON, "2026-11-10", "on:2026-11-10"),
    ("google", Field.WORDS, "expired", "google expired"),
]


@pytest.mark.parametrize(("before", "field", "value", "after"), STEPS)
def test_narrowing_takes_the_place_of_what_was_chosen_and_comes_last(before, field, value, after):
    assert View.parse(before).narrowed(field, value).text == after


EXCLUSIONS = [
    ("", Field.DOMAIN, "a.example", "-domain:a.example"),
    ("-domain:a.example mx:x", Field.DOMAIN, "b.example", "-domain:a.example mx:x -domain:b.example"),
    ("-domain:a.example mx:x", Field.DOMAIN, "a.example", "mx:x -domain:a.example"),
    ("domain:a.example", Field.DOMAIN, "b.example", "domain:a.example -domain:b.example"),
    ("-org:microsoft", Field.ORGANIZATION, "Google", "-org:microsoft -org=Google"),
    ("-org:microsoft -org=Google", Field.ORGANIZATION, "Yahoo", "-org:microsoft -org=Google -org=Yahoo"),
    ("-google", Field.WORDS, "expired", "-google -expired"),
    ("-on:2026-11-09", Field.ON, "2026-11-10", "-on:2026-11-09 -on:2026-11-10"),
]


@pytest.mark.parametrize(("before", "field", "value", "after"), EXCLUSIONS)
def test_excluding_is_a_step_of_its_own_and_comes_last(before, field, value, after):
    assert View.parse(before).excluded(field, value).text == after


def test_readmitting_takes_back_that_exclusion_alone():
    view = View.parse("-domain:a.example mx:x -domain:b.example")
    assert view.readmitted(Field.DOMAIN, "a.example").text == "mx:x -domain:b.example"
    assert view.readmitted(Field.MX, "x") == view


def test_widening_takes_the_last_step_back():
    view = View.parse("mx:x").narrowed(Field.DOMAIN, "a.example")
    assert view.widened() == View.parse("mx:x")


def test_widening_takes_both_ends_of_a_range_back_at_once():
    assert View.parse("mx:x since:7d until:today").widened().text == "mx:x"
    assert View.parse("since:7d mx:x until:today").widened().text == "since:7d mx:x"


def test_a_field_can_be_set_aside_whole():
    view = View.parse("mx:x domain:a -domain:b google mx:y")
    assert view.without(Field.MX).text == "domain:a -domain:b google"
    assert view.without(Field.DOMAIN).text == "mx:x google mx:y"


def test_the_chosen_values_are_known_casefolded_without_the_excluded_ones():
    view = View.parse("mx:A,b mx:C -mx:d domain:e")
    assert view.selected(Field.MX) == {"a", "b", "c"}
    assert view.selected(Field.ORGANIZATION) == frozenset()


def test_a_second_since_takes_the_place_of_the_first():
    view = View.parse("since:7d mx:x").with_clause(Clause(Field.SINCE, ("2d",)))
    assert view.text == "mx:x since:2d"


@pytest.mark.parametrize(
    ("column", "descending", "expected"),
    [
        (SortColumn.DAY, None, True),
        (SortColumn.FAILED, None, True),
        (SortColumn.DOMAIN, None, False),
        (SortColumn.DOMAIN, True, True),
        (SortColumn.DAY, False, False),
    ],
)
def test_an_order_has_its_natural_direction_unless_told(column, descending, expected):
    view = View.parse("mx:x").sorted_by(column, descending=descending)
    assert view == View(View.parse("mx:x").clauses, Sort(column, expected))


DAYS = [
    ("2026-11-01", "2026-11-01"),
    ("today", "2026-11-20"),
    ("Yesterday", "2026-11-19"),
    ("0d", "2026-11-20"),
    ("7d", "2026-11-13"),
    ("10h", "2026-11-20"),
    ("11h", "2026-11-19"),
    ("24h", "2026-11-19"),
    ("2w", "2026-11-06"),
    ("3m", "2026-08-22"),
    ("1Y", "2025-11-20"),
    ("999999y", "0001-01-01"),
]


@pytest.mark.parametrize(("value", "expected"), DAYS)
def test_a_day_is_named_or_counted_back_from_now(value, expected):
    assert day_of(value, NOW) == day(expected)


def test_today_is_the_utc_day_wherever_the_clock_stands():
    elsewhere = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert day_of("today", elsewhere) == day("2026-11-20")


@pytest.mark.parametrize(
    "value", ["", "now", "2026-02-30", "20261101", "7", "d", "-7d", "7 d", "2026-11-01..", "0000-01-01"]
)
def test_what_is_no_day_is_refused(value):
    with pytest.raises(ValueError, match=r"day|month|year"):
        day_of(value, NOW)


def test_a_range_may_be_given_from_either_end():
    expected = (day("2026-11-01"), day("2026-11-05"))
    assert days_of("2026-11-01..2026-11-05", NOW) == expected
    assert days_of("2026-11-05..2026-11-01", NOW) == expected


RANGES = [
    ("", None, None),
    ("since:7d", "2026-11-13", None),
    ("until:yesterday", None, "2026-11-19"),
    ("since:2026-11-01 until:2026-11-10", "2026-11-01", "2026-11-10"),
    ("on:2026-11-01", None, None),
]


@pytest.mark.parametrize(("text", "first", "last"), RANGES)
def test_since_and_until_include_the_days_they_name(text, first, last):
    assert View.parse(text).day_range(NOW) == DayRange(first and day(first), last and day(last))


def test_days_asked_for_and_left_out_are_kept_apart():
    view = View.parse("on:2026-11-01..2026-11-05,today since:7d -on:yesterday")
    assert view.days_on(NOW) == ((day("2026-11-01"), day("2026-11-05")), (day("2026-11-20"), day("2026-11-20")))
    assert view.days_off(NOW) == ((day("2026-11-19"), day("2026-11-19")),)
