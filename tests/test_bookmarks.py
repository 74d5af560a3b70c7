"""Bookmarks and last sessions, kept as text: private, whole or not at all, and never lost."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from tlsrpt_tui.bookmarks import MOST_SESSIONS, Bookmark, Shelf
from tlsrpt_tui.errors import ShelfError
from tlsrpt_tui.settings import STATE_VARIABLE, state_path


def mark(text, name=""):
    return Bookmark(name or text, text, "day desc", "explore")


def names(shelved):
    return [bookmark.name for bookmark in shelved.bookmarks]


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "new" / "tlsrpt-tui")


def test_looking_creates_nothing(shelf, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert state_path({}).name == "tlsrpt-tui"
    assert state_path({STATE_VARIABLE: "/somewhere"}).as_posix() == "/somewhere"
    assert shelf.bookmarks().bookmarks == ()
    assert shelf.last("folder").bookmarks == ()
    assert list(tmp_path.iterdir()) == []


def test_the_newest_comes_first_and_a_view_has_one_name(shelf):
    shelf.keep(mark("org:a"))
    shelf.keep(mark("org:b"))
    assert names(shelf.keep(mark("org:a", "mine"))) == ["mine", "org:b"]
    assert names(shelf.bookmarks()) == ["mine", "org:b"]
    assert names(shelf.drop(mark("org:a"))) == ["org:b"]
    assert names(shelf.bookmarks()) == ["org:b"]


def test_nobody_else_can_read_them_and_nothing_is_left_beside_them(shelf, tmp_path):
    shelf.keep(mark("org:a"))
    shelf.leave("folder", mark("org:b"))
    folder = tmp_path / "new" / "tlsrpt-tui"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(path.name for path in folder.iterdir()) == ["bookmarks.json", "sessions.json"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_each_folder_has_its_last_session_and_the_longest_unused_goes(shelf):
    shelf.leave("first", mark("org:a"))
    for number in range(MOST_SESSIONS - 1):
        shelf.leave(f"folder {number}", mark("org:b"))
    shelf.leave("first", mark("org:c"))
    shelf.leave("one more", mark("org:d"))
    assert names(shelf.last("first")) == ["org:c"]
    assert names(shelf.last("one more")) == ["org:d"]
    assert shelf.last("folder 0").bookmarks == ()


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"version": 2, "bookmarks": []}',
        b'{"version": 1, "bookmarks": {}}',
        b'{"version": 1, "bookmarks": [{"name": 1}]}',
        b"[" * 100_000,
    ],
)
def test_a_broken_file_is_set_aside_with_a_sentence_and_nothing_is_lost(shelf, tmp_path, broken):
    folder = tmp_path / "new" / "tlsrpt-tui"
    folder.mkdir(parents=True)
    (folder / "bookmarks.json").write_bytes(broken)
    (folder / "bookmarks.broken-1.json").write_text("an earlier one")
    shelved = shelf.keep(mark("org:a"))
    assert shelved.note == "bookmarks.json could not be understood; it is set aside as bookmarks.broken-2.json"
    assert (folder / "bookmarks.broken-2.json").read_bytes() == broken
    assert (folder / "bookmarks.broken-1.json").read_text() == "an earlier one"
    assert names(shelf.bookmarks()) == ["org:a"]
    assert shelf.bookmarks().note == ""


def test_what_others_put_in_the_way_is_not_followed(shelf, tmp_path):
    folder = tmp_path / "new" / "tlsrpt-tui"
    folder.mkdir(parents=True)
    secret = tmp_path / "secret"
    secret.write_text("{}")
    (folder / "bookmarks.json").symlink_to(secret)
    with pytest.raises(ShelfError, match=r"bookmarks.json cannot be read"):
        shelf.bookmarks()
    assert secret.read_text() == "{}"


def test_a_place_that_cannot_be_written_is_said_and_not_fatal(tmp_path):
    (tmp_path / "file").write_text("")
    shelf = Shelf(tmp_path / "file" / "tlsrpt-tui")
    assert shelf.bookmarks().bookmarks == ()
    with pytest.raises(ShelfError, match="cannot be used"):
        shelf.keep(mark("org:a"))


def test_two_explorers_lose_nothing_of_each_other(tmp_path):
    shelves = [Shelf(tmp_path / "state"), Shelf(tmp_path / "state")]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: shelves[number % 2].keep(mark(f"org:{number}")), range(40)))
    assert sorted(names(shelves[0].bookmarks())) == sorted(f"org:{number}" for number in range(40))


def test_hostile_text_goes_in_and_comes_out_as_it_was(shelf, tmp_path):
    odd = mark('org:"\\u{1b}[31m" \u202e"', "\x1b]0;x\x07\ud800")
    shelf.keep(odd)
    text = (tmp_path / "new" / "tlsrpt-tui" / "bookmarks.json").read_text()
    assert text.isascii()
    assert json.loads(text)["version"] == 1
    assert shelf.bookmarks().bookmarks == (odd,)
