"""A driver that knows when its terminal is gone, and has the app leave."""

import asyncio
import os
import select
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread

from textual.driver import Driver


def watchful_driver(driver: type[Driver]) -> type[Driver]:
    """Return a driver that does as another does, until the terminal is gone: then it calls the app's ``lose_terminal``.

    Not every terminal that goes has SIGHUP sent, and behind SIGHUP comes SIGCONT, as if there were something to come
    back to. Textual would read the end of input again and again, or wait for ever for a writer that an error has ended.
    """

    class WatchfulDriver(driver):  # type: ignore[misc, valid-type]  # which one depends on the system
        """Touches no terminal that is not there."""

        _watched = False
        _lost = False

        def start_application_mode(self) -> None:
            """Take the terminal, and watch whether it stays."""
            if self._lost:
                return
            super().start_application_mode()
            if not self._watched and hasattr(select, "poll") and os.isatty(self.fileno):
                self._watched = True
                leave = partial(asyncio.get_running_loop().call_soon_threadsafe, self._app.lose_terminal)
                lost = partial(self._lose, leave)
                Thread(target=_await_hangup, args=(self.fileno, lost), name="hangup", daemon=True).start()

        def _lose(self, leave: Callable[[], object]) -> None:
            self._lost = True
            # What is still to be written goes nowhere, and is no error at the very end.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._file.fileno())
            os.close(nowhere)
            with suppress(RuntimeError):  # the loop has ended, and with it all there was to leave
                leave()

        @property
        def _writes(self) -> bool:
            writer = getattr(self, "_writer_thread", None)
            return not self._lost and (writer is None or writer.is_alive())

        def write(self, data: str) -> None:
            """Write, where somebody takes it."""
            if self._writes:
                super().write(data)

        def close(self) -> None:
            """Let go of the writer, where there still is one."""
            if self._writes:
                super().close()

    return WatchfulDriver


def _await_hangup(descriptor: int, lost: Callable[[], None]) -> None:
    """Wait until a terminal is gone, which costs nothing as long as it is there."""
    poll = select.poll()
    poll.register(descriptor, 0)
    if any(what & (select.POLLHUP | select.POLLERR) for _, what in poll.poll()):
        lost()
