"""The containers of the sample month: gzip, zip, mail and mbox, written so that equal input gives equal bytes.

Mails are put together by hand: the standard library folds headers differently from one Python to the next.
"""

import base64
import datetime as dt
import hashlib
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from sample_dialects import Written

RECIPIENT: Final = "tlsrpt@example.com"
GZIP_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
"""No name, no time, best compression, unknown system (RFC 1952 §2.3)."""
ZIP_DATE: Final = (2026, 11, 2, 9, 0, 0)
UNIX: Final = 3
FILE_MODE: Final = 0o100644


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mail; ``named`` says where its file name stands: ``both``, ``type`` or ``disposition``."""

    media_type: str
    data: bytes
    filename: str = ""
    named: str = "both"


def gzipped(data: bytes) -> bytes:
    """A gzip file of one member, without name and time."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(data) + deflate.flush()
    return GZIP_HEAD + body + struct.pack("<II", zlib.crc32(data), len(data))


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip file of the members in their order, all of one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = UNIX
            info.external_attr = FILE_MODE << 16
            archive.writestr(info, data, compresslevel=9)
    return buffer.getvalue()


def mailbox(mails: list[tuple[str, dt.datetime, bytes]]) -> bytes:
    """An mbox of mails, each with its envelope sender and the time it came."""
    pieces = [f"From {sender} {_ctime(came)}\n".encode() + data + b"\n" for sender, came, data in mails]
    return b"".join(pieces)


def report_mail(written: Written, *, style: str = "gzip") -> bytes:
    """The mail that carries a report (RFC 8460 §5.3).

    Args:
        written: the report.
        style: ``gzip``; ``html`` (the text part is HTML, the Report-ID has no brackets, as Microsoft does it);
            ``mislabelled`` (gzip data under the label of plain JSON); ``plain`` (JSON, not compressed);
            ``name-in-type`` (the file name stands in Content-Type alone).
    """
    sender, domain = written.report.sender, written.report.domain
    name, data = f"{written.stem}.json.gz", gzipped(written.data)
    label = "application/tlsrpt+gzip"
    if style == "mislabelled":
        label = "application/tlsrpt+json"
    elif style == "plain":
        label, name, data = "application/tlsrpt+json", f"{written.stem}.json", written.data
    if style == "html":
        greeting = Part("text/html; charset=utf-8", f"<p>TLS report of {sender.domain} for {domain}</p>\n".encode())
        report_id = f"\n {written.report_id}"
    else:
        greeting = Part("text/plain; charset=utf-8", f"TLS report of {sender.domain} for {domain}.\n".encode())
        report_id = f"\n <{written.start:%Y.%m.%d}.{_token(written.data)[:12]}@{sender.domain}>"
    headers = {
        "Authentication-Results": f"mx1.example.com; dkim=pass header.d={sender.domain}",
        "From": sender.contact or f"noreply@{sender.domain}",
        "To": RECIPIENT,
        "Date": _rfc5322(came(written)),
        "Subject": f"Report Domain: {domain}\n Submitter: {sender.domain}\n Report-ID:{report_id}",
        "Message-ID": f"<{_token(written.data)}@{sender.domain}>",
        "TLS-Report-Domain": domain,
        "TLS-Report-Submitter": sender.domain,
    }
    named = "type" if style == "name-in-type" else "both"
    return mail(headers, "report; report-type=tlsrpt", (greeting, Part(label, data, name, named)))


def came(written: Written) -> dt.datetime:
    """When the mail of a report came: early the next day, each sender at its own hour."""
    seconds = int(_token(written.stem.encode())[:6], 16) % (5 * 3600)
    return dt.datetime.combine(written.report.day, dt.time(1), dt.UTC) + dt.timedelta(days=1, seconds=seconds)


def mail(headers: dict[str, str], subtype: str, parts: tuple[Part, ...]) -> bytes:
    """A multipart mail; its boundary follows from its parts."""
    boundary = f"=_{_token(b''.join(part.data for part in parts))}"
    head = [f"{name}: {value}" for name, value in headers.items()]
    head += ["MIME-Version: 1.0", f'Content-Type: multipart/{subtype};\n boundary="{boundary}"', "", ""]
    pieces = ["\n".join(head).encode()]
    pieces += [f"--{boundary}\n".encode() + _part(part) + b"\n" for part in parts]
    pieces.append(f"--{boundary}--\n".encode())
    return b"".join(pieces)


def _part(part: Part) -> bytes:
    """A part's headers and body: names in quotes, files in base64, text as it is."""
    if not part.filename:
        return f"Content-Type: {part.media_type}\n\n".encode() + part.data
    head = f"Content-Type: {part.media_type}"
    if part.named in ("both", "type"):
        head += f';\n name="{part.filename}"'
    if part.named in ("both", "disposition"):
        head += f'\nContent-Disposition: attachment;\n filename="{part.filename}"'
    head += "\nContent-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.encodebytes(part.data)


def _token(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:24]


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _rfc5322(when: dt.datetime) -> str:
    """A date of a mail header, in English whatever the locale."""
    day, month = _DAYS[when.weekday()], _MONTHS[when.month - 1]
    return f"{day}, {when.day} {month} {when.year} {when:%H:%M:%S} +0000"


def _ctime(when: dt.datetime) -> str:
    """A date of an mbox separator, in English whatever the locale."""
    day, month = _DAYS[when.weekday()], _MONTHS[when.month - 1]
    return f"{day} {month} {when.day:2} {when:%H:%M:%S} {when.year}"
