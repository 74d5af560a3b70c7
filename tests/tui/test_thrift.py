"""Fewer bytes for a terminal, and the same on its screen."""

import itertools

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.console import Console
from rich.style import Style

from tests.tui.seat import explorer
from tlsrpt_tui.tui.thrift import PLAIN, look_of, thrifty

COLUMNS, LINES = 40, 6


def seen(*frames, columns=COLUMNS, lines=LINES):
    """Return every cell that a terminal shows after some frames, blanks without what no blank shows."""
    screen = pyte.Screen(columns, lines)
    stream = pyte.Stream(screen)
    for frame in frames:
        stream.feed(frame)
    cells = [[screen.buffer[y][x] for x in range(columns)] for y in range(lines)]
    return [
        [cell._replace(fg="", bold=False, italics=False) if cell.data == " " else cell for cell in row] for row in cells
    ]


styles = some.builds(
    Style,
    color=some.sampled_from([None, "#ee7d36", "#d3d9e3", "red", "color(200)"]),
    bgcolor=some.sampled_from([None, "#14171d", "#233048", "blue"]),
    bold=some.booleans(),
    underline=some.booleans(),
    reverse=some.booleans(),
    dim=some.booleans(),
)
words = some.text("ab  ", min_size=1, max_size=9)
pieces = some.tuples(some.integers(1, LINES), some.integers(1, COLUMNS - 10), styles, words)


def _sent(console, y, x, style, text):
    """Return a piece as Textual sends it: it ends every line but the last one."""
    end = "\r\n" if y < LINES else ""
    return f"\x1b[{y};{x}H{style.render(text, color_system=console._color_system)}{end}"


@given(some.lists(some.lists(pieces, max_size=6), max_size=3))
def test_it_shows_the_same_with_no_more_bytes(frames):
    console = Console(color_system="truecolor", force_terminal=True)
    sent = ["".join(_sent(console, *piece) for piece in frame) for frame in frames]
    few = [thrifty(frame) for frame in sent]
    assert seen(*few) == seen(*sent)
    assert all(len(one) <= len(other) for one, other in zip(few, sent, strict=True))


@pytest.mark.parametrize(
    "data",
    [
        "",
        "\x1b[?1049h\x1b[?25l",
        "\x1b[H\x1b[2J",
        "\x1b[58;5;1mcurly\x1b[0m",
        "\x1b[38;7;1munknown\x1b[0m",
        "\x1b[1mone\x1b[31mwithin another\x1b[0m",
        "no colours at all",
    ],
)
def test_what_is_not_understood_stays_as_it_is(data):
    assert thrifty(data) == data


def test_a_frame_ends_as_plain_as_it_began():
    assert thrifty("\x1b[31mred\x1b[0m") == "\x1b[31mred\x1b[0m"
    assert thrifty("\x1b[31mred\x1b[0m\x1b[31mder\x1b[0m") == "\x1b[31mredder\x1b[0m"
    assert thrifty("\x1b[31mred\x1b[0m\x1b[2J") == "\x1b[31mred\x1b[0m\x1b[2J"
    assert look_of("0") == look_of("") == look_of("39;49") == PLAIN


async def test_the_screens_show_the_same_in_fewer_bytes():
    async with explorer(size=(120, 40)) as seat:
        for keys in ((), ("3",), ("5",), ("slash",)):
            await seat.press(*keys)
            console = Console(color_system="truecolor", force_terminal=True)
            sent = "".join(f"\x1b[{y};1H{strip.render(console)}" for y, strip in enumerate(seat.strips, 1))
            assert seen(thrifty(sent), columns=120, lines=40) == seen(sent, columns=120, lines=40)
            assert len(thrifty(sent)) < 0.75 * len(sent)


def test_every_pair_of_attributes_can_follow_each_other():
    looks = ["1", "2", "3", "4", "7", "9", "1;4", "4;7", "1;31", "2;38;5;9", "48;2;1;2;3"]
    sent = "".join(f"\x1b[{one}mab\x1b[0m\x1b[{other}mcd\x1b[0m" for one, other in itertools.product(looks, looks))
    assert seen(thrifty(sent), columns=120) == seen(sent, columns=120)
