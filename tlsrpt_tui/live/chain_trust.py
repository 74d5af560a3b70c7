"""Whether a chain of certificates leads to a trusted authority, judged after the handshake and at a given time."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from OpenSSL import crypto
from OpenSSL.SSL import X509VerificationCodes as Codes

from tlsrpt_tui.live.authorities import system_places
from tlsrpt_tui.live.certificate_reading import read_certificate
from tlsrpt_tui.text import sanitise, shorten

MOST_CERTIFICATES: Final = 20
"""Certificates of one chain that are looked at."""

_NAME: Final = 80
_NO_ISSUER: Final = (
    Codes.ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
    Codes.ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
    Codes.ERR_UNABLE_TO_GET_ISSUER_CERT,
)
_DENIED: Final = (Codes.ERR_SELF_SIGNED_CERT_IN_CHAIN, Codes.ERR_CERT_UNTRUSTED, Codes.ERR_CERT_REJECTED)


def verify_chain(chain: Sequence[bytes], *, ca_file: str, now: dt.datetime) -> tuple[str, str]:
    """Return why a chain, leaf first, is not to be trusted: a sentence and a code, both "" where it is.

    Whom the leaf names is another question. The code is ``expired`` and ``not-yet-valid`` for any certificate of the
    chain, ``self-signed`` for a leaf without an authority, ``incomplete-chain`` where the leaf's issuer was not sent,
    ``untrusted``, or ``other`` where there is no authority to go by, which is nobody's fault out there. A chain that
    leads nowhere is told before a date that is past.

    Args:
        chain: DER, as the server sent it.
        ca_file: authorities to trust, PEM; "" for the system's (RFC 5280 §6 leaves it to whoever verifies).
        now: the time to judge at, UTC.
    """
    try:
        certificates = [_load(der) for der in chain[:MOST_CERTIFICATES]]
    except crypto.Error:
        return "a certificate of the chain cannot be read", "untrusted"
    if not certificates:
        return "no certificate was sent", "untrusted"
    store = _authorities(ca_file)
    if store is None:
        return _no_authorities(ca_file), "other"
    store.set_time(now.astimezone(dt.UTC))
    try:
        crypto.X509StoreContext(store, certificates[0], certificates[1:]).verify_certificate()
    except crypto.X509StoreContextError as error:
        return _fault(error)
    except crypto.Error:
        return "the chain cannot be verified: OpenSSL does not take it", "untrusted"
    return "", ""


def _load(der: bytes) -> crypto.X509:
    return crypto.load_certificate(crypto.FILETYPE_ASN1, der)


def _authorities(ca_file: str) -> crypto.X509Store | None:
    """Return whom to trust, ``None`` where there is nobody."""
    if ca_file:
        return _loaded(ca_file, None)
    file, folder = system_places()
    return _loaded(file, folder) or _loaded(None, folder)


def _loaded(file: str | None, folder: str | None) -> crypto.X509Store | None:
    if not file and not folder:
        return None
    store = crypto.X509Store()
    try:
        store.load_locations(file, folder)
    except crypto.Error:
        return None
    return store


def _no_authorities(ca_file: str) -> str:
    if ca_file:
        return f"{shorten(sanitise(ca_file), _NAME)} holds no certification authority; name a PEM file that does"
    return "this system has no certification authorities to trust; install its package ca-certificates"


def _fault(error: crypto.X509StoreContextError) -> tuple[str, str]:
    code, depth = error.errors[0], error.errors[1]
    try:
        which = read_certificate(crypto.dump_certificate(crypto.FILETYPE_ASN1, error.certificate))
    except crypto.Error:
        return f"a certificate of the chain does not verify: {sanitise(str(error))}", "untrusted"
    subject, issuer = _name(which.subject), _name(which.issuer)
    who = f"{subject} above the certificate" if depth else "the certificate"
    if code == Codes.ERR_CERT_HAS_EXPIRED:
        told = f"{who} expired {_time(which.not_after)}", "expired"
    elif code == Codes.ERR_CERT_NOT_YET_VALID:
        told = f"{who} is not valid before {_time(which.not_before)}", "not-yet-valid"
    elif code == Codes.ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        told = "the certificate is signed by itself, not by an authority", "self-signed"
    elif code in _NO_ISSUER and not depth:
        told = f"the chain is incomplete: {issuer} signed the certificate and was not sent", "incomplete-chain"
    elif code in _NO_ISSUER:
        told = f"the chain ends at {subject}, signed by {issuer}, which is not trusted here", "untrusted"
    elif code in _DENIED:
        told = f"the chain ends at {subject}, which is not trusted here", "untrusted"
    else:
        told = f"{who} does not verify: {sanitise(str(error))}", "untrusted"
    return told


def _name(text: str) -> str:
    return shorten(sanitise(text), _NAME) or "an authority without a name"


def _time(when: dt.datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
