"""The TLS-RPT record at ``_smtp._tls``: read, judged, mended and made to the letter of RFC 8460 §3."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.live.published import Fault, Level, ReportingRecord
from tlsrpt_tui.live.record_fields import FieldText, Rule, check_extension, opened, several
from tlsrpt_tui.live.record_text import BLANKS, Written, capped, quoted
from tlsrpt_tui.live.reporting_address import SECTION, Uri, encoded, read_uri

RULE: Final = Rule(
    kind="TLS-RPT",
    version="v=TLSRPTv1",
    field="rua",
    section=SECTION,
    stranger="tlsrpt-found",
    example="v=TLSRPTv1; rua=mailto:tlsrpt@example.com",
    place="_smtp._tls",
    advice="write domains in A-labels (xn--…), and percent-encode everything else (RFC 3986 §2.1).",
)
_MISSING: Final = "senders take the domain as one without TLS-RPT"
_DMARC: Final = frozenset({"p", "sp", "pct", "ruf", "fo", "adkim", "aspf", "rf", "ri"})
_SAID_BY_NOT_ASCII: Final = frozenset({"rua-uri", "rua-host", "rua-address", "rua-no-uri", "field-value"})


def read_reporting_record(text: str) -> tuple[ReportingRecord | None, tuple[Fault, ...]]:
    """Return the record, ``None`` unless it conforms, and what is to be said of it.

    Args:
        text: the strings of one TXT record joined without blanks; hostile.
    """
    read = _read(text)
    return read.record, read.faults


def judge_reporting_texts(texts: Sequence[str]) -> tuple[ReportingRecord | None, tuple[Fault, ...]]:
    """Return the record that senders find among all TXT records of a name, and what is to be said of them.

    What does not begin ``v=TLSRPTv1;`` is discarded; unless exactly one is left, the domain has no TLS-RPT.
    """
    text, faults = several(texts, RULE, _MISSING)
    if text is None:
        return None, tuple(faults)
    record, own = read_reporting_record(text)
    return record, (*own, *faults)


@lru_cache(64)  # asked for again with each answer that a checkup tells
def corrected_reporting_record(text: str) -> str:
    """Return the record to publish in place of a text; the text itself where nothing is to be mended, "" if unclear."""
    read = _read(text)
    if read.record and not read.faults:
        return text
    if not read.meant:
        return ""
    again = _read(read.meant)
    if again.record is None:
        return ""
    same = read.record is not None and _codes(again.faults) == _codes(read.faults)
    return text if same else read.meant


def make_reporting_record(addresses: Sequence[str]) -> str:
    """Return the record that asks for reports to addresses, mail addresses or URIs.

    Raises:
        UsageError: there is none, or one of them cannot be sent to; says which and why.
    """
    if not addresses:
        raise UsageError("there is no address to send reports to; name one, as in tlsrpt@example.com")
    made = []
    for address in addresses:
        given = address.strip()
        if "://" not in given and not re.match(r"mailto:", given, re.IGNORECASE) and "@" in given:
            given = f"mailto:{given}"
        uri = read_uri(Written.of(encoded(given)))
        wrong = next((fault for fault in uri.faults if fault.level is Level.ERROR), None)
        if wrong:
            raise UsageError(f"{quoted(address)} cannot take reports: {wrong.sentence}")
        made.append(uri.written)
    return f"{RULE.version}; rua={','.join(dict.fromkeys(made))}"


@dataclass(frozen=True, slots=True)
class _Reading:
    record: ReportingRecord | None
    faults: tuple[Fault, ...]
    meant: str


@dataclass(slots=True)
class _Found:
    """What has been found in a record so far."""

    uris: list[Uri] = field(default_factory=list)
    extensions: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rua: list[Written] = field(default_factory=list)
    misspelt: list[FieldText] = field(default_factory=list)
    clear: bool = True


def _codes(faults: Sequence[Fault]) -> list[str]:
    return sorted(fault.code for fault in faults)


def _read(text: str) -> _Reading:
    taken = opened(text, RULE)
    found = _Found(faults=list(taken.faults))
    if taken.fields is None:
        return _Reading(None, capped(found.faults), "")
    codes = {fault.code for fault in taken.faults}
    if "version-missing" in codes and not any(one.name.text.lower() == "rua" for one in taken.fields):
        return _Reading(None, capped(found.faults), "")
    for number, one in enumerate(taken.fields):
        _take(one, number, found, version_later="version-not-first" in codes)
    _take_misspelt(found)
    _check_rua(taken.fields, found)
    if "text-not-ascii" in codes:  # has been said
        found.faults = [fault for fault in found.faults if fault.code not in _SAID_BY_NOT_ASCII]
    conforms = not any(fault.level is Level.ERROR for fault in found.faults)
    record = ReportingRecord(tuple(uri.written for uri in found.uris), tuple(found.extensions)) if conforms else None
    return _Reading(record, capped(found.faults), _meant(found))


def _meant(found: _Found) -> str:
    """Return the record that somebody wanted to write; "" where that is not clear."""
    empty = all(uri.meant or not uri.written for uri in found.uris)
    addresses = list(dict.fromkeys(uri.meant for uri in found.uris if uri.meant))
    if not found.clear or not empty or not addresses:
        return ""
    more = [f"{name}={value}" for name, value in found.extensions]
    return "; ".join([RULE.version, f"rua={','.join(addresses)}", *more])


def _take(one: FieldText, number: int, found: _Found, *, version_later: bool) -> None:
    name = one.name.text
    if name == "rua" and one.value is not None:
        _take_rua(one.value, number, found)
    elif one.value is None or name.lower().startswith(("mailto:", "https:")):
        _take_stray(one, found)
    elif name.lower() == "rua":
        found.misspelt.append(one)
    elif name == RULE.version[0] and (version_later or one.value.text == RULE.word):
        if not version_later:
            found.faults.append(
                RULE.warning("version-repeated", "The version stands twice; leave the second out.", one.name.column)
            )
    else:
        _take_extension(one, found)


def _take_rua(value: Written, number: int, found: _Found) -> None:
    found.rua.append(value)
    if number and len(found.rua) == 1:
        sentence = "rua does not stand right behind the version; some senders look for it there only: move it."
        found.faults.append(RULE.warning("rua-not-second", sentence, value.column))
    if len(found.rua) > 1:
        sentence = "rua stands twice; some senders read the first only: put all addresses into one, with commas."
        found.faults.append(RULE.warning("rua-repeated", sentence, value.column))
    if not value.text:
        sentence = "Behind rua= stands nothing; write rua=mailto:ADDRESS"
        found.faults.append(RULE.fault("rua-empty", sentence, value.column))
        return
    later = re.search(r"(?<![ \t])[ \t]+(?P<name>[A-Za-z0-9][A-Za-z0-9_.\-]*)=(?P<value>[^ \t]*)$", value.text)
    if later and "rua" not in later["name"].lower() and ":" not in later[0]:
        sentence = f"A semicolon is missing before {quoted(later['name'])}."
        found.faults.append(RULE.fault("semicolon-missing", sentence, value.columns[later.start()]))
        if later["value"]:
            found.extensions.append((later["name"], later["value"]))
        value = value.cut(0, later.start())
    read = [read_uri(entry) for entry in _entries(value)]
    found.uris += read
    found.faults += [fault for uri in read for fault in uri.faults]


def _entries(value: Written) -> Iterator[Written]:
    """Yield what stands between commas; a comma that belongs into an address does not part it."""
    pieces = list(value.split(","))
    start = end = 0
    for number, piece in enumerate(pieces):
        end += len(piece.text)
        following = pieces[number + 1].text.strip(BLANKS) if number + 1 < len(pieces) else ""
        if not following or not _goes_on(piece.text.strip(BLANKS), following):
            yield value.cut(start, end).stripped()
            start = end + 1
        end += 1


def _goes_on(piece: str, following: str) -> bool:
    """Return whether the comma between two pieces is part of an address that should have been encoded."""
    mailto = re.fullmatch(r"mailto:[^@\s]+", piece, re.IGNORECASE)
    https = re.match(r"https://[^\s/]+/", piece, re.IGNORECASE)
    bare = not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:|rua[ \t]*=", following, re.IGNORECASE)
    return bare and bool((mailto and "@" in following) or (https and "@" not in following))


def _take_stray(one: FieldText, found: _Found) -> None:
    """Take what is no field: an address behind a semicolon, the end of one, or something else."""
    whole, column = one.whole, one.name.column
    entry = Written(whole, (*one.name.columns, *(one.value.columns if one.value else ())))
    uri = read_uri(entry)
    mail = re.match(r"(?:mailto:|https:|[^@\s=]+@[^@\s=]+$)", whole, re.IGNORECASE)
    if found.rua and mail:
        sentence = "A semicolon ends rua; between two addresses a comma is written."
        found.faults.append(RULE.fault("rua-semicolon", sentence, column))
        found.uris.append(uri)
    elif re.match(r"rua[ \t]+", whole, re.IGNORECASE) or mail:
        value = one.name.cut(len(whole) - len(re.sub(r"^rua[ \t]+", "", whole, flags=re.IGNORECASE)))
        found.rua.append(value)
        sentence = "“rua=” is missing before the address; write rua=mailto:ADDRESS"
        found.faults.append(RULE.fault("rua-name-missing", sentence, column))
        found.uris += map(read_uri, _entries(value))
    elif found.rua and found.uris and found.uris[-1].written.lower().startswith("https:"):
        found.clear = False
        sentence = "A semicolon ends rua; within an address it is written %3B."
        found.faults.append(RULE.fault("rua-encode", sentence, column))
    else:
        found.clear = False
        found.faults += check_extension(FieldText(one.name, None), RULE)


def _take_extension(one: FieldText, found: _Found) -> None:
    wrong = list(check_extension(one, RULE))
    found.faults += wrong
    value = "" if one.value is None else one.value.text
    dmarc = one.name.text.lower() in _DMARC
    if wrong:
        found.clear = found.clear and (not value or dmarc)
        return
    if dmarc:
        sentence = f"{quoted(one.name.text)} is a tag of DMARC and does nothing here; leave it out."
        found.faults.append(RULE.warning("field-dmarc", sentence, one.name.column))
    else:
        found.extensions.append((one.name.text, value))
        sentence = f"{quoted(one.name.text)} is not a field of RFC 8460; senders pass over it."
        found.faults.append(RULE.fault("field-unknown", sentence, one.name.column, Level.NOTE))


def _take_misspelt(found: _Found) -> None:
    """Take ``RUA=``: an address where there is no ``rua=``, a field that does nothing otherwise."""
    for one in found.misspelt:
        sentence = f"{quoted(one.name.text)} is not rua: in these records names are in lower case; write rua="
        if found.rua:
            found.faults += [RULE.warning("rua-case", sentence, one.name.column), *check_extension(one, RULE)]
        else:
            found.faults.append(RULE.fault("rua-case", sentence, one.name.column))
            found.uris += map(read_uri, _entries(one.value or one.name))


def _check_rua(fields: Sequence[FieldText], found: _Found) -> None:
    if not found.rua and not found.misspelt:
        near = next((one.name for one in fields if re.fullmatch(r"r[a-z]{1,3}|aru|raus?", one.name.text.lower())), None)
        hint = f"; {quoted(near.text)} is not it" if near else ""
        sentence = f"rua is missing, without which nobody knows where to send reports{hint}; write rua=mailto:ADDRESS"
        found.faults.append(RULE.fault("rua-missing", sentence, near.column if near else None))
        return
    written = [uri.written for uri in found.uris if uri.written]
    start = found.rua[0].column if found.rua else found.misspelt[0].name.column
    counted = Counter(map(str.lower, written))
    repeated = next((one for one in written if counted[one.lower()] > 1), "")
    if repeated:
        sentence = f"{quoted(repeated)} stands twice; once is enough."
        found.faults.append(RULE.warning("rua-address-repeated", sentence, start))
    if len(counted) > 1:
        sentence = (
            f"{len(counted)} addresses are named, and a sender has done its duty when one of them has got the report: "
            "let one collect for all."
        )
        found.faults.append(RULE.warning("rua-several", sentence, start))
