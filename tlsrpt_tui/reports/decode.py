"""One TLS report from the bytes of one JSON document (RFC 8460 §4.4): tolerant, and never guessing in silence."""

import datetime as dt
import json
from functools import lru_cache
from typing import TypeGuard

import orjson

from tlsrpt_tui.errors import NotAReport, OverBound, Unreadable
from tlsrpt_tui.reports import fields
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds
from tlsrpt_tui.reports.canonical import TOO_DEEP, digest_of
from tlsrpt_tui.reports.fields import MOST_SESSIONS, Entry, Notes, Path
from tlsrpt_tui.reports.model import FailureDetail, Hints, Note, Policy, Report, ResultType

_FILENAME_FIELDS = 4  # sender ! policy-domain ! begin ! end [ ! unique-id ] (RFC 8460 §5.1)
_REPORT_KEYS = frozenset({"policies", "date-range", "report-id", "organization-name"})
_NO_HINTS = Hints()
_SUMMED = "failures taken as the sum of the details"
_DOCUMENT: Path = ("document",)
_PADDING = " \t\r\n\v\f\0\xa0\x85\ufeff"
_WORD_DIGITS = 20  # of 2^64, the largest whole number orjson keeps whole
NEGOTIATION = frozenset(
    {
        ResultType.STARTTLS_NOT_SUPPORTED.value,
        ResultType.CERTIFICATE_HOST_MISMATCH.value,
        ResultType.CERTIFICATE_EXPIRED.value,
        ResultType.CERTIFICATE_NOT_TRUSTED.value,
        ResultType.VALIDATION_FAILURE.value,
    }
)
"""Results of a connection that was made (RFC 8460 §4.3.1), so its addresses are known to the sender."""

_EXPECTED = {
    "Expecting value": "expected a value",
    "Expecting ':' delimiter": "expected :",
    "Expecting property name enclosed in double quotes": "expected a name in quotes",
    "Illegal trailing comma before end of object": "expected a name in quotes",
    "Illegal trailing comma before end of array": "expected a value",
    "Extra data": "expected its end",
}


def decode(data: bytes, hints: Hints = _NO_HINTS, bounds: Bounds = DEFAULT_BOUNDS) -> Report:
    """Return the report that ``data`` is, with a note for everything that had to be changed, dropped or guessed.

    ``hints`` fill in what the document does not say and never overrule it (RFC 8460 §5.6).

    Raises:
        NotAReport: it is JSON and something else.
        Unreadable: it is not JSON, even after a clean-up.
        OverBound: it would cost more memory or depth than ``bounds`` allow.
    """
    notes = Notes()
    parsed = _parse(data, bounds, notes)
    if not looks_like_report(parsed):
        kind = "JSON object without any field" if isinstance(parsed, dict) else f"JSON {_kind(parsed)}, not the object"
        raise NotAReport(f"{kind} of a TLS report")
    try:
        return _report(parsed, hints, bounds, notes)
    except RecursionError:  # read well within orjson's depth, and too deep to write again
        raise OverBound(TOO_DEEP) from None


def looks_like_report(parsed: object) -> TypeGuard[Entry]:
    """Tell whether parsed JSON is an object with at least one of the fields that only a TLS report has together."""
    return isinstance(parsed, dict) and not _REPORT_KEYS.isdisjoint(parsed)


def parse_json(data: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> tuple[object, tuple[Note, ...]]:
    """Return the JSON value in ``data``, cleaned up where it must be, and notes on the clean-up.

    Raises:
        Unreadable: it is not JSON, even after a clean-up.
        OverBound: it would cost more memory or depth than ``bounds`` allow.
    """
    notes = Notes()
    return _parse(data, bounds, notes), notes.listed()


def _kind(parsed: object) -> str:
    if isinstance(parsed, list | str):
        return "array" if isinstance(parsed, list) else "string"
    return "number" if isinstance(parsed, int | float) and not isinstance(parsed, bool) else "value"


def _parse(data: bytes, bounds: Bounds, notes: Notes) -> object:
    if len(data) > bounds.document_bytes:
        raise OverBound(f"document has {len(data):,} bytes, over {bounds.document_bytes:,}")
    if len(data) > bounds.document_values:
        values = data.count(b",") + data.count(b"{") + data.count(b"[")
        if values > bounds.document_values:
            raise OverBound(f"document has {values:,} values, over {bounds.document_values:,}")
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        refusal = error.msg.lower()
    if "depth" in refusal or "recursion" in refusal:
        raise OverBound(TOO_DEEP)
    text = _text(data, notes)
    try:
        return orjson.loads(text.lstrip(_PADDING))
    except orjson.JSONDecodeError:
        before = notes.listed()
    parsed = _parse_leniently(text, notes)
    if notes.listed() == before:
        notes.add(_DOCUMENT, None, "is not strict JSON: it holds control characters, half characters or huge numbers")
    return parsed


def _text(data: bytes, notes: Notes) -> str:
    encoding = json.detect_encoding(data)
    if encoding == "utf-8-sig":
        notes.add(_DOCUMENT, None, "starts with a byte order mark, ignored")
    elif encoding != "utf-8":
        notes.add(_DOCUMENT, None, f"is written in {encoding[:6].upper()}, not UTF-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        notes.add(_DOCUMENT, None, "holds bytes that are no characters, replaced by \N{REPLACEMENT CHARACTER}")
    padded = text.strip(" \t\r\n")
    if padded.strip(_PADDING) != padded:
        notes.add(_DOCUMENT, None, "is padded with NUL or other blank characters, ignored")
    return text.rstrip(_PADDING)


def _parse_leniently(text: str, notes: Notes) -> object:
    start = len(text) - len(text.lstrip(_PADDING))
    if start == len(text):
        raise Unreadable("document is empty")
    parsed: object = None
    end, refusal = 0, ""
    try:
        parsed, end = _decoder(notes).raw_decode(text, start)
    except json.JSONDecodeError as error:
        refusal = _refusal(text, error)
    except RecursionError:
        raise OverBound(TOO_DEEP) from None
    if end and end < len(text):
        if isinstance(parsed, dict):
            notes.add(_DOCUMENT, None, f"is followed by {len(text) - end:,} characters of something else, ignored")
        else:
            refusal = _refusal(text, json.JSONDecodeError("Extra data", text, end))
    if refusal:
        raise Unreadable(refusal)
    return parsed


def _decoder(notes: Notes) -> json.JSONDecoder:
    def constant(name: str) -> float:
        notes.add(_DOCUMENT, None, f"holds {name}, which is no JSON number")
        return float(name)

    def whole(digits: str) -> int | float:
        number = int(digits) if len(digits) <= _WORD_DIGITS else float(digits)
        return number if -(2**63) <= number < 2**64 else float(number)

    return json.JSONDecoder(parse_constant=constant, parse_int=whole, strict=False)


def _refusal(text: str, error: json.JSONDecodeError) -> str:
    if error.msg.startswith("Unterminated string"):
        lines = text.count("\n") + 1
        return f"JSON stops at line {lines}, inside a string"
    expected = _EXPECTED.get(error.msg, "not JSON")
    if error.msg == "Expecting ',' delimiter":
        expected = f"expected , or {_closing(text[: error.pos])}"
    if error.pos >= len(text):
        return f"JSON stops at line {error.lineno}, {expected}"
    return f"JSON is broken at line {error.lineno} column {error.colno}: {expected}"


def _closing(text: str) -> str:
    """Return the bracket that closes what is open at the end of ``text``, by trying one."""
    try:
        json.JSONDecoder(strict=False, parse_int=float).decode(text + "]")
    except json.JSONDecodeError as error:
        return "]" if error.pos > len(text) else "}"
    except RecursionError:
        return "a closing bracket"
    return "]"


def _report(parsed: Entry, hints: Hints, bounds: Bounds, notes: Notes) -> Report:
    contact = fields.read_expected_text(parsed, "contact-info", notes)
    if contact and "@" not in contact:
        notes.add(("contact-info",), contact, "is not an address, kept as sent")
    organization = _organization(parsed, contact, hints, notes)
    report_id = fields.read_expected_text(parsed, "report-id", notes)
    start, end = read_period(parsed, notes)
    digest = digest_of(parsed)
    policies = _policies(parsed, hints, report_id, bounds, notes)
    return Report(organization, contact, report_id, start, end, policies, notes.listed(), digest)


def _organization(report: Entry, contact: str, hints: Hints, notes: Notes) -> str:
    sent = fields.read_text(report, "organization-name", (), notes)
    if sent and not sent.isspace():
        return sent
    sources = (("TLS-Report-Submitter", hints.submitter), ("contact-info", contact.partition("@")[2]))
    return _first_domain(sources, ("organization-name",), notes)


def read_period(report: Entry, notes: Notes) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return start and end of a report, aware, in UTC; ``None`` for what is absent or no date (RFC 8460 §4.4)."""
    dates = report.get("date-range")
    if not isinstance(dates, dict):
        notes.add(("date-range",), dates, "is absent" if dates is None else "is not an object, taken as absent")
        return None, None
    start = fields.read_moment(dates, "start-datetime", ("date-range",), notes)
    end = fields.read_moment(dates, "end-datetime", ("date-range",), notes)
    if start is not None and end is not None and end < start:
        notes.add(("date-range",), None, "ends before it starts, kept as sent")
    return start, end


def _policies(report: Entry, hints: Hints, report_id: str, bounds: Bounds, notes: Notes) -> tuple[Policy, ...]:
    policies: list[Policy] = []
    entries = _array(report, "policies", (), notes)
    if report.get("policies") is None or report["policies"] == []:
        notes.add(("policies",), None, "is absent" if report.get("policies") is None else "is empty")
    for position, entry in enumerate(_bounded(entries, bounds.policies, ("policies",), notes)):
        if isinstance(entry, dict):
            policies.append(_policy(entry, position, (hints, report_id), bounds, notes))
        else:
            notes.add(("policies", position), entry, "is not an object, dropped")
    return tuple(policies)


def _array(entry: Entry, key: str, where: Path, notes: Notes) -> list[object]:
    value = entry.get(key)
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        notes.add((*where, key), None, "is an object, read as an array of one")
        return [value]
    if value is not None:
        notes.add((*where, key), value, "is not an array, dropped")
    return []


def _bounded(entries: list[object], most: int, path: Path, notes: Notes) -> list[object]:
    if len(entries) <= most:
        return entries
    notes.add(path, None, f"has {len(entries):,} entries, only the first {most:,} are read")
    return entries[:most]


def _policy(entry: Entry, position: int, around: tuple[Hints, str], bounds: Bounds, notes: Notes) -> Policy:
    where = ("policies", position)
    path = (*where, "policy")
    policy = entry.get("policy")
    if not isinstance(policy, dict):
        notes.add(path, policy, "is absent" if policy is None else "is not an object, taken as absent")
        policy = {}
    policy_type = fields.read_word(policy, "policy-type", fields.POLICY_TYPES, path, notes)
    domain = fields.read_domain(policy, "policy-domain", path, notes)
    if not domain:
        domain = _first_domain(_domain_sources(*around), (*path, "policy-domain"), notes)
    lines = fields.read_policy_lines(policy, policy_type, path, notes)
    mx_host = fields.read_mx_hosts(policy, path, notes)
    details = _details(entry, where, bounds, notes)
    successful, failed = _totals(entry, details, where, notes)
    mode = fields.mode_of(lines) if "sts" in policy_type else ""
    return Policy(policy_type, domain, lines, mx_host, mode, successful, failed, details, position)


def _totals(
    entry: Entry, details: tuple[FailureDetail, ...], where: Path, notes: Notes
) -> tuple[int | None, int | None]:
    path = (*where, "summary")
    summary = entry.get("summary")
    if not isinstance(summary, dict):
        oddity = "is absent" if summary is None else "is not an object, taken as absent"
        notes.add(path, summary, f"{oddity}, {_SUMMED}" if details else oddity)
        return None, _sum(details)
    successful = _total(summary, "total-successful-session-count", (), path, notes)
    failed = _total(summary, "total-failure-session-count", details, path, notes)
    if failed == 0 and _sum(details):
        notes.add((*path, "total-failure-session-count"), 0, "disagrees with the details, both kept as sent")
    return successful, failed


def _total(summary: Entry, key: str, details: tuple[FailureDetail, ...], path: Path, notes: Notes) -> int | None:
    value = summary.get(key)
    if type(value) is int and 0 <= value <= MOST_SESSIONS:
        return value
    count, oddity = fields.count_of(value)
    if count is None and details:
        oddity = f"{oddity}, {_SUMMED}"
    elif count is None and value is not None:
        oddity = f"{oddity}, taken as absent"
    notes.add((*path, key), value, oddity)
    return _sum(details) if count is None else count


def _sum(details: tuple[FailureDetail, ...]) -> int | None:
    return min(sum([detail.failed_session_count for detail in details]), MOST_SESSIONS) if details else None


def _details(entry: Entry, where: Path, bounds: Bounds, notes: Notes) -> tuple[FailureDetail, ...]:
    if entry.get("failure-details") is None:
        return ()
    entries = _array(entry, "failure-details", where, notes)
    path = (*where, "failure-details")
    details: list[FailureDetail] = []
    for position, detail in enumerate(_bounded(entries, bounds.details, path, notes)):
        if isinstance(detail, dict):
            details.append(_detail(detail, position, (*path, position), notes))
        else:
            notes.add((*path, position), detail, "is not an object, dropped")
    _note_unnamed(details, path, notes)
    return tuple(details)


def _note_unnamed(details: list[FailureDetail], path: Path, notes: Notes) -> None:
    unnamed = [detail for detail in details if not (detail.sending_mta_ip and detail.receiving_mx_hostname)]
    if not unnamed:
        return
    reached = [detail for detail in unnamed if detail.result_type in NEGOTIATION]
    without_sender = sum([not detail.sending_mta_ip for detail in reached])
    without_host = sum([not detail.receiving_mx_hostname for detail in reached])
    for count, key in ((without_sender, "sending-mta-ip"), (without_host, "receiving-mx-hostname")):
        if count:
            notes.add(path, None, f"has {count:,} {'detail' if count == 1 else 'details'} without {key}")


def _detail(detail: Entry, position: int, where: Path, notes: Notes) -> FailureDetail:
    return FailureDetail(
        result_type=fields.read_word(detail, "result-type", fields.RESULT_TYPES, where, notes),
        sending_mta_ip=fields.read_address(detail, "sending-mta-ip", where, notes),
        receiving_ip=fields.read_address(detail, "receiving-ip", where, notes),
        receiving_mx_hostname=fields.read_domain(detail, "receiving-mx-hostname", where, notes),
        receiving_mx_helo=fields.read_text(detail, "receiving-mx-helo", where, notes),
        failed_session_count=_sessions(detail, where, notes),
        additional_information=fields.read_renamed_text(
            detail, "additional-information", "additional-info-uri", where, notes
        ),
        failure_reason_code=fields.read_renamed_text(detail, "failure-reason-code", "failure-error-code", where, notes),
        position=position,
    )


def _sessions(detail: Entry, where: Path, notes: Notes) -> int:
    value = detail.get("failed-session-count")
    if type(value) is int and 0 <= value <= MOST_SESSIONS:
        return value
    count, oddity = fields.count_of(value)
    notes.add((*where, "failed-session-count"), value, oddity if count is not None else f"{oddity}, taken as 1")
    return 1 if count is None else count


def _first_domain(sources: tuple[tuple[str, str], ...], path: Path, notes: Notes) -> str:
    """Return the first domain among ``sources`` (what it is called, its text) for the absent field at ``path``."""
    for source, text in sources:
        domain = fields.domain_of(text, path, notes) if 0 < len(text) <= fields.NAME_CHARACTERS else ""
        if all(label.replace("-", "").replace("_", "").isalnum() for label in domain.split(".")):
            notes.add(path, None, f"is absent, taken from {source}")
            return domain
    notes.add(path, None, "is absent")
    return ""


@lru_cache(1)  # one report may ask for every policy
def _domain_sources(hints: Hints, report_id: str) -> tuple[tuple[str, str], ...]:
    """Return where a report without a policy domain may still name it, the most telling first."""
    name = hints.filename.split("!")
    whole = len(name) >= _FILENAME_FIELDS and name[2].isdigit() and name[3][:1].isdigit()
    return (
        ("TLS-Report-Domain", hints.domain),
        ("the file name", name[1] if whole else ""),
        ("the subject", _subject_domain(hints.subject)),
        ("report-id", _report_id_domain(report_id)),
    )


def _subject_domain(subject: str) -> str:
    words = subject.split()
    for first, second, domain in zip(words, words[1:], words[2:], strict=False):
        if (first.lower(), second.lower()) == ("report", "domain:"):
            return domain
    return ""


def _report_id_domain(report_id: str) -> str:
    """Return ``example.com`` of ``133+example.com`` or ``2024-01-09T00:00:00Z_example.com``."""
    local = report_id.partition("@")[0]
    for separator in "+_":
        domain = local.rpartition(separator)[2] if separator in local else ""
        if "." in domain and not domain[-1].isdigit():
            return domain
    return ""
