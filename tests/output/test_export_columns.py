"""An export of chosen columns in a chosen order, in every format, with or without stand-ins."""

import io
import json

import polars as pl
import pytest

from tests.index.factories import NOW, detail, engine_of, policy, report
from tlsrpt_tui.arguments import read_arguments, view_of
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.view import Sort, SortColumn, View
from tlsrpt_tui.output.export import COLUMNS, columns_of, fill_of
from tlsrpt_tui.output.headless import columns_of as asked

CHOSEN = ("sessions", "organization", "mx_host")


@pytest.fixture
def engine():
    made = policy(0, 3, detail(2, mx="mx1.example.com"), detail(1, mx="=mx|2.example.com", position=1))
    return engine_of(report(made))


def written(engine, form, **how):
    stream = io.BytesIO()
    fill_of(form, engine, View(), NOW, columns=CHOSEN, **how)(stream)
    return stream.getvalue()


def test_csv_json_and_markdown_hold_the_columns_in_their_order(engine):
    assert written(engine, "csv").decode().splitlines()[:2] == [
        "sessions,organization,mx_host",
        "2,Google Inc.,mx1.example.com",
    ]
    assert [list(json.loads(line)) for line in written(engine, "ndjson").splitlines()] == [list(CHOSEN)] * 2
    assert list(json.loads(written(engine, "json"))["rows"][0]) == list(CHOSEN)
    lines = written(engine, "markdown").decode().splitlines()
    assert lines[:2] == ["| sessions | organization | mx_host |", "| --- | --- | --- |"]
    assert lines[3].count("|") == 4


def test_parquet_holds_them_too(engine):
    assert pl.read_parquet(io.BytesIO(written(engine, "parquet"))).columns == list(CHOSEN)


def test_every_text_goes_through_what_hides_it(engine):
    text = written(engine, "csv", redact=lambda value: "hidden" if "." in value else value).decode()
    assert "mx1.example.com" not in text
    assert "2,hidden,hidden" in text


def test_an_unknown_column_is_named_with_those_there_are():
    with pytest.raises(UsageError, match='"colour": no such column; there are day, organization'):
        columns_of(["day", "colour"])
    with pytest.raises(UsageError, match="--columns: "):
        asked("day,,")
    assert asked(None) == COLUMNS
    assert asked("sessions, day,day") == ("sessions", "day")


@pytest.mark.parametrize(
    ("given", "sort"),
    [
        ("sessions", Sort(SortColumn.FAILED, descending=True)),
        ("organization", Sort(SortColumn.ORGANIZATION, descending=False)),
        ("mx_helo desc", Sort(SortColumn.MX_HELO, descending=True)),
        ("day asc", Sort(SortColumn.DAY, descending=False)),
    ],
)
def test_the_order_is_named_as_the_columns_are(given, sort):
    assert view_of(read_arguments(["export", "--sort", given, "folder"]), NOW).sort == sort


def test_an_order_that_there_is_not_is_wrong_usage():
    with pytest.raises(UsageError, match="--sort: "):
        view_of(read_arguments(["export", "--sort", "colour", "folder"]), NOW)
