"""Export: what is shown, as it is shown, in a file of its own."""

import json

import polars as pl
import pytest

COLUMNS = "day,organization,result_type,mx_host,domain,sending_ip,policy_type,sessions,counted"


async def export(seat, folder, name, *more):
    seat.app.screen.export_folder = folder
    await seat.press("x", "ctrl+u")
    await seat.type(name)
    await seat.press("enter", *more)


async def test_it_writes_the_rows_in_their_order_with_the_columns_chosen(explore, tmp_path):
    async with explore(view="org:kiosk") as seat:
        await seat.press("tab", "s")
        await export(seat, tmp_path, "rows.csv")
        lines = (tmp_path / "rows.csv").read_text().splitlines()
        assert lines[0] == COLUMNS
        assert len(lines) - 1 == seat.app.screen.query_one("#rows").total
        assert f"{len(lines) - 1} rows, 9 columns, to" in seat.text
        assert seat.app.focused.id == "rows"


async def test_columns_that_were_chosen_are_those_that_are_written(explore, tmp_path):
    async with explore(size=(120, 40)) as seat:
        await seat.press("tab")
        seat.app.screen.set_columns(["failed", "reason", "day"])
        await export(seat, tmp_path, "rows.csv")
        assert (tmp_path / "rows.csv").read_text().splitlines()[0] == "sessions,counted,reason,day"


@pytest.mark.parametrize("name", ["rows.csv", "rows.ndjson", "rows.json", "rows.md", "rows.parquet"])
async def test_the_ending_picks_the_format(name, explore, tmp_path):
    async with explore(view="domain:example.org") as seat:
        total = seat.app.screen.query_one("#rows").total
        await export(seat, tmp_path, name)
    written = tmp_path / name
    if name.endswith("parquet"):
        assert pl.read_parquet(written).shape == (total, 9)
    elif name.endswith(".json"):
        assert len(json.loads(written.read_text())["rows"]) == total
    else:
        heads = {"csv": 1, "ndjson": 0, "md": 2}[name.rpartition(".")[2]]
        assert len(written.read_text().splitlines()) == total + heads


async def test_another_ending_is_refused_with_those_there_are(explore, tmp_path):
    async with explore() as seat:
        await export(seat, tmp_path, "rows.xlsx")
        assert "the ending picks the format: .csv" in seat.text
        assert not list(tmp_path.iterdir())
        await seat.press("escape")
        assert seat.app.focused.id == "facets"


async def test_a_file_that_is_there_is_replaced_only_by_a_second_enter(explore, tmp_path):
    (tmp_path / "rows.csv").write_text("mine")
    async with explore() as seat:
        await export(seat, tmp_path, "rows.csv")
        assert "enter again replaces it" in seat.text
        assert (tmp_path / "rows.csv").read_text() == "mine"
        await seat.press("enter")
        assert (tmp_path / "rows.csv").read_text().startswith("day,")


async def test_another_name_after_the_warning_is_warned_of_anew(explore, tmp_path):
    (tmp_path / "a.csv").write_text("mine")
    (tmp_path / "aa.csv").write_text("mine")
    async with explore() as seat:
        await export(seat, tmp_path, "a.csv")
        await seat.press("home", "a", "enter")
        assert "enter again replaces it" in seat.text
        assert (tmp_path / "aa.csv").read_text() == "mine"


async def test_a_folder_that_is_not_there_is_said_and_the_name_can_be_changed(explore, tmp_path):
    async with explore() as seat:
        await export(seat, tmp_path, "gone/rows.csv")
        assert "cannot be written" in seat.text
        await seat.press("escape")
        assert not list(tmp_path.iterdir())


async def test_a_proposed_name_names_source_and_day(explore):
    async with explore() as seat:
        await seat.press("x")
        assert "tlsrpt-sample_reports-2026-11-01.csv" in seat.text
        assert "310 rows, 9 columns" in seat.text


async def test_reports_are_written_as_they_are_listed(explore, tmp_path):
    async with explore() as seat:
        await seat.press("3", "f")
        await export(seat, tmp_path, "reports.csv")
        lines = (tmp_path / "reports.csv").read_text().splitlines()
        assert lines[0] == "day,organization,domains,policy_types,failed,successful,rate,notes,file"
        assert len(lines) == 103
        await export(seat, tmp_path, "reports.parquet")
        assert "parquet is for failure rows" in seat.text


async def test_files_are_written_as_they_are_listed(explore, tmp_path):
    async with explore() as seat:
        await seat.press("5", "f")
        await export(seat, tmp_path, "files.ndjson")
        listed = [json.loads(line) for line in (tmp_path / "files.ndjson").read_text().splitlines()]
        assert listed[0].keys() == {"state", "file", "message"}
        assert listed[0]["state"] == "unreadable"


async def test_what_hides_names_hides_them_in_the_file_too(explore, tmp_path):
    async with explore() as seat:
        await seat.press("H")
        await export(seat, tmp_path, "rows.csv")
        text = (tmp_path / "rows.csv").read_text()
        assert "mx1.example.com" not in text
        assert "203.0.113.17" not in text
