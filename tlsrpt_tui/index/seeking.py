"""The next row, report or file that holds a text, or in which something failed."""

from collections.abc import Mapping
from functools import reduce
from operator import or_

import polars as pl

from tlsrpt_tui.index.dictionary import Dictionary, among, folded
from tlsrpt_tui.index.kept import Kept
from tlsrpt_tui.index.list_sort import Hit
from tlsrpt_tui.index.schema import Strings, Tables

_KEPT_MASKS = 8
_OF_FAILURES = {
    "organization": Strings.ORGANIZATION,
    "domain": Strings.DOMAIN,
    "policy_type": Strings.POLICY_TYPE,
    "result_type": Strings.RESULT_TYPE,
    "mx_host": Strings.MX_HOST,
    "mx_helo": Strings.MX_HELO,
    "sending_ip": Strings.IP,
    "receiving_ip": Strings.IP,
    "reason": Strings.REASON,
    "info": Strings.INFO,
}


def nearest(found: pl.Series, place: int, *, forward: bool) -> Hit | None:
    """Return the first place after ``place``, or before it, at which ``found`` is true; round the ends of the list."""
    hits = found.arg_true().cast(pl.Int64)
    if not len(hits):
        return None
    after = int(hits.search_sorted(place, side="right" if forward else "left"))
    number = after if forward else after - 1
    wrapped = not 0 <= number < len(hits)
    number %= len(hits)
    return Hit(int(hits[number]), number + 1, len(hits), wrapped)


class Seeker:
    """Looks into one set of tables; what holds a text is kept for the next step."""

    def __init__(self, tables: Tables, dictionaries: Mapping[Strings, Dictionary]) -> None:
        self._tables = tables
        self._dictionaries = dictionaries
        self._kept: Kept[tuple[str, str], pl.Series] = Kept(_KEPT_MASKS)

    def rows(self, text: str) -> pl.Series:
        """Return which failure rows hold ``text`` in any of their texts; with "", in which sessions failed."""
        if not text:
            return self._tables.failures["sessions"] > 0
        return self._kept.get_or_make(("rows", text), lambda: self._rows_with(text.casefold()))

    def reports(self, text: str) -> pl.Series:
        """Return which reports hold ``text`` in what the list says of them, in their id, or in their contact."""
        return self._kept.get_or_make(("reports", text), lambda: self._reports_with(text.casefold()))

    def files(self, text: str) -> pl.Series:
        """Return which files hold ``text`` in their name, or in what is said of them and their parts."""
        return self._kept.get_or_make(("files", text), lambda: self._files_with(text.casefold()))

    def _holding(self, strings: Strings, text: str, codes: pl.Series) -> pl.Series | None:
        holding = self._dictionaries[strings].showing(text)
        return holding.gather(codes) if holding.any() else None

    def _rows_with(self, text: str) -> pl.Series:
        failures, policies = self._tables.failures, self._tables.policies
        found = [self._holding(strings, text, failures[column]) for column, strings in _OF_FAILURES.items()]
        modes = self._holding(Strings.MODE, text, policies["mode"])
        found.append(None if modes is None else modes.gather(failures["policy"]))
        return _any(found, len(failures))

    def _reports_with(self, text: str) -> pl.Series:
        reports, policies = self._tables.reports, self._tables.policies
        found = [
            self._holding(strings, text, reports[column])
            for column, strings in (("sent_organization", Strings.SENT_ORGANIZATION), ("contact", Strings.CONTACT))
        ]
        found.append(_contains(reports["report_id"], text))
        found.append(_contains(self._tables.files["name"], text).gather(reports["file"]))
        for column, strings in (("domain", Strings.DOMAIN), ("policy_type", Strings.POLICY_TYPE)):
            holding = self._holding(strings, text, policies[column])
            if holding is not None:
                found.append(among(len(reports), policies["report"].filter(holding)))
        return _any(found, len(reports))

    def _files_with(self, text: str) -> pl.Series:
        files, parts = self._tables.files, self._tables.parts
        found: list[pl.Series | None] = [_contains(files["name"], text)]
        for column, strings in (("member", Strings.MEMBER), ("sentence", Strings.SENTENCE)):
            holding = self._holding(strings, text, parts[column])
            if holding is not None:
                found.append(among(len(files), parts["file"].filter(holding)))
        return _any(found, len(files))


def _any(found: list[pl.Series | None], size: int) -> pl.Series:
    none = pl.repeat(value=False, n=size, dtype=pl.Boolean, eager=True)
    return reduce(or_, (mask for mask in found if mask is not None), none)


def _contains(values: pl.Series, text: str) -> pl.Series:
    return folded(values).str.contains(text, literal=True)
