"""The rows of the list of incidents: the days in sight, and what is said of what was left out."""

import datetime as dt

import pytest

from tests.index.factories import engine_of
from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.index.view import View
from tlsrpt_tui.triage.incidents import incidents
from tlsrpt_tui.tui.incident_rows import DAYS, listed_of

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def listed(day=dt.date(2026, 11, 20), **cut):
    failure = FailureDay("Northwind Mail", "example.com", "mx1.example.com", "certificate-expired", day, 30, 0)
    tally = Tally((failure,), (SenderDay("Northwind Mail", "example.com", day, 1, 97, 30, ("sts",)),), **cut)
    return listed_of(tally, incidents(tally, now=NOW), engine_of().totals(View(), now=NOW), NOW)


@pytest.mark.parametrize("day", [dt.date.min, dt.date.min + dt.timedelta(DAYS), dt.date.max])
def test_a_failure_at_an_end_of_the_calendar_is_in_sight(day):
    made = listed(day)
    assert made.window is not None
    assert made.window[1] == day
    assert [row.spark[-1] for row in made.rows] == [30]


def test_what_was_left_out_is_said_in_words():
    assert listed().left_out == ""
    words = listed(cut=1, cut_days=2000).left_out.replace("\xa0", " ")
    assert words == "1 group of failures, those with the fewest sessions; 2 000 days of senders by domain, the oldest"
