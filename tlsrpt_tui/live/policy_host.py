"""One attempt to fetch an MTA-STS policy from one address of its host, as a sender makes it (RFC 8461 §3.3)."""

import asyncio
import errno
import os
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import httpx2

from tlsrpt_tui.live.certificates import judge_chain, names_host, read_certificate
from tlsrpt_tui.live.fetch_words import NO_WAY, POLICY_PATH
from tlsrpt_tui.live.local_addresses import why_not
from tlsrpt_tui.live.means import POLICY_BYTES, Means
from tlsrpt_tui.live.off_loop import off_loop
from tlsrpt_tui.live.published import Certificate, Fetch, FetchStatus
from tlsrpt_tui.live.sent_chain import sent_chain
from tlsrpt_tui.text import shorten

_CONNECT_SECONDS: Final = 20.0
_SHOWN: Final = 500
_NAMES: Final = 4
_CONNECTING, _HANDSHAKE, _ASKING, _READING = "connecting", "handshake", "asking", "reading"
_AFTER: Final = {
    "connection.connect_tcp.complete": _HANDSHAKE,
    "connection.start_tls.complete": _ASKING,
    "http11.receive_response_headers.complete": _READING,
}
_LATE: Final = {
    _CONNECTING: "no connection",
    _HANDSHAKE: "TLS did not come about",
    _ASKING: "connected, and no answer came",
    _READING: "the policy did not come to its end",
}
_NO_ROUTE: Final = frozenset({"ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"})


async def fetch_policy(host: str, address: str, means: Means, trusted: ssl.SSLContext) -> Fetch:
    """Ask one address of ``host`` for its policy; the certificate is held against the name, never the address.

    No redirect is followed, no proxy used, nothing decoded. Takes ``means.policy_seconds`` at most and reads 64 KiB.
    Whatever goes wrong is part of the answer; nothing is raised but cancellation, after which nothing is left open.
    """
    refused = why_not(address, allow_local=means.allow_local)
    if refused:
        return Fetch(address, FetchStatus.UNREACHABLE, reason=refused)
    begun = means.clock()
    trail = _Trail()
    fetch = Fetch(address, FetchStatus.TIMED_OUT)
    try:
        async with asyncio.timeout(means.policy_seconds):
            try:
                fetch = await _answer(host, address, means, trusted, trail)
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
                fetch = _failure(address, trail, error)
                fault = next(
                    (cause for cause in _causes(error) if isinstance(cause, ssl.SSLCertVerificationError)), None
                )
                if fault is not None:
                    fetch = replace(fetch, tls_fault=_own_words(fault))
                    fetch = await _with_chain(fetch, host, means)
    except TimeoutError:
        if not fetch.reason:
            fetch = _late(address, trail, means.policy_seconds)
    finally:
        await trail.close()
    return replace(fetch, seconds=max((means.clock() - begun).total_seconds(), 0.0), port=means.https_port)


class _Trail:
    """How far a connection got, as the HTTP library traces it; holds the stream so that it is closed for certain."""

    def __init__(self) -> None:
        self.stage = _CONNECTING
        self._streams: list[Any] = []

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        self.stage = _AFTER.get(event, self.stage)
        if event == "connection.connect_tcp.complete":
            self._streams.append(info["return_value"])

    async def close(self) -> None:
        # A handshake that is cancelled leaves its socket open; closing one twice does no harm.
        for stream in self._streams:
            await stream.aclose()


async def _answer(host: str, address: str, means: Means, trusted: ssl.SSLContext, trail: _Trail) -> Fetch:
    place = f"[{address}]" if ":" in address else address
    named = host if means.https_port == 443 else f"{host}:{means.https_port}"  # noqa: PLR2004  the port of HTTPS
    headers = {"Host": named, "User-Agent": "tlsrpt-tui", "Accept": "text/plain, */*", "Accept-Encoding": "identity"}
    connect = min(_CONNECT_SECONDS, means.policy_seconds)
    async with (
        httpx2.AsyncClient(
            transport=httpx2.AsyncHTTPTransport(verify=trusted, trust_env=False),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(None, connect=connect),
        ) as client,
        client.stream(
            "GET",
            f"https://{place}:{means.https_port}{POLICY_PATH}",
            headers={**headers, "Connection": "close"},
            extensions={"sni_hostname": host, "trace": trail},
        ) as response,
    ):
        return await _read(address, response)


async def _read(address: str, response: httpx2.Response) -> Fetch:
    status = response.status_code
    fetch = Fetch(
        address,
        FetchStatus.WRONG_STATUS,
        http=status,
        location=shorten(response.headers.get("location", ""), _SHOWN),
        media_type=shorten(response.headers.get("content-type", ""), _SHOWN),
        chain=_peer(response),
    )
    if status != httpx2.codes.OK:
        redirected = httpx2.codes.is_redirect(status) and bool(fetch.location)
        return replace(fetch, status=FetchStatus.REDIRECTED) if redirected else fetch
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        reason = f"the policy is encoded as {shorten(coding, 40)}, which was not asked for"
        return replace(fetch, status=FetchStatus.BROKEN, reason=reason)
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > POLICY_BYTES:
            return replace(fetch, status=FetchStatus.TOO_LARGE, body=bytes(body[:POLICY_BYTES]))
    return replace(fetch, status=FetchStatus.FETCHED, body=bytes(body))


def _peer(response: httpx2.Response) -> tuple[Certificate, ...]:
    """Return the certificate that authenticated the host."""
    tls = response.extensions["network_stream"].get_extra_info("ssl_object")
    return (read_certificate(tls.getpeercert(binary_form=True)),)


async def _with_chain(fetch: Fetch, host: str, means: Means) -> Fetch:
    """Look at the certificates that were not trusted, to say what is wrong with them."""
    chain = await sent_chain(fetch.address, means.https_port, host, means.policy_seconds)
    if not chain:
        return fetch
    certificates, fault, _code = await off_loop(lambda: judge_chain(chain, ca_file=means.ca_file, now=means.clock()))
    faults = [fault] if fault else []
    if not names_host(certificates[0], host):
        faults.append(_misnamed(certificates[0], host))
    return replace(fetch, chain=certificates, tls_fault="; ".join(faults) or fetch.tls_fault)


def _misnamed(leaf: Certificate, host: str) -> str:
    if not leaf.names:
        return f"the certificate names no host in its SAN, so not {host} either"
    more = f" and {len(leaf.names) - _NAMES} more" if len(leaf.names) > _NAMES else ""
    return f"the certificate names {shorten(', '.join(leaf.names[:_NAMES]), 160)}{more}, not {host}"


def _own_words(fault: ssl.SSLCertVerificationError) -> str:
    return f"the certificate is not trusted: {shorten(fault.verify_message or str(fault), 160)}"


def _late(address: str, trail: _Trail, seconds: float) -> Fetch:
    status = FetchStatus.UNREACHABLE if trail.stage == _CONNECTING else FetchStatus.TIMED_OUT
    return Fetch(address, status, reason=f"{_LATE[trail.stage]} within {seconds:g} s")


def _failure(address: str, trail: _Trail, error: Exception) -> Fetch:
    causes = tuple(_causes(error))
    if isinstance(error, httpx2.TimeoutException):
        return _late(address, trail, _CONNECT_SECONDS)
    if trail.stage == _CONNECTING:
        return _unconnected(address, causes)
    told = shorten(str(next((cause for cause in causes if str(cause)), error)), 200)
    if trail.stage == _HANDSHAKE:
        return Fetch(address, FetchStatus.TLS_FAILED, reason=_tls_reason(causes, told))
    if isinstance(error, httpx2.RemoteProtocolError):
        return Fetch(address, FetchStatus.BROKEN, reason=f"the answer is not HTTP, or not all of it: {told}")
    return Fetch(address, FetchStatus.BROKEN, reason=told or "the connection ended early")


def _unconnected(address: str, causes: tuple[BaseException, ...]) -> Fetch:
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Fetch(address, FetchStatus.REFUSED, reason="the connection was refused")
    numbers = [cause.errno for cause in causes if isinstance(cause, OSError) and cause.errno]
    if any(errno.errorcode.get(number) in _NO_ROUTE for number in numbers):
        return Fetch(address, FetchStatus.UNREACHABLE, reason=NO_WAY)
    told = os.strerror(numbers[-1]) if numbers else "no connection"
    return Fetch(address, FetchStatus.UNREACHABLE, reason=told)


def _tls_reason(causes: tuple[BaseException, ...], told: str) -> str:
    library = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    reason = library.reason if library else ""
    if reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"):
        return "what answers does not speak TLS"
    if reason and "EOF" not in reason:
        return f"the handshake failed: {reason.replace('_', ' ').lower()}"
    return "the connection ended during the handshake" if reason else told


def _causes(error: BaseException, depth: int = 8) -> Iterator[BaseException]:
    """Yield an error and what led to it; the library wraps those of the sockets and of TLS, even several."""
    yield error
    further = [error.__cause__ or error.__context__, *(getattr(error, "exceptions", ())[:4])]
    for each in further:
        if each is not None and depth:
            yield from _causes(each, depth - 1)
