"""What senders reported about the very thing that a live check looked at, and whether both agree."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen, FailureSeen
from tlsrpt_tui.live.check import Check, State, Topic
from tlsrpt_tui.numbers import count, day, days, plural
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.triage.aftermath import LAG
from tlsrpt_tui.triage.looks import (
    EXPIRED,
    MISNAMED,
    NO_MATCH,
    NO_STARTTLS,
    NOT_THERE,
    SKIPPED,
    TLS_FAULTS,
    UNTRUSTED,
)
from tlsrpt_tui.triage.seen_policy import host_name

MOST_LINES: Final = 4
"""Result types that are told of one check, most sessions first."""

_ANY: Final = frozenset[str]()
"""Any finding that is bad agrees."""

_LEFT_OUT: Final = frozenset({"mx-not-in-policy"})

_RESULTS: Final[Mapping[Topic, Mapping[str, frozenset[str]]]] = {
    Topic.STS_POLICY: {
        ResultType.STS_POLICY_INVALID: _ANY,
        ResultType.VALIDATION_FAILURE: _LEFT_OUT,
        ResultType.CERTIFICATE_HOST_MISMATCH: _LEFT_OUT,
    },
    Topic.POLICY_HOST: {ResultType.STS_WEBPKI_INVALID: _ANY, ResultType.STS_POLICY_FETCH_ERROR: _ANY},
    Topic.TLS: {
        ResultType.STARTTLS_NOT_SUPPORTED: NO_STARTTLS,
        ResultType.CERTIFICATE_HOST_MISMATCH: MISNAMED,
        ResultType.CERTIFICATE_EXPIRED: EXPIRED,
        ResultType.CERTIFICATE_NOT_TRUSTED: UNTRUSTED | EXPIRED,
        ResultType.VALIDATION_FAILURE: TLS_FAULTS,
    },
    Topic.DANE: {
        ResultType.TLSA_INVALID: NO_MATCH | SKIPPED,
        ResultType.DANE_REQUIRED: NOT_THERE | SKIPPED,
        ResultType.VALIDATION_FAILURE: NO_MATCH | SKIPPED,
    },
    Topic.DNSSEC: {ResultType.DNSSEC_INVALID: _ANY},
}
"""What is reported of each thing that is checked, and the findings that say the same (RFC 8460 §4.3)."""

_OF_HOSTS: Final = frozenset({Topic.TLS, Topic.DANE})
_OF_COVERAGE: Final = frozenset({ResultType.VALIDATION_FAILURE, ResultType.CERTIFICATE_HOST_MISMATCH})
"""How senders report an MX host that the policy does not name (RFC 8461 §4.1)."""


def reported(check: Check, seen: DomainSeen) -> tuple[str, ...]:
    """Return a line for each result type: ``212 certificate-expired since 18 Nov, 3 senders: they agree``.

    Where something is bad that nobody reported, a line says so; nothing is said where there is nothing to compare.
    """
    results = _RESULTS.get(check.topic, {})
    kinds = {result: [each for each in seen.failures if _is_about(each, result, check)] for result in results}
    met = {result: failures for result, failures in kinds.items() if failures}
    ranked = sorted(met, key=lambda result: -sum(each.sessions for each in met[result]))
    if ranked:
        return tuple(_line(result, met[result], check, seen, results[result]) for result in ranked[:MOST_LINES])
    newest = max((sender.last for sender in seen.senders if sender.last), default=None)
    if results and newest and check.state is State.BAD:
        return (f"no sender reported this up to {day(newest)}",)
    return ()


def _is_about(failure: FailureSeen, result: str, check: Check) -> bool:
    if failure.result_type != result:
        return False
    if result == ResultType.VALIDATION_FAILURE and (check.topic is Topic.DANE) is not _is_dane(failure):
        return False
    if check.topic is Topic.STS_POLICY and result in _OF_COVERAGE and not _leaves_out(failure.mx_host, check):
        return False
    if check.topic not in _OF_HOSTS or not check.host:
        return True
    host = failure.mx_host or (failure.domain if _is_dane(failure) else "")
    elsewhere = check.address and failure.receiving_ips and check.address not in failure.receiving_ips
    return host_name(host) == check.host and not elsewhere


def _leaves_out(host: str, check: Check) -> bool:
    """Return whether a line about the policy says that it does not name a host."""
    told = (finding.sentence for finding in check.findings if finding.code in _LEFT_OUT)
    name = host_name(host)
    return bool(name) and any(name in sentence for sentence in told)


def _is_dane(failure: FailureSeen) -> bool:
    return failure.policy_type == PolicyType.TLSA


def _line(result: str, failures: Sequence[FailureSeen], check: Check, seen: DomainSeen, codes: frozenset[str]) -> str:
    sessions = count(sum(each.sessions for each in failures))
    senders = plural(len({each.organization for each in failures}), "sender")
    first = min((each.first for each in failures if each.first), default=None)
    last = max((each.last for each in failures if each.last), default=None)
    when = _when(first, last, seen.newest)
    return f"{sessions} {result}{when}, {senders}{''.join(_agreement(check, codes, last))}"


def _when(first: dt.date | None, last: dt.date | None, newest: dt.date | None) -> str:
    if first is None or last is None:
        return ""
    goes_on = newest is not None and newest - last <= LAG
    return f" since {day(first)}" if goes_on else f", {days(first, last, year=False)}"


def _agreement(check: Check, codes: frozenset[str], last: dt.date | None) -> Iterator[str]:
    found = [each for each in check.findings if each.state in (State.BAD, State.WARNING)]
    if check.state in (State.UNKNOWN, State.ASKING):
        return
    if any(each.code in codes if codes else each.state is State.BAD for each in found):
        yield ": they agree"
    elif check.topic is Topic.DANE and "not compared" in check.found:
        return
    else:
        yield f": not found now, last on {day(last)}" if last else ": not found now"
