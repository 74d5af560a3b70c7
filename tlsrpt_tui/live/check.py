"""One line of a checkup: what was checked, what was found, how good that is, and what to do."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check ended; ``ASKING`` while it has not."""

    BAD = "bad"
    WARNING = "warning"
    UNKNOWN = "unknown"
    GOOD = "good"
    ASKING = "asking"

    @property
    def rank(self) -> int:
        """Bad first: the order in which people should look."""
        return list(State).index(self)


class Topic(StrEnum):
    """What can be checked, in the fixed order of the list; the value is the title."""

    TLSRPT_RECORD = "TLS-RPT record"
    STS_RECORD = "MTA-STS record"
    STS_POLICY = "MTA-STS policy"
    POLICY_HOST = "Policy host"
    MX = "MX"
    TLS = "TLS"
    DANE = "DANE"
    DNSSEC = "DNSSEC"

    @property
    def rank(self) -> int:
        """Its place in the list."""
        return list(Topic).index(self)

    @property
    def key(self) -> str:
        """What programs call it: ``sts-policy``; the key of a host's check is that, a blank, and the host."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found, as a sentence, sanitised.

    Attributes:
        code: names it for programs, ``max-age-short``; never changes.
        section: the rule: ``8461 §3.2``; "" where no RFC rules.
        do: what to do about it; "" for nothing.
    """

    state: State
    code: str
    sentence: str
    section: str = ""
    do: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list, and what stands behind it. All texts are sanitised.

    Attributes:
        key: names it within the checkup and in JSON: ``sts-policy``, ``tls mx2.example.net``.
        topic: what it belongs to.
        title: the second column: ``TLS mx2.example.net``; the screen may shorten a host.
        state: the worst that was found.
        found: the answer in a few words: ``rua=mailto:tlsrpt@example.org``, ``expired 17 Nov on 203.0.113.26``.
        host: the MX or policy host that it is about; "" for the domain.
        address: the only address it is about; "" for none.
        ttl: seconds; ``None`` where there is none (HTTPS, SMTP).
        section: the RFC that rules: ``8461 §3.2``.
        findings: what was found, worst first.
        facts: label and value, a line each, for the detail: ``("Found", "CN=…")``; an empty label continues.
        do: the first thing to do; "" where all is well.
        repeat: commands for a shell that ask the same again.
        sent: the answer as it came, line by line.
        resolver: who answered; "" where no resolver was asked.
        asked: when, UTC; ``None`` while asking.
        cached: whether the answer is from memory.
    """

    key: str
    topic: Topic
    title: str
    state: State = State.ASKING
    found: str = ""
    host: str = ""
    address: str = ""
    ttl: int | None = None
    section: str = ""
    findings: tuple[Finding, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    do: str = ""
    repeat: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    resolver: str = ""
    asked: dt.datetime | None = None
    cached: bool = False


def worst(findings: tuple[Finding, ...]) -> State:
    """Return the state that findings lead to; good where there are none."""
    return min((finding.state for finding in findings), key=lambda state: state.rank, default=State.GOOD)
