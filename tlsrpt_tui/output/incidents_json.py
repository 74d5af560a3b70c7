"""Incidents as JSON: the contract that scripts read, described by ``schemas/incidents.schema.json``."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Final

from tlsrpt_tui.numbers import NBSP
from tlsrpt_tui.output.incident_words import judged
from tlsrpt_tui.output.incidents_found import Found
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.contacts import asks_senders
from tlsrpt_tui.triage.incident_beginnings import WHOLE, Beginnings
from tlsrpt_tui.triage.incidents import Incident, SenderShare
from tlsrpt_tui.triage.refusals import refusals_of

SCHEMA: Final = 1
"""Version of the contract; a change that could break a reader raises it."""


def render(found: Found) -> str:
    """Return all incidents as one JSON document with a line feed at its end."""
    document = {
        "schema": SCHEMA,
        "filter": _text(found.matching.filter),
        "as_of": _day(found.everything.newest),
        "newest_report": _day(found.newest),
        "period": None if found.period is None else dict(zip(("first", "last"), map(_day, found.period), strict=True)),
        "reports": found.matching.document,
        "sessions": {"successful": found.matching.successful, "failed": found.matching.failed},
        "note": _text(" ".join(filter(None, (found.matching.unmatched, *judged(found))))),
        "cut": found.cut,
        "cut_days": found.cut_days,
        "incidents": incidents_json(found.shown, found.contacts, found.beginnings),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def render_lines(found: Found) -> str:
    """Return the objects of the incidents in the same document, one a line."""
    made = incidents_json(found.shown, found.contacts, found.beginnings)
    return "".join(f"{json.dumps(incident, ensure_ascii=False)}\n" for incident in made)


def incidents_json(
    incidents: Sequence[Incident],
    contacts: Mapping[str, str] | None = None,
    begun: Beginnings = WHOLE,
) -> list[dict[str, object]]:
    """Return incidents as objects of the contract, sanitised.

    Args:
        incidents: in their order.
        contacts: the newest contact of each sender; ``None`` where contacts are not told.
        begun: first days that lie before what the view shows.
    """
    return [
        _incident(incident, contacts if asks_senders(incident) else None, begun.of(incident)) for incident in incidents
    ]


def _incident(incident: Incident, contacts: Mapping[str, str] | None, first: dt.date | None) -> dict[str, object]:
    fate = refusals_of(incident)
    return {
        "domain": _text(incident.domain),
        "mx_host": _text(incident.host) or None,
        "result_type": _text(incident.result_type),
        "state": incident.state.value,
        "owner": incident.owner.name.lower().replace("_", "-"),
        "first": _day(first),
        "last": _day(incident.last),
        "senders": [_sender(share, contacts) for share in incident.senders],
        "failed": incident.failed,
        "sessions": incident.sessions,
        "enforced": incident.enforced,
        "mode_untold": incident.untold,
        "refused": fate.refused,
        "delivered": fate.delivered,
        "refusal_untold": fate.untold,
        "clean_since": _day(incident.clean_since),
        "mx_hosts": [_text(host) for host in incident.hosts if host],
        "policy_domains": [_text(name) for name in incident.domains],
        "policy_type": incident.policy_type,
        "because": _text(incident.because),
        "why": _text(incident.why),
        "days": [{"day": day.isoformat(), "failed": failed} for day, failed in incident.days],
    }


def _sender(share: SenderShare, contacts: Mapping[str, str] | None) -> dict[str, object]:
    made = {"organization": _text(share.organization), "failed": share.failed, "sessions": share.sessions}
    return made if contacts is None else {**made, "contact": _text(contacts.get(share.organization, "")) or None}


def _text(value: str) -> str:
    return sanitise(value.replace(NBSP, " "))


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
