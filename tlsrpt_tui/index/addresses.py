"""Addresses as numbers: a whole dictionary at once, so that networks and orders cost a comparison each."""

import ipaddress
import socket
from itertools import repeat
from typing import Final

import polars as pl

from tlsrpt_tui.index.matching import Address, Network

NOT_AN_ADDRESS: Final = 9
"""Stands where other rows hold 4 or 6, and sorts after both."""

_PLAIN_IPV4: Final = r"^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$"
_COLON: Final = ":"
_SCOPE: Final = "%"
_BYTES: Final = 16
_HALF: Final = 64
_LOW: Final = (1 << _HALF) - 1


def numbered(folded: pl.Series) -> pl.DataFrame:
    """Return ``version`` (4, 6, or :data:`NOT_AN_ADDRESS`), ``high`` and ``low`` 64 bits and ``scope`` of each string.

    What is an address is what :mod:`ipaddress` takes for one; an IPv4-mapped IPv6 address stays IPv6.

    Args:
        folded: casefolded strings.
    """
    scoped = folded.str.contains(_SCOPE, literal=True)
    of_ipv4 = folded.str.contains(_PLAIN_IPV4).arg_true()
    of_ipv6 = (folded.str.contains(_COLON, literal=True) & ~scoped).arg_true()
    version = pl.repeat(NOT_AN_ADDRESS, len(folded), dtype=pl.UInt8, eager=True)
    high = pl.repeat(0, len(folded), dtype=pl.UInt64, eager=True)
    low, scope = high.clone(), pl.repeat(None, len(folded), dtype=pl.String, eager=True)
    for number, held, family in ((4, of_ipv4, socket.AF_INET), (6, of_ipv6, socket.AF_INET6)):
        packed = _packed(folded.gather(held), family)
        known = packed.is_not_null()
        places, halves = held.filter(known), packed.filter(known).bin
        version = version.scatter(places, number)
        high = high.scatter(places, halves.slice(0, 8).bin.reinterpret(dtype=pl.UInt64, endianness="big"))
        low = low.scatter(places, halves.slice(8, 8).bin.reinterpret(dtype=pl.UInt64, endianness="big"))
    places = scoped.arg_true()
    found = [_scoped(text) for text in folded.gather(places).to_list()]
    addresses = [address for address in found if address is not None]
    if addresses:
        places = places.filter(pl.Series([address is not None for address in found]))
        numbers = [int(address) for address in addresses]
        version = version.scatter(places, 6)
        high = high.scatter(places, pl.Series([number >> _HALF for number in numbers], dtype=pl.UInt64))
        low = low.scatter(places, pl.Series([number & _LOW for number in numbers], dtype=pl.UInt64))
        scope = scope.scatter(places, pl.Series([address.scope_id for address in addresses], dtype=pl.String))
    return pl.DataFrame({"version": version, "high": high, "low": low, "scope": scope})


def _packed(values: pl.Series, family: socket.AddressFamily) -> pl.Series:
    """Return each address as 16 bytes, null for what is none: what :mod:`ipaddress` does, in a tenth of its time."""
    texts = values.to_list()
    try:
        packed: list[bytes | None] = list(map(socket.inet_pton, repeat(family), texts))
    except (OSError, ValueError):
        packed = [_pton(family, text) for text in texts]
    held = pl.Series(packed, dtype=pl.Binary)
    return held if family is socket.AF_INET6 else _widened(held)


def _widened(packed: pl.Series) -> pl.Series:
    """Put an IPv4 address into the lowest 4 of 16 bytes."""
    return pl.select(pl.lit(bytes(_BYTES - 4)) + pl.lit(packed)).to_series() if len(packed) else packed


def _pton(family: socket.AddressFamily, text: str) -> bytes | None:
    try:
        return socket.inet_pton(family, text)
    except (OSError, ValueError):
        return None


def _scoped(text: str) -> ipaddress.IPv6Address | None:
    try:
        return ipaddress.IPv6Address(text)
    except ValueError:
        return None


def within(addresses: pl.DataFrame, network: Network) -> pl.Series:
    """Return which of the numbered addresses are members of a network, whatever their scope."""
    first, mask = int(network.network_address), int(network.netmask)
    high = pl.lit(mask >> _HALF, pl.UInt64)
    low = pl.lit(mask & _LOW, pl.UInt64)
    return addresses.select(
        (pl.col("version") == network.version)
        & (pl.col("high") & high == pl.lit(first >> _HALF, pl.UInt64))
        & (pl.col("low") & low == pl.lit(first & _LOW, pl.UInt64))
    ).to_series()


def equal(addresses: pl.DataFrame, address: Address) -> pl.Series:
    """Return which of the numbered addresses are ``address``, scope included."""
    number = int(address)
    scope = address.scope_id if isinstance(address, ipaddress.IPv6Address) else None
    return addresses.select(
        (pl.col("version") == address.version)
        & (pl.col("high") == pl.lit(number >> _HALF, pl.UInt64))
        & (pl.col("low") == pl.lit(number & _LOW, pl.UInt64))
        & pl.col("scope").eq_missing(pl.lit(scope, pl.String))
    ).to_series()
