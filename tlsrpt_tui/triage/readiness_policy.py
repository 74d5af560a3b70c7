"""The MTA-STS policy that a verdict on enforce is about, and what each sender saw of it (RFC 8460 §4.4, RFC 8461)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen, PolicySeen
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.policy_host_check import announces
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.drift_kinds import later
from tlsrpt_tui.triage.policy_runs import Days, days_of, unbroken
from tlsrpt_tui.triage.readiness_parts import Sees, SenderCover
from tlsrpt_tui.triage.seen_policy import StsText, host_name, pattern, read_sts

LONGEST_AGE: Final = 31_557_600
"""Seconds: RFC 8461 §3.2 allows no longer ``max_age``."""

_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy in question, and which reports are about it.

    A report is about it where the policy that its sender applied names the same MX hosts and is not in mode none: in
    testing and in enforce the same is tried, and what fails is reported (RFC 8461 §5).

    Attributes:
        text: what it says; ``None`` where nobody saw one and none is served.
        live: whether it was fetched just now; else it is the newest that a sender reported.
        since: the first day with a report about it, after the last day on which those who see it saw only others again.
        last: the newest day with such a report.
        days: on how many days from the one to the other there is such a report.
        told: the newest day on which the text itself was reported; ``None`` where nobody did.
        gone: whether it is known that none is published.
        before: the newest day before ``since`` on which a policy was tried that names other MX hosts.
    """

    text: StsText | None
    live: bool
    since: dt.date | None
    last: dt.date | None
    days: int
    told: dt.date | None
    gone: bool = False
    before: dt.date | None = None

    @property
    def mode(self) -> str:
        """``testing``, ``enforce``, ``none``; "" where no policy is known."""
        return shorten(sanitise(self.text.mode), 20) if self.text is not None else ""

    @property
    def span(self) -> int:
        """Days from the first to the newest of the reports about it, those without a report counted too."""
        return (self.last - self.since).days + 1 if self.since and self.last else 0


@dataclass(frozen=True, slots=True)
class Held:
    """What senders may hold of mode enforce.

    Attributes:
        until: the last day; ``None`` where nobody does any more.
        max_age: the longest that they hold it for, in seconds; ``None`` where that is not told.
    """

    until: dt.date | None = None
    max_age: int | None = None


def of_domain(seen: DomainSeen, domain: str) -> list[PolicySeen]:
    """Return what was reported under the domain's own name."""
    return [policy for policy in seen.policies if host_name(policy.domain) == domain]


def in_force(seen: DomainSeen, domain: str, checkup: Checkup | None) -> InForce:
    """Return the policy that is served, or where that is not known, the one that senders reported last."""
    sts = [policy for policy in of_domain(seen, domain) if policy.policy_type == PolicyType.STS]
    state = checkup.published.sts_policy if checkup is not None else None
    served = state.policy if state is not None else None
    gone = checkup is not None and announces(checkup.published.sts_record) is False
    text: StsText | None = None
    if served is not None and not gone:
        text = StsText(served.mode, tuple(map(pattern, served.mx)), served.max_age)
    elif not gone:
        newest = _newest(sts)
        text = _read(newest) if newest is not None else None
    told = max((each.last for each in sts if each.last and text is not None and alike(_read(each), text)), default=None)
    found, others = _days_about(sts, text)
    latest = found[-1] if found else None
    return InForce(
        text=text,
        live=served is not None and not gone,
        since=latest.first if latest else None,
        last=latest.last if latest else None,
        days=latest.count if latest else 0,
        told=told,
        gone=gone,
        before=max((day for day in others if latest is None or day < latest.first), default=None),
    )


def _days_about(sts: Sequence[PolicySeen], text: StsText | None) -> tuple[list[Days], set[dt.date]]:
    """Return the stretches of days with reports about a policy, and the days with reports on others that were tried.

    A sender that has not seen it yet, and reports an old one out of its cache, breaks no stretch.
    """
    about: dict[str, set[dt.date]] = {}
    others: dict[str, set[dt.date]] = {}
    for policy in _tried(sts):
        (about if _is_about(policy, text) else others).setdefault(policy.organization, set()).update(days_of(policy))
    turned = {
        day for name, days in others.items() for day in days if name in about and day > min(about[name], default=day)
    }
    return unbroken(set().union(*about.values()), turned), set().union(*others.values())


def _tried(sts: Sequence[PolicySeen]) -> list[PolicySeen]:
    """Return the policies that senders tried MX hosts against; those without a list only where none has one."""
    tried = [policy for policy in sts if _read(policy).mode != "none"]
    return [policy for policy in tried if _read(policy).mx] or tried


def _is_about(policy: PolicySeen, text: StsText | None) -> bool:
    """Whether a policy that was tried names the MX hosts of the one in question, as far as both name any."""
    hosts = set(_read(policy).mx)
    return text is None or text.mode == "none" or not text.mx or not hosts or hosts == set(text.mx)


def _newest(policies: Sequence[PolicySeen]) -> PolicySeen | None:
    """Return the policy that was reported last; of several on one day, the one that nobody saw before the others.

    A sender with an old one in its cache reports it for as long as others report the new one.
    """
    began: dict[tuple[str, tuple[str, ...]], dt.date] = {}
    for policy in policies:
        began[_what(policy)] = min(began.get(_what(policy), dt.date.max), policy.first or dt.date.max)
    with_text = [policy for policy in policies if policy.text] or policies
    return max(with_text, key=lambda each: (each.last or dt.date.min, began[_what(each)], _weight(each)), default=None)


def _what(policy: PolicySeen) -> tuple[str, tuple[str, ...]]:
    said = _read(policy)
    return said.mode, tuple(sorted(said.mx))


def alike(one: StsText, other: StsText) -> bool:
    """Whether two policies name the same MX hosts in the same mode; without a list of its own, one may be any."""
    return one.mode == other.mode and (not one.mx or not other.mx or set(one.mx) == set(other.mx))


def senders_of(seen: DomainSeen, domain: str, force: InForce, *, today: dt.date) -> tuple[SenderCover, ...]:
    """Return what each sender with sessions saw last, most sessions first."""
    mine: dict[str, list[PolicySeen]] = {}
    for policy in of_domain(seen, domain):
        mine.setdefault(policy.organization, []).append(policy)
    made = [_cover(name, policies, force, today) for name, policies in mine.items()]
    with_sessions = (each for each in made if each.sessions or each.sees is Sees.STS)
    return tuple(sorted(with_sessions, key=lambda each: (-each.sessions, each.organization.casefold())))


def _cover(name: str, policies: list[PolicySeen], force: InForce, today: dt.date) -> SenderCover:
    sts = [policy for policy in policies if policy.policy_type == PolicyType.STS]
    newest = max(sts, key=_weight, default=None)
    last = max((policy.last for policy in policies if policy.last), default=None)
    about = [policy for policy in sts if _read(policy).mode != "none" and _is_about(policy, force.text)]
    sees = _sees(policies)
    return SenderCover(
        organization=shorten(sanitise(name), _SHOWN),
        sees=sees,
        sessions=sum(policy.successful + policy.failed for policy in policies),
        last=last,
        mode=shorten(sanitise(_read(newest).mode), 20) if newest is not None else "",
        until=_held(newest, force, today) if newest is not None else None,
        tried=sum(policy.successful + policy.failed for policy in about),
        covers=sees is Sees.STS and bool(about),
    )


def _sees(policies: Iterable[PolicySeen]) -> Sees:
    """Return what a sender found last; of two types on one day, the one that asks for more."""
    kinds = {PolicyType.NO_POLICY_FOUND: Sees.NOTHING, PolicyType.TLSA: Sees.DANE, PolicyType.STS: Sees.STS}
    order = list(kinds.values())
    found = [
        (policy.last or dt.date.min, order.index(kind), kind)
        for policy in policies
        for known, kind in kinds.items()
        if policy.policy_type == known
    ]
    # Who reports on DANE and MTA-STS at once keeps to both: one never stands in for the other (RFC 8461 §2).
    sts, nothing = (max((day for day, _, seen in found if seen is kind), default=None) for kind in (Sees.STS, order[0]))
    if sts is not None and (nothing is None or sts >= nothing):
        return Sees.STS
    return max(found, default=(dt.date.min, 0, Sees.UNKNOWN))[2]


def _held(policy: PolicySeen, force: InForce, today: dt.date) -> dt.date | None:
    """Return until when a sender may hold another policy than the newest."""
    saw = _read(policy)
    if force.text is None or policy.last is None or saw.max_age is None or not policy.text or alike(saw, force.text):
        return None
    until = later(policy.last, dt.timedelta(seconds=min(saw.max_age, LONGEST_AGE)))
    return until if until >= today else None


def held(seen: DomainSeen, domain: str, *, today: dt.date) -> Held:
    """Return until when a sender may hold a policy in mode enforce, as reports tell."""
    found = [
        (until, said.max_age)
        for policy in of_domain(seen, domain)
        if policy.policy_type == PolicyType.STS and policy.last
        for said in (_read(policy),)
        for until in (later(policy.last, dt.timedelta(seconds=min(said.max_age or 0, LONGEST_AGE))),)
        if said.mode == "enforce" and until >= today
    ]
    ages = [age for _, age in found if age is not None]
    return Held(max((until for until, _ in found), default=None), max(ages, default=None))


def _read(policy: PolicySeen) -> StsText:
    return read_sts(policy.text, policy.mode)


def _weight(policy: PolicySeen) -> tuple[dt.date, bool, dt.date, int, tuple[str, ...]]:
    """Newer counts more, then one with a text, then the one that began later, then what more reports tell of."""
    return policy.last or dt.date.min, bool(policy.text), policy.first or dt.date.min, policy.reports, policy.text
