"""The charts of the digest as inline SVG: failed sessions by day, and a line of small bars for each incident."""

from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui.numbers import count, days, weekday
from tlsrpt_tui.output.markup import Markup, element
from tlsrpt_tui.output.numbers import count as counted
from tlsrpt_tui.triage.digest import Case, DaySum, Digest

_HEIGHT: Final = 100
_LEAST: Final = 2
"""Of the height, what the smallest failure has at least: no failure is invisible."""

_TOPS: Final = (1, 2, 4, 6, 8, 10)
"""The scale ends with one of these, or ten, a hundred and so on times as much; all but 1 have a half."""

_RULE: Final = 0.6
_GAP: Final = 0.12
_ROOM: Final = 4
"""Less than this part of the chart is too narrow for words under it."""


def by_day(digest: Digest) -> Markup:
    """Return the chart of failed sessions by day with its caption; the period before is paler, gaps are marked."""
    most = max((one.failed for one in digest.chart), default=0)
    top = _top(most)
    marks = (top, top // 2, 0) if top > 1 else (top, 0)
    bars = [*_rules(marks, len(digest.chart)), *_day_bars(digest, top)]
    worst = max(digest.chart, key=lambda one: one.failed)
    peak = f"Most: {counted(worst.failed, 'failed session')} on {weekday(worst.day)}." if most else "Nothing failed."
    gaps = sum(not one.reports for one in digest.chart)
    missing = f" Shaded: {counted(gaps, 'day')} without a report." if gaps else ""
    label = f"Failed sessions by day, {days(digest.chart[0].day, digest.chart[-1].day)}. {peak}"
    return element(
        "figure",
        element(
            "div",
            element("div", *(element("span", count(mark)) for mark in marks), class_="scale", aria_hidden="true"),
            _picture(bars, len(digest.chart), label, "chart"),
            element("div", *_axis(digest), class_="axis", aria_hidden="true"),
            class_="plot",
        ),
        element("figcaption", f"{peak}{missing}"),
    )


def spark(case: Case) -> Markup:
    """Return the failures of an incident by day of the chart, as small bars."""
    most = max(case.spark, default=0)
    bars = [_bar(place, failed, most, "bar") for place, failed in enumerate(case.spark) if failed]
    met = sum(1 for failed in case.spark if failed)
    label = f"Failures by day: {counted(met, 'day')} of {len(case.spark)}, at most {counted(most, 'failure')} a day"
    return _picture(bars, len(case.spark), label, "spark")


def _picture(bars: Sequence[Markup], width: int, label: str, name: str) -> Markup:
    return element(
        "svg",
        *bars,
        class_=name,
        viewBox=f"0 0 {max(width, 1)} {_HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_label=label,
    )


def _top(most: int) -> int:
    """Return where the scale ends: a round number, at least as much as the highest bar."""
    ten = 1
    while most > _TOPS[-1] * ten:
        ten *= 10
    return next(top * ten for top in _TOPS if top * ten >= most)


def _rules(marks: Sequence[int], width: int) -> Iterator[Markup]:
    """Yield a line at each mark of the scale but 0, which is the edge."""
    for mark in filter(None, marks):
        y = _HEIGHT - _HEIGHT * mark / marks[0]
        yield element("rect", x=0, y=f"{y:g}", width=width, height=_RULE, class_="rule")


def _day_bars(digest: Digest, most: int) -> Iterator[Markup]:
    for place, one in enumerate(digest.chart):
        if not one.reports:
            yield element("rect", x=place, y=0, width=1, height=_HEIGHT, class_="gap")
        elif one.failed:
            yield _bar(place, one.failed, most, "bar" if digest.period.holds(one.day) else "bar before", _said(one))


def _bar(place: int, failed: int, most: int, name: str, said: str = "") -> Markup:
    height = max(round(_HEIGHT * failed / most), _LEAST)
    tip = [element("title", said)] if said else []
    return element(
        "rect",
        *tip,
        x=f"{place + _GAP:.2f}",
        y=_HEIGHT - height,
        width=f"{1 - 2 * _GAP:.2f}",
        height=height,
        class_=name,
    )


def _said(one: DaySum) -> str:
    return f"{weekday(one.day)}: {one.failed} of {one.failed + one.successful} sessions failed"


def _axis(digest: Digest) -> Iterator[Markup]:
    """Yield what stands under the chart: the days before, where there is room, and those of the period."""
    for inside in (False, True):
        part = [one.day for one in digest.chart if digest.period.holds(one.day) is inside]
        if part:
            words = days(part[0], part[-1], year=False)
            said = words if inside else f"before: {words}" if len(part) * _ROOM > len(digest.chart) else ""
            yield element("span", said, style=f"flex: {len(part)} 1 0")
