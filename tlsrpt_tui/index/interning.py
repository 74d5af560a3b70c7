"""The distinct strings of an index while it grows: each keeps its place, wherever it came from."""

from collections.abc import Sequence

import polars as pl

_CODE = pl.UInt32


class Dictionary:
    """Distinct strings in the order of their first appearance, those of an earlier index first."""

    def __init__(self, base: pl.Series | None = None) -> None:
        self._base = pl.Series([""], dtype=pl.String) if base is None else base
        self._size = len(self._base)
        self._places: dict[str, int] = {} if base is not None else {"": 0}
        self._new: list[str] = []

    def places(self, values: Sequence[str]) -> pl.Series:
        """Return the place of each of the values."""
        places = self._places
        missing = [value for value in values if value not in places]
        if missing and self._size > 1:
            found = self._base.is_in(missing).arg_true()
            places.update(zip(self._base.gather(found).to_list(), found.to_list(), strict=True))
            missing = [value for value in missing if value not in places]
        for value in missing:
            places[value] = self._size + len(self._new)
            self._new.append(value)
        return pl.Series([places[value] for value in values], dtype=_CODE)

    def frozen(self) -> pl.Series:
        """Return all of them."""
        return pl.concat([self._base, pl.Series(self._new, dtype=pl.String)], rechunk=True) if self._new else self._base


class Organizations:
    """The organizations: names that differ in case or outer space only are one."""

    def __init__(self, names: pl.Series | None = None) -> None:
        self._names: list[str] = []
        self._places: dict[str, int] = {}
        for name in [""] if names is None else names.to_list():
            self._places.setdefault(_folded(name), len(self._names))
            self._names.append(name)

    def _place(self, name: str) -> int:
        folded = _folded(name)
        place = self._places.get(folded)
        if place is None:
            place = self._places[folded] = len(self._names)
            self._names.append(name.strip())
        return place

    def places(self, sent: Sequence[str]) -> pl.Series:
        """Return the place of the organization behind each name that was sent."""
        return pl.Series([self._place(name) for name in sent], dtype=_CODE)

    def named(self, reports: pl.DataFrame, sent: pl.Series) -> pl.Series:
        """Return the name of each: what most of its reports say, whatever their order."""
        said = reports.group_by("organization", "sent_organization").len()
        said = said.with_columns(name=sent.gather(said["sent_organization"]).str.strip_chars())
        said = said.group_by("organization", "name").agg(pl.col("len").sum())
        first = said.sort("len", "name", descending=[True, False]).unique("organization", keep="first")
        names = pl.Series(self._names, dtype=pl.String)
        return names.scatter(first["organization"], first["name"])


def _folded(name: str) -> str:
    return name.strip().casefold()
