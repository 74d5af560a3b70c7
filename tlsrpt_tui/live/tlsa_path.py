"""The way from a server's certificate up to an authority within what it sent (RFC 5280 §6, RFC 7672 §3.1.2)."""

from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from tlsrpt_tui.live.published import Certificate


def path_to(sent: Sequence[Certificate], depth: int) -> tuple[Certificate, ...] | None:
    """Return the certificates from the leaf to ``sent[depth]``, each signed by the next; ``None`` without such a way.

    Servers send chains out of order and with strangers in them, so any order will do. Every certificate is visited
    once, and those above the leaf have to be authorities.
    """
    read = [_read(certificate) for certificate in sent]
    came_from: dict[int, int] = {0: 0}
    waiting = [0]
    while waiting:
        here = waiting.pop(0)
        if here == depth:
            return tuple(sent[place] for place in _way(came_from, depth))
        for above, issuer in enumerate(read):
            if issuer and above not in came_from and _is_authority(issuer) and _signed(read[here], issuer):
                came_from[above] = here
                waiting.append(above)
    return None


def _way(came_from: dict[int, int], depth: int) -> list[int]:
    way = [depth]
    while way[-1]:
        way.append(came_from[way[-1]])
    return way[::-1]


def _read(certificate: Certificate) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(certificate.der)
    except ValueError:
        return None


def _signed(certificate: x509.Certificate | None, issuer: x509.Certificate) -> bool:
    if certificate is None:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    """Return whether it may sign others; one of version 1 cannot say, and is believed (RFC 5280 §6.1.4)."""
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return certificate.version is x509.Version.v1
    except ValueError:
        return False
    return constraints.value.ca
