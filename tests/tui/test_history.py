"""Back and forward: every view is a step, and going back finds everything as it was left."""

import pytest

from tlsrpt_tui.index.view import View
from tlsrpt_tui.tui.history import MOST, MOST_TYPED, History, Moment, Place, Recall


def moment(text, mode="explore", place=None):
    return Moment(View.parse(text), mode, place=place)


def walked(*texts):
    history = History((moment(texts[0]),))
    for text in texts[1:]:
        history = history.then(moment(text))
    return history


def test_one_goes_back_and_forward_and_no_further():
    history = walked("", "org:a", "org:b")
    back = history.moved(-1)
    assert back.current.view.text == "org:a"
    assert back.moved(-1).moved(-1) is None
    assert back.moved(1) == History(history.moments, here=2, before=1)
    assert history.moved(1) is None


def test_a_step_from_the_middle_forgets_what_lay_ahead():
    history = walked("", "org:a", "org:b").moved(-2).then(moment("org:c"))
    assert [step.view.text for step in history.moments] == ["", "org:c"]
    assert history.moved(1) is None


def test_the_view_before_is_one_key_away_and_so_is_the_way_back():
    history = walked("", "org:a", "org:b", "org:c").moved(-2)
    turned = history.turned()
    assert turned.current.view.text == "org:c"
    assert turned.turned().current.view.text == "org:a"
    assert walked("").turned() is None


def test_a_step_to_where_one_stands_is_none():
    history = walked("", "org:a")
    assert history.then(moment("org:a")) == history
    assert len(history.then(moment("org:a", "reports")).moments) == 3


def test_where_one_stood_is_noted_without_a_step():
    noted = walked("", "org:a").noted(moment("org:a", place=Place(7, "x", 3, "rows")))
    assert noted.current.place.row == 7
    assert len(noted.moments) == 2


def test_the_oldest_steps_go_and_the_view_before_stays_right():
    history = walked("", *(f"org:{number}" for number in range(2 * MOST)))
    assert len(history.moments) == MOST
    assert history.current.view.text == f"org:{2 * MOST - 1}"
    assert history.turned().current.view.text == f"org:{2 * MOST - 2}"


def test_a_step_put_before_all_others_is_where_one_came_from():
    history = walked("", "org:a").moved(-1).after(moment("org:last"))
    assert history.current.view.text == ""
    assert history.moved(-1).current.view.text == "org:last"
    assert walked("").after(moment("org:last")).turned().current.view.text == "org:last"
    assert walked("").after(moment("")) == walked("")


def test_what_was_typed_comes_back_line_by_line_and_the_draft_is_not_lost():
    recall = Recall().with_text("one").with_text("two").with_text("one")
    assert recall.texts == ("two", "one")
    first = recall.moved(1, "draft")
    assert first.text == "one"
    assert first.moved(1, first.text).text == "two"
    assert first.moved(1, first.text).moved(1, "two") is None
    assert first.moved(-1, first.text).text == "draft"
    assert recall.moved(-1, "draft") is None
    assert recall.with_text("  ") == recall
    many = recall
    for number in range(2 * MOST_TYPED):
        many = many.with_text(str(number))
    assert len(many.texts) == MOST_TYPED


async def test_back_restores_filter_cursor_scroll_and_pane(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("d", "j", "enter", "tab", *["j"] * 30, "k", "k")
        before, crumbs = seat.pane("#rows"), seat.crumbs
        await seat.press("escape", "u", "j", "enter")
        assert seat.pane("#rows") != before
        await seat.press("left_square_bracket", "left_square_bracket")
        assert seat.crumbs == crumbs
        assert seat.app.focused.id == "rows"
        assert seat.pane("#rows") == before
        await seat.press("right_square_bracket", "right_square_bracket")
        assert seat.crumbs.startswith("result:")


async def test_back_restores_the_sort_and_the_screen(explore):
    async with explore() as seat:
        await seat.press("tab", "s", "3", "G")
        place = seat.app.screen.query_one("#list").cursor
        await seat.press("slash")
        await seat.paste("org:kiosk")
        await seat.press("enter")
        assert seat.app.current_mode == "reports"
        await seat.press("left_square_bracket")
        assert seat.crumbs == ""
        assert seat.app.screen.query_one("#list").cursor == place
        await seat.press("left_square_bracket")
        assert seat.app.current_mode == "explore"
        assert seat.app.state.view.sort != View().sort
        await seat.press("left_square_bracket")
        assert seat.app.state.view == View()


async def test_minus_goes_to_the_view_before_and_back(explore):
    async with explore() as seat:
        await seat.press("d", "j", "enter")
        narrowed = seat.crumbs
        await seat.press("minus")
        assert seat.crumbs == ""
        await seat.press("minus")
        assert seat.crumbs == narrowed
        await seat.press("3", "minus")
        assert seat.app.current_mode == "explore"


async def test_the_ends_of_history_say_so(explore):
    async with explore() as seat:
        for key, words in (
            ("left_square_bracket", "this is the first view"),
            ("right_square_bracket", "this is the newest view"),
            ("minus", "there is no view before this one"),
        ):
            await seat.press(key)
            assert words in seat.text


async def test_what_is_typed_into_the_filter_is_one_step(explore):
    async with explore() as seat:
        await seat.press("slash")
        await seat.type("org:kiosk")
        await seat.press("enter", "left_square_bracket")
        assert seat.crumbs == ""
        await seat.press("left_square_bracket")
        assert "this is the first view" in seat.text


@pytest.mark.parametrize("mode", ["2", "3", "5"])
async def test_going_back_while_the_answer_is_awaited_ends_where_the_last_key_says(mode, explore):
    async with explore() as seat:
        await seat.press("d", "j", "enter", "m", "enter", mode)
        last = seat.crumbs
        await seat.press_once("left_square_bracket", "left_square_bracket", "right_square_bracket")
        await seat.press("right_square_bracket", "right_square_bracket")
        assert seat.crumbs == last
        seat.assert_whole()
