"""The digest: what a period was like, what stands, what changed, and what to do first, for a mail that is read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.triage.change import Change, Changes, Kind
from tlsrpt_tui.triage.changes import of_period
from tlsrpt_tui.triage.failure_changes import GROWN, LEAST_DIFFERENCE
from tlsrpt_tui.triage.incidents import Incident, Incidents, IncidentState, Stood
from tlsrpt_tui.triage.matching import UNASKED, Matching
from tlsrpt_tui.triage.periods import Period, ending
from tlsrpt_tui.triage.refusals import refusals_of
from tlsrpt_tui.triage.result_types import Owner

CHARTED: Final = 62
"""Days of the chart at most, and :data:`LEAST_CHARTED` at least: both periods of a week, or of 30 days."""

LEAST_CHARTED: Final = 14

MOST_STEPS: Final = 3
"""Things to do first; whoever has more to do begins with these."""

_NOT_MINE: Final = (Owner.SENDER, Owner.UNKNOWN)


class Trend(StrEnum):
    """How the failure rate moved from the period before, by the rule that tells grown failures from chance."""

    UP = "up"
    DOWN = "down"
    STEADY = "steady"
    UNKNOWN = "unknown"


class DaySum(NamedTuple):
    """All sessions of one UTC day, by the summaries; ``reports`` is 0 on a day without any, which is a gap."""

    day: dt.date
    reports: int
    successful: int
    failed: int


@dataclass(frozen=True, slots=True)
class Top:
    """A result type or a sender.

    Attributes:
        value: as sent.
        failed, before: failed sessions in both periods; of result types the reported failures.
        sessions: all sessions in the period; 0 of a result type, to which no successes belong.
    """

    value: str
    failed: int
    before: int
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """An incident as the period met it.

    Attributes:
        failed: reported failures within the period.
        was: its state as of the end of the period before; ``None`` where it had not begun.
        spark: failures on each day of the chart.
    """

    incident: Incident
    failed: int
    was: IncidentState | None
    spark: tuple[int, ...]

    @property
    def state(self) -> IncidentState:
        """Where it stands as of the end of the period."""
        return self.incident.state


@dataclass(frozen=True, slots=True)
class Step:
    """What to do about one incident.

    Attributes:
        who: who must act, as a sentence to the person who reads it.
        act: what mends it, as a sentence.
        commands: with which it is looked at again.
    """

    incident: Incident
    who: str
    act: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Faults:
    """Files that could not be read whole, of the whole folder: how many of how many, and some with their reasons."""

    files: int = 0
    seen: int = 0
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """A period, looked back on. Texts that are names are as sent.

    Attributes:
        changes: against the period before, with both periods and their sums.
        trend: of the failure rate.
        cases: incidents that last, that failed in the period, or whose state is another than before; those to look at
            first come first, noise is among them.
        chart: the days of both periods, or as many as a chart shows.
        result_types, senders: those with failures in the period, most first; senders by the summaries.
        steps: what to do first, the most urgent first, at most :data:`MOST_STEPS`; empty where nothing lasts.
        filter: in the filter language; "" for everything.
        stale: days since the newest report, where the period reaches up to it and the lag of reports does not explain
            them; else 0.
        matching: what the filter leaves of all reports, whatever the days.
        redacted: whether names, addresses and contacts in it are stand-ins.
    """

    changes: Changes
    trend: Trend = Trend.UNKNOWN
    cases: tuple[Case, ...] = ()
    chart: tuple[DaySum, ...] = ()
    result_types: tuple[Top, ...] = ()
    senders: tuple[Top, ...] = ()
    steps: tuple[Step, ...] = ()
    faults: Faults = Faults()
    filter: str = ""
    stale: int = 0
    redacted: bool = False
    matching: Matching = UNASKED

    @property
    def period(self) -> Period:
        """The period that it is about."""
        return self.changes.periods.after

    @property
    def days(self) -> tuple[DaySum, ...]:
        """Those of the chart that are in the period."""
        return tuple(one for one in self.chart if self.period.holds(one.day))

    def of(self, *states: IncidentState) -> Sequence[Case]:
        """Return the cases in these states."""
        return [case for case in self.cases if case.state in states]

    @property
    def silent(self) -> Sequence[Change]:
        """Senders that fell silent."""
        return self.changes.of(Kind.SILENT)


def digest(
    tally: Tally,
    found: Incidents,
    changed: Changes,
    *,
    earlier: Iterable[Incident | Stood] = (),
    faults: Faults | None = None,
    filter_text: str = "",
) -> Digest:
    """Return the digest of the later period of ``changed``, as yet without what to do first.

    Args:
        tally: of all days up to the end of the period.
        found: its incidents, judged as of that end.
        changed: both periods, and what changed.
        earlier: incidents as of the end of the period before.
        faults: files that could not be read.
        filter_text: what was asked for.
    """
    periods = changed.periods
    days = charted(periods.after, min((one.day for one in tally.all_days if one.day), default=None))
    after, before = of_period(tally, periods.after), of_period(tally, periods.before)
    return Digest(
        changes=changed,
        trend=_trend(changed),
        cases=tuple(sorted(_cases(found, tuple(earlier), periods.after, days), key=_urgency)),
        chart=_chart(tally.all_days, days),
        result_types=_result_types(after.failures, before.failures),
        senders=_senders(after.all_days, before.all_days),
        faults=faults or Faults(),
        filter=filter_text,
    )


def charted(period: Period, first: dt.date | None) -> Period:
    """Return the days of the chart: the period and the one before it, within bounds.

    It does not begin before both the period and ``first``, the first day with a report.
    """
    most = ending(period.last, min(max(2 * period.days, LEAST_CHARTED), CHARTED))
    return Period(max(most.first, min(period.first, first or period.first)), period.last)


def first_cases(made: Digest) -> Sequence[Case]:
    """Return what to act on first, at most :data:`MOST_STEPS`: what is ongoing, or else the first that is quiet.

    What is yours to mend comes before what is a sender's, then what was refused, then what failed most in the period.
    An incident for which nobody can be named is among them only where there is no other.
    """
    lasting = made.of(IncidentState.ONGOING)
    named = [case for case in lasting if case.incident.owner is not Owner.UNKNOWN]
    return (named or lasting or made.of(IncidentState.QUIET)[:1])[:MOST_STEPS]


def _urgency(case: Case) -> tuple[int, bool, bool, int, str, str, str]:
    incident = case.incident
    place = incident.domain, ",".join(incident.hosts), incident.result_type
    return case.state.rank, incident.owner in _NOT_MINE, not refusals_of(incident).refused, -case.failed, *place


def _cases(found: Incidents, earlier: Sequence[Incident | Stood], period: Period, days: Period) -> Iterable[Case]:
    states = {incident.key: incident.state for incident in earlier}
    # What one sender alone meets may have come to more hosts since, and is then known by its first day.
    begun = {(each.domain, each.result_type, each.first): each.state for each in reversed(earlier)}
    for incident in found.all:
        failed = sum(number for day, number in incident.days if period.holds(day))
        was = states.get(incident.key) or begun.get((incident.domain, incident.result_type, incident.first))
        if failed or incident.state is IncidentState.ONGOING or (was is not None and was is not incident.state):
            by_day = dict(incident.days)
            yield Case(incident, failed, was, tuple(by_day.get(day, 0) for day in _each(days)))


def _each(period: Period) -> list[dt.date]:
    return [dt.date.fromordinal(period.first.toordinal() + number) for number in range(period.days)]


def _chart(days: Iterable[SenderDay], period: Period) -> tuple[DaySum, ...]:
    summed = {day: [0, 0, 0] for day in _each(period)}
    for one in days:
        sums = summed.get(one.day) if one.day is not None else None
        if sums is not None:
            sums[0] += one.reports
            sums[1] += one.successful
            sums[2] += one.failed
    return tuple(DaySum(day, *sums) for day, sums in summed.items())


def _result_types(after: Iterable[FailureDay], before: Iterable[FailureDay]) -> tuple[Top, ...]:
    summed: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, side in enumerate((after, before)):
        for one in side:
            summed[one.result_type][place] += one.sessions
    return _sorted(Top(name, *sums) for name, sums in summed.items() if sums[0])


def _senders(after: Iterable[SenderDay], before: Iterable[SenderDay]) -> tuple[Top, ...]:
    summed: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in after:
        summed[one.organization][0] += one.failed
        summed[one.organization][2] += one.failed + one.successful
    for one in before:
        summed[one.organization][1] += one.failed
    return _sorted(Top(name, *sums) for name, sums in summed.items() if sums[0])


def _sorted(tops: Iterable[Top]) -> tuple[Top, ...]:
    return tuple(sorted(tops, key=lambda top: (-top.failed, -top.sessions, top.value)))


def _trend(changed: Changes) -> Trend:
    before, after = changed.before, changed.after
    if not before.sessions or not after.sessions:
        return Trend.UNKNOWN
    expected = before.failed * after.sessions / before.sessions
    if after.failed >= GROWN * expected and after.failed - expected >= LEAST_DIFFERENCE:
        return Trend.UP
    if after.failed * GROWN <= expected and expected - after.failed >= LEAST_DIFFERENCE:
        return Trend.DOWN
    return Trend.STEADY
