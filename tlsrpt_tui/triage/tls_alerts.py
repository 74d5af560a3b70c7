"""The alerts of TLS by number and by name, in plain words (RFC 8446 §6, and the register it refers to)."""

from typing import Final

ALERTS: Final = {
    0: ("close notify", ""),
    10: ("unexpected message", ""),
    20: ("bad record MAC", "what arrived was damaged or changed"),
    21: ("decryption failed", ""),
    22: ("record overflow", ""),
    30: ("decompression failure", ""),
    40: ("handshake failure", "no TLS version, cipher or parameter in common"),
    41: ("no certificate", ""),
    42: ("bad certificate", ""),
    43: ("unsupported certificate", "its kind is not one that it takes"),
    44: ("certificate revoked", ""),
    45: ("certificate expired", ""),
    46: ("certificate unknown", "it did not accept the certificate, and does not say why"),
    47: ("illegal parameter", ""),
    48: ("unknown CA", "the authority is not one that it trusts"),
    49: ("access denied", ""),
    50: ("decode error", "a message that it could not read"),
    51: ("decrypt error", "a signature or check that did not fit"),
    52: ("too many CIDs requested", ""),
    60: ("export restriction", ""),
    70: ("protocol version", "no TLS version in common"),
    71: ("insufficient security", "the ciphers offered are too weak for it"),
    80: ("internal error", "a fault of its own"),
    86: ("inappropriate fallback", "a version lower than need be was tried"),
    90: ("user cancelled", ""),
    100: ("no renegotiation", ""),
    109: ("missing extension", ""),
    110: ("unsupported extension", ""),
    111: ("certificate unobtainable", ""),
    112: ("unrecognised name", "no certificate for the name it was asked for"),
    113: ("bad certificate status response", ""),
    114: ("bad certificate hash value", ""),
    115: ("unknown PSK identity", ""),
    116: ("certificate required", "it wants a certificate of the sender"),
    117: ("general error", ""),
    120: ("no application protocol", ""),
    121: ("ECH required", ""),
}
"""Each alert's name, and what it comes to where the name does not say; "" where it does."""

_SPELT: Final = {
    "protocol version not supported": 70,
    "unknown certificate authority": 48,
    "unrecognized name": 112,
    "error decrypting message": 51,
    "error decoding message": 50,
    "insufficient security level": 71,
    "user canceled": 90,
}
_NAMED: Final = {name.casefold(): number for number, (name, _) in ALERTS.items()} | _SPELT
_CLOSED_UP: Final = {name.replace(" ", ""): number for name, number in _NAMED.items()}


def alert(number: int) -> str:
    """Return the name of an alert and what it comes to; its number where nobody has named it."""
    name, hint = ALERTS.get(number, (f"alert {number}", ""))
    return f"{name} ({hint})" if hint else name


def numbered(name: str) -> int | None:
    """Return the number of an alert that is called by its name, in any case, with blanks or without."""
    folded = name.casefold().strip()
    return _NAMED.get(folded, _CLOSED_UP.get(folded))
