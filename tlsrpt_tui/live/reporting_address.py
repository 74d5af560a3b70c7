"""An address that reports are to be sent to: a ``tlsrpt-uri`` as written, what is wrong with it, and what was meant."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from tlsrpt_tui.live.published import Fault, Level
from tlsrpt_tui.live.record_text import BACKSLASH, BLANKS, QUOTES, TAG, Written, quoted

SECTION: Final = "8460 §3"

_SCHEME: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):")
_ADDRESS: Final = re.compile(r"[^\s@<>,;:/]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.?")
_HOST: Final = re.compile(r"(?:www\.)?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+(?:/\S*)?")
_ANGLES: Final = re.compile(r"[^<>]*<(?P<inner>[^<>\s]+)>")
_SIZE: Final = re.compile(r"![0-9]+[kmgt]?", re.IGNORECASE)
_ENCODED: Final = r"%[0-9A-Fa-f]{2}"
_PATH: Final = rf"(?:[A-Za-z0-9\-._~$&'()*+=:@/]|{_ENCODED})*"
_AFTER: Final = (
    rf"(?:\?(?:[A-Za-z0-9\-._~$&'()*+=:@/?]|{_ENCODED})*)?(?:#(?:[A-Za-z0-9\-._~$&'()*+=:@/?]|{_ENCODED})*)?"
)
_HTTPS: Final = re.compile(
    rf"//(?:(?P<user>(?:[A-Za-z0-9\-._~$&'()*+=:]|{_ENCODED})*)@)?"
    rf"(?P<host>\[[0-9A-Za-z:.]+\]|(?:[A-Za-z0-9\-._~$&'()*+=]|{_ENCODED})*)"
    rf"(?::(?P<port>[0-9]*))?(?P<path>(?:/{_PATH})?){_AFTER}"
)
"""An ``https`` URI behind its scheme (RFC 3986 §3), but for what RFC 8460 §3 wants encoded."""
_MAILTO: Final = re.compile(rf"(?P<to>{_PATH})(?P<after>{_AFTER})")
"""A ``mailto`` URI behind its scheme (RFC 6068 §2), likewise."""
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\U0010ffff]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*|\"(?:[^\"\\\r\n]|\\.)*\"")
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_RESERVED: Final = {"!": "%21", ",": "%2C", ";": "%3B"}
_LONGEST_LOCAL: Final = 64
_DEEPEST: Final = 5
"""Faults of one address that are mended, one upon the other."""
_MOST_PORT: Final = 65_535
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Uri:
    """An address as read.

    Attributes:
        written: as it stands.
        faults: what is wrong with it.
        meant: the URI to write in its place; several with commas between; "" where that is not clear.
    """

    written: str
    faults: tuple[Fault, ...]
    meant: str


def encoded(text: str) -> str:
    """Return a URI with ``,``, ``!`` and ``;`` percent-encoded (RFC 8460 §3)."""
    return "".join(_RESERVED.get(character, character) for character in text)


def read_uri(entry: Written) -> Uri:
    """Return what stands between two commas of a ``rua``."""
    for mend in _MENDS:
        found = mend(entry)
        if found:
            code, sentence, column, meant = found
            return Uri(entry.text, (Fault(Level.ERROR, code, sentence, SECTION, column=column),), _sound(meant))
    faults = _checked(entry)
    sound = not any(fault.level is Level.ERROR for fault in faults)
    return Uri(entry.text, faults, entry.text if sound else "")


_Found = tuple[str, str, int, str] | None
"""Code, sentence, column, what was meant."""


def _sound(meant: str, depth: int = 0) -> str:
    """Return what was meant if it can be used, once it is mended itself; "" otherwise."""
    mended = []
    for part in meant.split(",") if meant and depth < _DEEPEST else []:
        whole = Written.of(part.strip(BLANKS))
        again = next((found for mend in _MENDS if (found := mend(whole))), None)
        if again:
            inner = _sound(again[3], depth + 1)
        else:
            inner = "" if any(fault.level is Level.ERROR for fault in _checked(whole)) else whole.text
        if not inner:
            return ""
        mended.append(inner)
    return ",".join(mended)


def _nothing(entry: Written) -> _Found:
    if entry.text:
        return None
    return "rua-comma", "No address stands beside this comma; leave the comma out.", entry.column, ""


def _markup(entry: Written) -> _Found:
    tag = TAG.search(entry.text)
    if tag is None:
        return None
    sentence = f"{quoted(tag[0])} is HTML; write the address without markup."
    return "text-html", sentence, entry.columns[tag.start()], TAG.sub("", entry.text).strip(BLANKS)


def _quotes(entry: Written) -> _Found:
    at = next((index for index, character in enumerate(entry.text) if character in QUOTES), -1)
    bare = "".join(character for character in entry.text if character not in QUOTES).strip(BLANKS)
    if at < 0 or (at and _SCHEME.match(entry.text) and "@" in entry.text[at:]):
        return None
    return "text-quotes", "A quotation mark stands here; addresses are written without.", entry.columns[at], bare


def _backslash(entry: Written) -> _Found:
    if not entry.text.endswith("\\"):
        return None
    return "text-backslash", BACKSLASH, entry.columns[len(entry.text) - 1], entry.text[:-1]


def _repeated_name(entry: Written) -> _Found:
    found = re.match(r"rua[ \t]*=[ \t]*", entry.text, re.IGNORECASE)
    if found is None:
        return None
    sentence = "“rua=” stands once, before the first address; behind a comma follows the next address alone."
    return "rua-prefix-repeated", sentence, entry.column, entry.text[found.end() :]


def _angles(entry: Written) -> _Found:
    found = _ANGLES.fullmatch(entry.text)
    if found is None:
        return None
    sentence = "Names and angle brackets belong into mail headers; write mailto:ADDRESS alone."
    return "rua-angle-brackets", sentence, entry.columns[entry.text.index("<")], found["inner"]


def _mailto_written_otherwise(entry: Written) -> _Found:
    found = re.match(r"mailto(?P<mark>[ \t]*[=;.]?[ \t]*(?=[^:])|[ \t]*:[ \t]+)(?=[^@]+@)", entry.text, re.IGNORECASE)
    if found is None or not found["mark"] or ":" in entry.text[found.end() :].partition("@")[0]:
        return None
    sentence = "Behind mailto stands a colon and then, without a blank, the address: mailto:ADDRESS"
    return "rua-mailto-colon", sentence, entry.columns[found.start("mark")], f"mailto:{entry.text[found.end() :]}"


def _blank(entry: Written) -> _Found:
    found = re.search(r"[ \t]+", entry.text)
    if found is None:
        return None
    pieces = entry.text.split()
    addresses = all(_SCHEME.match(piece) or _ADDRESS.fullmatch(piece) for piece in pieces)
    sentence = "A blank stands in the address; between two addresses a comma is written, a blank within one is %20."
    return "rua-blank", sentence, entry.columns[found.start()], ",".join(pieces) if addresses else ""


def _size(entry: Written) -> _Found:
    found = _SIZE.search(entry.text)
    if found is None or found.end() != len(entry.text):
        return None
    sentence = f"{quoted(found[0])} is the size limit of DMARC, which TLS-RPT does not know; leave it out."
    return "rua-size", sentence, entry.columns[found.start()], entry.text[: found.start()]


def _unencoded(entry: Written) -> _Found:
    at = next((index for index, character in enumerate(entry.text) if character in _RESERVED), -1)
    if at < 0 or _SCHEME.match(entry.text) is None:
        return None
    character = entry.text[at]
    sentence = f"“{character}” within an address is written {_RESERVED[character]}."
    return "rua-encode", sentence, entry.columns[at], encoded(entry.text)


def _no_scheme(entry: Written) -> _Found:
    if _SCHEME.match(entry.text) and not re.match(r"[A-Za-z0-9\-.]+:[0-9]+(?:/|$)", entry.text):
        return None
    if _ADDRESS.fullmatch(entry.text):
        sentence = f"“mailto:” is missing; write mailto:{quoted(entry.text).strip('“”')}"
        return "rua-mailto-missing", sentence, entry.column, f"mailto:{entry.text.rstrip('.')}"
    if entry.text.startswith("//") or _HOST.fullmatch(entry.text):
        rest = entry.text.removeprefix("//")
        sentence = "“https://” is missing before the host."
        return "rua-https-missing", sentence, entry.column, f"https://{rest}"
    sentence = f"{quoted(entry.text)} is no URI; write mailto:ADDRESS or https://HOST/PATH"
    return "rua-no-uri", sentence, entry.column, ""


def _wrong_scheme(entry: Written) -> _Found:
    scheme = entry.text.partition(":")[0]
    rest = entry.text[len(scheme) + 1 :]
    if scheme.lower() == "http":
        sentence = "Reports are taken by https or mailto, not by http: write https:// if that host answers there."
        return "rua-http", sentence, entry.column, ""
    if scheme.lower() == "mailto" and re.match(r"mailto:", rest, re.IGNORECASE):
        return "rua-mailto-twice", "“mailto:” stands twice; write it once.", entry.columns[7], rest
    if scheme.lower() == "mailto" and rest.startswith("//"):
        sentence = "No slashes stand behind mailto: the address follows at once, mailto:ADDRESS"
        return "rua-mailto-slashes", sentence, entry.columns[7], f"mailto:{rest.lstrip('/')}"
    if scheme.lower() == "https" and not rest.startswith("//"):
        meant = f"https://{rest.lstrip('/')}"
        return "rua-https-slashes", "Two slashes stand behind https: as in https://HOST/PATH", entry.columns[6], meant
    if scheme.lower() not in {"mailto", "https"}:
        sentence = f"{quoted(scheme)} is no way to send reports; only mailto and https are."
        return "rua-scheme", sentence, entry.column, ""
    return None


_MENDS: Final[tuple[Callable[[Written], _Found], ...]] = (
    _nothing,
    _markup,
    _quotes,
    _backslash,
    _repeated_name,
    _angles,
    _mailto_written_otherwise,
    _blank,
    _size,
    _unencoded,
    _no_scheme,
    _wrong_scheme,
)
"""In this order; the first that has something to say is the one that speaks."""


def _checked(entry: Written) -> tuple[Fault, ...]:
    """Return what is wrong with a URI of a known scheme."""
    scheme, _, rest = entry.text.partition(":")
    start = len(scheme) + 1
    bad = re.search(r"%(?![0-9A-Fa-f]{2})", entry.text)
    if bad:
        sentence = "Behind “%” stand two hexadecimal digits; a percent sign itself is written %25."
        return (Fault(Level.ERROR, "rua-percent", sentence, SECTION, column=entry.columns[bad.start()]),)
    pattern = _HTTPS if scheme.lower() == "https" else _MAILTO
    found = pattern.fullmatch(rest)
    if found is None:
        whole = pattern.match(rest)
        at = start + (whole.end() if whole else 0)
        shown = quoted(entry.text[at : at + 1])
        sentence = f"{shown} cannot stand here in a URI (RFC 3986); percent-encode it, or write another address."
        return (Fault(Level.ERROR, "rua-uri", sentence, SECTION, column=entry.columns[min(at, len(entry.text))]),)
    check = _https if scheme.lower() == "https" else _mailto
    faults = [Fault(level, code, said, SECTION, column=entry.columns[start]) for level, code, said in check(found)]
    if scheme != scheme.lower():
        sentence = f"{quoted(scheme)} is valid in any case, but some senders know it in lower case only."
        faults.append(Fault(Level.WARNING, "rua-scheme-case", sentence, SECTION, column=entry.column))
    return tuple(faults)


_Said = tuple[Level, str, str]


def _https(found: re.Match[str]) -> list[_Said]:
    host, port = found["host"], found["port"]
    if not host:
        return [(Level.ERROR, "rua-host", "The host is missing; write https://HOST/PATH")]
    if host.startswith("[") and not _is_ipv6(host[1:-1]):
        return [(Level.ERROR, "rua-host", f"{quoted(host)} is no IPv6 address.")]
    said = []
    if not host.startswith("[") and not _DOMAIN.fullmatch(host):
        sentence = f"{quoted(host)} is allowed in a URI, but is not how hosts are named; some senders refuse it."
        said.append((Level.WARNING, "rua-host-name", sentence))
    if port and int(port[:_DIGITS]) > _MOST_PORT:
        sentence = f"A URI may say port {quoted(port)}, but there is none above {_MOST_PORT}, so nothing arrives."
        said.append((Level.WARNING, "rua-port", sentence))
    if found["user"] is not None:
        sentence = "A user name or password in a public record is known to everybody; leave it out."
        said.append((Level.WARNING, "rua-user", sentence))
    return said


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _mailto(found: re.Match[str]) -> list[_Said]:
    local, at, domain = unquote(found["to"]).rpartition("@")
    if not at or not local:
        return [(Level.ERROR, "rua-address", f"{quoted(found['to'])} is no mail address; write mailto:NAME@DOMAIN")]
    literal = domain.startswith("[") and domain.endswith("]")
    if not literal and not _DOMAIN.fullmatch(domain):
        return [(Level.ERROR, "rua-address", f"{quoted(domain)} is no domain of a mail address.")]
    if not _LOCAL.fullmatch(local) or len(local.encode()) > _LONGEST_LOCAL:
        return [(Level.ERROR, "rua-address", f"{quoted(local)} cannot stand before the @ of a mail address.")]
    said = []
    if literal or "." not in domain:
        sentence = (
            f"{quoted(domain)} is not a domain that everybody can send to; name one as in mailto:NAME@example.com"
        )
        said.append((Level.WARNING, "rua-domain", sentence))
    if found["after"]:
        sentence = f"{quoted(found['after'])} behind the address is valid, but senders need not heed it; leave it out."
        said.append((Level.WARNING, "rua-parameters", sentence))
    return said
