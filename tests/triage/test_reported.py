"""What reports say of the very thing that a check looked at, and whether both agree."""

from dataclasses import replace

import pytest

from tests.triage.worlds import HOSTS, check, failed, finding, seen, sender
from tlsrpt_tui.live.check import Check, State, Topic
from tlsrpt_tui.triage.reported import MOST_LINES, reported

MAIL, MX2 = HOSTS
EXPIRED = check(Topic.TLS, "certificate-expired", host=MX2)
GOOD = check(Topic.TLS, host=MX2)


def test_sessions_days_and_senders_are_told_and_that_both_agree():
    made = seen(
        failures=[failed(sessions=100), failed(org="Google", sessions=111), failed(org="Yahoo", sessions=1, last=19)]
    )
    assert reported(EXPIRED, made) == ("212 certificate-expired since 18 Nov, 3 senders: they agree",)


def test_what_ended_before_the_newest_reports_has_its_days():
    made = seen(failures=[failed(first=10, last=12, sessions=3)])
    assert reported(GOOD, made) == ("3 certificate-expired, 10–12 Nov, 1 sender: not found now, last on 12 Nov",)


@pytest.mark.parametrize(
    ("topic", "code", "result", "kind"),
    [
        (Topic.TLS, "no-starttls", "starttls-not-supported", "sts"),
        (Topic.TLS, "handshake-failed", "starttls-not-supported", "sts"),
        (Topic.TLS, "host-mismatch", "certificate-host-mismatch", "sts"),
        (Topic.TLS, "incomplete-chain", "certificate-not-trusted", "sts"),
        (Topic.TLS, "handshake-failed", "validation-failure", "sts"),
        (Topic.DANE, "tlsa-mismatch", "tlsa-invalid", "tlsa"),
        (Topic.DANE, "tlsa-mismatch", "validation-failure", "tlsa"),
        (Topic.DANE, "tlsa-missing", "dane-required", "tlsa"),
        (Topic.DNSSEC, "dnssec-bogus", "dnssec-invalid", "tlsa"),
        (Topic.POLICY_HOST, "fetch-timed-out", "sts-policy-fetch-error", "sts"),
        (Topic.POLICY_HOST, "fetch-tls-failed", "sts-webpki-invalid", "sts"),
        (Topic.STS_POLICY, "no-mode", "sts-policy-invalid", "sts"),
    ],
)
def test_each_result_type_is_told_where_its_cause_is_looked_for(topic, code, result, kind):
    host = MX2 if topic in (Topic.TLS, Topic.DANE) else ""
    (line,) = reported(check(topic, code, host=host), seen(failures=[failed(result, kind=kind)]))
    assert line == f"212 {result} since 18 Nov, 1 sender: they agree"


def test_another_fault_than_the_reported_one_is_not_agreement():
    (line,) = reported(check(Topic.TLS, "host-mismatch", host=MX2), seen(failures=[failed()]))
    assert line.endswith(": not found now, last on 20 Nov")


def test_what_cannot_be_seen_neither_agrees_nor_disagrees():
    blocked = check(Topic.TLS, finding("port-blocked", State.UNKNOWN), host=MX2)
    made = seen(failures=[failed()])
    asking = Check("tls", Topic.TLS, "TLS", host=MX2)
    uncompared = check(Topic.DANE, host=MX2, found="3 1 1, not compared: port 25 not asked")
    assert reported(blocked, made) == reported(asking, made) == ("212 certificate-expired since 18 Nov, 1 sender",)
    assert reported(uncompared, seen(failures=[failed("tlsa-invalid", kind="tlsa")]))[0].endswith("1 sender")


def test_failures_of_other_hosts_and_addresses_are_none_of_this_one():
    here = check(Topic.TLS, "certificate-expired", host=MX2, address="203.0.113.26")
    assert reported(here, seen(failures=[failed(host=MAIL)])) == ()
    assert reported(here, seen(failures=[failed(receiving_ips=("203.0.113.99",))])) == ()
    assert reported(here, seen(failures=[failed(receiving_ips=("203.0.113.26",))]))


def test_dane_that_names_the_host_as_its_domain_is_about_that_host():
    made = seen(failures=[failed("tlsa-invalid", kind="tlsa", host="", domain=MX2)])
    assert reported(check(Topic.DANE, "tlsa-mismatch", host=MX2), made)


def test_a_fault_that_nobody_reported_is_said_to_be_one():
    made = seen(senders=[sender(last=19)])
    assert reported(EXPIRED, made) == ("no sender reported this up to 19 Nov",)
    assert reported(GOOD, made) == ()


@pytest.mark.parametrize("topic", [Topic.TLSRPT_RECORD, Topic.STS_RECORD, Topic.MX])
def test_nothing_is_said_of_what_reports_do_not_speak_of(topic):
    assert reported(check(topic, "odd"), seen(failures=[failed()], senders=[sender()])) == ()


def test_several_result_types_have_a_line_each_most_sessions_first():
    results = (
        "validation-failure",
        "certificate-expired",
        "certificate-not-trusted",
        "certificate-host-mismatch",
        "starttls-not-supported",
    )
    made = seen(failures=[failed(result, sessions=number) for number, result in enumerate(results, 1)])
    lines = reported(EXPIRED, made)
    assert len(lines) == MOST_LINES
    assert lines[0].startswith("5 starttls-not-supported")


def test_failures_without_a_day_are_told_without_one():
    undated = replace(failed(), first=None, last=None)
    assert reported(EXPIRED, seen(failures=[undated])) == ("212 certificate-expired, 1 sender: they agree",)
