"""Questions asked off the event loop: one of a group at a time, and of those that wait only the newest.

Deeds, which change something, are done there too: one of a group at a time, and all of them.
"""

from collections import Counter, defaultdict, deque
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
        self._deeds: defaultdict[str, deque[Callable[[], None]]] = defaultdict(deque)
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

    def do(self, group: str, deed: Callable[[], T], answer: Callable[[T], None]) -> None:
        """Do something after all earlier deeds of its group; none is ever dropped, nor is what came of it.

        A group holds either questions or deeds.
        """
        ticket = self._tickets[group]

        def work() -> None:
            done = deed()
            self._screen.post_message(Answered(group, ticket, lambda: answer(done)))

        self._deeds[group].append(work)
        if group not in self._busy:
            self._begin(group)

    def drop(self, group: str) -> None:
        """Want no answer of a group any more."""
        self._tickets[group] += 1
        self._waiting.pop(group, None)

    def take(self, message: Answered) -> None:
        """Deliver an answer that is still wanted, and ask what has waited for it."""
        self._busy.discard(message.group)
        if message.group in self._waiting or self._deeds[message.group]:
            self._begin(message.group)
        if message.ticket == self._tickets[message.group]:
            message.deliver()

    def _begin(self, group: str) -> None:
        self._busy.add(group)
        work = self._deeds[group].popleft() if self._deeds[group] else self._waiting.pop(group)
        self._screen.run_worker(work, group=group, thread=True, exit_on_error=True)
