"""``python -m tlsrpt_tui`` is ``tlsrpt-tui``: the process, and what signals do to it from its first moment on.

What this module imports is there already or light: while it is imported, an interruption still ends in a traceback.
"""

import os
import signal
import sys
from types import FrameType

_INTERRUPTED = 130
_SIGNAL_BASE = 128
"""What shells add to the number of the signal that ended a program."""


def main() -> int:
    """Do what the command line asks for and return the exit code.

    Until everything is imported, an interruption ends the process at once, because there is nothing to clean up yet;
    then signals become exceptions, so that temporary files are removed; when the exit code is decided, nothing that
    is typed changes it any more. A signal that was ignored from the start, as ``nohup`` arranges, stays so.
    """
    interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if interruptible:
        signal.signal(signal.SIGINT, _leave_at_once)
    from tlsrpt_tui.cli import run  # noqa: PLC0415  what takes its time is imported under the guard

    ending = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_DFL]
    for number in ending:
        signal.signal(number, _end)
    try:
        if interruptible:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code = run()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:  # between two lines of this module, or a second one
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        code = _INTERRUPTED
    for number in ending:
        signal.signal(number, signal.SIG_DFL)
    return code


def _leave_at_once(_number: int, _frame: FrameType | None) -> None:
    os._exit(_INTERRUPTED)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(_SIGNAL_BASE + number)


if __name__ == "__main__":
    sys.exit(main())
