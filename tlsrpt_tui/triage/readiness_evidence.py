"""Whether reports are enough to say that nothing would be refused: days, senders, sessions, and what senders hold."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.live.policy_values import WEEK
from tlsrpt_tui.numbers import count, day, plural, share
from tlsrpt_tui.triage.differences import listed, told_age
from tlsrpt_tui.triage.drift_kinds import later
from tlsrpt_tui.triage.posture_sts import CLEAN_DAYS
from tlsrpt_tui.triage.readiness_parts import Point, Sees, SenderCover, Weight
from tlsrpt_tui.triage.readiness_policy import InForce
from tlsrpt_tui.triage.refusals import NO_POLICY
from tlsrpt_tui.triage.seen_policy import host_name

LEAST_DAYS: Final = CLEAN_DAYS
"""Days from the first to the newest report about the policy: two week-ends, a weekly newsletter run, a sender that
reports once a week."""

LEAST_REPORTED: Final = 10
"""Days of those with a report: a report on the first day and one today tell nothing of the days between. A domain whose
senders report on weekdays only has ten in two weeks."""

LEAST_SENDERS: Final = 2
"""Senders that saw the policy: one alone may have a fault of its own, or never meet the one that you have."""

LEAST_SESSIONS: Final = 100
"""Sessions of those senders: with a hundred of them and no failure, fewer than 3 in 100 fail, 19 times out of 20 (the
rule of three); with fewer, an MX host that takes one connection in thirty may not have been met at all."""

MOST_LAG: Final = 7
"""Days since the newest report: a report comes a day or two after its day, some senders report once a week. Older ones
say nothing of today."""

MOST_NAMED: Final = 5
"""Senders of one kind that are named before the rest of them is counted."""

_WAIT: Final = "wait for reports: they come a day or two after the mail"


def gaps(senders: Sequence[SenderCover], force: InForce, *, today: dt.date) -> Iterator[Point]:
    """Yield what is missing before reports can vouch for the domain; in mode none there is nothing to vouch for."""
    if force.mode == "none":
        return
    mine = covered(senders)
    if not mine:
        yield from _nobody(senders, force)
        return
    yield from _days(force, today)
    if force.last is not None and (today - force.last).days > MOST_LAG:
        told = f"{plural((today - force.last).days, 'day')} ago: they say nothing of today"
        do = "look whether reports still arrive, and are in this folder"
        yield Point(Weight.GAP, "no-new-reports", f"no report on the policy since {day(force.last)}", told, do=do)
    if len(mine) < LEAST_SENDERS:
        told = f"{LEAST_SENDERS} or more tell a fault of yours from one of theirs"
        yield Point(Weight.GAP, "too-few-senders", f"{plural(len(mine), 'sender')} saw the policy", told, do=_WAIT)
    number = tried(senders)
    if number < LEAST_SESSIONS:
        told = f"{LEAST_SESSIONS} or more are asked for, so that seldom used hosts have been met"
        title = f"{plural(number, 'session')} under the policy"
        yield Point(Weight.GAP, "too-few-sessions", title, told, do="wait for more mail")
    yield from _not_reported(force)


def _nobody(senders: Sequence[SenderCover], force: InForce) -> Iterator[Point]:
    """Say that no report is about the policy: there is none on MTA-STS at all, or they are about another one."""
    if force.text is not None and any(sender.sees is Sees.STS for sender in senders):
        told = "no sender has reported the policy with the MX hosts that it names now"
        yield Point(Weight.GAP, "policy-not-reported", "the policy is newer than the reports", told, do=_WAIT)
        return
    do = "look whether the policy and the TLS-RPT record are published, then wait for reports"
    told = "no sender reported an MTA-STS policy of this domain"
    yield Point(Weight.GAP, "no-policy-seen", "no policy in reports", told, do=do, section="8460 §4.4")


def _days(force: InForce, today: dt.date) -> Iterator[Point]:
    """Say where the days with reports about the policy are too few, or too few of those between the first and last."""
    tomorrow = later(today, dt.timedelta(days=1))
    if force.span < LEAST_DAYS:
        ready = later(force.since, dt.timedelta(days=LEAST_DAYS)) if force.since else None
        told = f"fewer than the {LEAST_DAYS} that show what a week's mail does not"
        if force.before is not None and force.since is not None:
            told = f"only since {day(force.since)} do senders see the MX hosts that it names now; {told}"
        do = f"wait until about {day(max(ready, tomorrow))}" if ready else _WAIT
        yield Point(Weight.GAP, "too-few-days", f"{plural(force.span, 'day')} of reports", told, do=do)
    elif force.days < LEAST_REPORTED:
        title = f"reports on {count(force.days)} of {plural(force.span, 'day')}"
        told = f"{LEAST_REPORTED} days with a report are asked for: the others say nothing"
        yield Point(Weight.GAP, "too-few-report-days", title, told, do=_WAIT)


def _not_reported(force: InForce) -> Iterator[Point]:
    """Say where the policy that is served is another one than any that was reported."""
    if force.live and force.told is None:
        told = "no sender has reported the policy as it is served now"
        yield Point(Weight.GAP, "policy-not-reported", "the policy is newer than the reports", told, do=_WAIT)


def covered(senders: Sequence[SenderCover]) -> list[SenderCover]:
    """Return the senders that vouch for the policy in question."""
    return [sender for sender in senders if sender.covers]


def tried(senders: Sequence[SenderCover]) -> int:
    """Return their sessions under it."""
    return sum(sender.tried for sender in senders if sender.covers)


def coverage(senders: Sequence[SenderCover]) -> Iterator[Point]:
    """Yield how many senders saw the policy, and how much of the traffic is theirs."""
    mine = covered(senders)
    if not mine:
        return
    whole = sum(sender.sessions for sender in senders)
    number = sum(sender.sessions for sender in mine)
    part = f", {share(number, whole)} of {count(whole)} sessions" if number else ""
    outside = any(sender.sees is not Sees.STS for sender in senders)
    more = "enforce changes nothing for mail of those without MTA-STS" if outside else ""
    title = f"{count(len(mine))} of {plural(len(senders), 'sender')} saw the policy{part}"
    yield Point(Weight.GOOD, "covered", title, more)


def remarks(senders: Sequence[SenderCover], force: InForce) -> Iterator[Point]:
    """Yield what is worth knowing of the policy and of single senders before the switch."""
    age = force.text.max_age if force.text is not None else None
    if age is not None and age < WEEK and force.mode != "none":
        told, more = "raise to 7 days or more", "whoever blocks the policy host for longer is rid of the policy"
        yield Point(Weight.REMARK, "max-age-short", f"max_age {told_age(age)}", told, more, section="8461 §3.2")
    holding = [sender for sender in senders if sender.until is not None]
    for sender in holding[:MOST_NAMED]:
        title, until = sender.organization or "(none)", day(sender.until)
        yield Point(Weight.REMARK, "holds-old", title, f"holds the old policy until {until}", section="8461 §3.3")
    if holding[MOST_NAMED:]:
        last = max(sender.until for sender in holding if sender.until)
        title = f"{plural(len(holding) - MOST_NAMED, 'more sender')}"
        yield Point(Weight.REMARK, "holds-old", title, f"hold the old policy, until {day(last)} at the latest")
    without = [sender for sender in senders if sender.sees is Sees.NOTHING]
    for sender in without[:MOST_NAMED]:
        title = sender.organization or "(none)"
        yield Point(Weight.QUESTION, "sees-none", title, "sees no policy; does it use MTA-STS?")
    if without[MOST_NAMED:]:
        title = f"{plural(len(without) - MOST_NAMED, 'more sender')}"
        yield Point(Weight.QUESTION, "sees-none", title, "see no policy")


def fetching(seen: DomainSeen, domain: str, force: InForce) -> Iterator[Point]:
    """Yield since when the policy was fetched without an error."""
    failed = [
        row.last
        for row in seen.failures
        if row.result_type in NO_POLICY and host_name(row.domain) == domain and row.last
    ]
    since = later(max(failed), dt.timedelta(days=1)) if failed else force.since
    if since is None or force.last is None or since > force.last:
        return
    yield Point(Weight.GOOD, "no-fetch-error", f"no fetch error since {day(since)}", section="8461 §3.3")


def reach(hosts: Sequence[str], *, probed: bool) -> Iterator[Point]:
    """Say which MX hosts reports cannot speak of, where nobody connected to them either."""
    if probed or not hosts:
        return
    told = f"reports name a host only where it failed, so that {listed(hosts)} may not have been tried"
    do = "check live, with port 25: it connects to every MX host"
    yield Point(Weight.QUESTION, "hosts-not-told", "every MX host", told, do=do, section="8460 §4.4")
