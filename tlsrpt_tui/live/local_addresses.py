"""Addresses that mean this machine or its own link, to which a stranger's DNS must not lead a connection."""

import ipaddress
from typing import Final

ALLOW: Final = "set live.local_addresses to yes, if that is meant: for a tunnel or a test"
"""What to do about an address that is not connected to."""

LOCAL: Final = "not connected to: "
"""How a narrow line about such an address begins."""

LOCAL_CELLS: Final = 48
"""Cells of such a line, which has to hold an IPv4 address."""

_KINDS: Final = (
    ("is_unspecified", "no address at all"),
    ("is_loopback", "this machine itself"),
    ("is_link_local", "for one link only"),
    ("is_multicast", "for many at once"),
)
_END: Final = ", and nothing that DNS may lead to; live.local_addresses allows it"
_NOWHERE: Final = (ipaddress.ip_network("0.0.0.0/8"), ipaddress.ip_network("255.255.255.255/32"))


def why_not(address: str, *, allow_local: bool) -> str:
    """Return why an address that DNS named is not connected to; "" where it is.

    Private networks (RFC 1918, RFC 4193) are connected to: a domain may be inside.

    Args:
        address: IPv4 or IPv6.
        allow_local: whether this machine and its own links may be connected to: for tunnels and tests.
    """
    if allow_local:
        return ""
    read = ipaddress.ip_address(address.partition("%")[0])
    mapped = read.ipv4_mapped if isinstance(read, ipaddress.IPv6Address) else None
    plain = mapped or read
    kind = next((told for name, told in _KINDS if getattr(plain, name)), "")
    if not kind and isinstance(plain, ipaddress.IPv4Address) and any(plain in network for network in _NOWHERE):
        kind = "no address of a host"
    return f"{address} is {kind}{_END}" if kind else ""


def in_brief(reason: str) -> str:
    """Return the start of what :func:`why_not` said, for a narrow line; "" for any other reason."""
    told, end, _ = reason.partition(_END)
    return f"{LOCAL}{told.removesuffix(' itself')}" if end else ""
