"""Each record and policy of the tables has the verdict, codes, sentences and correction that stand there."""

import tomllib
from pathlib import Path

import pytest

from tlsrpt_tui.live.published import Level
from tlsrpt_tui.live.record_lint import RecordKind, lint

CASES = Path(__file__).parent / "cases"
KINDS = {"tlsrpt": RecordKind.TLSRPT, "mta_sts": RecordKind.MTA_STS, "policy": RecordKind.POLICY}


def table(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]


def all_cases():
    for name, kind in KINDS.items():
        for case in table(name):
            data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"]
            yield pytest.param(kind, data, case, id=f"{name}-{case['name'].replace(' ', '-')}")


@pytest.mark.parametrize(("kind", "data", "case"), list(all_cases()))
def test_a_case_has_its_verdict_and_its_sentences(kind, data, case):
    found = lint(data, kind)
    assert found.conforms is case["conforms"]
    assert [fault.code for fault in found.faults] == case["codes"]
    assert [fault.sentence for fault in found.faults] == case["sentences"]
    assert found.corrected == case.get("corrected", "")
    assert any(fault.level is Level.ERROR for fault in found.faults) is not case["conforms"]
    check_places(kind, data, found.faults)
    if found.corrected:
        again = lint(found.corrected, kind)
        assert again.conforms
        assert again.corrected == ""


def check_places(kind, data, faults):
    """Assert that each place lies within the text."""
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    lines = text.split("\n") if kind is RecordKind.POLICY else [text]
    for fault in faults:
        assert fault.section in {"8460 §3", "8461 §3.1", "8461 §3.2"}
        assert fault.line is None or (kind is RecordKind.POLICY and 1 <= fault.line <= len(lines))
        assert fault.column is None or 0 <= fault.column <= len(lines[(fault.line or 1) - 1])


def test_there_are_sixty_of_each_standard_good_and_bad():
    reporting, strict = table("tlsrpt"), table("mta_sts") + table("policy")
    for cases in (reporting, strict):
        assert len(cases) >= 60
        assert 20 <= sum(case["conforms"] for case in cases) <= len(cases) - 20
        assert len({code for case in cases for code in case["codes"]}) >= 40


def test_every_disagreement_with_checkdmarc_names_what_decides():
    for name in KINDS:
        for case in table(name):
            assert ("checkdmarc" in case) is ("decides" in case), case["name"]
            if "checkdmarc" in case:
                assert case["checkdmarc"] == ("rejects" if case["conforms"] else "accepts"), case["name"]
                assert case["decides"].startswith("RFC "), case["name"]
