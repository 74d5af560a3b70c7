"""What ``explain`` was asked for: words taken for result types or for reasons of senders."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.reports.model import NO_DETAILS, ResultType
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.catalogue import Entry, entry, policies_of, variants
from tlsrpt_tui.triage.catalogue_checks import commands, placeholders
from tlsrpt_tui.triage.reason_sides import Side, side_of
from tlsrpt_tui.triage.reasons import decoded

_LONGEST: Final = 60
_SHOWN: Final = 400
_PARTING: Final = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class Explained:
    """A result type, with what is said otherwise of it under some policy types.

    Attributes:
        entry: what holds under the policy type that was asked for, or whatever the policy.
        policies: the policy types under which it comes.
        under: an entry for each policy type under which something is said otherwise; none where one was asked for.
    """

    entry: Entry
    policies: tuple[str, ...]
    under: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class DecodedReason:
    """A reason as typed, sanitised, and what it comes to.

    Attributes:
        side: who acts on it as a rule, and how; ``None`` where the words do not tell.
    """

    reason: str
    words: str
    side: Side | None = None


def explained(result_type: str, policy_type: str = "") -> Explained:
    """Return all that is known of a result type, under one policy type or under each."""
    under = () if policy_type else tuple(variants(result_type))
    return Explained(entry(result_type, policy_type), policies_of(result_type), under)


def understood(words: Sequence[str], policy_type: str = "") -> tuple[list[Explained], list[DecodedReason]]:
    """Return the result types and the reasons that words name, each once.

    Raises:
        UsageError: a word is neither; says what comes near it, or which result types there are.
    """
    types: list[Explained] = []
    reasons: list[DecodedReason] = []
    for word in dict.fromkeys(words):
        name = _type_of(word)
        if name:
            found = explained(name, policy_type)
            types += [] if found in types else [found]
        elif told := decoded(word):
            reasons.append(DecodedReason(shorten(sanitise(word), _SHOWN), told, side_of(told)))
        else:
            raise UsageError(_neither(word))
    return types, reasons


def asked_now(known: Entry) -> tuple[str, ...]:
    """Return the commands that look into a result type, with placeholders for domain and MX host."""
    return commands(placeholders(known.result_type, known.policy_type))


def _type_of(word: str) -> str:
    folded = _PARTING.sub("-", word[: 2 * _LONGEST].casefold().strip())
    if folded.strip("()") == "no-details":
        return NO_DETAILS
    return folded if folded in ResultType.__members__.values() else ""


def _neither(word: str) -> str:
    shown = shorten(sanitise(word), _LONGEST)
    known = [each.value for each in ResultType]
    near = difflib.get_close_matches(word[:_LONGEST].casefold().strip(), known, n=3, cutoff=0.55)
    hint = f"did you mean {' or '.join(near)}?" if near else f"result types are {', '.join(known)}"
    return f'explain: "{shown}" is no result type of RFC 8460 and no reason that is known; {hint}'
