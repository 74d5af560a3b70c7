"""The line about the policy host: whether each of its addresses serves a policy as senders want it (RFC 8461 §3.3)."""

import datetime as dt
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tlsrpt_tui.live.check import Check, Finding, State, Topic
from tlsrpt_tui.live.fetch_words import NO_WAY, POLICY_PATH, in_short, in_words, repair, status_line
from tlsrpt_tui.live.host_names import listed, shown
from tlsrpt_tui.live.local_addresses import in_brief
from tlsrpt_tui.live.no_answer import status_words
from tlsrpt_tui.live.no_mail import no_mail
from tlsrpt_tui.live.published import Certificate, Fetch, FetchStatus, MxState, PolicyState, StsRecordState
from tlsrpt_tui.live.record_line import as_remark, labelled, line, no_addresses, safe

_SECTION: Final = "8461 §3.3"
_RULE: Final = "RFC 8461 §3.3: HTTP 200, no redirect, and a certificate that names the policy host"
_HTTPS: Final = 443
_FEW_DAYS: Final = 14
_MOST_NAMES: Final = 4
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_OURS: Final = re.compile(r"v[ \t]*=[ \t]*sts|stsv|^[ \t\"]*id[ \t]*=", re.IGNORECASE)
_OTHER: Final = re.compile(r"v[ \t]*=[ \t]*(?:spf|dmarc|dkim|bimi|tls)", re.IGNORECASE)


def announces(record: StsRecordState | None) -> bool | None:
    """Return whether a record, even a faulty one, tells senders of a policy; ``None`` where that is not known."""
    if record is None or not record.answer.status.answered:
        return None
    return any(map(looks_like_sts, record.answer.texts))


def looks_like_sts(text: str) -> bool:
    """Return whether a text was meant as an MTA-STS record, however badly it is written."""
    return not _OTHER.match(text.lstrip()) and bool(_OURS.search(text))


def policy_host_check(
    state: PolicyState | None,
    *,
    domain: str,
    now: dt.datetime,
    record: StsRecordState | None = None,
    mx: MxState | None = None,
) -> Check:
    """Return the line of the list about the policy host.

    Args:
        state: what was fetched; ``None`` while it is asked for.
        domain: in A-labels.
        now: the time at which certificates are looked at, UTC.
        record: the MTA-STS record; where there is none, nobody asks the policy host, and its failures are no verdict.
        mx: where mail goes; a domain that takes none needs no policy host.
    """
    topic, host = Topic.POLICY_HOST, f"mta-sts.{domain}"
    if state is None:
        return Check(topic.key, topic, topic.value, host=host, section=_SECTION)
    findings = tuple(_findings(state, now))
    idle = announces(record) is False and state.policy is None
    if idle:
        sentence = f"no MTA-STS record tells senders to ask {shown(host)}"
        remarks = (as_remark(each) for each in findings)
        idle_finding = Finding(State.UNKNOWN, "not-in-use", sentence, "8461 §3.1")
        findings = (no_mail(mx, domain, "it needs no policy host") or idle_finding, *remarks)
    check = line(
        topic,
        state.answers,
        findings,
        found="not in use: no record" if idle else _found(state, findings, now),
        section=_SECTION,
        facts=_facts(state, now),
        sent=[each for fetch in state.fetches for each in _sent(fetch)],
        repeat=_repeat(state),
        host=host,
    )
    return replace(check, ttl=None)


def _findings(state: PolicyState, now: dt.datetime) -> Iterator[Finding]:
    yield from no_addresses(state.answers)
    for fetch, addresses in _alike(state.fetches):
        if fetch.status is not FetchStatus.FETCHED:
            yield _failure(state, fetch, addresses)
    served = _served(state)
    yield from _certificates(served, state.host, now)
    yield from _media_types(served)
    if state.differs:
        sentence = f"{listed(list(map(shown, state.differs)))} and {shown(served[0].address)} serve different policies"
        do = f"serve the same policy at every address of {shown(state.host)}"
        yield Finding(State.WARNING, "policies-differ", sentence, _SECTION, do)


def _served(state: PolicyState) -> tuple[Fetch, ...]:
    return tuple(fetch for fetch in state.fetches if fetch.status is FetchStatus.FETCHED)


def _alike(fetches: tuple[Fetch, ...]) -> Iterator[tuple[Fetch, list[str]]]:
    """Yield attempts that ended alike as one, by kind of address, with their addresses."""
    kinds: dict[tuple[object, ...], list[Fetch]] = {}
    for fetch in fetches:
        key = (":" in fetch.address, fetch.status, fetch.http, fetch.location, fetch.tls_fault, fetch.reason)
        kinds.setdefault(key, []).append(fetch)
    for alike in kinds.values():
        yield alike[0], [shown(fetch.address) for fetch in alike]


def _failure(state: PolicyState, fetch: Fetch, addresses: list[str]) -> Finding:
    host = shown(state.host)
    code = "fetch-" + fetch.status.name.lower().replace("_", "-")
    who = f"{host} at {listed(addresses)}" if len(state.fetches) > 1 else host
    sentence = f"{who} {in_words(fetch)}"
    weight = _weight(state, fetch)
    do = repair(fetch, host) if weight is not State.GOOD else ""
    beside = fetch.address and len(addresses) < len(state.fetches) and weight is not State.UNKNOWN
    return Finding(weight, code, sentence, _SECTION, f"{do}, at {listed(addresses)}" if do and beside else do)


def _weight(state: PolicyState, fetch: Fetch) -> State:
    """Return how bad it is that one address failed: what works beside it decides."""
    served = _served(state)
    if fetch.status is FetchStatus.UNREACHABLE:
        return State.GOOD if served and fetch.reason == NO_WAY else State.UNKNOWN
    over_ipv4 = [":" not in other.address for other in served]
    alone = ":" not in fetch.address and not any(over_ipv4)
    return State.BAD if not served or alone else State.WARNING


def _certificates(served: tuple[Fetch, ...], host: str, now: dt.datetime) -> Iterator[Finding]:
    leaf = _first_to_end(served)
    if leaf is None:
        return
    days = (leaf.not_after - now).days
    if days < _FEW_DAYS:
        end = f"{leaf.not_after:%Y-%m-%d %H:%M} UTC"
        sentence = f"the certificate of {shown(host)} expires {end}, in {_days(days)}"
        do = f"renew the certificate of {shown(host)}, and see why that did not happen by itself"
        if leaf.not_after < now:
            yield Finding(
                State.BAD, "certificate-expired", f"the certificate of {shown(host)} expired {end}", _SECTION, do
            )
        else:
            yield Finding(State.WARNING, "certificate-ends", sentence, _SECTION, do)


def _first_to_end(served: tuple[Fetch, ...]) -> Certificate | None:
    leaves = [fetch.chain[0] for fetch in served if fetch.chain]
    return min(leaves, key=lambda leaf: leaf.not_after, default=None)


def _media_types(served: tuple[Fetch, ...]) -> Iterator[Finding]:
    # Parameters do not count: RFC 8461 §3.2 ignores them all.
    types = dict.fromkeys(fetch.media_type for fetch in served)
    for sent in types:
        if sent.partition(";")[0].strip().lower() != "text/plain":
            told = f"is served as “{safe(sent, 60)}”" if sent else "is served without a media type"
            sentence = f"the policy {told}; senders may insist on text/plain"
            yield Finding(State.WARNING, "media-type", sentence, "8461 §3.2", "serve it as Content-Type: text/plain")


def _found(state: PolicyState, findings: tuple[Finding, ...], now: dt.datetime) -> str:
    served = _served(state)
    if not state.fetches:
        return next((status_words(each) for each in state.answers if not each.status.answered), "no address")
    failed = [fetch for fetch in state.fetches if fetch.status is not FetchStatus.FETCHED]
    if not served:
        return in_short(failed[0])
    grave = [fetch for fetch in failed if _weight(state, fetch) is not State.GOOD]
    if grave:
        kind = "IPv6" if ":" in grave[0].address else "IPv4"
        return f"{kind}: {in_short(grave[0])}"
    codes = {finding.code for finding in findings}
    if "policies-differ" in codes:
        return "HTTP 200, addresses differ"
    if "media-type" in codes:
        return f"HTTP 200, {safe(served[0].media_type, 30) or 'no media type'}"
    leaf = _first_to_end(served)
    return f"HTTP 200, certificate {_days((leaf.not_after - now).days)}" if leaf else "HTTP 200"


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def _facts(state: PolicyState, now: dt.datetime) -> tuple[tuple[str, str], ...]:
    attempts = [attempt(fetch) for fetch in state.fetches]
    # Where one address fails, its certificate is the one to look at.
    by_failure = sorted(state.fetches, key=lambda fetch: fetch.status is FetchStatus.FETCHED)
    fetch = next((fetch for fetch in by_failure if fetch.chain), None)
    aliases = next((answer.aliases for answer in state.answers if answer.aliases), ())
    return (
        *labelled("Found", attempts or ["not asked: no address is known"]),
        *(labelled("Leaf", _leaf(fetch.chain[0], now)) if fetch else ()),
        ("Where", f"https://{shown(state.host)}{POLICY_PATH}"),
        *((("Alias of", shown(aliases[-1])),) if aliases else ()),
        ("Rule", _RULE),
    )


def attempt(fetch: Fetch) -> str:
    """Return what one address did, for the detail."""
    if not fetch.address:
        return "no address"
    end = f" ({fetch.seconds:.1f} s)" if fetch.seconds else ""
    if local := in_brief(fetch.reason):
        return safe(local)
    if fetch.status is not FetchStatus.FETCHED:
        return f"{shown(fetch.address)}: {in_short(fetch)}{end}"
    media_type = safe(fetch.media_type, 40) or "no media type"
    return f"{shown(fetch.address)}: HTTP {fetch.http}, {media_type}, {len(fetch.body)} bytes{end}"


def _leaf(leaf: Certificate, now: dt.datetime) -> list[str]:
    names = listed([safe(name, 60) for name in leaf.names], _MOST_NAMES) or "no name"
    days = (leaf.not_after - now).days
    when = f"in {_days(days)}" if days >= 0 else f"{_days(-days)} ago"
    return [
        f"{safe(leaf.subject, 80) or 'no subject'}, SAN {names}",
        f"notAfter {leaf.not_after:%Y-%m-%d %H:%M} UTC, {when}",
    ]


def _sent(fetch: Fetch) -> Iterator[str]:
    if fetch.http is None:
        yield f"{shown(fetch.address) or 'no address'}: {safe(fetch.tls_fault or fetch.reason) or fetch.status.value}"
        return
    yield f"{shown(fetch.address)}: {status_line(fetch.http)}"
    if fetch.location:
        yield f"Location: {safe(fetch.location)}"
    if fetch.media_type:
        yield f"Content-Type: {safe(fetch.media_type)}"


def port_of(state: PolicyState) -> int:
    """Return the port that the policy host was asked on: another one where there is a tunnel."""
    return state.fetches[0].port if state.fetches else _HTTPS


def curl_line(host: str, port: int = _HTTPS, address: str = "") -> str:
    """Return the line that fetches a policy as senders do: no redirect, 60 seconds; "" for what is no host name.

    Args:
        host: the policy host.
        port: to connect to.
        address: the only one to ask; "" leaves it to DNS.
    """
    if not _HOST.fullmatch(host):
        return ""
    end_point = f"[{address}]" if ":" in address else address
    only = ["--resolve", f"{host}:{port}:{end_point}"] if address else []
    at = host if port == _HTTPS else f"{host}:{port}"
    return shlex.join(["curl", "-sSi", "--max-time", "60", *only, f"https://{at}{POLICY_PATH}"])


def _repeat(state: PolicyState) -> Iterator[str]:
    yield curl_line(state.host, port_of(state))
    alone = [fetch for fetch in state.fetches if fetch.address and len(state.fetches) > 1]
    for fetch in alone:
        if fetch.status is not FetchStatus.FETCHED or fetch.address in state.differs:
            yield curl_line(state.host, fetch.port, fetch.address)
    failed = [fetch for fetch in state.fetches if fetch.status is FetchStatus.TLS_FAILED]
    if failed and _HOST.fullmatch(state.host):
        address, port = failed[0].address, failed[0].port
        place = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        words = ["openssl", "s_client", "-connect", place, "-servername", state.host, "-verify_hostname", state.host]
        yield shlex.join(words) + " </dev/null"
