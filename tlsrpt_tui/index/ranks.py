"""How strings sort: names without regard to case, addresses by number; made once for each dictionary."""

import ipaddress
from collections.abc import Mapping
from threading import Lock

import polars as pl

from tlsrpt_tui.index.schema import Strings


def address_key(value: str) -> tuple[int, int, str]:
    """Return a key by which IPv4 comes before IPv6, each by number, and anything else last."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return (9, 0, value.casefold())
    return (address.version, int(address), "")


class Ranks:
    """The place of each string among its sorted fellows."""

    def __init__(self, strings: Mapping[Strings, pl.Series]) -> None:
        self._strings = strings
        self._made: dict[Strings, pl.Series] = {}
        self._lock = Lock()

    def of(self, name: Strings) -> pl.Series:
        """Return the rank of each string of a dictionary."""
        with self._lock:
            if name not in self._made:
                self._made[name] = self._ranked(name)
            return self._made[name]

    def _ranked(self, name: Strings) -> pl.Series:
        values: list[str] = self._strings[name].to_list()
        keys = [address_key(value) if name is Strings.IP else (0, 0, value.casefold()) for value in values]
        ranks = [0] * len(values)
        for rank, code in enumerate(sorted(range(len(values)), key=keys.__getitem__)):
            ranks[code] = rank
        return pl.Series(name.value, ranks, dtype=pl.UInt32)
