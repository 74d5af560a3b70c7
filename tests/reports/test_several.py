"""Several reports in one JSON text: each is a document, and what is none stays with the one before it."""

import gzip
import io
import json
import tracemalloc
import zipfile
from dataclasses import replace

import pytest

from tlsrpt_tui.errors import NotAReport
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.containers import documents_from_bytes
from tlsrpt_tui.reports.decode import decode
from tlsrpt_tui.reports.model import Document, Fate
from tlsrpt_tui.reports.several import reports_in


def report(number, **more):
    dates = {"start-datetime": "2026-01-05T00:00:00Z", "end-datetime": "2026-01-05T23:59:59Z"}
    body = {"organization-name": 'A "quoted} \\', "date-range": dates, "contact-info": "a@example.com"}
    return json.dumps(body | {"report-id": f"{number}", "policies": []} | more).encode()


A, B, C = report(1), report(2), report(3)


def read(data, bounds=DEFAULT_BOUNDS):
    return list(documents_from_bytes("r.json", data, bounds))


def oddities(document):
    return [note.done for note in decode(document.data).notes if note.field != "policies"]


def ids(data):
    return [decode(item.data).report_id for item in read(data)]


MANY = {
    "a line each": b"\n".join([A, B, C]) + b"\n",
    "behind one another": A + B + C,
    "printed": b"\r\n".join(json.dumps(json.loads(body), indent=2).encode() for body in (A, B, C)),
    "an array": b"[" + b",\n ".join([A, B, C]) + b"]\n",
    "an array behind a byte order mark": b"\xef\xbb\xbf [" + b",".join([A, B, C]) + b",]",
    "gzip": gzip.compress(b"\n".join([A, B, C])),
    "an array in gzip": gzip.compress(b"[" + b",".join([A, B, C]) + b"]"),
    "gzip of three": gzip.compress(A) + gzip.compress(B) + gzip.compress(C),
}


@pytest.mark.parametrize("data", MANY.values(), ids=MANY.keys())
def test_each_report_is_a_document_named_by_its_number(data):
    found = read(data)
    assert [(item.ordinal, item.member) for item in found] == [(0, "report 1"), (1, "report 2"), (2, "report 3")]
    assert ids(data) == ["1", "2", "3"]
    assert not any(oddities(item) for item in found)
    assert {item.hints.filename for item in found} == {"r.json"}


def test_they_are_found_in_mail_and_archives_too():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.json", A + B)
        archive.writestr("b.json", C)
    assert [item.member for item in read(held.getvalue())] == ["a.json › report 1", "a.json › report 2", "b.json"]
    mail = b"From: a@example.com\nContent-Type: application/tlsrpt+json\n\n" + A + b"\n" + B
    assert [item.member for item in read(mail)] == ["part 1 › report 1", "part 1 › report 2"]


def test_an_array_of_one_report_is_a_document():
    assert [(item.member, item.data) for item in read(b"[" + A + b"]")] == [("report 1", A)]


ALONE = {
    "one": A,
    "one and blanks": A + b"\n\n",
    "one and a boundary": A + b"\n--frontier--\n",
    "one and another object": A + b'{"a": 1}',
    "one that repeats a key": A[:-1] + b', "policies": []}',
    "one that quotes another": report(1, extra=B.decode()),
    "one that holds another": report(1, extra=json.loads(B)),
    "one and a quoted report": A + b'"' + B + b'"',
    "one and an array of another": A + b"[" + B + b"]",
    "an array of no objects": b'["policies", "report-id"]',
    "an array within an array": b"[[" + A + b"]]",
    "UTF-16": (A + B).decode().encode("utf-16"),
    "cut off": A[:-1] + b'"',
}


@pytest.mark.parametrize("data", ALONE.values(), ids=ALONE.keys())
def test_what_holds_one_report_is_left_to_the_decoder(data):
    assert [(item.member, item.data) for item in read(data)] == [("", data)]


def test_what_is_no_report_stays_with_the_report_before_it():
    first, second = read(A + b'{"log": 1} sorry ' + B + b"\n--frontier--\n")
    assert oddities(first) == ["is followed by 16 characters of something else, ignored"]
    assert oddities(second) == ["is followed by 13 characters of something else, ignored"]


def test_an_object_before_a_report_costs_it_nothing():
    first, second = read(b'{"exported": {"by": "jq"}}\n' + A)
    assert decode(second.data).report_id == "1"
    with pytest.raises(NotAReport):
        decode(first.data)


def test_oddities_of_an_array_are_told_and_cost_no_report():
    found = read(b"[1, " + A + b', null, {"a": 1}, ' + B + b"] and more")
    assert [item.data[:6] for item in found] == [b"1", A[:6], b'{"a": ', B[:6]]
    assert [len(oddities(item)) for item in (found[1], found[3])] == [1, 1]


def test_the_last_of_several_may_be_cut_off():
    found = read(b"\n".join([A, B, C[:-20]]))
    assert [item.data for item in found] == [A + b"\n", B + b"\n", C[:-20]]


def test_more_reports_than_the_bound_are_not_read():
    bounds = replace(DEFAULT_BOUNDS, archive_members=2)
    (found,) = read(A + B + C, bounds)
    assert (found.fate, found.sentence) == (Fate.OVER_BOUND, "more than 2 reports in one text, the bound for a file")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.json", A + B)
        archive.writestr("b.json", A + B)
    assert [type(item) is Document for item in read(held.getvalue(), bounds)] == [True, True, False]


def test_a_text_with_too_many_values_is_left_whole():
    data = A + B + b"," * 200
    assert reports_in(data, replace(DEFAULT_BOUNDS, document_values=100)) == ()
    assert len(reports_in(data, DEFAULT_BOUNDS)) == 2


@pytest.mark.parametrize("filler", [b'"', b'\\"', b'"\\', b'"a"', b"{", b"}", b"[", b"x", b'"{'])
def test_no_text_takes_more_than_one_pass_or_much_memory(filler):
    data = A + B + filler * 30_000
    tracemalloc.start()
    try:
        found = reports_in(data, DEFAULT_BOUNDS)
        assert tracemalloc.get_traced_memory()[1] < 10 * len(data)
    finally:
        tracemalloc.stop()
    assert len(found) in {0, 2}
