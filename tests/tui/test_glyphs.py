"""Bars, sparklines and axes: the arithmetic behind them, and every glyph's twin in ASCII."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.index.factories import detail, engine_of, on, policy, report
from tests.tui.seat import explorer
from tests.tui.states import SIZES
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.glyphs import ceiling, column, in_ascii, quoted, share_bar, spark, unquoted
from tlsrpt_tui.tui.theme import Look

counts = st.integers(0, 10**9)


def test_a_sparkline_tells_no_report_from_nothing_failed_from_failures():
    assert spark([None, 0, 1, 5, 10]) == " ▁▂▄▇"


def test_a_sparkline_never_fills_its_cell_so_that_rows_do_not_merge():
    assert spark([10**9, 1, 0]) == "▇▂▁"
    assert spark([]) == ""
    assert spark([None, None]) == "  "
    assert spark([0, 0]) == "▁▁"


@given(st.lists(st.none() | counts))
def test_a_sparkline_has_one_cell_a_value_and_failures_always_stand_above_none(values):
    drawn = spark(values)
    assert cell_len(drawn) == len(values)
    for value, glyph in zip(values, drawn, strict=True):
        assert glyph == " " if value is None else glyph == "▁" if value == 0 else glyph in "▂▃▄▅▆▇"


@pytest.mark.parametrize(
    ("part", "bar"),
    [(100, "━━━━"), (50, "━━"), (40, "━╸"), (13, "╸"), (1, "╸"), (0, "")],
)
def test_a_share_bar_counts_in_half_cells_and_something_is_never_nothing(part, bar):
    assert share_bar(part, 100, 4) == bar


@given(counts, counts, st.integers(-1, 40))
def test_a_share_bar_never_leaves_its_room(part, more, width):
    assert len(share_bar(part, part + more, width)) <= max(0, width)


def test_the_largest_fills_the_bar_and_no_room_holds_no_bar():
    assert share_bar(7, 7, 9) == "━" * 9
    assert share_bar(7, 7, 0) == ""
    assert share_bar(7, 0, 9) == ""


def test_a_column_grows_from_its_foot_in_eighths():
    assert column(8, 8, 2) == ["█", "█"]
    assert column(4, 8, 2) == [" ", "█"]
    assert column(6, 8, 2) == ["▄", "█"]
    assert column(0, 8, 2) == [" ", " "]
    assert column(1, 10**6, 2) == [" ", "▂"]
    assert column(1, 0, 2) == [" ", " "]


@given(counts, counts, st.integers(1, 12))
def test_a_column_has_as_many_cells_as_rows_and_no_hole(value, more, rows):
    cells = column(value, value + more, rows)
    assert len(cells) == rows
    heights = [" ▁▂▃▄▅▆▇█".index(cell) for cell in cells]
    assert heights == sorted(heights)
    assert bool(sum(heights)) is (value > 0)


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 1), (1, 1), (7, 7), (10, 10), (11, 12), (13, 15), (101, 120), (728, 800), (2958, 3000), (999, 1000)],
)
def test_the_axis_ends_at_the_next_round_number(value, top):
    assert ceiling(value) == top


@given(st.integers(1, 10**15))
def test_the_axis_holds_its_greatest_bar_and_is_not_much_higher(value):
    assert value <= ceiling(value) <= max(10, 1.5 * value)


PACKAGE = Path(__file__).parents[2] / "tlsrpt_tui"
WRITTEN = {"tui", "triage"}
"""Rooms whose words stand on the screen."""


def drawn(path):
    """Return every text that a module holds, without docstrings and what stands in brackets of its own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in texts if id(node) not in told]


@pytest.mark.parametrize(
    "path",
    [*PACKAGE.glob("*.py"), *(path for room in sorted(WRITTEN) for path in sorted((PACKAGE / room).rglob("*.py")))],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_every_glyph_that_the_program_draws_has_a_twin_in_ascii(path):
    # What the first writes stands for what a report holds; the others only look for what may come from one.
    if path.name in {"text.py", "redaction.py", "shadow.py"}:
        return
    for text in drawn(path):
        plain = in_ascii(text)
        assert plain.isascii(), ascii([character for character in plain if not character.isascii()])
        assert cell_len(plain) == cell_len(text)


@given(st.text(max_size=40).map(sanitise))
def test_what_a_report_says_keeps_its_characters_in_every_look(text):
    assert in_ascii(quoted(text)) == unquoted(quoted(text)) == text
    assert cell_len(quoted(text)) == cell_len(text)


async def test_in_ascii_a_report_says_what_it_says_and_the_program_draws_plain_glyphs():
    name = "Größe’s – ×"
    failing = detail(3, mx="mx–1.example.net", ip="2001:db8::1", reason="no’no – no")
    engine = engine_of(report(policy(2, 3, failing), org=name, start=on(10, 30)))
    for size in SIZES:
        async with explorer(size=size, engine=engine, look=Look(glyphs="ascii")) as seat:
            for keys in ((), ("tab",), ("3",), ("5",), ("question_mark",)):
                await seat.press(*keys)
                assert {character for character in seat.text if not character.isascii()} <= set("öß’–×")
                assert (name[:7] in seat.text) == ({*keys} <= {"tab", "3"})
