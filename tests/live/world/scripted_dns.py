"""DNS servers on loopback that do as they are told: silent, wrong, lying, or only slow to come to the point."""

import asyncio
import dataclasses
import threading
from collections.abc import Callable, Sequence
from typing import Self

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

ATTEMPTS = 10


@dataclasses.dataclass(frozen=True)
class Query:
    """A question as it came, ``over`` "udp" or "tcp"."""

    message: dns.message.Message
    over: str

    @property
    def name(self) -> str:
        return self.message.question[0].name.to_text().rstrip(".").lower()

    @property
    def kind(self) -> str:
        return dns.rdatatype.to_text(self.message.question[0].rdtype)

    @property
    def unchecked(self) -> bool:
        """Whether CD is set: nothing is to be validated."""
        return bool(self.message.flags & dns.flags.CD)


class Raw(bytes):
    """Bytes for TCP that go out as they are, without their length before them; the connection ends then."""

    __slots__ = ()


Behaviour = Callable[[Query], Sequence[bytes] | None]
"""From a question to the messages that are sent, one after the other; ``None`` to say nothing, ever."""


class ScriptedDns:
    """A server in a thread of its own, for as long as the ``with`` block runs, so that any loop can ask it.

    Attributes:
        address: ``127.0.0.1:PORT``, for UDP and TCP.
        asked: every question that came.
        behave: what it does; may be changed meanwhile.
    """

    def __init__(self, behave: Behaviour) -> None:
        self.behave = behave
        self.asked: list[Query] = []
        self.address = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._begun.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def reply(self, wire: bytes, over: str) -> Sequence[bytes] | None:
        """Write a question down and return what its answer is to be."""
        query = Query(dns.message.from_wire(wire), over)
        self.asked.append(query)
        return self.behave(query)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server, datagrams = await self._both()
        self._begun.set()
        try:
            await self._over.wait()
        finally:
            datagrams.close()
            server.close()

    async def _both(self):
        for _ in range(ATTEMPTS):
            server = await asyncio.start_server(self._stream, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            try:
                datagrams, _ = await self._loop.create_datagram_endpoint(
                    lambda: _Datagrams(self), local_addr=("127.0.0.1", port)
                )
            except OSError:
                server.close()
                continue
            self.address = f"127.0.0.1:{port}"
            return server, datagrams
        raise RuntimeError("no port is free for both UDP and TCP")

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            length = int.from_bytes(await reader.readexactly(2), "big")
            replies = self.reply(await reader.readexactly(length), "tcp")
            for reply in replies or ():
                writer.write(reply if isinstance(reply, Raw) else len(reply).to_bytes(2, "big") + reply)
            if replies is None:
                await reader.read()
            await writer.drain()
        except (OSError, EOFError, asyncio.CancelledError):
            return  # whoever asked has gone, or the test is over
        finally:
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: ScriptedDns) -> None:
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr) -> None:
        for reply in self._server.reply(data, "udp") or ():
            self._transport.sendto(reply, addr)


def answer(
    query: Query,
    *records: str,
    authority: Sequence[str] = (),
    rcode: str = "NOERROR",
    authentic: bool = False,
    truncated: bool = False,
    errors: Sequence[tuple[int, str]] = (),
) -> bytes:
    """A reply with records as ``name. TTL IN TYPE data``; ``errors`` are Extended DNS Errors."""
    made = dns.message.make_response(query.message, recursion_available=True)
    made.set_rcode(dns.rcode.from_text(rcode))
    made.flags |= (dns.flags.AD if authentic else 0) | (dns.flags.TC if truncated else 0)
    for section, texts in ((made.answer, records), (made.authority, authority)):
        for text in texts:
            name, ttl, rdclass, kind, data = text.split(" ", 4)
            there = made.get_rrset(section, dns.name.from_text(name), dns.rdataclass.IN, dns.rdatatype.from_text(kind))
            one = dns.rrset.from_text(name, int(ttl), rdclass, kind, data)
            if there is None:
                there = made.find_rrset(section, one.name, one.rdclass, one.rdtype, create=True)
            there.update(one)
    if errors:
        made.use_edns(0, payload=1232, options=[dns.edns.EDEOption(code, text) for code, text in errors])
    return made.to_wire(max_size=65535)


def silent(query: Query) -> None:
    """Never answer, neither over UDP nor over TCP."""


def refusing(query: Query) -> list[bytes]:
    return [answer(query, rcode="REFUSED", errors=[(18, "not for you")])]


def nothing_exists(query: Query) -> list[bytes]:
    """Say of every name that it is not there."""
    soa = f"{query.name.rpartition('.')[2] or 'com'}. 900 IN SOA ns.example. hostmaster.example. 1 2 3 4 300"
    return [answer(query, authority=[soa], rcode="NXDOMAIN")]


def failing(*errors: tuple[int, str]) -> Behaviour:
    """Fail with Extended DNS Errors, with validation and without."""
    return lambda query: [answer(query, rcode="SERVFAIL", errors=errors)]


def junk(query: Query) -> list[bytes]:
    """Send 64 KiB of nonsense over TCP, after a truncated answer over UDP."""
    if query.over == "udp":
        return [answer(query, truncated=True)]
    return [query.message.id.to_bytes(2, "big") + b"\x81\x80" + b"\x00\x01\xff\xff" * 2 + b"\x55\xaa" * 32700]


def liar(*records: str) -> Behaviour:
    """Set AD on whatever it says: that the root validates, and these records for any name and type."""

    def behave(query: Query) -> list[bytes]:
        if query.name == "":
            return [answer(query, ". 300 IN NS a.example.", authentic=True)]
        fitting = [record for record in records if f" IN {query.kind} " in record]
        return [answer(query, *(f"{query.name}. {record.split(' ', 1)[1]}" for record in fitting), authentic=True)]

    return behave


def listed(*records: str, validates: bool = False) -> Behaviour:
    """Answer from records, as a plain resolver does: ``NXDOMAIN`` for what is not named, no aliases followed."""

    def behave(query: Query) -> list[bytes]:
        own = [record for record in records if record.split(" ", 1)[0].rstrip(".").lower() == query.name]
        if query.name == "":
            return [answer(query, ". 300 IN NS a.example.", authentic=validates)]
        fitting = [record for record in own if f" IN {query.kind} " in record or " IN CNAME " in record]
        return [answer(query, *fitting, authentic=validates)] if own else nothing_exists(query)

    return behave


def other_id(query: Query) -> list[bytes]:
    """A good answer that carries another id, as a forger who guesses sends it."""
    good = answer(query, f"{query.name}. 300 IN A 192.0.2.66")
    return [((query.message.id + 1) % 65536).to_bytes(2, "big") + good[2:]]


def other_question(query: Query) -> list[bytes]:
    """A good answer to a question that nobody asked."""
    asked = dns.message.make_query("other.example.com.", "A", id=query.message.id)
    return [answer(Query(asked, query.over), "other.example.com. 300 IN A 192.0.2.66")]
