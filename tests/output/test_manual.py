"""``tlsrpt-tui man`` is made from the code and can be set by man."""

import re
import shutil
import subprocess

import pytest

from tlsrpt_tui.cli import run
from tlsrpt_tui.commands import SYNTAX
from tlsrpt_tui.help_words import EXIT_MEANINGS
from tlsrpt_tui.keymap import KEYS
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.output.manual import page
from tlsrpt_tui.own_commands import bounds
from tlsrpt_tui.settings_fields import settings_of

PAGE = page(bounds())


def plain(text):
    return re.sub(r"\\f[BIR]", "", text).replace("\\-", "-").replace("\\&", "")


def test_every_command_option_setting_and_key_is_in_it():
    text = plain(PAGE)
    for command, syntax in SYNTAX.items():
        assert f"tlsrpt-tui {command}" in text or command == "explore"
        assert all(option.name in text for option in syntax.options)
    for setting in settings_of(bounds()):
        assert f"\n{setting.name} = {setting.written(setting.default)}\n" in text
        assert not setting.variable or setting.variable in text
    assert all(key.id in text for keys in KEYS.values() for key in keys)


def test_every_exit_code_is_in_it_and_in_the_help():
    assert EXIT_MEANINGS.keys() == {code.value for code in Exit}
    for code in EXIT_MEANINGS:
        assert f".TP\n\\fB{code}\\fR\n" in PAGE


def test_no_line_is_taken_for_a_request():
    requests = {line.split()[0] for line in PAGE.splitlines() if line.startswith((".", "'"))}
    assert requests <= {".TH", ".SH", ".SS", ".TP", ".PP", ".br", ".nf", ".fi", ".nh"}
    assert PAGE.isascii() or not re.search(r"[↑↓←→…–]", PAGE)


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff")
def test_it_is_set_without_a_warning():
    words = ["groff", "-man", "-ww", "-K", "utf8", "-T", "utf8"]
    done = subprocess.run(words, input=PAGE.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    assert b"TLSRPT-TUI(1)" in done.stdout


def test_it_needs_no_settings(capsys, monkeypatch):
    monkeypatch.setenv("TLSRPT_TUI_CONFIG", "/nowhere/config.toml")
    assert run(["man"]) == 0
    assert capsys.readouterr().out == PAGE
