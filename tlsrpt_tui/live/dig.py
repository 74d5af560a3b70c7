"""The ``dig`` line that asks a resolver's question again, for a shell."""

import ipaddress
import re
import shlex
from typing import Final
from urllib.parse import urlsplit

from tlsrpt_tui.live.answers import Answer, Kind, Security

_LABEL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_LONGEST: Final = 253
_HTTPS_PATH: Final = re.compile(r"/[A-Za-z0-9._~/-]{0,200}")


def dig_line(answer: Answer, *options: str) -> str:
    """Return the line that asks the same again; "" where the name is none that may stand on a command line.

    Args:
        answer: gives name, type and resolver.
        options: before the name, ``+dnssec``.
    """
    return dig_question(answer.name, answer.kind, *options, resolver=answer.resolver)


def dig_lines(answer: Answer) -> tuple[str, ...]:
    """Return the line that asks the same again, and where validation fails one that does without it beside."""
    unvalidated = dig_line(answer, "+dnssec", "+cd") if answer.security is Security.BOGUS else ""
    return tuple(filter(None, (dig_line(answer), unvalidated)))


def dig_question(name: str, kind: Kind, *options: str, resolver: str = "") -> str:
    """Return the line for one question; see ``dig_line``."""
    if len(name) > _LONGEST or not all(map(_LABEL.fullmatch, name.split("."))):
        return ""
    return shlex.join(["dig", *_server(resolver), *options, name, kind.value])


def _server(shown: str) -> list[str]:
    """Return the words that name the resolver; none, and so the system's, where it cannot be told."""
    if _is_address(shown):
        return [f"@{shown}"]
    try:
        url = urlsplit(shown if "://" in shown else f"//{shown}")
        host, port = url.hostname or "", url.port
    except ValueError:
        return []
    if not _is_address(host) and ("://" not in shown or not all(map(_LABEL.fullmatch, host.split(".")))):
        return []
    at = [f"@{host}", *(["-p", str(port)] if port else [])]
    if url.scheme == "tls":
        return [*at, "+tls"]
    if url.scheme == "https":
        return [*at, f"+https={url.path}"] if _HTTPS_PATH.fullmatch(url.path) else []
    return [] if url.scheme else at


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
