"""The line about the TLS-RPT record: whether senders know where to report, and what to do where they do not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from tlsrpt_tui.live.answers import Kind
from tlsrpt_tui.live.check import Check, Finding, State, Topic
from tlsrpt_tui.live.dig import dig_question
from tlsrpt_tui.live.host_names import LINE, fitted, shown
from tlsrpt_tui.live.no_answer import status_words
from tlsrpt_tui.live.no_mail import no_mail
from tlsrpt_tui.live.published import Level, MxState, ReportingRecord, ReportingState
from tlsrpt_tui.live.record_line import (
    as_remark,
    keep_one,
    labelled,
    line,
    no_answer,
    not_valid_words,
    of_faults,
    safe,
    texts,
    where,
)
from tlsrpt_tui.live.tlsrpt_record import corrected_reporting_record

_SECTION: Final = "8460 §3"
_RULE: Final = "RFC 8460 §3: one TXT record that begins v=TLSRPTv1; and has rua="
_MOST_HOSTS: Final = 6
_OTHER: Final = re.compile(r"v[ \t]*=[ \t]*(?:spf|dmarc|dkim|bimi|sts)", re.IGNORECASE)
_OURS: Final = re.compile(r"tls.?rpt|tslrpt|rua[ \t]*=", re.IGNORECASE)


def reporting_check(
    state: ReportingState | None, hosts: tuple[ReportingState, ...], *, domain: str, mx: MxState | None = None
) -> Check:
    """Return the line of the list about the TLS-RPT record.

    Args:
        state: what was looked up; ``None`` while it is asked for.
        hosts: what stands at the MX hosts, which asks for reports on DANE.
        domain: in A-labels.
        mx: where mail goes; nobody reports on a domain that takes none.
    """
    topic = Topic.TLSRPT_RECORD
    if state is None:
        return Check(topic.key, topic, topic.value, section=_SECTION)
    return line(
        topic,
        (state.answer,),
        (*_findings(state, domain, mx), *_at_hosts(hosts)),
        found=_found(state, domain),
        section=_SECTION,
        facts=(*texts(state.answer), *where(state.answer), *_more_facts(state, hosts), ("Rule", _RULE)),
        sent=[each for host in hosts[:_MOST_HOSTS] for each in host.answer.lines],
        repeat=[dig_question(_place(state), Kind.TXT, resolver=state.answer.resolver)] if state.elsewhere else (),
    )


def is_meant(text: str) -> bool:
    """Return whether a text was meant as a TLS-RPT record, however badly it is written."""
    return not _OTHER.match(text.lstrip()) and bool(_OURS.search(text))


def _found(state: ReportingState, domain: str) -> str:
    if state.record:
        whole = f"rua={safe(','.join(state.record.addresses))}"
        return whole if len(whole) <= LINE else f"rua={fitted(map(safe, state.record.addresses), LINE - 4)}"
    if not state.answer.status.answered:
        return status_words(state.answer)
    if state.elsewhere:
        place = _place(state)
        return f"wrong place: {'at the domain itself' if place == domain else safe(place.removesuffix(f'.{domain}'))}"
    if not any(map(is_meant, state.answer.texts)):
        return "none: nobody is asked for reports"
    return not_valid_words(state.faults, _count(state))


def _place(state: ReportingState) -> str:
    """Return the name of the wrong place."""
    return state.elsewhere.partition(": ")[0]


def _count(state: ReportingState) -> int:
    return sum(map(is_meant, state.answer.texts))


def _findings(state: ReportingState, domain: str, mx: MxState | None) -> Iterator[Finding]:
    if not state.answer.status.answered:
        yield no_answer(state.answer, "the TLS-RPT record")
        return
    name = shown(domain)
    do = f"publish at _smtp._tls.{name}: v=TLSRPTv1; rua=mailto:tlsrpt@{name}"
    if state.elsewhere:
        place, _, text = state.elsewhere.partition(": ")
        sentence = f"a TLS-RPT record stands at {shown(place)}, where no sender looks: “{safe(text)}”"
        doubled = place == f"_smtp._tls.{domain}.{domain}"
        why = ": what a zone file names without a final dot gets the name of the zone behind it" if doubled else ""
        yield Finding(State.BAD, "wrong-place", sentence, _SECTION, f"move it to _smtp._tls.{name}{why}")
    elif not any(map(is_meant, state.answer.texts)):
        sentence = f"there is no TLS-RPT record: no sender reports on {name}"
        missing = Finding(State.WARNING, "no-record", sentence, _SECTION, do)
        yield no_mail(mx, domain, "there is nothing to report on") or missing
        # What stands there for other purposes is no mistake of its own.
        yield from map(as_remark, of_faults(state.faults))
        return
    elif state.record is None:
        yield _not_valid(state, name)
    yield from _of_faults(state)
    if state.record:
        yield from _mailboxes(state.record, domain)


def _of_faults(state: ReportingState) -> Iterator[Finding]:
    """Yield the faults; those of a record that senders read all the same with what to publish in its place."""
    meant = [text for text in state.answer.texts if is_meant(text)]
    corrected = corrected_reporting_record(meant[0]) if state.record and len(meant) == 1 else ""
    mended = bool(corrected) and corrected != meant[0]
    others = any(each.state is State.WARNING and each.code != "rua-several" for each in of_faults(state.faults))
    # That there are several addresses is the least of what is wrong with a record.
    for finding in sorted(of_faults(state.faults), key=lambda each: each.code == "rua-several"):
        if state.record is None:
            # What to publish is said once, above.
            yield replace(finding, do="")
        elif finding.code == "rua-several":
            yield replace(finding, do="" if mended and others else "name one address that collects for all")
        elif mended and finding.state is State.WARNING:
            yield replace(finding, do=f"publish: {safe(corrected)}")
        else:
            yield finding


def _not_valid(state: ReportingState, name: str) -> Finding:
    """Return the finding above the faults: with the corrected record to publish, or the first thing to mend."""
    meant = [text for text in state.answer.texts if is_meant(text)]
    corrected = corrected_reporting_record(meant[0]) if len(meant) == 1 else ""
    sentence = "senders take this as if there were no TLS-RPT record"
    first = next((each.sentence for each in of_faults(state.faults) if each.state is State.BAD), "")
    do = keep_one(state.faults, len(meant), f"_smtp._tls.{name}")
    do = do or (f"publish: {safe(corrected)}" if corrected else f"mend it: {first}")
    return Finding(State.BAD, "not-valid", sentence, _SECTION, do)


def _mailboxes(record: ReportingRecord, domain: str) -> Iterator[Finding]:
    """A remark on reports that go to the very domain whose mail they are about."""
    for address in record.addresses:
        scheme, _, rest = address.partition(":")
        mailbox = unquote(rest.partition("?")[0]).rpartition("@")[2].lower().rstrip(".")
        if scheme.lower() == "mailto" and mailbox == domain:
            sentence = (
                f"reports go to a mailbox of {shown(domain)} itself, whose MX may be what is broken; senders have to "
                "deliver them even without TLS, but another domain or https is safer"
            )
            yield Finding(State.GOOD, "own-mailbox", sentence, _SECTION)
            return


def _at_hosts(hosts: tuple[ReportingState, ...]) -> Iterator[Finding]:
    for host in hosts:
        faults = [fault for fault in host.faults if fault.level is Level.ERROR]
        if host.record is None and faults:
            sentence = f"the record of the MX host {shown(host.at)} is not valid: {of_faults(faults)[0].sentence}"
            yield Finding(State.GOOD, "host-record-not-valid", sentence, "8460 §1.1")


def _more_facts(state: ReportingState, hosts: tuple[ReportingState, ...]) -> Iterator[tuple[str, str]]:
    if state.elsewhere:
        yield "Elsewhere", safe(state.elsewhere)
    asked = [host for host in hosts if host.answer.status.answered]
    yield from labelled("For DANE", [f"{shown(host.at)}: {_host_record(host)}" for host in asked[:_MOST_HOSTS]])


def _host_record(host: ReportingState) -> str:
    if host.record:
        return safe(", ".join(host.record.addresses), 80)
    return "record is not valid" if host.faults else "no record of its own"
