"""Failures at the ends of the calendar are incidents like others, and stop no page."""

import datetime as dt

import pytest

from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.triage.card import card_of
from tlsrpt_tui.triage.changes import changes, of_period
from tlsrpt_tui.triage.incidents import incidents
from tlsrpt_tui.triage.periods import Period

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ENDS = [dt.date.max, dt.date.max - DAY, dt.date.min, dt.date.min + DAY]


def tally_of(day):
    failure = FailureDay("Northwind Mail", "example.com", "mx1.example.com", "certificate-expired", day, 3, 3)
    return Tally((failure,), (SenderDay("Northwind Mail", "example.com", day, 1, 97, 3, ("sts",)),))


@pytest.mark.parametrize("day", ENDS)
def test_a_failure_at_an_end_of_the_calendar_has_a_card(day):
    (incident,) = incidents(tally_of(day), now=NOW).all
    assert card_of(incident, None, now=NOW).lines


@pytest.mark.parametrize("day", ENDS)
def test_days_at_an_end_of_the_calendar_are_held_against_each_other(day):
    tally = tally_of(day)
    found = changes(tally, of_period(tally, Period(day, day)), now=NOW)
    assert (found.before.failed, found.after.failed) == (3, 3)
