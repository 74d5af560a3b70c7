"""The means of a checkup as the settings have them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.live.means import Means
from tlsrpt_tui.settings import LiveSettings
from tlsrpt_tui.text import sanitise


def means_of(settings: LiveSettings, *, clock: Callable[[], dt.datetime]) -> Means:
    """Return what live checks work with; nothing is sent yet. Who asked for it closes its resolver.

    Args:
        settings: the section of live checks.
        clock: the time, UTC.

    Raises:
        UsageError: the resolver is none, or the file of certification authorities cannot be read.
    """
    from tlsrpt_tui.live.resolver import make_resolver  # noqa: PLC0415  brings the DNS library with it

    if settings.ca_file:
        _check_authorities(settings.ca_file)
    try:
        resolver = make_resolver(
            settings.resolver, clock=clock, lifetime=float(settings.lifetime), ca_file=settings.ca_file
        )
    except UsageError as error:
        raise UsageError(f"{settings.resolver_said}{error}") from error
    return Means(
        resolver=resolver,
        clock=clock,
        smtp_port=settings.smtp_port,
        https_port=settings.https_port,
        ca_file=settings.ca_file,
        ehlo=settings.ehlo,
        egress_host=settings.egress_host,
        allow_local=settings.local_addresses == "yes",
    )


def _check_authorities(path: str) -> None:
    shown = sanitise(path)
    try:
        begins = b"-----BEGIN " in Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"live.ca_file: {shown} cannot be read: {error.strerror or error}") from error
    if not begins:
        raise UsageError(f"live.ca_file: {shown} holds no certificate in PEM")
