"""Whether the names that mail depends on are signed: MX records, hosts, TLSA names, each by itself (RFC 7672 §2.1)."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

from tlsrpt_tui.live.answers import Answer, Kind, Resolver, Security, Validation
from tlsrpt_tui.live.check import Check, Topic, worst
from tlsrpt_tui.live.dig import dig_line
from tlsrpt_tui.live.dnssec_findings import Name, advice, findings_of, zone_of
from tlsrpt_tui.live.host_names import LINE, fitted, shown
from tlsrpt_tui.live.published import DaneState, MxState

_MOST_ZONES: Final = 4
_MOST_FACTS: Final = 24
_MOST_COMMANDS: Final = 8
_WORDS: Final = {
    Security.SECURE: "signed",
    Security.CLAIMED: "signed, as the resolver says",
    Security.INSECURE: "not signed",
    Security.BOGUS: "bogus",
    Security.UNKNOWN: "not known",
}
_VALIDATION: Final = {
    Validation.VALIDATES: "validates",
    Validation.CLAIMS: "says that it validates; anybody on the way can say so as well",
    Validation.DOES_NOT: "does not validate",
    Validation.UNKNOWN: "may or may not validate",
}


async def look_up_dnssec(
    domain: str, mx: MxState | None, dane: Sequence[DaneState], resolver: Resolver
) -> tuple[Answer, ...]:
    """Ask what the other questions leave open, and return these answers.

    Whether a name is signed comes with every answer. Where a zone is not signed or fails validation, its DS and DNSKEY
    records are asked for, to tell why; and the MX records, where nobody has asked for them.
    """
    first = () if mx else (await resolver.ask(domain, Kind.MX),)
    names = _names(_answers(first, mx, dane))
    troubled = [name for name in names if name.security in (Security.INSECURE, Security.BOGUS)]
    zones = list(dict.fromkeys(zone_of(name, domain) for name in troubled))[:_MOST_ZONES]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(resolver.ask(zone, kind)) for zone in zones for kind in (Kind.DS, Kind.DNSKEY)]
    return (*first, *(task.result() for task in tasks))


def dnssec_check(
    answers: Sequence[Answer],
    mx: MxState | None,
    dane: Sequence[DaneState],
    validation: Validation,
    *,
    domain: str,
) -> Check:
    """Return the line of the list about DNSSEC.

    A zone without DNSSEC has nothing to mend, so that it is not signed is said and is good; that its signatures fail
    validation is bad. A resolver that does not validate, or on whose word nobody should rely, makes it unknown.

    Args:
        answers: what ``look_up_dnssec`` brought.
        mx: where mail goes; ``None`` where that was not asked.
        dane: the hosts' TLSA questions.
        validation: whether the resolver's word can be used.
        domain: in A-labels.
    """
    asked = _answers(answers, mx, dane)
    names = _names(asked)
    extra = [answer for answer in answers if answer.kind in (Kind.DS, Kind.DNSKEY)]
    findings = findings_of(names, extra, validation, domain=domain)
    first = asked[0] if asked else None
    return Check(
        key="dnssec",
        topic=Topic.DNSSEC,
        title=Topic.DNSSEC.value,
        state=worst(findings),
        found=_found(names, validation, domain),
        ttl=first.ttl if first else None,
        section="7672 §2.1",
        findings=findings,
        facts=_facts(names, first, validation),
        do=next((finding.do for finding in findings if finding.do), ""),
        repeat=_repeat([*asked, *extra]),
        sent=tuple(line for answer in (*asked, *extra) for line in answer.lines),
        resolver=first.resolver if first else "",
        asked=first.asked if first else None,
        cached=any(answer.cached for answer in asked),
    )


def _answers(first: Iterable[Answer], mx: MxState | None, dane: Sequence[DaneState]) -> list[Answer]:
    """Return the answers on which mail depends: MX records first, then addresses, then TLSA records."""
    own = [mx.answer] if mx else [answer for answer in first if answer.kind is Kind.MX]
    hosts = [answer for host in (mx.hosts if mx else ()) for answer in host.answers]
    return [*own, *hosts, *(answer for state in dane for answer in state.answers)]


def _names(answers: Iterable[Answer]) -> list[Name]:
    """Return a line for each name and what is known of it; A and AAAA that agree share one."""
    lines: dict[tuple[str, bool, Security], Name] = {}
    for answer in answers:
        address = answer.kind in (Kind.A, Kind.AAAA)
        place = (answer.name if address else f"{answer.name} {answer.kind}", address, answer.security)
        before = lines.get(place)
        lines[place] = Name(
            answer.name,
            (*before.kinds, answer.kind) if before else (answer.kind,),
            answer.security,
            tuple(dict.fromkeys((*(before.errors if before else ()), *answer.errors))),
            answer.status if not answer.status.answered else (before.failed if before else None),
        )
    return list(lines.values())


def _found(names: Sequence[Name], validation: Validation, domain: str) -> str:
    """Return the answer in a few words."""
    by_zone: dict[str, list[Name]] = {}
    for name in names:
        by_zone.setdefault(zone_of(name, domain), []).append(name)
    bogus = {zone: its for zone, its in by_zone.items() if any(name.security is Security.BOGUS for name in its)}
    if bogus:
        why = advice(tuple(error for its in bogus.values() for name in its for error in name.errors)).word
        end = f" ({why})" if why else ""
        return f"bogus: {fitted(map(shown, bogus), max(LINE - 7 - len(end), 12))}{end}"
    if validation in (Validation.DOES_NOT, Validation.UNKNOWN):
        return f"resolver {_VALIDATION[validation]}"
    return _of_zones(by_zone, claimed=any(name.security is Security.CLAIMED for name in names))


def _of_zones(by_zone: dict[str, list[Name]], *, claimed: bool) -> str:
    """Return which zones are signed and which are not, where no validation fails."""
    unknown = [shown(zone) for zone, its in by_zone.items() if any(name.security is Security.UNKNOWN for name in its)]
    unsigned = [zone for zone, its in by_zone.items() if any(name.security is Security.INSECURE for name in its)]
    signed = [zone for zone in _zones(by_zone, {Security.SECURE, Security.CLAIMED}) if zone not in unknown]
    if unknown:
        return _in_part(signed, unsigned, unknown)
    if signed and unsigned:
        return f"{fitted(signed, LINE // 2)} signed, {fitted(unsigned, LINE // 2)} not"
    if unsigned:
        return f"not signed, no DANE: {fitted(unsigned, LINE - 21)}" if len(unsigned) > 1 else "not signed, so no DANE"
    if signed:
        return f"{fitted(signed, LINE - 7)} {'said to be signed' if claimed else 'signed'}"
    return "not known"


def _in_part(signed: Sequence[str], unsigned: Sequence[str], unknown: Sequence[str]) -> str:
    """Return what is found where something of a zone is not known: ``example.org signed, example.net unknown``."""
    told = [(zones, word) for zones, word in ((signed, "signed"), (unsigned, "not"), (unknown, "unknown")) if zones]
    if len(told) == 1:
        return "not known"
    return ", ".join(f"{fitted(zones, LINE // len(told) - 7)} {word}" for zones, word in told)


def _zones(by_zone: dict[str, list[Name]], states: set[Security]) -> list[str]:
    """Return the zones of whose names all that is known is among ``states``."""
    told = {zone: {name.security for name in its} - {Security.UNKNOWN} for zone, its in by_zone.items()}
    return [shown(zone) for zone, known in told.items() if known and known <= states]


def _facts(names: Sequence[Name], first: Answer | None, validation: Validation) -> tuple[tuple[str, str], ...]:
    lines = [_line(name) for name in names[:_MOST_FACTS]]
    if len(names) > _MOST_FACTS:
        lines.append(f"{len(names) - _MOST_FACTS} more")
    facts = [("" if place else "Found", line) for place, line in enumerate(lines or ["nothing was asked"])]
    who = f"{shown(first.resolver)} " if first and first.resolver else ""
    facts.append(("Resolver", f"{who}{_VALIDATION[validation]}"))
    facts.append(("Rule", "RFC 7672 §2.1: DANE stands on signed MX records, signed hosts and signed TLSA records"))
    return tuple(facts)


def _line(name: Name) -> str:
    word = name.failed.value if name.failed and name.security is Security.UNKNOWN else _WORDS[name.security]
    errors = f" ({', '.join(name.errors[:3])})" if name.errors else ""
    return f"{shown(name.name)} {' '.join(name.kinds)}: {word}{errors}"


def _repeat(answers: Sequence[Answer]) -> tuple[str, ...]:
    """Return the commands, the bogus first, with one beside that has validation switched off."""
    ordered = sorted(answers, key=lambda answer: answer.security is not Security.BOGUS)
    lines: list[str] = []
    for answer in ordered:
        lines.append(dig_line(answer, "+dnssec"))
        if answer.security is Security.BOGUS:
            lines.append(dig_line(answer, "+dnssec", "+cd"))
    return tuple(dict.fromkeys(filter(None, lines)))[:_MOST_COMMANDS]
