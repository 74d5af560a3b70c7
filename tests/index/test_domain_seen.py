"""What senders saw of one domain: counted as everything else is, and bounded."""

import datetime as dt
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.factories import NOW, detail, engine_of, on, policy, report
from tests.index.reference import Reference
from tlsrpt_tui.index import domain_seen as bounds
from tlsrpt_tui.index.redacted import hidden_answer, real_answer, redacted
from tlsrpt_tui.index.seen import DomainSeen, FailureSeen, PolicyDay, PolicySeen, SenderSeen
from tlsrpt_tui.redaction import Redactor

STS = ("version: STSv1", "mode: enforce", "mx: mx1.a.example", "max_age: 86400")
OTHER = ("version: STSv1", "mode: testing", "mx: *.example.net", "max_age: 604800")
TLSA = (f"3 1 1 {'ab' * 32}",)


def seen(*reports, names=("a.example",)):
    return engine_of(*reports).domain_seen(names, now=NOW)


def saw(text, successful=0, failed=0, *details, kind="sts", domain="a.example", mode=""):
    return replace(policy(successful, failed, *details, kind=kind, domain=domain, mode=mode), policy_string=text)


def test_each_text_of_a_sender_is_told_once_with_its_days_and_sessions():
    found = seen(
        report(saw(STS, 3, 1), org="GMX", start=on(11, 1)),
        report(saw(STS, 4, 0), org=" gmx", start=on(11, 4)),
        report(saw(OTHER, 5, 0), org="GMX", start=on(11, 2)),
    )
    first, second, fourth = (dt.date(2026, 11, day) for day in (1, 2, 4))
    days = PolicyDay(first, 1, 3, 1), PolicyDay(fourth, 1, 4, 0)
    assert found.policies == (
        PolicySeen("GMX", "a.example", "sts", "", STS, first, fourth, 2, 7, 1, days),
        PolicySeen("GMX", "a.example", "sts", "", OTHER, second, second, 1, 5, 0, (PolicyDay(second, 1, 5, 0),)),
    )


def test_of_very_many_days_the_newest_are_told():
    with patch.object(bounds, "MOST_DAYS", 2):
        (found,) = seen(*(report(saw(STS, day), start=on(11, day)) for day in (3, 1, 2))).policies
    assert (found.first, [each.successful for each in found.days]) == (dt.date(2026, 11, 1), [2, 3])


def test_a_report_of_a_day_to_come_is_one_without_a_date():
    tomorrow = NOW + dt.timedelta(days=1)
    ahead = [report(saw(STS, 1, 1, detail(1)), org="Ahead", start=NOW + dt.timedelta(days=days)) for days in (2, 99)]
    found = seen(*ahead, report(saw(STS, 1), org="Near", start=tomorrow), report(saw(STS, 1), start=on(11, 1)))
    assert found.newest == tomorrow.date()
    assert {made.organization: made.last for made in found.policies} == {
        "Near": tomorrow.date(),
        "Google Inc.": dt.date(2026, 11, 1),
        "Ahead": None,
    }
    assert (found.failures[0].last, found.senders[0].last_failed) == (None, None)


def test_where_all_reports_are_of_days_to_come_the_clock_here_is_wrong():
    assert seen(report(saw(STS, 1), start=NOW + dt.timedelta(days=400))).policies[0].last is not None


def test_policies_are_told_newest_first_and_those_without_a_date_last():
    found = seen(
        report(saw(STS, 1), org="B", start=None),
        report(saw(STS, 1), org="C", start=on(11, 1)),
        report(saw(STS, 1), org="A", start=on(11, 1)),
        report(saw(STS, 1), org="D", start=on(11, 2)),
    )
    assert [made.organization for made in found.policies] == ["D", "A", "C", "B"]
    assert found.policies[-1].first is found.policies[-1].last is None


def test_a_policy_that_was_found_nowhere_has_no_text():
    assert seen(report(saw((), 2, kind="no-policy-found"))).policies[0].text == ()


def test_several_policies_of_one_report_are_one_report():
    both = report(saw((), 1, kind="no-policy-found"), saw((), 2, kind="no-policy-found"))
    (found,) = seen(both).policies
    assert (found.reports, found.successful) == (1, 3)


def test_sessions_that_two_policies_describe_count_once():
    found = seen(report(saw(STS, 8, 2), saw(TLSA, 9, 0, kind="tlsa")))
    assert {made.policy_type: (made.successful, made.failed) for made in found.policies} == {
        "sts": (8, 2),
        "tlsa": (0, 0),
    }
    assert (found.senders[0].successful, found.senders[0].failed) == (8, 2)


@pytest.mark.parametrize("name", ["a.example", "A.Example.", " a.example "])
def test_a_name_is_looked_for_without_regard_to_case_and_to_its_last_dot(name):
    found = seen(report(saw(STS, 1)), report(saw(STS, 1, domain="b.example")), names=[name, name])
    assert found.domains == ("a.example",)
    assert len(found.policies) == 1


@pytest.mark.parametrize("reported", ["xn--bcher-kva.example", "bücher.example"])
@pytest.mark.parametrize("asked", ["xn--bcher-kva.example", "bücher.example"])
def test_a_name_is_found_in_a_labels_and_in_u_labels(asked, reported):
    assert seen(report(saw(STS, 1, domain=reported)), names=[asked]).policies[0].domain == reported


def test_dane_that_is_reported_under_the_name_of_the_mx_host_is_found_with_it():
    made = [report(saw(STS, 1)), report(saw(TLSA, 1, kind="tlsa", domain="mx1.a.example"))]
    assert {found.domain for found in seen(*made, names=["a.example", "mx1.a.example"]).policies} == {
        "a.example",
        "mx1.a.example",
    }


def test_what_failed_is_told_by_sender_type_and_host_with_the_addresses_that_were_met():
    found = seen(
        report(
            saw(STS, 0, 9, detail(5, to="192.0.2.2"), detail(2, to="192.0.2.1"), detail(1), detail(0, to="192.0.2.9")),
            org="GMX",
            start=on(11, 3),
        ),
        report(saw(STS, 0, 1, detail(1, "validation-failure", mx="")), org="GMX", start=on(11, 4)),
    )
    third = dt.date(2026, 11, 3)
    fourth = dt.date(2026, 11, 4)
    expired = ("GMX", "a.example", "sts", "certificate-expired", "mx.example.net")
    assert found.failures == (
        FailureSeen(*expired, 8, third, third, ("192.0.2.2", "192.0.2.1")),
        FailureSeen("GMX", "a.example", "sts", "validation-failure", "", 1, fourth, fourth),
    )


def test_failures_without_details_are_told_as_such():
    assert seen(report(saw(STS, 0, 3))).failures[0].result_type == "(no details)"


def test_a_sender_is_clean_from_its_first_day_with_successes_after_its_last_failure():
    found = seen(
        report(saw(STS, 5, 0), start=on(11, 1)),
        report(saw(STS, 5, 1, detail(1)), start=on(11, 3)),
        report(saw(STS, 0, 0), start=on(11, 4)),
        report(saw(STS, 7, 0), start=on(11, 6)),
        report(saw(STS, 8, 0), start=on(11, 7)),
    )
    days = {day: dt.date(2026, 11, day) for day in (1, 3, 6, 7)}
    assert found.senders == (SenderSeen("Google Inc.", days[1], days[7], days[3], days[6], 25, 1, 15, days[7]),)
    assert found.newest == days[7]


def test_a_sender_that_fails_to_the_end_is_not_clean():
    (sender,) = seen(report(saw(STS, 5, 1), start=on(11, 1))).senders
    assert (sender.clean_since, sender.successful_since) == (None, 0)


def test_a_failure_of_the_policy_that_does_not_count_is_a_failure_still():
    (sender,) = seen(report(saw(STS, 9, 0), saw(TLSA, 0, 4, detail(4, "tlsa-invalid"), kind="tlsa"))).senders
    assert sender.failed == 0
    assert sender.last_failed == dt.date(2026, 11, 1)


def test_a_failure_that_only_the_details_tell_of_is_a_failure_still():
    (sender,) = seen(report(saw(STS, 9, 0, detail(4)))).senders
    assert sender.last_failed == dt.date(2026, 11, 1)


def test_the_newest_day_is_that_of_the_whole_folder():
    found = seen(report(saw(STS, 1), start=on(11, 1)), report(saw(STS, 1, domain="b.example"), start=on(11, 9)))
    assert found.newest == dt.date(2026, 11, 9)


@pytest.mark.parametrize("made", [(), (report(saw(STS, 1, domain="b.example"), start=None),)])
def test_a_domain_nobody_reported_on_was_not_seen(made):
    assert seen(*made) == DomainSeen(("a.example",))


def test_no_name_is_no_domain():
    assert seen(report(saw(STS, 1, domain="")), names=["", "."]) == DomainSeen((), newest=dt.date(2026, 11, 1))


def test_who_reports_many_texts_does_not_push_the_others_out():
    many = [report(saw((f"line {number}",), 1), org="Loud", start=on(11, 9)) for number in range(9)]
    quiet = report(saw(STS, 1), org="Quiet", start=on(11, 1))
    with patch.object(bounds, "MOST_POLICIES", 4):
        found = seen(*many, quiet)
    assert [made.organization for made in found.policies] == ["Loud", "Loud", "Loud", "Quiet"]


def test_the_long_tails_are_cut():
    details = [detail(9 - number, mx=f"mx{number}.example.net") for number in range(8)]
    addresses = [detail(1, "tlsa-invalid", to=f"192.0.2.{number}") for number in range(30)]
    made = [report(saw(STS, 1, number), org=f"Sender {number}") for number in range(5)]
    with patch.multiple(bounds, MOST_FAILURES=3, MOST_SENDERS=2, MOST_NAMES=2):
        found = seen(
            report(saw(STS, 0, 70, *details, *addresses)), *made, names=["a.example", "b.example", "c.example"]
        )
    assert found.domains == ("a.example", "b.example")
    assert [failure.sessions for failure in found.failures] == [30, 9, 8]
    assert len(found.failures[0].receiving_ips) == bounds.MOST_ADDRESSES
    assert [sender.organization for sender in found.senders] == ["Google Inc.", "Sender 4"]


def test_counts_beyond_64_bits_are_summed():
    most = 2**63 - 1
    made = [report(saw(STS, most, most, detail(most)), start=on(11, day)) for day in (1, 2)]
    (found,) = seen(*made).policies
    assert (found.successful, found.failed) == (2 * most, 2 * most)
    assert seen(*made).failures[0].sessions == 2 * most


# Held against plain Python

ORGS = ("Google", " google", "GMX")
TEXTS = ((), STS, OTHER, TLSA)
COUNTS = st.sampled_from((0, 0, 1, 2, 10))
details = st.builds(
    detail,
    COUNTS,
    st.sampled_from(("certificate-expired", "validation-failure")),
    mx=st.sampled_from(("mx1.a.example", "")),
    to=st.sampled_from(("192.0.2.1", "2001:db8::1", "")),
)


@st.composite
def policies(draw):
    return saw(
        draw(st.sampled_from(TEXTS)),
        draw(st.none() | COUNTS),
        draw(st.none() | COUNTS),
        *draw(st.lists(details, max_size=3)),
        kind=draw(st.sampled_from(("sts", "tlsa", "no-policy-found"))),
        domain=draw(st.sampled_from(("a.example", "mx1.a.example", "b.example"))),
        mode=draw(st.sampled_from(("enforce", ""))),
    )


@st.composite
def reports(draw):
    return report(
        *draw(st.lists(policies(), max_size=4)),
        org=draw(st.sampled_from(ORGS)),
        report_id=draw(st.sampled_from(("one", "two", "three"))),
        start=draw(st.sampled_from((on(11, 1), on(11, 2, 23), on(11, 5), None))),
    )


@settings(deadline=None, max_examples=200)
@given(st.lists(reports(), max_size=6))
def test_the_engine_saw_what_plain_python_sees(made):
    names = ("a.example", "mx1.a.example")
    found = seen(*made, names=names)
    counted = Reference(made)
    assert set(found.policies) == _policies(counted, names)
    assert {replace(failure, receiving_ips=()) for failure in found.failures} == _failures(counted, names)
    assert set(found.senders) == _senders(counted, names)
    assert len(found.policies) == len(set(found.policies))
    assert found.newest == max((made.start.date() for made in counted.reports if made.start), default=None)


def _of(reference, names):
    """Return (sender, report number, day, policy, successful, failed), numbers as totals count them."""
    return [
        (reference.name_of(made), number, made.start.date() if made.start else None, under, successful, failed)
        for number, made, under, successful, failed in reference.selected_policies([])
        if under.policy_domain in names
    ]


def _span(days):
    known = [day for day in days if day]
    return min(known, default=None), max(known, default=None)


def _grouped(entries, key):
    groups = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def _policies(reference, names):
    groups = _grouped(
        _of(reference, names),
        lambda e: (e[0], e[3].policy_domain, e[3].policy_type, e[3].mode, e[3].policy_string),
    )
    return {
        PolicySeen(
            *key,
            *_span(e[2] for e in group),
            len({e[1] for e in group}),
            sum(e[4] for e in group),
            sum(e[5] for e in group),
            tuple(
                PolicyDay(day, len({e[1] for e in some}), sum(e[4] for e in some), sum(e[5] for e in some))
                for day, some in sorted(_grouped([e for e in group if e[2]], lambda e: e[2]).items())
            ),
        )
        for key, group in groups.items()
    }


def _failing(reference, names):
    """Return (sender, domain, type, result type, host, sessions, day) of each failure row with a session."""
    return [
        (
            reference.name_of(row.report),
            row.policy.policy_domain,
            row.policy.policy_type,
            row.detail.result_type,
            row.detail.receiving_mx_hostname,
            row.detail.failed_session_count,
            row.report.start.date() if row.report.start else None,
        )
        for row in reference.rows
        if row.policy.policy_domain in names and row.detail.failed_session_count
    ]


def _failures(reference, names):
    groups = _grouped(_failing(reference, names), lambda e: e[:5])
    return {FailureSeen(*key, sum(e[5] for e in group), *_span(e[6] for e in group)) for key, group in groups.items()}


def _senders(reference, names):
    failing = {(entry[0], entry[6]) for entry in _failing(reference, names)}
    found = set()
    for name, group in _grouped(_of(reference, names), lambda e: e[0]).items():
        bad = {e[2] for e in group if e[2] and (e[3].failed or (name, e[2]) in failing)}
        last_failed = max(bad, default=None)
        after = [e for e in group if e[2] and (last_failed is None or e[2] > last_failed)]
        clean = min((e[2] for e in after if e[4]), default=None)
        sums = sum(e[4] for e in group), sum(e[5] for e in group), sum(e[4] for e in after)
        good = max((e[2] for e in group if e[2] and e[4]), default=None)
        found.add(SenderSeen(name, *_span(e[2] for e in group), last_failed, clean, *sums, good))
    return found


# In stand-ins


def _shown():
    engine = engine_of(
        report(
            saw(
                ("version: STSv1", "mx: mx7.northwind.example.com", "mx: *.example.net"), 1, domain="northwind.example"
            ),
            saw(TLSA, 0, 1, detail(1, mx="mx7.northwind.example.com", to="192.0.2.77"), domain="northwind.example"),
            org="reports.example.org",
        )
    )
    return engine, Redactor("a keyword")


def test_what_is_hidden_comes_back_hidden_whether_asked_for_by_its_name_or_its_stand_in():
    engine, redactor = _shown()
    wrapped = redacted(engine, redactor)
    stand_in = redactor.name("northwind.example")
    found = wrapped.domain_seen(["northwind.example"], now=NOW)
    assert wrapped.domain_seen([stand_in], now=NOW) == found
    assert found.domains == (stand_in,)
    assert found.policies[0].text or found.policies[1].text
    told = repr(found)
    for secret in ("northwind", "example.com", "example.net", "example.org", "192.0.2."):
        assert secret not in told
    assert "mx: *." in told
    assert "mx7" in told


def test_an_answer_can_be_hidden_and_taken_back():
    engine, redactor = _shown()
    found = engine.domain_seen(["northwind.example"], now=NOW)
    hidden = hidden_answer(found, redactor)
    assert "northwind" not in repr(hidden)
    assert hidden == redacted(engine, redactor).domain_seen(["northwind.example"], now=NOW)
    assert real_answer(hidden, redactor) == found
