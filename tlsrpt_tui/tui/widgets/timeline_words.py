"""What the title of the timeline says: the bar under the cursor, or what is drawn, its peak and its range."""

import datetime as dt
from collections.abc import Iterable, Sequence

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Bar
from tlsrpt_tui.tui.paint import Run, between, width_of
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.timeline_bars import Look, Shown

_Line = list[Run]


def title(shown: Shown, look: Look, width: int, pointed: Sequence[Bar], *, focused: bool, marking: bool) -> _Line:
    """Return the line above the bars, with as much as it holds; what is ``pointed`` at comes before all else."""
    head = _head(shown, look, focused=focused)
    zoom = _zoom(shown)
    ranges = _ranges(shown)
    if focused and pointed:
        words = _pointed(shown, pointed, marking=marking)
        zoomed = [Run(", zoomed", Role.MUTED)] if zoom else []
        lefts = [[*head, *zoom, *words[0]], *([*head, *zoomed, *telling] for telling in words)]
        lefts += [[Run(" "), *telling[1:]] for telling in words]
        pairs = [(left, right) for left in lefts for right in ranges]
    else:
        lefts = [[*head, *zoom, *telling] for telling in _peaks(shown)]
        pairs = [(left, ranges[0]) for left in lefts] + [(left, right) for left in lefts for right in ranges]
        lefts = [[*head, *zoom], head]
        pairs += [(left, right) for left in lefts for right in ranges]
    fitting = ((left, right) for left, right in pairs if width_of(left) + width_of(right) < width - bool(right))
    left, right = next(fitting, (lefts[-1], []))
    return between(left, right, width)


def _head(shown: Shown, look: Look, *, focused: bool) -> _Line:
    named = Role.ACCENT if focused else Role.STRONG
    log = ", log" if look.log else ""
    if look.stacked and shown.knows_successes:
        words = f"Sessions per {shown.answer.unit}{log}"
        return [Run(" "), Run(words, named, bold=True), Run("  █ failed", Role.FAILED), Run(" █ ok", Role.MUTED)]
    return [Run(" "), Run(f"Failed per {shown.answer.unit}{log}", named, bold=True)]


def _zoom(shown: Shown) -> _Line:
    if not shown.zoomed:
        return []
    first, last = shown.answer.bars[0].first, shown.answer.bars[-1].last
    return [Run("  zoomed to ", Role.MUTED), Run(numbers.days(first, last, year=shown.years))]


def _ranges(shown: Shown) -> list[_Line]:
    """Return the range of the view in words, the most telling first."""
    span = shown.span
    if span is None:
        return [[Run("nothing matches", Role.MUTED), Run(" ")], []]
    days = [Run(numbers.days(*span), Role.ACCENT if shown.timed else Role.TEXT, bold=shown.timed), Run(" ")]
    if shown.totals.successful is None:
        return [[Run("by the details, ", Role.MUTED), *days], days, []]
    sessions = Run(numbers.count(shown.totals.successful + shown.totals.failed))
    wordings = (" sessions in ", " in ")
    return [*([sessions, Run(words, Role.MUTED), *days] for words in wordings), days, []]


def _peaks(shown: Shown) -> Iterable[_Line]:
    """Return the peak in words, the most telling first."""
    most = max(shown.picked_bars, key=lambda bar: bar.failed, default=None)
    if most is None or not most.failed:
        words = [Run("  nothing failed", Role.OK)] if most and shown.totals.reports else []
        return [words]
    peak = f"  most {numbers.count(most.failed)}"
    newest = shown.answer.newest
    tellings = [f"{peak}, {day_words(most.first, most.last, shown)}", peak]
    if newest is not None:
        known = f"{tellings[0]}, newest report day {numbers.weekday(newest)}"
        known += f" {newest.year}" if shown.years else ""
        tellings = [f"{known}, reports lag 1–2 days", known, *tellings] if shown.pending else [known, *tellings]
    return [[Run(words, Role.MUTED)] for words in tellings]


def day_words(first: dt.date, last: dt.date, shown: Shown) -> str:
    """Return the days of bars: ``Thu 19 Nov``, and the year where it could be another."""
    if first == last:
        return f"{numbers.weekday(first)}{f' {first.year}' if shown.years else ''}"
    return numbers.days(first, last, year=shown.years)


def _pointed(shown: Shown, pointed: Sequence[Bar], *, marking: bool) -> list[_Line]:
    """Return what is to be said of the bar under the cursor, or of the marked range, the most telling first."""
    named = day_words(pointed[0].first, pointed[-1].last, shown)
    days = Run(f"{'marked ' if marking else ''}{named}", Role.ACCENT if marking else Role.STRONG)
    start = [Run("  "), days, Run("  ")]
    held = [bar for bar in pointed if bar.reports]
    if not held:
        return [[*start, Run("no report", Role.MUTED)]]
    failed = sum(bar.failed for bar in held)
    counted = [bar.successful for bar in held if bar.successful is not None]
    successful = sum(counted) if len(counted) == len(held) else None
    count = Run(numbers.count(failed), Role.FAILED if failed else Role.OK, bold=True)
    reports = f", {numbers.plural(sum(bar.reports for bar in held), 'report')}"
    if successful is None:
        return [[*start, count, Run(f" failed by the details{reports}")], [*start, count, Run(" failed")]]
    sessions = numbers.count(failed + successful)
    rate = numbers.rate(failed, successful, decimals=1)
    rated = f", {rate}" if failed else ""
    return [
        [*start, count, Run(f" failed of {sessions} sessions{rated}{reports}")],
        [*start, count, Run(f" failed of {sessions}{rated}{reports}")],
        [*start, count, Run(f" failed of {sessions}{rated}")],
        [*start, count, Run(" failed")],
    ]
