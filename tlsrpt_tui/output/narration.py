"""What is told beside the data: sentences and progress on standard error."""

import math
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TextIO

from tlsrpt_tui.output.numbers import grouped
from tlsrpt_tui.output.target import silence
from tlsrpt_tui.text import sanitise, shorten

if TYPE_CHECKING:
    from tlsrpt_tui.index.progress import Progress

_LONGEST: Final = 4096
_PASSING: Final = 78
_UNWRITABLE: Final = (OSError, ValueError)


class Narrator:
    """Tells people how it goes; where nobody can listen any more, it goes on without telling."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._shown = 0
        self._live = False
        with suppress(*_UNWRITABLE, AttributeError):
            self._live = self._stream.isatty()

    def say(self, sentence: str) -> None:
        """Tell one sentence; further lines of it, such as a pointer, follow as they are."""
        self.clear()
        lines = [sanitise(line, _LONGEST) for line in sentence.split("\n")]
        self._write("".join(f"{line}\n" for line in (f"tlsrpt-tui: {lines[0]}", *lines[1:])))

    def progress(self, progress: "Progress") -> None:
        """Show how far reading is, on a terminal only; each time in the place of the time before."""
        if not self._live:
            return
        text = f"found {grouped(progress.found)} files"
        if progress.listed:
            text = f"reading {grouped(progress.files)} of {grouped(progress.found)} files"
        if progress.left is not None:
            text += f", {grouped(round(progress.rate))} a second, {grouped(math.ceil(progress.left))} s left"
        self._show(text)

    def passing(self, words: str) -> None:
        """Show how far something else is, as above; the words are sanitised."""
        if self._live:
            self._show(shorten(words, _PASSING))

    def _show(self, text: str) -> None:
        self._write(f"\r{text:<{self._shown}}")
        self._shown = len(text)

    def clear(self) -> None:
        """Take the progress from the terminal."""
        if self._shown:
            self._write(f"\r{'':<{self._shown}}\r")
            self._shown = 0

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (*_UNWRITABLE, AttributeError):  # standard error may be full, closed, or None without any
            silence(self._stream)
