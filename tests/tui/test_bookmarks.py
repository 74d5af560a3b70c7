"""Bookmarks and the last session, as keys reach them."""

from types import SimpleNamespace

import pytest

from tlsrpt_tui.bookmarks import Bookmark, Shelf
from tlsrpt_tui.settings import STATE_VARIABLE


@pytest.fixture
def kept(tmp_path):
    """Return a shelf, and what hands it to an app."""
    shelf = Shelf(tmp_path / "state" / "tlsrpt-tui")

    def prepare(app):
        app.shelf, app.folder = shelf, "folder"

    return SimpleNamespace(shelf=shelf, prepare=prepare, folder=tmp_path / "state" / "tlsrpt-tui")


def listed(seat):
    return seat.pane("Choices").splitlines()


async def test_a_view_is_bookmarked_under_its_filter_or_another_name(explore, kept):
    async with explore(view="org:kiosk", prepare=kept.prepare) as seat:
        await seat.press("B")
        assert " : bookmark org:kiosk" in seat.text
        await seat.press("enter")
        assert "bookmarked as org:kiosk: b lists bookmarks" in seat.text
        await seat.press("B", *["backspace"] * len("org:kiosk"))
        await seat.type("the kiosk")
        await seat.press("enter", "b")
        assert listed(seat)[0].startswith(" Bookmarks 1")
        assert listed(seat)[1].startswith("◆the kiosk")
        assert "org:kiosk" in listed(seat)[1]


async def test_enter_opens_a_bookmark_with_its_filter_its_order_and_its_screen(explore, kept):
    kept.shelf.keep(Bookmark("one", "org:kiosk", "failed desc", "reports"))
    kept.shelf.keep(Bookmark("two", "domain:example.com", "day desc", "explore"))
    async with explore(prepare=kept.prepare) as seat:
        await seat.press("b", "j", "enter")
        assert seat.crumbs == "org:kiosk"
        assert seat.app.state.view.sort.text == "failed desc"
        assert seat.app.current_mode == "reports"
        await seat.press("minus")
        assert seat.crumbs == ""
        assert seat.app.current_mode == "explore"


async def test_x_removes_a_bookmark_and_esc_leaves_the_list(explore, kept):
    kept.shelf.keep(Bookmark("one", "org:kiosk", "day desc", "explore"))
    kept.shelf.keep(Bookmark("two", "domain:example.com", "day desc", "explore"))
    async with explore(prepare=kept.prepare) as seat:
        await seat.press("b", "x")
        assert "one" in listed(seat)[1]
        await seat.press("x")
        assert "none yet: B bookmarks a view" in seat.text
        await seat.press("escape")
        assert seat.app.focused.id == "facets"
    assert kept.shelf.bookmarks().bookmarks == ()


async def test_a_bookmark_that_cannot_be_understood_says_why(explore, kept):
    kept.shelf.keep(Bookmark("[/b]odd\x1b", "foo:bar", "day desc", "explore"))
    kept.shelf.keep(Bookmark("two", "org:kiosk", "colour", "nowhere"))
    async with explore(size=(120, 40), prepare=kept.prepare) as seat:
        await seat.press("b", "j", "enter")
        assert '"foo" is not a field' in seat.text
        await seat.press("b", "enter")
        assert '"colour" is no column' in seat.text
        assert seat.crumbs == ""
        seat.assert_whole()


async def test_a_broken_file_is_told_and_the_next_bookmark_is_kept(explore, kept):
    kept.folder.mkdir(parents=True)
    (kept.folder / "bookmarks.json").write_text("{")
    async with explore(size=(120, 40), prepare=kept.prepare) as seat:
        await seat.press("b")
        assert "it is set aside as bookmarks.broken-1.json" in seat.text
        await seat.press("escape", "B", "enter", "b")
        assert listed(seat)[0].startswith(" Bookmarks 1")


async def test_without_a_folder_it_says_so(explore):
    async with explore() as seat:
        for key in ("B", "b"):
            await seat.press(key)
            assert "there is no folder to keep bookmarks in" in seat.text


async def test_the_next_session_hides_nothing_but_minus_goes_to_the_last_view(explore, kept):
    async with explore(view="org:kiosk", prepare=kept.prepare) as seat:
        await seat.press("3")
        seat.app.keep_session()
    async with explore(prepare=kept.prepare) as seat:
        assert seat.crumbs == ""
        assert "- goes to the last session's view" in seat.text
        await seat.press("j")
        assert "last session" not in seat.text
        await seat.press("minus")
        assert seat.crumbs == "org:kiosk"
        assert seat.app.current_mode == "reports"
        await seat.press("minus")
        assert seat.crumbs == ""


async def test_a_filter_that_was_asked_for_leaves_the_last_session_alone(explore, kept):
    kept.shelf.leave("folder", Bookmark("x", "org:kiosk", "day desc", "explore"))
    async with explore(view="domain:example.com", prepare=kept.prepare) as seat:
        assert "last session" not in seat.text
        await seat.press("minus")
        assert seat.crumbs == "domain:example.com"


@pytest.mark.parametrize("text", ["", "foo:bar"])
async def test_a_last_session_without_a_filter_or_in_no_language_is_not_mentioned(text, explore, kept):
    kept.shelf.leave("folder", Bookmark("x", text, "day desc", "explore"))
    async with explore(prepare=kept.prepare) as seat:
        assert "last session" not in seat.text


async def test_another_folder_has_another_last_session(explore, kept):
    kept.shelf.leave("elsewhere", Bookmark("x", "org:kiosk", "day desc", "explore"))
    async with explore(prepare=kept.prepare) as seat:
        assert "last session" not in seat.text


async def test_where_it_is_kept_follows_the_environment_and_nothing_is_made_before_its_time(
    explore, tmp_path, monkeypatch
):
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    async with explore(prepare=lambda app: app.take_shelf([tmp_path])) as seat:
        await seat.press("b", "escape")
        assert not (tmp_path / "state").exists()
        await seat.press("B", "enter")
        assert (tmp_path / "state" / "bookmarks.json").exists()
        seat.app.keep_session()
    assert Shelf(tmp_path / "state").last(str(tmp_path.resolve())).bookmarks


async def test_what_was_piped_in_has_no_last_session_but_bookmarks(explore, tmp_path, monkeypatch):
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    async with explore(prepare=lambda app: app.take_shelf(())) as seat:
        seat.app.keep_session()
        assert not (tmp_path / "state").exists()
        await seat.press("B", "enter")
        assert (tmp_path / "state" / "bookmarks.json").exists()
