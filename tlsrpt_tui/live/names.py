"""Domain and host names as they are asked for: A-labels, lower case, no last dot (RFC 5890 §2.3.2.1)."""

import ipaddress
import re
from typing import Final

from tlsrpt_tui.errors import DomainError
from tlsrpt_tui.text import sanitise, shorten

_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LONGEST: Final = 253
_SHOWN: Final = 60


def domain_name(text: str) -> str:
    """Return a domain as DNS knows it.

    Raises:
        DomainError: it is no name of a domain; says what it is instead, where that can be seen.
    """
    given = text.strip().rstrip(".")
    told = f"“{shorten(sanitise(text), _SHOWN)}”"
    if not given:
        raise DomainError("there is no domain to check; name one, as in example.com")
    if "@" in given:
        raise DomainError(f"{told} is an address; name what stands behind its @")
    if "://" in given:
        raise DomainError(f"{told} is a URL; name the domain alone")
    if is_address(given.strip("[]")):
        raise DomainError(f"{told} is an IP address, and policies belong to domains; name the domain")
    name = _a_labels(given, told)
    labels = name.split(".")
    if len(name) > _LONGEST or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise DomainError(f"{told} is no domain name; expected letters, digits and hyphens, as in example.com")
    return name


def is_address(text: str) -> bool:
    """Return whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _a_labels(given: str, told: str) -> str:
    if given.isascii():
        return given.lower()
    try:
        return given.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise DomainError(f"{told} is no domain name: {error}") from error
