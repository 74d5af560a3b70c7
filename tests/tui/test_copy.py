"""What can be copied, and how it is said."""

import json

import pytest

from tests.tui.seat import explorer


def copied(seat):
    """Return what went to the clipboard."""
    return seat.app.clipboard


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])
async def test_the_menu_shows_a_key_and_the_beginning_of_each_text(size):
    async with explorer(size=size) as seat:
        await seat.press("y")
        seat.assert_whole()
        menu = seat.pane("CopyMenu")
        for key, words in (("v", "value"), ("c", "row as csv"), ("t", "all, for a ticket"), ("d", "dig line")):
            assert f" {key} {words}" in menu
        assert "dig example.com MX" in menu or "dig " in menu


async def test_the_record_is_handed_over_in_two_keys():
    async with explorer(view="result:certificate-expired") as seat:
        await seat.press("y", "t")
        assert copied(seat).startswith("certificate-expired: ")
        assert "\nActs " in copied(seat)
        assert "openssl s_client" in copied(seat)
        assert "copied the record, Y shows it" in seat.text
        assert not seat.app.screen.query_one("CopyMenu").display


async def test_keys_typed_at_once_do_the_same():
    async with explorer() as seat:
        await seat.pilot.press("y", "d")
        await seat.settle()
        assert copied(seat).startswith("dig ")
        assert "copied the dig line" in seat.text


async def test_the_row_is_copied_as_csv_with_its_head_and_as_json():
    async with explorer() as seat:
        await seat.press("tab", "y", "c")
        head, row = copied(seat).splitlines()
        assert head.startswith("day,organization,domain")
        await seat.press("y", "j")
        read = json.loads(copied(seat))
        assert row.startswith(f"{read['day']},{read['organization']}")


async def test_the_value_is_that_of_the_facet_under_the_cursor():
    async with explorer() as seat:
        await seat.press("d", "y", "v")
        assert copied(seat) == "example.com"


async def test_without_a_filter_its_line_says_so_and_copies_nothing():
    async with explorer() as seat:
        await seat.press("y", "f")
        assert "nothing is filtered" in seat.text
        assert not copied(seat)


async def test_the_filter_is_copied_as_it_is_typed():
    async with explorer(view="domain:example.com since:2026-10-05") as seat:
        await seat.press("y", "f")
        assert copied(seat) == "domain:example.com since:2026-10-05"


async def test_escape_copies_nothing_and_gives_the_focus_back():
    async with explorer() as seat:
        await seat.press("tab")
        before = seat.app.focused
        await seat.press("y", "escape")
        assert not copied(seat)
        assert seat.app.focused is before
        assert not seat.app.screen.query_one("CopyMenu").display


async def test_what_was_copied_can_be_read_where_the_terminal_takes_no_copies():
    async with explorer(view="result:certificate-expired") as seat:
        await seat.press("Y")
        assert "nothing has been copied yet" in seat.text
        await seat.press("y", "t", "Y")
        assert "Sender" in seat.text
        assert "openssl s_client" in seat.text
        await seat.press("Y")
        assert "Rows" in seat.text or "Senders" in seat.text


async def test_a_report_hands_over_its_first_failure():
    async with explorer() as seat:
        await seat.press("3", "y", "v")
        assert copied(seat) == "mail/inbox.mbox"
        await seat.press("f", "y", "d")
        assert copied(seat).startswith("dig ")


async def test_a_report_without_failures_says_so():
    async with explorer(view="on:2026-10-24") as seat:
        await seat.press("3", "y", "t")
        assert "nothing failed in this report" in seat.text


async def test_a_file_is_copied_by_name():
    async with explorer() as seat:
        await seat.press("5", "y", "v")
        assert copied(seat)
        await seat.press("y", "c")
        assert "a file is no row" in seat.text


async def test_more_than_a_terminal_takes_is_refused():
    async with explorer() as seat:
        seat.app.screen.hand_over("the row", "x" * 60_000)
        await seat.settle()
        assert "60 kB are more than a terminal takes" in seat.text
        assert not copied(seat)


async def test_a_click_copies_too():
    async with explorer() as seat:
        await seat.press("y")
        await seat.click("CopyMenu", 10, 5)
        assert copied(seat).startswith("dig ")
