"""Completion for shells, made from the syntax of the commands: their names, options, choices and filter fields."""

from collections.abc import Iterator
from typing import Final

from tlsrpt_tui.commands import NAMED_COMMANDS, SYNTAX, Command, Shell
from tlsrpt_tui.index.language import FIELD_NAMES
from tlsrpt_tui.index.view import NUMBER_FIELDS, Field, SortColumn
from tlsrpt_tui.output import target
from tlsrpt_tui.output.check_topics import TOPICS
from tlsrpt_tui.parser import PROGRAM
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.syntax import Option

_DAYS: Final = ("today", "yesterday", "7d", "30d")
_VALUES: Final = {
    Field.POLICY: ("sts", "tlsa", PolicyType.NO_POLICY_FOUND.value),
    Field.MODE: ("enforce", "testing", "none"),
    Field.RESULT: tuple(result.value for result in ResultType),
    Field.SINCE: _DAYS,
    Field.UNTIL: _DAYS,
    Field.ON: _DAYS,
}
_OF_VALUES: Final = {
    "DAY": _DAYS,
    "COLUMN": tuple(column.value for column in SortColumn),
    "TOPICS": tuple(TOPICS),
}
"""What may stand behind an option, by how its help calls that."""

_ALWAYS: Final = (
    Option("--help", "show this help message and exit", short="-h"),
    Option("--version", "show program's version number and exit"),
)


def show(shell: Shell) -> None:
    """Write the script for a shell.

    Raises:
        UsageError: it cannot be written.
        Hangup: nobody reads standard output any more.
    """
    target.write(target.text_fill([script(shell)]), None)


def script(shell: Shell) -> str:
    """Return the script for a shell."""
    made = {Shell.BASH: _bash, Shell.ZSH: _zsh, Shell.FISH: _fish}[shell]()
    return "".join(f"{line}\n" for line in made)


def fields() -> tuple[str, ...]:
    """Return what a term of a filter begins with: the fields, each with its operator."""
    return tuple(name + (">" if Field(name) in NUMBER_FIELDS else ":") for name in FIELD_NAMES)


def _options(command: Command) -> tuple[Option, ...]:
    return (*_ALWAYS, *SYNTAX[command].options)


def _takes_filter(option: Option) -> bool:
    return option.value in {"EXPR", "TEXT"}


def _choices(option: Option) -> tuple[str, ...]:
    return option.choices or _OF_VALUES.get(option.value, ())


def _bash() -> Iterator[str]:
    yield f"# Completion of {PROGRAM} for bash, made by: {PROGRAM} completion bash"
    yield from _BASH_HEAD.splitlines()
    yield "    case $field in"
    for field, values in _VALUES.items():
        yield f"        {field.value}) _tlsrpt_tui_words '{' '.join(values)}'; return ;;"
    yield "    esac"
    yield "    case $command$before in"
    for command in SYNTAX:
        for option in SYNTAX[command].options:
            names = "|".join(f"{command}{name}" for name in option.names)
            if _takes_filter(option):
                yield f"        {names}) _tlsrpt_tui_fields '{' '.join(fields())}'; return ;;"
            elif _choices(option):
                yield f"        {names}) _tlsrpt_tui_words '{' '.join(_choices(option))}'; return ;;"
            elif option.value:
                yield f"        {names}) _tlsrpt_tui_words ''; return ;;"
    yield "    esac"
    yield "    case $command in"
    for command in SYNTAX:
        flags = [name for option in _options(command) for name in option.names]
        words = NAMED_COMMANDS if command is Command.EXPLORE else SYNTAX[command].choices
        yield f"        {command}) options='{' '.join(flags)}'; words='{' '.join(words)}' ;;"
    yield "    esac"
    yield from _BASH_TAIL.splitlines()


_BASH_HEAD: Final = r"""
_tlsrpt_tui_words() {
    local IFS=$' \t\n'
    COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_tlsrpt_tui_fields() {
    local sign='' IFS=$' \t\n'
    [[ $cur == -* ]] && { sign=-; cur=${cur#-}; }
    COMPREPLY=($(compgen -P "$sign" -W "$1" -- "$cur"))
    compopt -o nospace 2>/dev/null
}

_tlsrpt_tui() {
    local cur=${COMP_WORDS[COMP_CWORD]} command=explore before='' field='' options='' words='' at=$COMP_CWORD
    COMPREPLY=()
    if (( COMP_CWORD > 1 )); then
        case ${COMP_WORDS[1]} in
            @COMMANDS@) command=${COMP_WORDS[1]} ;;
        esac
    fi
    # bash takes : and = for words of their own: field:value is three of them, and so is --option=value.
    if [[ $cur == : || $cur == = ]]; then
        cur=''
    elif [[ ${COMP_WORDS[at-1]} == : || ${COMP_WORDS[at-1]} == = ]]; then
        at=$((at - 1))
    fi
    if [[ ${COMP_WORDS[at]} == : ]]; then
        field=${COMP_WORDS[at-1]#-}
    elif (( at > 0 )); then
        before=${COMP_WORDS[at-1]}
    fi
""".replace("@COMMANDS@", "|".join(NAMED_COMMANDS))

_BASH_TAIL: Final = r"""    if [[ $cur == -* ]]; then
        _tlsrpt_tui_words "$options"
        return
    fi
    [[ $command != explore || $COMP_CWORD == 1 ]] && _tlsrpt_tui_words "$words"
    if [[ $command == @READING@ ]]; then
        local IFS=$'\n'
        COMPREPLY+=($(compgen -f -- "$cur"))
        compopt -o filenames 2>/dev/null
    fi
}

complete -o default -F _tlsrpt_tui tlsrpt-tui""".replace(
    "@READING@", "@(" + "|".join(command for command in SYNTAX if SYNTAX[command].word == "PATH") + ")"
)


def _zsh() -> Iterator[str]:
    yield f"#compdef {PROGRAM}"
    yield f"# Completion of {PROGRAM} for zsh, made by: {PROGRAM} completion zsh"
    yield ""
    yield "_tlsrpt_tui_filter() {"
    yield f"  local -a terms=({' '.join(_quoted(field) for field in fields())})"
    yield "  compset -P '* '"
    yield "  compset -P '-'"
    yield "  compadd -S '' -a terms"
    yield "}"
    yield ""
    yield "_tlsrpt_tui() {"
    yield "  local -a commands=("
    for command in NAMED_COMMANDS:
        yield f"    {_quoted(f'{command}:{SYNTAX[command].short}')}"
    yield "  )"
    yield "  if (( CURRENT == 2 )); then"
    yield "    [[ $words[2] != -* ]] && _describe -t commands command commands"
    yield from _zsh_arguments(Command.EXPLORE, "    ")
    yield "    return"
    yield "  fi"
    yield "  case $words[2] in"
    for command in NAMED_COMMANDS:
        yield f"    ({command})"
        yield "      shift words"
        yield "      (( CURRENT-- ))"
        yield from _zsh_arguments(command, "      ")
        yield "      ;;"
    yield "    (*)"
    yield from _zsh_arguments(Command.EXPLORE, "      ")
    yield "      ;;"
    yield "  esac"
    yield "}"
    yield ""
    yield f"compdef _tlsrpt_tui {PROGRAM}"
    yield '[[ ${funcstack[1]} == _tlsrpt_tui ]] && _tlsrpt_tui "$@"'


def _zsh_arguments(command: Command, indent: str) -> Iterator[str]:
    syntax = SYNTAX[command]
    specs = [_zsh_option(option, name) for option in _options(command) for name in option.names]
    if syntax.word == "PATH":
        specs.append("'*:PATH:_files'")
    elif syntax.choices:
        specs.append(_quoted(f"1:{syntax.word}:({' '.join(syntax.choices)})"))
        specs += ["'*: : '"] if syntax.many else []
    yield f"{indent}_arguments \\"
    for spec in specs[:-1]:
        yield f"{indent}  {spec} \\"
    yield f"{indent}  {specs[-1]}"


def _zsh_option(option: Option, name: str) -> str:
    says = option.says.replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    if _takes_filter(option):
        end = f":{option.value}:_tlsrpt_tui_filter"
    elif _choices(option):
        end = f":{option.value or 'value'}:({' '.join(_choices(option))})"
    elif option.value in {"FILE", "FOLDER", "PATH"}:
        end = f":{option.value}:_files"
    else:
        end = f":{option.value}: " if option.value else ""
    return _quoted(f"{name}[{says}]{end}")


def _fish() -> Iterator[str]:
    yield f"# Completion of {PROGRAM} for fish, made by: {PROGRAM} completion fish"
    for named in NAMED_COMMANDS:
        yield f"complete -c {PROGRAM} -n __fish_use_subcommand -a {named} -d {_quoted(SYNTAX[named].short)}"
    names = " ".join(NAMED_COMMANDS)
    for command, syntax in SYNTAX.items():
        seen = f"__fish_seen_subcommand_from {command}"
        start = f"complete -c {PROGRAM} -n {_quoted(seen)}"
        if command is Command.EXPLORE:
            start = f"complete -c {PROGRAM} -n {_quoted(f'not __fish_seen_subcommand_from {names}')}"
        for option in _options(command):
            yield f"{start}{_fish_option(option)}"
        if syntax.word != "PATH":
            known = f" -a {_quoted(' '.join(syntax.choices))}" if syntax.choices else ""
            yield f"{start} -f{known}"


def _fish_option(option: Option) -> str:
    written = f" -s {option.short.lstrip('-')}" if option.short else ""
    written += f" -l {option.name.lstrip('-')} -d {_quoted(option.says)}"
    if _takes_filter(option):
        return f"{written} -x -a {_quoted(' '.join(fields()))}"
    if _choices(option):
        return f"{written} -x -a {_quoted(' '.join(_choices(option)))}"
    return f"{written} -r" if option.value else written


def _quoted(text: str) -> str:
    """Return a word in single quotes."""
    return "'" + text.replace("'", "'\\''") + "'"
