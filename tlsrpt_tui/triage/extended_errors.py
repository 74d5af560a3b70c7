"""Extended DNS Errors by number, in plain words (RFC 8914 §4, and the register it set up)."""

from typing import Final

EXTENDED_ERRORS: Final = {
    0: "another error",
    1: "an algorithm of the keys that the resolver does not know",
    2: "a digest of the DS record that the resolver does not know",
    3: "an old answer was given",
    4: "the answer was forged by the resolver's rules",
    5: "DNSSEC could not be settled",
    6: "DNSSEC is broken",
    7: "signatures have expired",
    8: "signatures are not valid yet",
    9: "the key that the DS record names is missing",
    10: "signatures are missing",
    11: "a key is not one of the zone",
    12: "the proof that a name does not exist is missing",
    13: "the failure was remembered from before",
    14: "the resolver was not ready",
    15: "the name is blocked",
    16: "the name is censored",
    17: "the name is filtered",
    18: "the resolver does not serve this asker",
    19: "an old denial was given",
    20: "the name server is not responsible for the name",
    21: "the question is not supported",
    22: "no name server of the zone was reached",
    23: "a network error on the way to the name servers",
    24: "the name server's data are not valid",
    25: "signatures have expired before they became valid",
    26: "it is too early",
    27: "the proof of non-existence takes more rounds than the resolver allows",
    28: "the resolver cannot comply with its policy",
    29: "the answer was made up by the resolver",
    30: "the question is for a type that the resolver does not take",
}
"""What each number comes to."""


def extended_error(number: int) -> str:
    """Return what a number comes to; the number where nobody has named it."""
    return EXTENDED_ERRORS.get(number, f"number {number}")
