"""What is asked of certificates: what they say, whether they name a host, and whether they lead to an authority."""

import datetime as dt
from collections.abc import Sequence

from tlsrpt_tui.live.certificate_reading import read_certificate
from tlsrpt_tui.live.chain_trust import verify_chain
from tlsrpt_tui.live.names import is_address
from tlsrpt_tui.live.published import Certificate

__all__ = ["judge_chain", "names_host", "read_certificate", "verify_chain"]


def judge_chain(chain: Sequence[bytes], *, ca_file: str, now: dt.datetime) -> tuple[tuple[Certificate, ...], str, str]:
    """Return what the certificates of a chain say, and what :func:`verify_chain` says of them.

    A chain can be made to take long; for :func:`off_loop`, where the errors that OpenSSL keeps for each thread end too.
    """
    return tuple(map(read_certificate, chain)), *verify_chain(chain, ca_file=ca_file, now=now)


def names_host(certificate: Certificate, host: str) -> bool:
    """Return whether the SAN of a certificate names a host (RFC 8461 §4.2, RFC 6125 §6.4).

    Only DNS names count, neither the subject's CN nor IP addresses. ``*`` stands for exactly one whole label, the
    left-most, above at least two others.
    """
    wanted = host.lower().rstrip(".")
    if not wanted or is_address(wanted):
        return False
    return any(_matches(name.rstrip("."), wanted) for name in certificate.names)


def _matches(name: str, host: str) -> bool:
    if not name.startswith("*."):
        return name == host and "*" not in name
    above = name[2:]
    label, _, rest = host.partition(".")
    return bool(label) and rest == above and "." in above and "*" not in above
