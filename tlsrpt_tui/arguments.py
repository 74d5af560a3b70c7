"""The command line: words in, one frozen request out."""

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

from tlsrpt_tui import __version__
from tlsrpt_tui.errors import FilterError, UsageError
from tlsrpt_tui.index import language
from tlsrpt_tui.index.view import Clause, Field, View, day_of
from tlsrpt_tui.text import sanitise, shorten

PROGRAM: Final = "tlsrpt-tui"


class Command(StrEnum):
    """What can be asked for; without a word for it, the explorer."""

    EXPLORE = "explore"
    SUMMARY = "summary"
    EXPORT = "export"
    CACHE = "cache"


class CacheAction(StrEnum):
    """What can be done with the cache."""

    INFO = "info"
    CLEAR = "clear"


NAMED_COMMANDS: Final = (Command.SUMMARY, Command.EXPORT, Command.CACHE)
"""The commands that are asked for by name."""

_FORMATS: Final = {
    Command.SUMMARY: ("text", "json", "csv", "markdown"),
    Command.EXPORT: ("csv", "ndjson", "json", "parquet"),
    Command.CACHE: ("text", "json"),
}
_PURPOSES: Final = {
    Command.EXPLORE: "Explore SMTP TLS reports (RFC 8460): what fails, since when, for whom, and who must act.",
    Command.SUMMARY: "Totals and every facet of the reports: what fails, how much, for whom.",
    Command.EXPORT: "Every failure detail of the reports as one row.",
    Command.CACHE: "What is kept on disk so that a folder opens at once the next time.",
}
_PATHS: Final = """\
A PATH is a folder, a report (.json, .json.gz, no ending at all), a message, an mbox, a Maildir,
a zip or tar, or - for standard input. A PATH named like a command is reached as ./summary."""
_FILTERS: Final = """\
filter: org:google domain:example.com policy:sts|tlsa|none mode:enforce mx:mail*.example.com
  result:certificate-expired ip:198.51.100.0/24 to:203.0.113.10 since:7d until:2026-11-01
  failed>100 rate>1% "quoted words" -org:microsoft"""
_COMMANDS: Final = """\
commands:
  tlsrpt-tui [PATH...]          the explorer
  tlsrpt-tui summary PATH...    totals and every facet: text, json, csv, markdown
  tlsrpt-tui export PATH...     failure rows: csv, ndjson, json, parquet
  tlsrpt-tui cache info|clear   what is kept on disk between runs, and its removal"""
_ROWS: Final = """\
columns: day, organization, domain, policy_type, mode, result_type, mx_host, mx_helo, sending_ip,
  receiving_ip, sessions, counted, reason, info, report_id, period_start, period_end, file, member
In csv, a text that a spreadsheet could take for a formula begins with an apostrophe."""
_CACHE: Final = """\
info    the folder of the cache, and for each index in it: reports, files, size, last used, paths
clear   removes all of it; what is needed is read anew
A folder named cache is reached as ./cache."""
_EXITS: Final = """\
exit codes: 0 done, 1 --fail-on found something, 2 wrong usage, 3 nothing readable,
  4 with --strict something could not be read, 130 interrupted"""
_EPILOGS: Final = {
    Command.EXPLORE: (_COMMANDS, _PATHS, _FILTERS, _EXITS),
    Command.SUMMARY: (_PATHS, _FILTERS, _EXITS),
    Command.EXPORT: (_PATHS, _ROWS, _FILTERS, _EXITS),
    Command.CACHE: (_CACHE,),
}
_WITH_VALUE: Final = frozenset({"--filter", "--since", "--until", "--format", "--output", "--fail-on"})


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


def read_arguments(words: Sequence[str]) -> Request:
    """Return what ``words``, the command line without the program, ask for.

    Raises:
        UsageError: they cannot be understood.
        SystemExit: they ask for help or the version, which has been written to standard output.
    """
    command = next((command for command in NAMED_COMMANDS if words and words[0] == command), Command.EXPLORE)
    given = words if command is Command.EXPLORE else words[1:]
    read = _parser(command).parse_intermixed_args(_joined(given))
    if command is Command.CACHE:
        return _cache_request(read)
    headless = command is not Command.EXPLORE
    if headless and read.output == "-":
        raise UsageError("--output: standard output is the default, leave --output out; a file named - is ./-")
    return Request(
        command=command,
        paths=tuple(read.paths) or (".",),
        filter=read.filter,
        since=read.since,
        until=read.until,
        format=read.format if headless else "",
        output=read.output if headless else None,
        strict=headless and read.strict,
        fail_on=read.fail_on if headless else None,
        cached=not read.no_cache,
    )


def _cache_request(read: argparse.Namespace) -> Request:
    action = CacheAction(read.action)
    if action is CacheAction.CLEAR and read.format:
        raise UsageError("--format: clear has none, it belongs to info")
    return Request(Command.CACHE, format=read.format or _FORMATS[Command.CACHE][0], action=action)


def view_of(request: Request, now: dt.datetime) -> View:
    """Return the view that ``--filter``, ``--since`` and ``--until`` make together.

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
    return view


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


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one clean sentence."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{sanitise(message)}; see {self.prog} --help")


def _parser(command: Command) -> argparse.ArgumentParser:
    headless = command in (Command.SUMMARY, Command.EXPORT)
    parser = _Parser(
        prog=PROGRAM if command is Command.EXPLORE else f"{PROGRAM} {command}",
        description=_PURPOSES[command],
        epilog="\n\n".join(_EPILOGS[command]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    if command is Command.CACHE:
        actions = [action.value for action in CacheAction]
        parser.add_argument("action", metavar="|".join(actions), choices=actions, help="see below")
        parser.add_argument("--format", choices=_FORMATS[command], help="of info: text, json; default: text")
        return parser
    if headless:
        parser.add_argument("paths", metavar="PATH", nargs="+", help="where the reports are")
    else:
        parser.add_argument("paths", metavar="PATH", nargs="*", help="where the reports are; default: this folder")
    parser.add_argument("--filter", metavar="EXPR", default="", help="only what matches, see below")
    parser.add_argument("--since", metavar="DAY", help="from this day on: 2026-11-01, today, 7d")
    parser.add_argument("--until", metavar="DAY", help="up to and with this day")
    parser.add_argument("--no-cache", action="store_true", help="read everything anew, keep nothing on disk")
    if headless:
        _add_headless(parser, command)
    return parser


def _add_headless(parser: argparse.ArgumentParser, command: Command) -> None:
    formats = _FORMATS[command]
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help=f"{', '.join(formats)}; default: {formats[0]}"
    )
    parser.add_argument("--output", metavar="FILE", help="write to FILE, all or nothing; default: standard output")
    parser.add_argument("--strict", action="store_true", help="exit 4 when something could not be read")
    parser.add_argument("--fail-on", metavar="EXPR", help="exit 1 when a failure matches this filter too")


def _joined(words: Sequence[str]) -> list[str]:
    """Tie each option to the word after it, which may begin with a dash of its own: ``--filter -org:google``."""
    tied: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*tied, word, *rest]
        tied.append(f"{word}={rest.pop(0)}" if word in _WITH_VALUE and rest else word)
    return tied
