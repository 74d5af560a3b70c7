"""Policies that senders saw, as a page: each text once, then what each sender saw over time, and what differed."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.output.change_words import plain
from tlsrpt_tui.output.columns import fit, left, wrap
from tlsrpt_tui.output.numbers import count, grouped
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.triage.matching import UNASKED, Matching
from tlsrpt_tui.triage.policy_history import Stretch
from tlsrpt_tui.triage.policy_stories import Chapter, PolicyStory

WIDTH: Final = 80
MOST: Final = 100
"""Senders of one domain that are listed; JSON has all of them."""

NOTHING: Final = "No report tells of a policy"

_SENDER: Final = 26
_DAYS: Final = 26
_REPORTS: Final = 8

Told = tuple[PolicyStory, Chapter]
"""A text, and whose it is."""

_Text = tuple[str, tuple[str, ...]]


def render(stories: Sequence[PolicyStory], found: Matching = UNASKED) -> str:
    """Return the page."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(stories, found))


def stretch_days(stretch: Stretch) -> str:
    """Return the days on which a sender reported a text."""
    if stretch.first is None or stretch.last is None:
        return "no readable date"
    return plain(numbers.days(stretch.first, stretch.last))


def timelines(stories: Sequence[PolicyStory]) -> dict[str, list[list[Told]]]:
    """Return by domain what each sender saw, of any type, oldest first; who had most sessions comes first."""
    found: dict[str, dict[str, list[Told]]] = {}
    for story in stories:
        told = found.setdefault(story.domain, {}).setdefault(story.organization, [])
        told += [(story, chapter) for chapter in story.chapters]
    return {
        domain: [sorted(told, key=_when) for told in sorted(senders.values(), key=_sessions, reverse=True)]
        for domain, senders in sorted(found.items())
    }


def nothing(found: Matching) -> str:
    """Return why there is nothing to tell."""
    if found.is_nothing:
        return plain(f"{found.unmatched[:1].upper()}{found.unmatched[1:]}")
    return f"{NOTHING}{' that matches the filter' if found.filter else ''}"


def _when(told: Told) -> tuple[object, ...]:
    stretch = told[1].stretch
    return stretch.first or dt.date.max, stretch.last or dt.date.max, stretch.policy_type


def _sessions(told: Sequence[Told]) -> int:
    return sum(chapter.stretch.successful + chapter.stretch.failed for _, chapter in told)


def _numbered(timelines: Sequence[Sequence[Told]]) -> dict[_Text, int]:
    """Return the different texts, numbered by type and by the day they were first seen."""
    first: dict[_Text, dt.date] = {}
    for _, chapter in (each for told in timelines for each in told):
        key, day = _text_key(chapter.stretch), chapter.stretch.first or dt.date.max
        first[key] = min(first.get(key, day), day)
    kinds = sorted(first, key=lambda key: (key[0] == PolicyType.NO_POLICY_FOUND, key[0], first[key], key))
    return {key: number for number, key in enumerate(kinds, 1)}


def _text_key(stretch: Stretch) -> _Text:
    """Return what two texts have in common that mean the same: case and order of lines make no difference."""
    return stretch.policy_type, tuple(sorted(" ".join(line.split()).casefold() for line in stretch.text))


def _lines(stories: Sequence[PolicyStory], found: Matching) -> Iterator[str]:
    if not stories:
        yield from wrap(nothing(found), WIDTH)
        return
    yield f"Policies as {count(len({story.organization for story in stories}), 'sender')} saw them"
    if found.filter:
        yield from (f"{'' if number else 'Filter':<9}{line}" for number, line in enumerate(wrap(found.filter, 71)))
    for domain, told in timelines(stories).items():
        yield ""
        yield from _domain(plain(domain) or "(no domain)", told)


def _domain(domain: str, senders: Sequence[Sequence[Told]]) -> Iterator[str]:
    numbered = _numbered(senders)
    shown = {_text_key(chapter.stretch): chapter.stretch for told in senders for _, chapter in told}
    yield fit(domain, WIDTH)
    for key, number in numbered.items():
        yield from _text(shown[key], number)
    yield f"  {left('Sender', _SENDER)}{left('Days', _DAYS)}{'Reports':>{_REPORTS}}  Text  Difference"
    for told in senders[:MOST]:
        for story, chapter in told:
            yield _row(story, chapter, numbered[_text_key(chapter.stretch)])
            yield from (f"      {line}" for line in wrap(plain(chapter.difference), WIDTH - 6) if chapter.difference)
    if len(senders) > MOST:
        yield f"  and {grouped(len(senders) - MOST)} more senders, --format json lists all"


def _text(stretch: Stretch, number: int) -> Iterator[str]:
    kind = plain(stretch.policy_type) or "(no type)"
    empty = not stretch.text and stretch.policy_type != PolicyType.NO_POLICY_FOUND
    yield fit(f"  {f'text {number}':<8}{kind}{', the report gives no text' if empty else ''}", WIDTH)
    yield from (fit(f"{'':<10}{plain(line)}", WIDTH) for line in stretch.text)


def _row(story: PolicyStory, chapter: Chapter, number: int) -> str:
    name = left(plain(story.organization) or "(none)", _SENDER - 1)
    reports = grouped(chapter.stretch.reports)
    mark = "≠" if chapter.difference else ""
    return f"  {name} {left(stretch_days(chapter.stretch), _DAYS)}{reports:>{_REPORTS}}  {number:>4}  {mark}"
