"""The TLSA records of an MX host against what each of its addresses sent when it was connected to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.published import DaneState, Probe, ProbeStatus
from tlsrpt_tui.live.tlsa_match import SetMatch, match_set
from tlsrpt_tui.live.tlsa_records import Combination
from tlsrpt_tui.text import sanitise, shorten

_WITHOUT_TLS: Final = (ProbeStatus.NO_STARTTLS, ProbeStatus.STARTTLS_REFUSED)
_ADDRESS: Final = 45
_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """One connection to an MX host, held against its TLSA records.

    Attributes:
        address: connected to, sanitised.
        found: how records and certificates get on; ``None`` where no certificate was seen.
        offered: the right record of this server for the key it has now, ``3 1 1 …``; "" where none was seen.
        without_tls: whether the server does not do STARTTLS, which DANE requires.
        status: how the connection ended.
        port: connected to.
        reason: why it ended so, sanitised.
    """

    address: str
    found: SetMatch | None
    offered: str
    without_tls: bool
    status: ProbeStatus
    port: int = 25
    reason: str = ""

    @property
    def fails(self) -> bool:
        """Whether a DANE sender does not deliver to this address."""
        return self.without_tls or (self.found is not None and not self.found.authenticates)


def compare(state: DaneState, probes: Sequence[Probe], *, domain: str) -> tuple[Comparison, ...]:
    """Return a comparison for each connection to the host of ``state``; the leaf may name its base or the domain."""
    own = [probe for probe in probes if probe.host == state.host]
    return tuple(_compared(state, probe, domain) for probe in own)


def _compared(state: DaneState, probe: Probe, domain: str) -> Comparison:
    found = None
    offered = ""
    if probe.chain:
        names = tuple(dict.fromkeys((state.base, state.host, domain, *state.next_hops)))
        found = match_set(state.usable, probe.chain, names=names, now=probe.asked) if state.usable else None
        key = dict(probe.chain[0].digests).get("1 1")
        offered = f"3 1 1 {key.hex()}" if key else ""
    address = shorten(sanitise(probe.address), _ADDRESS)
    reason = shorten(sanitise(probe.reason), _REASON)
    return Comparison(address, found, offered, probe.status in _WITHOUT_TLS, probe.status, probe.port, reason)


def good_everywhere(comparisons: Sequence[Comparison]) -> tuple[Combination, ...]:
    """Return the combinations that match wherever a certificate was seen."""
    seen = [comparison.found for comparison in comparisons if comparison.found]
    first = seen[0].good if seen else ()
    return tuple(each for each in first if all(each in found.good for found in seen))


def failing_somewhere(comparisons: Sequence[Comparison]) -> tuple[Combination, ...]:
    """Return the combinations that match nothing on at least one address."""
    seen = [comparison.found for comparison in comparisons if comparison.found]
    return tuple(dict.fromkeys(each for found in seen for each in found.failing))
