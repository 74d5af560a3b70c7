"""The settings file and the cache: where they are and what may be set; asking for it creates nothing."""

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

CACHE_VARIABLE: Final = "TLSRPT_TUI_CACHE"
"""Environment variable that points at another folder for the cache."""

LARGEST: Final = 10**15
"""Largest number that a setting may hold; beyond it the system's own calls give up."""

CACHE_BYTES: Final = 1024**3
"""How much the cache may take on disk where nothing else is set."""

_PROGRAM: Final = "tlsrpt-tui"
_BOUNDS: Final = "bounds"
_CACHE: Final = "cache"
_BYTES: Final = "bytes"
_MEANINGS: Final = {_BOUNDS: "a line for each bound", _CACHE: f"a line for {_BYTES}"}
"""The sections, and what stands in each."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings file changes.

    Attributes:
        bounds: of ``[bounds]``, the largest things that are read, by name.
        cache_bytes: of ``[cache]``, how much the cache may take on disk; 0 for no cache.
    """

    bounds: Mapping[str, int] = field(default_factory=dict)
    cache_bytes: int = CACHE_BYTES


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings file is looked for."""
    named = environment.get(PATH_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_config_path  # noqa: PLC0415  --help does not need it

    return user_config_path(_PROGRAM) / "config.toml"


def cache_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the cache; it is relative where the system knows no home folder."""
    named = environment.get(CACHE_VARIABLE)
    if named:
        return Path(named).absolute()
    from platformdirs import user_cache_path  # noqa: PLC0415  --help does not need it

    return user_cache_path(_PROGRAM)


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
    return _settings(parsed, bounds, shown)


def _settings(parsed: dict[str, object], bounds: Collection[str], shown: str) -> Settings:
    for section in parsed:
        if section not in _MEANINGS:
            expected = " or ".join(f"[{known}]" for known in _MEANINGS)
            raise SettingsError(f"{shown}: {sanitise(section, 60)} is not a setting; expected {expected}")
    changed = _numbers(parsed, _BOUNDS, bounds, 1, shown)
    cache = _numbers(parsed, _CACHE, (_BYTES,), 0, shown)
    return Settings(bounds=changed, cache_bytes=cache.get(_BYTES, CACHE_BYTES))


def _numbers(
    parsed: Mapping[str, object], section: str, known: Collection[str], least: int, shown: str
) -> dict[str, int]:
    """Return the numbers of one section by name; ``least`` is the smallest that may stand there."""
    table = parsed.get(section, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{shown}: {section} is not a table; expected [{section}] with {_MEANINGS[section]}")
    for name, value in table.items():
        if name not in known:
            expected = f"one of {', '.join(sorted(known))}" if len(known) > 1 else next(iter(known))
            raise SettingsError(f"{shown}: {section}.{sanitise(name, 60)} is not a setting; expected {expected}")
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LARGEST:
            found = sanitise(repr(value), 60)
            expected = f"a whole number from {least} to {LARGEST}"
            raise SettingsError(f"{shown}: {section}.{name} is {found}; expected {expected}")
    return dict(table)
