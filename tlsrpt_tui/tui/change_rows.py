"""The changes as the screen lists them: what was asked, what came of it, and the view behind one."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.redacted import hidden_view, redacted
from tlsrpt_tui.index.time_range import clauses_for, with_range
from tlsrpt_tui.index.view import Field, View
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.change import Change, Changes, Kind
from tlsrpt_tui.triage.comparison import Asked, compared
from tlsrpt_tui.tui.veil import Veil

LENGTHS: Final = (7, 30, 1)
"""Days of the periods that a key goes through."""

_MOST_SENDERS: Final = 20
"""Senders of a policy by which rows are picked."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What came of a comparison, as it may be shown.

    Attributes:
        changes: ``None`` where there could be none.
        refusal: why; "" where there could.
    """

    changes: Changes | None
    refusal: str = ""


def listed_of(engine: Engine, view: View, asked: Asked, now: dt.datetime, veil: Veil) -> Listed:
    """Return what changed; ``engine`` and ``view`` are real. Never on the event loop."""
    if veil.is_down:
        # Sentences are made of stand-ins from the start: a name that was cut or quoted is not found any more.
        engine, view = redacted(engine, veil.redactor), hidden_view(view, veil.redactor)
    try:
        return Listed(compared(engine, view, asked, now=now))
    except UsageError as error:
        return Listed(None, sanitise(veil.text(str(error))))


def named(change: Change) -> tuple[object, ...]:
    """Return what names a change in every comparison of the same periods."""
    return change.kind, change.domain, change.mx_host, change.result_type, change.policy_type, change.organizations[:1]


def view_behind(change: Change, changes: Changes, view: View) -> View:
    """Return the view that holds the rows behind a change, in the period in which there are any."""
    over, timeless = change.kind is Kind.GONE, change.kind is Kind.SILENT
    period = changes.periods.before if over else changes.periods.after
    found = view
    if change.kind in (Kind.SILENT, Kind.NEW_SENDER):
        found = view.narrowed(Field.ORGANIZATION, next(iter(change.organizations), ""))
        found = found.narrowed(Field.DOMAIN, change.domain) if change.domain else found
    elif change.domain:
        found = view.narrowed(Field.DOMAIN, change.domain)
        if change.mx_host and change.mx_host != change.domain:
            # DANE may be reported under the name of the host.
            found = found.added(Field.DOMAIN, change.mx_host)
    if change.kind is Kind.POLICY and len(change.organizations) <= _MOST_SENDERS:
        for organization in change.organizations:
            found = found.added(Field.ORGANIZATION, organization)
    if change.mx_host:
        found = found.narrowed(Field.MX, change.mx_host)
    if change.result_type:
        found = found.narrowed(Field.RESULT, change.result_type)
    return with_range(found, () if timeless else clauses_for(period.first, period.last))
