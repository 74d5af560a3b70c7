"""Reported failures of a domain, and whether mode enforce would have mail refused for each of them (RFC 8461 §5)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.numbers import count, day, days, plural
from tlsrpt_tui.reports.model import NO_DETAILS, PolicyType, ResultType
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.check_lines import Subject
from tlsrpt_tui.triage.differences import listed
from tlsrpt_tui.triage.drift_kinds import later
from tlsrpt_tui.triage.incident_evidence import IncidentEvidence
from tlsrpt_tui.triage.incidents import Incident, Incidents, IncidentState
from tlsrpt_tui.triage.posture_sts import CLEAN_DAYS
from tlsrpt_tui.triage.readiness_parts import Effect, Point, Weight
from tlsrpt_tui.triage.refusals import NO_POLICY, OF_DANE, REFUSED, refusals_of
from tlsrpt_tui.triage.result_types import Owner, advice
from tlsrpt_tui.triage.seen_policy import host_name
from tlsrpt_tui.triage.verdict import Judgement, Verdict, judged

MUCH: Final = 0.1
"""Part of the failures of one sender from which on it is not over before that very sender has successes again."""

_CERTIFICATE: Final = frozenset(
    {ResultType.CERTIFICATE_HOST_MISMATCH, ResultType.CERTIFICATE_EXPIRED, ResultType.CERTIFICATE_NOT_TRUSTED}
)
_TITLES: Final[dict[str, str]] = {
    **dict.fromkeys(_CERTIFICATE, "certificate"),
    ResultType.STARTTLS_NOT_SUPPORTED: "STARTTLS",
    ResultType.VALIDATION_FAILURE: "TLS or policy",
}
_SHOWN: Final = 120


def effect_of(result_type: str, policy_types: frozenset[str] = frozenset()) -> Effect:
    """Return what enforce makes of a failure.

    Args:
        result_type: as in the report.
        policy_types: under which it was reported; empty where that is not known.
    """
    if result_type in NO_POLICY:
        return Effect.NO_POLICY
    if result_type in OF_DANE:
        return Effect.DANE
    if result_type not in REFUSED:
        return Effect.UNKNOWN
    if policy_types == {PolicyType.NO_POLICY_FOUND}:
        return Effect.WITHOUT
    # Without STARTTLS nobody gets TLS; what else fails under a TLSA policy alone is held against TLSA records.
    only_dane = policy_types - {PolicyType.NO_POLICY_FOUND} == {PolicyType.TLSA}
    return Effect.DANE if only_dane and result_type != ResultType.STARTTLS_NOT_SUPPORTED else Effect.REFUSED


@dataclass(frozen=True, slots=True)
class Failing:
    """An incident with what the live check says of it.

    Attributes:
        live: ``None`` where nothing was asked.
        enforced: whether the policy is in mode enforce already.
        newest: the newest day of any report in the folder.
        waiting: senders with a good part of it that had no success since.
    """

    incident: Incident
    effect: Effect
    live: Judgement | None
    enforced: bool
    newest: dt.date | None
    waiting: tuple[str, ...] = ()

    @property
    def is_still_so(self) -> bool:
        """Whether the live check found it."""
        return self.live is not None and self.live.verdict is Verdict.STILL

    @property
    def is_mended(self) -> bool:
        """Whether the live check found it in order."""
        return self.live is not None and self.live.verdict is Verdict.RECOVERED

    @property
    def host(self) -> str:
        """In A-labels, sanitised; "" for none named, and for several."""
        return shorten(sanitise(host_name(self.incident.host)), _SHOWN)

    @property
    def is_unnamed(self) -> bool:
        """Whether it failed, for the most part, because the policy does not name the host (RFC 8461 §4.1)."""
        return self.incident.unnamed * 2 > self.incident.failed

    @property
    def _where(self) -> str:
        several = [host for host in self.incident.hosts if host]
        return self.host or (f"{count(len(several))} MX hosts" if len(several) > 1 else "an MX host without a name")

    @property
    def title(self) -> str:
        """What failed, and where."""
        kind, host = self.incident.result_type, self.host
        if kind in NO_POLICY:
            return f"policy host {host}" if host else "policy host"
        if self.is_unnamed:
            return f"{host} is not in the policy" if host else "MX hosts and policy do not fit"
        if kind == NO_DETAILS:
            return "failures without details"
        what = _TITLES.get(kind) or shorten(sanitise(kind), 40)
        return f"{what} of {self._where}"

    @property
    def name(self) -> str:
        """A shorter one, as the lines of a check are called."""
        if self.is_unnamed:
            return f"policy lacks {self.host or 'an MX host'}"
        return f"TLS {self.host}" if self.host else f"TLS of {self._where}"

    @property
    def refused(self) -> int:
        """Sessions that were refused, or would be."""
        return refusals_of(self.incident).refused if self.enforced else self.incident.failed

    @property
    def told(self) -> str:
        """How many sessions enforce refuses."""
        number, whole = self.refused, self.incident.sessions
        part = f"{count(number)} of {count(whole)} sessions" if number <= whole else plural(number, "reported failure")
        return f"{part} {'were' if self.enforced else 'would be'} refused"

    @property
    def more(self) -> str:
        """The evidence: type, days, senders, state, and what the live check says."""
        one = self.incident
        when = days(one.first, one.last, year=False) if one.first and one.last else "no date"
        said = f"{shorten(sanitise(one.result_type), 60)}, {when}, {plural(len(one.senders), 'sender')}, {one.state}"
        return f"{said}; live: {self.live.sentence}" if self.live is not None else said


def failures(
    seen: DomainSeen, incidents: Incidents, checkup: Checkup | None, domain: str, *, enforced: bool, now: dt.datetime
) -> tuple[Point, ...]:
    """Return a point for each incident of the domain; ``domain`` in A-labels."""
    made, evidence = [], IncidentEvidence(seen)
    for incident in incidents.all:
        if domain not in {host_name(name) for name in (incident.domain, *incident.domains)}:
            continue
        found = _failing(incident, (seen, evidence), checkup, enforced=enforced, now=now)
        point = _WEIGHED[found.effect](found, now.date())
        if point is not None:
            made.append(point)
    return tuple(made)


def _failing(
    incident: Incident,
    reported: tuple[DomainSeen, IncidentEvidence],
    checkup: Checkup | None,
    *,
    enforced: bool,
    now: dt.datetime,
) -> Failing:
    seen, evidence = reported
    # The policy host of a fetch error is named by nobody.
    rows = evidence.rows(incident, hosted=incident.result_type not in NO_POLICY)
    kinds = frozenset(row.policy_type for row in rows) or frozenset(filter(None, [incident.policy_type]))
    live = None
    if checkup is not None:
        kind = PolicyType.STS if PolicyType.STS in kinds or not kinds else min(kinds)
        addresses = next((row.receiving_ips for row in rows if row.receiving_ips), ())
        subject = Subject(incident.result_type, kind, incident.domain, incident.host, next(iter(addresses), ""))
        live = judged(subject, checkup, seen, now=now)
    effect = effect_of(incident.result_type, kinds)
    waiting = tuple(evidence.waiting(incident, MUCH * incident.failed))
    return Failing(incident, effect, live, enforced, seen.newest, waiting)


def _made(found: Failing, weight: Weight, code: str, told: str, do: str = "", section: str = "8461 §5") -> Point:
    refused = found.effect is Effect.REFUSED and weight in (Weight.BLOCKER, Weight.GAP)
    return Point(
        weight=weight,
        code=code,
        title=found.title,
        told=told,
        more=found.more,
        do=do,
        section=section,
        name=found.name,
        mx_host=found.host if found.incident.result_type not in NO_POLICY else "",
        failed=found.refused if refused else 0,
        sessions=found.incident.sessions if refused else 0,
        incident=found.incident.key,
    )


def _act(found: Failing) -> str:
    """Return what to do about a failure that is still there."""
    if found.live is not None and found.live.do:
        return found.live.do
    if found.is_unnamed and found.host:
        return f"add “mx: {found.host}” to the policy, then a new id"
    if found.is_unnamed:
        return "hold the policy as served against the MX records: those who see this may keep an old policy, too"
    if found.incident.owner is Owner.SENDER:
        return "tell the sender; while its side fails, enforce has its mail refused, as it is meant to"
    return advice(found.incident.result_type, PolicyType.STS).act


def _refused(found: Failing, today: dt.date) -> Point:
    state = found.incident.state
    if state is IncidentState.NOISE:
        # A fault that is there now blocks by itself; it need not be what made a session or two fail.
        told = f"{plural(found.incident.failed, 'session')} failed in passing: noise, as far as that can be judged"
        return _made(found, Weight.REMARK, "noise", told)
    if found.is_still_so:
        return _made(found, Weight.BLOCKER, "refused", found.told, _act(found))
    if state is IncidentState.RECOVERED:
        return _over(found, today)
    if found.is_mended:
        told = f"mended, as the live check finds; reports still tell of it on {day(found.incident.last)}"
        return _made(found, Weight.GAP, "mended-not-reported", told, "wait until reports come in without it")
    if state is IncidentState.QUIET:
        told = f"quiet since {day(found.incident.last)}, and nothing says that it is over"
        do = "check it live, with port 25, or wait for successes of the same senders"
        return _made(found, Weight.GAP, "quiet", told, do)
    return _made(found, Weight.BLOCKER, "refused", found.told, _act(found))


def _over(found: Failing, today: dt.date) -> Point:
    """Weigh a failure that senders see no more: it counts as over for good after a while without it."""
    since = found.incident.clean_since
    until = min(found.newest or today, today)
    clean = (until - since).days + 1 if since else 0
    if found.waiting and not found.is_mended and clean >= CLEAN_DAYS:
        who = listed([shorten(sanitise(name), _SHOWN) or "a sender without a name" for name in found.waiting])
        told = f"over for others since {day(since)}, and {who} had no success since"
        do = "check it live, with port 25, or wait for successes of the same senders"
        return _made(found, Weight.GAP, "not-heard-since", told, do)
    if since is not None and clean >= CLEAN_DAYS:
        return replace(_made(found, Weight.GOOD, "over", ""), title=f"{found.title}: over since {day(since)}")
    told = f"over since {day(since)}, {plural(max(clean, 0), 'day')} of {CLEAN_DAYS}" if since else "over, since lately"
    ready = day(later(since, dt.timedelta(days=CLEAN_DAYS))) if since else "two weeks are over"
    return _made(found, Weight.GAP, "over-lately", told, f"wait until about {ready}")


def _unknown(found: Failing, _today: dt.date) -> Point | None:
    state = found.incident.state
    if state is IncidentState.RECOVERED:
        return None
    if state is IncidentState.NOISE:
        return _made(found, Weight.REMARK, "noise", f"{plural(found.incident.failed, 'session')} failed in passing")
    told = f"{plural(found.incident.failed, 'failure')} of which cannot be told whether enforce refuses the mail"
    return _made(found, Weight.GAP, "not-known", told, advice(found.incident.result_type).act)


def _not_fetched(found: Failing, _today: dt.date) -> Point | None:
    state = found.incident.state
    if found.is_mended or state in (IncidentState.RECOVERED, IncidentState.NOISE):
        return None
    told = "refuses nothing, but these senders keep an old policy or none, and would not hear of a way back either"
    return _made(found, Weight.REMARK, "not-fetched", told, _act(found), "8461 §3.3")


def _of_dane(found: Failing, _today: dt.date) -> Point | None:
    state = found.incident.state
    if found.is_mended or state in (IncidentState.RECOVERED, IncidentState.NOISE):
        return None
    told = "DANE senders act on it already; the mode of MTA-STS changes nothing"
    return _made(found, Weight.REMARK, "dane", told, advice(found.incident.result_type, PolicyType.TLSA).act, "8461 §2")


def _without(found: Failing, _today: dt.date) -> Point | None:
    state = found.incident.state
    if found.is_mended or state in (IncidentState.RECOVERED, IncidentState.NOISE):
        return None
    told = "its senders found no policy, so that enforce changes nothing for them; those who find it would be refused"
    do = advice(found.incident.result_type, PolicyType.NO_POLICY_FOUND).act
    return _made(found, Weight.REMARK, "without-policy", told, do)


_WEIGHED: Final[dict[Effect, Callable[[Failing, dt.date], Point | None]]] = {
    Effect.REFUSED: _refused,
    Effect.UNKNOWN: _unknown,
    Effect.NO_POLICY: _not_fetched,
    Effect.DANE: _of_dane,
    Effect.WITHOUT: _without,
}
