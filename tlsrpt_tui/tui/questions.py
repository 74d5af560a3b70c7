"""Questions asked off the event loop: one of a group at a time, and of those that wait only the newest."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tlsrpt_tui.tui.messages import Answered

if TYPE_CHECKING:
    from textual.screen import Screen

T = TypeVar("T")


class Questions:
    """The questions of one screen; an answer that comes after a newer question of its group is dropped.

    However fast they come, each group has one thread at work and one question waiting: that of the last key.
    """

    def __init__(self, screen: "Screen[None]") -> None:
        self._screen = screen
        self._tickets: Counter[str] = Counter()
        self._waiting: dict[str, Callable[[], None]] = {}
        self._busy: set[str] = set()

    def ask(self, group: str, question: Callable[[], T], answer: Callable[[T], None]) -> None:
        """Ask, or wait until the question that is being answered has its answer."""
        self._tickets[group] += 1
        ticket = self._tickets[group]

        def work() -> None:
            found = question()
            self._screen.post_message(Answered(group, ticket, lambda: answer(found)))

        self._waiting[group] = work
        if group not in self._busy:
            self._begin(group)

    def drop(self, group: str) -> None:
        """Want no answer of a group any more."""
        self._tickets[group] += 1
        self._waiting.pop(group, None)

    def take(self, message: Answered) -> None:
        """Deliver an answer that is still wanted, and ask what has waited for it."""
        self._busy.discard(message.group)
        if message.group in self._waiting:
            self._begin(message.group)
        if message.ticket == self._tickets[message.group]:
            message.deliver()

    def _begin(self, group: str) -> None:
        self._busy.add(group)
        self._screen.run_worker(self._waiting.pop(group), group=group, thread=True, exit_on_error=True)
