"""The keys of the focused pane, of its screen and of the program, made from the live bindings, the nearest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.actions import parse
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.screen import ModalScreen

from tlsrpt_tui.index.language import FIELD_NAMES
from tlsrpt_tui.keymap import KEYS, Scope
from tlsrpt_tui.remap import KeyMap
from tlsrpt_tui.tui.keys import keymap_of
from tlsrpt_tui.tui.paint import Run, Runs, cut, wrapped
from tlsrpt_tui.tui.screens.base import Page
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.reader import Page as ReaderPage
from tlsrpt_tui.tui.widgets.reader import Reader, ReaderLine

_LEAST_KEY = 8
_MOST_KEY = 14
_TWO_COLUMNS = 76
"""Cells from which two columns of keys stand side by side."""

_SIGNS = (
    "In the facets ◆ is chosen and – left out; in a sparkline a blank is no report and ▁ nothing failed. "
    "= before a count says that another policy of the report describes the same sessions."
)
_WORDS = (
    f"Filter words: {' '.join(FIELD_NAMES)}, as in "
    "domain:example.com result:certificate-expired since:7d. A comma means or, - in front means not, "
    '* stands for anything, "quotes" keep blanks together.'
)
_SCREENS = (Scope.INCIDENTS, Scope.EXPLORE, Scope.REPORTS, Scope.DOMAIN, Scope.FILES, Scope.CHANGES)
_LAST = (*_SCREENS, Scope.SCREEN, Scope.MOVING, Scope.EVERYWHERE)
"""After the keys of a pane, in this order."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key as it is listed.

    Attributes:
        id: names it.
        key: how it is shown.
        words: what it does.
        acts: whether it does so now.
        why_not: why not; "" where nobody says.
    """

    id: str
    key: str
    words: str
    acts: bool
    why_not: str = ""


_Group = tuple[Scope, list[_Entry]]


class KeysScreen(ModalScreen[None]):
    """A page of keys over the screen; Esc, q and the key that opened it close it."""

    BINDINGS: ClassVar = [
        Binding("escape,question_mark,q,h,left", "dismiss", "close", key_display="esc", id="keys.close"),
        Binding("ctrl+c", "app.interrupt", show=False, id="keys.interrupt"),
    ]
    DEFAULT_CSS = """
    KeysScreen { background: $background; }
    """

    def __init__(self, page: Page) -> None:
        super().__init__()
        focused, keymap = page.focused, keymap_of(page.app)
        self._pane = focused.id if focused is not None and focused.id else page.mode
        self._groups = _grouped(page, keymap)
        for key in keymap.names("app.keys"):
            self._bindings.bind(key, "dismiss", show=False)
        for key in keymap.names("app.interrupt"):
            self._bindings.bind(key, "app.interrupt", show=False)

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield Reader(id="keys")

    def on_mount(self) -> None:
        """Fill the page."""
        reader = self.query_one(Reader)
        reader.show(ReaderPage(f"Keys in {self._pane}", lambda width: (self._lines(width), None), source="esc closes"))
        reader.focus()

    def _lines(self, width: int) -> list[ReaderLine]:
        lines: list[ReaderLine] = []
        longest = max((cell_len(entry.key) for _, entries in self._groups for entry in entries), default=0)
        wide = max(_LEAST_KEY, min(longest, _MOST_KEY))
        for scope, entries in self._groups:
            lines.append(ReaderLine([Run(f" {scope.value}", Role.STRONG)]))
            lines += map(ReaderLine, _in_columns([entry for entry in entries if entry.acts], wide, width))
            lines += [ReaderLine(_listed(entry, wide, width)) for entry in entries if not entry.acts]
        lines.append(ReaderLine([]))
        for words in (_WORDS, _SIGNS):
            lines += [ReaderLine([Run(f" {piece}", Role.MUTED)]) for piece in wrapped(words, width - 2)]
        return lines


def _in_columns(entries: list[_Entry], wide: int, width: int) -> Iterator[Runs]:
    """Return lines of keys, read down the columns; two columns where the words fit."""
    longest = max((cell_len(entry.words) for entry in entries), default=0)
    columns = 2 if width >= _TWO_COLUMNS and longest <= width // 2 - wide - 2 else 1
    rows = -(-len(entries) // columns)
    for row in range(rows):
        runs: list[Run] = []
        for entry in entries[row::rows]:
            runs += _listed(entry, wide, width // columns)
        yield runs


def _listed(entry: _Entry, wide: int, width: int) -> list[Run]:
    """Return a key in so many cells; one that cannot act is grey."""
    key = f"{cut(entry.key, wide):>{wide}}"
    words = f"{entry.words}: {entry.why_not}" if entry.why_not else entry.words
    room = max(1, width - wide - 2)
    words = f"{cut(words, room):<{room}}"
    if entry.acts:
        return [Run(f" {key}", Role.ACCENT), Run(f" {words}", Role.TEXT)]
    return [Run(f" {key}", Role.MUTED), Run(f" {words}", Role.MUTED)]


def _grouped(page: Page, keymap: KeyMap) -> list[_Group]:
    """Return the keys that are live on a page, once each, by where they belong."""
    groups: dict[Scope, dict[str, _Entry]] = {}
    for active in page.active_bindings.values():
        name = active.binding.id
        if name in _SCOPES and active.binding.show and _is_there(active, page):
            entry = _entry(active, page, name, keymap.shown(name))
            groups.setdefault(_SCOPES[name], {}).setdefault(name, entry)
    ranks = {scope: rank for rank, scope in enumerate(_LAST)}
    order = sorted(groups, key=lambda scope: ranks.get(scope, -1))
    return [(scope, [groups[scope][key.id] for key in KEYS[scope] if key.id in groups[scope]]) for scope in order]


def _entry(active: ActiveBinding, page: Page, name: str, key: str) -> _Entry:
    _, action, parameters = parse(active.binding.action)
    why_not = page.why_not(action, parameters)
    return _Entry(name, key, active.binding.description, active.enabled and not why_not, why_not)


def _is_there(active: ActiveBinding, page: Page) -> bool:
    """Return whether there is anything that would act."""
    namespace, action, _ = parse(active.binding.action)
    node = {"": active.node, "app": page.app, "screen": page}.get(namespace, active.node)
    return hasattr(node, f"action_{action}")


_SCOPES = {key.id: scope for scope, keys in KEYS.items() for key in keys}
