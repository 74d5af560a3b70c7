"""What one STARTTLS probe means: the findings, worst first, and the answer in a few words."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tlsrpt_tui.live.check import Finding, State
from tlsrpt_tui.live.host_names import LINE, listed, shown
from tlsrpt_tui.live.local_addresses import ALLOW, in_brief
from tlsrpt_tui.live.published import Certificate, Probe, ProbeStatus, StsPolicy
from tlsrpt_tui.live.smtp_connection import PORT_OPEN
from tlsrpt_tui.live.tlsa_records import AUTHORITY
from tlsrpt_tui.numbers import day, plural
from tlsrpt_tui.text import sanitise, shorten

DAYS_TO_RENEW: Final = 14
"""A certificate with fewer days left is warned of."""

RULE: Final = "8461 §4.2"
"""Where the certificate of an MX host is ruled: trusted, not expired, naming the host."""

_STARTTLS: Final = "3207 §4"
_REPLY: Final = 120
_OLD: Final = {"SSLv3": "7568 §3", "TLSv1": "8996 §4", "TLSv1.0": "8996 §4", "TLSv1.1": "8996 §5"}
_FROM_THERE: Final = "run it on the mail server, or the openssl line there over ssh"
_NO_CONNECTION: Final = (
    ProbeStatus.TIMED_OUT,
    ProbeStatus.UNREACHABLE,
    ProbeStatus.REFUSED,
    ProbeStatus.NO_GREETING,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A probe with what it means, sanitised; ``brief`` says it in few words, for the list."""

    probe: Probe
    findings: tuple[Finding, ...]
    brief: str

    @property
    def outcome(self) -> tuple[str, ...]:
        """Equal for probes that one line can tell together."""
        return (self.probe.status, self.probe.reason, *(finding.code for finding in self.findings))


@dataclass(frozen=True, slots=True)
class Demand:
    """What senders ask of a certificate.

    Attributes:
        policy: the MTA-STS policy; certificates are bad only where one asks for them, senders without one go on.
        unknown: why it is not known whether there is one, the end of a sentence: ``was not asked``; "" where it is.
            A certificate that fails is then bad, because a policy may refuse it.
    """

    policy: StsPolicy | None = None
    unknown: str = ""

    @property
    def state(self) -> State:
        """What a certificate that fails is."""
        policy = self.policy
        asked_for = bool(self.unknown) if policy is None else policy.mode in ("enforce", "testing")
        return State.BAD if asked_for else State.WARNING


def judged(probe: Probe, asks: Demand, *, now: dt.datetime, others_answer: bool, vouched: int | None = None) -> Judged:
    """Return what a probe means.

    Args:
        probe: one connection.
        asks: what senders ask of the certificate.
        now: UTC.
        others_answer: whether any MX host answered, so that silence is the address's own.
        vouched: usage of a TLSA record that the certificate matches; where no policy asks for more, what a public
            authority would say is then no fault (RFC 7672 §3.1).
    """
    if probe.status is ProbeStatus.TLS:
        told = [_by_dane(*each, asks, vouched=vouched) for each in _of_tls(probe, asks.state, now)]
        told = [(_in_doubt(each, asks), brief) for each, brief in told]
    else:
        told = [_of_failure(probe, others_answer=others_answer)]
    told.sort(key=lambda each: each[0].state.rank)
    brief = told[0][1] if told else _all_well(probe.chain[0], now)
    return Judged(probe, tuple(finding for finding, _ in told), brief)


def is_silent(probe: Probe) -> bool:
    """Return whether nothing came back, which may yet turn out to be a blocked port."""
    return probe.status in _NO_CONNECTION and not probe.banner


def ago(when: dt.datetime, now: dt.datetime) -> str:
    """Return ``in 74 days``, ``3 days ago``."""
    passed = (now - when).days
    if passed >= 1:
        return f"{plural(passed, 'day')} ago"
    left = (when - now).days
    if when > now:
        return f"in {plural(left, 'day')}" if left else "in less than a day"
    return "less than a day ago"


def time_shown(when: dt.datetime) -> str:
    """Return ``2026-11-17 23:59 UTC``."""
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _in_doubt(finding: Finding, asks: Demand) -> Finding:
    """Return a finding that says that it is not known whether anybody asks for more, where that decides."""
    if not asks.unknown or finding.section != RULE or finding.state is not State.BAD:
        return finding
    return replace(finding, sentence=f"{finding.sentence}; whether an MTA-STS policy asks for that {asks.unknown}")


def _by_dane(finding: Finding, brief: str, asks: Demand, *, vouched: int | None) -> tuple[Finding, str]:
    """Return a finding as a remark where it is about the certificate, and a TLSA record vouches for that.

    Usage 3 leaves dates out (RFC 7672 §3.1.1); for usage 2 an end that is near counts.
    """
    if vouched is None or finding.section != RULE or (vouched == AUTHORITY and "expires-soon" in finding.code):
        return finding, brief
    words = (f"{brief}, and DANE vouches for it", f"{brief.removeprefix('certificate ')}, DANE vouches for it")
    fitting = next((each for each in words if len(each) <= LINE), f"{brief}, DANE vouches")
    if asks.unknown:  # senders that go by a policy take no TLSA record for it
        return replace(finding, state=State.WARNING), fitting
    return replace(finding, state=State.GOOD, do=""), fitting


def _all_well(leaf: Certificate, now: dt.datetime) -> str:
    return f"names match, {plural((leaf.not_after - now).days, 'day')} left"


def _of_failure(probe: Probe, *, others_answer: bool) -> tuple[Finding, str]:
    host, reason = shown(probe.host), shorten(sanitise(probe.reason), _REPLY)
    reply = shorten(sanitise(probe.reply), _REPLY)
    if probe.status is ProbeStatus.BLOCKED:
        brief = reason if reason.startswith("no IP") else "port 25 blocked from here"
        sentence = f"nothing can be said of {host} from here: {reason}"
        return Finding(State.UNKNOWN, "port-blocked", sentence, "", _FROM_THERE), brief
    if probe.status is ProbeStatus.NOT_TRIED:
        sentence = f"{host} at {probe.address} was not connected to: {reason}"
        local = in_brief(reason)
        return Finding(State.UNKNOWN, "not-tried", sentence, "", ALLOW if local else ""), local or probe.status.value
    if probe.status is ProbeStatus.REJECTED:
        sentence = f"{host} turns this machine away: {reply or reason}; it may take mail from others"
        brief = f"turned away: {reply[:3]}" if reply else "turned away"
        return Finding(State.UNKNOWN, "rejected", sentence, "", _FROM_THERE), brief
    if is_silent(probe):
        return _of_silence(probe, others_answer=others_answer)
    return _without_tls(probe, host, reply or reason, reason)


def _of_silence(probe: Probe, *, others_answer: bool) -> tuple[Finding, str]:
    code = {
        ProbeStatus.TIMED_OUT: "timed-out",
        ProbeStatus.REFUSED: "refused",
        ProbeStatus.NO_GREETING: "no-greeting",
    }.get(probe.status, "unreachable")
    sentence = f"{shown(probe.host)} at {probe.address}: {shorten(sanitise(probe.reason), _REPLY)}"
    brief = probe.status.value
    if others_answer or probe.reason.endswith(PORT_OPEN):
        do = f"see why nothing answers on port 25 of {probe.address}, or take the address out of DNS"
        told = f"{sentence}, while other addresses answer" if others_answer else sentence
        return Finding(State.WARNING, code, told, "", do), brief
    told = f"{sentence}; whether the host does so or something on the way cannot be told from here"
    return Finding(State.UNKNOWN, code, told, "", _FROM_THERE), brief


def _without_tls(probe: Probe, host: str, told: str, reason: str) -> tuple[Finding, str]:
    status = probe.status
    where = f"{host} at {probe.address}"
    if status is ProbeStatus.NO_STARTTLS and "masked" in reason:
        sentence = f"a firewall before {where} masks what the server says, and STARTTLS with it"
        do = f"turn off the inspection of SMTP (fixup, ESMTP inspection) in front of {probe.address}"
        return Finding(State.BAD, "starttls-masked", sentence, _STARTTLS, do), "STARTTLS masked by a firewall"
    if status is ProbeStatus.NO_STARTTLS:
        do = f"turn on TLS in the mail server on {probe.address}"
        return Finding(State.BAD, "no-starttls", f"{where} offers no STARTTLS: {reason}", _STARTTLS, do), status.value
    if status is ProbeStatus.STARTTLS_REFUSED:
        do = f"look into the log of the mail server on {probe.address}: often its key or certificate cannot be read"
        sentence = f"{where} offers STARTTLS and refuses it: {told}"
        return Finding(State.BAD, "starttls-refused", sentence, _STARTTLS, do), status.value
    if status is ProbeStatus.HANDSHAKE_FAILED:
        do = f"look into the log of the mail server on {probe.address}, and try the openssl line"
        return Finding(State.BAD, "handshake-failed", f"{where}: {reason}", "3207 §4.1", do), status.value
    if status is ProbeStatus.NOT_SMTP:
        do = f"see what listens on port 25 of {probe.address}"
        return Finding(State.BAD, "not-smtp", f"{where} does not speak SMTP: {reason}", "5321 §4.2", do), status.value
    do = f"see what holds up the mail server on {probe.address}"
    return Finding(State.BAD, "hangs", f"{where}: {reason}", "5321 §4.5.3.2", do), reason or status.value


def _of_tls(probe: Probe, state: State, now: dt.datetime) -> Iterator[tuple[Finding, str]]:
    if not probe.chain:
        sentence = f"{shown(probe.host)} sends no certificate"
        yield Finding(state, "no-certificate", sentence, RULE, "give it a certificate"), "no certificate"
        return
    yield from _names(probe, state)
    yield from _dates(probe, state, now)
    yield from _trust(probe, state, now)
    yield from _protocol(probe)


def _names(probe: Probe, state: State) -> Iterator[tuple[Finding, str]]:
    if probe.names_host is not False:
        return
    names = listed([shorten(sanitise(name), 60) for name in probe.chain[0].names]) or "no host at all in its SAN"
    sentence = f"the certificate names {names}, not {shown(probe.host)}"
    do = f"get a certificate whose SAN names {shown(probe.host)}, or name the host in MX as the certificate does"
    yield Finding(state, "host-mismatch", sentence, RULE, do), "certificate names another host"


def _dates(probe: Probe, state: State, now: dt.datetime) -> Iterator[tuple[Finding, str]]:
    leaf = probe.chain[0]
    end = leaf.not_after
    do = f"renew the certificate and reload the mail server on {probe.address}"
    if end < now:
        sentence = f"the certificate expired {time_shown(end)}, {ago(end, now)}"
        yield Finding(state, "certificate-expired", sentence, RULE, do), f"expired {_near_day(end, now)}"
    elif leaf.not_before > now:
        begin = leaf.not_before
        sentence = f"the certificate is valid from {time_shown(begin)} on, {ago(begin, now)}"
        do = f"see to the clock of {probe.address}, or wait"
        yield Finding(state, "certificate-not-yet-valid", sentence, RULE, do), f"valid from {_near_day(begin, now)}"
    elif (left := (end - now).days) < DAYS_TO_RENEW:
        sentence = f"the certificate expires {time_shown(end)}, {ago(end, now)}"
        yield Finding(State.WARNING, "certificate-expires-soon", sentence, RULE, do), f"{plural(left, 'day')} left"


def _trust(probe: Probe, state: State, now: dt.datetime) -> Iterator[tuple[Finding, str]]:
    code, fault = probe.trust_code, shorten(sanitise(probe.trust_fault), 300)
    if not code:
        yield from _chain_ends_soon(probe, now)
    elif code in ("expired", "not-yet-valid"):
        if probe.chain[0].not_before <= now <= probe.chain[0].not_after:
            do = "send the intermediate certificate that your authority uses now"
            yield Finding(state, f"chain-{code}", fault, RULE, do), f"intermediate {code.replace('-', ' ')}"
    elif code == "incomplete-chain":
        do = "let the server send the intermediate certificate as well (fullchain.pem)"
        yield Finding(state, code, fault, RULE, do), "chain incomplete"
    elif code == "other":
        yield Finding(State.UNKNOWN, "trust-unknown", fault, RULE), "trust cannot be told"
    else:
        do = "get a certificate of an authority that everybody trusts"
        yield Finding(state, code, fault, RULE, do), "self-signed" if code == "self-signed" else "not trusted"


def _chain_ends_soon(probe: Probe, now: dt.datetime) -> Iterator[tuple[Finding, str]]:
    for above in probe.chain[1:]:
        left = (above.not_after - now).days
        if above.subject != above.issuer and 0 <= left < DAYS_TO_RENEW:
            name = shorten(sanitise(above.subject), 80)
            sentence = (
                f"{name} above the certificate expires {time_shown(above.not_after)}, {ago(above.not_after, now)}"
            )
            do = "send the intermediate certificate that your authority uses now"
            yield Finding(State.WARNING, "chain-expires-soon", sentence, RULE, do), f"intermediate: {left} days left"


def _protocol(probe: Probe) -> Iterator[tuple[Finding, str]]:
    if probe.version in _OLD:
        sentence = f"{shown(probe.host)} speaks {probe.version} at best, which nobody should use any more"
        do = "turn on TLS 1.2 and 1.3"
        yield Finding(State.WARNING, "old-tls", sentence, _OLD[probe.version], do), f"{probe.version} is too old"
    if probe.injected:
        text = shorten(sanitise(probe.injected), 60)
        sentence = f"plain text stood behind the answer to STARTTLS: “{text}”; somebody may have put it there"
        do = "update the mail server, and see what stands between it and here"
        yield Finding(State.WARNING, "text-before-tls", sentence, "3207 §6", do), "plain text before TLS"


def _near_day(when: dt.datetime, now: dt.datetime) -> str:
    return day(when.date(), year=when.year != now.year)
