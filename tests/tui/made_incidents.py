"""Incidents made by hand, and an engine that answers with them: what the screen shows of what it is given."""

import datetime as dt
from dataclasses import dataclass, field

from tlsrpt_tui.index.tally import Count, Evidence, FailureDay, SenderDay, Tally
from tlsrpt_tui.triage.incidents import Incident, Incidents, IncidentState, SenderShare
from tlsrpt_tui.triage.result_types import Owner

NEWEST = dt.date(2026, 10, 31)


def oct_(day: int) -> dt.date:
    """Return a day of October."""
    return dt.date(2026, 10, day)


def made(
    result: str,
    domain: str,
    host: str,
    days: dict[int, int],
    state: IncidentState,
    owner: Owner = Owner.RECEIVER,
    senders: tuple[str, ...] = ("Google Inc.", "Microsoft Corporation"),
) -> Incident:
    """Return an incident of October; its first sender has all of its failures but one of each other."""
    by_day = tuple((oct_(day), failed) for day, failed in sorted(days.items()))
    failed = sum(days.values())
    first = SenderShare(senders[0], failed - len(senders) + 1, failed * 20, by_day)
    others = tuple(SenderShare(name, 1, 50, ((by_day[-1][0], 1),)) for name in senders[1:])
    return Incident(
        domain=domain,
        host=host,
        result_type=result,
        state=state,
        first=by_day[0][0],
        last=by_day[-1][0],
        clean_since=by_day[-1][0] + dt.timedelta(1) if state is IncidentState.RECOVERED else None,
        senders=(first, *others),
        failed=failed,
        sessions=failed * 20,
        enforced=failed,
        owner=owner,
        because="several senders agree",
        why="it was so on the newest day",
        days=by_day,
        hosts=(host,),
        domains=(domain,),
        policy_type="sts",
    )


ONGOING = made(
    "certificate-expired", "example.com", "mx2.example.net", {29: 415, 30: 530, 31: 432}, IncidentState.ONGOING
)
SECOND = made(
    "tlsa-invalid", "example.com", "mail.example.net", {30: 118, 31: 300}, IncidentState.ONGOING, Owner.RECEIVER_AND_DNS
)
QUIET = made(
    "sts-policy-fetch-error", "example.org", "mta-sts.example.org", {23: 30, 24: 46, 25: 20}, IncidentState.QUIET,
    Owner.POLICY_HOST, ("Google Inc.",),
)  # fmt: skip
RECOVERED = made(
    "starttls-not-supported", "example.com", "mail.example.net", {14: 431, 15: 300}, IncidentState.RECOVERED
)
NOISE = made(
    "validation-failure", "example.net", "mx1.example.net", {20: 3}, IncidentState.NOISE, Owner.SENDER, ("GMX",)
)
ALL = (ONGOING, SECOND, QUIET, RECOVERED, NOISE)
SEEN = Evidence(
    reasons=(Count("certificate has expired", 1086), Count("", 291)),
    receiving_ips=(Count("203.0.113.26", 1377), Count("2001:db8:2::26", 0)),
    other_hosts=(Count("mail.example.net", 0),),
)


@dataclass
class Told:
    """Answers as another engine does, but for what incidents are made of."""

    engine: object
    all: tuple[Incident, ...] = ALL
    evidence_of: Evidence = SEEN
    asked: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)

    def tally(self, view: object, *, now: dt.datetime) -> Tally:  # noqa: ARG002  as engines are asked
        """Return sums that name every day on which there were reports."""
        self.asked.append("tally")
        domains = {incident.domain for incident in self.all}
        days = [oct_(day) for day in range(2, 32) if day not in (18, 19)]
        sent = tuple(SenderDay("Google Inc.", domain, day, 1, 100, 0) for domain in sorted(domains) for day in days)
        failures = tuple(
            FailureDay("Google Inc.", each.domain, each.host, each.result_type, day, failed, failed)
            for each in self.all
            for day, failed in each.days
        )
        return Tally(failures, sent, oct_(2), NEWEST)

    def evidence(self, view: object, *, now: dt.datetime) -> Evidence:  # noqa: ARG002  as engines are asked
        """Return what the rows say."""
        self.asked.append("evidence")
        return self.evidence_of


def found(engine: Told) -> Incidents:
    """Return the incidents of an engine."""
    return Incidents(engine.all, oct_(2), NEWEST)
