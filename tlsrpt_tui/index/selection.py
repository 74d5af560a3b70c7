"""Which rows of the tables a view takes: one bit mask per field, shared between questions."""

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import polars as pl

from tlsrpt_tui.index.dictionary import Dictionary
from tlsrpt_tui.index.kept import Kept
from tlsrpt_tui.index.matching import number_tests, text_tests, words
from tlsrpt_tui.index.schema import EPOCH, Strings, Tables
from tlsrpt_tui.index.view import Clause, Field, Operator, View

_KEPT_MASKS = 32
_KEPT_SELECTIONS = 16
_KEPT_WORDS = 8

_FEW_CODES = 4
"""Up to here, codes are compared one by one, which is faster than looking each row up."""

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
WHOSE_FIELDS = frozenset({Field.ORGANIZATION, Field.DOMAIN, Field.POLICY, Field.WORDS})
"""What says who saw a policy, and of which domain."""


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


@dataclass(frozen=True, slots=True)
class _Masks:
    """What the clauses on one field take: masks over policies and failures, ``None`` takes all.

    Attributes:
        by_rows: whether the failure rows are told apart by more than the policies they belong to.
    """

    policies: pl.Series | None
    failures: pl.Series | None
    by_rows: bool = False


def _unless_all(mask: pl.Series | None) -> pl.Series | None:
    return None if mask is None or mask.all() else mask


class Selector:
    """Turns views into selections; masks of single fields are kept, as most views differ in one."""

    def __init__(self, tables: Tables, dictionaries: Mapping[Strings, Dictionary]) -> None:
        self._tables = tables
        self._dictionaries = dictionaries
        self._masks: Kept[tuple[object, ...], _Masks] = Kept(_KEPT_MASKS)
        self._selections: Kept[tuple[object, ...], Selection] = Kept(_KEPT_SELECTIONS)
        self._words: Kept[str, pl.Series] = Kept(_KEPT_WORDS)
        self._report_ids = Dictionary(tables.reports["report_id"])

    def select(self, view: View, now: dt.datetime, without: Iterable[Field] = ()) -> Selection:
        """Return the rows of ``view``, leaving the clauses on ``without`` aside; the same object while it is known."""
        aside = frozenset(without)
        kept = View(tuple(clause for clause in view.clauses if clause.field not in aside))
        key = (kept.clauses, kept.resolved_days(now))
        return self._selections.get_or_make(key, lambda: self._select(kept, now))

    def _select(self, view: View, now: dt.datetime) -> Selection:
        by_field: dict[Field, list[Clause]] = {}
        for clause in view.clauses:
            kind = Field.SINCE if clause.field in TIME_FIELDS else clause.field
            by_field.setdefault(kind, []).append(clause)
        made = [self._mask(field, tuple(clauses), now) for field, clauses in by_field.items()]
        policies = reduce(_both, (masks.policies for masks in made), None)
        failures = reduce(_both, (masks.failures for masks in made), None)
        by_rows = any(masks.by_rows for masks in made)
        named = None
        if by_rows and not by_field.keys() & _FAILURE_FIELDS.keys():
            naming = _both(policies, self._named_by_all(by_field[Field.WORDS]))
            named = naming if naming is not None and naming.any() else None
        return Selection(_unless_all(policies), _unless_all(failures), by_rows, named)

    def _mask(self, field: Field, clauses: tuple[Clause, ...], now: dt.datetime) -> _Masks:
        key = (field, clauses, View(clauses).resolved_days(now))
        return self._masks.get_or_make(key, lambda: self._made(field, clauses, now))

    def _made(self, field: Field, clauses: tuple[Clause, ...], now: dt.datetime) -> _Masks:
        policies, failures = self._tables.policies, self._tables.failures
        if field is Field.SINCE:
            view = View(clauses)
            return _Masks(_on_days(policies["day"], view, now), _on_days(failures["day"], view, now))
        if field is Field.WORDS:
            return self._with_words(clauses)
        if field in (Field.FAILED, Field.RATE):
            mask = _by_number(policies, field, clauses)
            return _Masks(mask, self._spread(mask))
        column, strings = (_POLICY_FIELDS | _FAILURE_FIELDS)[field]
        tests = text_tests(field, clauses)
        if tests is None:
            return _Masks(None, None)
        passing = self._dictionaries[strings].passing(tests)
        if field in _FAILURE_FIELDS:
            return _Masks(None, _rows_of(passing, failures[column]), by_rows=True)
        mask = _rows_of(passing, policies[column])
        # Failure rows repeat what is asked for most of their policies.
        spread = _rows_of(passing, failures[column]) if column in failures.columns else self._spread(mask)
        return _Masks(mask, spread)

    def _spread(self, policies: pl.Series) -> pl.Series:
        """Give the failure rows what their policies got."""
        return policies.gather(self._tables.failures["policy"])

    def _with_words(self, clauses: tuple[Clause, ...]) -> _Masks:
        """A word is looked for in what names a policy and in what names a row; only the latter makes a view by rows."""
        of_policies: pl.Series | None = None
        of_failures: pl.Series | None = None
        by_rows = False
        for word, negated in words(clauses):
            named = self._named(word)
            found = self._spread(named)
            in_rows = self._in_rows(word)
            if in_rows is not None:
                found |= in_rows
                by_rows = True
            if negated or in_rows is None:
                of_policies = _both(of_policies, ~named if negated else named)
            of_failures = _both(of_failures, ~found if negated else found)
        return _Masks(of_policies, of_failures, by_rows)

    def _named_by_all(self, clauses: Iterable[Clause]) -> pl.Series:
        """Return which policies every word names that is looked for."""
        everything = pl.repeat(value=True, n=len(self._tables.policies), dtype=pl.Boolean, eager=True)
        return reduce(and_, (self._named(word) for word, negated in words(clauses) if not negated), everything)

    def _named(self, word: str) -> pl.Series:
        """Return which policies a word names: by organization, domain or report id."""
        return self._words.get_or_make(word, lambda: self._naming(word))

    def _naming(self, word: str) -> pl.Series:
        policies = self._tables.policies
        organizations = self._dictionaries[Strings.ORGANIZATION].holding(word)
        domains = self._dictionaries[Strings.DOMAIN].holding(word)
        in_id = self._report_ids.holding(word)
        found = _rows_of(organizations, policies["organization"]) | _rows_of(domains, policies["domain"])
        return found | in_id.gather(policies["report"]) if in_id.any() else found

    def _in_rows(self, word: str) -> pl.Series | None:
        """Return which failure rows hold a word themselves; ``None`` where none does."""
        failures = self._tables.failures
        found = None
        for column, strings in (("mx_host", Strings.MX_HOST), ("reason", Strings.REASON)):
            holding = self._dictionaries[strings].holding(word)
            if holding.any():
                rows = _rows_of(holding, failures[column])
                found = rows if found is None else found | rows
        return found if found is not None and found.any() else None


def _rows_of(passing: pl.Series, codes: pl.Series) -> pl.Series:
    """Return which rows hold a code that passes."""
    few = passing.sum()
    if few <= _FEW_CODES:
        return _any_of(codes, passing.arg_true())
    if len(passing) - few <= _FEW_CODES:
        return ~_any_of(codes, passing.not_().arg_true())
    return passing.gather(codes)


def _any_of(codes: pl.Series, wanted: pl.Series) -> pl.Series:
    none = pl.repeat(value=False, n=len(codes), dtype=pl.Boolean, eager=True)
    return reduce(or_, (codes == code for code in wanted), none)


def _on_days(days: pl.Series, view: View, now: dt.datetime) -> pl.Series:
    span = view.day_range(now)
    mask = pl.repeat(value=True, n=len(days), dtype=pl.Boolean, eager=True)
    if span.first is not None:
        mask &= days >= (span.first - EPOCH).days
    if span.last is not None:
        mask &= days <= (span.last - EPOCH).days
    for wanted, stretches in ((True, view.days_on(now)), (False, view.days_off(now))):
        if stretches:
            within = pl.repeat(value=False, n=len(days), dtype=pl.Boolean, eager=True)
            for first, last in stretches:
                within |= days.is_between((first - EPOCH).days, (last - EPOCH).days).fill_null(value=False)
            mask &= within if wanted else ~within
    return mask.fill_null(value=False)


def _by_number(policies: pl.DataFrame, field: Field, clauses: Iterable[Clause]) -> pl.Series:
    numbers = policies["failed"]
    if field is Field.RATE:
        sessions = numbers.cast(pl.Float64) + policies["successful"].cast(pl.Float64)
        numbers = (numbers.cast(pl.Float64) / sessions).fill_nan(None)
    mask = pl.repeat(value=True, n=len(policies), dtype=pl.Boolean, eager=True)
    for test in number_tests(clauses):
        mask &= _COMPARE[test.operator](numbers, test.limit)
    return mask.fill_null(value=False)
