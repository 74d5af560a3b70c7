"""The list of checks: what each line says, its columns, and what stands there before anything is asked."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.live.check import Check, State, Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.tui.keys import MOVES
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.table import Table
from tlsrpt_tui.tui.widgets.table_columns import Column

STATES: Final[dict[State, tuple[str, str, Role]]] = {
    State.BAD: ("✗", "bad", Role.FAILED),
    State.WARNING: ("▲", "warning", Role.WARN),
    State.UNKNOWN: ("?", "unknown", Role.MUTED),
    State.GOOD: ("✓", "good", Role.OK),
    State.ASKING: ("…", "asking", Role.MUTED),
}
"""The glyph, word and colour of each state."""

MOST_LINES: Final = 400
"""Lines that are listed; a domain may name any number of hosts."""

Hide = Callable[[tuple[Check, ...]], tuple[Check, ...]]
"""Returns checks as they may be shown."""

_SECTION: Final = 9
_HOSTS: Final = frozenset({Topic.TLS, Topic.DANE})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list.

    Attributes:
        check: what it shows.
        name: the title with its host cut short.
        asked: whether it was asked; else it says what would be.
    """

    check: Check
    name: str
    asked: bool = True


def lines_of(checkup: Checkup, *, refusal: str, hide: Hide) -> tuple[Line, ...]:
    """Return the lines of a checkup as they may be shown; where port 25 was left out, TLS says so.

    Args:
        checkup: what was found.
        refusal: what to do for port 25 to be connected to; "" where it was not left out.
        hide: returns checks as they may be shown.
    """
    checks = _with_refusal(checkup, refusal) if refusal else checkup.checks
    shown = hide(checks[:MOST_LINES])
    suffix = shared_suffix(check.host for check in shown if check.topic in _HOSTS)
    lines = [Line(check, without_suffix(check.title, check.host, suffix)) for check in shown]
    if len(checks) > MOST_LINES:
        rest = f"and {numbers.count(len(checks) - MOST_LINES)} more, which are not listed"
        lines.append(Line(Check("more", Topic.DNSSEC, "…", State.UNKNOWN, rest), "…"))
    return tuple(lines)


def stopped(checkup: Checkup) -> Checkup:
    """Return a checkup that was stopped, in which nothing is asked any more."""
    found = "stopped before it answered"
    checks = tuple(
        replace(check, state=State.UNKNOWN, found=found) if check.state is State.ASKING else check
        for check in checkup.checks
    )
    return replace(checkup, checks=checks)


def planned(domain: str, resolver: str, probe: str, *, asking: bool) -> tuple[Line, ...]:
    """Return what would be asked about a domain, or is, and where that is sent.

    Args:
        domain: as it may be shown.
        resolver: who is asked, likewise.
        probe: what becomes of port 25.
        asking: whether it is being asked.
    """
    host = f"mta-sts.{domain}"
    asks = (
        (Topic.TLSRPT_RECORD, f"TXT of _smtp._tls.{domain}", resolver, "8460 §3"),
        (Topic.STS_RECORD, f"TXT of _mta-sts.{domain}", resolver, "8461 §3.1"),
        (Topic.STS_POLICY, f"fetches the policy from {host}", f"{host}, port 443", "8461 §3.2"),
        (Topic.POLICY_HOST, f"A, AAAA of {host}", f"{resolver}, then {host}", "8461 §3.3"),
        (Topic.MX, f"MX of {domain}", f"{resolver}, then A and AAAA of each host", "8461 §4.1"),
        (Topic.TLS, probe, "each address of each MX host, one after the other", "8461 §4.2"),
        (Topic.DANE, "TLSA of each MX host", resolver, "7672 §3.1"),
        (Topic.DNSSEC, f"whether {domain} and its MX hosts are signed", resolver, "7672 §2.1"),
    )
    return tuple(
        Line(
            Check(
                topic.value,
                topic,
                topic.value,
                State.ASKING if asking else State.UNKNOWN,
                "" if asking else found,
                section=section,
                facts=(("Asks", found), ("Where", where)),
            ),
            topic.value,
            asked=asking,
        )
        for topic, found, where, section in asks
    )


def shared_suffix(hosts: Iterable[str]) -> str:
    """Return the labels that all hosts end in, but for one label of each; "" for none."""
    known = sorted({host for host in hosts if "." in host})
    if not known:
        return ""
    shared: list[str] = []
    for labels in zip(*(reversed(host.split(".")) for host in known), strict=False):
        if len(set(labels)) > 1:
            break
        shared.insert(0, labels[0])
    kept = min(len(shared), *(host.count(".") for host in known))
    return ".".join(shared[len(shared) - kept :])


def without_suffix(title: str, host: str, suffix: str) -> str:
    """Return a title with its host cut short: ``TLS mx2``."""
    if not suffix or not host.endswith(f".{suffix}"):
        return title
    return title.replace(host, host[: -len(suffix) - 1])


def clock(asked: dt.datetime) -> str:
    """Return the time of an answer, ``09:12 UTC``."""
    return f"{asked:%H:%M} UTC"


def state_words(line: Line) -> str:
    """Return the glyph and the word of a line's state."""
    if not line.asked:
        return "· not asked"
    glyph, word, _ = STATES[line.check.state]
    return f"{glyph} {word}"


def _with_refusal(checkup: Checkup, do: str) -> tuple[Check, ...]:
    """Return the checks with a line for TLS that says why there is none, in its place."""
    if any(check.topic is Topic.TLS for check in checkup.checks):
        return checkup.checks
    refused = Check(
        "tls", Topic.TLS, "TLS", State.UNKNOWN, "not asked: port 25 was left out", section="8461 §4.2",
        facts=(("Found", "nothing: MX hosts were not connected to, as you said"),), do=do,
    )  # fmt: skip
    return tuple(sorted((*checkup.checks, refused), key=lambda check: check.topic.rank))


def _role(line: Line) -> Role:
    return STATES[line.check.state][2] if line.asked else Role.MUTED


def _found_role(line: Line) -> Role:
    roles = {State.BAD: Role.STRONG, State.WARNING: Role.STRONG, State.UNKNOWN: Role.TEXT}
    return roles.get(line.check.state, Role.MUTED) if line.asked else Role.MUTED


COLUMNS: Final[tuple[Column[Line], ...]] = (
    Column("state", "State", state_words, _role, least=10, most=11, sorts=False),
    Column("check", "Check", lambda line: line.name, least=13, most=30, middle=True, sorts=False),
    Column(
        "found", "Found now", lambda line: line.check.found, _found_role, least=24, most=90, sorts=False
    ),
    Column(
        "ttl", "TTL", lambda line: numbers.ttl(line.check.ttl) if line.asked else "", lambda _: Role.MUTED,
        least=4, most=7, right=True, sorts=False,
    ),
    Column(
        "rfc", "RFC", lambda line: f"{line.check.section:<{_SECTION}}", lambda _: Role.MUTED,
        least=9, most=10, right=True, head_left=True, rank=1, sorts=False,
    ),
)  # fmt: skip
"""The columns of the list, in the order in which they stand."""


class CheckTable(Table[Line]):
    """The checks, in their fixed order."""

    BINDINGS = [*MOVES]  # noqa: RUF012  # Textual's convention

    @property
    def _gap(self) -> str:
        """What parts two columns: there are few cells to spare beside what senders saw."""
        return " "
