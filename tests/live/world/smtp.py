"""MX hosts on loopback: real SMTP servers with real certificates, and scripted ones that fail at any step."""

import asyncio
import contextlib
import socket
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP

HANG, CLOSE = "hang", "close"
"""In place of what a script says: wait for ever, or close the connection."""

EHLO = b"250-mx.example.net\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 8BITMIME\r\n"
PLAIN_EHLO = b"250-mx.example.net\r\n250 8BITMIME\r\n"
MASKED_EHLO = b"250-mx.example.net\r\n250-XXXXXXXA\r\n250 8BITMIME\r\n"
HANDSHAKE_FAILURE = bytes([21, 3, 3, 0, 2, 2, 40])
"""A TLS record with the fatal alert handshake_failure (RFC 8446 §6.2)."""


@dataclass
class MailHost:
    """What one address saw.

    ``commands`` are lines as they came, before and inside TLS; ``most_open`` is how many connections there were at a
    time; ``reached`` is set where a script hangs, ``release`` lets it go on, ``idle`` is set while nobody is connected.
    """

    address: str
    commands: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def verbs(self):
        return [command.split(" ")[0] for command in self.commands]

    def enter(self):
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self.idle.clear()

    def leave(self):
        self.open -= 1
        if not self.open:
            self.idle.set()


@dataclass
class MailHosts:
    """All hosts of a world; they share one port, because a checkup knows only one."""

    port: int
    hosts: dict[str, MailHost]

    def __getitem__(self, address):
        return self.hosts[address]

    @property
    def commands(self):
        return [command for host in self.hosts.values() for command in host.commands]

    async def idle(self):
        """Wait until nobody is connected any more."""
        for host in self.hosts.values():
            if host.open:
                await host.idle.wait()


@dataclass(frozen=True)
class Behaviour:
    """How an address behaves: ``start`` takes the loop, the host and a listening socket, and returns what to close."""

    start: Callable
    backlog: int = 20


class _Recorded(SMTP):
    """A server of aiosmtpd that writes down who came and what was said."""

    def __init__(self, host, handlers, context, **options):
        super().__init__(object(), tls_context=context, hostname="mx.example.net", **options)
        self._host = host
        self._handlers = handlers
        self._entered = False

    def connection_made(self, transport):
        if not self._entered:
            self._entered = True
            self._host.enter()
            self._handlers.add(self)
        super().connection_made(transport)

    def connection_lost(self, error):
        super().connection_lost(error)
        if self in self._handlers:
            self._handlers.discard(self)
            self._host.leave()

    def data_received(self, data):
        self._host.commands += data.decode("ascii", "replace").splitlines()
        super().data_received(data)


def good(issued, **options):
    """A real server with STARTTLS and a certificate, good or not so good; ``issued`` ``None`` for one without TLS."""

    async def start(host, listening):
        loop = asyncio.get_running_loop()
        open_ones = set()
        context = issued.context() if issued else None
        if context:
            context.sni_callback = lambda _tls, name, _context: host.names.append(name)
        server = await loop.create_server(
            lambda: _Recorded(host, open_ones, context, loop=loop, **options), sock=listening
        )
        return lambda: _stop(server, [each.transport for each in open_ones])

    return Behaviour(start)


def scripted(
    *,
    greeting=b"220 mx.example.net ESMTP\r\n",
    ehlo=EHLO,
    starttls=b"220 go ahead\r\n",
    tls=CLOSE,
    context=None,
    goodbye=b"221 bye\r\n",
):
    """A server that says exactly that, or hangs or closes in its place.

    ``tls`` is what comes after the first bytes of the handshake; with ``context`` it is TLS instead.
    """

    async def talk(host, reader, writer):
        await _say(host, reader, writer, greeting)
        while line := await reader.readline():
            command = line.decode("ascii", "replace").rstrip("\r\n")
            host.commands.append(command)
            verb = command.split(" ")[0].upper()
            said = {"EHLO": ehlo, "STARTTLS": starttls, "QUIT": goodbye}.get(verb, b"502 no\r\n")
            await _say(host, reader, writer, said)
            if verb == "QUIT":
                return
            if verb == "STARTTLS" and said[:1] == b"2":
                if context:
                    await writer.start_tls(context)
                else:
                    await reader.read(1)
                    await _say(host, reader, writer, tls)
                    await _say(host, reader, writer, HANG if tls != CLOSE else CLOSE)

    return speaking(talk)


def endless(start=b"220-", piece=b"x" * 1000, *, line=b"\r\n220-"):
    """A server that never comes to the end of its greeting; with ``line`` b"" never to the end of its first line."""

    async def talk(host, reader, writer):
        writer.write(start)
        while True:
            writer.write(piece + line)
            await writer.drain()

    return speaking(talk)


def speaking(talk):
    """A server that does what ``talk(host, reader, writer)`` does."""

    async def start(host, listening):
        tasks, writers = set(), set()

        async def serve(reader, writer):
            task = asyncio.current_task()
            tasks.add(task)
            writers.add(writer)
            host.enter()
            try:
                await talk(host, reader, writer)
            except (OSError, EOFError, _Closed):
                writer.transport.abort()
            finally:
                writer.close()
                tasks.discard(task)
                writers.discard(writer)
                host.leave()

        server = await asyncio.start_server(serve, sock=listening)

        async def stop():
            pending = list(tasks)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            await _stop(server, [writer.transport for writer in writers])

        return stop

    return Behaviour(start)


def silent():
    """An address that lets nobody connect and does not refuse either: its queue is full."""

    async def start(host, listening):
        clients = [socket.socket(listening.family) for _ in range(4)]
        for client in clients:
            client.setblocking(False)  # noqa: FBT003 -- the name says which
            client.connect_ex(listening.getsockname()[:2])
        await asyncio.sleep(0)

        async def stop():
            for each in (*clients, listening):
                each.close()

        return stop

    return Behaviour(start, backlog=0)


def old_tls(issued, version):
    """A context that speaks nothing newer than ``version``."""
    context = issued.context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = version
        context.maximum_version = version
    return context


@contextlib.asynccontextmanager
async def mail_hosts(behaviours):
    """Start a host at each address, all on one port of the kernel's choice; ``{"127.0.0.2": good(issued)}``."""
    sockets = _bound({address: behaviour.backlog for address, behaviour in behaviours.items()})
    world = MailHosts(_port(sockets), {address: MailHost(address) for address in behaviours})
    async with contextlib.AsyncExitStack() as stack:
        for address, behaviour in behaviours.items():
            stack.push_async_callback(await behaviour.start(world[address], sockets[address]))
        yield world


@contextlib.contextmanager
def mail_hosts_aside(behaviours):
    """The same in a thread of its own, for what runs a loop of its own: the command line, the screen."""
    started, found = threading.Event(), []

    async def run():
        async with mail_hosts(behaviours) as world:
            ended = asyncio.Event()
            found.extend([world, asyncio.get_running_loop(), ended])
            started.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    started.wait(20)
    world, loop, ended = found
    try:
        yield world
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(20)


class _Closed(Exception):
    """The script closes here."""


async def _say(host, reader, writer, said):
    if said == HANG:
        host.reached.set()
        release = asyncio.ensure_future(host.release.wait())
        gone = asyncio.ensure_future(_gone(host, reader))
        try:
            await asyncio.wait([release, gone], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (release, gone):
                each.cancel()
            await asyncio.gather(release, gone, return_exceptions=True)
        raise _Closed
    if said == CLOSE:
        raise _Closed
    writer.write(said)
    await writer.drain()


async def _gone(host, reader):
    while line := await reader.read(4096):
        host.commands += [each for each in line.decode("ascii", "replace").splitlines() if each.isalnum()]


async def _stop(server, transports):
    server.close()
    for transport in transports:
        if transport is not None:
            transport.abort()
    await asyncio.sleep(0)
    await server.wait_closed()


def _port(sockets):
    return next(iter(sockets.values())).getsockname()[1]


def _bound(backlogs):
    """Sockets at every address with one port; another port is tried where somebody has it at one of them."""
    for _attempt in range(50):
        with contextlib.ExitStack() as stack:
            sockets = {}
            try:
                for address, backlog in backlogs.items():
                    each = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
                    stack.callback(each.close)
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    each.bind((address, _port(sockets) if sockets else 0))
                    each.listen(backlog)
                    sockets[address] = each
            except OSError:
                continue
            stack.pop_all()
            return sockets
    raise RuntimeError("no port is free at all of these addresses")
