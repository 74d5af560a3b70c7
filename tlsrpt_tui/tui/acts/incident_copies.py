"""What can be copied of an incident: the text for the ticket, the line, the filter of its records, the commands."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from tlsrpt_tui.index.view import View
from tlsrpt_tui.triage.incident_view import subject_of_incident, view_of
from tlsrpt_tui.tui.acts.live import subject_in
from tlsrpt_tui.tui.widgets.copy_menu import Copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from tlsrpt_tui.index.engine import Engine
    from tlsrpt_tui.index.tally import Evidence
    from tlsrpt_tui.triage.check_lines import Subject
    from tlsrpt_tui.triage.incidents import Incident


def subject_for(
    incident: "Incident", evidence: "Evidence", engine: "Engine", meant: "Callable[[str], str]"
) -> "Subject":
    """Return what an incident is about, by its newest row: the host, at whichever address; never on the event loop.

    Args:
        incident: which one.
        evidence: names its rows.
        engine: holds them.
        meant: takes stand-ins back.
    """
    if evidence.rows:
        return replace(subject_in(engine, evidence.rows[0], meant), receiving_ip="")
    known = subject_of_incident(incident)
    return replace(known, domain=meant(known.domain), mx_host=meant(known.mx_host))


def line_of(incident: "Incident") -> str:
    """Return an incident as one line of text."""
    days = "without a date" if incident.first is None or incident.last is None else _days(incident.first, incident.last)
    host = f" at {incident.place}" if incident.place else ""
    senders = ", ".join(sender.organization for sender in incident.senders[:4])
    more = f" and {len(incident.senders) - 4} more" if len(incident.senders) > 4 else ""  # noqa: PLR2004  as above
    return (
        f"{incident.state}: {incident.result_type} of {incident.domain}{host}, {days}, "
        f"{incident.failed} sessions failed, by {senders}{more}; acts: {incident.owner}"
    )


def _days(first: dt.date, last: dt.date) -> str:
    return f"on {first}" if first == last else f"{first} to {last}"


def copies_of_incident(
    incident: "Incident",
    engine: "Engine",
    view: View,
    now: dt.datetime,
    shown: "Callable[[str], str]",
    *,
    newest: dt.date | None = None,
    redacted: bool = False,
) -> tuple[Copy, ...]:
    """Return everything that can be copied of an incident, as it may be shown; never on the event loop.

    Args:
        incident: which one.
        engine: answers, in stand-ins where names are hidden.
        view: in which it was found.
        now: the time it is.
        shown: hides names where they are to be hidden.
        newest: day of the newest report of all, where the view goes that far.
        redacted: whether names are hidden, which the text for the ticket says.
    """
    from tlsrpt_tui.output.handover import handover_of  # noqa: PLC0415  the first frame does not need it
    from tlsrpt_tui.output.stand_ins import noted  # noqa: PLC0415  as above
    from tlsrpt_tui.triage.card import card_of  # noqa: PLC0415  as above
    from tlsrpt_tui.triage.check_lines import dns_line, tls_line  # noqa: PLC0415  as above

    narrowed = view_of(incident, view, now)
    evidence = engine.evidence(narrowed, now=now)
    card = card_of(incident, evidence, now=now, newest=newest)
    subject = subject_for(incident, evidence, engine, str)
    dig, tls = dns_line(subject), tls_line(subject)
    ticket = shown(handover_of(incident, card, evidence))
    return (
        Copy("ticket", "the incident", noted(ticket, "markdown") if redacted else ticket),
        Copy("line", "the line", shown(line_of(incident))),
        Copy("filter", "the filter", narrowed.text),
        Copy("dig", "the dig line", dig.command, dig.refusal),
        Copy("tls", f"the {tls.command.partition(' ')[0]} line", tls.command, tls.refusal),
    )
