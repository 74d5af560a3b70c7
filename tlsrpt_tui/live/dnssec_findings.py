"""What is right and wrong with DNSSEC, a sentence each, and what to do about every way to fail (RFC 4035, RFC 8914)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.answers import Answer, Kind, Security, Status, Validation
from tlsrpt_tui.live.check import Finding, State
from tlsrpt_tui.live.host_names import listed, shown
from tlsrpt_tui.live.no_answer import brief

_EDE: Final = re.compile(r"\bEDE:? ?(\d{1,5})\b")
_HAS_PARENT: Final = 3
"""Labels of a name above which another name is likely to be the zone."""

_RESIGN: Final = "sign the zone again, and see that it is signed anew before signatures end"
_DS: Final = "make the DS records in the parent zone agree with the DNSKEY records, or take the DS records away"
_DENIAL: Final = "have the name servers prove with signed NSEC or NSEC3 records what is not there; sign the zone again"
_OTHER_RESOLVER: Final = "ask a resolver that validates, on this machine or over tls:// or https://"


@dataclass(frozen=True, slots=True)
class Name:
    """What is known of DNSSEC for one name.

    Attributes:
        name: as asked.
        kinds: record types of which this is so.
        security: what is known.
        errors: Extended DNS Errors, sanitised.
        failed: how a question ended that was not answered; ``None`` where all were.
    """

    name: str
    kinds: tuple[Kind, ...]
    security: Security
    errors: tuple[str, ...] = ()
    failed: Status | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """What an Extended DNS Error means: in a word or two, and what to do."""

    word: str
    do: str


_ADVICE: Final = {
    7: Advice("Signature Expired", _RESIGN),
    8: Advice("Signature Not Yet Valid", "set the clock of the machine that signs, and sign the zone again"),
    9: Advice("DNSKEY Missing", _DS),
    10: Advice("RRSIGs Missing", "sign the zone again, and see that every name server has the signed zone"),
    11: Advice("No Zone Key Bit Set", "publish a DNSKEY with the zone key flag, 256 or 257"),
    12: Advice("NSEC Missing", _DENIAL),
    1: Advice("Unsupported DNSKEY Algorithm", "sign with an algorithm in use, such as ECDSAP256SHA256 (13)"),
    2: Advice("Unsupported DS Digest Type", "publish a DS record with digest type 2, SHA-256"),
    5: Advice("DNSSEC Indeterminate", _DS),
    6: Advice("DNSSEC Bogus", "compare DS, DNSKEY and signatures: the dig lines show both sides"),
}
"""By code of RFC 8914 §4, the more telling first."""

_DENIED: Final = Advice("denial of existence", _DENIAL)
_NOTHING_THERE: Final = tuple(f"without validation: {status.value}" for status in (Status.NO_NAME, Status.NO_RECORD))
_NO_ADVICE: Final = Advice("", "compare DS, DNSKEY and signatures: the dig lines show both sides")


def advice(errors: Sequence[str]) -> Advice:
    """Return what the most telling of some Extended DNS Errors means."""
    codes = {int(code) for error in errors for code in _EDE.findall(error)}
    told = next((told for code, told in _ADVICE.items() if code in codes), _NO_ADVICE)
    # What validation refuses is that there is nothing.
    denial = told in (_NO_ADVICE, _ADVICE[6]) and any(error in _NOTHING_THERE for error in errors)
    return _DENIED if denial else told


def zone_of(name: Name, domain: str) -> str:
    """Return the zone that a name is probably in: the domain for what is below it, else what is above the host."""
    host = name.name.removeprefix("_25._tcp.")
    if Kind.MX in name.kinds or host == domain or host.endswith(f".{domain}"):
        return domain
    return host.partition(".")[2] if host.count(".") >= _HAS_PARENT - 1 else host


def findings_of(
    names: Sequence[Name], extra: Sequence[Answer], validation: Validation, *, domain: str
) -> tuple[Finding, ...]:
    """Return what was found, worst first.

    Args:
        names: what is known of each name.
        extra: the DS and DNSKEY answers of zones in trouble.
        validation: whether the resolver's word can be used.
        domain: in A-labels.
    """
    found = [*_bogus(names, extra, domain), *_resolver(names, validation)]
    if validation in (Validation.VALIDATES, Validation.CLAIMS):
        found += [*_not_known(names), *_unsigned(names, extra, domain)]
    return tuple(sorted(found, key=lambda finding: finding.state.rank))


def _bogus(names: Sequence[Name], extra: Sequence[Answer], domain: str) -> Iterator[Finding]:
    for name in names:
        if name.security is not Security.BOGUS:
            continue
        told = advice(name.errors)
        do = told.do
        if told in (_NO_ADVICE, _ADVICE[6]) and _ds_without_key(zone_of(name, domain), extra):
            do = _DS
        why = brief(name.errors)
        sentence = f"{_said(name)} fails validation" + (f": {why}" if why else "")
        yield Finding(State.BAD, "dnssec-bogus", sentence, "4035 §5", do)


def _ds_without_key(zone: str, extra: Sequence[Answer]) -> bool:
    return _has(zone, Kind.DS, extra) and not _has(zone, Kind.DNSKEY, extra)


def _resolver(names: Sequence[Name], validation: Validation) -> Iterator[Finding]:
    if validation is Validation.DOES_NOT:
        sentence = "the resolver does not validate, so nothing can be said of DNSSEC"
        yield Finding(State.UNKNOWN, "resolver-not-validating", sentence, "4035 §4.3", _OTHER_RESOLVER)
    elif validation is Validation.UNKNOWN:
        sentence = "whether the resolver validates is not known, so nothing can be said of DNSSEC"
        yield Finding(State.UNKNOWN, "resolver-unknown", sentence, "4035 §4.3", f"ask again, or {_OTHER_RESOLVER}")
    elif claimed := [name for name in names if name.security is Security.CLAIMED]:
        said = listed([shown(name.name) for name in claimed])
        are = "are" if len(claimed) > 1 else "is"
        sentence = f"the resolver says that {said} {are} signed, over a path on which anybody can say so"
        yield Finding(State.UNKNOWN, "dnssec-claimed", sentence, "4035 §4.3", _OTHER_RESOLVER)


def _not_known(names: Sequence[Name]) -> Iterator[Finding]:
    for name in names:
        if name.security is Security.UNKNOWN:
            why = f": {name.failed.value}" if name.failed else ""
            sentence = f"{_said(name)} is not known to be signed{why}"
            yield Finding(State.UNKNOWN, "dnssec-unknown", sentence, "4035 §4.3", "ask again, or another resolver")


def _unsigned(names: Sequence[Name], extra: Sequence[Answer], domain: str) -> Iterator[Finding]:
    """What is not signed, zone by zone; that is a fault only where somebody has signed in vain."""
    unsigned = [name for name in names if name.security is Security.INSECURE]
    for zone in dict.fromkeys(zone_of(name, domain) for name in unsigned):
        if _has(zone, Kind.DNSKEY, extra) and not _has(zone, Kind.DS, extra):
            sentence = f"{shown(zone)} has keys, and its parent zone no DS record: nobody can validate it"
            do = f"have the DS record of {shown(zone)} put into the parent zone, through the registrar"
            yield Finding(State.WARNING, "ds-missing", sentence, "4035 §2.4", do)
        else:
            said = listed([_said(name) for name in unsigned if zone_of(name, domain) == zone], 3)
            sentence = f"not signed: {said}; DANE is not possible there"
            yield Finding(State.GOOD, "dnssec-none", sentence, "7672 §2.1")


def _said(name: Name) -> str:
    return f"{shown(name.name)} {' '.join(name.kinds)}"


def _has(zone: str, kind: Kind, extra: Sequence[Answer]) -> bool:
    return any(answer.name == zone and answer.kind is kind and answer.status is Status.FOUND for answer in extra)
