"""The one door for untrusted strings."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_tui.text import SHOWN_CHARACTERS, sanitise, shorten, unicode_domain


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("mail.example.com", "mail.example.com"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("\x00\t\n\r\x7f", "␀␉␊␍␡"),
        ("\x9b31m", "\\u{9b}31m"),
        ("user\u202egnp.exe", "user\\u{202e}gnp.exe"),
        ("zero\u200bwidth\u2060", "zero\\u{200b}width\\u{2060}"),
        ("line\u2028para\u2029", "line\\u{2028}para\\u{2029}"),
        ("tag\U000e0041", "tag\\u{e0041}"),
        ("\ud800", "\\u{d800}"),
        ("\ue000", "\\u{e000}"),
        ("no\u00a0break", "no\\u{a0}break"),
        ("filler\u3164", "filler\\u{3164}"),
        ("variation\ufe0f", "variation\\u{fe0f}"),
        ("Universitätsrechenzentrum 日本 😀", "Universitätsrechenzentrum 日本 😀"),
        ("e\u0301", "e\u0301"),
        ("e" + "\u0301" * 5, "e" + "\u0301" * 3 + "\\u{301}" * 2),
        ("[bold]x[/]", "[bold]x[/]"),
    ],
)
def test_what_hides_is_made_visible_and_what_can_be_read_stays(value, shown):
    assert sanitise(value) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_hides_in_what_comes_out(value):
    shown = sanitise(value)
    assert shown.isprintable()
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for character in shown)


@given(st.text(st.characters(exclude_categories=()), max_size=200), st.integers(40, 120))
def test_twice_is_once_and_never_longer_than_asked(value, limit):
    shown = sanitise(value, limit)
    assert len(shown) <= limit
    assert sanitise(shown, limit) == shown


@pytest.mark.parametrize("value", ["x" * 10_000, "\x85" * SHOWN_CHARACTERS, "é" * 5000])
def test_what_is_cut_says_how_long_it_was(value):
    shown = sanitise(value)
    assert len(shown) == SHOWN_CHARACTERS
    assert shown.endswith(f"… [{len(value)} characters in all]")


@pytest.mark.parametrize(
    ("text", "length", "cut"), [("abcdef", 6, "abcdef"), ("abcdefg", 6, "ab…efg"), ("abc", 1, "…"), ("abc", 0, "")]
)
def test_a_name_is_cut_in_its_middle(text, length, cut):
    assert shorten(text, length) == cut


@pytest.mark.parametrize(
    ("domain", "shown"),
    [
        ("example.com", ""),
        ("xn--bcher-kva.example", "bücher.example"),
        ("xn--999999999.example", ""),
        ("xn--.example", ""),
    ],
)
def test_labels_beyond_ascii_are_shown_beside_their_encoding(domain, shown):
    assert unicode_domain(domain) == shown
