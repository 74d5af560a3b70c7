"""Incidents as Markdown for a ticket: the list, then the handover of each that somebody may have to act on."""

from collections.abc import Iterator

from tlsrpt_tui import numbers
from tlsrpt_tui.output.cells import markdown_safe
from tlsrpt_tui.output.handover import handover_of
from tlsrpt_tui.output.incident_words import MARKS, acts, notes, when
from tlsrpt_tui.output.incidents_found import Found
from tlsrpt_tui.output.numbers import grouped
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.triage.left_out import left_out


def render(found: Found) -> str:
    """Return the document."""
    page = "".join(f"{sanitise(line.replace(numbers.NBSP, ' '))}\n" for line in _lines(found))
    return page + "".join(f"\n{handover_of(told.incident, told.card, told.evidence)}" for told in found.cards)


def _lines(found: Found) -> Iterator[str]:
    yield f"# Incidents{when(found)}"
    said = [*notes(found), *([("As of", f"{found.aged}; no report has come since.")] if found.aged else [])]
    if said:
        yield from ("", *(f"- {label}: {markdown_safe(text)}" for label, text in said))
    if not found.shown:
        yield from ("", "None." if found.matching.reports else "Not known.")
        return
    yield from ("", "| State | First | Last | Result type | Domain | MX host | Senders | Failed | Acts |")
    yield "| --- | --- | --- | --- | --- | --- | ---: | ---: | --- |"
    for each in found.shown:
        cells = (
            f"{MARKS[each.state]} {each.state}{' (a judgement)' if each.state is IncidentState.NOISE else ''}",
            numbers.day(found.begun(each), year=True),
            numbers.day(each.last, year=True),
            each.result_type,
            each.domain,
            each.place or "—",
            grouped(len(each.senders)),
            grouped(each.failed),
            acts(each),
        )
        yield f"| {' | '.join(map(markdown_safe, cells))} |"
    if found.cut or found.cut_days:
        yield from ("", f"Left out: {left_out(found.cut, found.cut_days)}.")
    if found.uncarded:
        yield from ("", f"And {grouped(found.uncarded)} more without a card: `--state`, `--filter` or `--format json`.")
