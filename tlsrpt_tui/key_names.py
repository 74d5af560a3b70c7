"""The names of keys: as people write them, as the terminal tells of them, and as they are shown."""

import string
import unicodedata
from typing import Final

_NAMED: Final = {
    "enter": "enter",
    "escape": "esc",
    "tab": "tab",
    "space": "space",
    "backspace": "backspace",
    "delete": "del",
    "insert": "ins",
    "home": "home",
    "end": "end",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    **{f"f{number}": f"f{number}" for number in range(1, 25)},
}
"""Keys that are no characters, and how they are shown."""

_ALSO: Final = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "page_down": "pagedown",
    "shift+space": "space",
}
_SHORTER: Final = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_MODIFIERS: Final = ("alt", "ctrl", "shift")
"""In the order in which the terminal's library names them."""

_SHOWN_MODIFIERS: Final = {"ctrl": "^", "alt": "alt+", "shift": "shift+"}
_SAME: Final = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
"""Keys for which a terminal sends what it sends for another."""


def _name_of(character: str) -> str:
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _SHORTER.get(name, name)


_MARKS: Final = {_name_of(mark): mark for mark in string.punctuation}


def normal(text: str) -> str:
    """Return the name of a key as the terminal's library has it: ``!`` is ``exclamation_mark``.

    Raises:
        ValueError: there is no such key, or no terminal tells it from another; the text says which.
    """
    given = text.strip() or text[:1]
    if len(given) > 1 and given.endswith("+"):
        given = f"{given[:-1]}plus"
    *modifiers, last = given.split("+") if len(given) > 1 else [given]
    key = _plain(last)
    held = {modifier.strip().lower() for modifier in modifiers}
    if not key or not held <= set(_MODIFIERS):
        raise ValueError("there is no such key; expected a character, or a name as enter, ctrl+x or f5")
    if len(key) == 1 and key.isalpha():
        key = key.upper() if held == {"shift"} else key.lower() if held else key
        held = set() if held == {"shift"} else held
    full = "+".join([*(modifier for modifier in _MODIFIERS if modifier in held), key])
    full = _ALSO.get(full, full)
    if full in _SAME:
        raise ValueError(f"terminals send {_SAME[full]} for it; expected another key")
    return full


def _plain(text: str) -> str:
    """Return the name of a key without what is held; "" where there is none."""
    if len(text) == 1:
        return "space" if text == " " else _name_of(text) if text.isprintable() else ""
    name = text.strip().lower()
    name = _ALSO.get(name, name)
    return name if name in _NAMED or name in _MARKS else ""


def shown(key: str) -> str:
    """Return how a key is shown, from its normal name: ``!``, ``^d``, ``esc``."""
    *held, last = key.split("+")
    name = _MARKS.get(last) or _NAMED.get(last, last)
    return "".join(_SHOWN_MODIFIERS[modifier] for modifier in held) + name


def several(text: str) -> tuple[str, ...]:
    """Return the normal names of keys with commas between; a comma alone is that key.

    Raises:
        ValueError: as :func:`normal`, with the key in front.
    """
    keys: list[str] = []
    for part in [text] if text.strip() == "," else text.split(","):
        try:
            keys.append(normal(part))
        except ValueError as error:
            raise ValueError(f'"{part.strip()}": {error}') from error
    return tuple(dict.fromkeys(keys))
