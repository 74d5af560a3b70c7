"""What the failure rows of a view say beside where and how they failed."""

from collections import Counter
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.factories import NOW, detail, engine_of, on, policy, report
from tests.index.reference import Reference
from tests.index.test_against_reference import wishes
from tests.index.test_tally import told
from tlsrpt_tui.index import evidence as evidence_module
from tlsrpt_tui.index.redacted import redacted
from tlsrpt_tui.index.tally import Contact, Count, Evidence
from tlsrpt_tui.index.view import View
from tlsrpt_tui.redaction import Redactor

TEXT = ("version: STSv1", "mode: enforce", "mx: mx1.a.example", "mx: mx7.a.example", "mx: *.b.example")


def evidence(engine, text=""):
    return engine.evidence(View.parse(text), now=NOW)


def under(*details, text=(), kind="sts", mode="", domain="a.example"):
    count = sum(each.failed_session_count for each in details)
    return replace(policy(90, count, *details, kind=kind, domain=domain, mode=mode), policy_string=text)


def at(sessions, host="mx1.a.example", result="certificate-expired", *, info="", **named):
    return replace(detail(sessions, result, mx=host, **named), additional_information=info)


@pytest.fixture(scope="module")
def company():
    """One domain with three MX hosts, two of which failed; its policy names a fourth."""
    return engine_of(
        report(
            under(
                at(5, reason="expired", ip="192.0.2.1", to="203.0.113.1", info="see https://status.example"),
                at(2, reason="", ip="192.0.2.2"),
                text=TEXT,
                mode="enforce",
            ),
            org="GMX",
        ),
        report(under(at(4, reason="too old", ip="192.0.2.2"), at(9, "mx2.a.example")), start=on(11, 3)),
        report(under(at(6, "mx3.a.example", "validation-failure"), at(0, "mx1.a.example")), start=on(11, 2)),
        report(under(at(8, "mx.c.example"), domain="c.example")),
    )


HERE = "domain:a.example mx:mx1.a.example result:certificate-expired"


def test_what_rows_say_is_counted_most_sessions_first(company):
    found = evidence(company, HERE)
    assert found.reasons == (Count("expired", 5), Count("too old", 4), Count("", 2))
    assert found.infos == (Count("see https://status.example", 5),)
    assert found.receiving_ips == (Count("203.0.113.1", 5),)
    assert found.sending_ips == (Count("192.0.2.2", 6), Count("192.0.2.1", 5))
    assert found.policies == (Count("\n".join(TEXT), 7),)
    assert found.modes == (Count("enforce", 7), Count("", 4))


def test_rows_are_told_newest_first_and_lead_to_records(company):
    records = [company.record(number) for number in evidence(company, HERE).rows]
    assert [(each.row.day.day, each.row.sessions) for each in records] == [(3, 4), (1, 5), (1, 2)]


def test_other_hosts_of_the_domain_are_told_with_nothing_for_those_that_did_not_fail_so(company):
    assert evidence(company, HERE).other_hosts == (
        Count("mx2.a.example", 9),
        Count("mx3.a.example", 0),
        Count("mx7.a.example", 0),
    )


def test_where_no_host_is_picked_there_are_no_others(company):
    assert evidence(company, "domain:a.example result:certificate-expired").other_hosts == ()


def test_other_hosts_are_looked_for_in_the_same_view(company):
    assert evidence(company, f"{HERE} until:2026-11-02").other_hosts[0] == Count("mx2.a.example", 0)


def test_where_nothing_failed_there_is_no_evidence(company):
    assert evidence(company, "domain:d.example mx:mx1.a.example") == Evidence()
    assert evidence(engine_of()) == Evidence()


def test_a_failure_told_of_twice_is_counted_once():
    engine = engine_of(
        report(under(at(5), at(3), kind="sts"), under(at(5), at(3), at(1, result="tlsa-invalid"), kind="tlsa"))
    )
    found = evidence(engine, "mx:mx1.a.example")
    assert found.sending_ips == (Count("198.51.100.7", 9),)
    assert len(found.rows) == 3


def test_lists_are_bounded():
    many = [at(number + 1, f"mx{number}.a.example", reason=f"reason {number}") for number in range(30)]
    texts = [report(under(at(1), text=(f"line {number}",))) for number in range(30)]
    engine = engine_of(report(under(*many)), *texts)
    with patch.object(evidence_module, "MOST_ROWS", 7):
        found = evidence(engine)
    assert [len(found.reasons), len(found.policies), len(found.rows)] == [20, 10, 7]
    assert found.reasons[:2] == (Count("", 30), Count("reason 29", 30))
    assert len(evidence(engine, "mx:mx3.a.example").other_hosts) == 20


def test_each_senders_newest_contact_is_told_those_with_most_sessions_first():
    engine = engine_of(
        report(under(at(1)), org="GMX", start=on(11, 1), contact="old@gmx.example"),
        report(under(at(1)), org="GMX", start=on(11, 9), contact="new@gmx.example"),
        report(under(at(1)), org="GMX", start=on(11, 12), contact=""),
        report(under(at(1)), org="GMX", start=None, contact="undated@gmx.example"),
        report(under(at(9)), org="Kiosk Mail", start=on(11, 2), contact="+1 555 0100"),
        report(under(at(5, "mx2.a.example")), org="Kiosk Mail", start=on(11, 8), contact="another@kiosk.example"),
        report(under(at(2)), org="Nobody", contact=""),
    )
    assert evidence(engine, HERE).contacts == (Contact("Kiosk Mail", "+1 555 0100"), Contact("GMX", "new@gmx.example"))


def test_the_contacts_of_a_view_are_those_of_all_its_senders_that_report_a_failure():
    many = [report(under(at(1)), org=f"Sender {number:02}", contact=f"tls@{number}.example") for number in range(30)]
    engine = engine_of(*many, report(policy(9, 0), org="Content", contact="tls@content.example"))
    found = engine.contacts(View(), now=NOW)
    assert len(found) == 30
    assert found[0] == Contact("Sender 00", "tls@0.example")
    assert engine.contacts(View.parse("org:Content"), now=NOW) == ()
    (hidden,) = redacted(engine, Redactor("a keyword")).contacts(View.parse('org:"Sender 07"'), now=NOW)
    assert hidden.contact != "tls@7.example"


def test_contacts_are_told_in_stand_ins_as_well():
    engine = engine_of(report(under(at(1)), org="Kiosk Mail", contact="tls@northwind.example"))
    redactor = Redactor("a keyword")
    (contact,) = evidence(redacted(engine, redactor), "result:certificate-expired").contacts
    assert contact == Contact("Kiosk Mail", redactor.contact("tls@northwind.example"))
    assert "northwind" not in repr(contact)


# Against plain Python

details = st.builds(
    at,
    st.sampled_from((0, 1, 2, 10)),
    st.sampled_from(("mx1.a.example", "mx2.example.net", "")),
    st.sampled_from(("certificate-expired", "validation-failure")),
    info=st.sampled_from(("", "a page")),
    ip=st.sampled_from(("192.0.2.1", "2001:db8::1", "")),
    to=st.sampled_from(("192.0.2.1", "")),
    reason=st.sampled_from(("", "Google says no")),
)


@st.composite
def reports(draw):
    made = [
        under(
            *draw(st.lists(details, max_size=3)),
            text=draw(st.sampled_from(((), TEXT))),
            kind=draw(st.sampled_from(("sts", "tlsa"))),
            mode=draw(st.sampled_from(("enforce", "testing"))),
            domain=draw(st.sampled_from(("a.example", "b.example"))),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    return report(*made, org=draw(st.sampled_from(("Google", "GMX"))), start=draw(st.sampled_from((on(11, 1), None))))


@settings(deadline=None, max_examples=100)
@given(st.lists(reports(), max_size=4), wishes)
def test_the_engine_counts_evidence_as_plain_python_does(made, wanted):
    reference, engine = Reference(made), engine_of(*made)
    found = evidence(engine, " ".join(wish.text for wish in wanted))
    rows = [row for row, _ in told(reference, wanted)]
    assert counts(found.reasons) == summed(rows, lambda row: row.detail.failure_reason_code)
    assert counts(found.infos) == named(rows, lambda row: row.detail.additional_information)
    assert counts(found.receiving_ips) == named(rows, lambda row: row.detail.receiving_ip)
    assert counts(found.sending_ips) == named(rows, lambda row: row.detail.sending_mta_ip)
    assert counts(found.policies) == named(rows, lambda row: "\n".join(row.policy.policy_string))
    assert counts(found.modes) == summed(rows, lambda row: row.policy.mode)
    assert len(found.rows) == len(set(found.rows)) == len(rows)
    if any(wish.field == "mx" for wish in wanted):
        assert counts(found.other_hosts) == others(reference, wanted, rows)
    else:
        assert found.other_hosts == ()


def counts(found):
    assert [each.sessions for each in found] == sorted((each.sessions for each in found), reverse=True)
    return {each.value: each.sessions for each in found}


def summed(rows, value):
    found = Counter()
    for row in rows:
        found[value(row)] += row.detail.failed_session_count
    return dict(found)


def named(rows, value):
    return {text: count for text, count in summed(rows, value).items() if text}


def others(reference, wanted, rows):
    domains = {row.policy.policy_domain for row in rows}
    known = dict.fromkeys(
        row.detail.receiving_mx_hostname for row in reference.rows if row.policy.policy_domain in domains
    )
    for _, _, made in reference.policies:
        if made.policy_domain in domains and made.policy_type == "sts" and made.policy_string:
            known |= dict.fromkeys(("mx1.a.example", "mx7.a.example"))
    beside = [row for row, _ in told(reference, [wish for wish in wanted if wish.field != "mx"])]
    failed = summed([row for row in beside if row.policy.policy_domain in domains], _host)
    own = {"", *map(_host, rows)}
    return {host: failed.get(host, 0) for host in known if host not in own}


def _host(row):
    return row.detail.receiving_mx_hostname


# In stand-ins


def test_evidence_in_stand_ins_holds_no_name_and_no_address():
    engine = engine_of(
        report(
            under(
                at(
                    3,
                    "mx7.northwind.example.com",
                    ip="192.0.2.77",
                    to="192.0.2.78",
                    reason="mx7.northwind.example.com has an old certificate",
                    info="ask postmaster@northwind.example",
                ),
                at(1, "mx8.northwind.example.com", "validation-failure"),
                text=("version: STSv1", "mx: mx7.northwind.example.com", "mx: *.northwind.example"),
                domain="northwind.example",
            )
        )
    )
    redactor = Redactor("a keyword")
    wrapped = redacted(engine, redactor)
    domain, host = map(redactor.name, ("northwind.example", "mx7.northwind.example.com"))
    found = evidence(wrapped, f"domain:{domain} mx:{host}")
    assert found == evidence(wrapped, "domain:northwind.example mx:mx7.northwind.example.com")
    for secret in ("northwind", "192.0.2.", "postmaster"):
        assert secret not in repr(found)
    assert found.reasons[0].value == f"{host} has an old certificate"
    assert found.policies[0].value.split("\n")[1] == f"mx: {host}"
    assert [count.sessions for count in found.other_hosts] == [1]
    assert found.rows == evidence(engine).rows[:1]
