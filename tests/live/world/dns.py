"""DNS on loopback: nsd serves zones that are signed below a root of our own, unbound validates them."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
from typing import Self

import dns.exception
import dns.flags
import dns.message
import dns.query
import pytest

from tests.live.world.zones import Signer, Signing, Zone

__all__ = ["DnsWorld", "Signing", "Zone", "free_port", "require"]

ATTEMPTS = 5  # somebody else may take a port between our choice and the server's
PATIENCE = 20.0
_ENDING = 5.0

_NSD = """\
server:
  ip-address: 127.0.0.1@{port}
  port: {port}
  server-count: 1
  username: ""
  chroot: ""
  database: ""
  zonesdir: "{folder}"
  pidfile: "{folder}/nsd.pid"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  logfile: "{folder}/nsd.log"
  cookie-secret-file: "{folder}/nsd.cookies"
  rrl-ratelimit: 0
  reuseport: no
remote-control:
  control-enable: no
"""

_UNBOUND = """\
server:
  interface: 127.0.0.1@{port}
{encrypted}
  port: {port}
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/unbound.pid"
  logfile: "{folder}/unbound.log"
  use-syslog: no
  num-threads: 1
  so-reuseport: no
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  do-ip6: no
  module-config: "{modules}"
  trust-anchor: "{anchor}"
  val-log-level: 2
  val-sig-skew-min: 0
  val-sig-skew-max: 0
  ede: yes
  aggressive-nsec: no
  qname-minimisation: no
  minimal-responses: yes
  target-fetch-policy: "0 0 0 0 0"
  prefetch: no
  serve-expired: no
  cache-min-ttl: 0
  msg-cache-size: 1m
  rrset-cache-size: 1m
  outgoing-range: 64
  local-zone: "test." nodefault
  local-zone: "invalid." nodefault
  local-zone: "127.in-addr.arpa." nodefault
remote-control:
  control-enable: no
"""


def require(*programs: str) -> None:
    """Skip the test, by name, where a server is not installed; fail it where the whole suite has to run."""
    for program in programs:
        if _path(program):
            continue
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is not installed")
        pytest.skip(f"{program} is not installed")


def free_port() -> int:
    """Return a port of 127.0.0.1 that is free for both UDP and TCP just now."""
    for _ in range(100):
        with (
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram,
        ):
            stream.bind(("127.0.0.1", 0))
            port: int = stream.getsockname()[1]
            try:
                datagram.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port is free for both UDP and TCP")


class DnsWorld:
    """Zones, a server for them and a resolver, for as long as the ``with`` block runs.

    ``validates=False`` makes the resolver one that knows nothing of DNSSEC. ``certificate`` and ``key`` (PEM files)
    make it answer DoT and DoH, too.

    Attributes:
        resolver_address: of the resolver, ``127.0.0.1:PORT``; stays the same for the whole block.
        authority_address: of the server for the zones, likewise; it never sets AD. Changes with ``change``.
        tls_port, https_port: of DoT and DoH; 0 without a certificate.
    """

    def __init__(
        self,
        *zones: Zone,
        validates: bool = True,
        certificate: str | os.PathLike[str] = "",
        key: str | os.PathLike[str] = "",
    ) -> None:
        self._zones = {zone.name: zone for zone in zones}
        self._modules = "validator iterator" if validates else "iterator"
        self._certificate = os.fspath(certificate)
        self._key = os.fspath(key)
        self._signer = Signer()
        self._folder = pathlib.Path()
        self._nsd: subprocess.Popen[bytes] | None = None
        self._unbound: subprocess.Popen[bytes] | None = None
        self._authority_port = self._resolver_port = self.tls_port = self.https_port = 0

    @property
    def resolver_address(self) -> str:
        return f"127.0.0.1:{self._resolver_port}"

    @property
    def authority_address(self) -> str:
        return f"127.0.0.1:{self._authority_port}"

    def __enter__(self) -> Self:
        require("nsd", "unbound")
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="dns-world-"))
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def change(self, *zones: Zone) -> None:
        """Put these zones in place of those of the same name, and let the resolver forget all it knew.

        Blocks for about a quarter of a second; the resolver keeps its address. Within a running loop whose own servers
        have to answer meanwhile, use ``await asyncio.to_thread(world.change, zone)``.
        """
        self._zones |= {zone.name: zone for zone in zones}
        self._stop()
        self._start()

    def zone(self, name: str) -> Zone:
        """Return a zone as it is now, to change it."""
        return self._zones[name]

    def _start(self) -> None:
        files = self._signer.zone_files(tuple(self._zones.values()))
        for name, text in files.items():
            self._file_of(name).write_text(text)
        for attempt in range(ATTEMPTS):
            self._authority_port = free_port()
            self._nsd = self._run("nsd", self._nsd_text(files), "-d", "-c")
            if _answers(self._nsd, self._authority_port):
                break
            _end(self._nsd)
            if attempt == ATTEMPTS - 1:
                raise RuntimeError(f"nsd does not start: {self._log('nsd')}")
        for attempt in range(ATTEMPTS):
            self._choose_resolver_ports()
            self._unbound = self._run("unbound", self._unbound_text(files), "-d", "-c")
            if _answers(self._unbound, self._resolver_port):
                return
            _end(self._unbound)
            if attempt == ATTEMPTS - 1:
                raise RuntimeError(f"unbound does not start: {self._log('unbound')}")
            self._chosen = False

    _chosen = False

    def _choose_resolver_ports(self) -> None:
        if self._chosen:
            return
        self._resolver_port = free_port()
        if self._certificate:
            self.tls_port, self.https_port = free_port(), free_port()
        self._chosen = True

    def _stop(self) -> None:
        for process in (self._unbound, self._nsd):
            if process is not None:
                _end(process)
        self._unbound = self._nsd = None

    def _run(self, program: str, text: str, *options: str) -> "subprocess.Popen[bytes]":
        settings = self._folder / f"{program}.conf"
        settings.write_text(text)
        said = (self._folder / f"{program}.out").open("wb")
        with said:
            return subprocess.Popen(
                [_path(program), *options, settings], stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )

    def _file_of(self, zone: str) -> pathlib.Path:
        return self._folder / f"{zone.strip('.') or 'root'}.zone"

    def _log(self, program: str) -> str:
        files = (self._folder / f"{program}.out", self._folder / f"{program}.log")
        return "\n".join(file.read_text(errors="replace")[-2000:] for file in files if file.exists())

    def _nsd_text(self, files: dict[str, str]) -> str:
        zones = (f'zone:\n  name: "{name}"\n  zonefile: "{self._file_of(name)}"\n' for name in files)
        return _NSD.format(port=self._authority_port, folder=self._folder) + "".join(zones)

    def _unbound_text(self, files: dict[str, str]) -> str:
        encrypted = ""
        if self._certificate:
            encrypted = (
                f"  interface: 127.0.0.1@{self.tls_port}\n  interface: 127.0.0.1@{self.https_port}\n"
                f"  tls-port: {self.tls_port}\n  https-port: {self.https_port}\n"
                f'  tls-service-pem: "{self._certificate}"\n  tls-service-key: "{self._key}"\n'
            )
        server = _UNBOUND.format(
            port=self._resolver_port,
            encrypted=encrypted,
            folder=self._folder,
            modules=self._modules,
            anchor=self._signer.anchor(),
        )
        stubs = (f'stub-zone:\n  name: "{name}"\n  stub-addr: 127.0.0.1@{self._authority_port}\n' for name in files)
        return server + "".join(stubs)


def _path(program: str) -> str:
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin") or ""


def _answers(process: "subprocess.Popen[bytes]", port: int) -> bool:
    """Wait until a server answers; ``False`` when it ended instead."""
    query = dns.message.make_query(".", "SOA", flags=dns.flags.RD)
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            dns.query.udp(query, "127.0.0.1", port=port, timeout=0.1)
        except (OSError, dns.exception.DNSException):
            continue
        return process.poll() is None
    return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
