"""The page about records shows the disagreements with checkdmarc that the tables hold."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def comparison(monkeypatch):
    spec = importlib.util.spec_from_file_location("compare_checkdmarc", ROOT / "benchmarks" / "compare_checkdmarc.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_the_one_its_script_makes(comparison):
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    assert page == comparison.page(list(comparison.cases()))


def test_each_way_in_which_table_and_reality_can_differ_is_told(comparison):
    def case(theirs="", decides=""):
        return comparison.Case("tlsrpt", "a case", "text", conforms=True, codes=(), theirs=theirs, decides=decides)

    told = [
        [*comparison.complaints([one], [(verdict, "why")])]
        for one, verdict in (
            (case(), "accepts"),
            (case(), "rejects"),
            (case("rejects", "RFC 8460 §3"), "rejects"),
            (case("rejects", "RFC 8460 §3"), "accepts"),
            (case("rejects"), "rejects"),
        )
    ]
    assert [len(complaints) for complaints in told] == [0, 1, 0, 1, 1]
    assert "does not say" in told[1][0]
    assert "the two agree" in told[3][0]
    assert "no line decides" in told[4][0]
