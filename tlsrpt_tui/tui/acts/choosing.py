"""The keys that choose which domain is looked at: a list of those in the folder, narrowed by what one types."""

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.view import View
from tlsrpt_tui.live.published import Published
from tlsrpt_tui.tui.acts.choices import Found
from tlsrpt_tui.tui.beside import hidden
from tlsrpt_tui.tui.names import said
from tlsrpt_tui.tui.screens.acting import ActingPage
from tlsrpt_tui.tui.widgets.choices import Choice, ChoiceList
from tlsrpt_tui.tui.widgets.context_line import ContextLine


class ChoosingActs(ActingPage):
    """A screen that is about one domain of several."""

    @property
    def shown_domain(self) -> str:
        """The domain that is looked at, as it may be shown."""
        return hidden(Published(self.explorer.live.domain), self.explorer.veil).domain

    def action_choose_domain(self) -> None:
        """List the domains of the folder."""
        engine, now, shown, meant = self.state.engine, self.now(), self.shown_domain, self.explorer.veil.meant
        if engine is None:
            self.say("nothing is read yet")
            return

        def question() -> Found:
            facet = engine.facet(View(), Dimension.DOMAINS, now=now)
            return Found(
                tuple(
                    Choice(
                        value.value,
                        said(value.value),
                        value.value.casefold(),
                        f"{numbers.count(value.failed)} {numbers.share(value.failed, facet.failed):>4}",
                        chosen=value.value == shown,
                    )
                    for value in facet.values
                    if value.value
                )
            )

        offered = ChoiceList("Domains", hint="type to search", empty="no report names one", alone=True)
        self.offer_choices(offered, question, take=lambda choice: self.explorer.look_at(meant(choice.value)))

    def action_domain(self) -> None:
        """Choose another domain: this one is looked at."""
        self.action_choose_domain()

    def action_crumbs(self) -> None:
        """Choose another domain."""
        self.action_choose_domain()

    def on_context_line_asked(self, message: ContextLine.Asked) -> None:
        """Choose another domain, or go back to the panes."""
        self.leave_crumbs()
        if message.what != "leave":
            self.action_choose_domain()
