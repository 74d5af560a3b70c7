"""The page of keys is made from the keys that work, and closes without a trace."""

import pytest

from tlsrpt_tui.tui import keys
from tlsrpt_tui.tui.screens.base import Page
from tlsrpt_tui.tui.screens.keys import _grouped
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.key_bar import KeyBar

PANES = [
    ((), "facets", {*keys.FACETS, *keys.EXPLORE}),
    (("tab",), "rows", {*keys.ROWS, *keys.EXPLORE}),
    (("3",), "list", {*keys.ROWS, *keys.REPORTS}),
    (("5",), "list", {*keys.ROWS, *keys.FILES}),
]


@pytest.mark.parametrize(("way", "pane", "own"), PANES)
async def test_it_shows_every_key_of_the_focused_pane_and_no_other(way, pane, own, explore):
    async with explore(size=(120, 90)) as seat:
        await seat.press(*way, "question_mark")
        assert f"Keys in {pane} " in seat.text
        everywhere = {*keys.APP, *keys.SCREEN, *keys.MOVES}
        nearer = {key for binding in own for key in binding.key.split(",")}
        for binding in {*own, *everywhere}:
            shadowed = binding in everywhere and set(binding.key.split(",")) <= nearer
            if binding.show and not shadowed and acts(seat, binding):
                assert binding.description in seat.text, binding.id
        others = {*keys.FACETS, *keys.ROWS, *keys.EXPLORE, *keys.REPORTS, *keys.FILES} - own
        said = {binding.description for binding in {*own, *everywhere}}
        for binding in others:
            assert binding.description in said or binding.description not in seat.text, binding.id


def acts(seat, binding):
    """Return whether anything would act on a key."""
    page = next(screen for screen in seat.app.screen_stack if isinstance(screen, Page))
    name = f"action_{binding.action.partition('(')[0].rpartition('.')[2]}"
    if binding in keys.APP:
        return hasattr(seat.app, name)
    on_the_page = binding in {*keys.SCREEN, *keys.EXPLORE, *keys.REPORTS, *keys.FILES} or "screen." in binding.action
    return hasattr(page if on_the_page else page.focused, name)


async def test_the_nearest_keys_come_first(explore):
    async with explore(size=(120, 90)) as seat:
        await seat.press("question_mark")
        titles = ["Facets", "Explore", "Every screen", "Moving", "Everywhere"]
        assert [line.strip() for line in seat.text.splitlines() if line.strip() in titles] == titles


async def test_a_key_that_a_nearer_one_shadows_is_left_out(explore):
    async with explore(size=(120, 90)) as seat:
        await seat.press("question_mark")
        assert "sort by failed, rate, name, last seen" in seat.text
        assert "sort by the next column" not in seat.text


async def test_a_key_that_cannot_act_now_is_grey_and_says_why(explore):
    async with explore(size=(120, 90)) as seat:
        await seat.press("question_mark")
        assert "widen by one step, or close: nothing is filtered" in seat.text
        grey = role_of(seat, "widen by one step, or close")
        assert grey == seat.app.palette.role(Role.MUTED)
        assert role_of(seat, "narrow to it") == seat.app.palette.role(Role.TEXT)
        await seat.press("escape", "m", "enter", "question_mark")
        assert "nothing is filtered" not in seat.text
        assert role_of(seat, "widen by one step, or close") == seat.app.palette.role(Role.TEXT)


@pytest.mark.parametrize("way", [(), ("3",), ("5",), ("tab",)])
async def test_a_key_that_is_grey_does_nothing_but_speak(way, explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press(*way)
        page, keymap = seat.app.screen, seat.app.keymap
        grey = [entry for _, entries in _grouped(page, keymap) for entry in entries if entry.why_not]
        assert grey
        for entry in grey:
            page.query_one(KeyBar).say("")
            before = seat.lines[:-1]
            await seat.press(keymap.names(entry.id)[0])
            assert seat.lines[:-1] == before, entry.id
            assert page.query_one(KeyBar)._words, entry.id


def role_of(seat, words):
    """Return the colour in which words are on the screen."""
    segments = [segment for strip in seat.strips for segment in strip if words in segment.text]
    return segments[0].style.color.name


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
        assert "narrow to it" in seat.text


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
    assert not used & {f"ctrl+{letter}" for letter in "imjsqab"}
    assert [binding.id for group in groups for binding in group if "ctrl+z" in binding.key] == ["app.suspend"]
    assert not used & {"ctrl+left_square_bracket", *(f"f{number}" for number in range(1, 13))}
