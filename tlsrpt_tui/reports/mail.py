"""Mail messages: which parts a message has, and what it says it is (RFC 5322, RFC 2045, RFC 6522)."""

import binascii
import email
import email.errors
import email.header
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any, Final, cast

from tlsrpt_tui.errors import Unreadable
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.mail_cost import too_deep, too_many_parts
from tlsrpt_tui.reports.model import Fate, Hints, Refused
from tlsrpt_tui.reports.recognise import DMARC, UTF8_BOM
from tlsrpt_tui.reports.several import REPORT_KEYS
from tlsrpt_tui.text import sanitise

NO_REPORT: Final = "a message without a TLS report"
"""What is said of a message that is nothing else that has a name."""

NAME_CHARACTERS: Final = 120
"""Longest name of a member that is shown."""

_HEADER_BYTES = 16_384
_PLAIN_NAME = re.compile(r'[A-Za-z]{1,20};[ \t\r\n]{0,9}filename=("?)([A-Za-z0-9!._@+-]{1,250})\1')
"""A Content-Disposition with nothing in it that could be read in more than one way (RFC 2183)."""

_REPORT_SUFFIXES = (".json", ".json.gz", ".gz", ".zip")
_REPORT_SUBTYPES = ("tlsrpt", "json", "gzip", "zip")
_SIGNS: Final = (
    b"content-",
    b"tls-report",
    b"dmarc",
    b"=?",
    b"h4si",
    b"uesd",
    b"\x1f\x8b",
    b"pk\x03",
    b"pk\x05",
    b"pk\x07",
    b"\0",
    *REPORT_KEYS,
)
"""In lower case: header fields, words that may say DMARC, gzip and zip with and without base64, keys of a report."""
_USUAL_SIGN: Final = b"Content-"
"""The sign nearly every message has, as nearly all write it."""

_STATUS_TYPES = frozenset({"message/delivery-status", "message/disposition-notification", "message/external-body"})
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, AssertionError, email.errors.MessageError)
"""What the email package raises on malformed header fields."""


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
        return any(key in plain for key in REPORT_KEYS)


class Part(Message):
    """A message or a part of one, whose header fields are found without a walk over all of them.

    The parser and :func:`leaves` together ask for them some forty times a message. Once parsed it is only read.
    """

    def __init__(self, policy: email.policy.Policy = email.policy.compat32) -> None:
        super().__init__(policy)
        self._first: dict[str, tuple[str, str]] = {}
        self._type = ""

    def set_raw(self, name: str, value: str) -> None:
        """Take a header field from the parser; of several with one name the first is the one that is found."""
        self._first.setdefault(name.lower(), (name, value))
        self._type = ""
        super().set_raw(name, value)

    def set_default_type(self, ctype: str) -> None:
        """Take from the parser what a part is that does not say it."""
        self._type = ""
        super().set_default_type(ctype)

    def get_content_type(self) -> str:
        """Return the type of the content, in lower case."""
        if not self._type:
            self._type = super().get_content_type()
        return self._type

    def get(self, name: str, failobj: Any = None) -> Any:  # noqa: ANN401  # as the email package declares it
        """Return a header field as the email package does."""
        field = self._first.get(name.lower())
        return failobj if field is None else self.policy.header_fetch_parse(*field)

    def __contains__(self, name: object) -> bool:
        return str(name).lower() in self._first

    def raw(self, name: str) -> str:
        """Return the header field of that name, in lower case, as it stands; "" where there is none."""
        field = self._first.get(name)
        return "" if field is None else field[1]


_POLICY: Final = email.policy.compat32.clone(message_factory=Part)


def may_hold_a_report(data: bytes) -> bool:
    """Tell whether a message has anything that a report, or one who sends reports, could be known by.

    A message of plain text without it needs no parser to be known as a message without a TLS report.
    """
    if _USUAL_SIGN in data:
        return True
    lowered = data.lower()
    return any(sign in lowered for sign in _SIGNS)


def parse(data: bytes, bounds: Bounds) -> Part:
    """Return the message in ``data``; a byte order mark and blank lines before it are passed over.

    What it costs is for :mod:`tlsrpt_tui.reports.mail_cost` to say first.

    Raises:
        OverBound: the message is deeper than a message may be.
        Unreadable: the email package does not get through its header fields.
    """
    data = data.removeprefix(UTF8_BOM).lstrip(b"\r\n")
    try:
        return cast("Part", email.message_from_bytes(data, policy=_POLICY))
    except RecursionError as error:
        raise too_deep(bounds) from error
    except _MALFORMED as error:
        raise Unreadable("a message that cannot be taken apart") from error


@dataclass(frozen=True, slots=True)
class _Branch:
    """A part yet to be looked at, and what is known from around it."""

    part: Part
    depth: int
    label: str
    hints: Hints

    def child(self, part: Part) -> "_Branch":
        """Return the branch of one part of a multipart."""
        return _Branch(part, self.depth + 1, self.label, self.hints)


def leaves(message: Part, around: Hints, bounds: Bounds) -> Iterator[Leaf]:
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
            raise too_deep(bounds)
        if taken > bounds.mime_parts:
            raise too_many_parts(bounds)
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


def _children(part: Part) -> list[Part]:
    # a payload of text is not asked for: to look at it, the email package decodes it, and may raise what it likes
    payload = part.get_payload() if part.is_multipart() else None
    return [child for child in payload if isinstance(child, Part)] if isinstance(payload, list) else []


def _named(hints: Hints, name: str) -> Hints:
    return Hints(hints.domain, hints.submitter, name, hints.subject, hints.sender, hints.date) if name else hints


def _leaf(part: Part, kind: str, label: str, hints: Hints, name: str) -> Leaf:
    data = _decoded(part)
    subtype = kind.partition("/")[2]
    claims = any(word in subtype for word in _REPORT_SUBTYPES) or name.lower().endswith(_REPORT_SUFFIXES)
    prose = kind.startswith("text/") and not name and not claims
    return Leaf(label, data, hints, claims, prose)


def _decoded(part: Part) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _MALFORMED:
        return b""
    if not isinstance(data, bytes):
        return b""
    if data[:4] in {b"H4sI", b"UEsD"} and part["content-transfer-encoding"] is None:
        return _from_base64(data) or data
    return data


def _encoded_message(part: Part, inner: Part) -> bytes | None:
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


def _filename(part: Part) -> str:
    """Return the name of a part without folders, from any of the places it may stand in, or ""."""
    if plain := _PLAIN_NAME.fullmatch(part.raw("content-disposition")):
        return plain[2]
    try:
        may_have_one = "content-disposition" in part or "name" in str(part.get("content-type", "")).lower()
        name = (part.get_filename("") if may_have_one else "") or _description(part)
    except _MALFORMED:
        return ""
    return _readable(str(name)).replace("\\", "/").rpartition("/")[2].strip()


def _description(part: Part) -> str:
    """Return Content-Description where it is a file name and not a remark."""
    described = str(part.get("content-description", "")).strip()
    return described if described.lower().endswith(_REPORT_SUFFIXES) else ""


def _hints_of(message: Part, around: Hints) -> Hints:
    return Hints(
        domain=_readable(message.raw("tls-report-domain")) or around.domain,
        submitter=_readable(message.raw("tls-report-submitter")) or around.submitter,
        subject=_readable(message.raw("subject")),
        sender=_readable(message.raw("from")),
        date=_readable(message.raw("date")),
    )


def _readable(value: str) -> str:
    """Return a header field's text unfolded, with encoded words (RFC 2047) and raw UTF-8 decoded where they can be."""
    text = value[:_HEADER_BYTES].replace("\r", "").replace("\n", "").strip()
    if not text.isascii():
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


def without_report(message: Part, member: str, *, dmarc: bool) -> Refused:
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
    return Refused(member, Fate.NOT_A_REPORT, NO_REPORT)


def _report_type(part: Part) -> str:
    try:
        return str(part.get_param("report-type", "")).strip().lower()
    except _MALFORMED:
        return ""
