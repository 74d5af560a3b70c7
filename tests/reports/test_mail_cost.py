"""Messages that would cost the email parser minutes: refused by a look at their bytes, before the parser sees them."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tlsrpt_tui.errors import OverBound
from tlsrpt_tui.reports import mail, mail_cost
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.containers import documents_from_bytes
from tlsrpt_tui.reports.mail_cost import Allowance, is_surely_cheap, steps
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


FIELD = re.compile(rb"(?<=[\r\n])content-.*?(?=(?:\r\n|\r(?!\n)|\n)(?![ \t])|\Z)", re.DOTALL)


def lines(data):
    return len(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")) - 1


def fields(data):
    """Return the lengths of all Content-* fields, with the lines they are folded into."""
    return [len(field) for field in FIELD.findall(b"\n" + data.lower())]


def counted(data, bounds):
    """Return the steps of a message counted one by one, or ``None`` where it has more of something than it may."""
    ends = [data.find(blank, 1) for blank in (b"\n\n", b"\r\n\r\n", b"\r\r")]
    header = lines(data[: min((at for at in ends if at > 0), default=len(data))])
    lowered = b"\n" + data.lower()
    multiparts, messages = lowered.count(b"multipart/"), lowered.count(b"message/")
    levels = min(multiparts, lowered.count(b"boundary"))
    parts = lowered.count(b"\n--") + lowered.count(b"\r--")
    squares = sum(length * length for length in fields(data))
    if header > 10_000 or multiparts + messages > bounds.mime_depth * 10 or parts > bounds.mime_parts * 10:
        return None
    if max(fields(data), default=0) > 4_096 or squares > 256 * 1024 * 1024:
        return None
    return 1_000 + lines(data) * (5 + levels) + header * 12 + (parts * 100 if levels else 0) + squares // 64


def said(data, bounds):
    try:
        return steps(data, bounds)
    except OverBound:
        return None


FEW = replace(DEFAULT_BOUNDS, mime_depth=1, mime_parts=2)
PIECES = st.sampled_from(
    [
        b"Subject: x",
        b"Content-Type: multipart/mixed; boundary=b",
        b"CONTENT-TYPE: MULTIPART/",
        b"content-disposition:" + b"x" * 300,
        b"Content-Type: a/b;" + b" " * 2_020,
        b"Content-",
        b"message/rfc822",
        b"boundary",
        b"--b",
        b"\n--" * 8,
        b"/" * 4,
        b"x" * 2_047,
        b"\t" + b"y" * 1_000,
        b" ",
        b"",
        b"\r",
        b"\n",
        b"\r\n",
    ]
)
PIECE_ENDS = st.sampled_from([b"", b"\n", b"\r\n", b"\r", b"\n ", b"\r\n\t", b"\r ", b"\r\r\n", b"\n\n", b"\n\r"])
BYTES = st.lists(st.tuples(PIECES, PIECE_ENDS), max_size=14).map(lambda held: b"".join(map(b"".join, held)))
UNSURE = b"From: a@example.com" + b"\nX: " * 10_000


@settings(max_examples=250, deadline=None)
@given(BYTES, st.sampled_from([DEFAULT_BOUNDS, FEW]))
def test_what_is_counted_quickly_is_what_is_counted_one_by_one(data, bounds):
    assert said(data, bounds) == counted(data, bounds)


@settings(max_examples=250, deadline=None)
@given(BYTES, st.sampled_from([DEFAULT_BOUNDS, FEW]))
def test_a_message_taken_for_cheap_is_neither_refused_nor_costs_more_than_is_free(data, bounds):
    if is_surely_cheap(data, bounds):
        exact = counted(data, bounds)
        assert exact is not None
        assert exact <= mail_cost._FREE_STEPS


@settings(max_examples=60, deadline=None)
@given(st.lists(BYTES | st.just(nested(99, 15_000)) | st.just(nested(80, 9_000)) | st.just(UNSURE), max_size=5))
def test_messages_are_let_pass_and_refused_as_if_each_had_been_counted(messages):
    allowance = Allowance()
    left = 2_000_000
    for data in messages:
        cost = counted(data, DEFAULT_BOUNDS)
        fits = cost is not None and left + 2 * len(data) >= cost
        left += 2 * len(data) - cost if fits else 0
        try:
            allowance.spend(data, DEFAULT_BOUNDS)
        except OverBound:
            assert not fits
        else:
            assert fits


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS.keys())
def test_the_steps_of_a_single_small_message_are_not_counted(monkeypatch, line_end):
    monkeypatch.setattr(mail_cost, "steps", None)
    data = GOOD + b"--b\n" + b"VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZy4gIFRoZSBxdWljayA=\n" * 100
    (found,) = documents_from_bytes("m.eml", data.replace(b"\n", line_end))
    assert isinstance(found, Document)


@pytest.mark.parametrize("before", range(2_040, 2_056))
@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS.keys())
def test_a_long_field_is_refused_wherever_it_stands(before, line_end):
    start = b"X: " + b"x" * before + line_end
    field = (b"CONTENT-Type: a;" + line_end + b" b=").ljust(4_096, b"c")
    Allowance().spend(start + field + line_end + b"X: y", DEFAULT_BOUNDS)
    for end in (b"", line_end, line_end + b"X: y", line_end * 2 + b"y" * 4_000):
        with pytest.raises(OverBound, match=r"^a header field of more than 4 KiB$"):
            Allowance().spend(start + field + b"c" + end, DEFAULT_BOUNDS)


@pytest.mark.parametrize(
    ("data", "bounds", "sentence"),
    [
        (b"From: a\n" + b"Message/" * 101, DEFAULT_BOUNDS, "MIME nests deeper than 10"),
        (b"From: a\n" + b"MULTIPART/message/" * 51, DEFAULT_BOUNDS, "MIME nests deeper than 10"),
        (b"From: a\n" + b"multipart/" * 11, FEW, "MIME nests deeper than 1"),
        (b"From: a\n" + b"\n--" * 21, FEW, "more than 2 parts, the bound for a message"),
        (b"From: a\r" + b"\r--" * 21, FEW, "more than 2 parts, the bound for a message"),
        (b"A: b" + b"\n " * 10_001, DEFAULT_BOUNDS, "more than 10 000 header lines in a message"),
    ],
)
def test_a_small_message_is_refused_for_what_it_has_too_much_of(data, bounds, sentence):
    with pytest.raises(OverBound, match=f"^{sentence}$"):
        Allowance().spend(data, bounds)


def test_what_the_first_message_cost_is_missing_when_another_follows():
    first = b"Content-Type: multipart/mixed; boundary=b" + b"\n--" * 3_000
    second = nested(99, 18_000)
    assert is_surely_cheap(first, DEFAULT_BOUNDS)
    assert 200_000 < counted(first, DEFAULT_BOUNDS) - 2 * len(first) < 400_000
    assert 1_800_000 < counted(second, DEFAULT_BOUNDS) - 2 * len(second) < 2_000_000
    Allowance().spend(second, DEFAULT_BOUNDS)
    allowance = Allowance()
    allowance.spend(first, DEFAULT_BOUNDS)
    with pytest.raises(OverBound, match=f"^{TOO_MUCH}$"):
        allowance.spend(second, DEFAULT_BOUNDS)
