"""What checks say of one kind of failure: its cause, another fault, nothing wrong, or nothing that can be seen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from tlsrpt_tui.live.check import Check, Finding, State, Topic, worst
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.policy_host_check import announces
from tlsrpt_tui.live.published import FetchStatus, Level, Probe, ProbeStatus
from tlsrpt_tui.live.sts_policy import covers
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.check_lines import Subject
from tlsrpt_tui.triage.seen_policy import address_of, host_name

NO_STARTTLS: Final = frozenset({"no-starttls", "starttls-refused", "starttls-masked", "handshake-failed"})
"""Handshakes that fail count in: Exchange Online reports them as ``starttls-not-supported``."""

EXPIRED: Final = frozenset({"certificate-expired", "chain-expired"})
MISNAMED: Final = frozenset({"host-mismatch"})
UNTRUSTED: Final = frozenset(
    {
        "self-signed",
        "incomplete-chain",
        "untrusted",
        "chain-not-yet-valid",
        "certificate-not-yet-valid",
        "no-certificate",
    }
)
TLS_FAULTS: Final = NO_STARTTLS | EXPIRED | MISNAMED | UNTRUSTED | {"hangs", "not-smtp"}
NO_MATCH: Final = frozenset(
    {"tlsa-mismatch", "tlsa-weaker-only", "tlsa-none-usable", "tlsa-partly", "tlsa-pkix", "dane-no-starttls"}
)
SKIPPED: Final = frozenset(
    {"tlsa-bogus", "denial-broken", "tlsa-not-answered", "address-bogus", "address-not-answered"}
)
NOT_THERE: Final = frozenset(
    {"tlsa-none", "tlsa-missing", "tlsa-not-signed", "tlsa-none-usable", "host-not-signed", "dane-absent"}
)
_SILENT: Final = frozenset(
    {"timed-out", "refused", "no-greeting", "unreachable", "port-blocked", "rejected", "not-tried"}
)
"""Of an address that was not spoken to."""

_SENTENCE: Final = 400


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that a check shows. All texts are sanitised.

    Attributes:
        check: key of the check; "" where none was asked.
        brief: in a few words.
        sentence: whole.
        do: what to do about it.
    """

    check: str
    brief: str
    sentence: str
    do: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What some checks say of a failure.

    Attributes:
        causes: what explains it.
        others: faults that would be reported otherwise.
        unseen: what cannot be told.
        good: what is as it should be.
        checks: keys of all that were looked at.
    """

    causes: tuple[Seen, ...] = ()
    others: tuple[Seen, ...] = ()
    unseen: tuple[Seen, ...] = ()
    good: tuple[Seen, ...] = ()
    checks: tuple[str, ...] = ()

    def __add__(self, other: "Look") -> "Look":
        return Look(
            self.causes + other.causes,
            self.others + other.others,
            self.unseen + other.unseen,
            self.good + other.good,
            tuple(dict.fromkeys(self.checks + other.checks)),
        )


Looker = Callable[[Subject, Checkup], Look]


def of_topic(checkup: Checkup, topic: Topic, host: str = "") -> list[Check]:
    """Return the checks of a topic, of one host where there is one."""
    found = [check for check in checkup.checks if check.topic is topic]
    return [check for check in found if not check.host or check.host == host] if host else found


def at_tls(causes: frozenset[str]) -> Looker:
    """Return what looks at TLS for findings of these codes."""

    def look(subject: Subject, checkup: Checkup) -> Look:
        checks = of_topic(checkup, Topic.TLS, host_name(subject.mx_host))
        if not checks:
            return Look(unseen=(Seen("", "port 25 was not asked", "Port 25 was not connected to."),))
        found = _sorted_out(checks, causes, lambda finding: finding.code in TLS_FAULTS, lambda _: False)
        probed = _probed(subject, checkup)
        if found.unseen and probed is not None and probed.status is ProbeStatus.TLS:
            return _at_one_address(found, checks, probed)
        return found

    return look


def _probed(subject: Subject, checkup: Checkup) -> Probe | None:
    """Return what was found at the address that a report names."""
    host, address = host_name(subject.mx_host), address_of(subject.receiving_ip)
    of_host = (probe for probe in checkup.published.probes if not host or probe.host == host)
    return next((probe for probe in of_host if probe.address == address), None)


def _at_one_address(found: Look, checks: Iterable[Check], probe: Probe) -> Look:
    """Return a look in which the very address that failed was reached; the others need not be."""
    elsewhere = {each.sentence for check in checks for each in check.findings if each.code in _SILENT}
    unseen = tuple(each for each in found.unseen if each.sentence not in elsewhere)
    others = tuple(each for each in found.unseen if each.sentence in elsewhere)
    told = f"TLS at {sanitise(probe.address)} is in order"
    good = found.good or (Seen(found.checks[0], told, f"{told}."),)
    return Look(found.causes, found.others, unseen, good + others, found.checks)


def at_dane(causes: frozenset[str], *, compared: bool = False) -> Looker:
    """Return what looks at DANE for findings of these codes; with ``compared`` certificates must have been seen."""

    def look(subject: Subject, checkup: Checkup) -> Look:
        host = host_name(subject.mx_host)
        checks = of_topic(checkup, Topic.DANE, host)
        if not checks:
            return Look(unseen=(Seen("", "DANE was not asked for", "TLSA records were not asked for."),))
        found = _sorted_out(
            map(_as_dns_shows, checks), causes, lambda finding: finding.state is State.BAD, lambda _: False
        )
        gone = all(
            not state.records for state in checkup.published.dane if not host or host in (state.host, state.base)
        )
        probes = [probe for probe in checkup.published.probes if not host or probe.host == host]
        if compared and not found.causes and not gone and not any(probe.chain for probe in probes):
            told = "The TLSA records could not be held against a certificate: none was seen on port 25."
            return found + Look(unseen=(Seen(checks[0].key, "no certificate seen", told),))
        return found

    return look


def _as_dns_shows(check: Check) -> Check:
    """Return a line about DANE without that it was held against no certificate, which only some failures are about."""
    kept = tuple(each for each in check.findings if each.code != "tlsa-not-compared")
    return check if len(kept) == len(check.findings) else replace(check, findings=kept, state=worst(kept))


def at_dnssec(subject: Subject, checkup: Checkup) -> Look:
    """Look at all lines for DNSSEC that fails validation."""
    checks = of_topic(checkup, Topic.DNSSEC)
    if not checks:
        return Look(unseen=(Seen("", "DNSSEC was not asked for", "DNSSEC was not asked for."),))
    of_mx = [check for check in of_topic(checkup, Topic.MX) if any("bogus" in each.code for each in check.findings)]

    def is_cause(finding: Finding) -> bool:
        return finding.state is State.BAD

    found = _sorted_out([*checks, *of_mx], frozenset(), lambda _: False, is_cause)
    return found + at_dane(SKIPPED)(subject, checkup)


def at_coverage(subject: Subject, checkup: Checkup) -> Look:
    """Look whether the policy that is served names the MX host (RFC 8461 §4.1)."""
    published, host = checkup.published, host_name(subject.mx_host)
    state, mx = published.sts_policy, published.mx
    keys = tuple(check.key for topic in (Topic.STS_POLICY, Topic.MX) for check in of_topic(checkup, topic))
    key = keys[0] if keys else ""
    if state is None:
        told = "The MTA-STS policy was not asked for."
        return Look(unseen=(Seen(key, "policy not asked for", told),), checks=keys)
    if state.policy is None:
        return _without_policy(checkup, key) + Look(checks=keys)
    hosts = [host] if host else [each.name for each in mx.hosts] if mx else []
    missing = [each for each in hosts if not covers(state.policy.mx, each)]
    if missing and state.policy.mode != "none":
        name = shorten(sanitise(missing[0]), 100)
        told = f"The policy that is served does not name {name}."
        do = f"add “mx: {name}” to the policy, then change the id"
        return Look(causes=(Seen(key, f"{name} is not in the policy", told, do),), checks=keys)
    named = shorten(sanitise(host), 100) or "every MX host"
    said = f"the policy names {named}" if state.policy.mode != "none" else "the policy has mode none"
    return Look(good=(Seen(key, said, f"{said[0].upper()}{said[1:]}."),), checks=keys)


def _without_policy(checkup: Checkup, key: str) -> Look:
    if announces(checkup.published.sts_record) is False:
        return Look(good=(Seen(key, "no MTA-STS any more", "There is no MTA-STS record any more."),))
    check = next((each for each in checkup.checks if each.key == key), None)
    found = check.found if check and check.found else "no policy can be read"
    told = (Seen(key, found, f"The MTA-STS policy: {found}.", check.do if check else ""),)
    return Look(others=told) if check and check.state is State.BAD else Look(unseen=told)


def at_fetch(_subject: Subject, checkup: Checkup) -> Look:
    """Look whether the policy can be fetched at every address (RFC 8461 §3.3)."""
    return _of_host(checkup, lambda finding: finding.code.startswith("fetch-") or "not-found" in finding.code)


def at_policy(_subject: Subject, checkup: Checkup) -> Look:
    """Look whether what is fetched is a policy (RFC 8461 §3.2)."""
    state = checkup.published.sts_policy
    checks = of_topic(checkup, Topic.STS_POLICY)
    key = checks[0].key if checks else ""
    if state is None:
        return Look(unseen=(Seen(key, "policy not asked for", "The MTA-STS policy was not asked for."),))
    faults = [fault for fault in state.faults if fault.level is Level.ERROR]
    large = any(fetch.status is FetchStatus.TOO_LARGE for fetch in state.fetches)
    fetched = any(fetch.status is FetchStatus.FETCHED for fetch in state.fetches)
    keys = (key,) if key else ()
    if state.policy is None and (faults or large or fetched):
        at = f"line {faults[0].line}: " if faults and faults[0].line else ""
        told = f"{at}{faults[0].sentence}" if faults else "the policy is larger than 64 KiB" if large else "no policy"
        do = (checks[0].do if checks else "") or "correct the file, then change the id"
        return Look(causes=(Seen(key, shorten(told, 80), shorten(told, _SENTENCE), do),), checks=keys)
    if state.policy is None:
        return _of_host(checkup, lambda _: False)
    said = f"the policy is valid, mode {sanitise(state.policy.mode)}"
    return Look(good=(Seen(key, said, f"{said[0].upper()}{said[1:]}."),), checks=keys)


def at_webpki(_subject: Subject, checkup: Checkup) -> Look:
    """Look at the certificate of the policy host (RFC 8461 §3.3)."""
    codes = frozenset({"fetch-tls-failed", "certificate-expired"})
    return _of_host(checkup, lambda finding: finding.code in codes)


def _of_host(checkup: Checkup, is_cause: Callable[[Finding], bool]) -> Look:
    checks = of_topic(checkup, Topic.POLICY_HOST)
    if not checks:
        return Look(unseen=(Seen("", "policy host not asked", "The policy host was not asked."),))
    if announces(checkup.published.sts_record) is False:
        told = "There is no MTA-STS record any more, so that no sender fetches a policy."
        return Look(good=(Seen(checks[0].key, "no MTA-STS any more", told),), checks=(checks[0].key,))

    def counts(finding: Finding) -> bool:
        return is_cause(finding) and finding.state in (State.BAD, State.WARNING)

    found = _sorted_out(checks, frozenset(), lambda finding: finding.state is State.BAD, counts)
    state = checkup.published.sts_policy
    fetched = state is not None and any(fetch.status is FetchStatus.FETCHED for fetch in state.fetches)
    return found if fetched else replace(found, unseen=found.unseen + found.good, good=())


def _sorted_out(
    checks: Iterable[Check],
    causes: frozenset[str],
    is_other: Callable[[Finding], bool],
    is_cause: Callable[[Finding], bool],
) -> Look:
    """Tell the findings of checks apart: what explains a failure, what is another fault, what cannot be told."""
    looks = [_of_check(check, causes, is_other, is_cause) for check in checks]
    return sum(looks, Look())


def _of_check(
    check: Check, causes: frozenset[str], is_other: Callable[[Finding], bool], is_cause: Callable[[Finding], bool]
) -> Look:
    explaining = [each for each in check.findings if each.code in causes or is_cause(each)]
    others = [each for each in check.findings if each not in explaining and is_other(each)]
    silent = [each for each in check.findings if each.state is State.UNKNOWN or each.code in _SILENT]
    keys = (check.key,)
    if explaining or others:
        return Look(_told(check, explaining), _told(check, others), checks=keys)
    if silent or check.state in (State.UNKNOWN, State.ASKING):
        brief = check.found or "no answer was waited for"
        told = _told(check, silent) or (Seen(check.key, brief, f"{check.title}: {brief}."),)
        return Look(unseen=told, checks=keys)
    return Look(good=(Seen(check.key, f"{check.title}: {check.found}", f"{check.title}: {check.found}."),), checks=keys)


def _told(check: Check, findings: Iterable[Finding]) -> tuple[Seen, ...]:
    return tuple(
        Seen(
            check.key, check.found if number == 0 and check.found else each.sentence, each.sentence, each.do or check.do
        )
        for number, each in enumerate(findings)
    )
