"""Messages that would cost the email parser minutes: refused by a look at their bytes, before the parser sees them."""

import io
import zipfile

import pytest

from tlsrpt_tui.errors import OverBound
from tlsrpt_tui.reports import mail, mail_cost
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.containers import documents_from_bytes
from tlsrpt_tui.reports.mail_cost import Allowance, steps
from tlsrpt_tui.reports.model import Document, Fate

REPORT = b'{"organization-name":"Example Inc.","report-id":"1","policies":[]}'
GOOD = b"From: a@example.com\nContent-Type: application/tlsrpt+json\n\n" + REPORT + b"\n"
TOO_MUCH = "more messages, lines and MIME parts than a file may have"
LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n", "CR": b"\r"}


def nested(levels, lines):
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(levels))
    return b"Subject: x\n" + parts + b"\n" + b"a\n" * lines


def zipped(members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(members):
            archive.writestr(f"{number}.eml", data)
    return held.getvalue()


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


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS.keys())
def test_many_lines_in_many_levels_are_refused_unparsed(parsed, line_end):
    (found,) = documents_from_bytes("m.eml", nested(99, 30_000).replace(b"\n", line_end))
    assert (found.fate, found.sentence) == (Fate.OVER_BOUND, TOO_MUCH)
    assert parsed == []


def test_an_archive_of_costly_messages_is_parsed_only_as_far_as_one_file_may_cost(parsed):
    costly = nested(90, 8_000)
    found = list(documents_from_bytes("m.zip", zipped([costly] * 20 + [GOOD])))
    assert 1 <= len(parsed) <= 5
    assert [item.sentence for item in found if item.member == "19.eml"] == [TOO_MUCH]
    assert [item.member for item in found if isinstance(item, Document)] == ["20.eml › part 1"]
    assert sum(steps(data, DEFAULT_BOUNDS) for data in parsed[:-1]) < 2_000_000 + 2 * sum(map(len, parsed))


def test_many_parts_in_few_bytes_cost_too(parsed):
    dashes = b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 9_000
    found = list(documents_from_bytes("m.zip", zipped([dashes] * 20)))
    assert len(parsed) <= 3
    assert found[-1].sentence == TOO_MUCH


def test_many_tiny_messages_for_the_parser_cost_too(parsed):
    tiny = b"From a@example.com Mon Jan  5 00:00:00 2026\nContent-Type: a\n\n\n"
    found = list(documents_from_bytes("mbox", tiny * 5_000))
    assert len(parsed) < 3_000
    assert len(found) <= 52
    assert found[-1].sentence == TOO_MUCH


def test_ordinary_mail_never_uses_the_allowance_up():
    lines = b"VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZy4gIFRoZSBxdWljayA=\n" * 40
    parts = (b"--b\nContent-Type: text/html; charset=utf-8\n\n" + lines) * 2
    header = b"Received: from mx.example.net by mx.example.com with ESMTPS; Mon, 05 Jan 2026\n" * 30
    message = header + b"Content-Type: multipart/mixed; boundary=b\n\n" + parts + b"--b--\n"
    allowance = Allowance()
    left = allowance._left
    for _ in range(100):
        allowance.spend(message, DEFAULT_BOUNDS)
    assert allowance._left >= left


def test_a_refused_message_spends_nothing():
    allowance = Allowance()
    left = allowance._left
    for _ in range(5):
        with pytest.raises(OverBound, match=f"^{TOO_MUCH}$"):
            allowance.spend(nested(99, 90_000), DEFAULT_BOUNDS)
    assert allowance._left == left


def test_levels_lines_parts_and_long_fields_all_cost():
    few = steps(nested(2, 1_000), DEFAULT_BOUNDS)
    assert steps(nested(50, 1_000), DEFAULT_BOUNDS) > few + 40 * 1_000
    assert steps(nested(2, 2_000), DEFAULT_BOUNDS) > few + 4 * 1_000
    assert steps(nested(2, 1_000) + b"--b0\n" * 100, DEFAULT_BOUNDS) > few + 100 * 100
    assert steps(b"Content-Type: a/b;" + b" x" * 1_900 + b"\n" + nested(2, 1_000), DEFAULT_BOUNDS) > few + 100_000


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS.keys())
@pytest.mark.parametrize("folds", [b" a=b;", b"\ta=b;"])
def test_a_folded_header_field_is_measured_whole(parsed, line_end, folds):
    data = b"Subject: x\nContent-Type: application/json;\n" + (folds + b"\n") * 900 + b"\n{}"
    (found,) = documents_from_bytes("m.eml", data.replace(b"\n", line_end))
    assert (found.fate, found.sentence) == (Fate.OVER_BOUND, "a header field of more than 4 KiB")
    assert parsed == []


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS.keys())
def test_a_field_ends_where_its_folding_does(line_end):
    data = b"Content-Type: a/b;\n c=d\nX-Long: " + b"x" * 10_000 + b"\n\nhello\n"
    assert mail_cost._squares(b"\n" + data.replace(b"\n", line_end).lower()) < 1_000
