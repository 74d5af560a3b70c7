"""Names of hosts as people read them: safe to show, and short where a line is narrow."""

from collections.abc import Iterable, Sequence
from typing import Final

from tlsrpt_tui.text import sanitise, shorten

SENTENCE: Final = 80
"""Characters of a host's name in a sentence."""

LINE: Final = 40
"""Cells of what a line of the list found."""

_SHORT: Final = 24


def shown(host: str) -> str:
    """Return a hostile name as it may stand in a sentence."""
    return shorten(sanitise(host), SENTENCE)


def short_names(hosts: Sequence[str]) -> dict[str, str]:
    """Return each host's first label, ``mail``, where that tells it from the others; else more of its name."""
    firsts = [host.partition(".")[0] for host in hosts]
    return {
        host: shorten(sanitise(first if first and firsts.count(first) == 1 else host), _SHORT)
        for host, first in zip(hosts, firsts, strict=True)
    }


def fitted(words: Iterable[str], cells: int) -> str:
    """Return as many words as fit, with commas, and how many more there are: ``10 mail, 20 mx2, 3 more``."""
    said = list(words)
    for kept in range(len(said), 0, -1):
        rest = len(said) - kept
        text = ", ".join([*said[:kept], *([f"{rest} more"] if rest else [])])
        if len(text) <= cells:
            return text
    return f"{len(said)} names"[:cells] if len(said) > 1 else shorten("".join(said), max(cells, 1))


def listed(words: Sequence[str], most: int = 4) -> str:
    """Return words as a sentence has them: ``a, b and 3 more``."""
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
