"""The pages about keys, settings and result types say what the program's own data say."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("page", ["keys", "settings", "result-types"])
def test_the_page_is_the_one_its_script_makes(page):
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / f"{page}.md").read_text(encoding="utf-8") == getattr(module, page.replace("-", "_"))()
