"""Rows, reports and files: their order, and the way to the next one in which something failed."""

import pytest

from tests.output.invented import policy, report, save
from tests.tui.engines import Vast
from tests.tui.seat import explorer


def cells(seat, pane, word):
    return [line for line in seat.pane(pane).splitlines() if word in line]


def head(seat):
    return next(line for line in seat.pane("#list").splitlines() if "Sender" in line)


async def test_a_click_on_a_head_sorts_by_it_and_a_second_one_turns_the_order_round(explore):
    async with explore(size=(120, 40)) as seat:
        head = next(line for line in seat.pane("#rows").splitlines() if "Sender" in line)
        y = seat.pane("#rows").splitlines().index(head)
        await seat.click("#rows", head.index("Sender") + 1, y)
        assert "Sender ↑" in seat.pane("#rows")
        await seat.click("#rows", head.index("Sender") + 1, y)
        assert "Sender ↓" in seat.pane("#rows")
        assert seat.crumbs == ""


async def test_reports_sort_by_each_column_on_the_screen_and_the_cursor_stays_on_its_report(explore):
    async with explore() as seat:
        await seat.press("3", "s")
        assert "Sender ↑" in seat.pane("#list")
        assert cells(seat, "#list", "▸")[0].startswith("▸31 Oct Kiosk Mail")
        await seat.press("g")
        assert "Alpenpost" in cells(seat, "#list", "▸")[0]
        await seat.press("S", "g")
        assert "Sender ↓" in seat.pane("#list")
        assert "Universi" in cells(seat, "#list", "▸")[0]


async def test_reports_sorted_by_failed_begin_with_the_most_and_fall_back_to_the_newest(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("3", "s", "s", "s", "s")
        assert "Failed ↓" in seat.pane("#list")
        await seat.press("g")
        end = head(seat).index("Failed ↓") + len("Failed ↓")
        failed = [int(line[end - 6 : end].replace(" ", "")) for line in seat.pane("#list").splitlines()[1:6]]
        assert failed == sorted(failed, reverse=True)
        assert failed[0] > failed[-1]


async def test_files_sort_by_name_and_state(explore):
    async with explore() as seat:
        await seat.press("5")
        assert "State ↑" in seat.pane("#list")
        await seat.press("s", "g")
        assert "File ↑" in seat.pane("#list")
        await seat.press("S", "g")
        names = [line.split()[2] for line in seat.pane("#list").splitlines()[1:5]]
        assert names == sorted(names, reverse=True)


async def test_what_no_list_can_be_sorted_by_says_so(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("5")
        head = seat.pane("#list").splitlines()[0]
        await seat.click("#list", head.index("What") + 1, 0)
        assert "no order by what happened" in seat.text


async def test_e_moves_the_rows_and_shows_their_record_without_leaving_the_pane(explore):
    async with explore() as seat:
        before = seat.pane("#record")
        await seat.press("e", "e")
        assert seat.app.focused.id == "facets"
        assert seat.app.screen.query_one("#rows").cursor == 2
        assert seat.pane("#record") != before
        await seat.press("E", "E", "E")
        assert seat.app.screen.query_one("#rows").cursor == 309
        assert "wrapped" in seat.text


async def test_steps_that_come_faster_than_answers_are_all_taken():
    async with explorer(engine=Vast(50)) as seat:
        await seat.press_once("e", "e", "e", "e")
        assert seat.app.screen.query_one("#rows").cursor == 4


async def test_e_in_reports_goes_to_the_next_in_which_something_failed(explore):
    async with explore() as seat:
        await seat.press("3", "e", "e")
        assert cells(seat, "#list", "▸")[0].startswith("▸30 Oct Kiosk Mail")
        await seat.press("E")
        assert cells(seat, "#list", "▸")[0].startswith("▸31 Oct Google")
        assert "216 reports" in seat.place


async def test_e_in_files_goes_to_the_next_problem_and_round_the_end(explore):
    async with explore() as seat:
        await seat.press("5", "G", "e")
        assert seat.app.screen.query_one("#list").cursor == 0
        assert "wrapped" in seat.text


async def test_e_where_nothing_failed_says_so(explore):
    async with explore(view="domain:example.net") as seat:
        await seat.press("e")
        assert "nothing failed in this view" in seat.text


@pytest.mark.parametrize("keys", [("s",), ("S",), ("e",), ("n",), ("x",)])
async def test_before_anything_is_read_no_key_breaks(keys):
    async with explorer(engine=None, settle=False) as seat:
        await seat.press_once("tab", *keys)
        assert seat.app.screen is not None


async def test_the_preview_says_what_was_sent_of_the_failure_and_the_whole_is_one_key_away(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("3")
        assert "policies[0].failure-details[0].failed-session-count" in seat.pane("#document")
        assert "organization-name" not in seat.pane("#document")
        assert '▌   "failed-session-count": 10' in seat.pane("#document")
        await seat.press("enter")
        assert " of 79" in seat.pane("#document")
        assert '"failed-session-count": 10' in next(line for line in seat.pane("#document").splitlines() if "▌" in line)


async def test_a_hostile_list_sorts_and_steps(explore, tmp_path):
    for number, name in enumerate(("[b]x[/b]", "\x1b[31m", "\u202e", "a" * 4096, "")):
        save(tmp_path / f"{number}.json", report(policies=[policy()]) | {"organization-name": name, "report-id": name})
    async with explore(tmp_path) as seat:
        await seat.press("tab", "s", "S", "e", "3", "s", "S", "e", "5", "s", "S")
        seat.assert_whole()
        assert "\x1b" not in seat.text
