"""Reports in mail: which part is one, what the message around it says, and what a message without one is."""

import base64
import gzip
import io
import zipfile
from dataclasses import replace

import pytest

from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.containers import Source, documents, documents_from_bytes
from tlsrpt_tui.reports.model import Document, Fate, Hints, Refused

REPORT = b'{"organization-name":"Example Inc.","report-id":"1","policies":[]}'
OTHER = b'{"organization-name":"Example Net","report-id":"2","policies":[]}'
NAME = "example.com!example.org!1767571200!1767657599!001.json.gz"
TOP = (
    "From: TLS Reports <reports@example.com>\nTLS-Report-Domain: example.org\nTLS-Report-Submitter: example.com\n"
    "Subject: Report Domain: example.org Submitter: example.com Report-ID:\n <1@example.com>\n"
    "Date: Tue, 06 Jan 2026 03:00:00 +0000\nMIME-Version: 1.0\n"
)
TLSRPT = "Content-Type: multipart/report; boundary=b; report-type=tlsrpt\n"
MIXED = "Content-Type: multipart/mixed; boundary=b\n"
DMARC = gzip.compress(b'<?xml version="1.0"?><feedback></feedback>')
HTML = "Content-Type: text/html\n\n<p>This is a TLS report</p>\n"


def encoded(data):
    return base64.encodebytes(data).decode()


def attached(data, kind="application/tlsrpt+gzip", name=NAME, extra=""):
    disposition = f'Content-Disposition: attachment; filename="{name}"\n' if name else ""
    return f"Content-Type: {kind}\n{disposition}{extra}Content-Transfer-Encoding: base64\n\n{encoded(data)}"


def message(*parts, top=TOP, kind=TLSRPT):
    return (top + kind + "\n" + "".join(f"--b\n{part}\n" for part in parts) + "--b--\n").encode(
        "utf-8", "surrogateescape"
    )


def read(data, bounds=DEFAULT_BOUNDS):
    return list(documents_from_bytes("mail.eml", data, bounds))


def bodies(data):
    found = read(data)
    assert all(isinstance(item, Document) for item in found), found
    return [item.data for item in found]


def verdict(data, bounds=DEFAULT_BOUNDS):
    (found,) = read(data, bounds)
    assert isinstance(found, Refused)
    return found.fate, found.sentence


def zipped(name, data):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return held.getvalue()


def test_q42_a_report_comes_with_what_its_message_says():
    (found,) = read(message(HTML, attached(gzip.compress(REPORT))))
    assert found == Document(
        0,
        NAME,
        REPORT,
        Hints(
            domain="example.org",
            submitter="example.com",
            filename=NAME,
            subject="Report Domain: example.org Submitter: example.com Report-ID: <1@example.com>",
            sender="TLS Reports <reports@example.com>",
            date="Tue, 06 Jan 2026 03:00:00 +0000",
        ),
    )


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("before", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_line_ends_and_what_precedes_the_headers_do_not_matter(line_end, before):
    data = before + message(HTML, attached(gzip.compress(REPORT)))
    assert bodies(data.replace(b"\n", line_end)) == [REPORT]


@pytest.mark.parametrize(
    "kind",
    [
        "application/tlsrpt+json",
        "application/tlsrpt",
        "application/tlsrpt+x-gzip",
        "application/json",
        "application/octet-stream",
        "application/x-zip-compressed",
        "text/plain",
        "image/png",
    ],
)
@pytest.mark.parametrize("data", [REPORT, gzip.compress(REPORT), zipped("r.json", REPORT)])
def test_q44_q45_content_decides_and_the_label_does_not(kind, data):
    assert bodies(message(HTML, attached(data, kind, "data.bin"))) == [REPORT]


def test_q46_a_json_part_without_a_transfer_encoding_is_read():
    assert bodies(message(f"Content-Type: application/tlsrpt+json\n\n{REPORT.decode()}")) == [REPORT]


def test_q46_base64_with_odd_line_breaks_is_read():
    text = base64.b64encode(gzip.compress(REPORT)).decode()
    odd = "\n".join(text[at : at + 7] for at in range(0, len(text), 7)).replace("\n", "\n\n", 3).rstrip("=")
    part = f"Content-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: BASE64\n\n{odd}\n"
    assert bodies(message(part)) == [REPORT]


def test_base64_that_lost_its_label_is_read():
    part = f"Content-Type: application/tlsrpt+gzip\n\n{encoded(gzip.compress(REPORT))}"
    assert bodies(message(part)) == [REPORT]


def test_q48_the_whole_body_may_be_the_report():
    whole = (TOP + "Content-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n").encode()
    (found,) = read(whole + base64.encodebytes(gzip.compress(REPORT)))
    assert (found.member, found.data, found.hints.domain) == ("part 1", REPORT, "example.org")
    assert bodies(TOP.encode() + b"\n" + REPORT) == [REPORT]


def test_binary_gzip_in_an_eight_bit_message_survives():
    part = b"--b\nContent-Type: application/tlsrpt+gzip\n\n" + gzip.compress(REPORT, mtime=0) + b"\n--b--\n"
    assert bodies((TOP + TLSRPT + "\n").encode() + part) == [REPORT]


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ('Content-Type: application/gzip; name="r.json.gz"\n', "r.json.gz"),
        ("Content-Type: application/gzip; name*0=example.; name*1=json.gz\n", "example.json.gz"),
        ("Content-Disposition: attachment; filename*=utf-8''r%C3%A9.json.gz\n", "ré.json.gz"),
        ('Content-Disposition: attachment; filename="=?utf-8?B?csOpLmpzb24uZ3o=?="\n', "ré.json.gz"),
        ("Content-Description: r.json.gz\n", "r.json.gz"),
        ("Content-Description:\n", ""),
        ("Content-Description: TLS report\n", ""),
        ('Content-Disposition: attachment; filename="../../etc/r.json"\n', "r.json"),
        ('Content-Disposition: attachment; filename="C:\\\\r.json"\n', "r.json"),
        ("Content-Disposition: attachment; filename*99999999999999999999=a; filename*=b''%FF\n", None),
        ("Content-Disposition: attachment; filename*0*=nonsense'x'%C3; filename*1*=%28\n", None),
    ],
)
def test_q47_the_name_is_found_wherever_it_stands(headers, name):
    part = f"{headers}Content-Transfer-Encoding: base64\n\n{encoded(gzip.compress(REPORT))}"
    (found,) = read(message(HTML, part))
    assert found.data == REPORT
    if name is not None:
        assert found.hints.filename == name
        assert found.member == (name or "part 2")


def test_q49_several_reports_in_one_message_keep_their_order():
    data = message(attached(gzip.compress(REPORT), name="a"), attached(zipped("o.json", OTHER), name="z"))
    found = read(data)
    assert [(item.ordinal, item.member, item.data) for item in found] == [(0, "a", REPORT), (1, "z › o.json", OTHER)]


def test_q49_a_forwarded_message_speaks_for_its_report():
    inner = message(HTML, attached(gzip.compress(REPORT))).decode()
    inner = inner.replace("--b", "--c").replace("=b;", "=c;")
    outer = "From: Someone <someone@example.net>\nSubject: Fwd: report\n"
    (found,) = read(message(HTML, f"Content-Type: message/rfc822\n\n{inner}", top=outer, kind=MIXED))
    assert found.member == f"part 2 › {NAME}"
    assert found.hints.sender == "TLS Reports <reports@example.com>"
    assert found.hints.domain == "example.org"


@pytest.mark.parametrize("kind", ["message/rfc822", "application/octet-stream"])
def test_a_message_attached_in_base64_is_opened(kind):
    inner = message(HTML, attached(gzip.compress(REPORT)))
    (found,) = read(message(HTML, attached(inner, kind, "forwarded.eml"), top="From: a@example.net\n", kind=MIXED))
    assert found.member == f"forwarded.eml › {NAME}"
    assert (found.data, found.hints.domain) == (REPORT, "example.org")


def test_the_report_in_a_returned_message_is_taken_and_the_bounce_is_not_mentioned():
    status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nAction: failed\n"
    inner = message(HTML, attached(gzip.compress(REPORT))).decode()
    kind = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
    parts = ("Content-Type: text/plain\n\nUndeliverable\n", status)
    data = message(
        *parts, f"Content-Type: message/rfc822\n\n{inner.replace('--b', '--c').replace('=b;', '=c;')}", kind=kind
    )
    assert bodies(data) == [REPORT]
    assert verdict(message(*parts, kind=kind)) == (Fate.NOT_A_REPORT, "a bounce")


def test_q43_noise_beside_a_report_is_not_mentioned():
    logo = attached(b"\x89PNG\r\n\x1a\n\0", "image/png", "logo.png")
    footer = "Content-Type: text/plain\n\n-- \nThis list is run by example.net\n"
    assert bodies(message(HTML, logo, attached(gzip.compress(REPORT)), footer)) == [REPORT]


def test_a_broken_part_labelled_as_a_report_is_unreadable():
    fate, sentence = verdict(message(HTML, attached(gzip.compress(REPORT * 9)[:40])))
    assert fate is Fate.UNREADABLE
    assert sentence.startswith("gzip ends early, after ")
    assert verdict(message(HTML, attached(b"sorry"))) == (
        Fate.UNREADABLE,
        "labelled as a report, but holds plain text",
    )
    assert verdict(message(HTML, attached(b""))) == (Fate.UNREADABLE, "labelled as a report, but holds nothing")


def test_a_broken_report_beside_a_good_one_is_told():
    found = read(message(attached(b"sorry", name="bad.json"), attached(gzip.compress(REPORT))))
    assert [(type(item), item.member) for item in found] == [(Document, NAME), (Refused, "bad.json")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            message(attached(DMARC, "application/gzip", "a.xml.gz"), top="From: a@example.com\n", kind=MIXED),
            (Fate.NOT_A_REPORT, "a DMARC report, not a TLS report"),
        ),
        (
            message(
                attached(zipped("a.xml", gzip.decompress(DMARC)), "application/zip", "a.zip"), kind=MIXED, top="To: a\n"
            ),
            (Fate.NOT_A_REPORT, "a DMARC report, not a TLS report"),
        ),
        (
            message(HTML, top="From: a@example.com\n", kind=TLSRPT.replace("tlsrpt", "feedback-report")),
            (Fate.NOT_A_REPORT, "a DMARC report, not a TLS report"),
        ),
        (message(HTML), (Fate.UNREADABLE, "says it carries a TLS report, but none is in it")),
        (message(HTML, kind=MIXED), (Fate.UNREADABLE, "says it carries a TLS report, but none is in it")),
        (
            message(HTML, top="From: cron@example.com\nSubject: Cron\n", kind=MIXED),
            (Fate.NOT_A_REPORT, "a message without a TLS report"),
        ),
        (b"From: cron@example.com\nSubject: Cron\n\n", (Fate.NOT_A_REPORT, "a message without a TLS report")),
        (b"From: cron@example.com\n\n{ this } is no report\n", (Fate.NOT_A_REPORT, "a message without a TLS report")),
    ],
)
def test_a_message_without_a_report_is_named(data, expected):
    assert verdict(data) == expected


def test_headers_that_are_not_ascii_or_not_well_formed_are_read_as_far_as_they_go():
    top = (
        "From: \udcff\udcfe <a@example.com>\nSubject: =?utf-8?Q?Report_Domain=3A?= =?nonsense?B?!!?=\n"
        "TLS-Report-Domain: =?x-unknown?Q?example.org?=\nDate: caf\u00e9\n"
    )
    data = (top + "\n").encode("utf-8", "surrogateescape") + REPORT
    (found,) = read(data)
    assert found.data.endswith(REPORT)
    assert found.hints.domain == "example.org"
    assert found.hints.date == "café"


BOUNDS = replace(DEFAULT_BOUNDS, message_bytes=9_000, message_lines=500, mime_parts=20, mime_depth=4)


def nested(levels):
    text = "From: a@example.com\n"
    for level in range(levels):
        text += f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
    return (text + "Content-Type: text/plain\n\nhi\n").encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"From: a\n\n" + b"x" * 9_000, "more than 9 000 bytes, the bound for a message"),
        (b"From: a\n\n" + b"\n" * 600, "more than 500 lines, the bound for a message"),
        (b"From: a\n\n" + b"\r" * 600, "more than 500 lines, the bound for a message"),
        (nested(6), "MIME nests deeper than 4"),
        (nested(120), "MIME nests deeper than 4"),
        (message(*["\n"] * 30), "more than 20 parts, the bound for a message"),
        (message(*[""] * 220), "more than 20 parts, the bound for a message"),
        (b"From: a\nContent-Type: text/plain" + b";" * 5_000, "a header field of more than 4 KiB"),
    ],
)
def test_a_message_beyond_a_bound_is_refused_before_it_costs_anything(data, sentence):
    assert verdict(data, BOUNDS) == (Fate.OVER_BOUND, sentence)


def test_a_message_with_too_many_header_lines_is_over_bound():
    headers = b"Content-Type: text/plain\n" + b"".join(b"X-Line: %d\n" % number for number in range(10_003))
    assert verdict(headers + b"\nbody") == (Fate.OVER_BOUND, "more than 10 000 header lines in a message")


def mbox(*bodies, line_end=b"\n"):
    start = b"From reports@example.com Tue Jan  6 03:00:00 2026\n"
    return b"\n".join(start + body for body in bodies).replace(b"\n", line_end)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_every_message_of_an_mbox_is_read_by_its_number(line_end):
    plain = b"From: a@example.net\n\n>From here on it is text.\nFrom here too.\n"
    found = read(mbox(message(attached(gzip.compress(REPORT))), plain, message(attached(OTHER)), line_end=line_end))
    assert [(item.member, type(item)) for item in found] == [
        (f"message 1 › {NAME}", Document),
        (f"message 3 › {NAME}", Document),
        ("message 2", Refused),
    ]
    assert [item.ordinal for item in found if isinstance(item, Document)] == [0, 1]


def test_quoted_from_lines_are_unquoted():
    body = b"From: a@example.com\nContent-Type: application/json\n\n{\n>From : 1,\n>>From : 2}\n"
    assert read(mbox(body))[0].data == b"{\nFrom : 1,\n>From : 2}\n"


def test_a_message_too_large_in_an_mbox_costs_no_other(tmp_path):
    large = b"From: a@example.com\n\n" + b"x" * 700_000 + b"\n"
    bounds = replace(DEFAULT_BOUNDS, message_bytes=300_000)
    path = tmp_path / "mbox"
    good = message(attached(gzip.compress(REPORT)))
    path.write_bytes(mbox(good, large, good, large, good))
    with path.open("rb") as stream:
        found = list(documents(Source("mbox", stream), bounds))
    assert [type(item) for item in found] == [Document, Refused, Document, Refused, Document]
    assert found[1] == Refused("message 2", Fate.OVER_BOUND, "more than 300 000 bytes, the bound for a message")


def test_an_mbox_split_at_every_offset_of_a_chunk_is_whole():
    for padding in range(262_100, 262_160):
        filler = b"From: a@example.net\n\n" + b"x" * (padding - 72) + b"\n"
        found = read(mbox(filler, message(attached(gzip.compress(REPORT)))))
        assert [item.member for item in found] == [f"message 2 › {NAME}", "message 1"]


def test_an_mbox_in_gzip_is_read():
    found = read(gzip.compress(mbox(message(attached(REPORT)), message(attached(OTHER)))))
    assert [item.data for item in found] == [REPORT, OTHER]
