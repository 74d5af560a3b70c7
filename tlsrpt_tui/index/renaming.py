"""Files that are called otherwise than their path says, as what came from standard input."""

import dataclasses
import os
from collections.abc import Mapping

import polars as pl

from tlsrpt_tui.index.schema import Tables


def renamed(tables: Tables, names: Mapping[str, str]) -> Tables:
    """Return the tables with those files whose path is in ``names`` called by what it says there."""
    files = tables.files
    for path, name in names.items():
        where = os.fsencode(path)
        same = _is_at(tables, where)
        files = files.with_columns(
            # Without a path of its own, a file would be looked for under its new name.
            path=pl.when(same).then(pl.lit(where)).otherwise(pl.col("path")),
            name=pl.when(same).then(pl.lit(name)).otherwise(pl.col("name")),
        )
    return dataclasses.replace(tables, files=files)


def _is_at(tables: Tables, where: bytes) -> pl.Expr:
    """Return what is true of the file at a path, whether its row holds the path or its root and name say it."""
    same = (pl.col("path") == pl.lit(where)).fill_null(value=False)
    for number, root in enumerate(tables.roots):
        folder = os.fsencode(root.real.rstrip("/") + "/")
        if where.startswith(folder):
            name = os.fsencode(root.prefix) + where.removeprefix(folder)
            said = (pl.col("root") == number) & (pl.col("name").cast(pl.Binary) == pl.lit(name))
            same = same | (pl.col("path").is_null() & said.fill_null(value=False))
    return same
