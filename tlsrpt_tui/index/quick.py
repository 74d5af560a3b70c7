"""Reports as they should be, from their JSON into rows without anything in between.

Most reports are of this kind. Single values go through the tolerant readers once and are remembered; whatever is
not as RFC 8460 §4.4 has it leaves the whole report to :func:`tlsrpt_tui.reports.decode.decode`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from tlsrpt_tui.errors import OverBound
from tlsrpt_tui.index.batch import NULL, PACKED, Strings
from tlsrpt_tui.index.counting import tally
from tlsrpt_tui.index.rows import Places, Row, Rows, seconds_of
from tlsrpt_tui.reports.canonical import digest_of
from tlsrpt_tui.reports.decode import NEGOTIATION, looks_like_report, read_period
from tlsrpt_tui.reports.fields import (
    MOST_SESSIONS,
    NAME_CHARACTERS,
    NOTES_LISTED,
    POLICY_TYPES,
    RESULT_TYPES,
    Entry,
    Notes,
    address_of,
    mode_of,
    name_of,
    read_domain,
    read_mx_hosts,
    read_policy_lines,
    read_word,
)
from tlsrpt_tui.text import sanitise

_POLICY: Final = PACKED["policies"]
_FAILURE: Final = PACKED["failures"]
_DOCUMENT_BYTES: Final = 65_536
_MOST_KNOWN: Final = 20_000
_MOST_VALUES: Final = 200_000
_POLICY_BYTES: Final = 4096
_PERIOD_CHARACTERS: Final = 64
"""What is longer is read each time and not remembered: reports are small, and these are the ones that are not."""

_MOST_NOTES: Final = NOTES_LISTED // 2  # well below where the tolerant reader begins to count instead


class _Odd(Exception):
    """The report needs a note."""


class _Known(dict[object, int]):
    """The places of one field's values, by what reports write for them, as long as that needs no note."""

    def __init__(self, places: Places, read: Callable[[str], tuple[str, str]], *, may_be_absent: bool = True) -> None:
        self._absent: dict[object, int] = {None: 0} if may_be_absent else {}
        super().__init__(self._absent)
        self._places = places
        self._read = read

    def __missing__(self, value: object) -> int:
        if type(value) is not str:
            raise _Odd
        text, defect = self._read(value)
        if defect:
            raise _Odd
        place = self._places[text]
        if len(value) <= NAME_CHARACTERS:
            if len(self) >= _MOST_VALUES:
                self.clear()
                self.update(self._absent)
            self[value] = place
        return place


def _text(value: str) -> tuple[str, str]:
    return sanitise(value), ""


def _expected_text(value: str) -> tuple[str, str]:
    return sanitise(value), "" if value and not value.isspace() else "is empty"


def _contact(value: str) -> tuple[str, str]:
    return sanitise(value), "" if "@" in value and not value.isspace() else "is not an address"


def _result_type(value: str) -> tuple[str, str]:
    word = RESULT_TYPES.get(value)
    return ("", "is not written so") if word != value else (value, "")


class _KnownPolicies(dict[tuple[int, bytes], tuple[Row, Row]]):
    """What stands where in a report, and the places of domain, type, mode, text and mx patterns, and of the notes."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, key: tuple[int, bytes]) -> tuple[Row, Row]:
        position, written = key
        policy: Entry = orjson.loads(written)
        notes = Notes()
        where = ("policies", position, "policy")
        policy_type = read_word(policy, "policy-type", POLICY_TYPES, where, notes)
        domain = read_domain(policy, "policy-domain", where, notes)
        if not domain:
            raise _Odd
        lines = read_policy_lines(policy, policy_type, where, notes)
        patterns = read_mx_hosts(policy, where, notes)
        places = self._rows.strings
        named = (
            places[Strings.DOMAIN][domain],
            places[Strings.POLICY_TYPE][policy_type],
            places[Strings.MODE][mode_of(lines) if "sts" in policy_type else ""],
            places[Strings.POLICY_TEXT]["\n".join(lines)],
            places[Strings.MX_PATTERNS]["\n".join(patterns)],
        )
        made = named, self._rows.places_of(notes.listed())
        if len(written) <= _POLICY_BYTES:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[key] = made
        return made


class QuickWalk:
    """Puts reports that need no note into rows."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._most_bytes = min(rows.bounds.document_bytes, rows.bounds.document_values, _DOCUMENT_BYTES)
        self._begin()

    def _begin(self) -> None:
        """Forget what was remembered: they are places in the dictionaries of a session."""
        self._session = self._rows.session
        strings = self._rows.strings
        self._periods: dict[tuple[object, object], tuple[int, int, Row]] = {}
        self._senders = _Known(strings[Strings.SENT_ORGANIZATION], _expected_text, may_be_absent=False)
        self._contacts = _Known(strings[Strings.CONTACT], _contact, may_be_absent=False)
        self._policies = _KnownPolicies(self._rows)
        self._results = _Known(strings[Strings.RESULT_TYPE], _result_type, may_be_absent=False)
        self._hosts = _Known(strings[Strings.MX_HOST], name_of)
        self._helos = _Known(strings[Strings.MX_HELO], _text)
        self._addresses = _Known(strings[Strings.IP], address_of)
        self._reasons = _Known(strings[Strings.REASON], _text)
        self._infos = _Known(strings[Strings.INFO], _text)
        self._negotiated = frozenset(strings[Strings.RESULT_TYPE][result] for result in NEGOTIATION)

    def take(self, text: bytes, member: str = "", ordinal: int = 0) -> bool:
        """Take a document; return whether it was taken.

        Args:
            text: its JSON.
            member: where in its file it is; "" for the file itself.
            ordinal: its place among the documents there.
        """
        rows = self._rows
        if len(text) > self._most_bytes:
            return False
        if self._session is not rows.session:
            self._begin()
        try:
            report = orjson.loads(text)
        except orjson.JSONDecodeError:
            return False
        if not looks_like_report(report):
            return False
        policies, failures = rows.packed["policies"], rows.packed["failures"]
        sizes = len(policies), len(failures)
        try:
            self._report(report, (member, ordinal))
        except (_Odd, OverBound, KeyError, TypeError, AttributeError, ValueError):
            # Whatever is missing or of another type than it should be: the tolerant decoder says what.
            del policies[sizes[0] :], failures[sizes[1] :]
            return False
        return True

    def _report(self, report: Entry, where: tuple[str, int]) -> None:
        rows = self._rows
        report_id = report["report-id"]
        if type(report_id) is not str or not report_id.strip():
            raise _Odd
        dates = report["date-range"]
        period = (dates["start-datetime"], dates["end-datetime"])  # type: ignore[index]  # a TypeError is expected
        start, end, notes = self._periods.get(period) or self._period(period)
        named = (self._senders[report["organization-name"]], self._contacts[report["contact-info"]], start, end)
        entries = report["policies"]
        if type(entries) is not list or not 0 < len(entries) <= rows.bounds.policies:
            raise _Odd
        first = rows.policies
        for position, entry in enumerate(entries):
            more = self._policy(entry, position, first + position)
            if more:
                notes += more
                if len(notes) > _MOST_NOTES:
                    raise _Odd
        if len(entries) > 1:
            self._settle(first)
        rows.close(named, sanitise(report_id), digest_of(report), notes, where)

    def _period(self, period: tuple[Any, Any]) -> tuple[int, int, Row]:
        """Read the dates of a report; their notes name nothing that differs from report to report."""
        if not (type(period[0]) is type(period[1]) is str):
            raise _Odd
        notes = Notes()
        start, end = read_period({"date-range": {"start-datetime": period[0], "end-datetime": period[1]}}, notes)
        made = seconds_of(start), seconds_of(end), self._rows.places_of(notes.listed())
        if max(map(len, period)) <= _PERIOD_CHARACTERS:
            if len(self._periods) >= _MOST_KNOWN:
                self._periods.clear()
            self._periods[period] = made
        return made

    def _settle(self, first: int) -> None:
        """Find out which of a report's policies, from ``first`` on, describe the same sessions."""
        rows = self._rows
        for number, counting in enumerate(tally(rows.sides(first), sts=rows.sts, tlsa=rows.tlsa), first):
            if counting.rivalry is not None:
                rows.settle(number, counting, first)

    def _policy(self, entry: Mapping[str, Any], position: int, number: int) -> Row:
        """Take a policy with its details; return the places of the notes on the policy itself."""
        summary = entry["summary"]
        successful, failed = summary["total-successful-session-count"], summary["total-failure-session-count"]
        if not (type(successful) is type(failed) is int and 0 <= successful <= MOST_SESSIONS >= failed >= 0):
            raise _Odd
        rows = self._rows
        policy = entry["policy"]
        if type(policy) is not dict:
            raise _Odd
        # Written as JSON it is found faster than as a tuple of all it holds, and true is not 1.
        named, notes = self._policies[position, orjson.dumps(policy)]
        rows.packed["policies"] += _POLICY.pack(rows.reports, *named, position, successful, failed, NULL, 1)
        details = entry.get("failure-details")
        if details is not None and (type(details) is not list or len(details) > rows.bounds.details):
            raise _Odd
        if details:
            self._details(details, number, failed)
        elif failed:
            rows.add_unnamed(failed, number)
        return notes

    def _details(self, details: list[Mapping[str, Any]], policy: int, failed: int) -> None:
        rows, pack = self._rows.packed["failures"], _FAILURE.pack
        results, hosts, helos, addresses = self._results, self._hosts, self._helos, self._addresses
        reasons, infos, negotiated = self._reasons, self._infos, self._negotiated
        summed = 0
        for position, detail in enumerate(details):
            get = detail.get
            sessions = detail["failed-session-count"]
            if type(sessions) is not int or not 0 <= sessions <= MOST_SESSIONS:
                raise _Odd
            result = results[detail["result-type"]]
            host = hosts[get("receiving-mx-hostname")]
            sender = addresses[get("sending-mta-ip")]
            if not (host and sender) and result in negotiated:
                raise _Odd
            if "additional-info-uri" in detail or "failure-error-code" in detail:
                raise _Odd
            summed += sessions
            rows += pack(
                policy,
                result,
                host,
                helos[get("receiving-mx-helo")],
                sender,
                addresses[get("receiving-ip")],
                sessions,
                reasons[get("failure-reason-code")],
                infos[get("additional-information")],
                position,
            )
        if summed and not failed:
            raise _Odd
