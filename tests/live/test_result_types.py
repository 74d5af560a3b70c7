"""For each result type of RFC 8460 §4.3: a broken domain, the check that names the cause, and the domain mended."""

import asyncio
import datetime as dt

import pytest

from tests.live.world.broken import at, cases
from tests.live.world.dns import DnsWorld
from tlsrpt_tui.index.seen import DomainSeen, FailureSeen, SenderSeen
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.checkup import check_domain
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.verdict import Verdict, judged, wishes_for

DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def all_cases(ca):
    """A case for each result type."""
    return cases(ca)


@pytest.fixture(scope="module")
def world(all_cases):
    """The zones of all cases, each as it is when it is broken."""
    with DnsWorld(*(case.broken.zone for case in all_cases.values())) as started:
        yield started


def reported(subject, today, *, clean):
    """What two senders saw: failures until a week ago, and since then nothing or nothing but successes."""
    names = ("Northwind Mail", "Alpenpost AG")
    first, last = today - 9 * DAY, today - 7 * DAY
    failures = [
        FailureSeen(
            name, subject.domain, subject.policy_type, subject.result_type, subject.mx_host, 40, first, last, ()
        )
        for name in names
    ]
    since = last + DAY if clean else None
    senders = [SenderSeen(name, first, today - DAY, last, since, 900, 40, 500 if clean else 0) for name in names]
    return DomainSeen((subject.domain,), (), tuple(failures), tuple(senders), today - DAY)


async def looked_into(case, scene, world, ca, *, clean):
    """Check what the failure calls for and judge it; returns both."""
    async with at(scene, world, ca) as means:
        checkup = await check_domain(case.subject.domain, means, wishes_for(case.subject, probe=True))
        now = means.clock()
        return checkup, judged(case.subject, checkup, reported(case.subject, now.date(), clean=clean), now=now)


def test_every_result_type_has_its_broken_domain(all_cases):
    assert set(all_cases) == set(ResultType)


@pytest.mark.parametrize("result", ResultType)
async def test_the_cause_is_named_and_when_it_is_mended_that_is_seen(result, all_cases, world, ca):
    case = all_cases[result]
    if world.zone(case.broken.zone.name) != case.broken.zone:
        await asyncio.to_thread(world.change, case.broken.zone)

    checkup, judgement = await looked_into(case, case.broken, world, ca, clean=False)
    assert judgement.verdict is Verdict.STILL, (judgement, checkup.checks)
    assert case.words in judgement.sentence
    assert judgement.do or result is ResultType.DANE_REQUIRED  # the sender's own wish: nothing has to be done here
    assert {check.topic for check in checkup.checks} == wishes_for(case.subject, probe=True).topics
    causes = [check for check in checkup.checks if check.key in judgement.checks]
    assert case.topic in {check.topic for check in causes}
    assert case.code in {"", *(finding.code for check in causes for finding in check.findings)}
    assert State.ASKING not in {check.state for check in checkup.checks}

    if case.mended.zone != case.broken.zone:
        await asyncio.to_thread(world.change, case.mended.zone)
    checkup, judgement = await looked_into(case, case.mended, world, ca, clean=True)
    assert judgement.verdict is Verdict.RECOVERED, (judgement, checkup.checks)
    assert judgement.since == checkup.started.date() - 6 * DAY
    assert not [check.key for check in checkup.checks if check.state is State.BAD]


@pytest.mark.parametrize("result", [result for result in ResultType if result is not ResultType.DANE_REQUIRED])
async def test_who_checks_everything_without_a_report_finds_it_too(result, all_cases, world, ca):
    case = all_cases[result]
    if world.zone(case.broken.zone.name) != case.broken.zone:
        await asyncio.to_thread(world.change, case.broken.zone)
    async with at(case.broken, world, ca) as means:
        checkup = await check_domain(case.subject.domain, means, Wishes(frozenset(Topic)))
    bad = {check.topic for check in checkup.checks if check.state is State.BAD}
    assert case.topic in bad, checkup.checks
    assert State.ASKING not in {check.state for check in checkup.checks}


async def test_a_domain_in_order_is_good_in_every_line(all_cases, world, ca):
    case = all_cases[ResultType.TLSA_INVALID]
    if world.zone(case.mended.zone.name) != case.mended.zone:
        await asyncio.to_thread(world.change, case.mended.zone)
    async with at(case.mended, world, ca) as means:
        checkup = await check_domain(case.subject.domain, means, Wishes(frozenset(Topic)))
    assert {check.key: check.state for check in checkup.checks if check.state is not State.GOOD} == {}
    assert {check.topic for check in checkup.checks} == set(Topic)
