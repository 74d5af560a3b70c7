"""What a domain publishes for MTA-STS: its record, and the policy as each address of the policy host serves it."""

import asyncio
import ssl
from collections.abc import Sequence
from typing import Final

from tlsrpt_tui.live.answers import Answer, Kind, Resolver, Status
from tlsrpt_tui.live.authorities import trust
from tlsrpt_tui.live.means import Means
from tlsrpt_tui.live.off_loop import off_loop
from tlsrpt_tui.live.policy_host_check import policy_host_check
from tlsrpt_tui.live.published import Fetch, FetchStatus, PolicyState, StsRecordState
from tlsrpt_tui.live.sts_checks import policy_check, record_check
from tlsrpt_tui.live.sts_policy import read_policy
from tlsrpt_tui.live.sts_record import judge_sts_texts

__all__ = ["look_up_policy", "look_up_record", "policy_check", "policy_host_check", "record_check"]

ADDRESSES_OF_A_KIND: Final = 2
"""IPv4 and IPv6 addresses of a policy host that are asked, each."""


async def look_up_record(domain: str, resolver: Resolver) -> StsRecordState:
    """Ask for the MTA-STS record of a domain in A-labels (RFC 8461 §3.1); nothing above it is asked (§3.4)."""
    answer = await resolver.ask(f"_mta-sts.{domain}", Kind.TXT)
    if answer.status is not Status.FOUND:
        return StsRecordState(answer)
    return StsRecordState(answer, *judge_sts_texts(answer.texts))


async def look_up_policy(domain: str, means: Means) -> PolicyState:
    """Fetch the policy from each address of ``mta-sts.<domain>``, all at once (RFC 8461 §3.3).

    Names are resolved by ``means.resolver`` alone. Whatever goes wrong is part of the answer; nothing is raised but
    cancellation, after which nothing is left open.
    """
    host = f"mta-sts.{domain}"
    async with asyncio.TaskGroup() as group:
        four = group.create_task(means.resolver.ask(host, Kind.A))
        six = group.create_task(means.resolver.ask(host, Kind.AAAA))
    answers = (four.result(), six.result())
    addresses = [address for answer in answers for address in answer.addresses[:ADDRESSES_OF_A_KIND]]
    if addresses:
        fetches = await _fetch_all(host, addresses, means)
        return await off_loop(lambda: _judged(host, answers, fetches))  # 64 KiB of nonsense take long to judge
    if all(answer.status.answered for answer in answers):
        nothing = Fetch("", FetchStatus.NOT_FOUND, reason=f"{host} has no address")
        return PolicyState(host, answers, (nothing,))
    return PolicyState(host, answers)


async def _fetch_all(host: str, addresses: Sequence[str], means: Means) -> tuple[Fetch, ...]:
    try:
        trusted = await off_loop(lambda: _trusted(means.ca_file))
    except OSError:
        reason = f"{means.ca_file} holds no certification authorities that can be read"
        return tuple(Fetch(address, FetchStatus.UNREACHABLE, reason=reason) for address in addresses)
    from tlsrpt_tui.live.policy_host import fetch_policy  # noqa: PLC0415  loaded off the loop, just above

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch_policy(host, address, means, trusted)) for address in addresses]
    return tuple(task.result() for task in tasks)


def _trusted(ca_file: str) -> ssl.SSLContext:
    import tlsrpt_tui.live.policy_host  # noqa: F401, PLC0415  brings the HTTP library with it, here off the loop

    return trust(ca_file)


def _judged(host: str, answers: tuple[Answer, ...], fetches: tuple[Fetch, ...]) -> PolicyState:
    served = [fetch for fetch in fetches if fetch.status is FetchStatus.FETCHED]
    if not served:
        return PolicyState(host, answers, fetches)
    first = served[0].body
    policy, faults = read_policy(first)
    # How lines end makes no other policy; what cannot be read is another one as soon as a byte differs.
    differs = tuple(
        fetch.address
        for fetch in served
        if fetch.body != first and (policy is None or read_policy(fetch.body)[0] != policy)
    )
    return PolicyState(host, answers, fetches, policy, first.decode("utf-8", "backslashreplace"), faults, differs)
