"""Policies that senders saw, as JSON, described by ``schemas/policies.schema.json``."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Final

from tlsrpt_tui.output.change_words import plain
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.matching import Matching
from tlsrpt_tui.triage.policy_stories import Chapter, PolicyStory

SCHEMA: Final = 1
"""Version of the contract; a change that could break a reader raises it."""


def render(stories: Sequence[PolicyStory], found: Matching) -> str:
    """Return the policies as one JSON document with a line feed at its end."""
    document = {
        "schema": SCHEMA,
        "filter": found.filter,
        "reports": found.document,
        "policies": [_story(story) for story in stories],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _story(story: PolicyStory) -> dict[str, object]:
    return {
        "sender": sanitise(story.organization),
        "domain": sanitise(story.domain),
        "policy_type": sanitise(story.policy_type),
        "last": _day(story.last),
        "seen": [_chapter(chapter) for chapter in story.chapters],
    }


def _chapter(chapter: Chapter) -> dict[str, object]:
    stretch = chapter.stretch
    return {
        "first": _day(stretch.first),
        "last": _day(stretch.last),
        "mode": stretch.mode,
        "max_age": stretch.max_age,
        "reports": stretch.reports,
        "successful": stretch.successful,
        "failed": stretch.failed,
        "text": list(stretch.text),
        "difference": plain(chapter.difference),
        "lines": [{"mark": line.mark, "text": sanitise(line.text)} for line in chapter.lines],
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
