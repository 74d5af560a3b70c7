"""The steps of the filter on the context line: walked along, edited, let go, switched to another value."""

import pytest

from tests.output.invented import HOSTILE, detail, policy, report, save
from tlsrpt_tui.index.view import View
from tlsrpt_tui.tui.widgets.choices import MOST_LINES, Choices
from tlsrpt_tui.tui.widgets.context_line import ContextLine

FILTER = 'org="Google Inc." result:certificate-expired'


def listed(seat):
    return seat.pane("Choices").splitlines()


def chosen(seat):
    crumb = seat.app.screen.query_one(ContextLine).crumb
    return crumb.text if crumb else ""


async def test_the_last_step_is_chosen_first_and_one_walks_along_them(explore):
    async with explore(view=FILTER) as seat:
        await seat.press("C")
        assert chosen(seat) == "certificate-expired"
        await seat.press("h")
        assert chosen(seat) == "Google Inc."
        await seat.press("h", "right", "l")
        assert chosen(seat) == "certificate-expired"
        await seat.press("escape")
        assert chosen(seat) == ""
        assert seat.app.focused.id == "facets"
        assert seat.crumbs == FILTER, "leaving changes nothing"


async def test_without_a_filter_and_among_files_it_says_why_not(explore):
    async with explore() as seat:
        await seat.press("C")
        assert "nothing is filtered: / filters" in seat.text
        await seat.press("5", "C")
        assert "files know no filter" in seat.text


async def test_a_step_can_be_let_go_and_the_last_one_leaves_the_line(explore):
    async with explore(view=FILTER) as seat:
        await seat.press("C", "h", "x")
        assert seat.crumbs == "result:certificate-expired"
        assert chosen(seat) == "certificate-expired"
        await seat.press("delete")
        assert seat.crumbs == ""
        assert seat.app.focused.id == "facets"


async def test_enter_edits_one_step_and_leaves_the_others_where_they_are(explore):
    async with explore(view=FILTER) as seat:
        await seat.press("C", "h", "enter")
        assert ' / org="Google Inc."' in seat.text
        assert "certificate-expired" not in seat.text.splitlines()[-3]
        await seat.press(*["backspace"] * len('="Google Inc."'))
        await seat.type(":kiosk")
        assert "0 rows of 310" not in seat.text
        await seat.press("enter")
        assert seat.crumbs == "org:kiosk result:certificate-expired"


async def test_a_step_edited_to_nothing_goes(explore):
    async with explore(view="org:kiosk since:2026-10-05 until:2026-10-20") as seat:
        await seat.press("C", "enter")
        assert "since:2026-10-05 until:2026-10-20" in seat.text, "both ends of a range are one step"
        await seat.press(*["backspace"] * 40, "enter")
        assert seat.crumbs == "org:kiosk"


async def test_other_values_are_those_under_all_other_filters_with_their_counts(explore):
    async with explore(view=FILTER) as seat:
        await seat.press("C", "j")
        lines = listed(seat)
        assert lines[0].startswith(" Result types 2")
        assert lines[1].startswith("◆certificate-expired")
        assert "3 528  77%" in lines[1]
        assert lines[2].startswith(" validation-failure")
        await seat.press("down", "enter")
        assert seat.crumbs == 'org="Google Inc." result:validation-failure'
        assert "1 048 failed" in seat.place


async def test_typing_searches_and_enter_switches_to_what_is_found(explore):
    async with explore(view=FILTER) as seat:
        await seat.press("C", "left", "down")
        await seat.type("kio")
        assert listed(seat)[0].startswith(" Senders 1 of ")
        assert "kio" in listed(seat)[0]
        assert listed(seat)[1].startswith("▸Kiosk Mail")
        await seat.press("enter")
        assert seat.crumbs == 'org="Kiosk Mail" result:certificate-expired'
        assert seat.app.focused.id == "facets"


async def test_letters_that_are_keys_elsewhere_are_letters_in_the_list(explore):
    async with explore(view="domain:example.com") as seat:
        await seat.press("C", "down")
        await seat.type("xq:/j")
        assert "nothing holds “xq:/j”" in seat.text
        await seat.press(*["backspace"] * 5)
        assert "example.org" in "\n".join(listed(seat))
        await seat.press("escape")
        assert not seat.app.screen.query_one(Choices).display
        assert seat.crumbs == "domain:example.com"


async def test_a_step_that_leaves_out_switches_to_leaving_out_another(explore):
    async with explore(view="-domain:example.com") as seat:
        await seat.press("C", "j", "down", "enter")
        assert seat.crumbs.startswith("-domain:example.")
        assert seat.crumbs != "-domain:example.com"


async def test_steps_without_values_say_what_can_be_done(explore):
    async with explore(view="failed>1 since:2026-10-05") as seat:
        await seat.press("C", "j")
        assert "t picks another time, enter edits it" in seat.text
        await seat.press("h", "j")
        assert "this step has no other values: enter edits it" in seat.text


async def test_the_mouse_chooses_a_step_and_then_a_value(explore):
    async with explore(view=FILTER) as seat:
        column = seat.place.index("certificate")
        await seat.click("ContextLine", column, 0)
        assert chosen(seat) == "certificate-expired"
        await seat.click("ContextLine", column, 0)
        await seat.click("Choices", 3, 2)
        assert seat.crumbs == 'org="Google Inc." result:validation-failure'


async def test_a_switched_step_is_one_step_of_history(explore):
    async with explore(view=FILTER) as seat:
        await seat.press("C", "j", "down", "enter", "left_square_bracket")
        assert seat.crumbs == FILTER


@pytest.mark.parametrize("size", [(40, 10), (60, 15), (80, 24), (120, 40), (200, 55)])
async def test_the_list_breaks_no_line_at_any_size_and_is_short(size, explore):
    async with explore(size=size, view=FILTER) as seat:
        await seat.press("C", "j")
        seat.assert_whole()
        assert len(listed(seat)) <= MOST_LINES
        await seat.type("e")
        seat.assert_whole()
        await seat.resize(60, 15)
        seat.assert_whole()


async def test_many_hostile_values_stay_text_and_the_list_stays_short(explore, tmp_path):
    details = [
        detail(count=1, **{"receiving-mx-hostname": f"mx{number}.{'x' * (number % 300)}.example.com"})
        for number in range(3000)
    ]
    details.append(detail(count=99999, **{"receiving-mx-hostname": f"[/b][@click=app.bell]{HOSTILE}"}))
    save(tmp_path / "one.json", report(policies=[policy(failed=102_999, details=details)]))
    async with explore(tmp_path, view="mx:mx7*") as seat:
        await seat.press("C", "j")
        assert listed(seat)[0].startswith(" MX hosts 3 001")
        assert len(listed(seat)) == MOST_LINES
        await seat.press("end", "pageup", "home")
        assert "[/b][@click" in "\n".join(listed(seat))
        await seat.press("enter")
        seat.assert_whole()
        assert "99 999 failed" in seat.place
        assert View.parse(seat.crumbs) == View(seat.app.state.view.clauses)


PLACES = [
    ((120, 40), "hides 186 of 310 rows"),
    ((80, 24), "hides 186"),
]


@pytest.mark.parametrize(("size", "said"), PLACES)
async def test_the_line_says_what_the_filter_hides(size, said, explore):
    async with explore(size=size, view="org:kiosk") as seat:
        assert said in seat.place
        assert "2 439 failed" in seat.place
        assert "✗ 1 file" in seat.place


async def test_what_goes_first_when_it_gets_narrow(explore):
    async with explore(size=(130, 40), view="org:kiosk domain:example.com result:certificate-expired") as seat:
        seen = []
        for width in (130, 120, 112, 104, 98, 94, 90, 86, 82, 78, 74, 70, 67):
            await seat.resize(width, 40)
            seat.assert_whole()
            place = seat.place
            seen.append(
                (
                    " rows" in place,
                    "hides" in place,
                    "sample_reports/" in place,
                    "kiosk" in place,
                    "example.com" in place,
                )
            )
            assert "failed" in place
            assert "✗ 1" in place
        gone = [sum(step[part] for step in seen) for part in range(5)]
        assert gone == sorted(gone), gone


async def test_all_reports_hidden_by_the_filter_are_told_on_reports_too(explore):
    async with explore(size=(120, 40), view="org:kiosk") as seat:
        await seat.press("3")
        assert "of 216 reports" in seat.place
