"""Which days are told where there are too many, and what becomes of the others."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from tests.index.factories import NOW, detail, engine_of, on, policy, report
from tlsrpt_tui.index import tallying
from tlsrpt_tui.index.redacted import redacted
from tlsrpt_tui.index.tally import SenderDay
from tlsrpt_tui.index.view import View
from tlsrpt_tui.redaction import Redactor


def tally(engine):
    return engine.tally(View(), now=NOW)


def on_domains(number, successful, failed=0):
    return [policy(successful, failed, domain=f"d{each}.example") for each in range(number)]


@pytest.fixture
def several(monkeypatch):
    """Three senders, two of them with four domains on three days, of which ten may be told."""
    monkeypatch.setattr(tallying, "MOST_DAYS", 10)
    days = range(10, 13)
    return engine_of(
        *(report(*on_domains(4, 10**6, 1), org="Loud", start=on(11, day)) for day in days),
        *(report(*on_domains(4, 10, 2), org="Plain", start=on(11, day)) for day in days),
        report(policy(1), org="Little", start=on(11, 1)),
    )


def test_as_many_days_are_told_of_each_sender_as_of_any_other_and_of_each_the_newest(several):
    found = tally(several)
    assert Counter(day.organization for day in found.days) == {"Loud": 4, "Plain": 4, "Little": 1}
    assert {day.day for day in found.days if day.organization != "Little"} == {dt.date(2026, 11, 12)}


def test_what_is_not_told_by_domain_is_summed_up_by_sender_and_day(several):
    found = tally(several)
    assert found.cut_days == 25 - 9
    assert set(found.others) == {
        SenderDay("Loud", "", dt.date(2026, 11, 10), 4, 4 * 10**6, 4),
        SenderDay("Loud", "", dt.date(2026, 11, 11), 4, 4 * 10**6, 4),
        SenderDay("Plain", "", dt.date(2026, 11, 10), 4, 40, 8),
        SenderDay("Plain", "", dt.date(2026, 11, 11), 4, 40, 8),
    }
    assert sum(day.successful for day in found.all_days) == 12 * 10**6 + 120 + 1


def test_in_stand_ins_as_much_is_told(several):
    found, hidden = tally(several), tally(redacted(several, Redactor("a keyword")))
    assert (hidden.cut_days, hidden.others) == (found.cut_days, found.others)


def test_days_without_a_date_come_last_and_are_summed_up_as_well(monkeypatch):
    monkeypatch.setattr(tallying, "MOST_DAYS", 1)
    found = tally(engine_of(report(policy(5), start=None, org="A"), report(policy(3), org="A")))
    assert [(day.day is None, day.successful) for day in found.all_days] == [(False, 3), (True, 5)]


def test_where_nothing_is_left_out_nothing_is_summed_up_beside():
    found = tally(engine_of(report(*on_domains(3, 5))))
    assert (len(found.days), found.cut_days, found.others) == (3, 0, ())


def test_hosts_of_a_policy_are_not_gone_through_for_each_failing_host():
    lines = ("version: STSv1", *(f"mx: mx{number}.example.com" for number in range(9)))
    engine = engine_of(report(replace(policy(1, 1, detail(mx="mx9.example.com")), policy_string=lines)))
    assert [failure.unnamed for failure in tally(engine).failures] == [1]
    assert [type(named) for named in engine._tallying._naming._named] == [frozenset]
