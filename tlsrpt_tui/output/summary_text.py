"""The summary as a page for a terminal of 80 columns; without colours, which its readers may pipe anywhere."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.facet_answers import Facet, FacetValue
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.output.columns import cells, fit, left, wrap
from tlsrpt_tui.output.numbers import count, grouped, rate, share
from tlsrpt_tui.output.summary import Problem, Summary
from tlsrpt_tui.output.wording import MOST_PROBLEMS, MOST_VALUES, STATES, TITLES, files, headline, named, reports

WIDTH: Final = 80
_LABEL: Final = 9
_NAME: Final = 34
_IN_ANSWER: Final = 3
_STATE: Final = 14
_MESSAGE_LINES: Final = 2
_SERIOUS: Final = frozenset({PartState.UNREADABLE, PartState.OVER_BOUND, PartState.CONFLICT})
_QUIET: Final = {
    PartState.NOTES: ("report with notes", "reports with notes"),
    PartState.DUPLICATE: ("copy", "copies"),
    PartState.NOT_A_REPORT: ("part that is no report", "parts that are no report"),
}


def render(summary: Summary) -> str:
    """Return the page."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(summary))


def _lines(summary: Summary) -> Iterator[str]:
    yield headline(summary)
    yield from _answers(summary)
    yield ""
    if summary.filter:
        yield from _labelled("Filter", wrap(summary.filter, WIDTH - _LABEL))
    yield from _labelled("Reports", wrap(reports(summary), WIDTH - _LABEL))
    yield from _labelled("Files", wrap(files(summary), WIDTH - _LABEL))
    for dimension, title in TITLES.items():
        yield from _facet(title, summary.facets[dimension])
    yield from _days(summary.days)
    yield from _problems(summary.problems)


def _labelled(label: str, lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"{'' if number else label:<{_LABEL}}{line}"


def _answers(summary: Summary) -> Iterator[str]:
    for label, dimension in (
        ("What", Dimension.RESULT_TYPES),
        ("For", Dimension.DOMAINS),
        ("At", Dimension.MX_HOSTS),
        ("Seen by", Dimension.ORGANIZATIONS),
    ):
        failing = [value for value in summary.facets[dimension].values if value.failed]
        if failing:
            shown = [f"{fit(named(value.value), _NAME)} {grouped(value.failed)}" for value in failing[:_IN_ANSWER]]
            more = [f"and {grouped(len(failing) - _IN_ANSWER)} more"] if len(failing) > _IN_ANSWER else []
            yield from _labelled(label, _joined([*shown, *more], WIDTH - _LABEL))


def _joined(pieces: Sequence[str], width: int) -> list[str]:
    """Return pieces parted by commas in lines of at most ``width`` columns, none of them broken."""
    lines = [""]
    for number, piece in enumerate(pieces, 1):
        text = piece if number == len(pieces) else f"{piece},"
        if lines[-1] and cells(lines[-1]) + 1 + cells(text) > width:
            lines.append(text)
        else:
            lines[-1] = f"{lines[-1]} {text}".lstrip()
    return lines


def _facet(title: str, facet: Facet) -> Iterator[str]:
    shown = facet.values[:MOST_VALUES]
    if not shown:
        return
    yield ""
    if facet.dimension.attributes_successes and all(value.successful is not None for value in shown):
        yield from _counted(title, [(named(value.value), value) for value in shown])
    else:
        rows = [(named(value.value), grouped(value.failed), share(value.failed, facet.failed)) for value in shown]
        yield from _table((title, "reported failures", "share"), rows)
    if facet.distinct > len(shown):
        yield f"and {grouped(facet.distinct - len(shown))} more"


def _days(values: Sequence[FacetValue]) -> Iterator[str]:
    shown = values[::-1][:MOST_VALUES]
    if not shown:
        return
    yield ""
    dated = [(value.value or "no readable date", value) for value in shown]
    if any(value.successful is None for value in shown):
        rows = [(name, grouped(value.failed)) for name, value in dated]
        yield from _table(("Days, newest first", "reported failures"), rows)
    else:
        yield from _counted("Days, newest first", dated)
    if len(values) > len(shown):
        yield f"and {grouped(len(values) - len(shown))} earlier"


def _counted(title: str, values: Sequence[tuple[str, FacetValue]]) -> Iterator[str]:
    rows = [
        (
            name,
            grouped(value.reports or 0),
            grouped(value.successful or 0),
            grouped(value.failed),
            rate(value.failed, value.successful),
        )
        for name, value in values
    ]
    yield from _table((title, "reports", "successful", "failed", "rate"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(cells(row[place]) for row in (head, *rows)) for place in range(1, len(head))]
    first = max(WIDTH - sum(widths) - 2 * len(widths), 1)
    for row in (head, *rows):
        numbers = "".join(f"  {text:>{width}}" for text, width in zip(row[1:], widths, strict=True))
        yield left(row[0], first) + numbers


def _problems(problems: Sequence[Problem]) -> Iterator[str]:
    """List what somebody should look at; what was merely odd is counted, the JSON has it all."""
    serious = [problem for problem in problems if problem.state in _SERIOUS]
    quiet = Counter(problem.state for problem in problems if problem.state not in _SERIOUS)
    if not problems:
        return
    yield ""
    if serious:
        yield "Files to look at"
    for problem in serious[:MOST_PROBLEMS]:
        place = f"{problem.file} › {problem.member}" if problem.member else problem.file
        yield f"{STATES[problem.state]:<{_STATE}}{fit(place, WIDTH - _STATE)}"
        lines = wrap(problem.message, WIDTH - _STATE - 1)
        if len(lines) > _MESSAGE_LINES:
            lines = [*lines[: _MESSAGE_LINES - 1], f"{lines[_MESSAGE_LINES - 1]}…"]
        yield from (f"{'':<{_STATE}}{line}" for line in lines)
    if len(serious) > MOST_PROBLEMS:
        yield f"and {grouped(len(serious) - MOST_PROBLEMS)} more, --format json lists all"
    counted = [count(quiet[state], *words) for state, words in _QUIET.items() if quiet[state]]
    if counted:
        yield from wrap(f"{'Also ' if serious else ''}{', '.join(counted)}; --format json lists all", WIDTH)
