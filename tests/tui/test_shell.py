"""What holds on every screen: loading beside the keys, places remembered, leaving, reloading, resizing."""

import gzip
import json
import threading

import pytest

from tests.output.invented import quiet, report, save
from tests.tui.engines import Slow, Vast
from tests.tui.seat import SAMPLE
from tlsrpt_tui.index.view import View
from tlsrpt_tui.tui.widgets.facets import FacetPanel
from tlsrpt_tui.tui.widgets.table import Table

SIZES = [(40, 10), (60, 15), (79, 24), (80, 24), (119, 40), (120, 40), (200, 55), (200, 60), (20, 5)]


async def test_the_first_frame_is_there_before_loading_is_done_and_keys_work_meanwhile(explore, tmp_path):
    save(tmp_path / "one.json", report())
    gate, held = threading.Event(), []

    def hold(app):
        load = app.loader._load

        def later(number, stop):
            held.append(number)
            assert gate.wait(30)
            load(number, stop)

        app.loader._load = later

    async with explore(tmp_path, prepare=hold, settle=False) as seat:
        try:
            await seat.pilot.pause()
            assert f"Reading {tmp_path.name}" in seat.text
            await seat.pilot.press("5")
            assert seat.app.current_mode == "files"
            await seat.pilot.press("3", "slash", "question_mark")
            await seat.pilot.pause()
            assert "Keys in" in seat.text
            await seat.pilot.press("escape", "2")
            assert seat.app.state.engine is None
            assert held == [1]
        finally:
            gate.set()
        await seat.settle()
        assert "3 failed" in seat.place
        assert "▸Northwind" in seat.text


async def test_leaving_while_loading_ends_at_once(explore, tmp_path):
    save(tmp_path / "one.json", report())
    gate = threading.Event()

    def hold(app):
        app.loader._load = lambda *_: gate.wait(30)

    async with explore(tmp_path, prepare=hold, settle=False) as seat:
        try:
            await seat.pilot.press("q")
            await seat.pilot.pause()
            assert seat.app.return_value == 0
        finally:
            gate.set()


async def test_sample_reports_are_read_from_their_folder(explore):
    async with explore(SAMPLE) as seat:
        assert "13 503 failed 9.12%  ✗ 1 file" in seat.place


async def test_each_screen_remembers_its_place(explore):
    async with explore() as seat:
        await seat.press("m", "j", "tab", "j", "j")
        before = seat.text
        await seat.press("3", "G", "tab", "5", "j", "j")
        files = seat.text
        await seat.press("2")
        assert seat.text == before
        await seat.press("3")
        assert seat.app.screen.query_one("#list").cursor == 215
        assert seat.app.focused.id == "policy"
        await seat.press("5")
        assert seat.text == files


async def test_a_filter_taken_on_one_screen_holds_on_the_others(explore):
    async with explore() as seat:
        await seat.press("3", "5", "2", "d", "j", "enter", "3")
        assert "48 reports" in seat.place
        await seat.press("escape", "2")
        assert "13 503 failed" in seat.place


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", 130)])
@pytest.mark.parametrize("way", [(), ("5",)])
async def test_q_quits_well_and_ctrl_c_as_interrupted(key, code, way, explore):
    async with explore() as seat:
        await seat.press(*way)
        await seat.pilot.press(key)
        await seat.pilot.pause()
        assert seat.app.return_value == code


@pytest.mark.parametrize("way", ["slash", "question_mark"])
async def test_ctrl_c_quits_from_the_prompt_and_the_keys_page_too(way, explore):
    async with explore() as seat:
        await seat.press(way)
        await seat.pilot.press("ctrl+c")
        await seat.pilot.pause()
        assert seat.app.return_value == 130


async def test_r_reads_the_folder_again_and_keeps_the_filter(explore, tmp_path):
    save(tmp_path / "one.json", report())
    async with explore(tmp_path, view="domain:example.com") as seat:
        assert "3 failed" in seat.place
        save(tmp_path / "two.json", report("r2", organization="Kiosk Mail"))
        await seat.press("r")
        assert "6 failed" in seat.place
        assert "Kiosk Mail" in seat.text
        assert seat.crumbs == "domain:example.com"
        await seat.press("r", "r", "5")
        assert "2 reports in 2 files" in seat.place


@pytest.mark.parametrize("way", [("tab",), ("3", "enter"), ("5",), ("question_mark",), ("slash",)])
async def test_no_size_breaks_a_line(way, explore):
    async with explore(size=(80, 24)) as seat:
        await seat.press(*way)
        for size in SIZES:
            await seat.resize(*size)
            assert len(seat.lines) == size[1]
            seat.assert_whole()
        await seat.resize(80, 24)
        assert "? keys" in seat.text or "esc close" in seat.text


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_can_be_started_with(size, explore):
    async with explore(size=size) as seat:
        seat.assert_whole()
        await seat.press("tab", "j", "enter")
        seat.assert_whole()
        await seat.press("5", "tab")
        seat.assert_whole()


async def test_the_number_of_bars_follows_the_width(explore):
    async with explore(size=(200, 55)) as seat:
        assert "Failed per day" in seat.text
        await seat.resize(24, 24)
        seat.assert_whole()
        await seat.resize(200, 55)
        assert "Failed per day" in seat.text


async def test_an_empty_folder_says_what_to_do(explore, tmp_path):
    async with explore(tmp_path) as seat:
        assert f"{tmp_path.name}/ is empty" in seat.text
        assert "Point the program at the folder" in seat.text
        for key in ("3", "5", "2", "o", "j", "enter", "exclamation_mark", "tab", "s", "slash", "escape", "escape"):
            await seat.press(key)
            seat.assert_whole()


async def test_a_folder_without_a_report_says_where_to_look(explore, tmp_path):
    (tmp_path / "notes.txt").write_text("shopping: milk\n")
    (tmp_path / "broken.json").write_text('{"organization-name": "Northwind Mail", "policies": [')
    async with explore(tmp_path) as seat:
        assert "No TLS report in" in seat.text
        assert "2 files looked at" in seat.text
        await seat.press("5")
        assert "plain text" in seat.text


async def test_where_nothing_failed_the_screen_says_so(explore, tmp_path):
    save(tmp_path / "quiet.json", quiet())
    async with explore(tmp_path) as seat:
        assert "0 failed" in seat.place
        assert "nothing failed" in seat.text
        await seat.press("tab", "enter", "3")
        assert "1 report, 0 with failures" in seat.place
        seat.assert_whole()


async def test_reports_without_a_date_are_shown_all_the_same(explore, tmp_path):
    save(tmp_path / "one.json", report() | {"date-range": {}})
    async with explore(tmp_path) as seat:
        assert "no date" in seat.pane("#rows")
        await seat.press("3")
        assert "no readable date" in seat.pane("#policy")
        seat.assert_whole()


async def test_a_single_file_can_be_explored(explore, tmp_path):
    path = tmp_path / "one.json.gz"
    path.write_bytes(gzip.compress(json.dumps(report()).encode()))
    async with explore(path) as seat:
        assert "3 failed" in seat.place


async def test_the_screens_can_be_switched_with_the_mouse(explore):
    async with explore() as seat:
        bar = seat.text.splitlines()[-1]
        for mode in ("reports", "domain", "files", "incidents", "explore"):
            await seat.click("KeyBar", bar.index(mode.capitalize()), 0)
            assert seat.app.current_mode == mode


async def test_a_million_rows_are_jumped_through_with_few_of_them_held(explore):
    engine = Vast(1_000_000)
    async with explore(engine=engine) as seat:
        rows = seat.app.screen.query_one("#rows", Table)
        await seat.press("tab", "G")
        assert rows.cursor == 999_999
        assert rows.current.sessions == 1_000_000
        held = []
        for key in ("g", "ctrl+d", "G", "ctrl+u", "ctrl+u", "g", "j"):
            await seat.press(key)
            held.append(len(rows._window))
            assert rows.current is not None
        assert max(held) < 2_000
        assert engine.most <= 400


async def test_where_the_answer_is_slow_the_newer_filter_wins_and_what_lies_between_is_never_asked(explore):
    texts = ("domain:example.com", "domain:example.net", "domain:example.org")
    engine = Slow(*texts)
    async with explore(engine=engine) as seat:
        panel = seat.app.screen.query_one(FacetPanel)
        shown = []
        show = panel.show
        panel.show = lambda facets, view, *more, **how: (shown.append(view.text), show(facets, view, *more, **how))
        try:
            for text in texts:
                seat.app.set_view(View.parse(text))
                await seat.pilot.pause()
            assert engine.asked[texts[0]].wait(30)
        finally:
            for gate in engine.gates.values():
                gate.set()
        await seat.settle()
        assert "says domain:example.org" in panel._facets["domains"].values[0].value
        assert shown == ["domain:example.org"]
        assert not engine.asked["domain:example.net"].is_set()
