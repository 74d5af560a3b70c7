"""The command line of ``record``: what to hold to its RFC, or what to make."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.text import sanitise, shorten

TLSRPT: Final = "tlsrpt"
MTA_STS: Final = "mta-sts"

_MAKING_OF: Final = {
    TLSRPT: ("--domain", "--part"),
    MTA_STS: ("--mode", "--max-age", "--mx", "--id", "--resolver", "--part"),
}
"""Options of ``record make``, by what is made."""
_MAKING: Final = tuple(dict.fromkeys(option for options in _MAKING_OF.values() for option in options))
_DIGITS: Final = 10
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Recording:
    """What ``record`` is to do, as typed.

    Attributes:
        text: to hold to its RFC; ``None`` where a record is to be made.
        kind: of the record; "" to guess.
        words: addresses for reports, or the domain of a policy.
        domain, mode, mx: of what is made.
        max_age, id: likewise; ``None`` for the default.
        part: what of it is to be written; "" for all.
    """

    text: str | None = None
    kind: str = ""
    words: tuple[str, ...] = ()
    domain: str = ""
    mode: str = "testing"
    max_age: int | None = None
    mx: tuple[str, ...] = ()
    id: str | None = None
    part: str = ""


def read_recording(read: argparse.Namespace) -> Recording:
    """Return what the command line asks for.

    Raises:
        UsageError: it cannot be understood.
    """
    action, *words = read.words
    given = [option for option in _MAKING if getattr(read, option.lstrip("-").replace("-", "_")) not in (None, [])]
    if action == "lint":
        if given:
            raise UsageError(f"{given[0]}: record lint has none, it belongs to record make")
        if len(words) != 1:
            raise UsageError("record lint takes one TEXT, in quotes, or - for standard input")
        return Recording(words[0], read.kind or "")
    if action != "make":
        raise UsageError(f"record: {_shown(action)} is neither lint nor make; see tlsrpt-tui record --help")
    if read.kind:
        raise UsageError("--kind: record make has none; name what to make, as in record make tlsrpt ADDRESS")
    return _making(read, words, given)


def _making(read: argparse.Namespace, words: Sequence[str], given: Sequence[str]) -> Recording:
    kind, *rest = words or [""]
    if kind not in _MAKING_OF:
        raise UsageError("record make: name what to make, tlsrpt ADDRESS... or mta-sts DOMAIN")
    foreign = next((option for option in given if option not in _MAKING_OF[kind]), "")
    if foreign:
        raise UsageError(f"{foreign}: record make {kind} has none")
    if kind == TLSRPT and not rest:
        raise UsageError("record make tlsrpt: name an address for reports, as in tlsrpt@example.com")
    if kind == TLSRPT and read.part == "policy":
        raise UsageError("--part: a TLS-RPT record has no policy file; expected value")
    if kind == MTA_STS and len(rest) != 1:
        raise UsageError("record make mta-sts: name one domain, as in example.com")
    return Recording(
        kind=kind,
        words=tuple(rest),
        domain=read.domain or "",
        mode=read.mode or "testing",
        max_age=None if read.max_age is None else _seconds(read.max_age),
        mx=tuple(read.mx),
        id=read.id,
        part=read.part or "",
    )


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > _DIGITS:
        raise UsageError(f"--max-age: {_shown(text)} is no number of seconds; expected one as 604800")
    return int(text)


def _shown(text: str) -> str:
    return f'"{shorten(sanitise(text), _SHOWN)}"'
