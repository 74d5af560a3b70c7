"""The summary as Markdown for a ticket; nothing in it can become more than text and tables."""

from collections.abc import Iterator, Sequence

from tlsrpt_tui.index.facet_answers import Facet, FacetValue
from tlsrpt_tui.output.cells import markdown_safe
from tlsrpt_tui.output.numbers import grouped, rate, share
from tlsrpt_tui.output.summary import Problem, Summary
from tlsrpt_tui.output.wording import MOST_PROBLEMS, MOST_VALUES, STATES, TITLES, files, headline, named, reports


def render(summary: Summary) -> str:
    """Return the document."""
    return "".join(f"{line}\n" for line in _lines(summary))


def _lines(summary: Summary) -> Iterator[str]:
    yield f"## {markdown_safe(headline(summary))}"
    yield ""
    if summary.filter:
        yield f"- Filter: {markdown_safe(summary.filter)}"
    yield f"- Reports: {reports(summary)}"
    yield f"- Files: {files(summary)}"
    for dimension, title in TITLES.items():
        yield from _facet(title, summary.facets[dimension])
    yield from _days(summary.days)
    yield from _problems(summary.problems)


def _facet(title: str, facet: Facet) -> Iterator[str]:
    shown = facet.values[:MOST_VALUES]
    if not shown:
        return
    yield from ("", f"### {title}", "")
    if facet.dimension.attributes_successes and all(value.successful is not None for value in shown):
        yield from _counted(title, [(markdown_safe(named(value.value)), value) for value in shown])
    else:
        rows = [
            (markdown_safe(named(value.value)), grouped(value.failed), markdown_safe(share(value.failed, facet.failed)))
            for value in shown
        ]
        yield from _table((title, "Reported failures", "Share"), rows)
    if facet.distinct > len(shown):
        yield from ("", f"and {grouped(facet.distinct - len(shown))} more")


def _days(values: Sequence[FacetValue]) -> Iterator[str]:
    shown = values[::-1][:MOST_VALUES]
    if not shown:
        return
    yield from ("", "### Days, newest first", "")
    dated = [(value.value or "no readable date", value) for value in shown]
    if any(value.successful is None for value in shown):
        yield from _table(("Day", "Reported failures"), [(name, grouped(value.failed)) for name, value in dated])
    else:
        yield from _counted("Day", dated)
    if len(values) > len(shown):
        yield from ("", f"and {grouped(len(values) - len(shown))} earlier")


def _counted(title: str, values: Sequence[tuple[str, FacetValue]]) -> Iterator[str]:
    rows = [
        (
            name,
            grouped(value.reports or 0),
            grouped(value.successful or 0),
            grouped(value.failed),
            markdown_safe(rate(value.failed, value.successful)),
        )
        for name, value in values
    ]
    yield from _table((title, "Reports", "Successful", "Failed", "Rate"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = True) -> Iterator[str]:
    rule = ("---", *("---:" if numbers else "---" for _ in head[1:]))
    for row in (head, rule, *rows):
        yield f"| {' | '.join(row)} |"


def _problems(problems: Sequence[Problem]) -> Iterator[str]:
    if not problems:
        return
    yield from ("", "### Files that were not simply read", "")
    rows = [
        (
            markdown_safe(f"{problem.file} › {problem.member}" if problem.member else problem.file),
            STATES[problem.state],
            markdown_safe(problem.message),
        )
        for problem in problems[:MOST_PROBLEMS]
    ]
    yield from _table(("File", "State", "Why"), rows, numbers=False)
    if len(problems) > MOST_PROBLEMS:
        yield from ("", f"and {grouped(len(problems) - MOST_PROBLEMS)} more, --format json lists all")
