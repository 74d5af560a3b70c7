"""A terminal of one's own: a pseudo-terminal, the program on it, and all that the program ever wrote."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_reports"
DEADLINE = 30.0
"""Seconds within which anything waited for happens, on a machine that is busy with other things."""

QUIET = 0.5
"""Seconds without output after which the program counts as at rest."""

_READ = 65536

RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")
"""Leaves the alternate screen, shows the cursor, lets go of the mouse and of bracketed paste."""


class Terminal:
    """The program on a terminal, seen from the side of the one who types."""

    def __init__(self, process: subprocess.Popen[bytes], master: int, columns: int, lines: int) -> None:
        self.process = process
        self.master = master
        self.output = b""
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self.screen.display).replace("\u00a0", " ")

    def _read(self, timeout: float) -> bytes:
        """Return what was written meanwhile; nothing when nothing was, or the program hung up."""
        if not select.select([self.master], [], [], timeout)[0]:
            return b""
        try:
            data = os.read(self.master, _READ)
        except OSError:  # the other side is closed
            return b""
        self.output += data
        # Private sequences with intermediate characters are answered by terminals and unknown to pyte.
        self._stream.feed(re.sub(rb"\x1b\[[<=>?][0-9;]*(?:\$p|u)|\x1b\[[<=>][0-9;]*[a-z]", b"", data))
        return data

    def wait_for(self, there: Callable[[], bool]) -> None:
        """Read until something holds."""
        end = time.monotonic() + DEADLINE
        while not there():
            assert time.monotonic() < end, self.text or self.output[-2000:]
            self._read(0.1)

    def wait_for_text(self, *words: str) -> None:
        """Read until all the words are on the screen."""
        self.wait_for(lambda: all(word in self.text for word in words))

    def rest(self, quiet: float = QUIET) -> bytes:
        """Read until nothing comes for a while; return what came."""
        end = time.monotonic() + DEADLINE
        before = len(self.output)
        while self._read(quiet):
            assert time.monotonic() < end, self.text
        return self.output[before:]

    def glance(self) -> None:
        """Read what comes within the time that one key takes to be pressed."""
        self._read(0.05)

    def press(self, keys: str) -> None:
        """Type keys."""
        os.write(self.master, keys.encode())

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        _set_size(self.master, columns, lines)
        self.screen.resize(lines, columns)
        self.process.send_signal(signal.SIGWINCH)

    def is_stopped(self) -> bool:
        """Whether the program is suspended, as a shell sees it."""
        state = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "T"

    def end(self) -> int:
        """Read all there is still to come and return the exit code."""
        end = time.monotonic() + DEADLINE
        while self.process.poll() is None:
            assert time.monotonic() < end, self.text
            self._read(0.1)
        while self._read(0):
            pass
        return self.process.returncode

    def close(self) -> None:
        """Close the terminal, as a lost connection does."""
        os.close(self.master)
        self.master = -1

    @property
    def children(self) -> list[str]:
        """What else lives in the session of the program."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != self.process.pid:
                try:
                    session = int((entry / "stat").read_text().rpartition(")")[2].split()[3])
                except (OSError, ValueError):
                    continue
                if session == self.process.pid:
                    found.append(entry.name)
        return found


def _set_size(descriptor: int, columns: int, lines: int) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def environment(home: Path) -> dict[str, str]:
    """Return variables of a plain terminal with nothing of this machine in them."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }


@contextmanager
def terminal(
    *words: str | Path,
    home: Path,
    size: tuple[int, int] = (80, 24),
    piped: bytes | None = None,
    mode: str = "explore",
    signals: bool = True,
) -> Iterator[Terminal]:
    """Run the program on a terminal of ``size``.

    Args:
        words: of the command line.
        home: where settings and all that is kept are.
        size: columns and lines.
        piped: what comes through its standard input instead of keys.
        mode: the screen to start on; "" for the one that it starts on by itself.
        signals: whether the kernel sends the program signals about the terminal.
    """
    start = ("--view", mode) if mode else ()
    master, slave = pty.openpty()
    _set_size(slave, *size)
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _ON_TERMINAL if signals else _BESIDE,
            os.ttyname(slave),
            *map(os.fspath, (*words, *start)),
        ],
        stdin=slave if piped is None else subprocess.PIPE,
        stdout=slave,
        stderr=slave,
        env=environment(home),
        start_new_session=True,
    )
    os.close(slave)
    if piped is not None:
        with process.stdin:
            process.stdin.write(piped)
    seat = Terminal(process, master, *size)
    try:
        yield seat
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if seat.master >= 0:
            os.close(seat.master)


def assert_restored(seat: Terminal) -> None:
    """Check that the terminal is left as a shell expects it."""
    tail = seat.output[seat.output.rindex(b"\x1b[?1049h") :]
    for sequence in RESTORED:
        assert sequence in tail, sequence
        taken = sequence[:-1] + (b"l" if sequence.endswith(b"h") else b"h")
        assert tail.rfind(sequence) > tail.rfind(taken), sequence
    assert b"Traceback" not in seat.output
    assert not seat.children


_ON_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(os.open(sys.argv.pop(1), os.O_RDWR | os.O_CLOEXEC), termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "tlsrpt_tui", *sys.argv[1:]])
"""
"""Makes the terminal the controlling one of its session, as a shell would, and becomes the program."""

_BESIDE = """
import os, sys
os.execv(sys.executable, [sys.executable, "-m", "tlsrpt_tui", *sys.argv[2:]])
"""
"""Becomes the program in a session without a controlling terminal: nobody gets SIGHUP when the terminal goes."""
