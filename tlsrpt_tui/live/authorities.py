"""Whom to trust: the certification authorities of a file, or of the system, the same for everything that is asked."""

import os
import re
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Final

SYSTEM_FILES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where systems keep their authorities, for a Python that was built to look elsewhere."""

_HASHED: Final = re.compile(r"[0-9a-f]{8}\.\d+")


def trust(ca_file: str) -> ssl.SSLContext:
    """Return whom to trust, for TLS 1.2 or later (RFC 8461 §7.2); names count in the SAN only.

    No secret is written to SSLKEYLOGFILE. Takes long: for :func:`off_loop`.

    Args:
        ca_file: authorities, as PEM; "" for the system's.

    Raises:
        OSError: the file cannot be read, or holds no certificate.
    """
    file, folder = (ca_file, None) if ca_file else system_places()
    if file or folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(file, folder)
    else:
        import httpx2  # noqa: PLC0415  brings HTTP with it; knows where other systems have theirs

        context = httpx2.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A name in the subject is no name, even where the SAN has none (RFC 8461 §3.3).
    context.hostname_checks_common_name = False
    return context


def system_places(files: Sequence[str] = SYSTEM_FILES) -> tuple[str | None, str | None]:
    """Return the file and the folder of the system's authorities, each ``None`` where there is none.

    SSL_CERT_FILE and SSL_CERT_DIR are how a system tells OpenSSL of other places, and count. ``files`` are tried in
    turn where nobody set these and the places that OpenSSL was built for hold nothing.
    """
    paths = ssl.get_default_verify_paths()
    folder = paths.capath if paths.capath and _has_authorities(paths.capath) else None
    named = paths.openssl_cafile_env in os.environ or paths.openssl_capath_env in os.environ
    if paths.cafile or folder or named:
        return paths.cafile, folder
    return next((file for file in files if Path(file).is_file()), None), None


def _has_authorities(folder: str) -> bool:
    try:
        return any(_HASHED.fullmatch(name) for name in os.listdir(folder))  # noqa: PTH208 -- names are all it needs
    except OSError:
        return False
