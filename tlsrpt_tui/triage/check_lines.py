"""Commands that check exactly what one failure row is about: a ``dig`` line, and an ``openssl`` or ``curl`` line.

What a row says comes from strangers. A value gets into a command only when it is a host name or an address, and is
quoted for the shell even then; where it is neither, there is no command but a sentence that says why.
"""

import ipaddress
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.reports.model import NO_DETAILS, PolicyType, ResultType
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.result_types import names_host

_LABEL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_LONGEST_NAME: Final = 253
_TLSA: Final = re.compile(r"(?:[0-9]{1,3} ){3}[0-9A-Fa-f]{2,900}")
"""A record as a word of a line; no line of a mail is longer than 998 signs (RFC 5322 §2.1.1)."""

_MOST_TLSA: Final = 16
"""Records of a report that get into a command; Microsoft has sent 13, and senders read 12 or so."""

_LONGEST_LINE: Final = 2000
"""Signs of a command; what is cut somewhere else is no command any more."""

_SHOWN: Final = 40
_STS_FETCH: Final = frozenset({ResultType.STS_POLICY_FETCH_ERROR, ResultType.STS_POLICY_INVALID})
_DANE: Final = frozenset({ResultType.TLSA_INVALID, ResultType.DANE_REQUIRED})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a failure row is about, as the report says it.

    Attributes:
        domain: the policy domain.
        mx_host: the receiving MX host; "" where the row names none.
        receiving_ip: the address that was connected to; "" where the row names none.
        policy_text: lines of the policy as the sender saw it.
    """

    result_type: str
    policy_type: str
    domain: str
    mx_host: str = ""
    receiving_ip: str = ""
    policy_text: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A command for a shell; where ``refusal`` says why there is none, ``command`` is empty."""

    command: str = ""
    refusal: str = ""


class _Unfit(Exception):
    """A value of the row does not fit into a command."""


def dns_line(subject: Subject) -> CheckLine:
    """Return the ``dig`` line that asks for the records a row is about."""
    return _line(_dig, subject)


def unchecked_line(subject: Subject) -> CheckLine:
    """Return the ``dig`` line that asks the same without validation, where DNSSEC is what failed (RFC 4035 §3.2.2).

    What only this one answers is there, and its signatures are broken.
    """
    return _line(_unchecked, subject)


def tls_line(subject: Subject) -> CheckLine:
    """Return the ``openssl`` or ``curl`` line that meets the server a row is about as a sender meets it.

    Under DANE it holds the certificate against the records that the sender saw, which need not be those of now.
    """
    return _line(_connect, subject)


def domain_of(subject: Subject) -> str:
    """Return the policy domain as it gets into a command; "" where it is no host name."""
    try:
        return _domain(subject)
    except _Unfit:
        return ""


def _line(make: Callable[[Subject], Sequence[str]], subject: Subject) -> CheckLine:
    try:
        words = make(subject)
        # Otherwise openssl would wait for something to be typed.
        return CheckLine(shlex.join(words) + (" </dev/null" if words[0] == "openssl" else ""))
    except _Unfit as unfit:
        return CheckLine(refusal=str(unfit))


def _dig(subject: Subject) -> list[str]:
    result = subject.result_type
    if result in (ResultType.STS_POLICY_FETCH_ERROR, ResultType.STS_WEBPKI_INVALID):
        domain = _domain(subject)
        return ["dig", f"_mta-sts.{domain}", "TXT", f"mta-sts.{domain}", "A", f"mta-sts.{domain}", "AAAA"]
    if result == ResultType.STS_POLICY_INVALID:
        return ["dig", f"_mta-sts.{_domain(subject)}", "TXT"]
    if result in _DANE or (result != ResultType.DNSSEC_INVALID and _is_dane(subject)):
        return ["dig", "+dnssec", f"_25._tcp.{_mx(subject)}", "TLSA"]
    if result == ResultType.DNSSEC_INVALID:
        return _dnssec(subject)
    if result == NO_DETAILS or not subject.mx_host:
        domain = _domain(subject)
        return ["dig", domain, "MX", f"_mta-sts.{domain}", "TXT", f"_smtp._tls.{domain}", "TXT"]
    return ["dig", _domain(subject), "MX", _mx(subject), "A", _mx(subject), "AAAA"]


def _dnssec(subject: Subject) -> list[str]:
    """Return the line that shows whether each link of the chain is signed; without the MX host, of the domain alone."""
    line = ["dig", "+dnssec", _domain(subject), "MX"]
    if not subject.mx_host:
        return line
    host = _mx(subject)
    return [*line, host, "A", host, "AAAA", f"_25._tcp.{host}", "TLSA"]


def _unchecked(subject: Subject) -> list[str]:
    if subject.result_type != ResultType.DNSSEC_INVALID:
        raise _Unfit("DNSSEC is not what failed")
    program, *words = _dnssec(subject)
    return [program, "+cd", *words]


def _connect(subject: Subject) -> list[str]:
    result = subject.result_type
    if result == ResultType.STS_WEBPKI_INVALID:
        host = f"mta-sts.{_domain(subject)}"
        return ["openssl", "s_client", "-connect", f"{host}:443", "-servername", host, "-verify_hostname", host]
    if result in _STS_FETCH or _is_policy_without_host(subject):
        # Without -L: a sender follows no redirect either (RFC 8461 §3.3).
        return ["curl", "-sSi", "--max-time", "60", f"https://mta-sts.{_domain(subject)}/.well-known/mta-sts.txt"]
    if result == ResultType.DNSSEC_INVALID:
        raise _Unfit("TLS shows nothing of DNSSEC: copy the dig line")
    if not subject.mx_host:
        raise _Unfit("the row names no MX host to connect to")
    host = _mx(subject)
    line = ["openssl", "s_client", "-starttls", "smtp", "-connect", _end_point(subject, host), "-servername", host]
    if result in _DANE or _is_dane(subject):
        seen = _records([*line, "-dane_tlsa_domain", host], subject)
        return seen or [*line, "-showcerts"]
    if result == ResultType.STARTTLS_NOT_SUPPORTED:
        return line
    return [*line, "-verify_hostname", host, "-verify_return_error"]


def _records(line: list[str], subject: Subject) -> list[str]:
    """Return a line with the TLSA records of the report for which there is room; an empty one where there are none."""
    made = line
    for record in [text for text in subject.policy_text if _TLSA.fullmatch(text)][:_MOST_TLSA]:
        longer = [*made, "-dane_tlsa_rrdata", record]
        made = longer if len(shlex.join(longer)) <= _LONGEST_LINE else made
    return made if made is not line else []


def _is_dane(subject: Subject) -> bool:
    return subject.policy_type == PolicyType.TLSA and subject.result_type != ResultType.STARTTLS_NOT_SUPPORTED


def _is_policy_without_host(subject: Subject) -> bool:
    """Whether the policy is what is wrong: it does not name the MX host."""
    about_names = subject.result_type in (ResultType.VALIDATION_FAILURE, ResultType.CERTIFICATE_HOST_MISMATCH)
    sts = subject.policy_type == PolicyType.STS
    return about_names and sts and names_host(subject.policy_text, subject.mx_host.casefold()) is False


def _end_point(subject: Subject, host: str) -> str:
    """Return where to connect to: the very address that failed, where the row names one."""
    if not subject.receiving_ip:
        return f"{host}:25"
    try:
        address = ipaddress.ip_address(subject.receiving_ip)
    except ValueError as error:
        raise _Unfit(f"{_told(subject.receiving_ip)} is no address") from error
    return f"[{address}]:25" if address.version == 6 else f"{address}:25"  # noqa: PLR2004  IPv6


def _domain(subject: Subject) -> str:
    return _host_name(subject.domain, "policy domain")


def _mx(subject: Subject) -> str:
    return _host_name(subject.mx_host, "MX host")


def _host_name(value: str, what: str) -> str:
    """Return a name in A-labels without its last dot.

    Raises:
        _Unfit: it is no host name.
    """
    name = value.strip().removesuffix(".")
    if not name:
        raise _Unfit(f"the row names no {what}")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise _Unfit(f"{_told(value)} is no {what}") from error
    labels = name.split(".")
    fits = len(name) <= _LONGEST_NAME and all(_LABEL.fullmatch(label) for label in labels)
    if not fits or labels[-1].isdigit():
        raise _Unfit(f"{_told(value)} is no {what}")
    return name


def _told(value: str) -> str:
    return f"“{shorten(sanitise(value), _SHOWN)}”"
