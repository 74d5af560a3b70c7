"""Reports and files in any order, and the next of them that holds a text or in which something failed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.factories import NOW, detail, engine_of, on, policy, report
from tests.index.test_against_reference import reports
from tlsrpt_tui.index.list_sort import FROM_GREATEST, FileColumn, FileSort, Hit, ReportColumn, ReportSort
from tlsrpt_tui.index.view import Sort, SortColumn, View

ALL = View()


def listed(engine, sort, *, view=ALL, failing=False):
    return engine.reports(view, now=NOW, failing=failing, offset=0, limit=100, sort=sort).rows


def value(row, column):
    """Return what a report is sorted by; none goes last."""
    sessions = row.failed + (row.successful or 0)
    return {
        ReportColumn.DAY: row.day,
        ReportColumn.SENDER: (row.organization.casefold(), row.organization),
        ReportColumn.DOMAIN: row.domains[0] if row.domains else None,
        ReportColumn.POLICIES: row.policy_types[0] if row.policy_types else None,
        ReportColumn.FAILED: row.failed,
        ReportColumn.OK: row.successful,
        ReportColumn.RATE: round(row.failed / sessions * 10**9) if sessions and row.successful is not None else None,
        ReportColumn.NOTES: row.notes + (1 << 20) * row.conflict,
        ReportColumn.FILE: row.file,
    }[column]


@pytest.mark.parametrize("column", ReportColumn)
@pytest.mark.parametrize("descending", [True, False])
@settings(deadline=None, max_examples=25)
@given(made=st.lists(reports(), max_size=6))
def test_reports_are_sorted_by_any_column_and_nothing_known_goes_last(column, descending, made):
    engine = engine_of(*made)
    rows = listed(engine, ReportSort(column, descending))
    found = [value(row, column) for row in rows]
    known = [one for one in found if one is not None]
    assert known == sorted(known, reverse=descending)
    assert found[: len(known)] == known
    assert {row.number for row in rows} == {row.number for row in listed(engine, ReportSort())}
    for place, row in enumerate(rows):
        how = {"now": NOW, "failing": False, "sort": ReportSort(column, descending)}
        assert engine.report_place(ALL, row.number, **how) == place


def test_reports_that_are_equal_fall_to_the_newest_then_the_most_failed():
    engine = engine_of(
        report(policy(1, 1), start=on(11, 1)),
        report(policy(1, 2), start=on(11, 2)),
        report(policy(1, 9), start=on(11, 2)),
    )
    rows = listed(engine, ReportSort(ReportColumn.SENDER, descending=False))
    assert [row.failed for row in rows] == [9, 2, 1]


def test_counts_are_read_from_the_greatest_and_names_from_a():
    assert ReportColumn.FAILED in FROM_GREATEST
    assert ReportColumn.SENDER not in FROM_GREATEST
    assert FileColumn.SIZE in FROM_GREATEST


def seek(engine, text, place, *, forward=True, view=ALL):
    return engine.seek_row(view, text, now=NOW, place=place, forward=forward)


@pytest.fixture
def three():
    return engine_of(
        report(
            policy(
                0,
                6,
                detail(3, mx="mx1.example.com", reason="Certificate EXPIRED"),
                detail(2, mx="mx2.example.com", position=1),
                detail(1, mx="mx3.example.com", ip="192.0.2.9", position=2),
            )
        )
    )


def test_the_next_row_that_holds_a_text_in_whatever_case_and_column(three):
    assert seek(three, "MX2", -1) == Hit(1, 1, 1, wrapped=False)
    assert seek(three, "certificate expired", -1).place == 0
    assert seek(three, "192.0.2.9", -1).place == 2
    assert seek(three, "nowhere", -1) is None


def test_hits_go_round_both_ends(three):
    assert seek(three, "example", 0) == Hit(1, 2, 3, wrapped=False)
    assert seek(three, "example", 2) == Hit(0, 1, 3, wrapped=True)
    assert seek(three, "example", 0, forward=False) == Hit(2, 3, 3, wrapped=True)
    assert seek(three, "example", 2, forward=False) == Hit(1, 2, 3, wrapped=False)


def test_hits_stand_in_the_order_and_the_filter_of_the_view(three):
    least_first = View(sort=Sort(SortColumn.FAILED, descending=False))
    assert seek(three, "mx1", -1, view=least_first).place == 2
    assert seek(three, "mx1", -1, view=View.parse("mx:mx2*")) is None


def test_without_a_text_the_next_row_of_which_sessions_failed():
    engine = engine_of(report(policy(0, 5, detail(0), detail(5, position=1), detail(0, position=2))))
    assert seek(engine, "", -1) == Hit(0, 1, 1, wrapped=False)
    assert seek(engine, "", 0).wrapped


def test_the_next_report_in_which_something_failed_and_that_holds_a_text():
    engine = engine_of(
        report(policy(1, 0), org="Alpenpost", start=on(11, 3)),
        report(policy(1, 1, detail(1)), org="Kiosk Mail", start=on(11, 2)),
        report(policy(1, 0), org="Bramble", start=on(11, 1)),
    )
    how = {"now": NOW, "failing": False, "sort": ReportSort()}
    assert engine.seek_report(ALL, "", place=0, forward=True, **how) == Hit(1, 1, 1, wrapped=False)
    assert engine.seek_report(ALL, "bramble", place=0, forward=True, **how).place == 2
    assert engine.seek_report(ALL, "nobody", place=0, forward=True, **how) is None


def test_files_are_sorted_and_sought_too():
    engine = engine_of(report(policy(1, 0)), report(policy(1, 1), start=on(11, 2)))
    up, down = FileSort(FileColumn.FILE, descending=False), FileSort(FileColumn.FILE, descending=True)
    names = [row.name for row in engine.files(problems=False, offset=0, limit=9, sort=up).rows]
    assert names == sorted(names)
    assert [row.name for row in engine.files(problems=False, offset=0, limit=9, sort=down).rows] == names[::-1]
    assert engine.file_place(names[0], problems=False, sort=down) == len(names) - 1
    hit = engine.seek_file(names[-1], problems=False, sort=up, place=-1, forward=True)
    assert hit is not None
    assert engine.seek_file("", problems=False, sort=up, place=-1, forward=True) is None
