"""The sentences that the readable summaries share: what fails, how much, for whom."""

from typing import Final

from tlsrpt_tui.index.engine import Dimension, Totals
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.numbers import days
from tlsrpt_tui.output.numbers import count, grouped, rate
from tlsrpt_tui.output.summary import Summary

MOST_VALUES: Final = 10
"""Values of one facet that are listed."""

MOST_PROBLEMS: Final = 20
"""Problems that are listed."""

TITLES: Final = {
    Dimension.RESULT_TYPES: "Result types",
    Dimension.DOMAINS: "Domains",
    Dimension.MX_HOSTS: "MX hosts",
    Dimension.ORGANIZATIONS: "Organizations",
    Dimension.SENDING_IPS: "Sending IPs",
    Dimension.POLICY_TYPES: "Policy types",
}
"""The facets in the order in which they answer."""

STATES: Final = {
    PartState.READ: "read",
    PartState.NOTES: "notes",
    PartState.DUPLICATE: "duplicate",
    PartState.CONFLICT: "conflict",
    PartState.NOT_A_REPORT: "not a report",
    PartState.UNREADABLE: "unreadable",
    PartState.OVER_BOUND: "over bound",
}


def named(value: str) -> str:
    """Return a value as people read it; what a report leaves empty is said."""
    return value or "(none)"


def headline(summary: Summary) -> str:
    """Return how much failed, of how much, and when."""
    totals = summary.totals
    when = period(totals)
    if not totals.all_reports:
        return "No report could be read"
    if not totals.reports:
        return f"Nothing matches the filter, of {count(totals.all_reports, 'report')}"
    if totals.successful is None:
        return f"{count(totals.failed, 'failed session')} by the details{when}"
    sessions = totals.successful + totals.failed
    if not totals.failed:
        return f"No failure in {count(sessions, 'session')}{when}"
    return (
        f"{grouped(totals.failed)} of {count(sessions, 'session')} failed, "
        f"{rate(totals.failed, totals.successful)}{when}"
    )


def period(totals: Totals) -> str:
    """Return ``, 15–20 Nov 2026``, or "" when no report says when."""
    return "" if totals.days is None else f", {days(*totals.days)}"


def files(summary: Summary) -> str:
    """Return what became of the files."""
    counts = summary.files
    others = "1 not a report" if counts.not_reports == 1 else f"{grouped(counts.not_reports)} not reports"
    return (
        f"{grouped(counts.seen)} seen, {grouped(counts.read)} read, {others}, {grouped(counts.unreadable)} unreadable"
    )


def reports(summary: Summary) -> str:
    """Return how many reports there are, and of how many it is to be doubted."""
    totals, counts = summary.totals, summary.files
    shown = grouped(totals.reports)
    if totals.reports != totals.all_reports:
        shown += f" of {grouped(totals.all_reports)}"
    return (
        f"{shown}, {count(counts.duplicates, 'duplicate')}, {count(counts.conflicts, 'conflict')}, "
        f"{grouped(counts.with_notes)} with notes"
    )
