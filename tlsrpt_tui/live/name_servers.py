"""Which name servers are asked, and over which way: read from what the user wrote, or from the system's settings."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tlsrpt_tui.errors import DomainError, UsageError
from tlsrpt_tui.live.names import domain_name, is_address
from tlsrpt_tui.text import sanitise, shorten

RESOLV_CONF: Final = Path("/etc/resolv.conf")
"""Where the system names its name servers."""

EXPECTED: Final = "192.0.2.53, [2001:db8::53]:53, tls://192.0.2.53, tls://dns.example@192.0.2.53 or https://dns.example"
"""How a name server is written, for messages and help."""

_LOOPBACK_NAME: Final = "localhost"
_DNS, _TLS, _HTTPS = 53, 853, 443
_LARGEST_PORT: Final = 65535
_HTTPS_PATH: Final = "/dns-query"
_BYTES: Final = 65536
_SERVERS: Final = 3  # as many as the system's own resolver looks at (resolv.conf(5))
_SHOWN: Final = 60
_PATH: Final = re.compile(r"(?:/[!-~]{0,200})?")
_HOST_AND_PORT: Final = re.compile(r"(?:\[([^\[\]]+)\]|([^:\[\]]+))(?::([0-9]{1,5}))?")


class Way(StrEnum):
    """How a question travels."""

    PLAIN = "DNS"
    TLS = "DNS over TLS (RFC 7858)"
    HTTPS = "DNS over HTTPS (RFC 8484)"


@dataclass(frozen=True, slots=True)
class NameServer:
    """Somebody who answers questions.

    Attributes:
        host: the name or address that its certificate must hold; the address where there is no certificate.
        address: connected to; "" where ``host`` has to be looked up first.
        path: of DNS over HTTPS.
        shown: as the user knows it.
    """

    way: Way
    host: str
    address: str
    port: int
    shown: str
    path: str = ""

    @property
    def trusted(self) -> bool:
        """Whether nobody on the way can change what it says, so that its AD bit counts (RFC 4035 §4.9.3)."""
        return self.way is not Way.PLAIN or ipaddress.ip_address(self.address).is_loopback


def read_name_server(text: str) -> NameServer | None:
    """Return the name server that a text names, ``None`` for "", which is the system's.

    ``IP``, ``IP:PORT`` and ``[IPv6]:PORT`` are asked plainly. ``tls://HOST`` is a name or an address, with a port or
    without; a name is looked up with the system's resolver, unless it comes with its address: ``tls://NAME@IP:PORT``.
    ``https://HOST[:PORT][/PATH]`` likewise; without a path it is ``/dns-query``.

    Raises:
        UsageError: it names none.
    """
    given = text.strip()
    if not given:
        return None
    scheme, separator, rest = given.partition("://")
    if not separator:
        return _plain(given)
    if scheme.lower() == "tls":
        return _over_tls(rest, given)
    if scheme.lower() == "https":
        return _over_https(given)
    raise _nonsense(given)


def system_name_servers(file: Path = RESOLV_CONF) -> tuple[NameServer, ...]:
    """Return the first three name servers of the system (resolv.conf(5)); none where the file names none.

    Raises:
        OSError: the file cannot be read.
    """
    with file.open("rb") as stream:
        lines = stream.read(_BYTES).decode("utf-8", "replace").splitlines()
    words = [line.split() for line in lines]
    addresses = [line[1] for line in words if len(line) > 1 and line[0] == "nameserver" and is_address(line[1])]
    return tuple(_plain(address) for address in dict.fromkeys(addresses[:_SERVERS]))


def _plain(given: str) -> NameServer:
    host, port = (given, _DNS) if is_address(given) else _host_and_port(given, _DNS, given)
    if not is_address(host):
        raise _nonsense(given)
    return NameServer(Way.PLAIN, host, host, port, _written(host, port, _DNS))


def _over_tls(rest: str, given: str) -> NameServer:
    name, at, place = rest.rstrip("/").rpartition("@")
    host, port = (place, _TLS) if is_address(place) else _host_and_port(place, _TLS, given)
    if at and not is_address(host):
        raise _nonsense(given)
    certified = _name(name, given) if at else _certified(host, given)
    shown = f"tls://{f'{certified}@' if at else ''}{_written(host if at else certified, port, _TLS)}"
    return NameServer(Way.TLS, certified, _known_address(host), port, shown)


def _over_https(given: str) -> NameServer:
    try:
        parts = urlsplit(given)
        place, port = parts.hostname or "", parts.port or _HTTPS
    except ValueError as error:
        raise _nonsense(given) from error
    if "@" in parts.netloc or parts.query or parts.fragment or not _PATH.fullmatch(parts.path):
        raise _nonsense(given)
    host = _certified(place, given)
    path = parts.path if parts.path not in ("", "/") else _HTTPS_PATH
    place = f"[{host}]" if ":" in host and port == _HTTPS else _written(host, port, _HTTPS)
    shown = f"https://{place}{path}"
    return NameServer(Way.HTTPS, host, _known_address(host), port, shown, path)


def _host_and_port(text: str, default: int, given: str) -> tuple[str, int]:
    found = _HOST_AND_PORT.fullmatch(text)
    port = int(found[3]) if found and found[3] else default
    if not found or not 0 < port <= _LARGEST_PORT or (found[1] and not is_address(found[1])):
        raise _nonsense(given)
    return found[1] or found[2], port


def _certified(host: str, given: str) -> str:
    return host if is_address(host) else _name(host, given)


def _name(host: str, given: str) -> str:
    try:
        return domain_name(host)
    except DomainError as error:
        raise _nonsense(given) from error


def _known_address(host: str) -> str:
    if is_address(host):
        return host
    return "127.0.0.1" if host == _LOOPBACK_NAME else ""


def _written(host: str, port: int, usual: int) -> str:
    if port == usual:
        return host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _nonsense(given: str) -> UsageError:
    return UsageError(f"“{shorten(sanitise(given), _SHOWN)}” is no name server; expected {EXPECTED}")
