"""One failure row as text that can be pasted into a ticket: what it says, who acts, and how to check it."""

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import ExportRow, FailureRecord
from tlsrpt_tui.reports.model import NO_DETAILS
from tlsrpt_tui.triage.check_lines import Subject, dns_line, tls_line
from tlsrpt_tui.triage.reasons import decoded
from tlsrpt_tui.triage.result_types import Owner, advice

_LABEL = 10
_POLICY_LINES = 60
"""Lines of a policy; one with more was hardly written by a person."""


def ticket_of(record: FailureRecord, exported: ExportRow) -> str:
    """Return the row, its policy and its report as lines of text."""
    row = record.row
    known = advice(row.result_type, row.policy_type, policy_text=record.policy_text, host=row.mx_host)
    acts = known.act if known.owner is Owner.UNKNOWN else f"{known.owner}: {known.act}"
    policy = ", ".join(word for word in (row.policy_type, row.mode) if word)
    receiver = " ".join(word for word in (row.mx_host, row.receiving_ip) if word)
    facts = (
        ("Reason", row.reason),
        ("", decoded(row.reason, row.result_type)),
        ("Info", row.info),
        ("Sender", " · ".join(word for word in (record.organization, record.contact) if word)),
        ("From", row.sending_ip),
        ("To", f"{receiver} (HELO {row.mx_helo})" if row.mx_helo else receiver),
        ("Domain", row.domain),
        ("Policy", policy),
        *(("", line) for line in record.policy_text[:_POLICY_LINES]),
        ("Means", f"{known.meaning} RFC {known.section}"),
        ("Acts", acts),
        ("Check", dns_line(subject_of(record)).command),
        ("", tls_line(subject_of(record)).command),
        ("Report", record.report_id),
        ("Period", _period(exported)),
        ("File", f"{exported.file} {exported.member}".rstrip()),
    )
    lines = [_head(record), *(f"{label:<{_LABEL}}{value}" for label, value in facts if value)]
    return "\n".join(lines).replace("\u00a0", " ") + "\n"


def subject_of(record: FailureRecord) -> Subject:
    """Return what the commands for a row are made of."""
    row = record.row
    return Subject(
        row.result_type, row.policy_type, row.domain, row.mx_host, row.receiving_ip, policy_text=record.policy_text
    )


def _head(record: FailureRecord) -> str:
    row = record.row
    number = record.policy_failed if row.result_type == NO_DETAILS else row.sessions
    of = numbers.count(record.policy_failed + record.policy_successful)
    when = "without a date" if row.day is None else f"on {numbers.weekday(row.day)} {row.day.year}"
    return f"{row.result_type}: {numbers.count(number)} of {of} sessions failed, {when} (UTC)"


def _period(exported: ExportRow) -> str:
    ends = (exported.start, exported.end)
    return " – ".join("?" if end is None else f"{end:%Y-%m-%d %H:%M:%S} UTC" for end in ends) if any(ends) else ""
