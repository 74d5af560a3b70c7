"""A driver that writes as Textual's own does, with fewer bytes: what changed, and colours when they change."""

import sys
from typing import Any, TextIO

from textual.driver import Driver

from tlsrpt_tui.tui.shadow import Shadow
from tlsrpt_tui.tui.thrift import thrifty


def thrifty_driver(driver: type[Driver]) -> type[Driver]:
    """Return a driver that writes as another does, with fewer bytes."""

    class ThriftyDriver(driver):  # type: ignore[misc, valid-type]  # which one depends on the system
        """Writes what shows the same."""

        _shadow: Shadow | None = None
        _file: TextIO | None

        def __init__(self, *words: Any, **how: Any) -> None:  # noqa: ANN401  whatever the other one takes
            super().__init__(*words, **how)
            if self._file is sys.__stderr__ and sys.__stderr__ is not None and not sys.__stderr__.isatty():
                self._file = sys.__stdout__  # drawn on standard error, nothing would be seen of it

        def write(self, data: str) -> None:
            """Write a frame, or anything else."""
            self._shadow = self._shadow or Shadow()
            difference = self._shadow.difference(data)
            super().write(thrifty(data) if difference is None else difference)

    return ThriftyDriver
