"""What the engine answers: every facet, window, order, list and filter."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.index.factories import (
    DAY,
    NOTE,
    NOW,
    builder_of,
    days,
    detail,
    engine_of,
    facet,
    listed,
    on,
    overview,
    policy,
    report,
    rows,
    sums,
    totals,
)
from tlsrpt_tui.index.build import TableBuilder
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.schema import FileEntry
from tlsrpt_tui.index.view import Clause, Field, Operator, SortColumn, View

LARGEST = 2**63 - 1


@pytest.fixture(scope="module")
def company():
    """Four reports: two domains, two hosts, three senders, three days."""
    return engine_of(
        report(
            policy(
                90,
                10,
                detail(6, "certificate-expired", mx="mx1.a.example", ip="192.0.2.9", to="203.0.113.1"),
                detail(4, "validation-failure", mx="mx2.a.example", ip="192.0.2.10", to="203.0.113.2"),
                domain="a.example",
                mode="enforce",
            ),
            org="Google Inc.",
            report_id="g-1",
        ),
        report(
            policy(
                40,
                5,
                detail(5, "certificate-expired", mx="mx1.a.example", ip="2001:db8::9", reason="Expired on Sunday"),
                domain="a.example",
                kind="tlsa",
            ),
            org="GMX",
            report_id="gmx-1",
            start=on(11, 2),
        ),
        report(
            policy(7, 3, detail(3, "starttls-not-supported", mx="mx.b.example"), domain="b.example", mode="testing"),
            org="Google Inc.",
            report_id="g-2",
            start=on(11, 4),
        ),
        report(
            policy(50, 0, domain="b.example", kind="no-policy-found"), org="Yahoo", report_id="y-1", start=on(11, 4)
        ),
    )


# Facets under all other filters

NARROWED = [
    (Dimension.ORGANIZATIONS, "org:gmx"),
    (Dimension.DOMAINS, "domain:b.example"),
    (Dimension.POLICY_TYPES, "policy:none"),
    (Dimension.MX_HOSTS, "mx:mx.b.example"),
    (Dimension.RESULT_TYPES, "result:certificate-expired"),
    (Dimension.SENDING_IPS, "ip:2001:db8::9"),
]


@pytest.mark.parametrize(("dimension", "text"), NARROWED)
def test_a_facet_leaves_its_own_filters_aside_negated_or_not(company, dimension, text):
    everything = facet(company, dimension)
    assert len(everything) > 1
    assert facet(company, dimension, text) == everything
    assert facet(company, dimension, f"-{text}") == everything


@pytest.mark.parametrize(("dimension", "text"), NARROWED)
def test_a_facet_under_its_own_filters_too_shows_what_is_chosen(company, dimension, text):
    everything, chosen = facet(company, dimension), facet(company, dimension, text, own=True)
    assert len(chosen) == 1
    rest = facet(company, dimension, f"-{text}", own=True)
    assert set(rest) == set(everything) - set(chosen)


OTHERS = ("org:google", "domain:a.example", "since:2026-11-02", "mx:mx1*", "-result:validation*")


@pytest.mark.parametrize(
    ("dimension", "text"),
    [
        (dimension, text)
        for dimension in Dimension
        for text in OTHERS
        if View.parse(text).clauses[0].field is not dimension.field
    ],
)
def test_a_facet_is_under_all_other_filters(company, dimension, text):
    assert facet(company, dimension, text) == facet(company, dimension, text, own=True)
    assert facet(company, dimension, text) != facet(company, dimension)


def test_a_facet_is_sorted_by_failed_then_successful_then_value():
    made = [("c", 1, 2), ("a", 1, 2), ("b", 9, 2), ("d", 0, 5), ("e", 99, 0)]
    engine = engine_of(*(report(policy(successful, failed), org=org) for org, successful, failed in made))
    assert list(facet(engine, Dimension.ORGANIZATIONS)) == ["d", "b", "a", "c", "e"]


def test_a_facet_keeps_empty_values():
    engine = engine_of(report(policy(1, 1, detail(mx="", ip="", result=""), kind="", domain=""), org=""))
    for dimension in Dimension:
        assert list(facet(engine, dimension)) == [""]


def test_a_facet_cut_short_still_says_how_many_there_are_and_their_sum(company):
    shown = overview(company, values=1).facets[Dimension.ORGANIZATIONS]
    assert [value.value for value in shown.values] == ["Google Inc."]
    assert (shown.distinct, shown.failed) == (3, 18)


def test_a_facet_counts_reports_once_each():
    engine = engine_of(report(policy(1, 2, detail(), detail()), policy(1, 1, detail(), domain="b.example")))
    assert facet(engine, Dimension.MX_HOSTS) == {"mx.example.net": (1, None, 3)}
    assert facet(engine, Dimension.ORGANIZATIONS) == {"Google Inc.": (1, 2, 3)}


# Totals


def test_totals_of_everything(company):
    found = totals(company)
    assert (found.reports, found.all_reports, found.rows, found.all_rows) == (4, 4, 4, 4)
    assert (found.successful, found.failed) == (187, 18)
    assert (found.start, found.end) == (DAY, on(11, 4) + dt.timedelta(hours=23, minutes=59, seconds=59))


def test_totals_of_a_view(company):
    found = totals(company, "org:google domain:a.example")
    assert (found.reports, found.all_reports, found.rows, found.all_rows) == (1, 4, 2, 4)
    assert (found.start, found.end) == (DAY, DAY + dt.timedelta(hours=23, minutes=59, seconds=59))


def test_totals_of_nothing(company):
    found = totals(company, "org:nobody")
    assert (found.reports, found.rows, found.successful, found.failed) == (0, 0, 0, 0)
    assert (found.start, found.end, found.rate) == (None, None, None)


# Filters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("org:google", (97, 13)),
        ("org:google,gmx", (137, 18)),
        ("org:google org:gmx", (137, 18)),
        ("-org:google", (90, 5)),
        ("-org:google -org:gmx", (50, 0)),
        ("domain:a.example", (130, 15)),
        ("domain:*.EXAMPLE", (187, 18)),
        ("policy:none", (50, 0)),
        ("policy:sts|tlsa", (137, 18)),
        ("mode:enforce", (90, 10)),
        ("-mode:enforce", (97, 8)),
        ("org:google domain:b.example", (7, 3)),
        ("failed>5", (90, 10)),
        ("failed>=5 failed<10", (40, 5)),
        ("failed=0", (50, 0)),
        ("failed<=3", (57, 3)),
        ("rate>10%", (47, 8)),
        ("rate>=10%", (137, 18)),
        ("rate=30%", (7, 3)),
        ("rate<0.1%", (50, 0)),
        ("mx:mx1.a.example", (None, 11)),
        ("mx:*.a.example", (None, 15)),
        ("-mx:*.a.example", (None, 3)),
        ("result:certificate-expired", (None, 11)),
        ("result:certificate-expired org:gmx", (None, 5)),
        ("ip:192.0.2.0/24", (None, 10)),
        ("ip:2001:db8::/32", (None, 5)),
        ("ip:2001:0db8:0::9", (None, 5)),
        ("-ip:192.0.2.0/24", (None, 8)),
        ("to:203.0.113.1", (None, 6)),
        ("to:203.0.113.0/24", (None, 10)),
        ('to:""', (None, 8)),
    ],
)
def test_a_filter_takes_its_sessions(company, text, expected):
    assert sums(company, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("google", (97, 13)),
        ("-google", (90, 5)),
        ("b.example", (None, 3)),
        ("yahoo", (50, 0)),
        ("gmx-1", (40, 5)),
        ("G-1", (90, 10)),
        ("-g-1", (97, 8)),
        ("mx1", (None, 11)),
        ("-mx1", (None, 7)),
        ("mx1 google", (None, 6)),
        ("mx1 -google", (None, 5)),
        ('"expired on"', (None, 5)),
        ('-"expired on"', (None, 13)),
        ("nowhere", (0, 0)),
        ("-nowhere", (187, 18)),
        (".*", (0, 0)),
    ],
)
def test_a_word_is_looked_for_in_sender_domain_host_reason_and_report_id(company, text, expected):
    assert sums(company, text) == expected


def test_a_word_in_a_report_id_is_found_without_regard_to_case_as_everywhere():
    engine = engine_of(report(policy(1, 0), report_id="STRASSE"), report(policy(2, 0), report_id="straße"))
    assert sums(engine, "straße") == sums(engine, "STRASSE") == (3, 0)


@pytest.mark.parametrize("word", ["ns3", "Google Inc", "sts", "certificate-expired", "contact"])
def test_a_word_is_looked_for_nowhere_else(word):
    made = report(policy(1, 1, detail(ip="192.0.2.1")), org="X", report_id="id", contact="contact@example.org")
    assert sums(engine_of(made), f'"{word}"') == (0, 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("since:2026-11-02", ["2", "4"]),
        ("until:2026-11-02", ["1", "2"]),
        ("since:2026-11-02 until:2026-11-02", ["2"]),
        ("since:2026-11-03 until:2026-11-02", []),
        ("on:2026-11-02", ["2"]),
        ("on:2026-11-01,2026-11-04", ["1", "4"]),
        ("on:2026-11-02..2026-11-09", ["2", "4"]),
        ("-on:2026-11-02", ["1", "4"]),
        ("on:2026-11-01..2026-11-02 -on:2026-11-01", ["2"]),
        ("since:16d", ["4"]),
        ("until:18d", ["1", "2"]),
        ("since:18d until:17d", ["2"]),
        ("since:today", []),
        ("since:1y", ["1", "2", "4"]),
    ],
)
def test_time_includes_both_ends_and_counts_back_from_now(company, text, shown):
    assert [value.removeprefix("2026-11-0") for value in days(company, text)] == shown


def test_a_relative_time_moves_with_now(company):
    view = View.parse("since:14h")
    early, late = on(11, 4, 13), on(11, 4, 15)
    for now, count in ((early, 2), (late, 2), (on(11, 5, 13), 2), (on(11, 5, 15), 0), (early, 2)):
        assert company.totals(view, now=now).reports == count, now
        assert company.rows(view, now=now, offset=0, limit=9).total == count // 2, now
        assert company.reports(view, now=now, failing=False, offset=0, limit=9).total == count, now


def test_now_may_be_in_any_time_zone(company):
    view = View.parse("since:0d")
    zone = dt.timezone(dt.timedelta(hours=5, minutes=30))
    before = dt.datetime(2026, 11, 5, 5, 29, tzinfo=zone)
    assert company.totals(view, now=before).reports == 2
    assert company.totals(view, now=before + dt.timedelta(minutes=1)).reports == 0


# Rows


def shown_in_order(engine, column, *, descending=None, attribute=None, text=""):
    page = rows(engine, text, sort=lambda view: view.sorted_by(column, descending=descending))
    attribute = attribute or {"sender": "organization"}.get(column.value, column.name.lower())
    return [getattr(row, attribute) for row in page.rows]


@pytest.mark.parametrize(
    ("column", "attribute", "ascending"),
    [
        (SortColumn.DAY, "day", [dt.date(2026, 11, day) for day in (1, 1, 2, 4)]),
        (SortColumn.ORGANIZATION, "organization", ["GMX", "Google Inc.", "Google Inc.", "Google Inc."]),
        (SortColumn.DOMAIN, "domain", ["a.example", "a.example", "a.example", "b.example"]),
        (
            SortColumn.RESULT_TYPE,
            "result_type",
            ["certificate-expired", "certificate-expired", "starttls-not-supported", "validation-failure"],
        ),
        (SortColumn.MX_HOST, "mx_host", ["mx.b.example", "mx1.a.example", "mx1.a.example", "mx2.a.example"]),
        (SortColumn.POLICY_TYPE, "policy_type", ["sts", "sts", "sts", "tlsa"]),
        (SortColumn.SENDING_IP, "sending_ip", ["192.0.2.9", "192.0.2.10", "198.51.100.7", "2001:db8::9"]),
        (SortColumn.FAILED, "sessions", [3, 4, 5, 6]),
    ],
)
def test_rows_are_sorted_by_any_column_either_way(company, column, attribute, ascending):
    assert shown_in_order(company, column, descending=False, attribute=attribute) == ascending
    assert shown_in_order(company, column, descending=True, attribute=attribute) == ascending[::-1]


def test_addresses_sort_by_number_then_ipv6_then_what_is_no_address():
    addresses = ["zebra", "2001:db8::1", "10.0.0.1", "9.0.0.1", "", "2001:db8::", "192.0.2.1"]
    engine = engine_of(report(policy(0, 7, *(detail(ip=ip) for ip in addresses))))
    assert shown_in_order(engine, SortColumn.SENDING_IP) == [
        "9.0.0.1",
        "10.0.0.1",
        "192.0.2.1",
        "2001:db8::",
        "2001:db8::1",
        "",
        "zebra",
    ]


def test_names_sort_without_regard_to_case():
    engine = engine_of(*(report(policy(0, 1), org=org) for org in ("b", "C", "a", "B")))
    assert shown_in_order(engine, SortColumn.ORGANIZATION) == ["a", "B", "B", "C"]


def test_newest_rows_come_first_then_the_most_failed_then_the_first_found():
    engine = engine_of(
        report(policy(0, 9, detail(1, "a"), detail(9, "b"), detail(9, "c"))),
        report(policy(0, 1, detail(1, "d")), start=on(11, 2)),
        report(policy(0, 1, detail(99, "e")), start=None),
    )
    assert [row.result_type for row in rows(engine).rows] == ["d", "b", "c", "a", "e"]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("column", SortColumn)
def test_ties_fall_to_the_newest_then_the_most_failed_then_the_first_found(column, descending):
    engine = engine_of(
        report(policy(0, 9, detail(2, position=0), detail(5, position=1), detail(5, position=2))),
        report(policy(0, 9, detail(5, position=3)), start=on(11, 2)),
    )
    found = shown_in_order(engine, column, descending=descending, attribute="position")
    expected = [3, 1, 2, 0]
    if column is SortColumn.REPORT:
        expected = [3, 1, 2, 0] if descending else [1, 2, 0, 3]
    if column is SortColumn.DAY and not descending:
        expected = [1, 2, 0, 3]
    if column is SortColumn.FAILED and not descending:
        expected = [0, 3, 1, 2]
    assert found == expected


@pytest.mark.parametrize("descending", [True, False])
def test_rows_without_a_date_come_last_either_way(descending):
    engine = engine_of(*(report(policy(0, 1), start=start) for start in (None, DAY, on(11, 2))))
    assert shown_in_order(engine, SortColumn.DAY, descending=descending)[-1] is None


def test_windows_join_to_the_whole(company):
    whole = rows(company).rows
    windows = [rows(company, offset=offset, limit=3) for offset in (0, 3, 6)]
    assert tuple(row for window in windows for row in window.rows) == whole
    assert {window.total for window in windows} == {4}
    assert [window.offset for window in windows] == [0, 3, 6]


def test_rows_of_a_view_keep_the_order_of_all_rows(company):
    for column in SortColumn:
        everything = rows(company, sort=lambda view, column=column: view.sorted_by(column)).rows
        some = rows(company, "-org:gmx", sort=lambda view, column=column: view.sorted_by(column)).rows
        assert some == tuple(row for row in everything if row.organization != "GMX")


def test_a_row_says_all_that_its_detail_says(company):
    row = rows(company, "to:203.0.113.1").rows[0]
    assert (row.day, row.organization, row.domain, row.policy_type, row.mode) == (
        dt.date(2026, 11, 1),
        "Google Inc.",
        "a.example",
        "sts",
        "enforce",
    )
    assert (row.result_type, row.mx_host, row.sending_ip, row.receiving_ip, row.sessions) == (
        "certificate-expired",
        "mx1.a.example",
        "192.0.2.9",
        "203.0.113.1",
        6,
    )


def test_a_record_is_its_row_with_policy_and_report(company):
    row = rows(company, "org:gmx").rows[0]
    record = company.record(row.number)
    assert record.row == row
    assert (record.organization, record.report_id, record.contact) == ("GMX", "gmx-1", "smtp@example.org")
    assert (record.policy_successful, record.policy_failed, record.file) == (40, 5, "1.json")


# Reports


def test_reports_are_listed_newest_and_most_failed_first(company):
    page = listed(company)
    assert [(row.number, row.successful, row.failed) for row in page.rows] == [
        (2, 7, 3),
        (3, 50, 0),
        (1, 40, 5),
        (0, 90, 10),
    ]
    assert (page.total, page.reports, page.failing) == (4, 4, 3)


def test_failing_reports_leave_the_others_out_and_the_counts_as_they_are(company):
    page = listed(company, failing=True)
    assert [row.number for row in page.rows] == [2, 1, 0]
    assert (page.total, page.reports, page.failing) == (3, 4, 3)


def test_a_report_whose_failures_do_not_enter_totals_is_failing_all_the_same():
    engine = engine_of(
        report(policy(90, 0), policy(70, 5, kind="tlsa")),
        report(policy(90, None, detail(2)), start=on(11, 2)),
        report(policy(90, 0, detail(0)), start=on(11, 3)),
    )
    assert [row.number for row in listed(engine, failing=True).rows] == [1, 0]


def test_a_report_in_a_view_shows_what_the_view_holds_of_it():
    engine = engine_of(report(policy(9, 1, domain="a.example"), policy(5, 2, kind="tlsa", domain="b.example")))
    assert (listed(engine).rows[0].domains, listed(engine).rows[0].policy_types) == (
        ("a.example", "b.example"),
        ("sts", "tlsa"),
    )
    (row,) = listed(engine, "domain:b.example").rows
    assert (row.domains, row.policy_types, row.successful, row.failed) == (("b.example",), ("tlsa",), 5, 2)
    (row,) = listed(engine, "result:* policy:sts").rows
    assert (row.domains, row.successful, row.failed) == (("a.example",), None, 1)


def test_a_report_in_the_list_says_its_notes_file_and_sender():
    (row,) = listed(engine_of(report(org=" GMX ", notes=(NOTE, NOTE)))).rows
    assert (row.organization, row.notes, row.conflict, row.file, row.day) == (" GMX ", 2, False, "0.json", DAY.date())


@pytest.mark.parametrize("failing", [True, False])
def test_the_place_of_a_report_is_where_the_list_has_it(company, failing):
    view = View.parse("")
    shown = listed(company, failing=failing).rows
    for place, row in enumerate(shown):
        assert company.report_place(view, row.number, now=NOW, failing=failing) == place
        assert listed(company, failing=failing, offset=place, limit=1).rows == (row,)
    missing = set(range(5)) - {row.number for row in shown}
    assert all(company.report_place(view, number, now=NOW, failing=failing) is None for number in missing)


def test_a_whole_report_holds_its_policies_as_sent_with_their_failures():
    made = report(
        policy(9, 3, detail(1, "b"), detail(2, "a", position=1)), policy(1, 0, kind="odd", position=1), notes=(NOTE,)
    )
    found = engine_of(report(policy(1, 1)), made).report(1)
    assert (found.organization, found.start, found.notes, found.file, found.member) == (
        "Google Inc.",
        DAY,
        (NOTE,),
        "1.json",
        "",
    )
    assert [(one.position, one.policy_type, one.failed) for one in found.policies] == [(0, "sts", 3), (1, "odd", 0)]
    assert [failure.result_type for failure in found.policies[0].failures] == ["b", "a"]


def test_a_report_whose_file_is_gone_costs_its_lines_and_nothing_else():
    gone = Path(__file__).with_name("no such report.json")
    builder = TableBuilder()
    builder.add_file(FileEntry(gone.name, str(gone), 1), [("", 0, report(policy(1, 1)))])
    found = LocalEngine(builder.freeze()).report(0)
    assert found.lines == ()
    assert found.problem
    assert len(found.policies) == 1


# Sparks and timelines


def test_a_spark_spreads_the_days_of_the_view_over_its_cells():
    engine = engine_of(*(report(policy(9, day), start=on(11, day)) for day in range(1, 13)))
    (value,) = overview(engine, spark=6).facets[Dimension.DOMAINS].values
    assert value.spark == (3, 7, 11, 15, 19, 23)
    (value,) = overview(engine, "since:2026-11-07", spark=3).facets[Dimension.DOMAINS].values
    assert value.spark == (15, 19, 23)


def test_a_spark_with_more_cells_than_days_leaves_gaps_and_loses_nothing():
    engine = engine_of(report(policy(9, 1)), report(policy(9, 2), start=on(11, 2)))
    (value,) = overview(engine, spark=6).facets[Dimension.DOMAINS].values
    assert [cell for cell in value.spark if cell is not None] == [1, 2]
    assert len(value.spark) == 6


def test_reports_without_a_date_are_in_no_spark():
    engine = engine_of(report(policy(9, 1)), report(policy(9, 5), start=None))
    (value,) = overview(engine, spark=2).facets[Dimension.DOMAINS].values
    assert value.failed == 6
    assert sum(cell or 0 for cell in value.spark) == 1


def test_no_sparks_are_made_unless_asked_for(company):
    assert all(value.spark == () for value in overview(company, spark=0).facets[Dimension.DOMAINS].values)


def test_the_timeline_leaves_filters_on_time_aside_and_spans_all_reports(company):
    for text in ("", "since:2026-11-02", "on:2026-11-04", "until:2026-11-01"):
        assert [bar.failed for bar in overview(company, text).timeline.bars] == [10, 5, 0, 3]
    found = overview(company, "org:gmx").timeline
    assert [bar.failed for bar in found.bars] == [0, 5, 0, 0]
    assert (found.unit, found.newest) == ("day", dt.date(2026, 11, 2))


@pytest.mark.parametrize(
    ("last", "unit"),
    [
        (on(11, 30), "day"),
        (on(12, 31), "week"),
        (on(6, 1, year=2028), "month"),
        (on(1, 1, year=2033), "quarter"),
        (on(1, 1, year=2050), "year"),
    ],
)
def test_a_wide_timeline_chooses_its_unit(last, unit):
    found = overview(engine_of(report(policy(1, 1)), report(policy(1, 2), start=last)), bars=32).timeline
    assert found.unit == unit
    assert len(found.bars) <= 32
    assert (found.bars[0].failed, found.bars[-1].failed) == (1, 2)


@pytest.mark.parametrize("spark", [1, 6, 1000])
@pytest.mark.parametrize("text", ["", "mx:*", "since:2026-11-01", "until:1y", "on:0001-01-01..9999-12-31"])
def test_hostile_years_neither_crash_nor_explode(text, spark):
    engine = engine_of(
        report(policy(1, 1), start=dt.datetime(1, 1, 1, tzinfo=dt.UTC)),
        report(policy(1, 2)),
        report(policy(1, 4), start=dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)),
    )
    found = overview(engine, text, spark=spark)
    assert len(found.timeline.bars) <= 72
    assert sum(bar.failed for bar in found.timeline.bars) == 7
    assert list(days(engine)) == ["0001-01-01", "2026-11-01", "9999-12-31"]
    assert [row.day.year for row in rows(engine).rows] == [9999, 2026, 1]
    assert engine.report(0).start.year == 1


# Bounds


def test_sums_beyond_64_bits_are_exact():
    made = [report(policy(LARGEST, LARGEST, *[detail(LARGEST, mx="m")] * 3)) for _ in range(3)]
    engine = engine_of(*made)
    assert sums(engine) == (3 * LARGEST, 3 * LARGEST)
    assert sums(engine, "mx:m") == (None, 9 * LARGEST)
    assert sums(engine, "org:google") == (3 * LARGEST, 3 * LARGEST)
    assert facet(engine, Dimension.DOMAINS) == {"example.com": (3, 3 * LARGEST, 3 * LARGEST)}
    assert facet(engine, Dimension.POLICY_TYPES) == {"sts": (3, 3 * LARGEST, 3 * LARGEST)}
    assert facet(engine, Dimension.MX_HOSTS) == {"m": (3, None, 9 * LARGEST)}
    assert days(engine) == {"2026-11-01": (3, 3 * LARGEST, 3 * LARGEST)}
    found = overview(engine)
    assert found.timeline.bars[0].failed == 3 * LARGEST
    assert found.facets[Dimension.MX_HOSTS].values[0].spark[0] == 9 * LARGEST
    assert found.totals.rate == 0.5
    assert rows(engine, sort=lambda view: view.sorted_by(SortColumn.FAILED)).rows[0].sessions == LARGEST
    assert [row.failed for row in listed(engine, failing=True).rows] == [LARGEST] * 3
    assert sums(engine, "failed>100") == (3 * LARGEST, 3 * LARGEST)
    assert sums(engine, "rate>49% rate<51%") == (3 * LARGEST, 3 * LARGEST)
    assert engine.report(0).policies[0].failed == LARGEST


def test_sums_up_to_64_bits_are_exact_too():
    engine = engine_of(report(policy(0, LARGEST - 1, detail(1))))
    assert sums(engine) == (0, LARGEST - 1)
    assert facet(engine, Dimension.DOMAINS) == {"example.com": (1, 0, LARGEST - 1)}


def test_the_largest_count_and_its_neighbour_are_told_apart():
    engine = engine_of(report(policy(0, 2**60)), report(policy(0, 2**60 + 1)))
    assert sums(engine, f"failed>{10**18 - 1}") == (0, 2**61 + 1)
    exact = View((Clause(Field.FAILED, (str(2**60),), Operator.MORE),))
    assert engine.totals(exact, now=NOW).failed == 2**60 + 1


@pytest.mark.parametrize("start", [DAY, None])
def test_a_report_without_policies_stays_visible(start):
    engine = engine_of(report(org="GMX", start=start))
    assert (totals(engine).reports, sums(engine)) == (1, (0, 0))
    assert facet(engine, Dimension.ORGANIZATIONS) == {"GMX": (1, 0, 0)}
    assert facet(engine, Dimension.DOMAINS) == {"": (1, 0, 0)}
    assert [row.organization for row in listed(engine, "org:gmx").rows] == ["GMX"]
    assert rows(engine).total == 0
    assert engine.report(0).policies == ()


def test_a_report_without_a_date_stays_visible():
    engine = engine_of(report(policy(9, 1), start=None), report(policy(5, 0)))
    assert sums(engine) == (14, 1)
    assert days(engine) == {"": (1, 9, 1), "2026-11-01": (1, 5, 0)}
    assert rows(engine).rows[0].day is None
    assert [row.day for row in listed(engine).rows] == [DAY.date(), None]
    assert (totals(engine).start, totals(engine).end.date()) == (DAY, DAY.date())


@pytest.mark.parametrize(
    ("text", "reports"),
    [("since:2020-01-01", 0), ("until:2030-01-01", 0), ("on:2026-11-01", 0), ("-on:2026-11-01", 1), ("org:google", 1)],
)
def test_a_report_without_a_date_is_on_no_day(text, reports):
    engine = engine_of(report(policy(9, 1), start=None))
    assert totals(engine, text).reports == reports


def test_only_reports_without_a_date_make_no_timeline():
    found = overview(engine_of(report(policy(9, 1), start=None)))
    assert (found.timeline.bars, found.timeline.newest, found.totals.start) == ((), None, None)
    assert found.facets[Dimension.DOMAINS].values[0].spark == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "org:a",
        "-mx:b",
        "ip:192.0.2.0/24",
        "failed>1",
        "rate>1%",
        "since:7d",
        "on:today",
        "-on:today",
        "word",
        "-word",
        "mode:x policy:none",
    ],
)
def test_an_empty_index_answers_everything(text):
    engine = LocalEngine(TableBuilder("nothing").freeze())
    found = overview(engine, text)
    assert (found.totals.reports, found.totals.failed, found.totals.rows) == (0, 0, 0)
    assert found.timeline.bars == ()
    assert all(shown.values == () for shown in found.facets.values())
    assert all(facet(engine, dimension, text) == {} for dimension in Dimension)
    assert days(engine, text) == {}
    for column in SortColumn:
        assert rows(engine, text, sort=lambda view, column=column: view.sorted_by(column)).rows == ()
    assert (listed(engine, text).rows, listed(engine, text, failing=True).failing) == ((), 0)
    assert engine.report_place(View.parse(text), 0, now=NOW, failing=False) is None
    assert engine.file_counts().seen == 0
    assert engine.files(problems=False, offset=0, limit=9).rows == ()
    assert engine.source == "nothing"


def test_a_builder_frozen_between_files_says_what_one_frozen_at_the_end_says():
    made = [report(policy(day, 1, detail(mx=f"m{day}")), start=on(11, day)) for day in range(1, 4)]
    builder = builder_of(made[0])
    first = LocalEngine(builder.freeze())
    for number, one in enumerate(made[1:], start=1):
        builder.add_file(FileEntry(f"{number}.json", "", 100), [("", 0, one)])
    assert overview(LocalEngine(builder.freeze())) == overview(engine_of(*made))
    assert overview(first) == overview(engine_of(made[0]))


def test_more_rows_than_a_batch_stay_in_their_order():
    details = [detail(1, f"r{number % 7}", position=number) for number in range(20_000)]
    engine = engine_of(report(policy(0, 1, *details)))
    assert [row.position for row in rows(engine, offset=19_990, limit=20).rows] == list(range(19_990, 20_000))
    assert facet(engine, Dimension.RESULT_TYPES)["r6"] == (1, None, 2857)


def test_every_question_may_be_asked_from_any_thread(company):
    texts = ["", "org:google", "mx:mx1*", "-google", "policy:tlsa", "since:17d"] * 5
    expected = {text: overview(company, text) for text in texts}
    fresh = LocalEngine(company._tables)
    with ThreadPoolExecutor(8) as pool:
        for text, found in zip(texts, pool.map(lambda text: overview(fresh, text), texts), strict=True):
            assert found == expected[text]


def test_a_word_keeps_what_it_names_even_where_nothing_failed():
    clean = report(policy(10, 0), org="Google Inc.")
    talked_of = report(policy(5, 2, detail(2, reason="saw google here")), org="Foo")
    engine = engine_of(clean, talked_of)
    assert sums(engine, "google") == (None, 2)
    assert facet(engine, Dimension.ORGANIZATIONS, "google") == {"Foo": (1, None, 2), "Google Inc.": (1, None, 0)}
    assert {row.organization: row.failed for row in listed(engine, "google").rows} == {"Foo": 2, "Google Inc.": 0}
    assert [row.domains for row in listed(engine, "google").rows] == [("example.com",)] * 2
    assert totals(engine, "google").reports == 2
    assert facet(engine, Dimension.RESULT_TYPES, "google") == {"certificate-expired": (1, None, 2)}


def test_a_look_into_rows_beside_a_word_shows_only_rows():
    clean = report(policy(10, 0), org="Google Inc.")
    talked_of = report(policy(5, 2, detail(2, reason="saw google here")), org="Foo")
    engine = engine_of(clean, talked_of)
    assert totals(engine, "google result:certificate-expired").reports == 1
