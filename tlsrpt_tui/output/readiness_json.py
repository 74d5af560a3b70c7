"""Readiness as JSON: the contract that scripts read, described by ``schemas/readiness.schema.json``."""

import datetime as dt
import json
from typing import Final

from tlsrpt_tui.numbers import NBSP
from tlsrpt_tui.output.summary_json import moment
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.readiness import HostCover, Point, Readiness, SenderCover

SCHEMA: Final = 1
"""Version of the contract; a change that could break a reader raises it."""


def render(result: Readiness) -> str:
    """Return the verdict as one JSON document with a line feed at its end."""
    document = {
        "schema": SCHEMA,
        "domain": result.domain,
        "verdict": result.verdict.value.replace(" ", "-"),
        "sentence": result.sentence,
        "policy": {
            "mode": result.mode or None,
            "max_age": result.max_age,
            "source": ("live" if result.from_live else "reports") if result.mode else None,
        },
        "checked": moment(result.checked) if result.checked is not None else None,
        "reports": {"first": _day(result.first), "last": _day(result.last), "days": result.days},
        "sessions": {"all": result.sessions, "covered": result.covered_sessions, "refused": result.refused},
        "points": [_point(point) for point in result.points],
        "senders": [_sender(sender) for sender in result.senders],
        "hosts": [_host(host) for host in result.hosts],
        "then": list(result.then),
        "back": list(result.back),
        "held_until": _day(result.held_until),
    }
    return json.dumps(_clean(document), ensure_ascii=False, indent=2) + "\n"


def _clean(value: object) -> object:
    """Return a value with every text in it sanitised, whoever was to have done so before."""
    if isinstance(value, str):
        return sanitise(value.replace(NBSP, " "))
    if isinstance(value, dict):
        return {key: _clean(held) for key, held in value.items()}
    return [_clean(held) for held in value] if isinstance(value, list) else value


def _point(point: Point) -> dict[str, object]:
    incident = point.incident
    return {
        "weight": point.weight.value,
        "code": point.code,
        "title": point.title,
        "told": point.told,
        "more": point.more,
        "do": point.do,
        "section": point.section,
        "mx_host": point.mx_host,
        "failed": point.failed,
        "sessions": point.sessions,
        "incident": None
        if incident is None
        else {
            "domain": incident[0],
            "mx_host": incident[1],
            "result_type": incident[2],
            "first": _day(incident[3]),
        },
    }


def _sender(sender: SenderCover) -> dict[str, object]:
    return {
        "organization": sender.organization,
        "sees": sender.sees.value.replace(" ", "-"),
        "mode": sender.mode or None,
        "sessions": sender.sessions,
        "last": _day(sender.last),
        "holds_older_until": _day(sender.until),
    }


def _host(host: HostCover) -> dict[str, object]:
    return {
        "mx_host": host.mx_host,
        "is_mx": host.is_mx,
        "in_policy": host.in_policy,
        "failed": host.failed,
        "probed": host.probed or None,
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
