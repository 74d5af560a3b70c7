"""The command that tells which policies senders saw: what it asks, and the page it makes."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.redacted import hidden_view, redacted
from tlsrpt_tui.index.seen import PolicySeen
from tlsrpt_tui.index.time_range import some_stretches
from tlsrpt_tui.index.view import Field, View
from tlsrpt_tui.output import policies_json, policies_markdown, policies_text
from tlsrpt_tui.output.one_page import Made
from tlsrpt_tui.output.stand_ins import noted
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.triage.matching import Matching, matching
from tlsrpt_tui.triage.policy_stories import PolicyStory, policy_stories

_TAKES: Final = frozenset({Field.ORGANIZATION, Field.DOMAIN, Field.POLICY, Field.WORDS, Field.SINCE, Field.UNTIL})
_RENDER: Final[Mapping[str, Callable[[Sequence[PolicyStory], Matching], str]]] = {
    "text": policies_text.render,
    "json": policies_json.render,
    "markdown": policies_markdown.render,
}


def page_maker(view: View, form: str, redactor: Redactor | None, now: dt.datetime) -> Callable[[Engine], Made]:
    """Return what makes the page of policies, in the form ``text``, ``json`` or ``markdown``.

    Raises:
        UsageError: the filter looks at something that a policy has not, or leaves no day.
    """
    other = next((clause.field for clause in view.clauses if clause.field not in _TAKES), None)
    if other is not None:
        raise UsageError(f"--filter: {other} picks no policies; expected org, domain, policy, since, until or words")

    some_stretches(view, now)

    def make(engine: Engine) -> Made:
        answering, shown = engine, view
        if redactor is not None:
            # Differences are told in stand-ins from the start: a name that was cut or quoted is not found any more.
            answering, shown = redacted(engine, redactor), hidden_view(view, redactor)
        seen = answering.policies_seen(shown, now=now)
        stories = policy_stories(policy for policy in seen if _within(policy, shown, now))
        page = _RENDER[form](stories, matching(answering, shown, now=now))
        return Made(page if redactor is None else noted(page, form))

    return make


def _within(policy: PolicySeen, view: View, now: dt.datetime) -> bool:
    """Return whether a policy was seen on one of the days that a view picks."""
    days = view.day_range(now)
    if days.first is None and days.last is None:
        return True
    if policy.first is None or policy.last is None:
        return False
    return (days.first is None or policy.last >= days.first) and (days.last is None or policy.first <= days.last)
