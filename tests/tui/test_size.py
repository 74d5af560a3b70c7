"""The size of panes: as drawn, larger, alone; the one with the focus is the large one."""

import pytest

from tests.tui.seat import explorer


def room(seat, pane):
    return seat.app.screen.query_one(pane).size


async def test_a_pane_grows_until_it_is_alone_and_is_drawn_as_before_after_that():
    async with explorer() as seat:
        await seat.press("tab")
        before = seat.text
        drawn = room(seat, "#rows")
        await seat.press("plus")
        seat.assert_whole()
        assert room(seat, "#rows").width > drawn.width
        assert "Senders" in seat.text
        await seat.press("plus")
        seat.assert_whole()
        assert room(seat, "#rows") == (80, 22)
        assert "Senders" not in seat.text
        assert "Failed per" not in seat.text
        await seat.press("plus")
        assert seat.text == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 55)])
@pytest.mark.parametrize(
    ("screen", "panes"),
    [("2", ("facets", "rows", "record")), ("3", ("list", "policy", "document")), ("5", ("list", "detail"))],
)
async def test_every_pane_can_be_larger_and_alone(size, screen, panes):
    async with explorer(size=size) as seat:
        await seat.press(screen)
        drawn = {pane: room(seat, f"#{pane}").area for pane in panes}
        await seat.press("plus")
        for pane in panes:
            assert seat.app.focused.id == pane
            assert room(seat, f"#{pane}").area > drawn[pane]
            assert all(room(seat, f"#{other}").area > 0 for other in panes)
            seat.assert_whole()
            await seat.press("tab")
        while seat.app.focused.id != panes[0]:
            await seat.press("tab")
        await seat.press("plus")
        for pane in panes:
            assert seat.app.focused.id == pane
            assert room(seat, f"#{pane}") == (size[0], size[1] - 2)
            seat.assert_whole()
            await seat.press("tab")


async def test_the_record_alone_shows_the_json_where_there_is_no_room_for_it_otherwise():
    async with explorer() as seat:
        await seat.press("tab")
        assert '"result-type"' not in seat.text
        await seat.press("tab", "plus", "plus")
        assert '"result-type"' in seat.text
        assert "Means" in seat.text


async def test_the_record_can_be_scrolled_and_opened():
    async with explorer() as seat:
        await seat.press("tab", "tab", "plus")
        assert "}" not in seat.pane("#record")
        await seat.press("G")
        assert "}" in seat.pane("#record")
        await seat.press("g")
        assert "Says" in seat.pane("#record")
        await seat.wheel("#record")
        assert "Says" not in seat.pane("#record")
        await seat.press("enter")
        assert "Report as sent" in seat.text


async def test_a_click_on_its_title_opens_the_whole_report():
    async with explorer() as seat:
        await seat.click("#record", 70, 0)
        assert "Report as sent" in seat.text


async def test_where_one_pane_is_seen_it_takes_the_place_of_the_timeline_too():
    async with explorer(size=(60, 15)) as seat:
        before = seat.text
        await seat.press("plus")
        assert room(seat, "#facets") == (60, 13)
        seat.assert_whole()
        await seat.press("tab")
        assert room(seat, "#rows") == (60, 13)
        await seat.press("tab")
        assert "Record" in seat.text
        assert "Says" in seat.text
        seat.assert_whole()
        while seat.app.focused.id != "facets":
            await seat.press("tab")
        await seat.press("plus")
        assert seat.text == before


async def test_each_screen_remembers_the_size_of_its_panes():
    async with explorer() as seat:
        await seat.press("tab", "plus", "plus", "3")
        assert room(seat, "#list").height < 22
        await seat.press("2")
        assert room(seat, "#rows") == (80, 22)


async def test_a_prompt_leaves_the_pane_as_large_as_it_was():
    async with explorer() as seat:
        await seat.press("tab", "plus", "plus", "slash")
        assert room(seat, "#rows").width == 80
        await seat.press("escape")
        assert room(seat, "#rows") == (80, 22)
        await seat.press("j")
        assert seat.app.focused.id == "rows"


async def test_a_key_to_a_facet_goes_there_whatever_is_alone():
    async with explorer() as seat:
        await seat.press("tab", "plus", "plus", "u")
        assert room(seat, "#facets") == (80, 22)
        assert "Result types" in seat.text


async def test_nothing_grows_where_there_is_nothing_to_see():
    async with explorer(size=(36, 8)) as seat:
        await seat.press("plus")
        seat.assert_whole()
        assert "At least" in seat.text
        await seat.resize(80, 24)
        seat.assert_whole()
