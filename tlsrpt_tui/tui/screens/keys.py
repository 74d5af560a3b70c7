"""The keys of the focused pane, of its screen and of the program, made from the live bindings."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.screen import ModalScreen

from tlsrpt_tui.tui.keys import MOVES
from tlsrpt_tui.tui.paint import Run, wrapped
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.reader import Page, Reader, ReaderLine

_KEY = 8

_SIGNS = (
    "In the facets ◆ is chosen and – left out; in a sparkline a blank is no report and ▁ nothing failed. "
    "= before a count says that another policy of the report describes the same sessions."
)
_WORDS = (
    "Filter words: org domain policy mode mx result ip to since until on failed rate, as in "
    "domain:example.com result:certificate-expired since:7d. A comma means or, - in front means not, "
    '* stands for anything, "quotes" keep blanks together.'
)


class KeysScreen(ModalScreen[None]):
    """A page of keys over the screen; Esc, ? and q close it."""

    BINDINGS: ClassVar = [
        Binding("escape,question_mark,q,h,left", "dismiss", "close", key_display="esc", id="keys.close"),
        Binding("ctrl+c", "app.interrupt", show=False, id="keys.interrupt"),
    ]
    DEFAULT_CSS = """
    KeysScreen { background: $background; }
    """

    def __init__(self, pane: str, bindings: Iterable[ActiveBinding]) -> None:
        super().__init__()
        self._pane = pane
        self._groups = _grouped(bindings)

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield Reader(id="keys")

    def on_mount(self) -> None:
        """Fill the page."""
        reader = self.query_one(Reader)
        reader.show(Page(f"Keys in {self._pane}", lambda width: (self._lines(width), None), source="esc closes"))
        reader.focus()

    def _lines(self, width: int) -> list[ReaderLine]:
        lines: list[ReaderLine] = []
        columns = 2 if width >= 76 else 1  # noqa: PLR2004  # two columns of 38 cells
        room = width // columns
        for title, entries in self._groups:
            lines.append(ReaderLine([Run(f" {title}", Role.STRONG)]))
            rows = -(-len(entries) // columns)
            for row in range(rows):
                runs: list[Run] = []
                for key, words in entries[row::rows]:
                    text = f"{words:<{room - _KEY - 2}}"[: room - _KEY - 2]
                    runs += [Run(f" {key:>{_KEY}}", Role.ACCENT), Run(f" {text}", Role.TEXT)]
                lines.append(ReaderLine(runs))
        lines.append(ReaderLine([]))
        for words in (_WORDS, _SIGNS):
            lines += [ReaderLine([Run(f" {piece}", Role.MUTED)]) for piece in wrapped(words, width - 2)]
        return lines


def _grouped(bindings: Iterable[ActiveBinding]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return key and words of every binding that is shown, by where it belongs."""
    moves = {binding.id for binding in MOVES}
    groups: dict[str, dict[str, tuple[str, str]]] = {"This pane": {}, "This screen": {}, "Everywhere": {}, "Moving": {}}
    for active in bindings:
        binding = active.binding
        if not binding.description or not binding.id or not binding.show:
            continue
        if binding.id in moves:
            group = "Moving"
        elif binding.id.startswith(("app.", "screen.", "view.", "pane.")):
            group = "Everywhere"
        else:
            group = "This pane" if binding.id in _OF_PANES else "This screen"
        display = binding.key_display or binding.key
        groups[group].setdefault(binding.id, (display, binding.description))
    return [(title, list(entries.values())) for title, entries in groups.items() if entries]


_OF_PANES = frozenset({"facet.narrow", "facet.exclude", "facet.widen", "rows.open", "rows.widen"})
