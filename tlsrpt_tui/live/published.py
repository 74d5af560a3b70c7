"""What a domain publishes and runs, as plain facts, for everything that judges it: lines, drift, posture, verdicts."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from tlsrpt_tui.live.answers import Answer, Security, Tlsa


class Level(StrEnum):
    """How much a fault of a text weighs: against the grammar, risky, or worth a word."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a record or a policy.

    Attributes:
        level: an error makes the text invalid.
        code: names it for programs, ``rua-prefix-repeated``; never changes.
        sentence: what is wrong and what to write instead, sanitised.
        section: the rule: ``8460 §3``.
        line: of a policy file, from 1; ``None`` for a record.
        column: where in the text or the line, from 0; ``None`` where it is everywhere.
    """

    level: Level
    code: str
    sentence: str
    section: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class ReportingRecord:
    """A TLS-RPT record that conforms (RFC 8460 §3); addresses as written, hostile."""

    addresses: tuple[str, ...]
    extensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StsRecord:
    """An MTA-STS record that conforms (RFC 8461 §3.1)."""

    id: str
    extensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StsPolicy:
    """An MTA-STS policy that conforms (RFC 8461 §3.2).

    Attributes:
        mode: ``enforce``, ``testing`` or ``none``.
        mx: patterns as written, lower case.
        max_age: seconds.
    """

    mode: str
    mx: tuple[str, ...]
    max_age: int

    @property
    def lines(self) -> tuple[str, ...]:
        """As reports show it (RFC 8460 §4.4): version, mode, one ``mx`` a line, ``max_age``."""
        return (
            "version: STSv1",
            f"mode: {self.mode}",
            *(f"mx: {pattern}" for pattern in self.mx),
            f"max_age: {self.max_age}",
        )


@dataclass(frozen=True, slots=True)
class ReportingState:
    """What ``_smtp._tls`` holds below a domain or an MX host (RFC 8460 §3, §1.1).

    Attributes:
        at: the name below which it was asked for.
        answer: of the TXT question.
        record: ``None`` unless exactly one conforms.
        faults: of the record or of what stands in its place.
        elsewhere: a TLS-RPT record found in a wrong place: its name and text; "" for none.
    """

    at: str
    answer: Answer
    record: ReportingRecord | None = None
    faults: tuple[Fault, ...] = ()
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class StsRecordState:
    """What ``_mta-sts`` holds (RFC 8461 §3.1)."""

    answer: Answer
    record: StsRecord | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as a server sent it; texts are hostile.

    Attributes:
        der: the whole certificate.
        subject, issuer: as RFC 4514 writes them.
        names: DNS names of its SAN, lower case.
        not_before, not_after: UTC.
        key: ``RSA 2048``, ``ECDSA P-256``.
        digests: by ``"selector matching"``, ``"1 1"`` is the SHA-256 of the public key (RFC 6698 §2.1), as bytes.
        unreadable: why part of it could not be read, hostile; what could not is empty, and dates without end.
    """

    der: bytes
    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: dt.datetime
    not_after: dt.datetime
    key: str = ""
    digests: tuple[tuple[str, bytes], ...] = ()
    unreadable: str = ""


class FetchStatus(StrEnum):
    """How fetching a policy ended."""

    FETCHED = "fetched"
    NOT_FOUND = "no address"
    UNREACHABLE = "not reached"
    REFUSED = "refused"
    TIMED_OUT = "timed out"
    TLS_FAILED = "TLS failed"
    REDIRECTED = "redirected"
    WRONG_STATUS = "another status than 200"
    TOO_LARGE = "too large"
    BROKEN = "connection broken"


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attempt to fetch the policy, from one address (RFC 8461 §3.3); texts are hostile.

    Attributes:
        address: connected to.
        http: the status of HTTP; ``None`` where it did not come to that.
        location: where a redirect points.
        media_type: as sent.
        chain: certificates as sent, leaf first; empty where TLS did not get that far.
        tls_fault: why the certificate does not authenticate ``mta-sts.<domain>``; "" where it does.
        body: at most 64 KiB.
        reason: in words, where it failed.
        seconds: it took.
        port: connected to.
    """

    address: str
    status: FetchStatus
    http: int | None = None
    location: str = ""
    media_type: str = ""
    chain: tuple[Certificate, ...] = ()
    tls_fault: str = ""
    body: bytes = b""
    reason: str = ""
    seconds: float = 0.0
    port: int = 443


@dataclass(frozen=True, slots=True)
class PolicyState:
    """What the policy host serves.

    Attributes:
        host: ``mta-sts.<domain>``.
        answers: of the A and AAAA questions.
        fetches: one for each address that was tried, IPv4 and IPv6.
        policy: ``None`` unless one was fetched that conforms.
        text: the policy as served, hostile; "" for none.
        faults: of the policy file.
        differs: addresses that serve another policy than the first.
    """

    host: str
    answers: tuple[Answer, ...] = ()
    fetches: tuple[Fetch, ...] = ()
    policy: StsPolicy | None = None
    text: str = ""
    faults: tuple[Fault, ...] = ()
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MxHost:
    """An MX host, with its addresses.

    Attributes:
        name: as the MX record names it; the domain itself where there is no MX record (RFC 5321 §5.1).
        preference: ``None`` for an implicit MX.
        answers: of the A and AAAA questions.
    """

    name: str
    preference: int | None
    answers: tuple[Answer, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """IPv4 first, then IPv6."""
        return tuple(address for answer in self.answers for address in answer.addresses)

    @property
    def aliases(self) -> tuple[str, ...]:
        """The CNAME chain behind its name."""
        return next((answer.aliases for answer in self.answers if answer.aliases), ())


@dataclass(frozen=True, slots=True)
class MxState:
    """Where a domain's mail goes.

    Attributes:
        answer: of the MX question.
        hosts: most preferred first, each name once.
        null: whether it takes no mail at all (RFC 7505).
        implicit: whether the domain itself is the host for want of MX records (RFC 5321 §5.1).
        literals: what names an IP address in place of a host (RFC 5321 §5.1 wants a name).
    """

    answer: Answer
    hosts: tuple[MxHost, ...] = ()
    null: bool = False
    implicit: bool = False
    literals: tuple[str, ...] = ()


class DaneOutcome(StrEnum):
    """What a DANE sender does with an MX host (RFC 7672 §2.2)."""

    AUTHENTICATE = "authenticate"
    ENCRYPT = "encrypt, without authentication"
    OPPORTUNISTIC = "opportunistic"
    SKIP = "skip the host"
    UNKNOWN = "cannot be told"


@dataclass(frozen=True, slots=True)
class DaneState:
    """What DANE senders see of one MX host.

    Attributes:
        host: as the MX record names it.
        base: the TLSA base domain in use: the expanded name or the original (RFC 7672 §2.2.2).
        mx, address, tlsa: DNSSEC of the MX records, of the host's addresses, of its TLSA records.
        answers: TLSA questions that were asked, the one in use last.
        records: the TLSA records in use, as published.
        usable: those of them that a sender can use (RFC 7672 §3.1).
        outcome: what a sender does.
        broken_denial: whether the zone's denial of existence fails validation where it has to say "there is nothing".
        next_hops: what the domain itself is an alias of, which a certificate may name as well (RFC 7672 §3.2.2).
    """

    host: str
    base: str
    mx: Security
    address: Security
    tlsa: Security
    answers: tuple[Answer, ...] = ()
    records: tuple[Tlsa, ...] = ()
    usable: tuple[Tlsa, ...] = ()
    outcome: DaneOutcome = DaneOutcome.UNKNOWN
    broken_denial: bool = False
    next_hops: tuple[str, ...] = ()


class ProbeStatus(StrEnum):
    """How far a connection to an MX host got."""

    TLS = "TLS"
    UNREACHABLE = "not reached"
    REFUSED = "refused"
    TIMED_OUT = "timed out"
    BLOCKED = "blocked from here"
    NO_GREETING = "no greeting"
    REJECTED = "greeted with a refusal"
    NOT_SMTP = "does not speak SMTP"
    NO_STARTTLS = "STARTTLS not offered"
    STARTTLS_REFUSED = "STARTTLS refused"
    HANDSHAKE_FAILED = "TLS handshake failed"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Probe:
    """One connection to one address of an MX host; texts are hostile.

    Attributes:
        host: as the MX record names it; sent as SNI.
        address: connected to.
        status: how far it got.
        banner: first line of the server.
        features: what EHLO listed.
        reply: the SMTP reply that ended it, or the answer to STARTTLS.
        version: ``TLSv1.3``.
        cipher: its name.
        chain: certificates as sent, leaf first.
        trust_fault: why the chain does not lead to a trusted authority, in words; "" where it does.
        trust_code: ``expired``, ``not-yet-valid``, ``self-signed``, ``incomplete-chain``, ``untrusted``, ``other``;
            "" where it does.
        names_host: whether the leaf names the host (RFC 8461 §4.2, RFC 6125); ``None`` without a leaf.
        reason: in words, where it failed.
        seconds: it took.
        transcript: what was said until TLS began, line by line.
        asked: when, UTC; ``None`` where nothing was sent.
        injected: what stood in plain text behind the answer to STARTTLS, where no TLS can have begun.
        port: connected to.
    """

    host: str
    address: str
    status: ProbeStatus
    banner: str = ""
    features: tuple[str, ...] = ()
    reply: str = ""
    version: str = ""
    cipher: str = ""
    chain: tuple[Certificate, ...] = ()
    trust_fault: str = ""
    trust_code: str = ""
    names_host: bool | None = None
    reason: str = ""
    seconds: float = 0.0
    transcript: tuple[str, ...] = ()
    asked: dt.datetime | None = None
    injected: str = ""
    port: int = 25


@dataclass(frozen=True, slots=True)
class Published:
    """All that is known of a domain now; ``None`` and empty for what was not asked, or not yet."""

    domain: str
    mx: MxState | None = None
    reporting: ReportingState | None = None
    host_reporting: tuple[ReportingState, ...] = ()
    sts_record: StsRecordState | None = None
    sts_policy: PolicyState | None = None
    dane: tuple[DaneState, ...] = ()
    probes: tuple[Probe, ...] = ()
