"""What a TLS report says, once decoded: frozen, sanitised, and free of tables and screens."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class PolicyType(StrEnum):
    """The three policy types of RFC 8460 §4.4; a report may hold others, which stay as sent in lower case."""

    STS = "sts"
    TLSA = "tlsa"
    NO_POLICY_FOUND = "no-policy-found"


class ResultType(StrEnum):
    """The result types of RFC 8460 §4.3; the registry may grow, so unknown ones stay as sent in lower case."""

    STARTTLS_NOT_SUPPORTED = "starttls-not-supported"
    CERTIFICATE_HOST_MISMATCH = "certificate-host-mismatch"
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_NOT_TRUSTED = "certificate-not-trusted"
    VALIDATION_FAILURE = "validation-failure"
    TLSA_INVALID = "tlsa-invalid"
    DNSSEC_INVALID = "dnssec-invalid"
    DANE_REQUIRED = "dane-required"
    STS_POLICY_FETCH_ERROR = "sts-policy-fetch-error"
    STS_POLICY_INVALID = "sts-policy-invalid"
    STS_WEBPKI_INVALID = "sts-webpki-invalid"


NO_DETAILS: Final = "(no details)"
"""Result type of the row that stands for failures a report counts without saying which they are."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the surroundings of a document say about it; the body always has the last word (RFC 8460 §5.6).

    Every value is as found, not sanitised, and "" where there is none.

    Attributes:
        domain: the TLS-Report-Domain header.
        submitter: the TLS-Report-Submitter header.
        filename: the name the document had, without folders.
        subject: the Subject header, unfolded.
        sender: the From header.
        date: the Date header.
    """

    domain: str = ""
    submitter: str = ""
    filename: str = ""
    subject: str = ""
    sender: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One candidate for a report, unpacked.

    Attributes:
        ordinal: its place among the documents of its file, from 0; with the file it names the document for ever.
        member: where in the file it was found, sanitised, for people to read; "" for the file itself.
        data: the JSON bytes as found, at most ``Bounds.document_bytes``.
        hints: what its surroundings say.
    """

    ordinal: int
    member: str
    data: bytes
    hints: Hints = field(default_factory=Hints)


class Fate(StrEnum):
    """Why a part of a file gave no document."""

    NOT_A_REPORT = "not a report"
    UNREADABLE = "unreadable"
    OVER_BOUND = "over bound"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or a member of one, from which no document could be taken.

    Attributes:
        member: as in :class:`Document`.
        fate: which kind of refusal.
        sentence: why, in at most some 60 characters, sanitised, without the file's name, no full stop.
    """

    member: str
    fate: Fate
    sentence: str


@dataclass(frozen=True, slots=True)
class Note:
    """One defect of a report and what was done about it.

    Attributes:
        field: path of the field, as ``policies[0].summary.total-failure-session-count``.
        found: what stood there, sanitised and short; "" where nothing did.
        done: what was made of it, as ``is negative, taken as absent``.
    """

    field: str
    found: str
    done: str

    @property
    def sentence(self) -> str:
        """The note as one sentence."""
        return f"{self.field} {self.done}" if not self.found else f"{self.field} {self.found} {self.done}"

    @property
    def brief(self) -> str:
        """The note in few words: the field's own name and what was done."""
        return f"{self.field.rpartition('.')[2]} {self.done}"


@dataclass(frozen=True, slots=True)
class FailureDetail:
    """One entry of ``failure-details`` (RFC 8460 §4.4); absent strings are "".

    Attributes:
        result_type: a :class:`ResultType` value, or what was sent, in lower case; "" when absent.
        sending_mta_ip, receiving_ip: normalised (RFC 5952) where they are addresses, else as sent.
        receiving_mx_hostname: lower case, no trailing dot.
        failed_session_count: sessions, 0 to 2^63-1.
        position: index of the entry in its ``failure-details`` array as sent.
    """

    result_type: str
    sending_mta_ip: str
    receiving_ip: str
    receiving_mx_hostname: str
    receiving_mx_helo: str
    failed_session_count: int
    additional_information: str
    failure_reason_code: str
    position: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One entry of ``policies`` (RFC 8460 §4.4).

    Attributes:
        policy_type: a :class:`PolicyType` value, or what was sent, in lower case; "" when absent.
        policy_domain: lower case, no trailing dot, A-labels as sent; "" when unknown.
        policy_string: for sts one line of the policy file each, for tlsa one record each; as the sender saw it.
        mx_host: the mx patterns, lower case.
        mode: ``enforce``, ``testing`` or ``none`` as named by the policy's own text, lower case; "" when it names none.
        successful, failed: sessions, 0 to 2^63-1; ``None`` where the report does not say.
        position: index of the entry in the ``policies`` array as sent.
    """

    policy_type: str
    policy_domain: str
    policy_string: tuple[str, ...]
    mx_host: tuple[str, ...]
    mode: str
    successful: int | None
    failed: int | None
    failure_details: tuple[FailureDetail, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Report:
    """One TLS report (RFC 8460 §4.4).

    Attributes:
        organization_name, contact_info, report_id: as sent, sanitised; "" when absent.
        start, end: aware, UTC; ``None`` when absent or not a date.
        digest: 16 bytes over the canonical JSON, equal for equal content however it was written.
    """

    organization_name: str
    contact_info: str
    report_id: str
    start: dt.datetime | None
    end: dt.datetime | None
    policies: tuple[Policy, ...]
    notes: tuple[Note, ...]
    digest: bytes
