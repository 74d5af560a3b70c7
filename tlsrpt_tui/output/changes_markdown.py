"""Changes as Markdown for a ticket; nothing in it can become more than text, lists and code."""

from collections.abc import Iterator

from tlsrpt_tui.output.cells import markdown_safe
from tlsrpt_tui.output.change_words import Compared, facts, groups, headline, plain
from tlsrpt_tui.output.numbers import grouped
from tlsrpt_tui.triage.change import Change


def render(compared: Compared) -> str:
    """Return the document."""
    return "".join(f"{line}\n" for line in _lines(compared))


def _lines(compared: Compared) -> Iterator[str]:
    yield from (f"## {markdown_safe(headline(compared.changes))}", "")
    yield from (f"- {label}: {markdown_safe(text)}" for label, text in facts(compared))
    for heading, found, more in groups(compared.changes):
        yield from ("", f"### {markdown_safe(heading)}", "")
        for change in found:
            yield from _change(change)
        if more:
            yield from ("", f"and {grouped(more)} more, --format json lists all")


def _change(change: Change) -> Iterator[str]:
    yield f"- {markdown_safe(plain(change.sentence))}"
    if change.lines:
        # Indented code ends with its line, whatever stands in it; six blanks keep it in its list item.
        yield from ("", *(f"      {line.mark or ' '} {plain(line.text)}" for line in change.lines), "")
