"""Whose side a decoded reason points at, and the next step: by what it comes to, where that tells it."""

from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.catalogue import entry
from tlsrpt_tui.triage.result_types import Owner

_LOG: Final = "look at the log of the MX host at that time, and hold its TLS versions and ciphers against the sender's"


@dataclass(frozen=True, slots=True)
class Side:
    """Who acts on a reason, as a rule.

    Attributes:
        owner: who.
        act: the next step, as part of a sentence.
        result_type: the one under which such reasons come, that says more; "" for none.
    """

    owner: Owner
    act: str
    result_type: str = ""


_BY_WORDS: Final[tuple[tuple[str, Side | ResultType], ...]] = (
    ("a fault on its side", Side(Owner.SENDER, "tell the sender")),
    ("the sender was out of memory", Side(Owner.SENDER, "tell the sender")),
    ("server's TLS stack", Side(Owner.RECEIVER, _LOG, ResultType.VALIDATION_FAILURE)),
    (
        "that the policy names",
        Side(
            Owner.POLICY_HOST,
            "name the MX host in the policy, then give the record _mta-sts a new id",
            ResultType.VALIDATION_FAILURE,
        ),
    ),
    ("the policy host's certificate", ResultType.STS_WEBPKI_INVALID),
    ("the policy was fetched and breaks the grammar", ResultType.STS_POLICY_INVALID),
    (
        "record _mta-sts",
        Side(Owner.DNS, "publish one record _mta-sts with v=STSv1 and an id", ResultType.STS_POLICY_INVALID),
    ),
    ("the policy host", ResultType.STS_POLICY_FETCH_ERROR),
    ("the policy could not be", ResultType.STS_POLICY_FETCH_ERROR),
    ("fetching the policy", ResultType.STS_POLICY_FETCH_ERROR),
    ("DNSSEC is broken", ResultType.DNSSEC_INVALID),
    ("resolver says: signatures", ResultType.DNSSEC_INVALID),
    ("there is no TLSA record", ResultType.DANE_REQUIRED),
    ("zone is not signed", ResultType.DANE_REQUIRED),
    ("TLSA record", ResultType.TLSA_INVALID),
    ("STARTTLS", ResultType.STARTTLS_NOT_SUPPORTED),
    ("certificate has expired", ResultType.CERTIFICATE_EXPIRED),
    ("does not name the", ResultType.CERTIFICATE_HOST_MISMATCH),
    ("names no host", ResultType.CERTIFICATE_HOST_MISMATCH),
    ("name in the subject only", ResultType.CERTIFICATE_HOST_MISMATCH),
    ("the chain", ResultType.CERTIFICATE_NOT_TRUSTED),
    ("intermediate", ResultType.CERTIFICATE_NOT_TRUSTED),
    ("self-signed", ResultType.CERTIFICATE_NOT_TRUSTED),
    ("certificates sent do not make up a chain", ResultType.CERTIFICATE_NOT_TRUSTED),
    ("handshake", Side(Owner.RECEIVER, _LOG, ResultType.VALIDATION_FAILURE)),
    ("in common", Side(Owner.RECEIVER, _LOG, ResultType.VALIDATION_FAILURE)),
)
"""By a part of what a reason comes to: the first one that is found counts."""


def side_of(words: str) -> Side | None:
    """Return who acts on a reason that comes to ``words``, and how; ``None`` where they do not tell."""
    found = next((side for part, side in _BY_WORDS if part in words), None)
    if not isinstance(found, ResultType):
        return found
    known = entry(found)
    return Side(known.owner, known.act, found)
