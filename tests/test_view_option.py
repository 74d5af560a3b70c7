"""The explorer starts anywhere: a screen, a filter, an order, a bookmark."""

import pytest

from tests.tui.seat import SAMPLE, Handed, Seat, sample
from tlsrpt_tui.bookmarks import Bookmark, Shelf
from tlsrpt_tui.cli import run
from tlsrpt_tui.commands import SYNTAX, Command
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.view import Sort, SortColumn, View
from tlsrpt_tui.settings import STATE_VARIABLE
from tlsrpt_tui.start import Start, start_for, start_of
from tlsrpt_tui.tui.app import ExplorerApp

KEPT = (Bookmark("Weekly", "domain:example.com", "failed desc", "reports"), Bookmark("odd", "domain:", "day", "x"))


def start(text):
    return start_of(text, lambda: KEPT)


@pytest.mark.parametrize(
    ("text", "mode", "expression", "order"),
    [
        ("", "explore", "", Sort()),
        ("reports", "reports", "", Sort()),
        ("FILES", "files", "", Sort()),
        ("incidents", "incidents", "", Sort()),
        ("changes domain:example.com", "changes", "domain:example.com", Sort()),
        ("reports domain:example.com", "reports", "domain:example.com", Sort()),
        ("domain:example.com", "explore", "domain:example.com", Sort()),
        ("explore result:certificate-expired sort:failed", "explore", "result:certificate-expired", "failed desc"),
        ("sort:sender", "explore", "", "sender asc"),
        ("reports sort:day:asc", "reports", "", "day asc"),
        ('"reports" -org:google', "explore", '"reports" -org:google', Sort()),
        ("@weekly", "reports", "domain:example.com", "failed desc"),
    ],
)
def test_a_start_is_a_screen_a_filter_and_an_order_each_of_them_optional(text, mode, expression, order):
    wanted = order if isinstance(order, Sort) else Sort.parse(order)
    assert start(text) == Start(mode, View(View.parse(expression).clauses, wanted))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reports domian:example.com", "--view: "),
        ("sort:colour", '"colour" is no column'),
        ("sort:day:down", '"down" is no direction'),
        ("@monthly", "there is no bookmark monthly; there are Weekly, odd"),
        ("@odd", "the bookmark odd: "),
    ],
)
def test_what_names_nothing_is_refused_with_a_sentence(text, said):
    with pytest.raises(UsageError, match=said.replace("(", r"\(")):
        start(text)


def test_bookmarks_are_read_where_the_explorer_keeps_them(tmp_path, monkeypatch):
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    with pytest.raises(UsageError, match="there are none, B in the explorer makes one"):
        start_for("@weekly", View())
    Shelf(tmp_path / "state").keep(KEPT[0])
    assert start_for("@weekly", View()).mode == "reports"


def test_other_options_filter_where_the_start_does_not():
    given = View.parse("since:7d")
    assert start_for("files sort:failed", given) == Start("files", View(given.clauses, Sort(SortColumn.FAILED)))
    assert start_for("", given) == Start(view=given)
    with pytest.raises(UsageError, match="leave one of them out"):
        start_for("domain:example.com", given)


def test_the_command_line_starts_there(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr("tlsrpt_tui.tui.app.run_explorer", lambda _, **rest: seen.append(rest) or 0)
    monkeypatch.setattr("tlsrpt_tui.cli._on_terminal", bool)
    monkeypatch.setenv("TERM", "xterm")
    assert run([str(tmp_path), "--view", "reports domain:example.com", "--redact"]) == 0
    assert seen[0]["start"] == Start("reports", View.parse("domain:example.com"))
    assert seen[0]["redactor"] is not None


def test_the_help_says_how_a_start_is_written():
    told = "".join(SYNTAX[Command.EXPLORE].ends)
    assert "reports domain:example.com" in told
    assert "incidents|explore|reports|domain|files|changes" in told


async def test_changes_can_be_the_first_frame_too():
    app = ExplorerApp((SAMPLE,), source="sample_reports/", mode=start("changes").mode)
    app.loader = Handed(app, sample())
    async with app.run_test(size=(80, 24)) as pilot:
        seat = Seat(app, pilot)
        await seat.settle()
        assert "Changes  1 silent  2 gone" in seat.text


async def test_the_first_frame_is_the_screen_that_was_asked_for():
    began = start("reports domain:example.com")
    app = ExplorerApp((SAMPLE,), source="sample_reports/", view=began.view, mode=began.mode)
    app.loader = Handed(app, sample())
    async with app.run_test(size=(80, 24)) as pilot:
        seat = Seat(app, pilot)
        await seat.settle()
        assert app.current_mode == "reports"
        assert "› example.com" in seat.place
        await seat.press("2")
        assert "Senders" in seat.text
