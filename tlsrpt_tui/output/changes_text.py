"""Changes as a page for a terminal or a mail: a headline, the sums, and a sentence for each change."""

from collections.abc import Iterator
from typing import Final

from tlsrpt_tui.output.change_words import Compared, facts, groups, headline, plain
from tlsrpt_tui.output.columns import fit, wrap
from tlsrpt_tui.output.numbers import grouped
from tlsrpt_tui.triage.change import Change

WIDTH: Final = 78
"""Columns: a mail is quoted with two more."""

_LABEL: Final = 10
_INDENT: Final = 2


def render(compared: Compared) -> str:
    """Return the page."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(compared))


def _lines(compared: Compared) -> Iterator[str]:
    yield from wrap(headline(compared.changes), WIDTH)
    for label, text in facts(compared):
        for number, line in enumerate(wrap(text, WIDTH - _LABEL)):
            yield f"{'' if number else label:<{_LABEL}}{line}"
    for heading, found, more in groups(compared.changes):
        yield from ("", heading)
        for change in found:
            yield from _change(change)
        if more:
            yield f"  and {grouped(more)} more, --format json lists all"


def _change(change: Change) -> Iterator[str]:
    for number, line in enumerate(wrap(plain(change.sentence), WIDTH - _INDENT)):
        yield f"{'  ' if number else '- '}{line}"
    for each in change.lines:
        yield fit(f"    {each.mark or ' '} {plain(each.text)}", WIDTH)
