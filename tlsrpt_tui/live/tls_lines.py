"""The lines of the list about TLS at MX hosts: one for a host whose addresses agree, else one for each that differs."""

import datetime as dt
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from tlsrpt_tui.live.check import Check, Finding, State, Topic, worst
from tlsrpt_tui.live.dane_compare import compare
from tlsrpt_tui.live.host_names import LINE, listed, shown
from tlsrpt_tui.live.local_addresses import LOCAL, LOCAL_CELLS
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.live.published import (
    Certificate,
    DaneOutcome,
    DaneState,
    MxHost,
    MxState,
    Probe,
    ProbeStatus,
    StsPolicy,
)
from tlsrpt_tui.live.tls_findings import RULE, Demand, Judged, ago, is_silent, judged, time_shown
from tlsrpt_tui.live.wished import gone_address, wished_addresses, wished_hosts
from tlsrpt_tui.numbers import plural
from tlsrpt_tui.text import sanitise, shorten

_RULES: Final = {
    RULE: "RFC 8461 §4.2: the certificate must be valid and name the MX",
    "3207 §4": "RFC 3207 §4: a server that can do TLS lists STARTTLS and answers it with 220",
    "8996 §4": "RFC 8996 §4: TLS 1.0 must not be used",
    "8996 §5": "RFC 8996 §5: TLS 1.1 must not be used",
}
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_VALUE: Final = 200
_SENT_LINE: Final = 400
_SENT_LINES: Final = 60
_REPEATED: Final = 4


def tls_checks(  # noqa: PLR0913  what is known, and what was wished for
    probes: tuple[Probe, ...],
    mx: MxState,
    policy: StsPolicy | None,
    *,
    domain: str,
    now: dt.datetime,
    pending: bool,
    wishes: Wishes | None = None,
    dane: Sequence[DaneState] = (),
    unknown: str = "",
) -> tuple[Check, ...]:
    """Return the lines about TLS, in the order of the MX hosts; none for a host that is not probed.

    Args:
        probes: what is known so far, at the end what ``probe_hosts`` returned.
        mx: the hosts.
        policy: the MTA-STS policy; where there is none, or with mode none, a certificate that fails is only warned of.
        domain: in A-labels.
        now: UTC.
        pending: whether more probes are to come; a host that waits for one is ``ASKING``, and so is a silent one,
            because its silence may turn out to be a blocked port.
        wishes: which hosts and addresses are probed; ``None`` for all.
        dane: what TLSA records say, which may vouch for a certificate that no public authority does.
        unknown: why it is not known whether a policy asks for valid certificates; "" where it is.
    """
    # A policy asks for a public certificate, whatever TLSA records say.
    weighty = dane if policy is None or policy.mode == "none" else ()
    others_answer = any(probe.banner for probe in probes)
    checks: list[Check] = []
    for host in wished_hosts(mx, wishes):
        mine = [probe for probe in probes if probe.host == host.name]
        awaited = len(wished_addresses(host, mx, wishes))
        if pending and (len(mine) < awaited or any(map(is_silent, mine))):
            checks.append(_asking(host, mine, awaited))
        elif mine:
            asks = Demand(policy, unknown)
            told = [
                judged(probe, asks, now=now, others_answer=others_answer, vouched=_vouched(probe, weighty, domain))
                for probe in mine
            ]
            first, *more = _of_host(host.name, told, (("", _weight(asks, domain)),), now)
            checks += [_moved(first, host, gone_address(host, wishes)), *more]
    return tuple(checks)


def _moved(check: Check, host: MxHost, gone: str) -> Check:
    """Return a line that says so where the address that was asked about is the host's no more."""
    if not gone:
        return check
    sentence = f"{gone}, which was asked about, is no address of {shown(host.name)} now, so all that it has were tried"
    remark = Finding(State.GOOD, "address-gone", sentence)
    facts = (*check.facts, ("Asked for", f"{gone}, no address of the host now"))
    return replace(check, findings=(*check.findings, remark), facts=facts)


def _vouched(probe: Probe, dane: Sequence[DaneState], domain: str) -> int | None:
    """Return the usage of a TLSA record by which DANE senders take a certificate; ``None`` where they do not."""
    states = [state for state in dane if state.host == probe.host and state.outcome is DaneOutcome.AUTHENTICATE]
    seen = [each.found for state in states for each in compare(state, [probe], domain=domain)]
    content = [found for found in seen if found is not None and found.authenticates]
    return max(
        (match.record.usage for found in content for match in found.matches if match.authenticates), default=None
    )


def _asking(host: MxHost, known: list[Probe], awaited: int) -> Check:
    found = f"{len(known)} of {awaited} addresses asked" if known and awaited > 1 else ""
    return Check(
        key=f"{Topic.TLS.key} {host.name}",
        topic=Topic.TLS,
        title=f"{Topic.TLS} {shown(host.name)}",
        found=found,
        host=sanitise(host.name),
        section=RULE,
    )


def _weight(asks: Demand, domain: str) -> str:
    """Return what a certificate that fails leads to."""
    policy = asks.policy
    if policy is None and asks.unknown:
        return f"whether an MTA-STS policy of {shown(domain)} asks for that {asks.unknown}"
    if policy is None or policy.mode == "none":
        return f"no MTA-STS policy of {shown(domain)} asks for that, so mail still comes"
    consequence = "refuse a host that fails" if policy.mode == "enforce" else "report a host that fails and go on"
    return f"{shown(domain)} is in mode {sanitise(policy.mode)}: senders {consequence}"


def _of_host(host: str, told: list[Judged], weight: tuple[tuple[str, str], ...], now: dt.datetime) -> Iterator[Check]:
    groups: dict[tuple[str, ...], list[Judged]] = {}
    for each in told:
        groups.setdefault(each.outcome, []).append(each)
    parts = list(groups.values())
    for number, part in enumerate(parts):
        others = [each for other in parts if other is not part for each in other]
        which = "" if number == 0 else _which(part, others)
        check = _line(host, part, which, now, of=len(told))
        yield replace(check, facts=(*check.facts, *weight)) if check.section == RULE else check


def _which(part: list[Judged], others: list[Judged]) -> str:
    """Return what tells a part of a host's addresses from the others: its family, or its first address."""
    mine, rest = ({_family(each.probe) for each in group} for group in (part, others))
    return mine.pop() if len(mine) == 1 and not mine & rest else part[0].probe.address


def _family(probe: Probe) -> str:
    return "IPv6" if ":" in probe.address else "IPv4"


def _line(host: str, part: list[Judged], which: str, now: dt.datetime, *, of: int) -> Check:
    # Where several addresses agree, the certificate that ends first speaks for them.
    first = min(part, key=lambda each: each.probe.chain[0].not_after if each.probe.chain else now)
    findings = tuple(_at_all(finding, part, first) for finding in first.findings)
    probe = first.probe
    alone = probe.address if len(part) == 1 else ""
    state = worst(findings)
    return Check(
        key=" ".join(filter(None, (Topic.TLS.key, host, which.lower()))),
        topic=Topic.TLS,
        title=" ".join(filter(None, (Topic.TLS.value, shown(host), which))),
        state=state,
        found=_found(first, alone if of > 1 and not which else ""),
        host=sanitise(host),
        address=alone,
        section=next((finding.section for finding in findings), RULE),
        findings=findings,
        facts=(*_found_facts(probe, now), ("Where", _where(part, of)), *_rule(first)),
        do=next((finding.do for finding in findings if finding.do), "") if state is not State.GOOD else "",
        repeat=tuple(_repeated(part)),
        sent=tuple(line for each in part for line in _sent(each.probe)),
        asked=min((each.probe.asked for each in part if each.probe.asked), default=None),
    )


def _at_all(finding: Finding, part: list[Judged], first: Judged) -> Finding:
    """Return a finding of one address as one of all that agree with it."""
    if len(part) == 1:
        return finding
    own, every = first.probe.address, listed([each.probe.address for each in part])
    return replace(finding, sentence=finding.sentence.replace(own, every), do=finding.do.replace(own, every))


def _found(first: Judged, address: str) -> str:
    brief = shorten(first.brief, LOCAL_CELLS if first.brief.startswith(LOCAL) else LINE)
    told = f"{brief} on {address}"
    return told if address and first.findings and len(told) <= LINE and "here" not in brief else brief


def _where(part: list[Judged], of: int) -> str:
    addresses = ", ".join(each.probe.address for each in part)
    return addresses if of == 1 else f"{addresses} ({len(part)} of {of} addresses)"


def _rule(first: Judged) -> Iterator[tuple[str, str]]:
    section = next((finding.section for finding in first.findings), RULE)
    if section in _RULES:
        yield "Rule", _RULES[section]


def _found_facts(probe: Probe, now: dt.datetime) -> Iterator[tuple[str, str]]:
    if probe.chain:
        yield from _certificate(probe.chain[0], now)
        issued = f"by {_safe(probe.chain[0].issuer) or 'nobody named'}, {plural(len(probe.chain), 'certificate')} sent"
        yield "", issued
        yield "", f"{probe.version}, {_safe(probe.cipher)}, {probe.chain[0].key or 'key of an unknown kind'}"
    elif probe.status is ProbeStatus.TLS:
        yield "Found", f"{probe.version}, {_safe(probe.cipher)}, no certificate"
    else:
        yield "Found", ": ".join(filter(None, (probe.status.value, _safe(probe.reason))))
        yield from (("", _safe(line)) for line in dict.fromkeys((probe.banner, probe.reply)) if line)


def _certificate(leaf: Certificate, now: dt.datetime) -> Iterator[tuple[str, str]]:
    names = shorten(", ".join(map(sanitise, leaf.names)), _VALUE) or "none"
    yield "Found", f"{_safe(leaf.subject) or 'no subject'}, SAN {names}"
    if leaf.unreadable:
        yield "", f"not all of it can be read: {_safe(leaf.unreadable)}"
    if leaf.not_after.year < dt.MAXYEAR:
        yield "", f"notAfter {time_shown(leaf.not_after)}, {ago(leaf.not_after, now)}"


def _safe(text: str) -> str:
    return shorten(sanitise(text), _VALUE)


def _repeated(part: list[Judged]) -> Iterator[str]:
    for each in part[:_REPEATED]:
        line = _openssl(each.probe)
        yield line
        if each.probe.status is ProbeStatus.BLOCKED and _HOST.fullmatch(each.probe.host):
            yield shlex.join(["ssh", each.probe.host, line])


def _openssl(probe: Probe) -> str:
    """Return the line that does the same in a shell; a name that is no host's is left out of it."""
    at = f"[{probe.address}]:{probe.port}" if ":" in probe.address else f"{probe.address}:{probe.port}"
    name = ["-servername", probe.host] if _HOST.fullmatch(probe.host) else []
    return f"{shlex.join(['openssl', 's_client', '-starttls', 'smtp', '-connect', at, *name])} </dev/null"


def _sent(probe: Probe) -> Iterator[str]:
    """The conversation and the chain, a line each, every address under its own name."""
    yield f"{probe.address}:"
    for line in probe.transcript[:_SENT_LINES]:
        yield f"  {shorten(sanitise(line), _SENT_LINE)}"
    if len(probe.transcript) > _SENT_LINES:
        yield f"  … {len(probe.transcript) - _SENT_LINES} lines more"
    if probe.version:
        yield f"  {probe.version}, {_safe(probe.cipher)}"
    for number, each in enumerate(probe.chain):
        yield f"  {number} subject {_safe(each.subject)}"
        yield f"    issuer  {_safe(each.issuer)}"
        yield f"    valid   {time_shown(each.not_before)} to {time_shown(each.not_after)}, {each.key}"
    if probe.trust_fault:
        yield f"  {_safe(probe.trust_fault)}"
