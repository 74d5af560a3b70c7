"""The invented month behind sample_reports/: what each report says, worked out from the company's stories.

How a sender writes a report down is ``sample_dialects``; in which files reports lie is ``make_sample_reports``.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sample_company import (
    ADDRESSES,
    ADDRESSES_V6,
    ALL_DAYS,
    CORRECTED,
    DOMAINS,
    GLITCHES,
    MONTH,
    NO_POLICY,
    SENDERS,
    STORIES,
    STS,
    TLSA,
    WORKING_DAYS,
    YEAR,
    Domain,
    Failure,
    Sender,
)

WEEKEND_SHARE: Final = 0.38
"""Mail of a Saturday or Sunday against a working day's."""


BACKUP_SHARE: Final = 0.3
"""Sessions that go to the backup MX host, where a sender tells the two apart."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What one report says about one policy."""

    kind: str
    domain: str
    lines: tuple[str, ...]
    mx_hosts: tuple[str, ...]
    successful: int
    failed: int
    failures: tuple[Failure, ...]

    @property
    def sessions(self) -> int:
        """All sessions of the policy."""
        return self.successful + self.failed


@dataclass(frozen=True, slots=True)
class Report:
    """One report: a sender, a policy domain, a UTC day; ``revision`` 2 is the corrected re-send of the same id."""

    sender: Sender
    domain: str
    day: dt.date
    policies: tuple[Policy, ...]
    revision: int = 1

    @property
    def place(self) -> tuple[str, str, int]:
        """How layouts name the report: sender, policy domain, day of the month."""
        return self.sender.key, self.domain, self.day.day


def draw(report: str) -> random.Random:
    """The dice of one report: they depend on its name alone, so no report changes another."""
    return random.Random(f"sample reports/{report}")  # noqa: S311 - invented figures, no secret


def reports() -> Iterator[Report]:
    """Every report of the month, by day, sender and domain; the corrected one follows the one it corrects."""
    for day in ALL_DAYS:
        for sender in SENDERS:
            for domain in sender.days:
                if day in sender.days[domain]:
                    yield _report(sender, domain, day)
                if (sender.key, domain, day) == CORRECTED:
                    yield _report(sender, domain, day, revision=2)


def _report(sender: Sender, domain: str, day: int, revision: int = 1) -> Report:
    date = dt.date(YEAR, MONTH, day)
    dice = draw(f"{sender.key}/{domain}/{day}/{revision}")
    working_day = day in WORKING_DAYS
    mean = sender.volume[domain] * (1 if working_day else WEEKEND_SHARE)
    sessions = max(1, round(mean * (0.9 + 0.2 * dice.random())))
    failed, failures = _failing(sender, domain, day, sessions, dice)
    policies = tuple(_policies(sender, DOMAINS[domain], sessions - failed, failed, failures, dice))
    return Report(sender, domain, date, policies, revision)


def _failing(
    sender: Sender, domain: str, day: int, sessions: int, dice: random.Random
) -> tuple[int, tuple[Failure, ...]]:
    """How many sessions fail on a day, and the details of them."""
    failed, details = 0, list[Failure]()
    for story in STORIES:
        ips = sender.masked_ips if story.masked else sender.ips
        touched = story.domain == domain and story.first <= day <= story.last and set(story.ways) & set(sender.ways)
        if not touched or not ips:
            continue
        share = story.share * story.part_days.get(day, 1.0) * (0.92 + 0.16 * dice.random())
        count = max(1, round(sessions * share))
        failed += count
        routes = [(ip, mx) for mx in story.mx for ip in ips]
        for (ip, mx), part in zip(routes, _split(count, len(routes), dice), strict=True):
            if part:
                target = ADDRESSES_V6[mx] if ":" in ip else ADDRESSES[mx]
                reason = sender.reasons.get(story.result_type, "")
                details.append(Failure(story.result_type, mx, ip, target, part, reason))
    for glitch in GLITCHES:
        if (glitch.sender, glitch.domain, glitch.day) == (sender.key, domain, day):
            failed += glitch.failed
            details.extend(glitch.failures)
    return failed, tuple(details) if sender.tells_details else ()


def _split(count: int, parts: int, dice: random.Random) -> list[int]:
    """Count in uneven parts that sum to it."""
    weights = [0.5 + dice.random() for _ in range(parts)]
    shares = [int(count * weight / sum(weights)) for weight in weights]
    shares[0] += count - sum(shares)
    return shares


def _policies(
    sender: Sender,
    domain: Domain,
    successful: int,
    failed: int,
    failures: tuple[Failure, ...],
    dice: random.Random,
) -> Iterator[Policy]:
    """What the sender found for a domain: MTA-STS, DANE, both over the same sessions, or nothing."""
    if STS in sender.ways:
        patterns = tuple(f"mx: {mx}" for mx in domain.policy_mx)
        lines = ("version: STSv1", f"mode: {domain.mode}", *patterns, f"max_age: {domain.max_age}")
        yield Policy(STS, domain.name, lines, domain.policy_mx, successful, failed, failures)
        if TLSA in sender.ways and domain.dane_mx:
            unseen = int(5 * dice.random())
            yield Policy(TLSA, domain.name, domain.tlsa, (), successful - unseen, failed, failures)
    elif domain.dane_mx:
        backup = round((successful + failed) * BACKUP_SHARE)
        for mx, share in zip(domain.dane_mx, (successful - backup, backup), strict=True):
            met = tuple(failure for failure in failures if failure.mx == mx)
            yield Policy(TLSA, mx, domain.tlsa, (), share, sum(failure.sessions for failure in met), met)
    else:
        yield Policy(NO_POLICY, domain.name, (), (), successful, failed, failures)
