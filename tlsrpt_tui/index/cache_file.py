"""One file of the cache, as bytes: what it is an index of, the sections of its tables, and the seal over both.

The seal is a keyed hash, and nothing behind the header is looked at before it fits: the libraries that read tables
may end the whole process on bytes that were made up, so they are given only what this program has written.
"""

import hashlib
import hmac
import json
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import BinaryIO, Final

from tlsrpt_tui.errors import TlsrptError
from tlsrpt_tui.reports.roots import Root

MAGIC: Final = b"\x93tlsrpt\n"
FORMAT: Final = 1
"""Raised when the bytes of a file mean something else."""

KEY_BYTES: Final = 32

_START = struct.Struct("<8sII")
_LENGTH = struct.Struct("<Q")
_SEAL_BYTES: Final = 32
_LARGEST_HEADER: Final = 4 * 1024 * 1024
_LARGEST_NUMBER: Final = 2**53


class Unusable(TlsrptError):
    """What the cache holds cannot be used, or what it is given not be kept; the text says why, as a clause."""


class Damaged(Unusable):
    """The bytes are not those that were written."""

    def __init__(self) -> None:
        super().__init__("is damaged")


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of the index in it, in clear.

    Attributes:
        roots: the paths that the index is of.
        bounds: of the reports in it, by name.
        made: the versions that shape its rows, by what they are of.
        reports, failures, files: rows of these tables.
        written: when, in seconds since 1970.
        strings: how many strings each dictionary has, by name and in order.
    """

    roots: tuple[Root, ...]
    bounds: Mapping[str, int]
    made: Mapping[str, str]
    reports: int
    failures: int
    files: int
    written: int
    strings: Mapping[str, int]

    def encode(self) -> bytes:
        """Return the header as JSON in ASCII; a path that is not Unicode keeps its bytes."""
        return json.dumps(asdict(self), separators=(",", ":")).encode("ascii")

    @classmethod
    def decode(cls, data: bytes) -> "Header":
        """Return the header that :meth:`encode` wrote.

        Raises:
            Damaged: it is none.
        """
        try:
            read = json.loads(data.decode("ascii"))
            roots = tuple(Root(**root) for root in read.pop("roots"))
            header = cls(roots=roots, **read)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            raise Damaged from error
        if not header.is_sound():
            raise Damaged
        return header

    def is_sound(self) -> bool:
        """Tell whether every value is of its type; JSON could hold any."""
        counts = [self.reports, self.failures, self.files, self.written, *(root.place for root in self.roots)]
        texts = [text for root in self.roots for text in (root.real, root.prefix)]
        tables = _is_table(self.bounds, _is_count) and _is_table(self.strings, _is_count)
        return tables and _is_table(self.made, _is_text) and all(map(_is_count, counts)) and all(map(_is_text, texts))


def _is_table(held: object, fits: Callable[[object], bool]) -> bool:
    return isinstance(held, dict) and all(map(fits, held.values()))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    # A bool is an int, and a number beyond what JSON agrees on is none of ours.
    return type(value) is int and 0 <= value <= _LARGEST_NUMBER


def write_sealed(stream: BinaryIO, header: Header, sections: Iterable[bytes], *, key: bytes, limit: int) -> None:
    """Write a whole file of at most ``limit`` bytes.

    Raises:
        Unusable: it would be larger.
        OSError: it cannot be written.
    """
    seal = hashlib.blake2b(key=key, digest_size=_SEAL_BYTES)
    room = limit - _SEAL_BYTES
    encoded = header.encode()
    if len(encoded) > _LARGEST_HEADER:
        raise Unusable("it is of too many paths")
    pieces = [_START.pack(MAGIC, FORMAT, len(encoded)) + encoded]
    for section in sections:
        pieces += [_LENGTH.pack(len(section)), section]
        room -= sum(map(len, pieces))
        if room < 0:
            raise Unusable(f"it is larger than the {limit} bytes that [cache] bytes allows")
        for piece in pieces:
            seal.update(piece)
            stream.write(piece)
        pieces.clear()
    stream.write(seal.digest())


def read_header(stream: BinaryIO) -> tuple[Header, bytes]:
    """Return the header of a file, from its beginning, and the bytes that it was read from.

    Raises:
        Unusable: the file is not one of ours, or of another format, or damaged.
    """
    start = stream.read(_START.size)
    if len(start) < _START.size or not start.startswith(MAGIC):
        raise Damaged
    _, version, length = _START.unpack(start)
    if version != FORMAT:
        raise Unusable("is from another version of this program")
    if length > _LARGEST_HEADER:
        raise Damaged
    encoded = stream.read(length)
    if len(encoded) < length:
        raise Damaged
    return Header.decode(encoded), start + encoded


def read_sections(stream: BinaryIO, read: bytes, *, key: bytes, size: int) -> list[bytes]:
    """Return the sections behind the header, once the seal has been found to fit.

    Args:
        stream: stands behind the header.
        read: the bytes before, which are sealed as well.
        key: that the seal was made with.
        size: of the whole file.

    Raises:
        Damaged: the seal does not fit.
    """
    seal = hashlib.blake2b(read, key=key, digest_size=_SEAL_BYTES)
    left = size - len(read) - _SEAL_BYTES
    sections = []
    while left > 0:
        length = stream.read(_LENGTH.size)
        left -= _LENGTH.size
        # No more is ever asked for than the file is long.
        if len(length) < _LENGTH.size or _LENGTH.unpack(length)[0] > left:
            raise Damaged
        section = stream.read(_LENGTH.unpack(length)[0])
        left -= len(section)
        seal.update(length)
        seal.update(section)
        sections.append(section)
    if left < 0 or not hmac.compare_digest(stream.read(), seal.digest()):
        raise Damaged
    return sections
