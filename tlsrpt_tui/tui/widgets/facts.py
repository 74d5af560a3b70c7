"""What the context line says at its right, and what of it goes first when it gets narrow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Totals
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.theme import Role

_JOINED_GOES: Final = 0
_OF_ALL_GOES: Final = 1
_PLAIN_GOES: Final = 2
_RATE_GOES: Final = 3
_HIDDEN_GOES: Final = 4
_LAST_GOES: Final = 5
"""What goes first when it gets narrow; after all of these the source, then crumbs from the left."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the line says at its right.

    Attributes:
        wordings: from the longest to the shortest, which may be empty.
        goes: for each wording but the last, when it gives way to the next; the least goes first.
    """

    wordings: tuple[tuple[Run, ...], ...]
    goes: tuple[int, ...] = ()


Said: TypeAlias = Fact | tuple[Run, ...]
"""A fact, or the one wording of one; the last of those on a line stays."""


def hides(hidden: int, of: int, noun: str) -> tuple[Fact, ...]:
    """Return what the filter hides, where it hides anything."""
    if hidden <= 0:
        return ()
    short = (Run("hides ", Role.MUTED), Run(numbers.count(hidden)))
    whole = (*short, Run(f" of {numbers.plural(of, noun)}", Role.MUTED))
    return (Fact((whole, short, ()), (_OF_ALL_GOES, _HIDDEN_GOES)),)


def totals_facts(totals: Totals) -> tuple[Fact, ...]:
    """Return the facts of a view: failed sessions with their rate, and the rows that it hides."""
    failed = (
        Run(numbers.count(totals.failed), Role.FAILED if totals.failed else Role.OK, bold=True),
        Run(" failed", Role.MUTED),
    )
    rate = numbers.rate(totals.failed, totals.successful, decimals=2) if totals.failed else ""
    wordings = ((*failed, Run(f" {rate}", Role.FAILED)), failed) if rate else (failed,)
    first = Fact(wordings, (_RATE_GOES,) if rate else ())
    return (first, *hides(totals.all_rows - totals.rows, totals.all_rows, "row"))


def joined_fact(joined: int) -> Fact:
    """Return how many files have joined, fewer than none have left."""
    sign, number = ("+", joined) if joined > 0 else ("−", -joined)
    return Fact(((Run(f"{sign}{numbers.plural(number, 'file')}", Role.MUTED),), ()), (_JOINED_GOES,))


def laid_out(said: tuple[Said, ...], *, gives_way: bool) -> list[Fact]:
    """Return what could be said; of what has one wording, the last stays.

    With ``gives_way``, something more important has to be said after it, and everything may go.
    """
    plain = [place for place, fact in enumerate(said) if not isinstance(fact, Fact)]
    facts = []
    for place, fact in enumerate(said):
        if isinstance(fact, Fact):
            facts.append(fact)
        else:
            facts.append(Fact((fact,)) if place == plain[-1] else Fact((fact, ()), (_PLAIN_GOES,)))
    if not gives_way:
        return facts
    return [Fact((*fact.wordings, ()), (*fact.goes, _LAST_GOES)) if fact.wordings[-1] else fact for fact in facts]


def fitted(facts: list[Fact], width: int, cells: Callable[[list[tuple[Run, ...]]], int]) -> list[tuple[Run, ...]]:
    """Return each fact in the longest wording with which all of the line fits."""
    chosen = [0] * len(facts)
    cuts = sorted((goes, place) for place, fact in enumerate(facts) for goes in fact.goes)
    while True:
        shown = [fact.wordings[number] for fact, number in zip(facts, chosen, strict=True)]
        shown = [runs for runs in shown if runs]
        if not cuts or cells(shown) <= width:
            return shown
        chosen[cuts.pop(0)[1]] += 1
