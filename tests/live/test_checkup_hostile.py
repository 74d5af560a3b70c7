"""A checkup stays honest and bounded, whoever answers its questions, and leaves neither a task nor a socket behind."""

import asyncio
import datetime as dt
import gc
from pathlib import Path

import pytest

from tests.live.world.dns import free_port
from tests.live.world.scripted_dns import (
    ScriptedDns,
    answer,
    failing,
    junk,
    liar,
    nothing_exists,
    other_id,
    refusing,
    silent,
)
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.checkup import check_domain
from tlsrpt_tui.live.means import MOST_HOSTS, Means, Wishes
from tlsrpt_tui.live.resolver import make_resolver

SHORT = 0.3
LONG = 20.0
EVERYTHING = Wishes(frozenset(Topic))
MANY = 300
ESCAPE = "\\027[31m\\155\\000"


def means_with(address, lifetime):
    """Return means that reach nobody but this resolver: what it names lies on ports where nobody listens."""
    resolver = make_resolver(address, clock=lambda: dt.datetime.now(dt.UTC), lifetime=lifetime)
    return Means(
        resolver,
        lambda: dt.datetime.now(dt.UTC),
        smtp_port=free_port(),
        https_port=free_port(),
        ehlo="check.example.net",
        policy_seconds=SHORT,
        probe_seconds=SHORT,
        allow_local=True,
    )


async def check(address, *, lifetime=LONG, wishes=EVERYTHING):
    """Check with a resolver, and see to it that nothing is left over."""
    before = descriptors()
    means = means_with(address, lifetime)
    checkup = await check_domain("example.com", means, wishes)
    await means.resolver.close()
    await nothing_is_left()
    assert descriptors() == before
    return checkup


async def nothing_is_left():
    for _ in range(3):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect()  # what is not closed warns, and warnings are errors


def descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


def texts(checkup):
    for line in checkup.checks:
        yield from (line.key, line.title, line.found, line.do, line.resolver, *line.repeat, *line.sent)
        yield from (text for fact in line.facts for text in fact)
        yield from (text for found in line.findings for text in (found.sentence, found.do, found.code))


@pytest.mark.parametrize("behave", [silent, junk, refusing, failing((22, "no reachable authority")), other_id])
async def test_who_gives_no_answer_leaves_everything_unknown_and_nothing_bad(behave):
    lifetime = SHORT if behave in (silent, other_id) else LONG
    with ScriptedDns(behave) as server:
        checkup = await check(server.address, lifetime=lifetime)
    states = {line.topic: line.state for line in checkup.checks}
    assert set(states) == set(Topic)
    assert not {State.GOOD, State.ASKING} & set(states.values())
    if behave in (silent, junk, refusing, other_id):
        assert set(states.values()) == {State.UNKNOWN}


async def test_without_anybody_there_everything_is_unknown():
    checkup = await check(f"127.0.0.1:{free_port()}")
    assert {line.state for line in checkup.checks} == {State.UNKNOWN}


async def test_a_domain_that_is_not_there_is_told_as_that():
    with ScriptedDns(nothing_exists) as server:
        checkup = await check(server.address)
    assert State.ASKING not in {line.state for line in checkup.checks}
    assert checkup.published.mx.hosts == () or checkup.published.mx.implicit


async def test_who_lies_costs_no_more_than_the_bounds_allow():
    def behave(query):
        if query.kind == "MX":
            return [
                answer(query, *(f"example.com. 300 IN MX {number} h{number}.example.com." for number in range(MANY)))
            ]
        return liar("x 300 IN A 127.0.0.9", 'x 300 IN TXT "v=TLSRPTv1; rua=mailto:a@example.com"')(query)

    with ScriptedDns(behave) as server:
        checkup = await check(server.address)
        hosts = {query.name for query in server.asked if query.kind == "A" and query.name.startswith("h")}
        asked = len(server.asked)
    assert len(hosts) <= MOST_HOSTS
    assert asked < 12 * MOST_HOSTS
    assert len(checkup.checks) < 4 * MOST_HOSTS
    assert State.ASKING not in {line.state for line in checkup.checks}


async def test_what_a_liar_says_can_do_nothing_to_a_terminal():
    hostile = liar(
        f'x 300 IN TXT "v=TLSRPTv1; rua={ESCAPE}"',
        f'x 300 IN TXT "v=STSv1; id={ESCAPE}"',
        f"x 300 IN MX 10 {ESCAPE}.example.com.",
        "x 300 IN A 127.0.0.9",
    )
    with ScriptedDns(hostile) as server:
        checkup = await check(server.address)
    for text in texts(checkup):
        assert text.isprintable(), repr(text)


@pytest.mark.parametrize("behave", [silent, junk])
async def test_a_checkup_that_is_cancelled_closes_its_sockets(behave):
    before = descriptors()
    with ScriptedDns(behave) as server:
        inside = descriptors()
        means = means_with(server.address, LONG)
        running = asyncio.create_task(check_domain("example.com", means, EVERYTHING))
        while not server.asked:  # noqa: ASYNC110 -- the server is in a thread of its own
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await means.resolver.close()
        await nothing_is_left()
        assert descriptors() <= inside
    assert descriptors() == before
