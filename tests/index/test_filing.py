"""What became of every file: one state, the worst of its parts, and one sentence why."""

import pytest

from tests.index.factories import NOTE, detail, policy, report
from tlsrpt_tui.index.build import TableBuilder
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


def engine_with(*files):
    """Return an engine that took ``files``: (name, parts), a part being a refusal, a report or (member, report)."""
    builder = TableBuilder()
    for name, *parts in files:
        builder.add_file(FileEntry(name, "", 10), [_part(number, part) for number, part in enumerate(parts)])
    return LocalEngine(builder.freeze())


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


@pytest.fixture
def folder():
    other = report(policy(9, 2), report_id="same")
    return engine_with(
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


def test_problems_come_first_and_files_keep_their_order_within_a_state(folder):
    assert [row.name for row in page(folder).rows] == [
        "broken",
        "mixed",
        "large",
        "first",
        "second",
        "noted",
        "again",
        "picture",
        "empty",
        "read",
    ]
    assert page(folder).total == 10


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
