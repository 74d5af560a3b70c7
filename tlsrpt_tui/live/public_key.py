"""The public key of a certificate, byte for byte as it was signed, even of a kind that no library here knows."""

from typing import Final

_SEQUENCE: Final = 0x30
_VERSION: Final = 0xA0
_LONG: Final = 0x80
_LENGTH_BYTES: Final = 4
_FIELDS_BEFORE_KEY: Final = 5
"""Serial number, algorithm, issuer, validity, subject (RFC 5280 §4.1)."""


def public_key_bytes(der: bytes) -> bytes:
    """Return the SubjectPublicKeyInfo of a certificate, which TLSA selector 1 is about (RFC 6698 §2.1.2).

    It is cut out rather than read and written again, because a digest is of the bytes as sent; b"" where the
    certificate is not built as RFC 5280 §4.1 says.
    """
    certificate = _value(der, 0, _SEQUENCE)
    signed = _value(der, certificate[0], _SEQUENCE) if certificate else None
    if signed is None:
        return b""
    at, end = signed
    # A version 1 certificate says nothing of its version.
    for _skipped in range(_FIELDS_BEFORE_KEY + (der[at : at + 1] == bytes([_VERSION]))):
        element = _value(der, at)
        if element is None:
            return b""
        at = element[1]
    key = _value(der, at, _SEQUENCE)
    return der[at : key[1]] if key and key[1] <= end else b""


def _value(der: bytes, at: int, tag: int | None = None) -> tuple[int, int] | None:
    """Return where the value of the element at ``at`` begins and ends, ``None`` where there is no such element."""
    if len(der) < at + 2 or (tag is not None and der[at] != tag):
        return None
    first = der[at + 1]
    begin = at + 2
    length = first
    if first & _LONG:
        size = first & ~_LONG
        if not 0 < size <= _LENGTH_BYTES:
            return None
        length = int.from_bytes(der[begin : begin + size])
        begin += size
    return (begin, begin + length) if begin + length <= len(der) else None
