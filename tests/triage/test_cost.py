"""What strangers write many of costs in proportion, not in its square; steps are counted, not seconds."""

import datetime as dt

import pytest

from tlsrpt_tui.index.seen import DomainSeen, FailureSeen, PolicySeen
from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.triage import differences, incident_evidence, policy_changes, readiness_failures
from tlsrpt_tui.triage.incidents import incidents
from tlsrpt_tui.triage.seen_policy import StsText, host_name
from tlsrpt_tui.triage.sender_days import Line

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 20)
MANY = 400
STEPS = 60
"""Steps for each of the many: generous, and far from one for each of all others."""


class Name(str):
    """A name that counts how often it is looked up or held against another."""

    __slots__ = ()
    steps = 0

    def __eq__(self, other):
        Name.steps += 1
        return str.__eq__(self, other)

    def __hash__(self):
        Name.steps += 1
        return str.__hash__(self)


@pytest.fixture(autouse=True)
def _from_the_start():
    Name.steps = 0


def failing(sender, host, day=DAY, sessions=50):
    return FailureDay(sender, "example.com", host, "certificate-expired", day, sessions, 0)


def sending(sender, day=DAY, successful=50):
    return SenderDay(sender, "example.com", day, 1, successful, 50, ("sts",))


# Incidents


def test_senders_that_were_well_served_on_other_days_are_not_all_looked_at_for_each_of_many_hosts(monkeypatch):
    looked, plain = [], Line.successful

    def successful(self, first, last):
        looked.append(self)
        return plain(self, first, last)

    monkeypatch.setattr(Line, "successful", successful)
    failures = tuple(failing("Northwind Mail", f"mx{number}.example.com") for number in range(MANY))
    others = tuple(sending(f"sender {number}", DAY - dt.timedelta(days=40 + number)) for number in range(MANY))
    assert len(incidents(Tally(failures, (sending("Northwind Mail"), *others)), now=NOW).all) == MANY
    assert 0 < len(looked) <= STEPS * MANY


@pytest.mark.parametrize("apart", [2, 8])
def test_a_pause_does_not_ask_every_sender_that_ever_met_the_failure(apart):
    names = [Name(f"sender {number}") for number in range(MANY)]
    days = [DAY - dt.timedelta(days=apart * number) for number in range(MANY)]
    sent = [
        sending(name, day + dt.timedelta(days=later), 5)
        for name, day in zip(names, days, strict=True)
        for later in range(apart)
    ]
    failures = tuple(failing(name, "mx1.example.com", day, 1) for name, day in zip(names, days, strict=True))
    assert len(incidents(Tally(failures, tuple(sent)), now=NOW).all) == 1
    assert MANY < Name.steps <= STEPS * MANY * apart


# Policies


@pytest.mark.parametrize("part", ["mx", "others"])
def test_two_long_policies_are_compared_at_a_stroke(part, monkeypatch):
    texts = {name: tuple(Name(f"{name}{number}") for number in range(MANY)) for name in ("old", "new")}
    monkeypatch.setattr(policy_changes, "read_sts", lambda lines, _mode="": StsText(**{part: texts[lines[0]]}))
    seen = [PolicySeen("Northwind Mail", "example.com", "sts", "", (name,), DAY, DAY, 1, 1, 0) for name in texts]
    assert policy_changes.difference_in_words(*seen)
    assert MANY < Name.steps <= STEPS * MANY


def test_a_long_policy_is_held_against_the_published_one_at_a_stroke():
    old, new = (StsText(mx=tuple(Name(f"{name}{number}") for number in range(MANY))) for name in ("old", "new"))
    assert differences.brief_sts(old, new) == f"{MANY} MX missing"
    assert differences.tlsa_lines(old.mx, new.mx)
    assert MANY < Name.steps <= STEPS * MANY


# Readiness


def test_readiness_does_not_spell_every_failure_again_for_each_incident(monkeypatch):
    hosts = [f"mx{number}.example.com" for number in range(MANY)]
    tally = Tally(tuple(failing("Northwind Mail", host) for host in hosts), (sending("Northwind Mail"),), newest=DAY)
    rows = tuple(
        FailureSeen("Northwind Mail", "example.com", "sts", "certificate-expired", host, 50, DAY, DAY) for host in hosts
    )
    spelt = []
    for module in (readiness_failures, incident_evidence):
        monkeypatch.setattr(module, "host_name", lambda name: spelt.append(name) or host_name(name))
    points = readiness_failures.failures(
        DomainSeen(("example.com",), failures=rows, newest=DAY),
        incidents(tally, now=NOW),
        None,
        "example.com",
        enforced=True,
        now=NOW,
    )
    assert len(points) == MANY
    assert MANY < len(spelt) <= STEPS * MANY


def test_what_is_too_long_for_a_name_is_not_turned_into_a_labels():
    assert host_name("MX.BÜCHER.EXAMPLE.") == "mx.xn--bcher-kva.example"
    assert host_name("ü" * 256) == "ü" * 256
