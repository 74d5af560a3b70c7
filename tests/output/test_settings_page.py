"""``tlsrpt-tui settings`` says what is set, by whom, and gives a file to start from."""

import json
import re
import tomllib

import jsonschema
import pytest

from tests.output.test_schemas import schema
from tlsrpt_tui.cli import run
from tlsrpt_tui.keymap import KEYS
from tlsrpt_tui.own_commands import bounds
from tlsrpt_tui.settings import PATH_VARIABLE, read_settings
from tlsrpt_tui.settings_fields import settings_of


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "config.toml"
    monkeypatch.setenv(PATH_VARIABLE, str(path))
    monkeypatch.setenv("TLSRPT_TUI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TLSRPT_TUI_STATE", str(tmp_path / "state"))
    path.write_text("")
    return path


def output(capsys, *words):
    assert run(list(words)) == 0
    return capsys.readouterr().out


def test_every_setting_is_told_with_value_origin_and_meaning(file, capsys, monkeypatch):
    file.write_text('[look]\ntheme = "light"\n[keys]\n"facet.exclude" = "X"\n')
    monkeypatch.setenv("TLSRPT_TUI_GLYPHS", "ascii")
    text = output(capsys, "settings", "--no-cache")
    assert f"settings file: {file}\n" in text
    assert f"cache: {file.parent / 'cache'}\n" in text
    assert f"bookmarks and consents: {file.parent / 'state'}\n" in text
    assert re.search(r"^look\.theme +light +from the file$", text, re.MULTILINE)
    assert re.search(r"^look\.glyphs +ascii +from TLSRPT_TUI_GLYPHS$", text, re.MULTILINE)
    assert re.search(r"^cache\.bytes +0 +from --no-cache$", text, re.MULTILINE)
    assert re.search(r"^bounds\.details +100000 +default$", text, re.MULTILINE)
    assert re.search(r"^keys: 1 changed.*\n  facet\.exclude +X$", text, re.MULTILINE)
    for setting in settings_of(bounds()):
        assert setting.meaning in " ".join(text.split())


def test_a_file_that_is_not_there_is_said(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv(PATH_VARIABLE, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "config.toml (not there; tlsrpt-tui settings --example shows one)\n" in output(capsys, "settings")
    assert list(tmp_path.iterdir()) == []


def test_the_json_obeys_its_schema_and_holds_every_key(file, capsys):
    file.write_text('[keys]\n"facet.exclude" = "!,X"\n')
    document = json.loads(output(capsys, "settings", "--format", "json"))
    jsonschema.Draft202012Validator(schema("settings")).validate(document)
    by_name = {entry["name"]: entry for entry in document["settings"]}
    assert by_name.keys() == {setting.full for setting in settings_of(bounds())} | {
        f"keys.{key.id}" for keys in KEYS.values() for key in keys
    }
    assert by_name["keys.facet.exclude"]["value"] == "exclamation_mark,X"
    assert by_name["keys.facet.exclude"]["from"] == "file"
    assert by_name["keys.facet.exclude"]["where"] == str(file)
    assert by_name["look.theme"]["choices"] == ["dark", "light", "ansi", "contrast"]


def test_the_example_changes_nothing_as_it_is_and_nothing_when_every_comment_is_taken_away(file, capsys):
    example = output(capsys, "settings", "--example")
    assert all(not table for table in tomllib.loads(example).values())
    everything = re.sub(r"^#(?! )", "", example, flags=re.MULTILINE)
    file.write_text(everything)
    settings = read_settings(bounds())
    assert {value.origin.value for value in settings.values} == {"file"}
    assert all(value.value == value.setting.default for value in settings.values)
    assert settings.keys == {key.id: key.keys for keys in KEYS.values() for key in keys}
    assert "all as they come" in output(capsys, "settings")


def test_the_example_needs_no_settings_that_can_be_read(file, capsys):
    file.write_text("[nonsense")
    assert output(capsys, "settings", "--example").startswith("# Settings of tlsrpt-tui.")
    assert run(["settings"]) == 2
    assert f"{file}: " in capsys.readouterr().err


@pytest.mark.parametrize("words", [["settings"], ["keys"], ["."]])
def test_keys_that_clash_are_said_by_whoever_needs_the_keys(words, file, capsys, monkeypatch):
    monkeypatch.setattr("tlsrpt_tui.cli._on_terminal", bool)
    monkeypatch.setenv("TERM", "xterm")
    file.write_text('[keys]\n"facet.exclude" = "x"\n')
    assert run(words) == 2
    assert f"{file}: keys: export.shown and facet.exclude would both be x;" in capsys.readouterr().err


def test_a_page_of_totals_needs_no_keys(file, capsys):
    file.write_text('[keys]\n"facet.exclude" = "x"\n')
    assert run(["summary", str(file.parent)]) == 3
    assert "would both be" not in capsys.readouterr().err


def test_a_free_text_stands_in_quotes_and_can_do_nothing(file, capsys):
    file.write_text('[live]\nca_file = "/etc/\\u001b[31m.pem"\n')
    text = output(capsys, "settings")
    assert re.search(r'^live\.resolver +"" +default$', text, re.MULTILINE)
    assert re.search(r'^live\.ca_file +"/etc/[^\x1b]*\[31m\.pem" +from the file$', text, re.MULTILINE)
    assert "\x1b" not in output(capsys, "settings", "--format", "json")
