"""A domain of the labelled corpus: who reports on which days and how much, what fails, and the reports of it all."""

import datetime as dt
import hashlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tlsrpt_tui.reports.model import FailureDetail, Policy, PolicyType, Report
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.triage.result_types import Owner

FIRST: Final = dt.date(2026, 8, 1)
DAYS: Final = 60
LAST: Final = DAYS - 1
LARGE: Final = ("Google Inc.", "Microsoft Corporation", "Northwind Mail", "Meridian Cable")
SMALL: Final = ("Kiosk Mail", "Postal Cooperative", "Alpenpost AG")
EVERYBODY: Final = (*LARGE, *SMALL)
VOLUME: Final = {"Google Inc.": 2400, "Microsoft Corporation": 1900, "Northwind Mail": 700, "Meridian Cable": 600}
WEEKEND: Final = 0.35
"""Mail of a Saturday or Sunday against a working day's."""

_SATURDAY: Final = 6
_SMALL_VOLUME: Final = 200
_ADDRESSES: Final = 9


@dataclass(frozen=True, slots=True)
class Label:
    """What is to be found: one incident with this place, time, state and owner.

    Attributes:
        untold: whether it came under a policy whose mode is not told.
    """

    kind: str
    domain: str
    host: str
    result_type: str
    first: dt.date
    last: dt.date
    state: IncidentState
    owner: Owner
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Failed sessions of one sender on one day; ``domain`` is a name of the domain's where DANE is reported under it.

    Attributes:
        home: the sender whose network they came from; "" for no address.
    """

    sender: str
    day: int
    result_type: str
    failed: int
    host: str
    domain: str
    dane: bool
    reason: str
    home: str


@dataclass(frozen=True, slots=True)
class How:
    """What a failure has beside its place, way and count; ``None`` for what the scene has.

    Attributes:
        host: MX host, "" for none named.
        domain: the policy domain.
        dane: whether it came under a TLSA policy.
        reason: as the sender gives it.
        home: the sender whose network it came from, "" for no address.
    """

    host: str | None = None
    domain: str = ""
    dane: bool = False
    reason: str = ""
    home: str | None = None


_PLAIN: Final = How()


@dataclass(slots=True)
class Scene:
    """A domain whose senders report most days; failures are put on top of it.

    Attributes:
        kind: of what is to be found in it.
        domain: its name.
        dice: what chance there is.
        mode: of the policy that senders saw; "" where their reports tell none.
        named: MX hosts that the policy names.
        sessions: by sender and day.
        failures: in the order in which they were put.
        spelt: how a sender calls itself on a day, where that is not its name.
        typed: senders that report under a policy type of their own, or under two.
    """

    kind: str
    domain: str
    dice: random.Random
    mode: str = "enforce"
    named: tuple[str, ...] = ()
    sessions: dict[tuple[str, int], int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    spelt: dict[tuple[str, int], str] = field(default_factory=dict)
    typed: dict[str, tuple[PolicyType, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Draw who reports on which days, and how much."""
        self.named = self.named or tuple(f"{host}.{self.domain}" for host in ("mx1", "mx2", "mx9"))
        self.typed = {"Microsoft Corporation": (PolicyType.STS, PolicyType.TLSA)} | self.typed
        for sender in EVERYBODY:
            for day in range(DAYS):
                weekend = (FIRST + dt.timedelta(days=day)).isoweekday() >= _SATURDAY
                small = sender in SMALL
                if self.dice.random() < (0.25 if small and weekend else 0.75 if small else 0.97):
                    mean = VOLUME.get(sender, _SMALL_VOLUME) * (WEEKEND if weekend else 1)
                    self.sessions[sender, day] = max(4, round(mean * (0.8 + 0.4 * self.dice.random())))

    @property
    def host(self) -> str:
        """The first MX host."""
        return f"mx1.{self.domain}"

    def only(self, sessions: dict[str, int], days: Iterable[int] = range(DAYS)) -> None:
        """Let there be these senders and no others, with so many sessions on each of ``days``."""
        among = tuple(days)
        self.sessions = {(sender, day): count for sender, count in sessions.items() for day in among}

    def silence(self, senders: Iterable[str], after: int, until: int = DAYS) -> None:
        """Take away all reports of senders after a day, and before another."""
        gone = set(senders)
        self.sessions = {
            key: held for key, held in self.sessions.items() if key[0] not in gone or not after < key[1] < until
        }

    def fail(
        self, senders: Iterable[str], days: Iterable[int], result_type: str, share: float, how: How = _PLAIN
    ) -> None:
        """Let a share of the sessions of senders fail on days, where they report."""
        among = tuple(days)
        for sender in senders:
            for day in among:
                sessions = self.sessions.get((sender, day), 0)
                failed = round(sessions * share * (0.8 + 0.4 * self.dice.random()))
                if sessions:
                    self.put(sender, day, result_type, min(sessions, max(1, failed)), how)

    def put(self, sender: str, day: int, result_type: str, failed: int, how: How = _PLAIN) -> None:
        """Let so many sessions of a sender fail on a day."""
        host = self.host if how.host is None else how.host
        home = sender if how.home is None else how.home
        domain = how.domain or self.domain
        self.failures.append(Failure(sender, day, result_type, failed, host, domain, how.dane, how.reason, home))

    def labelled(
        self,
        state: IncidentState,
        owner: Owner,
        *,
        host: str | None = None,
        result_type: str = "",
        days: range = range(DAYS),
    ) -> Label:
        """Return the label of what was put in last, or of a result type; first and last day are those that came."""
        kind = result_type or self.failures[-1].result_type
        came = [each.day for each in self.failures if each.result_type == kind and each.day in days]
        place = self.host if host is None else host
        first, last = (FIRST + dt.timedelta(days=day) for day in (min(came), max(came)))
        return Label(self.kind, self.domain, place, kind, first, last, state, owner, not self.mode)

    def reports(self) -> Iterator[Report]:
        """Yield one report for each sender and day, as it would be read."""
        met: dict[tuple[str, int], list[Failure]] = {}
        for each in self.failures:
            met.setdefault((each.sender, each.day), []).append(each)
        for (sender, day), sessions in self.sessions.items():
            failed = met.get((sender, day), [])
            name = self.spelt.get((sender, day), sender)
            start = dt.datetime.combine(FIRST + dt.timedelta(days=day), dt.time(), dt.UTC)
            policies = tuple(self._policies(sender, sessions, failed))
            end = start + dt.timedelta(hours=23, minutes=59, seconds=59)
            report_id = f"{name}/{day}/{self.domain}"
            digest = hashlib.blake2b(report_id.encode(), digest_size=16).digest()
            yield Report(name, "", report_id, start, end, policies, (), digest)

    def _policies(self, sender: str, sessions: int, failed: list[Failure]) -> Iterator[Policy]:
        """Yield the policies of one report; two of one domain describe the same sessions."""
        own = [each for each in failed if each.domain == self.domain]
        for kind in self.typed.get(sender, (PolicyType.STS,)):
            dane = kind is PolicyType.TLSA
            here = [each for each in own if each.dane == dane or len(self.typed.get(sender, ())) == 1]
            bad = min(sum(each.failed for each in here), sessions)
            yield self._policy(kind, self.domain, here, sessions - bad)
        for name in sorted({each.domain for each in failed} - {self.domain}):
            here = [each for each in failed if each.domain == name]
            yield self._policy(PolicyType.TLSA, name, here, sessions - sum(each.failed for each in here))

    def _policy(self, kind: PolicyType, domain: str, failed: list[Failure], successful: int) -> Policy:
        told = kind is PolicyType.STS and self.mode
        text = ("version: STSv1", f"mode: {self.mode}", *(f"mx: {host}" for host in self.named), "max_age: 604800")
        details = tuple(
            FailureDetail(
                each.result_type, _address(each.home, place), "", each.host, "", each.failed, "", each.reason, place
            )
            for place, each in enumerate(failed)
        )
        count = sum(each.failed for each in failed)
        return Policy(kind, domain, text if told else (), (), self.mode if told else "", successful, count, details, 0)


def _address(home: str, number: int) -> str:
    """Return an address of a sender, each of which has a network of its own."""
    if not home:
        return ""
    network = int.from_bytes(hashlib.blake2b(home.encode(), digest_size=2).digest(), "big")
    return f"2001:db8:{network:x}::{number % _ADDRESSES + 1:x}"
