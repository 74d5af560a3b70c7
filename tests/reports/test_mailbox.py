"""Mailboxes: what is said of messages that are no reports, and where reading stops."""

import base64
import gzip
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_tui.reports import mail
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.containers import documents_from_bytes
from tlsrpt_tui.reports.model import Document, Fate, Hints, Refused

REPORT = b'{"organization-name":"Example Inc.","report-id":"1","policies":[]}'
GOOD = b"From: a@example.com\nContent-Type: application/tlsrpt+json\n\n" + REPORT + b"\n"
PLAIN = b"From: cron@example.com\nSubject: Cron\n\nNothing to report.\n"
BOUNCE = b"From: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b--\n"
DMARC = b"From: a@example.com\nSubject: DMARC aggregate report\n\nhello\n"
CLAIM = b"From: a@example.com\nTLS-Report-Domain: example.org\n\nsorry\n"


def mbox(*messages):
    return b"\n".join(b"From a@example.com Mon Jan  5 00:00:00 2026\n" + message for message in messages)


def read(data, bounds=DEFAULT_BOUNDS):
    return list(documents_from_bytes("mbox", data, bounds))


def refusals(found):
    return [(item.member, item.sentence) for item in found if isinstance(item, Refused)]


@pytest.fixture
def parsed(monkeypatch):
    """Return a list of the messages that the email parser was given."""
    given_to_parser = []
    parse = mail.parse

    def counting(data, bounds):
        given_to_parser.append(data)
        return parse(data, bounds)

    monkeypatch.setattr(mail, "parse", counting)
    return given_to_parser


def test_messages_alike_share_one_refusal_behind_the_reports():
    found = read(mbox(GOOD, PLAIN, BOUNCE, *[PLAIN] * 41, DMARC, GOOD, DMARC))
    assert [item.member for item in found[:2]] == ["message 1 › part 1", "message 46 › part 1"]
    assert refusals(found) == [
        ("message 2 and 41 more", "a message without a TLS report"),
        ("message 3", "a bounce"),
        ("message 45 and 1 more", "a DMARC report, not a TLS report"),
    ]


def test_messages_that_should_hold_a_report_are_told_one_by_one_until_they_are_many():
    found = refusals(read(mbox(GOOD, *[CLAIM] * 60)))
    sentence = "says it carries a TLS report, but none is in it"
    assert found == [
        *[(f"message {number}", sentence) for number in range(2, 52)],
        ("message 52 and 9 more", sentence),
    ]


def test_many_tiny_messages_make_few_parts_and_never_reach_the_parser(parsed):
    found = read(gzip.compress(mbox(*[b"A: b\n"] * 5_000)))
    assert refusals(found) == [("message 1 and 4 999 more", "a message without a TLS report")]
    assert parsed == []


def test_more_messages_than_the_bound_are_not_read(parsed):
    bounds = replace(DEFAULT_BOUNDS, mbox_messages=10)
    found = read(mbox(GOOD, *[PLAIN] * 8, GOOD, GOOD, GOOD), bounds)
    assert [item.member for item in found if isinstance(item, Document)] == [
        "message 1 › part 1",
        "message 10 › part 1",
    ]
    assert refusals(found) == [
        ("message 2 and 7 more", "a message without a TLS report"),
        ("", "more than 10 messages, the bound for a mailbox"),
    ]
    assert found[-1].fate is Fate.OVER_BOUND
    assert len(parsed) == 2


def test_the_bound_counts_the_messages_of_all_mailboxes_in_a_file():
    inner = base64.encodebytes(mbox(*[PLAIN] * 8)).decode()
    kind = "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
    message = f"From: a@example.com\n{kind}\n{inner}".encode()
    bounds = replace(DEFAULT_BOUNDS, mbox_messages=25)
    assert refusals(read(mbox(*[message] * 2), bounds)) == [("message 1 and 1 more", "a message without a TLS report")]
    assert refusals(read(mbox(*[message] * 3), bounds))[-1] == ("", "more than 25 messages, the bound for a mailbox")


WORDS = [
    b"Subject: DMARC",
    b"Subject: =?utf-8?q?d?=\n =?utf-8?q?marc?=",
    b"Content-Description: r.json",
    b"Content-Type: application/tlsrpt+gzip",
    b"Content-Type: multipart/report; report-type=tlsrpt; boundary=b",
    b"TLS-Report-Domain: example.org",
    b"From: a@example.com",
    b"",
    REPORT,
    REPORT.decode().encode("utf-16"),
    b'{ "a": 1 }',
    gzip.compress(REPORT, mtime=0),
    base64.encodebytes(gzip.compress(REPORT, mtime=0)),
    b"--b",
    b"hello",
]


@given(st.lists(st.sampled_from(WORDS), max_size=6))
def test_a_message_that_no_parser_sees_is_one_without_a_report(words):
    data = b"From: a@example.com\n" + b"\n".join(words) + b"\n"
    if mail.may_hold_a_report(data):
        return
    message = mail.parse(data, DEFAULT_BOUNDS)
    assert mail.without_report(message, "", dmarc=False) == Refused("", Fate.NOT_A_REPORT, mail.NO_REPORT)
    assert all(leaf.prose and not leaf.mentions_a_report for leaf in mail.leaves(message, Hints(), DEFAULT_BOUNDS))
