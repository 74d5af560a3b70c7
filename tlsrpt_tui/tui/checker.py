"""Live checks beside the keys: one thread with a loop of its own asks, so that no network ever holds up the screen."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from tlsrpt_tui.errors import TlsrptError
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.messages import Checked, CheckFailed

if TYPE_CHECKING:
    from tlsrpt_tui.live.checkup import Checkup, Tell
    from tlsrpt_tui.live.means import Means, Wishes


class Checker(Protocol):
    """Asks the world; tests have one of their own."""

    async def check(self, domain: str, wishes: "Wishes", tell: "Tell") -> "Checkup":
        """Ask all that is wished for, and let go of every connection, be it because the task is cancelled.

        Raises:
            TlsrptError: it cannot be asked as things are set; the sentence says why.
        """
        ...


class LiveChecker:
    """The real one; what speaks DNS and TLS is imported when the first domain is checked, in the thread that checks.

    Each check has means of its own: whoever asks again, having mended something, wants no answer from memory.
    """

    def __init__(self, make: Callable[[], "Means"]) -> None:
        self._make = make

    async def check(self, domain: str, wishes: "Wishes", tell: "Tell") -> "Checkup":
        """Ask all that is wished for."""
        from tlsrpt_tui.live.checkup import check_domain  # noqa: PLC0415  heavy, and not needed before

        means = self._make()
        try:
            return await check_domain(domain, means, wishes, tell)
        finally:
            await means.resolver.close()


@dataclass(slots=True)
class _Run:
    """One check, and how to end it from another thread."""

    number: int
    domain: str
    wishes: "Wishes"
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopped: bool = False
    task: asyncio.Task[object] | None = None
    thread: threading.Thread | None = None

    def begin(self) -> None:
        """Take note of the task that is to be cancelled; one that was stopped before it began is cancelled at once."""
        with self.lock:
            self.task = asyncio.current_task()
            if self.stopped and self.task is not None:
                self.task.cancel()

    def stop(self) -> None:
        with self.lock:
            self.stopped = True
            if self.task is not None:
                with suppress(RuntimeError):  # the loop may have ended meanwhile
                    self.task.get_loop().call_soon_threadsafe(self.task.cancel)


class Checking:
    """Checks one domain at a time; a new one, or :meth:`stop`, cancels the one before.

    Args:
        checker: asks.
        post: takes messages from any thread.
    """

    def __init__(self, checker: Checker, *, post: Callable[[Message], object]) -> None:
        self.number = 0
        """How often something was begun or stopped; messages of other numbers are old."""
        self._checker = checker
        self._post = post
        self._run: _Run | None = None

    def start(self, domain: str, wishes: "Wishes") -> None:
        """Ask about a domain, in place of what is being asked."""
        self.stop()
        run = self._run = _Run(self.number, domain, wishes)
        # A daemon, so that a network that does not answer cannot hold back the end of the program.
        run.thread = threading.Thread(target=self._carry_out, args=(run,), name="checker", daemon=True)
        try:
            run.thread.start()
        except RuntimeError as error:
            run.thread = None
            self._tell(run, CheckFailed(f"there is no thread to ask in: {sanitise(str(error), 120)}", run.number))

    def stop(self) -> None:
        """Ask no further; what is still told of it is old."""
        self.number += 1
        if self._run is not None:
            self._run.stop()

    def join(self, seconds: float) -> None:
        """Wait until the last thread has ended, but no longer than that."""
        if self._run is not None and self._run.thread is not None:
            self._run.thread.join(seconds)

    def _carry_out(self, run: _Run) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._ask(run))
        except TlsrptError as error:
            self._tell(run, CheckFailed(str(error), run.number))
        # What was cancelled by us is told to nobody. Libraries in other languages raise no Exception when they give up.
        except BaseException as error:  # noqa: BLE001  whatever a stranger's answer leads to, the screen stays
            sentence = f"this check met a bug of the program: {type(error).__name__} {sanitise(str(error), 120)}"
            self._tell(run, CheckFailed(sentence.strip(), run.number))

    async def _ask(self, run: _Run) -> None:
        run.begin()
        await asyncio.sleep(0)
        found = await self._checker.check(
            run.domain, run.wishes, lambda checkup: self._tell(run, Checked(checkup, run.number, whole=False))
        )
        self._tell(run, Checked(found, run.number, whole=True))

    def _tell(self, run: _Run, message: Message) -> None:
        if not run.stopped:
            self._post(message)
