"""The keys of an MTA-STS policy, and what is meant by words that are none (RFC 8461 §3.2)."""

import re
from typing import Final

KEYS: Final = ("version", "mode", "max_age", "mx")
"""What a policy may say, as far as the RFC names it."""

_LIKE: Final = {
    "maxage": "max_age",
    "maximumage": "max_age",
    "age": "max_age",
    "mxs": "mx",
    "mxhost": "mx",
    "mxhosts": "mx",
    "v": "version",
    "vers": "version",
    "policy": "mode",
    "modus": "mode",
}
"""Keys that mean another, without their marks."""


def key_of(name: str) -> str:
    """Return the key that a name stands for, however it is written; "" for none."""
    plain = re.sub(r"[^a-z]", "", name.lower())
    return _LIKE.get(plain, next((key for key in KEYS if key.replace("_", "") == plain), ""))
