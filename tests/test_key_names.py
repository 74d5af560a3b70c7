"""Keys are named as people write them, and meant as the terminal's library has them."""

import string

import pytest
from textual.keys import _character_to_key

from tlsrpt_tui.key_names import normal, several, shown
from tlsrpt_tui.keymap import KEYS

EVERY = [key for keys in KEYS.values() for key in keys]


@pytest.mark.parametrize("character", [*string.ascii_letters, *string.digits, *string.punctuation, "é"])
def test_a_character_is_called_what_textual_calls_it(character):
    assert normal(character) == _character_to_key(character)
    assert normal(normal(character)) == normal(character)
    assert shown(normal(character)) == character


@pytest.mark.parametrize(
    ("written", "meant", "seen"),
    [
        ("ctrl+x", "ctrl+x", "^x"),
        ("Ctrl+X", "ctrl+x", "^x"),
        ("shift+x", "X", "X"),
        ("ctrl++", "ctrl+plus", "^+"),
        ("shift+alt+up", "alt+shift+up", "alt+shift+↑"),
        (" esc ", "escape", "esc"),
        (" ", "space", "space"),
        ("PgDn", "pagedown", "pgdn"),
        ("Return", "enter", "enter"),
        ("f5", "f5", "f5"),
    ],
)
def test_keys_can_be_written_in_the_usual_ways(written, meant, seen):
    assert normal(written) == meant
    assert shown(meant) == seen


@pytest.mark.parametrize("written", ["", "foo", "ctrl+", "hyper+x", "\x1b", "\u202e", "++", "f99", "ctrl+foo"])
def test_what_is_no_key_is_said(written):
    with pytest.raises(ValueError, match="there is no such key"):
        normal(written)


@pytest.mark.parametrize(("written", "sent"), [("ctrl+i", "tab"), ("ctrl+m", "enter"), ("ctrl+[", "escape")])
def test_a_key_that_no_terminal_tells_from_another_is_said(written, sent):
    with pytest.raises(ValueError, match=f"terminals send {sent} for it"):
        normal(written)


def test_several_keys_have_commas_between_and_a_comma_alone_is_one():
    assert several("x, X,x") == ("x", "X")
    assert several(",") == ("comma",)
    with pytest.raises(ValueError, match=r'^"foo": there is no such key'):
        several("x,foo")


@pytest.mark.parametrize("key", EVERY, ids=lambda key: key.id)
def test_the_key_map_has_normal_names(key):
    assert ",".join(several(key.keys)) == key.keys
