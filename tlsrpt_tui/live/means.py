"""What a checkup works with and what it is to find out: resolver, ports, patience, consent."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.answers import Resolver
from tlsrpt_tui.live.check import Topic

POLICY_SECONDS: Final = 60.0
"""A policy that takes longer is not waited for (RFC 8461 §3.3)."""

POLICY_BYTES: Final = 65536
"""A longer policy is not read (RFC 8461 §3.3)."""

PROBE_SECONDS: Final = 20.0
"""Each step of a conversation with an MX host waits as long as this."""

ADDRESS_STEPS: Final = 3
"""Times ``probe_seconds`` that all steps at one address of an MX host may take together."""

PROBING_STEPS: Final = 6
"""Times ``probe_seconds`` after which no more is waited for at any MX host."""

MOST_HOSTS: Final = 20
"""MX hosts that are looked at; a domain may name any number of them."""

MOST_ADDRESSES: Final = 8
"""Addresses of one host that are connected to."""


@dataclass(frozen=True, slots=True)
class Means:
    """How a checkup reaches the world.

    Attributes:
        resolver: who is asked.
        clock: the time, UTC.
        smtp_port, https_port: others where there is a tunnel or a test.
        ca_file: certification authorities to trust in place of the system's, as PEM; "" for the system's.
        ehlo: the name that is given to MX hosts; "" for this machine's own.
        policy_seconds, probe_seconds: patience.
        allow_local: whether what DNS names may be this machine or its own link: for tunnels and tests.
        egress_host: a host on which port 25 answers, to tell a blocked port from a dead host; "" for none.
    """

    resolver: Resolver
    clock: Callable[[], dt.datetime]
    smtp_port: int = 25
    https_port: int = 443
    ca_file: str = ""
    ehlo: str = ""
    policy_seconds: float = POLICY_SECONDS
    probe_seconds: float = PROBE_SECONDS
    egress_host: str = ""
    allow_local: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What to find out.

    Attributes:
        topics: TLS, which connects to port 25, only where it is asked for.
        hosts: of the MX hosts only these; empty for all of them.
        address: of their addresses only this one, where one of them still has it; "" for all.
    """

    topics: frozenset[Topic] = frozenset(Topic) - {Topic.TLS}
    hosts: frozenset[str] = frozenset()
    address: str = ""

    @property
    def probes(self) -> bool:
        """Whether port 25 is connected to."""
        return Topic.TLS in self.topics
