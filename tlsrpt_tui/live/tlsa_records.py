"""TLSA records by themselves: which of them a sender can use, which of them count, and how they are spoken of."""

from collections.abc import Sequence
from typing import Final

from tlsrpt_tui.live.answers import Tlsa

Combination = tuple[int, int, int]
"""Usage, selector and matching type (RFC 6698 §2.1)."""

AUTHORITY: Final = 2
"""Usage DANE-TA: the record names an authority in the chain (RFC 7672 §3.1.2)."""

END_ENTITY: Final = 3
"""Usage DANE-EE: the record names the server's own certificate or key (RFC 7672 §3.1.1)."""

KEY: Final = 1
"""Selector of the public key; 0 is the whole certificate (RFC 6698 §2.1.2)."""

FULL: Final = 0
"""Matching type of what is not a digest (RFC 6698 §2.1.3)."""

DIGESTS: Final = {1: ("SHA-256", 32), 2: ("SHA-512", 64)}
"""Name and length in bytes of the digest of each matching type (RFC 6698 §2.1.3)."""

MOST_RECORDS: Final = 64
"""TLSA records of one name that are looked at; a name may hold hundreds."""

_PKIX: Final = (0, 1)


def combination(record: Tlsa) -> Combination:
    """Return what must match by itself at all times (RFC 7671 §8.4)."""
    return (record.usage, record.selector, record.matching)


def spoken(parameters: Combination) -> str:
    """Return a combination as zone files begin it: ``3 1 1``."""
    return " ".join(map(str, parameters))


def unusable(record: Tlsa) -> str:
    """Return why a mail server that sends cannot use a record, as the end of a sentence; "" where it can.

    RFC 7672 §3.1.3 leaves usages 0 and 1 open and says that they should not be published.
    """
    if record.usage in _PKIX:
        return f"usage {record.usage} needs a public authority, on which mail servers do not agree"
    if record.usage not in (AUTHORITY, END_ENTITY):
        return f"usage {record.usage} is not defined"
    if record.selector not in (0, KEY):
        return f"selector {record.selector} is not defined"
    if record.matching in DIGESTS:
        name, length = DIGESTS[record.matching]
        has = len(record.data)
        return "" if has == length else f"it holds {has} bytes, and {name} has {length}"
    if record.matching != FULL:
        return f"matching type {record.matching} is not defined"
    return "" if _readable(record) else f"it holds no {'key' if record.selector == KEY else 'certificate'} in DER"


def is_pkix(record: Tlsa) -> bool:
    """Return whether the usage is one of those that should not be published for mail (RFC 7672 §3.1.3)."""
    return record.usage in _PKIX


def strongest(records: Sequence[Tlsa]) -> tuple[Tlsa, ...]:
    """Return the records that count: of digests, for each usage and selector, only the strongest (RFC 7671 §9)."""
    best: dict[tuple[int, int], int] = {}
    for record in records:
        place = (record.usage, record.selector)
        best[place] = max(best.get(place, FULL), record.matching)
    return tuple(record for record in records if record.matching in (FULL, best[record.usage, record.selector]))


def _readable(record: Tlsa) -> bool:
    from cryptography import x509  # noqa: PLC0415  brings its library with it
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    try:
        if record.selector == KEY:
            load_der_public_key(record.data)
        else:
            x509.load_der_x509_certificate(record.data)
    except UnsupportedAlgorithm:
        # It is a key, of a kind that is not known here.
        return True
    except ValueError:
        return False
    return True
