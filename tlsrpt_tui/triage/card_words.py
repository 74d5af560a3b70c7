"""The sentences of an incident's card: who acts, what the evidence is, and what it did to the mail."""

from collections.abc import Iterator
from typing import Final

from tlsrpt_tui.index.tally import Evidence
from tlsrpt_tui.numbers import count, plural, rate
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.triage.clusters import OF_POLICY_HOST
from tlsrpt_tui.triage.incidents import Incident
from tlsrpt_tui.triage.refusals import Refusals, is_defined, refusals_of
from tlsrpt_tui.triage.result_types import Owner, names_host

_OF_NAMES: Final = frozenset({ResultType.VALIDATION_FAILURE, ResultType.CERTIFICATE_HOST_MISMATCH})
_NAMED: Final = 4
_HOSTS: Final = 3
_LINE: Final = 68
"""Characters of the line of senders; as many of them are named as it holds."""


def sentence(words: str) -> str:
    """Return words that are part of a sentence as one of their own."""
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}." if words else ""


def policy_against(incident: Incident, evidence: Evidence | None) -> str | None:
    """Return a policy text under which it failed that does not name the host; "" where only that is known.

    ``None`` where the policy is not what is wrong.
    """
    if incident.result_type not in _OF_NAMES or incident.owner is not Owner.POLICY_HOST:
        return None
    for policy in evidence.policies if evidence else ():
        if any(names_host(policy.value.split("\n"), host) is False for host in incident.hosts if host):
            return policy.value
    return ""


def acts(incident: Incident) -> Iterator[str]:
    """Yield who must act, as the person who reads it."""
    place = incident.place or f"the MX hosts of {incident.domain}"
    who = {
        Owner.RECEIVER: f"You, as operator of {place}.",
        Owner.DNS: _dns(incident),
        Owner.RECEIVER_AND_DNS: f"You, as operator of {place} and of its DNS.",
        Owner.POLICY_HOST: f"You, as operator of mta-sts.{incident.domain}, which serves the policy.",
        Owner.UNKNOWN: "Not known from the reports.",
    }
    if incident.owner in who:
        yield who[incident.owner]
        return
    names = " and ".join(share.organization or "a sender without a name" for share in incident.senders[:2])
    if incident.result_type == ResultType.DANE_REQUIRED:
        yield f"You, if DANE is to be had from {place}."
        yield f"If not: {names}, whose rule asks for it."
    else:
        yield f"{names}, or whoever runs the path from there."


def _dns(incident: Incident) -> str:
    """Return who runs the zones in which it may have failed: a provider's MX hosts are in its own."""
    domain = incident.domain.casefold()
    others = [name for host in incident.hosts if (name := host.casefold()) and not f".{name}".endswith(f".{domain}")]
    if others and len(others) == len(incident.hosts):
        return f"Whoever runs the DNS of {incident.place}: its provider, if not you."
    return f"You, as operator of the DNS of {domain}."


def evidence_words(incident: Incident, evidence: Evidence | None) -> Iterator[str]:
    """Yield the evidence in words: how much of how much, by whom, and at which hosts not."""
    failed, sessions = incident.failed, incident.sessions
    if sessions and failed <= sessions:
        share = rate(failed, sessions - failed, decimals=1)
        yield f"{count(failed)} of {plural(sessions, 'session')} of its senders to {incident.domain} ({share})."
    elif sessions:
        of = f"{plural(sessions, 'session')} of its senders to {incident.domain}"
        yield f"{plural(failed, 'reported failure')} in {of}: details may overlap (RFC 8460 §4.3)."
    else:
        yield f"{plural(failed, 'reported failure')} to {incident.domain}."
    yield _senders(incident)
    clear = (
        [host.value for host in evidence.other_hosts if not host.sessions] if evidence and compares(incident) else []
    )
    if clear and len(clear) <= _HOSTS:
        yield f"At {' and '.join(clear)} nothing failed so."
    yield incident.why


def compares(incident: Incident) -> bool:
    """Return whether other MX hosts say anything about an incident: only where it is about one of them."""
    return bool(incident.place) and incident.result_type not in OF_POLICY_HOST


def _senders(incident: Incident) -> str:
    """Return the senders with their failures, the largest, as many as a line holds."""
    told = ""
    for number in range(min(_NAMED, len(incident.senders)), 0, -1):
        named = [f"{share.organization or '(none)'} {count(share.failed)}" for share in incident.senders[:number]]
        more = len(incident.senders) - number
        told = f"{', '.join(named)}{f' and {count(more)} more' if more else ''}."
        if len(told) <= _LINE:
            break
    return told


def effect(incident: Incident) -> Iterator[str]:
    """Yield what it did to the mail (RFC 8461 §5, RFC 7672 §2.2), in a few words first."""
    if incident.result_type in OF_POLICY_HOST:
        yield "Nothing is refused for this alone (RFC 8461 §3.3)."
        yield "Senders with an older policy keep to it; others deliver as if there were none."
        return
    fate = refusals_of(incident)
    if not fate.refused:
        yield from _unrefused(incident, fate)
        return
    what = "Under DANE" if incident.policy_type == PolicyType.TLSA else "Policy is enforce"
    if incident.result_type == ResultType.DNSSEC_INVALID:
        yield "No mail to a name that does not validate (RFC 7672 §2.1.2, §2.2)."
        yield "One MX host: they may try another. The MX answer: all their mail waits."
        return
    if fate.refused >= incident.failed:
        yield f"{what}: these senders refuse {incident.host or 'these hosts'}."
        yield "They may try another MX, and later again: a failure is no lost message."
        return
    yield f"{count(fate.refused)} of {count(incident.failed)} were refused, under enforce or DANE."
    yield "The others came under testing, or an unknown mode. A failure is no lost message."


def _unrefused(incident: Incident, fate: Refusals) -> Iterator[str]:
    """Yield what came of failures of which none is known to have been refused."""
    if not fate.untold:
        yield "No policy was enforced: these senders delivered all the same."
        return
    if not is_defined(incident.result_type):
        yield "Not certain: the reports do not tell what failed, nor what came of it."
        return
    if fate.untold >= incident.failed:
        yield "Not certain: no report tells the mode of the policy."
        yield "Refused under enforce, delivered under testing."
        return
    yield f"Not certain: of {count(fate.untold)} of {count(incident.failed)} no report tells the mode."
    yield "The others were delivered all the same."
