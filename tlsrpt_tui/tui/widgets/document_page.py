"""A report's right half: its JSON as sent, with the field of the current row marked."""

from tlsrpt_tui.index.engine import FailureRow, ReportRecord
from tlsrpt_tui.tui.paint import Run, wrapped
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.json_lines import screen_lines
from tlsrpt_tui.tui.widgets.reader import Page, ReaderLine


def marked_path(record: ReportRecord, row: FailureRow | None) -> str:
    """Return the path of the number to mark: that of ``row``, else of the first failure; "" where nothing failed."""
    for policy in record.policies:
        for failure in policy.failures:
            if row is None or failure.number == row.number:
                return f"policies[{policy.position}].{_count_of(failure)}"
    return ""


def _count_of(failure: FailureRow) -> str:
    if failure.position is None:
        return "summary.total-failure-session-count"
    return f"failure-details[{failure.position}].failed-session-count"


def document_page(record: ReportRecord, row: FailureRow | None) -> Page:
    """Return the page for a report."""
    path = marked_path(record, row)

    def lay_out(width: int) -> tuple[list[ReaderLine], int | None]:
        if record.problem:
            text = f"The document cannot be read again: {record.problem}"
            return [ReaderLine([Run(f" {piece}", Role.WARN)]) for piece in wrapped(text, width - 2)], None
        lines: list[ReaderLine] = []
        mark: int | None = None
        for line in record.lines:
            here = bool(path) and line.path == path
            if here:
                mark = len(lines)
            ground = Ground.BRUSH if here else Ground.BG
            lines += [ReaderLine(runs, ground) for runs in screen_lines(line, width, marked=here)]
        return lines, mark

    return Page("Report as sent", lay_out, source="")
