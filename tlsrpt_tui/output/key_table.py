"""The command about the keys: the key map by where each acts, as text, Markdown or JSON."""

import json
from collections.abc import Iterator
from typing import Final

from tlsrpt_tui.keymap import Key
from tlsrpt_tui.output import target
from tlsrpt_tui.remap import KeyMap

_INDENT: Final = "  "


def show(keymap: KeyMap, form: str) -> None:
    """Write the key map, as ``text``, ``markdown`` or ``json``.

    Raises:
        UsageError: it cannot be written.
        Hangup: nobody reads standard output any more.
    """
    made = {"text": as_text, "markdown": as_markdown, "json": as_json}[form](keymap)
    target.write(target.text_fill([made]), None)


def as_text(keymap: KeyMap) -> str:
    """Return the map for people: keys, what they do, and the id."""
    keys = [key for _, keys in keymap.scopes() for key in keys]
    wide = max(len(_all(keymap, key)) for key in keys)
    words = max(len(key.words) for key in keys)
    lines: list[str] = []
    for scope, members in keymap.scopes():
        lines += ["", scope.value] if lines else [scope.value]
        for key in members:
            sign = "*" if key.id in keymap.changed else " "
            lines.append(f"{sign} {_all(keymap, key):<{wide}}  {key.words:<{words}}  {key.id}")
    if keymap.changed:
        lines += ["", "* as the settings file has it"]
    return "".join(f"{line}\n" for line in lines)


def as_markdown(keymap: KeyMap) -> str:
    """Return the map as a table for each place."""
    blocks = ["\n".join(_table(keymap, scope.value, members)) for scope, members in keymap.scopes()]
    return "\n\n".join(blocks) + "\n"


def _table(keymap: KeyMap, title: str, members: tuple[Key, ...]) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    yield "| key | what it does | id |"
    yield "|---|---|---|"
    for key in members:
        keys = " ".join(f"`{shown}`" for shown in _shown(keymap, key))
        yield f"| {keys} | {key.words} | `{key.id}` |".replace("`|`", "`\\|`")


def as_json(keymap: KeyMap) -> str:
    """Return the map for programs; ``schemas/keys.schema.json`` describes it."""
    answer = {
        "schema": 1,
        "scopes": [
            {
                "name": scope.value,
                "keys": [
                    {
                        "id": key.id,
                        "keys": key.keys.split(","),
                        "shown": list(_shown(keymap, key)),
                        "meaning": key.words,
                        "changed": key.id in keymap.changed,
                    }
                    for key in members
                ],
            }
            for scope, members in keymap.scopes()
        ],
    }
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _all(keymap: KeyMap, key: Key) -> str:
    return " ".join(_shown(keymap, key))


def _shown(keymap: KeyMap, key: Key) -> tuple[str, ...]:
    return keymap.all_shown(key.id)
