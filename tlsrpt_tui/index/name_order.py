"""The order in which files are listed: by root, then by name, what is in ``a/`` before ``a-b/`` and ``a.json``."""

import polars as pl

_STRETCH = 65_536


def name_order(files: pl.DataFrame) -> pl.Series:
    """Return the row of every file in the order of their names."""
    rows = pl.int_range(len(files), dtype=pl.UInt32, eager=True)
    roots = files["root"].unique().sort()
    if len(roots) == 1:
        return rows.gather(_order_within(files["name"]))
    made = [rows.clear()]
    for root in roots:
        of_root = rows.filter(files["root"].eq_missing(root))
        made.append(of_root.gather(_order_within(files["name"].gather(of_root))))
    return pl.concat(made)


def path_key(names: pl.Series) -> pl.Series:
    """Return what sorts names folder by folder."""
    return names.str.replace_all("/", "\0", literal=True)


def _order_within(names: pl.Series) -> pl.Series:
    # Files are read in this order, so it is looked for first, a stretch at a time: a million keys take much memory.
    stretches = (names.slice(begin, _STRETCH + 1) for begin in range(0, len(names), _STRETCH))
    if all(path_key(stretch).is_sorted() for stretch in stretches):
        return pl.int_range(len(names), dtype=pl.UInt32, eager=True)
    return path_key(names).to_frame("name").select(pl.arg_sort_by("name", maintain_order=True)).to_series()
