"""The summary as CSV in its long form: one line a number of a value, for spreadsheets and ``join``.

The columns are section, value, reports, successful and failed. Sections are ``totals``, ``organizations``,
``domains``, ``policy_types``, ``days``, ``result_types``, ``mx_hosts`` and ``sending_ips``; the last three hold
reported failures, to which no successes belong. Files and their problems are in the other formats.
"""

import csv
import io

from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.output.cells import formula_safe
from tlsrpt_tui.output.summary import Summary

_COLUMNS = ("section", "value", "reports", "successful", "failed")


def render(summary: Summary) -> str:
    """Return the summary as CSV; a number that reports do not give is an empty cell."""
    made = io.StringIO()
    lines = csv.writer(made, lineterminator="\n")
    lines.writerow(_COLUMNS)
    totals = summary.totals
    lines.writerow(("totals", "", totals.reports, totals.successful, totals.failed))
    facets = summary.facets
    sections = [
        *((dimension.value, facets[dimension].values) for dimension in Dimension if dimension.attributes_successes),
        ("days", summary.days),
        *((dimension.value, facets[dimension].values) for dimension in Dimension if not dimension.attributes_successes),
    ]
    for section, values in sections:
        for value in values:
            lines.writerow((section, formula_safe(value.value), value.reports, value.successful, value.failed))
    return made.getvalue()
