"""A TCP connection to an MX host that is always let go of, and the reason in words where there is none."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.published import ProbeStatus

NO_ROUTE: Final = "no route from here"
"""Said where this machine cannot reach that family of addresses at all."""

PORT_OPEN: Final = "though a known host answers from here"
"""Said of silence that is the host's own, because another host showed that the way out is open."""

_CLOSING_SECONDS: Final = 1.0
_NO_ROUTE: Final = (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.ENETDOWN)
_FORBIDDEN: Final = (errno.EPERM, errno.EACCES)


@dataclass(frozen=True, slots=True)
class Streams:
    """Both ends of a connection that stands."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def own_address(self) -> str:
        """This machine's address on it."""
        name: tuple[str, int] = self.writer.get_extra_info("sockname") or ("127.0.0.1", 0)
        return name[0]


@dataclass(frozen=True, slots=True)
class Unreached:
    """Why there is no connection."""

    status: ProbeStatus
    reason: str


@asynccontextmanager
async def connected(address: str, port: int, seconds: float) -> AsyncIterator[Streams | Unreached]:
    """Connect to an IP address, and close in the end whatever happens; what was said is sent first.

    Args:
        address: IPv4 or IPv6; no name is looked up.
        port: TCP.
        seconds: patience until the connection stands.
    """
    line = await _opened(address, port, seconds)
    try:
        yield line
    finally:
        if isinstance(line, Streams):
            await _close(line.writer)


async def _opened(address: str, port: int, seconds: float) -> Streams | Unreached:
    try:
        async with asyncio.timeout(seconds):
            return Streams(*await asyncio.open_connection(address, port))
    except TimeoutError:
        return Unreached(ProbeStatus.TIMED_OUT, f"no connection within {seconds:g} s")
    except OSError as error:
        return _unreached(error)


def _unreached(error: OSError) -> Unreached:
    if isinstance(error, ConnectionRefusedError | ConnectionResetError):
        return Unreached(ProbeStatus.REFUSED, "the connection was refused")
    if error.errno in _FORBIDDEN:
        return Unreached(ProbeStatus.BLOCKED, "this machine's own firewall does not let it out")
    if error.errno in _NO_ROUTE:
        return Unreached(ProbeStatus.UNREACHABLE, NO_ROUTE)
    return Unreached(ProbeStatus.UNREACHABLE, f"not reached: {error.strerror or error}")


async def _close(writer: asyncio.StreamWriter) -> None:
    try:
        writer.close()
        async with asyncio.timeout(_CLOSING_SECONDS):
            await writer.wait_closed()
    except OSError:
        return  # It is gone already, or does not take what is left to say; both end below.
    finally:
        writer.transport.abort()
