"""Senders that differ alike, told as one: what a sentence says of each, with the dates of all of them."""

import re
from collections.abc import Sequence
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.triage.drift import Drift, SenderDrift

_LAST, _UNTIL = "\x00last\x00", "\x00until\x00"
"""What stands for the dates of one sender; no sanitised sentence holds it."""

_EACH: Final = (
    (re.compile(rf"^Its report of {_LAST} "), f"The last report of each, {_LAST}, "),
    (re.compile(r"^It (?=saw|found|reports)"), "Each "),
    (re.compile(r"\bthat it saw\b"), "that each saw"),
)
_ON: Final = re.compile(rf"\bon {_LAST}")


def alike_senders(senders: Sequence[SenderDrift]) -> list[list[SenderDrift]]:
    """Return senders that differ in the same way, but for their own dates, so that what that means is told once."""
    groups: dict[tuple[str, str, str, str], list[SenderDrift]] = {}
    for sender in senders:
        if sender.drift is not Drift.SAME and sender.sentence:
            key = (sender.policy_type, sender.drift, sender.brief, _dateless(sender))
            groups.setdefault(key, []).append(sender)
    return list(groups.values())


def sentence_of(alike: Sequence[SenderDrift]) -> str:
    """Return what their difference means, with the days from the first to the last of them."""
    sentence = _dateless(alike[0])
    lasts = sorted(sender.last for sender in alike if sender.last)
    untils = sorted(sender.until for sender in alike if sender.until)
    several = len({sender.organization for sender in alike}) > 1
    for pattern, words in _EACH if several else ():
        sentence = pattern.sub(words, sentence)
    if lasts:
        first, last = numbers.day(lasts[0]), numbers.day(lasts[-1])
        same = first == last
        sentence = _ON.sub(f"on {last}" if same else f"between {first} and {last}", sentence)
        sentence = sentence.replace(_LAST, last if same else f"{first} to {last}")
    if untils:
        first, last = numbers.day(untils[0]), numbers.day(untils[-1])
        sentence = sentence.replace(_UNTIL, last if first == last else f"{first} to {last}")
    return sentence


def _dateless(sender: SenderDrift) -> str:
    sentence = sender.sentence
    for day, mark in ((sender.last, _LAST), (sender.until, _UNTIL)):
        if day is not None:
            sentence = re.sub(rf"(?<!\d){re.escape(numbers.day(day))}(?!\d)", mark, sentence)
    return sentence
