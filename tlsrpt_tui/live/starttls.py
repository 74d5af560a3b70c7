"""The STARTTLS probe: connects to MX hosts as a sender would, goes as far as TLS, and leaves without a mail."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Final

from tlsrpt_tui.live.certificates import judge_chain, names_host
from tlsrpt_tui.live.egress import told_apart
from tlsrpt_tui.live.local_addresses import why_not
from tlsrpt_tui.live.means import ADDRESS_STEPS, PROBING_STEPS, Means, Wishes
from tlsrpt_tui.live.off_loop import off_loop
from tlsrpt_tui.live.published import MxHost, MxState, Probe, ProbeStatus
from tlsrpt_tui.live.smtp_connection import Streams, Unreached, connected
from tlsrpt_tui.live.smtp_words import Conversation, Ending, Reply, greeting_name, is_masked, offers_starttls
from tlsrpt_tui.live.tls_handshake import TlsConversation
from tlsrpt_tui.live.tls_lines import tls_checks
from tlsrpt_tui.live.wished import wished_addresses, wished_hosts

__all__ = ["probe_hosts", "tls_checks"]

MOST_AT_ONCE: Final = 4
"""Hosts that are connected to at the same time."""

_TOO_LATE: Final = "what was connected to before it took too long"
_FAREWELL_SECONDS: Final = 5.0
_SHOWN_BYTES: Final = 200
_UNKNOWN_COMMAND: Final = (500, 502, 504)


async def probe_hosts(mx: MxState, means: Means, wishes: Wishes, tell: Callable[[Probe], None]) -> tuple[Probe, ...]:
    """Connect to every address of the MX hosts that are wished for, and tell each probe as it ends.

    A host, and an address, has one connection at a time; one address has ``ADDRESS_STEPS`` times the patience of a
    step, all of them ``PROBING_STEPS`` times, and what is not begun by then is ``NOT_TRIED``. What is returned is the
    last word: where no address at all answered it says ``BLOCKED`` in place of ``TIMED_OUT``. Nothing is raised but
    cancellation, after which every connection is closed.
    """
    end = asyncio.get_running_loop().time() + PROBING_STEPS * means.probe_seconds
    hosts = wished_hosts(mx, wishes)
    gate = asyncio.Semaphore(MOST_AT_ONCE)
    turns: dict[str, asyncio.Lock] = {}

    async def visit(host: MxHost) -> tuple[Probe, ...]:
        probes = []
        for address in wished_addresses(host, mx, wishes):
            async with turns.setdefault(address, asyncio.Lock()), gate:
                probe = await probe_address(host.name, address, means, end)
            tell(probe)
            probes.append(probe)
        return tuple(probes)

    async with asyncio.TaskGroup() as group:
        visits = [group.create_task(visit(host)) for host in hosts]
    return await told_apart(tuple(chain.from_iterable(each.result() for each in visits)), means)


async def probe_address(host: str, address: str, means: Means, end: float = math.inf) -> Probe:
    """Connect to one address of an MX host, see how it speaks TLS, and say QUIT; by ``end``, a time of the loop."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    asked = Probe(host, address, ProbeStatus.TLS, asked=means.clock(), port=means.smtp_port)
    refused = why_not(address, allow_local=means.allow_local) or (_TOO_LATE if begin >= end else "")
    if refused:
        return replace(asked, status=ProbeStatus.NOT_TRIED, asked=None, reason=refused)
    end = min(end, begin + ADDRESS_STEPS * means.probe_seconds)
    async with connected(address, means.smtp_port, min(means.probe_seconds, end - begin)) as line:
        if isinstance(line, Unreached):
            probe = replace(asked, status=line.status, reason=line.reason)
        else:
            probe = await _visit(asked, line, means, end)
    return replace(probe, seconds=loop.time() - begin)


async def _visit(asked: Probe, line: Streams, means: Means, end: float) -> Probe:
    talk = Conversation(line.reader, line.writer, means.probe_seconds, end)
    try:
        probe, open_still = await _ask_for_tls(asked, talk, greeting_name(means.ehlo, line.own_address))
    except asyncio.CancelledError:
        talk.say("QUIT")
        raise
    if probe.status is ProbeStatus.TLS:
        injected = talk.take_rest()[:_SHOWN_BYTES].decode("utf-8", "backslashreplace")
        return await _begin_tls(replace(probe, injected=injected, transcript=talk.transcript), line, means, end)
    if open_still:
        farewell = Conversation(line.reader, line.writer, min(means.probe_seconds, _FAREWELL_SECONDS))
        await farewell.ask("QUIT")
        return replace(probe, transcript=(*talk.transcript, *farewell.transcript))
    talk.say("QUIT")
    return replace(probe, transcript=talk.transcript)


async def _ask_for_tls(asked: Probe, talk: Conversation, name: str) -> tuple[Probe, bool]:
    """Return how far it went, ``TLS`` where TLS may begin, and whether the server still listens."""
    greeting = await talk.listen()
    probe = replace(asked, banner=greeting.lines[0] if greeting.lines else "")
    if not greeting.positive:
        return _not_greeted(probe, greeting)
    hello = await talk.ask(f"EHLO {name}")
    probe = replace(probe, features=hello.texts[1:] if hello.positive else ())
    if not hello.positive:
        return _not_welcome(probe, hello)
    if not offers_starttls(probe.features):
        masked = is_masked(probe.banner, probe.features)
        reason = "masked by a firewall" if masked else "EHLO does not list STARTTLS"
        return replace(probe, status=ProbeStatus.NO_STARTTLS, reply=hello.last, reason=reason), True
    begin = await talk.ask("STARTTLS")
    probe = replace(probe, reply=begin.last)
    if begin.positive:
        return probe, True
    if begin.ending is Ending.SILENT:
        return replace(probe, status=ProbeStatus.TIMED_OUT, reason="no answer to STARTTLS"), False
    reason = "" if begin.code else f"the server {begin.ending} in answer to STARTTLS"
    return replace(probe, status=ProbeStatus.STARTTLS_REFUSED, reason=reason), bool(begin.code)


def _not_greeted(probe: Probe, greeting: Reply) -> tuple[Probe, bool]:
    if greeting.code:
        return replace(probe, status=ProbeStatus.REJECTED, reply=greeting.last), True
    status = ProbeStatus.NOT_SMTP if greeting.lines or greeting.ending is Ending.TOO_LONG else ProbeStatus.NO_GREETING
    return replace(probe, status=status, reason=f"the server {greeting.ending}"), False


def _not_welcome(probe: Probe, hello: Reply) -> tuple[Probe, bool]:
    if hello.code in _UNKNOWN_COMMAND:
        reason = "the server does not know EHLO"
        return replace(probe, status=ProbeStatus.NO_STARTTLS, reply=hello.last, reason=reason), True
    if hello.code:
        return replace(probe, status=ProbeStatus.REJECTED, reply=hello.last, reason="in answer to EHLO"), True
    status = {
        Ending.SILENT: ProbeStatus.TIMED_OUT,
        Ending.CLOSED: ProbeStatus.REJECTED,
    }.get(hello.ending, ProbeStatus.NOT_SMTP)
    reason = "no answer to EHLO" if hello.ending is Ending.SILENT else f"the server {hello.ending} in answer to EHLO"
    return replace(probe, status=status, reply=hello.last, reason=reason), False


async def _begin_tls(probe: Probe, line: Streams, means: Means, end: float) -> Probe:
    left = max(end - asyncio.get_running_loop().time(), 0.0)
    tls = TlsConversation(line.reader, line.writer, probe.host, min(means.probe_seconds, left))
    shaken = await tls.shake_hands()
    if shaken.fault:
        return replace(probe, status=ProbeStatus.HANDSHAKE_FAILED, reason=shaken.fault)
    judged = await off_loop(lambda: judge_chain(shaken.chain, ca_file=means.ca_file, now=means.clock()))
    certificates, fault, code = judged
    await tls.say_goodbye(min(means.probe_seconds, _FAREWELL_SECONDS))
    return replace(
        probe,
        version=shaken.version,
        cipher=shaken.cipher,
        chain=certificates,
        trust_fault=fault,
        trust_code=code,
        names_host=names_host(certificates[0], probe.host) if certificates else None,
    )
