"""Explore: what the keys do to facets, rows and filter."""

import re

import pytest

from tlsrpt_tui.tui.widgets.facets import FacetPanel


async def test_a_letter_opens_its_facet_and_folds_the_others(explore):
    opened = {
        "d": ("d Domains 5", "▸example.com"),
        "p": ("p Policy types 3", "▸sts"),
        "m": ("m MX hosts 4", "▸mx1.example.com"),
        "u": ("u Result types 5", "▸certificate-expired"),
        "i": ("i Sending IPs", "▸198.51.100.40"),
        "o": ("o Senders 12", "▸Google"),
    }
    async with explore() as seat:
        for key, (head, first) in opened.items():
            await seat.press(key)
            lines = seat.pane("#facets").splitlines()
            place = next((number for number, line in enumerate(lines) if head in line), None)
            assert place is not None, seat.text
            assert lines[place + 1].startswith(first)
            assert sum(line.startswith("▸") for line in lines) == 1


async def test_enter_narrows_to_a_value_and_once_more_lets_it_go(explore):
    async with explore() as seat:
        await seat.press("d", "j", "enter")
        assert seat.crumbs == "domain:example.org"
        assert "› example.org" in seat.place
        assert "1 652 failed" in seat.place
        await seat.press("enter")
        assert seat.crumbs == ""
        assert "13 503 failed 9.12%" in seat.place


async def test_a_value_takes_the_place_of_another_of_its_facet(explore):
    async with explore() as seat:
        await seat.press("d", "enter", "j", "enter")
        assert seat.crumbs == "domain:example.org"


async def test_an_exclamation_mark_leaves_a_value_out(explore):
    async with explore() as seat:
        await seat.press("exclamation_mark")
        assert seat.crumbs.startswith("-org=")
        assert "8 927 failed" in seat.place
        assert "Google" not in seat.pane("#rows")


async def test_esc_widens_step_by_step_and_never_quits(explore):
    async with explore() as seat:
        await seat.press("d", "enter", "u", "enter", "o", "enter")
        steps = []
        for _ in range(5):
            steps.append(len(seat.app.state.view.clauses))
            await seat.press("escape")
        assert steps == [3, 2, 1, 0, 0]
        assert "nothing is filtered: q quits" in seat.text
        assert seat.app.is_running


async def test_l_and_right_go_in_as_enter_does_and_h_and_left_out_as_esc_does(explore):
    async with explore() as seat:
        await seat.press("d")
        for inward, outward in (("l", "h"), ("right", "left")):
            await seat.press(inward)
            assert seat.crumbs == "domain:example.com"
            await seat.press(outward)
            assert seat.crumbs == ""


async def test_the_cursor_of_a_facet_goes_down_up_to_its_ends_and_by_pages(explore):
    async with explore() as seat:
        panel = seat.app.screen.query_one(FacetPanel)
        places = []
        for key in ("j", "down", "k", "up", "k", "G", "j", "g", "ctrl+d", "ctrl+u"):
            await seat.press(key)
            places.append(panel._cursors[panel.focused])
        assert places == [1, 2, 1, 0, 0, 11, 11, 0, 6, 0]


async def test_where_all_facets_are_open_the_cursor_walks_from_one_to_the_next(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("d", *"jjjjj")
        assert "▸sts" in seat.pane("#facets")
        await seat.press("k")
        assert "▸example.net" in seat.pane("#facets")


async def test_the_cursor_walks_the_rows_to_their_ends_and_by_pages(explore):
    async with explore() as seat:
        await seat.press("tab")
        rows = seat.app.screen.query_one("#rows")
        places = []
        for key in ("j", "down", "k", "up", "k", "G", "j", "g", "ctrl+d", "pagedown", "ctrl+u", "end", "home"):
            await seat.press(key)
            places.append(rows.cursor)
        assert places == [1, 2, 1, 0, 0, 309, 309, 0, 10, 20, 10, 309, 0]


async def test_the_record_follows_the_cursor(explore):
    async with explore() as seat:
        await seat.press("tab", "j")
        assert "Says     starttls-not-supported" in seat.pane("#record")
        assert "Kiosk Mail 203.0.113." in seat.pane("#record")


async def test_s_sorts_by_the_next_column_and_capital_s_turns_the_order_round(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("tab", "s")
        assert "Sender ↑" in seat.pane("#rows")
        assert "Alpenpost" in seat.pane("#rows")
        await seat.press("S")
        assert "Sender ↓" in seat.pane("#rows")
        assert "Universi" in seat.pane("#rows")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_s_goes_round_the_columns_on_the_screen_and_says_which(size, explore):
    async with explore(size=size) as seat:
        await seat.press("tab")
        await seat.press("tab")
        rounds = 0
        while "Day ↓" not in seat.pane("#rows") or not rounds:
            await seat.press("s")
            assert re.search(r"\w [↑↓]", seat.pane("#rows"))
            rounds += 1
        assert 3 <= rounds <= 8


async def test_the_row_of_sessions_counted_elsewhere_says_so(explore):
    async with explore(view="result:certificate-expired on:2026-10-16 org:microsoft") as seat:
        assert seat.pane("#rows").count("= 448") == 1
        assert seat.pane("#rows").count(" 448") == 2


async def test_sorting_does_not_touch_the_filter(explore):
    async with explore() as seat:
        await seat.press("d", "enter", "s", "S", "tab", "s", "S")
        assert seat.crumbs == "domain:example.com"


async def test_enter_on_a_row_opens_its_report_with_the_field_marked_and_esc_returns(explore):
    async with explore() as seat:
        await seat.press("tab", "j", "j", "enter")
        assert seat.app.current_mode == "reports"
        assert '▌      "failed-session-count": 9' in seat.pane("#document")
        assert "▸31 Oct Kiosk Mail" in seat.pane("#list")
        await seat.press("escape")
        assert seat.app.current_mode == "explore"
        assert "▸31 Oct Kiosk Mail mx1.example.com      9" in seat.pane("#rows")


async def test_tab_goes_to_the_rows_and_back(explore):
    async with explore() as seat:
        assert seat.app.focused.id == "facets"
        await seat.press("tab")
        assert seat.app.focused.id == "rows"
        await seat.press("shift+tab")
        assert seat.app.focused.id == "facets"


async def test_where_one_pane_fits_tab_swaps_them_and_the_context_stays(explore):
    async with explore(size=(60, 15)) as seat:
        assert "o Senders" in seat.text
        assert "Day ↓" not in seat.text
        await seat.press("tab")
        assert "o Senders" not in seat.text
        assert "Day ↓" in seat.text
        assert "13 503 failed" in seat.place
        await seat.press("m")
        assert "▸mx1.example.com" in seat.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])
async def test_the_first_screen_answers_what_fails_for_whom(size, explore):
    async with explore(size=size) as seat:
        assert "13 503 failed" in seat.place
        assert "▸Google" in seat.text
        assert "✗ 1" in seat.place
        assert seat.text.splitlines()[-1].rstrip().endswith("? keys")
        seat.assert_whole()


@pytest.mark.parametrize("size", [(120, 40), (200, 55)])
async def test_wide_screens_open_every_facet_and_show_the_record_as_json(size, explore):
    async with explore(size=size) as seat:
        for head in ("o Senders", "d Domains", "p Policy types", "m MX hosts", "u Result types", "i Sending IPs"):
            assert head in seat.pane("#facets")
        await seat.settle()  # the record is asked for once the rows have their answer
        assert '"result-type": "validation-failure"' in seat.pane("#record")
        assert "▌" in seat.pane("#record")


async def test_the_mouse_picks_a_row_and_a_second_click_opens_it(explore):
    async with explore() as seat:
        await seat.click("#rows", 5, 4)
        assert "▸31 Oct Kiosk Mail mx2.example.com      9" in seat.pane("#rows")
        await seat.click("#rows", 5, 4, times=2)
        assert seat.app.current_mode == "reports"


async def test_the_mouse_picks_a_facet_value_and_a_second_click_narrows(explore):
    async with explore() as seat:
        await seat.click("#facets", 5, 3)
        assert "▸Kiosk Mail" in seat.pane("#facets")
        assert seat.crumbs == ""
        await seat.click("#facets", 5, 3, times=2)
        assert "Kiosk Mail" in seat.place


async def test_the_mouse_opens_a_folded_facet(explore):
    async with explore() as seat:
        await seat.click("#facets", 5, 9)
        assert "▸mx1.example.com" in seat.pane("#facets")


async def test_a_click_beside_everything_does_nothing(explore):
    async with explore(view="domain:example.net") as seat:
        before = seat.text.splitlines()[:-1]
        for pane in ("#rows", "#record"):
            await seat.click(pane, 10, 3)
        assert seat.text.splitlines()[:-1] == before


async def test_the_wheel_walks_rows_and_values(explore):
    async with explore() as seat:
        await seat.wheel("#rows")
        assert seat.app.screen.query_one("#rows").cursor == 3
        await seat.wheel("#facets")
        assert "▸Northwind Mail" in seat.pane("#facets")
        await seat.wheel("#rows", up=True)
        assert seat.app.screen.query_one("#rows").cursor == 0


async def test_a_view_can_be_given_from_outside(explore):
    async with explore(view="org:kiosk since:2026-10-20") as seat:
        assert "since 20 Oct" in seat.place
        assert "org:kiosk" in seat.crumbs
