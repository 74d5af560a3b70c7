"""Incidents as a page for a terminal: the list, then a card for each that somebody may have to act on."""

from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.output.columns import cells, fit, left, wrap
from tlsrpt_tui.output.incident_words import MARKS, OWNERS, head, notes, years_of
from tlsrpt_tui.output.incidents_found import Found, Told
from tlsrpt_tui.output.mail_text import continued
from tlsrpt_tui.output.numbers import count, grouped
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.card import commands_of
from tlsrpt_tui.triage.card_tables import CardTable
from tlsrpt_tui.triage.incidents import Incident, IncidentState
from tlsrpt_tui.triage.left_out import left_out
from tlsrpt_tui.triage.result_types import Owner

WIDTH: Final = 80
WIDEST: Final = 120
_LABEL: Final = 10
_STATE: Final = 12
_SINCE: Final = 7
_TYPE: Final = 25
_FAILED: Final = 8
_ACTS: Final = 7
_ROWS: Final = 6
_NUMBER: Final = 9
_LINES: Final = 4
_MARGIN: Final = 2


def render(found: Found, *, width: int = WIDTH) -> str:
    """Return the page, ``width`` columns wide, at least :data:`WIDTH`."""
    lines = _lines(found, min(max(width, WIDTH), WIDEST))
    return "".join(f"{sanitise(line.replace(numbers.NBSP, ' ')).rstrip()}\n" for line in lines)


def _lines(found: Found, width: int) -> Iterator[str]:
    yield from wrap(head(found), width)
    for label, text in notes(found):
        yield from _labelled(label, text, width, _LABEL)
    if found.aged:
        yield f"As of {found.aged}: no report has come since."
    listed = [each for each in found.shown if found.noise or each.state is not IncidentState.NOISE]
    if listed:
        yield from ("", *_list(listed, found, width))
    noise = [each for each in found.shown if each.state is IncidentState.NOISE]
    if noise and not found.noise:
        what = f"{count(len(noise), 'cluster')}, {count(sum(each.failed for each in noise), 'session')}"
        judged = "a judgement: a few sessions in passing"
        yield from _labelled(f"{MARKS[IncidentState.NOISE]} noise", f"{what}; {judged} (--state noise)", width, _STATE)
    if found.cut or found.cut_days:
        yield from ("", *wrap(f"Left out: {left_out(found.cut, found.cut_days)}. Narrow the filter.", width))
    for told in found.cards:
        yield from ("", *_card(told, width))
    if found.uncarded:
        more = f"and {grouped(found.uncarded)} more without a card"
        yield from ("", *wrap(f"{more}: --state or --filter for fewer, --format json for all", width))


def _list(incidents: Sequence[Incident], found: Found, width: int) -> Iterator[str]:
    years = years_of(found)
    since = _SINCE + (len(" 2026") if years else 0)
    room = width - _STATE - since - 1 - _TYPE - 1 - _FAILED - 1 - _ACTS
    wide = room > 2 * (width - WIDTH) // 2 + _FAILED and width > WIDTH
    domain = room // 2 if wide else room
    host = room - domain if wide else 0
    heads = f"{left('Domain', domain - 1)} {left('MX host', host - 1) + ' ' if wide else ''}"
    yield f"{'State':<{_STATE}}{'Since':>{since - 1}}  {'Result type':<{_TYPE}} {heads}{'Failed':>{_FAILED}} Acts"
    for each in incidents:
        names = f"{left(each.domain or '(none)', domain - 1)} "
        names += f"{left(each.place or '—', host - 1)} " if wide else ""
        began = found.begun(each)
        day = numbers.day(began, year=years) if began else "—"
        yield (
            f"{f'{MARKS[each.state]} {each.state}':<{_STATE}}{day:>{since - 1}}  "
            f"{left(each.result_type or '(none)', _TYPE)} {names}{grouped(each.failed):>{_FAILED}} {_acts(each)}"
        )


def _acts(incident: Incident) -> str:
    return "unknown" if incident.owner is Owner.UNKNOWN else OWNERS[incident.owner]


def _card(told: Told, width: int) -> Iterator[str]:
    card = told.card
    state = f"{MARKS[card.state]} {card.state} {card.since}"
    if cells(card.title) + cells(state) + 4 > width:
        yield from wrap(card.title, width)
        yield f"{'─' * (width - cells(state) - 1)} {state}"
    else:
        yield f"{card.title} {'─' * (width - cells(card.title) - cells(state) - 2)} {state}"
    commands = commands_of(told.incident, told.evidence)
    for label, text in card.lines:
        if text in commands:
            first, *rest = continued(text, indent=" " * _LABEL, width=width)
            yield from (f"{label:<{_LABEL}}{first[_LABEL:]}", *rest)
        else:
            yield from _labelled(label, text, width, _LABEL)
    for number, table in enumerate(card.tables):
        yield from _table(table, width, "" if number else "Counted")


def _labelled(label: str, text: str, width: int, room: int) -> Iterator[str]:
    for number, line in enumerate(wrap(text, width - room)):
        yield f"{'' if number else label:<{room}}{line}"


def _table(table: CardTable, width: int, label: str) -> Iterator[str]:
    name = width - _LABEL - (len(table.heads) - 1) * _NUMBER
    yield f"{label:<{_LABEL}}{left(table.title, name)}{''.join(f'{head:>{_NUMBER}}' for head in table.heads[1:])}"
    for row in table.rows[:_ROWS]:
        # What a sender wrote is told whole where it is no more than a few lines: its end may be what it is about.
        first, *rest = wrap(fit(row[0], _LINES * (name - _MARGIN)), name - _MARGIN)
        yield f"{'':<{_LABEL}}{left(first, name)}{''.join(f'{cell:>{_NUMBER}}' for cell in row[1:])}"
        yield from (f"{'':<{_LABEL + _MARGIN}}{line}" for line in rest)
    if table.rows[_ROWS:]:
        yield f"{'':<{_LABEL}}and {grouped(len(table.rows) - _ROWS)} more"
