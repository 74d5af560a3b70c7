"""A picture keeps its blanks, whatever draws it."""

import re

from tlsrpt_tui.tui.picture import still


async def test_every_text_of_a_picture_keeps_its_blanks(explore, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with explore() as seat:
        await seat.press("P")
    (path,) = tmp_path.glob("*.svg")
    (root,) = re.findall(r"<svg\b[^>]*>", path.read_text())
    assert 'xml:space="preserve"' in root


def test_what_a_text_says_is_left_alone():
    said = '<svg x="0"><text>&lt;svg &#160;</text></svg>'
    assert still(said) == '<svg xml:space="preserve" x="0"><text>&lt;svg &#160;</text></svg>'
