"""What is set, and by whom: the settings file, the environment, the command line; asking for it creates nothing."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, cast

from tlsrpt_tui.errors import SettingsError
from tlsrpt_tui.settings_fields import BOUNDS, CACHE_BYTES, KEYS, LARGEST, LIVE, Scalar, Setting, settings_of
from tlsrpt_tui.text import sanitise

__all__ = [
    "CACHE_BYTES",
    "CACHE_VARIABLE",
    "LARGEST",
    "PATH_VARIABLE",
    "LiveSettings",
    "Origin",
    "Settings",
    "Told",
    "Value",
    "cache_path",
    "read_settings",
    "settings_path",
]

PATH_VARIABLE: Final = "TLSRPT_TUI_CONFIG"
"""Environment variable that points at another settings file."""

CACHE_VARIABLE: Final = "TLSRPT_TUI_CACHE"
"""Environment variable that points at another folder for the cache."""

STATE_VARIABLE: Final = "TLSRPT_TUI_STATE"
"""Environment variable that points at another folder for bookmarks, last sessions and consents."""

_PROGRAM: Final = "tlsrpt-tui"


class Origin(StrEnum):
    """Who set a value; each comes before those above it."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Value:
    """What a setting is.

    Attributes:
        setting: which one.
        value: what it is.
        origin: who set it.
        where: the path of the file, the name of the variable, or the option; "" for the default.
    """

    setting: Setting
    value: Scalar
    origin: Origin = Origin.DEFAULT
    where: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What an option of the command line sets."""

    value: Scalar
    option: str


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """How live checks reach the world, as set; the words of each are those of its setting.

    Attributes:
        resolver: "" for the system's.
        lifetime: seconds.
        probe: ``ask``, ``yes`` or ``no``.
        ehlo, ca_file, egress_host: "" for none.
        smtp_port, https_port: ports.
        local_addresses: ``yes`` or ``no``.
        resolver_said: where the resolver is set, to begin a sentence about it: ``/etc/x.toml: live.resolver: ``.
    """

    resolver: str = ""
    lifetime: int = 8
    probe: str = "ask"
    ehlo: str = ""
    ca_file: str = ""
    egress_host: str = ""
    smtp_port: int = 25
    https_port: int = 443
    local_addresses: str = "no"
    resolver_said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is set.

    Attributes:
        theme: the colours: ``dark``, ``light``, ``ansi`` or ``contrast``.
        glyphs: the signs and bars: ``unicode`` or ``ascii``.
        cache_bytes: how much the cache may take on disk; 0 for no cache.
        live: how live checks reach the world.
        bounds: the largest things that are read, by name.
        keys: other keys by their ids, as written; whether they can be is for :func:`tlsrpt_tui.remap.remapped`.
        file: where the settings file is looked for.
        found: whether it is there.
        values: each setting but the keys, with who set it.
    """

    theme: str = "dark"
    glyphs: str = "unicode"
    cache_bytes: int = CACHE_BYTES
    live: LiveSettings = LiveSettings()
    bounds: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    file: Path = Path("config.toml")
    found: bool = False
    values: tuple[Value, ...] = ()

    @property
    def shown_file(self) -> str:
        """The file as it is shown."""
        return sanitise(str(self.file))


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


def state_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of bookmarks, last sessions and consents; relative where the system knows no home folder."""
    named = environment.get(STATE_VARIABLE)
    if named:
        return Path(named).absolute()
    from platformdirs import user_state_path  # noqa: PLC0415  --help does not need it

    return user_state_path(_PROGRAM)


def read_settings(
    bounds: Mapping[str, int],
    environment: Mapping[str, str] = os.environ,
    told: Mapping[str, Told] | None = None,
) -> Settings:
    """Return the settings; the command line comes before the environment, and that before the file.

    Args:
        bounds: names and defaults of what may stand in ``[bounds]``.
        environment: where the variables are looked up; a file that :data:`PATH_VARIABLE` names has to exist.
        told: what the command line sets, by the full names of settings.

    Raises:
        SettingsError: the file cannot be read, or it or the environment holds something that is not a setting.
    """
    path = settings_path(environment)
    shown = sanitise(str(path))
    parsed = _parsed(path, shown, named=bool(environment.get(PATH_VARIABLE)))
    known = settings_of(bounds)
    tables = _tables(parsed or {}, known, shown)
    values = tuple(_value(setting, tables, shown, environment, told or {}) for setting in known)
    by_name = {value.setting.full: value.value for value in values}
    return Settings(
        theme=str(by_name["look.theme"]),
        glyphs=str(by_name["look.glyphs"]),
        cache_bytes=cast("int", by_name["cache.bytes"]),
        live=replace(_live(by_name), resolver_said=_resolver_said(values)),
        bounds={name: cast("int", by_name[f"{BOUNDS}.{name}"]) for name in bounds},
        keys=_keys((parsed or {}).get(KEYS, {}), shown),
        file=path,
        found=parsed is not None,
        values=values,
    )


def _live(by_name: Mapping[str, Scalar]) -> LiveSettings:
    """Return the section of live checks; every name of it is a field."""
    given: dict[str, Any] = {
        name: value for full, value in by_name.items() for section, _, name in [full.partition(".")] if section == LIVE
    }
    return LiveSettings(**given)


def _resolver_said(values: tuple[Value, ...]) -> str:
    """Return who set the resolver, as errors about it begin; "" where nobody did."""
    name = f"{LIVE}.resolver"
    value = next(value for value in values if value.setting.full == name)
    if value.origin is Origin.DEFAULT:
        return ""
    return f"{value.where}: {name}: " if value.origin is Origin.FILE else f"{value.where}: "


def _parsed(path: Path, shown: str, *, named: bool) -> dict[str, object] | None:
    """Return what the settings file holds; ``None`` when there is none and none is ``named``."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        if named:
            sentence = f"{shown}: no such file, but {PATH_VARIABLE} names it; unset it or create the file"
            raise SettingsError(sentence) from error
        return None
    except OSError as error:
        raise SettingsError(f"{shown}: the settings cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{shown}: the settings are not UTF-8; expected a TOML file") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{shown}: {_not_toml(text, str(error))}") from error


def _not_toml(text: str, error: str) -> str:
    """Return what is wrong with a file, in words of its own where a key is there twice."""
    place = re.search(r"overwrite a value \(at (?:line ([0-9]+)|end of document)", error)
    if place is None:
        return f"{sanitise(error)}; expected a TOML file"
    # Only a line feed ends a line of TOML, with or without a carriage return.
    lines = text.rstrip("\r\n").split("\n")
    number = int(place[1]) if place[1] else len(lines)
    key = sanitise(lines[number - 1].partition("=")[0].strip(), 60) if number <= len(lines) else ""
    return f"line {number}: {key} is set a second time; keep one of the lines"


def _tables(parsed: Mapping[str, object], known: tuple[Setting, ...], shown: str) -> dict[str, Mapping[str, object]]:
    """Return the sections of the file but the keys, with nothing in them that is no setting."""
    sections: dict[str, dict[str, Setting]] = {}
    for setting in known:
        sections.setdefault(setting.section, {})[setting.name] = setting
    for section in parsed:
        if section not in sections and section != KEYS:
            expected = " or ".join([", ".join(f"[{name}]" for name in sections), f"[{KEYS}]"])
            raise SettingsError(f"{shown}: {sanitise(section, 60)} is not a setting; expected {expected}")
    return {name: _table(parsed.get(name, {}), name, members, shown) for name, members in sections.items()}


def _table(table: object, section: str, members: Mapping[str, Setting], shown: str) -> Mapping[str, object]:
    names = " or ".join(members)
    if not isinstance(table, dict):
        meant = "a line for each bound" if section == BOUNDS else f"a line for {names}"
        raise SettingsError(f"{shown}: {section} is not a table; expected [{section}] with {meant}")
    for name, value in table.items():
        setting = members.get(name)
        if setting is None:
            expected = f"one of {', '.join(sorted(members))}" if len(members) > 1 else names
            raise SettingsError(f"{shown}: {section}.{sanitise(name, 60)} is not a setting; expected {expected}")
        if not setting.admits(value):
            raise SettingsError(f"{shown}: {setting.full} is {sanitise(repr(value), 60)}; expected {setting.expected}")
    return table


def _value(
    setting: Setting,
    tables: Mapping[str, Mapping[str, object]],
    shown: str,
    environment: Mapping[str, str],
    told: Mapping[str, Told],
) -> Value:
    """Return what a setting is."""
    if setting.full in told:
        return Value(setting, told[setting.full].value, Origin.COMMAND_LINE, told[setting.full].option)
    given = environment.get(setting.variable) if setting.variable else None
    if given:
        if not setting.admits(given):
            sentence = f'{setting.variable} is "{sanitise(given, 60)}"; expected {setting.expected}, or unset it'
            raise SettingsError(sentence)
        return Value(setting, given, Origin.ENVIRONMENT, setting.variable)
    table = tables[setting.section]
    if setting.name in table:
        return Value(setting, cast("Scalar", table[setting.name]), Origin.FILE, shown)
    return Value(setting, setting.default)


def _keys(table: object, shown: str) -> dict[str, str]:
    """Return the keys by id; an id without quotes is a table in a table, and means the same."""
    if not isinstance(table, dict):
        raise SettingsError(f'{shown}: {KEYS} is not a table; expected [{KEYS}] with lines as "facet.exclude" = "X"')
    keys: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            keys |= {f"{name}.{rest}": given for rest, given in _keys(value, shown).items()}
        elif isinstance(value, str):
            keys[name] = value
        elif isinstance(value, list) and value and all(isinstance(key, str) for key in value):
            keys[name] = ",".join("comma" if key.strip() == "," else key for key in value)
        else:
            found = f"{sanitise(name, 60)} is {sanitise(repr(value), 60)}"
            raise SettingsError(f'{shown}: {KEYS}: {found}; expected a key, as "X", or several, as "X,ctrl+x"')
    return keys
