"""A folder of everything that should not be among reports, and one report."""

import gzip
import io
import json
import os
import socket
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

GOOD_NAME = "example.com!example.org!1767571200!1767657599.json.gz"
GOOD_REPORT = json.dumps(
    {
        "organization-name": "Example Inc.",
        "date-range": {"start-datetime": "2026-01-05T00:00:00Z", "end-datetime": "2026-01-05T23:59:59Z"},
        "contact-info": "reports@example.com",
        "report-id": "2026-01-05T00:00:00Z_example.org",
        "policies": [
            {
                "policy": {"policy-type": "sts", "policy-domain": "example.org", "mx-host": ["mx.example.org"]},
                "summary": {"total-successful-session-count": 7, "total-failure-session-count": 1},
                "failure-details": [
                    {
                        "result-type": "certificate-expired",
                        "sending-mta-ip": "192.0.2.1",
                        "receiving-ip": "2001:db8::25",
                        "receiving-mx-hostname": "mx.example.org",
                        "failed-session-count": 1,
                    }
                ],
            }
        ],
    }
).encode()

_PIECE = 16 * 1024 * 1024
_JSON_BYTES = 20 * 1024 * 1024
_BOMB_BYTES = 2 * 1024 * 1024 * 1024


def build_garbage(folder: Path, count: int = 500) -> Path:
    """Fill ``folder`` with ``count`` entries that are no reports and one report; return the report's path."""
    folder.mkdir(parents=True, exist_ok=True)
    _special(folder)
    made = len(list(folder.iterdir()))
    for number, data in zip(range(made, count), _contents(), strict=False):
        # A few names are hostile too: control characters, bidirectional marks, bytes that are no UTF-8.
        name = (f"{number:04}.json", f"{number:04}\x1b[2J.gz", f"{number:04}\u202e.eml", f"{number:04}")[number % 4]
        (folder / name).write_bytes(data)
    good = folder / GOOD_NAME
    good.write_bytes(gzip.compress(GOOD_REPORT))
    return good


def _special(folder: Path) -> None:
    """Add what is no regular file, or cannot be opened."""
    os.mkfifo(folder / "pipe.json")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(folder)  # a socket's path may have some 100 bytes only
        try:
            listener.bind("socket.json")
        finally:
            os.chdir(here)
    (folder / "loop.json").symlink_to("loop.json")
    (folder / "outside.json").symlink_to("/etc/hostname")
    (folder / "nothing.json").symlink_to("missing.json")
    (folder / "device.json").symlink_to("/dev/zero")
    closed = folder / "closed.json"
    closed.write_bytes(b'{"closed": ')
    closed.chmod(0)
    (folder / "values.json").write_bytes(b"[" + b"[]," * (_JSON_BYTES // 3 - 1) + b"[]]")


def _contents() -> Iterator[bytes]:
    number = 0
    while True:
        for recipe in _RECIPES:
            yield recipe(number)
        number += 1


@cache
def _deflated_bomb() -> bytes:
    """Return deflated data (RFC 1951) of one JSON string, 2 GiB long, without packing 2 GiB."""
    packer = zlib.compressobj(9, wbits=-15)
    start = packer.compress(b'{"policies": "') + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(b" " * _PIECE) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(b'"}') + packer.flush()
    return start + piece * (_BOMB_BYTES // _PIECE) + end


@cache
def _gzip_bomb() -> bytes:
    size = _BOMB_BYTES + 16
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + _deflated_bomb() + struct.pack("<II", 0, size)


@cache
def _zip_bomb(entries: int) -> bytes:
    """Return a zip whose ``entries`` all are the same 2 GiB, with sizes that say 100 bytes."""
    packed = _deflated_bomb()
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed), 100, 1, 0) + b"r" + packed
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(packed), 2**31, 1, 0, 0, 0, 0, 0, 0) + b"r"
    directory = entry * entries
    return local + directory + _zip_end(min(entries, 0xFFFF), len(directory), len(local))


def _zip_end(entries: int, size: int, start: int) -> bytes:
    return struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, entries, entries, size, start, 0)


def _zipped(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def _tarred(name: str, data: bytes, kind: bytes = tarfile.REGTYPE) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.type = kind
        entry.linkname = "/etc/passwd" if kind == tarfile.SYMTYPE else ""
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return held.getvalue()


@cache
def _zip_within_zips(levels: int) -> bytes:
    data = _zipped(("r.json", b"text"))
    for level in range(levels):
        data = _zipped((f"{level}.zip", data))
    return data


def _forged_sizes(number: int) -> bytes:
    data = bytearray(_zipped(("../../etc/r.json", b'{"cut": ' + b"1" * 200)))
    struct.pack_into("<I", data, data.find(b"PK\1\2") + 24, (2**32 - 2, 1, 0)[number % 3])
    return bytes(data)


def _endless_directory(_number: int) -> bytes:
    """Return a zip whose table of contents claims to be the whole of 4 GiB."""
    return b"PK\3\4" + bytes(40) + _zip_end(0xFFFF, 2**32 - 2, 0)


def _nested_mime(levels: int) -> bytes:
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(levels))
    return f"From: a@example.com\n{parts}Content-Type: text/plain\n\nhello\n".encode()


def _nested_messages(levels: int) -> bytes:
    return b"From: a@example.com\n" + b"Content-Type: message/rfc822\n\nFrom: a@example.com\n" * levels


@cache
def _header_lines() -> bytes:
    return b"From: a@example.com\n" + b"X: y\n" * 1_000_000 + b"\nhello\n"


def _long_parameters(_number: int) -> bytes:
    return b'From: a@example.com\nContent-Type: multipart/mixed; x="' + b";" * 60_000 + b"\n\nhello\n"


def _broken_mail(number: int) -> bytes:
    return (
        b"From: \xff\xfe\x1b]8;;https://example.net\x07\nSubject: =?utf-8?B?%d?=\nTLS-Report-Domain: example.org\n"
        b"Content-Type: multipart/report; report-type=tlsrpt; boundary*=b''%%FF; boundary*1=\n\n"
        b"--\nContent-Type: application/tlsrpt+gzip; name*99999999=x\nContent-Transfer-Encoding: base64\n\n!!!!\n"
        % number
    )


def _labelled(number: int) -> bytes:
    body = (b"H4sIAAAAAAAAA6tWKkmtKFGyUlAC", b"not base64 \xff", b"")[number % 3]
    return (
        b"From: reports@example.com\nTLS-Report-Domain: example.org\nContent-Type: application/tlsrpt+gzip\n"
        b"Content-Transfer-Encoding: base64\n\n" + body
    )


_RECIPES: tuple[Callable[[int], bytes], ...] = (
    lambda number: gzip.compress(GOOD_REPORT)[: 20 + number],
    lambda number: gzip.compress(GOOD_REPORT)[:100] + bytes([number % 256]) * 50,
    lambda number: b"\x1f\x8b" + b"\xff" * number,
    lambda number: GOOD_REPORT[number % 7 + 1 : -1 - number].lstrip(b'{"'),
    lambda number: b"\0" * (number * 1000),
    lambda number: b'{"policies": ' + b"[" * (10_000 * (number + 1)),
    lambda number: b'{"policies": ' + b'{"a": ' * (10_000 * (number + 1)) + b"1" + b"}" * 10_000,
    lambda number: b'{"number": ' + b"9" * (5_000 * (number + 1)) + b"}",
    lambda number: b'{"policies": [}'[: 3 + number],
    lambda number: b'{"policies": "' + bytes([0x80 + number]) + b'"',
    lambda number: '{"name": "Prüfbericht"}'.encode(("utf-16", "utf-32", "latin-1")[number % 3]),
    lambda number: b"[[],[]," * (number + 1),
    lambda _number: b"",
    lambda number: b" \r\n\t" * number,
    lambda number: f"Log line {number}: nothing happened\n".encode() * 50,
    lambda number: "Prüfbericht".encode("utf-16") * (number + 1),
    lambda number: "Pr\xfcfbericht".encode("latin-1") * (number + 1),
    lambda number: b"<?xml version='1.0'?><feedback>" + b"<record/>" * number + b"</feedback>",
    lambda number: gzip.compress(b"<feedback/>" * (number + 1)),
    lambda _number: b"%PDF-1.7\n" + bytes(range(256)),
    lambda number: b"\x89PNG\r\n\x1a\n" + bytes(number),
    lambda number: b"PK\3\4" + b"\xff" * (number * 10),
    lambda _number: b"PK\5\6" + bytes(18),
    lambda _number: _zipped(("notes.txt", b"text"), ("__MACOSX/._r.json", b"\0\5\x16\7"), ("a.xml", b"<feedback/>")),
    lambda number: _zip_within_zips(3 + number % 5),
    _forged_sizes,
    _endless_directory,
    lambda _number: _tarred("../../../etc/cron.d/r", b"text"),
    lambda _number: _tarred("link", b"", tarfile.SYMTYPE),
    lambda number: _tarred("r.json", bytes(3000))[: 700 + number],
    lambda _number: gzip.compress(_tarred("\x1b[31m\n", b"\0" * 600)),
    lambda _number: gzip.compress(gzip.compress(gzip.compress(b"{}"))),
    lambda _number: _nested_mime(300),
    lambda number: _nested_mime(11 + number),
    lambda _number: _nested_messages(300),
    lambda number: _nested_messages(11 + number),
    _broken_mail,
    _labelled,
    _long_parameters,
    lambda number: b"From a@example.com Mon Jan  5 00:00:00 2026\nFrom: a@example.com\n\nhello\n\n" * (number + 1),
    lambda number: b"BZh91AY&SY" + bytes(number),
    lambda number: bytes((number * 7 + at * at * 31) % 256 for at in range(500)),
    lambda number: _gzip_bomb() if number < 4 else _gzip_bomb()[: 5000 * number],
    lambda number: _zip_bomb((1, 10_000)[number]) if number < 2 else _zip_within_zips(6),
    lambda number: _header_lines() if number < 2 else b"From: a@example.com\n" + b"X: y\n" * 10_002,
    lambda number: gzip.compress(b"From: a@example.com\n\n" + b"x" * number + b"\n--b" * 20_000),
    lambda number: gzip.compress(b"From a\nA: b\n\n\n" * (2_000 + number)),
    lambda _number: gzip.compress(_nested_mime(99) + b"a\n" * 90_000),
    lambda number: b"[" + b'{"report": 1},' * number + b"null]",
)
"""None of them is a report, though some are JSON."""
