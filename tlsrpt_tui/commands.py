"""What may stand on the command line of each command, as data: its words, its options, its help."""

from dataclasses import replace
from enum import StrEnum
from typing import Final

from tlsrpt_tui.changes_syntax import CHANGES, FOUND, PERIODS, POLICIES, STRICT
from tlsrpt_tui.digest_syntax import DIGEST, DIGEST_FOUND, DIGESTED
from tlsrpt_tui.explain_syntax import EXPLAIN
from tlsrpt_tui.help_words import (
    CACHE,
    CHECK,
    CHECKED,
    COMMANDS,
    COMPLETION,
    EXITS,
    FILTERS,
    KEYS,
    MAN,
    PATHS,
    READY,
    ROWS,
    SETTINGS,
    STARTS,
    TOPICS,
)
from tlsrpt_tui.incidents_syntax import INCIDENTS_ENDS, INCIDENTS_FOUND, STATES
from tlsrpt_tui.record_syntax import LINTED, RECORD, RECORDS
from tlsrpt_tui.syntax import Option, Syntax


class Command(StrEnum):
    """What can be asked for; without a word for it, the explorer."""

    EXPLORE = "explore"
    SUMMARY = "summary"
    EXPORT = "export"
    INCIDENTS = "incidents"
    CHANGES = "changes"
    POLICIES = "policies"
    DIGEST = "digest"
    READINESS = "readiness"
    CHECK = "check"
    RECORD = "record"
    EXPLAIN = "explain"
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
_LIVE: Final = (
    Option("--live", "look as well at what is published now; nothing is sent without it"),
    *(option for option in _ASKED if option.name in {"--resolver", "--probe", "--ehlo"}),
)
_UNREADY: Final = Option(
    "--fail-on",
    "exit 1 unless it is ready (unknown), only when it is not ready, or never; default: unknown",
    choices=("not-ready", "unknown", "never"),
    default="unknown",
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
        ends=(COMMANDS, PATHS, FILTERS, STARTS, EXITS),
    ),
    Command.SUMMARY: Syntax(
        "Totals and every facet of the reports: what fails, how much, for whom.",
        "totals and every facet",
        "PATH",
        "+",
        word_says="where the reports are",
        options=(*_VIEW, _format("text", "json", "csv", "markdown"), *_HEADLESS, *_REDACT),
        ends=(PATHS, FILTERS, EXITS),
    ),
    Command.EXPORT: Syntax(
        "Every failure detail of the reports as one row.",
        "failure rows",
        "PATH",
        "+",
        word_says="where the reports are",
        options=(*_VIEW, *_ROWS_SHOWN, _format("csv", "ndjson", "json", "markdown", "parquet"), *_HEADLESS, *_REDACT),
        ends=(PATHS, ROWS, FILTERS, EXITS),
    ),
    Command.INCIDENTS: Syntax(
        "What failed, put together: since when, for whom, whether it lasts, and who must act.",
        "what failed, put together, and who must act",
        "PATH",
        "+",
        word_says="where the reports are",
        options=(
            *_VIEW,
            *STATES,
            _format("text", "json", "markdown", "csv", "ndjson"),
            _OUTPUT,
            *INCIDENTS_FOUND,
            *_REDACT,
        ),
        ends=(PATHS, INCIDENTS_ENDS, FILTERS, EXITS),
    ),
    Command.CHANGES: replace(
        CHANGES,
        options=(*_VIEW, *PERIODS, _format("text", "json", "markdown"), _OUTPUT, *FOUND, *_REDACT),
        ends=(PATHS, *CHANGES.ends, FILTERS, EXITS),
    ),
    Command.POLICIES: replace(
        POLICIES,
        options=(*_VIEW, _format("text", "json", "markdown"), _OUTPUT, *STRICT, *_REDACT),
        ends=(PATHS, *POLICIES.ends, EXITS),
    ),
    Command.DIGEST: replace(
        DIGEST,
        options=(*_VIEW, *DIGESTED, _format("text", "markdown", "html", "json"), _OUTPUT, *DIGEST_FOUND, *_REDACT),
        ends=(PATHS, *DIGEST.ends, FILTERS, EXITS),
    ),
    Command.READINESS: Syntax(
        "Whether a domain may go from testing to enforce (MTA-STS), what stands in the way, and the way back.",
        "from testing to enforce: ready or not",
        "PATH",
        "+",
        word_says="where the reports are, and as the last word the domain",
        options=(_VIEW[-1], *_LIVE, _format("text", "json", "markdown"), _OUTPUT, _UNREADY, *_REDACT),
        ends=(PATHS, READY, EXITS),
    ),
    Command.CHECK: Syntax(
        "What is true of a domain now: TLS-RPT, MTA-STS, MX, DANE, DNSSEC, certificates.",
        "what is true of a domain now",
        "DOMAIN",
        "+",
        word_says="what to check",
        options=(*_ASKED, _format("text", "json", "markdown"), _OUTPUT, _FAILS, *_REDACT),
        ends=(CHECK, TOPICS, CHECKED, EXITS),
    ),
    Command.RECORD: Syntax(
        "What TLS-RPT and MTA-STS records and policies have to look like: hold one to its RFC, or make one.",
        "hold a record to its RFC, or make one",
        "lint|make",
        "+",
        choices=("lint", "make"),
        word_says="what to do, and with what; see below",
        options=(*RECORDS, _format("text", "json")),
        ends=(RECORD, LINTED, EXITS),
    ),
    Command.EXPLAIN: EXPLAIN,
    Command.CACHE: Syntax(
        "What is kept on disk so that a folder opens at once the next time.",
        "what is kept on disk between runs",
        "info|clear",
        choices=tuple(action.value for action in CacheAction),
        word_says="see below",
        options=(Option("--format", "of info: text, json; default: text", choices=("text", "json")),),
        ends=(CACHE,),
    ),
    Command.SETTINGS: Syntax(
        "What is set, and where it comes from: command line, environment, file, or the program itself.",
        "what is set, and what may be set",
        options=(
            _format("text", "json"),
            Option("--example", "a settings file to start from, with every setting as a comment"),
            Option("--no-cache", "as it would be with this option"),
        ),
        ends=(SETTINGS,),
    ),
    Command.KEYS: Syntax(
        "The keys of the explorer, pane by pane, as the settings have them.",
        "the keys of the explorer",
        options=(_format("text", "markdown", "json"),),
        ends=(KEYS,),
    ),
    Command.MAN: Syntax("The manual page, for man.", "the manual page", ends=(MAN,)),
    Command.COMPLETION: Syntax(
        "A script with which a shell completes commands, options and filter fields.",
        "completion for a shell",
        "bash|zsh|fish",
        choices=tuple(shell.value for shell in Shell),
        word_says="the shell",
        ends=(COMPLETION,),
    ),
}
"""The commands, in the order of the help."""

NAMED_COMMANDS: Final = tuple(command for command in SYNTAX if command is not Command.EXPLORE)
"""The commands that are asked for by name."""
