"""Why a question has no answer, in few words for a sentence."""

from collections.abc import Iterable, Sequence
from typing import Final

from tlsrpt_tui.live.answers import Answer, Security, Status
from tlsrpt_tui.text import shorten

_EDE: Final = "EDE "
_MOST: Final = 3
_REMARK: Final = 120
_TOLD_BY_REMARK: Final = (Status.UNREACHABLE, Status.GARBLED)
"""Ways to fail of which the status alone says too little."""


def reason(answer: Answer) -> str:
    """Return why: ``timed out``, ``server failure (EDE 22 No Reachable Authority)``, ``EDE 7 Signature Expired``.

    What a resolver adds to an Extended DNS Error can be long, and is left to the detail.
    """
    told = brief(answer.errors)
    if answer.security is Security.BOGUS:
        return told or "no reason given"
    if not told and answer.errors and answer.status in _TOLD_BY_REMARK:
        told = shorten(answer.errors[0], _REMARK)
    return f"{answer.status.value} ({told})" if told else answer.status.value


def status_words(answer: Answer) -> str:
    """Return how a question ended, for a narrow line; failed validation is no failure of a server."""
    return "fails DNSSEC validation" if answer.security is Security.BOGUS else answer.status.value


def brief(errors: Sequence[str]) -> str:
    """Return the Extended DNS Errors (RFC 8914) alone, without what the resolver added to each."""
    names = [error.partition(":")[0] for error in errors if error.startswith(_EDE)]
    return ", ".join(dict.fromkeys(names[:_MOST]))


def unanswered(answers: Iterable[Answer]) -> list[tuple[Answer, str]]:
    """Return the questions without an answer, those that failed alike as one, with their types: ``A and AAAA``."""
    groups: dict[tuple[str, bool, str], list[Answer]] = {}
    for answer in answers:
        if not answer.status.answered:
            bogus = answer.security is Security.BOGUS
            groups.setdefault((answer.name, bogus, reason(answer)), []).append(answer)
    return [(group[0], " and ".join(answer.kind for answer in group)) for group in groups.values()]
