"""The command that tells of incidents: its options, and the page it makes."""

import datetime as dt
import shutil
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.redacted import hidden_view, redacted
from tlsrpt_tui.index.time_range import some_stretches
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output import incident_list, incidents_json, incidents_markdown, incidents_text
from tlsrpt_tui.output.incidents_found import Found, found_in
from tlsrpt_tui.output.numbers import count
from tlsrpt_tui.output.one_page import Made
from tlsrpt_tui.output.stand_ins import noted
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.incident_view import view_of
from tlsrpt_tui.triage.incidents import IncidentState

Alarm = tuple[View, str]
"""The view of ``--fail-on``, and its text as typed."""

ANY: Final = "any"
"""A failure of the incidents shown, for ``--fail-on``: as the empty filter."""

_SHOWN: Final = 60
_RENDER: Final[Mapping[str, Callable[[Found], str]]] = {
    "json": incidents_json.render,
    "ndjson": incidents_json.render_lines,
    "csv": lambda found: incident_list.render(found.shown, found.beginnings),
    "markdown": incidents_markdown.render,
}
_WITH_CARDS: Final = ("text", "markdown")


def states_of(text: str | None) -> frozenset[IncidentState]:
    """Return the states that ``--state`` names; none where it is left out.

    Raises:
        UsageError: it names something else.
    """
    found = set()
    for word in () if text is None else text.casefold().split(","):
        name = word.strip()
        if name not in tuple(IncidentState):
            shown = shorten(sanitise(name), _SHOWN) or "an empty word"
            raise UsageError(f"--state: {shown} is no state; expected {', '.join(IncidentState)}")
        found.add(IncidentState(name))
    return frozenset(found)


def alarm_states(text: str) -> frozenset[IncidentState] | None:
    """Return the states that ``--fail-on`` names; ``None`` where it is a filter, none at all for ``any``.

    Raises:
        UsageError: only some of its words are states.
    """
    words = [word.strip() for word in text.casefold().split(",")]
    if words == [ANY]:
        return frozenset()
    others = [word for word in words if word not in tuple(IncidentState)]
    if len(others) == len(words):
        return None
    if others:
        shown = shorten(sanitise(others[0]), _SHOWN) or "an empty word"
        raise UsageError(f"--fail-on: {shown} is no state; expected {', '.join(IncidentState)}, {ANY}, or a filter")
    return frozenset(map(IncidentState, words))


def page_maker(
    view: View,
    states: Collection[IncidentState],
    form: str,
    output: Path | None,
    alarm: Alarm | None,
    redactor: Redactor | None,
    now: dt.datetime,
) -> Callable[[Engine], Made]:
    """Return what makes the page of incidents, in the form ``text``, ``json``, ``ndjson``, ``csv`` or ``markdown``.

    Raises:
        UsageError: the view picks no day, or ``--fail-on`` names a state and something that is none.
    """
    some_stretches(view, now)
    lasting = alarm_states(alarm[1]) if alarm is not None else None
    if alarm is not None and lasting is not None:
        alarm = (View(), alarm[1] if lasting else "")

    def make(engine: Engine) -> Made:
        asked, shown, told = engine, view, alarm
        if redactor is not None:
            asked, shown = redacted(engine, redactor), hidden_view(view, redactor)
            told = None if alarm is None else (alarm[0], redactor.text(alarm[1]))
        found = found_in(asked, shown, states, now=now, cards=form in _WITH_CARDS)
        page = _page(form, found, output)
        page = page if redactor is None else noted(page, form)
        met = _in_states(found, lasting) if lasting else _alarmed(asked, shown, found, states, told, now)
        return Made(page, met)

    return make


def _page(form: str, found: Found, output: Path | None) -> str:
    if form == "text":
        return incidents_text.render(found, width=_width(output))
    return _RENDER[form](found)


def _width(output: Path | None) -> int:
    """Return the columns of the terminal that is written to; elsewhere, those of any."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return incidents_text.WIDTH
    return shutil.get_terminal_size((incidents_text.WIDTH, 24)).columns


def _in_states(found: Found, states: Collection[IncidentState]) -> str:
    """Return how many incidents of the view are in these states, be they shown or not; "" for none."""
    counted = [(state, len(found.everything.of(state))) for state in IncidentState if state in states]
    return ", ".join(f"{count(number, 'incident')} {state}" for state, number in counted if number)


def _alarmed(
    engine: Engine,
    view: View,
    found: Found,
    states: Collection[IncidentState],
    alarm: Alarm | None,
    now: dt.datetime,
) -> str:
    """Return what ``--fail-on`` found, as the end of a sentence; "" for nothing."""
    if alarm is None:
        return ""
    within, text = alarm
    views = [view_of(incident, view, now) for incident in found.shown] if states else [view]
    failed = sum(engine.totals(each, now=now, within=within).failed for each in views)
    return f"{count(failed, 'failed session')} match {text or 'any failure'}" if failed else ""
