"""Answers that still hold, so that nothing is asked twice within its TTL."""

import dataclasses
import datetime as dt
from collections import OrderedDict
from typing import Final

from tlsrpt_tui.live.answers import Answer, Kind

MOST_ANSWERS: Final = 1000
"""Answers that are kept; the one not used for longest goes first."""

LONGEST: Final = 86400
"""Seconds after which even the longest TTL ends."""


class Memory:
    """Answers by name and type, each for as long as its TTL says."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._answers: OrderedDict[tuple[str, Kind], Answer] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def keep(self, answer: Answer) -> None:
        """Keep an answer that may be kept: one with a TTL."""
        if not answer.status.answered or not answer.ttl:
            return
        key = (answer.name, answer.kind)
        self._answers[key] = answer
        self._answers.move_to_end(key)
        if len(self._answers) > self._most:
            self._answers.popitem(last=False)

    def recall(self, name: str, kind: Kind, now: dt.datetime) -> Answer | None:
        """Return an answer that still holds, with the seconds that are left of its TTL."""
        answer = self._answers.get((name, kind))
        if answer is None or answer.ttl is None:
            return None
        age = max(0, int((now - answer.asked).total_seconds()))
        if age >= min(answer.ttl, LONGEST):
            del self._answers[name, kind]
            return None
        self._answers.move_to_end((name, kind))
        return dataclasses.replace(answer, ttl=answer.ttl - age, cached=True)

    def forget(self) -> None:
        """Keep nothing."""
        self._answers.clear()
