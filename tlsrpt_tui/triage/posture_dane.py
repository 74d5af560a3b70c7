"""The steps of DANE: signed zones, TLSA records that match and outlive a key, reports for MX hosts (RFC 7672)."""

from collections.abc import Sequence
from typing import Final

from tlsrpt_tui.live.answers import Security
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.published import DaneOutcome, DaneState, Published
from tlsrpt_tui.numbers import plural
from tlsrpt_tui.triage.differences import listed
from tlsrpt_tui.triage.looks import NO_MATCH, SKIPPED, of_topic
from tlsrpt_tui.triage.posture_steps import Step, StepState

_SIGNED: Final = (Security.SECURE, Security.CLAIMED)
_FAULTY: Final = (State.BAD, State.WARNING)
_FAILS: Final = SKIPPED | NO_MATCH - {"tlsa-partly", "tlsa-pkix"}
"""What keeps a DANE sender from an MX host, or from knowing it."""

_READY: Final = 2
"""TLSA records that outlive a change of keys: the current one and the next (RFC 7671 §8.1)."""


def signed(checkup: Checkup) -> Step:
    """DNSSEC for the domain and for the zones of its MX hosts."""
    known, title, section = checkup.published, "DNSSEC for domain and MX hosts", "7672 §2.1"
    if known.mx is None or not known.mx.answer.status.answered:
        told = "the MX records were not asked for" if known.mx is None else "the MX records are not known"
        return Step("dnssec", title, StepState.UNKNOWN, told, "check MX and DNSSEC", section)
    found = {known.domain: known.mx.answer.security, **{state.host: state.address for state in known.dane}}
    bogus = [name for name, security in found.items() if security is Security.BOGUS]
    if bogus:
        do = next((check.do for check in of_topic(checkup, Topic.DNSSEC) if check.do), "") or "mend DNSSEC"
        return Step("dnssec", title, StepState.PARTLY, f"{listed(bogus)} fails validation", do, section)
    unsigned = [name for name, security in found.items() if security is Security.INSECURE]
    if unsigned:
        state = StepState.MISSING if len(unsigned) == len(found) else StepState.PARTLY
        told = f"{listed(unsigned)} not signed"
        return Step("dnssec", title, state, told, f"sign the zone of {listed(unsigned)}", section)
    unknown = [name for name, security in found.items() if security not in _SIGNED]
    if unknown or not known.dane:
        told = f"not known of {listed(unknown)}" if unknown else "the MX hosts were not asked about"
        return Step("dnssec", title, StepState.UNKNOWN, told, "ask a resolver that validates", section)
    claimed = Security.CLAIMED in found.values()
    told = "signed, as the resolver says" if claimed else f"{listed(list(found))} signed"
    return Step("dnssec", title, StepState.DONE, told, "", section)


def matching(checkup: Checkup) -> Step:
    """TLSA records for every MX host that match its certificates, now and after the next change of keys."""
    known, title, section = checkup.published, "TLSA on every MX host, ready for the next key", "7672 §3.1"
    if not known.dane:
        return Step("dane", title, StepState.UNKNOWN, "not asked", "check DANE", section)
    without = [state.host for state in known.dane if not state.usable]
    failing = [check for check in of_topic(checkup, Topic.DANE) if check.state in (State.BAD, State.WARNING)]
    if len(without) == len(known.dane) and not failing:
        do = "once the zones are signed, publish 3 1 1 of the key in use and of the next, for every MX host"
        return Step("dane", title, StepState.MISSING, "no MX host has a usable TLSA record", do, section)
    if failing:
        told = f"{failing[0].title}: {failing[0].found}"
        return Step("dane", title, StepState.PARTLY, told, failing[0].do, section)
    if without:
        told = f"{listed(without)} has no usable TLSA record"
        return Step("dane", title, StepState.PARTLY, told, f"publish TLSA records for {listed(without)}", section)
    return _published(known, title, section)


def protects(checkup: Checkup) -> bool:
    """Whether DANE senders reach every MX host, and authenticate it; the next key may still be missing."""
    known = checkup.published
    codes = {each.code for check in of_topic(checkup, Topic.DANE) for each in check.findings if each.state in _FAULTY}
    hosts = {host.name for host in known.mx.hosts} if known.mx is not None else set()
    bound = all(state.outcome is DaneOutcome.AUTHENTICATE and _compared(known, state) for state in known.dane)
    return bool(known.dane) and bound and hosts <= {state.host for state in known.dane} and not codes & _FAILS


def _published(known: Published, title: str, section: str) -> Step:
    """Judge records that DNS shows without fault: whether they were compared, and whether a next key is there."""
    unseen = [state.host for state in known.dane if not _compared(known, state)]
    if unseen:
        told = f"published; not held against the certificate of {listed(unseen)}"
        return Step("dane", title, StepState.UNKNOWN, told, "let port 25 be connected to", section)
    single = [state.host for state in known.dane if len(state.usable) < _READY]
    if single:
        told = f"every record matches; {listed(single)} has a single one"
        do = "publish the next key's record, two TTLs before that key is used"
        return Step("dane", title, StepState.PARTLY, told, do, "7671 §8.1")
    told = f"{plural(len(known.dane), 'MX host')}, every record compared, next key published"
    return Step("dane", title, StepState.DONE, told, "", section)


def _compared(known: Published, state: DaneState) -> bool:
    return any(probe.chain for probe in known.probes if probe.host == state.host)


def host_reports(known: Published, before: Sequence[Step]) -> Step:
    """TLS-RPT records at the MX hosts, to which senders report DANE (RFC 8460 §1.1)."""
    title, section = "TLS-RPT record at every MX host (optional, for DANE)", "8460 §1.1"
    hosts = {state.at: state for state in known.host_reporting}
    if known.mx is not None and all(host.name == known.domain for host in known.mx.hosts) and known.mx.hosts:
        return Step("host-tlsrpt", title, StepState.DONE, "the domain is its own MX host", "", section)
    if not hosts:
        return Step("host-tlsrpt", title, StepState.UNKNOWN, "not asked", f"check {Topic.TLSRPT_RECORD.value}", section)
    unknown = [name for name, state in hosts.items() if not state.answer.status.answered]
    without = [name for name, state in hosts.items() if state.record is None and name not in unknown]
    if without:
        use = "" if any(step.state is not StepState.MISSING for step in before) else "; of no use before DANE"
        told = f"none at {listed(without)}{use}"
        do = f"publish one at {listed([f'_smtp._tls.{name}' for name in without], 1)}, or ask who runs the host"
        state = StepState.PARTLY if len(without) < len(hosts) else StepState.MISSING
        return Step("host-tlsrpt", title, state, told, do, section)
    if unknown:
        told = f"not known of {listed(unknown)}"
        return Step("host-tlsrpt", title, StepState.UNKNOWN, told, "ask again, or another resolver", section)
    return Step("host-tlsrpt", title, StepState.DONE, plural(len(hosts), "record"), "", section)
