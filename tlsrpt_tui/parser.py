"""What may stand on the command line of each command, as data, and the parser and the help made from it."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from textwrap import fill
from typing import Any, Final, NoReturn

from tlsrpt_tui import __version__
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.text import sanitise

PROGRAM: Final = "tlsrpt-tui"

_WIDTH: Final = 98


class Command(StrEnum):
    """What can be asked for; without a word for it, the explorer."""

    EXPLORE = "explore"
    SUMMARY = "summary"
    EXPORT = "export"
    CHECK = "check"
    RECORD = "record"
    CACHE = "cache"
    SETTINGS = "settings"
    KEYS = "keys"
    MAN = "man"
    COMPLETION = "completion"


class CacheAction(StrEnum):
    """What can be done with the cache."""

    INFO = "info"
    CLEAR = "clear"


class Shell(StrEnum):
    """The shells whose completion is made."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command.

    Attributes:
        name: with its dashes.
        says: what it does, for the help.
        value: what stands behind it, in capitals; "" for a switch.
        choices: what may stand behind it, where that is known.
        default: its value where it is left out; a switch is off.
        short: one dash and a letter that do the same.
        several: whether it may be given several times, which makes a list of it.
    """

    name: str
    says: str
    value: str = ""
    choices: tuple[str, ...] = ()
    default: str | None = None
    short: str = ""
    several: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """How it can be written."""
        return (self.short, self.name) if self.short else (self.name,)


@dataclass(frozen=True, slots=True)
class Syntax:
    """What may stand on the command line of a command.

    Attributes:
        purpose: what the command is for, in a sentence.
        short: the same in the list of commands.
        word: the word or words that are no options, in capitals; "" for none.
        many: how many of them there may be, as argparse has it.
        choices: of them, where they are known; of the first, where there may be many.
        word_says: what they are.
        options: in the order of the help.
        ends: paragraphs at the end of the help.
    """

    purpose: str
    short: str
    word: str = ""
    many: str | None = None
    choices: tuple[str, ...] = ()
    word_says: str = ""
    options: tuple[Option, ...] = ()
    ends: tuple[str, ...] = ()


_PATHS: Final = """\
A PATH is a folder, a report (.json, .json.gz, no ending at all), a message, an mbox, a Maildir,
a zip or tar, or - for standard input. A PATH named like a command is reached as ./summary."""
FILTERS: Final = """\
filter: org:google domain:example.com policy:sts|tlsa|none mode:enforce mx:mail*.example.com
  result:certificate-expired ip:198.51.100.0/24 to:203.0.113.10 since:7d until:2026-11-01
  failed>100 rate>1% "quoted words" -org:microsoft"""
"""The filter language by example."""

_COMMANDS: Final = """\
commands:
  tlsrpt-tui [PATH...]          the explorer
  tlsrpt-tui summary PATH...    totals and every facet: text, json, csv, markdown
  tlsrpt-tui export PATH...     failure rows: csv, ndjson, json, parquet
  tlsrpt-tui check DOMAIN...    live: TLS-RPT, MTA-STS, MX, DANE, DNSSEC, certificates
  tlsrpt-tui record lint|make   TLS-RPT and MTA-STS records and policies: judge one, make one
  tlsrpt-tui cache info|clear   what is kept on disk between runs, and its removal
  tlsrpt-tui settings           what is set, where it comes from, and what may be set
  tlsrpt-tui keys               the keys of the explorer
  tlsrpt-tui man                the manual page
  tlsrpt-tui completion SHELL   completion for bash, zsh or fish"""
_STARTS: Final = """\
view: explore|reports|files, then a filter, then sort:COLUMN, each of them may be left out:
  --view 'reports domain:example.com'  --view 'result:certificate-expired sort:failed'
  --view @weekly starts at the bookmark of that name"""
_ROWS: Final = """\
columns: day, organization, domain, policy_type, mode, result_type, mx_host, mx_helo, sending_ip,
  receiving_ip, sessions, counted, reason, info, report_id, period_start, period_end, file, member
In csv, a text that a spreadsheet could take for a formula begins with an apostrophe."""
_CHECK: Final = """\
Nothing is sent before this command, and nothing to anybody but the resolver, the policy host
mta-sts.DOMAIN, and with --probe port 25 of the MX hosts: a greeting, STARTTLS, QUIT, never mail."""
_TOPICS: Final = """\
topics: tlsrpt-record, sts-record, sts-policy, policy-host, mx, tls, dane, dnssec; several with
  commas between; mta-sts stands for sts-record, sts-policy and policy-host. Without --only, all
  but tls."""
_CHECKED: Final = """\
Here 1 is: --fail-on found something; 3: no check could be answered, or no report could be read."""
_RECORD: Final = """\
lint TEXT                hold a record or a policy to its RFC; - reads it from standard input
make tlsrpt ADDRESS...   a TLS-RPT record that asks for reports to these addresses
make mta-sts DOMAIN      an MTA-STS record and its policy file; without --mx, DNS is asked for
                         the MX hosts, and nobody is asked anything in all other cases"""
_LINTED: Final = """\
Here 1 is: the text does not conform; with warnings alone it does.
A folder named record is reached as ./record."""
_CACHE: Final = """\
info    the folder of the cache, and for each index in it: reports, files, size, last used, paths
clear   removes all of it; what is needed is read anew
A folder named cache is reached as ./cache."""
_SETTINGS: Final = """\
The environment comes before the file, the file before what the program comes with.
A file to start from: tlsrpt-tui settings --example"""
_KEYS: Final = """\
A key is changed by its id in the settings file, as in
  [keys]
  "facet.exclude" = "X\""""
_MAN: Final = """\
Read it with: tlsrpt-tui man | man -l -
Keep it with: tlsrpt-tui man > ~/.local/share/man/man1/tlsrpt-tui.1"""
_COMPLETION: Final = """\
bash   tlsrpt-tui completion bash > ~/.local/share/bash-completion/completions/tlsrpt-tui
zsh    tlsrpt-tui completion zsh > FOLDER/_tlsrpt-tui, where FOLDER is one of $fpath
fish   tlsrpt-tui completion fish > ~/.config/fish/completions/tlsrpt-tui.fish"""
EXIT_MEANINGS: Final = {
    0: "done",
    1: "--fail-on found something",
    2: "wrong usage",
    3: "nothing readable",
    4: "with --strict something could not be read",
    130: "interrupted",
}
"""The exit codes, in words."""

_EXITS: Final = fill(
    f"exit codes: {', '.join(f'{code} {words}' for code, words in EXIT_MEANINGS.items())}",
    _WIDTH,
    subsequent_indent="  ",
)

_VIEW: Final = (
    Option("--filter", "only what matches, see below", "EXPR", default=""),
    Option("--since", "from this day on: 2026-11-01, today, 7d", "DAY"),
    Option("--until", "up to and with this day", "DAY"),
    Option("--no-cache", "read everything anew, keep nothing on disk"),
)
_ROWS_SHOWN: Final = (
    Option("--columns", "only these columns, in this order: day,organization,sessions", "NAMES"),
    Option("--sort", "in this order: sessions, organization, or a column with asc or desc; default: day", "COLUMN"),
)
_START: Final = Option("--view", "where to start: a screen, a filter, an order; or @BOOKMARK; see below", "TEXT")
_REDACT: Final = (
    Option("--redact", "stand-ins in place of addresses, domains and contacts"),
    Option("--redact-key", "with the same stand-ins for the same KEYWORD, which is to be kept secret", "KEYWORD"),
)
_OUTPUT: Final = Option("--output", "write to FILE, all or nothing; default: standard output", "FILE")
_HEADLESS: Final = (
    _OUTPUT,
    Option("--strict", "exit 4 when something could not be read"),
    Option("--fail-on", "exit 1 when a failure matches this filter too", "EXPR"),
)

_ASKED: Final = (
    Option("--resolver", "whom to ask: IP, tls://IP or https://HOST/PATH; default: the system's", "RESOLVER"),
    Option("--only", "only these, with commas between, see below", "TOPICS"),
    Option("--probe", "also connect to port 25 of every MX host, for STARTTLS and certificates"),
    Option("--ehlo", "the name to greet MX hosts with; default: this machine's", "NAME"),
    Option("--reports", "hold these reports against what is found; may be given several times", "PATH", several=True),
    Option("--no-cache", "read the reports anew, keep nothing on disk"),
)
_FAILS: Final = Option(
    "--fail-on",
    "exit 1 on a warning and worse, on what is bad, or never; default: bad",
    choices=("warning", "bad", "never"),
    default="bad",
)
_RECORDS: Final = (
    Option("--kind", "lint: what TEXT is; default: what it looks like", choices=("tlsrpt", "mta-sts", "policy")),
    Option("--domain", "make tlsrpt: the domain of the record, for its full name", "DOMAIN"),
    Option("--mode", "make mta-sts: of the policy; default: testing", choices=("testing", "enforce", "none")),
    Option("--max-age", "make mta-sts: keep the policy for so long; default: 604800, a week", "SECONDS"),
    Option("--mx", "make mta-sts: an MX host of the policy; may be given several times", "HOST", several=True),
    Option("--id", "make mta-sts: of the record; default: the time, as in 20261105T101500", "ID"),
    Option("--resolver", "make mta-sts: whom to ask, IP, tls://IP or https://HOST/PATH", "RESOLVER"),
    Option("--part", "make: nothing but the value of the record, or the policy file", choices=("value", "policy")),
)


def _format(*forms: str) -> Option:
    return Option("--format", f"{', '.join(forms)}; default: {forms[0]}", choices=forms, default=forms[0])


SYNTAX: Final = {
    Command.EXPLORE: Syntax(
        "Explore SMTP TLS reports (RFC 8460): what fails, since when, for whom, and who must act.",
        "the explorer",
        "PATH",
        "*",
        word_says="where the reports are; default: this folder",
        options=(*_VIEW, _START, *_REDACT),
        ends=(_COMMANDS, _PATHS, FILTERS, _STARTS, _EXITS),
    ),
    Command.SUMMARY: Syntax(
        "Totals and every facet of the reports: what fails, how much, for whom.",
        "totals and every facet",
        "PATH",
        "+",
        word_says="where the reports are",
        options=(*_VIEW, _format("text", "json", "csv", "markdown"), *_HEADLESS, *_REDACT),
        ends=(_PATHS, FILTERS, _EXITS),
    ),
    Command.EXPORT: Syntax(
        "Every failure detail of the reports as one row.",
        "failure rows",
        "PATH",
        "+",
        word_says="where the reports are",
        options=(*_VIEW, *_ROWS_SHOWN, _format("csv", "ndjson", "json", "markdown", "parquet"), *_HEADLESS, *_REDACT),
        ends=(_PATHS, _ROWS, FILTERS, _EXITS),
    ),
    Command.CHECK: Syntax(
        "What is true of a domain now: TLS-RPT, MTA-STS, MX, DANE, DNSSEC, certificates.",
        "what is true of a domain now",
        "DOMAIN",
        "+",
        word_says="what to check",
        options=(*_ASKED, _format("text", "json", "markdown"), _OUTPUT, _FAILS, *_REDACT),
        ends=(_CHECK, _TOPICS, _CHECKED, _EXITS),
    ),
    Command.RECORD: Syntax(
        "What TLS-RPT and MTA-STS records and policies have to look like: hold one to its RFC, or make one.",
        "hold a record to its RFC, or make one",
        "lint|make",
        "+",
        choices=("lint", "make"),
        word_says="what to do, and with what; see below",
        options=(*_RECORDS, _format("text", "json")),
        ends=(_RECORD, _LINTED, _EXITS),
    ),
    Command.CACHE: Syntax(
        "What is kept on disk so that a folder opens at once the next time.",
        "what is kept on disk between runs",
        "info|clear",
        choices=tuple(action.value for action in CacheAction),
        word_says="see below",
        options=(Option("--format", "of info: text, json; default: text", choices=("text", "json")),),
        ends=(_CACHE,),
    ),
    Command.SETTINGS: Syntax(
        "What is set, and where it comes from: command line, environment, file, or the program itself.",
        "what is set, and what may be set",
        options=(
            _format("text", "json"),
            Option("--example", "a settings file to start from, with every setting as a comment"),
            Option("--no-cache", "as it would be with this option"),
        ),
        ends=(_SETTINGS,),
    ),
    Command.KEYS: Syntax(
        "The keys of the explorer, pane by pane, as the settings have them.",
        "the keys of the explorer",
        options=(_format("text", "markdown", "json"),),
        ends=(_KEYS,),
    ),
    Command.MAN: Syntax("The manual page, for man.", "the manual page", ends=(_MAN,)),
    Command.COMPLETION: Syntax(
        "A script with which a shell completes commands, options and filter fields.",
        "completion for a shell",
        "bash|zsh|fish",
        choices=tuple(shell.value for shell in Shell),
        word_says="the shell",
        ends=(_COMPLETION,),
    ),
}
"""The commands, in the order of the help."""

NAMED_COMMANDS: Final = tuple(command for command in SYNTAX if command is not Command.EXPLORE)
"""The commands that are asked for by name."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one clean sentence."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{sanitise(message)}; see {self.prog} --help")


def parsed(command: Command, words: Sequence[str]) -> argparse.Namespace:
    """Return what stands behind the name of a command.

    Raises:
        UsageError: it cannot be understood.
        SystemExit: it asks for help or the version, which has been written to standard output.
    """
    return _parser(command).parse_intermixed_args(_joined(words, SYNTAX[command].options))


def _parser(command: Command) -> argparse.ArgumentParser:
    syntax = SYNTAX[command]
    parser = _Parser(
        prog=PROGRAM if command is Command.EXPLORE else f"{PROGRAM} {command}",
        description=syntax.purpose,
        epilog="\n\n".join(syntax.ends),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    if syntax.word:
        known: dict[str, Any] = {"choices": syntax.choices} if syntax.choices and not syntax.many else {}
        parser.add_argument("words", metavar=syntax.word, nargs=syntax.many, help=syntax.word_says, **known)
    for option in syntax.options:
        _add(parser, option)
    return parser


def _add(parser: argparse.ArgumentParser, option: Option) -> None:
    if option.several:
        parser.add_argument(*option.names, metavar=option.value, action="append", default=[], help=option.says)
    elif option.choices:
        parser.add_argument(*option.names, choices=option.choices, default=option.default, help=option.says)
    elif option.value:
        parser.add_argument(*option.names, metavar=option.value, default=option.default, help=option.says)
    else:
        parser.add_argument(*option.names, action="store_true", help=option.says)


def _joined(words: Sequence[str], options: Sequence[Option]) -> list[str]:
    """Tie each option to the word after it, which may begin with a dash of its own: ``--filter -org:google``."""
    with_value = {option.name for option in options if option.value or option.choices}
    short = {option.short: option.name for option in options if option.short and option.name in with_value}
    tied: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*tied, word, *rest]
        name = short.get(word, word)
        tied.append(f"{name}={rest.pop(0)}" if name in with_value and rest else word)
    return tied
