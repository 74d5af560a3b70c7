"""The prompts at the bottom: the filter, the command line, and what completes them."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from tlsrpt_tui.errors import FilterError, TlsrptError, UsageError
from tlsrpt_tui.index import completion
from tlsrpt_tui.index.completion import Offer
from tlsrpt_tui.index.engine import Engine, Totals
from tlsrpt_tui.index.view import Clause, View
from tlsrpt_tui.tui import commands
from tlsrpt_tui.tui.acts.choices import ChoiceActs
from tlsrpt_tui.tui.widgets.command_line import CommandLine
from tlsrpt_tui.tui.widgets.context_line import ContextLine
from tlsrpt_tui.tui.widgets.filter_prompt import FilterPrompt
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tlsrpt_tui.tui.screens.acting import ActingPage

_EXAMPLES = "filter, sort, range, bookmark…, or a filter as org:google   tab completes"


class PromptActs(ChoiceActs):
    """A screen with prompts."""

    def open_filter(self, only: tuple[Clause, ...] | None = None) -> None:
        """Open the prompt for the filter language, for all of the filter or ``only`` a step of it."""
        self.query_one(KeyBar).hush()
        self.query_one(FilterPrompt).open(self.state.view, self.explorer.recall(FilterPrompt.sign), only=only)

    def open_command_line(self, text: str = "") -> CommandLine:
        """Open the prompt for commands."""
        self.query_one(KeyBar).hush()
        line = self.query_one(CommandLine)
        line.open(self.explorer.recall(CommandLine.sign), commands.meaning(text, commands.COMMANDS) or _EXAMPLES, text)
        return line

    def close_prompt(self, prompt: Prompt) -> None:
        """Take a prompt away, and put the focus where the user works."""
        prompt.close()
        context = self.query_one(ContextLine)
        context.hold(held=False)
        self.focus_main()

    def on_prompt_closed(self, message: Prompt.Closed) -> None:
        """Leave everything as it was."""
        self.close_prompt(message.prompt)

    def on_prompt_completing(self, message: Prompt.Completing) -> None:
        """Ask what could stand at the cursor, off the event loop."""
        prompt, text, engine, now = message.prompt, message.text, self.state.engine, self.now()
        question: Callable[[], Offer]
        if isinstance(prompt, CommandLine):
            head = text[: message.cursor]
            columns = tuple(column.key for column in cast("ActingPage", self).offered_columns())
            asking = commands.Asking(engine, now, columns)
            question = lambda: commands.offer(head, commands.COMMANDS, asking)  # noqa: E731  # one of two
        elif engine is not None:
            rest = prompt.rest if isinstance(prompt, FilterPrompt) else ""
            question = _within(text, message.cursor, rest, engine, now)
        else:
            return
        self.ask("completion", question, lambda offer: prompt.offer(text, offer))

    def on_filter_prompt_changed(self, message: FilterPrompt.Changed) -> None:
        """Count what the typed filter leaves."""
        self._count(message.view, self.query_one(FilterPrompt).tell)

    def on_filter_prompt_applied(self, message: FilterPrompt.Applied) -> None:
        """Take the typed filter."""
        self.explorer.typed(FilterPrompt.sign, message.text)
        self.close_prompt(self.query_one(FilterPrompt))
        self.explorer.set_view(message.view)

    def _count(self, view: View, tell: Callable[[Totals], None]) -> None:
        engine, now = self.state.engine, self.now()
        if engine is not None:
            self.ask("typed", lambda: engine.totals(view, now=now), tell)

    def on_command_line_changed(self, message: CommandLine.Changed) -> None:
        """Say what the command does; a filter is counted."""
        line, text = self.query_one(CommandLine), message.text
        self.questions.drop("typed")
        if not text:
            line.answer(_EXAMPLES)
            return
        said = commands.meaning(text, commands.COMMANDS)
        if said:
            line.answer(said)
            return
        try:
            if commands.spoken(text, commands.COMMANDS) is None:
                self._count(View.parse(text), line.tell)
        except FilterError as error:
            line.refuse(error)

    def on_command_line_given(self, message: CommandLine.Given) -> None:
        """Do what was said; where that cannot be, say why, and let it be changed."""
        line, text = self.query_one(CommandLine), message.text
        start = 0
        try:
            spoken = commands.spoken(text, commands.COMMANDS) if text else None
            if self.filterless and text and (spoken is None or spoken.command.narrows):
                raise UsageError(f"{self.filterless} are listed whatever the filter: it is for Explore and Reports")
            if spoken is not None:
                start = spoken.start
                spoken.command.act(cast("ActingPage", self), spoken.rest)
            elif text:
                self.explorer.set_view(View(View.parse(text).clauses, self.state.view.sort))
        except FilterError as error:
            line.refuse(error, shift=start if error.text != text else 0)
        except TlsrptError as error:
            line.answer(str(error), "$error")
        else:
            self.explorer.typed(CommandLine.sign, text)
            self.close_prompt(line)


def _within(text: str, cursor: int, rest: str, engine: Engine, now: dt.datetime) -> Callable[[], Offer]:
    """Return a question for what could stand at ``cursor`` of a filter, ``rest`` of which is not in the prompt."""
    return lambda: completion.offer(text, cursor, engine, now=now, beside=rest)
