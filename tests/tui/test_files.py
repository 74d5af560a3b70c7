"""Files: the state of every file, and what it means."""

from tests.output.invented import folder


async def test_problems_come_first_and_each_says_what_it_means(explore, tmp_path):
    async with explore(folder(tmp_path)) as seat:
        await seat.press("5")
        states = [line[1:14].strip() for line in seat.pane("#list").splitlines()[1:] if line.strip()]
        assert states[0] == "✗ unreadable"
        assert sorted(set(states)) == sorted(
            ["✗ unreadable", "≠ conflict", "▲ notes", "= duplicate", "– not report", "✓ read"]
        )
        assert states == sorted(states, key=states.index)
        assert "what it holds is missing from every total" in seat.pane("#detail")


async def test_every_state_has_its_sentence(explore, tmp_path):
    expected = {
        "unreadable": "what it holds is missing from every total",
        "conflict": "both are kept and",
        "notes": "its notes say what was amended",
        "duplicate": "the report is counted once",
        "not report": "it is left out of every total",
        "read": "counted in every total",
    }
    async with explore(folder(tmp_path)) as seat:
        await seat.press("5")
        seen = {}
        for _ in range(9):
            detail = seat.pane("#detail")
            state = detail.splitlines()[0].rsplit("─ ", 1)[1][2:].strip()
            seen[state] = detail
            await seat.press("j")
        assert set(seen) == set(expected)
        for state, words in expected.items():
            assert words in seen[state], state


async def test_f_shows_problems_only_and_all_again(explore):
    async with explore() as seat:
        counts = seat.app.state.counts.by_state
        problems = sum(number for state, number in counts.items() if state not in {"read", "not_report", "duplicate"})
        await seat.press("5", "G", "f")
        assert seat.app.screen.query_one("#list").total == problems
        assert "▸✗ unreadable" in seat.pane("#list")
        assert "f all files" in seat.text
        await seat.press("f")
        assert seat.app.screen.query_one("#list").total == 201


async def test_enter_opens_the_report_of_a_file_and_esc_returns(explore):
    async with explore() as seat:
        await seat.press("5", "j", "enter")
        assert seat.app.current_mode == "reports"
        assert "Northwind Mail" in seat.cursors[0]
        await seat.press("escape")
        assert seat.app.current_mode == "files"
        assert "▸≠ conflict" in seat.pane("#list")


async def test_enter_on_a_file_without_a_report_says_why_nothing_opens(explore):
    async with explore() as seat:
        await seat.press("5", "enter")
        assert seat.app.current_mode == "files"
        assert "no report in this file" in seat.text


async def test_an_archive_lists_its_parts(explore):
    async with explore() as seat:
        await seat.press("5", "G", "tab", "G")
        assert "✓ read" in seat.pane("#detail")
        assert "message 12" in seat.pane("#detail")


async def test_tab_goes_to_the_sentences_and_esc_back(explore):
    async with explore() as seat:
        await seat.press("5", "tab")
        assert seat.app.focused.id == "detail"
        await seat.press("escape")
        assert seat.app.focused.id == "list"


async def test_where_one_pane_fits_tab_swaps_them(explore):
    async with explore(size=(60, 15)) as seat:
        await seat.press("5", "tab")
        assert "Means" in seat.text
        assert "What happened" not in seat.text
        await seat.press("escape")
        assert "Means" not in seat.text


async def test_the_context_counts_files(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("5")
        assert "216 reports in 201 files, 2 not reports   ✗ 1 file" in seat.place
        assert "✗ 1 unreadable    ≠ 2 conflict    ▲ 39 notes" in seat.pane("#chips")
