"""Which rows of the tables a view takes: one bit mask per field, shared between questions."""

import datetime as dt
import operator
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

import polars as pl

from tlsrpt_tui.index.matching import number_tests, text_matcher, words
from tlsrpt_tui.index.schema import EPOCH, Strings, Tables
from tlsrpt_tui.index.view import Clause, Field, Operator, View

_KEPT_MASKS = 64
_KEPT_SELECTIONS = 16

_POLICY_FIELDS = {
    Field.ORGANIZATION: ("organization", Strings.ORGANIZATION),
    Field.DOMAIN: ("domain", Strings.DOMAIN),
    Field.POLICY: ("policy_type", Strings.POLICY_TYPE),
    Field.MODE: ("mode", Strings.MODE),
}
_FAILURE_FIELDS = {
    Field.MX: ("mx_host", Strings.MX_HOST),
    Field.RESULT: ("result_type", Strings.RESULT_TYPE),
    Field.SENDING_IP: ("sending_ip", Strings.IP),
    Field.RECEIVING_IP: ("receiving_ip", Strings.IP),
}
_COMPARE: dict[Operator, Callable[[pl.Series, float], pl.Series]] = {
    Operator.IS: operator.eq,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
}
TIME_FIELDS = frozenset({Field.SINCE, Field.UNTIL, Field.ON})


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The rows of one view.

    Attributes:
        policies: mask over the policies; ``None`` takes all.
        failures: mask over the failures; ``None`` takes all.
        by_rows: whether the view looks inside the failure details, so that only those can be summed.
        named: where a bare word made it so, mask over the policies that the word names themselves; they stay
            in the view even where nothing failed.
    """

    policies: pl.Series | None
    failures: pl.Series | None
    by_rows: bool
    named: pl.Series | None = None


def shared(left: Selection, right: Selection) -> Selection:
    """Return the rows that both selections hold."""
    return Selection(
        policies=_both(left.policies, right.policies),
        failures=_both(left.failures, right.failures),
        by_rows=left.by_rows or right.by_rows,
    )


def _both(left: pl.Series | None, right: pl.Series | None) -> pl.Series | None:
    if left is None or right is None:
        return right if left is None else left
    return left & right


class Selector:
    """Turns views into selections; masks of single fields are kept, as most views differ in one."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._masks: OrderedDict[tuple[object, ...], tuple[pl.Series | None, pl.Series | None]] = OrderedDict()
        self._selections: OrderedDict[tuple[object, ...], Selection] = OrderedDict()
        self._report_ids: pl.Series | None = None
        self._lock = Lock()

    def select(self, view: View, now: dt.datetime, without: Iterable[Field] = ()) -> Selection:
        """Return the rows of ``view``, leaving the clauses on ``without`` aside; the same object while it is known."""
        aside = frozenset(without)
        kept = View(tuple(clause for clause in view.clauses if clause.field not in aside))
        key = (kept.clauses, kept.resolved_days(now))
        with self._lock:
            if key in self._selections:
                self._selections.move_to_end(key)
                return self._selections[key]
        made = self._select(kept, now)
        with self._lock:
            made = self._selections.setdefault(key, made)
            while len(self._selections) > _KEPT_SELECTIONS:
                self._selections.popitem(last=False)
        return made

    def _select(self, view: View, now: dt.datetime) -> Selection:
        by_field: dict[Field, list[Clause]] = {}
        for clause in view.clauses:
            kind = Field.SINCE if clause.field in TIME_FIELDS else clause.field
            by_field.setdefault(kind, []).append(clause)
        policies: pl.Series | None = None
        failures: pl.Series | None = None
        for field, clauses in by_field.items():
            of_policies, of_failures = self._mask(field, tuple(clauses), now)
            policies = _both(policies, of_policies)
            failures = _both(failures, of_failures)
        by_rows = failures is not None
        named = None
        if by_rows and not by_field.keys() & _FAILURE_FIELDS.keys():
            named = _both(policies, self._named_by_all(by_field[Field.WORDS]))
        if policies is not None:
            failures = _both(policies.gather(self._tables.failures["policy"]), failures)
        return Selection(policies, failures, by_rows, named)

    def _mask(
        self, field: Field, clauses: tuple[Clause, ...], now: dt.datetime
    ) -> tuple[pl.Series | None, pl.Series | None]:
        key = (field, clauses, View(clauses).resolved_days(now))
        with self._lock:
            if key in self._masks:
                self._masks.move_to_end(key)
                return self._masks[key]
        made = self._made(field, clauses, now)
        with self._lock:
            self._masks[key] = made
            while len(self._masks) > _KEPT_MASKS:
                self._masks.popitem(last=False)
        return made

    def _made(
        self, field: Field, clauses: tuple[Clause, ...], now: dt.datetime
    ) -> tuple[pl.Series | None, pl.Series | None]:
        if field is Field.SINCE:
            return self._on_days(View(clauses), now), None
        if field is Field.WORDS:
            return self._with_words(clauses)
        if field in (Field.FAILED, Field.RATE):
            return self._by_number(field, clauses), None
        if field in _POLICY_FIELDS:
            column, strings = _POLICY_FIELDS[field]
            return self._by_text(field, clauses, self._tables.policies[column], strings), None
        column, strings = _FAILURE_FIELDS[field]
        return None, self._by_text(field, clauses, self._tables.failures[column], strings)

    def _by_text(
        self, field: Field, clauses: tuple[Clause, ...], codes: pl.Series, strings: Strings
    ) -> pl.Series | None:
        matches = text_matcher(field, clauses)
        return None if matches is None else self._where(matches, codes, strings)

    def _where(self, matches: Callable[[str], bool], codes: pl.Series, strings: Strings) -> pl.Series:
        """Ask about each distinct string once, and spread the answers over the rows."""
        values = self._tables.strings[strings].to_list()
        return pl.Series([matches(value) for value in values], dtype=pl.Boolean).gather(codes)

    def _on_days(self, view: View, now: dt.datetime) -> pl.Series:
        days = self._tables.policies["day"]
        span = view.day_range(now)
        mask = pl.Series([True]).new_from_index(0, len(days))
        if span.first is not None:
            mask &= days >= (span.first - EPOCH).days
        if span.last is not None:
            mask &= days <= (span.last - EPOCH).days
        for wanted, stretches in ((True, view.days_on(now)), (False, view.days_off(now))):
            if stretches:
                within = pl.Series([False]).new_from_index(0, len(days))
                for first, last in stretches:
                    within |= days.is_between((first - EPOCH).days, (last - EPOCH).days).fill_null(value=False)
                mask &= within if wanted else ~within
        return mask.fill_null(value=False)

    def _by_number(self, field: Field, clauses: tuple[Clause, ...]) -> pl.Series:
        policies = self._tables.policies
        numbers = policies["failed"]
        if field is Field.RATE:
            sessions = numbers.cast(pl.Float64) + policies["successful"].cast(pl.Float64)
            numbers = (numbers.cast(pl.Float64) / sessions).fill_nan(None)
        mask = pl.Series([True]).new_from_index(0, len(policies))
        for test in number_tests(clauses):
            mask &= _COMPARE[test.operator](numbers, test.limit)
        return mask.fill_null(value=False)

    def _with_words(self, clauses: tuple[Clause, ...]) -> tuple[pl.Series | None, pl.Series | None]:
        """A word is looked for in what names a policy and in what names a row; only the latter makes a view by rows."""
        of_policies: pl.Series | None = None
        of_failures: pl.Series | None = None
        for word, negated in words(clauses):
            named = self._named(word)
            in_rows = self._in_rows(word)
            if in_rows.any():
                found = named.gather(self._tables.failures["policy"]) | in_rows
                of_failures = _both(of_failures, ~found if negated else found)
                if negated:
                    of_policies = _both(of_policies, ~named)
            else:
                of_policies = _both(of_policies, ~named if negated else named)
        return of_policies, of_failures

    def _named_by_all(self, clauses: Iterable[Clause]) -> pl.Series:
        """Return which policies every word names that is looked for."""
        mask = pl.Series([True]).new_from_index(0, len(self._tables.policies))
        for word, negated in words(clauses):
            if not negated:
                mask &= self._named(word)
        return mask

    def _named(self, word: str) -> pl.Series:
        policies = self._tables.policies

        def holds(value: str) -> bool:
            return word in value.casefold()

        found = self._where(holds, policies["organization"], Strings.ORGANIZATION)
        found |= self._where(holds, policies["domain"], Strings.DOMAIN)
        if self._report_ids is None:
            folded = [identity.casefold() for identity in self._tables.reports["report_id"]]
            self._report_ids = pl.Series(folded, dtype=pl.String)
        in_id = self._report_ids.str.contains(word, literal=True)
        return found | in_id.gather(policies["report"])

    def _in_rows(self, word: str) -> pl.Series:
        failures = self._tables.failures

        def holds(value: str) -> bool:
            return word in value.casefold()

        found = self._where(holds, failures["mx_host"], Strings.MX_HOST)
        return found | self._where(holds, failures["reason"], Strings.REASON)
