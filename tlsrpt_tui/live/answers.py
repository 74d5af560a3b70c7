"""What a resolver is asked and what it answers: plain, frozen, and apart from the library that speaks DNS."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """The types of records that are asked for."""

    A = "A"
    AAAA = "AAAA"
    MX = "MX"
    TXT = "TXT"
    TLSA = "TLSA"
    CNAME = "CNAME"
    NS = "NS"
    SOA = "SOA"
    DS = "DS"
    DNSKEY = "DNSKEY"


class Status(StrEnum):
    """How a question ended; each has a sentence of its own."""

    FOUND = "found"
    NO_RECORD = "no record of this type"
    NO_NAME = "no such name"
    FAILED = "server failure"
    REFUSED = "refused"
    TIMED_OUT = "timed out"
    UNREACHABLE = "resolver not reached"
    GARBLED = "answer cannot be read"

    @property
    def answered(self) -> bool:
        """Whether DNS said what is there, or that there is nothing."""
        return self in (Status.FOUND, Status.NO_RECORD, Status.NO_NAME)


class Security(StrEnum):
    """What is known of DNSSEC for one answer (RFC 4035 §4.3).

    ``CLAIMED``: the resolver says that it validated, over a path on which anybody may have said so.
    ``UNKNOWN``: the resolver does not validate, or there is no answer.
    """

    SECURE = "secure"
    INSECURE = "insecure"
    BOGUS = "bogus"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Text:
    """A TXT record: its strings as sent, which belong together without blanks (RFC 8460 §3, RFC 8461 §3.1)."""

    strings: tuple[bytes, ...]

    @property
    def text(self) -> str:
        r"""The strings joined; what is not ASCII stays visible as ``\xNN``. Still hostile: sanitise to show."""
        return b"".join(self.strings).decode("ascii", "backslashreplace")


@dataclass(frozen=True, slots=True, order=True)
class Exchange:
    """An MX record; ``host`` in lower case without its last dot, "" for the root (RFC 7505)."""

    preference: int
    host: str


@dataclass(frozen=True, slots=True)
class Tlsa:
    """A TLSA record (RFC 6698 §2.1)."""

    usage: int
    selector: int
    matching: int
    data: bytes

    def __str__(self) -> str:
        """As zone files and policy strings write it."""
        return f"{self.usage} {self.selector} {self.matching} {self.data.hex()}"


@dataclass(frozen=True, slots=True)
class Address:
    """An A or AAAA record."""

    address: str


@dataclass(frozen=True, slots=True)
class Other:
    """A record of another type, as zone files write it."""

    text: str


Record = Text | Exchange | Tlsa | Address | Other


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question brought.

    Attributes:
        name, kind: what was asked; the name in lower case without its last dot.
        status: how it ended.
        records: of that type, in the order of the answer; one that cannot be read is left out and told in ``errors``.
        ttl: seconds for which the answer holds, the least of the chain; ``None`` where there is none.
        aliases: names of the CNAME chain behind ``name``, the last of which holds the records; empty without one.
        security: what is known of DNSSEC.
        errors: Extended DNS Errors (RFC 8914) and other remarks, sanitised: ``EDE 7 Signature Expired``.
        resolver: who answered, as shown: ``192.0.2.53``, ``tls://192.0.2.53``.
        asked: when, UTC.
        cached: whether it was answered from memory.
        lines: the answer section as zone files write it, sanitised.
    """

    name: str
    kind: Kind
    status: Status
    records: tuple[Record, ...] = ()
    ttl: int | None = None
    aliases: tuple[str, ...] = ()
    security: Security = Security.UNKNOWN
    errors: tuple[str, ...] = ()
    resolver: str = ""
    asked: dt.datetime = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    cached: bool = False
    lines: tuple[str, ...] = field(default=(), compare=False)

    @property
    def texts(self) -> tuple[str, ...]:
        """The TXT records, each as one text, hostile."""
        return tuple(record.text for record in self.records if isinstance(record, Text))

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The MX records, most preferred first."""
        return tuple(sorted(record for record in self.records if isinstance(record, Exchange)))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The A or AAAA records."""
        return tuple(record.address for record in self.records if isinstance(record, Address))

    @property
    def tlsa(self) -> tuple[Tlsa, ...]:
        """The TLSA records."""
        return tuple(record for record in self.records if isinstance(record, Tlsa))


class Validation(StrEnum):
    """Whether the resolver's word on DNSSEC can be used; found out once."""

    VALIDATES = "validates"
    CLAIMS = "says that it validates, over a path that anybody can change"
    DOES_NOT = "does not validate"
    UNKNOWN = "not known whether it validates"


class Resolver(Protocol):
    """Who is asked; tests have one of their own."""

    @property
    def name(self) -> str:
        """How it is shown."""
        ...

    async def ask(self, name: str, kind: Kind) -> Answer:
        """Ask one question; whatever goes wrong is a status of the answer, nothing is raised but cancellation."""
        ...

    async def validation(self) -> Validation:
        """Return whether it validates; asked once, then remembered."""
        ...

    def forget(self) -> None:
        """Answer nothing from memory: what is asked from now on is asked afresh."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...
