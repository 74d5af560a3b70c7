"""The look of the screens, kept as the pictures of docs; ``TLSRPT_UPDATE_GOLDEN=1`` draws them anew, but never in CI.

A picture depends on what draws it, so other versions of Textual are not compared.
"""

import difflib
import os
import re
from html import unescape
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.tui.states import STATES, reached
from tlsrpt_tui.tui.picture import still

SNAPSHOTS = Path(__file__).parents[2] / "docs" / "pictures"
DRAWN_BY = "8.2"
"""The version of Textual that drew the pictures."""

MOST_BYTES = 4_000_000
_FONTS = "DejaVu Sans Mono, Menlo, Consolas"
_RANDOM = re.compile(r"terminal-\d+")
_WORDS = re.compile(r'class="terminal-(r\d+)"[^>]*\by="([\d.]+)"[^>]*>([^<]*)<')
_COLOURS = re.compile(r"\.terminal-(r\d+) \{([^}]*)\}")


def picture(seat):
    """Return the screen as SVG, without what differs from run to run or would be fetched, with all its blanks."""
    drawn = _RANDOM.sub("terminal", still(seat.app.export_screenshot(title="tlsrpt-tui", simplify=True)))
    return drawn.replace("Fira Code", _FONTS)


def told(svg):
    """Return a picture as lines of text, each piece with its colours."""
    colours = dict(_COLOURS.findall(svg))
    return [
        f"{float(y):7.1f} {unescape(text).replace(chr(0xA0), chr(0x20))} | {colours.get(style, '').strip()}"
        for style, y, text in _WORDS.findall(svg)
        if text.strip()
    ]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_it_looks_as_it_did(state, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    path = SNAPSHOTS / f"{state.name}.svg"
    async with reached(state) as seat:
        seat.assert_whole()
        drawn = picture(seat)
    if ".".join(version("textual").split(".")[:2]) != DRAWN_BY:
        pytest.skip(f"the pictures were drawn by Textual {DRAWN_BY}: another version draws other pictures")
    if os.environ.get("TLSRPT_UPDATE_GOLDEN") == "1":
        assert not os.environ.get("CI"), "golden files are not written in CI"
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    if drawn != kept:
        pytest.fail("\n".join(difflib.unified_diff(told(kept), told(drawn), path.name, "now", lineterm="", n=1)))


def test_the_pictures_are_those_of_the_states_and_stay_small():
    paths = sorted(SNAPSHOTS.glob("*.svg"))
    assert {path.stem for path in paths} == {state.name for state in STATES}
    assert sum(path.stat().st_size for path in paths) < MOST_BYTES
