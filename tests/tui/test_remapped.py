"""Keys that the settings file changes act, and are shown wherever keys are shown."""

import pytest

from tlsrpt_tui.remap import remapped


def having(**keys):
    """Return what gives an app other keys."""
    wanted = {name.replace("__", ".").replace("_", "-"): key for name, key in keys.items()}
    return lambda app: app.take_keys(remapped(wanted, "config.toml"))


async def test_a_changed_key_acts_and_the_one_before_no_longer_does(explore):
    async with explore(prepare=having(facet__exclude="X,ctrl+x")) as seat:
        await seat.press("m", "exclamation_mark")
        assert seat.crumbs == ""
        await seat.press("X")
        assert seat.crumbs.startswith("-mx:")
        await seat.press("escape", "ctrl+x")
        assert seat.crumbs.startswith("-mx:")


async def test_keys_that_change_places_both_act(explore):
    async with explore(prepare=having(facet__organizations="d", facet__domains="o")) as seat:
        await seat.press("o", "enter")
        assert seat.crumbs.startswith("domain:")
        await seat.press("escape", "d", "enter")
        assert seat.crumbs.startswith("org")


async def test_the_key_bar_shows_the_keys_in_force(explore):
    async with explore(size=(120, 40), prepare=having(facet__exclude="X", screen__files="8", app__keys="f1")) as seat:
        bar = seat.lines[-1]
        assert "X exclude" in bar
        assert "8 Files" in bar
        assert "f1 keys" in bar
        assert "!" not in bar
        assert "?" not in bar
        await seat.press("8")
        assert "f1 keys" in seat.lines[-1]


async def test_the_page_of_keys_shows_them_and_their_key_closes_it(explore):
    async with explore(size=(120, 60), prepare=having(facet__exclude="X,ctrl+x", app__keys="f1")) as seat:
        before = seat.text
        await seat.press("f1")
        assert "  X ^x leave this value out" in seat.text
        assert "    f1 these keys" in seat.text
        await seat.press("f1")
        assert seat.text == before


async def test_sentences_name_the_keys_in_force(explore):
    async with explore(prepare=having(app__quit="Q")) as seat:
        await seat.press("escape")
        assert "nothing is filtered: Q quits" in seat.text


@pytest.mark.parametrize("changed", [False, True])
async def test_a_key_in_the_bar_can_be_clicked(changed, explore):
    async with explore(size=(120, 40), prepare=having(app__keys="f1") if changed else None) as seat:
        place = seat.lines[-1].index("exclude")
        await seat.click("KeyBar", place, 0)
        assert seat.crumbs.startswith("-")
        await seat.click("KeyBar", seat.lines[-1].index("widen"), 0)
        assert seat.crumbs == ""
        await seat.click("KeyBar", seat.lines[-1].index("keys"), 0)
        assert "Keys in facets" in seat.text


async def test_facets_stand_beside_the_keys_that_go_to_them(explore):
    async with explore(prepare=having(facet__domains="K")) as seat:
        assert " K Domains " in seat.pane("#facets")
        assert " o Senders " in seat.pane("#facets")
        await seat.press("K")
        assert " K Domains " in seat.pane("#facets")


async def test_a_key_with_a_prompt_open_is_typed(explore):
    async with explore(prepare=having(view__filter="ctrl+f")) as seat:
        await seat.press("ctrl+f")
        await seat.type("mx:mx1*")
        await seat.press("enter")
        assert seat.crumbs == "mx:mx1*"
