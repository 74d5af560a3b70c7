"""``tlsrpt-tui keys`` prints the key map, made from it, as the settings have it."""

import json
import re

import jsonschema
import pytest

from tests.output.test_schemas import schema
from tlsrpt_tui.cli import run
from tlsrpt_tui.keymap import KEYS
from tlsrpt_tui.settings import PATH_VARIABLE

EVERY = [key for keys in KEYS.values() for key in keys]


@pytest.fixture
def keys(tmp_path, monkeypatch, capsys):
    def printed(form, settings=""):
        (tmp_path / "config.toml").write_text(settings)
        monkeypatch.setenv(PATH_VARIABLE, str(tmp_path / "config.toml"))
        assert run(["keys", "--format", form]) == 0
        return capsys.readouterr().out

    return printed


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_every_key_is_there_with_its_words_and_its_id(form, keys):
    printed = keys(form)
    for key in EVERY:
        assert key.id in printed
        assert key.words in printed
    assert all(scope.value in printed for scope, members in KEYS.items() if members)


def test_what_the_settings_change_is_marked(keys):
    printed = keys("text", '[keys]\n"facet.exclude" = "X,ctrl+x"\n')
    assert re.search(r"^\* X \^x +leave this value out +facet\.exclude$", printed, re.MULTILINE)
    assert printed.endswith("\n* as the settings file has it\n")
    assert "*" not in keys("text")


def test_markdown_holds_tables_that_no_key_breaks(keys):
    printed = keys("markdown", '[keys]\n"facet.exclude" = "|"\n')
    rows = [line for line in printed.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)


def test_the_json_obeys_its_schema(keys):
    document = json.loads(keys("json", '[keys]\n"facet.exclude" = "X"\n'))
    jsonschema.Draft202012Validator(schema("keys")).validate(document)
    made = [key for scope in document["scopes"] for key in scope["keys"]]
    assert [key["id"] for key in made] == [key.id for key in EVERY]
    assert [key["id"] for key in made if key["changed"]] == ["facet.exclude"]
