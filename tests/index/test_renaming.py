"""Files that are called otherwise than their path says."""

import dataclasses

import polars as pl
import pytest

from tests.index.factories import report
from tlsrpt_tui.index.build import TableBuilder
from tlsrpt_tui.index.renaming import renamed
from tlsrpt_tui.index.schema import FileEntry, Root


def tables_at(*entries, roots=()):
    """Return tables of one report a file, ``entries`` being (name, path, root); without a path, the root says it."""
    builder = TableBuilder()
    for name, path, _ in entries:
        builder.add_file(FileEntry(name, path or "", 1), [("", 0, report())])
    tables = builder.freeze()
    paths = pl.Series([None if path is None else path.encode() for _, path, _ in entries], dtype=pl.Binary)
    numbers = pl.Series([root for _, _, root in entries], dtype=pl.UInt32)
    return dataclasses.replace(tables, files=tables.files.with_columns(path=paths, root=numbers), roots=roots)


def names_and_paths(tables):
    return list(zip(tables.files["name"], map(tables.path_of, range(len(tables.files))), strict=True))


def test_a_file_is_called_by_what_is_said_of_its_path():
    tables = tables_at(("1", "/spool/1", 0), ("b.json", "/reports/b.json", 1), ("pipe", "", 2))
    assert names_and_paths(renamed(tables, {"/spool/1": "standard input"})) == [
        ("standard input", "/spool/1"),
        ("b.json", "/reports/b.json"),
        ("pipe", ""),
    ]


@pytest.mark.parametrize(
    ("root", "name"), [(Root("/reports"), "a/b.json"), (Root("/reports", "here/"), "here/a/b.json")]
)
def test_a_file_whose_path_follows_from_its_name_stays_where_it_is_when_it_is_called_otherwise(root, name):
    tables = tables_at((name, None, 1), (name, None, 0), roots=(Root("/else"), root))
    assert names_and_paths(renamed(tables, {"/reports/a/b.json": "standard input"})) == [
        ("standard input", "/reports/a/b.json"),
        names_and_paths(tables)[1],
    ]


def test_without_names_nothing_changes():
    tables = tables_at(("b.json", "/reports/b.json", 0))
    assert (
        names_and_paths(renamed(tables, {}))
        == names_and_paths(renamed(tables, {"/other": "x"}))
        == [("b.json", "/reports/b.json")]
    )
