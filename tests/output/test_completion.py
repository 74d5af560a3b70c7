"""Completion is made from the commands: bash is asked what it would offer, the others are looked through."""

import shlex
import shutil
import subprocess

import pytest

from tlsrpt_tui.cli import run
from tlsrpt_tui.commands import NAMED_COMMANDS, SYNTAX, Shell
from tlsrpt_tui.index.language import FIELD_NAMES
from tlsrpt_tui.output.completion import script

BASH = shutil.which("bash") or ""
needs_bash = pytest.mark.skipif(not BASH, reason="there is no bash")

ASK = """
{script}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
compopt() {{ :; }}
_tlsrpt_tui
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
"""Asks for the words that could stand in place of the last one; bash takes : and = for words of their own."""


def offered(*words, folder):
    code = ASK.format(script=script(Shell.BASH))
    done = subprocess.run(
        [BASH, "--norc", "-c", code, "bash", "tlsrpt-tui", *words],
        capture_output=True, text=True, check=True, cwd=folder,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


@needs_bash
@pytest.mark.parametrize(
    ("words", "among"),
    [
        (["s"], {"summary", "settings"}),
        (["summary", "--f"], {"--filter", "--format", "--fail-on"}),
        (["--no"], {"--no-cache"}),
        (["summary", "--format", ""], {"text", "json", "csv", "markdown"}),
        (["export", "--format", "p"], {"parquet"}),
        (["export", "--format", "=", "p"], {"parquet"}),
        (["export", "--format", "="], {"csv", "ndjson", "json", "markdown", "parquet"}),
        (["cache", ""], {"info", "clear"}),
        (["cache", "--format", "j"], {"json"}),
        (["completion", ""], {"bash", "zsh", "fish"}),
        (["settings", "--e"], {"--example"}),
        (["check", "--only", "sts"], {"sts-record", "sts-policy"}),
        (["check", "--fail-on", ""], {"warning", "bad", "never"}),
        (["check", "--re"], {"--resolver", "--reports", "--redact", "--redact-key"}),
        (["record", ""], {"lint", "make"}),
        (["record", "lint", "--kind", ""], {"tlsrpt", "mta-sts", "policy"}),
        (["record", "make", "mta-sts", "--m"], {"--mode", "--max-age", "--mx"}),
        (["--filter", "d"], {"domain:"}),
        (["--filter", "-d"], {"-domain:"}),
        (["summary", "reports", "--fail-on", "fa"], {"failed>"}),
        (["--filter", "policy", ":"], {"sts", "tlsa", "no-policy-found"}),
        (["--filter", "mode", ":", "e"], {"enforce"}),
        (["--filter", "-result", ":", "certificate-e"], {"certificate-expired"}),
        (["summary", "--since", "t"], {"today"}),
        (["export", "--sort", "f"], {"failed"}),
        (["--view", "do"], {"domain:"}),
    ],
)
def test_bash_offers_what_can_stand_there(words, among, tmp_path):
    assert set(offered(*words, folder=tmp_path)) == among


@needs_bash
def test_bash_offers_every_field_and_files_with_blanks_in_their_names(tmp_path):
    assert [word.rstrip(":>") for word in offered("--filter", "", folder=tmp_path)] == list(FIELD_NAMES)
    (tmp_path / "some reports").mkdir()
    assert offered("summary", "so", folder=tmp_path) == ["some", "reports"]
    assert "some" in offered("so", folder=tmp_path)
    assert offered("keys", "so", folder=tmp_path) == []


@pytest.mark.parametrize("shell", Shell)
def test_every_command_option_and_field_is_in_the_script(shell, capsys):
    assert run(["completion", shell.value]) == 0
    made = capsys.readouterr().out
    assert made == script(shell)
    for command in NAMED_COMMANDS:
        assert command in made
    for syntax in SYNTAX.values():
        for option in syntax.options:
            assert (f" -l {option.name[2:]} " if shell is Shell.FISH else option.name) in made
            assert all(choice in made for choice in option.choices)
    assert all(field in made for field in FIELD_NAMES)


def test_the_quotes_of_the_scripts_are_closed():
    for shell in (Shell.ZSH, Shell.FISH):
        for line in script(shell).splitlines():
            assert line == line.lstrip() or shell is Shell.ZSH
            shlex.split(line.removesuffix("\\"), comments=True)
