"""What a live check of an incident looks at, in the few words beside its key."""

from typing import Final

from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.clusters import OF_POLICY_HOST
from tlsrpt_tui.triage.incidents import Incident
from tlsrpt_tui.triage.result_types import Owner
from tlsrpt_tui.tui.glyphs import quoted

_CERTIFICATE: Final = "reads the certificate on every address of"
_ASKS: Final[dict[str, str]] = {
    ResultType.STARTTLS_NOT_SUPPORTED: "asks for STARTTLS on every address of",
    ResultType.CERTIFICATE_EXPIRED: _CERTIFICATE,
    ResultType.CERTIFICATE_HOST_MISMATCH: _CERTIFICATE,
    ResultType.CERTIFICATE_NOT_TRUSTED: _CERTIFICATE,
    ResultType.TLSA_INVALID: "holds the TLSA records against",
    ResultType.DANE_REQUIRED: "looks for TLSA records of",
    ResultType.DNSSEC_INVALID: "looks where DNSSEC breaks on the way to",
}


def live_words(incident: Incident) -> str:
    """Return what a check would do, to stand behind its key: ``fetches the policy as a sender would``."""
    several = len([host for host in incident.hosts if host]) > 1
    place = quoted(incident.place) if incident.place and not several else "each MX host"
    if incident.result_type in OF_POLICY_HOST:
        return "fetches the policy as a sender would"
    if incident.owner is Owner.POLICY_HOST:
        return "holds the policy as served against the MX records"
    known = _ASKS.get(incident.result_type)
    return f"{known} {place}" if known else f"checks {quoted(incident.domain) or 'the domain'} as it is now"
