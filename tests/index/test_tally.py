"""What failed and what succeeded, by sender and day: as the rules say, whatever the reports and the view."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.factories import DAY, NOW, detail, engine_of, on, policy, report, totals
from tests.index.reference import ROW_FIELDS, Reference
from tests.index.test_against_reference import COUNTS, DOMAINS, KINDS, MODES, ORGS, RESULTS, wishes
from tlsrpt_tui.index import naming, packing, tallying
from tlsrpt_tui.index.redacted import hidden_answer, real_answer, redacted
from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.index.view import View
from tlsrpt_tui.redaction import Redactor

ENFORCE = ("version: STSv1", "mode: enforce", "mx: mx1.a.example", "mx: *.b.example", "max_age: 604800")


def tally(engine, text=""):
    return engine.tally(View.parse(text), now=NOW)


def failed(engine, text=""):
    """Return (result type, MX host) -> (sessions, enforced, dane) over all senders and days."""
    found = {}
    for each in tally(engine, text).failures:
        sums = found.setdefault((each.result_type, each.mx_host), [0, 0, 0])
        for place, number in enumerate((each.sessions, each.enforced, each.dane)):
            sums[place] += number
    return {key: tuple(sums) for key, sums in found.items()}


def under(text, *details, kind="sts", mode="", domain="example.com", successful=90):
    count = sum(each.failed_session_count for each in details)
    return replace(policy(successful, count, *details, kind=kind, domain=domain, mode=mode), policy_string=text)


# What is grouped


def test_failures_are_told_by_place_way_sender_and_day():
    engine = engine_of(
        report(under((), detail(3, mx="mx1.a.example"), detail(2, mx="mx2.a.example"), mode="enforce"), org="GMX"),
        report(under((), detail(4, mx="mx1.a.example")), org=" gmx"),
        report(under((), detail(1, "validation-failure", mx="mx1.a.example")), org="GMX", start=on(11, 2)),
        report(under((), detail(1, mx="mx1.a.example")), org="GMX", start=None),
    )
    found = tally(engine)
    expired, failure, one = "certificate-expired", "validation-failure", found.failures[0].network
    assert found.failures == (
        FailureDay("GMX", "example.com", "mx1.a.example", expired, DAY.date(), 7, 3, 1, 0, 0, 4, one),
        FailureDay("GMX", "example.com", "mx2.a.example", expired, DAY.date(), 2, 2, 1, 0, 0, 0, one),
        FailureDay("GMX", "example.com", "mx1.a.example", failure, dt.date(2026, 11, 2), 1, 0, 1, 0, 0, 1, one),
        FailureDay("GMX", "example.com", "mx1.a.example", expired, None, 1, 0, 1, 0, 0, 1, one),
    )
    assert set(found.days) == {
        SenderDay("GMX", "example.com", DAY.date(), 2, 180, 9, ("sts",)),
        SenderDay("GMX", "example.com", dt.date(2026, 11, 2), 1, 90, 1, ("sts",)),
        SenderDay("GMX", "example.com", None, 1, 90, 1, ("sts",)),
    }
    assert (found.first, found.newest, found.cut) == (DAY.date(), dt.date(2026, 11, 2), 0)


def test_failures_without_details_are_told_and_those_of_no_session_are_not():
    engine = engine_of(report(policy(1, 5)), report(policy(1, 0, detail(0))))
    assert failed(engine) == {("(no details)", ""): (5, 0, 0)}


def test_an_empty_folder_has_an_empty_tally():
    assert tally(engine_of()) == Tally()


@pytest.mark.parametrize(
    ("addresses", "networks"),
    [
        (("192.0.2.1", "192.0.2.200", ""), 1),
        (("192.0.2.1", "198.51.100.1"), 2),
        (("2001:db8:1::1", "2001:db8:1:2::1"), 1),
        (("2001:db8:1::1", "2001:db8:2::1", "192.0.2.1"), 2),
        (("", "a node"), 0),
    ],
)
def test_whether_failures_are_of_no_one_or_several_networks_goes_by_24_and_48_bits(addresses, networks):
    engine = engine_of(report(under((), *(detail(1, ip=address) for address in addresses))))
    (made,) = tally(engine).failures
    assert made.networks == networks
    assert (made.network is None) == (networks == 0)


def test_a_network_is_the_same_for_all_senders():
    addresses = {"GMX": "192.0.2.1", "Yahoo": "192.0.2.9", "Comcast": "198.51.100.1"}
    engine = engine_of(*(report(under((), detail(1, ip=ip)), org=org) for org, ip in addresses.items()))
    of = {each.organization: each.network for each in tally(engine).failures}
    assert of["GMX"] == of["Yahoo"] != of["Comcast"]


@pytest.mark.parametrize(
    ("kind", "mode", "untold"),
    [("sts", "", 5), ("sts", "testing", 0), ("sts", "enforce", 0), ("tlsa", "", 0), ("no-policy-found", "", 0)],
)
def test_failures_under_a_policy_whose_mode_nobody_tells_are_counted(kind, mode, untold):
    engine = engine_of(report(under((), detail(5), kind=kind, mode=mode)))
    assert [each.untold for each in tally(engine).failures] == [untold]


@pytest.mark.parametrize(
    ("reason", "unnamed"),
    [
        ("MX_HOSTS_MISMATCH", 5),
        ("mx-hosts-mismatch", 5),
        ("550 5.4.8", 5),
        ("MX hosts of example.com failed MTA-STS validation", 5),
        ("15.4.8", 0),
        ("certificate has expired", 0),
    ],
)
def test_a_sender_that_names_no_host_can_say_that_the_policy_names_none(reason, unnamed):
    engine = engine_of(report(under(ENFORCE, detail(5, "validation-failure", mx="", reason=reason))))
    assert [each.unnamed for each in tally(engine).failures] == [unnamed]


def test_the_first_and_newest_day_are_those_of_the_folder_not_of_the_view():
    engine = engine_of(report(under((), detail(1))), report(policy(1, 0), start=on(11, 9)))
    found = tally(engine, "until:2026-11-01")
    assert (found.first, found.newest) == (DAY.date(), dt.date(2026, 11, 9))
    assert [each.day for each in found.days] == [DAY.date()]


# The same sessions under two policies


def both(sts, tlsa):
    """A report that describes its sessions once under each policy type, as Microsoft's do; the first one counts."""
    return engine_of(report(under((), *sts, successful=900), under((), *tlsa, kind="tlsa"), org="Microsoft"))


def test_a_failure_that_both_policies_tell_of_counts_once_and_is_refused_where_either_refuses():
    engine = both([detail(5), detail(3)], [detail(5), detail(3)])
    assert failed(engine) == {("certificate-expired", "mx.example.net"): (8, 8, 8)}
    assert [(each.successful, each.failed) for each in tally(engine).days] == [(900, 8)]
    assert [each.policy_types for each in tally(engine).days] == [("sts", "tlsa")]


def test_a_failure_that_only_the_policy_tells_of_that_does_not_count_is_not_lost():
    engine = both([detail(5)], [detail(4, "tlsa-invalid")])
    assert failed(engine) == {
        ("certificate-expired", "mx.example.net"): (5, 0, 0),
        ("tlsa-invalid", "mx.example.net"): (4, 4, 4),
    }
    assert failed(engine, "result:tlsa-invalid") == {("tlsa-invalid", "mx.example.net"): (4, 4, 4)}


def test_failures_without_details_are_those_that_the_other_policy_names():
    engine = engine_of(report(under((), detail(5), successful=900), policy(90, 5, kind="tlsa")))
    assert failed(engine) == {("certificate-expired", "mx.example.net"): (5, 0, 0)}


def test_a_policy_speaks_for_itself_where_the_other_is_not_in_the_view():
    engine = both([detail(5)], [detail(3)])
    assert failed(engine, "policy:tlsa") == {("certificate-expired", "mx.example.net"): (3, 3, 3)}
    assert [(each.successful, each.failed) for each in tally(engine, "policy:tlsa").days] == [(90, 3)]


# All sessions


@pytest.mark.parametrize("text", ["result:certificate-expired", "mx:mx1.a.example", "ip:192.0.2.1", "to:192.0.2.9"])
def test_all_sessions_are_told_whatever_failures_are_picked(text):
    picked = detail(3, mx="mx1.a.example", ip="192.0.2.1", to="192.0.2.9")
    engine = engine_of(
        report(under((), picked, detail(2, "validation-failure", ip="")), org="GMX"), report(policy(7, 0), org="Yahoo")
    )
    found = tally(engine, text)
    assert [each.sessions for each in found.failures] == [3]
    assert found.days == tally(engine).days
    assert {each.organization for each in tally(engine, f"org:gmx {text}").days} == {"GMX"}


# MX hosts and the policies that name them


def test_failures_at_a_host_that_the_policy_does_not_name_are_counted():
    hosts = ("mx1.a.example", "mx2.a.example", "mx.b.example", "b.example", "x.mx.b.example", "")
    engine = engine_of(
        report(under(ENFORCE, *(detail(1, mx=host) for host in hosts))),
        report(under(("version: STSv1",), detail(1, mx="mx3.a.example"))),
        report(under(ENFORCE, detail(1, mx="mx4.a.example"), kind="tlsa")),
        report(replace(under((), detail(1, mx="mx5.a.example")), mx_host=("mx1.a.example",))),
    )
    unnamed = {each.mx_host for each in tally(engine).failures if each.unnamed}
    assert unnamed == {"mx2.a.example", "b.example", "x.mx.b.example", "mx5.a.example"}


def test_hosts_come_with_the_domains_that_name_them():
    engine = engine_of(
        report(under(ENFORCE, domain="a.example")),
        report(under((), detail(1, mx="mx9.a.example"), domain="a.example")),
        report(under((), detail(1, mx="mx9.a.example"), domain="c.example")),
        report(under((), detail(1, mx=""), domain="c.example")),
    )
    assert tally(engine).hosts == (
        ("mx1.a.example", "a.example"),
        ("mx9.a.example", "a.example"),
        ("mx9.a.example", "c.example"),
    )


# Bounds


def test_beyond_the_bound_those_with_the_most_sessions_are_told_and_the_others_are_counted():
    engine = engine_of(*(report(under((), detail(count)), start=on(11, count)) for count in (4, 1, 3, 2)))
    with patch.object(tallying, "MOST_FAILURES", 2):
        found = tally(engine)
    assert [each.sessions for each in found.failures] == [4, 3]
    assert found.cut == 2
    assert len(found.days) == 4


def test_sums_beyond_64_bits_are_exact():
    most = 2**63 - 1
    engine = engine_of(*(report(policy(most, most, detail(most)), org="GMX") for _ in range(3)))
    assert [each.sessions for each in tally(engine).failures] == [3 * most]
    assert [each.successful for each in tally(engine).days] == [3 * most]


# Against plain Python

HOSTS = ("mx1.a.example", "mx2.example.net", "")
IPS = ("192.0.2.1", "192.0.2.77", "198.51.100.1", "2001:db8::1", "2001:db8:7::1", "")
TEXTS = ((), ENFORCE, ("mx: mx2.example.net",))

details = st.builds(
    detail,
    COUNTS,
    st.sampled_from(RESULTS),
    mx=st.sampled_from(HOSTS),
    ip=st.sampled_from(IPS),
    to=st.just("192.0.2.1"),
)


@st.composite
def policies(draw):
    made = policy(
        draw(st.none() | COUNTS),
        draw(st.none() | COUNTS),
        *draw(st.lists(details, max_size=3)),
        kind=draw(st.sampled_from(KINDS)),
        domain=draw(st.sampled_from(DOMAINS)),
        mode=draw(st.sampled_from(MODES)),
    )
    return replace(made, policy_string=draw(st.sampled_from(TEXTS)))


@st.composite
def several(draw):
    return report(
        *draw(st.lists(policies(), max_size=4)),
        org=draw(st.sampled_from(ORGS)),
        report_id=draw(st.sampled_from(("one", "two"))),
        start=draw(st.sampled_from((on(11, 1), on(11, 2, 23), on(11, 5), None))),
    )


@settings(deadline=None, max_examples=120)
@given(st.lists(several(), max_size=5), wishes)
def test_the_engine_tallies_as_plain_python_does(made, wanted):
    _compare(made, wanted)


@settings(deadline=None, max_examples=30)
@given(st.lists(several(), max_size=5), wishes)
def test_the_engine_tallies_very_many_groups_alike(made, wanted):
    with patch.object(packing, "_MOST", 0), patch.object(naming, "_FEW_PAIRS", 0):
        _compare(made, wanted)


def _compare(made, wanted):
    reference, engine = Reference(made), engine_of(*made)
    text = " ".join(wish.text for wish in wanted)
    found = tally(engine, text)
    assert len(found.failures) == len(set(found.failures))
    # Which number a network has is the engine's own matter.
    assert {each._replace(network=None) for each in found.failures} == plain_failures(reference, wanted)
    assert len(found.days) == len(set(found.days))
    assert set(found.days) == plain_days(reference, [wish for wish in wanted if wish.field not in ROW_FIELDS])
    days = [each.start.date() for each in reference.reports if each.start]
    assert (found.first, found.newest) == (min(days, default=None), max(days, default=None))
    if not wanted:
        assert totals(engine).failed == sum(each.failed for each in found.days)


def told(reference, wanted):
    """Return (row, row that repeats it or itself) of each selected row with a session that no other repeats."""
    rows = [row for row in reference.selected_rows(wanted) if row.detail.failed_session_count]
    for row in rows:
        rivals = [other for other in rows if _contests(other, row)]
        if _wins(row):
            twins = [other for other in rivals if _way(other) == _way(row)]
            yield row, (row, *twins)
        elif not any(_way(other) == _way(row) or row.detail.result_type == "(no details)" for other in rivals):
            yield row, (row,)


def _way(row):
    return row.detail.result_type, row.detail.receiving_mx_hostname


def _contests(other, row):
    return (
        other.number == row.number
        and other.policy.policy_domain == row.policy.policy_domain
        and {other.policy.policy_type, row.policy.policy_type} == {"sts", "tlsa"}
        and _wins(other) is not _wins(row)
    )


def _wins(row):
    """Return whether a row's policy counts, seen with all policies of its report."""
    return Reference._speaks(row.report, row.policy, row.report.policies)


def _day(made):
    return made.start.date() if made.start else None


def _refuses(row):
    return row.policy.mode == "enforce" or row.policy.policy_type == "tlsa"


def _keeps_its_mode(row):
    return row.policy.mode not in {"enforce", "testing", "none"} and row.policy.policy_type != "no-policy-found"


def _misses(row):
    host = row.detail.receiving_mx_hostname
    lines = [line.removeprefix("mx: ") for line in row.policy.policy_string if line.startswith("mx: ")]
    covered = any(host == line or line == f"*.{host.partition('.')[2]}" for line in lines)
    return bool(lines and host) and row.policy.policy_type == "sts" and not covered


def _network(row):
    address = row.detail.sending_mta_ip
    return address and (address.rpartition(".")[0] or address.split("::")[0])


def plain_failures(reference, wanted):
    sums, networks = {}, {}
    for row, alike in told(reference, wanted):
        place = row.policy.policy_domain, row.detail.receiving_mx_hostname, row.detail.result_type, _day(row.report)
        key = (reference.name_of(row.report), *place)
        count = row.detail.failed_session_count
        counted = sums.setdefault(key, Counter())
        counted["sessions"] += count
        counted["enforced"] += count * any(map(_refuses, alike))
        counted["dane"] += count * any(each.policy.policy_type == "tlsa" for each in alike)
        counted["unnamed"] += count * _misses(row)
        counted["untold"] += count * (_keeps_its_mode(row) and not any(map(_refuses, alike)))
        networks.setdefault(key, set()).add(_network(row))
    return {
        FailureDay(
            *key,
            counted["sessions"],
            counted["enforced"],
            min(len(networks[key] - {""}), 2),
            counted["dane"],
            counted["unnamed"],
            counted["untold"],
        )
        for key, counted in sums.items()
    }


def plain_days(reference, wanted):
    groups = {}
    for number, made, under_it, successful, failing in reference.selected_policies(wanted):
        key = reference.name_of(made), under_it.policy_domain, _day(made)
        groups.setdefault(key, []).append((number, under_it.policy_type, successful, failing))
    return {
        SenderDay(
            *key,
            len({entry[0] for entry in group}),
            sum(entry[2] for entry in group),
            sum(entry[3] for entry in group),
            tuple(kind for kind in ("sts", "tlsa", "no-policy-found") if kind in {entry[1] for entry in group}),
        )
        for key, group in groups.items()
    }


# In stand-ins


def test_a_tally_in_stand_ins_holds_no_name_and_can_be_taken_back():
    engine = engine_of(
        report(
            under(("mx: mx7.northwind.example.com",), detail(2, mx="mx7.northwind.example.com"), domain="northwind"),
            org="reports.northwind.example",
        )
    )
    redactor = Redactor("a keyword")
    wrapped, found = redacted(engine, redactor), tally(engine)
    hidden = tally(wrapped)
    assert "northwind" not in repr(hidden)
    assert hidden.failures[0].sessions == 2
    assert hidden.hosts[0] == (hidden.failures[0].mx_host, hidden.failures[0].domain)
    assert hidden == hidden_answer(found, redactor)
    assert real_answer(hidden, redactor) == found
    assert tally(wrapped, f"domain:{hidden.failures[0].domain}") == hidden
