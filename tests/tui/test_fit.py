"""Every screen fits every terminal: no line broken, no count cut, whatever strangers are called."""

import re

import pytest

from tests.tui.seat import explorer
from tests.tui.states import NORMAL, SIZES, SMALL, corpus
from tlsrpt_tui import numbers
from tlsrpt_tui.tui.theme import Look

COUNTS = {numbers.count(4_123_456_789 // number).replace("\u00a0", " ") for number in range(1, 25)}
INCIDENTS = ("1", "j", "tab", "G", "tab", "a", "s", "enter", "escape", "2")
WALK = ("j", "d", "m", "u", "i", "tab", "j", "tab", "j", "3", "j", "enter", "tab", "escape", "5", "j", "tab", "2")
"""Keys that go through every pane of every screen."""


async def walked(seat):
    """Go everywhere, and see that it fits."""
    for key in (*INCIDENTS, *WALK, "question_mark", "G", "escape", "slash", "a", "escape"):
        await seat.press(key)
        seat.assert_whole()


@pytest.mark.parametrize(("size", "names"), [*zip(SIZES, ("long", "long", "sample", "long", "sample"), strict=True)])
async def test_every_pane_fits(size, names):
    async with explorer(size=size, engine=corpus(names)) as seat:
        await walked(seat)


async def test_plain_glyphs_in_the_terminals_colours_fit_too():
    async with explorer(size=SMALL, engine=corpus("long"), look=Look("ansi", "ascii")) as seat:
        await walked(seat)


@pytest.mark.parametrize("size", SIZES)
async def test_the_count_of_a_row_is_never_cut(size):
    async with explorer(size=size, engine=corpus("long")) as seat:
        await seat.press("tab")
        rows = [line for line in seat.pane("#rows").splitlines() if " Oct " in line]
        assert len(rows) > 5
        for row in rows:
            assert re.search(r"\d{1,3}(?: \d{3})+(?= *│?$)", row.rstrip())[0] in COUNTS
        assert len({len(row.rstrip(" │")) for row in rows}) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_the_counts_of_all_facets_stand_in_one_column_and_are_whole(size):
    async with explorer(size=size, engine=corpus("long")) as seat:
        ends = set()
        for facet in "odui":
            await seat.press(facet)
            lines = [line.rstrip(" │") for line in seat.pane("#facets").splitlines()]
            counts = [re.search(r" \d{1,2} \d{3} \d{3} \d{3}(?= |$)| \d{3} \d{3} \d{3}(?= |$)", line) for line in lines]
            found = [count for count in counts if count]
            assert found
            ends |= {count.end() for count in found}
        assert len(ends) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_the_counts_of_reports_are_never_cut(size):
    async with explorer(size=size, engine=corpus("long")) as seat:
        await seat.press("3")
        rows = [line for line in seat.pane("#list").splitlines() if " Oct " in line]
        assert rows
        assert all(any(f" {count} " in f"{row} " for count in COUNTS) for row in rows)


@pytest.mark.parametrize("size", SIZES)
async def test_the_record_says_the_number_and_the_mx_host_whatever_the_names_are(size):
    async with explorer(size=size, engine=corpus("long")) as seat:
        await seat.press(*(("plus", "tab", "tab") if size == SMALL else ("tab", "tab", "plus", "plus")))
        for row in range(6):
            seat.app.screen.query_one("#rows").go(row)
            await seat.settle()
            shown = seat.pane("#record")
            assert "→ mx" in shown
            assert any(f"{count} of " in shown for count in COUNTS)


async def test_a_terminal_that_becomes_larger_and_smaller_shows_what_it_would_have_shown():
    texts = {}
    for size in SIZES:
        async with explorer(size=size) as seat:
            texts[size] = seat.text
    async with explorer(size=NORMAL) as seat:
        for size in (*SIZES, *reversed(SIZES)):
            await seat.resize(*size)
            assert seat.text == texts[size]
