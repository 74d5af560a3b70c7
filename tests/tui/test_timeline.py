"""The timeline: a cursor over bars, ranges by keys and mouse, zoom that is no filter, and a range in words."""

import datetime as dt

import pytest

from tests.index.factories import detail, engine_of, on, policy, report
from tests.tui.engines import Held
from tests.tui.seat import sample, typed
from tlsrpt_tui.index.view import DayRange
from tlsrpt_tui.tui.widgets.timeline import Timeline

D = dt.date
OCTOBER = on(10, 1)
LARGEST = 2**53 - 1


def days(*failed, start=OCTOBER, successful=90):
    """Return an engine with a report on each day after ``start`` for which failed sessions are given."""
    return engine_of(
        *(
            report(policy(successful, count, *([detail(count)] if count else [])), start=start + dt.timedelta(days=day))
            for day, count in enumerate(failed)
            if count is not None
        )
    )


def years():
    """Return an engine with a report on every 20th day of seven years."""
    starts = (on(1, 1, year=2020) + dt.timedelta(days=number) for number in range(0, 2490, 20))
    return engine_of(*(report(policy(9, 1, detail(1)), start=start) for start in starts))


async def to_timeline(seat):
    """Press Tab until the timeline has the focus."""
    while not isinstance(seat.app.focused, Timeline):
        await seat.press("tab")


def title(seat):
    """Return the first line of the timeline."""
    return seat.pane("#timeline").splitlines()[0].strip()


def timeline(seat):
    return seat.app.screen.query_one(Timeline)


# Cursor


async def test_tab_reaches_it_behind_the_rows_and_goes_on_to_the_facets(explore):
    async with explore() as seat:
        seen = []
        for _ in range(4):
            await seat.press("tab")
            seen.append(seat.app.focused.id)
        assert seen.index("rows") < seen.index("timeline")
        assert "mark range" in seat.text or "timeline" in seen


async def test_the_title_tells_all_of_the_bar_under_the_cursor(explore):
    async with explore(engine=days(0, 5, None, 20)) as seat:
        await to_timeline(seat)
        assert title(seat).startswith("Failed per day  Sun 4 Oct  20 failed of 110 sessions, 18.2%, 1 report")
        await seat.press("h")
        assert "Sat 3 Oct  no report" in title(seat)
        await seat.press("left")
        assert "Fri 2 Oct  5 failed of 95 sessions, 5.3%, 1 report" in title(seat)
        await seat.press("g")
        assert "Thu 1 Oct  0 failed of 90 sessions, 1 report" in title(seat)
        await seat.press("h")
        assert "Thu 1 Oct" in title(seat)
        await seat.press("G", "l", "right")
        assert "Sun 4 Oct" in title(seat)


async def test_pages_are_half_of_what_is_shown(explore):
    async with explore() as seat:
        await to_timeline(seat)
        places = []
        for key in ("ctrl+u", "ctrl+u", "ctrl+u", "ctrl+d", "end", "home"):
            await seat.press(key)
            places.append(timeline(seat).cursor)
        assert places == [15, 0, 0, 15, 30, 0]


async def test_moving_the_cursor_asks_nothing(explore):
    engine = Held(sample())
    engine.gate.set()
    async with explore(engine=engine) as seat:
        await to_timeline(seat)
        engine.asked.clear()
        asked = len(engine.totals_asked)
        await seat.press("h", "h", "g", "G", "space", "h", "v", "L")
        assert not engine.asked.is_set()
        assert len(engine.totals_asked) == asked


async def test_the_cursor_stays_on_its_day_when_the_filter_changes(explore):
    async with explore() as seat:
        await to_timeline(seat)
        await seat.press("h", "h", "h", "d", "enter")
        await to_timeline(seat)
        assert "Wed 28 Oct" in title(seat)


# Narrowing and marking


async def test_enter_narrows_to_the_bar_and_once_more_lets_it_go(explore):
    async with explore() as seat:
        await to_timeline(seat)
        await seat.press("h", "enter")
        assert seat.crumbs == "on:2026-10-30"
        assert "30 Oct" in seat.place
        await seat.press("enter")
        assert seat.crumbs == ""


async def test_a_bar_of_several_days_becomes_since_and_until_and_esc_takes_both_back(explore):
    async with explore(engine=years(), size=(120, 40)) as seat:
        await to_timeline(seat)
        await seat.press("h", "enter")
        assert seat.crumbs == "since:2026-09-01 until:2026-09-30"
        await seat.press("tab", "escape")
        assert seat.crumbs == ""


async def test_space_marks_moving_extends_and_enter_takes_the_range(explore):
    async with explore(view="org:google") as seat:
        await to_timeline(seat)
        await seat.press("h", "space", "h", "h")
        assert "marked 28–30 Oct" in title(seat)
        assert seat.crumbs == "org:google"
        await seat.press("enter")
        assert seat.crumbs == "org:google since:2026-10-28 until:2026-10-30"
        assert "28━30" in seat.pane("#timeline")


async def test_esc_drops_what_is_marked_before_it_widens(explore):
    async with explore(view="org:google") as seat:
        await to_timeline(seat)
        await seat.press("space", "h", "escape")
        assert "marked" not in title(seat)
        assert seat.crumbs == "org:google"
        await seat.press("escape")
        assert seat.crumbs == ""


async def test_a_gap_says_that_nothing_is_there_to_narrow_to(explore):
    async with explore(engine=days(1, None, 1)) as seat:
        await to_timeline(seat)
        await seat.press("h", "enter")
        assert "no report in Fri 2 Oct" in seat.text
        assert seat.crumbs == ""


# The mouse


async def test_a_click_puts_the_cursor_and_two_narrow(explore):
    async with explore(engine=days(*range(1, 9))) as seat:
        await seat.click("#timeline", 6 + 2 * 9, 2)
        assert "Sat 3 Oct" in title(seat)
        assert seat.crumbs == ""
        await seat.click("#timeline", 6 + 2 * 9, 2, times=2)
        assert seat.crumbs == "on:2026-10-03"


async def test_drawing_over_bars_takes_their_range_when_the_button_is_let_go(explore):
    async with explore(engine=days(*range(1, 9))) as seat:
        await seat.pilot.mouse_down("#timeline", offset=(6, 2))
        await seat.pilot.hover("#timeline", offset=(6 + 2 * 9, 2))
        await seat.settle()
        assert "marked 1–3 Oct" in title(seat)
        await seat.pilot.mouse_up("#timeline", offset=(6 + 2 * 9, 2))
        await seat.settle()
        assert seat.crumbs == "since:2026-10-01 until:2026-10-03"


async def test_the_wheel_zooms(explore):
    async with explore() as seat:
        await seat.wheel("#timeline", up=True)
        assert "zoomed to" in title(seat)
        await seat.wheel("#timeline")
        assert "zoomed to" not in title(seat)
        assert seat.crumbs == ""


# How bars are drawn


async def test_v_stacks_all_sessions_over_the_failed_ones_and_the_axis_follows(explore):
    async with explore(engine=days(10, 20)) as seat:
        await to_timeline(seat)
        assert " 20 " in seat.pane("#timeline")
        await seat.press("v")
        assert "Sessions per day" in title(seat)
        assert "█ failed █ ok" in title(seat)
        assert " 120 " in seat.pane("#timeline")
        await seat.press("v")
        assert "Failed per day" in title(seat)


async def test_v_says_why_it_cannot_where_no_report_tells_successes(explore):
    async with explore(view="mx:mx1.example.com") as seat:
        await to_timeline(seat)
        await seat.press("v")
        assert "no report says how many succeeded by MX host" in seat.text
        assert "Failed per day" in title(seat)


async def test_the_logarithm_is_said_by_title_and_axis_and_lifts_small_bars(explore):
    async with explore(engine=days(100, 10000), size=(120, 40)) as seat:
        await to_timeline(seat)
        assert "log" not in seat.pane("#timeline")
        await seat.press("L")
        lines = seat.pane("#timeline").splitlines()
        assert "Failed per day, log" in lines[0]
        assert lines[-1].startswith(" log")
        assert lines[-3].count("█") == 16


async def test_both_are_remembered_while_the_view_changes(explore):
    async with explore() as seat:
        await to_timeline(seat)
        await seat.press("v", "L", "d", "enter")
        assert "Sessions per day, log" in title(seat)
        await seat.press("m", "enter")
        assert "Failed per day, log" in title(seat)
        await seat.press("escape")
        assert "Sessions per day, log" in title(seat)


@pytest.mark.parametrize(("size", "rows"), [((60, 15), 1), ((80, 24), 4), ((120, 40), 6), ((200, 55), 8)])
async def test_every_size_has_its_height(size, rows, explore):
    async with explore(size=size) as seat:
        assert timeline(seat).size.height == rows
        assert "Failed" in seat.pane("#timeline")
        assert "2 958" in seat.pane("#timeline")
        seat.assert_whole()


async def test_a_single_row_tells_the_bar_under_the_cursor_at_its_right(explore):
    async with explore(size=(60, 15)) as seat:
        await seat.click("#timeline", 20, 0)
        assert "9 Oct 199" in seat.pane("#timeline")
        await seat.press("space", "l")
        seat.assert_whole()


async def test_days_without_a_report_yet_are_no_gap(explore):
    async with explore(engine=days(5, 5, start=on(10, 28)), size=(120, 40)) as seat:
        axis = seat.pane("#timeline").splitlines()[-1]
        assert "30 not yet in" in axis
        assert seat.pane("#timeline").splitlines()[-2].count("╌") == 24
        assert "newest report day Thu 29 Oct, reports lag 1–2 days" in title(seat)


async def test_after_weeks_of_silence_no_report_is_merely_late(explore):
    async with explore(engine=days(5, 5), size=(120, 40)) as seat:
        assert "not yet" not in seat.text


async def test_a_gap_is_named_where_there_is_room_and_signed_where_not(explore):
    async with explore(engine=days(5, None, None, 5), size=(80, 24)) as seat:
        assert " no report " in seat.pane("#timeline").splitlines()[-1]
    async with explore(engine=days(*[5] * 8, None, *[5] * 20)) as seat:
        assert "╌ no report" in seat.pane("#timeline").splitlines()[-1]


async def test_the_year_is_told_where_it_changes(explore):
    async with explore(engine=days(*[5] * 40, start=on(12, 10, year=2025)), size=(120, 40)) as seat:
        axis = seat.pane("#timeline").splitlines()[-1]
        assert "10 Dec 2025" in axis
        assert "1 Jan 2026" in axis
        await to_timeline(seat)
        assert "Sun 18 Jan 2026" in title(seat)


# Zoom


async def test_z_zooms_from_months_to_days_without_touching_the_filter(explore):
    async with explore(engine=years()) as seat:
        await to_timeline(seat)
        units = []
        for _ in range(6):
            units.append(timeline(seat).shown.answer.unit)
            await seat.press("z")
        assert units == ["quarter", "month", "week", "day", "day", "day"]
        assert "Failed per day, zoomed " in title(seat)
        assert seat.crumbs == ""
        for _ in range(9):
            await seat.press("Z")
        assert timeline(seat).shown.answer.unit == "quarter"
        assert "all the time is shown" in seat.text


async def test_z_says_when_nothing_is_finer(explore):
    async with explore() as seat:
        await seat.press("z", "z", "z", "z", "z")
        assert "nothing is finer than these days" in seat.text
        assert len(timeline(seat).shown.answer.bars) == 5


async def test_z_first_fills_the_width_with_the_range_of_the_filter(explore):
    async with explore(view="since:2026-10-10 until:2026-10-20") as seat:
        await seat.press("z")
        assert seat.app.screen.window == DayRange(D(2026, 10, 10), D(2026, 10, 20))
        assert "zoomed to 10–20 Oct" in title(seat)
        await seat.press("z")
        assert len(timeline(seat).shown.answer.bars) == 5


async def test_z_fills_the_width_with_what_is_marked(explore):
    async with explore() as seat:
        await to_timeline(seat)
        await seat.press("space", *"hhhhhhh", "z")
        assert seat.app.screen.window == DayRange(D(2026, 10, 24), D(2026, 10, 31))


async def test_the_zoom_stays_while_values_are_narrowed_to_and_follows_a_range_out_of_sight(explore):
    async with explore(view="since:2026-10-20 until:2026-10-26") as seat:
        await seat.press("z", "d", "enter")
        assert "zoomed to 20–26 Oct" in title(seat)
        await seat.press("left_curly_bracket")
        assert "zoomed to 13–19 Oct" in title(seat)


async def test_z_on_reports_says_where_the_timeline_is(explore):
    async with explore() as seat:
        await seat.press("3", "z")
        assert "the timeline is on Explore" in seat.text


# A range in words


async def test_since_yesterday_takes_two_keys(explore):
    async with explore() as seat:
        await seat.press("t", "y")
        assert seat.crumbs == "since:yesterday"
        assert "since 31 Oct" in seat.place
        assert seat.app.focused.id == "facets"
    async with explore() as seat:
        await seat.press("t", "enter")
        assert seat.crumbs == "since:yesterday"


async def test_a_preset_can_be_walked_to_and_tells_its_days(explore):
    async with explore(view="org:google since:7d") as seat:
        await seat.press("t")
        assert "since Sat 31 Oct 2026" in seat.text
        await seat.press("j", "j", "j")
        assert "since Sun 25 Oct 2026" in seat.text
        await seat.press("k", "enter")
        assert seat.crumbs == "org:google since:24h"


async def test_two_keys_typed_at_once_both_reach_the_prompt(explore):
    async with explore() as seat:
        await seat.pilot.press("t", "p")
        await seat.settle()
        assert seat.crumbs == "since:2026-10-01 until:2026-10-31"


async def test_a_range_can_be_typed_and_everything_given_back(explore):
    async with explore() as seat:
        await seat.press("t")
        await seat.type("15 oct")
        await seat.press("full_stop", "full_stop")
        await seat.type("20 oct")
        assert "15–20 Oct 2026, 6 days" in seat.text
        await seat.press("enter")
        assert seat.crumbs == "since:2026-10-15 until:2026-10-20"
        await seat.press("t", "e")
        assert seat.crumbs == ""


@pytest.mark.parametrize(
    ("keys", "crumbs"), [("nov", "since:2026-11-01 until:2026-11-30"), (" dec", "since:2025-12-01")]
)
async def test_a_letter_that_picks_nothing_or_a_blank_begins_to_type(keys, crumbs, explore):
    async with explore() as seat:
        await seat.press("t", *typed(keys), "enter")
        assert seat.crumbs.startswith(crumbs)


async def test_a_mistake_is_pointed_at_and_nothing_is_taken(explore):
    async with explore() as seat:
        await seat.press("t", *typed("15 nvo"), "enter")
        place = next(line for line in seat.text.splitlines() if line.startswith(" t "))
        hint = next(line for line in seat.text.splitlines() if '"nvo" is no time, did you mean nov?' in line)
        assert hint.index("^") == place.index("nvo")
        assert seat.crumbs == ""


async def test_esc_leaves_the_range_and_the_focus_as_they_were(explore):
    async with explore(view="since:7d") as seat:
        await to_timeline(seat)
        await seat.press("t", "escape")
        assert (seat.crumbs, seat.app.focused.id) == ("since:7d", "timeline")
        await seat.press("t", "1", "escape")
        assert (seat.crumbs, seat.app.focused.id) == ("since:7d", "timeline")
        assert "or type one" not in seat.text


async def test_the_filter_prompt_takes_the_place_of_this_one(explore):
    async with explore() as seat:
        await seat.press("t", "slash")
        assert "or type one" not in seat.text
        await seat.type("google")
        await seat.press("enter")
        assert seat.crumbs == "google"


async def test_what_is_pasted_does_no_harm(explore):
    async with explore() as seat:
        await seat.press("t", "1")
        await seat.paste("\x1b]0;title\x07[@click=app.bell()]x[/]" + "9" * 5000)
        seat.assert_whole()
        await seat.press("enter")
        assert seat.crumbs == ""


async def test_it_works_on_reports_and_says_on_files_why_not(explore):
    async with explore() as seat:
        await seat.press("3", "t", "y")
        assert seat.crumbs == "since:yesterday"
        await seat.press("5", "t")
        assert "files are listed whatever their time" in seat.text
        await seat.press("left_curly_bracket")
        assert "files are listed whatever their time" in seat.text


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 55)])
async def test_the_prompt_fits_every_size(size, explore):
    async with explore(size=size) as seat:
        await seat.press("t", *"kkk")
        assert "▸p last" in seat.text
        seat.assert_whole()


# Shifting


async def test_the_range_moves_by_its_own_length(explore):
    async with explore(view="org:google since:2026-10-15 until:2026-10-20") as seat:
        await seat.press("left_curly_bracket")
        assert seat.crumbs == "org:google since:2026-10-09 until:2026-10-14"
        await seat.press("right_curly_bracket", "right_curly_bracket")
        assert seat.crumbs == "org:google since:2026-10-21 until:2026-10-26"


async def test_a_month_moves_by_a_month_on_reports_too(explore):
    async with explore() as seat:
        await seat.press("3", "t", "m", "left_curly_bracket")
        assert seat.crumbs == "since:2026-10-01 until:2026-10-31"


@pytest.mark.parametrize(
    ("view", "key", "words"),
    [
        ("", "left_curly_bracket", "no time range to shift: t sets one"),
        ("until:2026-10-20", "left_curly_bracket", "the range has no beginning"),
        ("on:2026-10-01,2026-10-05", "left_curly_bracket", "the filter picks several ranges"),
        ("since:7d", "right_curly_bracket", "no report can be newer than today"),
        ("on:0001-01-01", "left_curly_bracket", "the calendar ends there"),
    ],
)
async def test_a_range_that_cannot_move_says_why(view, key, words, explore):
    async with explore(view=view) as seat:
        await seat.press(key)
        assert words in seat.text
        assert seat.crumbs == view


# Whatever reports say


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 55)])
async def test_hostile_years_and_counts_break_no_line_at_any_zoom(size, explore):
    engine = engine_of(
        report(policy(LARGEST, LARGEST, detail(LARGEST)), start=dt.datetime(1, 1, 1, tzinfo=dt.UTC)),
        report(policy(1, 2, detail(2)), start=on(10, 30)),
        report(policy(0, 4, detail(4)), start=dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)),
        report(policy(3, 5, detail(5)), start=None),
    )
    async with explore(engine=engine, size=size) as seat:
        await seat.click("#timeline", 20, 0 if size[1] < 20 else 2)
        for key in (*"vLgzzzzzzzzzz", "space", "G", "enter", "left_curly_bracket", *"ZZZZZZZZ", "escape", "h", "enter"):
            await seat.press(key)
            seat.assert_whole()


async def test_without_a_readable_date_there_is_nothing_to_walk_through(explore):
    async with explore(engine=engine_of(report(policy(1, 2, detail(2)), start=None))) as seat:
        await to_timeline(seat)
        for key in ("h", "G", "space", "enter", "v", "L", "ctrl+d", "z"):
            await seat.press(key)
            seat.assert_whole()
        assert "there is no timeline to zoom" in seat.text


@pytest.mark.parametrize("words", ["6 oct..12 oct", "2026-10-06..2026-10-12"])
async def test_a_range_typed_in_one_go_loses_no_key(words, explore):
    async with explore() as seat:
        await seat.pilot.press("t", *typed(words), "enter")
        await seat.settle()
        assert "› 6–12 Oct" in seat.text


async def test_a_range_that_is_pasted_is_taken_as_typed(explore):
    async with explore() as seat:
        await seat.press("t")
        await seat.paste("6 oct..12 oct")
        await seat.press("enter")
        assert "› 6–12 Oct" in seat.text


async def test_after_all_reports_it_says_when_the_newest_was(explore):
    async with explore(now=dt.datetime(2026, 11, 9, 8, tzinfo=dt.UTC)) as seat:
        await seat.press("t", "t")
        assert "newest report 31 Oct: esc widens" in seat.text
