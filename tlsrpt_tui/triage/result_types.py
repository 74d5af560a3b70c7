"""What each result type means, who must act, and the first thing to do (RFC 8460 §4.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tlsrpt_tui.reports.model import NO_DETAILS, PolicyType, ResultType


class Owner(StrEnum):
    """Who can mend it."""

    RECEIVER = "MX operator"
    DNS = "DNS operator"
    RECEIVER_AND_DNS = "MX and DNS operator"
    POLICY_HOST = "policy web host"
    SENDER = "sender, or you"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to make of one result type.

    Attributes:
        owner: who must act first.
        act: what to do first, in a few words.
        meaning: what the sender met, as a sentence.
        section: where the result type is defined.
    """

    owner: Owner
    act: str
    meaning: str
    section: str = "8460 §4.3"


_NEGOTIATION = "8460 §4.3.1"
_DANE = "8460 §4.3.2.1"
_STS = "8460 §4.3.2.2"

_ADVICE = {
    ResultType.STARTTLS_NOT_SUPPORTED: Advice(
        Owner.RECEIVER,
        "offer STARTTLS on every node; one sender: see the path",
        "The MX host did not offer STARTTLS to this sender.",
        _NEGOTIATION,
    ),
    ResultType.CERTIFICATE_HOST_MISMATCH: Advice(
        Owner.RECEIVER,
        "issue a certificate that names this MX host",
        "The certificate does not name the MX host, or not as the policy asks.",
        _NEGOTIATION,
    ),
    ResultType.CERTIFICATE_EXPIRED: Advice(
        Owner.RECEIVER,
        "renew, then reload on every address of the host",
        "The certificate was past its end date when the sender connected.",
        _NEGOTIATION,
    ),
    ResultType.CERTIFICATE_NOT_TRUSTED: Advice(
        Owner.RECEIVER,
        "send the full chain of a public CA",
        "The sender could not build a chain to a certification authority it trusts.",
        _NEGOTIATION,
    ),
    ResultType.VALIDATION_FAILURE: Advice(
        Owner.RECEIVER,
        "read the reason; hold the policy against your MX hosts",
        "TLS failed for a reason that no other result type names.",
        "8460 §4.3.3",
    ),
    ResultType.TLSA_INVALID: Advice(
        Owner.RECEIVER_AND_DNS,
        "publish the TLSA record of the key in use",
        "No TLSA record matched the certificate.",
        _DANE,
    ),
    ResultType.DNSSEC_INVALID: Advice(
        Owner.DNS,
        "re-sign the zone and check its DS record",
        "The resolver found no valid records: DNSSEC is broken for this name.",
        _DANE,
    ),
    ResultType.DANE_REQUIRED: Advice(
        Owner.SENDER,
        "restore TLSA on every MX host",
        "The sender insists on DANE for this domain, and found no usable TLSA record.",
        _DANE,
    ),
    ResultType.STS_POLICY_FETCH_ERROR: Advice(
        Owner.POLICY_HOST,
        "serve mta-sts.txt with status 200, no redirect",
        "The MTA-STS policy could not be fetched.",
        _STS,
    ),
    ResultType.STS_POLICY_INVALID: Advice(
        Owner.POLICY_HOST,
        "correct the policy file, then change its id",
        "The MTA-STS policy was fetched and is not valid.",
        _STS,
    ),
    ResultType.STS_WEBPKI_INVALID: Advice(
        Owner.POLICY_HOST,
        "issue a certificate for mta-sts.DOMAIN",
        "The policy host's certificate could not be authenticated.",
        _STS,
    ),
}
_NOT_SAID = Advice(
    Owner.UNKNOWN, "ask the sender, or read its other reports", "The report counts failures and does not say which."
)
_DANE_FAILURE = Advice(
    Owner.RECEIVER_AND_DNS,
    "read the reason; hold the TLSA records against the certificate",
    _ADVICE[ResultType.VALIDATION_FAILURE].meaning,
    _ADVICE[ResultType.VALIDATION_FAILURE].section,
)
_UNDER_DANE = {
    ResultType.VALIDATION_FAILURE: _DANE_FAILURE,
    ResultType.CERTIFICATE_HOST_MISMATCH: Advice(
        Owner.RECEIVER,
        "publish 3 1 1 records, or name the MX host",
        _ADVICE[ResultType.CERTIFICATE_HOST_MISMATCH].meaning,
        _NEGOTIATION,
    ),
    ResultType.CERTIFICATE_NOT_TRUSTED: Advice(
        Owner.RECEIVER,
        "send the chain with the certificate that TLSA names",
        "The sender found no chain to a certificate that a TLSA record names.",
        _NEGOTIATION,
    ),
}
_OF_NAMES = frozenset({ResultType.VALIDATION_FAILURE, ResultType.CERTIFICATE_HOST_MISMATCH})
_UNKNOWN = Advice(
    Owner.UNKNOWN, "read the reason as the sender wrote it", "This result type is not one of those that RFC 8460 names."
)


def names_host(policy_text: Sequence[str], host: str) -> bool | None:
    """Return whether an STS policy names an MX host (RFC 8461 §4.1); ``None`` where it names none at all.

    ``*.`` stands for exactly one label.
    """
    keys = (line.partition(":") for line in policy_text)
    patterns = [value.strip().casefold().removesuffix(".") for key, _, value in keys if key.strip().casefold() == "mx"]
    if not patterns or not host:
        return None
    parent = host.partition(".")[2]
    return any(
        pattern == host or (pattern.startswith("*.") and bool(parent) and pattern[2:] == parent) for pattern in patterns
    )


def advice(result_type: str, policy_type: str = "", *, policy_text: Sequence[str] = (), host: str = "") -> Advice:
    """Return what to make of a result type as sent; a type nobody has defined is said to be unknown.

    Args:
        result_type: as in the report.
        policy_type: as in the report.
        policy_text: lines of the policy as the sender saw it.
        host: the MX host that failed, in lower case.
    """
    if result_type == NO_DETAILS:
        return _NOT_SAID
    try:
        known = ResultType(result_type)
    except ValueError:
        return _UNKNOWN
    if known in _UNDER_DANE and policy_type == PolicyType.TLSA:
        return _UNDER_DANE[known]
    if known in _OF_NAMES and policy_type == PolicyType.STS and names_host(policy_text, host) is False:
        return Advice(
            Owner.POLICY_HOST,
            f"name {host}, then change its id",
            f"The policy that the sender holds does not name {host}.",
            "8461 §4.1",
        )
    return _ADVICE[known]
