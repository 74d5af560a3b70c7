"""The command that holds two periods against each other: its options, and the page it makes."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from tlsrpt_tui.errors import FilterError, UsageError
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.redacted import hidden_view, redacted
from tlsrpt_tui.index.time_range import closed_range, with_range
from tlsrpt_tui.index.time_words import clauses_of
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output import changes_json, changes_markdown, changes_text
from tlsrpt_tui.output.change_words import Compared
from tlsrpt_tui.output.numbers import count
from tlsrpt_tui.output.one_page import Made
from tlsrpt_tui.output.stand_ins import noted
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.change import Changes, Kind
from tlsrpt_tui.triage.comparison import Asked, compared
from tlsrpt_tui.triage.matching import matching
from tlsrpt_tui.triage.periods import WEEK, Period, length_of

ANY: Final = "any"
"""Any change but what may be chance, for ``--fail-on``."""

_SHOWN: Final = 60
_RENDER: Final[Mapping[str, Callable[[Compared], str]]] = {
    "text": changes_text.render,
    "json": changes_json.render,
    "markdown": changes_markdown.render,
}


def asked_for(period: str | None, against: str | None, now: dt.datetime) -> Asked:
    """Return which periods ``--period`` and ``--against`` ask for.

    Raises:
        UsageError: one of them cannot be understood.
    """
    days = WEEK if period is None else length_of(period)
    if days is None:
        shown = shorten(sanitise(period or ""), _SHOWN)
        raise UsageError(f'--period: "{shown}" is no length; expected day, week, month, 30d or 2w')
    return Asked(days, None if against is None else _against(against, now))


def kinds_of(text: str | None) -> frozenset[Kind]:
    """Return the kinds of change that ``--fail-on`` names.

    Raises:
        UsageError: it names something else.
    """
    found: set[Kind] = set()
    for word in () if text is None else text.casefold().split(","):
        name = word.strip()
        if name == ANY:
            found |= set(Kind)
        elif name in tuple(Kind):
            found.add(Kind(name))
        else:
            shown = shorten(sanitise(name), _SHOWN) or "an empty word"
            raise UsageError(f"--fail-on: {shown} is no kind of change; expected {', '.join(Kind)} or {ANY}")
    return frozenset(found)


def page_maker(
    view: View,
    asked: Asked,
    alarms: frozenset[Kind],
    form: str,
    redactor: Redactor | None,
    now: dt.datetime,
) -> Callable[[Engine], Made]:
    """Return what makes the page of changes, in the form ``text``, ``json`` or ``markdown``."""

    def make(engine: Engine) -> Made:
        answering, shown = engine, view
        if redactor is not None:
            # Sentences are made of stand-ins from the start: a name that was cut or quoted is not found any more.
            answering, shown = redacted(engine, redactor), hidden_view(view, redactor)
        found = compared(answering, shown, asked, now=now)
        page = _RENDER[form](Compared(found, shown.text, matching(answering, with_range(shown, ()), now=now)))
        return Made(page if redactor is None else noted(page, form), _found(found, alarms))

    return make


def _against(text: str, now: dt.datetime) -> Period:
    try:
        days = closed_range(View(clauses_of(text, now)), now)
    except FilterError as error:
        raise UsageError(f"--against: {error}") from error
    if days is None:
        shown = shorten(sanitise(text), _SHOWN)
        raise UsageError(f'--against: "{shown}" has no beginning; expected a range as 1 oct..7 oct, last week or nov')
    return Period(*days)


def _found(found: Changes, alarms: frozenset[Kind]) -> str:
    counted = [(kind, sum(not change.minor for change in found.of(kind))) for kind in Kind if kind in alarms]
    return ", ".join(f"{count(number, 'change')} of kind {kind}" for kind, number in counted if number)
