"""What real senders write: each quirk is read, and said where it changes what the report means."""

import datetime as dt
import json

import pytest

from tlsrpt_tui.errors import NotAReport, OverBound
from tlsrpt_tui.reports.decode import decode
from tlsrpt_tui.reports.model import Hints

GONE = object()
STS_LINES = ["version: STSv1", "mode: enforce", "mx: mx1.example.com", "max_age: 86400"]
TLSA_RECORDS = ["3 1 1 " + "AB" * 32, "2 0 1 " + "CD" * 32]


def merged(base, changes):
    return {key: value for key, value in (base | changes).items() if value is not GONE}


def underscored(changes):
    return {key.replace("_", "-"): value for key, value in changes.items()}


def detail(**changes):
    base = {
        "result-type": "certificate-expired",
        "sending-mta-ip": "192.0.2.1",
        "receiving-ip": "198.51.100.7",
        "receiving-mx-hostname": "mx1.example.com",
        "failed-session-count": 3,
    }
    return merged(base, underscored(changes))


def sts(**changes):
    base = {
        "policy-type": "sts",
        "policy-string": STS_LINES,
        "policy-domain": "example.com",
        "mx-host": ["mx1.example.com"],
    }
    return merged(base, underscored(changes))


def tlsa(**changes):
    return sts(policy_type="tlsa", policy_string=TLSA_RECORDS, mx_host=GONE) | underscored(changes)


def policy(inner=None, **changes):
    base = {
        "policy": sts() if inner is None else inner,
        "summary": {"total-successful-session-count": 5, "total-failure-session-count": 3},
        "failure-details": [detail()],
    }
    return merged(base, underscored(changes))


def document(*policies, **changes):
    base = {
        "organization-name": "Example Mail",
        "date-range": {"start-datetime": "2026-03-01T00:00:00Z", "end-datetime": "2026-03-01T23:59:59Z"},
        "contact-info": "tls@example.net",
        "report-id": "2026-03-01-1",
        "policies": list(policies) or [policy()],
    }
    return merged(base, underscored(changes))


def read(*policies, hints=None, **changes):
    return decode(json.dumps(document(*policies, **changes)).encode(), hints or Hints())


def dated(start, end="2026-03-01T23:59:59Z"):
    return read(date_range={"start-datetime": start, "end-datetime": end})


def summed(summary, details=GONE):
    return read(policy(summary=summary, failure_details=details))


def sentences(report):
    return [note.sentence for note in report.notes]


def only_note(report):
    assert len(report.notes) == 1, sentences(report)
    return report.notes[0].sentence


def first(report):
    return report.policies[0]


def first_detail(report):
    return report.policies[0].failure_details[0]


def utc(*fields):
    return dt.datetime(*fields, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("sent", "hosts"),
    [
        (["MX1.example.com", "*.Example.NET."], ("mx1.example.com", "*.example.net")),
        ("*.mail.example.com", ("*.mail.example.com",)),
        (GONE, ()),
        (None, ()),
        ([], ()),
    ],
)
def test_q01_mx_host_may_be_a_list_a_string_absent_or_empty(sent, hosts):
    report = read(policy(sts(mx_host=sent)))
    assert first(report).mx_host == hosts
    assert report.notes == ()


def test_q01_mx_host_entries_that_are_no_names_do_not_cost_the_others():
    report = read(policy(sts(mx_host=[None, "", 7, "mx1.example.com"])))
    assert first(report).mx_host == ("7", "mx1.example.com")
    assert sentences(report) == [
        "policies[0].policy.mx-host[0] is null, dropped",
        'policies[0].policy.mx-host[1] "" is dropped',
        "policies[0].policy.mx-host[2] 7 is not a string, shown as JSON",
    ]


def test_q02_mx_host_pattern_is_read_as_mx_host():
    report = read(policy(sts(mx_host=GONE, mx_host_pattern=["*.example.com"])))
    assert first(report).mx_host == ("*.example.com",)
    assert only_note(report) == "policies[0].policy.mx-host-pattern is read as mx-host"


def test_q02_mx_host_wins_over_mx_host_pattern():
    report = read(policy(sts(mx_host_pattern=["*.example.net"])))
    assert first(report).mx_host == ("mx1.example.com",)


@pytest.mark.parametrize("sent", ["mx: mx1.example.com", "MX:mx1.example.com"])
def test_q03_mx_host_loses_the_prefix_of_a_policy_line(sent):
    report = read(policy(sts(mx_host=[sent])))
    assert first(report).mx_host == ("mx1.example.com",)
    assert "without the mx: of a policy line" in only_note(report)


def test_q04_additional_info_uri_is_read_as_additional_information():
    report = read(policy(failure_details=[detail(additional_info_uri="https://example.net/1")]))
    assert first_detail(report).additional_information == "https://example.net/1"
    assert only_note(report) == "policies[0].failure-details[0].additional-info-uri is read as additional-information"


def test_q05_failure_error_code_is_read_as_failure_reason_code():
    report = read(policy(failure_details=[detail(failure_error_code="expired")]))
    assert first_detail(report).failure_reason_code == "expired"
    assert only_note(report) == "policies[0].failure-details[0].failure-error-code is read as failure-reason-code"


def test_q05_the_name_in_the_rfc_wins_over_the_name_in_a_draft():
    report = read(policy(failure_details=[detail(failure_error_code="old", failure_reason_code="new")]))
    assert first_detail(report).failure_reason_code == "new"
    assert report.notes == ()


def test_q06_additional_information_may_be_no_uri():
    text = "https://example.net/report info?id=1 #StarttlsNotSupported"
    report = read(policy(failure_details=[detail(additional_information=text)]))
    assert first_detail(report).additional_information == text
    assert report.notes == ()


@pytest.mark.parametrize("packed", [[json.dumps(TLSA_RECORDS)], json.dumps(TLSA_RECORDS)])
def test_q07_policy_string_packed_as_json_in_a_string_is_decoded(packed):
    report = read(policy(tlsa(policy_string=packed)))
    assert first(report).policy_string == tuple(TLSA_RECORDS)
    assert "is a JSON array within a string, decoded" in only_note(report)


@pytest.mark.parametrize("sent", ["[not json", '["3 1 1 AB", 7]', "[" * 70_000])
def test_q07_policy_string_that_only_looks_packed_is_kept(sent):
    report = read(policy(tlsa(policy_string=[sent])))
    assert len(first(report).policy_string) == 1
    assert first(report).policy_string[0].startswith(sent[:9])


@pytest.mark.parametrize("sent", [GONE, None, [], ""])
def test_q08_policy_string_may_be_absent_or_empty(sent):
    report = read(policy(sts(policy_string=sent)))
    assert first(report).policy_string == ()
    assert first(report).mode == ""
    assert report.notes == ()


def test_q08_policy_string_as_one_string_is_split_into_lines():
    report = read(policy(sts(policy_string="\r\n".join(STS_LINES) + "\r\n")))
    assert first(report).policy_string == tuple(STS_LINES)
    assert first(report).mode == "enforce"
    assert "is a string, read as an array of its lines" in only_note(report)


def test_q08_policy_string_of_tlsa_records_is_split_at_semicolons():
    report = read(policy(tlsa(policy_string="; ".join(TLSA_RECORDS))))
    assert first(report).policy_string == tuple(TLSA_RECORDS)


def test_q08_policy_string_with_a_whole_policy_in_one_entry_is_split_into_lines():
    report = read(policy(sts(policy_string=["\n".join(STS_LINES)])))
    assert first(report).policy_string == tuple(STS_LINES)
    assert "holds line breaks, split into lines" in only_note(report)


def test_q08_policy_string_entries_that_are_no_strings_do_not_cost_the_others():
    report = read(policy(sts(policy_string=["mode: none", None, 5, {"a": 1}])))
    assert first(report).policy_string == ("mode: none", "5", '{"a":1}')
    assert first(report).mode == "none"
    assert len(report.notes) == 2


def test_q08_policy_string_as_an_object_is_shown_as_json():
    report = read(policy(sts(policy_string={"mode": "enforce"})))
    assert first(report).policy_string == ('{"mode":"enforce"}',)
    assert "is not an array, shown as JSON" in only_note(report)


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [0, 1, 3, 2], [0, 2, 3, 1], [3, 2, 1, 0]])
def test_q09_policy_lines_may_come_in_any_order(order):
    lines = [STS_LINES[place] for place in order]
    report = read(policy(sts(policy_string=lines)))
    assert first(report).policy_string == tuple(lines)
    assert first(report).mode == "enforce"
    assert report.notes == ()


@pytest.mark.parametrize("line", ["Mode:testing", " MODE :  Testing ", "mode: testing"])
def test_q09_mode_may_be_written_with_any_case_and_spacing(line):
    assert first(read(policy(sts(policy_string=[line, "mode: enforce"])))).mode == "testing"


def test_q09_mode_belongs_to_sts_policies_only():
    assert first(read(policy(tlsa(policy_string=["mode: enforce"])))).mode == ""


def test_q10_invalid_policy_lines_are_kept_verbatim():
    lines = ["version: STSv1", "nmx: mx1.example.com", "  mode enforce", "", "max_age : x"]
    report = read(policy(sts(policy_string=lines)))
    assert first(report).policy_string == tuple(lines)
    assert first(report).mode == ""


def test_q11_dates_without_a_zone_are_utc():
    report = dated("2026-03-01T00:00:00")
    assert report.start == utc(2026, 3, 1)
    assert only_note(report) == 'date-range.start-datetime "2026-03-01T00:00:00" names no time zone, taken as UTC'


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("2026-03-01T23:59:59Z", utc(2026, 3, 1, 23, 59, 59)),
        ("2026-03-02T00:00:00Z", utc(2026, 3, 2)),
        ("2026-03-01T24:00:00Z", utc(2026, 3, 2)),
        ("2026-03-01t23:59:59z", utc(2026, 3, 1, 23, 59, 59)),
        ("2026-03-01T23:59:59+00:00", utc(2026, 3, 1, 23, 59, 59)),
        ("2026-03-02T01:00:00+02:00", utc(2026, 3, 1, 23)),
        ("2026-03-01T23:59:60Z", utc(2026, 3, 2)),
        ("2026-03-01T23:59:59.999Z", utc(2026, 3, 1, 23, 59, 59, 999000)),
    ],
)
def test_q12_end_times_are_read_however_rfc_3339_writes_them(sent, meant):
    report = dated("2026-03-01T00:00:00Z", sent)
    assert report.end == meant
    assert report.end.tzinfo is dt.UTC
    assert report.notes == ()


def test_q13_ranges_longer_than_a_day_are_no_problem():
    report = dated("2026-03-01T00:00:00Z", "2026-03-07T00:00:00Z")
    assert (report.end - report.start).days == 6
    assert report.notes == ()


@pytest.mark.parametrize("sent", ["yesterday", "", "2026-13-01T00:00:00Z", 1_772_323_200, ["2026-03-01"], "9" * 500])
def test_q14_a_date_that_is_none_is_noted_and_the_report_kept(sent):
    report = dated(sent)
    assert report.start is None
    assert report.end == utc(2026, 3, 1, 23, 59, 59)
    assert only_note(report).endswith("is not a date, taken as absent")
    assert first(report).failed == 3


@pytest.mark.parametrize("sent", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T24:00:00Z"])
def test_q14_a_date_outside_the_calendar_is_noted_and_the_report_kept(sent):
    report = dated(sent)
    assert report.start is None
    assert only_note(report).endswith("is outside the calendar, taken as absent")


@pytest.mark.parametrize("sent", [GONE, None])
def test_q14_an_absent_date_range_is_one_note(sent):
    report = read(date_range=sent)
    assert (report.start, report.end) == (None, None)
    assert only_note(report) == "date-range is absent"


def test_q14_a_date_range_that_is_no_object_is_one_note():
    assert only_note(read(date_range="2026-03-01")) == 'date-range "2026-03-01" is not an object, taken as absent'


def test_q14_a_range_that_ends_before_it_starts_is_kept_as_sent():
    report = dated("2026-03-05T00:00:00Z")
    assert report.start > report.end
    assert only_note(report) == "date-range ends before it starts, kept as sent"


@pytest.mark.parametrize(("sent", "said"), [(GONE, "absent"), (None, "null"), ("", "empty"), (" ", "empty")])
def test_q15_contact_info_may_be_missing(sent, said):
    report = read(contact_info=sent)
    assert report.contact_info == ""
    assert only_note(report).startswith("contact-info")
    assert only_note(report).endswith(f"is {said}")


def test_q15_contact_info_that_is_no_address_is_kept_as_sent():
    report = read(contact_info="the postmaster")
    assert report.contact_info == "the postmaster"
    assert only_note(report) == 'contact-info "the postmaster" is not an address, kept as sent'


@pytest.mark.parametrize("sent", [GONE, None, "", "  "])
def test_q16_missing_organization_name_falls_back_to_the_submitter(sent):
    report = read(organization_name=sent, hints=Hints(submitter="Mail.Example.ORG"))
    assert report.organization_name == "mail.example.org"
    assert only_note(report) == "organization-name is absent, taken from TLS-Report-Submitter"


def test_q16_missing_organization_name_falls_back_to_the_domain_of_the_contact():
    report = read(organization_name=None)
    assert report.organization_name == "example.net"
    assert only_note(report) == "organization-name is absent, taken from contact-info"


def test_q16_an_organization_that_nothing_names_is_empty():
    report = read(organization_name=None, contact_info=None)
    assert report.organization_name == ""
    assert sentences(report) == ["contact-info is null", "organization-name is absent"]


@pytest.mark.parametrize("sent", [GONE, None, ""])
def test_q17_missing_report_id_is_noted(sent):
    report = read(report_id=sent)
    assert report.report_id == ""
    assert only_note(report).startswith("report-id")


def test_q17_report_id_may_end_with_a_plus_and_no_domain():
    report = read(report_id="133944884956529435+")
    assert report.report_id == "133944884956529435+"
    assert report.notes == ()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (GONE, "policies is absent"),
        (None, "policies is absent"),
        ([], "policies is empty"),
        ("none", 'policies "none" is not an array, dropped'),
    ],
)
def test_q18_a_report_without_policies_is_still_a_report(sent, sentence):
    report = read(policies=sent)
    assert report.policies == ()
    assert only_note(report) == sentence


def test_q18_a_single_policy_outside_an_array_is_an_array_of_one():
    report = read(policies=policy())
    assert first(report).policy_domain == "example.com"
    assert only_note(report) == "policies is an object, read as an array of one"


HEADER = Hints(domain="a.example.com")
FILENAME = Hints(filename="example.net!b.example.com!1772323200!1772409599!001.json.gz")
SUBJECT = Hints(subject="Report\r\n Domain: c.example.com Submitter: example.net Report-ID: <x@example.net>")


@pytest.mark.parametrize(
    ("hints", "report_id", "domain", "source"),
    [
        (Hints(HEADER.domain, "", FILENAME.filename, SUBJECT.subject), "1", "a.example.com", "TLS-Report-Domain"),
        (Hints("", "", FILENAME.filename, SUBJECT.subject), "1", "b.example.com", "the file name"),
        (SUBJECT, "1+d.example.com", "c.example.com", "the subject"),
        (Hints(), "133+d.example.com", "d.example.com", "report-id"),
        (Hints(), "2026-03-01T00:00:00Z_e.example.com", "e.example.com", "report-id"),
    ],
)
@pytest.mark.parametrize("sent", [GONE, None, ""])
def test_q19_missing_policy_domain_is_taken_from_the_surroundings(sent, hints, report_id, domain, source):
    report = read(policy(sts(policy_domain=sent)), report_id=report_id, hints=hints)
    assert first(report).policy_domain == domain
    assert only_note(report) == f"policies[0].policy.policy-domain is absent, taken from {source}"


@pytest.mark.parametrize("report_id", ["5065427c-23d3", "133+", "v_1.5", "x_y@example.net", "+", "_"])
def test_q19_a_policy_domain_that_nothing_names_is_empty(report_id):
    hints = Hints(filename="report.json", subject="Report Domain:")
    report = read(policy(sts(policy_domain=GONE)), report_id=report_id, hints=hints)
    assert first(report).policy_domain == ""
    assert only_note(report) == "policies[0].policy.policy-domain is absent"


def test_q20_policy_domain_of_tlsa_may_be_the_mx_host():
    report = read(policy(tlsa(policy_domain="mx1.example.com")), hints=Hints(domain="example.com"))
    assert first(report).policy_domain == "mx1.example.com"
    assert report.notes == ()


def test_q21_domains_lose_their_trailing_dot_and_upper_case():
    inner = sts(policy_domain="Example.COM.", mx_host=["MX1.Example.com."])
    report = read(policy(inner, failure_details=[detail(receiving_mx_hostname="MX1.Example.com.")]))
    assert first(report).policy_domain == "example.com"
    assert first(report).mx_host == ("mx1.example.com",)
    assert first_detail(report).receiving_mx_hostname == "mx1.example.com"
    assert report.notes == ()


def test_q21_a_labels_stay_a_labels():
    report = read(policy(sts(policy_domain="xn--bcher-kva.example.com")))
    assert first(report).policy_domain == "xn--bcher-kva.example.com"
    assert report.notes == ()


def test_q21_u_labels_become_a_labels():
    report = read(policy(sts(policy_domain="Bücher.example.com", mx_host=["*.bücher.example.com"])))
    assert first(report).policy_domain == "xn--bcher-kva.example.com"
    assert first(report).mx_host == ("*.xn--bcher-kva.example.com",)
    assert len(report.notes) == 2


@pytest.mark.parametrize("sent", ["ü..example.com", "ü" * 300])
def test_q21_u_labels_that_have_no_a_labels_stay(sent):
    report = read(policy(sts(policy_domain=sent.upper())))
    assert first(report).policy_domain == sent
    assert only_note(report).endswith("kept in lower case")


def test_q22_a_missing_summary_is_one_note():
    report = summed(GONE)
    assert (first(report).successful, first(report).failed) == (None, None)
    assert only_note(report) == "policies[0].summary is absent"


def test_q22_a_missing_summary_leaves_the_sum_of_the_details():
    report = summed(GONE, [detail(), detail(failed_session_count=4)])
    assert (first(report).successful, first(report).failed) == (None, 7)
    assert only_note(report) == "policies[0].summary is absent, failures taken as the sum of the details"


def test_q22_a_missing_failure_count_without_details_is_unknown():
    report = summed({"total-successful-session-count": 5})
    assert (first(report).successful, first(report).failed) == (5, None)
    assert only_note(report) == "policies[0].summary.total-failure-session-count is absent"


def test_q22_a_missing_failure_count_with_details_is_their_sum():
    report = summed({"total-successful-session-count": 5}, [detail()])
    assert first(report).failed == 3
    assert only_note(report).endswith("is absent, failures taken as the sum of the details")


def test_q22_the_sum_of_the_details_stays_in_bounds():
    report = summed(GONE, [detail(failed_session_count=2**63 - 1), detail()])
    assert first(report).failed == 2**63 - 1


def test_q22_a_missing_success_count_is_unknown():
    report = summed({"total-failure-session-count": 3})
    assert (first(report).successful, first(report).failed) == (None, 3)
    assert only_note(report) == "policies[0].summary.total-successful-session-count is absent"


@pytest.mark.parametrize(
    ("sent", "meant", "said"),
    [
        ("42", 42, '"42" is a string, read as a number'),
        (" 42 ", 42, '" 42 " is a string, read as a number'),
        (5.0, 5, "5.0 is written as a fraction, read as a whole number"),
        (-1, None, "-1 is negative, taken as absent"),
        ("-1", None, '"-1" is negative, taken as absent'),
        (-1e300, None, "-1e+300 is negative, taken as absent"),
        (1.5, None, "1.5 is not a whole number, taken as absent"),
        ("many", None, '"many" is not a whole number, taken as absent'),
        (True, None, "true is not a number, taken as absent"),
        ([3], None, "[3] is not a number, taken as absent"),
        (2**63, None, "9223372036854775808 is beyond 2^63-1, taken as absent"),
        (2.0**63, None, "9.223372036854776e+18 is beyond 2^63-1, taken as absent"),
        (None, None, "is absent"),
    ],
)
@pytest.mark.parametrize("key", ["total-successful-session-count", "total-failure-session-count"])
def test_q23_counts_that_are_no_counts_are_noted(key, sent, meant, said):
    summary = {"total-successful-session-count": 1, "total-failure-session-count": 1, key: sent}
    report = summed(summary)
    counts = {
        "total-successful-session-count": first(report).successful,
        "total-failure-session-count": first(report).failed,
    }
    assert counts == {"total-successful-session-count": 1, "total-failure-session-count": 1, key: meant}
    assert only_note(report) == f"policies[0].summary.{key} {said}"


def test_q23_the_largest_count_is_believed():
    report = summed({"total-successful-session-count": 2**63 - 1, "total-failure-session-count": 0})
    assert first(report).successful == 2**63 - 1
    assert report.notes == ()


@pytest.mark.parametrize(
    ("sent", "meant", "said"),
    [
        ("STS", "sts", '"STS" is read as sts'),
        (" sts ", "sts", '" sts " is read as sts'),
        ("dane", "tlsa", '"dane" is read as tlsa'),
        ("No-Policy", "no-policy", '"No-Policy" is unknown to RFC 8460, kept in lower case'),
        (
            "invalid-policy-type",
            "invalid-policy-type",
            '"invalid-policy-type" is unknown to RFC 8460, kept in lower case',
        ),
        (7, "7", "7 is not a string, shown as JSON"),
        ("", "", '"" is empty'),
        (None, "", "is absent"),
    ],
)
def test_q24_unknown_policy_types_are_kept_and_noted(sent, meant, said):
    report = read(policy(sts(policy_type=sent)))
    assert first(report).policy_type == meant
    assert only_note(report) == f"policies[0].policy.policy-type {said}"


@pytest.mark.parametrize(
    ("sent", "meant", "said"),
    [
        ("Certificate-Expired", "certificate-expired", '"Certificate-Expired" is read as certificate-expired'),
        ("Testing", "testing", '"Testing" is unknown to RFC 8460, kept in lower case'),
        (False, "false", "false is not a string, shown as JSON"),
        (GONE, "", "is absent"),
    ],
)
def test_q25_unknown_result_types_are_kept_and_noted(sent, meant, said):
    report = read(policy(failure_details=[detail(result_type=sent)]))
    assert first_detail(report).result_type == meant
    assert only_note(report) == f"policies[0].failure-details[0].result-type {said}"


@pytest.mark.parametrize("sent", [GONE, [], None])
def test_q26_failure_details_may_be_absent_empty_or_null(sent):
    report = read(policy(failure_details=sent))
    assert first(report).failure_details == ()
    assert report.notes == ()


def test_q26_a_single_failure_detail_outside_an_array_is_an_array_of_one():
    report = read(policy(failure_details=detail()))
    assert first_detail(report).failed_session_count == 3
    assert only_note(report) == "policies[0].failure-details is an object, read as an array of one"


def test_q26_failure_details_that_are_no_array_are_dropped():
    report = read(policy(failure_details="none"))
    assert first(report).failure_details == ()
    assert only_note(report) == 'policies[0].failure-details "none" is not an array, dropped'


BARE = {"sending_mta_ip": GONE, "receiving_ip": GONE, "receiving_mx_hostname": GONE}


@pytest.mark.parametrize("result_type", ["sts-policy-fetch-error", "sts-webpki-invalid", "dnssec-invalid"])
def test_q27_failures_before_a_connection_need_no_addresses(result_type):
    report = read(policy(failure_details=[detail(result_type=result_type, **BARE)]))
    assert first_detail(report).sending_mta_ip == ""
    assert report.notes == ()


def test_q27_failures_of_a_connection_without_addresses_are_counted_in_one_note_each():
    report = read(policy(failure_details=[detail(**BARE), detail(**BARE), detail(sending_mta_ip=None)]))
    assert sentences(report) == [
        "policies[0].failure-details has 3 details without sending-mta-ip",
        "policies[0].failure-details has 2 details without receiving-mx-hostname",
    ]


def test_q28_details_need_not_sum_to_the_total():
    report = summed({"total-successful-session-count": 0, "total-failure-session-count": 1}, [detail(), detail()])
    assert first(report).failed == 1
    assert report.notes == ()


def test_q29_failures_without_details_are_legal():
    report = summed({"total-successful-session-count": 0, "total-failure-session-count": 9})
    assert first(report).failed == 9
    assert report.notes == ()


def test_q29_details_beside_a_total_of_zero_are_kept_and_noted():
    report = summed({"total-successful-session-count": 5, "total-failure-session-count": 0}, [detail()])
    assert first(report).failed == 0
    assert first_detail(report).failed_session_count == 3
    assert only_note(report) == (
        "policies[0].summary.total-failure-session-count 0 disagrees with the details, both kept as sent"
    )


@pytest.mark.parametrize(
    ("sent", "said"), [(GONE, "is absent"), (-4, "-4 is negative"), ("x", '"x" is not a whole number')]
)
def test_q30_a_missing_or_bad_failed_session_count_is_one_session(sent, said):
    report = read(policy(failure_details=[detail(failed_session_count=sent)]))
    assert first_detail(report).failed_session_count == 1
    assert only_note(report) == f"policies[0].failure-details[0].failed-session-count {said}, taken as 1"


def test_q31_failure_reason_code_may_be_prose():
    prose = 'unable to do http request: Get "https://mta-sts.example.com/x": context deadline exceeded (timeout)'
    report = read(policy(failure_details=[detail(failure_reason_code=prose)]))
    assert first_detail(report).failure_reason_code == prose
    assert report.notes == ()


def test_q31_long_failure_reason_codes_are_cut_and_counted():
    report = read(policy(failure_details=[detail(failure_reason_code="x" * 100_000)]))
    assert first_detail(report).failure_reason_code.endswith("… [100000 characters in all]")


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("2001:db8:abcd:0012::1", "2001:db8:abcd:12::1"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("::FFFF:c000:0201", "::ffff:192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("", ""),
    ],
)
def test_q32_addresses_are_written_one_way(sent, meant):
    report = read(policy(failure_details=[detail(receiving_ip=sent)]))
    assert first_detail(report).receiving_ip == meant
    assert report.notes == ()


@pytest.mark.parametrize("sent", ["x.x.x.x", "192.0.2.300", "mx1.example.com", "192.0.2.1:25", "9" * 400])
def test_q32_text_that_is_no_address_is_kept_as_sent(sent):
    report = read(policy(failure_details=[detail(sending_mta_ip=sent)]))
    assert first_detail(report).sending_mta_ip == sent
    assert only_note(report).endswith("is not an IP address, kept as sent")


def test_q33_sts_and_tlsa_of_the_same_domain_stay_two_policies():
    report = read(policy(), policy(tlsa()))
    assert [(each.policy_type, each.policy_domain, each.failed) for each in report.policies] == [
        ("sts", "example.com", 3),
        ("tlsa", "example.com", 3),
    ]


def test_q34_several_no_policy_found_entries_stay_apart():
    inner = {"policy-type": "no-policy-found", "policy-domain": "example.com"}
    report = read(policy(inner), policy(inner))
    assert [each.position for each in report.policies] == [0, 1]
    assert report.notes == ()


def test_q35_reports_with_different_ids_differ():
    assert read(report_id="1").digest != read(report_id="2").digest


def test_q37_reports_of_different_days_with_one_id_differ():
    assert dated("2026-03-01T00:00:00Z").digest != dated("2026-02-28T00:00:00Z").digest


def test_q38_the_report_id_of_the_body_counts():
    hints = Hints(subject="Report Domain: example.com Submitter: example.net Report-ID: <2026.03.01+x@example.net>")
    assert read(report_id="2026-03-01T00:00:00Z_example.com", hints=hints).report_id == (
        "2026-03-01T00:00:00Z_example.com"
    )


@pytest.mark.parametrize(
    "subject",
    [
        "Report Domain: example.com Submitter: example.net Report-ID:\r\n 133+example.com",
        "Report\r\n Domain: example.com\r\n Submitter: example.net Report-ID: <1>",
        "FW: report domain: example.com submitter: example.net",
    ],
)
def test_q39_q40_subjects_may_be_folded_anywhere(subject):
    report = read(policy(sts(policy_domain=GONE)), hints=Hints(subject=subject))
    assert first(report).policy_domain == "example.com"


def test_q41_a_contact_of_another_domain_than_the_submitter_is_no_defect():
    report = read(contact_info="tls@corp.example.net", hints=Hints(submitter="example.net"))
    assert report.contact_info == "tls@corp.example.net"
    assert report.notes == ()


@pytest.mark.parametrize("extra", ["", "!001", "!1", "!133198585438131172"])
def test_q50_file_names_may_have_a_fifth_field(extra):
    hints = Hints(filename=f"example.net!example.com!1772323200!1772409599{extra}.json.gz")
    report = read(policy(sts(policy_domain=GONE)), hints=hints)
    assert first(report).policy_domain == "example.com"


def test_q50_a_file_name_with_dots_for_exclamation_marks_is_not_guessed_at():
    hints = Hints(filename="example.net.example.com.1772323200.1772409599.json")
    assert first(read(policy(sts(policy_domain=GONE)), hints=hints)).policy_domain == ""


def test_q51_the_body_wins_over_its_surroundings():
    hints = Hints(
        domain="other.example.org",
        submitter="other.example.org",
        filename="other.example.org!other.example.org!1!2.json",
        subject="Report Domain: other.example.org Submitter: other.example.org Report-ID: <1@other.example.org>",
    )
    assert read(hints=hints) == read()


TEXT = json.dumps(document())


@pytest.mark.parametrize("text", [TEXT, f"\r\n  {TEXT}\r\n", json.dumps(document(), indent=2).replace("\n", "\r\n")])
def test_q52_white_space_is_no_defect(text):
    assert decode(text.encode()) == decode(TEXT.encode())
    assert decode(text.encode()).notes == ()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (TEXT.encode("utf-8-sig"), "document starts with a byte order mark, ignored"),
        (TEXT.encode("utf-16"), "document is written in UTF-16, not UTF-8"),
        (TEXT.encode("utf-16-be"), "document is written in UTF-16, not UTF-8"),
        (TEXT.encode("utf-16-le"), "document is written in UTF-16, not UTF-8"),
        (TEXT.encode("utf-32"), "document is written in UTF-32, not UTF-8"),
        (TEXT.encode("utf-32-be"), "document is written in UTF-32, not UTF-8"),
        (TEXT.encode() + b"\0\0\0", "document is padded with NUL or other blank characters, ignored"),
        (TEXT.encode() + b"\n--frontier--\n", "document is followed by 13 characters of something else, ignored"),
    ],
)
def test_q52_packing_around_the_document_is_cleaned_up(data, sentence):
    report = decode(data)
    assert only_note(report) == sentence
    assert report.policies == decode(TEXT.encode()).policies
    assert report.digest == decode(TEXT.encode()).digest


def test_q52_bytes_that_are_no_characters_are_replaced():
    report = decode(TEXT.encode().replace(b"Example Mail", b"Ex\xe4mple Mail"))
    assert report.organization_name == "Ex\N{REPLACEMENT CHARACTER}mple Mail"
    assert "bytes that are no characters" in only_note(report)


def test_q52_line_breaks_within_a_string_are_read_and_noted():
    report = decode(TEXT.replace("Example Mail", "Example\nMail").encode())
    assert report.organization_name == "Example␊Mail"
    assert "is not strict JSON" in only_note(report)


@pytest.mark.parametrize("depth", [300, 1_000, 5_000, 200_000])
def test_q53_deep_nesting_is_over_a_bound_or_read(depth):
    data = f'{{"policies": [], "x": {"[" * depth}{"]" * depth}}}'.encode()
    try:
        report = decode(data)
    except OverBound as error:
        assert str(error) == "JSON is nested too deeply"  # noqa: PT017 - depth allowed differs between Pythons
    else:
        assert report.policies == ()


@pytest.mark.parametrize("digits", ["1" * 400_000, "-" + "1" * 400_000, "1e999999"])
def test_q53_giant_numbers_are_bad_counts(digits):
    report = decode(
        TEXT.replace('"total-successful-session-count": 5', f'"total-successful-session-count": {digits}').encode()
    )
    assert first(report).successful is None
    assert first(report).failed == 3


def test_q53_giant_numbers_in_strings_are_bad_counts():
    report = summed({"total-successful-session-count": "1" * 400_000, "total-failure-session-count": 0})
    assert first(report).successful is None
    assert only_note(report).endswith("is beyond 2^63-1, taken as absent")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_q53_numbers_that_json_does_not_know_are_bad_counts(word):
    report = decode(
        TEXT.replace('"total-successful-session-count": 5', f'"total-successful-session-count": {word}').encode()
    )
    assert first(report).successful is None
    assert sentences(report)[0] == f"document holds {word}, which is no JSON number"
    assert word in sentences(report)[1]


def test_q54_json_of_other_programs_is_no_report():
    with pytest.raises(NotAReport):
        decode(b'{"feedback": {"report_metadata": {"org_name": "Example Mail"}}}')


@pytest.mark.parametrize(
    ("name", "contact"),
    [("Example Inc.", "smtp-tls-reporting@example.com"), ("Example Corporation", "tlsrpt-noreply@example.net")],
)
def test_q57_the_organization_is_named_by_the_body(name, contact):
    report = read(organization_name=name, contact_info=contact, hints=Hints(sender=contact, submitter="example.org"))
    assert report.organization_name == name
    assert report.contact_info == contact
    assert report.notes == ()
