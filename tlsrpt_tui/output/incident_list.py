"""The list of incidents, as the explorer shows it, for other programs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from tlsrpt_tui.output.export import Value, as_csv, table_fill
from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.incident_beginnings import Beginnings
from tlsrpt_tui.triage.incidents import Incident

_OF_INCIDENTS: Final[dict[str, Callable[[Incident], Value]]] = {
    "state": lambda incident: incident.state.value,
    "first": lambda incident: None if incident.first is None else incident.first.isoformat(),
    "last": lambda incident: None if incident.last is None else incident.last.isoformat(),
    "result_type": lambda incident: incident.result_type,
    "domain": lambda incident: incident.domain,
    "mx_host": lambda incident: incident.host or " ".join(incident.hosts),
    "senders": lambda incident: "; ".join(sender.organization for sender in incident.senders),
    "failed": lambda incident: incident.failed,
    "sessions": lambda incident: incident.sessions,
    "owner": lambda incident: incident.owner.value,
}


def render(listed: Sequence[Incident], begun: Beginnings) -> str:
    """Return incidents as CSV with all columns, sanitised; their first days may lie before what a view shows."""
    dated = [replace(incident, first=begun.of(incident)) for incident in listed]
    return "".join(as_csv(iter([[_row(incident) for incident in dated]]), tuple(_OF_INCIDENTS)))


def _row(incident: Incident) -> tuple[Value, ...]:
    values = (value(incident) for value in _OF_INCIDENTS.values())
    return tuple(sanitise(value) if isinstance(value, str) else value for value in values)


def incidents_fill(format_name: str, columns: Sequence[str], listed: Sequence[Incident], filter_text: str) -> Fill:
    """Return what writes incidents, as they are listed, in one of the formats csv, ndjson, json and markdown."""
    windows = iter([[tuple(_OF_INCIDENTS[name](incident) for name in columns) for incident in listed]])
    return table_fill(format_name, columns, windows, filter_text)
