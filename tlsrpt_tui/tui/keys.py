"""The key map as Textual's bindings."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from textual.app import App
from textual.binding import Binding

from tlsrpt_tui.keymap import KEYS, SCREENS, Key, Scope, ScreenKey
from tlsrpt_tui.remap import KeyMap

__all__ = [
    "APP",
    "CHANGES",
    "DOMAIN",
    "EXPLORE",
    "FACETS",
    "FILES",
    "INCIDENTS",
    "MOVES",
    "REPORTS",
    "ROWS",
    "SCREEN",
    "SCREENS",
    "TIMELINE",
    "Hints",
    "ScreenKey",
    "hint_of",
    "keymap_of",
    "textual_keymap",
]


Hints: TypeAlias = Sequence[tuple[str, str]]
"""Keys with a word each; a key is given by its id, or as it is shown where it has none."""


def keymap_of(app: App[object]) -> KeyMap:
    """Return the keys in force."""
    return getattr(app, "keymap", KeyMap())


def textual_keymap(keymap: KeyMap) -> Mapping[str, str]:
    """Return what Textual takes for other keys."""
    return {name: ",".join(names) for name, names in keymap.changed.items()}


def hint_of(keymap: KeyMap, key: str) -> str:
    """Return how the key of a hint is shown."""
    return keymap.shown(key) if key in keymap else key


def _binding(key: Key) -> Binding:
    display = key.display or None
    return Binding(
        key.keys, key.action, key.words, id=key.id, key_display=display, show=key.shown, priority=key.priority
    )


def bindings(scope: Scope) -> tuple[Binding, ...]:
    """Return the bindings of a pane, a screen or the program."""
    return tuple(map(_binding, KEYS[scope]))


APP = bindings(Scope.EVERYWHERE)
SCREEN = bindings(Scope.SCREEN)
MOVES = bindings(Scope.MOVING)
INCIDENTS = bindings(Scope.INCIDENTS)
EXPLORE = bindings(Scope.EXPLORE)
FACETS = bindings(Scope.FACETS)
TIMELINE = bindings(Scope.TIMELINE)
ROWS = bindings(Scope.ROWS)
REPORTS = bindings(Scope.REPORTS)
DOMAIN = bindings(Scope.DOMAIN)
FILES = bindings(Scope.FILES)
CHANGES = bindings(Scope.CHANGES)
