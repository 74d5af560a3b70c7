"""Keys that come faster than their answers: none is lost, and none acts where it was not meant."""

import threading
from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import Input

from tests.tui.seat import Seat, explorer, typed
from tlsrpt_tui.bookmarks import Shelf
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.output import target

_LATE = 20
"""Seconds after which a writer that nobody lets go on gives up."""


async def burst(seat: Seat, *keys: str) -> None:
    """Press keys at once, none of which waits for the one before."""
    for key in keys:
        names = typed(key) if len(key) == 1 else [key]
        seat.app.post_message(Key(names[0], " " if key == "space" else key if len(key) == 1 else None))
    await seat.settle()


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def test_a_key_right_behind_enter_is_no_part_of_the_filter() -> None:
    async with explorer() as seat:
        await burst(seat, "/", *"org:google", "enter", "3")
        assert (seat.crumbs, seat.app.current_mode) == ("org:google", "reports")


async def test_a_key_right_behind_enter_is_no_part_of_a_command() -> None:
    async with explorer() as seat:
        await burst(seat, ":", *"reports", "enter", "j")
        assert seat.app.current_mode == "reports"


async def test_a_key_right_behind_a_filter_that_is_wrong_is_typed_into_it() -> None:
    async with explorer() as seat:
        await burst(seat, "/", *"nofield:", "enter", "3")
        assert seat.crumbs == ""
        assert "nofield:3" in seat.text


async def test_a_refused_command_goes_on_with_what_is_typed() -> None:
    async with explorer() as seat:
        await burst(seat, ":", *"sort", "space", *"nothing", "enter", "x")
        assert ": sort nothingx" in seat.text.replace("\u00a0", " ")


async def test_what_is_mended_right_before_enter_is_mended() -> None:
    async with explorer() as seat:
        await burst(seat, "/", *"org:googlee", "backspace", "enter")
        assert seat.crumbs == "org:google"


async def test_a_key_right_behind_an_export_goes_to_the_screen(tmp_path: Path) -> None:
    async with explorer() as seat:
        await seat.press("x")
        await burst(seat, "enter", "3")
        assert seat.app.current_mode == "reports"
        assert len(_files(tmp_path)) == 1


async def test_two_quick_enters_replace_no_file_unseen() -> None:
    async with explorer() as seat:
        await seat.press("x", "enter")
        await seat.press("x")
        await burst(seat, "enter", "enter")
        assert "enter again replaces it" in seat.text


async def test_bookmarks_typed_ahead_are_all_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "state")

    async with explorer(prepare=lambda app: setattr(app, "shelf", shelf)) as seat:
        for name in ("google", "microsoft"):
            await burst(seat, ":", *"filter", "space", *f"org:{name}", "enter", ":", *"bookmark", "enter")
        assert len(shelf.bookmarks().bookmarks) == len(("google", "microsoft"))


async def test_every_picture_that_was_asked_for_is_saved(tmp_path: Path) -> None:
    async with explorer() as seat:
        await burst(seat, *"PPPP")
        assert len(_files(tmp_path)) == len("PPPP")


async def test_a_picture_in_the_home_folder_is_said_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with explorer() as seat:
        await seat.press("P")
        assert "saved ~/tlsrpt-2026-11-01-1.svg" in seat.text


@pytest.mark.parametrize(
    "keys",
    [
        ("backspace", "down"),
        ("delete", "down"),
        ("backspace", "enter"),
        ("backspace", "backspace", "down"),
        ("backspace", "d"),
    ],
    ids=" ".join,
)
async def test_a_key_for_a_step_that_is_gone_does_nothing(keys: tuple[str, ...]) -> None:
    async with explorer(view="domain:example.com org:google") as seat:
        await seat.press("C")
        await burst(seat, *keys)
        await seat.press("j")
        seat.assert_whole()


@pytest.mark.parametrize("name", ["~nobody-of-this-name/x.csv", "~.csv"])
async def test_a_home_folder_of_nobody_is_refused(name: str, tmp_path: Path) -> None:
    async with explorer() as seat:
        await seat.press("x", "ctrl+u")
        await seat.paste(name)
        await seat.press("enter")
        assert "there is none of that name" in seat.text
        assert not _files(tmp_path)


async def test_an_export_that_ends_late_steals_no_focus(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, write = threading.Event(), target.write

    def slow(*given: object) -> None:
        gate.wait(_LATE)
        write(*given)  # type: ignore[arg-type]  # what it was called with

    monkeypatch.setattr(target, "write", slow)
    async with explorer() as seat:
        await seat.press("x")
        await seat.pilot.press("enter", "escape", "slash", "o", "r")
        gate.set()
        await seat.settle()
        assert isinstance(seat.app.focused, Input)
        assert "310 rows" in seat.text


async def test_an_export_that_fails_after_the_prompt_was_left_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()

    def full(*_: object) -> None:
        gate.wait(_LATE)
        raise UsageError("the disk is full")

    monkeypatch.setattr(target, "write", full)
    async with explorer() as seat:
        await seat.press("x")
        await seat.pilot.press("enter", "escape")
        gate.set()
        await seat.settle()
        assert "the disk is full" in seat.text
