"""The one cause for which several lines are unknown, so that a page tells it once: the resolver was not reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.answers import Status
from tlsrpt_tui.live.check import Check, State

_STANDS_ON: Final = frozenset({"no-hosts", "resolver-unknown"})
"""Findings of lines for which there was nothing to ask once the first questions failed."""

_SENTENCE_END: Final = " not known: "
_LEAST: Final = 2
_CAUSES: Final = (Status.UNREACHABLE, Status.TIMED_OUT, Status.REFUSED)


@dataclass(frozen=True, slots=True)
class Mute:
    """Lines that are unknown for one cause; none of them, where it is false.

    Attributes:
        title: the cause in a few words.
        sentence: the cause as a line gave it.
        checks: the lines.
        do: what to do.
        repeat: one command that asks the same again.
    """

    title: str = ""
    sentence: str = ""
    checks: tuple[Check, ...] = ()
    do: str = ""
    repeat: tuple[str, ...] = ()

    @property
    def lines(self) -> str:
        """The titles of the lines, with commas."""
        return ", ".join(check.title for check in self.checks)

    def __bool__(self) -> bool:
        return bool(self.checks)


def common_cause(checks: Sequence[Check]) -> Mute:
    """Return what the unknown lines have in common, where the resolver is why all of them are."""
    unknown = [check for check in checks if check.state is State.UNKNOWN]
    told = [(check, cause) for check in unknown if (cause := _cause(check))]
    causes = {cause for _, cause in told}
    others = [check for check in unknown if not _cause(check)]
    alike = all(_stands_on(check) for check in others)
    if len(causes) != 1 or len(told) < _LEAST or not alike:
        return Mute()
    cause = causes.pop()
    first = told[0][0]
    title = next(status.value for status in _CAUSES if cause.startswith(status.value))
    return Mute(title, cause, tuple(unknown), first.do, first.repeat[:1])


def _cause(check: Check) -> str:
    """Return why the questions of a line were not answered, where that is the resolver; "" for anything else."""
    sentences = [finding.sentence for finding in check.findings if finding.state is State.UNKNOWN]
    ends = {sentence.partition(_SENTENCE_END)[2] for sentence in sentences if _SENTENCE_END in sentence}
    one = next(iter(ends), "") if len(ends) == 1 else ""
    return one if one.startswith(tuple(status.value for status in _CAUSES)) else ""


def _stands_on(check: Check) -> bool:
    codes = {finding.code for finding in check.findings}
    return bool(codes) and (codes <= _STANDS_ON or any("see the line" in each.sentence for each in check.findings))
