"""Readiness as Markdown for a ticket; nothing in it can become more than text and tables."""

from collections.abc import Iterator, Sequence

from tlsrpt_tui import numbers
from tlsrpt_tui.output.cells import markdown_safe
from tlsrpt_tui.output.readiness_words import (
    WEIGHTS,
    headline,
    holds,
    host_words,
    live_line,
    policy_line,
    reports_line,
    rule,
    sees,
)
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.readiness import Point, Readiness


def render(result: Readiness) -> str:
    """Return the document."""
    return "".join(f"{sanitise(line.replace(numbers.NBSP, ' '))}\n" for line in _lines(result))


def _lines(result: Readiness) -> Iterator[str]:
    yield f"## {markdown_safe(headline(result))}"
    yield ""
    for label, told in (
        ("Policy", policy_line(result)),
        ("Reports", reports_line(result)),
        ("Live", live_line(result)),
    ):
        yield f"- {label}: {markdown_safe(told)}"
    rows = [_row(point) for point in result.points]
    yield from ("", *_table(("Weight", "What", "Why", "Do"), rows))
    if result.senders:
        told_by = [
            (
                sender.organization or "(none)",
                numbers.day(sender.last, year=True),
                sees(sender),
                numbers.count(sender.sessions),
                holds(sender),
            )
            for sender in result.senders
        ]
        yield from ("", "### Senders", "")
        yield from _table(("Sender", "Last", "Saw", "Sessions", "Holds older policy"), told_by)
    if result.hosts:
        yield from ("", "### MX hosts", "")
        hosts = [(host.mx_host, *host_words(host)) for host in result.hosts]
        yield from _table(("MX host", "Is MX", "In policy", "Failed", "TLS now"), hosts)
    for title, steps in (("Then", result.then), ("The way back", result.back)):
        if steps:
            yield from ("", f"### {title}", "")
        for number, step in enumerate(steps, 1):
            yield f"{number}. {markdown_safe(step)}"


def _row(point: Point) -> tuple[str, ...]:
    why = "; ".join(filter(None, [f"{point.told}{rule(point)}" if point.told else "", point.more]))
    return f"{WEIGHTS[point.weight]} {point.weight}", point.title, why, point.do


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head)):
        yield f"| {' | '.join(row)} |"
    for row in rows:
        yield f"| {' | '.join(map(markdown_safe, row))} |"
