"""The lines of the list about DANE: one for each MX host, or a single one where no host uses it."""

import shlex
from collections.abc import Sequence
from typing import Final

from tlsrpt_tui.live.answers import Answer, Security, Tlsa
from tlsrpt_tui.live.check import Check, Finding, State, Topic, worst
from tlsrpt_tui.live.dane_compare import Comparison, compare, failing_somewhere, good_everywhere
from tlsrpt_tui.live.dane_findings import failed_look_up, findings_of, in_vain, not_compared, why_not_compared
from tlsrpt_tui.live.dig import dig_line
from tlsrpt_tui.live.host_names import LINE, fitted, shown
from tlsrpt_tui.live.published import DaneOutcome, DaneState, Probe
from tlsrpt_tui.live.tlsa_records import AUTHORITY, KEY, Combination, combination, spoken, unusable
from tlsrpt_tui.text import sanitise, shorten

_SIGNED: Final = {
    Security.SECURE: "signed",
    Security.CLAIMED: "signed as the resolver says",
    Security.INSECURE: "not signed",
    Security.BOGUS: "bogus",
    Security.UNKNOWN: "not known",
}
_RULE: Final = "RFC 7672 §3.1: a usable TLSA record must match what the server sends"
_SKIP_RULE: Final = "RFC 7672 §2.1.2: where a look-up fails, the host is passed by, as if it could not be reached"
_MOST_SHOWN: Final = 12
_MOST_COMMANDS: Final = 4
_DATA: Final = 33
_LONGEST_WORD: Final = 300


def dane_checks(
    states: Sequence[DaneState], probes: Sequence[Probe], *, domain: str, pending: bool = False
) -> tuple[Check, ...]:
    """Return a line for each MX host, in their order; none without states.

    DANE is a matter of choice, and a domain without it has nothing to mend: where no host has a TLSA record and no
    question about one fails, a single line says so, and says it as good. Where some hosts have records, one without is
    a warning, because whoever is in the way can steer mail to it. A host whose records cannot be looked up is bad: it
    gets no mail from DANE senders (RFC 7672 §2.1.2).

    Args:
        states: what was looked up.
        probes: what was seen on port 25; a record that was compared with nothing is neither good nor bad.
        domain: the next-hop domain, which a certificate may name as well (RFC 7672 §3.2.2).
        pending: whether more probes are to come; a host whose records wait for one is ``ASKING``.
    """
    if not any(map(_concerns, states)):
        return (_absent(states),) if states else ()
    made = ((state, compare(state, probes, domain=domain)) for state in states)
    return tuple(_host_check(state, states, seen, domain, pending=pending) for state, seen in made)


def _concerns(state: DaneState) -> bool:
    """Return whether DANE is in use at a host, or whether that cannot be told."""
    told = state.outcome in (DaneOutcome.SKIP, DaneOutcome.UNKNOWN)
    return bool(state.records) or told or failed_look_up(state) is not None


def _absent(states: Sequence[DaneState]) -> Check:
    answers = [answer for state in states for answer in state.answers]
    if not answers:
        finding = Finding(
            State.UNKNOWN, "dane-not-asked", "no MX host has an address, so none was asked for TLSA records"
        )
        return Check(
            "dane", Topic.DANE, Topic.DANE.value, State.UNKNOWN, "no MX host to ask about", findings=(finding,)
        )
    if all(state.mx is Security.INSECURE for state in states):
        why, wants = "MX records are not signed", "DANE begins with signed MX records"
    elif all(state.address is Security.INSECURE for state in states):
        why, wants = "MX hosts are not signed", "DANE needs MX hosts in a signed zone"
    else:
        why, wants = "no TLSA record", "a TLSA record for each MX host is what it takes"
    finding = Finding(State.GOOD, "dane-absent", f"DANE is not in use, which is no fault; {wants}", "7672 §2.2")
    return Check(
        key="dane",
        topic=Topic.DANE,
        title=Topic.DANE.value,
        state=State.GOOD,
        found=f"not in use: {why}",
        ttl=min((answer.ttl for answer in answers if answer.ttl is not None), default=None),
        section="7672 §2.2",
        findings=(finding,),
        facts=(("Found", f"no TLSA record at {fitted([shown(answer.name) for answer in answers], 200)}"),),
        repeat=tuple(filter(None, (dig_line(answer, "+dnssec") for answer in answers[:_MOST_COMMANDS]))),
        sent=tuple(line for answer in answers for line in answer.lines),
        resolver=answers[0].resolver,
        asked=answers[0].asked,
        cached=any(answer.cached for answer in answers),
    )


def _host_check(
    state: DaneState, states: Sequence[DaneState], comparisons: tuple[Comparison, ...], domain: str, *, pending: bool
) -> Check:
    others = any(each.records for each in states if each is not state)
    title = f"{Topic.DANE} {shown(state.host)}"
    if pending and not_compared(state, comparisons):
        found = f"{_said([combination(record) for record in state.usable])}, waiting for port 25"
        key = f"dane {shown(state.host)}"
        return Check(key, Topic.DANE, title, found=found, host=sanitise(state.host), section="7672 §3.1")
    findings = findings_of(state, comparisons, domain=domain, others=others)
    last = state.answers[-1] if state.answers else None
    return Check(
        key=f"dane {shown(state.host)}",
        topic=Topic.DANE,
        title=title,
        state=worst(findings),
        found=shorten(_found(state, comparisons), LINE + 10),
        host=sanitise(state.host),
        ttl=last.ttl if last else None,
        section=findings[0].section if findings and findings[0].state is not State.GOOD else "7672 §3.1",
        findings=findings,
        facts=_facts(state, comparisons),
        do=next((finding.do for finding in findings if finding.do), ""),
        repeat=_repeat(state, last, comparisons),
        sent=tuple(line for answer in state.answers for line in answer.lines),
        resolver=last.resolver if last else "",
        asked=last.asked if last else None,
        cached=last.cached if last else False,
    )


def _found(state: DaneState, comparisons: Sequence[Comparison]) -> str:
    """Return the answer in a few words."""
    if state.outcome is DaneOutcome.SKIP:
        return _skipped(state)
    if failed := failed_look_up(state):
        return f"TLSA not known: {failed.status.value}"
    if not state.records:
        return "addresses not known" if state.outcome is DaneOutcome.UNKNOWN else "no TLSA record"
    return _of_records(state, comparisons)


def _of_records(state: DaneState, comparisons: Sequence[Comparison]) -> str:
    combinations = tuple(dict.fromkeys(combination(record) for record in state.usable))
    if not combinations:
        return f"{_said([combination(record) for record in state.records])}: cannot be used"
    if in_vain(state):
        return f"{_said(combinations)}, in vain: not signed"
    if any(each.found or each.without_tls for each in comparisons):
        told = _compared(combinations, comparisons)
        unusable_ones = len(state.records) - len(state.usable)
        more = f", {unusable_ones} unusable" if unusable_ones else ""
        doubt = ", DNSSEC unknown" if state.outcome is DaneOutcome.UNKNOWN else more
        return f"{told}{doubt}" if len(told) + len(doubt) <= LINE else told
    said = _said(combinations)
    if not comparisons:
        return f"{said}, not compared with {_object(combinations)}"
    return f"{said}, not compared: {why_not_compared(comparisons)}"


def _skipped(state: DaneState) -> str:
    if state.address is Security.BOGUS:
        return "addresses fail validation"
    if state.broken_denial:
        return "broken denial of existence"
    last = state.answers[-1] if state.answers else None
    if last is None:
        return "addresses cannot be looked up"
    return "TLSA fails validation" if last.security is Security.BOGUS else f"TLSA look-up: {last.status.value}"


def _compared(combinations: Sequence[Combination], comparisons: Sequence[Comparison]) -> str:
    failing = [each for each in comparisons if each.fails]
    several = len([each for each in comparisons if each.found or each.without_tls]) > 1
    if failing and len(failing) < len(comparisons) and several:
        return f"no match on {failing[0].address}" + (f", {len(failing) - 1} more" if failing[1:] else "")
    if any(each.without_tls for each in failing):
        return f"{_said(combinations)}, but no STARTTLS"
    good, bad = good_everywhere(comparisons), failing_somewhere(comparisons)
    if not good:
        verb = "does" if len(combinations) == 1 else "do"
        return f"{_said(combinations)} {verb} not match {_object(combinations)}"
    if bad:
        return f"{_said(good)} {'matches' if len(good) == 1 else 'match'}, {_said(bad)} not"
    return f"{_said(good)} {'matches' if len(good) == 1 else 'match'} {_object(good)}"


def _object(combinations: Sequence[Combination]) -> str:
    """Return what a combination is about; several are about the server."""
    if len(combinations) != 1:
        return "the server"
    usage, selector, _matching = combinations[0]
    if usage == AUTHORITY:
        return "the authority"
    return "the key" if selector == KEY else "the certificate"


def _said(combinations: Sequence[Combination]) -> str:
    return fitted(dict.fromkeys(map(spoken, combinations)), 16)


def _facts(state: DaneState, comparisons: Sequence[Comparison]) -> tuple[tuple[str, str], ...]:
    lines = [_record_line(record, comparisons) for record in state.records[:_MOST_SHOWN]]
    if len(state.records) > _MOST_SHOWN:
        lines.append(f"{len(state.records) - _MOST_SHOWN} more")
    facts = [("" if place else "Found", line) for place, line in enumerate(lines or [_found(state, comparisons)])]
    facts.append(("At", shown(state.answers[-1].name if state.answers else f"_25._tcp.{state.base}")))
    signed = f"MX {_SIGNED[state.mx]}, addresses {_SIGNED[state.address]}, TLSA {_SIGNED[state.tlsa]}"
    facts.append(("DNSSEC", signed))
    if state.records:
        facts.append(("Where", _where(comparisons) if state.usable else "not compared: no record can be used"))
    if len(state.usable) > 1:
        facts.append(("Rollover", _rollover(state, comparisons)))
    facts.append(("Senders", state.outcome.value))
    facts.append(("Rule", _SKIP_RULE if state.outcome is DaneOutcome.SKIP else _RULE))
    return tuple(facts)


def _record_line(record: Tlsa, comparisons: Sequence[Comparison]) -> str:
    begin = f"{spoken(combination(record))} {shorten(record.data.hex(), _DATA)}"
    if unusable(record):
        return f"{begin}: cannot be used"
    seen = [match for each in comparisons if each.found for match in each.found.matches if match.record == record]
    if not seen:
        return begin
    good = sum(match.authenticates for match in seen)
    if good == len(seen):
        return f"{begin}: matches"
    return f"{begin}: matches on {good} of {len(seen)} addresses" if good else f"{begin}: {seen[0].fault}"


def _where(comparisons: Sequence[Comparison]) -> str:
    seen = [each.address for each in comparisons if each.found]
    unseen = [f"{each.address} {each.status.value}" for each in comparisons if not each.found]
    if not comparisons:
        return "not compared: port 25 was not asked"
    parts = [f"compared on {fitted(seen, 120)}"] if seen else []
    return "; ".join([*parts, *([f"not compared: {fitted(unseen, 160)}"] if unseen else [])])


def _rollover(state: DaneState, comparisons: Sequence[Comparison]) -> str:
    if failing_somewhere(comparisons):
        return "not safe: each combination has to match at all times (RFC 7671 §8.4)"
    if not any(each.found for each in comparisons):
        return "each combination has to match at all times (RFC 7671 §8.4)"
    matched = {
        match.record for each in comparisons if each.found for match in each.found.matches if match.authenticates
    }
    spare = sum(record not in matched for record in state.usable)
    return f"safe: every combination matches, {spare} spare for the next key" if spare else "every combination matches"


def _repeat(state: DaneState, last: Answer | None, comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    """Return the commands that ask the same again, those without DNSSEC validation beside where it fails."""
    lines = [dig_line(answer, "+dnssec") for answer in state.answers]
    if last and last.security is Security.BOGUS:
        lines.append(dig_line(last, "+dnssec", "+cd"))
    if last and state.usable and dig_line(last):
        seen = [_openssl(state, each.address, each.port) for each in comparisons[:_MOST_COMMANDS]]
        lines += seen or [_openssl(state, "", 25)]
    return tuple(filter(None, lines))


def _openssl(state: DaneState, address: str, port: int) -> str:
    """Return the command that has OpenSSL match the records; the base domain is known to be a plain name."""
    end_point = f"[{address}]:{port}" if ":" in address else f"{address or state.base}:{port}"
    words = ["openssl", "s_client", "-starttls", "smtp", "-connect", end_point, "-servername", state.base]
    words += ["-dane_tlsa_domain", state.base, "-dane_ee_no_namechecks", "-verify_return_error"]
    for record in [each for each in state.usable if len(str(each)) <= _LONGEST_WORD][:_MOST_COMMANDS]:
        words += ["-dane_tlsa_rrdata", str(record)]
    return shlex.join(words) + " </dev/null"
