"""The screen of changes: what is otherwise than in the period before, and the way to the rows behind it."""

import pytest

from tests.output.invented import detail, policy, report, save
from tlsrpt_tui.index.view import View

TEXT = ["version: STSv1", "mode: testing", "mx: mx1.example.com", "max_age: 604800"]


@pytest.fixture
def weeks(tmp_path):
    """A fortnight of one sender, whose policy changes on the tenth day, when a failure begins."""
    for number in range(1, 15):
        lines = [line.replace("testing", "enforce") for line in TEXT] if number > 9 else TEXT
        failed = 20 if number > 9 else 0
        made = policy(successful=500, failed=failed, details=[detail(count=20)] if failed else [])
        made["policy"]["policy-string"] = lines
        save(tmp_path / f"{number}.json", report(f"r{number}", f"2026-10-{number:02}", policies=[made]))
    return tmp_path


def words(seat, pane="#list"):
    return [" ".join(line.split()) for line in seat.pane(pane).splitlines()]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
@pytest.mark.parametrize("mode", ["explore", "incidents"])
async def test_one_key_says_what_changed_since_last_week(explore, size, mode):
    async with explore(size=size, mode=mode) as seat:
        await seat.press("V")
        assert seat.app.current_mode == "changes"
        listed = words(seat)
        assert any(line.startswith("▸? silent Northwind Mail") for line in listed)
        assert [line.split()[0] for line in listed[-8:] if line.startswith("✓")] in (["✓", "✓"], [])
        seat.assert_whole()


async def test_a_word_on_the_command_line_does_so_too(explore):
    async with explore() as seat:
        await seat.press("colon")
        await seat.type("changes")
        await seat.press("enter")
        assert seat.app.current_mode == "changes"
        assert "25–31 Oct 2026 against 18–24 Oct 2026" in seat.text


async def test_what_stands_behind_a_change_is_told_below(explore):
    async with explore() as seat:
        await seat.press("V")
        told = " ".join(words(seat, "#detail"))
        assert "no report for 13 days, since 18 Oct" in told
        assert "reports arrive a day or two late" in told
        await seat.press("j")
        assert "not known since, for Postal Cooperative" in " ".join(words(seat, "#detail"))


async def test_enter_shows_the_rows_behind_a_change_and_esc_comes_back(explore):
    async with explore() as seat:
        await seat.press("V", "left_curly_bracket", "j", "j", "j", "enter")
        assert seat.app.current_mode == "explore"
        view = "result:certificate-expired since:2026-10-11 until:2026-10-17"
        assert seat.app.state.view.text.endswith(view)
        assert seat.app.state.engine.totals(seat.app.state.view, now=seat.app.clock()).failed == 9909
        await seat.press("escape")
        assert seat.app.current_mode == "changes"
        assert seat.app.state.view == View()
        assert "certificate-expired" in seat.cursors[0]


async def test_enter_on_a_silent_sender_shows_all_there_is_of_it(explore):
    async with explore() as seat:
        await seat.press("V", "enter")
        assert seat.app.state.view.text == 'org="Northwind Mail"'


async def test_other_periods_are_a_key_away(explore):
    async with explore() as seat:
        await seat.press("V", "p")
        assert "2–31 Oct 2026 against 2 Sep – 1 Oct 2026" in seat.text
        await seat.press("p")
        assert "31 Oct 2026 against 30 Oct 2026" in seat.text
        await seat.press("p", "left_curly_bracket", "left_curly_bracket")
        assert "11–17 Oct 2026 against 4–10 Oct 2026" in seat.text
        await seat.press("right_curly_bracket", "right_curly_bracket", "right_curly_bracket")
        assert "no report is newer" in seat.text
        assert "25–31 Oct 2026 against" in seat.text


async def test_days_that_the_filter_picks_are_the_period(explore):
    async with explore(view="since:2026-10-13 until:2026-10-16") as seat:
        await seat.press("V")
        assert "13–16 Oct 2026 against 9–12 Oct 2026" in seat.text
        await seat.press("p")
        assert "the filter picks the days" in seat.text
        await seat.press("left_curly_bracket")
        assert "9–12 Oct 2026 against 5–8 Oct 2026" in seat.text


async def test_the_filter_picks_what_is_compared(explore):
    async with explore(view="domain:example.net") as seat:
        await seat.press("V")
        assert "nothing changed from 18–24 Oct 2026 to 25–31 Oct 2026" in seat.text
        await seat.press("enter")
        assert "nothing changed, so there is nothing to open" in seat.text


async def test_a_range_without_a_day_says_so(explore):
    async with explore(view="since:2026-10-16 until:2026-10-13") as seat:
        await seat.press("V")
        assert "the filter leaves no day" in seat.text


async def test_days_without_a_report_say_so(explore):
    async with explore(view="since:2027-01-01 until:2027-01-07") as seat:
        await seat.press("V")
        assert "no report of 1–7 Jan 2027" in seat.text


async def test_a_change_of_policy_is_shown_line_by_line(explore, weeks):
    async with explore(weeks, size=(120, 40)) as seat:
        await seat.press("V", "G")
        assert seat.cursors[0].split()[:2] == ["▸≠", "policy"]
        told = words(seat, "#detail")
        assert "- mode: testing" in told
        assert "+ mode: enforce" in told


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_a_period_before_that_is_not_whole_is_said_above_the_list(explore, size):
    async with explore(size=size) as seat:
        await seat.press("V")
        assert "reports begin on" not in seat.text
        await seat.press("p")
        assert "? reports begin on 1 Oct, within the period before" in seat.text
        assert size[0] < 80 or "which is not whole" in seat.pane("#note")
        await seat.press("p")
        assert "reports begin on" not in seat.text
        seat.assert_whole()


async def test_enter_on_a_change_of_policy_shows_the_reports_that_saw_it_and_esc_comes_back(explore, weeks):
    async with explore(weeks) as seat:
        await seat.press("V", "G")
        assert "enter reports" in seat.text
        await seat.press("enter")
        assert seat.app.current_mode == "reports"
        assert "mode     enforce" in seat.pane("#policy")
        assert "14 Oct" in seat.pane("#list").splitlines()[1]
        await seat.press("escape")
        assert seat.app.current_mode == "changes"
        assert seat.cursors[0].split()[:2] == ["▸≠", "policy"]
        assert seat.app.state.view == View()


async def test_what_a_sender_saw_over_time_is_two_keys_away(explore, weeks):
    async with explore(weeks) as seat:
        await seat.press("4", "enter")
        told = words(seat, "#answer")
        assert "10–14 Oct 2026 5 reports" in told
        assert "≠ mode testing → enforce" in told
        assert told.index("10–14 Oct 2026 5 reports") < told.index("1–9 Oct 2026 9 reports")


async def test_a_sender_that_saw_one_policy_alone_says_so(explore):
    async with explore(size=(120, 40)) as seat:
        await seat.press("4", "enter")
        assert "Always the same: 6–22 Oct 2026, 6 reports." in words(seat, "#answer")


async def test_hidden_names_are_hidden_here_too_and_the_way_is_the_same(explore):
    async with explore(view="since:2026-10-13 until:2026-10-16") as seat:
        await seat.press("V", "H")
        assert "example.com" not in seat.text
        assert "certificate-expired" in seat.text
        await seat.press("enter")
        assert seat.app.current_mode == "explore"
        assert "example.com" not in seat.text
        assert seat.app.state.engine.totals(seat.app.state.view, now=seat.app.clock()).failed == 9909


async def test_a_change_can_be_copied_and_the_list_written_to_a_file(explore, tmp_path):
    async with explore() as seat:
        await seat.press("V", "y")
        assert seat.app.clipboard.startswith("Northwind Mail fell silent")
        seat.app.screen.export_folder = tmp_path
        await seat.press("x")
        await seat.press("ctrl+u")
        await seat.type("changes.csv")
        await seat.press("enter")
        assert (tmp_path / "changes.csv").read_text().splitlines()[0] == "kind,what,where,senders,before,after,day"


async def test_a_key_that_cannot_act_says_why(explore):
    async with explore() as seat:
        await seat.press("V", "s")
        assert "changes stand kind by kind" in seat.text
        await seat.press("f")
        assert "all changes are listed" in seat.text
        await seat.press("question_mark")
        assert "a week, 30 days, or a day" in seat.text


async def test_finding_goes_from_hit_to_hit(explore):
    async with explore(view="since:2026-10-13 until:2026-10-16") as seat:
        await seat.press("V", "F")
        await seat.type("harbour")
        await seat.press("enter")
        assert "(no details)" in seat.cursors[0]
        await seat.press("n")
        assert "new sender" in seat.cursors[0]
