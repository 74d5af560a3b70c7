"""The list below the context line: what it offers, and who takes what is chosen."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from tlsrpt_tui.tui.screens.base import Page
from tlsrpt_tui.tui.widgets.choices import Choice, ChoiceList, Choices

Take: TypeAlias = Callable[[Choice], None]


class Found(NamedTuple):
    """What a list holds, and what people should know about it; "" for nothing."""

    choices: tuple[Choice, ...]
    note: str = ""


class ChoiceActs(Page):
    """A screen that offers choices."""

    _take_choice: Take | None = None
    _remove_choice: Take | None = None

    def offer_choices(
        self,
        offered: ChoiceList,
        question: Callable[[], Found],
        *,
        take: Take,
        remove: Take | None = None,
        typed: str = "",
    ) -> None:
        """Open a list, and ask off the event loop for what it holds."""
        self._take_choice, self._remove_choice = take, remove
        listed = self.query_one(Choices)
        listed.open(replace(offered, empty="…"), typed)

        def show(found: Found) -> None:
            if listed.is_open:
                listed.show(replace(offered, choices=found.choices))
            if found.note:
                self.say(found.note)

        self.ask("choices", question, show)

    def close_choices(self) -> None:
        """Take the list away, and put the focus back where the user works."""
        self.questions.drop("choices")
        self.query_one(Choices).close()
        self.focus_main()

    def on_choices_taken(self, message: Choices.Taken) -> None:
        """Do what the list was opened for."""
        take = self._take_choice
        self.close_choices()
        if take is not None:
            take(message.choice)

    def on_choices_removed(self, message: Choices.Removed) -> None:
        """Remove a choice, where what is listed can be removed."""
        if self._remove_choice is None:
            self.say("nothing here can be removed")
        else:
            self._remove_choice(message.choice)

    def on_choices_left(self) -> None:
        """Leave everything as it was."""
        self.close_choices()
