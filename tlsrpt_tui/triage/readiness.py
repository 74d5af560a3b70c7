"""Readiness: whether a domain may go from testing to enforce, what stands in the way, and the way back (RFC 8461)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.sts_policy import covers
from tlsrpt_tui.numbers import count, plural
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.differences import listed, one_line
from tlsrpt_tui.triage.incidents import Incidents
from tlsrpt_tui.triage.looks import of_topic
from tlsrpt_tui.triage.readiness_evidence import coverage, covered, fetching, gaps, reach, remarks, tried
from tlsrpt_tui.triage.readiness_failures import failures
from tlsrpt_tui.triage.readiness_live import coverage_points, policy_points, probed_state, tls_points
from tlsrpt_tui.triage.readiness_parts import Effect, HostCover, Point, Ready, Sees, SenderCover, Weight
from tlsrpt_tui.triage.readiness_policy import InForce, held, in_force, senders_of
from tlsrpt_tui.triage.readiness_way import brief_way, way, way_back
from tlsrpt_tui.triage.seen_policy import host_name

__all__ = ["Effect", "HostCover", "Point", "Readiness", "Ready", "Sees", "SenderCover", "Weight", "readiness"]

_MOST_HOSTS: Final = 50
_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class Readiness:
    """The verdict with all that it rests on. All texts are sanitised, hosts stand in them in full.

    Attributes:
        domain: in A-labels.
        sentence: the verdict in one line, with what it means in the mode that the policy is in.
        mode: of the policy in question: ``testing``, ``enforce``, ``none``; "" where none is known.
        from_live: whether that policy was fetched just now; else senders reported it.
        checked: when the live check began, UTC; ``None`` where nothing was asked.
        max_age: seconds for which a sender may keep the policy; ``None`` where that is not known.
        first, last: days of the first and the newest report about the policy, since its MX hosts are those.
        days: on how many of them there is such a report.
        told: the newest day on which a sender reported the text itself.
        senders: those with sessions, most sessions first.
        hosts: MX hosts that the policy, the live check or failures name.
        points: blockers first, then gaps, remarks, questions, and what is well.
        then: what to do next, in its order.
        brief_then: the same in a few words; "" where there is nothing to do.
        back: what a roll-back needs.
        held_until: the last day on which a sender may hold enforce already; ``None`` for none.
    """

    domain: str
    verdict: Ready
    sentence: str
    mode: str
    from_live: bool
    checked: dt.datetime | None
    max_age: int | None
    first: dt.date | None
    last: dt.date | None
    days: int
    senders: tuple[SenderCover, ...] = ()
    hosts: tuple[HostCover, ...] = ()
    points: tuple[Point, ...] = ()
    then: tuple[str, ...] = ()
    brief_then: str = ""
    back: tuple[str, ...] = ()
    held_until: dt.date | None = None
    told: dt.date | None = None

    def of(self, weight: Weight) -> Sequence[Point]:
        """Return the points of one weight."""
        return [point for point in self.points if point.weight is weight]

    @property
    def sessions(self) -> int:
        """All sessions of all senders to the domain."""
        return sum(sender.sessions for sender in self.senders)

    @property
    def covered(self) -> Sequence[SenderCover]:
        """The senders that vouch for the policy."""
        return covered(self.senders)

    @property
    def covered_sessions(self) -> int:
        """Their sessions."""
        return sum(sender.sessions for sender in self.covered)

    @property
    def refused(self) -> int:
        """Reported failures behind the blockers: sessions that would be refused, or were."""
        return sum(point.failed for point in self.of(Weight.BLOCKER))

    @property
    def brief(self) -> str:
        """The answer to "Ready for enforce?" in a few words."""
        if self.verdict is Ready.NOT_READY:
            return f"no, {plural(len(self.of(Weight.BLOCKER)), 'blocker')}"
        return "yes" if self.verdict is Ready.READY else Ready.UNSURE.value

    @property
    def reason(self) -> str:
        """What decides, in a few words: ``1 blocker: TLS mx2.example.net``."""
        return _reason(self.verdict, self.points)


def readiness(
    domain: str, seen: DomainSeen, incidents: Incidents, checkup: Checkup | None, *, now: dt.datetime
) -> Readiness:
    """Judge whether mode enforce would have mail refused.

    Args:
        domain: in A-labels or U-labels.
        seen: what senders reported about it.
        incidents: of all domains, or of this one; others are passed over.
        checkup: what a live check found; ``None`` where nothing was asked. A domain is judged without one as well.
        now: UTC.
    """
    name = host_name(domain)
    # What a check has not answered yet is no answer: it would pass for a fault, and be gone a moment later.
    asked = checkup if checkup is not None and checkup.finished is not None else None
    force = in_force(seen, name, asked)
    senders = senders_of(seen, name, force, today=now.date())
    hosts = _hosts(name, seen, force, asked)
    points = sorted(
        map(_plain, _points(name, seen, incidents, asked, force, senders, hosts, now)),
        key=lambda point: point.weight.rank,
    )
    verdict = _verdict(points)
    holding = held(seen, name, today=now.date())
    return Readiness(
        domain=shorten(sanitise(name), 255),
        verdict=verdict,
        sentence=one_line(_sentence(verdict, force, points, senders)),
        mode=force.mode,
        from_live=force.live,
        checked=asked.started if asked is not None else None,
        max_age=force.text.max_age if force.text is not None else None,
        first=force.since,
        last=force.last,
        days=force.days,
        senders=senders,
        hosts=hosts,
        points=tuple(points),
        then=way(force, verdict),
        brief_then=brief_way(force, verdict),
        back=way_back(force, holding),
        held_until=holding.until,
        told=force.told,
    )


def _points(  # noqa: PLR0913, PLR0917  everything that is known is weighed here, and only here
    domain: str,
    seen: DomainSeen,
    incidents: Incidents,
    checkup: Checkup | None,
    force: InForce,
    senders: Sequence[SenderCover],
    hosts: Sequence[HostCover],
    now: dt.datetime,
) -> Iterator[Point]:
    mx = checkup.published.mx if checkup is not None else None
    if mx is not None and mx.null:
        yield Point(Weight.GAP, "no-mail", "the domain takes no mail", "a null MX: there is nothing to enforce")
        return
    failing = failures(seen, incidents, checkup, domain, enforced=force.mode == "enforce", now=now)
    yield from failing
    if checkup is not None:
        yield from policy_points(checkup)
        yield from coverage_points(checkup)
        told = {point.mx_host for point in failing if point.weight is Weight.BLOCKER}
        yield from tls_points(checkup, told)
    if force.mode == "none" and checkup is None:
        do = "serve mode: testing, with a new id"
        told_mode = "mode none switches MTA-STS off, so that no report tells what enforce would refuse"
        yield Point(Weight.GAP, "mode-none", "nobody tries the policy", told_mode, do=do, section="8461 §5")
    yield from gaps(senders, force, today=now.date())
    yield from remarks(senders, force)
    yield from coverage(senders)
    yield from fetching(seen, domain, force)
    # A probe that went wrong says so itself.
    probed = checkup is not None and bool(of_topic(checkup, Topic.TLS))
    yield from reach([host.mx_host for host in hosts if host.in_policy or host.is_mx], probed=probed)


def _plain(point: Point) -> Point:
    """Return a point with texts of one line."""
    title, told, more, do, name = (
        one_line(text) for text in (point.title, point.told, point.more, point.do, point.name)
    )
    return Point(
        point.weight, point.code, title, told, more, do, point.section, name,
        shorten(sanitise(point.mx_host), 255), point.failed, point.sessions, point.incident,
    )  # fmt: skip


def _verdict(points: Sequence[Point]) -> Ready:
    weights = {point.weight for point in points}
    if Weight.BLOCKER in weights:
        return Ready.NOT_READY
    return Ready.UNSURE if Weight.GAP in weights else Ready.READY


def _reason(verdict: Ready, points: Sequence[Point]) -> str:
    if verdict is Ready.READY:
        return ""
    weight = Weight.BLOCKER if verdict is Ready.NOT_READY else Weight.GAP
    deciding = [point for point in points if point.weight is weight]
    names = list(dict.fromkeys(point.name if weight is Weight.BLOCKER else point.title for point in deciding))
    told = listed(names, _NAMED)
    return f"{plural(len(deciding), 'blocker')}: {told}" if weight is Weight.BLOCKER else told


def _sentence(verdict: Ready, force: InForce, points: Sequence[Point], senders: Sequence[SenderCover]) -> str:
    reason = _reason(verdict, points)
    number = count(tried(senders))
    saw = plural(len(covered(senders)), "sender")
    seen = f"{saw} saw the policy, {plural(force.days, 'day')} with reports, {number} sessions"
    if force.mode == "enforce":
        return {
            Ready.READY: f"in enforce already, and nothing speaks against it: {seen}",
            Ready.NOT_READY: f"in enforce already, and this was refused: {reason}",
            Ready.UNSURE: f"in enforce already, with not enough evidence that nothing is refused: {reason}",
        }[verdict]
    if verdict is Ready.READY:
        return f"ready for enforce: {seen}, and none of it would be refused"
    before = {"testing": "", "none": "MTA-STS is switched off (mode none); "}.get(force.mode, "")
    if not force.mode:
        before = "there is no MTA-STS policy; " if force.gone else "no MTA-STS policy is known; "
    return f"{before}{verdict.value} for enforce: {reason}"


def _hosts(domain: str, seen: DomainSeen, force: InForce, checkup: Checkup | None) -> tuple[HostCover, ...]:
    """Return the MX hosts that anything names: DNS first, then the policy, then failures."""
    mx = checkup.published.mx if checkup is not None else None
    known = mx is not None and mx.answer.status.answered
    live = [host.name for host in mx.hosts] if mx is not None else []
    patterns = force.text.mx if force.text is not None else ()
    failed: dict[str, int] = {}
    for row in seen.failures:
        if row.mx_host and host_name(row.domain) == domain:
            host = host_name(row.mx_host)
            failed[host] = failed.get(host, 0) + row.sessions
    names = dict.fromkeys((*live, *(pattern for pattern in patterns if not pattern.startswith("*")), *failed))
    return tuple(
        HostCover(
            mx_host=shorten(sanitise(name), 255),
            is_mx=name in live if known else None,
            in_policy=covers(patterns, name) if patterns else None,
            failed=failed.get(name, 0),
            probed=probed_state(checkup.checks, name) if checkup is not None else "",
        )
        for name in list(names)[:_MOST_HOSTS]
    )
