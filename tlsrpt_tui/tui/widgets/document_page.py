"""A report's right half: its JSON as sent, with the field of the current row marked."""

from dataclasses import replace

from tlsrpt_tui.index.engine import FailureRow, ReportRecord
from tlsrpt_tui.reports.raw import RawLine
from tlsrpt_tui.tui.paint import Run, wrapped
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.json_lines import part_of, screen_lines
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


def _told(record: ReportRecord, path: str) -> list[RawLine]:
    """Return the lines that say how many sessions of a policy failed, and those of the failure that holds ``path``."""
    policy = path.partition(".")[0] or "policies[0]"
    summary = part_of(record.lines, f"{policy}.summary")
    named = [replace(line, key='"summary"') for line in summary[:1]]
    failure = path.rpartition(".")[0]
    told = part_of(record.lines, failure) if failure not in ("", f"{policy}.summary") else []
    return [*named, *summary[1:], *told]


def document_page(record: ReportRecord, row: FailureRow | None, *, whole: bool = True) -> Page:
    """Return the page for a report; unless ``whole``, of what it says of sessions and of the failure in question.

    From report to report the names in that part stay where they are, so that the eye, and a slow line, have less to do.
    """
    path = marked_path(record, row)
    told = () if whole else _told(record, path)
    printed, source = (told, path or "policies[0].summary") if told else (record.lines, "")

    def lay_out(width: int) -> tuple[list[ReaderLine], int | None]:
        if record.problem:
            text = f"The document cannot be read again: {record.problem}"
            return [ReaderLine([Run(f" {piece}", Role.WARN)]) for piece in wrapped(text, width - 2)], None
        lines: list[ReaderLine] = []
        mark: int | None = None
        for line in printed:
            here = bool(path) and line.path == path
            if here:
                mark = len(lines)
            ground = Ground.BRUSH if here else Ground.BG
            lines += [ReaderLine(runs, ground) for runs in screen_lines(line, width, marked=here)]
        return lines, mark

    return Page("Report as sent", lay_out, source=source)
