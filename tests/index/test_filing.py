"""What became of every file: one state, the worst of its parts, and one sentence why."""

import dataclasses

import polars as pl
import pytest

from tests.index.factories import NOTE, detail, policy, report
from tlsrpt_tui.index.build import TableBuilder
from tlsrpt_tui.index.filing import Filing
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.schema import FileEntry, Part
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.reports.model import Note

READ = PartState.READ
NOTES = PartState.NOTES
DUPLICATE = PartState.DUPLICATE
CONFLICT = PartState.CONFLICT
NOT_A_REPORT = PartState.NOT_A_REPORT
UNREADABLE = PartState.UNREADABLE
OVER_BOUND = PartState.OVER_BOUND

SAME = report(policy(9, 1), report_id="same")


def good(*details, notes=()):
    return report(policy(9, len(details), *details), notes=notes)


def refused(state, sentence="because", member=""):
    return Part(member, state, sentence)


def tables_with(*files):
    """Return tables of ``files``: (name, parts), a part being a refusal, a report or (member, report)."""
    builder = TableBuilder()
    for name, *parts in files:
        builder.add_file(FileEntry(name, "", 10), [_part(number, part) for number, part in enumerate(parts)])
    return builder.freeze()


def engine_with(*files):
    return LocalEngine(tables_with(*files))


def renumbered(tables):
    """Return the tables with the files numbered from the last to the first, as updates leave them in any order."""
    turned = (len(tables.files) - 1 - pl.col("file").cast(pl.Int64)).cast(pl.UInt32)
    return dataclasses.replace(
        tables,
        files=tables.files.reverse(),
        parts=tables.parts.with_columns(file=turned).sort("file", maintain_order=True),
        reports=tables.reports.with_columns(file=turned),
    )


def _part(number, part):
    if isinstance(part, Part):
        return part
    return (*part[:1], number, part[1]) if isinstance(part, tuple) else ("", number, part)


def page(engine, *, problems=False, offset=0, limit=100):
    return engine.files(problems=problems, offset=offset, limit=limit)


def only(*parts):
    """Return the row of one file."""
    return page(engine_with(("file", *parts))).rows[0]


def test_a_report_that_was_read_says_how_much_is_in_it():
    assert (only(good()).state, only(good()).sentence) == (READ, "1 report, no failure")
    assert only(good(detail())).sentence == "1 report, 1 detail"
    assert only(good(detail(), detail())).sentence == "1 report, 2 details"


def test_notes_are_a_state_and_the_first_of_them_is_the_sentence():
    second = Note("policies[0].policy", "[]", "is no object")
    assert (only(good(notes=(NOTE,))).state, only(good(notes=(NOTE,))).sentence) == (NOTES, "contact-info is absent")
    assert only(good(notes=(NOTE, second))).sentence == "contact-info is absent, and 1 more"


@pytest.mark.parametrize("state", [NOT_A_REPORT, UNREADABLE, OVER_BOUND])
def test_a_refusal_says_why_in_its_own_words(state):
    row = only(refused(state, "the end is missing"))
    assert (row.state, row.sentence, row.parts[0].report) == (state, "the end is missing", None)


def test_a_duplicate_names_the_file_that_was_read():
    engine = engine_with(("a.json", SAME), ("b.json", SAME))
    rows = {row.name: row for row in page(engine).rows}
    assert (rows["b.json"].state, rows["b.json"].sentence) == (DUPLICATE, "same report as a.json")
    assert rows["b.json"].parts[0].report == rows["a.json"].parts[0].report == 0


def test_a_conflict_names_another_version_and_where_in_its_file_it_is():
    other = report(policy(9, 2), report_id="same")
    engine = engine_with(("a.zip", ("x/1.json", SAME), ("x/2.json", good())), ("b.json", other))
    rows = {row.name: row for row in page(engine).rows}
    assert (rows["b.json"].state, rows["b.json"].sentence) == (CONFLICT, "same id, other content: a.zip › x/1.json")
    assert rows["a.zip"].state is CONFLICT
    assert rows["a.zip"].sentence == "x/1.json: same id, other content: b.json, 2 reports"


def test_a_conflict_outweighs_its_notes():
    other = report(policy(9, 2), report_id="same", notes=(NOTE,))
    rows = page(engine_with(("a", SAME), ("b", other))).rows
    assert [row.state for row in rows] == [CONFLICT, CONFLICT]


def test_a_file_that_holds_nothing_is_no_report():
    row = only()
    assert (row.state, row.sentence, row.parts) == (NOT_A_REPORT, "holds nothing that could be a report", ())


WORSE = [UNREADABLE, OVER_BOUND, NOTES, READ, DUPLICATE, NOT_A_REPORT]


def _of_state(state):
    if state in (UNREADABLE, OVER_BOUND, NOT_A_REPORT):
        return refused(state)
    if state is DUPLICATE:
        return SAME
    return good(notes=(NOTE,) if state is NOTES else ())


@pytest.mark.parametrize(("better", "worse"), [(b, w) for i, w in enumerate(WORSE) for b in WORSE[i + 1 :]])
def test_the_state_of_a_file_is_the_worst_of_its_parts_wherever_it_stands(better, worse):
    for parts in ((better, worse), (worse, better), (better, worse, better)):
        engine = engine_with(("first", SAME), ("file", *map(_of_state, parts)))
        assert next(row for row in page(engine).rows if row.name == "file").state is worse


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([("a", good()), ("b", good())], "2 reports"),
        ([("a", good()), refused(NOT_A_REPORT)], "1 report, 1 other part"),
        ([("a", good()), refused(NOT_A_REPORT), refused(NOT_A_REPORT)], "1 report, 2 other parts"),
        ([("a", SAME), ("b", SAME), ("c", SAME)], "1 report, 2 duplicates"),
        ([("a", good()), refused(UNREADABLE, "is cut off", "b")], "b: is cut off, 1 report"),
        ([("a", good()), refused(OVER_BOUND, "is too large")], "one part: is too large, 1 report"),
        ([refused(UNREADABLE, "is cut off", "b"), refused(NOT_A_REPORT)], "b: is cut off"),
        ([("a", good(notes=(NOTE,))), ("b", good())], "a: contact-info is absent, 2 reports"),
        ([refused(NOT_A_REPORT, "is a picture"), refused(NOT_A_REPORT, "is text")], "is a picture"),
    ],
)
def test_a_file_of_many_parts_says_the_worst_first_then_what_was_read(parts, sentence):
    assert only(*parts).sentence == sentence


def test_a_file_shows_each_of_its_parts():
    row = only(("a", good(detail())), refused(UNREADABLE, "is cut off", "b"), ("c", SAME), ("d", SAME))
    assert [(part.member, part.state, part.sentence) for part in row.parts] == [
        ("a", READ, "1 report, 1 detail"),
        ("b", UNREADABLE, "is cut off"),
        ("c", READ, "1 report, 1 detail"),
        ("d", DUPLICATE, "same report as file › c"),
    ]


def test_a_duplicate_does_not_repeat_the_notes_of_what_it_repeats():
    noted = good(notes=(NOTE,))
    first, second = page(engine_with(("a", noted), ("b", noted))).rows
    assert (first.parts[0].notes, second.parts[0].notes) == ((NOTE.sentence,), ())


@pytest.fixture
def folder(files):
    return LocalEngine(files)


@pytest.fixture
def files():
    other = report(policy(9, 2), report_id="same")
    return tables_with(
        ("read", good()),
        ("picture", refused(NOT_A_REPORT)),
        ("first", SAME),
        ("again", SAME),
        ("noted", good(notes=(NOTE,))),
        ("second", other),
        ("large", refused(OVER_BOUND)),
        ("broken", refused(UNREADABLE)),
        ("mixed", good(), refused(UNREADABLE)),
        ("empty",),
    )


def test_problems_come_first_and_files_are_listed_by_name_within_a_state(folder):
    assert [row.name for row in page(folder).rows] == [
        "broken",
        "mixed",
        "large",
        "first",
        "second",
        "noted",
        "again",
        "empty",
        "picture",
        "read",
    ]
    assert page(folder).total == 10


def test_what_is_in_a_folder_is_listed_together():
    names = ["a/b/c", "a/b-c", "a/b.json", "a-b/c", "a.json", "ä"]
    shown = page(engine_with(*((name, good()) for name in reversed(names)))).rows
    assert [row.name for row in shown] == names


def test_files_that_an_update_numbered_in_another_order_are_listed_and_described_alike(files, folder):
    updated = page(LocalEngine(renumbered(files)))
    assert [dataclasses.replace(row, number=9 - row.number) for row in updated.rows] == list(page(folder).rows)
    assert LocalEngine(renumbered(files)).file_counts() == folder.file_counts()


def test_a_folder_without_files_has_nothing_to_list():
    engine = engine_with()
    assert (page(engine).rows, page(engine).total, page(engine, problems=True).total) == ((), 0, 0)
    assert (engine.file_counts().seen, engine.file_counts().by_state) == (0, {})


def test_problems_alone_leave_out_what_needs_no_look(folder):
    shown = page(folder, problems=True)
    assert [row.name for row in shown.rows] == ["broken", "mixed", "large", "first", "second", "noted"]
    assert shown.total == 6


def test_windows_of_files_join_to_the_whole(folder):
    windows = [page(folder, offset=offset, limit=4) for offset in (0, 4, 8, 12)]
    assert tuple(row for window in windows for row in window.rows) == page(folder).rows


def test_a_file_has_its_number_and_size(folder):
    row = next(row for row in page(folder).rows if row.name == "again")
    assert (row.number, row.size) == (3, 10)


def test_files_are_counted_by_state(folder):
    counts = folder.file_counts()
    assert counts.seen == 10 == sum(counts.by_state.values())
    assert counts.by_state == {
        UNREADABLE: 2,
        OVER_BOUND: 1,
        CONFLICT: 2,
        NOTES: 1,
        DUPLICATE: 1,
        NOT_A_REPORT: 2,
        READ: 1,
    }
    assert (counts.not_reports, counts.unreadable, counts.read) == (2, 2, 6)
    assert counts.not_whole == 3
    assert (counts.duplicates, counts.conflicts, counts.with_notes) == (1, 2, 1)


def test_duplicates_conflicts_and_notes_are_counted_by_report_and_not_by_file():
    parts = [good(notes=(NOTE,)), good(notes=(NOTE,)), SAME, SAME, SAME]
    counts = engine_with(("all.mbox", *parts)).file_counts()
    assert (counts.seen, counts.duplicates, counts.with_notes) == (1, 2, 2)
    assert counts.by_state == {NOTES: 1}


@pytest.fixture
def archives():
    """Return the origins of four reports, the second of which comes in two files, and who contradicts whom."""
    other = report(policy(9, 2), report_id="same", notes=(NOTE,))
    files = ("one.json", good()), ("b.zip", ("x/1", SAME), ("x/2", good())), ("c.zip", ("y", SAME), ("z", other))
    return Filing(tables_with(*files)).origins


def test_a_report_is_where_it_was_read_from_and_not_where_it_is_repeated(archives):
    assert list(map(archives.place_of, range(4))) == ["one.json", "b.zip › x/1", "b.zip › x/2", "c.zip › z"]


def test_many_reports_are_placed_at_once_in_the_order_asked_for(archives):
    asked = pl.Series([3, 0, 3, 2], dtype=pl.UInt32)
    assert archives.places_of(asked) == [archives.place_of(report) for report in asked]
    assert archives.names.of(asked).to_list() == ["c.zip", "one.json", "c.zip", "b.zip"]
    assert archives.members.of(asked).to_list() == ["z", "", "z", "x/2"]


def test_versions_and_notes_are_given_for_the_reports_that_have_some(archives):
    asked = pl.Series([2, 3, 1], dtype=pl.UInt32)
    assert archives.versions_of(asked) == {3: [1, 3], 1: [1, 3]}
    assert archives.notes_of(asked) == {3: (NOTE,)}


def test_versions_stand_in_the_order_of_their_files_whatever_their_numbers():
    made = [report(policy(9, failed), report_id="same") for failed in (1, 2, 3)]
    tables = tables_with(*zip(("a/b", "a.json", "c"), made, strict=True))
    origins = Filing(renumbered(tables)).origins
    assert origins.versions_of(pl.Series([2], dtype=pl.UInt32)) == {2: [0, 1, 2]}
    reversed_names = tables.files.with_columns(pl.col("name").reverse())
    origins = Filing(dataclasses.replace(tables, files=reversed_names)).origins
    assert origins.versions_of(pl.Series([2], dtype=pl.UInt32)) == {2: [2, 1, 0]}


def test_files_of_one_report_that_was_read_can_be_left_out():
    engine = engine_with(
        ("read", good()),
        ("noted", good(notes=(NOTE,))),
        ("both", good(), refused(NOT_A_REPORT)),
        ("refused", refused(UNREADABLE)),
        ("empty",),
    )
    rows = engine.files(problems=False, plain=False, offset=0, limit=9).rows
    assert [row.name for row in rows] == ["refused", "noted", "empty", "both"]
    assert engine.files(problems=False, plain=False, offset=1, limit=1).rows == rows[1:2]
