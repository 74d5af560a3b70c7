"""Unpacking gzip, zip and tar as streams, so that nothing is larger than what was asked for."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Final, Protocol, cast

from tlsrpt_tui.errors import OverBound, Unreadable
from tlsrpt_tui.reports.recognise import header_sum_agrees

CHUNK: Final = 65_536
_PIECE: Final = 1024 * 1024
_GZIP_MAGIC: Final = b"\x1f\x8b"
_GZIP_WBITS: Final = 31
_DIRECTORY_BYTES: Final = 8 * 1024 * 1024  # a zip's table of contents; 10,000 entries take some 2 MiB
_NAME_BYTES: Final = 65_536
_BLOCK: Final = 512
_PAX_PATH: Final = re.compile(rb"(?:^|\n)\d+ path=([^\n]*)\n")
_ENCRYPTED: Final = 0x1
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)
"""What zipfile raises on bytes that are no zip, or not all of one."""

_BASE_256: Final = 0x80

Spend = Callable[[int], None]
"""Told how many bytes were unpacked; raises when that is too much for one file."""


class Readable(Protocol):
    """Anything with a binary ``read``."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, and none only at the end."""


def grouped(number: int) -> str:
    """Write a number with its thousands apart: ``10 000``."""
    return f"{number:,}".replace(",", " ")


def mebibytes(number: int) -> str:
    """Write a bound in the largest unit that leaves it whole: ``20 MiB``."""
    for unit, name in ((1024 * 1024, "MiB"), (1024, "KiB")):
        if number >= unit and number % unit == 0:
            return f"{number // unit} {name}"
    return f"{grouped(number)} bytes"


def read_up_to(stream: Readable, limit: int) -> bytes:
    """Return all that is left of a stream, or more than ``limit`` bytes of it; a bound of any size costs no memory."""
    pieces: list[bytes] = []
    held = 0
    while held <= limit and (piece := stream.read(min(_PIECE, limit + 1 - held))):
        pieces.append(piece)
        held += len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def quick_json(packed: bytes, limit: int) -> bytes:
    """Return the JSON in a gzip of one whole member, at most ``limit`` bytes of it; b"" where it is not as simple."""
    decoder = zlib.decompressobj(_GZIP_WBITS)
    try:
        text = decoder.decompress(packed, limit)
    except zlib.error:
        return b""
    return text if decoder.eof and not decoder.unused_data and text[:1] == b"{" else b""


class _Raw(io.RawIOBase):
    """A readable stream made from a function that returns up to so many bytes."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(cast("bytearray", buffer)).cast("B")
        data = self.some(len(view))
        view[: len(data)] = data
        return len(data)

    def some(self, wanted: int) -> bytes:
        """Return up to ``wanted`` bytes, and none only at the end."""
        raise NotImplementedError


class Inflated(_Raw):
    """What a gzip stream unpacks to, all members of it (RFC 1952 §2.2).

    Damage ends the stream early and is told in ``fault``, because what came before may be whole.
    Padding and garbage behind the last member are passed over.
    """

    def __init__(self, packed: Readable, spend: Spend, members: int) -> None:
        super().__init__()
        self.fault = ""
        self._packed = packed
        self._pending = b""
        self._spend = spend
        self._members_left = members - 1
        self._members = members
        self._decoder = zlib.decompressobj(_GZIP_WBITS)
        self._unpacked = 0
        self._ended = False

    def some(self, wanted: int) -> bytes:
        """Return up to ``wanted`` bytes of the unpacked text; fewer only at its end."""
        gathered = bytearray()
        while not self._ended and len(gathered) < wanted:
            gathered += self._step(wanted - len(gathered))
        self._spend(len(gathered))
        return bytes(gathered)

    def _step(self, wanted: int) -> bytes:
        if self._decoder.eof:
            self._next_member()
            return b""
        feed = self._decoder.unconsumed_tail or self._pending or self._packed.read(CHUNK)
        self._pending = b""
        try:
            data = self._decoder.decompress(feed, wanted)
        except zlib.error:
            self._end(f"gzip is damaged after {grouped(self._unpacked)} bytes")
            return b""
        self._unpacked += len(data)
        if not feed and not data and not self._decoder.eof:
            self._end(f"gzip ends early, after {grouped(self._unpacked)} bytes")
        return data

    def _next_member(self) -> None:
        rest = self._decoder.unused_data.lstrip(b"\0")
        while not rest:
            chunk = self._packed.read(CHUNK)
            if not chunk:
                break
            rest = chunk.lstrip(b"\0")
        if len(rest) == 1:
            rest += self._packed.read(CHUNK)
        if not rest.startswith(_GZIP_MAGIC):
            self._ended = True
            return
        if not self._members_left:
            raise OverBound(f"more than {grouped(self._members)} gzip members, the bound for a file")
        self._members_left -= 1
        self._decoder = zlib.decompressobj(_GZIP_WBITS)
        self._pending = rest

    def _end(self, fault: str) -> None:
        self.fault = fault
        self._ended = True


class _Metered(_Raw):
    """A zip member whose every byte is counted as it comes out."""

    def __init__(self, member: IO[bytes], spend: Spend) -> None:
        super().__init__()
        self._member = member
        self._spend = spend

    def some(self, wanted: int) -> bytes:
        try:
            data = self._member.read(wanted)
        except _DAMAGE as error:
            raise _damaged() from error
        self._spend(len(data))
        return data


class _Wary(_Raw):
    """A seekable file that refuses to hand out more at once than an honest zip needs."""

    def __init__(self, stream: io.BufferedReader) -> None:
        super().__init__()
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        if size > _DIRECTORY_BYTES:
            raise OverBound(f"a table of contents of more than {mebibytes(_DIRECTORY_BYTES)}")
        return self._stream.read(size)

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


Member = tuple[str, Callable[[], io.BufferedReader]]
"""Name of an archive's member, as found, and how to open it; opening and reading may raise ``Unreadable``."""


def zip_members(stream: io.BufferedReader, spend: Spend, members: int) -> Iterator[Member]:
    """Yield the files of a seekable zip, directories and links left out.

    Raises:
        Unreadable: the table of contents cannot be read.
        OverBound: it lists more than ``members`` entries.
    """
    try:
        archive = zipfile.ZipFile(_Wary(stream))
    except (*_DAMAGE, OSError) as error:
        raise Unreadable("a zip whose table of contents cannot be read") from error
    with archive:
        entries = archive.infolist()
        if len(entries) > members:
            raise too_many_members(members)
        for entry in entries:
            if not entry.is_dir() and not stat.S_ISLNK(entry.external_attr >> 16):
                yield entry.filename, _opener(archive, entry, spend)


def _opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, spend: Spend) -> Callable[[], io.BufferedReader]:
    def open_member() -> io.BufferedReader:
        if entry.flag_bits & _ENCRYPTED:
            raise Unreadable("encrypted in its zip")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Unreadable("packed in a way that zip readers seldom know")
        try:
            member = archive.open(entry)
        except _DAMAGE as error:
            raise _damaged() from error
        return io.BufferedReader(_Metered(member, spend))

    return open_member


def _damaged() -> Unreadable:
    return Unreadable("damaged, and cannot be unpacked")


def too_many_members(members: int) -> OverBound:
    """Return the error for an archive that lists more than it may."""
    return OverBound(f"more than {grouped(members)} members, the bound for an archive")


class _Window(_Raw):
    """The next ``size`` bytes of a stream."""

    def __init__(self, stream: io.BufferedReader, size: int, spend: Spend) -> None:
        super().__init__()
        self._stream = stream
        self._left = size
        self._spend = spend

    def some(self, wanted: int) -> bytes:
        data = self._stream.read(min(wanted, self._left))
        if not data and self._left:
            raise Unreadable("tar ends early")
        self._left -= len(data)
        self._spend(len(data))
        return data

    def skip(self, padding: int) -> None:
        """Leave the stream where the next header begins."""
        self._left += padding
        while self._left and self.some(CHUNK):
            continue


def tar_members(stream: io.BufferedReader, spend: Spend, members: int) -> Iterator[Member]:
    """Yield the regular files of a tar, each to be read before the next is asked for.

    Raises:
        Unreadable: a header is damaged, or the tar ends within a member.
        OverBound: it holds more than ``members`` entries.
    """
    given_name = ""
    for number, header in enumerate(_tar_headers(stream)):
        if number >= members:
            raise too_many_members(members)
        size = _tar_number(header[124:136])
        window = _Window(stream, size, spend)
        flag = header[156:157]
        if flag in {b"L", b"x"}:
            given_name = _long_name(flag, window.some(min(size, _NAME_BYTES)))
        else:
            name = given_name or _tar_name(header)
            given_name = ""
            if flag in {b"0", b"\0", b"7"} and not name.endswith("/"):
                yield name, lambda window=window: io.BufferedReader(window)  # type: ignore[misc]  # mypy cannot infer it
        window.skip(-size % _BLOCK)


def _tar_headers(stream: io.BufferedReader) -> Iterator[bytes]:
    while header := stream.read(_BLOCK):
        if len(header) == header.count(0):
            return
        if len(header) < _BLOCK:
            raise Unreadable("tar ends early")
        if not header_sum_agrees(header):
            raise Unreadable("a tar with a damaged header")
        yield header


def _tar_number(digits: bytes) -> int:
    """Return a size written in octal, or in base 256 where it would not fit (POSIX pax, GNU tar)."""
    if digits[0] == _BASE_256:
        return int.from_bytes(digits[1:], "big")
    text = digits.strip(b" \0") or b"0"
    if text.strip(b"01234567"):
        raise Unreadable("a tar with a damaged header")
    return int(text, 8)


def _tar_name(header: bytes) -> str:
    name = header[:100].split(b"\0", 1)[0]
    prefix = header[345:500].split(b"\0", 1)[0] if header[257:263] == b"ustar\0" else b""
    return (prefix + b"/" + name if prefix else name).decode("utf-8", "surrogateescape")


def _long_name(flag: bytes, data: bytes) -> str:
    if flag == b"x":
        match = _PAX_PATH.search(data)
        data = match[1] if match else b""
    return data.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
