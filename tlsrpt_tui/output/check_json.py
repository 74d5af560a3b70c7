"""Checks as JSON: the contract that scripts read, described by ``schemas/check.schema.json``."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Final

from tlsrpt_tui.live.check import Check, Finding
from tlsrpt_tui.numbers import NBSP
from tlsrpt_tui.output.check_results import STATES, Checked
from tlsrpt_tui.output.summary_json import moment
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.drift import SenderDrift
from tlsrpt_tui.triage.posture import Step

SCHEMA: Final = 1
"""Version of the contract; a change that could break a reader raises it."""


def render(results: Sequence[Checked]) -> str:
    """Return all domains as one JSON document with a line feed at its end."""
    document = {"schema": SCHEMA, "domains": [_domain(result) for result in results]}
    return json.dumps(_clean(document), ensure_ascii=False, indent=2) + "\n"


def _clean(value: object) -> object:
    """Return a value with every text in it sanitised, whoever was to have done so before."""
    if isinstance(value, str):
        return sanitise(value.replace(NBSP, " "))
    if isinstance(value, dict):
        return {key: _clean(held) for key, held in value.items()}
    return [_clean(held) for held in value] if isinstance(value, list) else value


def _domain(result: Checked) -> dict[str, object]:
    checkup = result.checkup
    return {
        "domain": checkup.domain,
        "checked": moment(checkup.started),
        "resolver": checkup.resolver,
        "validation": checkup.validation.name.lower().replace("_", "-"),
        "counts": {state.value: checkup.count(state) for state in STATES},
        "checks": [_check(check) for check in checkup.checks],
        "standing": result.posture.sentence,
        "posture": [_step(step) for step in result.posture.steps],
        "senders": None if result.senders is None else [_sender(sender) for sender in result.senders],
    }


def _check(check: Check) -> dict[str, object]:
    return {
        "key": check.key,
        "topic": check.topic.key,
        "title": check.title,
        "host": check.host,
        "address": check.address,
        "state": check.state.value,
        "found": check.found,
        "section": check.section,
        "findings": [_finding(finding) for finding in check.findings],
        "facts": [{"label": label, "value": value} for label, value in check.facts],
        "do": check.do,
        "repeat": list(check.repeat),
        "sent": list(check.sent),
        "ttl": check.ttl,
        "resolver": check.resolver,
        "asked": moment(check.asked),
        "cached": check.cached,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "state": finding.state.value,
        "code": finding.code,
        "sentence": finding.sentence,
        "section": finding.section,
        "do": finding.do,
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "key": step.key,
        "title": step.title,
        "state": step.state.value,
        "evidence": step.evidence,
        "do": step.do,
        "section": step.section,
    }


def _sender(sender: SenderDrift) -> dict[str, object]:
    return {
        "organization": sender.organization,
        "domain": sender.domain,
        "policy_type": sender.policy_type,
        "last": _day(sender.last),
        "mode": sender.mode,
        "max_age": sender.max_age,
        "mx": list(sender.mx),
        "drift": sender.drift.name.lower().replace("_", "-"),
        "brief": sender.brief,
        "sentence": sender.sentence,
        "until": _day(sender.until),
        "lines": [{"seen": line.seen, "live": line.live} for line in sender.lines],
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
