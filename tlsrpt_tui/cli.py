"""The command: arguments in, exit code out; a room is imported only when what is asked for needs it."""

import datetime as dt
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from tlsrpt_tui import arguments, own_commands, stdin
from tlsrpt_tui.arguments import PROGRAM, Command, Request
from tlsrpt_tui.errors import TlsrptError, UsageError
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.output.narration import Narrator
from tlsrpt_tui.output.target import Hangup, silence
from tlsrpt_tui.remap import remapped
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.settings import Origin, Settings
from tlsrpt_tui.start import start_for
from tlsrpt_tui.text import sanitise

if TYPE_CHECKING:
    from tlsrpt_tui.index.cache import Cache
    from tlsrpt_tui.redaction import Redactor

DEBUG_VARIABLE: Final = "TLSRPT_DEBUG"
"""Environment variable that has the traceback of a bug told, when it is ``1``."""

_TITLE: Final = 60


def run(words: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code; see :class:`Exit`.

    It is 128 and the number of a signal where a handler makes one a ``SystemExit`` of that code.

    Args:
        words: the command line without the program; left out, that of this process.
    """
    narrator = Narrator()
    try:
        code = _answer(sys.argv[1:] if words is None else words, narrator)
        _flush()
    except BaseException as error:  # noqa: BLE001  a crash exits 1 otherwise, which is an answer of --fail-on
        code = _code_of(error, narrator)
    return code


def _answer(words: Sequence[str], narrator: Narrator) -> int:
    try:
        request = arguments.read_arguments(words)
    except SystemExit as asked:
        if asked.code:
            raise
        return Exit.DONE
    return _carry_out(request, narrator)


def _code_of(error: BaseException, narrator: Narrator) -> int:
    """Return the exit code that an exception leads to, and tell what there is to tell."""
    narrator.clear()
    by_signal = _code_of_signal(error)
    if by_signal is not None:
        silence(sys.stdout)  # who ends a program does not wait until somebody has read the rest
        return by_signal
    if isinstance(error, Hangup):
        return Exit.DONE
    if isinstance(error, TlsrptError):
        narrator.say(str(error))
    elif isinstance(error, MemoryError):
        narrator.say("there is not enough memory for this; name fewer reports at a time")
    else:
        narrator.say(_bug(error))
    with suppress(UsageError):  # the first reason is the one to tell
        _flush()
    return Exit.WRONG_USAGE


def _code_of_signal(error: BaseException) -> int | None:
    """Return the exit code of the signal behind an exception, which others may hide that were raised on its way."""
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, KeyboardInterrupt):
            return Exit.INTERRUPTED
        if isinstance(behind, SystemExit) and isinstance(behind.code, int):
            return behind.code
        behind = behind.__context__
    return None


def _bug(error: BaseException) -> str:
    sentence = f"this is a bug in {PROGRAM}: {type(error).__name__}"
    if os.environ.get(DEBUG_VARIABLE) == "1":
        return "\n".join([sentence, *"".join(traceback.format_exception(error)).splitlines()])
    return f"{sentence}; set {DEBUG_VARIABLE}=1 for the traceback"


def _carry_out(request: Request, narrator: Narrator) -> int:
    live = {Command.CHECK: _check, Command.READINESS: _readiness}.get(request.command)
    if live is not None:
        return live(request, narrator)
    if request.command is Command.RECORD:
        from tlsrpt_tui import record_command  # noqa: PLC0415  no other command needs it

        return record_command.carry_out(request, dt.datetime.now(dt.UTC))
    if request.command not in arguments.READING:
        return own_commands.carry_out(request)
    now = dt.datetime.now(dt.UTC)
    view = arguments.view_of(request, now)
    alarm = None
    if request.fail_on is not None and request.command not in arguments.COMPARING:
        alarm = (arguments.parsed_view("--fail-on", request.fail_on), sanitise(request.fail_on))
    _check_paths(request.command, request.paths)
    settings = own_commands.settings_for(request)
    if request.command is Command.EXPLORE:
        return _explore(request, view, settings)
    if request.command in arguments.COMPARING or request.command is Command.INCIDENTS:
        return _make_page(request, view, settings, narrator, now, alarm)

    from tlsrpt_tui.output import headless  # noqa: PLC0415  brings the index with it, which --help does not need

    task = headless.Task(
        view=view,
        exports=request.command is Command.EXPORT,
        format=request.format,
        output=None if request.output is None else Path(request.output),
        strict=request.strict,
        alarm=alarm,
        redactor=_redactor(request),
        columns=headless.columns_of(request.columns),
    )
    with ExitStack() as kept:
        paths, names = _opened(request.paths, kept)
        sources = headless.Sources(paths, names, _title(request.paths))
        bounds, cache = Bounds(**settings.bounds), _cache_for(request, settings)
        return headless.run(task, sources, bounds=bounds, cache=cache, narrator=narrator, now=now)


def _make_page(
    request: Request,
    view: View,
    settings: Settings,
    narrator: Narrator,
    now: dt.datetime,
    alarm: tuple[View, str] | None,
) -> int:
    from tlsrpt_tui.output import comparing, headless, one_page, policies_told  # noqa: PLC0415  --help does not need them

    redactor = _redactor(request)
    if request.command is Command.INCIDENTS:
        from tlsrpt_tui.output import incidents_told  # noqa: PLC0415  the others do not need it

        states = incidents_told.states_of(request.states)
        output = None if request.output is None else Path(request.output)
        make = incidents_told.page_maker(view, states, request.format, output, alarm, redactor, now)
    elif request.command is Command.CHANGES:
        asked = comparing.asked_for(request.period, request.against, now)
        alarms = comparing.kinds_of(request.fail_on)
        make = comparing.page_maker(view, asked, alarms, request.format, redactor, now)
    elif request.command is Command.DIGEST:
        from tlsrpt_tui.output import digesting  # noqa: PLC0415  as above

        asked = comparing.asked_for(request.period, None, now)
        wishes = digesting.wishes_of(request.only_if, request.fail_on)
        make = digesting.page_maker(view, asked, wishes, request.format, redactor, now)
    else:
        make = policies_told.page_maker(view, request.format, redactor, now)
    page = one_page.OnePage(make, None if request.output is None else Path(request.output), request.strict)
    with ExitStack() as kept:
        paths, names = _opened(request.paths, kept)
        sources = headless.Sources(paths, names, _title(request.paths))
        bounds, cache = Bounds(**settings.bounds), _cache_for(request, settings)
        return one_page.run(page, sources, bounds=bounds, cache=cache, narrator=narrator, now=now)


def _check(request: Request, narrator: Narrator) -> int:
    from tlsrpt_tui.live.names import domain_name  # noqa: PLC0415  --help does not need it
    from tlsrpt_tui.output.check_topics import wishes_of  # noqa: PLC0415  as above

    asked = request.checking
    domains = tuple(dict.fromkeys(map(domain_name, asked.domains)))
    wishes = wishes_of(asked.only, probe=asked.probe)

    from tlsrpt_tui.live.set_up import means_of  # noqa: PLC0415  a slip of the pen waits for no library
    from tlsrpt_tui.output import checking, headless  # noqa: PLC0415  as above

    task = checking.Task(
        domains=domains,
        wishes=wishes,
        format=request.format,
        output=None if request.output is None else Path(request.output),
        fail_on=request.fail_on or "bad",
        redactor=_redactor(request),
    )
    _check_paths(request.command, request.paths)
    settings = own_commands.settings_for(request)
    means = means_of(settings.live, clock=lambda: dt.datetime.now(dt.UTC))
    with ExitStack() as kept:
        reading = None
        if request.paths:
            paths, names = _opened(request.paths, kept)
            sources = headless.Sources(paths, names, _title(request.paths))
            reading = checking.Reading(sources, Bounds(**settings.bounds), _cache_for(request, settings))
        return checking.run(task, means, reading, narrator=narrator)


def _readiness(request: Request, narrator: Narrator) -> int:
    from tlsrpt_tui.live.names import domain_name  # noqa: PLC0415  --help does not need it

    asked = request.checking
    domain = domain_name(asked.domains[0])
    _check_paths(request.command, request.paths)

    from tlsrpt_tui.output import checking, headless, readying  # noqa: PLC0415  as above

    settings = own_commands.settings_for(request)
    means = None
    if request.live:
        from tlsrpt_tui.live.set_up import means_of  # noqa: PLC0415  nothing of it is needed where nothing is asked

        means = means_of(settings.live, clock=lambda: dt.datetime.now(dt.UTC))
    task = readying.Task(
        domain=domain,
        probe=asked.probe,
        format=request.format,
        output=None if request.output is None else Path(request.output),
        fail_on=request.fail_on or readying.UNKNOWN,
        redactor=_redactor(request),
    )
    with ExitStack() as kept:
        paths, names = _opened(request.paths, kept)
        sources = headless.Sources(paths, names, _title(request.paths))
        reading = checking.Reading(sources, Bounds(**settings.bounds), _cache_for(request, settings))
        return readying.run(task, reading, means, narrator=narrator, now=dt.datetime.now(dt.UTC))


def _redactor(request: Request) -> "Redactor | None":
    """Return what hides names and addresses, where that is asked for."""
    if not request.redact:
        return None
    from tlsrpt_tui.redaction import Redactor  # noqa: PLC0415  --help does not need it

    return Redactor(request.redact_key)


def _cache_for(request: Request, settings: Settings) -> "Cache | None":
    """Return where the index is kept between runs; what was piped in is not there a second time."""
    if not request.cached or not settings.cache_bytes or stdin.NAME in request.paths:
        return None
    return own_commands.cache_of(settings)


def _explore(request: Request, view: View, settings: Settings) -> int:
    start = start_for(request.start, view)
    given, keymap = request.paths, remapped(settings.keys, settings.shown_file)
    piped = stdin.NAME in given
    if not _on_terminal(sys.stdout) or not (piped or _on_terminal(sys.stdin)) or os.environ.get("TERM") == "dumb":
        raise UsageError(f"the explorer needs a terminal; for a page of text, try {PROGRAM} summary PATH")
    with ExitStack() as kept:
        paths, _ = _opened(given, kept)
        if piped:
            stdin.take_back_terminal()

        from tlsrpt_tui.tui.app import run_explorer  # noqa: PLC0415  no other command needs the screen
        from tlsrpt_tui.tui.theme import Look  # noqa: PLC0415  as above

        code = run_explorer(
            paths,
            source=_title(given),
            start=start,
            redactor=_redactor(request),
            bounds=Bounds(**settings.bounds),
            cache=_cache_for(request, settings),
            look=Look(settings.theme, settings.glyphs),
            keymap=keymap,
            lasting=not piped,
            live=settings.live,
            probe_is_set=any(
                value.setting.full == "live.probe" and value.origin is not Origin.DEFAULT for value in settings.values
            ),
        )
    return Exit.WRONG_USAGE if code == Exit.FOUND else code  # 1 is how Textual ends after a crash


def _check_paths(command: Command, given: Sequence[str]) -> None:
    """Refuse paths that are not there, all at once and before anything is read.

    Raises:
        UsageError: names each of them.
    """
    faults = [fault for path in dict.fromkeys(given) if path != stdin.NAME and (fault := _fault(path))]
    if not faults:
        return
    hint = ""
    if any(path in arguments.NAMED_COMMANDS for path in given):
        hint = f"; a command comes first, as in {PROGRAM} summary PATH"
    elif command is Command.EXPLORE and faults == [_fault(given[0])] and len(given) > 1 and given[0].isidentifier():
        hint = f"; {PROGRAM} has no command {sanitise(given[0])}"
    raise UsageError("; ".join(faults) + hint)


def _fault(path: str) -> str:
    try:
        Path(path).stat()
    except FileNotFoundError:
        return f"{sanitise(path) or 'an empty PATH'}: no such file or folder"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        return f"{sanitise(path)}: cannot be read: {reason}"
    return ""


def _opened(given: Sequence[str], kept: ExitStack) -> tuple[list[Path], dict[str, str]]:
    """Return the paths to read, each once, and the names of those that are called otherwise."""
    paths: list[Path] = []
    names: dict[str, str] = {}
    for path in dict.fromkeys(given):
        if path == stdin.NAME:
            spool = kept.enter_context(stdin.spooled())
            paths.append(spool)
            names[str(spool.resolve())] = stdin.NAME
        else:
            paths.append(Path(path))
    return paths, names


def _title(given: Sequence[str]) -> str:
    """Return how the paths are called on screen: ``reports/``, or ``reports/ and 2 more``."""
    first = given[0]
    shown = first
    if first != stdin.NAME:
        path = Path(first)
        shown = (path.name or path.resolve().name) + ("/" if path.is_dir() else "")
    more = f" and {len(given) - 1} more" if len(given) > 1 else ""
    return sanitise(shown, _TITLE) + more


def _on_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _flush() -> None:
    """Write out what is still held back, here where a closed pipe can be told from a crash.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        raise UsageError(f"standard output cannot be written: {error.strerror or error}") from error
