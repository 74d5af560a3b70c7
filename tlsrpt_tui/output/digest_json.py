"""The digest as JSON: the contract that scripts read, described by ``schemas/digest.schema.json``."""

import datetime as dt
import json
from typing import Final

from tlsrpt_tui.numbers import NBSP
from tlsrpt_tui.output.changes_json import change_document
from tlsrpt_tui.output.digest_words import headline
from tlsrpt_tui.output.incidents_json import incidents_json
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.change import Sums
from tlsrpt_tui.triage.digest import Case, DaySum, Digest, Step, Top
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.triage.periods import Period

SCHEMA: Final = 1
"""Version of the contract; a change that could break a reader raises it."""


def render(digest: Digest) -> str:
    """Return the digest as one JSON document with a line feed at its end."""
    changes, faults = digest.changes, digest.faults
    document = {
        "schema": SCHEMA,
        "subject": _text(headline(digest)),
        "filter": _text(digest.filter),
        "reports": digest.matching.document,
        "after": _side(changes.periods.after, changes.after),
        "before": _side(changes.periods.before, changes.before),
        "trend": digest.trend.value,
        "newest": _day(changes.newest),
        "note": _text(changes.uncertain),
        "cut": changes.cut,
        "cut_days": changes.cut_days,
        "first": [_step(step) for step in digest.steps],
        "states": {state.value: len(digest.of(state)) for state in IncidentState},
        "incidents": [_case(case) for case in digest.cases],
        "changes": [change_document(change) for change in changes.all],
        "days": [_day_sum(one) for one in digest.days],
        "result_types": [_top(top, "reported") for top in digest.result_types],
        "senders": [_top(top, "sessions") for top in digest.senders],
        "files": {
            "seen": faults.seen,
            "not_whole": faults.files,
            "named": [{"file": _text(name), "message": _text(reason)} for name, reason in faults.named],
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _side(period: Period, sums: Sums) -> dict[str, object]:
    rate = sums.failed / sums.sessions if sums.sessions else None
    return {
        "first": _day(period.first),
        "last": _day(period.last),
        "senders": sums.senders,
        "successful": sums.successful,
        "failed": sums.failed,
        "rate": rate,
    }


def _step(step: Step) -> dict[str, object]:
    (incident,) = incidents_json([step.incident])
    return {
        "incident": incident,
        "who": _text(step.who),
        "act": _text(step.act),
        "commands": [_text(command) for command in step.commands],
    }


def _case(case: Case) -> dict[str, object]:
    (incident,) = incidents_json([case.incident])
    return {
        "failed_in_period": case.failed,
        "state_before": None if case.was is None else case.was.value,
        "incident": incident,
    }


def _day_sum(one: DaySum) -> dict[str, object]:
    return {"day": _day(one.day), "reports": one.reports, "successful": one.successful, "failed": one.failed}


def _top(top: Top, counted: str) -> dict[str, object]:
    made: dict[str, object] = {"value": _text(top.value), "failed": top.failed, "failed_before": top.before}
    return made | ({"sessions": top.sessions} if counted == "sessions" else {})


def _text(value: str) -> str:
    return sanitise(value.replace(NBSP, " "))


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
