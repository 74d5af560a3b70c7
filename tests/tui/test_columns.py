"""Columns: which are shown, in which order, and who says so."""

import pytest

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.tui.widgets.table_columns import Column, arranged, fitted


def head(seat, pane="#rows"):
    return next(line for line in seat.pane(pane).splitlines() if "Day" in line or "State" in line)


async def test_w_offers_every_column_and_space_shows_one(explore):
    async with explore(size=(200, 55)) as seat:
        await seat.press("tab", "w")
        assert "8 of 13" in seat.text
        assert "Reason  not shown" in seat.text
        await seat.press(*"j" * 8, "space", "enter")
        assert seat.app.focused.id == "rows"
        assert "Mode" in head(seat)
        assert "enforce" in seat.pane("#rows")


async def test_esc_leaves_the_columns_as_they_were(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("tab")
        before = head(seat)
        await seat.press("w", "space", "J", "escape")
        assert head(seat) == before
        assert seat.app.focused.id == "rows"
        assert seat.crumbs == ""


async def test_capital_j_moves_a_column_and_hidden_ones_stay_hidden(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("tab", "w", "J", "enter")
        assert head(seat).split()[:2] == ["Sender", "Day"]
        await seat.press("w", "space", "enter")
        assert "Sender" not in head(seat)


async def test_the_last_column_cannot_be_hidden(explore):
    async with explore() as seat:
        await seat.press("tab", "w")
        for _ in range(13):
            await seat.press("space", "j")
        await seat.press("enter")
        assert seat.app.screen.shown_columns()
        assert seat.cursors


async def test_s_in_the_list_sorts_by_a_column_that_is_not_shown(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("tab", "w", *"j" * 10, "s")
        assert "Receiving IP ↑" in seat.text
        await seat.press("escape")
        assert "by Receiving IP, from A" in seat.pane("#rows")


async def test_columns_stay_while_the_filter_changes_and_on_other_screens(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("tab", "w", "J", "enter", "3", "2", "o", "enter")
        assert head(seat).split()[:2] == ["Sender", "Day"]


async def test_columns_by_name_are_those_of_exports_too_and_unknown_ones_are_named(explore):
    async with explore(size=(120, 40)) as seat:
        seat.app.screen.set_columns(["failed", "organization"])
        await seat.settle()
        assert "Failed" in seat.pane("#rows")
        assert "Day" not in seat.pane("#rows").splitlines()[1]
        with pytest.raises(UsageError, match="day, sender, result"):
            seat.app.screen.set_columns(["failed", "colour"])
        seat.app.screen.set_columns([])
        await seat.settle()
        assert "Day ↓" in seat.pane("#rows")


async def test_files_show_their_size_when_asked(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("5", "w", "j", "j", "space", "j", "space", "enter")
        assert "Bytes" in head(seat, "#list")
        assert "What" not in head(seat, "#list")


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 55)])
async def test_the_list_of_columns_fits_every_screen(size, explore):
    async with explore(size=size) as seat:
        await seat.press("tab", "w", "G", *"j" * 12)
        seat.assert_whole()
        assert "Columns" in seat.text
        assert "More" in seat.text


def column(key, *, rank=0, extra=False, least=10):
    return Column(key, key.title(), str, least=least, rank=rank, extra=extra)


def test_a_column_that_was_chosen_by_hand_goes_after_those_that_were_not():
    shown = arranged([column("day"), column("mx", rank=2), column("helo", rank=9, extra=True)], ["day", "mx", "helo"])
    asked = {name.key: 10 for name in shown}
    assert [name.key for name, _ in fitted(shown, asked, 21, 1)] == ["day", "helo"]
    assert [name.key for name, _ in fitted(shown, asked, 10, 1)] == ["day"]


def test_without_a_choice_all_but_the_extras_are_shown():
    offered = [column("day"), column("helo", extra=True)]
    assert [name.key for name in arranged(offered, None)] == ["day"]
    assert [name.key for name in arranged(offered, ["helo", "gone", "day", "helo"])] == ["helo", "day"]
