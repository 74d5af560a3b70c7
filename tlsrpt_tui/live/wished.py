"""Which MX hosts and addresses a wish comes to now: a report may name what DNS no longer gives."""

import ipaddress

from tlsrpt_tui.live.answers import Kind
from tlsrpt_tui.live.means import MOST_ADDRESSES, MOST_HOSTS, Wishes
from tlsrpt_tui.live.names import is_address
from tlsrpt_tui.live.published import MxHost, MxState


def wished_hosts(mx: MxState, wishes: Wishes | None) -> list[MxHost]:
    """Return the MX hosts that are looked at."""
    named = wishes.hosts if wishes else frozenset()
    return [host for host in mx.hosts if not named or host.name in named][:MOST_HOSTS]


def wished_addresses(host: MxHost, mx: MxState, wishes: Wishes | None) -> tuple[str, ...]:
    """Return the addresses of a host that are connected to, each once.

    One address alone is a preference: where no host that is wished for has it any more, all addresses count.
    """
    own = tuple(dict.fromkeys(host.addresses))
    wish = _plain(wishes.address) if wishes else ""
    if wish and any(wish in map(_plain, each.addresses) for each in wished_hosts(mx, wishes)):
        own = tuple(address for address in own if _plain(address) == wish)
    return own[:MOST_ADDRESSES]


def gone_address(host: MxHost, wishes: Wishes | None) -> str:
    """Return the address that is wished for and that DNS says is not the host's; "" for none."""
    wish = _plain(wishes.address) if wishes else ""
    if not wish or not is_address(wish) or wish in map(_plain, host.addresses):
        return ""
    kind = Kind.AAAA if ":" in wish else Kind.A
    return wish if any(answer.kind is kind and answer.status.answered for answer in host.answers) else ""


def gone_hosts(mx: MxState, wishes: Wishes) -> tuple[str, ...]:
    """Return the hosts that are wished for and that DNS says are no MX hosts, in the order of their names."""
    if not mx.answer.status.answered:
        return ()
    return tuple(sorted(wishes.hosts - {host.name for host in mx.hosts}))[:MOST_HOSTS]


def _plain(address: str) -> str:
    """Return an address as it is written shortest, which reports need not do."""
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return address
