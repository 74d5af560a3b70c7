"""Policy texts as senders report them, read so that two of them can be compared (RFC 8460 §4.4)."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_LONGEST_AGE: Final = 10
_LONGEST_NAME: Final = 255
_PREFIX: Final = re.compile(r"^\s*mx\s*:\s*", re.IGNORECASE)
_TLSA: Final = re.compile(
    r"(?:^|[\s\"])([0-9]{1,3})\s+([0-9]{1,3})\s+([0-9]{1,3})\s+([0-9A-Fa-f][0-9A-Fa-f\s()]*)\"?\s*$"
)
_NUMBER: Final = 255


@dataclass(frozen=True, slots=True)
class StsText:
    """What a policy says, whatever the order and the case of its lines.

    Attributes:
        mode: in lower case; "" where it says none.
        mx: patterns as they are compared, each once, in their order.
        max_age: seconds; ``None`` where it says none.
        others: lines of no known key, as written.
    """

    mode: str = ""
    mx: tuple[str, ...] = ()
    max_age: int | None = None
    others: tuple[str, ...] = ()

    def same(self, other: "StsText") -> bool:
        """Whether two policies ask the same of a sender (RFC 8461 §3.2)."""
        return (self.mode, set(self.mx), self.max_age) == (other.mode, set(other.mx), other.max_age)


def read_sts(lines: Sequence[str], mode: str = "") -> StsText:
    """Return what the lines of a policy say; of a key that is given twice the first counts (RFC 8461 §3.2).

    Args:
        lines: as in a report or a policy file.
        mode: what stands for a mode that the lines do not give.
    """
    first: dict[str, str] = {}
    mx: list[str] = []
    others: list[str] = []
    for line in _lines(lines):
        key, colon, value = line.partition(":")
        key = key.strip().casefold()
        if colon and key == "mx":
            mx.append(pattern(value))
        elif colon and key in ("version", "mode", "max_age"):
            first.setdefault(key, value.strip())
        elif line.strip():
            others.append(line.strip())
    age = first.get("max_age", "")
    return StsText(
        mode=first.get("mode", mode).casefold(),
        mx=tuple(dict.fromkeys(filter(None, mx))),
        max_age=int(age) if age.isascii() and age.isdigit() and len(age) <= _LONGEST_AGE else None,
        others=tuple(others),
    )


def _lines(texts: Sequence[str]) -> Iterator[str]:
    """Yield lines, which may end with CRLF, and of which several may stand in one text."""
    for text in texts:
        yield from text.replace("\r", "\n").split("\n")


def pattern(value: str) -> str:
    """Return an MX host or pattern as it is compared: lower case, no last dot, no ``mx:`` before it."""
    return _PREFIX.sub("", value).strip().casefold().removesuffix(".")


def host_name(value: str) -> str:
    """Return a name of a report in A-labels, lower case, without its last dot; what is no name stays as it is."""
    plain = value.strip().casefold().removesuffix(".")
    return plain if plain.isascii() or len(plain) > _LONGEST_NAME else _in_a_labels(plain)


@lru_cache(maxsize=10_000)
def _in_a_labels(plain: str) -> str:
    try:
        return plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain


def address_of(text: str) -> str:
    """Return an address of a report as it is compared, however it is written; "" for what is none."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""


def read_tlsa(lines: Sequence[str]) -> frozenset[str]:
    """Return the TLSA records of a policy, each as ``3 1 1`` and lower case hex; what is no such record is left out.

    Records may have blanks, brackets and a name before them, and several may stand in one line as a JSON array.
    """
    pieces = (piece for line in lines for piece in line.strip().strip("[]").split(","))
    return frozenset(filter(None, map(_tlsa, pieces)))


def _tlsa(piece: str) -> str:
    found = _TLSA.search(piece)
    numbers = [int(number) for number in found.groups()[:3]] if found else []
    if found is None or max(numbers) > _NUMBER:
        return ""
    digits = re.sub(r"[\s()]", "", found[4]).lower()
    return f"{numbers[0]} {numbers[1]} {numbers[2]} {digits}"
