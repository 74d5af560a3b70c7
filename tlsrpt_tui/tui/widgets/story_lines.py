"""What one sender saw of a policy over time: the newest text first, each with its days and its differences."""

from collections.abc import Iterator
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.triage.policy_history import Stretch
from tlsrpt_tui.triage.policy_stories import Chapter, PolicyStory
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.paint import Run, cut_middle, titled, wrapped
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.reader import ReaderLine

_MARKS: Final = {"": Role.MUTED, "-": Role.WARN, "+": Role.STRONG}
_LEAST: Final = 8


def story_lines(story: PolicyStory | None, width: int) -> Iterator[ReaderLine]:
    """Yield the lines about what a sender saw; none where nothing is known."""
    if story is None:
        return
    if len(story.chapters) == 1 and not story.chapters[0].difference:
        stretch = story.chapters[0].stretch
        words = f"Always the same: {_days(stretch)}, {numbers.plural(stretch.reports, 'report')}."
        yield from (ReaderLine([Run(f" {piece}", Role.TEXT)]) for piece in wrapped(words, max(_LEAST, width - 2)))
        yield ReaderLine([])
        return
    yield ReaderLine(titled([Run("What it saw over time", Role.STRONG, bold=True)], [], width))
    for chapter in reversed(story.chapters):
        yield from _chapter(chapter, width)
    yield ReaderLine([])


def _chapter(chapter: Chapter, width: int) -> Iterator[ReaderLine]:
    stretch = chapter.stretch
    runs = [Run(f" {_days(stretch)}", Role.TEXT), Run(f"  {numbers.plural(stretch.reports, 'report')}", Role.MUTED)]
    yield ReaderLine(runs)
    for piece in wrapped(f"≠ {chapter.difference}", max(_LEAST, width - 2)) if chapter.difference else ():
        yield ReaderLine([Run(f" {piece}", Role.WARN)])
    if not chapter.lines:
        yield ReaderLine([Run("   the report gives no text", Role.MUTED)])
    for line in chapter.lines:
        text = cut_middle(quoted(line.text), max(_LEAST, width - 4))
        yield ReaderLine([Run(f" {line.mark or ' '} {text}", _MARKS[line.mark])])


def _days(stretch: Stretch) -> str:
    if stretch.first is None or stretch.last is None:
        return "no readable date"
    return numbers.days(stretch.first, stretch.last)
