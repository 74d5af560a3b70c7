"""What each sender saw of a policy over time, each text beside the one before it; needs no live check."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen, PolicySeen
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.change import PolicyLine
from tlsrpt_tui.triage.policy_changes import difference_in_words, marked
from tlsrpt_tui.triage.policy_history import Stretch, policy_history

MOST: Final = 50
"""Texts of one sender, domain and policy type that are told, the newest."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One text that a sender saw, and how it differs from the one it saw before.

    Attributes:
        difference: in a few words; "" for the first, and for one that means the same. The one before may be that the
            sender found no policy, or, where it finds none any more, the policy that it saw last.
        lines: the text, with the lines of the one before that are gone; marked where they differ.
    """

    stretch: Stretch
    difference: str
    lines: tuple[PolicyLine, ...]


@dataclass(frozen=True, slots=True)
class PolicyStory:
    """What one sender saw of one domain and policy type, oldest first."""

    organization: str
    domain: str
    policy_type: str
    chapters: tuple[Chapter, ...]

    @property
    def last(self) -> dt.date | None:
        """The day of its newest report."""
        return max((chapter.stretch.last for chapter in self.chapters if chapter.stretch.last), default=None)


def policy_stories(seen: Iterable[PolicySeen]) -> tuple[PolicyStory, ...]:
    """Return what each sender saw, by domain and policy type, the sender with most sessions first."""
    everything = DomainSeen((), policies=tuple(seen))
    stories = [
        story
        for organization in dict.fromkeys(policy.organization for policy in everything.policies)
        for story in _of_sender(organization, policy_history(everything, organization))
    ]
    return tuple(sorted(stories, key=_order))


def story_of(seen: DomainSeen, organization: str, policy_type: str, domain: str) -> PolicyStory | None:
    """Return what one sender saw of one domain and policy type; ``None`` where there is nothing."""
    for story in _of_sender(organization, policy_history(seen, organization)):
        if (story.domain, story.policy_type) == (domain, policy_type):
            return story
    return None


def _order(story: PolicyStory) -> tuple[object, ...]:
    sessions = sum(chapter.stretch.successful + chapter.stretch.failed for chapter in story.chapters)
    return story.domain, story.policy_type, -sessions, story.organization


def _of_sender(organization: str, history: Sequence[Stretch]) -> Iterator[PolicyStory]:
    places: dict[tuple[str, str], list[Stretch]] = {}
    by_domain: dict[str, list[Stretch]] = {}
    for stretch in history:
        places.setdefault((stretch.domain, stretch.policy_type), []).append(stretch)
        by_domain.setdefault(stretch.domain, []).append(stretch)
    for (domain, policy_type), stretches in places.items():
        yield PolicyStory(organization, domain, policy_type, tuple(_chapters(stretches[-MOST:], by_domain[domain])))


def _chapters(stretches: Sequence[Stretch], beside: Sequence[Stretch]) -> Iterator[Chapter]:
    """Yield the texts of one type, each with the one before it, which may be of another type out of ``beside``."""
    before: Stretch | None = None
    for stretch in stretches:
        old = _turned_from(stretch, before, beside)
        if old is None:
            yield Chapter(stretch, "", tuple(PolicyLine(sanitise(line)) for line in stretch.text))
        else:
            words = difference_in_words(_seen(old), _seen(stretch))
            yield Chapter(stretch, words, marked(old.text, stretch.text))
        before = stretch


def _turned_from(stretch: Stretch, before: Stretch | None, beside: Sequence[Stretch]) -> Stretch | None:
    """Return what the sender saw before: a policy after it found none, none after it found one, or ``before``.

    Beside a policy of another type, that none was found is about other sessions.
    """
    first = stretch.first
    if first is None:
        return before
    none = PolicyType.NO_POLICY_FOUND
    others = [one for one in beside if (one.policy_type == none) is not (stretch.policy_type == none)]
    if stretch.policy_type == none and any(_overlap(stretch, one) for one in others):
        return before
    ended = [one for one in (*others, *([before] if before else [])) if one.last is not None and one.last < first]
    return max(ended, key=lambda one: one.last or dt.date.min, default=before)


def _overlap(one: Stretch, other: Stretch) -> bool:
    (first, last), (start, end) = ((each.first or dt.date.max, each.last or dt.date.min) for each in (one, other))
    return first <= end and start <= last


def _seen(stretch: Stretch) -> PolicySeen:
    """Return a stretch as what it was made of, to be compared."""
    return PolicySeen(
        organization="",
        domain=stretch.domain,
        policy_type=stretch.policy_type,
        mode=stretch.mode,
        text=stretch.text,
        first=stretch.first,
        last=stretch.last,
        reports=stretch.reports,
        successful=stretch.successful,
        failed=stretch.failed,
    )
