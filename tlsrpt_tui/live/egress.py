"""Whether silence on port 25 is the fault of hosts or of the way out: networks block it, for one family or for both."""

import asyncio
from dataclasses import replace
from typing import Final

from tlsrpt_tui.live.answers import Kind
from tlsrpt_tui.live.means import Means
from tlsrpt_tui.live.names import is_address
from tlsrpt_tui.live.published import Probe, ProbeStatus
from tlsrpt_tui.live.smtp_connection import NO_ROUTE, PORT_OPEN, Unreached, connected
from tlsrpt_tui.live.smtp_words import Conversation

_TRIED: Final = 2
"""Addresses of the known host that are tried in each family."""

_SILENT: Final = (ProbeStatus.TIMED_OUT, ProbeStatus.UNREACHABLE, ProbeStatus.REFUSED)


def family(address: str) -> str:
    """Return ``IPv4`` or ``IPv6``."""
    return "IPv6" if ":" in address else "IPv4"


async def told_apart(probes: tuple[Probe, ...], means: Means) -> tuple[Probe, ...]:
    """Return the probes, with ``BLOCKED`` for those of a family in which nothing at all can be reached from here.

    With a known host (``means.egress_host``) that host decides. Without one, time-outs of every address are taken for
    a blocked port, and said to be a judgement; refusals are not.
    """
    tried = tuple(probe for probe in probes if probe.status is not ProbeStatus.NOT_TRIED)
    async with asyncio.TaskGroup() as group:
        found = {
            name: group.create_task(
                _blocked(tuple(probe for probe in tried if family(probe.address) == name), tried, means)
            )
            for name in ("IPv4", "IPv6")
        }
    reasons = {name: task.result() for name, task in found.items()}
    return tuple(_told(probe, reasons[family(probe.address)]) if _is_silent(probe) else probe for probe in probes)


def _told(probe: Probe, reason: str) -> Probe:
    if reason == PORT_OPEN:
        return replace(probe, reason=f"{probe.reason}, {PORT_OPEN}")
    return replace(probe, status=ProbeStatus.BLOCKED, reason=reason) if reason else probe


def _is_silent(probe: Probe) -> bool:
    return probe.status in _SILENT and not probe.banner


async def _blocked(mine: tuple[Probe, ...], probes: tuple[Probe, ...], means: Means) -> str:
    """Return why the addresses of one family count as blocked, "" where they do not, or that the way is open."""
    if not mine or not all(map(_is_silent, mine)):
        return ""
    name = family(mine[0].address)
    if all(probe.reason == NO_ROUTE for probe in mine):
        return f"no {name} from here"
    if means.egress_host and (known := await _known_addresses(name, means)):
        told = f"port {means.smtp_port} blocked from here over {name}: {means.egress_host} does not answer either"
        return PORT_OPEN if await _any_answers(known, means) else told
    return _judgement(mine, probes, means.smtp_port)


def _judgement(mine: tuple[Probe, ...], probes: tuple[Probe, ...], port: int) -> str:
    """Return what silence means where there is no known host to ask; a refusal is an answer of somebody's."""
    name = family(mine[0].address)
    if any(probe.status is ProbeStatus.REFUSED for probe in mine):
        return ""
    if not all(map(_is_silent, probes)):
        return f"port {port} blocked from here over {name}, as it seems: the other family answers"
    timed_out = all(probe.status is ProbeStatus.TIMED_OUT for probe in mine)
    fate = "every address timed out" if timed_out else "no address can be reached"
    return f"{fate}: most networks that do this block port {port} to all"


async def _known_addresses(name: str, means: Means) -> tuple[str, ...]:
    host = means.egress_host
    if is_address(host):
        return (host,) if family(host) == name else ()
    answer = await means.resolver.ask(host, Kind.AAAA if name == "IPv6" else Kind.A)
    return answer.addresses[:_TRIED]


async def _any_answers(addresses: tuple[str, ...], means: Means) -> bool:
    for address in addresses:
        if await _answers(address, means):
            return True
    return False


async def _answers(address: str, means: Means) -> bool:
    end = asyncio.get_running_loop().time() + means.probe_seconds
    async with connected(address, means.smtp_port, means.probe_seconds) as line:
        if isinstance(line, Unreached):
            return False
        talk = Conversation(line.reader, line.writer, means.probe_seconds, end)
        greeting = await talk.listen()
        talk.say("QUIT")
        return bool(greeting.lines)
