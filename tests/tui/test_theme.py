"""The themes: what stands beside what can be told apart, and colour never says a thing alone."""

import itertools

import pytest
from rich.color import Color
from textual.filter import Monochrome
from textual.widgets import Input

from tests.tui.seat import explorer
from tlsrpt_tui.tui.dress import textual_theme
from tlsrpt_tui.tui.theme import ANSI, CONTRAST, DARK, LIGHT, MONO, PALETTES, THEMES, Ground, Look, Role

CARRYING = (Role.TEXT, Role.STRONG, Role.MUTED, Role.ACCENT, Role.FAILED, Role.WARN, Role.OK)
ROWS = (Ground.CURSOR, Ground.PICK)

# mockups: each role on the background, and on the row with the cursor
TABLE = {
    Role.RULE: ((1.6, None), (1.5, None)),
    Role.TEXT: ((12.7, 9.3), (12.7, 10.3)),
    Role.STRONG: ((16.3, 12.0), (17.9, 14.5)),
    Role.MUTED: ((6.2, 9.3), (6.3, 10.3)),
    Role.FAINT: ((3.1, None), (3.4, None)),
    Role.ACCENT: ((9.7, 7.1), (6.9, 5.6)),
    Role.FAILED: ((6.5, 4.8), (7.2, 5.9)),
    Role.SOFT: ((3.8, 2.8), (3.1, 2.5)),
    Role.WARN: ((12.0, 8.8), (5.1, 4.2)),
    Role.OK: ((6.5, 4.8), (5.7, 4.7)),
}


def luminance(color):
    parts = [part / 255 for part in color.get_truecolor()]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(palette, role, ground):
    style = palette.style(role, ground)
    dark, light = sorted((luminance(style.color), luminance(style.bgcolor)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("palette", "place"), [(DARK, 0), (LIGHT, 1)])
@pytest.mark.parametrize("role", Role)
def test_contrasts_are_those_that_were_designed(palette, place, role):
    for ground, wanted in zip((Ground.BG, Ground.CURSOR), TABLE[role][place], strict=True):
        if wanted is not None:
            assert contrast(palette, role, ground) == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize(("role", "ground"), [*itertools.product(Role, Ground)])
def test_high_contrast_is_seven_to_one_everywhere(role, ground):
    assert contrast(CONTRAST, role, ground) >= 7


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_what_carries_a_fact_can_be_read_on_every_ground(palette):
    for role, ground in itertools.product(CARRYING, Ground):
        # What was designed below that is bold, and says it with a glyph and a word too.
        assert contrast(palette, role, ground) >= (4.1 if role is Role.WARN else 4.5), (role, ground)
    assert palette.style(Role.WARN, Ground.CURSOR).bold


@pytest.mark.parametrize("palette", [ANSI, MONO])
def test_the_terminals_own_colours_are_neither_grounds_nor_blue_nor_bright(palette):
    allowed = {"default", "magenta", "red", "yellow", "cyan"} if palette is ANSI else {"default"}
    for role, ground in itertools.product(Role, Ground):
        style = palette.style(role, ground)
        assert style.color.name in allowed
        assert style.bgcolor == Color.default()
        assert bool(style.reverse) is (ground is Ground.CURSOR)


@pytest.mark.parametrize("palette", [*PALETTES.values(), MONO])
def test_the_row_with_the_cursor_and_the_picked_one_look_unlike_the_others(palette):
    plain, *rows = (palette.style(Role.TEXT, ground) for ground in (Ground.BG, *ROWS))
    assert plain not in rows
    assert rows[0] != rows[1]


@pytest.mark.parametrize("palette", [*PALETTES.values(), MONO])
def test_every_theme_dresses_the_stock_widgets_too(palette):
    theme = textual_theme(palette)
    assert theme.ansi is palette.native
    assert theme.name == f"tlsrpt-{palette.name}"
    assert {"rule", "muted", "pick", "cursor-row", "ansi-background"} <= {*theme.variables}


@pytest.mark.parametrize("theme", THEMES)
async def test_every_screen_can_be_shown_in_every_theme(theme):
    async with explorer(look=Look(theme)) as seat:
        for key in ("3", "5", "2", "question_mark", "escape", "slash"):
            await seat.press(key)
            seat.assert_whole()
        assert isinstance(seat.app.focused, Input)


async def test_the_look_changes_while_it_runs_on_screens_that_are_not_seen_too():
    async with explorer() as seat:
        await seat.press("3", "5", "2", "slash")
        first = grounds(seat)
        for theme in (*THEMES, DARK.name):
            seat.app.set_look(Look(theme))
            await seat.settle()
            assert grounds(seat) <= shown(PALETTES[theme])
        assert grounds(seat) == first
        seat.app.set_look(Look("light"))
        await seat.press("escape", "3")
        assert grounds(seat) <= shown(LIGHT)
        seat.assert_whole()


def grounds(seat):
    """Return the backgrounds on the screen, but for the cursor of a prompt."""
    letters = {palette.role(Role.ACCENT) for palette in PALETTES.values()}
    styles = [segment.style for strip in seat.strips for segment in strip if segment.style and segment.style.bgcolor]
    return {style.bgcolor for style in styles if style.bgcolor.name not in letters}


def shown(palette):
    return {palette.style(role, ground).bgcolor for role, ground in itertools.product(Role, Ground)}


async def test_the_glyphs_change_while_it_runs():
    async with explorer() as seat:
        before = seat.text
        assert not before.isascii()
        seat.app.set_look(Look(glyphs="ascii"))
        await seat.settle()
        assert seat.text.isascii()
        seat.app.set_look(Look())
        await seat.settle()
        assert seat.text == before


async def test_no_color_leaves_weight_and_reverse_and_no_colour_at_all(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with explorer(size=(120, 40), look=Look("light")) as seat:
        assert not any(isinstance(known, Monochrome) for known in seat.app.get_line_filters())
        for keys in ((), ("slash",), ("escape", "3"), ("5",)):
            await seat.press(*keys)
            styles = {segment.style for strip in seat.strips for segment in strip if segment.style}
            for style in styles:
                assert style.color is None or style.color.is_default
                assert style.bgcolor is None or style.bgcolor.is_default
            assert any(style.reverse for style in styles)
            assert any(style.bold for style in styles)
            assert "▸" in seat.text
