"""What makes two reports one, and what becomes of contradictions."""

import datetime as dt

import pytest

from tests.index.factories import DAY, NOTE, builder_of, days, engine_of, listed, on, policy, report, rows, sums, totals
from tlsrpt_tui.index.build import TableBuilder
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.schema import FileEntry
from tlsrpt_tui.index.states import PartState


def states(engine):
    return [row.state for row in sorted(engine.files(problems=False, offset=0, limit=99).rows, key=lambda r: r.number)]


def test_q36_the_same_report_twice_counts_once():
    engine = engine_of(*[report(policy(9, 1), report_id="one")] * 3)
    assert sums(engine) == (9, 1)
    assert (totals(engine).reports, totals(engine).all_reports, rows(engine).total) == (1, 1, 1)
    assert states(engine) == [PartState.READ, PartState.DUPLICATE, PartState.DUPLICATE]
    assert (engine.file_counts().duplicates, engine.file_counts().conflicts) == (2, 0)


def test_case_and_outer_space_of_the_organization_do_not_make_another_report():
    same = {"report_id": "one", "content": "same"}
    made = [report(policy(9, 1), org=org, **same) for org in ("Straße AG", " STRASSE ag ")]
    assert totals(engine_of(*made)).reports == 1


@pytest.mark.parametrize(
    "other",
    [{"org": "GMX"}, {"report_id": "ONE"}, {"start": on(11, 2), "end": DAY}, {"end": on(11, 3)}, {"start": None}],
)
def test_another_key_is_another_report(other):
    made = [report(policy(9, 1), **{"report_id": "one", **fields}) for fields in ({}, other)]
    engine = engine_of(*made)
    assert sums(engine) == (18, 2)
    assert engine.file_counts().conflicts == 0


def test_equal_content_is_the_same_report_whatever_its_surroundings_say_of_the_sender():
    made = [report(policy(9, 1), report_id="one", content="same", org=org) for org in ("example.com", "example.org")]
    engine = engine_of(*made)
    assert sums(engine) == (9, 1)
    assert states(engine) == [PartState.READ, PartState.DUPLICATE]


def test_an_empty_report_id_falls_back_to_the_content():
    first, second = (report(policy(9, failed), report_id="") for failed in (1, 2))
    engine = engine_of(first, second, first)
    assert sums(engine) == (18, 3)
    assert states(engine) == [PartState.READ, PartState.READ, PartState.DUPLICATE]
    assert engine.file_counts().conflicts == 0


def test_without_dates_the_rest_of_the_key_decides():
    made = report(policy(9, 1), report_id="one", start=None)
    assert totals(engine_of(made, made)).reports == 1


def test_a_contradiction_keeps_and_flags_both():
    engine = engine_of(*(report(policy(9, failed), report_id="one") for failed in (1, 2)))
    assert sums(engine) == (18, 3)
    assert [row.conflict for row in listed(engine).rows] == [True, True]
    assert [engine.report(number).rivals for number in (0, 1)] == [("1.json",), ("0.json",)]
    assert states(engine) == [PartState.CONFLICT, PartState.CONFLICT]
    assert engine.file_counts().conflicts == 2


def test_of_three_versions_each_knows_the_other_two():
    engine = engine_of(*(report(policy(9, failed), report_id="one") for failed in (1, 2, 3)), report(policy(1, 0)))
    assert [engine.report(number).rivals for number in range(4)] == [
        ("1.json", "2.json"),
        ("0.json", "2.json"),
        ("0.json", "1.json"),
        (),
    ]
    assert [row.conflict for row in sorted(listed(engine).rows, key=lambda row: row.number)] == [
        True,
        True,
        True,
        False,
    ]


def test_a_repeated_version_of_a_contradiction_is_a_duplicate_of_that_version():
    first, second = (report(policy(9, failed), report_id="one") for failed in (1, 2))
    engine = engine_of(first, second, second, first)
    assert sums(engine) == (18, 3)
    assert states(engine) == [PartState.CONFLICT, PartState.CONFLICT, PartState.DUPLICATE, PartState.DUPLICATE]
    shown = {row.name: row.sentence for row in engine.files(problems=False, offset=0, limit=9).rows}
    assert shown["2.json"] == "same report as 1.json"
    assert shown["3.json"] == "same report as 0.json"


def test_a_contradiction_found_later_flags_what_was_frozen_since_and_leaves_what_was_frozen_before():
    builder = builder_of(report(policy(9, 1), report_id="one"))
    before = builder.freeze()
    builder.add_file(FileEntry("later.json", "", 1), [("", 0, report(policy(9, 2), report_id="one"))])
    after = builder.freeze()
    assert [row.conflict for row in listed(LocalEngine(before)).rows] == [False]
    assert [row.conflict for row in listed(LocalEngine(after)).rows] == [True, True]
    assert (len(before.policies), len(after.policies)) == (1, 2)


def test_notes_do_not_make_another_report_and_those_of_a_duplicate_are_not_counted():
    made = [report(policy(1, 0), report_id="one", notes=notes, content="same") for notes in ((), (NOTE,))]
    engine = engine_of(*made)
    assert engine.file_counts().with_notes == 0
    assert listed(engine).rows[0].notes == 0


def test_a_duplicate_within_one_file_is_one_too():
    builder = TableBuilder()
    made = report(policy(9, 1), report_id="one")
    builder.add_file(FileEntry("all.mbox", "", 1), [("1", 0, made), ("2", 1, made)])
    engine = LocalEngine(builder.freeze())
    assert sums(engine) == (9, 1)
    (row,) = engine.files(problems=False, offset=0, limit=9).rows
    assert (row.state, row.sentence) == (PartState.READ, "1 report, 1 duplicate")
    assert row.parts[1].sentence == "same report as all.mbox › 1"


def test_organizations_are_grouped_without_case_and_shown_as_sent():
    engine = engine_of(report(policy(1, 0), org="GMX "), report(policy(2, 0), org="gmx", start=on(11, 2)))
    assert [row.organization for row in listed(engine).rows] == ["gmx", "GMX "]
    assert days(engine, "org=gmx") == {"2026-11-01": (1, 1, 0), "2026-11-02": (1, 2, 0)}


def test_many_versions_of_one_report_cost_no_more_than_many_reports():
    # As a stranger may send them: this many comparisons of every version with every other would not end soon.
    end = DAY + dt.timedelta(days=1)
    engine = engine_of(*(report(report_id="one", end=end, content=str(number)) for number in range(20_000)))
    assert engine.file_counts().conflicts == 20_000
    assert engine.files(problems=True, offset=19_999, limit=9).rows[0].sentence == "same id, other content: 0.json"
