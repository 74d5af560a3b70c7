"""A digest asked of an engine: which questions it takes, and what to do first."""

import datetime as dt
from dataclasses import replace
from typing import Final

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.index.tally import Evidence, Tally
from tlsrpt_tui.index.time_range import with_range
from tlsrpt_tui.index.view import Clause, Field, View
from tlsrpt_tui.triage.card import card_of, commands_of, is_stale
from tlsrpt_tui.triage.change import Changes
from tlsrpt_tui.triage.changes import of_period
from tlsrpt_tui.triage.digest import Digest, Faults, Step, digest, first_cases
from tlsrpt_tui.triage.incident_view import view_of
from tlsrpt_tui.triage.incidents import Incident, Stood, incidents, stood
from tlsrpt_tui.triage.matching import matching
from tlsrpt_tui.triage.periods import Period

MOST_FAULTS: Final = 20
"""Files that could not be read that are named."""

_MOST_COMMANDS: Final = 2
_UNREAD: Final = (PartState.UNREADABLE, PartState.OVER_BOUND)


def digested(engine: Engine, view: View, changed: Changes, *, now: dt.datetime) -> Digest:
    """Return the digest of the later period of ``changed``, which is of the same engine and view.

    Incidents are those of all days up to the end of the period. Never on the event loop.
    """
    last = changed.periods.after.last
    until = with_range(view, (Clause(Field.UNTIL, (last.isoformat(),)),))
    tally = engine.tally(until, now=now)
    found = incidents(tally, now=now, until=last)
    made = digest(
        tally,
        found,
        changed,
        earlier=_earlier(tally, changed.periods.before),
        faults=_faults(engine),
        filter_text=with_range(view, ()).text,
    )
    firsts = [case.incident for case in first_cases(made)]
    seen = [engine.evidence(view_of(incident, until, now), now=now) for incident in firsts]
    return replace(
        made,
        stale=_stale(changed.newest, last, now),
        matching=matching(engine, with_range(view, ()), now=now),
        steps=tuple(step_of(*pair, now=now) for pair in zip(firsts, seen, strict=True)),
    )


def step_of(incident: Incident, evidence: Evidence | None, *, now: dt.datetime) -> Step:
    """Return what to do about an incident: who acts, what mends it, and the commands to look again."""
    said: dict[str, str] = {}
    for label, text in card_of(incident, evidence, now=now).lines:
        if label:
            said.setdefault(label, text)
    commands = commands_of(incident, evidence)
    return Step(incident, said.get("Who acts", ""), said.get("Fix", ""), commands[-_MOST_COMMANDS:])


def _stale(newest: dt.date | None, last: dt.date, now: dt.datetime) -> int:
    """Return the days since the newest report where a period reaches up to it and lag does not explain them; else 0."""
    if newest is None or newest > last or not is_stale(newest, now):
        return 0
    return (now.astimezone(dt.UTC).date() - newest).days


def _earlier(tally: Tally, before: Period) -> tuple[Stood, ...]:
    """Return where the incidents stood at the end of the period before."""
    known = of_period(tally, Period(dt.date.min, before.last))
    return stood(known, until=before.last) if known.days or known.failures else ()


def _faults(engine: Engine) -> Faults:
    counts = engine.file_counts()
    if not counts.not_whole:
        return Faults(0, counts.seen)
    page = engine.files(problems=True, plain=False, offset=0, limit=MOST_FAULTS)
    named = tuple((row.name, row.sentence) for row in page.rows if row.state in _UNREAD)
    return Faults(counts.not_whole, counts.seen, named)
