"""The counting rules once more, in plain Python and without tables, to hold the engine against."""

import datetime as dt
import ipaddress
from dataclasses import dataclass

from tests.index.factories import policy
from tlsrpt_tui.reports.model import FailureDetail, Policy, Report

POLICY_FIELDS = ("org", "domain", "policy", "mode")
ROW_FIELDS = ("result", "mx", "ip", "to")
FACETS = {
    "organizations": "org",
    "domains": "domain",
    "policy_types": "policy",
    "mx_hosts": "mx",
    "result_types": "result",
    "sending_ips": "ip",
}
SYMBOLS = {">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b}


@dataclass(frozen=True)
class Wish:
    """One clause: ``field`` with ``values``, compared by ``operator`` where it is a number."""

    field: str
    values: tuple
    negated: bool = False
    operator: str = "="

    @property
    def text(self):
        sign = "-" if self.negated else ""
        if self.field == "word":
            return f'{sign}"{self.values[0]}"'
        if self.field in ("failed", "rate"):
            return f"{self.field}{self.operator}{self.values[0]}{'%' if self.field == 'rate' else ''}"
        if self.field in ("since", "until", "on"):
            return f"{sign}{self.field}:{self.values[0]}"
        listed = ",".join(f'"{value}"' for value in self.values)
        return f"{sign}{self.field}={listed}"


@dataclass(frozen=True)
class Row:
    """A failure with all it belongs to."""

    number: int
    report: Report
    policy: Policy
    detail: FailureDetail


def distinct(reports):
    """Drop every repetition of a report."""
    seen, kept = set(), []
    for report in reports:
        name = report.organization_name.strip().casefold()
        key = (name, report.report_id, report.start, report.end, report.digest)
        if key not in seen:
            seen.add(key)
            kept.append(report)
    return kept


def sessions_of(made):
    return (made.successful or 0) + (made.failed or 0)


class Reference:
    """Answers for one list of reports."""

    def __init__(self, reports):
        self.reports = distinct(reports)
        said = {}
        for report in self.reports:
            name = report.organization_name.strip()
            said.setdefault(name.casefold(), []).append(name)
        # What most reports say, and of those the first by text.
        self.names = {folded: min(sent, key=lambda name: (-sent.count(name), name)) for folded, sent in said.items()}
        self.policies = [
            (number, report, made)
            for number, report in enumerate(self.reports)
            for made in (report.policies or (policy(kind="", domain=""),))
        ]
        self.rows = [
            Row(number, report, made, failure) for number, report, made in self.policies for failure in _failures(made)
        ]

    def name_of(self, report):
        return self.names[report.organization_name.strip().casefold()]

    # What a wish looks at

    def _policy_value(self, field, report, made):
        return {
            "org": self.name_of(report),
            "domain": made.policy_domain,
            "policy": made.policy_type,
            "mode": made.mode,
        }[field]

    @staticmethod
    def _row_value(field, row):
        return {
            "result": row.detail.result_type,
            "mx": row.detail.receiving_mx_hostname,
            "ip": row.detail.sending_mta_ip,
            "to": row.detail.receiving_ip,
        }[field]

    def _named(self, word, report, made):
        return any(word in text.casefold() for text in (self.name_of(report), made.policy_domain, report.report_id))

    @staticmethod
    def _in_row(word, row):
        return word in row.detail.receiving_mx_hostname or word in row.detail.failure_reason_code.casefold()

    def _word_is_in_rows(self, wish):
        return any(self._in_row(wish.values[0], row) for row in self.rows)

    def by_rows(self, wishes):
        return any(
            wish.field in ROW_FIELDS or (wish.field == "word" and self._word_is_in_rows(wish)) for wish in wishes
        )

    # What is selected

    def takes_policy(self, wishes, report, made):
        for field in POLICY_FIELDS:
            if not _chosen([w for w in wishes if w.field == field], self._policy_value(field, report, made)):
                return False
        return all(self._passes(wish, report, made) for wish in wishes) and _on_time(wishes, report)

    def _passes(self, wish, report, made):
        if wish.field == "failed":
            return SYMBOLS[wish.operator](made.failed or 0, wish.values[0])
        if wish.field == "rate":
            sessions = sessions_of(made)
            return bool(sessions) and SYMBOLS[wish.operator]((made.failed or 0) * 100, wish.values[0] * sessions)
        if wish.field == "word":
            named = self._named(wish.values[0], report, made)
            if wish.negated:
                return not named
            return named or self._word_is_in_rows(wish)
        return True

    def takes_row(self, wishes, row):
        if not self.takes_policy(wishes, row.report, row.policy):
            return False
        for field in ROW_FIELDS:
            if not _chosen([w for w in wishes if w.field == field], self._row_value(field, row)):
                return False
        for wish in wishes:
            if wish.field == "word":
                word = wish.values[0]
                if (self._named(word, row.report, row.policy) or self._in_row(word, row)) is wish.negated:
                    return False
        return True

    def selected_rows(self, wishes):
        return [row for row in self.rows if self.takes_row(wishes, row)]

    def selected_policies(self, wishes, *, own=False):
        """Return (report number, report, policy, successful, failed), numbers as they count."""
        taken = [entry for entry in self.policies if self.takes_policy(wishes, entry[1], entry[2])]
        counted = []
        for number, report, made in taken:
            beside = [other for place, _, other in taken if place == number]
            speaks = own or self._speaks(report, made, beside)
            counted.append((number, report, made, (made.successful or 0) * speaks, (made.failed or 0) * speaks))
        return counted

    @staticmethod
    def _speaks(report, made, beside):
        """Whether the numbers of a policy count, seen together with those ``beside`` it."""
        if made.policy_type not in ("sts", "tlsa"):
            return True
        same = [other for other in report.policies if other.policy_domain == made.policy_domain]
        sts = [other for other in same if other.policy_type == "sts"]
        tlsa = [other for other in same if other.policy_type == "tlsa"]
        if not sts or not tlsa:
            return True
        winner = "sts" if sum(map(sessions_of, sts)) >= sum(map(sessions_of, tlsa)) else "tlsa"
        if made.policy_type == winner:
            return True
        return not any(other.policy_type == winner and other.policy_domain == made.policy_domain for other in beside)

    def _sessions(self, row, rows, *, own):
        """The sessions of a row as they count among the selected rows of its report; with ``own``, all of them."""
        beside = [other.policy for other in rows if other.number == row.number]
        return row.detail.failed_session_count if own or self._speaks(row.report, row.policy, beside) else 0

    # The answers

    def _named_entries(self, wishes):
        """Return an entry of 0 for every policy that each word itself names, where words alone look into the rows."""
        if any(wish.field in ROW_FIELDS for wish in wishes):
            return []
        words = [wish.values[0] for wish in wishes if wish.field == "word" and not wish.negated]
        return [
            (number, report, made, None, None, 0)
            for number, report, made in self.policies
            if self.takes_policy(wishes, report, made) and all(self._named(word, report, made) for word in words)
        ]

    def _entries(self, wishes, *, by_rows, own=False, of_rows=False):
        """Return (report number, report, policy, row, successful, failed); with ``own``, none stands aside.

        With ``of_rows`` there is nothing but rows, even where words name policies without any.
        """
        if by_rows:
            rows = self.selected_rows(wishes)
            named = [] if of_rows or not self.by_rows(wishes) else self._named_entries(wishes)
            return named + [
                (row.number, row.report, row.policy, row, None, self._sessions(row, rows, own=own)) for row in rows
            ]
        return [
            (number, report, made, None, successful, failed)
            for number, report, made, successful, failed in self.selected_policies(wishes, own=own)
        ]

    def _grouped(self, entries, key):
        groups = {}
        for entry in entries:
            groups.setdefault(key(entry), []).append(entry)
        return {value: _summed(group) for value, group in groups.items()}

    def totals(self, wishes):
        return _summed(self._entries(wishes, by_rows=self.by_rows(wishes)))

    def facet(self, wishes, dimension):
        return {value: _summed(group) for value, group in self._facet_entries(wishes, dimension).items()}

    def _facet_entries(self, wishes, dimension):
        """Return value -> the entries that its facet counts."""
        field = FACETS[dimension]
        others = [wish for wish in wishes if wish.field != field]
        of_rows = field in ROW_FIELDS
        by_rows = self.by_rows(others) or of_rows
        groups = {}
        for entry in self._entries(others, by_rows=by_rows, own=field == "policy" or of_rows, of_rows=of_rows):
            value = self._row_value(field, entry[3]) if of_rows else self._policy_value(field, entry[1], entry[2])
            groups.setdefault(value, []).append(entry)
        return groups

    def last_days(self, wishes, dimension):
        """Return value -> the last day on which something failed under it; none where nothing did on any day."""
        return {
            value: max((entry[1].start.date() for entry in group if entry[5] and entry[1].start), default=None)
            for value, group in self._facet_entries(wishes, dimension).items()
        }

    def ranked(self, wishes, dimension, sort, *, turned=False):
        """Return the values of a facet in an order: ties by failed, successful (both greatest first) and text."""
        facet, days = self.facet(wishes, dimension), self.last_days(wishes, dimension)
        ranked = sorted(facet, key=lambda value: (-facet[value][2], -(facet[value][1] or 0), value))
        told = {value: _told_by(sort, value, facet[value], days[value]) for value in ranked}
        known = [value for value in ranked if told[value] is not None]
        # What is equal keeps its order, whichever way the rest runs.
        known.sort(key=lambda value: told[value], reverse=(sort != "name") is not turned)
        return known + [value for value in ranked if told[value] is None]

    def span(self, wishes):
        """Return the first and last day that reports and wishes on time have in common; none where there is none."""
        days = [report.start.date() for report in self.reports if report.start]
        firsts = [dt.date.fromisoformat(wish.values[0]) for wish in wishes if wish.field == "since"]
        lasts = [dt.date.fromisoformat(wish.values[0]) for wish in wishes if wish.field == "until"]
        if not days:
            return None
        first, last = max([min(days), *firsts]), min([max(days), *lasts])
        return (first, last) if first <= last else None

    def cells(self, wishes, dimension, span, number):
        """Return value -> failed sessions in each of ``number`` stretches of ``span``; none where no report is."""
        field = FACETS[dimension]
        others = [wish for wish in wishes if wish.field != field]
        by_rows = self.by_rows(others) or field in ROW_FIELDS
        of_rows = field in ROW_FIELDS
        entries = self._entries(others, by_rows=by_rows, own=field == "policy" or of_rows, of_rows=of_rows)
        taken = [report for _, report, made in self.policies if self.takes_policy(others, report, made)]
        known = {_cell(report, span, number) for report in taken} if by_rows else set()
        lines = {}
        for entry in entries:
            value = self._row_value(field, entry[3]) if of_rows else self._policy_value(field, entry[1], entry[2])
            line = lines.setdefault(value, [0 if cell in known else None for cell in range(number)])
            cell = _cell(entry[1], span, number)
            if cell is not None:
                line[cell] = (line[cell] or 0) + entry[5]
        return {value: tuple(line) for value, line in lines.items()}

    def days(self, wishes):
        entries = self._entries(wishes, by_rows=self.by_rows(wishes))
        return self._grouped(entries, lambda entry: entry[1].start.date().isoformat() if entry[1].start else "")

    def listed(self, wishes):
        """Return report number -> (successful, failed, failing)."""
        failing = {row.number for row in self.selected_rows(wishes) if row.detail.failed_session_count}
        sums = self._grouped(self._entries(wishes, by_rows=self.by_rows(wishes)), lambda entry: entry[0])
        return {
            number: (successful, failed, bool(failed) or number in failing)
            for number, (_, successful, failed) in sums.items()
        }


def _failures(made):
    if made.failure_details or not made.failed:
        return made.failure_details
    return (FailureDetail("(no details)", "", "", "", "", made.failed, "", "", 0),)


def _chosen(wishes, value):
    positive = [wish for wish in wishes if not wish.negated]
    if positive and not any(_holds(wish, value) for wish in positive):
        return False
    return not any(_holds(wish, value) for wish in wishes if wish.negated)


def _holds(wish, value):
    return value.strip().casefold() in {wanted.strip().casefold() for wanted in wish.values}


def _on_time(wishes, report):
    day = report.start.date().isoformat() if report.start else None
    wanted = [wish for wish in wishes if wish.field == "on" and not wish.negated]
    if wanted and not any(wish.values[0] == day for wish in wanted):
        return False
    for wish in wishes:
        limit = wish.values[0]
        if wish.field == "since" and (day is None or day < limit):
            return False
        if wish.field == "until" and (day is None or day > limit):
            return False
        if wish.field == "on" and wish.negated and day == limit:
            return False
    return True


def _cell(report, span, number):
    """Return the stretch of ``span`` that holds a report; none outside."""
    first, last = span
    if report.start is None or not first <= report.start.date() <= last:
        return None
    return (report.start.date() - first).days * number // ((last - first).days + 1)


def _told_by(sort, value, sums, day):
    """Return what an order looks at; none where there is no such thing."""
    _, successful, failed = sums
    if sort == "name":
        return _name_order(value)
    if sort == "last":
        return day
    if sort == "rate" and successful is not None:
        return failed / (failed + successful) if failed + successful else None
    return failed


def _name_order(value):
    """IPv4 before IPv6, each by number, then what is no address; without regard to case."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return (9, 0, value.casefold(), value)
    return (address.version, int(address), "", value)


def _summed(entries):
    """Return (reports, successful, failed)."""
    reports = len({entry[0] for entry in entries})
    successes = [entry[4] for entry in entries]
    return reports, None if None in successes else sum(successes), sum(entry[5] for entry in entries)
