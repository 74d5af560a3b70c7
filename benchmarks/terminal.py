"""A terminal of one's own for a program that is measured: its bytes, and when they came."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyte

from benchmarks.fresh import Failed, environment

COLUMNS: Final = 120
LINES: Final = 40
QUIET: Final = 0.4
"""Seconds without a byte after which the program counts as at rest."""

_READ: Final = 1 << 16
_ON_TERMINAL: Final = """
import fcntl, os, sys, termios
fcntl.ioctl(os.open(sys.argv[1], os.O_RDWR | os.O_CLOEXEC), termios.TIOCSCTTY, 0)
os.write(1, b"\\x1b[0m")
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Makes the terminal the controlling one of its session, says so, and becomes the program."""


class Seat:
    """One program on its terminal."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self.output = b""
        self.started = 0.0
        self._master = master
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._drawn = 0

    @property
    def text(self) -> str:
        """What is on the screen."""
        # Private sequences with intermediate characters are answered by terminals and unknown to pyte.
        fresh = re.sub(rb"\x1b\[[<=>?][0-9;]*(?:\$p|u)|\x1b\[[<=>][0-9;]*[a-z]", b"", self.output[self._drawn :])
        self._drawn = len(self.output)
        self._stream.feed(fresh)
        return "\n".join(self._screen.display).replace("\u00a0", " ")

    def _read(self, timeout: float) -> bytes:
        if not select.select([self._master], [], [], timeout)[0]:
            return b""
        try:
            data = os.read(self._master, _READ)
        except OSError:  # the other side is closed
            return b""
        self.output += data
        return data

    def wait_for(self, there: Callable[[], bool], seconds: float = 60.0) -> float:
        """Read until something holds; return when it did.

        Raises:
            Failed: it does not in time, or the program has ended.
        """
        end = time.monotonic() + seconds
        while not there():
            if time.monotonic() > end or self.process.poll() is not None:
                raise Failed(f"the explorer did not come so far:\n{self.text}")
            self._read(0.05)
        return time.perf_counter()

    def rest(self, quiet: float = QUIET) -> tuple[bytes, float]:
        """Read until nothing comes for a while; return what came, and when the last of it did."""
        before, last = len(self.output), time.perf_counter()
        while self._read(quiet):
            last = time.perf_counter()
        return self.output[before:], last

    def watch(self, seconds: float) -> bytes:
        """Read for so long, and return what came."""
        before, end = len(self.output), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)
        return self.output[before:]

    def press(self, keys: str) -> None:
        """Type keys."""
        os.write(self._master, keys.encode())


@contextmanager
def seat(words: Sequence[str | Path], home: Path) -> Iterator[Seat]:
    """Run a program at 120x40; its clock starts when it is executed."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", _ON_TERMINAL, os.ttyname(slave), *(os.fspath(word) for word in words)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment(home),
        start_new_session=True,
    )
    os.close(slave)
    taken = Seat(process, master)
    try:
        taken.started = taken.wait_for(lambda: bool(taken.output))
        yield taken
    finally:
        if process.poll() is None:
            process.terminate()
            _drain(process, taken)
        os.close(master)


def _drain(process: subprocess.Popen[bytes], taken: Seat) -> None:
    """Let the program leave in its own way, which needs somebody to read what it writes."""
    end = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < end:
        taken.rest(0.05)
    process.kill()
    process.wait()
