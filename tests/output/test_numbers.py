"""Numbers, days and columns as people read them."""

import datetime as dt
import io

import pytest

from tlsrpt_tui.index.engine import Totals
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.numbers import days
from tlsrpt_tui.output import columns, numbers
from tlsrpt_tui.output.columns import cells, fit, left, wrap
from tlsrpt_tui.output.narration import Narrator
from tlsrpt_tui.output.wording import period


def test_thousands_are_parted_by_a_blank():
    assert [numbers.grouped(number) for number in (0, 999, 1377, 10**20)] == [
        "0", "999", "1 377", "100 000 000 000 000 000 000",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("failed", "successful", "shown"),
    [
        (0, 10, "—"), (1798, 127264, "1.39%"), (1, 10**6, "<0.01%"), (10**6, 1, ">99.99%"), (3, 0, "100.00%"),
        (3, None, "—"),
    ],
)  # fmt: skip
def test_a_rate_says_neither_all_nor_nothing_of_a_part(failed, successful, shown):
    assert numbers.rate(failed, successful) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 5, "—"), (1, 1000, "<1%"), (999, 1000, ">99%"), (5, 5, "100%"), (53, 100, "53%")]
)
def test_a_share_is_in_whole_per_cent(part, whole, shown):
    assert numbers.share(part, whole) == shown


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2026-11-15", "2026-11-20", "15–20 Nov 2026"),
        ("2026-10-28", "2026-11-03", "28 Oct – 3 Nov 2026"),
        ("2025-12-28", "2026-01-03", "28 Dec 2025 – 3 Jan 2026"),
        ("2026-11-20", "2026-11-20", "20 Nov 2026"),
    ],
)
def test_days_say_no_month_and_no_year_twice(first, last, shown):
    assert days(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == shown


def test_wide_characters_take_two_columns_and_marks_none():
    assert cells("日本") == 4
    assert cells("e\u0301") == 1
    assert left("日本", 6) == "日本  "


@pytest.mark.parametrize("width", range(1, 12))
def test_a_fitted_text_is_never_wider_than_its_column(width):
    assert cells(fit("日本 example.com 日本", width)) <= width


def test_a_text_is_cut_in_its_middle():
    assert fit("mx1.mail.example.com", 11) == "mx1.m…e.com"


@pytest.mark.parametrize("width", [2, 5, 20])
def test_wrapped_lines_keep_every_character_and_fit(width):
    text = "one two threeeeeeeeeeeee four 日本日本日本"
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_character_wider_than_the_column_stands_alone():
    assert wrap("日本", 1) == ["日", "本"]


def test_a_long_text_is_walked_once(monkeypatch):
    looks = []
    width_of = columns._cells
    monkeypatch.setattr(columns, "_cells", lambda character: looks.append(1) or width_of(character))
    text = "é" * 20_000
    assert "".join(wrap(text, 10)) == text
    assert len(looks) <= 3 * len(text)


def test_a_period_at_the_very_beginning_of_time_is_a_day():
    first = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
    assert period(Totals(1, 1, 0, 0, 0, 0, first, first)) == ", 1 Jan 1"
    midnight = dt.datetime(2026, 11, 6, tzinfo=dt.UTC)
    assert period(Totals(1, 1, 0, 0, 0, 0, midnight - dt.timedelta(days=1), midnight)) == ", 5 Nov 2026"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_cleared_from_a_terminal():
    stream = Terminal()
    narrator = Narrator(stream)
    narrator.progress(Progress(1200, 100000, listed=True, reports=1100))
    narrator.say("done")
    assert stream.getvalue() == f"\rreading 1 200 of 100 000 files\r{'':<30}\rtlsrpt-tui: done\n"


def test_progress_says_how_fast_it_goes_and_how_long_it_takes_once_that_is_known():
    stream = Terminal()
    Narrator(stream).progress(Progress(1200, 100000, listed=True, reports=1100, rate=21345.6, left=4.2))
    assert stream.getvalue() == "\rreading 1 200 of 100 000 files, 21 346 a second, 5 s left"


def test_progress_is_for_terminals_only():
    stream = io.StringIO()
    Narrator(stream).progress(Progress(1, 2, listed=False, reports=1))
    assert stream.getvalue() == ""


def test_a_closed_standard_error_costs_nothing():
    stream = io.StringIO()
    stream.close()
    Narrator(stream).say("nobody hears this")
