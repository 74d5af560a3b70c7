"""The summary as JSON: the contract that scripts read, described by ``schemas/summary.schema.json``."""

import datetime as dt
import json
from typing import Final

from tlsrpt_tui.index.engine import Dimension, Totals
from tlsrpt_tui.index.facet_answers import FacetValue
from tlsrpt_tui.index.states import FileCounts
from tlsrpt_tui.output.summary import Problem, Summary

SCHEMA: Final = 1
"""Version of the contract; a change that could break a reader raises it."""


def render(summary: Summary) -> str:
    """Return the summary as one JSON document with a line feed at its end."""
    # The standard library's encoder, because sums may pass 64 bits.
    return json.dumps(_document(summary), ensure_ascii=False, indent=2) + "\n"


def moment(value: dt.datetime | None) -> str | None:
    """Return a time as ``2026-11-01T00:00:00Z``."""
    return None if value is None else value.isoformat(timespec="seconds").replace("+00:00", "Z")


def _document(summary: Summary) -> dict[str, object]:
    facets = summary.facets
    counted = {
        dimension.value: [_counted(value) for value in facets[dimension].values]
        for dimension in (Dimension.ORGANIZATIONS, Dimension.DOMAINS, Dimension.POLICY_TYPES)
    }
    reported = {
        dimension.value: [{"value": value.value, "failed": value.failed} for value in facets[dimension].values]
        for dimension in (Dimension.RESULT_TYPES, Dimension.MX_HOSTS, Dimension.SENDING_IPS)
    }
    return {
        "schema": SCHEMA,
        "filter": summary.filter,
        "files": _files(summary.files),
        "reports": {
            "total": summary.totals.reports,
            "duplicates": summary.files.duplicates,
            "conflicts": summary.files.conflicts,
            "with_notes": summary.files.with_notes,
        },
        "period": _period(summary.totals),
        "sessions": {"successful": summary.totals.successful, "failed": summary.totals.failed},
        **counted,
        "days": [_counted(value) for value in summary.days],
        **reported,
        "problems": [_problem(problem) for problem in summary.problems],
    }


def _files(counts: FileCounts) -> dict[str, int]:
    return {
        "seen": counts.seen,
        "read": counts.read,
        "not_reports": counts.not_reports,
        "unreadable": counts.unreadable,
    }


def _period(totals: Totals) -> dict[str, str | None] | None:
    if totals.start is None and totals.end is None:
        return None
    return {"start": moment(totals.start), "end": moment(totals.end)}


def _counted(value: FacetValue) -> dict[str, str | int | None]:
    return {
        "value": value.value,
        "reports": value.reports,
        "successful": value.successful,
        "failed": value.failed,
    }


def _problem(problem: Problem) -> dict[str, str | None]:
    return {
        "file": problem.file,
        "member": problem.member or None,
        "state": problem.state.value,
        "message": problem.message,
    }
