"""Single fields of a TLS report as strangers write them: each is read into its type, and what was odd is noted."""

import datetime as dt
import ipaddress
from functools import lru_cache
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from typing import Final

import orjson

from tlsrpt_tui.reports.canonical import json_text
from tlsrpt_tui.reports.model import Note, PolicyType, ResultType
from tlsrpt_tui.text import sanitise

Entry = dict[str, object]
"""A JSON object."""

Path = tuple[str | int, ...]
"""Where a field stands: names and array indexes, from the top of the document."""

MOST_SESSIONS: Final = 2**63 - 1
"""The largest number of sessions that is believed."""

NOTES_LISTED: Final = 50
"""Notes one report may carry; the last one says how many more there are."""

NAME_CHARACTERS: Final = 255
"""Longest text that can be a domain or an address; longer ones would fill the caches below with megabytes."""

POLICY_TYPES: Final = {word.value: word.value for word in PolicyType} | {"dane": PolicyType.TLSA.value}
"""Policy types by what senders write for them in lower case."""

RESULT_TYPES: Final = {word.value: word.value for word in ResultType}
"""Result types by what senders write for them in lower case."""

_MODE_LINES = {f"mode: {mode}": mode for mode in ("enforce", "testing", "none")}
_FOUND_CHARACTERS = 80
_NAMES_CACHED = 8192
_VALUE_CHARACTERS = 64  # longest text that can be a date or a count
_NESTED_CHARACTERS = 64 * 1024
_POLICY_STEPS = 2  # of a path: "policies" and the index


class Notes:
    """The defects of one report while it is read: those alike within one policy are counted, not repeated."""

    def __init__(self) -> None:
        self._notes: dict[Path, tuple[Note, int]] = {}
        self._unlisted = 0

    def add(self, path: Path, found: object, done: str) -> None:
        """Note that ``found`` stood at ``path`` (``None``: nothing did) and what was ``done`` about it."""
        if self._unlisted:  # a million defects must not take a minute
            self._unlisted += 1
            return
        names = [step for step in path[_POLICY_STEPS:] if isinstance(step, str)]
        kind = (*path[:_POLICY_STEPS], *names, done)
        known = self._notes.get(kind)
        if known is not None:
            self._notes[kind] = known[0], known[1] + 1
        elif len(self._notes) < NOTES_LISTED - 1:
            self._notes[kind] = Note(_dotted(path), _shown(found), done), 0
        else:
            self._unlisted = 1

    def listed(self) -> tuple[Note, ...]:
        """Return the notes in the order in which the defects were first met."""
        if not self._notes:
            return ()
        notes = [
            Note(note.field, note.found, f"{note.done} ({more:,} more like it)") if more else note
            for note, more in self._notes.values()
        ]
        if self._unlisted:
            notes.append(Note("report", "", f"has {self._unlisted:,} more defects, not listed"))
        return tuple(notes)


def _dotted(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _shown(found: object) -> str:
    if found is None:
        return ""
    if isinstance(found, str):
        return f'"{sanitise(found, _FOUND_CHARACTERS - 2)}"'
    return sanitise(json_text(found), _FOUND_CHARACTERS)


def read_text(entry: Entry, key: str, where: Path, notes: Notes) -> str:
    """Return a string field, sanitised, "" when absent."""
    value = entry.get(key)
    if type(value) is str:
        return sanitise(value)
    if value is None:
        return ""
    notes.add((*where, key), value, "is not a string, shown as JSON")
    return sanitise(json_text(value))


def read_expected_text(entry: Entry, key: str, notes: Notes) -> str:
    """Return a string field every report has, as :func:`read_text`, with a note when it is absent or empty."""
    value = entry.get(key)
    if type(value) is str and value and not value.isspace():
        return sanitise(value)
    if value is None or isinstance(value, str):
        oddity = "is empty" if value is not None else "is null" if key in entry else "is absent"
        notes.add((key,), value, oddity)
        return ""
    return read_text(entry, key, (), notes)


def read_renamed_text(entry: Entry, key: str, draft_key: str, where: Path, notes: Notes) -> str:
    """Return a string field as :func:`read_text`, or the one under the name it had in drafts of the RFC."""
    value = entry.get(key)
    if type(value) is str:
        return sanitise(value)
    if value is not None or draft_key not in entry:
        return read_text(entry, key, where, notes)
    notes.add((*where, draft_key), None, f"is read as {key}")
    return read_text(entry, draft_key, where, notes)


def read_word(entry: Entry, key: str, words: dict[str, str], where: Path, notes: Notes) -> str:
    """Return a policy or result type: a value of ``words``, else what was sent in lower case, "" when absent."""
    value = entry.get(key)
    if type(value) is str:
        word = words.get(value)
        if word == value:
            return word
    return _odd_word(value, words, (*where, key), notes)


def _odd_word(value: object, words: dict[str, str], path: Path, notes: Notes) -> str:
    if value is None:
        notes.add(path, value, "is absent")
        return ""
    if not isinstance(value, str):
        return _odd_name(value, path, notes)
    sent = value.strip().lower()
    word = words.get(sent)
    if word is None:
        notes.add(path, value, "is unknown to RFC 8460, kept in lower case" if sent else "is empty")
        return sanitise(sent)
    notes.add(path, value, f"is read as {word}")
    return word


def read_domain(entry: Entry, key: str, where: Path, notes: Notes) -> str:
    """Return a domain field in lower case and A-labels, without a trailing dot, "" when absent."""
    value = entry.get(key)
    if type(value) is str:
        domain, defect = _cached_domain(value) if len(value) <= NAME_CHARACTERS else name_of(value)
        if defect:
            notes.add((*where, key), value, defect)
        return domain
    return "" if value is None else _odd_name(value, (*where, key), notes)


def _odd_name(value: object, path: Path, notes: Notes) -> str:
    notes.add(path, value, "is not a string, shown as JSON")
    return sanitise(json_text(value).lower())


def domain_of(value: str, path: Path, notes: Notes) -> str:
    """Return ``value`` as :func:`read_domain` does, noting what had to be changed."""
    domain, defect = _cached_domain(value) if len(value) <= NAME_CHARACTERS else name_of(value)
    if defect:
        notes.add(path, value, defect)
    return domain


def name_of(value: str) -> tuple[str, str]:
    """Return ``value`` as :func:`read_domain` does, and what had to be changed, "" for nothing to speak of."""
    domain = value.strip().lower().removesuffix(".")
    if domain.isascii():
        return sanitise(domain), ""
    try:
        if len(domain) <= NAME_CHARACTERS:
            return sanitise(domain.encode("idna").decode().lower()), "is written in A-labels"
    except UnicodeError:
        return sanitise(domain), "cannot be written in A-labels, kept in lower case"
    return sanitise(domain), "is too long for a domain, kept in lower case"


_cached_domain = lru_cache(_NAMES_CACHED)(name_of)


def read_address(entry: Entry, key: str, where: Path, notes: Notes) -> str:
    """Return an IP address field as RFC 5952 writes it, else as sent, "" when absent."""
    value = entry.get(key)
    if type(value) is not str:
        return "" if value is None else read_text(entry, key, where, notes)
    address, defect = _cached_address(value) if len(value) <= NAME_CHARACTERS else address_of(value)
    if defect:
        notes.add((*where, key), value, defect)
    return address


_NO_ADDRESS = "is not an IP address, kept as sent"


def address_of(value: str) -> tuple[str, str]:
    """Return ``value`` as :func:`read_address` does, and what is wrong with it, "" for nothing."""
    family = AF_INET6 if ":" in value else AF_INET
    try:
        # Most are written as RFC 5952 has it: the system tells ten times as fast, but has its own way with ::192.0.2.1.
        if inet_ntop(family, inet_pton(family, value)) == value and value[:2] != "::":
            return value, ""
    except (OSError, ValueError):
        text = value.strip()
    else:
        text = value
    if not text:
        return "", ""
    if len(text) > NAME_CHARACTERS:
        return sanitise(value), _NO_ADDRESS
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return sanitise(value), _NO_ADDRESS
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped and not address.scope_id:
        return f"::ffff:{address.ipv4_mapped}", ""  # RFC 5952 §5; str() of it differs between Pythons
    return sanitise(str(address)), ""


_cached_address = lru_cache(_NAMES_CACHED)(address_of)


def read_moment(entry: Entry, key: str, where: Path, notes: Notes) -> dt.datetime | None:
    """Return a date and time as an aware datetime in UTC, ``None`` when it is absent or not one (RFC 3339 §5.6)."""
    value = entry.get(key)
    if type(value) is str and len(value) <= _VALUE_CHARACTERS:
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            return _odd_moment(value, (*where, key), notes)
        if moment.tzinfo is dt.UTC:
            return moment
    return _odd_moment(value, (*where, key), notes)


def _odd_moment(value: object, path: Path, notes: Notes) -> dt.datetime | None:
    if not isinstance(value, str) or len(value) > _VALUE_CHARACTERS:
        notes.add(path, value, "is absent" if value is None else "is not a date, taken as absent")
        return None
    try:
        moment = _lenient_moment(value.strip().upper())
        if moment.tzinfo is not None:
            return moment.astimezone(dt.UTC)
    except ValueError:
        notes.add(path, value, "is not a date, taken as absent")
        return None
    except OverflowError:
        notes.add(path, value, "is outside the calendar, taken as absent")
        return None
    notes.add(path, value, "names no time zone, taken as UTC")
    return moment.replace(tzinfo=dt.UTC)


def _lenient_moment(text: str) -> dt.datetime:
    later = dt.timedelta()
    if text[11:19] == "24:00:00":  # the end of a day by the words of RFC 8460 §4.1
        text, later = f"{text[:11]}00{text[13:]}", dt.timedelta(days=1)
    elif text[16:19] == ":60":  # a leap second
        text, later = f"{text[:17]}59{text[19:]}", dt.timedelta(seconds=1)
    return dt.datetime.fromisoformat(text) + later


def count_of(value: object) -> tuple[int | None, str]:
    """Return the number of sessions ``value`` means, ``None`` for none, and what is odd about it, "" for nothing."""
    if isinstance(value, str):
        return _written_count(value.strip())
    if value is None:
        return None, "is absent"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None, "is not a number"
    if isinstance(value, int) or abs(value) > MOST_SESSIONS:
        return _bounded(value, "")
    if not value.is_integer():
        return None, "is not a whole number"
    return _bounded(value, "is written as a fraction, read as a whole number")


def _written_count(text: str) -> tuple[int | None, str]:
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        return None, "is not a whole number"
    number = int(text) if len(text) <= _VALUE_CHARACTERS else float(text)
    return _bounded(number, "is a string, read as a number")


def _bounded(number: float, oddity: str) -> tuple[int | None, str]:
    if number < 0:
        return None, "is negative"
    if number > MOST_SESSIONS:
        return None, "is beyond 2^63-1"
    return int(number), oddity


def read_policy_lines(policy: Entry, policy_type: str, where: Path, notes: Notes) -> tuple[str, ...]:
    """Return ``policy-string``: lines of an sts policy or TLSA records, verbatim but for how they were packed."""
    value = policy.get("policy-string")
    if value is None or value == "":
        return ()
    if type(value) is list:
        lines = [line for line in value if type(line) is str and line.isprintable()]
        if len(lines) == len(value) and not (len(lines) == 1 and lines[0].startswith("[")):
            return tuple([sanitise(line) for line in lines])
    return tuple([sanitise(line) for line in _odd_lines(value, policy_type, (*where, "policy-string"), notes)])


def _odd_lines(value: object, policy_type: str, path: Path, notes: Notes) -> list[str]:
    packed = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(packed, str):
        nested = _nested_lines(packed)
        if nested is not None:
            notes.add(path, packed, "is a JSON array within a string, decoded")
            return nested
    if isinstance(value, str):
        notes.add(path, value, "is a string, read as an array of its lines")
        return _split(value, policy_type)
    if not isinstance(value, list):
        notes.add(path, value, "is not an array, shown as JSON")
        return [json_text(value)]
    lines: list[str] = []
    for position, line in enumerate(value):
        if line is None:
            notes.add((*path, position), None, "is null, dropped")
        elif not isinstance(line, str):
            notes.add((*path, position), line, "is not a string, shown as JSON")
            lines.append(json_text(line))
        elif "\n" in line or "\r" in line:
            notes.add((*path, position), line, "holds line breaks, split into lines")
            lines += _split(line, policy_type)
        else:
            lines.append(line)
    return lines


def _nested_lines(text: str) -> list[str] | None:
    if not text.lstrip().startswith("[") or len(text) > _NESTED_CHARACTERS:
        return None
    try:
        nested = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return nested if all(isinstance(line, str) for line in nested) else None


def _split(text: str, policy_type: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if policy_type == PolicyType.TLSA:
        text = text.replace(";", "\n")  # RFC 8460 §4 still describes records so separated
    return [line for part in text.split("\n") if (line := part.strip())]


def read_mx_hosts(policy: Entry, where: Path, notes: Notes) -> tuple[str, ...]:
    """Return the mx patterns in lower case; a string, as in the example of RFC 8460 before its erratum, is one."""
    key = "mx-host"
    value = policy.get(key)
    if not value and policy.get("mx-host-pattern"):
        key = "mx-host-pattern"
        value = policy[key]
        notes.add((*where, key), None, "is read as mx-host")
    if value is None or value == "":
        return ()
    path = (*where, key)
    if isinstance(value, list):
        hosts = [_mx_host(host, (*path, position), notes) for position, host in enumerate(value)]
        return tuple([host for host in hosts if host])
    return (_mx_host(value, path, notes),)


def _mx_host(value: object, path: Path, notes: Notes) -> str:
    if value is None or value == "":
        notes.add(path, value, "is null, dropped" if value is None else "is dropped")
        return ""
    if not isinstance(value, str):
        return _odd_name(value, path, notes)
    prefix, colon, pattern = value.partition(":")
    if colon and prefix.strip().lower() == "mx":
        notes.add(path, value, "is read without the mx: of a policy line")
        value = pattern
    return domain_of(value, path, notes)


def mode_of(lines: tuple[str, ...]) -> str:
    """Return the mode an MTA-STS policy names, in lower case, "" for none (RFC 8461 §3.2: the first one counts)."""
    for line in lines:
        if known := _MODE_LINES.get(line):
            return known
        key, _, mode = line.partition(":")
        if key.strip().lower() == "mode":
            return sanitise(mode.strip().lower())
    return ""
