"""The parser of the command line, made from what may stand on it."""

import argparse
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from tlsrpt_tui import __version__
from tlsrpt_tui.commands import SYNTAX, Command
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.syntax import Option
from tlsrpt_tui.text import sanitise

PROGRAM: Final = "tlsrpt-tui"


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
