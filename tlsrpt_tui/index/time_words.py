"""Time ranges as people type them, into clauses: ``7d``, ``nov``, ``last week``, ``15 nov..20 nov``."""

import datetime as dt
import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index.time_range import Days, clauses_for, shifted
from tlsrpt_tui.index.view import Clause, Field, day_of
from tlsrpt_tui.text import sanitise, shorten

EXPECTED: Final = "a time as 7d, nov, last week, 2026-11-01 or 15 nov..20 nov"


@dataclass(frozen=True, slots=True)
class Preset:
    """A range that one key picks.

    Attributes:
        text: what one would type for it.
        words: how it is called, and ``brief`` where there is little room.
    """

    key: str
    text: str
    words: str
    brief: str


PRESETS: Final = (
    Preset("y", "since yesterday", "since yesterday", "yesterday on"),
    Preset("t", "today", "today", "today"),
    Preset("h", "24h", "24 hours", "24h"),
    Preset("w", "7d", "7 days", "7d"),
    Preset("d", "30d", "30 days", "30d"),
    Preset("m", "this month", "this month", "month"),
    Preset("p", "last month", "last month", "last"),
    Preset("r", "this year", "this year", "year"),
    Preset("e", "everything", "everything", "all"),
)

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_NAME: Final = 3
_ALL: Final = frozenset({"everything", "all", "always"})
_SINCE: Final = ("since ", "from ")
_UNTIL: Final = ("until ", "till ", "to ")
_WORDS: Final = (
    "today",
    "yesterday",
    "everything",
    "since",
    "until",
    "last",
    "this",
    "week",
    "month",
    "quarter",
    "year",
)
_DOTS: Final = re.compile(r"\s*(?:\.\.+|…|–|\s-\s|\sto\s)\s*")
_RELATIVE: Final = re.compile(r"(?:(?:last|past) )?([0-9]{1,6}) ?(h|d|w|m|y|hour|day|week|month|year)s?")
_AGO: Final = re.compile(r"([0-9]{1,6}) ?(h|d|w|m|y|hour|day|week|month|year)s? ago")
_NAMED: Final = re.compile(r"(this|last) (week|month|quarter|year)")
_QUARTER: Final = re.compile(r"q([1-4])(?: ([0-9]{4}))?|([0-9]{4})[ -]q([1-4])")
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_DAY_MONTH: Final = re.compile(r"([0-9]{1,2})\.? ([a-z]+)\.?,?(?: ([0-9]{4}))?")
_MONTH_DAY: Final = re.compile(r"([a-z]+)\.? ([0-9]{1,2}),?(?: ([0-9]{4}))?")
_MONTH: Final = re.compile(r"([a-z]+)\.?,?(?: ([0-9]{4}))?")
_DAY_ALONE: Final = re.compile(r"[0-9]{1,2}")
_LEAP_YEARS_APART: Final = 8
_WEEK: Final = 7
_YEAR_MONTHS: Final = 12
_QUARTER_MONTHS: Final = 3


class _NoTime(Exception):
    """A text that names no time; says which word of it is to blame, and what it lacks."""

    def __init__(self, fault: str, at: int = 0) -> None:
        super().__init__(fault)
        self.at = at


def clauses_of(text: str, now: dt.datetime) -> tuple[Clause, ...]:
    """Return the clauses of a typed range, counted from ``now`` (aware); none for everything.

    A day or a month without its year is the latest that has begun.

    Raises:
        FilterError: at the word that names no time.
    """
    start = len(text) - len(text.lstrip())
    words = text.strip()
    if not words:
        raise _error(text, start, "no time is given")
    dots = _DOTS.search(words)
    try:
        if dots is not None:
            return _between(words[: dots.start()], words[dots.end() :], dots.end(), now)
        return _single(words.casefold(), now)
    except _NoTime as wrong:
        raise _error(text, start + wrong.at, str(wrong)) from None
    except (OverflowError, ValueError):
        raise _error(text, start, "that is beyond the calendar") from None


def _error(text: str, at: int, fault: str) -> FilterError:
    return FilterError(f"{fault}; expected {EXPECTED}", text=text, position=at, expected=EXPECTED)


def _single(words: str, now: dt.datetime) -> tuple[Clause, ...]:
    if words in _ALL:
        return ()
    for heads, is_start in ((_SINCE, True), (_UNTIL, False)):
        head = next((head for head in heads if words.startswith(head)), None)
        if head is not None:
            return (_end(words[len(head) :], len(head), now, is_start=is_start),)
    if words in {"today", "yesterday"}:
        return (Clause(Field.ON, (words,)),)
    relative = _relative(words)
    if relative is not None:
        return (Clause(Field.SINCE, (relative,)),)
    return clauses_for(*_days(words, now))


def _end(words: str, at: int, now: dt.datetime, *, is_start: bool) -> Clause:
    """Return one end of an open range; what counts back from now goes on doing so."""
    field, blank = Field.SINCE if is_start else Field.UNTIL, len(words) - len(words.lstrip())
    words = words.strip().casefold()
    relative = words if words in {"today", "yesterday"} else _relative(words)
    if relative is not None:
        return Clause(field, (relative,))
    first, last = _placed(lambda: _days(words, now), at + blank)
    return Clause(field, ((first if is_start else last).isoformat(),))


def _between(start: str, end: str, at: int, now: dt.datetime) -> tuple[Clause, ...]:
    start, end = start.strip(), end.strip()
    if not start and not end:
        raise _NoTime("the range has no ends")
    if not start:
        return (_end(end, at, now, is_start=False),)
    if not end:
        return (_end(start, 0, now, is_start=True),)
    # What is left of this month may be meant too, where it only ends the range.
    ending = _current("month", now.astimezone(dt.UTC).date())[1]
    last = _placed(lambda: _days(end.casefold(), now, ending), at)[1]
    if _DAY_ALONE.fullmatch(start):
        first = _day(last.year, last.month, int(start))
    else:
        first = _days(start.casefold(), now, last)[0]
    if first > last:
        raise _NoTime("the range ends before it begins")
    return clauses_for(first, last)


def _placed(find: Callable[[], Days], at: int) -> Days:
    """Return what is found; a fault is that of the words that begin ``at``."""
    try:
        return find()
    except _NoTime as wrong:
        raise _NoTime(str(wrong), at + wrong.at) from None


def _relative(words: str) -> str | None:
    """Return ``7 days`` as the filter language writes it: ``7d``."""
    match = _RELATIVE.fullmatch(words)
    return f"{match[1]}{match[2][0]}" if match else None


def _days(words: str, now: dt.datetime, reference: dt.date | None = None) -> Days:
    """Return the days that words name; what has no year is the latest not after ``reference``, today by default."""
    today = now.astimezone(dt.UTC).date()
    ago = _AGO.fullmatch(words)
    back = f"{ago[1]}{ago[2][0]}" if ago else _relative(words)
    if back is not None or words in {"today", "yesterday"}:
        first = day_of(back or words, now)
        return first, first
    named = _NAMED.fullmatch(words)
    if named is not None:
        current = _current(named[2], today)
        return shifted(current, -1) if named[1] == "last" else current
    return _dated(words) or _of_calendar(words, reference or today) or _unknown(words)


def _current(unit: str, today: dt.date) -> Days:
    """Return the week, month, quarter or year that holds today."""
    if unit == "week":
        first = today - dt.timedelta(days=today.weekday())
        return first, first + dt.timedelta(days=_WEEK - 1)
    months = {"month": 1, "quarter": _QUARTER_MONTHS, "year": _YEAR_MONTHS}[unit]
    return _months(today.year, (today.month - 1) // months * months + 1, months)


def _months(year: int, month: int, number: int) -> Days:
    """Return ``number`` whole months, which lie in one year."""
    last = month + number - 1
    after = dt.date(year, last + 1, 1) if last < _YEAR_MONTHS else None
    return dt.date(year, month, 1), after - dt.timedelta(days=1) if after else dt.date(year, _YEAR_MONTHS, 31)


def _dated(words: str) -> Days | None:
    """Return ``2026``, ``2026-11``, ``2026-11-01``, or a quarter that has its year."""
    quarter = _QUARTER.fullmatch(words)
    if quarter is not None and (quarter[2] or quarter[3]):
        number = int(quarter[1] or quarter[4])
        return _months(int(quarter[2] or quarter[3]), (number - 1) * _QUARTER_MONTHS + 1, _QUARTER_MONTHS)
    date = _DATE.fullmatch(words)
    if date is None:
        return None
    year, month = int(date[1]), int(date[2] or 1)
    if not 1 <= month <= _YEAR_MONTHS:
        raise _NoTime(f"there is no month {month}", date.start(2))
    if date[3]:
        day = _day(year, month, int(date[3]), date.start(3))
        return day, day
    return _months(year, month, 1 if date[2] else _YEAR_MONTHS)


def _of_calendar(words: str, reference: dt.date) -> Days | None:
    """Return a quarter, a month, a day of a month or of the week, the latest that has begun by ``reference``."""
    quarter = _QUARTER.fullmatch(words)
    if quarter is not None:
        found = _months(reference.year, (int(quarter[1]) - 1) * _QUARTER_MONTHS + 1, _QUARTER_MONTHS)
        return found if found[0] <= reference else _months(reference.year - 1, found[0].month, _QUARTER_MONTHS)
    weekday = _named(words.removeprefix("last "), _WEEKDAYS)
    if weekday is not None:
        back = (reference.weekday() - weekday) % _WEEK or (_WEEK if words.startswith("last ") else 0)
        day = reference - dt.timedelta(days=back)
        return day, day
    for pattern, name, day_group in ((_DAY_MONTH, 2, 1), (_MONTH_DAY, 1, 2), (_MONTH, 1, 0)):
        match = pattern.fullmatch(words)
        month = _named(match[name], _MONTHS) if match else None
        if match is None or month is None:
            continue
        year = match[match.re.groups]
        if day_group:
            return _day_of_month(month + 1, int(match[day_group]), year, reference, match.start(day_group))
        found = _months(int(year) if year else reference.year, month + 1, 1)
        return found if year or found[0] <= reference else _months(reference.year - 1, month + 1, 1)
    return None


def _day_of_month(month: int, day: int, year: str | None, reference: dt.date, at: int) -> Days:
    if year:
        found = _day(int(year), month, day, at)
        return found, found
    for back in range(_LEAP_YEARS_APART + 1):
        try:
            found = dt.date(reference.year - back, month, day)
        except ValueError:
            continue
        if found <= reference:
            return found, found
    raise _NoTime(f"{_MONTHS[month - 1].title()} has no day {day}", at)


def _day(year: int, month: int, day: int, at: int = 0) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise _NoTime(f"{_MONTHS[month - 1].title()} {year} has no day {day}", at) from None


def _named(word: str, names: tuple[str, ...]) -> int | None:
    """Return the number of the name that a word of three letters or more begins, from 0."""
    if len(word) < _SHORTEST_NAME:
        return None
    found = (number for number, name in enumerate(names) if name.startswith(word) or word == f"{name[:3]}t")
    return next(found, None)


def _unknown(words: str) -> Days:
    """Blame the first word that means nothing, or else the whole."""
    known = (*_WORDS, *_MONTHS, *_WEEKDAYS)
    for match in re.finditer(r"\S+", words):
        word = match[0].rstrip(".,")
        if word[:1].isdigit() or (len(word) >= _SHORTEST_NAME and any(name.startswith(word) for name in known)):
            continue
        close = difflib.get_close_matches(word, known, n=1) or _swapped(word)
        hint = f", did you mean {close[0]}?" if close else ""
        raise _NoTime(f'"{shorten(sanitise(word), 40)}" is no time{hint}', match.start())
    raise _NoTime(f'"{shorten(sanitise(words), 40)}" is no time')


def _swapped(word: str) -> list[str]:
    """Return the short month whose letters the word has in another order."""
    turned = {word[:at] + after + before + word[at + 2 :] for at, (before, after) in enumerate(pairwise(word))}
    return [name[:3] for name in _MONTHS if name[:3] in turned]
