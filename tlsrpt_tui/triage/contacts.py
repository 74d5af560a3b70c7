"""Whom to ask where a sender has to act: the contacts that the senders' own reports name (RFC 8460 §4.4)."""

from collections.abc import Iterator, Mapping
from typing import Final

from tlsrpt_tui.index.tally import Evidence
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.incidents import Incident
from tlsrpt_tui.triage.result_types import Owner

MOST_ASKED: Final = 3
"""Senders whose contacts a card tells, those with the most failures."""

_SHOWN: Final = 120


def asks_senders(incident: Incident) -> bool:
    """Return whether a sender has to act, or has to be asked because reports do not say what failed."""
    return incident.owner in (Owner.SENDER, Owner.UNKNOWN)


def contacts_of(incident: Incident, evidence: Evidence | None) -> Mapping[str, str]:
    """Return the newest contact of each sender of an incident that names one, as sent; none where nobody is asked."""
    if evidence is None or not asks_senders(incident):
        return {}
    known = {each.organization: each.contact for each in evidence.contacts}
    return {share.organization: known[share.organization] for share in incident.senders if share.organization in known}


def contact_words(incident: Incident, evidence: Evidence | None) -> Iterator[str]:
    """Yield a line for each sender that is to be asked first: the contact in its reports, or that there is none."""
    if evidence is None or not asks_senders(incident):
        return
    known = contacts_of(incident, evidence)
    for share in incident.senders[:MOST_ASKED]:
        name = share.organization or "the sender without a name"
        contact = shorten(sanitise(known.get(share.organization, "")).strip(), _SHOWN)
        yield f"Contact of {name}: {contact or 'its reports name none'}."
