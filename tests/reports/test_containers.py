"""From files to documents: what is opened, what is refused, and where it stops."""

import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tlsrpt_tui.errors import Unreadable
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.compression import read_up_to
from tlsrpt_tui.reports.containers import Source, document, documents, documents_from_bytes
from tlsrpt_tui.reports.model import Document, Fate, Hints, Refused

REPORT = json.dumps(
    {
        "organization-name": "Example Inc.",
        "date-range": {"start-datetime": "2026-01-05T00:00:00Z", "end-datetime": "2026-01-05T23:59:59Z"},
        "contact-info": "reports@example.com",
        "report-id": "2026-01-05_example.org",
        "policies": [],
    }
).encode()
DMARC = b'<?xml version="1.0"?>\n<feedback><report_metadata/></feedback>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
MAIL = b"From: reports@example.com\r\nSubject: Report\r\nContent-Type: application/tlsrpt+json\r\n\r\n" + REPORT
SMALL = replace(DEFAULT_BOUNDS, document_bytes=2_000, archive_bytes=20_000, archive_members=20)


def read(data, name="report", bounds=DEFAULT_BOUNDS):
    return list(documents_from_bytes(name, data, bounds))


def zipped(members, method=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def tarred(members, mode="w"):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:
        for name, data in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return held.getvalue()


def only_refused(data, bounds=DEFAULT_BOUNDS):
    (found,) = read(data, bounds=bounds)
    assert isinstance(found, Refused)
    return found.fate, found.sentence


def members(found):
    return [(item.member, item.data if isinstance(item, Document) else item.sentence) for item in found]


PLAIN = {
    "as it is": REPORT,
    "behind blanks": b"\r\n\t " + REPORT,
    "behind a byte order mark": b"\xef\xbb\xbf" + REPORT,
    "in UTF-16": REPORT.decode().encode("utf-16"),
    "in UTF-16 without a mark": REPORT.decode().encode("utf-16-be"),
}


@pytest.mark.parametrize("data", PLAIN.values(), ids=PLAIN.keys())
def test_json_is_one_document_byte_for_byte(data):
    assert read(data, "a.txt") == [Document(0, "", data, Hints(filename="a.txt"))]


GZIPPED = {
    "one member": gzip.compress(REPORT),
    "two members": gzip.compress(REPORT[:50]) + gzip.compress(REPORT[50:]),
    "with an empty member": gzip.compress(b"") + gzip.compress(REPORT),
    "padded with NULs": gzip.compress(REPORT) + bytes(100_000),
    "NULs between members": gzip.compress(REPORT[:50]) + bytes(70_000) + gzip.compress(REPORT[50:]),
    "garbage behind": gzip.compress(REPORT) + b"<!-- saved by a proxy -->",
    "twice": gzip.compress(gzip.compress(REPORT)),
    "without its trailer": gzip.compress(REPORT)[:-8],
    "with half a trailer": gzip.compress(REPORT)[:-3],
}


@pytest.mark.parametrize("data", GZIPPED.values(), ids=GZIPPED.keys())
def test_q55_gzip_is_unpacked_whatever_the_file_is_called(data):
    assert read(data, "saved.bin") == [Document(0, "", REPORT, Hints(filename="saved.bin"))]


def test_a_gzip_member_longer_than_the_first_look_is_read_whole():
    long = REPORT[:-1] + b" " * 300_000 + b"}"
    assert read(gzip.compress(long))[0].data == long


def test_a_truncated_gzip_says_how_far_it_went():
    text = b'{"a": "' + bytes(range(32, 127)) * 60 + b'"}'
    packed = zlib.compressobj(0, wbits=31)
    data = (packed.compress(text) + packed.flush())[:3000]
    fate, sentence = only_refused(data)
    assert fate is Fate.UNREADABLE
    assert sentence == "gzip ends early, after 2 985 bytes"


def test_a_truncated_gzip_that_ends_on_an_inner_brace_is_not_taken_for_whole():
    text = b'{"a": {"b": {}'
    packed = zlib.compressobj(0, wbits=31)
    data = (packed.compress(text) + packed.flush())[:-8]
    assert only_refused(data) == (Fate.UNREADABLE, "gzip ends early, after 14 bytes")


def test_a_gzip_with_a_flipped_bit_is_damaged():
    data = bytearray(gzip.compress(REPORT))
    data[-6] ^= 1
    assert only_refused(bytes(data))[0] is Fate.UNREADABLE


def test_gzip_three_deep_is_over_bound():
    data = gzip.compress(gzip.compress(gzip.compress(REPORT)))
    assert only_refused(data) == (Fate.OVER_BOUND, "gzip within gzip more than 2 deep")


def test_a_bomb_stops_at_the_bound_for_a_report():
    bomb = gzip.compress(b'{"a":"' + b" " * (21 * 1024 * 1024))
    assert only_refused(bomb) == (Fate.OVER_BOUND, "unpacks to more than 20 MiB, the bound for a report")


def test_plain_json_stops_at_the_bound_for_a_report():
    assert only_refused(b"{" + b" " * 3000, SMALL) == (
        Fate.OVER_BOUND,
        "more than 2 000 bytes, the bound for a report",
    )


HUGE = replace(DEFAULT_BOUNDS, document_bytes=10**14, message_bytes=10**20, archive_bytes=10**20)


@pytest.mark.parametrize(
    "data", [REPORT, b" " + REPORT, gzip.compress(b" " + REPORT), gzip.compress(REPORT * 2)[:-9], MAIL]
)
def test_bounds_of_any_size_cost_no_memory(data):
    assert all(isinstance(found, Document) for found in read(data, bounds=HUGE))


def test_what_is_read_ends_just_behind_its_bound():
    for size in (0, 1, 2_000_000, 2_000_001, 3_000_000):
        stream = io.BytesIO(bytes(size))
        assert len(read_up_to(stream, 2_000_000)) == min(size, 2_000_001)


def test_a_member_that_zipfile_cannot_read_is_damaged_and_costs_no_other():
    data = bytearray(zipped([("a.json", REPORT), ("b.json", REPORT)]))
    data[40] ^= 0xFF
    assert members(read(bytes(data))) == [("a.json", "damaged, and cannot be unpacked"), ("b.json", REPORT)]


def test_a_fault_of_this_program_is_not_taken_for_a_damaged_file(monkeypatch):
    def broken(data, bounds):
        raise AttributeError("a fault")

    monkeypatch.setattr("tlsrpt_tui.reports.containers.reports_in", broken)
    with pytest.raises(AttributeError, match=r"^a fault$"):
        read(REPORT)


def test_a_message_that_the_email_package_cannot_take_apart_is_unreadable(monkeypatch):
    def broken(data, policy):
        raise AssertionError

    monkeypatch.setattr("tlsrpt_tui.reports.mail.email.message_from_bytes", broken)
    assert only_refused(MAIL) == (Fate.UNREADABLE, "a message that cannot be taken apart")


def test_many_tiny_gzip_members_are_over_bound():
    fate, sentence = only_refused(gzip.compress(b"") * 30, SMALL)
    assert (fate, sentence) == (Fate.OVER_BOUND, "more than 20 gzip members, the bound for a file")


def test_every_report_of_an_archive_is_a_document_numbered_in_its_order():
    content = [("b/two.json", REPORT), ("one.json.gz", gzip.compress(REPORT)), ("mail", MAIL)]
    for packed in (zipped(content), tarred(content), tarred(content, "w:gz"), zipped(content, zipfile.ZIP_STORED)):
        found = read(packed)
        assert [item.ordinal for item in found] == [0, 1, 2]
        assert [item.member for item in found] == ["b/two.json", "one.json.gz", "mail › part 1"]
        assert {item.data for item in found} == {REPORT}
        assert found[0].hints.filename == "two.json"


def test_other_files_in_an_archive_are_refused_and_cost_no_report():
    found = read(
        zipped([("a.xml", DMARC), ("__MACOSX/._r.json", b"\0\5\x16\7"), ("x.png", PNG), ("t", b"hi"), ("r", REPORT)])
    )
    assert members(found) == [
        ("a.xml", "a DMARC report, not a TLS report"),
        ("__MACOSX/._r.json", "binary data"),
        ("x.png", "an image"),
        ("t", "plain text"),
        ("r", REPORT),
    ]


def test_directories_and_links_in_archives_are_passed_over():
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for kind in (tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            entry = tarfile.TarInfo("entry")
            entry.type = kind
            entry.linkname = "/etc/hostname"
            archive.addfile(entry)
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    for packed in (held.getvalue(), zipped([("folder/", b""), (link, b"/etc/hostname")])):
        assert only_refused(packed) == (Fate.NOT_A_REPORT, "an archive without files")


def test_names_longer_than_a_tar_header_holds_are_shown():
    name = "reports/" + "x" * 150 + ".json"
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        held = io.BytesIO()
        with tarfile.open(fileobj=held, mode="w", format=form) as archive:
            entry = tarfile.TarInfo(name)
            entry.size = len(REPORT)
            archive.addfile(entry, io.BytesIO(REPORT))
        (found,) = read(held.getvalue())
        assert found.member.startswith("reports/xxx")
        assert found.hints.filename == "x" * 150 + ".json"


def test_member_names_are_shown_sanitised_and_without_one_by_number():
    found = read(tarred([("a\x1b[31m\n.json", REPORT), ("", REPORT)]))
    assert [item.member for item in found] == ["a␛[31m␊.json", "part 2"]


def test_nested_archives_are_opened_two_deep_and_no_deeper():
    two = zipped([("inner.tar", tarred([("r.json", REPORT)]))])
    assert members(read(two)) == [("inner.tar › r.json", REPORT)]
    three = zipped([("outer.zip", two)])
    assert members(read(three)) == [("outer.zip › inner.tar", "archives nest deeper than 2")]


def test_an_encrypted_member_is_unreadable_and_costs_no_other():
    data = bytearray(zipped([("secret.json", REPORT), ("open.json", REPORT)]))
    data[data.find(b"PK\1\2") + 8] |= 1
    found = read(bytes(data))
    assert members(found) == [("secret.json", "encrypted in its zip"), ("open.json", REPORT)]
    assert found[0].fate is Fate.UNREADABLE


def test_a_member_packed_with_lzma_is_unreadable():
    assert only_refused(zipped([("r.json", REPORT)], zipfile.ZIP_LZMA))[0] is Fate.UNREADABLE


@pytest.mark.parametrize("size", [1, 0xFFFF_FF00])
def test_sizes_forged_in_a_zip_are_not_believed(size):
    data = bytearray(zipped([("r.json", REPORT)]))
    for mark, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<I", data, data.find(mark) + at, size)
    (found,) = read(bytes(data))
    assert isinstance(found, Document | Refused)
    assert isinstance(found, Refused) or found.data == REPORT


def test_a_size_forged_in_a_tar_is_not_believed():
    data = bytearray(tarred([("r.json", REPORT)]))
    data[124:136] = b"\x80" + (2**70).to_bytes(11, "big")
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    assert members(read(bytes(data))) == [("r.json", "tar ends early"), ("", "tar ends early")]


def test_an_archive_stops_at_what_one_file_may_unpack_to():
    bombs = zipped([(f"{number}.json", b"{" + b" " * 1500) for number in range(18)])
    *found, last = read(bombs, bounds=SMALL)
    assert len(found) < 18
    assert last == Refused("", Fate.OVER_BOUND, "unpacks to more than 20 000 bytes, the bound for a file")


def test_a_plain_tar_stops_there_too():
    *_, last = read(tarred([(f"{number}.json", REPORT) for number in range(19)] + [("x", bytes(20_000))]), bounds=SMALL)
    assert last.fate is Fate.OVER_BOUND


def test_too_many_members_are_over_bound():
    many = [(f"{number}.json", b"{}") for number in range(21)]
    for packed in (zipped(many), tarred(many)):
        *_, last = read(packed, bounds=SMALL)
        assert (last.fate, last.sentence) == (Fate.OVER_BOUND, "more than 20 members, the bound for an archive")


KINDS = {
    "an empty file": b"",
    "plain text": b"Nothing to see here.\n",
    "XML, a DMARC report": DMARC,
    "XML": b"<?xml version='1.0'?><a/>",
    "a web page": b"<!doctype html><html></html>",
    "an image": PNG,
    "a PDF": b"%PDF-1.7\n",
    "binary data": bytes(2048),
    "bzip2 data, which is not unpacked here": b"BZh91AY&SY\0\0",
}


@pytest.mark.parametrize(("sentence", "data"), KINDS.items(), ids=KINDS.keys())
def test_what_is_no_report_is_named(sentence, data):
    assert only_refused(data) == (Fate.NOT_A_REPORT, sentence)


@pytest.mark.parametrize("text", [b"[section]\nkey = value\n", b"[2026-01-05 10:00] started\n", b"key: value\n"])
def test_text_that_looks_a_little_like_json_or_mail_is_plain_text(text):
    assert only_refused(text) == (Fate.NOT_A_REPORT, "plain text")


@pytest.mark.parametrize("text", [b"[]", b"[[],[]]", b'[{"a": 1}]', b"[1, 2]", b"[null]"])
def test_a_json_array_is_left_to_the_decoder(text):
    assert read(text)[0].data == text


def test_dmarc_in_gzip_is_named():
    assert only_refused(gzip.compress(DMARC)) == (Fate.NOT_A_REPORT, "a DMARC report, not a TLS report")


def test_a_file_is_read_by_path_and_by_stream_alike(tmp_path):
    for number, data in enumerate((REPORT, gzip.compress(REPORT), zipped([("r", REPORT)]), b"", MAIL)):
        path = tmp_path / f"{number}"
        path.write_bytes(data)
        expected = read(data, path.name)
        assert list(documents(str(path))) == expected
        assert list(documents(Source(path.name, path.open("rb")))) == expected
        assert list(documents(Source(path.name, path.open("rb", buffering=0)))) == expected


def test_a_large_archive_is_streamed_from_its_file(tmp_path):
    content = [("pad.bin", bytes(2 * 1024 * 1024)), ("r.json", REPORT)]
    for packed in (zipped(content, zipfile.ZIP_STORED), tarred(content)):
        path = tmp_path / "large"
        path.write_bytes(packed)
        assert members(documents(str(path))) == [("pad.bin", "binary data"), ("r.json", REPORT)]


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    (found,) = documents(str(tmp_path / "gone"))
    assert found == Refused("", Fate.UNREADABLE, "is no longer there")


def test_one_document_is_read_again_by_its_ordinal(tmp_path):
    path = tmp_path / "both.zip"
    path.write_bytes(zipped([("a", b"text"), ("b", REPORT), ("c", b'{"c": 1}')]))
    assert document(str(path), 1).data == b'{"c": 1}'
    assert document(str(path), 0).member == "b"


def test_a_document_that_is_gone_says_so(tmp_path):
    path = tmp_path / "r.json"
    path.write_bytes(REPORT)
    with pytest.raises(Unreadable, match=r"r\.json has changed since"):
        document(str(path), 1)
    path.write_bytes(b"text")
    with pytest.raises(Unreadable, match=r"r\.json has changed since"):
        document(str(path), 0)
    path.unlink()
    with pytest.raises(Unreadable, match=r"r\.json is no longer there"):
        document(str(path), 0)


MBOX = b"From reports@example.com Mon Jan  5 00:00:00 2026\n" + MAIL + b"\n\nFrom a@example.net Mon Jan  5\n" + MAIL
NESTED = (
    b"From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
    + MAIL
    + b"\n--b\nContent-Type: application/zip; name*0*=utf-8''r%20; name*1=x.zip\n\n"
    + zipped([("r.json", REPORT)])
    + b"\n--b--\n"
)
SEEDS = [
    *PLAIN.values(),
    *GZIPPED.values(),
    zipped([("a.json", REPORT), ("b", DMARC)]),
    tarred([("a.json", REPORT), ("b", gzip.compress(MAIL))]),
    tarred([("x" * 200, REPORT)], "w:gz"),
    MAIL,
    MBOX,
    NESTED,
]


@st.composite
def mutated(draw):
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(start + 40, len(data))))
        data[start:end] = draw(
            st.binary(max_size=8) | st.sampled_from([b"", b"\0" * 16, b"\xff" * 8, b";=\"'*0*=", b"\r"])
        )
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=600) | mutated())
def test_no_bytes_make_the_reader_raise(data):
    ordinal = 0
    found = read(data)
    assert found
    for item in found:
        assert item.member.isprintable()
        if isinstance(item, Document):
            assert item.ordinal == ordinal
            ordinal += 1
        else:
            assert item.sentence
            assert item.sentence.isprintable()
            assert len(item.sentence) <= 80
