"""What became of one attempt to fetch a policy, in words: for a sentence, for a narrow line, and what mends it."""

import re
from http import HTTPStatus
from typing import Final

from tlsrpt_tui.live.local_addresses import ALLOW, in_brief
from tlsrpt_tui.live.published import Fetch, FetchStatus
from tlsrpt_tui.live.record_line import safe

POLICY_PATH: Final = "/.well-known/mta-sts.txt"
"""Where a policy host keeps the policy (RFC 8461 §3.3)."""

NO_WAY: Final = "there is no way to that network from here"
"""The reason where this machine, and not the policy host, is why there is no connection."""

_SHORT: Final = {
    FetchStatus.NOT_FOUND: "has no address",
    FetchStatus.UNREACHABLE: "not reached from here",
    FetchStatus.REFUSED: "connection refused",
    FetchStatus.TIMED_OUT: "no policy in time",
    FetchStatus.TOO_LARGE: "sends more than 64 KiB",
    FetchStatus.BROKEN: "connection broken",
}
_DETAIL: Final = re.compile(r" [0-9]{2}:[0-9]{2} UTC|: .*|; .*|, not by .*", re.DOTALL)
"""What a narrow line leaves out of a sentence on a certificate."""

_NAMES: Final = {
    "certificate names no host": "certificate names no host",
    "certificate names ": "certificate names another host",
}
"""What a narrow line says of names, by how the sentence begins; the names themselves are in the detail."""

_LONG: Final = {
    FetchStatus.FETCHED: "serves the policy with {http}",
    FetchStatus.NOT_FOUND: "has no address",
    FetchStatus.REDIRECTED: "redirects to “{location}” ({http}); senders do not follow",
    FetchStatus.WRONG_STATUS: "answers {http}; only 200 brings a policy",
    FetchStatus.TLS_FAILED: "does not authenticate itself: {fault}",
    FetchStatus.TOO_LARGE: "sends more than 64 KiB, which senders do not read",
    FetchStatus.UNREACHABLE: "was not reached from here: {reason}",
    FetchStatus.REFUSED: "refuses connections to the port of HTTPS",
    FetchStatus.TIMED_OUT: "takes too long: {reason}",
    FetchStatus.BROKEN: "breaks off: {reason}",
}
_REPAIRS: Final = {
    FetchStatus.NOT_FOUND: "give {host} an A or AAAA record, or a CNAME to whoever serves the policy",
    FetchStatus.REFUSED: "let a web server listen on port 443 of {host}",
    FetchStatus.TIMED_OUT: "have the web server of {host} answer within seconds, best with a plain file",
    FetchStatus.REDIRECTED: "serve the policy itself at https://{host}{path}, without a redirect",
    FetchStatus.WRONG_STATUS: "put the policy where https://{host}{path} finds it",
    FetchStatus.TOO_LARGE: "serve the policy alone at https://{host}{path}",
    FetchStatus.BROKEN: "look into the log of the web server of {host}",
    FetchStatus.UNREACHABLE: "ask again, or from another network",
}


def status_line(http: int) -> str:
    """Return a status of HTTP with its name: ``HTTP 404 Not Found``."""
    try:
        return f"HTTP {http} {HTTPStatus(http).phrase}"
    except ValueError:
        return f"HTTP {http}"


def in_words(fetch: Fetch) -> str:
    """Return what an address did, to stand behind its name in a sentence."""
    if in_brief(fetch.reason):
        return f"was not connected to: {safe(fetch.reason)}"
    return _LONG[fetch.status].format(
        http=status_line(fetch.http or 0),
        location=safe(fetch.location, 120),
        fault=safe(fetch.tls_fault or fetch.reason),
        reason=safe(fetch.reason),
    )


def in_short(fetch: Fetch) -> str:
    """Return what an address did, for a line of the list."""
    if local := in_brief(fetch.reason):
        return safe(local)
    if fetch.status is FetchStatus.REDIRECTED:
        return f"redirects, HTTP {fetch.http}"
    if fetch.status in (FetchStatus.WRONG_STATUS, FetchStatus.FETCHED):
        return status_line(fetch.http or 0) if fetch.status is FetchStatus.WRONG_STATUS else f"HTTP {fetch.http}"
    if fetch.status is FetchStatus.TLS_FAILED:
        told = _DETAIL.sub("", (fetch.tls_fault or fetch.reason).removeprefix("the "))
        return safe(next((short for start, short in _NAMES.items() if told.startswith(start)), told))
    return _SHORT[fetch.status]


def repair(fetch: Fetch, host: str) -> str:
    """Return what to do about an attempt that failed; "" for nothing."""
    if in_brief(fetch.reason):
        return ALLOW
    if fetch.status is FetchStatus.TLS_FAILED:
        if not fetch.tls_fault:
            return f"have {host} offer TLS 1.2 or later on port 443"
        return f"install a valid certificate for {host} with its whole chain, and reload the web server"
    return _REPAIRS.get(fetch.status, "").format(host=host, path=POLICY_PATH)
