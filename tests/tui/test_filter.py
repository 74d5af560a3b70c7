"""The filter prompt: it counts while one types, points at what is wrong, and leaves the filter alone until Enter."""

from textual import events

from tests.tui.seat import typed


async def test_it_opens_with_examples_and_counts_while_one_types(explore):
    async with explore() as seat:
        await seat.press("slash")
        assert "org:google  domain:example.com" in seat.text
        await seat.type("org:kiosk")
        assert "124 rows of 310, 2 439 failed   enter keeps it" in seat.text
        assert seat.crumbs == ""


async def test_what_is_typed_in_one_breath_with_the_slash_is_not_lost(explore):
    async with explore() as seat:
        for key, character in zip(typed("/org:a/x"), "/org:a/x", strict=True):
            seat.app.post_message(events.Key(key, character))
        await seat.settle()
        assert seat.app.focused.value == "org:a/x"


async def test_enter_takes_the_filter_and_the_keys_work_again(explore):
    async with explore() as seat:
        await seat.press("slash")
        await seat.paste("result:certificate-expired -org:microsoft")
        await seat.press("enter")
        assert seat.crumbs == "result:certificate-expired -org:microsoft"
        assert "enter keeps it" not in seat.text
        await seat.press("u")
        assert "◆certificate-expired" in seat.pane("#facets")


async def test_esc_leaves_the_filter_as_it_was(explore):
    async with explore(view="domain:example.com") as seat:
        await seat.press("slash")
        await seat.paste("org:nobody")
        await seat.press("escape")
        assert seat.crumbs == "domain:example.com"
        assert "org:nobody" not in seat.text
        assert seat.app.focused.id == "facets"


async def test_it_offers_the_filter_as_it_is_for_editing(explore):
    async with explore(view="domain:example.com") as seat:
        await seat.press("slash")
        assert " / domain:example.com " in seat.text
        await seat.press(*["backspace"] * len("domain:example.com "))
        await seat.press("enter")
        assert seat.crumbs == ""


async def test_a_caret_points_at_what_is_wrong_and_enter_does_not_take_it(explore):
    async with explore() as seat:
        await seat.press("slash")
        await seat.paste("org:kiosk foo:bar")
        lines = seat.text.splitlines()
        prompt = next(number for number, line in enumerate(lines) if line.startswith(" / "))
        assert lines[prompt + 1].index("^") == lines[prompt].index("foo")
        assert '"foo" is not a field' in lines[prompt + 1]
        await seat.press("enter")
        assert seat.crumbs == ""
        assert "foo:bar" in seat.text


async def test_a_long_filter_keeps_its_error_within_the_line(explore):
    async with explore() as seat:
        await seat.press("slash")
        await seat.paste("org:" + "x" * 70 + " foo:bar")
        seat.assert_whole()
        assert "^" in seat.text.splitlines()[-2]


async def test_letters_in_the_prompt_are_text_and_no_commands(explore):
    async with explore() as seat:
        await seat.press("slash")
        await seat.type("quorum 235")
        assert seat.app.is_running
        assert seat.app.current_mode == "explore"
        assert "/ quorum 235" in seat.text


async def test_the_prompt_opens_among_reports_and_files_say_why_not_there(explore):
    async with explore() as seat:
        await seat.press("3", "slash")
        await seat.paste("org:kiosk")
        assert "124 rows of 310" in seat.text
        await seat.press("escape", "5", "slash")
        assert "the filter picks reports, not files: 2 or 3" in seat.text
        assert seat.app.focused.id == "list"


async def test_a_filter_that_matches_nothing_says_so_and_esc_widens(explore):
    async with explore(view="org:nobody") as seat:
        assert "0 failed" in seat.place
        assert "nothing matches: esc widens" in seat.pane("#rows")
        await seat.press("3")
        assert "no report matches: esc widens" in seat.text
        await seat.press("escape")
        assert "216 reports" in seat.place
        seat.assert_whole()
