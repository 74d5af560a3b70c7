"""Policy hosts on loopback: HTTPS servers that behave as well or as badly as a test wants them."""

import asyncio
import contextlib
import gzip
import socket
from dataclasses import dataclass, field

PATH = "/.well-known/mta-sts.txt"
POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmax_age: 604800\r\n"


@dataclass
class PolicyHost:
    """What listens: one port, as many addresses as there are behaviours; requests as they came.

    ``reached`` is set when a request is there or, where no TLS is spoken, a connection is.
    """

    port: int
    requests: list[bytes] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


def answer(body=POLICY, *, status="200 OK", media_type="text/plain", length=True, **headers):
    """A behaviour: one answer to whatever is asked; ``headers`` with underscores for hyphens."""
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"Content-Type: {media_type}"] if media_type else []
    lines += [f"Content-Length: {len(body)}"] if length else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    sent = "\r\n".join([*lines, "", ""]).encode() + body

    async def behave(host, reader, writer):
        host.requests.append(await reader.readuntil(b"\r\n\r\n"))
        host.reached.set()
        writer.write(sent)
        await writer.drain()

    return behave


def redirect(location):
    """A behaviour: somewhere else."""
    return answer(b"", status="301 Moved Permanently", Location=location)


def gzip_bomb():
    """A behaviour: a little that becomes 64 MiB."""
    return answer(gzip.compress(bytes(64 << 20)), Content_Encoding="gzip")


async def hang(host, reader, writer):
    """A behaviour: takes the request and says nothing until ``release``, or until the other side is gone."""
    host.requests.append(await reader.readuntil(b"\r\n\r\n"))
    host.reached.set()
    await _gone(host, reader)


async def hang_at_once(host, reader, writer):
    """A behaviour for a server without TLS: the handshake never gets an answer."""
    host.reached.set()
    await _gone(host, reader)


async def drip(host, reader, writer):
    """A behaviour: a policy that never gets further than its first line."""
    host.requests.append(await reader.readuntil(b"\r\n\r\n"))
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 80\r\n\r\nversion: STSv1\r\n")
    await writer.drain()
    host.reached.set()
    await _gone(host, reader)


async def endless(host, reader, writer):
    """A behaviour: a body without end, in chunks."""
    host.requests.append(await reader.readuntil(b"\r\n\r\n"))
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"2000\r\n" + b"x" * 0x2000 + b"\r\n"
    while True:
        writer.write(chunk)
        await writer.drain()


async def cut(host, reader, writer):
    """A behaviour: hangs up in place of an answer."""
    host.requests.append(await reader.readuntil(b"\r\n\r\n"))


async def cut_in_body(host, reader, writer):
    """A behaviour: hangs up in the middle of the policy."""
    host.requests.append(await reader.readuntil(b"\r\n\r\n"))
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8000\r\n\r\nversion: STSv1\r\n")
    await writer.drain()


async def plain_text(host, reader, writer):
    """A behaviour for a server without TLS: speaks at once, and no TLS."""
    writer.write(b"220 mail.example.com ESMTP\r\n")
    await writer.drain()
    await reader.read(1024)


@contextlib.asynccontextmanager
async def policy_host(*listeners):
    """Serve on one port: each listener is ``(address, context or None, behaviour)``; everything ends with the block."""
    host = PolicyHost(0)
    servers = []
    try:
        for _ in range(20):
            try:
                for address, context, behaviour in listeners:
                    if context is not None:
                        context.sni_callback = lambda _socket, name, _context: host.names.append(name)
                    server = await asyncio.start_server(_told(host, behaviour), address, host.port, ssl=context)
                    servers.append(server)
                    host.port = server.sockets[0].getsockname()[1]
                break
            except OSError:
                # The port that one address had to offer is taken on another.
                for server in servers:
                    server.close()
                servers, host.port = [], 0
        yield host
    finally:
        host.release.set()
        for server in servers:
            server.close()
        # Those that still talk are let go of; otherwise they would outlive the test.
        for task in [task for task in asyncio.all_tasks() if task.get_name().startswith("policy host of tests")]:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def has_ipv6():
    """Whether ::1 is there."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def _told(host, behaviour):
    async def talk(reader, writer):
        asyncio.current_task().set_name("policy host of tests")
        try:
            await behaviour(host, reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            host.ended.set()  # the other side, or the test, has had enough
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()
            host.ended.set()

    return talk


async def _gone(host, reader):
    waits = [asyncio.ensure_future(reader.read()), asyncio.ensure_future(host.release.wait())]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
