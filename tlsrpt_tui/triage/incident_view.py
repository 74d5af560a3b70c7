"""The view that holds the failure rows of one incident, and what its commands and live checks are made of."""

import datetime as dt
from collections.abc import Sequence

from tlsrpt_tui.index.time_range import clauses_for, stretches_of, with_range
from tlsrpt_tui.index.view import Clause, DayRange, Field, View
from tlsrpt_tui.triage.check_lines import Subject
from tlsrpt_tui.triage.clusters import OF_POLICY_HOST
from tlsrpt_tui.triage.incidents import Incident


def view_of(incident: Incident, view: View, now: dt.datetime) -> View:
    """Return a view narrowed to the rows of an incident: domain, MX host, result type and days.

    It has the incident's failed sessions, with three exceptions, as a view knows no pairs of a domain and a host:
    failures without a readable date, which no range of days shows; those of a sender that reports under the name of
    an MX host, leaves the host of the detail empty, and does so under the domain as well; those of its senders
    that another incident has at one of several hosts in the same days.

    Args:
        incident: of this view.
        view: what it was found in; what it asks for beside these fields stays.
        now: what relative days of the view are counted from, aware.
    """
    found = _picked(view, Field.DOMAIN, incident.domains or (incident.domain,))
    if incident.result_type not in OF_POLICY_HOST:
        found = _picked(found, Field.MX, incident.hosts or (incident.host,))
    found = found.narrowed(Field.RESULT, incident.result_type)
    if _needs_senders(incident):
        found = _picked(found, Field.ORGANIZATION, [sender.organization for sender in incident.senders])
    if incident.first is None or incident.last is None:
        return found
    return with_range(found, _range(DayRange(incident.first, incident.last), view, now))


def _needs_senders(incident: Incident) -> bool:
    """Return whether others may have met the same at these hosts, or under these domains, in an incident of their own.

    What senders alone meet at several hosts is their own incident. A report under the name of an MX host may leave the
    host empty; under the domain itself, an empty host is another place.
    """
    return len(incident.hosts) > 1 and incident.result_type not in OF_POLICY_HOST


def _range(days: DayRange, view: View, now: dt.datetime) -> tuple[Clause, ...]:
    """Return what picks the days of an incident; where the view picks several stretches, what is of them."""
    first, last = days.first or dt.date.min, days.last or dt.date.max
    stretches = stretches_of(view, now)
    if len(stretches) < 2:  # noqa: PLR2004  one stretch holds all days between its ends
        return clauses_for(first, last)
    met = [(max(first, part.first or first), min(last, part.last or last)) for part in stretches]
    held = [f"{start.isoformat()}..{end.isoformat()}" for start, end in met if start <= end]
    return (Clause(Field.ON, tuple(held)),) if held else clauses_for(first, last)


def until_of(view: View, now: dt.datetime) -> dt.date | None:
    """Return the last day that a view shows; ``None`` where it has no end."""
    ends = [stretch.last for stretch in stretches_of(view, now)]
    return None if None in ends else max((end for end in ends if end), default=None)


def _picked(view: View, field: Field, values: Sequence[str]) -> View:
    found = view.narrowed(field, values[0])
    for value in values[1:]:
        found = found.added(field, value)
    return found


def subject_of_incident(incident: Incident) -> Subject:
    """Return what an incident is about, where no row of it is at hand."""
    named = next(filter(None, incident.hosts), "")
    host = "" if incident.result_type in OF_POLICY_HOST else incident.host or named
    return Subject(incident.result_type, incident.policy_type, incident.domain, host)
