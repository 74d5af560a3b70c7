"""The MTA-STS policy that a sender saw, held against the one that is served now (RFC 8461 §3.3, §5.1).

A report carries no id (RFC 8460 §4.4), so that what became of it can only be concluded: a sender looks the id up with
every mail, and fetches the policy again when it changed (RFC 8461 §3.3). Who still uses an older text days after
another sender saw the newer one was not told by the id.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tlsrpt_tui.index.seen import PolicySeen
from tlsrpt_tui.live.sts_policy import covers
from tlsrpt_tui.numbers import day, plural
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.differences import MOST_LINES, brief_sts, listed, named, one_line, only_in, sts_lines
from tlsrpt_tui.triage.drift_kinds import Drift, SenderDrift, later
from tlsrpt_tui.triage.seen_policy import StsText, read_sts
from tlsrpt_tui.triage.sts_live import StsLive

GRACE: Final = dt.timedelta(days=2)
"""A report tells of a whole day, and a sender has many servers: so long after a change an older text means nothing."""

_LONGEST_AGE: Final = 31_557_600
_LONGEST_NAME: Final = 255
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class _Found:
    drift: Drift
    brief: str
    sentence: str
    until: dt.date | None = None


def sts_drift(policy: PolicySeen, live: StsLive, *, today: dt.date) -> SenderDrift:
    """Return how the policy of a report stands to the one that is served."""
    saw = read_sts(policy.text, policy.mode)
    found = _judged(policy, saw, live, today)
    return SenderDrift(
        organization=policy.organization,
        policy_type=policy.policy_type,
        last=policy.last,
        mode=shorten(sanitise(saw.mode), _SHOWN),
        max_age=saw.max_age,
        mx=tuple(shorten(sanitise(mx), _LONGEST_NAME) for mx in saw.mx[:MOST_LINES]),
        drift=found.drift,
        brief=found.brief,
        sentence=one_line(found.sentence),
        until=found.until,
        domain=policy.domain,
        lines=sts_lines(saw, live.policy),
    )


def _judged(policy: PolicySeen, saw: StsText, live: StsLive, today: dt.date) -> _Found:
    when = f"on {day(policy.last)}"
    if not live.asked:
        return _Found(Drift.UNKNOWN, "live not asked", f"It saw this policy {when}; the live one was not asked for.")
    if not policy.text:
        return _Found(Drift.UNKNOWN, "no text in report", f"Its report of {day(policy.last)} gives no policy text.")
    until = _until(policy, saw)
    if live.policy is None:
        return _without_live(policy, saw, live, until if until and until >= today else None)
    if saw.same(live.policy):
        return _same(policy, saw, live)
    if saw.max_age is None and saw.same(replace(live.policy, max_age=None)):
        told = f"Its report of {day(policy.last)} gives no max_age; all else is as it is live."
        return _Found(Drift.UNKNOWN, "no max_age in report", told)
    return _different(policy, saw, live, live.policy, today)


def _until(policy: PolicySeen, saw: StsText) -> dt.date | None:
    """Return the last day on which a sender may hold what it saw, as far as its own report tells."""
    if policy.last is None or saw.max_age is None:
        return None
    return later(policy.last, dt.timedelta(seconds=min(saw.max_age, _LONGEST_AGE)))


def _without_live(policy: PolicySeen, saw: StsText, live: StsLive, until: dt.date | None) -> _Found:
    held = f" and may keep to it until {day(until)}" if until else ""
    when = f"It saw a policy on {day(policy.last)}{held}"
    if not live.gone:
        told = f"{when}; the live one cannot be fetched or read now, see the lines of the policy."
        return _Found(Drift.UNKNOWN, "live cannot be read", told, until)
    if until is None:
        return _Found(Drift.OTHER, "policy withdrawn", f"{when}; there is no MTA-STS record any more.")
    told = (
        f"{when}, though there is no MTA-STS record any more. To end it safely, serve mode none with a new id until "
        "then (RFC 8461 §8.3)."
    )
    return _Found(Drift.STALE if saw.mode != "none" else Drift.OTHER, "policy withdrawn", told, until)


def _same(policy: PolicySeen, saw: StsText, live: StsLive) -> _Found:
    other = _alternating(policy, saw, live)
    if other is not None:
        told = (
            f"It saw the live policy and another, in turns, up to {day(other.last)}: hosts that serve it may differ. "
            "Give all of them the same file."
        )
        return _Found(Drift.SPLIT, "two policies in turns", told)
    retired = live.retired(saw.mx)
    if retired:
        lacking = [host for host in live.hosts if not covers(saw.mx, host)]
        do = (
            f"Name {listed(lacking)} in its place, with a new id."
            if lacking
            else "Take it out with a new id, unless it is about to become an MX host."
        )
        told = f"The same as live; both name {listed(retired)}, {_no_mx(retired)}. {do}"
        return _Found(Drift.RETIRED_MX, named(retired, "is no MX", saw.mx), told)
    return _Found(Drift.SAME, Drift.SAME.value, f"On {day(policy.last)} it saw what is live.")


def _no_mx(retired: Sequence[str]) -> str:
    return "which is no MX host" if len(retired) == 1 else "which are no MX hosts"


def _alternating(policy: PolicySeen, saw: StsText, live: StsLive) -> PolicySeen | None:
    """Return what a sender saw between two looks at the same text, where its cache cannot be the reason."""
    for other, text in live.texts:
        if other.organization != policy.organization or text.same(saw):
            continue
        firsts, lasts = (policy.first, other.first), (policy.last, other.last)
        if None in firsts or None in lasts:
            continue
        older_age = text.max_age if (other.first or dt.date.max) < (policy.first or dt.date.max) else saw.max_age
        began = max(first for first in firsts if first)
        both = min(last for last in lasts if last) - began
        if both > max(GRACE, dt.timedelta(seconds=min(older_age or 0, _LONGEST_AGE))):
            return other
    return None


def _different(policy: PolicySeen, saw: StsText, live: StsLive, now: StsText, today: dt.date) -> _Found:
    brief, until, when = brief_sts(saw, now), _until(policy, saw), f"on {day(policy.last)}"
    if live.split:
        told = f"It saw another policy {when}, and addresses of the policy host differ now: serve one file on all."
        return _Found(Drift.SPLIT, brief, told)
    turned = _turned_back(policy, saw, live, now)
    if turned:
        return _Found(Drift.SPLIT, brief, turned)
    reason, changed = _id_reason(policy, saw, live)
    if reason:
        held = until if until and until >= today else None
        told = (
            f"{reason}: the id was perhaps not changed with the text. Publish a new id; senders fetch the policy again "
            "at the next mail."
        )
        return _Found(Drift.ID_NOT_BUMPED, brief, told, held)
    if until and changed:
        # What is fetched since is the newer one.
        until = min(until, later(changed, dt.timedelta(seconds=min(saw.max_age or 0, _LONGEST_AGE))))
    return _older(policy, saw, live, now, until if until and until >= today else None)


def _older(policy: PolicySeen, saw: StsText, live: StsLive, now: StsText, until: dt.date | None) -> _Found:
    brief, when = brief_sts(saw, now), f"on {day(policy.last)}"
    held = f" and may hold it until {day(until)}" if until else ""
    extra = only_in(saw.mx, now.mx)
    retired = live.retired(extra)
    if retired and retired == extra and set(now.mx) <= set(saw.mx) and saw.mode == now.mode:
        told = f"What it saw {when} names {listed(retired)}, {_no_mx(retired)} any more."
        told = f"{told} It may hold that until {day(until)}; nothing is refused for it." if until else told
        return _Found(Drift.RETIRED_MX, named(retired, "is gone", [*saw.mx, *now.mx]), told, until)
    if until is None:
        told = f"It saw another policy {when}, which has run out by now; its next report should show the live one."
        return _Found(Drift.OTHER, brief, told)
    lacking = [host for host in live.hosts if not covers(saw.mx, host)]
    harm = f" Until then it does not take {listed(lacking)} for yours" if lacking and saw.mode != "none" else ""
    if harm:
        harm += (
            ", and sends nothing there: keep another MX host up." if saw.mode == "enforce" else ", and reports that."
        )
    return _Found(Drift.STALE, brief, f"It saw an older policy {when}{held}.{harm}", until)


def _turned_back(policy: PolicySeen, saw: StsText, live: StsLive, now: StsText) -> str:
    """Return why a sender that saw the live text already must have fetched another one since; "" where it need not."""
    for other, text in live.texts:
        if other.organization != policy.organization or not text.same(now):
            continue
        if not (other.first and policy.first and policy.last) or policy.last - other.first <= GRACE:
            continue
        since = policy.first > other.first
        too_long = policy.last - other.first > dt.timedelta(seconds=min(saw.max_age or 0, _LONGEST_AGE))
        if since or too_long:
            return (
                f"It saw the live policy on {day(other.first)} and another one still on {day(policy.last)}: hosts that "
                "serve it may differ, or it was changed back. Give all of them the same file, then a new id."
            )
    return ""


def _id_reason(policy: PolicySeen, saw: StsText, live: StsLive) -> tuple[str, dt.date | None]:
    """Return why the id seems not to have changed, "" where nothing says so, and by when the text had."""
    first = live.first
    if policy.last is None:
        return "", first.first if first else None
    if first is not None and first.first is not None:
        behind = policy.last - first.first
        if behind <= GRACE:
            return "", first.first
        who = "it" if first.organization == policy.organization else f"{first.organization}"
        aged = saw.max_age is not None and behind > dt.timedelta(seconds=min(saw.max_age, _LONGEST_AGE))
        more = ", longer than its max_age allows" if aged else ""
        told = f"{plural(behind.days, 'day')} after {who} saw the live one{more}"
        return f"It reports an older policy on {day(policy.last)}, {told}", first.first
    if live.dated and policy.last - live.dated > GRACE:
        return f"The id is of {day(live.dated)}, and on {day(policy.last)} nobody had seen this text", None
    return "", None
