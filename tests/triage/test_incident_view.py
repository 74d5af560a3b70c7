"""The records of an incident: the view that opens behind it has the failed sessions that its card counts."""

import datetime as dt
from pathlib import Path

import pytest

from benchmarks.incident_corpus import corpus
from tests.index.factories import detail, engine_of, policy, report
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.view import View
from tlsrpt_tui.triage.incident_view import view_of
from tlsrpt_tui.triage.incidents import incidents

NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
SAMPLES = Path(__file__).parents[2] / "sample_reports"
HOST = "mx1.example.com"


def found(engine, view):
    return incidents(engine.tally(view, now=NOW), now=NOW).all


def shown(engine, incident, view):
    return engine.totals(view_of(incident, view, NOW), now=NOW).failed


def midnight(day):
    return None if day is None else dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def reported(tally):
    """Return reports of which the same tally can be made: one a sender, day and policy domain."""
    failures = {}
    for each in tally.failures:
        failures.setdefault((each.organization, each.domain, each.day), []).append(each)
    sent = {(each.organization, each.domain, each.day): each.successful for each in tally.days}
    made = []
    for organization, domain, day in dict.fromkeys([*sent, *failures]):
        there = failures.get((organization, domain, day), [])
        details = [detail(each.sessions, each.result_type, mx=each.mx_host, ip="") for each in there]
        failed = sum(each.sessions for each in there)
        told = policy(sent.get((organization, domain, day), 0), failed, *details, domain=domain, mode="enforce")
        made.append(report(told, org=organization, start=midnight(day)))
    return made


def failing(day, mx, domain="example.com", *, org="Google Inc.", failed=10, start=True):
    told = policy(990, failed, detail(failed, "starttls-not-supported", mx=mx, ip=""), domain=domain, kind="tlsa")
    return report(told, org=org, start=dt.datetime(2026, 11, day, tzinfo=dt.UTC) if start else None)


@pytest.fixture(scope="module")
def samples():
    return LocalEngine(load([SAMPLES]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "until:2026-10-15",
        "org:google",
        "domain:example.com mx:mx1*",
        "on:2026-10-10,2026-10-13..2026-10-14",
        "since:40d until:30d",
        "-on:2026-10-14",
    ],
)
def test_of_the_samples_every_incident_shows_what_it_counts(samples, text):
    view = View.parse(text)
    told = found(samples, view)
    assert told
    assert [shown(samples, each, view) for each in told] == [each.failed for each in told]


def test_of_the_labelled_corpus_every_incident_shows_what_it_counts_on_readable_days():
    engine = engine_of(*reported(corpus(1).tally))
    told = found(engine, View())
    assert len(told) > 30
    dated = [sum(failed for _, failed in each.days) or each.failed for each in told]
    assert [shown(engine, each, View()) for each in told] == dated


def test_what_is_reported_under_the_name_of_the_mx_host_is_shown_too():
    engine = engine_of(
        failing(1, HOST),
        failing(1, HOST, HOST, org="Northwind Mail", failed=20),
        failing(2, "", HOST, org="Northwind Mail", failed=30),
    )
    (incident,) = found(engine, View())
    assert (incident.domain, incident.domains) == ("example.com", ("example.com", HOST))
    assert shown(engine, incident, View()) == incident.failed == 60


def test_what_others_report_without_a_host_under_the_domain_itself_is_another_incident():
    engine = engine_of(
        failing(1, HOST),
        failing(1, "", HOST, org="Northwind Mail", failed=20),
        failing(1, "mx2.example.com", org="Meridian Cable", failed=70),
        failing(1, "", org="Kiosk Mail", failed=40),
        failing(1, "", org="Alpenpost AG", failed=40),
    )
    told = sorted(found(engine, View()), key=lambda each: each.failed)
    assert [each.failed for each in told] == [30, 70, 80]
    assert [shown(engine, each, View()) for each in told] == [30, 70, 80]


def test_failures_without_a_date_count_and_are_in_no_range_of_days():
    engine = engine_of(failing(1, HOST), failing(1, HOST, failed=5, start=False))
    (incident,) = found(engine, View())
    assert incident.failed == 15
    assert shown(engine, incident, View()) == 10
