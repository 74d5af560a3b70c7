"""Two policies side by side, and what differs between them in a few words."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from tlsrpt_tui.numbers import age_of_policy
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.drift_kinds import Difference
from tlsrpt_tui.triage.seen_policy import StsText

BRIEF: Final = 30
"""Cells that a difference in a few words takes at most."""

MOST_LINES: Final = 100
"""Lines of two policies that are shown side by side."""

_LONGEST_LINE: Final = 300
_NO_BREAK: Final = "\u00a0"


def sts_lines(seen: StsText | None, live: StsText | None) -> tuple[Difference, ...]:
    """Return mode, MX patterns and ``max_age`` of both; what only one side has comes after what both have."""
    made = [Difference(_mode(seen), _mode(live))]
    made += _beside([f"mx: {mx}" for mx in seen.mx] if seen else [], [f"mx: {mx}" for mx in live.mx] if live else [])
    made.append(Difference(_age(seen), _age(live)))
    made += [Difference(line, "") for line in (seen.others if seen else ())]
    return _bounded(made)


def tlsa_lines(seen: Iterable[str], live: Iterable[str]) -> tuple[Difference, ...]:
    """Return the TLSA records of both, those of both sides first."""
    return _bounded(_beside(sorted(seen), sorted(live)))


def _mode(policy: StsText | None) -> str:
    return f"mode: {policy.mode}" if policy and policy.mode else ""


def _age(policy: StsText | None) -> str:
    return f"max_age: {policy.max_age}" if policy and policy.max_age is not None else ""


def _beside(seen: Sequence[str], live: Sequence[str]) -> list[Difference]:
    known = frozenset(seen)
    return [
        *(Difference(line, line) for line in live if line in known),
        *(Difference("", line) for line in only_in(live, seen)),
        *(Difference(line, "") for line in only_in(seen, live)),
    ]


def only_in(lines: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the lines that are not among the others, in their order; both may be as many as a report can hold."""
    known = frozenset(others)
    return [line for line in lines if line not in known]


def _bounded(made: Sequence[Difference]) -> tuple[Difference, ...]:
    shown = [made for made in made if made.seen or made.live]
    cut = [
        Difference(sanitise(line.seen, _LONGEST_LINE), sanitise(line.live, _LONGEST_LINE))
        for line in shown[:MOST_LINES]
    ]
    more = len(shown) - len(cut)
    return (*cut, Difference(f"… and {more} more", f"… and {more} more")) if more > 0 else tuple(cut)


def brief_sts(seen: StsText, live: StsText) -> str:
    """Return what a sender lacks or has too much, the heaviest first: ``mx2 missing``, ``saw testing``."""
    missing, extra = only_in(live.mx, seen.mx), only_in(seen.mx, live.mx)
    if missing:
        return named(missing, "missing", live.mx)
    if seen.mode != live.mode:
        return shorten(sanitise(f"saw {seen.mode or 'no mode'}, not {live.mode}"), BRIEF)
    if extra:
        return named(extra, "is gone", [*seen.mx, *live.mx])
    return shorten(f"max_age {told_age(seen.max_age)}, now {told_age(live.max_age)}", BRIEF)


def named(hosts: Sequence[str], what: str, among: Collection[str]) -> str:
    """Return ``mx2 missing``: one host by its first label where that tells it from ``among``, several by number."""
    if len(hosts) > 1:
        return f"{len(hosts)} MX {what}".replace(" is ", " are ")
    host = hosts[0]
    label = host.partition(".")[0]
    alone = label != "*" and sum(other.partition(".")[0] == label for other in among) <= 1
    return f"{shorten(sanitise(label if alone else host), BRIEF - len(what) - 1)} {what}"


def listed(names: Sequence[str], most: int = 3) -> str:
    """Return ``a, b and c`` or ``a, b, c and 4 more``, sanitised."""
    shown = [shorten(sanitise(name), 80) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def one_line(text: str, most: int = 400) -> str:
    """Return a sentence that can do nothing but be read; numbers in it keep their no-break spaces."""
    return shorten(_NO_BREAK.join(map(sanitise, text.split(_NO_BREAK))), most)


def told_age(seconds: int | None) -> str:
    """Return a ``max_age`` in words."""
    return "none" if seconds is None else age_of_policy(str(seconds))
