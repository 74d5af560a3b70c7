"""Failures of two periods held against each other, measured by the sessions of the senders that report them.

A sender that sends twice as much mail also fails twice as often. What is compared is therefore not the number of
failures but their number in proportion to all sessions of the same senders to the same domain (RFC 8460 §4.4).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.index.tally import FailureDay, SenderDay
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.change import Change, Kind
from tlsrpt_tui.triage.clusters import OF_POLICY_HOST
from tlsrpt_tui.triage.differences import listed

GROWN: Final = 1.5
"""So many times what was to be expected is more, and what was to be expected so many times what there is, is less."""

LEAST_DIFFERENCE: Final = 10
"""Failed sessions more or fewer than expected, below which a difference is chance."""

FEW: Final = 3
"""Failed sessions of one sender on one day, up to which a new or gone failure may be chance."""

_CHANCE: Final = "; so few that it may be chance"
_LONGEST: Final = 120


@dataclass(slots=True)
class _Side:
    """One failure in one period."""

    failed: int = 0
    days: set[dt.date] = field(default_factory=set)
    senders: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, one: FailureDay) -> None:
        if one.day is not None and one.sessions:
            self.failed += one.sessions
            self.days.add(one.day)
            self.senders[one.organization] += one.sessions


@dataclass(frozen=True, slots=True)
class _Pair:
    """One failure in both periods, and the sessions of all who report it in either."""

    place: tuple[str, str, str]
    before: _Side
    after: _Side
    sessions_before: int
    sessions_after: int

    @property
    def expected(self) -> float:
        """Failures there would be now at the old rate; as many as before where no rate is known."""
        if not self.sessions_before:
            return float(self.before.failed)
        return self.before.failed * self.sessions_after / self.sessions_before


def failure_changes(
    failures: tuple[Sequence[FailureDay], Sequence[FailureDay]], days: tuple[Sequence[SenderDay], Sequence[SenderDay]]
) -> Iterator[Change]:
    """Yield failures that are new, gone, grown or shrunk; of both arguments the period before comes first."""
    sides: dict[tuple[str, str, str], tuple[_Side, _Side]] = {}
    for period, ones in enumerate(failures):
        for one in ones:
            place = place_of(one)
            known = sides.get(place)
            if known is None:
                known = sides[place] = _Side(), _Side()
            known[period].add(one)
    sessions = tuple(map(_sessions, days))
    for place, (before, after) in sides.items():
        senders = {*before.senders, *after.senders}
        traffic = [sum(known.get((sender, place[0]), 0) for sender in senders) for known in sessions]
        changed = _changed(_Pair(place, before, after, *traffic))
        if changed is not None:
            yield changed


def place_of(one: FailureDay) -> tuple[str, str, str]:
    """Return domain, MX host and result type; a policy that cannot be had is no matter of an MX host."""
    return one.domain, "" if one.result_type in OF_POLICY_HOST else one.mx_host, one.result_type


def named_failure(domain: str, mx_host: str, result_type: str) -> str:
    """Return ``certificate-expired at mx1.example.com``, with the domain where it is not told by the host."""
    what = shorten(sanitise(result_type), _LONGEST) or "a failure without a type"
    where = mx_host or (f"mta-sts.{domain}" if result_type in OF_POLICY_HOST else "")
    shown, known = (shorten(sanitise(name), _LONGEST) for name in (where, domain))
    if not where:
        return f"{what} for {known}" if known else what
    return f"{what} at {shown}" if not domain or where.endswith(domain) else f"{what} at {shown} for {known}"


def _sessions(days: Sequence[SenderDay]) -> defaultdict[tuple[str, str], int]:
    summed: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one in days:
        summed[one.organization, one.domain] += one.successful + one.failed
    return summed


def _changed(pair: _Pair) -> Change | None:
    before, after = pair.before.failed, pair.after.failed
    if not before and not after:
        return None
    if not before:
        little = _is_little(pair.after)
        return _made(pair, Kind.NEW, f"{_new(pair)}{_CHANCE if little else ''}", minor=little)
    if not after:
        little = bool(pair.sessions_after) and _is_little(pair.before)
        minor = little or not pair.sessions_after
        return _made(pair, Kind.GONE, f"{_gone(pair)}{_CHANCE if little else ''}", minor=minor)
    more = after - pair.expected
    if after >= GROWN * pair.expected and more >= LEAST_DIFFERENCE:
        return _made(pair, Kind.GROWN, _moved(pair, "grew"))
    if after * GROWN <= pair.expected and -more >= LEAST_DIFFERENCE:
        return _made(pair, Kind.SHRUNK, _moved(pair, "shrank"))
    return None


def _is_little(side: _Side) -> bool:
    return side.failed <= FEW and len(side.days) == 1 and len(side.senders) == 1


def _made(pair: _Pair, kind: Kind, sentence: str, *, minor: bool = False) -> Change:
    domain, mx_host, result_type = pair.place
    side = pair.before if kind is Kind.GONE else pair.after
    return Change(
        kind=kind,
        sentence=sentence,
        domain=domain,
        mx_host=mx_host,
        result_type=result_type,
        organizations=_senders(side),
        before=pair.before.failed,
        after=pair.after.failed,
        sessions_before=pair.sessions_before,
        sessions_after=pair.sessions_after,
        first=min(side.days, default=None),
        last=max(side.days, default=None),
        minor=minor,
    )


def _senders(side: _Side) -> tuple[str, ...]:
    return tuple(sorted(side.senders, key=lambda name: (-side.senders[name], name)))


def _by(side: _Side) -> str:
    return listed([name or "a sender without a name" for name in _senders(side)])


def _new(pair: _Pair) -> str:
    after, quiet = pair.after, "none before"
    if not pair.sessions_before:
        quiet = "and its senders did not report on the domain before"
    since = f"{'on' if len(after.days) == 1 else 'since'} {numbers.day(min(after.days))}"
    failed = numbers.plural(after.failed, "session")
    return f"{named_failure(*pair.place)}: {failed} failed {since}, {quiet}; reported by {_by(after)}"


def _gone(pair: _Pair) -> str:
    before = pair.before
    failed, last = numbers.plural(before.failed, "session"), numbers.day(max(before.days))
    head = f"{named_failure(*pair.place)}: {failed} failed before, last on {last}"
    if not pair.sessions_after:
        return f"{head}; not known since, for {_by(before)} sent no report on the domain"
    sessions = numbers.plural(pair.sessions_after, "session")
    return f"{head}; none in {sessions} of the same senders since ({_by(before)})"


def _moved(pair: _Pair, verb: str) -> str:
    rates = [
        numbers.rate(failed, max(sessions - failed, 0), decimals=1) if sessions else ""
        for failed, sessions in (
            (pair.before.failed, pair.sessions_before),
            (pair.after.failed, pair.sessions_after),
        )
    ]
    share = f", {rates[0]} to {rates[1]} of these senders' sessions" if all(rates) else ""
    moved = f"from {numbers.count(pair.before.failed)} to {numbers.plural(pair.after.failed, 'failed session')}"
    return f"{named_failure(*pair.place)} {verb} {moved}{share}; reported by {_by(pair.after)}"
