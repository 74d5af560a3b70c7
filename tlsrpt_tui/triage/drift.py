"""What each sender saw of a policy, held against what is published now (RFC 8460 §4.4, RFC 8461, RFC 7672)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from tlsrpt_tui.index.seen import DomainSeen, PolicySeen
from tlsrpt_tui.live.policy_host_check import announces
from tlsrpt_tui.live.published import Published
from tlsrpt_tui.numbers import day
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.differences import MOST_LINES, one_line
from tlsrpt_tui.triage.drift_kinds import Difference, Drift, SenderDrift
from tlsrpt_tui.triage.seen_policy import host_name
from tlsrpt_tui.triage.sts_drift import sts_drift
from tlsrpt_tui.triage.sts_live import StsLive
from tlsrpt_tui.triage.tlsa_drift import tlsa_drift

__all__ = ["Difference", "Drift", "SenderDrift", "drifts"]

_FETCHING = frozenset({ResultType.STS_POLICY_FETCH_ERROR, ResultType.STS_POLICY_INVALID, ResultType.STS_WEBPKI_INVALID})


def drifts(seen: DomainSeen, published: Published, *, now: dt.datetime) -> tuple[SenderDrift, ...]:
    """Return what each sender saw last, those that differ first.

    Nothing has to be published, or asked: what cannot be held against anything is told as it was seen.
    """
    live = StsLive.of(published, seen)
    made = []
    for last in _newest(seen, published.domain):
        if last.policy_type == PolicyType.TLSA:
            made.append(tlsa_drift(last, published))
        elif last.policy_type == PolicyType.NO_POLICY_FOUND:
            made.append(_without(last, seen, published))
        elif last.policy_type == PolicyType.STS:
            made.append(sts_drift(last, live, today=now.date()))
        else:
            made.append(_drift(last, Drift.UNKNOWN, "type not known", "No RFC says what this policy type is."))
    plain = (replace(drift, organization=shorten(sanitise(drift.organization), 200)) for drift in made)
    return tuple(sorted(plain, key=lambda found: (found.drift.rank, found.organization.casefold(), found.domain)))


def _newest(seen: DomainSeen, domain: str) -> list[PolicySeen]:
    """Return what each sender saw last, of each policy type; DANE of each name that it is reported under."""
    newest: dict[tuple[str, str, str], PolicySeen] = {}
    for policy in seen.policies:
        tlsa = policy.policy_type == PolicyType.TLSA
        if not tlsa and host_name(policy.domain) != domain:
            continue
        key = (policy.organization, policy.policy_type, policy.domain if tlsa else "")
        known = newest.get(key)
        if known is None or _weight(policy) > _weight(known):
            newest[key] = policy
    return [policy for policy in newest.values() if not _is_superseded(policy, newest.values())]


def _weight(policy: PolicySeen) -> tuple[dt.date, bool, int]:
    """Newer counts more, then one with a text, then the one that more reports tell of."""
    return policy.last or dt.date.min, bool(policy.text), policy.reports


def _is_superseded(policy: PolicySeen, others: Iterable[PolicySeen]) -> bool:
    """Whether a sender that once found no policy found one since, or the other way round."""
    nothing = policy.policy_type == PolicyType.NO_POLICY_FOUND
    mine = policy.last or dt.date.min
    for other in others:
        theirs = other.last or dt.date.min
        turned = (other.policy_type == PolicyType.NO_POLICY_FOUND) is not nothing
        if other.organization == policy.organization and turned and (theirs >= mine if nothing else theirs > mine):
            return True
    return False


def _without(policy: PolicySeen, seen: DomainSeen, published: Published) -> SenderDrift:
    """Judge what a sender found that found no policy."""
    when = f"found no policy on {day(policy.last)}"
    sts = published.sts_policy.policy if published.sts_policy else None
    dane = any(state.usable for state in published.dane)
    if (sts is None or sts.mode == "none") and not dane:
        return _as_nothing(policy, published, when)
    errors = [
        failure.result_type
        for failure in seen.failures
        if failure.organization == policy.organization and failure.result_type in _FETCHING
    ]
    kind = "MTA-STS" if sts is not None and sts.mode != "none" else "DANE"
    why = (
        f"it reports {errors[0]} as well: see to that first"
        if errors
        else f"it may not use {kind}, or could not fetch the policy: nothing to do unless it did so before"
    )
    return _drift(policy, Drift.NO_POLICY, Drift.NO_POLICY.value, f"It {when}, though one is published; {why}.")


def _as_nothing(policy: PolicySeen, published: Published, when: str) -> SenderDrift:
    """Judge a sender that found nothing where nothing is known to be published."""
    state = published.sts_policy
    if announces(published.sts_record) is False or (state and state.policy):
        return _drift(policy, Drift.SAME, Drift.SAME.value, f"It {when}, and none is published.")
    if state is None:
        return _drift(policy, Drift.UNKNOWN, "live not asked", f"It {when}; what is published was not asked for.")
    told = f"It {when}, and the policy cannot be read now either: see the lines of the policy."
    return _drift(policy, Drift.UNKNOWN, "live cannot be read", told)


def _drift(policy: PolicySeen, drift: Drift, brief: str, sentence: str) -> SenderDrift:
    return SenderDrift(
        organization=policy.organization,
        policy_type=policy.policy_type,
        last=policy.last,
        mode="",
        max_age=None,
        mx=(),
        drift=drift,
        brief=brief,
        sentence=one_line(sentence),
        domain=policy.domain,
        lines=tuple(Difference(one_line(line), "") for line in policy.text[:MOST_LINES]),
    )
