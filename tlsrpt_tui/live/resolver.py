"""Asking DNS: patience, several name servers, memory, and what an answer is worth as to DNSSEC."""

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rdatatype

from tlsrpt_tui.live.answers import Address, Answer, Kind, Resolver, Security, Status, Validation
from tlsrpt_tui.live.dns_exchange import Exchanges
from tlsrpt_tui.live.dns_memory import Memory
from tlsrpt_tui.live.dns_reading import Failure, Reading, read_reply, takes_long
from tlsrpt_tui.live.name_servers import RESOLV_CONF, NameServer, Way, read_name_server, system_name_servers
from tlsrpt_tui.live.off_loop import off_loop

LIFETIME: Final = 8.0
"""Seconds for one question, with all its tries."""

AT_ONCE: Final = 16
"""Questions that are under way at the same time."""

PAYLOAD: Final = 1232
"""Bytes of a UDP answer that fit into the least packet of IPv6, 1280 bytes, and so are never cut into fragments."""

_TRIES: Final = {Way.PLAIN: 4, Way.TLS: 2, Way.HTTPS: 2}
_MOST_ADDRESSES: Final = 4
_MOST_REMARKS: Final = 8
_SYSTEM: Final = "the system's resolver"

# What went wrong says the more the further down it stands, where several name servers failed differently.
_SAYS_MORE: Final = (Status.UNREACHABLE, Status.TIMED_OUT, Status.GARBLED, Status.REFUSED, Status.FAILED)

Clock = Callable[[], dt.datetime]


def make_resolver(
    text: str, *, clock: Clock, lifetime: float = LIFETIME, ca_file: str = "", resolv_conf: Path = RESOLV_CONF
) -> Resolver:
    """Return who is asked; nothing is sent before the first question.

    Args:
        text: a name server as ``read_name_server`` takes it; "" for the system's.
        clock: the time, UTC.
        lifetime: seconds for one question, with all its tries.
        ca_file: authorities that DNS over TLS or HTTPS may trust in place of the system's, as PEM.
        resolv_conf: where the system names its name servers.

    Raises:
        UsageError: the text names no name server.
    """
    return AskingResolver(
        read_name_server(text), clock=clock, lifetime=lifetime, exchanges=Exchanges(ca_file), resolv_conf=resolv_conf
    )


class AskingResolver:
    """Asks real name servers; implements ``Resolver``."""

    def __init__(
        self, chosen: NameServer | None, *, clock: Clock, lifetime: float, exchanges: Exchanges, resolv_conf: Path
    ) -> None:
        """Take the name server to ask, or ``None`` for those of the system."""
        self._chosen = chosen
        self._clock = clock
        self._lifetime = lifetime
        self._exchanges = exchanges
        self._resolv_conf = resolv_conf
        self._memory = Memory()
        self._under_way: dict[tuple[str, Kind], asyncio.Future[Answer | None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._servers: tuple[NameServer, ...] = ()
        self._finding = asyncio.Lock()
        self._not_found: tuple[float, Failure] | None = None
        self._validations: dict[NameServer, Validation] = {}
        self._probing = asyncio.Lock()

    @property
    def name(self) -> str:
        """How it is shown; the system's by its first address, once that is known."""
        if self._chosen is not None:
            return self._chosen.shown
        return self._servers[0].shown if self._servers else _SYSTEM

    async def ask(self, name: str, kind: Kind) -> Answer:
        """Ask one question, from memory where that still holds; equal questions at the same time are asked once."""
        key = (name.rstrip(".").lower(), kind)
        while True:
            remembered = self._memory.recall(*key, self._clock())
            if remembered is not None:
                return remembered
            waiting = self._under_way.get(key)
            if waiting is None:
                return await self._lead(*key)
            await asyncio.wait((waiting,))
            answer = waiting.result()
            if answer is not None:
                return answer

    async def validation(self) -> Validation:
        """Return whether the first name server that answers validates (RFC 4035 §4.9.3); asked once and remembered."""
        servers = await self._who()
        if isinstance(servers, Failure):
            return Validation.UNKNOWN
        for server in servers:
            found = await self._validates(server)
            if found is not Validation.UNKNOWN:
                return found
        return Validation.UNKNOWN

    def forget(self) -> None:
        """Answer nothing from memory, and look again who is to be asked."""
        self._memory.forget()
        self._servers, self._not_found = (), None
        self._validations = {
            server: found for server, found in self._validations.items() if found is not Validation.UNKNOWN
        }

    async def close(self) -> None:
        """Let go of every connection."""
        await self._exchanges.close()

    async def _lead(self, name: str, kind: Kind) -> Answer:
        """Ask, and tell whoever asks the same meanwhile; who waits asks for himself when this is cancelled."""
        told: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._under_way[name, kind] = told
        answer: Answer | None = None
        try:
            async with self._room:
                answer = await self._ask(name, kind)
            self._memory.keep(answer)
        finally:
            del self._under_way[name, kind]
            told.set_result(answer)
        return answer

    async def _ask(self, name: str, kind: Kind) -> Answer:
        empty = Answer(name, kind, Status.UNREACHABLE, resolver=self.name, asked=self._clock())
        question = _question(name, kind)
        if question is None:
            return dataclasses.replace(
                empty, status=Status.NO_NAME, errors=("no such name can exist: a label or all of it is too long",)
            )
        servers = await self._who()
        if isinstance(servers, Failure):
            return dataclasses.replace(empty, status=servers.status, errors=(servers.sentence,))
        server, reading = await self._first(servers, name, kind)
        empty = dataclasses.replace(empty, resolver=server.shown)
        if reading.status is Status.FAILED:
            return await self._look_behind(server, reading, empty)
        return _answer(empty, reading, await self._security(server, reading))

    async def _first(self, servers: tuple[NameServer, ...], name: str, kind: Kind) -> tuple[NameServer, Reading]:
        """Ask one name server after the other until one answers, or fails to for DNSSEC, or the time is over."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._lifetime
        failed: list[tuple[NameServer, Reading]] = []
        left = list(servers)
        while left and loop.time() < end:
            for server in tuple(left):
                reading = await self._read(server, name, kind, end)
                if reading.status.answered or reading.blames_validation:
                    return server, reading
                failed.append((server, reading))
                if reading.status is not Status.TIMED_OUT:
                    left.remove(server)
        most = max(failed, key=lambda one: _SAYS_MORE.index(one[1].status))
        remarks = tuple(dict.fromkeys(error for _, reading in failed for error in reading.errors))
        return most[0], dataclasses.replace(most[1], errors=remarks[:_MOST_REMARKS])

    async def _read(self, server: NameServer, name: str, kind: Kind, end: float, *, check: bool = True) -> Reading:
        question = _question(name, kind, check=check)
        left = end - asyncio.get_running_loop().time()
        if question is None or left <= 0:
            return Reading(Status.TIMED_OUT)
        if server.way is Way.HTTPS:
            question.id = 0  # so that caches on the way know it again (RFC 8484 §4.1)
        outcome = await self._exchanges.ask(server, question, min(left, self._lifetime / _TRIES[server.way]), end)
        if isinstance(outcome, Failure):
            return Reading(outcome.status, errors=(outcome.sentence,))
        if takes_long(outcome.message.wire or b""):
            return await off_loop(lambda: read_reply(outcome, kind))
        return read_reply(outcome, kind)

    async def _look_behind(self, server: NameServer, failed: Reading, empty: Answer) -> Answer:
        """Ask a name server that failed once more, without validation: an answer then means that DNSSEC is broken."""
        end = asyncio.get_running_loop().time() + self._lifetime
        plain = await self._read(server, empty.name, empty.kind, end, check=False)
        if not plain.status.answered:
            return _answer(empty, failed, Security.UNKNOWN)
        if not failed.blames_validation:
            validation = await self._validates(server)
            if validation is Validation.DOES_NOT:
                return _answer(empty, plain, Security.UNKNOWN)
            again = await self._read(server, empty.name, empty.kind, end)
            if again.status.answered:  # it had a bad moment
                return _answer(empty, again, await self._security(server, again))
            if validation is Validation.UNKNOWN:
                return _answer(empty, failed, Security.UNKNOWN)
        remark = f"without validation: {plain.status.value}"
        broken = dataclasses.replace(failed, aliases=plain.aliases, lines=plain.lines, errors=(*failed.errors, remark))
        return _answer(empty, broken, Security.BOGUS)

    async def _security(self, server: NameServer, reading: Reading) -> Security:
        if not reading.status.answered:
            return Security.UNKNOWN
        found = await self._validates(server)
        if found is Validation.VALIDATES:
            return Security.SECURE if reading.authentic else Security.INSECURE
        return Security.CLAIMED if found is Validation.CLAIMS and reading.authentic else Security.UNKNOWN

    async def _validates(self, server: NameServer) -> Validation:
        """Find out from the root, which is signed, whether a name server validates."""
        async with self._probing:
            if server not in self._validations:
                end = asyncio.get_running_loop().time() + self._lifetime
                reading = await self._read(server, "", Kind.NS, end)
                self._validations[server] = _validation(server, reading)
            return self._validations[server]

    async def _who(self) -> tuple[NameServer, ...] | Failure:
        """Return who is to be asked, each with its address."""
        async with self._finding:
            if self._servers:
                return self._servers
            now = asyncio.get_running_loop().time
            # Whoever waited meanwhile would otherwise look in vain again, one after the other.
            if self._not_found is not None and now() < self._not_found[0]:
                return self._not_found[1]
            found = self._of_system() if self._chosen is None else await self._with_address(self._chosen)
            if isinstance(found, Failure):
                self._not_found = (now() + self._lifetime, found)
                return found
            self._servers = found
            return found

    def _of_system(self) -> tuple[NameServer, ...] | Failure:
        try:
            servers = system_name_servers(self._resolv_conf)
        except OSError as error:
            reason = f"{self._resolv_conf} cannot be read: {error.strerror}"
        else:
            if servers:
                return servers
            reason = f"{self._resolv_conf} names no name server"
        return Failure(Status.UNREACHABLE, f"{reason}; name one yourself, as in 192.0.2.53")

    async def _with_address(self, server: NameServer) -> tuple[NameServer, ...] | Failure:
        """Look up a name server that is known by name, with the system's resolver."""
        if server.address:
            return (server,)
        servers = self._of_system()
        if isinstance(servers, Failure):
            return servers
        found: list[str] = []
        for kind in (Kind.A, Kind.AAAA):
            _, reading = await self._first(servers, server.host, kind)
            found += [record.address for record in reading.records if isinstance(record, Address)]
        if not found:
            return Failure(Status.UNREACHABLE, f"{_SYSTEM} knows no address of {server.host}")
        return tuple(dataclasses.replace(server, address=address) for address in found[:_MOST_ADDRESSES])


def _question(name: str, kind: Kind, *, check: bool = True) -> dns.message.QueryMessage | None:
    """Return a question with DO and AD (RFC 6840 §5.7), and CD where nothing is to be validated (RFC 4035 §3.2.2)."""
    flags = dns.flags.RD | dns.flags.AD
    try:
        asked = dns.name.from_text(name)
    except (dns.exception.DNSException, UnicodeError, ValueError):
        return None
    return dns.message.make_query(
        asked,
        dns.rdatatype.from_text(kind),
        want_dnssec=True,
        payload=PAYLOAD,
        flags=flags if check else flags | dns.flags.CD,
    )


def _validation(server: NameServer, root: Reading) -> Validation:
    if not root.status.answered:
        return Validation.UNKNOWN
    if not root.authentic:
        return Validation.DOES_NOT
    return Validation.VALIDATES if server.trusted else Validation.CLAIMS


def _answer(empty: Answer, reading: Reading, security: Security) -> Answer:
    return dataclasses.replace(
        empty,
        status=reading.status,
        records=reading.records,
        ttl=reading.ttl,
        aliases=reading.aliases,
        security=security,
        errors=reading.errors[:_MOST_REMARKS],
        lines=reading.lines,
    )
