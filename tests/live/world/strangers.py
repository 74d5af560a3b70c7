"""What tests of hostile strangers have in common: means, an MX set, and a look at what is left over."""

import asyncio
import datetime as dt
import gc
import random
from pathlib import Path

from tests.live.fake import FakeResolver
from tlsrpt_tui.live.answers import Address, Answer, Kind, Status
from tlsrpt_tui.live.means import Means, Wishes
from tlsrpt_tui.live.published import MxHost, MxState
from tlsrpt_tui.live.starttls import probe_hosts

HOST = "mx1.example.net"
POLICY_HOST = "mta-sts.example.com"
HERE, FIRST, SECOND = "127.0.0.1", "127.0.0.2", "127.0.0.3"
PATIENT = 60.0
SEEDS = 40


def means_for(ca, *, port=1, seconds=PATIENT, local=True):
    """Return means that reach loopback, unless they are not to."""
    return Means(
        FakeResolver(),
        lambda: dt.datetime.now(dt.UTC),
        smtp_port=port,
        https_port=port,
        ca_file=str(ca.file),
        ehlo="check.example.net",
        policy_seconds=seconds,
        probe_seconds=seconds,
        allow_local=local,
    )


def seeded(seed):
    """Return what looks like chance, the same each time."""
    return random.Random(seed)  # noqa: S311 -- nothing secret


def mx_of(*addresses, name=HOST):
    """Return an MX set of one host with these addresses."""
    found = tuple(map(Address, addresses))
    host = MxHost(name, 10, (Answer(name, Kind.A, Status.FOUND, found), Answer(name, Kind.AAAA, Status.NO_RECORD)))
    return MxState(Answer("example.org", Kind.MX, Status.FOUND), (host,))


def probing(mx, means):
    return probe_hosts(mx, means, Wishes(), lambda _probe: None)


async def nothing_is_left():
    for _ in range(5):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect()  # what is not closed warns, and warnings are errors


def sockets():
    return sum(_target(each).startswith("socket:") for each in Path("/proc/self/fd").iterdir())


def _target(file):
    try:
        return str(file.readlink())
    except OSError:
        return ""
