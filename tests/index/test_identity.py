"""Reports, rows and files are found again in another index, whatever their numbers are there."""

from tests.index.factories import NOW, detail, engine_of, policy, report
from tlsrpt_tui.index.view import View


def made(number):
    details = (detail(2, mx="b.example.net"), detail(1, position=1))
    return report(policy(9, 3, *details), report_id=f"id-{number}")


FOUND = [made(number) for number in range(5)]


def what(engine, number):
    record = engine.record(number)
    return record.report_id, record.row.mx_host, record.row.sessions


def test_rows_and_reports_are_found_again_by_name_where_numbers_differ():
    before, after = engine_of(*FOUND[:3]), engine_of(FOUND[4], FOUND[1], FOUND[0], FOUND[3], FOUND[2])
    for number in range(6):
        there = after.row_named(before.row_identity(number))
        assert what(after, there) == what(before, number)
        listed = after.rows(View(), now=NOW, offset=0, limit=20).rows
        assert listed[after.row_place(View(), there, now=NOW)].number == there
    for number in range(3):
        there = after.report_named(before.report_identity(number))
        assert after.report(there).report_id == before.report(number).report_id


def test_what_is_gone_has_no_number_and_what_a_filter_hides_no_place():
    before, after = engine_of(*FOUND[:2]), engine_of(FOUND[0])
    assert after.report_named(before.report_identity(1)) is None
    assert after.row_named(before.row_identity(2)) is None
    assert engine_of().report_named(before.report_identity(0)) is None
    hidden = View.parse("mx:b.example.net")
    places = [before.row_place(hidden, number, now=NOW) for number in range(4)]
    assert sorted(place for place in places if place is not None) == [0, 1]
    assert len(places) - places.count(None) == 2


def test_a_report_that_has_fewer_rows_now_lends_no_row_of_its_neighbour():
    longer, shorter = (report(policy(9, 1, *[detail(1)] * rows), report_id="one", content="same") for rows in (3, 1))
    before, after = engine_of(longer), engine_of(shorter, FOUND[0])
    assert after.row_named(before.row_identity(0)) == 0
    assert after.row_named(before.row_identity(2)) is None


def test_files_are_found_by_name_in_the_list_they_are_in():
    engine = engine_of(*FOUND)
    listed = engine.files(problems=False, offset=0, limit=9).rows
    assert [engine.file_place(row.name, problems=False) for row in listed] == [0, 1, 2, 3, 4]
    assert engine.file_place("3.json", problems=True) is None
    assert engine.file_place("nowhere.json", problems=False) is None
