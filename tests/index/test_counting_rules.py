"""The five counting rules of the data model, sentence by sentence."""

import datetime as dt

import pytest

from tests.index.factories import (
    DAY,
    days,
    detail,
    engine_of,
    facet,
    listed,
    on,
    overview,
    policy,
    report,
    rows,
    sums,
    totals,
)
from tlsrpt_tui.index.counting import tally
from tlsrpt_tui.index.engine import Dimension


def microsoft(sts=(90, 10), tlsa=(80, 5), **policy_fields):
    """A report that describes the same sessions twice."""
    return report(
        policy(*sts, kind="sts", mode="enforce", **policy_fields),
        policy(*tlsa, kind="tlsa", position=1, **policy_fields),
        org="Microsoft Corporation",
    )


# 1. A session is never counted twice.


def test_sts_and_tlsa_of_one_domain_count_once_by_the_type_with_more_sessions():
    assert sums(engine_of(microsoft())) == (90, 10)
    assert sums(engine_of(microsoft(sts=(1, 2), tlsa=(80, 5)))) == (80, 5)


def test_sessions_decide_and_not_failures():
    assert sums(engine_of(microsoft(sts=(0, 9), tlsa=(10, 0)))) == (10, 0)


def test_on_a_tie_sts_counts_wherever_it_stands():
    both = policy(3, 7, kind="tlsa"), policy(6, 4, kind="sts", position=1)
    assert sums(engine_of(report(*both))) == (6, 4)
    assert sums(engine_of(report(*reversed(both)))) == (6, 4)
    assert sums(engine_of(microsoft(sts=(0, 0), tlsa=(0, 0)))) == (0, 0)


def test_numbers_of_one_type_are_added_up_before_the_types_are_compared():
    made = report(policy(6, 0), policy(5, 1, position=1), policy(9, 0, kind="tlsa", position=2))
    assert sums(engine_of(made)) == (11, 1)
    sides = [(0, 7, 6), (0, 7, 6), (1, 7, 9)]
    assert [counted.counts for counted in tally(sides, sts=0, tlsa=1)] == [True, True, False]


def test_several_policies_of_one_type_all_count():
    assert sums(engine_of(report(policy(6, 1), policy(5, 2, position=1)))) == (11, 3)


def test_the_losing_type_loses_all_its_policies():
    made = report(policy(20, 0), policy(3, 1, kind="tlsa", position=1), policy(4, 1, kind="tlsa", position=2))
    assert sums(engine_of(made)) == (20, 0)


@pytest.mark.parametrize("kind", ["no-policy-found", "something-new", ""])
def test_other_types_describe_other_sessions_and_always_count(kind):
    made = report(policy(9, 1), policy(8, 1, kind="tlsa"), policy(100, 50, kind=kind))
    assert sums(engine_of(made)) == (109, 51)


def test_policies_of_different_domains_are_left_apart():
    made = report(policy(9, 1, domain="example.com"), policy(8, 2, kind="tlsa", domain="mx.example.com"))
    assert sums(engine_of(made)) == (17, 3)


def test_each_domain_of_a_report_is_decided_on_its_own():
    made = report(
        policy(9, 0, domain="a.example"),
        policy(1, 1, kind="tlsa", domain="a.example"),
        policy(1, 1, domain="b.example"),
        policy(9, 2, kind="tlsa", domain="b.example"),
    )
    assert facet(engine_of(made), Dimension.DOMAINS) == {"b.example": (1, 9, 2), "a.example": (1, 9, 0)}


def test_different_reports_never_stand_aside_for_each_other():
    assert sums(engine_of(report(policy(9, 1)), report(policy(8, 1, kind="tlsa")))) == (17, 2)


def test_absent_counts_decide_as_zero():
    assert sums(engine_of(microsoft(sts=(None, None), tlsa=(None, 3)))) == (0, 3)


def test_totals_days_organizations_and_domains_agree():
    engine = engine_of(microsoft(), report(policy(5, 5, domain="b.example")))
    assert sums(engine) == (95, 15)
    for counted in (days(engine), facet(engine, Dimension.ORGANIZATIONS), facet(engine, Dimension.DOMAINS)):
        assert sum(successful for _, successful, _ in counted.values()) == 95
        assert sum(failed for _, _, failed in counted.values()) == 15
    assert sum(bar.failed for bar in overview(engine).timeline.bars) == 15
    assert sum(row.failed for row in listed(engine).rows) == 15


def test_a_view_of_one_policy_type_shows_that_types_own_numbers():
    engine = engine_of(microsoft())
    assert sums(engine, "policy:sts") == (90, 10)
    assert sums(engine, "policy:tlsa") == (80, 5)
    assert days(engine, "policy:tlsa") == {"2026-11-01": (1, 80, 5)}
    assert listed(engine, "policy:tlsa").rows[0].failed == 5


def test_a_view_of_both_types_counts_once():
    assert sums(engine_of(microsoft()), "policy:sts,tlsa") == (90, 10)


def test_the_facet_of_policy_types_shows_each_types_own_numbers():
    shown = facet(engine_of(microsoft()), Dimension.POLICY_TYPES)
    assert shown == {"sts": (1, 90, 10), "tlsa": (1, 80, 5)}


@pytest.mark.parametrize("text", ["-policy:sts", 'mode:""', "-mode:enforce", "rate>5% rate<6%", "failed<10"])
def test_a_view_that_leaves_only_the_side_that_does_not_count_keeps_its_sessions(text):
    engine = engine_of(microsoft(sts=(90, 10), tlsa=(85, 5)))
    assert sums(engine, text) == (85, 5)
    assert facet(engine, Dimension.ORGANIZATIONS, text) == {"Microsoft Corporation": (1, 85, 5)}


def test_a_view_that_leaves_the_side_that_counts_keeps_that():
    engine = engine_of(microsoft())
    for text in ("mode:enforce", "-policy:tlsa", "rate>=10%", "failed>5", "domain:example.com", "org:microsoft"):
        assert sums(engine, text) == (90, 10), text


def test_what_counts_in_one_report_silences_nothing_in_another():
    testing = report(policy(90, 10, mode="testing"), policy(80, 5, kind="tlsa", mode="testing"))
    engine = engine_of(testing, microsoft(), testing)
    assert sums(engine, "-mode:enforce") == (90 + 80, 10 + 5)


def test_a_report_says_of_each_policy_whether_it_counts():
    record = engine_of(microsoft()).report(0)
    assert [(made.policy_type, made.counts, made.successful) for made in record.policies] == [
        ("sts", True, 90),
        ("tlsa", False, 80),
    ]


# 2. Failure details overlap legally: totals come from the summary.


@pytest.mark.parametrize("said", [(3, 2), (90, 90)])
def test_totals_come_from_the_summary_whatever_the_details_sum_to(said):
    engine = engine_of(report(policy(90, 10, *(detail(count) for count in said))))
    assert sums(engine) == (90, 10)
    assert facet(engine, Dimension.ORGANIZATIONS) == {"Google Inc.": (1, 90, 10)}


@pytest.mark.parametrize(
    ("dimension", "text"),
    [(Dimension.RESULT_TYPES, "result:a"), (Dimension.MX_HOSTS, "mx:m"), (Dimension.SENDING_IPS, "ip:192.0.2.1")],
)
def test_result_types_hosts_and_addresses_sum_the_details(dimension, text):
    said = detail(7, "a", mx="m", ip="192.0.2.1"), detail(8, "a", mx="m", ip="192.0.2.1"), detail(1, "b", mx="n")
    engine = engine_of(report(policy(90, 10, *said)))
    first, second = facet(engine, dimension).values()
    assert (first, second) == ((1, None, 15), (1, None, 1))
    assert sums(engine, text) == (None, 15)


def test_details_of_a_policy_without_a_failed_total_are_shown_and_do_not_enter_totals():
    engine = engine_of(report(policy(90, None, detail(4))))
    assert sums(engine) == (90, 0)
    assert [row.sessions for row in rows(engine).rows] == [4]
    assert facet(engine, Dimension.RESULT_TYPES) == {"certificate-expired": (1, None, 4)}


# 3. A failure count without details becomes one row.


def test_failures_without_details_are_one_row_of_their_own():
    engine = engine_of(report(policy(90, 10, domain="a.example", mode="enforce")))
    (row,) = rows(engine).rows
    assert (row.result_type, row.sessions, row.domain, row.mode) == ("(no details)", 10, "a.example", "enforce")
    assert (row.mx_host, row.sending_ip, row.receiving_ip, row.reason) == ("", "", "", "")
    assert facet(engine, Dimension.RESULT_TYPES) == {"(no details)": (1, None, 10)}
    assert row.position is None


def test_failures_with_any_detail_have_no_such_row():
    assert [row.result_type for row in rows(engine_of(report(policy(0, 10, detail(1))))).rows] == [
        "certificate-expired"
    ]


def test_a_policy_without_failures_has_no_row():
    assert rows(engine_of(report(policy(10, 0), policy(0, None)))).total == 0


def test_each_policy_of_a_report_has_its_own_row_without_details():
    assert [row.sessions for row in rows(engine_of(report(policy(0, 3), policy(0, 5)))).rows] == [5, 3]


# 4. A day is the UTC day on which the period starts; gaps are gaps.


def test_a_day_is_the_utc_day_on_which_the_period_starts():
    late = report(policy(1, 0), start=on(11, 1, 23), end=on(11, 2, 23))
    assert days(engine_of(late)) == {"2026-11-01": (1, 1, 0)}


def test_a_period_of_a_week_belongs_to_its_first_day():
    assert days(engine_of(report(policy(7, 0), start=DAY, end=DAY + dt.timedelta(days=7)))) == {"2026-11-01": (1, 7, 0)}


def test_days_without_reports_are_gaps_and_days_without_failures_are_zeros():
    engine = engine_of(
        report(policy(5, 1)), report(policy(5, 0), start=on(11, 2)), report(policy(5, 2), start=on(11, 4))
    )
    bars = overview(engine).timeline.bars
    assert [(bar.first.day, bar.reports, bar.failed) for bar in bars] == [(1, 1, 1), (2, 1, 0), (3, 0, 0), (4, 1, 2)]
    assert list(days(engine)) == ["2026-11-01", "2026-11-02", "2026-11-04"]


def test_in_a_view_of_failures_a_day_whose_reports_hold_none_of_them_is_a_zero_and_no_gap():
    engine = engine_of(
        report(policy(5, 1, detail(mx="a"))),
        report(policy(5, 1, detail(mx="b")), start=on(11, 2)),
        report(policy(5, 1, detail(mx="a")), start=on(11, 4)),
    )
    bars = overview(engine, "mx:a").timeline.bars
    assert [(bar.reports, bar.failed) for bar in bars] == [(1, 1), (1, 0), (0, 0), (1, 1)]


def test_in_a_view_without_a_word_the_days_of_what_it_names_are_gaps():
    engine = engine_of(
        report(policy(5, 1, detail(mx="mx.gmx.example")), org="Google Inc."),
        report(policy(5, 1, detail(mx="a")), org="GMX", start=on(11, 2)),
        report(policy(5, 1, detail(mx="a")), start=on(11, 3)),
    )
    bars = overview(engine, "-gmx").timeline.bars
    assert [(bar.reports, bar.failed) for bar in bars] == [(1, 0), (0, 0), (1, 1)]


def test_a_spark_tells_gaps_from_zeros():
    engine = engine_of(
        report(policy(5, 1, detail(mx="a"))), report(policy(5, 0), start=on(11, 2)), report(policy(), start=on(11, 4))
    )
    found = overview(engine, spark=4).facets
    assert found[Dimension.DOMAINS].values[0].spark == (1, 0, None, 0)
    assert found[Dimension.MX_HOSTS].values[0].spark == (1, 0, None, 0)


# 5. A rate is failed of all sessions of the same rows; without successes there is none.


def test_a_rate_is_failed_of_all_sessions_of_the_view():
    engine = engine_of(report(policy(99, 1)), report(policy(0, 100), org="GMX"))
    assert totals(engine).rate == 101 / 200
    assert totals(engine, "org:google").rate == 1 / 100


def test_there_is_no_rate_without_sessions():
    assert totals(engine_of(report(policy(0, 0)))).rate is None
    assert totals(engine_of()).rate is None


@pytest.mark.parametrize("text", ["mx:*", "result:*", "ip:*", "to:*", "-mx:nothing", "example.net"])
def test_there_is_no_rate_where_successes_cannot_be_attributed(text):
    found = totals(engine_of(report(policy(90, 10, detail(10, to="192.0.2.9")))), text)
    assert (found.successful, found.failed, found.rate) == (None, 10, None)


def test_a_view_of_hosts_has_no_successes_in_any_answer():
    engine = engine_of(report(policy(90, 10, detail(10, mx="a"))))
    assert days(engine, "mx:a") == {"2026-11-01": (1, None, 10)}
    assert facet(engine, Dimension.ORGANIZATIONS, "mx:a") == {"Google Inc.": (1, None, 10)}
    assert listed(engine, "mx:a").rows[0].successful is None
    assert overview(engine, "mx:a").timeline.bars[0].successful is None


def test_an_empty_answer_in_a_view_of_hosts_has_no_successes_either():
    assert sums(engine_of(report(policy(90, 10))), "mx:nowhere.example") == (None, 0)


# 1 and 2 together: under a filter that looks into the details.


def detailed(sts_result="certificate-expired", tlsa_result="certificate-expired"):
    """A report that describes the same sessions twice, down to the detail."""
    return report(
        policy(90, 10, detail(10, sts_result), kind="sts"),
        policy(90, 10, detail(10, tlsa_result), kind="tlsa", position=1),
        org="Microsoft Corporation",
    )


def test_a_look_into_the_details_counts_no_session_twice_in_totals_senders_domains_and_days():
    engine = engine_of(detailed())
    text = "result:certificate-expired"
    assert sums(engine, text) == (None, 10)
    assert facet(engine, Dimension.ORGANIZATIONS, text) == {"Microsoft Corporation": (1, None, 10)}
    assert facet(engine, Dimension.DOMAINS, text) == {"example.com": (1, None, 10)}
    assert [failed for _, _, failed in days(engine, text).values()] == [10]
    assert [row.failed for row in listed(engine, text).rows] == [10]


def test_reported_failures_are_those_of_all_details():
    engine = engine_of(detailed())
    assert facet(engine, Dimension.RESULT_TYPES) == {"certificate-expired": (1, None, 20)}
    assert facet(engine, Dimension.MX_HOSTS) == {"mx.example.net": (1, None, 20)}
    assert facet(engine, Dimension.POLICY_TYPES, "result:certificate-expired")["tlsa"] == (1, None, 10)


def test_a_failure_that_only_the_other_type_reports_is_not_lost():
    engine = engine_of(detailed(tlsa_result="tlsa-invalid"))
    assert sums(engine, "result:tlsa-invalid") == (None, 10)
    assert sums(engine, "result:tlsa-invalid,certificate-expired") == (None, 10)
