"""What stands in place of the panes while there is nothing to show: why, and what to do."""

from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.tui.paint import Run, wrapped
from tlsrpt_tui.tui.state import State
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

_LEAST_WIDTH = 40
_LEAST_HEIGHT = 10

TOO_SMALL = (f"At least {_LEAST_WIDTH}x{_LEAST_HEIGHT}, please",)
"""Said where the terminal is too small."""

_READS = (
    "Point the program at the folder to which your TLS reports are saved: .json and .json.gz files, mails, "
    "mbox files, Maildirs, zip and tar archives are all read."
)


def too_small(width: int, height: int) -> bool:
    """Return whether no pane would say anything in so little room."""
    return width < _LEAST_WIDTH or height < _LEAST_HEIGHT


def what_to_say(state: State) -> tuple[str, ...]:
    """Return nothing once there is a report; else a heading and sentences."""
    if state.counts is None or state.engine is None:
        return (f"Reading {state.source}", "What is read so far appears as soon as there is a report.")
    if state.reports:
        return ()
    if state.progress is not None:
        return (f"Reading {state.source}", "No TLS report so far.")
    if not state.counts.seen:
        return (
            f"{state.source} is empty",
            _READS,
            "What is saved there from now on appears here by itself; q quits.",
        )
    files = numbers.plural(state.counts.seen, "file")
    return (
        f"No TLS report in {state.source}",
        f"{files} looked at, none with a report that could be read. 5 says of each what it is.",
        "What is saved there from now on appears here by itself; q quits.",
    )


class Empty(Canvas):
    """A heading and a few sentences, a third of the way down."""

    DEFAULT_CSS = """
    Empty { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()

    def show(self, words: tuple[str, ...]) -> None:
        """Say something else."""
        self._words = words
        self.repaint()

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines."""
        margin = max(1, (width - 64) // 2)
        lines: list[list[Run]] = [[] for _ in range(max(0, height // 3 - 1))]
        for number, sentence in enumerate(self._words):
            role = Role.TEXT if number else Role.STRONG
            lines += [[Run(" " * margin), Run(piece, role)] for piece in wrapped(sentence, max(8, width - 2 * margin))]
            lines.append([])
        return [self.line(line, width) for line in lines]
