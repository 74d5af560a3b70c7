"""Finding: a text in rows, reports, files and in what one reads; nothing is hidden by it."""

from tests.output.invented import policy, report, save
from tests.tui.engines import Vast
from tests.tui.seat import explorer


async def find(seat, text):
    await seat.press("F")
    await seat.type(text)
    await seat.press("enter")


def cursor(seat, pane):
    return next(line for line in seat.pane(pane).splitlines() if line.startswith("▸"))


async def test_it_goes_to_the_first_row_that_holds_the_text_and_hides_nothing(explore):
    async with explore() as seat:
        await seat.press("tab")
        await find(seat, "MX2.example")
        assert "mx2.example.com" in cursor(seat, "#rows")
        assert "hit 1 of" in seat.text
        assert seat.crumbs == ""
        assert seat.app.focused.id == "rows"


async def test_n_and_capital_n_step_and_wrap(explore):
    async with explore() as seat:
        await seat.press("tab")
        await find(seat, "bramble")
        first = seat.app.screen.query_one("#rows").cursor
        await seat.press("n")
        second = seat.app.screen.query_one("#rows").cursor
        assert second != first
        await seat.press("N")
        assert seat.app.screen.query_one("#rows").cursor == first
        await seat.press("N")
        assert "wrapped" in seat.text
        assert "hit 2 of 2, wrapped" in seat.text


async def test_a_text_that_no_column_shows_is_found_and_marked_in_the_record(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("tab")
        await find(seat, "EHLO reply")
        assert "EHLO reply offers" in seat.pane("#record")
        assert "hit 1 of" in seat.text


async def test_it_says_what_is_not_there_and_stays(explore):
    async with explore() as seat:
        await seat.press("tab", "j", "j")
        await find(seat, "nowhere at all")
        assert "nothing here holds “nowhere at all”" in seat.text
        assert seat.app.screen.query_one("#rows").cursor == 2


async def test_n_before_anything_was_looked_for_says_how(explore):
    async with explore() as seat:
        await seat.press("tab", "n")
        assert "nothing is looked for: F finds" in seat.text


async def test_esc_closes_the_prompt_and_widens_nothing(explore):
    async with explore(view="org:google") as seat:
        await seat.press("tab", "F", "escape")
        assert seat.crumbs == "org:google"
        assert seat.app.focused.id == "rows"


async def test_reports_are_found_by_what_the_list_does_not_show(explore):
    async with explore() as seat:
        await seat.press("3")
        await find(seat, "noc@bramble")
        assert "Bramble" in cursor(seat, "#list")
        await seat.press("f", "n")
        assert "Bramble" in cursor(seat, "#list")


async def test_files_are_found_by_their_sentence(explore):
    async with explore() as seat:
        await seat.press("5")
        await find(seat, "truncated")
        assert "hit 1 of" in seat.text or "nothing here" in seat.text
        seat.assert_whole()


async def test_a_document_is_searched_where_it_is_read(explore):
    async with explore() as seat:
        await seat.press("3", "enter")
        await find(seat, "policy-domain")
        assert seat.app.focused.id == "document"
        assert "hit 1 of" in seat.text
        assert "policy-domain" in seat.pane("#document")
        await find(seat, "organization-name")
        assert "organization-name" in seat.pane("#document")
        await find(seat, "nowhere at all")
        assert "nothing here holds" in seat.text


async def test_a_million_rows_are_searched_off_the_screen():
    async with explorer(engine=Vast(1_000_000)) as seat:
        await seat.press("tab")
        await find(seat, "anything")
        assert seat.app.screen.query_one("#rows").cursor == 0
        await seat.press("N")
        assert seat.app.screen.query_one("#rows").cursor == 999_999


async def test_what_a_stranger_wrote_is_only_text_to_look_for(explore, tmp_path):
    save(tmp_path / "one.json", report(policies=[policy()]) | {"report-id": "[b]x[/b]\x1b[31m"})
    async with explore(tmp_path) as seat:
        await seat.press("3", "F")
        await seat.paste("[b]x[/b]\x1b")
        await seat.press("enter")
        assert "hit 1 of 1" in seat.text
        seat.assert_whole()
