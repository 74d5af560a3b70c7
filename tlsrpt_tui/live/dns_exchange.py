"""One question to one name server and back, over UDP, TCP, TLS or HTTPS, with every socket closed at the end."""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any, Final

import dns.message
import httpx2

from tlsrpt_tui.live.answers import Status
from tlsrpt_tui.live.authorities import trust
from tlsrpt_tui.live.dns_reading import Failure, Reply, read_message, takes_long
from tlsrpt_tui.live.name_servers import NameServer, Way
from tlsrpt_tui.live.off_loop import off_loop
from tlsrpt_tui.text import sanitise

MOST_JUNK: Final = 32
"""Datagrams that may be junk before it is no use to wait for a good one."""

_LARGEST: Final = 65535
_MEDIA_TYPE: Final = "application/dns-message"
_HTTPS_PORT: Final = 443
_OK: Final = 200
_SERVER_ERROR: Final = 500
_REASON: Final = 200

Outcome = Reply | Failure


class Exchanges:
    """Sends questions; what is shared among them is let go of by ``close``.

    ``ca_file``: certification authorities to trust in place of the system's, as PEM; "" for the system's.
    """

    def __init__(self, ca_file: str = "") -> None:
        self._ca_file = ca_file
        self._client: httpx2.AsyncClient | None = None
        self._context: ssl.SSLContext | None = None
        self._loading = asyncio.Lock()

    async def ask(self, server: NameServer, question: dns.message.Message, seconds: float, end: float) -> Outcome:
        """Return what came back; nothing is raised but cancellation.

        ``seconds``: for one try; TCP after a truncated answer may last until ``end``, a time of the running loop.
        """
        try:
            if server.way is not Way.PLAIN:
                async with asyncio.timeout(seconds):
                    return await self._encrypted(server, question)
            outcome = await _over_udp(server, question, seconds)
            if isinstance(outcome, Reply) and outcome.truncated:
                async with asyncio.timeout_at(end):
                    return await _over_stream(server, question, None)
        except (OSError, EOFError, httpx2.RequestError) as error:  # a time-out is an OSError
            return _failure(server, error)
        return outcome

    async def close(self) -> None:
        """Let go of the connections that wait for more questions."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _encrypted(self, server: NameServer, question: dns.message.Message) -> Outcome:
        if server.way is Way.TLS:
            return await _over_stream(server, question, await self._trust())
        return await self._over_https(server, question)

    async def _trust(self) -> ssl.SSLContext:
        async with self._loading:
            if self._context is None:
                self._context = await off_loop(lambda: trust(self._ca_file))
            return self._context

    async def _over_https(self, server: NameServer, question: dns.message.Message) -> Outcome:
        trusted = await self._trust()
        if self._client is None:
            # Proxies of the environment are left aside: the user named who is to be asked.
            self._client = httpx2.AsyncClient(verify=trusted, http2=True, trust_env=False, timeout=None)
        headers = {"host": _authority(server.host, server.port), "accept": _MEDIA_TYPE, "content-type": _MEDIA_TYPE}
        opening = _Opening()
        try:
            async with self._client.stream(
                "POST",
                f"https://{_authority(server.address, server.port)}{server.path}",
                content=question.to_wire(),
                headers=headers | {"accept-encoding": "identity"},
                extensions={"sni_hostname": server.host, "trace": opening},
            ) as response:
                if response.status_code != _OK:
                    status = Status.FAILED if response.status_code >= _SERVER_ERROR else Status.REFUSED
                    return Failure(status, f"{server.shown} answered with HTTP status {response.status_code}")
                wire = await _bounded(response)
        finally:
            await opening.close()
        if wire is None:
            return Failure(Status.GARBLED, f"{server.shown} sent more than any DNS message can hold")
        return await _understood(server, wire, question)


class _Opening:
    """Holds a connection until its TLS handshake is over: one that is cancelled leaves the socket open."""

    def __init__(self) -> None:
        self._stream: Any = None  # the library tells no type

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take what the library traces."""
        if event == "connection.connect_tcp.complete":
            self._stream = info["return_value"]
        elif event == "connection.start_tls.complete":
            self._stream = None

    async def close(self) -> None:
        """Close what is still held."""
        if self._stream is not None:
            await self._stream.aclose()


async def _bounded(response: httpx2.Response) -> bytes | None:
    wire = bytearray()
    async for part in response.aiter_raw():
        wire += part
        if len(wire) > _LARGEST:
            return None
    return bytes(wire)


class _Datagrams(asyncio.DatagramProtocol):
    """Keeps what comes, up to a bound, for whoever waits."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[bytes | Exception] = asyncio.Queue(MOST_JUNK)

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 -- asyncio's
        """Keep a datagram; the socket is connected, so that it is from the right address."""
        self._keep(data)

    def error_received(self, exc: Exception) -> None:
        """Keep what ICMP said: nobody listens there."""
        self._keep(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake whoever still waits."""
        self._keep(exc or EOFError())

    def _keep(self, thing: bytes | Exception) -> None:
        if not self.came.full():
            self.came.put_nowait(thing)


async def _over_udp(server: NameServer, question: dns.message.Message, seconds: float) -> Outcome:
    """Wait for the reply to this question; whatever else comes may be forged, and is only told if no better comes."""
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(_Datagrams, remote_addr=(server.address, server.port))
    outcome: Outcome = _silent(server)
    try:
        async with asyncio.timeout(seconds):
            transport.sendto(question.to_wire())
            for _ in range(MOST_JUNK):
                came = await protocol.came.get()
                if isinstance(came, Exception):
                    raise came
                outcome = await _understood(server, came, question)
                if isinstance(outcome, Reply):
                    break
    except TimeoutError:
        return outcome
    finally:
        transport.abort()
    return outcome


async def _over_stream(server: NameServer, question: dns.message.Message, trust: ssl.SSLContext | None) -> Outcome:
    reader, writer = await asyncio.open_connection(
        server.address, server.port, ssl=trust, server_hostname=server.host if trust else None
    )
    try:
        writer.write(question.to_wire(prepend_length=True))
        await writer.drain()
        length = int.from_bytes(await reader.readexactly(2), "big")
        wire = await reader.readexactly(length)
    finally:
        # Not close(): over TLS that waits for a farewell which a hostile server never sends.
        writer.transport.abort()
    return await _understood(server, wire, question)


async def _understood(server: NameServer, wire: bytes, question: dns.message.Message) -> Outcome:
    if takes_long(wire):
        outcome = await off_loop(lambda: read_message(wire, question))
    else:
        outcome = read_message(wire, question)
    if isinstance(outcome, Failure):
        return Failure(outcome.status, f"{server.shown}: {outcome.sentence}")
    return outcome


def _failure(server: NameServer, error: Exception) -> Failure:
    match error:
        case TimeoutError():
            return _silent(server)
        case ssl.SSLCertVerificationError():
            return Failure(Status.UNREACHABLE, f"the certificate of {server.shown} is not trusted: {_told(error)}")
        case EOFError():
            return Failure(Status.GARBLED, f"{server.shown} ended the connection within its answer")
        case OSError() | httpx2.NetworkError():
            return Failure(Status.UNREACHABLE, f"{server.shown} cannot be reached: {_told(error)}")
    return Failure(Status.GARBLED, f"{server.shown} does not speak DNS over HTTPS: {_told(error)}")


def _silent(server: NameServer) -> Failure:
    return Failure(Status.TIMED_OUT, f"{server.shown} did not answer in time")


def _authority(host: str, port: int) -> str:
    place = f"[{host}]" if ":" in host else host
    return place if port == _HTTPS_PORT else f"{place}:{port}"


def _told(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return sanitise(reason or type(error).__name__, _REASON)
