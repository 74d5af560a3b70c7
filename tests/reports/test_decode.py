"""Bytes become a report, or one of three sentences why not, whatever the bytes are."""

import datetime as dt
import json

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tlsrpt_tui.errors import NotAReport, OverBound, Unreadable
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.decode import decode, looks_like_report, parse_json
from tlsrpt_tui.reports.fields import NOTES_LISTED
from tlsrpt_tui.reports.model import FailureDetail, Hints, Policy, Report
from tlsrpt_tui.text import sanitise

REPORT = {
    "organization-name": "Example Mail",
    "date-range": {"start-datetime": "2026-03-01T00:00:00Z", "end-datetime": "2026-03-01T23:59:59Z"},
    "contact-info": "tls@example.net",
    "report-id": "2026-03-01-1",
    "policies": [
        {
            "policy": {
                "policy-type": "sts",
                "policy-string": ["version: STSv1", "mode: testing", "mx: *.example.com", "max_age: 86400"],
                "policy-domain": "example.com",
                "mx-host": ["*.example.com"],
            },
            "summary": {"total-successful-session-count": 5326, "total-failure-session-count": 203},
            "failure-details": [
                {
                    "result-type": "starttls-not-supported",
                    "sending-mta-ip": "2001:db8:abcd:0013::1",
                    "receiving-mx-hostname": "mx2.example.com",
                    "receiving-mx-helo": "mx2",
                    "receiving-ip": "203.0.113.56",
                    "failed-session-count": 200,
                    "additional-information": "https://example.net/info?id=1",
                },
                {
                    "result-type": "validation-failure",
                    "sending-mta-ip": "198.51.100.62",
                    "receiving-ip": "203.0.113.58",
                    "receiving-mx-hostname": "mx3.example.com",
                    "failed-session-count": 3,
                    "failure-reason-code": "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED",
                },
            ],
        }
    ],
}
STRINGS = [
    st.text(max_size=12),
    st.sampled_from(["mode: \u0130", "a\u0300\u0301\u0302\u0303", "\x1b[31m", "\u202e", "ü.example.com"]),
]
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), *STRINGS)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def encoded(value):
    return json.dumps(value).encode()


def copied():
    return json.loads(json.dumps(REPORT))


def places(value, path=()):
    """Every place in a JSON value, the root left out."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def replaced(path, value):
    report = copied()
    parent = report
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    return report


def strings_of(report):
    yield from (report.organization_name, report.contact_info, report.report_id)
    for note in report.notes:
        yield from (note.field, note.found, note.done, note.sentence)
    for policy in report.policies:
        yield from (policy.policy_type, policy.policy_domain, policy.mode, *policy.policy_string, *policy.mx_host)
        for detail in policy.failure_details:
            yield from (
                value for value in (getattr(detail, name) for name in detail.__slots__) if isinstance(value, str)
            )


def counts_of(report):
    for policy in report.policies:
        yield from (count for count in (policy.successful, policy.failed) if count is not None)
        yield from (detail.failed_session_count for detail in policy.failure_details)


def assert_sound(data, hints):
    try:
        report = decode(data, hints)
    except (NotAReport, OverBound, Unreadable) as refusal:
        sentence = str(refusal)
    else:
        assert_whole(report)
        sentence = ""
    assert sanitise(sentence) == sentence
    assert len(sentence) <= 64


def assert_whole(report):
    assert isinstance(report, Report)
    assert len(report.digest) == 16
    assert len(report.notes) <= NOTES_LISTED
    for text in strings_of(report):
        assert sanitise(text) == text
    for note in report.notes:
        assert len(note.found) <= 80
    for count in counts_of(report):
        assert type(count) is int
        assert 0 <= count < 2**63


def refusal_of(data):
    with pytest.raises(Unreadable) as caught:
        decode(data)
    return str(caught.value)


def test_a_clean_report_is_read_whole_and_without_notes():
    report = decode(encoded(REPORT))
    details = (
        FailureDetail(
            result_type="starttls-not-supported",
            sending_mta_ip="2001:db8:abcd:13::1",
            receiving_ip="203.0.113.56",
            receiving_mx_hostname="mx2.example.com",
            receiving_mx_helo="mx2",
            failed_session_count=200,
            additional_information="https://example.net/info?id=1",
            failure_reason_code="",
            position=0,
        ),
        FailureDetail(
            result_type="validation-failure",
            sending_mta_ip="198.51.100.62",
            receiving_ip="203.0.113.58",
            receiving_mx_hostname="mx3.example.com",
            receiving_mx_helo="",
            failed_session_count=3,
            additional_information="",
            failure_reason_code="X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED",
            position=1,
        ),
    )
    policy = Policy(
        policy_type="sts",
        policy_domain="example.com",
        policy_string=("version: STSv1", "mode: testing", "mx: *.example.com", "max_age: 86400"),
        mx_host=("*.example.com",),
        mode="testing",
        successful=5326,
        failed=203,
        failure_details=details,
        position=0,
    )
    assert report == Report(
        organization_name="Example Mail",
        contact_info="tls@example.net",
        report_id="2026-03-01-1",
        start=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        end=dt.datetime(2026, 3, 1, 23, 59, 59, tzinfo=dt.UTC),
        policies=(policy,),
        notes=(),
        digest=report.digest,
    )


def test_the_digest_is_that_of_the_content_not_of_its_writing():
    pretty = json.dumps(dict(reversed(REPORT.items())), indent=4).encode()
    assert decode(pretty).digest == decode(encoded(REPORT)).digest
    assert len(decode(pretty).digest) == 16


@pytest.mark.parametrize("path", list(places(REPORT)), ids=str)
def test_the_digest_changes_with_any_value(path):
    assert decode(encoded(replaced(path, "other"))).digest != decode(encoded(REPORT)).digest


def test_half_a_surrogate_pair_is_made_visible_and_has_a_digest():
    report = decode(encoded(REPORT | {"organization-name": "a\ud800b"}))
    assert report.organization_name == "a\\u{d800}b"
    assert len(report.digest) == 16
    assert "is not strict JSON" in report.notes[0].sentence


@pytest.mark.parametrize("key", ["policies", "date-range", "report-id", "organization-name"])
def test_one_field_of_a_report_makes_a_report(key):
    assert looks_like_report({key: None})
    assert decode(encoded({key: None})).policies == ()


@pytest.mark.parametrize("value", [{}, {"contact-info": "x"}, [], ["policies"], "policies", 7, True, None])
def test_other_json_is_no_report(value):
    assert not looks_like_report(value)
    with pytest.raises(NotAReport) as caught:
        decode(encoded(value))
    assert len(str(caught.value)) <= 60


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "document is empty"),
        (" \r\n\0", "document is empty"),
        ("From: someone", "JSON is broken at line 1 column 1: expected a value"),
        ('{"policies": [\n{"a": 1', "JSON stops at line 2, expected , or }"),
        ('{"policies": [\n1', "JSON stops at line 2, expected , or ]"),
        ('{"policies": [\n\n1,', "JSON stops at line 3, expected a value"),
        ('{"policies": [],\n', "JSON stops at line 1, expected a name in quotes"),
        ('{"policies": [],\n"a"', "JSON stops at line 2, expected :"),
        ('{"policies": "\nx', "JSON stops at line 2, inside a string"),
        ('{"policies": [1 2]}', "JSON is broken at line 1 column 17: expected , or ]"),
        ('{"policies"\n: [] "a"}', "JSON is broken at line 2 column 6: expected , or }"),
        ('{"policies": "\\x"}', "JSON is broken at line 1 column 15: not JSON"),
        ("[1] 2", "JSON is broken at line 1 column 4: expected its end"),
    ],
)
def test_broken_json_is_refused_with_the_place_where_it_breaks(text, sentence):
    assert refusal_of(text.encode()) == sentence


def test_a_refusal_never_repeats_what_the_stranger_wrote():
    assert "\x1b" not in refusal_of(b'{"policies": \x1b]0;title\x07}')
    assert len(refusal_of(b"{" + b"x" * 100_000)) <= 60


def test_a_document_over_its_bytes_is_refused():
    with pytest.raises(OverBound, match="document has 1,001 bytes, over 1,000"):
        decode(b'{"policies": []}'.ljust(1_001), bounds=Bounds(document_bytes=1_000))


def test_a_document_over_its_values_is_refused_before_it_is_parsed():
    data = b'{"policies": [' + b"[]," * 2_000_000 + b"[]]}"
    with pytest.raises(OverBound, match="document has 4,000,003 values, over 1,000,000"):
        decode(data)


def test_a_document_of_many_bytes_and_few_values_is_read():
    report = decode(encoded(REPORT | {"report-id": "x" * 2_000_000}))
    assert report.report_id.endswith("… [2000000 characters in all]")


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"policies":' * 100_000, ("[" * 100_000).encode("utf-16")])
def test_a_document_too_deep_is_refused(data):
    with pytest.raises((OverBound, Unreadable)):
        decode(data)


@pytest.mark.parametrize("key", ["organization-name", "report-id", "policies"])
@pytest.mark.parametrize("depth", [200, 500, *range(900, 1_030, 7)])
def test_a_document_near_the_depth_that_can_be_written_never_escapes(key, depth):
    data = f'{{"{key}": {"[" * depth}{"]" * depth}}}'.encode()
    assert_sound(data, Hints())


def test_policies_over_their_bound_are_cut_and_noted():
    report = copied()
    report["policies"] *= 3
    read = decode(encoded(report), bounds=Bounds(policies=2))
    assert [policy.position for policy in read.policies] == [0, 1]
    assert "policies has 3 entries, only the first 2 are read" in [note.sentence for note in read.notes]


def test_details_over_their_bound_are_cut_and_noted():
    report = copied()
    report["policies"][0]["failure-details"] *= 3
    read = decode(encoded(report), bounds=Bounds(details=4))
    assert [detail.position for detail in read.policies[0].failure_details] == [0, 1, 2, 3]
    assert [note.sentence for note in read.notes] == [
        "policies[0].failure-details has 6 entries, only the first 4 are read"
    ]


def test_policies_and_details_that_are_no_objects_do_not_cost_the_others():
    report = copied()
    report["policies"][0]["failure-details"].insert(0, "x")
    report["policies"].insert(0, None)
    read = decode(encoded(report))
    assert [policy.position for policy in read.policies] == [1]
    assert [detail.position for detail in read.policies[0].failure_details] == [1, 2]
    assert [note.sentence for note in read.notes] == [
        "policies[0] is not an object, dropped",
        'policies[1].failure-details[0] "x" is not an object, dropped',
    ]


@pytest.mark.parametrize("path", list(places(REPORT)), ids=str)
@pytest.mark.parametrize("value", [None, True, 7, -1, 1.5, "x", [], {}, [None], "\x1b[2J"], ids=repr)
def test_one_bad_field_never_costs_another(path, value):
    read = decode(encoded(replaced(path, value)))
    clean = decode(encoded(REPORT))
    if path[0] != "policies":
        assert read.policies == clean.policies
    if path[0] != "report-id":
        assert read.report_id == clean.report_id
    if path[0] != "date-range":
        assert (read.start, read.end) == (clean.start, clean.end)
    if path[:3] != ("policies", 0, "failure-details") and len(path) > 2:
        assert read.policies[0].failure_details == clean.policies[0].failure_details


def test_wrong_types_are_shown_as_json():
    changes = {"organization-name": {"name": ["Example"]}, "contact-info": 7, "report-id": True}
    read = decode(encoded(REPORT | changes))
    assert read.organization_name == '{"name":["Example"]}'
    assert read.contact_info == "7"
    assert read.report_id == "true"
    assert 'organization-name {"name":["Example"]} is not a string, shown as JSON' in [
        note.sentence for note in read.notes
    ]


def test_a_policy_that_is_no_object_leaves_its_numbers():
    read = decode(encoded(replaced(("policies", 0, "policy"), "sts")), Hints(domain="example.com"))
    assert (read.policies[0].policy_type, read.policies[0].policy_domain) == ("", "example.com")
    assert read.policies[0].failed == 203


def test_hostile_text_is_made_visible_everywhere():
    hostile = "\x1b]8;;https://example.net\x07\u202e[red]"
    report = copied()
    for path in places(REPORT):
        parent = report
        for step in path[:-1]:
            parent = parent[step]
        if isinstance(parent[path[-1]], str):
            parent[path[-1]] = hostile
    read = decode(encoded(report), Hints(submitter=hostile, domain=hostile))
    texts = list(strings_of(read))
    assert all(sanitise(text) == text for text in texts)
    assert any("␛]8;;https://example.net␇\\u{202e}[red]" in text for text in texts)


def test_equal_defects_of_many_details_are_one_note():
    report = copied()
    report["policies"][0]["failure-details"] = [{"result-type": "X", "failed-session-count": "2"}] * 1_000
    read = decode(encoded(report))
    assert [note.sentence for note in read.notes] == [
        'policies[0].failure-details[0].result-type "X" is unknown to RFC 8460, kept in lower case (999 more like it)',
        'policies[0].failure-details[0].failed-session-count "2" is a string, read as a number (999 more like it)',
    ]


def test_the_last_of_too_many_notes_counts_the_rest():
    read = decode(encoded(REPORT | {"policies": [None] * 1_000}))
    assert len(read.notes) == NOTES_LISTED
    assert read.notes[-1].sentence == "report has 951 more defects, not listed"


def test_the_parser_alone_returns_any_json_with_its_clean_up():
    assert parse_json(b"[1, {}]") == ([1, {}], ())
    parsed, notes = parse_json(b'\xef\xbb\xbf{"a": [NaN]}\0 tail')
    assert str(parsed) == "{'a': [nan]}"
    assert [note.sentence for note in notes] == [
        "document starts with a byte order mark, ignored",
        "document holds NaN, which is no JSON number",
        "document is followed by 6 characters of something else, ignored",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b'{"policies": ' + b"1" * 5_000_000 + b"}",
        b'{"policies": "' + b"1" * 5_000_000,
        b'{"policies": 0.' + b"1" * 5_000_000 + b"e}",
        b'{"policies": [{"policy": {"policy-domain": "' + "ü".encode() * 2_000_000 + b'"}}]}',
        b'{"date-range": {"start-datetime": "' + b"2" * 5_000_000 + b'"}}',
        b'{"policies": [' + b"{}," * 300_000 + b"{}]}",
        b" " * 5_000_000,
        b"\\" * 5_000_000,
    ],
    ids=["digits", "open string", "open fraction", "long domain", "long date", "many policies", "blank", "backslashes"],
)
def test_large_nonsense_is_a_report_or_refused(data):
    assert_sound(data, Hints())


HINTS = st.builds(Hints, *[st.one_of(*STRINGS)] * 6)


@given(value=VALUES, hints=HINTS)
def test_any_json_is_a_report_or_refused(value, hints):
    assert_sound(encoded(value), hints)


@given(path=st.sampled_from(list(places(REPORT))), value=VALUES, hints=HINTS)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_report_with_any_value_anywhere_is_a_report_or_refused(path, value, hints):
    assert_sound(encoded(replaced(path, value)), hints)


@given(cut=st.integers(0, len(encoded(REPORT))), junk=st.binary(max_size=8))
@settings(max_examples=300, deadline=None)
def test_a_report_cut_and_mended_with_any_bytes_is_a_report_or_refused(cut, junk):
    whole = encoded(REPORT)
    assert_sound(whole[:cut] + junk + whole[cut + len(junk) :], Hints())
    assert_sound(whole[:cut] + junk, Hints())


@given(st.binary(max_size=64))
def test_any_bytes_are_a_report_or_refused(data):
    assert_sound(data, Hints())


@given(VALUES)
def test_the_digest_survives_any_way_of_writing(value):
    report = {"policies": [], "x": value}
    once = decode(encoded(report))
    try:
        again = orjson.dumps(orjson.loads(encoded(report)), option=orjson.OPT_INDENT_2)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return
    assert decode(again).digest == once.digest
