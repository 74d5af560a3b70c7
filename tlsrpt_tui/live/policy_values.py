"""What may stand behind the keys of an MTA-STS policy, and what is wrong with what does (RFC 8461 §3.2)."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from tlsrpt_tui.live.published import Level
from tlsrpt_tui.live.record_text import quoted

MODES: Final = ("enforce", "testing", "none")
"""What senders are to do."""

LONGEST_AGE: Final = 31_557_600
"""Seconds for which a policy may be kept at most: about a year."""

DAY: Final = 86_400
"""Seconds."""

WEEK: Final = 604_800
"""Seconds; a policy should be kept for weeks (RFC 8461 §3.2)."""

Said = tuple[Level, str, str, int]
"""Level, code, sentence, column within the value."""

_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?")
_LONGEST_LABEL: Final = 63
_LONGEST_NAME: Final = 253
_DIGITS: Final = 10
_UNITS: Final = re.compile(
    r"(?P<number>[0-9]+)[ \t]*(?P<unit>s|sec|seconds?|m|min|h|hours?|d|days?|w|weeks?)", re.IGNORECASE
)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": DAY, "w": WEEK}
_ADDRESS: Final = "{} is an IP address; write the name of the host as its MX record has it."
NEAR_MODES: Final = {
    "report": "testing",
    "test": "testing",
    "enforced": "enforce",
    "enforcing": "enforce",
    "off": "none",
}
"""Words for a mode that are none of the three."""


def check_version(value: str) -> Iterator[Said]:
    """Yield what is wrong with ``version``."""
    if value == "STSv1":
        return
    if value.lower() == "stsv1":
        yield Level.ERROR, "version-case", "Upper and lower case count in the version; write version: STSv1", 0
    else:
        yield Level.ERROR, "version-value", f"There is no version {quoted(value)}; write version: STSv1", 0


def check_mode(value: str) -> Iterator[Said]:
    """Yield what is wrong with ``mode``."""
    if value in MODES:
        return
    if value.lower() in MODES:
        yield Level.ERROR, "mode-case", f"Upper and lower case count in the mode; write mode: {value.lower()}", 0
        return
    near = NEAR_MODES.get(value.lower())
    hint = f"write mode: {near}" if near else "write enforce, testing or none"
    yield Level.ERROR, "mode-value", f"There is no mode {quoted(value)}; {hint}", 0


def seconds_of(value: str) -> int | None:
    """Return how many seconds a number with a unit is, ``7 days``; ``None`` for anything else."""
    units = _UNITS.fullmatch(value)
    return int(units["number"][:_DIGITS]) * _SECONDS[units["unit"][0].lower()] if units else None


def check_max_age(value: str, *, short_counts: bool) -> Iterator[Said]:
    """Yield what is wrong with ``max_age``.

    Args:
        value: as written.
        short_counts: whether a short one is worth a warning; it is not where the mode is ``none``.
    """
    seconds = seconds_of(value)
    if seconds is not None:
        yield (
            Level.ERROR,
            "max-age-unit",
            f"max_age is a number of seconds, without a unit; write max_age: {seconds}",
            0,
        )
    elif not re.fullmatch(r"[0-9]+", value):
        sentence = f"{quoted(value)} is no number of seconds; write digits only, as in max_age: {WEEK}"
        yield Level.ERROR, "max-age-grammar", sentence, 0
    elif len(value) > _DIGITS:
        yield Level.ERROR, "max-age-digits", f"max_age has {len(value)} digits; at most 10 are allowed.", _DIGITS
    elif int(value) > LONGEST_AGE:
        yield Level.ERROR, "max-age-over", f"max_age is above its limit of {LONGEST_AGE}, about a year.", 0
    elif short_counts and int(value) < DAY:
        sentence = (
            f"{value} s are less than a day: who blocks the policy for so long switches the protection off; "
            f"write {WEEK} or more."
        )
        yield Level.WARNING, "max-age-day", sentence, 0
    elif short_counts and int(value) < WEEK:
        sentence = f"{value} s are less than a week, and policies should be kept for weeks; write {WEEK} or more."
        yield Level.WARNING, "max-age-week", sentence, 0


def check_mx(value: str) -> Iterator[Said]:
    """Yield what is wrong with ``mx``: ``["*."] Domain``, the latter as in RFC 5321 §4.1.2."""
    said = _no_host(value) or _wildcard(value) or _host(value)
    if said:
        code, sentence, column = said
        yield Level.ERROR, code, sentence, column
    elif _is_address(value):  # which the grammar of domains lets pass
        yield Level.WARNING, "mx-address", f"{_ADDRESS.format(quoted(value))[:-1]}; no MX host matches an address.", 0
    elif "." not in value.removeprefix("*."):
        sentence = f"{quoted(value)} has one label only; MX hosts are named in full."
        yield Level.WARNING, "mx-single-label", sentence, 0


_Wrong = tuple[str, str, int] | None


def _no_host(value: str) -> _Wrong:
    """Return what is wrong with a value that is something else than the name of one host."""
    parted = re.search(r"[,;]|\s+", value)
    if re.match(r"[0-9]+\s+", value):
        return "mx-preference", "Preferences belong into MX records; here stands the name of the host alone.", 0
    if parted and value[parted.start() :] == ";":
        return "mx-semicolon", "No semicolon ends a line of the policy; leave it out.", parted.start()
    if parted:
        return "mx-several", "One host stands in a line; write one line “mx: HOST” for each.", parted.start()
    if not value.isascii():
        at = next(index for index, character in enumerate(value) if not character.isascii())
        return "mx-u-label", f"{quoted(value)} is not ASCII; write its A-labels (xn--…).", at
    return _named_otherwise(value)


def _named_otherwise(value: str) -> _Wrong:
    """Return what is wrong with a value that names a host in a way that is not its name."""
    if "://" in value:
        return "mx-url", f"{quoted(value)} is a URL; write the name of the MX host alone.", 0
    if "@" in value:
        return "mx-mailbox", f"{quoted(value)} is a mail address; write the name of the MX host.", value.index("@")
    if not value[:1].isdigit() and _is_address(value.strip("[]").removeprefix("IPv6:")):
        return "mx-address", _ADDRESS.format(quoted(value)), 0
    if value.count(":") > 1 and _is_address(value):
        return "mx-address", _ADDRESS.format(quoted(value)), 0
    port = re.search(r":[0-9]*$", value)
    return ("mx-port", "No port stands behind a host; leave it out.", port.start()) if port else None


def _wildcard(value: str) -> _Wrong:
    if value in {"*", "*."}:
        return "mx-wildcard-alone", "“*” alone matches nothing; name the hosts, or write *.DOMAIN", 0
    if value.startswith("."):
        sentence = f"A name does not begin with a dot; for all hosts one label below, write {quoted('*' + value)}"
        return "mx-leading-dot", sentence, 0
    at = value.find("*", 1 if value.startswith("*.") else 0)
    if at >= 0:
        return "mx-wildcard", "“*” can stand as the whole first label only, as in *.example.com", at
    return None


def _host(value: str) -> _Wrong:
    name = value.removeprefix("*.")
    if name.endswith("."):
        return "mx-dot", "No dot ends the name in a policy; leave it out.", len(value) - 1
    if "_" in name:
        return "mx-underscore", "“_” cannot stand in the name of an MX host.", value.index("_")
    if len(name) > _LONGEST_NAME:
        return "mx-long", f"The name has {len(name)} characters; at most {_LONGEST_NAME} are allowed.", 0
    start = len(value) - len(name)
    for label in name.split("."):
        if len(label) > _LONGEST_LABEL:
            return "mx-label-long", f"A label has {len(label)} characters; at most {_LONGEST_LABEL} are allowed.", start
        if not _LABEL.fullmatch(label):
            sentence = f"{quoted(label)} is no label of a host: letters, digits, and hyphens between them."
            return "mx-label", sentence if label else "Two dots follow each other; a label is missing.", start
        start += len(label) + 1
    return None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
