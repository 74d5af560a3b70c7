"""What a run of bytes is, by its content alone: labels and file names lie too often to be asked."""

import re
from enum import Enum, auto
from typing import Final

HEAD_BYTES: Final = 8192
"""How much of a part is looked at to recognise it."""

DMARC: Final = "a DMARC report, not a TLS report"
"""What is said of a part that holds a DMARC aggregate report."""

UTF8_BOM: Final = b"\xef\xbb\xbf"


class Kind(Enum):
    """What can be opened; everything else is ``OTHER``."""

    JSON = auto()
    GZIP = auto()
    ZIP = auto()
    TAR = auto()
    MBOX = auto()
    MAIL = auto()
    OTHER = auto()


_MAGIC: Final = (
    (b"{", Kind.JSON),
    (b"\x1f\x8b", Kind.GZIP),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"PK\x07\x08", Kind.ZIP),
)
_TAR_HEADER = 512
_BARE_UTF16 = (b"{\0", b"\0{", b"[\0", b"\0[")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BLANK = b" \t\r\n"
_ARRAY = re.compile(rb"\[\s*(?:[\[\]{\"]|(?:-?[\d.]+|true|false|null)\s*[,\]])")
_HEADER = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n?|\n|\Z)")
_FOLDED = (b" ", b"\t")
_MBOX = re.compile(rb"From [^\r\n]*\r?\n(?:>?From [^\r\n]*\r?\n)*(?:[!-9;-~]{1,80}[ \t]*:|\r?\n)")
_MAIL_HEADERS = frozenset(
    b"from to cc subject date received return-path message-id mime-version content-type delivered-to reply-to"
    b" dkim-signature authentication-results tls-report-domain tls-report-submitter envelope-to sender".split()
)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"
_OTHERS: Final = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"BM", "an image"),
    (b"\0\0\1\0", "an image"),
    (b"%PDF", "a PDF"),
    (b"BZh", "bzip2 data, which is not unpacked here"),
    (b"\xfd7zXZ\0", "xz data, which is not unpacked here"),
    (b"\x28\xb5\x2f\xfd", "zstd data, which is not unpacked here"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive, which is not unpacked here"),
    (b"Rar!", "a RAR archive, which is not unpacked here"),
)


def recognise(head: bytes) -> Kind:
    """Return the kind of the bytes that begin with ``head``, some :data:`HEAD_BYTES` of them."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if _is_tar(head):
        return Kind.TAR
    text = _text(head)
    if text.startswith(b"{") or _ARRAY.match(text):
        return Kind.JSON
    if _MBOX.match(text):
        return Kind.MBOX
    return Kind.MAIL if _is_mail(text) else Kind.OTHER


def describe(head: bytes, *, packed: bool = False) -> str:
    """Name the kind of bytes that are none of ours, for people; ``packed`` says they came out of an archive."""
    text = _text(head)
    if not text:
        return "an empty file"
    markup = text[:HEAD_BYTES].lower()
    if markup.startswith(b"<"):
        return _markup(markup, packed=packed)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "an image"
    binary = len(text.translate(None, _CONTROLS)) != len(text)
    for magic, name in _OTHERS:
        if head.startswith(magic) and (binary or name != "an image"):
            return name
    return "binary data" if binary else "plain text"


def _markup(text: bytes, *, packed: bool) -> str:
    if b"<feedback" in text:
        return DMARC if packed else "XML, a DMARC report"
    if b"<html" in text:
        return "a web page"
    return "an image" if b"<svg" in text else "XML"


def _text(head: bytes) -> bytes:
    """Return ``head`` without a byte order mark, leading blanks and the NULs of UTF-16."""
    if head.startswith(UTF8_BOM):
        head = head[3:]
    elif head.startswith(_UTF16):
        head = head[2:].replace(b"\0", b"")
    elif head.startswith(_BARE_UTF16):
        head = head.replace(b"\0", b"")
    return head.lstrip(_BLANK)


def _is_tar(head: bytes) -> bool:
    if len(head) < _TAR_HEADER or not head[0]:
        return False
    return head[257:262] == b"ustar" or header_sum_agrees(head[:_TAR_HEADER])


def header_sum_agrees(block: bytes) -> bool:
    """Tell whether the checksum in a 512-byte tar header is that of the header."""
    digits = block[148:156].strip(b" \0")
    if not digits.isdigit() or digits.strip(b"01234567"):
        return False
    return int(digits, 8) == sum(block) - sum(block[148:156]) + 8 * 32


def _is_mail(text: bytes) -> bool:
    """Tell whether the text, no blank before it, opens with header fields (RFC 5322 §2.2), one of them a mail's."""
    for line in _LINE.finditer(text):
        if line[0].startswith(_FOLDED):
            continue
        match = _HEADER.match(text, line.start(), line.end())
        if match is None:
            return False
        name = match[1].lower()
        if name in _MAIL_HEADERS or name.startswith((b"x-", b"arc-")):
            return True
    return False
