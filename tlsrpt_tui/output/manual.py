"""The manual page for man, made from the syntax of the commands, the settings, the keys and the exit codes."""

import textwrap
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from tlsrpt_tui import __version__
from tlsrpt_tui.commands import SYNTAX, Command
from tlsrpt_tui.help_words import EXIT_MEANINGS, FILTERS
from tlsrpt_tui.keymap import Key
from tlsrpt_tui.output import target
from tlsrpt_tui.parser import PROGRAM
from tlsrpt_tui.remap import KeyMap
from tlsrpt_tui.settings import CACHE_VARIABLE, PATH_VARIABLE, STATE_VARIABLE
from tlsrpt_tui.settings_fields import Setting, settings_of
from tlsrpt_tui.syntax import Option, Syntax

_TROFF: Final = str.maketrans(
    {
        "\\": "\\e",
        "-": "\\-",
        "'": "\\(aq",
        "`": "\\(ga",
        "^": "\\(ha",
        "~": "\\(ti",
        "…": "...",
        "–": "\\(en",
        "↑": "\\(ua",
        "↓": "\\(da",
        "←": "\\(<-",
        "→": "\\(->",
    }
)
_WIDTH: Final = 70
"""Cells of a line that is not filled: what a page of 80 cells has room for."""

_COMMON: Final = (Command.SUMMARY, Command.EXPORT)
_VARIABLES: Final = {
    PATH_VARIABLE: "The settings file, in place of the one in the settings folder of the system.",
    CACHE_VARIABLE: "The folder of the cache, in place of the one in the cache folder of the system.",
    STATE_VARIABLE: "The folder of bookmarks and last views, in place of the one in the state folder of the system.",
    "NO_COLOR": "When it is set, nothing is coloured.",
    "TLSRPT_DEBUG": "When it is 1, the traceback of a bug is told.",
}
_EXAMPLES: Final = {
    f"{PROGRAM} reports/": "Explore a folder.",
    f"{PROGRAM} summary reports/ --since 7d --format json": "The last week, for a program.",
    f"{PROGRAM} export reports/ --filter 'result:certificate-expired' --output expired.csv": "Rows for a ticket.",
    f"{PROGRAM} summary reports/ --since 1d --fail-on 'failed>100'": "An alarm: exits 1 when too much failed.",
    f"{PROGRAM} check example.com --probe --reports reports/": "What is so now, beside what senders saw.",
}


def show(bounds: Mapping[str, int]) -> None:
    """Write the manual page.

    Args:
        bounds: names and defaults of the largest things that are read.

    Raises:
        UsageError: it cannot be written.
        Hangup: nobody reads standard output any more.
    """
    target.write(target.text_fill([page(bounds)]), None)


def page(bounds: Mapping[str, int]) -> str:
    """Return the manual page in the man macros of troff."""
    explorer = SYNTAX[Command.EXPLORE]
    lines = [
        f'.TH {PROGRAM.upper()} 1 "" "{PROGRAM} {__version__}" "User Commands"',
        ".nh",
        *_section("NAME", [f"{_text(PROGRAM)} \\- {_text(explorer.purpose.rstrip('.'))}"]),
        *_section("SYNOPSIS", _synopsis()),
        *_section("DESCRIPTION", [*map(_text, _DESCRIPTION)]),
        *_section("OPTIONS", _options(explorer)),
        *_section("COMMANDS", _commands()),
        *_section("FILTERS", _as_written(FILTERS)),
        *_section("KEYS", _keys()),
        *_section("SETTINGS", _settings(bounds)),
        *_section("ENVIRONMENT", _pairs(_VARIABLES | _variables(bounds))),
        *_section("EXIT STATUS", _pairs({str(code): _sentence(words) for code, words in EXIT_MEANINGS.items()})),
        *_section("EXAMPLES", _pairs(_EXAMPLES)),
        *_section("SEE ALSO", ["RFC 8460, RFC 8461, RFC 7672"]),
    ]
    return "".join(f"{line}\n" for line in lines)


_DESCRIPTION: Final = (
    (
        "SMTP TLS reports say how many sessions with which policy succeeded and failed, and why. "
        "This program reads them in every form in which they come, and shows what fails, since when, for whom, "
        "and who must act. Standard output is data, standard error is narration."
    ),
    ".PP",
    (
        "A PATH is a folder, a report (.json, .json.gz, no ending at all), a message, an mbox, a Maildir, a zip or "
        "tar, or - for standard input. A PATH named like a command is reached as ./summary."
    ),
)


def _text(words: str) -> str:
    """Return words that troff sets as they are; a request of one's own stays one."""
    if words == ".PP":
        return words
    made = words.translate(_TROFF)
    return f"\\&{made}" if made.startswith((".", "\\(aq")) else made


def _section(title: str, lines: Iterator[str] | list[str]) -> Iterator[str]:
    yield f".SH {title}"
    yield from lines


def _synopsis() -> Iterator[str]:
    for number, (command, syntax) in enumerate(SYNTAX.items()):
        if number:
            yield ".br"
        name = PROGRAM if command is Command.EXPLORE else f"{PROGRAM} {command}"
        words = {"*": f"[{syntax.word} ...]", "+": f"{syntax.word} ..."}.get(syntax.many or "", syntax.word)
        some = "[option ...] " if syntax.options else ""
        yield f"\\fB{_text(name)}\\fR {_text((some + words).strip())}"


def _commands() -> Iterator[str]:
    for command, syntax in SYNTAX.items():
        if command is Command.EXPLORE:
            continue
        yield f".SS {_text(command)}"
        yield _text(syntax.purpose)
        if command in _COMMON:
            yield "It takes the options above, and:"
        known = SYNTAX[Command.EXPLORE].options if command in _COMMON else ()
        yield from _options(syntax, without=known)
        for end in syntax.ends:
            if end not in SYNTAX[Command.EXPLORE].ends:
                yield ".PP"
                yield from _as_written(end)


def _options(syntax: Syntax, without: tuple[Option, ...] = ()) -> Iterator[str]:
    for option in syntax.options:
        if option not in without:
            value = option.value or "|".join(option.choices)
            names = ", ".join(f"\\fB{_text(name)}\\fR" for name in option.names)
            yield ".TP"
            yield f"{names} \\fI{_text(value)}\\fR" if value else names
            listed = bool(option.choices) and option.says.startswith(", ".join(option.choices))
            yield _text(_sentence(f"default: {option.default}" if listed else option.says))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _as_written(block: str) -> Iterator[str]:
    yield ".nf"
    for line in block.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        yield from map(_text, textwrap.wrap(line, _WIDTH, subsequent_indent=indent, break_on_hyphens=False))
    yield ".fi"


def _pairs(pairs: Mapping[str, str]) -> Iterator[str]:
    for name, words in pairs.items():
        yield ".TP"
        yield f"\\fB{_text(name)}\\fR"
        yield _text(words)


def _variables(bounds: Mapping[str, int]) -> dict[str, str]:
    return {
        setting.variable: f"Sets {setting.full}: {setting.expected}."
        for setting in settings_of(bounds)
        if setting.variable
    }


def _keys() -> Iterator[str]:
    yield _text("Each key has an id, by which the settings file gives it other keys.")
    keymap = KeyMap()
    for scope, keys in keymap.scopes():
        yield f".SS {_text(scope.value)}"
        for key in keys:
            yield from _key(keymap, key)


def _key(keymap: KeyMap, key: Key) -> Iterator[str]:
    yield ".TP 14"
    yield f"\\fB{_text(' '.join(keymap.all_shown(key.id)))}\\fR"
    yield f"{_text(_sentence(key.words))} \\fI{_text(key.id)}\\fR"


def _settings(bounds: Mapping[str, int]) -> Iterator[str]:
    yield _text(
        f"A TOML file: config.toml in the settings folder of the system, or the one that {PATH_VARIABLE} names. "
        f"{PROGRAM} settings says where that is, what is set and by whom; {PROGRAM} settings --example writes one "
        "to start from. The environment comes before the file."
    )
    for section, members in groupby(settings_of(bounds), key=lambda setting: setting.section):
        yield f".SS [{_text(section)}]"
        for setting in members:
            yield from _setting(setting)
    yield ".SS [keys]"
    yield from _as_written('"facet.exclude" = "X"\n"move.down" = "down,j,ctrl+n"')
    yield _text(
        "An id, and a key or several with commas between: a character, or a name as enter, ctrl+x, f5. "
        "Two ids that act in the same place cannot share a key."
    )


def _setting(setting: Setting) -> Iterator[str]:
    yield ".TP"
    yield f"\\fB{_text(setting.name)}\\fR = {_text(setting.written(setting.default))}"
    yield _text(setting.meaning)
