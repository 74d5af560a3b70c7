"""Reports: the list, the policy as the sender saw it, and the document as sent."""

import json

import pytest

from tests.output.invented import policy, report, save
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine


async def test_it_lists_reports_and_shows_the_one_under_the_cursor(explore):
    async with explore() as seat:
        await seat.press("3")
        assert "216 reports, 102 with failures" in seat.place
        assert "▸31 Oct Kiosk Mail" in seat.pane("#list")
        assert "Policy as Kiosk Mail saw it" in seat.pane("#policy")
        assert '▌  "failed-session-count": 10' in seat.pane("#document")
        await seat.press("j")
        assert "Policy as Google saw it" in seat.pane("#policy")


async def test_f_shows_failing_reports_only_and_all_again(explore):
    async with explore() as seat:
        await seat.press("3", "G", "f")
        assert "failures only" in seat.place
        assert seat.app.screen.query_one("#list").total == 102
        assert "f all reports" in seat.text
        await seat.press("f")
        assert seat.app.screen.query_one("#list").total == 216
        assert "f failures only" in seat.text


async def test_tab_goes_round_the_panes(explore):
    async with explore() as seat:
        await seat.press("3")
        order = []
        for key in ("tab", "tab", "tab", "shift+tab"):
            await seat.press(key)
            order.append(seat.app.focused.id)
        assert order == ["policy", "document", "list", "document"]


async def test_the_document_scrolls_to_its_ends_and_by_pages(explore):
    async with explore() as seat:
        await seat.press("3", "enter")
        reader = seat.app.screen.query_one("#document")
        assert reader.has_focus
        assert seat.pane("#document").splitlines()[0].rstrip().endswith("28–40 of 93")
        places = []
        for key in ("j", "k", "g", "k", "ctrl+d", "ctrl+u", "G", "j"):
            await seat.press(key)
            places.append(reader.top)
        assert places == [28, 27, 0, 0, 12, 0, 80, 80]
        assert '"organization-name"' not in seat.pane("#document")


async def test_the_policy_scrolls_too(explore):
    async with explore() as seat:
        await seat.press("3", "tab", "G")
        assert "mailed" in seat.pane("#policy")
        await seat.wheel("#policy", up=True)
        assert "mailed" not in seat.pane("#policy")


async def test_esc_leaves_the_document_then_the_screen_it_came_from_then_the_filter(explore):
    async with explore(view="domain:example.com") as seat:
        await seat.press("tab", "enter", "enter")
        assert seat.app.focused.id == "document"
        await seat.press("escape")
        assert seat.app.focused.id == "list"
        await seat.press("escape")
        assert seat.app.current_mode == "explore"
        await seat.press("3", "escape")
        assert seat.crumbs == ""
        assert seat.app.current_mode == "reports"


async def test_the_filter_holds_here_too(explore):
    async with explore(view="org:kiosk") as seat:
        await seat.press("3")
        assert "23 reports" in seat.place
        assert "Google" not in seat.pane("#list")


async def test_where_one_pane_fits_enter_goes_in_and_esc_out(explore):
    async with explore(size=(60, 15)) as seat:
        await seat.press("3")
        assert "Report as sent" not in seat.text
        await seat.press("enter")
        assert "Report as sent" in seat.text
        assert "Day ↓" not in seat.text
        await seat.press("tab")
        assert seat.app.focused.id == "policy"
        await seat.press("escape")
        assert "Day ↓" in seat.text


async def test_a_click_picks_a_report_and_a_second_one_opens_its_document(explore):
    async with explore() as seat:
        await seat.press("3")
        await seat.click("#list", 5, 3)
        assert "▸31 Oct Google" in seat.pane("#list")
        await seat.click("#list", 5, 3, times=2)
        assert seat.app.focused.id == "document"


async def test_a_document_that_is_gone_says_so(explore, tmp_path):
    path = save(tmp_path / "one.json", report())
    engine = LocalEngine(load([tmp_path]))
    path.unlink()
    async with explore(engine=engine) as seat:
        await seat.press("3")
        assert "The document cannot be read again" in seat.pane("#document")
        assert "domain   example.com" in seat.pane("#policy")


async def test_a_long_value_is_wrapped_and_never_cut(explore, tmp_path):
    long = " ".join(f"word{number}" for number in range(60))
    save(tmp_path / "one.json", report(policies=[policy()]) | {"report-id": long})
    async with explore(tmp_path) as seat:
        await seat.press("3", "enter", "g")
        seen = []
        for _ in range(8):
            seen += seat.pane("#document").splitlines()[1:]
            await seat.press("ctrl+d")
        text = "".join(line.strip() for line in dict.fromkeys(seen))
        assert all(f"word{number}" in text for number in range(60))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1970-01-01"])
async def test_a_report_from_the_end_of_the_calendar_is_shown(day, explore, tmp_path):
    made = report(day=day)
    (tmp_path / "one.json").write_text(json.dumps(made))
    async with explore(tmp_path) as seat:
        await seat.press("3", "2", "3")
        assert "Northwind Mail" in seat.pane("#list")
        seat.assert_whole()
