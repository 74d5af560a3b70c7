"""What became of the mail of an incident: refused, delivered, or not to be told (RFC 8461 §3.3, §5; RFC 7672 §2.2)."""

from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.incidents import Incident

REFUSED: Final = frozenset(
    {
        ResultType.STARTTLS_NOT_SUPPORTED,
        ResultType.CERTIFICATE_HOST_MISMATCH,
        ResultType.CERTIFICATE_EXPIRED,
        ResultType.CERTIFICATE_NOT_TRUSTED,
        ResultType.VALIDATION_FAILURE,
    }
)
"""Under enforce a sender leaves a host alone that fails so: no TLS, a certificate that is not valid for its name, or a
host that the policy does not list (RFC 8461 §4.1, §4.2, §5)."""

NO_POLICY: Final = frozenset(
    {ResultType.STS_POLICY_FETCH_ERROR, ResultType.STS_POLICY_INVALID, ResultType.STS_WEBPKI_INVALID}
)
"""Nothing is refused for these by themselves: the sender keeps to the policy in its cache, or does without
(RFC 8461 §3.3)."""

OF_DANE: Final = frozenset({ResultType.TLSA_INVALID, ResultType.DNSSEC_INVALID, ResultType.DANE_REQUIRED})
"""Senders that use DANE act on these already, whatever the mode of MTA-STS (RFC 7672 §2.2)."""

_DEFINED: Final = REFUSED | OF_DANE


@dataclass(frozen=True, slots=True)
class Refusals:
    """The failures of an incident by what became of the mail; together they are all of them.

    Attributes:
        refused: by that MX host, under enforce or DANE; perhaps delivered to another.
        delivered: under testing, without a policy, or where the failure alone refuses nothing.
        untold: of which the reports do not tell it: the mode is missing, or what failed is not known.
    """

    refused: int
    delivered: int
    untold: int


def is_defined(result_type: str) -> bool:
    """Whether it is known what a failure of this type does to mail; of no details, and of unknown types, it is not."""
    return result_type in _DEFINED or result_type in NO_POLICY


def refusals_of(incident: Incident) -> Refusals:
    """Return what became of the mail, by result type and by the mode of the policies that failed."""
    failed = incident.failed
    if incident.result_type in NO_POLICY:
        return Refusals(0, failed, 0)
    if not is_defined(incident.result_type):
        untold = incident.enforced + incident.untold
        return Refusals(0, failed - untold, untold)
    return Refusals(incident.enforced, failed - incident.enforced - incident.untold, incident.untold)
