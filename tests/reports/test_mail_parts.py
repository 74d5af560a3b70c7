"""Parts of messages are read as the email package reads them, one header field after the other."""

import email
import email.policy
from email.header import decode_header

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tlsrpt_tui.reports import mail
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.containers import documents_from_bytes
from tlsrpt_tui.reports.model import Document, Fate, Hints

REPORT = b'{"organization-name":"Example Inc.","report-id":"1","policies":[]}'
FIELDS = [
    b"From: a@example.com",
    b"FROM: second@example.com",
    b"Subject: =?utf-8?q?caf=C3=A9?=\n folded",
    b"Subject: caf\xe9 \xc3\xa9",
    b"Date: Tue, 06 Jan 2026 03:00:00 +0000",
    b"TLS-Report-Domain:\n example.org",
    b"tls-report-submitter: example.com",
    b"Content-Type: multipart/mixed; boundary=b",
    b"content-type: multipart/digest; BOUNDARY=b",
    b"Content-Type: message/rfc822",
    b"Content-Type: message/delivery-status",
    b"Content-Type: text/plain; charset=utf-8; name=r.txt",
    b"Content-Type: application/gzip; name*0=example.; name*1=json.gz",
    b"Content-Type: application/json; x=\xff",
    b"Content-Type: nonsense",
    b"Content-Type:",
    b"Content-Disposition: attachment; filename=r.json",
    b'Content-Disposition: attachment;\n\tfilename="r!1.json.gz"',
    b'Content-Disposition: attachment; filename="r.json"; size=1',
    b'Content-Disposition: attachment; filename="r.json',
    b'Content-Disposition: attachment; filename=r.json"',
    b"Content-Disposition: inline; filename=<r.json>",
    b'Content-Disposition: inline; filename=" r.json "',
    b"Content-Disposition: inline; filename*=utf-8''r%C3%A9.json",
    b"Content-Disposition: inline; filename=a/b\\\\c.json",
    b"Content-Disposition: inline; filename=r\xc3\xa9.json",
    b"Content-Disposition: filename=r.json",
    b"Content-Disposition: attachment",
    b"Content-Description: r.json",
    b"Content-Transfer-Encoding: BASE64",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: \xff",
    b" a line folded into what stands above",
    b"no field",
    b": no name",
    b"",
    b"",
    b"--b",
    b"--b",
    b"--b--",
    REPORT,
    b"H4sIAAAAAAAA",
    b"caf\xc3\xa9=3D",
]
NAMES = ["from", "Subject", "content-type", "Content-Disposition", "content-transfer-encoding", "x-none"]
MESSAGES = st.tuples(st.lists(st.sampled_from(FIELDS), max_size=16), st.sampled_from([b"\n", b"\r\n"])).map(
    lambda held: b"From: first@example.com\n".replace(b"\n", held[1]) + b"\n".join(held[0]).replace(b"\n", held[1])
)


def package(data):
    return email.message_from_bytes(data, policy=email.policy.compat32)


def readable(value):
    text = str(value).replace("\r", "").replace("\n", "").strip()
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if "=?" not in text:
        return text
    words = decode_header(text)
    return "".join(
        word if isinstance(word, str) else word.decode(charset or "utf-8", "replace") for word, charset in words
    )


def raw(message, name):
    return next((readable(value) for field, value in message.raw_items() if field.lower() == name), "")


def told(message, around):
    return Hints(
        domain=raw(message, "tls-report-domain") or around.domain,
        submitter=raw(message, "tls-report-submitter") or around.submitter,
        subject=raw(message, "subject"),
        sender=raw(message, "from"),
        date=raw(message, "date"),
    )


def named(part):
    name = part.get_filename("")
    described = str(part.get("content-description", "")).strip()
    if not name and described.endswith(".json"):
        name = described
    return readable(name).replace("\\", "/").rpartition("/")[2].strip()


def content(part):
    """Yield what each leaf of a message holds, taken from the email package with no thought of what it costs."""
    waiting = [(part, told(part, Hints()))]
    while waiting:
        part, hints = waiting.pop(0)
        kind = part.get_content_type()
        if kind in {"message/delivery-status", "message/external-body"}:
            continue
        if not part.is_multipart():
            data = part.get_payload(decode=True)
            if not (data.startswith(b"H4sI") and "content-transfer-encoding" not in part):
                yield data, named(part), hints
        elif kind.startswith("multipart/"):
            waiting[:0] = [(inner, hints) for inner in part.get_payload()]
        else:
            waiting[:0] = [(inner, told(inner, hints)) for inner in part.get_payload()]


def without_name(hints):
    return Hints(hints.domain, hints.submitter, "", hints.subject, hints.sender, hints.date)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MESSAGES)
def test_every_part_answers_as_the_email_package_does(data):
    ours, theirs = list(mail.parse(data, DEFAULT_BOUNDS).walk()), list(package(data).walk())
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert [(name, str(value)) for name, value in one.items()] == [
            (name, str(value)) for name, value in other.items()
        ]
        assert [str(one.get(name)) for name in NAMES] == [str(other.get(name)) for name in NAMES]
        assert [name in one for name in NAMES] == [name in other for name in NAMES]
        assert one.get_content_type() == other.get_content_type()
        assert one.get_default_type() == other.get_default_type()
        assert one.get_filename() == other.get_filename()
        assert one.get_param("charset") == other.get_param("charset")
        assert one.get_payload(decode=True) == other.get_payload(decode=True)
        assert [type(defect) for defect in one.defects] == [type(defect) for defect in other.defects]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MESSAGES)
def test_leaves_are_what_the_email_package_says_they_are(data):
    leaves = mail.leaves(mail.parse(data, DEFAULT_BOUNDS), Hints(), DEFAULT_BOUNDS)
    found = [(leaf.data, leaf.hints.filename, without_name(leaf.hints)) for leaf in leaves]
    expected = list(content(package(data)))
    if b"H4sI" in data or b"BASE64" in data:  # base64 that lost its label, and messages in base64, are our own reading
        assert len(found) >= len(expected)
    else:
        assert found == expected


@pytest.mark.parametrize("charset", ["charset*=utf-8''x", 'charset="a\0b"', "charset=idna", "charset=undefined"])
def test_text_in_a_charset_that_nobody_can_decode_costs_nothing_else(charset):
    text = f"Content-Type: text/plain; {charset}\n\n".encode() + b"caf\xc3\xa9\n"
    (found,) = documents_from_bytes("m.eml", b"From: a@example.com\n" + text)
    assert (found.fate, found.sentence) == (Fate.NOT_A_REPORT, "a message without a TLS report")
    parts = b"--b\n" + text + b"--b\nContent-Type: application/tlsrpt+json\n\n" + REPORT + b"\n--b--\n"
    (found,) = documents_from_bytes("m.eml", b"Content-Type: multipart/mixed; boundary=b\nFrom: a\n\n" + parts)
    assert isinstance(found, Document)
    assert found.data == REPORT
