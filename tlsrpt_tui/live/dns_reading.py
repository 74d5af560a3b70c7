"""From the bytes of a DNS reply to plain records: whatever a stranger put into them, nothing is raised."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.wire

from tlsrpt_tui.live.answers import Address, Exchange, Kind, Other, Record, Status, Text, Tlsa
from tlsrpt_tui.text import sanitise

MOST_RECORDS: Final = 200
"""Records of one answer that are looked at."""

MOST_ALIASES: Final = 16
"""CNAME records that are followed from one name."""

_QUICK_BYTES: Final = 1232
_QUICK_RECORDS: Final = 12
MOST_TEXT: Final = 4096
"""Bytes of one TXT record that are looked at; none that mail needs has half of them."""

_TRUNCATED: Final = dns.flags.TC >> 8  # in the third byte of a message
_MOST_READ: Final = 300  # some more for signatures; thousands of laborious ones take seconds
_MOST_REMARKS: Final = 8
_LINE: Final = 1000
_REMARK: Final = 300
_VALIDATION_ERRORS: Final = frozenset({1, 2, 5, 6, 7, 8, 9, 10, 11, 12})  # RFC 8914 §4: what a validator says


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing that can be read came back; the sentence is sanitised."""

    status: Status
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply says; the fields are those of ``Answer``.

    Attributes:
        authentic: the AD bit, whoever set it.
        blames_validation: whether an Extended DNS Error says that DNSSEC is why there is no answer.
    """

    status: Status
    records: tuple[Record, ...] = ()
    ttl: int | None = None
    aliases: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    authentic: bool = False
    blames_validation: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that answers the question.

    Attributes:
        unread: how many of its records cannot be read.
        beyond: how many more records its answer section has than were looked at.
    """

    message: dns.message.Message
    unread: int = 0
    beyond: int = 0

    @property
    def truncated(self) -> bool:
        """Whether the rest has to be asked for over TCP (RFC 7766 §5)."""
        return bool(self.message.flags & dns.flags.TC)


def takes_long(wire: bytes) -> bool:
    """Return whether reading a message may keep a screen waiting: names of many labels cost milliseconds each."""
    return len(wire) > _QUICK_BYTES or sum(_counts(wire)) > _QUICK_RECORDS


def read_message(wire: bytes, question: dns.message.Message) -> Reply | Failure:
    """Return what came as a reply to this question, unless it is junk or answers another one."""
    if wire[:2] != question.id.to_bytes(2, "big"):
        return Failure(Status.GARBLED, "what came answers another question")
    try:
        reply = _read(wire)
        fits = reply is not None and question.is_response(reply.message)
    except Exception as error:  # noqa: BLE001 -- hostile bytes may raise anything in a parser; all of it means junk
        return Failure(Status.GARBLED, f"the answer cannot be read: {_reason(error)}")
    if reply is None:
        return Failure(Status.GARBLED, "the answer ends in the middle, or goes on after its end")
    if not fits:
        return Failure(Status.GARBLED, "what came answers another question")
    return reply


def read_reply(reply: Reply, kind: Kind) -> Reading:
    """Return what a reply says of the records that were asked for (RFC 1034 §4.3.2, RFC 2308 §2)."""
    try:
        return _reading(reply, kind)
    except Exception as error:  # noqa: BLE001 -- the same: records are read as late as here
        return Reading(Status.GARBLED, errors=(f"the answer cannot be read: {_reason(error)}",))


def plain_name(name: dns.name.Name) -> str:
    r"""Return a name in lower case without its last dot, "" for the root; odd bytes as ``\DDD``."""
    return "" if name == dns.name.root else sanitise(name.to_text(omit_final_dot=True).lower())


def _reason(error: Exception) -> str:
    return sanitise(str(error) or type(error).__name__, _REMARK)


def _read(wire: bytes) -> Reply | None:
    announced, *others = _counts(wire)
    if max(announced, sum(others)) > _MOST_READ and not wire[2] & _TRUNCATED:
        return _beginning(wire, announced)
    try:
        return Reply(dns.message.from_wire(wire, raise_on_truncation=True))
    except dns.message.Truncated as truncated:
        return Reply(truncated.message())  # type: ignore[no-untyped-call]  # the library's own gap
    except Exception:  # noqa: BLE001 -- one record that cannot be read must not cost the others
        if not _whole(wire):
            return None
        message = dns.message.from_wire(wire, continue_on_error=True)
        return Reply(message, len(message.errors))


def _beginning(wire: bytes, announced: int) -> Reply:
    """Read the first records of an answer where a message has far too many, and nothing behind them."""
    read = min(announced, _MOST_READ)
    beginning = wire[:6] + read.to_bytes(2, "big") + bytes(4) + wire[12:]
    message = dns.message.from_wire(beginning, ignore_trailing=True, continue_on_error=True)
    return Reply(message, len(message.errors), announced - read)


def _counts(wire: bytes) -> tuple[int, int, int]:
    """How many records are announced: answer, authority, additional (RFC 1035 §4.1.1)."""
    answers, authority, additional = (int.from_bytes(wire[at : at + 2], "big") for at in (6, 8, 10))
    return answers, authority, additional


def _whole(wire: bytes) -> bool:
    """Whether a message has as many records as it says, and nothing behind them (RFC 1035 §4.1)."""
    parser = dns.wire.Parser(wire)
    try:
        _, _, questions, *others = parser.get_struct("!HHHHHH")
        for _ in range(questions):
            parser.get_name(decompress=True)
            parser.get_struct("!HH")
        for _ in range(sum(others)):
            parser.get_name(decompress=True)
            *_, length = parser.get_struct("!HHIH")
            parser.get_bytes(length)
    except dns.exception.DNSException:
        return False
    return parser.remaining() == 0


def _reading(reply: Reply, kind: Kind) -> Reading:
    message = reply.message
    codes, errors = _extended_errors(message)
    if reply.unread:
        errors.append(f"{reply.unread} of its records cannot be read")
    rcode = message.rcode()
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        status = Status.REFUSED if rcode == dns.rcode.REFUSED else Status.FAILED
        if rcode not in (dns.rcode.REFUSED, dns.rcode.SERVFAIL):
            errors.append(f"answered {sanitise(dns.rcode.to_text(rcode), _REMARK)}")
        return Reading(status, errors=tuple(errors), blames_validation=bool(codes & _VALIDATION_ERRORS))
    wanted = dns.rdatatype.from_text(kind)
    links, final = _chain(message, message.question[0].name, wanted)
    if links is None:
        return Reading(Status.GARBLED, errors=(*errors, "its aliases lead in a circle, or never end"))
    found = _rrset(message, final, wanted)
    records = _records(found, kind)
    over = (len(found) if found else 0) - len(records) + reply.beyond
    if over:
        errors.append(f"{over} more records are left out, after {len(records)}")
    if found and kind is Kind.TXT and any(sum(map(len, rdata.strings)) > MOST_TEXT for rdata in found):
        errors.append(f"a TXT record is cut after {MOST_TEXT} bytes")
    return Reading(
        status=_status(rcode, records, reply),
        records=records,
        ttl=_least_ttl(message, links, found),
        aliases=tuple(plain_name(link[0].target) for link in links),
        errors=tuple(errors),
        lines=tuple(_lines([*links, *([found] if found else [])])),
        authentic=bool(message.flags & dns.flags.AD),
    )


def _status(rcode: int, records: tuple[Record, ...], reply: Reply) -> Status:
    if records:
        return Status.FOUND
    if reply.unread and _answers_lost(reply.message):
        return Status.GARBLED
    return Status.NO_NAME if rcode == dns.rcode.NXDOMAIN else Status.NO_RECORD


def _answers_lost(message: dns.message.Message) -> bool:
    """Whether the answer section was announced with more records than could be read (RFC 1035 §4.1.1)."""
    announced = int.from_bytes((message.wire or b"")[6:8], "big")
    return announced > sum(len(rrset) for rrset in message.answer)


def _chain(
    message: dns.message.Message, name: dns.name.Name, wanted: dns.rdatatype.RdataType
) -> tuple[list[dns.rrset.RRset] | None, dns.name.Name]:
    """Follow the aliases; ``None`` where they have no end."""
    links: list[dns.rrset.RRset] = []
    while wanted != dns.rdatatype.CNAME and _rrset(message, name, wanted) is None:
        alias = _rrset(message, name, dns.rdatatype.CNAME)
        if alias is None:
            break
        if len(links) == MOST_ALIASES:
            return None, name
        links.append(alias)
        name = alias[0].target
    return links, name


def _rrset(
    message: dns.message.Message, name: dns.name.Name, wanted: dns.rdatatype.RdataType
) -> dns.rrset.RRset | None:
    found = message.get_rrset(message.answer, name, dns.rdataclass.IN, wanted)
    return found or None


def _records(found: dns.rrset.RRset | None, kind: Kind) -> tuple[Record, ...]:
    make = _MAKE.get(kind, _other)
    return tuple(make(rdata) for rdata, _ in zip(found or (), range(MOST_RECORDS), strict=False))


def _cut(strings: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return the strings of a TXT record, up to so many bytes."""
    kept: list[bytes] = []
    room = MOST_TEXT
    for string in strings:
        if room <= 0:
            break
        kept.append(string[:room])
        room -= max(len(string), 1)  # so that empty ones have an end, too
    return tuple(kept)


def _other(rdata: dns.rdata.Rdata) -> Record:
    return Other(sanitise(rdata.to_text(), _LINE))


# The fields of a record's data belong to classes that the library makes while it runs, unknown to type checkers.
_MAKE: Final[dict[Kind, Callable[..., Record]]] = {
    Kind.A: lambda rdata: Address(rdata.address),
    Kind.AAAA: lambda rdata: Address(rdata.address),
    Kind.MX: lambda rdata: Exchange(rdata.preference, plain_name(rdata.exchange)),
    Kind.TXT: lambda rdata: Text(_cut(rdata.strings)),
    Kind.TLSA: lambda rdata: Tlsa(rdata.usage, rdata.selector, rdata.mtype, rdata.cert),
}


def _least_ttl(message: dns.message.Message, links: list[dns.rrset.RRset], found: dns.rrset.RRset | None) -> int | None:
    ttls = [rrset.ttl for rrset in links]
    if found is not None:
        return min([*ttls, found.ttl])
    for rrset in message.authority:
        if rrset.rdtype == dns.rdatatype.SOA and len(rrset):
            return min([*ttls, rrset.ttl, int(rrset[0].minimum)])
    return None


def _lines(rrsets: list[dns.rrset.RRset]) -> Iterator[str]:
    for rrset in rrsets:
        head = f"{sanitise(rrset.name.to_text())} {rrset.ttl} IN {dns.rdatatype.to_text(rrset.rdtype)}"
        for rdata, _ in zip(rrset, range(MOST_RECORDS), strict=False):
            yield f"{head} {sanitise(rdata.to_text(), _LINE)}"


def _extended_errors(message: dns.message.Message) -> tuple[set[int], list[str]]:
    found = message.extended_errors()[:_MOST_REMARKS]
    return {int(error.code) for error in found}, [_extended_error(error) for error in found]


def _extended_error(error: dns.edns.EDEOption) -> str:
    named, _, text = dns.edns.EDEOption(error.code).to_text().partition(":")
    words = named.replace("(", "").replace(")", "")
    text = sanitise(error.text or "", _REMARK)
    return f"{words}: {text}" if text else words
