"""What is right and wrong with DANE at one MX host, a sentence each (RFC 7672)."""

from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui.live.answers import Answer, Security
from tlsrpt_tui.live.check import Finding, State
from tlsrpt_tui.live.dane_compare import Comparison
from tlsrpt_tui.live.host_names import listed, shown
from tlsrpt_tui.live.local_addresses import ALLOW, in_brief
from tlsrpt_tui.live.no_answer import reason
from tlsrpt_tui.live.published import DaneOutcome, DaneState, ProbeStatus
from tlsrpt_tui.live.tlsa_records import END_ENTITY, combination, is_pkix, spoken, unusable

MANY: Final = 12
"""More TLSA records than these are worth a word: every sender fetches them all."""

_MOST_TOLD: Final = 6
_TRUSTED: Final = (Security.SECURE, Security.CLAIMED)
_LOOKUP: Final = "7672 §2.1.2"
_MEND: Final = "mend DNSSEC: see the line DNSSEC"


def findings_of(
    state: DaneState, comparisons: Sequence[Comparison], *, domain: str, others: bool
) -> tuple[Finding, ...]:
    """Return what was found, worst first.

    Args:
        state: of the host.
        comparisons: one for each connection to it.
        domain: whose MX host it is.
        others: whether another MX host of the domain has TLSA records.
    """
    found = [*_lookup(state, shown(domain), others=others), *_records(state), *_matches(state, comparisons)]
    found += [*_not_compared(state, comparisons), *_remarks(state, comparisons)]
    return tuple(sorted(found, key=lambda finding: finding.state.rank))


def in_vain(state: DaneState) -> bool:
    """Return whether the records are there, yet no sender uses them for want of DNSSEC (RFC 7672 §2.2)."""
    return bool(state.records) and Security.INSECURE in (state.address, state.tlsa)


def failed_look_up(state: DaneState) -> Answer | None:
    """Return the TLSA question that was not answered, where its answer would have counted."""
    last = state.answers[-1] if state.answers else None
    return last if last and not last.status.answered and state.address in _TRUSTED else None


def not_compared(state: DaneState, comparisons: Sequence[Comparison]) -> bool:
    """Return whether there are records that senders go by, and no server that they were held against."""
    counts = bool(state.usable) and not in_vain(state) and state.outcome is not DaneOutcome.SKIP
    return counts and not any(each.found or each.without_tls for each in comparisons)


def why_not_compared(comparisons: Sequence[Comparison]) -> str:
    """Return why no certificate was seen, in few words."""
    if not comparisons:
        return "port 25 not asked"
    first = comparisons[0]
    if any(each.status is not first.status for each in comparisons):
        return "no certificate seen"
    if first.status is ProbeStatus.BLOCKED:
        return "port 25 blocked"
    if first.status is ProbeStatus.NOT_TRIED:
        return f"{first.address} is local" if in_brief(first.reason) else "port 25 not tried"
    return "no certificate sent" if first.status is ProbeStatus.TLS else first.status.value


def _not_compared(state: DaneState, comparisons: Sequence[Comparison]) -> Iterator[Finding]:
    if not not_compared(state, comparisons):
        return
    said = listed(list(dict.fromkeys(spoken(combination(record)) for record in state.usable)))
    sentence = f"whether {said} matches what {shown(state.host)} sends is not known"
    if not comparisons:
        told = f"{sentence}: port 25 was not asked"
        yield Finding(State.UNKNOWN, "tlsa-not-compared", told, "7672 §3.1", "let port 25 be connected to (--probe)")
        return
    local = any(in_brief(each.reason) for each in comparisons)
    why = in_brief(comparisons[0].reason) if local else why_not_compared(comparisons)
    do = ALLOW if local else "see the line TLS of the host; or run the openssl line on the mail server"
    yield Finding(State.UNKNOWN, "tlsa-not-compared", f"{sentence}: {why}", "7672 §3.1", do)


def _lookup(state: DaneState, domain: str, *, others: bool) -> Iterator[Finding]:
    """What DNS alone shows."""
    if state.outcome is DaneOutcome.SKIP:
        yield _skipped(state)
    elif state.outcome is DaneOutcome.UNKNOWN:
        yield _unknown(state)
    elif state.outcome is DaneOutcome.ENCRYPT:
        sentence = "none of the TLSA records can be used: senders encrypt, and authenticate nobody"
        yield Finding(
            State.WARNING, "tlsa-none-usable", sentence, "7672 §2.2", "publish a record that begins with 3 1 1"
        )
    elif failed := failed_look_up(state):
        sentence = f"the TLSA question at {shown(failed.name)} fails: {reason(failed)}; senders that use DANE wait"
        yield Finding(State.WARNING, "tlsa-not-answered", sentence, _LOOKUP, "mend the name servers of that name")
    elif in_vain(state):
        yield _published_in_vain(state)
    elif not state.records:
        yield _missing(state, others=others)
    elif state.mx is Security.INSECURE:
        sentence = f"the MX records of {domain} are not signed: senders may use the TLSA records, and not all do"
        yield Finding(State.GOOD, "mx-not-signed", sentence, "7672 §2.2.1")


def _skipped(state: DaneState) -> Finding:
    host = shown(state.host)
    end = "senders that use DANE pass the host by"
    if state.address is Security.BOGUS:
        sentence = f"the addresses of {host} fail DNSSEC validation: {end}"
        return Finding(State.BAD, "address-bogus", sentence, _LOOKUP, _MEND)
    last = state.answers[-1] if state.answers else None
    if last is None:
        sentence = f"the addresses of {host} cannot be looked up: {end}"
        return Finding(State.BAD, "address-not-answered", sentence, _LOOKUP, "mend the name servers of that name")
    name = shown(last.name)
    if state.broken_denial:
        sentence = f"DNSSEC cannot prove that there is no TLSA record at {name}: {end}"
        do = "have the name servers prove that the name is not there, with signed NSEC or NSEC3 records"
        return Finding(State.BAD, "denial-broken", sentence, _LOOKUP, do)
    if last.security is Security.BOGUS:
        sentence = f"the TLSA records at {name} fail DNSSEC validation: {reason(last)}; {end}"
        return Finding(State.BAD, "tlsa-bogus", sentence, _LOOKUP, _MEND)
    sentence = f"the TLSA question at {name} fails: {reason(last)}; {end}, with or without a record"
    do = "have the name servers answer the type TLSA; some old ones and some firewalls drop it"
    return Finding(State.BAD, "tlsa-not-answered", sentence, _LOOKUP, do)


def _unknown(state: DaneState) -> Finding:
    last = state.answers[-1] if state.answers else None
    if last is None:
        sentence = f"the addresses of {shown(state.host)} are not known, so its TLSA records were not asked for"
    elif not last.status.answered:
        sentence = f"the TLSA question at {shown(last.name)} was not answered: {reason(last)}"
    else:
        sentence = "the resolver does not tell whether the records are signed, without which no sender uses them"
    answered = last is not None and last.status.answered
    do = "ask a resolver that validates" if answered else "ask again, or another resolver"
    return Finding(State.UNKNOWN, "dane-unknown", sentence, "7672 §2.1", do)


def _published_in_vain(state: DaneState) -> Finding:
    what = f"the addresses of {shown(state.host)}" if state.address is Security.INSECURE else "they"
    sentence = f"the TLSA records are published in vain: {what} are not signed"
    do = f"sign the zone of {shown(state.base)}, or take the TLSA records away"
    return Finding(State.WARNING, "tlsa-not-signed", sentence, "7672 §2.2", do)


def _missing(state: DaneState, *, others: bool) -> Finding:
    host = shown(state.host)
    if not others:
        return Finding(State.GOOD, "tlsa-none", f"{host} has no TLSA record", "7672 §2.2")
    if state.address is Security.INSECURE:
        sentence = f"{host} is not signed while other MX hosts have TLSA records: mail can be steered to it"
        return Finding(State.WARNING, "host-not-signed", sentence, "7672 §2.2", f"sign the zone of {host}")
    sentence = f"{host} has no TLSA record while other MX hosts have: mail can be steered to it"
    return Finding(State.WARNING, "tlsa-missing", sentence, "7672 §2.2", f"publish TLSA records for {host}")


def _records(state: DaneState) -> Iterator[Finding]:
    """What the records show by themselves."""
    wrong = [(record, why) for record in state.records if (why := unusable(record))]
    for record, why in wrong[:_MOST_TOLD]:
        begins = spoken(combination(record))
        if is_pkix(record):
            do = f"publish {'3' if record.usage else '2'} {record.selector} {record.matching} in its place"
            yield Finding(State.WARNING, "tlsa-pkix", f"{begins} should not be published: {why}", "7672 §3.1.3", do)
        else:
            do = "make the record again from the certificate"
            yield Finding(State.WARNING, "tlsa-unusable", f"{begins} cannot be used: {why}", "6698 §2.1", do)
    if len(wrong) > _MOST_TOLD:
        sentence = f"{len(wrong) - _MOST_TOLD} further TLSA records cannot be used"
        yield Finding(State.WARNING, "tlsa-unusable", sentence, "6698 §2.1")


def _matches(state: DaneState, comparisons: Sequence[Comparison]) -> Iterator[Finding]:
    """What the certificates show."""
    grade = State.WARNING if in_vain(state) or state.outcome is DaneOutcome.UNKNOWN else State.BAD
    without = [each.address for each in comparisons if each.without_tls]
    if without and state.usable:
        sentence = f"STARTTLS is missing on {listed(without)}, and TLSA records require it: DANE senders do not deliver"
        yield Finding(grade, "dane-no-starttls", sentence, "7672 §2.2", "switch STARTTLS on, or take the records away")
    failing = [each for each in comparisons if each.found and not each.found.authenticates]
    if failing:
        yield _mismatch(failing, grade)
    partly = [each for each in comparisons if each.found and each.found.authenticates and each.found.failing]
    if partly and not failing:
        yield _partly(partly)


def _mismatch(failing: Sequence[Comparison], grade: State) -> Finding:
    where = listed([each.address for each in failing])
    first = failing[0]
    good = first.found.good if first.found else ()
    bad = listed([spoken(each) for each in (first.found.failing if first.found else ())])
    do = f"publish “{first.offered}” beside what is there, or give the server the old key back"
    if good:
        weak = listed([spoken(each) for each in good])
        sentence = f"{bad} matches nothing on {where}, and senders that know its digest pass {weak} over"
        return Finding(grade, "tlsa-weaker-only", sentence, "7671 §9", do)
    faults = dict.fromkeys(match.fault for match in first.found.matches) if first.found else {}
    verb = "match" if " and " in bad else "matches"
    sentence = f"{bad} {verb} nothing on {where}: {'; '.join(list(faults)[:2])}; DANE senders do not deliver"
    return Finding(grade, "tlsa-mismatch", sentence, "7672 §3.1", do if first.offered else "")


def _partly(partly: Sequence[Comparison]) -> Finding:
    found = partly[0].found
    good = listed([spoken(each) for each in (found.good if found else ())])
    bad = listed([spoken(each) for each in (found.failing if found else ())])
    where = listed([each.address for each in partly])
    sentence = f"on {where} {good} matches and {bad} does not: senders that go by {bad} alone do not deliver"
    do = f"mend the records that begin with {bad}, or take them away"
    return Finding(State.WARNING, "tlsa-partly", sentence, "7671 §8.4", do)


def _remarks(state: DaneState, comparisons: Sequence[Comparison]) -> Iterator[Finding]:
    """What is worth a word and no fault."""
    if len(state.records) > MANY:
        sentence = f"{len(state.records)} TLSA records are many: take those of old keys away"
        yield Finding(State.GOOD, "tlsa-many", sentence, "7671 §10.1.1")
    fails = any(each.fails for each in comparisons)
    alone = len(state.usable) == 1 and state.usable[0].usage == END_ENTITY
    if alone and not fails and not in_vain(state):
        sentence = "publish the next key before you change it: a single record holds for a single key"
        yield Finding(State.GOOD, "rollover-single", sentence, "7671 §8.1")
    if Security.CLAIMED in (state.mx, state.address, state.tlsa):
        sentence = "that the records are signed is the word of the resolver, over a path that anybody can change"
        yield Finding(State.GOOD, "dnssec-claimed", sentence, "7672 §2.1")
