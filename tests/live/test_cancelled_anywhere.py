"""Whatever is under way may be cancelled at any turn of the loop, and leaves neither a task nor a socket."""

import asyncio
import contextlib
import datetime as dt
from dataclasses import replace

import pytest

from tests.live.fake import FakeResolver
from tests.live.world import https
from tests.live.world.scripted_dns import ScriptedDns, listed
from tests.live.world.smtp import good, mail_hosts
from tests.live.world.strangers import (
    FIRST,
    HERE,
    HOST,
    PATIENT,
    POLICY_HOST,
    SECOND,
    SEEDS,
    means_for,
    mx_of,
    nothing_is_left,
    probing,
    seeded,
    sockets,
)
from tlsrpt_tui.live.answers import Address, Answer, Kind, Status
from tlsrpt_tui.live.mta_sts import look_up_policy
from tlsrpt_tui.live.resolver import make_resolver


async def cancelled_somewhere(some, work):
    """Cancel some work after a number of turns of the loop, mostly few, and return whether it was not done by then."""
    task = asyncio.create_task(work)
    for _ in range(int(2 ** some.uniform(0, 12))):
        if task.done():
            break
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return task.cancelled()


async def test_a_probe_cancelled_at_any_turn_leaves_nothing(ca):
    issued = ca.issue([HOST])
    some = seeded(11)
    async with mail_hosts({FIRST: good(issued), SECOND: good(issued)}) as world:
        for _ in range(SEEDS):
            work = probing(mx_of(FIRST, SECOND), means_for(ca, port=world.port))
            await cancelled_somewhere(some, work)
            await world.idle()
        assert not {"MAIL", "RCPT", "DATA"} & set(world[FIRST].verbs + world[SECOND].verbs)
    await nothing_is_left()


async def test_a_fetch_cancelled_at_any_turn_leaves_nothing(ca):
    some = seeded(12)
    before = sockets()
    answers = [Answer(POLICY_HOST, Kind.A, Status.FOUND, (Address(HERE), Address(FIRST)))]
    for names in ((POLICY_HOST,), ("www.example.com",)):
        context = ca.issue(names).context()
        async with https.policy_host((HERE, context, https.answer()), (FIRST, context, https.answer())) as server:
            means = replace(means_for(ca, port=server.port), resolver=FakeResolver(answers))
            for _ in range(SEEDS):
                await cancelled_somewhere(some, look_up_policy("example.com", means))
        await nothing_is_left()
    assert sockets() == before


@pytest.mark.parametrize("scheme", ["", "tls://", "https://"])
async def test_a_question_cancelled_at_any_turn_leaves_nothing(ca, scheme):
    some = seeded(13)
    before = sockets()
    context = ca.issue([HERE]).context()
    context.set_alpn_protocols(["h2", "http/1.1"] if scheme == "https://" else ["dot"])

    async def talk(reader, writer):
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            await reader.read(-1)
        writer.transport.abort()

    with ScriptedDns(listed("example.com. 300 IN A 192.0.2.1")) as server:
        hidden = await asyncio.start_server(talk, HERE, 0, ssl=context)
        port = hidden.sockets[0].getsockname()[1]
        address = f"{scheme}{HERE}:{port}" if scheme else server.address
        for _ in range(SEEDS):
            resolver = make_resolver(
                address, clock=lambda: dt.datetime.now(dt.UTC), lifetime=PATIENT, ca_file=str(ca.file)
            )
            await cancelled_somewhere(some, resolver.ask("example.com", Kind.A))
            await resolver.close()
        hidden.close()
        await hidden.wait_closed()
    await nothing_is_left()
    assert sockets() == before
