"""Keys can be changed by their ids, and never so that two share one where both act."""

import pytest

from tlsrpt_tui.errors import SettingsError
from tlsrpt_tui.keymap import KEYS
from tlsrpt_tui.remap import KeyMap, remapped

FILE = "config.toml"


def refusal(**wanted):
    with pytest.raises(SettingsError) as caught:
        remapped({name.replace("__", ".").replace("_", "-"): key for name, key in wanted.items()}, FILE)
    return str(caught.value)


def test_without_changes_every_key_is_as_it_comes():
    keymap = remapped({}, FILE)
    assert keymap == KeyMap()
    assert keymap.shown("move.down") == "↓ j"
    assert keymap.names("move.down") == ("down", "j")
    assert dict(keymap.scopes()).keys() == {scope for scope, keys in KEYS.items() if keys}


def test_a_changed_key_is_named_and_shown():
    keymap = remapped({"facet.exclude": "X,ctrl+x", "app.quit": "q"}, FILE)
    assert keymap.changed == {"facet.exclude": ("X", "ctrl+x")}
    assert keymap.shown("facet.exclude") == "X ^x"
    assert keymap.all_shown("move.first") == ("home", "g")
    assert "facet.exclude" in keymap
    assert "?" not in keymap


def test_an_unknown_id_is_said_with_the_nearest():
    said = refusal(facet__exclud="X")
    assert said.startswith('config.toml: keys: "facet.exclud" is the id of no key; did you mean facet.exclude? ')
    assert "tlsrpt-tui settings --example" in said
    assert "␛" in refusal(**{"\x1b[31m": "X"})


def test_an_unknown_key_is_said_with_its_id():
    assert refusal(app__quit="foo") == (
        'config.toml: keys: app.quit: "foo": there is no such key; '
        "expected a character, or a name as enter, ctrl+x or f5"
    )
    assert "terminals send tab for it" in refusal(app__quit="ctrl+i")


def test_two_ids_on_one_key_are_said_with_what_is_free():
    said = refusal(facet__exclude="x")
    assert "export.shown and facet.exclude would both be x; give one of them another key, free there: " in said
    assert all(letter not in said.rpartition(": ")[2].split() for letter in "xodpmuiqr")


@pytest.mark.parametrize(
    "wanted",
    [
        {"facet.exclude": "v"},  # the timeline has it, which never has the focus at the same time
        {"rows.sort": "O", "facet.sort": "O"},  # the facets have it before the rows by design
        {"rows.columns": "x", "export.shown": "w"},  # both change places
        {"rows.columns": "j", "move.down": "down"},  # it was let go
        {"crumbs.remove": "w"},  # what lies over the screen comes first
    ],
)
def test_what_never_meets_may_share_a_key(wanted):
    assert remapped(wanted, FILE).changed.keys() == wanted.keys()


@pytest.mark.parametrize(
    "wanted",
    [
        {"facet.exclude": "space"},
        {"facet.domains": "f"},
        {"app.quit": "j"},
        {"rows.open": "d"},
        {"choices.take": "x"},
        {"rows.sort": "w", "rows.columns": "s"},
    ],
)
def test_what_meets_may_not(wanted):
    with pytest.raises(SettingsError, match="would both be"):
        remapped(wanted, FILE)


def test_several_clashes_are_said_at_once():
    said = refusal(facet__exclude="x", app__quit="j")
    assert "export.shown and facet.exclude" in said
    assert "app.quit and move.down" in said
