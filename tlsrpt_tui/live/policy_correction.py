"""The policy that a faulty MTA-STS policy file was meant to be, where that is clear (RFC 8461 §3.2)."""

import re
from typing import Final

from tlsrpt_tui.live.policy_file import policy_text
from tlsrpt_tui.live.policy_keys import KEYS, key_of
from tlsrpt_tui.live.policy_values import MODES, NEAR_MODES, check_max_age, check_mx, seconds_of
from tlsrpt_tui.live.published import Fault, Level, StsPolicy
from tlsrpt_tui.live.record_text import BLANKS
from tlsrpt_tui.live.sts_policy import read_policy

_JOINED: Final = re.compile(r"[ \t;,]+(?=(?:version|mode|mx|max_age)[ \t]*:)")
_PAIR: Final = re.compile(r"(?P<name>[A-Za-z][A-Za-z _.-]{0,31}?)[ \t]*[:=][ \t]*(?P<value>.*)")
_BETWEEN: Final = re.compile(r"[,;\s]+")
_VERSION: Final = re.compile(r"sts[ -]?v?[ -]?1", re.IGNORECASE)
_COMMENT: Final = ("#", "//", ";")
_MOST_LINES: Final = 200


def corrected_policy(data: bytes | str) -> str:
    r"""Return the policy to serve in place of a file that does not conform, with lines that end in ``\r\n``.

    "" where the file conforms as it is, or where it is not clear what was meant: a mode, a lifetime or the hosts are
    missing or said twice in different ways, or something in it cannot be read.
    """
    text = policy_text(data)
    if isinstance(text, Fault) or not _faulty(*read_policy(data)):
        return ""
    values: dict[str, list[str]] = {key: [] for key in KEYS}
    lines = [line for whole in re.split(r"[\r\n]+", text.removeprefix("\ufeff")) for line in _JOINED.split(whole)]
    if len(lines) > _MOST_LINES or not all(_take(line.strip(BLANKS), values) for line in lines):
        return ""
    if values["version"] and not all(map(_VERSION.fullmatch, values["version"])):
        return ""
    mode, age = (set(values[key]) for key in ("mode", "max_age"))
    if len(mode) != 1 or len(age) != 1:
        return ""
    hosts = dict.fromkeys(values["mx"])
    made = ["version: STSv1", f"mode: {mode.pop()}", *(f"mx: {host}" for host in hosts), f"max_age: {age.pop()}"]
    corrected = "".join(f"{line}\r\n" for line in made)
    return "" if _faulty(*read_policy(corrected)) else corrected


def _faulty(policy: StsPolicy | None, faults: tuple[Fault, ...]) -> bool:
    return policy is None or any(fault.level is Level.ERROR for fault in faults)


def _take(line: str, values: dict[str, list[str]]) -> bool:
    """Add what a line says to the values; return whether it is clear."""
    if not line or line.startswith(_COMMENT):
        return True
    pair = _PAIR.fullmatch(line)
    key = key_of(pair["name"]) if pair else ""
    if pair is None or not key:
        return False
    said = _said(key, pair["value"].strip(f"{BLANKS};\"'"))
    values[key] += said
    return bool(said)


def _said(key: str, value: str) -> list[str]:
    """Return what a value was meant to be, its hosts one by one; nothing where that is not clear."""
    if key == "version":
        return [value] if value else []
    if key == "mode":
        mode = value.lower()
        mode = NEAR_MODES.get(mode, mode)
        return [mode] if mode in MODES else []
    if key == "max_age":
        age = str(seconds_of(value)) if seconds_of(value) is not None else value
        return [] if any(level is Level.ERROR for level, *_ in check_max_age(age, short_counts=False)) else [age]
    hosts = [host.lower().removesuffix(".") for host in _BETWEEN.split(value) if host and not host.isdigit()]
    return [] if any(level is Level.ERROR for host in hosts for level, *_ in check_mx(host)) else hosts
