"""Which checks each result type calls for, and what they are looked at for (RFC 8460 §4.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.triage.check_lines import Subject
from tlsrpt_tui.triage.looks import (
    EXPIRED,
    MISNAMED,
    NO_MATCH,
    NO_STARTTLS,
    NOT_THERE,
    SKIPPED,
    TLS_FAULTS,
    UNTRUSTED,
    Looker,
    at_coverage,
    at_dane,
    at_dnssec,
    at_fetch,
    at_policy,
    at_tls,
    at_webpki,
)
from tlsrpt_tui.triage.result_types import names_host
from tlsrpt_tui.triage.seen_policy import host_name


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of failure is looked into.

    Attributes:
        topics: what is asked, and nothing else.
        looks: what decides, the likeliest cause first.
        of_host: whether one MX host is concerned, and not the domain.
    """

    topics: frozenset[Topic]
    looks: tuple[Looker, ...]
    of_host: bool = True


_HANDSHAKE: Final = frozenset({Topic.MX, Topic.TLS})
_DANE: Final = frozenset({Topic.MX, Topic.DANE, Topic.TLS})
_SIGNED: Final = frozenset({Topic.MX, Topic.DANE, Topic.DNSSEC})
_NAMED: Final = frozenset({Topic.STS_RECORD, Topic.STS_POLICY, Topic.MX})
_POLICY: Final = frozenset({Topic.STS_RECORD, Topic.STS_POLICY, Topic.POLICY_HOST, Topic.MX})
"""Of a domain that does not exist there is no record either; the MX question tells the two apart."""

EVERYTHING: Final = Rule(frozenset(Topic) - {Topic.TLS}, (), of_host=False)
"""For what says not what failed: all that does not connect to port 25."""


def _of_tls(causes: frozenset[str]) -> Callable[[bool], Rule]:
    """A failure of TLS; where the sender used DANE, its records are held against the certificate as well."""

    def rule(dane: bool) -> Rule:  # noqa: FBT001  the one thing that rules of this kind differ by
        if dane:
            return Rule(_DANE, (at_tls(causes), at_dane(NO_MATCH)))
        return Rule(_HANDSHAKE, (at_tls(causes),))

    return rule


def _names(dane: bool) -> Rule:  # noqa: FBT001  as above
    if dane:
        return Rule(_DANE, (at_tls(MISNAMED), at_dane(NO_MATCH)))
    return Rule(_HANDSHAKE | _NAMED, (at_tls(MISNAMED), at_coverage))


def _anything(dane: bool) -> Rule:  # noqa: FBT001  as above
    if dane:
        return Rule(_DANE | _SIGNED, (at_dane(NO_MATCH | SKIPPED, compared=True), at_tls(TLS_FAULTS)))
    return Rule(_HANDSHAKE | _NAMED, (at_coverage, at_tls(TLS_FAULTS)))


_RULES: Final[dict[ResultType, Callable[[bool], Rule]]] = {
    ResultType.STARTTLS_NOT_SUPPORTED: lambda _: Rule(_HANDSHAKE, (at_tls(NO_STARTTLS),)),
    ResultType.CERTIFICATE_HOST_MISMATCH: _names,
    ResultType.CERTIFICATE_EXPIRED: _of_tls(EXPIRED),
    ResultType.CERTIFICATE_NOT_TRUSTED: _of_tls(UNTRUSTED | EXPIRED & frozenset({"chain-expired"})),
    ResultType.VALIDATION_FAILURE: _anything,
    ResultType.TLSA_INVALID: lambda _: Rule(_DANE | _SIGNED, (at_dane(NO_MATCH | SKIPPED, compared=True),)),
    ResultType.DNSSEC_INVALID: lambda _: Rule(_SIGNED, (at_dnssec,)),
    ResultType.DANE_REQUIRED: lambda _: Rule(_SIGNED, (at_dane(NOT_THERE | SKIPPED),)),
    ResultType.STS_POLICY_FETCH_ERROR: lambda _: Rule(_POLICY, (at_fetch,), of_host=False),
    ResultType.STS_POLICY_INVALID: lambda _: Rule(_POLICY, (at_policy,), of_host=False),
    ResultType.STS_WEBPKI_INVALID: lambda _: Rule(_POLICY, (at_webpki,), of_host=False),
}


def rule_of(subject: Subject) -> Rule:
    """Return how a failure is looked into; everything is asked where its type does not say what failed."""
    try:
        known = ResultType(subject.result_type)
    except ValueError:
        return EVERYTHING
    rule = _RULES[known](subject.policy_type == PolicyType.TLSA)
    about_names = known in (ResultType.VALIDATION_FAILURE, ResultType.CERTIFICATE_HOST_MISMATCH)
    sts = subject.policy_type == PolicyType.STS
    if about_names and sts and names_host(subject.policy_text, host_name(subject.mx_host)) is False:
        # The policy that the sender holds does not name the host: TLS was never the question.
        return Rule(rule.topics - {Topic.TLS}, (at_coverage,))
    return rule
