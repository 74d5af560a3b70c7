"""Records among others in DNS, patterns and hosts, and records and policies that are made."""

import pytest

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.live.answers import Text
from tlsrpt_tui.live.published import Level
from tlsrpt_tui.live.record_lint import RecordKind, guess, lint
from tlsrpt_tui.live.record_text import MOST_FAULTS
from tlsrpt_tui.live.sts_policy import covers, make_policy, read_policy
from tlsrpt_tui.live.sts_record import corrected_sts_record, judge_sts_texts, make_sts_record, read_sts_record
from tlsrpt_tui.live.tlsrpt_record import (
    corrected_reporting_record,
    judge_reporting_texts,
    make_reporting_record,
    read_reporting_record,
)

GOOD = "v=TLSRPTv1; rua=mailto:tlsrpt@example.com"


def codes(faults):
    return [fault.code for fault in faults]


def test_a_record_says_where_reports_go_and_what_else_stands_in_it():
    record, faults = read_reporting_record(f"{GOOD}, https://reports.example.com/; a=1")
    assert record.addresses == ("mailto:tlsrpt@example.com", "https://reports.example.com/")
    assert record.extensions == (("a", "1"),)
    assert all(fault.level is not Level.ERROR for fault in faults)


def test_texts_of_others_are_passed_over():
    record, faults = judge_reporting_texts(["v=spf1 -all", GOOD])
    assert record.addresses == ("mailto:tlsrpt@example.com",)
    assert codes(faults) == ["record-unrelated"]


def test_two_records_are_none():
    record, faults = judge_reporting_texts([GOOD, GOOD.replace("com", "net")])
    assert record is None
    assert codes(faults) == ["records-several"]
    assert "without TLS-RPT" in faults[0].sentence


def test_a_second_record_with_a_blank_before_its_semicolon_is_a_risk():
    record, faults = judge_reporting_texts([GOOD, GOOD.replace("v1;", "v1 ;")])
    assert record
    assert codes(faults) == ["records-several-blank"]


def test_a_record_with_a_blank_before_its_semicolon_counts_where_it_is_the_only_one():
    record, faults = judge_reporting_texts(["hello", GOOD.replace("v1;", "v1 ;")])
    assert record
    assert codes(faults) == ["version-blank"]


def test_of_texts_that_are_none_the_most_similar_is_explained():
    record, faults = judge_reporting_texts(["hello", "v=spf1 -all", GOOD.replace("TLSRPT", "TSLRPT")])
    assert record is None
    assert codes(faults) == ["version-misspelt"]


def test_no_text_at_all_is_said_so():
    assert codes(judge_reporting_texts([])[1]) == ["record-missing"]
    assert codes(judge_sts_texts([])[1]) == ["record-missing"]


def test_split_strings_belong_together_without_blanks():
    record, _ = judge_reporting_texts([Text((b"v=TLSRPTv1; rua=mailto:tls", b"rpt@example.com")).text])
    assert record.addresses == ("mailto:tlsrpt@example.com",)


@pytest.mark.parametrize(
    ("octets", "code"),
    [("\u200b".encode(), "text-invisible"), ("ü".encode(), "text-not-ascii"), (b"\xff", "text-not-ascii")],
    ids=["zero-width space", "umlaut", "no UTF-8"],
)
def test_bytes_beyond_ascii_in_dns_are_named_as_characters(octets, code):
    text = Text((b"v=TLSRPTv1; rua=mailto:tls" + octets + b"rpt@example.com",)).text
    assert codes(judge_reporting_texts([text])[1]) == [code]


def test_mta_sts_records_are_judged_likewise():
    record, faults = judge_sts_texts(["v=spf1 -all", "v=STSv1; id=1"])
    assert record.id == "1"
    assert codes(faults) == ["record-unrelated"]
    record, faults = judge_sts_texts(["v=STSv1; id=1", "v=STSv1; id=2"])
    assert record is None
    assert "without a policy" in faults[0].sentence


def test_the_first_id_counts():
    record, _ = read_sts_record("v=STSv1; id=first; id=second")
    assert record.id == "first"


def test_a_good_record_stays_as_it_is():
    assert corrected_reporting_record(GOOD) == GOOD
    assert corrected_sts_record("v=STSv1;id=1") == "v=STSv1;id=1"


def test_a_correction_keeps_extensions_and_drops_what_dmarc_knows():
    text = "v=TLSRPTv1;p=none;note=1;rua=tlsrpt@example.com!1m"
    assert corrected_reporting_record(text) == "v=TLSRPTv1; rua=mailto:tlsrpt@example.com; note=1"


@pytest.mark.parametrize("text", ["hello", "v=TLSRPTv1", "v=TLSRPTv1; rua=http://reports.example.com/", "v=spf1 -all"])
def test_where_it_is_not_clear_what_was_meant_nothing_is_made_up(text):
    assert corrected_reporting_record(text) == ""


@pytest.mark.parametrize(
    ("pattern", "host", "matches"),
    [
        ("mail.example.com", "mail.example.com", True),
        ("mail.example.com", "MAIL.Example.Com.", True),
        ("Mail.Example.COM", "mail.example.com", True),
        ("mail.example.com", "mx.mail.example.com", False),
        ("*.example.com", "mail.example.com", True),
        ("*.Example.com", "mail.EXAMPLE.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "a.mail.example.com", False),
        ("*.example.com", ".example.com", False),
        ("*.example.com", "mailxexample.com", False),
        ("*.com", "example.com", True),
        ("*", "example.com", False),
        ("", "", True),
    ],
)
def test_a_wildcard_is_exactly_one_label(pattern, host, matches):
    assert covers([pattern], host) is matches
    assert covers(["other.example.net", pattern], host) is matches


def test_nothing_covers_nothing():
    assert not covers([], "mail.example.com")


def test_what_is_made_conforms():
    record = make_reporting_record(["tlsrpt@example.com", "https://reports.example.com/in", "tlsrpt@example.com"])
    assert record == "v=TLSRPTv1; rua=mailto:tlsrpt@example.com,https://reports.example.com/in"
    assert read_reporting_record(record)[0]
    assert make_reporting_record(["tls!rpt@example.com"]) == "v=TLSRPTv1; rua=mailto:tls%21rpt@example.com"
    assert make_sts_record("20261105T101500") == "v=STSv1; id=20261105T101500"
    made = make_policy("enforce", ["Mail.example.com.", "*.example.net", "mail.example.com"], 604800)
    assert made == "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n"
    policy, faults = read_policy(made)
    assert policy.mx == ("mail.example.com", "*.example.net")
    assert faults == ()
    assert make_policy("none", [], 86400) == "version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n"


@pytest.mark.parametrize("addresses", [[], ["reports"], ["http://reports.example.com"], ["a@b@example.com"], [" "]])
def test_no_record_is_made_for_what_cannot_take_reports(addresses):
    with pytest.raises(UsageError):
        make_reporting_record(addresses)


@pytest.mark.parametrize(
    ("mode", "mx", "age"),
    [
        ("strict", ["mail.example.com"], 604800),
        ("enforce", [], 604800),
        ("enforce", ["192.0.2.1:25"], 604800),
        ("enforce", ["mail.example.com\r\nmode: none"], 604800),
        ("testing", ["mail.example.com"], 31557601),
        ("testing", ["mail.example.com"], -1),
    ],
)
def test_no_policy_is_made_that_would_not_conform(mode, mx, age):
    with pytest.raises(UsageError):
        make_policy(mode, mx, age)


@pytest.mark.parametrize("name", ["", "2026-11-05", "1" * 33])
def test_no_record_is_made_with_an_id_against_the_grammar(name):
    with pytest.raises(UsageError):
        make_sts_record(name)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (GOOD, RecordKind.TLSRPT),
        ("rua=mailto:tlsrpt@example.com", RecordKind.TLSRPT),
        ("v=spf1 -all", RecordKind.TLSRPT),
        ("", RecordKind.TLSRPT),
        ("v=TLSRPTv1; rua=https://reports.example.com/?id=1", RecordKind.TLSRPT),
        ("v=STSv1; id=1", RecordKind.MTA_STS),
        ("v = stsv1, id=1", RecordKind.MTA_STS),
        ("id=20261105", RecordKind.MTA_STS),
        ("version: STSv1\n", RecordKind.POLICY),
        ("# policy\nmode : enforce\n", RecordKind.POLICY),
    ],
)
def test_the_kind_of_a_text_is_seen_from_what_it_looks_like(text, kind):
    assert guess(text) is kind
    assert lint(text).guessed
    assert not lint(text, kind).guessed


def test_a_line_end_behind_a_record_from_a_pipe_does_not_count():
    assert lint(f"{GOOD}\n".encode()).faults == ()
    assert lint(f"{GOOD}\r\n".encode()).faults == ()
    assert codes(lint(f"{GOOD}\n").faults) == ["text-line-break"]


def test_a_policy_of_64_kib_is_read_and_a_longer_one_is_not():
    text = make_policy("enforce", ["mail.example.com"], 604800)
    full = text + "note: " + "x" * (65536 - len(text) - 6)
    assert read_policy(full)[0]
    assert codes(read_policy(f"{full}x")[1]) == ["policy-too-large"]


def test_faults_are_counted_beyond_what_anybody_reads():
    _, faults = read_policy("nonsense\n" * 1000)
    assert len(faults) == MOST_FAULTS + 1
    assert "faults-left-out" in codes(faults)


@pytest.mark.parametrize(
    "text",
    [
        "v=TLSRPTv1; rua=" + "mailto:" * 9000,
        "v=TLSRPTv1; rua=" + "rua=" * 15000,
        "v=TLSRPTv1; rua=" + "," * 60000,
        "v=TLSRPTv1; rua=" + "mailto:a@example.com," * 3000,
        "v=TLSRPTv1" + ";" * 60000,
        "v=TLSRPTv1; rua=" + " \t" * 30000 + "x",
        "<" * 60000,
        "<a " * 20000,
        '"' * 60000,
        "\\;" * 30000,
        "v=TLSRPTv1; rua=https://" + "a." * 30000,
        "v=TLSRPTv1; rua=mailto:" + "a." * 30000 + "@example.com",
        "v=TLSRPTv1; rua=mailto:a@" + "a-" * 30000,
    ],
    ids=range(13),
)
def test_long_nonsense_costs_no_more_than_its_length(text):
    """Each of these would keep a regular expression that goes back and forth busy for hours."""
    record, faults = read_reporting_record(text)
    assert len(faults) <= MOST_FAULTS + 1
    assert record is None or faults
    corrected_reporting_record(text)
