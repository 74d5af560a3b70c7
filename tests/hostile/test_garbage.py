"""One good report among five hundred files that are not: it is found, and every other says what it is."""

from collections import Counter

import pytest

from tests.hostile.garbage import GOOD_NAME, GOOD_REPORT, build_garbage
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.containers import documents
from tlsrpt_tui.reports.folder import FoundFile, Unopened, find
from tlsrpt_tui.reports.model import Document, Fate, Refused


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("garbage") / "reports"
    build_garbage(folder)
    return [
        (found.name, list(documents(found.path)) if isinstance(found, FoundFile) else [found])
        for found in find([folder])
    ]


def test_every_entry_is_accounted_for(outcomes):
    assert len(outcomes) == 501
    assert all(found for _, found in outcomes)


def test_every_refusal_is_one_short_line_that_can_do_nothing(outcomes):
    for name, found in outcomes:
        assert name.isprintable()
        for item in found:
            if isinstance(item, Refused | Unopened):
                assert item.sentence.strip(), name
                assert item.sentence.isprintable(), name
                assert len(item.sentence) <= 80, name


def test_one_good_report_is_found_where_it_was_put(outcomes):
    found = [(name, item) for name, outcome in outcomes for item in outcome if isinstance(item, Document)]
    assert [name for name, item in found if item.data == GOOD_REPORT] == [GOOD_NAME]
    assert all(len(item.data) <= DEFAULT_BOUNDS.document_bytes for _, item in found)


def test_all_three_fates_occur(outcomes):
    fates = Counter(item.fate for _, found in outcomes for item in found if not isinstance(item, Document))
    assert set(fates) == set(Fate)
