"""A report's left half: the policy as the sender saw it, what failed under it, and where the report came from."""

from collections.abc import Iterator

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import FailureRow, PolicyRecord, ReportRecord
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.reasons import decoded
from tlsrpt_tui.triage.result_types import advice
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.names import brief, said
from tlsrpt_tui.tui.paint import Run, wrapped
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.reader import Page, ReaderLine
from tlsrpt_tui.tui.widgets.record import sentence_of

_LABEL = 9
_FAILURES = 100

_Fact = tuple[str, str, Role]


def policy_page(record: ReportRecord, row: FailureRow | None) -> Page:
    """Return the page for a report; the policy of ``row`` comes first."""
    return Page(
        f"Policy as {brief(record.organization)} saw it", lambda width: (list(_lines(record, row, width)), None)
    )


def _lines(record: ReportRecord, row: FailureRow | None, width: int) -> Iterator[ReaderLine]:
    policies = sorted(record.policies, key=lambda policy: row not in policy.failures)
    for number, policy in enumerate(policies):
        if number:
            yield ReaderLine([])
        for fact in _policy(policy, len(policies)):
            yield from _fact(fact, width)
        if not number:
            for fact in _period(record):
                yield from _fact(fact, width)
        for fact in _failed(policy, row):
            yield from _fact(fact, width)
    yield ReaderLine([])
    for fact in _origin(record):
        yield from _fact(fact, width)


def _fact(fact: _Fact, width: int) -> Iterator[ReaderLine]:
    label, value, role = fact
    for number, piece in enumerate(wrapped(value, max(6, width - _LABEL - 2))):
        shown = label if not number else ""
        yield ReaderLine([Run(f" {shown:<{_LABEL}}", Role.MUTED), Run(piece, role)])


def _policy(policy: PolicyRecord, of: int) -> Iterator[_Fact]:
    if of > 1:
        counted = "" if policy.counts else ", same sessions, not counted again"
        yield "policy", f"{policy.position + 1} of {of}{counted}", Role.MUTED
    yield "type", said(policy.policy_type), Role.TEXT
    yield "domain", said(policy.domain), Role.TEXT
    if policy.policy_type == PolicyType.TLSA:
        for number, text in enumerate(policy.text):
            yield "" if number else "tlsa", quoted(text), Role.TEXT
        return
    if policy.mode:
        yield "mode", quoted(policy.mode), Role.TEXT
    hosts = [_value(line) for line in policy.text if _key(line) == "mx"] or list(policy.mx_patterns)
    for number, host in enumerate(hosts):
        yield "" if number else "mx", quoted(host), Role.TEXT
    for line in policy.text:
        if _key(line) == "max_age":
            yield "max_age", numbers.age_of_policy(_value(line)), Role.TEXT
        elif _key(line) not in {"mx", "mode", "version"}:
            yield "line", quoted(line), Role.WARN


def _key(line: str) -> str:
    return line.partition(":")[0].strip().casefold()


def _value(line: str) -> str:
    return line.partition(":")[2].strip()


def _period(record: ReportRecord) -> Iterator[_Fact]:
    yield "period", numbers.period(record.start, record.end), Role.TEXT
    if not record.notes:
        yield "notes", "none", Role.TEXT
    for number, note in enumerate(record.notes):
        yield "" if number else "notes", f"▲ {note.sentence}", Role.WARN
    for rival in record.rivals:
        yield "conflict", f"≠ {quoted(rival)} has the same id and other content", Role.WARN


def _failed(policy: PolicyRecord, row: FailureRow | None) -> Iterator[_Fact]:
    sessions = policy.failed + policy.successful
    rate = numbers.rate(policy.failed, policy.successful, decimals=1)
    share = f" ({rate})" if policy.failed else ""
    role = Role.FAILED if policy.failed else Role.OK
    yield "failed", f"{numbers.count(policy.failed)} of {numbers.count(sessions)}{share}", role
    ordered = sorted(policy.failures, key=lambda failure: failure != row)
    told: set[str] = set()
    for failure in ordered[:_FAILURES]:
        yield from _why(failure)
        known = advice(failure.result_type, policy.policy_type, policy_text=policy.text, host=failure.mx_host)
        if known.act not in told:
            told.add(known.act)
            yield "acts", sentence_of(known), Role.STRONG
        if failure.mx_host or failure.receiving_ip:
            yield "at", quoted(failure.mx_host or failure.receiving_ip), Role.TEXT
        if failure.mx_host and failure.receiving_ip:
            yield "", failure.receiving_ip, Role.TEXT
        if failure.mx_helo:
            yield "helo", quoted(failure.mx_helo), Role.TEXT
        if failure.sending_ip:
            yield "from", failure.sending_ip, Role.TEXT
        if failure.info:
            yield "more", quoted(failure.info), Role.MUTED
    if len(ordered) > _FAILURES:
        yield "", f"and {numbers.count(len(ordered) - _FAILURES)} more", Role.MUTED


def _why(failure: FailureRow) -> Iterator[_Fact]:
    yield "why", f"{said(failure.result_type)}, {numbers.count(failure.sessions)}", Role.STRONG
    if failure.reason:
        yield "", f"“{quoted(failure.reason)}”", Role.TEXT
    if comes_to := decoded(failure.reason, failure.result_type):
        yield "", comes_to, Role.MUTED


def _origin(record: ReportRecord) -> Iterator[_Fact]:
    yield "sender", said(record.organization), Role.TEXT
    yield "contact", said(record.contact), Role.TEXT
    yield "id", said(record.report_id), Role.TEXT
    yield "file", f"{quoted(record.file)}, {numbers.plural(record.size, 'byte')}", Role.TEXT
    if record.member:
        yield "in it", quoted(record.member), Role.TEXT
    if record.hints.sender:
        yield "mailed", quoted(f"{sanitise(record.hints.sender)}, {sanitise(record.hints.date)}"), Role.TEXT
    else:
        yield "mailed", "no, read from the folder", Role.MUTED
