"""Mail messages and mboxes: which parts a message has, and what it says it is (RFC 5322, RFC 2045, RFC 6522)."""

import binascii
import email
import email.errors
import email.header
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

from tlsrpt_tui.errors import OverBound
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.compression import CHUNK, Readable, grouped, mebibytes
from tlsrpt_tui.reports.model import Fate, Hints, Refused
from tlsrpt_tui.reports.recognise import DMARC, UTF8_BOM
from tlsrpt_tui.text import sanitise

NAME_CHARACTERS: Final = 120
"""Longest name of a member that is shown."""

_MULTIPARTS = 100  # mentions of multipart/ or message/ types; each may cost the parser one level
_HEADER_LINES = 10_000
_FIELD_BYTES = 4_096  # one Content-* field; the parameter parser takes time with the square of its length
_FIELD_SQUARES = 256 * 1024 * 1024
_BOUNDARY_CHECKS = 10_000_000
_HEADER_BYTES = 16_384
_LINE_END = re.compile(rb"(?:\r\n?|\n)(?![ \t])")
_FROM_LINE = re.compile(rb"\n\r?\nFrom ")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
_FOLD = re.compile(r"[\r\n]+")
_REPORT_KEYS = (b'"policies"', b'"date-range"', b'"report-id"', b'"organization-name"')
_REPORT_SUFFIXES = (".json", ".json.gz", ".gz", ".zip")
_REPORT_SUBTYPES = ("tlsrpt", "json", "gzip", "zip")
_STATUS_TYPES = frozenset({"message/delivery-status", "message/disposition-notification", "message/external-body"})
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, AssertionError, email.errors.MessageError)
"""What the email package raises on malformed header fields."""

_HINTS: Final = {
    "tls-report-domain": "domain",
    "tls-report-submitter": "submitter",
    "subject": "subject",
    "from": "sender",
    "date": "date",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part of a message that has no parts itself.

    Attributes:
        label: its place within the message, sanitised: its name or number, behind those of messages around it.
        data: its content, transfer encoding undone.
        hints: what the message nearest around it says, and its file name.
        claims: labelled as a report, or as something a report comes in.
        prose: text meant to be read, not a file.
    """

    label: str
    data: bytes
    hints: Hints
    claims: bool
    prose: bool

    @property
    def mentions_a_report(self) -> bool:
        """Whether keys of a TLS report stand in it, in UTF-8 or UTF-16."""
        plain = self.data.replace(b"\0", b"")
        return any(key in plain for key in _REPORT_KEYS)


def messages(stream: Readable, bounds: Bounds) -> Iterator[bytes | None]:
    """Yield the messages of an mbox (RFC 4155), ``None`` for one larger than ``bounds.message_bytes``.

    Only one message is held at a time.
    """
    held = bytearray()
    searched = 0
    too_long = False
    while chunk := stream.read(CHUNK * 4):
        held += chunk
        while match := _FROM_LINE.search(held, max(searched - 8, 0)):
            yield None if too_long or match.start() > bounds.message_bytes else _unquoted(held[: match.start() + 1])
            del held[: match.end() - 5]
            searched, too_long = 0, False
        if len(held) > bounds.message_bytes:
            too_long = True
            del held[:-8]
        searched = len(held)
    if held.strip():
        yield None if too_long else _unquoted(held)


def _unquoted(message: bytearray) -> bytes:
    """Return a message without its ``From `` line, and ``>From `` in its text as ``From ``."""
    text = bytes(message).removeprefix(UTF8_BOM).lstrip()
    if text.startswith(b"From "):
        text = text.partition(b"\n")[2]
    return _QUOTED_FROM.sub(rb"\1", text)


def parse(data: bytes, bounds: Bounds) -> Message:
    """Return the message in ``data``; a byte order mark and blank lines before it are passed over.

    Raises:
        OverBound: the message is larger, longer or deeper than a message may be.
    """
    _check_cost(data, bounds)
    data = data.removeprefix(UTF8_BOM).lstrip(b"\r\n")
    try:
        return email.message_from_bytes(data, policy=email.policy.compat32)
    except RecursionError as error:
        raise _too_deep(bounds) from error


def _check_cost(data: bytes, bounds: Bounds) -> None:
    """Refuse what the email parser would spend minutes on, or recurse into too deeply."""
    if len(data) > bounds.message_bytes:
        raise OverBound(f"more than {mebibytes(bounds.message_bytes)}, the bound for a message")
    lines = max(data.count(b"\n"), data.count(b"\r"))
    if lines > bounds.message_lines:
        raise OverBound(f"more than {grouped(bounds.message_lines)} lines, the bound for a message")
    if lines > _HEADER_LINES and _header_lines(data) > _HEADER_LINES:
        raise OverBound(f"more than {grouped(_HEADER_LINES)} header lines in a message")
    lowered = b"\n" + data.lower()
    nests = lowered.count(b"multipart/") + lowered.count(b"message/")
    if nests > _MULTIPARTS or nests * lines > _BOUNDARY_CHECKS:
        raise _too_deep(bounds)
    if lowered.count(b"\n--") + lowered.count(b"\r--") > bounds.mime_parts * 10:
        raise _too_many_parts(bounds)
    squares = 0
    for start in _content_fields(lowered):
        end = _LINE_END.search(lowered, start)
        length = (end.start() if end else len(lowered)) - start
        squares += length * length
        if length > _FIELD_BYTES or squares > _FIELD_SQUARES:
            raise OverBound(f"a header field of more than {mebibytes(_FIELD_BYTES)}")


def _header_lines(data: bytes) -> int:
    end = min((at for at in (data.find(b"\n\n", 1), data.find(b"\r\n\r\n", 1)) if at > 0), default=len(data))
    return data.count(b"\n", 0, end)


def _content_fields(lowered: bytes) -> Iterator[int]:
    for mark in (b"\ncontent-", b"\rcontent-"):
        at = lowered.find(mark)
        while at >= 0:
            yield at + 1
            at = lowered.find(mark, at + 1)


def _too_deep(bounds: Bounds) -> OverBound:
    return OverBound(f"MIME nests deeper than {bounds.mime_depth}")


def _too_many_parts(bounds: Bounds) -> OverBound:
    return OverBound(f"more than {grouped(bounds.mime_parts)} parts, the bound for a message")


@dataclass(frozen=True, slots=True)
class _Branch:
    """A part yet to be looked at, and what is known from around it."""

    part: Message
    depth: int
    label: str
    hints: Hints

    def child(self, part: Message) -> "_Branch":
        """Return the branch of one part of a multipart."""
        return _Branch(part, self.depth + 1, self.label, self.hints)


def leaves(message: Message, around: Hints, bounds: Bounds) -> Iterator[Leaf]:
    """Yield every leaf of a message in the order of the message, those of messages within it too.

    ``around`` is what was known of the message before it was opened.

    Raises:
        OverBound: there are more parts, or more parts within parts, than a message may have.
    """
    waiting = [_Branch(message, 0, "", _hints_of(message, around))]
    taken = number = 0
    while waiting:
        branch = waiting.pop()
        taken += 1
        if branch.depth > bounds.mime_depth:
            raise _too_deep(bounds)
        if taken > bounds.mime_parts:
            raise _too_many_parts(bounds)
        part = branch.part
        kind = part.get_content_type()
        if kind in _STATUS_TYPES:
            continue
        if kind.startswith("multipart/") and part.is_multipart():
            waiting += reversed([branch.child(inner) for inner in _children(part)])
            continue
        number += 1
        name = _filename(part)
        label = _joined(branch.label, name, number)
        inner = _children(part)
        if not inner:
            yield _leaf(part, kind, label, _named(branch.hints, name), name)
        elif (encoded := _encoded_message(part, inner[0])) is not None:
            yield Leaf(label, encoded, _named(branch.hints, name), claims=False, prose=False)
        else:
            waiting += reversed(
                [_Branch(child, branch.depth + 1, label, _hints_of(child, branch.hints)) for child in inner]
            )


def _joined(around: str, name: str, number: int) -> str:
    shown = sanitise(name, NAME_CHARACTERS) or f"part {number}"
    return f"{around} › {shown}" if around else shown


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _named(hints: Hints, name: str) -> Hints:
    return Hints(hints.domain, hints.submitter, name, hints.subject, hints.sender, hints.date) if name else hints


def _leaf(part: Message, kind: str, label: str, hints: Hints, name: str) -> Leaf:
    data = _decoded(part)
    subtype = kind.partition("/")[2]
    claims = any(word in subtype for word in _REPORT_SUBTYPES) or name.lower().endswith(_REPORT_SUFFIXES)
    prose = kind.startswith("text/") and not name and not claims
    return Leaf(label, data, hints, claims, prose)


def _decoded(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _MALFORMED:
        return b""
    if not isinstance(data, bytes):
        return b""
    if data[:4] in {b"H4sI", b"UEsD"} and part["content-transfer-encoding"] is None:
        return _from_base64(data) or data
    return data


def _encoded_message(part: Message, inner: Message) -> bytes | None:
    """Return the message a message/rfc822 part holds in base64, against RFC 2046 §5.2.1, or ``None``."""
    if str(part.get("content-transfer-encoding", "")).strip().lower() != "base64" or inner.keys():
        return None
    payload = inner.get_payload()
    return _from_base64(payload.encode("ascii", "replace")) if isinstance(payload, str) else None


def _from_base64(text: bytes) -> bytes | None:
    try:
        return binascii.a2b_base64(text)
    except ValueError:
        return None


def _filename(part: Message) -> str:
    """Return the name of a part without folders, from any of the places it may stand in, or ""."""
    try:
        may_have_one = "content-disposition" in part or "name" in str(part.get("content-type", "")).lower()
        name = (part.get_filename("") if may_have_one else "") or _description(part)
    except _MALFORMED:
        return ""
    return _readable(str(name)).replace("\\", "/").rpartition("/")[2].strip()


def _description(part: Message) -> str:
    """Return Content-Description where it is a file name and not a remark."""
    described = str(part.get("content-description", "")).strip()
    return described if described.lower().endswith(_REPORT_SUFFIXES) else ""


def _hints_of(message: Message, around: Hints) -> Hints:
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        key = _HINTS.get(name.lower())
        if key is not None and key not in found:
            found[key] = _readable(str(value))
    return Hints(
        domain=found.get("domain") or around.domain,
        submitter=found.get("submitter") or around.submitter,
        subject=found.get("subject", ""),
        sender=found.get("sender", ""),
        date=found.get("date", ""),
    )


def _readable(value: str) -> str:
    """Return a header field's text unfolded, with encoded words (RFC 2047) and raw UTF-8 decoded where they can be."""
    text = _FOLD.sub("", value[:_HEADER_BYTES]).strip()
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if "=?" not in text:
        return text
    try:
        return "".join(_word(word, charset) for word, charset in email.header.decode_header(text))
    except _MALFORMED:
        return text


def _word(word: bytes | str, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    try:
        return word.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return word.decode("latin-1")


def without_report(message: Message, member: str, *, dmarc: bool) -> Refused:
    """Say what a message is that no report was found in; ``dmarc`` when one of its parts is a DMARC report."""
    types = {part.get_content_type() for part in message.walk()}
    kinds = {_report_type(part) for part in message.walk()}
    subject = _hints_of(message, Hints()).subject.lower()
    if _report_type(message) == "delivery-status" or "message/delivery-status" in types:
        return Refused(member, Fate.NOT_A_REPORT, "a bounce")
    claims = "tlsrpt" in kinds or any("tlsrpt" in kind for kind in types)
    if not dmarc and (claims or any(part["tls-report-domain"] is not None for part in message.walk())):
        return Refused(member, Fate.UNREADABLE, "says it carries a TLS report, but none is in it")
    if dmarc or "feedback-report" in kinds or "dmarc" in subject:
        return Refused(member, Fate.NOT_A_REPORT, DMARC)
    return Refused(member, Fate.NOT_A_REPORT, "a message without a TLS report")


def _report_type(part: Message) -> str:
    try:
        return str(part.get_param("report-type", "")).strip().lower()
    except _MALFORMED:
        return ""
