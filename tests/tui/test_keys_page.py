"""The page of keys is made from the keys that work, and closes without a trace."""

import pytest

from tlsrpt_tui.tui import keys

PANES = [
    ((), "facets", {*keys.FACETS, *keys.EXPLORE}),
    (("tab",), "rows", {*keys.ROWS, *keys.EXPLORE}),
    (("3",), "list", {*keys.ROWS, *keys.REPORTS}),
    (("5",), "list", {*keys.ROWS, *keys.FILES}),
]


@pytest.mark.parametrize(("way", "pane", "own"), PANES)
async def test_it_shows_every_key_of_the_focused_pane_and_no_other(way, pane, own, explore):
    async with explore(size=(120, 60)) as seat:
        await seat.press(*way, "question_mark")
        shown = {binding for binding in {*own, *keys.APP, *keys.SCREEN, *keys.MOVES} if binding.show}
        for binding in shown:
            assert binding.description in seat.text, binding.id
        others = {*keys.FACETS, *keys.ROWS, *keys.EXPLORE, *keys.REPORTS, *keys.FILES} - own
        said = {binding.description for binding in shown}
        for binding in others:
            assert binding.description in said or binding.description not in seat.text, binding.id


async def test_it_closes_and_everything_is_where_it_was(explore):
    async with explore() as seat:
        await seat.press("m", "j")
        before = seat.text
        for key in ("escape", "question_mark", "q", "h", "left"):
            await seat.press("question_mark")
            assert "Keys in" in seat.text
            await seat.press(key)
            assert seat.text == before
            assert seat.app.is_running


async def test_it_scrolls_where_it_does_not_fit(explore):
    async with explore(size=(60, 15)) as seat:
        await seat.press("question_mark", "G")
        assert "keep blanks together" in " ".join(seat.text.split())
        await seat.press("g")
        assert "This pane" in seat.text


async def test_the_number_keys_do_nothing_on_it(explore):
    async with explore() as seat:
        await seat.press("question_mark", "o", "s", "slash")
        assert "Keys in" in seat.text
        seat.assert_whole()


def test_every_binding_has_an_id_of_its_own_and_words():
    bindings = [*keys.APP, *keys.SCREEN, *keys.MOVES, *keys.EXPLORE, *keys.FACETS, *keys.REPORTS, *keys.FILES]
    assert all(binding.id and binding.description for binding in bindings)
    assert len({binding.id for binding in bindings}) == len(bindings)
    assert len({binding.id for binding in keys.ROWS}) == len(keys.ROWS)


def test_keys_that_terminals_or_shells_take_are_not_used():
    groups = (keys.APP, keys.SCREEN, keys.MOVES, keys.EXPLORE, keys.FACETS, keys.ROWS, keys.REPORTS, keys.FILES)
    used = {key for group in groups for binding in group for key in binding.key.split(",")}
    assert not used & {f"ctrl+{letter}" for letter in "imjsqzab"}
    assert not used & {"ctrl+left_square_bracket", *(f"f{number}" for number in range(1, 13))}
