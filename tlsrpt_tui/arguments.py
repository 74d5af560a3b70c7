"""The command line: words in, one frozen request out."""

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tlsrpt_tui.commands import NAMED_COMMANDS, CacheAction, Command, Shell
from tlsrpt_tui.errors import FilterError, UsageError
from tlsrpt_tui.index import language
from tlsrpt_tui.index.view import Clause, Field, Sort, View, day_of
from tlsrpt_tui.parser import PROGRAM, parsed
from tlsrpt_tui.record_arguments import Recording, read_recording
from tlsrpt_tui.text import sanitise, shorten

__all__ = [
    "COMPARING",
    "NAMED_COMMANDS",
    "PROGRAM",
    "READING",
    "CacheAction",
    "Checking",
    "Command",
    "Request",
    "Shell",
    "parsed_view",
    "read_arguments",
    "view_of",
]

_SORTED: Final = {
    "organization": "sender",
    "result_type": "result",
    "mx_host": "mx",
    "mx_helo": "helo",
    "policy_type": "policy",
    "sending_ip": "ip",
    "receiving_ip": "to",
    "sessions": "failed",
    "report_id": "report",
}
"""What sorts by a column, where exports call that otherwise."""

_NO_RECORDING: Final = Recording()

COMPARING: Final = frozenset({Command.CHANGES, Command.POLICIES, Command.DIGEST})
"""The commands that make one page of what reports say over time."""

READING: Final = frozenset({Command.EXPLORE, Command.SUMMARY, Command.EXPORT, Command.INCIDENTS, *COMPARING})
"""The commands that read reports."""


@dataclass(frozen=True, slots=True)
class Checking:
    """What ``check`` is to find out, as typed; ``None`` for what is left to the settings."""

    domains: tuple[str, ...] = ()
    resolver: str | None = None
    only: str | None = None
    probe: bool = False
    ehlo: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for, as typed; what its command knows no option for is left out."""

    command: Command
    paths: tuple[str, ...] = ()
    filter: str = ""
    since: str | None = None
    until: str | None = None
    format: str = ""
    output: str | None = None
    strict: bool = False
    fail_on: str | None = None
    cached: bool = True
    action: CacheAction = CacheAction.INFO
    shell: Shell = Shell.BASH
    example: bool = False
    start: str = ""
    redact: bool = False
    redact_key: str | None = None
    columns: str | None = None
    sort: str | None = None
    states: str | None = None
    period: str | None = None
    against: str | None = None
    only_if: str | None = None
    checking: Checking = Checking()
    live: bool = False
    recording: Recording = _NO_RECORDING
    explained: tuple[str, ...] = ()
    policy: str = ""


def read_arguments(words: Sequence[str]) -> Request:
    """Return what ``words``, the command line without the program, ask for.

    Raises:
        UsageError: they cannot be understood.
        SystemExit: they ask for help or the version, which has been written to standard output.
    """
    command = next((command for command in NAMED_COMMANDS if words and words[0] == command), Command.EXPLORE)
    read = parsed(command, words if command is Command.EXPLORE else words[1:])
    if getattr(read, "output", None) == "-":
        raise UsageError("--output: standard output is the default, leave --output out; a file named - is ./-")
    if command is Command.CHECK:
        return _check_request(read)
    if command is Command.READINESS:
        return _readiness_request(read)
    if command is Command.RECORD:
        asked = Checking(resolver=read.resolver)
        return Request(command, format=read.format, checking=asked, recording=read_recording(read))
    if command not in READING:
        return _own_request(command, read)
    headless = command is not Command.EXPLORE
    return Request(
        command=command,
        paths=tuple(read.words) or (".",),
        filter=read.filter,
        since=read.since,
        until=read.until,
        format=read.format if headless else "",
        output=read.output if headless else None,
        strict=headless and read.strict,
        fail_on=getattr(read, "fail_on", None),
        cached=not read.no_cache,
        start="" if headless else read.view or "",
        redact=read.redact or read.redact_key is not None,
        redact_key=read.redact_key,
        columns=getattr(read, "columns", None),
        sort=getattr(read, "sort", None),
        states=getattr(read, "state", None),
        period=getattr(read, "period", None),
        against=getattr(read, "against", None),
        only_if=getattr(read, "only_if", None),
    )


def _check_request(read: argparse.Namespace) -> Request:
    """Return the request for a live check."""
    return Request(
        Command.CHECK,
        paths=tuple(read.reports),
        format=read.format,
        output=read.output,
        fail_on=read.fail_on,
        cached=not read.no_cache,
        redact=read.redact or read.redact_key is not None,
        redact_key=read.redact_key,
        checking=Checking(tuple(read.words), read.resolver, read.only, read.probe, read.ehlo),
    )


def _readiness_request(read: argparse.Namespace) -> Request:
    """Return the request for a verdict on enforce: the last word is the domain.

    Raises:
        UsageError: there is but one word, or an option of the live check without it.
    """
    *paths, domain = read.words
    if not paths:
        raise UsageError(f"name reports and a domain, as in {PROGRAM} readiness reports/ example.com")
    given = {"--resolver": read.resolver is not None, "--probe": read.probe, "--ehlo": read.ehlo is not None}
    idle = next((option for option, there in given.items() if there and not read.live), "")
    if idle:
        raise UsageError(f"{idle}: nothing is asked without --live; add it, or leave {idle} out")
    return Request(
        Command.READINESS,
        paths=tuple(paths),
        format=read.format,
        output=read.output,
        fail_on=read.fail_on,
        cached=not read.no_cache,
        redact=read.redact or read.redact_key is not None,
        redact_key=read.redact_key,
        checking=Checking((domain,), read.resolver, None, read.probe, read.ehlo),
        live=read.live,
    )


def _own_request(command: Command, read: argparse.Namespace) -> Request:
    """Return the request for a command that reads no reports and asks nobody."""
    form = getattr(read, "format", "")
    if command is Command.CACHE:
        action = CacheAction(read.words)
        if action is CacheAction.CLEAR and form:
            raise UsageError("--format: clear has none, it belongs to info")
        return Request(command, format=form or "text", action=action)
    if command is Command.COMPLETION:
        return Request(command, shell=Shell(read.words))
    if command is Command.EXPLAIN:
        return Request(command, format=form, explained=tuple(read.words), policy=read.policy or "")
    if command is Command.SETTINGS:
        return Request(command, format=form, example=read.example, cached=not read.no_cache)
    return Request(command, format=form)


def view_of(request: Request, now: dt.datetime) -> View:
    """Return the view that ``--filter``, ``--since``, ``--until`` and ``--sort`` make together.

    Raises:
        UsageError: one of them cannot be understood, or a day is given twice.
    """
    view = parsed_view("--filter", request.filter)
    for option, field, value in (("--since", Field.SINCE, request.since), ("--until", Field.UNTIL, request.until)):
        if value is None:
            continue
        try:
            day_of(value, now)
        except ValueError as error:
            expected = "a date as 2026-11-01, today, or 7d"
            sentence = f'"{shorten(sanitise(value), 60)}" is not a day; expected {expected}'
            raise _pointing(option, FilterError(sentence, text=value, position=0, expected=expected)) from error
        if any(clause.field is field for clause in view.clauses):
            raise UsageError(f"{field} is given twice: in --filter and as {option}; expected one of them only")
        view = view.with_clause(Clause(field, (value,)))
    return view if request.sort is None else replace(view, sort=_sort(request.sort))


def _sort(text: str) -> Sort:
    name, blank, way = text.strip().casefold().partition(" ")
    try:
        return Sort.parse(f"{_SORTED.get(name, name)}{blank}{way}")
    except FilterError as error:
        raise UsageError(f"--sort: {error}") from error


def parsed_view(option: str, text: str) -> View:
    """Return the view of an option in the filter language.

    Raises:
        UsageError: the text cannot be understood; two lines of the sentence point at the place.
    """
    try:
        return View.parse(text)
    except FilterError as error:
        raise _pointing(option, error) from error


def _pointing(option: str, error: FilterError) -> UsageError:
    pointer = "\n".join(f"  {line}" for line in language.point(error).splitlines())
    return UsageError(f"{option}: {error}\n{pointer}")
