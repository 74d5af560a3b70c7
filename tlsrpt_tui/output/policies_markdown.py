"""Policies that senders saw, as Markdown for a ticket; nothing in it can become more than text, tables and code."""

from collections.abc import Iterator, Sequence

from tlsrpt_tui.output.cells import markdown_safe
from tlsrpt_tui.output.change_words import plain
from tlsrpt_tui.output.numbers import grouped
from tlsrpt_tui.output.policies_text import MOST, Told, nothing, stretch_days, timelines
from tlsrpt_tui.triage.matching import UNASKED, Matching
from tlsrpt_tui.triage.policy_stories import PolicyStory


def render(stories: Sequence[PolicyStory], found: Matching = UNASKED) -> str:
    """Return the document."""
    return "".join(f"{line}\n" for line in _lines(stories, found))


def _lines(stories: Sequence[PolicyStory], found: Matching) -> Iterator[str]:
    yield "## Policies as senders saw them"
    if found.filter:
        yield from ("", f"- Filter: {markdown_safe(found.filter)}")
    if not stories:
        yield from ("", markdown_safe(nothing(found)))
        return
    yield from (
        "",
        "| Sender | Domain | Type | Days | Reports | Difference |",
        "| --- | --- | --- | --- | ---: | --- |",
    )
    senders = [told for domain in timelines(stories).values() for told in domain]
    for told in senders[:MOST]:
        for story, chapter in told:
            cells = (
                plain(story.organization) or "(none)", plain(story.domain), plain(story.policy_type),
                stretch_days(chapter.stretch), grouped(chapter.stretch.reports), plain(chapter.difference),
            )  # fmt: skip
            yield f"| {' | '.join(map(markdown_safe, cells))} |"
    if len(senders) > MOST:
        yield from ("", f"and {grouped(len(senders) - MOST)} more senders, --format json lists all")
    yield from _texts(senders[:MOST])


def _texts(senders: Sequence[Sequence[Told]]) -> Iterator[str]:
    """Yield what changed for whom, line by line."""
    for told in senders:
        for story, chapter in told:
            if not chapter.difference:
                continue
            where = f"{plain(story.domain)}, {plain(story.policy_type)}, {stretch_days(chapter.stretch)}"
            yield from ("", f"### {markdown_safe(f'{plain(story.organization)}: {where}')}", "")
            # Indented code ends with its line, whatever stands in it.
            yield from (f"    {line.mark or ' '} {plain(line.text)}" for line in chapter.lines)
