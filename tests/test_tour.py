"""The tour says what the stories say, and every picture it shows is there."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def _script():
    spec = importlib.util.spec_from_file_location("make_tour", ROOT / "docs" / "make_tour.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tour_is_the_one_its_script_makes():
    assert (ROOT / "docs" / "tour.md").read_text(encoding="utf-8") == _script().page()


def test_every_picture_that_a_document_shows_is_there_and_asks_nobody_for_anything():
    shown = {
        page.parent / target
        for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
        for target in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    assert len(shown) > 10
    for picture in shown:
        text = picture.read_text(encoding="utf-8")
        assert "<svg" in text
        assert not re.search(r"url\(['\"]?https?:", text)


def test_keys_are_told_as_they_are_pressed():
    assert _script().shown(("5", "ctrl+d", "ctrl+d", "slash")) == "`5` `ctrl+d ×2` `/`"
