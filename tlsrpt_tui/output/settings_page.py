"""The command about the settings: what is set, by whom, what it means, and a file to start from."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from tlsrpt_tui.keymap import KEYS
from tlsrpt_tui.output import target
from tlsrpt_tui.output.columns import cells
from tlsrpt_tui.remap import KeyMap
from tlsrpt_tui.settings import CACHE_VARIABLE, PATH_VARIABLE, STATE_VARIABLE, Origin, Settings, Value
from tlsrpt_tui.settings_fields import Setting, settings_of
from tlsrpt_tui.text import sanitise

_WIDTH: Final = 80
_COMMENT: Final = "# "
_BARE: Final = 40
"""Cells of a settings line before the words about a key."""

_VALUE: Final = 20
"""Cells in which values stand; a longer one moves what is behind it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the program keeps what is not the user's: the cache, and bookmarks, last views and consents."""

    cache: Path
    state: Path


def _shown(path: Path) -> str:
    return sanitise(str(path))


def show(settings: Settings, keymap: KeyMap, places: Places, form: str) -> None:
    """Write what is set, as ``text`` or ``json``.

    Args:
        settings: the settings.
        keymap: the keys as the settings have them.
        places: where else the program keeps something.
        form: ``text`` or ``json``.

    Raises:
        UsageError: it cannot be written.
        Hangup: nobody reads standard output any more.
    """
    page = as_json(settings, keymap, places) if form == "json" else as_text(settings, keymap, places)
    target.write(target.text_fill([page]), None)


def show_example(bounds: Mapping[str, int]) -> None:
    """Write a settings file in which every line that sets something is a comment.

    Raises:
        UsageError: it cannot be written.
        Hangup: nobody reads standard output any more.
    """
    target.write(target.text_fill([example(bounds)]), None)


def as_text(settings: Settings, keymap: KeyMap, places: Places) -> str:
    """Return the page for people."""
    there = "" if settings.found else " (not there; tlsrpt-tui settings --example shows one)"
    lines = [
        f"settings file: {settings.shown_file}{there}",
        f"cache: {_shown(places.cache)}",
        f"bookmarks and consents: {_shown(places.state)}",
    ]
    values = [(value.setting.full, _value(value), _origin(value)) for value in settings.values]
    wide = [max(cells(row[column]) for row in values) for column in (0, 1)]
    wide[1] = min(wide[1], _VALUE)
    for value, (name, shown, origin) in zip(settings.values, values, strict=True):
        lines += ["", f"{name:<{wide[0]}}  {shown:<{wide[1]}}  {origin}", *_indented(value.setting)]
    lines += ["", *_keys_in_text(keymap)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _value(value: Value) -> str:
    return sanitise(value.setting.written(value.value))


def _origin(value: Value) -> str:
    words = {
        Origin.DEFAULT: "default",
        Origin.FILE: "from the file",
        Origin.ENVIRONMENT: f"from {value.where}",
        Origin.COMMAND_LINE: f"from {value.where}",
    }
    return words[value.origin]


def _indented(setting: Setting) -> list[str]:
    words = f"{setting.meaning} Set by {setting.variable} too." if setting.variable else setting.meaning
    return textwrap.wrap(words, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _keys_in_text(keymap: KeyMap) -> Iterator[str]:
    if not keymap.changed:
        yield "keys: all as they come; tlsrpt-tui keys lists them"
        return
    yield f"keys: {len(keymap.changed)} changed in the file; tlsrpt-tui keys lists all"
    for name in keymap.changed:
        yield f"  {name:<24}  {keymap.shown(name)}"


def as_json(settings: Settings, keymap: KeyMap, places: Places) -> str:
    """Return the page for programs; ``schemas/settings.schema.json`` describes it."""
    answer = {
        "schema": 1,
        "file": {"path": settings.shown_file, "found": settings.found, "variable": PATH_VARIABLE},
        "cache": {"path": _shown(places.cache), "variable": CACHE_VARIABLE},
        "state": {"path": _shown(places.state), "variable": STATE_VARIABLE},
        "settings": [*map(_object, settings.values), *_key_objects(settings, keymap)],
    }
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _object(value: Value) -> dict[str, object]:
    setting = value.setting
    return {
        "name": setting.full,
        "value": sanitise(value.value) if isinstance(value.value, str) else value.value,
        "default": setting.default,
        "from": value.origin.value,
        "where": value.where,
        "meaning": setting.meaning,
        "choices": list(setting.choices),
        "variable": setting.variable,
    }


def _key_objects(settings: Settings, keymap: KeyMap) -> Iterator[dict[str, object]]:
    for scope, keys in KEYS.items():
        for key in keys:
            in_file = key.id in settings.keys
            yield {
                "name": f"keys.{key.id}",
                "value": ",".join(keymap.names(key.id)),
                "default": key.keys,
                "from": (Origin.FILE if in_file else Origin.DEFAULT).value,
                "where": settings.shown_file if in_file else "",
                "meaning": f"{scope.value}: {key.words}",
                "choices": [],
                "variable": "",
            }


def example(bounds: Mapping[str, int]) -> str:
    """Return a settings file with every setting in it, each as a comment with what it is by default."""
    lines = [
        "# Settings of tlsrpt-tui. Take away the # before what is to be different.",
        "# What is set, and by whom: tlsrpt-tui settings",
    ]
    for section, members in groupby(settings_of(bounds), key=lambda setting: setting.section):
        lines += ["", f"[{section}]"]
        for setting in members:
            lines += _exemplified(setting)
    lines += ["", "[keys]", '# A key by its id; several with commas between: "x,ctrl+x".']
    for scope, keys in KEYS.items():
        lines += ["", f"# {scope.value}"] if keys else []
        for key in keys:
            pair = f'"{key.id}" = "{key.keys}"'
            lines.append(f"#{pair:<{_BARE}}  # {key.words}")
    return "".join(f"{line}\n" for line in lines)


def _exemplified(setting: Setting) -> Iterator[str]:
    words = f"{setting.meaning} One of {', '.join(setting.choices)}." if setting.choices else setting.meaning
    yield from textwrap.wrap(words, _WIDTH, initial_indent=_COMMENT, subsequent_indent=_COMMENT)
    yield f"#{setting.name} = {json.dumps(setting.default)}"
