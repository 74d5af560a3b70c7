"""A terminal that is only told what changed shows the same as one that is told everything."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style

from tests.tui.seat import explorer
from tests.tui.test_thrift import COLUMNS, LINES, seen
from tlsrpt_tui.tui.shadow import Shadow

CONSOLE = Console(color_system="truecolor", force_terminal=True)
HOME = "\x1b[1;1H"

styles = some.builds(
    Style,
    color=some.sampled_from([None, "#ee7d36", "red"]),
    bgcolor=some.sampled_from([None, "#14171d", "blue"]),
    bold=some.booleans(),
    underline=some.booleans(),
    reverse=some.booleans(),
)
words = some.text("ab  é", min_size=1, max_size=9)
pieces = some.tuples(some.integers(1, LINES), some.integers(1, COLUMNS - 10), styles, words)
frames = some.lists(some.lists(pieces, max_size=6), max_size=6)

odd_words = some.text("ab  \u00a0é報告\u0301\u200d\ufe0f👩🔬❤🇩🇪", min_size=1, max_size=9)
wide_words = some.text("ab 報告", min_size=1, max_size=9)
few_styles = some.sampled_from([Style(), Style(color="red", bold=True), Style(bgcolor="blue"), Style(underline=True)])
places = some.tuples(some.integers(1, 3), some.integers(1, 12), few_styles)
hard_pieces = some.tuples(places, wide_words | odd_words).map(lambda both: (*both[0], both[1]))
hard_frames = some.lists(some.lists(hard_pieces, min_size=1, max_size=4), max_size=8)

SAID = re.compile(r"\x1b\[([0-9;]*)m|\x1b\[(\d*);?(\d*)H|\x1b\[(\d+)G|(\n)|([^\x00-\x1f\x7f])")


class Model:
    """A terminal that does as xterm: a mark joins the lead of what is before it, half a wide character blanks."""

    def __init__(self):
        self.cells = [[(" ", frozenset())] * COLUMNS for _ in range(LINES)]
        self.x = self.y = 0
        self.look = {}

    def feed(self, data):
        place = 0
        for said in SAID.finditer(data):
            assert said.start() == place
            place = said.end()
            look, row, column, across, line, character = said.groups()
            if look is not None:
                self.turn(iter(look.split(";")))
            elif row is not None:
                self.x, self.y = int(column or 1) - 1, int(row or 1) - 1
            elif across:
                self.x = int(across) - 1
            elif line:
                self.x, self.y = 0, min(self.y + 1, LINES - 1)
            else:
                self.put(character, 1 if character.isascii() else cell_len(character))
        assert place == len(data)

    def turn(self, codes):
        for code in codes:
            if code in ("", "0"):
                self.look = {}
            elif code in ("22", "23", "24", "27", "29"):
                self.look = {key: kept for key, kept in self.look.items() if key not in {"22": "12"}.get(code, code[1])}
            elif code in ("39", "49"):
                self.look.pop(code, None)
            elif len(code) == 1:
                self.look[code] = code
            else:
                kind = next(codes) if code in ("38", "48") else ""
                more = [next(codes) for _ in range({"2": 3, "5": 1}.get(kind, 0))]
                self.look["39" if code[0] in "39" else "49"] = (code, kind, *more)

    def put(self, character, size):
        row, x = self.cells[self.y], self.x
        if not size:
            lead = x - 1 - (x > 1 and not row[x - 1][0])
            if lead >= 0:
                row[lead] = (row[lead][0] + character, row[lead][1])
            return
        if not row[x][0]:
            row[x - 1] = (" ", row[x - 1][1])
        if not row[x + size][0]:
            row[x + size] = (" ", row[x + size][1])
        row[x : x + size] = [(character, frozenset(self.look.items())), ("", frozenset(self.look.items()))][:size]
        self.x += size

    def seen(self):
        """Return every cell, blanks without what no blank shows."""
        shown = {"4", "7", "9"}
        return [
            [
                (text, frozenset(pair for pair in look if pair[0] == "49"))
                if text in {" ", "\u00a0"} and not shown & dict(look).keys()
                else (text, look)
                for text, look in row
            ]
            for row in self.cells
        ]


def shown(*frames):
    """Return what the model of a terminal shows after some frames."""
    model = Model()
    for frame in frames:
        model.feed(frame)
    return model.seen()


def sent(pieces):
    """Return a frame as Textual sends it."""
    made = [
        f"\x1b[{y};{x}H{style.render(text, color_system=CONSOLE._color_system)}" + "\n" * (y < LINES)
        for y, x, style, text in pieces
    ]
    return "".join([*made, HOME])


def through(shadow, frames):
    written = []
    for frame in frames:
        difference = shadow.difference(frame)
        written.append(frame if difference is None else difference)
    return written


@given(frames)
def test_only_what_changed_shows_the_same(painted):
    frames = [sent(pieces) for pieces in painted]
    assert seen(*through(Shadow(), frames)) == seen(*frames)


@given(frames, some.sampled_from(["\x1b[2J", "\x1b[?1049h\x1b[2J", "\x1b[3;3Hhalf a frame\x1b[58;5;1m\x1b[0m"]))
def test_what_is_not_understood_is_written_and_everything_before_it_forgotten(painted, odd):
    frames = [*(sent(pieces) for pieces in painted), odd, *(sent(pieces) for pieces in painted)]
    assert seen(*through(Shadow(), frames)) == seen(*frames)


def test_a_cell_that_stays_is_not_written_again():
    shadow = Shadow()
    through(shadow, [sent([(3, 1, Style(color="red"), "abcdefgh")])])
    assert shadow.difference(sent([(3, 1, Style(color="red"), "abcdefgh")])) == ""
    assert shadow.difference(sent([(3, 1, Style(color="red"), "abcdefgX")])) == "\x1b[3;8H\x1b[31mX\x1b[0m\x1b[1;1H"


def test_a_blank_differs_from_another_only_in_its_ground():
    shadow = Shadow()
    through(shadow, [sent([(3, 1, Style(color="red"), "    ")])])
    assert shadow.difference(sent([(3, 1, Style(color="green", bold=True), "    ")])) == ""
    assert "44m" in shadow.difference(sent([(3, 1, Style(bgcolor="blue"), "    ")]))


def test_cells_of_one_look_are_written_one_after_the_other():
    red, green = Style(color="red"), Style(color="green")
    made = Shadow().difference(sent([(2, 1, red, "a"), (2, 12, green, "b"), (3, 1, red, "c"), (3, 12, green, "d")]))
    assert made.count("\x1b[31m") == made.count("\x1b[32m") == 1


def test_a_screen_that_is_painted_from_the_top_is_written_whole_so_that_it_heals_what_others_did():
    shadow = Shadow()
    whole = sent([(line, 1, Style(color="red"), "x" * COLUMNS) for line in range(1, LINES + 1)])
    assert shadow.difference(whole) is None
    assert shadow.difference(whole) is None


def test_the_end_of_a_frame_and_a_copy_change_no_cell():
    shadow = Shadow()
    frame = sent([(3, 1, Style(), "abc")])
    through(shadow, [frame, "\x1b[?2026h", "\x1b]52;c;YQ==\x07"])
    assert shadow.difference(frame) == ""


def test_wide_characters_and_marks_upon_others_are_cells_too():
    wide = sent([(3, 1, Style(), "報告e\u0301"), (4, 1, Style(), "ab")])
    other = sent([(3, 1, Style(), "電告é "), (4, 1, Style(), "ac")])
    frames = [wide, other, wide]
    assert seen(*through(Shadow(), frames)) == seen(*frames)


@given(hard_frames)
@example([[(1, 2, Style(), "報")], [(1, 3, Style(), "X")], [(1, 2, Style(), "報")]])
@example([[(1, 2, Style(), "報報")], [(1, 3, Style(), "報")], [(1, 2, Style(), "報報")]])
@example([[(1, 2, Style(), "報a")], [(1, 2, Style(color="red", bold=True), "告a")], [(1, 2, Style(), "告b")]])
@example([[(1, 2, Style(), "a"), (1, 3, Style(), "\u0301")]] * 2)
def test_any_frames_end_with_what_writing_each_whole_shows(painted):
    frames = [sent(pieces) for pieces in painted]
    written = through(Shadow(), frames)
    assert [shown(*written[:n]) for n in range(len(frames) + 1)] == [shown(*frames[:n]) for n in range(len(frames) + 1)]


@pytest.mark.parametrize("plain", ["ab", "a ", " a", "報", "e\u0301"])
@pytest.mark.parametrize("other", [Style(color="red", bold=True), Style(bgcolor="blue"), Style(reverse=True)])
def test_plain_text_stays_plain_beside_text_in_colour(plain, other):
    for pieces in ([(3, 1, Style(), plain), (3, 3, other, "cd")], [(3, 1, other, "cd"), (3, 3, Style(), plain)]):
        frames = [sent(pieces)]
        assert shown(*through(Shadow(), frames)) == shown(*frames)


def test_a_blank_in_no_colour_is_written_with_the_word_beside_it():
    made = Shadow().difference(sent([(3, 1, Style(color="red"), "a"), (3, 2, Style(), " "), (3, 3, Style(), "b")]))
    assert made == "\x1b[3H\x1b[31ma \x1b[0mb\x1b[1;1H"


def test_both_halves_of_a_wide_character_are_one_cell():
    shadow = Shadow()
    through(shadow, [sent([(3, 1, Style(), "a報b")])])
    assert shadow.difference(sent([(3, 1, Style(), "a報b")])) == ""
    assert shadow.difference(sent([(3, 1, Style(), "a告b")])) == "\x1b[3;2H告\x1b[1;1H"
    assert shadow.difference(sent([(3, 3, Style(), "X")])) == "\x1b[3;3HX\x1b[1;1H"
    assert shadow.difference(sent([(3, 1, Style(), "a告b")])) == "\x1b[3;2H告\x1b[1;1H"


@pytest.mark.parametrize("odd", ["報\u0301b", "👩\u200d🔬b", "🇩🇪b", "❤\ufe0fb", "e\u0301b"])
def test_a_row_with_what_joins_is_written_whole_when_it_changes_and_not_when_it_stays(odd):
    shadow = Shadow()
    through(shadow, [sent([(3, 1, Style(), f"long ago {odd}"), (4, 1, Style(), "ab")])])
    assert shadow.difference(sent([(3, 1, Style(), f"long ago {odd}"), (4, 1, Style(), "ab")])) == ""
    made = shadow.difference(sent([(3, 1, Style(), f"long ago {odd}c"), (4, 1, Style(), "ac")]))
    assert made == f"\x1b[3Hlong ago {odd}c\x1b[4;2Hc\x1b[1;1H"
    assert shadow.difference(sent([(3, 1, Style(), "long ago")])) == "\x1b[3Hlong ago\x1b[1;1H"


def test_a_mark_upon_what_an_earlier_frame_painted_is_written_as_it_is():
    shadow = Shadow()
    through(shadow, [sent([(3, 1, Style(), "報b")])])
    assert shadow.difference(sent([(3, 3, Style(), "\u0301")])) is None
    assert shadow.difference(sent([(3, 1, Style(), "報b")])) == "\x1b[3H報b\x1b[1;1H"


def test_a_screen_with_what_joins_in_its_first_row_is_still_written_whole():
    whole = sent([(1, 1, Style(), "e\u0301"), *((line, 1, Style(), "x") for line in range(2, LINES + 1))])
    shadow = Shadow()
    assert shadow.difference(whole) is None
    assert shadow.difference(whole) is None


async def test_a_step_of_the_cursor_takes_few_bytes_on_every_screen():
    async with explorer(size=(120, 40)) as seat:
        shadow = Shadow()
        for keys in (("2", "tab"), ("3",), ("5",)):
            await seat.press(*keys)
            for _ in range(12):
                await seat.press("j")
                frame = "".join(f"\x1b[{y};1H{strip.render(CONSOLE)}" for y, strip in enumerate(seat.strips[1:], 2))
                difference = shadow.difference(f"{frame}{HOME}")
                if _:
                    assert len(difference.encode()) <= 2048
