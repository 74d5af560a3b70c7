"""Time ranges in words: what each comes to, and where one that cannot be read goes wrong."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index.language import parse, write
from tlsrpt_tui.index.time_range import closed_range, is_timed, shifted, stretches_of, with_range
from tlsrpt_tui.index.time_words import PRESETS, clauses_of
from tlsrpt_tui.index.view import DayRange, View

NOW = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
"""A Sunday."""

D = dt.date

MEANINGS = [
    ("7d", "since:7d"),
    ("24h", "since:24h"),
    ("last 3 days", "since:3d"),
    ("2 weeks", "since:2w"),
    ("today", "on:today"),
    ("Yesterday", "on:yesterday"),
    ("since yesterday", "since:yesterday"),
    ("since 7d", "since:7d"),
    ("2026-11-01", "on:2026-11-01"),
    ("2026-11", "since:2026-11-01 until:2026-11-30"),
    ("2025", "since:2025-01-01 until:2025-12-31"),
    ("2026-11-01..2026-11-07", "since:2026-11-01 until:2026-11-07"),
    ("2026-11-01 .. 2026-11-07", "since:2026-11-01 until:2026-11-07"),
    ("nov", "since:2026-11-01 until:2026-11-30"),
    ("  NOV ", "since:2026-11-01 until:2026-11-30"),
    ("december", "since:2025-12-01 until:2025-12-31"),
    ("feb 2024", "since:2024-02-01 until:2024-02-29"),
    ("this week", "since:2026-11-16 until:2026-11-22"),
    ("last week", "since:2026-11-09 until:2026-11-15"),
    ("this month", "since:2026-11-01 until:2026-11-30"),
    ("last month", "since:2026-10-01 until:2026-10-31"),
    ("last quarter", "since:2026-07-01 until:2026-09-30"),
    ("this year", "since:2026-01-01 until:2026-12-31"),
    ("last year", "since:2025-01-01 until:2025-12-31"),
    ("q3", "since:2026-07-01 until:2026-09-30"),
    ("2025-q4", "since:2025-10-01 until:2025-12-31"),
    ("15 nov..20 nov", "since:2026-11-15 until:2026-11-20"),
    ("15..20 nov", "since:2026-11-15 until:2026-11-20"),
    ("15–20 Nov 2026", "since:2026-11-15 until:2026-11-20"),
    ("15 nov to 30 nov", "since:2026-11-15 until:2026-11-30"),
    ("28 dec..3 jan", "since:2025-12-28 until:2026-01-03"),
    ("dec..jan", "since:2025-12-01 until:2026-01-31"),
    ("15 nov..15 nov", "on:2026-11-15"),
    ("15 nov..", "since:2026-11-15"),
    ("..20 nov", "until:2026-11-20"),
    ("until 1 nov", "until:2026-11-01"),
    ("7d..yesterday", "since:2026-11-15 until:2026-11-21"),
    ("15 nov", "on:2026-11-15"),
    ("nov 3, 2025", "on:2025-11-03"),
    ("30 nov", "on:2025-11-30"),
    ("29 feb", "on:2024-02-29"),
    ("tuesday", "on:2026-11-17"),
    ("last sun", "on:2026-11-15"),
    ("3 days ago", "on:2026-11-19"),
    ("everything", ""),
]


@pytest.mark.parametrize(("words", "clauses"), MEANINGS)
def test_a_range_in_words_becomes_clauses_that_survive_the_way_through_text(words, clauses):
    found = clauses_of(words, NOW)
    assert write(found) == clauses
    assert parse(clauses) == found


@pytest.mark.parametrize(
    ("words", "at", "fault"),
    [
        ("", 0, "no time is given"),
        ("..", 0, "the range has no ends"),
        ("15 nvo", 3, '"nvo" is no time, did you mean nov?'),
        ("yesterdy", 0, '"yesterdy" is no time, did you mean yesterday?'),
        ("1 nov..xyz", 7, '"xyz" is no time'),
        ("xyz..1 nov", 0, '"xyz" is no time'),
        ("  31 feb", 2, "February has no day 31"),
        ("2026-02-30", 8, "February 2026 has no day 30"),
        ("2026-13-01", 5, "there is no month 13"),
        ("2026-11-07..2026-11-01", 0, "the range ends before it begins"),
        ("since", 0, '"since" is no time'),
        ("until foo", 6, '"foo" is no time'),
        ("0000-01", 0, "that is beyond the calendar"),
        ("last year..foo\x1b[31m", 11, '"foo␛[31m" is no time'),
    ],
)
def test_words_that_name_no_time_are_told_where_and_what_is_expected(words, at, fault):
    with pytest.raises(FilterError) as caught:
        clauses_of(words, NOW)
    assert caught.value.position == at
    assert str(caught.value).startswith(fault)
    assert str(caught.value).endswith("expected a time as 7d, nov, last week, 2026-11-01 or 15 nov..20 nov")


@given(st.text() | st.from_regex(r"([0-9a-z]{1,9}[ .-]{0,2}){1,6}", fullmatch=True))
def test_whatever_is_typed_is_a_range_or_a_sentence(words):
    found, at = (), 0
    try:
        found = clauses_of(words, NOW)
    except FilterError as error:
        at = error.position
    assert 0 <= at <= len(words)
    assert parse(write(found)) == found
    assert all(stretch.first or stretch.last or not found for stretch in stretches_of(View(found), NOW))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.text)
def test_every_preset_means_something(preset):
    assert is_timed(View(clauses_of(preset.text, NOW))) is (preset.text != "everything")


def test_no_two_presets_have_one_key_and_none_the_key_of_a_move():
    keys = [preset.key for preset in PRESETS]
    assert len({*keys, "j", "k"}) == len(PRESETS) + 2


def test_a_range_takes_the_place_of_another_and_leaves_all_else_be():
    view = View.parse("since:7d domain:a.example on:2026-11-01 -on:2026-11-03 until:2026-11-09")
    assert with_range(view, clauses_of("15 nov", NOW)).text == "domain:a.example -on:2026-11-03 on:2026-11-15"
    assert with_range(view, ()).text == "domain:a.example -on:2026-11-03"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("since:2026-11-01 until:2026-11-07", (D(2026, 11, 1), D(2026, 11, 7))),
        ("on:2026-11-05", (D(2026, 11, 5), D(2026, 11, 5))),
        ("on:2026-11-01..2026-11-09 since:2026-11-05", (D(2026, 11, 5), D(2026, 11, 9))),
        ("since:7d", (D(2026, 11, 15), D(2026, 11, 22))),
        ("until:2026-11-01", None),
        ("on:2026-11-01,2026-11-05", None),
        ("since:2026-11-05 until:2026-11-01", None),
        ("-on:2026-11-05", None),
        ("", None),
    ],
)
def test_the_range_of_a_view_has_two_ends_and_an_open_one_is_today(text, days):
    assert closed_range(View.parse(text), NOW) == days


def test_the_days_of_a_view_are_stretches():
    view = View.parse("on:2026-11-09,2026-11-01..2026-11-03 until:2026-11-02")
    assert stretches_of(view, NOW) == (DayRange(D(2026, 11, 1), D(2026, 11, 2)),)
    assert stretches_of(View(), NOW) == (DayRange(),)


@pytest.mark.parametrize(
    ("days", "steps", "moved"),
    [
        ((D(2026, 11, 15), D(2026, 11, 20)), -1, (D(2026, 11, 9), D(2026, 11, 14))),
        ((D(2026, 11, 15), D(2026, 11, 20)), 1, (D(2026, 11, 21), D(2026, 11, 26))),
        ((D(2026, 11, 1), D(2026, 11, 30)), -1, (D(2026, 10, 1), D(2026, 10, 31))),
        ((D(2026, 1, 1), D(2026, 3, 31)), -1, (D(2025, 10, 1), D(2025, 12, 31))),
        ((D(2024, 2, 1), D(2024, 2, 29)), 12, (D(2025, 2, 1), D(2025, 2, 28))),
        ((D(2026, 11, 5), D(2026, 11, 5)), -1, (D(2026, 11, 4), D(2026, 11, 4))),
    ],
)
def test_a_range_moves_by_its_own_length_and_whole_months_by_months(days, steps, moved):
    assert shifted(days, steps) == moved


@pytest.mark.parametrize("days", [(D.min, D(1, 1, 31)), (D(1, 1, 2), D(1, 1, 9))])
def test_no_range_moves_beyond_the_calendar(days):
    with pytest.raises(OverflowError):
        shifted(days, -1)
