"""The commands that read no reports: cache, settings, keys, manual page, completion, what result types mean."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from tlsrpt_tui.arguments import CacheAction, Command, Request
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.remap import remapped
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.settings import Settings, Told, cache_path, read_settings, state_path
from tlsrpt_tui.settings_fields import LIVE, settings_of
from tlsrpt_tui.text import sanitise, shorten

if TYPE_CHECKING:
    from tlsrpt_tui.index.cache import Cache

_SHOWN: Final = 60


def bounds() -> Mapping[str, int]:
    """Return names and defaults of the largest things that are read."""
    return asdict(DEFAULT_BOUNDS)


def settings_for(request: Request) -> Settings:
    """Return the settings, with what the command line sets.

    Raises:
        SettingsError: they cannot be read, or hold something that is not a setting.
        UsageError: an option says what its setting cannot be.
    """
    told = {} if request.cached else {"cache.bytes": Told(0, "--no-cache")}
    asked = request.checking
    for name, option, value in (("resolver", "--resolver", asked.resolver), ("ehlo", "--ehlo", asked.ehlo)):
        if value is not None:
            told[f"{LIVE}.{name}"] = Told(_admitted(f"{LIVE}.{name}", option, value), option)
    return read_settings(bounds(), told=told)


def _admitted(name: str, option: str, value: str) -> str:
    setting = next(setting for setting in settings_of(bounds()) if setting.full == name)
    if not setting.admits(value):
        raise UsageError(f'{option}: "{shorten(sanitise(value), _SHOWN)}" is not {setting.wanted}')
    return value


def cache_of(settings: Settings) -> "Cache":
    """Return the cache on disk."""
    from tlsrpt_tui.index.cache import Cache  # noqa: PLC0415  --help does not need it

    return Cache(cache_path(), limit=settings.cache_bytes)


def carry_out(request: Request) -> int:
    """Do what a command that reads no reports asks for, and return the exit code.

    Raises:
        TlsrptError: it cannot be done.
        Hangup: nobody reads standard output any more.
    """
    if request.command is Command.CACHE:
        _manage_cache(request)
    elif request.command is Command.SETTINGS:
        _show_settings(request)
    elif request.command is Command.KEYS:
        from tlsrpt_tui.output import key_table  # noqa: PLC0415  no other command needs it

        settings = settings_for(request)
        key_table.show(remapped(settings.keys, settings.shown_file), request.format)
    elif request.command is Command.EXPLAIN:
        from tlsrpt_tui.output import explain_page  # noqa: PLC0415  as above

        explain_page.show(request.explained, request.policy, request.format)
    elif request.command is Command.MAN:
        from tlsrpt_tui.output import manual  # noqa: PLC0415  as above

        manual.show(bounds())
    else:
        from tlsrpt_tui.output import completion  # noqa: PLC0415  as above

        completion.show(request.shell)
    return Exit.DONE


def _manage_cache(request: Request) -> None:
    from tlsrpt_tui.output import cache_page  # noqa: PLC0415  as above

    cache = cache_of(settings_for(request))
    if request.action is CacheAction.CLEAR:
        cache_page.clear(cache)
    else:
        cache_page.show(cache, request.format)


def _show_settings(request: Request) -> None:
    from tlsrpt_tui.output import settings_page  # noqa: PLC0415  as above

    if request.example:
        settings_page.show_example(bounds())
        return
    settings = settings_for(request)
    keymap = remapped(settings.keys, settings.shown_file)
    places = settings_page.Places(cache_path(), state_path())
    settings_page.show(settings, keymap, places, request.format)
