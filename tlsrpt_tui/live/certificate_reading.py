"""Certificates as servers send them: what they say, and their digests for DANE."""

import datetime as dt
import hashlib
import warnings
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from tlsrpt_tui.live.public_key import public_key_bytes
from tlsrpt_tui.live.published import Certificate

_CURVES: Final = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
_FIRST: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
_LAST: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
_MALFORMED: Final = (ValueError, UnsupportedAlgorithm, x509.InvalidVersion)
_BAD_EXTENSION: Final = (*_MALFORMED, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)


def read_certificate(der: bytes) -> Certificate:
    """Return what a certificate says; what cannot be read of it is left empty and told in ``unreadable``.

    Its texts are hostile. Without dates it counts as valid for ever: whether it holds is not for these to say.
    """
    with warnings.catch_warnings():
        # What is odd but can be read is nobody's business on the terminal.
        warnings.simplefilter("ignore")
        return _read(der)


def _read(der: bytes) -> Certificate:
    digests = _digests(der)
    try:
        read = x509.load_der_x509_certificate(der)
        begin, end = read.not_valid_before_utc, read.not_valid_after_utc
        subject, issuer = read.subject.rfc4514_string(), read.issuer.rfc4514_string()
    except _MALFORMED as error:
        return Certificate(der, "", "", (), _FIRST, _LAST, digests=digests, unreadable=str(error) or "no certificate")
    names, fault = _names(read)
    return Certificate(der, subject, issuer, names, begin, end, _key(read), digests, fault)


def _names(read: x509.Certificate) -> tuple[tuple[str, ...], str]:
    try:
        san = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return (), ""
    except _BAD_EXTENSION as error:
        return (), f"its extensions cannot be read: {error}"
    return tuple(name.lower() for name in san.get_values_for_type(x509.DNSName)), ""


def _key(read: x509.Certificate) -> str:
    try:
        key = read.public_key()
    except _MALFORMED:
        return ""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"ECDSA {_CURVES.get(key.curve.name, key.curve.name)}"
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey):
        return f"{'RSA' if isinstance(key, rsa.RSAPublicKey) else 'DSA'} {key.key_size}"
    return type(key).__name__.removesuffix("PublicKey")


def _digests(der: bytes) -> tuple[tuple[str, bytes], ...]:
    """What a TLSA record of each selector and matching type has to hold (RFC 6698 §2.1.2, §2.1.3)."""
    parts = {"0": der, "1": public_key_bytes(der)}
    return tuple(
        (f"{selector} {matching}", digest)
        for selector, part in parts.items()
        if part
        for matching, digest in (
            ("0", part),
            ("1", hashlib.sha256(part).digest()),
            ("2", hashlib.sha512(part).digest()),
        )
    )
