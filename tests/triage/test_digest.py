"""What a digest holds: the period's numbers and trend, its incidents and how they stood before, and the first step."""

import datetime as dt

import pytest

from tests.tui.seat import NOW, sample
from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.index.view import View
from tlsrpt_tui.triage.change import Change, Changes, Kind, Sums
from tlsrpt_tui.triage.comparison import Asked, compared
from tlsrpt_tui.triage.digest import CHARTED, LEAST_CHARTED, Digest, Faults, Trend, charted, digest, first_cases
from tlsrpt_tui.triage.digested import digested
from tlsrpt_tui.triage.incidents import IncidentState, incidents
from tlsrpt_tui.triage.occasions import Occasion, occasions
from tlsrpt_tui.triage.periods import Period, beside

BEGIN = dt.date(2026, 10, 1)
WEEK = Period(dt.date(2026, 10, 8), dt.date(2026, 10, 14))


def day(number):
    return BEGIN + dt.timedelta(days=number - 1)


def made(failures, *, senders=("Northwind Mail", "Alpenpost AG"), sessions=100, last=14, **extra):
    """Make the digest of the second week from failures by day: (sender, day, result type, failed, enforced)."""
    failing = [
        FailureDay(name, "example.com", "mx1.example.com", kind, day(on), n, e) for name, on, kind, n, e in failures
    ]
    days = tuple(
        SenderDay(
            name, "example.com", day(on), 1, sessions - (bad := sum(f[3] for f in failures if f[:2] == (name, on))), bad
        )
        for name in senders
        for on in range(1, last + 1)
    )
    tally = Tally(tuple(failing), days, day(1), day(last))
    found = incidents(tally, now=NOW, until=WEEK.last)
    first = Tally(
        tuple(one for one in tally.failures if one.day < WEEK.first), tuple(one for one in days if one.day < WEEK.first)
    )
    sums = [
        Sums(len(senders), sum(one.successful for one in part), sum(one.failed for one in part))
        for part in (first.days, [one for one in days if one.day >= WEEK.first])
    ]
    changed = Changes(beside(WEEK), *sums, **extra)
    earlier = incidents(first, now=NOW, until=day(7)).all
    return digest(tally, found, changed, earlier=earlier)


def both(kind, days, failed=20, enforced=20):
    return [(name, on, kind, failed, enforced) for on in days for name in ("Northwind Mail", "Alpenpost AG")]


def of_samples(text="", days=7):
    view = View.parse(text)
    return digested(sample(), view, compared(sample(), view, Asked(days), now=NOW), now=NOW)


def test_an_incident_knows_how_it_stood_before_the_period():
    found = made([*both("certificate-expired", range(3, 15)), *both("starttls-not-supported", [12, 13, 14])])
    assert {case.incident.result_type: (case.state, case.was) for case in found.cases} == {
        "certificate-expired": (IncidentState.ONGOING, IncidentState.ONGOING),
        "starttls-not-supported": (IncidentState.ONGOING, None),
    }
    assert {case.incident.result_type: case.failed for case in found.cases} == {
        "certificate-expired": 7 * 40,
        "starttls-not-supported": 3 * 40,
    }


def test_what_ended_before_the_period_is_told_once_more_when_it_has_recovered():
    found = made(both("certificate-expired", range(3, 8)))
    (case,) = found.cases
    assert (case.state, case.was, case.failed) == (IncidentState.RECOVERED, IncidentState.ONGOING, 0)
    assert occasions(found, {Occasion.RECOVERED}) == {Occasion.RECOVERED: 1}


def test_an_incident_of_one_sender_that_came_to_another_host_is_not_new():
    def of(hosts, days):
        return [
            FailureDay("Kiosk Mail", "example.com", host, "starttls-not-supported", day(on), 20, 20)
            for host in hosts
            for on in days
        ]

    failures = (*of(["mx1.example.com"], range(1, 15)), *of(["mx2.example.com"], range(8, 15)))
    names = ("Kiosk Mail", "Alpenpost AG", "Northwind Mail")
    days = tuple(SenderDay(name, "example.com", day(on), 1, 200, 0, ("sts",)) for name in names for on in range(1, 15))
    tally = Tally(failures, days, day(1), day(14))
    before = Tally(
        tuple(one for one in failures if one.day < WEEK.first), tuple(one for one in days if one.day < WEEK.first)
    )
    earlier = incidents(before, now=NOW, until=day(7)).all
    found = digest(tally, incidents(tally, now=NOW), Changes(beside(WEEK)), earlier=earlier)
    assert [(case.incident.hosts, case.was) for case in found.cases] == [
        (("mx1.example.com", "mx2.example.com"), IncidentState.ONGOING)
    ]


def test_what_had_recovered_before_the_period_is_not_told_again():
    assert made(both("certificate-expired", [1, 2])).cases == ()


def test_what_was_refused_comes_before_what_was_delivered_even_when_that_is_more():
    failures = [
        *both("certificate-not-trusted", range(9, 15), 40, 0),
        *both("certificate-expired", range(9, 15), 10, 10),
    ]
    assert [case.incident.result_type for case in first_cases(made(failures))] == [
        "certificate-expired",
        "certificate-not-trusted",
    ]


def test_what_is_yours_to_mend_comes_before_what_is_a_senders():
    assert [(case.incident.owner.name, case.state.value) for case in of_samples().cases] == [
        ("POLICY_HOST", "ongoing"),
        ("SENDER", "ongoing"),
    ]


def test_the_first_step_of_the_samples_is_to_name_the_new_host_in_the_policy():
    step = of_samples().steps[0]
    assert step.who.startswith("You, as operator of mta-sts.example.org, ")
    assert step.act.startswith("Name mx-new.example.org in the policy, then change the id")
    assert step.commands[-1] == "tlsrpt-tui check example.org"


def test_every_incident_that_somebody_must_act_on_has_its_step():
    made_for = [step.incident.owner.name for step in of_samples("until:2026-10-18").steps]
    assert made_for == ["POLICY_HOST", "SENDER"]


def test_there_are_three_steps_at_most_the_heaviest_first():
    kinds = ("certificate-expired", "certificate-not-trusted", "certificate-host-mismatch", "starttls-not-supported")
    failures = [one for place, kind in enumerate(kinds, 1) for one in both(kind, range(9, 15), place, place)]
    steps = first_cases(made(failures))
    assert [case.incident.result_type for case in steps] == list(kinds[:0:-1])


def test_where_nobody_can_be_named_that_is_the_step_only_if_there_is_no_other():
    nameless = both("(no details)", range(9, 15), 40, 40)
    assert [case.incident.result_type for case in first_cases(made(nameless))] == ["(no details)"]
    (case,) = first_cases(made([*nameless, *both("certificate-expired", range(9, 15), 1, 1)]))
    assert case.incident.result_type == "certificate-expired"


def test_where_nothing_is_ongoing_the_first_that_is_quiet_is_the_step():
    (case,) = first_cases(made([("Kiosk Mail", 6, "certificate-expired", 20, 20)]))
    assert case.state is IncidentState.QUIET


def test_where_nothing_lasts_there_is_nothing_to_do_first():
    found = of_samples("domain:example.net")
    assert (found.steps, found.cases, found.trend) == ((), (), Trend.STEADY)


def test_sums_are_those_of_changes_and_incidents_those_of_the_end_of_the_period():
    found = of_samples("until:2026-10-18")
    assert (found.changes.after.failed, found.changes.before.failed) == (10_891, 579)
    assert found.trend is Trend.UP
    assert sum(one.failed for one in found.days) == found.changes.after.failed
    assert [case.state.value for case in found.cases] == ["ongoing", "ongoing", "ongoing", "recovered"]
    assert [(top.value, top.failed, top.before) for top in found.result_types][:2] == [
        ("certificate-expired", 9_909, 0),
        ("starttls-not-supported", 544, 260),
    ]
    assert (found.senders[0].value, found.senders[0].sessions) == ("Google Inc.", 14_707)
    assert found.faults == Faults(1, 201, found.faults.named)
    assert found.faults.named[0][1] == "gzip ends early, after 280 bytes"


@pytest.mark.parametrize(
    ("before", "after", "trend"),
    [
        (Sums(1, 90, 10), Sums(1, 980, 20), Trend.DOWN),
        (Sums(1, 990, 10), Sums(1, 980, 20), Trend.UP),
        (Sums(1, 990, 10), Sums(1, 985, 15), Trend.STEADY),
        (Sums(1, 500, 100), Sums(1, 1000, 200), Trend.STEADY),
        (Sums(), Sums(1, 10, 10), Trend.UNKNOWN),
        (Sums(1, 10, 10), Sums(), Trend.UNKNOWN),
    ],
)
def test_the_trend_is_that_of_the_rate_and_not_of_chance(before, after, trend):
    assert digest(Tally(), incidents(Tally(), now=NOW), Changes(beside(WEEK), before, after)).trend is trend


def test_the_chart_has_both_periods_within_bounds_and_gaps_are_gaps():
    assert charted(Period(day(8), day(14)), day(1)) == Period(day(1), day(14))
    assert charted(Period(day(14), day(14)), day(1)).days == LEAST_CHARTED
    assert charted(Period(day(1), day(300)), None).days == CHARTED
    assert charted(Period(day(8), day(14)), day(5)) == Period(day(5), day(14))
    assert charted(Period(day(8), day(14)), day(10)) == Period(day(8), day(14))
    found = made(both("certificate-expired", [9]), last=12)
    assert [one.reports for one in found.chart] == [2] * 12 + [0, 0]
    assert found.cases[0].spark == (0,) * 8 + (40,) + (0,) * 5


def test_occasions_count_what_there_is_and_no_chance():
    changes = (
        Change(Kind.SILENT, "x"), Change(Kind.GONE, "y", minor=True), Change(Kind.GROWN, "z")
    )  # fmt: skip
    found = made(both("certificate-expired", [14]), all=changes)
    assert occasions(found, set(Occasion)) == {
        Occasion.ONGOING: 1,
        Occasion.NEW: 1,
        Occasion.GROWN: 1,
        Occasion.SILENT: 1,
        Occasion.CHANGED: 2,
        Occasion.FAILED: 40,
    }
    assert occasions(found, {Occasion.QUIET}) == {}
    empty = Digest(Changes(beside(WEEK)), faults=Faults(2, 3))
    assert occasions(empty, set(Occasion)) == {Occasion.UNREADABLE: 2}


def test_every_kind_of_change_and_every_state_is_an_occasion():
    assert {*map(str, Kind), *map(str, IncidentState)} <= set(map(str, Occasion))
