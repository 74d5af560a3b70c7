"""The keys for the steps of the filter: walk along them, edit one, let it go, switch it to another value."""

import datetime as dt
from dataclasses import replace
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Dimension, Engine
from tlsrpt_tui.index.matching import text_matcher
from tlsrpt_tui.index.view import Clause, Field, View, replaced
from tlsrpt_tui.tui.acts.choices import Found
from tlsrpt_tui.tui.acts.prompts import PromptActs
from tlsrpt_tui.tui.names import brief, said
from tlsrpt_tui.tui.widgets.choices import Choice, ChoiceList
from tlsrpt_tui.tui.widgets.context_line import ContextLine, Crumb

_DIMENSIONS: Final = {dimension.field: dimension for dimension in Dimension}
_NAMES: Final = {
    Dimension.ORGANIZATIONS: "Senders",
    Dimension.DOMAINS: "Domains",
    Dimension.POLICY_TYPES: "Policy types",
    Dimension.MX_HOSTS: "MX hosts",
    Dimension.RESULT_TYPES: "Result types",
    Dimension.SENDING_IPS: "Sending IPs",
}
_MODES: Final = ("enforce", "testing", "none")
_TIME: Final = frozenset({Field.SINCE, Field.UNTIL, Field.ON})


class CrumbActs(PromptActs):
    """A screen whose filter can be changed step by step."""

    def action_crumbs(self) -> None:
        """Go to the last step of the filter."""
        line = self.query_one(ContextLine)
        if not self.crumbs():
            self.say(
                f"{self.filterless} know no filter"
                if self.filterless
                else f"nothing is filtered: {self.key('view.filter')} filters"
            )
            return
        line.choose(len(line.context.crumbs) - 1)
        line.focus()
        edit, remove, leave = (self.key(f"crumbs.{name}") for name in ("edit", "remove", "leave"))
        self.say(f"{edit} edit  {remove} remove  ↓ other values  {leave} leave")

    def on_context_line_asked(self, message: ContextLine.Asked) -> None:
        """Do what is asked with a step."""
        if message.crumb is None:
            self.leave_crumbs()
        elif not set(message.crumb.clauses) <= set(self.state.view.clauses):
            # An earlier key has changed this step meanwhile.
            return
        elif message.what == "edit":
            self._edit(message.crumb)
        elif message.what == "remove":
            self._remove(message.crumb)
        else:
            self._offer_siblings(message.crumb, message.typed)

    def leave_crumbs(self) -> None:
        """Go back to the panes."""
        line = self.query_one(ContextLine)
        line.hold(held=False)
        line.choose(None)
        self.focus_main()

    def _edit(self, crumb: Crumb) -> None:
        self.query_one(ContextLine).hold(held=True)
        self.open_filter(crumb.clauses)

    def _remove(self, crumb: Crumb) -> None:
        view = self.state.view
        self.explorer.set_view(replaced(view, crumb.clauses, ()))
        if self.state.view.is_open:
            self.leave_crumbs()

    def _offer_siblings(self, crumb: Crumb, typed: str) -> None:
        """Ask for what could stand in place of a step."""
        engine, now, view, clause = self.state.engine, self.now(), self.state.view, crumb.clauses[0]
        if engine is None:
            return
        if clause.field in _TIME:
            self.say(f"{self.key('time.range')} picks another time, {self.key('crumbs.edit')} edits it")
            return
        if clause.field not in _DIMENSIONS and clause.field is not Field.MODE:
            self.say(f"this step has no other values: {self.key('crumbs.edit')} edits it")
            return
        line = self.query_one(ContextLine)
        line.hold(held=True)
        dimension, number = _DIMENSIONS.get(clause.field), view.clauses.index(clause)
        offered = ChoiceList(
            title=_NAMES[dimension] if dimension else "Modes",
            hint="type to search, enter switches",
            column=line.crumb_column,
        )
        self.offer_choices(
            offered,
            lambda: Found(siblings(engine, view, clause, now)),
            take=lambda choice: self._switch(number, choice),
            typed=typed,
        )

    def _switch(self, number: int, choice: Choice) -> None:
        """Put another value in place of a step."""
        view = self.state.view
        self.leave_crumbs()
        if number < len(view.clauses):
            old = view.clauses[number]
            new = replace(View().narrowed(old.field, choice.value).clauses[0], negated=old.negated)
            self.explorer.set_view(replaced(view, (old,), (new,)))


def siblings(engine: Engine, view: View, clause: Clause, now: dt.datetime) -> tuple[Choice, ...]:
    """Return what could stand in place of ``clause``, under all other filters; never on the event loop."""
    dimension = _DIMENSIONS.get(clause.field)
    chosen = text_matcher(clause.field, [replace(clause, negated=False)])
    if dimension is None:
        return tuple(Choice(mode, mode, mode, chosen=bool(chosen and chosen(mode))) for mode in _MODES)
    facet = engine.facet(view, dimension, now=now)
    shown = brief if dimension is Dimension.ORGANIZATIONS else said
    return tuple(
        Choice(
            value=value.value,
            text=shown(value.value),
            folded=value.value.casefold(),
            right=f"{numbers.count(value.failed)} {numbers.share(value.failed, facet.failed):>4}",
            chosen=bool(chosen and chosen(value.value)),
        )
        for value in facet.values
    )
