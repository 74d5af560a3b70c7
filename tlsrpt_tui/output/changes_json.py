"""Changes as JSON: the contract that scripts read, described by ``schemas/changes.schema.json``."""

import datetime as dt
import json
from typing import Final

from tlsrpt_tui.output.change_words import Compared, plain
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.change import Change, Sums
from tlsrpt_tui.triage.periods import Period

SCHEMA: Final = 1
"""Version of the contract; a change that could break a reader raises it."""


def render(compared: Compared) -> str:
    """Return the changes as one JSON document with a line feed at its end."""
    changes = compared.changes
    document = {
        "schema": SCHEMA,
        "filter": compared.filter,
        "reports": compared.matching.document,
        "comparable": bool(changes.before.senders and changes.after.senders),
        "after": _side(changes.periods.after, changes.after),
        "before": _side(changes.periods.before, changes.before),
        "newest": _day(changes.newest),
        "note": plain(changes.uncertain),
        "cut": changes.cut,
        "cut_days": changes.cut_days,
        "changes": [change_document(change) for change in changes.all],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def change_document(change: Change) -> dict[str, object]:
    """Return one change as a document."""
    return {
        "kind": change.kind.value,
        "domain": sanitise(change.domain),
        "mx_host": sanitise(change.mx_host),
        "result_type": sanitise(change.result_type),
        "policy_type": sanitise(change.policy_type),
        "senders": [sanitise(name) for name in change.organizations],
        "before": change.before,
        "after": change.after,
        "sessions_before": change.sessions_before,
        "sessions_after": change.sessions_after,
        "first": _day(change.first),
        "last": _day(change.last),
        "silent_days": change.days,
        "minor": change.minor,
        "sentence": plain(change.sentence),
        "lines": [{"mark": line.mark, "text": sanitise(line.text)} for line in change.lines],
    }


def _side(period: Period, sums: Sums) -> dict[str, object]:
    return {
        "first": _day(period.first),
        "last": _day(period.last),
        "senders": sums.senders,
        "successful": sums.successful,
        "failed": sums.failed,
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
