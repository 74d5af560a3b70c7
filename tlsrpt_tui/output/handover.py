"""An incident as Markdown for a ticket: what, since when, who, the evidence, and the commands to look again."""

from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui.index.tally import Evidence
from tlsrpt_tui.numbers import NBSP, count, days, plural
from tlsrpt_tui.output.cells import markdown_safe
from tlsrpt_tui.output.incident_words import MARKS, acts
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.card import Card, commands_of
from tlsrpt_tui.triage.card_tables import CardTable
from tlsrpt_tui.triage.catalogue import entry
from tlsrpt_tui.triage.incidents import Incident
from tlsrpt_tui.triage.result_types import Owner

MOST_POLICIES: Final = 3
"""Policy texts that are shown, those with most failures first."""

_MOST_LINES: Final = 60
_RELATED: Final = "See also"


def handover_of(incident: Incident, card: Card, evidence: Evidence | None) -> str:
    """Return the document; nothing in it can become more than text, tables and code."""
    return "".join(f"{sanitise(line.replace(NBSP, ' '))}\n" for line in _lines(incident, card, evidence))


def _lines(incident: Incident, card: Card, evidence: Evidence | None) -> Iterator[str]:
    commands = commands_of(incident, evidence)
    yield f"## {markdown_safe(card.title)}"
    yield ""
    since, why = markdown_safe(card.since), markdown_safe(incident.why)
    yield f"- State: {MARKS[incident.state]} {incident.state} {since}. {why}"
    yield f"- Days: {markdown_safe(_days(incident))} (UTC)"
    yield f"- Acts: {markdown_safe(acts(incident))}"
    said: dict[str, list[str]] = {}
    head = ""
    for label, text in card.lines:
        head = label or head
        if text not in commands and text != incident.why:
            said.setdefault(head, []).append(text)
    for label, texts in said.items():
        yield f"- {label}: {markdown_safe(('; ' if label == _RELATED else ' ').join(texts))}"
    for table in card.tables:
        yield from ("", f"### {markdown_safe(table.title)}", "", *_table(table))
    yield from _policies(evidence)
    if commands:
        yield from ("", "### To look again", "", *(f"    {command}" for command in commands))
    yield from ("", "### Where it is ruled", "", *(f"- RFC {rule}" for rule in _references(incident)))


def _days(incident: Incident) -> str:
    if incident.first is None or incident.last is None:
        return "no readable date"
    length = plural(len(incident.days), "day")
    return f"{days(incident.first, incident.last)}, {count(incident.failed)} failures on {length}"


def _table(table: CardTable) -> Iterator[str]:
    yield _row(table.heads)
    yield _row(["---", *("---:" for _ in table.heads[1:])], safe=False)
    yield from map(_row, table.rows)


def _row(cells: Sequence[str], *, safe: bool = True) -> str:
    return f"| {' | '.join(map(markdown_safe, cells) if safe else cells)} |"


def _policies(evidence: Evidence | None) -> Iterator[str]:
    policies = [policy for policy in evidence.policies if policy.value][:MOST_POLICIES] if evidence else []
    for policy in policies:
        yield from ("", f"### Policy as senders saw it, with {plural(policy.sessions, 'failure')}", "")
        # Indented code ends with its line, whatever stands in it.
        yield from (f"    {line}" for line in policy.value.split("\n")[:_MOST_LINES])


def _references(incident: Incident) -> tuple[str, ...]:
    rules = entry(incident.result_type, incident.policy_type).references
    extra = ("8461 §4.1", "8461 §8.1") if incident.owner is Owner.POLICY_HOST and incident.unnamed else ()
    return tuple(dict.fromkeys((*rules, *extra)))
