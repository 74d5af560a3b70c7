"""The settings file: where it is and what may stand in it; asking for it creates nothing."""

import os
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tlsrpt_tui.errors import SettingsError
from tlsrpt_tui.text import sanitise

PATH_VARIABLE: Final = "TLSRPT_TUI_CONFIG"
"""Environment variable that points at another settings file."""

LARGEST: Final = 10**15
"""Largest number that a setting may hold; beyond it the system's own calls give up."""

_BOUNDS: Final = "bounds"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings file changes.

    Attributes:
        bounds: of ``[bounds]``, the largest things that are read, by name.
    """

    bounds: Mapping[str, int] = field(default_factory=dict)


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings file is looked for."""
    named = environment.get(PATH_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_config_path  # noqa: PLC0415  --help does not need it

    return user_config_path("tlsrpt-tui") / "config.toml"


def read_settings(bounds: Collection[str], environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings; without a file, none are changed.

    Args:
        bounds: the names that may stand in ``[bounds]``.
        environment: where :data:`PATH_VARIABLE` is looked up; a file that it names has to exist.

    Raises:
        SettingsError: the file cannot be read, or holds something that is not a setting.
    """
    path = settings_path(environment)
    shown = sanitise(str(path))
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        if environment.get(PATH_VARIABLE):
            sentence = f"{shown}: no such file, but {PATH_VARIABLE} names it; unset it or create the file"
            raise SettingsError(sentence) from error
        return Settings()
    except OSError as error:
        raise SettingsError(f"{shown}: the settings cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{shown}: the settings are not UTF-8; expected a TOML file") from error
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{shown}: {sanitise(str(error))}; expected a TOML file") from error
    return Settings(bounds=_bounds(parsed, bounds, shown))


def _bounds(parsed: dict[str, object], known: Collection[str], shown: str) -> dict[str, int]:
    for section in parsed:
        if section != _BOUNDS:
            raise SettingsError(f"{shown}: {sanitise(section, 60)} is not a setting; expected [{_BOUNDS}]")
    table = parsed.get(_BOUNDS, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{shown}: {_BOUNDS} is not a table; expected [{_BOUNDS}] with a line for each bound")
    for name, value in table.items():
        if name not in known:
            expected = ", ".join(sorted(known))
            raise SettingsError(f"{shown}: {_BOUNDS}.{sanitise(name, 60)} is not a setting; expected one of {expected}")
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST:
            found = sanitise(repr(value), 60)
            raise SettingsError(f"{shown}: {_BOUNDS}.{name} is {found}; expected a whole number from 1 to {LARGEST}")
    return dict(table)
