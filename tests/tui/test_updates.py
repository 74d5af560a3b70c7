"""What an update leaves alone: cursors, scrolling, filter and prompt, whatever joins above or leaves."""

import datetime as dt
import json
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from tests.index.factories import detail, engine_of, on, policy, report
from tests.output.invented import report as document
from tests.output.invented import save
from tests.tui.engines import Held
from tests.tui.seat import explorer
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.opening import open_folder
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.tui.screens.reports import ReportsScreen
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.facets import FacetPanel
from tlsrpt_tui.tui.widgets.table import Table

PARTIAL = Progress(10, 100, listed=True, reports=10)


def failing(number, *, org="Google Inc.", day=1, mx="mx.example.net"):
    failed = 2 + number % 3
    details = (detail(failed - 1, mx=mx), detail(1, "starttls-not-supported", mx=mx, position=1))
    return report(policy(50, failed, *details), org=org, report_id=f"id-{number}", start=on(11, day))


OLD = [failing(number, day=1 + number % 9) for number in range(80)]
NEWER = [failing(number, org="Kiosk Mail", day=12, mx="mx2.example.net") for number in range(100, 130)]


@contextmanager
def redrawn():
    """Collect the panes that put something on the screen."""
    panes = []
    refresh = Canvas.refresh

    def noting(pane, *regions, **how):
        panes.append(type(pane).__name__)
        return refresh(pane, *regions, **how)

    with patch.object(Canvas, "refresh", noting):
        yield panes


def hold_back(app):
    """Let nothing be loaded but what a test gives."""
    app.loader._engine = None


def table_of(seat):
    return seat.app.screen.query_one(Table)


def without_numbers(row):
    return [getattr(row, name) for name in row.__slots__ if name not in ("number", "report")]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_cursor_stays_on_its_row_and_line_when_rows_join_above(size):
    async with explorer(engine=engine_of(*OLD), size=size) as seat:
        await seat.press("tab", "ctrl+d", "ctrl+d", "j", "k", "k")
        rows = table_of(seat)
        before, line, cursor = rows.current, rows.cursor - rows.top, rows.cursor
        record = seat.pane("#record")
        await seat.given(engine_of(*NEWER, *OLD))
        assert without_numbers(rows.current) == without_numbers(before)
        assert (rows.cursor, rows.cursor - rows.top) == (cursor + 60, line)
        assert seat.pane("#record").splitlines()[:4] == record.splitlines()[:4]
        assert "162 rows" not in seat.text
        assert rows.total == 220


async def test_the_cursor_stays_at_its_place_when_its_row_leaves():
    async with explorer(engine=engine_of(*OLD)) as seat:
        await seat.press("tab", "ctrl+d", "j")
        rows = table_of(seat)
        cursor, top = rows.cursor, rows.top
        await seat.given(engine_of(*NEWER))
        assert (rows.cursor, rows.top) == (cursor, top)
        assert rows.current.organization == "Kiosk Mail"
        await seat.given(engine_of(NEWER[0]))
        assert rows.cursor == 1


async def test_reports_keep_their_cursor_and_the_readers_their_place(tmp_path):
    for number in range(30):
        save(tmp_path / f"{number:03}.json", document(f"r{number}", day=f"2026-10-{number % 28 + 1:02}"))
    first = LocalEngine(open_folder([tmp_path]))
    for number in range(30, 40):
        save(tmp_path / f"{number:03}.json", document(f"r{number}", day="2026-10-30"))
    async with explorer(engine=first) as seat:
        await seat.press("3", "j", "j", "j", "j", "j", "enter", "g", "ctrl+d", "j")
        table, reader = table_of(seat), seat.app.screen.query_one("#document")
        before, line, top = table.current, table.cursor - table.top, reader.top
        assert top > 0
        text, document_text = seat.cursors, seat.pane("#document")
        await seat.given(LocalEngine(open_folder([tmp_path])))
        assert table.current.file == before.file
        assert (table.cursor, table.cursor - table.top) == (15, line)
        assert reader.top == top
        assert seat.pane("#document") == document_text
        assert seat.cursors == text
        assert seat.app.focused is reader


async def test_files_keep_their_cursor_on_the_file_by_its_name(tmp_path):
    for number in range(100, 130):
        save(tmp_path / f"{number}.json", document(f"r{number}"))
    first = LocalEngine(open_folder([tmp_path]))
    for number in range(80, 100):
        save(tmp_path / f"0{number}.json", document(f"r{number}"))
    (tmp_path / "broken.json").write_text(json.dumps(document("b"))[:-20])
    async with explorer(engine=first) as seat:
        await seat.press("5", "ctrl+d", "ctrl+d", "k")
        table = table_of(seat)
        before, line = table.current.name, table.cursor - table.top
        await seat.given(LocalEngine(open_folder([tmp_path])))
        assert table.current.name == before
        assert table.cursor - table.top == line
        assert "✗ 1 unreadable" in seat.pane("#chips")


async def test_facets_keep_their_cursor_on_the_value():
    async with explorer(engine=engine_of(*OLD[:6], failing(7, org="Microsoft Corporation"))) as seat:
        await seat.press("j")
        assert "▸Microsoft" in seat.pane("#facets")
        many = [failing(number, org=f"Sender {number % 3}") for number in range(200, 260)]
        await seat.given(engine_of(*OLD[:6], failing(7, org="Microsoft Corporation"), *many))
        assert "▸Microsoft" in seat.pane("#facets")
        panel = seat.app.screen.query_one(FacetPanel)
        assert panel._cursors[panel.focused] == 4


async def test_filter_and_open_prompt_stay_and_the_count_is_made_anew():
    async with explorer(engine=engine_of(*OLD), view="domain:example.com") as seat:
        await seat.press("slash")
        await seat.type("org:kiosk")
        assert "0 rows of 160" in seat.text
        await seat.given(engine_of(*NEWER, *OLD))
        assert " / domain:example.com org:kiosk" in seat.text
        assert "60 rows of 220" in seat.text
        assert seat.crumbs == "domain:example.com"
        await seat.press("enter")
        assert seat.crumbs == "domain:example.com org:kiosk"


async def test_screens_out_of_sight_hold_no_old_engine_and_come_back_to_their_row():
    async with explorer(engine=engine_of(*OLD)) as seat:
        await seat.press("tab", "ctrl+d", "j")
        row = table_of(seat).current
        await seat.press("3", "j", "j")
        report_file = table_of(seat).current
        await seat.press("5", "j")
        name = table_of(seat).current.name
        for engine in (engine_of(*NEWER[:10], *OLD), engine_of(*NEWER, *OLD)):
            await seat.given(engine)
            held = {page.mode: page.answering and page.answering.engine for page in seat.app.pages}
            assert held == {"explore": None, "reports": None, "files": engine}
        assert table_of(seat).current.name == name
        await seat.press("2")
        assert without_numbers(table_of(seat).current) == without_numbers(row)
        await seat.press("3")
        shown = table_of(seat).current
        assert (shown.organization, shown.day, shown.failed) == (
            report_file.organization,
            report_file.day,
            report_file.failed,
        )
        assert table_of(seat).cursor == 32


async def test_a_report_opened_from_a_row_keeps_its_mark_through_an_update():
    async with explorer(engine=engine_of(*OLD)) as seat:
        await seat.press("tab", "ctrl+d", "j", "enter")
        before = seat.pane("#policy")
        await seat.given(engine_of(*NEWER, *OLD))
        assert isinstance(seat.app.screen, ReportsScreen)
        assert seat.pane("#policy").splitlines()[:8] == before.splitlines()[:8]
        row = seat.app.state.row
        await seat.press("escape")
        assert seat.app.current_mode == "explore"
        rows = table_of(seat)
        assert seat.app.state.engine.row_identity(rows.current.number) == row


async def test_a_cursor_at_the_top_stays_there_while_the_folder_is_read_and_no_longer_after():
    async with explorer(engine=engine_of(*OLD), settle=False, prepare=hold_back) as seat:
        await seat.drawn()
        for seen in (OLD[:20], [*NEWER, *OLD]):
            await seat.given(engine_of(*seen), PARTIAL)
        rows = table_of(seat)
        assert (rows.cursor, rows.current.day) == (0, dt.date(2026, 11, 12))
        await seat.given(engine_of(*NEWER, *OLD, failing(900, day=15)))
        assert (rows.cursor, rows.current.day) == (0, dt.date(2026, 11, 15))
        await seat.given(engine_of(*NEWER, *OLD, failing(900, day=15), failing(901, day=16)))
        assert (rows.cursor, rows.current.day) == (2, dt.date(2026, 11, 15))


async def test_keys_pressed_while_an_update_is_looked_up_all_act():
    slow = Held(engine_of(*NEWER, *OLD))
    async with explorer(engine=engine_of(*OLD)) as seat:
        await seat.press("tab", "ctrl+d")
        rows = table_of(seat)
        seat.app.loader.give(slow)
        await seat.pilot.pause()
        try:
            assert slow.asked.wait(30)
            await seat.pilot.press("j", "j", "j")
            seen = rows.current
        finally:
            slow.gate.set()
        await seat.drawn()
        assert without_numbers(rows.current) == without_numbers(seen)
        assert rows.cursor == seat.app.state.engine.row_place(
            seat.app.state.view, rows.current.number, now=seat.app.clock()
        )


@pytest.mark.parametrize("way", [(), ("tab", "j", "j"), ("3", "j"), ("5", "j")])
@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_an_update_that_changes_nothing_that_is_seen_redraws_nothing(way, size):
    async with explorer(engine=engine_of(*OLD), size=size) as seat:
        await seat.press(*way)
        with redrawn() as panes:
            await seat.given(engine_of(*OLD))
        assert panes == []


async def test_an_update_below_the_screen_redraws_only_the_sums():
    older = [failing(number, day=1) for number in range(300, 303)]
    async with explorer(engine=engine_of(*OLD)) as seat:
        await seat.press("tab")
        with redrawn() as panes:
            await seat.given(engine_of(*OLD, *older))
        assert "Rows" not in panes
        assert "RecordPane" not in panes
