"""Nothing that is hidden can be seen: on no screen, in no copy, in no picture."""

import json
import re
from functools import cache

import polars as pl
import pytest
from textual.widgets import Input

from tests.tui.seat import NOW, explorer, sample
from tlsrpt_tui.bookmarks import Shelf
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.redacted import redacted
from tlsrpt_tui.index.view import View
from tlsrpt_tui.redaction import Redactor

STAND_INS = re.compile(r"(?:c-[a-z2-9]{5}@)?(?:[\w*-]+\.)*d-[a-z2-9]{5}\.example|2(?:4\d|5[0-5])(?:\.\d+){3}")


@cache
def secrets():
    """Return every domain, host, address and contact of the sample reports."""
    engine = sample()
    found = set()
    for dimension in (Dimension.DOMAINS, Dimension.MX_HOSTS, Dimension.SENDING_IPS):
        found |= {value.value for value in engine.facet(View(), dimension, now=NOW).values}
    for exported in engine.export_rows(View(), now=NOW, offset=0, limit=100_000):
        found |= {exported.row.receiving_ip, exported.row.mx_helo, engine.record(exported.row.number).contact}
    found |= {name.rpartition("@")[2] for name in found}
    found |= {"example.com", "example.org", "example.net", "google.example"}
    return sorted(found - {""})


def leaks(text):
    """Return what of the sample reports can be read in ``text``, stand-ins apart."""
    rest = STAND_INS.sub("", text.replace("\u00a0", " "))
    return [secret for secret in secrets() if secret in rest]


WAYS = (
    ("H",),
    ("H", "d"),
    ("H", "m"),
    ("H", "i"),
    ("H", "u"),
    ("H", "tab"),
    ("H", "d", "enter"),
    ("H", "m", "!"),
    ("H", "3"),
    ("H", "3", "enter"),
    ("H", "5"),
    ("H", "5", "G"),
    ("H", "y"),
    ("H", "y", "t", "Y"),
    ("H", "d", "enter", "slash"),
    ("H", "d", "enter", "C", "j"),
    ("H", "d", "enter", "B"),
    ("H", "x"),
    ("H", "w"),
)


@pytest.mark.parametrize(
    ("way", "size"),
    [
        *((way, (80, 24)) for way in WAYS),
        *((way, (60, 15)) for way in WAYS[6:9]),
        *((way, (120, 40)) for way in WAYS[:12:2]),
        (("H", "3"), (200, 55)),
    ],
    ids=str,
)
async def test_no_screen_shows_what_is_hidden(way, size):
    async with explorer(size=size) as seat:
        await seat.press(*way)
        seat.assert_whole()
        assert leaks(seat.text) == []
        assert leaks(seat.app.export_screenshot().replace("&#160;", " ")) == []
        assert "redacted" in seat.place or seat.app.screen.is_modal


@pytest.mark.parametrize("way", WAYS[1:12:3], ids=" ".join)
async def test_the_last_door_has_nothing_to_cover(way):
    async with explorer(size=(120, 40)) as seat:
        await seat.press(*way)
        shown = seat.text
        seat.app.veil.doors = ()
        for widget in seat.app.screen.query("*"):
            widget.refresh()
        await seat.settle()
        assert seat.text == shown


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_on_the_screen_already_is_covered_at_once(size):
    async with explorer(size=size) as seat:
        await seat.press("3")
        assert leaks(seat.text)
        seat.app.veil.turn()  # and nobody is told
        for widget in seat.app.screen.query("*"):
            widget.refresh()
        await seat.settle()
        seat.assert_whole()
        whole = [secret for secret in leaks(seat.text) if not re.search(rf"…\S*{re.escape(secret)}", seat.text)]
        assert whole == []


async def test_one_value_has_one_stand_in_wherever_it_appears():
    async with explorer(size=(120, 40), view="domain:example.com") as seat:
        await seat.press("H")
        shown = re.search(r"› (d-\w{5}\.example)", seat.place)[1]
        assert f"◆{shown}" in seat.pane("#facets")
        await seat.press("y", "f")
        assert seat.app.clipboard == f"domain:{shown}"
        await seat.press("y", "t")
        assert f"Domain    {shown}" in seat.app.clipboard


async def test_the_view_behind_stand_ins_is_the_real_one():
    async with explorer() as seat:
        await seat.press("H", "d", "enter")
        assert seat.crumbs == "domain:example.com"
        await seat.press("H")
        assert "example.com" in seat.place
        assert "redacted" not in seat.place


async def test_a_filter_is_typed_with_real_values_and_shown_with_stand_ins():
    async with explorer() as seat:
        await seat.press("H", "slash")
        await seat.type("domain:example.com ip:198.51.100.0/24")
        assert " rows of " in seat.text
        await seat.press("enter")
        assert seat.crumbs == "domain:example.com ip:198.51.100.0/24"
        assert leaks(seat.text) == []
        assert " 0 failed" not in seat.place


async def test_the_prompt_offers_stand_ins_that_mean_the_same():
    async with explorer(view="domain:example.com") as seat:
        await seat.press("H", "slash")
        assert re.match(r"domain:d-\w{5}\.example ", seat.app.screen.query_one("FilterPrompt Input", Input).value)
        await seat.press("enter")
        assert seat.crumbs == "domain:example.com"


async def test_the_same_keys_show_everything_again():
    async with explorer() as seat:
        before = seat.text
        await seat.press("H", "H")
        assert seat.text.splitlines()[:-1] == before.splitlines()[:-1]


async def test_copies_say_that_they_are_redacted():
    async with explorer() as seat:
        await seat.press("H", "y", "c")
        assert "copied redacted the row as csv" in seat.text
        assert leaks(seat.app.clipboard) == []
        await seat.press("y", "j")
        assert leaks(seat.app.clipboard) == []


async def test_a_picture_holds_stand_ins_and_fetches_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with explorer() as seat:
        await seat.press("H", "P", "P")
        pictures = sorted(tmp_path.iterdir())
        assert [path.name for path in pictures] == ["tlsrpt-2026-11-01-1.svg", "tlsrpt-2026-11-01-2.svg"]
        assert pictures[0].stat().st_mode & 0o777 == 0o600
        svg = pictures[0].read_text()
        assert "url(" not in re.sub(r"url\(#[^)]*\)", "", svg)
        assert leaks(svg.replace("&#160;", " ")) == []
        assert "saved tlsrpt-2026-11-01-2.svg in the current folder, redacted" in seat.text


async def test_a_picture_that_cannot_be_saved_says_why(tmp_path, monkeypatch):
    folder = tmp_path / "locked"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    folder.write_text("")
    async with explorer() as seat:
        monkeypatch.setattr("pathlib.Path.cwd", lambda: folder)
        await seat.press("P")
        assert "the picture cannot be saved: " in seat.text


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
async def test_an_export_holds_stand_ins(tmp_path, monkeypatch, form):
    monkeypatch.chdir(tmp_path)
    async with explorer(size=(120, 40)) as seat:
        await seat.press("H", "x", "ctrl+u")
        await seat.type(f"out.{form}")
        await seat.press("enter")
        assert "redacted " in seat.lines[-1]
        path = tmp_path / f"out.{form}"
        written = pl.read_parquet(path).write_json() if form == "parquet" else path.read_text()
        assert "failed" in written or "sessions" in written
        assert leaks(written) == []


def odd_folder(folder):
    """Write a report whose names, contact and reasons give stand-ins trouble; return its folder."""
    detail = {
        "result-type": "certificate-expired",
        "sending-mta-ip": "ACMEIP",
        "receiving-mx-hostname": "ACMEHOST",
        "receiving-mx-helo": "ACMEHELO",
        "receiving-ip": "ACMETO",
        "failed-session-count": 3,
        "failure-reason-code": "ACMEHOST hung up after EHLO ACMEHELO",
    }
    policy = {
        "policy-type": "sts",
        "policy-string": ["version: STSv1", "mode: enforce", "mx: ACMEMX", "max_age: 86400"],
        "policy-domain": "acme_corp.com",
        "mx-host": ["ACMEMX", "acme_mail.example.com"],
    }
    summary = {"total-successful-session-count": 100, "total-failure-session-count": 3}
    report = {
        "organization-name": "Sender",
        "date-range": {"start-datetime": "2026-10-20T00:00:00Z", "end-datetime": "2026-10-20T23:59:59Z"},
        "contact-info": "Jane Acmeperson",
        "report-id": "r1",
        "policies": [{"policy": policy, "summary": summary, "failure-details": [detail]}],
    }
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps(report))
    return folder


@pytest.mark.parametrize(
    "way",
    [("H",), ("H", "d"), ("H", "m"), ("H", "i"), ("H", "3"), ("H", "3", "enter"), ("H", "5"), ("H", "y", "t", "Y")],
    ids=" ".join,
)
async def test_odd_names_are_hidden_in_notes_reasons_and_the_report_itself(tmp_path, way):
    async with explorer(odd_folder(tmp_path / "reports"), size=(120, 40)) as seat:
        await seat.press(*way)
        assert "acme" not in seat.text.casefold()
        assert "acme" not in seat.app.clipboard.casefold()


def test_the_printed_report_and_the_notes_hold_no_odd_name(tmp_path):
    engine = redacted(LocalEngine(load([odd_folder(tmp_path / "reports")], source="r/")), Redactor())
    assert "acme" not in repr(engine.report(0)).casefold()
    page = engine.files(problems=False, offset=0, limit=9)
    assert "contact-info" in repr(page)
    assert "acme" not in repr(page).casefold()


@pytest.mark.parametrize("view", ["mx:acmehost", "ip:acmeip", "mx:acme*", "domain:acme_corp.*", "ip:198.51.100.*"])
async def test_a_filter_without_a_whole_name_is_hidden_and_still_acts(tmp_path, view):
    async with explorer(odd_folder(tmp_path / "reports"), size=(120, 40), view=view) as seat:
        await seat.press("H")
        await seat.settle()
        assert "acme" not in seat.text.casefold()
        assert "198.51" not in seat.place
        await seat.press("slash", "enter")
        assert seat.crumbs.casefold() == view


async def test_a_bookmark_keeps_its_real_name_and_shows_a_stand_in(tmp_path):
    def shelve(app):
        app.shelf = Shelf(tmp_path / "state")

    async with explorer(odd_folder(tmp_path / "reports"), size=(120, 40), view="mx:acmehost", prepare=shelve) as seat:
        await seat.press("H")
        seat.app.screen.action_bookmark()
        await seat.settle()
        await seat.press("enter")
        assert "bookmarked as mx:d-" in seat.lines[-1]
        await seat.press("colon")
        await seat.type("bookmark")
        await seat.press("enter")
        assert "acmehost" not in seat.text.casefold()
        assert [bookmark.name.casefold() for bookmark in Shelf(tmp_path / "state").bookmarks().bookmarks] == [
            "mx:acmehost"
        ]
