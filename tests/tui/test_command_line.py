"""The command line: commands by name, filters as they are, completion, and a reason for what cannot be."""

import pytest

from tests.tui.seat import NOW, typed
from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.tui.commands import COMMANDS, Asking, meaning, offer, spoken

ASKING = Asking(None, NOW, ("day", "failed"))


def said(text):
    """Return the name of the command and what stands behind it."""
    found = spoken(text, COMMANDS)
    return None if found is None else (found.command.name, found.rest)


def test_a_name_may_be_cut_short_as_long_as_it_means_one_command():
    assert said("quit") == ("quit", "")
    assert said("q") == ("quit", "")
    assert said("SORT failed desc") == ("sort", "failed desc")
    assert said("bookmark") == ("bookmark", ""), "a whole name is itself, whatever begins with it"
    with pytest.raises(FilterError, match=r'"re" begins several; expected .* or '):
        said("re")


@pytest.mark.parametrize("text", ["org:google", "-org:google", "failed>100", '"quoted words"', "foo:bar", "mx=x y"])
def test_what_looks_like_a_filter_is_one(text):
    assert said(text) is None


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("sotr failed", '"sotr" is no command, did you mean sort?', 0),
        ("zzz", "expected a command (tab lists them) or a filter as org:google", 0),
        ("sort", "sort lacks something; expected COLUMN [desc]", 4),
        ("quit now", "quit stands alone", 5),
    ],
)
def test_what_is_neither_says_where_and_what_was_expected(text, words, place):
    with pytest.raises(FilterError) as caught:
        said(text)
    assert words in str(caught.value)
    assert caught.value.position == place


def test_names_are_unique_and_no_name_is_a_filter():
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(
        said(f"{name} x" if not command.is_bare else name) for name, command in zip(names, COMMANDS, strict=True)
    )
    assert all(meaning(name, COMMANDS) for name in names)


def test_commands_and_their_words_are_completed_without_an_index():
    assert offer("so", COMMANDS, ASKING).choices == ("sort ",)
    assert offer("qu", COMMANDS, ASKING).choices == ("quit",)
    found = offer("sort fa", COMMANDS, ASKING)
    assert (found.start, found.end, found.choices) == (5, 7, ("failed",))
    assert "since " in offer("", COMMANDS, ASKING).choices
    assert set(offer("r", COMMANDS, ASKING).choices) >= {"reload", "reports", "result:", "rate>"}
    assert offer("nonsense x", COMMANDS, ASKING).choices == ()


async def given(seat, text):
    await seat.press("colon")
    await seat.type(text)
    await seat.press("enter")


async def test_a_filter_is_applied_as_it_is(explore):
    async with explore() as seat:
        await given(seat, "org:kiosk")
        assert seat.crumbs == "org:kiosk"
        await given(seat, "filter result:certificate-expired -org:x")
        assert seat.crumbs == "result:certificate-expired -org:x"
        await given(seat, "all")
        assert seat.crumbs == ""


async def test_screens_sort_and_time_go_by_name(explore):
    async with explore() as seat:
        await given(seat, "sort failed")
        assert seat.app.state.view.sort.text == "failed desc"
        await given(seat, "sort sender asc")
        assert seat.app.state.view.sort.text == "sender asc"
        await given(seat, "since 7d")
        assert seat.crumbs == "since:7d"
        await given(seat, "until yesterday")
        assert seat.crumbs == "since:7d until:yesterday"
        await given(seat, "reports")
        assert seat.app.current_mode == "reports"
        await given(seat, "explore")
        assert seat.app.current_mode == "explore"
        assert seat.app.focused.id == "facets"


async def test_a_range_in_words_takes_the_place_of_the_one_before(explore):
    async with explore(view="org:kiosk since:7d") as seat:
        await given(seat, "range 5 oct..9 oct")
        assert seat.crumbs == "org:kiosk since:2026-10-05 until:2026-10-09"
        await seat.press("left_square_bracket")
        assert seat.crumbs == "org:kiosk since:7d"


async def test_it_says_what_the_command_does_while_one_types(explore):
    async with explore() as seat:
        await seat.press("colon")
        assert "tab completes" in seat.text
        await seat.type("sor")
        assert "sort COLUMN [desc]  sort the list" in seat.text
        await seat.press(*["backspace"] * 3)
        await seat.type("org:kiosk")
        assert "a filter: 124 rows of 310   enter applies it" in seat.text


async def test_a_wrong_command_stays_to_be_changed_with_a_caret_under_the_place(explore):
    async with explore() as seat:
        await given(seat, "sort colour")
        lines = seat.text.splitlines()
        assert lines[-3].startswith(" : sort colour")
        assert lines[-2].index("^") == lines[-3].index("colour")
        assert "is no column to sort by; expected one of day" in lines[-2]
        await seat.press(*["backspace"] * len("colour"))
        await seat.type("failed")
        await seat.press("enter")
        assert seat.app.state.view.sort.text == "failed desc"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("since soon", '"soon" is not a day'),
        ("range soonish", "expected"),
        ("theme pink", '"pink" is no theme; expected dark'),
        ("filter foo:bar", '"foo" is not a field'),
        ("since 7d until:today", "since takes one day"),
    ],
)
async def test_every_command_says_what_was_expected(text, words, explore):
    async with explore(size=(120, 40)) as seat:
        await given(seat, text)
        assert words in seat.text
        assert seat.crumbs == ""
        seat.assert_whole()
        await seat.press("escape")
        assert seat.app.focused.id == "facets"


async def test_what_makes_no_sense_among_files_says_so(explore):
    async with explore() as seat:
        await seat.press("5")
        for text in ("org:kiosk", "since 7d"):
            await given(seat, text)
            assert "files are listed whatever the filter: it is for Explore and Reports" in seat.text
            await seat.press("escape")
        assert seat.crumbs == ""


async def test_tab_completes_commands_and_values_of_the_index(explore):
    async with explore() as seat:
        await seat.press("colon")
        await seat.type("filt")
        await seat.press("tab")
        await seat.type("org:kio")
        await seat.press("tab")
        assert ' : filter org:"Kiosk Mail"' in seat.text
        await seat.press("enter")
        assert seat.crumbs == 'org:"Kiosk Mail"'


async def test_tab_goes_on_to_the_next_completion_and_typing_ends_that(explore):
    async with explore() as seat:
        await seat.press("slash")
        await seat.type("result:")
        await seat.press("tab")
        first = seat.app.focused.value
        assert " 1/" in seat.text
        await seat.press("tab")
        second = seat.app.focused.value
        assert second != first
        await seat.press("shift+tab")
        assert seat.app.focused.value == first
        await seat.type(" ")
        assert "enter keeps it" in seat.text
        await seat.press("enter")
        assert seat.crumbs == first


async def test_values_are_completed_under_the_rest_of_the_filter(explore):
    async with explore(view="domain:example.net org:x") as seat:
        await seat.press("C", "enter", *["backspace"] * 5)
        await seat.type("org:")
        await seat.press("tab")
        assert "org:" in seat.app.focused.value
        assert "nothing to complete" not in seat.text
        await seat.press("enter")
        assert seat.crumbs == 'domain:example.net org:"Google Inc."'


async def test_nothing_to_complete_is_said(explore):
    async with explore() as seat:
        await seat.press("slash")
        await seat.type("to:9")
        await seat.press("tab")
        assert "nothing to complete here" in seat.text


@pytest.mark.parametrize(("key", "lines"), [("slash", ("org:kiosk", "org:google")), ("colon", ("all", "org:kiosk"))])
async def test_up_and_down_recall_what_was_typed(key, lines, explore):
    async with explore() as seat:
        for line in lines:
            await seat.press(key, "end", *["backspace"] * 20)
            await seat.type(line)
            await seat.press("enter")
        await seat.press("3", key)
        draft = seat.app.focused.value
        await seat.press("up", "up")
        assert seat.app.focused.value == lines[0]
        await seat.press("down")
        assert seat.app.focused.value == lines[1]
        await seat.press("down")
        assert seat.app.focused.value == draft


async def test_colon_and_slash_are_text_where_one_types(explore):
    async with explore() as seat:
        await seat.press("colon")
        await seat.pilot.press(*typed("org:a/b:c"))
        await seat.settle()
        assert seat.app.focused.value == "org:a/b:c"


async def test_the_list_is_sorted_and_its_columns_are_chosen_on_every_screen(explore):
    async with explore(size=(120, 40)) as seat:
        await given(seat, "columns day,sender")
        assert "Result type" not in seat.pane("#rows")
        await given(seat, "columns day,colour")
        assert "colour is no column here" in seat.text
        await seat.press("escape", "3")
        await given(seat, "sort sender")
        assert "Sender ↑" in seat.text


async def test_what_is_shown_is_written_under_the_name_that_is_said(explore, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with explore(view="org:kiosk") as seat:
        await given(seat, "export rows.csv")
        assert (tmp_path / "rows.csv").read_text().count("\n") == 125
        await given(seat, "export rows.doc")
        assert "the ending picks the format" in seat.text
        await seat.press("escape")
        assert seat.app.focused.id == "facets"


async def test_keys_can_be_said_too_and_the_theme_changes(explore):
    async with explore() as seat:
        await given(seat, "theme light")
        assert seat.app.look.theme == "light"
        await given(seat, "keys")
        assert "esc closes" in seat.text
        await seat.press("escape")
        await given(seat, "quit")
        await seat.pilot.pause()
        assert seat.app.return_value == 0


@pytest.mark.parametrize("size", [(20, 5), (40, 10), (60, 15), (80, 24), (200, 55)])
async def test_no_size_breaks_a_line_of_the_prompt(size, explore):
    async with explore(size=size) as seat:
        await seat.press("colon")
        seat.assert_whole()
        await seat.type("org:")
        await seat.press("tab")
        seat.assert_whole()
        await seat.press("enter", "C")
        seat.assert_whole()
