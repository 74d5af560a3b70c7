"""The digest as Markdown; nothing in it can become more than text, lists, tables and code."""

from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui.numbers import NBSP
from tlsrpt_tui.output.cells import markdown_safe
from tlsrpt_tui.output.digest_words import (
    LOUD,
    MOST_CASES,
    MOST_CHANGES,
    MOST_FAULTS,
    MOST_TOPS,
    chance_of,
    facts,
    faults_of,
    first_steps,
    headline,
    important,
    listed,
    more_steps,
    noise_of,
    nothing_first,
    numbers_of,
    since,
    tally_of_states,
    title_of,
)
from tlsrpt_tui.output.numbers import grouped, rate
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.change import Change, Kind
from tlsrpt_tui.triage.digest import Digest, Top

_IN_ITEM: Final = " " * 7
"""Before code that belongs to a numbered item."""


def render(digest: Digest) -> str:
    """Return the document."""
    return "".join(f"{line}\n" for line in _lines(digest))


def _lines(digest: Digest) -> Iterator[str]:
    yield from (f"# {_safe(headline(digest))}", "")
    yield from (f"- {label}: {_safe(text)}" for label, text in facts(digest))
    yield from _first(digest)
    yield from _incidents(digest)
    changed = [change for change in digest.changes.all if change.kind is not Kind.SILENT]
    yield from _changes("What changed", important(changed), chance_of(digest))
    yield from _changes("Silent senders", digest.silent, "")
    yield from _tops(("Result type", "Failures", "Before"), digest.result_types)
    yield from _tops(("Sender", "Failed", "Before", "Of all", "Rate"), digest.senders)
    yield from _faults(digest)


def _first(digest: Digest) -> Iterator[str]:
    yield from ("", "## What to do first")
    if not digest.steps:
        yield from ("", nothing_first(digest))
        return
    for number, (step, case) in enumerate(first_steps(digest), 1):
        yield from ("", f"{number}. **{_safe(title_of(case))}**, {_safe(since(case))}")
        if told := " ".join(filter(None, (step.who, step.act))):
            yield from ("", f"   {_safe(told)}")
        if step.commands:
            # Indented code ends with its line, whatever stands in it.
            yield from ("", *(f"{_IN_ITEM}{sanitise(command)}" for command in step.commands))
    yield from _ends(more_steps(digest))


def _incidents(digest: Digest) -> Iterator[str]:
    yield from ("", f"## Incidents: {_safe(tally_of_states(digest))}")
    shown, more = listed(digest.of(*LOUD), MOST_CASES)
    if shown:
        yield from ("", "| State | What | Since | Failures |", "| --- | --- | --- | --- |")
        for case in shown:
            cells = (case.state.value, title_of(case), since(case), numbers_of(case))
            yield f"| {' | '.join(map(_safe, cells))} |"
    yield from _ends(more, noise_of(digest))


def _changes(title: str, found: Sequence[Change], end: str) -> Iterator[str]:
    if not found:
        return
    shown, more = listed(found, MOST_CHANGES)
    yield from ("", f"## {title}")
    yield from ("", *(f"- {_safe(change.sentence)}" for change in shown))
    yield from _ends(more, end)


def _tops(heads: Sequence[str], tops: Sequence[Top]) -> Iterator[str]:
    shown, more = listed(tops, MOST_TOPS)
    if not shown:
        return
    yield from ("", f"| {' | '.join(heads)} |", f"| --- |{' ---: |' * (len(heads) - 1)}")
    for top in shown:
        of = (grouped(top.sessions), rate(top.failed, top.sessions - top.failed)) if top.sessions else ()
        cells = (top.value or "(none)", grouped(top.failed), grouped(top.before), *of)
        yield f"| {' | '.join(map(_safe, cells))} |"
    yield from _ends(more)


def _faults(digest: Digest) -> Iterator[str]:
    said = faults_of(digest)
    if not said:
        return
    yield from ("", f"## Files: {_safe(said)}", "")
    named = digest.faults.named[:MOST_FAULTS]
    yield from (f"- {_safe(name)}: {_safe(reason)}" for name, reason in named)
    yield from _ends(
        f"and {grouped(digest.faults.files - len(named))} more" if digest.faults.files > len(named) else ""
    )


def _ends(*texts: str) -> Iterator[str]:
    for text in filter(None, texts):
        yield from ("", _safe(text))


def _safe(text: str) -> str:
    return markdown_safe(sanitise(text.replace(NBSP, " ")))
