"""The key map as the settings have it: keys by id, changed where the user says so, and never two on one key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from string import ascii_letters
from typing import Final

from tlsrpt_tui import key_names
from tlsrpt_tui.errors import SettingsError
from tlsrpt_tui.keymap import KEYS, Key, Scope
from tlsrpt_tui.text import sanitise

_BY_ID: Final = {key.id: (scope, key) for scope, keys in KEYS.items() for key in keys}
_SCREENS: Final = frozenset({Scope.INCIDENTS, Scope.EXPLORE, Scope.REPORTS, Scope.DOMAIN, Scope.FILES, Scope.CHANGES})
_ALWAYS: Final = frozenset({Scope.EVERYWHERE, Scope.SCREEN, Scope.MOVING})
_ONLY_IN_EXPLORE: Final = frozenset({Scope.FACETS, Scope.TIMELINE})
_OVER: Final = frozenset(Scope) - _SCREENS - _ALWAYS - _ONLY_IN_EXPLORE - {Scope.ROWS}
"""What lies over a screen for a while, as a prompt does, has its keys before all others."""

_MOST_FREE: Final = 8


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keys in force.

    Attributes:
        changed: normal names of the keys of each id that has others than it comes with.
    """

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in _BY_ID

    def names(self, name: str) -> tuple[str, ...]:
        """Return the normal names of the keys of an id."""
        return self.changed.get(name) or tuple(_BY_ID[name][1].keys.split(","))

    def shown(self, name: str) -> str:
        """Return how the keys of an id are shown: ``!``, ``↓ j``."""
        key = _BY_ID[name][1]
        if name in self.changed:
            return " ".join(map(key_names.shown, self.changed[name]))
        return key.display or key_names.shown(self.names(name)[0])

    def all_shown(self, name: str) -> tuple[str, ...]:
        """Return every key of an id, as each is shown."""
        return tuple(map(key_names.shown, self.names(name)))

    def scopes(self) -> Iterator[tuple[Scope, tuple[Key, ...]]]:
        """Return the keys by where they act, each with the keys and the display in force."""
        for scope, keys in KEYS.items():
            if keys:
                yield (
                    scope,
                    tuple(replace(key, keys=",".join(self.names(key.id)), display=self.shown(key.id)) for key in keys),
                )


def remapped(wanted: Mapping[str, str], file: str) -> KeyMap:
    """Return the key map with other keys for some ids.

    Args:
        wanted: keys by id, with commas between; as people write them.
        file: where that is written, for what is said.

    Raises:
        SettingsError: an id or a key is unknown, or two ids would have the same key in one place.
    """
    changed: dict[str, tuple[str, ...]] = {}
    for name, text in wanted.items():
        if name not in _BY_ID:
            raise SettingsError(f"{file}: keys: {_unknown(sanitise(name, 60))}")
        try:
            names = key_names.several(text)
        except ValueError as error:
            raise SettingsError(f"{file}: keys: {name}: {sanitise(str(error), 200)}") from error
        if names != tuple(_BY_ID[name][1].keys.split(",")):
            changed[name] = names
    keymap = KeyMap(changed)
    clashes = tuple(_clashes(keymap))
    if clashes:
        raise SettingsError(f"{file}: keys: {'; '.join(clashes)}")
    return keymap


def _unknown(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  only a mistake needs it

    near = get_close_matches(name, _BY_ID, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    return f'"{name}" is the id of no key; {guess}tlsrpt-tui settings --example lists them'


def _clashes(keymap: KeyMap) -> Iterator[str]:
    """Return a sentence for each pair that would have one key in one place, but for those that always do so."""
    for one, other in combinations(_BY_ID, 2):
        if one not in keymap.changed and other not in keymap.changed:
            continue
        shared = set(keymap.names(one)) & set(keymap.names(other))
        if shared and _meet(_BY_ID[one][0], _BY_ID[other][0]) and not _overlaid(one, other):
            changed = one if one in keymap.changed else other
            key = key_names.shown(min(shared))
            free = " ".join(_free(keymap, _BY_ID[changed][0]))
            yield f"{one} and {other} would both be {key}; give one of them another key, free there: {free}"


def _meet(one: Scope, other: Scope) -> bool:
    """Return whether keys of two scopes can act at the same time."""
    if one is other or {one, other} & _OVER:
        return one is other
    if {one, other} & _ALWAYS:
        return True
    screens = {one, other} & _SCREENS
    if len(screens) == 1:
        return screens == {Scope.EXPLORE} or not {one, other} & _ONLY_IN_EXPLORE
    return False


def _overlaid(one: str, other: str) -> bool:
    """Return whether a pane's key comes before the screen's by design, as ``s`` of the facets before that of rows."""
    return bool(set(_BY_ID[one][1].keys.split(",")) & set(_BY_ID[other][1].keys.split(",")))


def _free(keymap: KeyMap, scope: Scope) -> list[str]:
    """Return a few letters that nothing has where a scope acts."""
    taken = {key for name, (other, _) in _BY_ID.items() if _meet(scope, other) for key in keymap.names(name)}
    return [letter for letter in ascii_letters if letter not in taken][:_MOST_FREE]
