"""What a filter leaves of a folder, and what is said where that is nothing, or where it decides what can be judged."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.view import Field, View
from tlsrpt_tui.numbers import count, plural, rate

_WHOLE: Final = frozenset({Field.DOMAIN, Field.SINCE, Field.UNTIL, Field.ON})
"""Fields that leave of a day and a domain all or nothing, so that it can still be seen who agrees with whom."""


@dataclass(frozen=True, slots=True)
class Matching:
    """What a view leaves of all reports.

    Attributes:
        filter: in the filter language; "" for everything.
        reports: with something in the view, of ``all_reports``.
        rows: failure rows in it, of ``all_rows``.
        successful: sessions; ``None`` where the view picks by what no report attributes successes to (RFC 8460 §4.4).
        failed: sessions by the summaries, or reported failures where ``successful`` is ``None``.
        first, last: days of the reports in the view; ``None`` without a readable one.
        narrows: whether the filter leaves a part of what senders reported of a domain and a day.
    """

    filter: str = ""
    reports: int = 0
    all_reports: int = 0
    rows: int = 0
    all_rows: int = 0
    successful: int | None = 0
    failed: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    narrows: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether there are reports, and none of them is in the view: a slip of the pen, or nothing to be had."""
        return bool(self.all_reports) and not self.reports

    @property
    def unmatched(self) -> str:
        """A sentence where nothing is in the view: ``nothing matches domain:x.example: none of 199 reports``."""
        if not self.is_nothing:
            return ""
        rows = f" with {plural(self.all_rows, 'failure row')}" if self.all_rows else ""
        return f"nothing matches {self.filter}: none of {plural(self.all_reports, 'report')}{rows}"

    @property
    def sums(self) -> str:
        """Sessions and failures in the view, as a sentence."""
        of = "" if self.reports == self.all_reports else f"{count(self.reports)} of "
        reports = f"{of}{plural(self.all_reports, 'report')}"
        if self.successful is None:
            return f"{plural(self.failed, 'reported failure')} in {reports}"
        share = rate(self.failed, self.successful, decimals=2)
        failed = f"{count(self.failed)} failed ({share})" if self.failed else "none failed"
        return f"{count(self.successful + self.failed)} in {reports}, {failed}"

    @property
    def document(self) -> dict[str, object]:
        """Reports and failure rows in the view and in all, for JSON."""
        return {
            "matching": self.reports,
            "all": self.all_reports,
            "rows": self.rows,
            "all_rows": self.all_rows,
        }


UNASKED: Final = Matching()
"""Where nobody looked."""


def matching(engine: Engine, view: View, *, now: dt.datetime) -> Matching:
    """Return what a view leaves; its text may be shown as it is, so that it has to be that of the engine's answers."""
    totals = engine.totals(view, now=now)
    first, last = totals.days or (None, None)
    return Matching(
        filter=view.text,
        reports=totals.reports,
        all_reports=totals.all_reports,
        rows=totals.rows,
        all_rows=totals.all_rows,
        successful=totals.successful,
        failed=totals.failed,
        first=first,
        last=last,
        narrows=any(clause.field not in _WHOLE for clause in view.clauses),
    )
