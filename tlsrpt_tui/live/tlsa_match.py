"""TLSA records against the certificates that a server sent (RFC 7672 §3.1, RFC 7671 §5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.answers import Tlsa
from tlsrpt_tui.live.published import Certificate
from tlsrpt_tui.live.tlsa_records import (
    AUTHORITY,
    END_ENTITY,
    KEY,
    Combination,
    combination,
    spoken,
    strongest,
)
from tlsrpt_tui.text import sanitise, shorten

MOST_CERTIFICATES: Final = 12
"""Certificates of a chain that are looked at."""

_SUBJECT: Final = 60


@dataclass(frozen=True, slots=True)
class Match:
    """How one TLSA record and a chain get on.

    Attributes:
        record: the record.
        depth: place in the chain of what the record names, 0 is the leaf; ``None`` where it names nothing there.
        fault: why it does not authenticate the server, as the end of a sentence, sanitised; "" where it does.
    """

    record: Tlsa
    depth: int | None
    fault: str = ""

    @property
    def authenticates(self) -> bool:
        """Whether a sender would go by it and be content."""
        return self.depth is not None and not self.fault


@dataclass(frozen=True, slots=True)
class SetMatch:
    """How all usable records of a host and one chain get on.

    Attributes:
        matches: one for each record, as published.
        authenticates: whether a sender that knows every digest delivers (RFC 7671 §9).
        good, failing: combinations that match by themselves, and those that do not (RFC 7671 §8.4).
    """

    matches: tuple[Match, ...]
    authenticates: bool
    good: tuple[Combination, ...]
    failing: tuple[Combination, ...]


def matches(
    record: Tlsa, chain: Sequence[Certificate], *, names: Sequence[str] = (), now: dt.datetime | None = None
) -> Match:
    """Return how a usable record and a chain get on.

    Usage 3 looks at the leaf alone and ignores names and dates (RFC 7672 §3.1.1). Usage 2 wants the authority in the
    chain as sent, signatures from the leaf up to it, dates, and a name (RFC 7672 §3.1.2, §3.2.2).

    Args:
        record: usable (``unusable`` returns "").
        chain: as sent, leaf first.
        names: of which the leaf has to have one; empty leaves names out.
        now: UTC; ``None`` leaves dates out.
    """
    sent = chain[:MOST_CERTIFICATES]
    if not sent:
        return Match(record, None, "no certificate was sent")
    if record.usage == END_ENTITY:
        return Match(record, 0) if _holds(record, sent[0]) else Match(record, None, _near(record, sent))
    depths = [depth for depth, certificate in enumerate(sent) if depth and _holds(record, certificate)]
    if not depths:
        return Match(record, None, _near(record, sent))
    # The same authority may be sent twice, under two signatures.
    tried = [Match(record, depth, _path_fault(sent, depth, names, now)) for depth in depths]
    return next((match for match in tried if match.authenticates), tried[0])


def match_set(
    usable: Sequence[Tlsa], chain: Sequence[Certificate], *, names: Sequence[str], now: dt.datetime | None
) -> SetMatch:
    """Return how the usable records of a host and one chain get on."""
    found = tuple(matches(record, chain, names=names, now=now) for record in usable)
    good = {combination(match.record) for match in found if match.authenticates}
    counting = set(strongest(usable))
    return SetMatch(
        found,
        any(match.authenticates and match.record in counting for match in found),
        tuple(dict.fromkeys(combination(record) for record in usable if combination(record) in good)),
        tuple(dict.fromkeys(combination(record) for record in usable if combination(record) not in good)),
    )


def _holds(record: Tlsa, certificate: Certificate) -> bool:
    """Return whether the record's data is that of the certificate (RFC 6698 §2.1)."""
    return dict(certificate.digests).get(f"{record.selector} {record.matching}") == record.data


def _near(record: Tlsa, sent: Sequence[Certificate]) -> str:
    """Return why a record names nothing in the chain; where it was made a little wrong, how."""
    for depth, certificate in enumerate(sent):
        for selector in (0, KEY):
            meant = Tlsa(AUTHORITY if depth else END_ENTITY, selector, record.matching, record.data)
            if _holds(meant, certificate):
                what = "key" if selector == KEY else "certificate"
                whose = "an authority above it" if depth else "the server"
                return f"it holds the {what} of {whose}: write {spoken(combination(meant))}"
    if record.usage == AUTHORITY:
        return "no certificate above the server's own is the one it names"
    return "the server has another key" if record.selector == KEY else "the server has another certificate"


def _path_fault(sent: Sequence[Certificate], depth: int, names: Sequence[str], now: dt.datetime | None) -> str:
    """Return why the leaf is not authenticated by the authority at ``depth``; "" where it is."""
    from tlsrpt_tui.live.certificates import names_host  # noqa: PLC0415  brings cryptography with it
    from tlsrpt_tui.live.tlsa_path import path_to  # noqa: PLC0415

    path = path_to(sent, depth)
    if path is None:
        return "the server's certificate is not signed by the authority that it names"
    # The authority is a trust anchor by its record, and so its own dates do not count (RFC 5280 §6.1).
    for certificate in path[:-1]:
        if fault := _date_fault(certificate, now):
            return fault
    if names and not any(names_host(path[0], name) for name in names):
        return "the certificate does not name the host, which usage 2 asks for"
    return ""


def _date_fault(certificate: Certificate, now: dt.datetime | None) -> str:
    who = f"the certificate of {shorten(sanitise(certificate.subject), _SUBJECT) or 'a nameless subject'}"
    if now and certificate.not_after < now:
        return f"{who} expired {certificate.not_after:%Y-%m-%d}"
    if now and certificate.not_before > now:
        return f"{who} is not valid before {certificate.not_before:%Y-%m-%d}"
    return ""
