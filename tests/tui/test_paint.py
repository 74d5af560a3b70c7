"""Text in cells: nothing is ever wider than its room, wide characters and piles of marks included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui import paint
from tlsrpt_tui.tui.paint import Run, changed_cells, strip_of
from tlsrpt_tui.tui.theme import DARK, Ground, Role

WIDE = "電子郵件報告"
texts = st.one_of(
    st.text(max_size=60),
    st.text("ab -電報😀é\u0301", max_size=60),
    st.text("word - 電", min_size=30, max_size=200),
).map(sanitise)
widths = st.integers(1, 50)


def test_what_fits_stays_as_it_is():
    assert paint.cut("example.com", 11) == "example.com"
    assert paint.cut_middle("example.com", 11) == "example.com"
    assert paint.wrapped("example.com", 11) == ["example.com"]


def test_what_does_not_fit_is_cut_at_its_end_or_in_its_middle():
    assert paint.cut("mx-new.example.org", 10) == "mx-new.ex…"
    assert paint.cut_middle("mx-new.example.org", 11) == "mx-ne…e.org"
    assert paint.cut("example", 1) == "…"
    assert paint.cut("example", 0) == ""
    assert paint.cut_middle("example", 1) == "…"
    assert paint.cut_middle("example", 0) == ""


@given(texts, widths)
def test_a_cut_text_is_never_wider_than_its_room(text, width):
    assert cell_len(paint.cut(text, width)) <= width
    assert cell_len(paint.cut_middle(text, width)) <= width


@given(texts, widths, st.booleans())
def test_a_padded_text_is_exactly_as_wide_as_its_room(text, width, right):
    assert cell_len(paint.padded(text, width, right=right)) == width


@given(texts, st.integers(2, 50))
def test_wrapped_lines_are_never_wider_than_their_room_and_lose_nothing_but_blanks(text, width):
    lines = paint.wrapped(text, width)
    assert lines
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(texts)
def test_even_a_room_of_one_cell_ends(text):
    assert "".join("".join(paint.wrapped(text, 1)).split()) == "".join(text.split())


@pytest.mark.parametrize("width", [2, 3, 4, 5])
def test_wide_characters_are_wrapped_whole(width):
    lines = paint.wrapped(WIDE, width)
    assert "".join(lines) == WIDE
    assert all(cell_len(line) <= width for line in lines)


def test_lines_break_at_blanks_and_after_hyphens():
    assert paint.wrapped("starttls-not-supported", 14) == ["starttls-not-", "supported"]
    assert paint.wrapped("one two three", 8) == ["one two", "three"]
    assert paint.wrapped("", 8) == [""]


@given(st.lists(texts, max_size=5), widths)
def test_a_strip_is_exactly_as_wide_as_asked(pieces, width):
    strip = paint.strip_of([Run(piece) for piece in pieces], width, DARK)
    assert strip.cell_length == width
    assert cell_len(strip.text) == width


@given(st.lists(texts, max_size=4), st.lists(texts, max_size=2), widths)
def test_both_ends_of_a_line_fill_it_unless_the_right_one_alone_is_wider(left, right, width):
    ends = [Run(piece) for piece in right]
    line = paint.between([Run(piece) for piece in left], ends, width)
    assert paint.width_of(line) == max(width, paint.width_of(ends))


@given(st.lists(texts, max_size=4), widths)
def test_clipped_runs_fit(pieces, width):
    assert paint.width_of(paint.clipped([Run(piece) for piece in pieces], width)) <= width


@given(texts, texts, st.integers(10, 60))
def test_a_title_runs_to_the_edge_of_its_pane(title, right, width):
    line = paint.titled([Run(title)], [Run(right)] if right else [], width)
    assert paint.width_of(line) <= width


@pytest.mark.parametrize(
    ("old", "new", "cells"),
    [
        ([Run("same")], [Run("same")], (0, 0)),
        ([Run("some")], [Run("same")], (1, 2)),
        ([Run("a"), Run("bc")], [Run("abc")], (0, 0)),
        ([Run("ab")], [Run("a"), Run("b", Role.FAILED)], (1, 2)),
        ([Run("失ab")], [Run("失ac")], (3, 4)),
        ([Run("ab失")], [Run("xb失")], (0, 1)),
        ([Run("abcd")], [Run("失cd")], (0, 2)),
    ],
)
def test_only_the_cells_that_differ_are_told_apart(old, new, cells):
    lines = [strip_of(runs, 12, DARK) for runs in (old, new)]
    first, last = changed_cells(*lines)
    assert (first, last) == cells or (cells == (0, 0) and first >= last)


def test_blanks_join_their_neighbours_and_keep_ground_and_underline():
    line = strip_of(
        [Run(" "), Run("a", Role.FAILED), Run("  "), Run("b", Role.FAILED), Run(" ", ground=Ground.BRUSH)], 6, DARK
    )
    assert [segment.text for segment in line] == [" a  b", " "]
    line = strip_of([Run("a", underline=True), Run(" "), Run("b", underline=True)], 3, DARK)
    assert [segment.text for segment in line] == ["a", " ", "b"]
