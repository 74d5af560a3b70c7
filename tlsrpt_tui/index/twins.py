"""Failures of which two policies of one report tell for the same sessions: each counts once, and none is lost.

Totals let one of the two policies speak and the other stand aside. By result type and MX host that would hide what
only the other tells of: ``tlsa-invalid`` stands under the TLSA policy alone, however many sessions the MTA-STS policy
has. So here a row of the policy that stands aside is left out where the other has a row of the same result type at
the same MX host, or where it has no details while the other has any row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from tlsrpt_tui.index.dictionary import Dictionary
from tlsrpt_tui.index.packing import number_of
from tlsrpt_tui.index.rivalries import Rivalries
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.reports.model import PolicyType

_ENFORCE: Final = "enforce"
_WAY: Final = ("rival", "result_type", "mx_host")


@dataclass(frozen=True, slots=True)
class Told:
    """What every failure row adds to the sums of a selection.

    Attributes:
        sessions: 0 for rows that another selected row repeats.
        enforced: whether the row, or one that repeats it, stands under a policy that has mail refused.
        dane: whether the row, or one that repeats it, stands under a TLSA policy.
    """

    sessions: pl.Series
    enforced: pl.Series
    dane: pl.Series


class Twins:
    """The failure rows of one set of tables, each told of once."""

    def __init__(self, tables: Tables, held: Mapping[Strings, Dictionary], rivalries: Rivalries) -> None:
        self._tables = tables
        self._modes = held[Strings.MODE].values
        self._types = held[Strings.POLICY_TYPE].values
        self._rivalries = rivalries

    def told(self, selected: pl.Series | None) -> Told:
        """Return what the failure rows add; ``selected`` is a mask of them, ``None`` takes all."""
        sessions, enforced, dane = self._tables.failures["sessions"], self._enforced, self._dane
        rows = self._rivalries.contested(selected)
        rows = rows.filter(sessions.gather(rows["number"]) > 0)
        if rows["counts"].all():
            return Told(sessions, enforced, dane)
        rows = self._named(rows)
        loud, quiet = rows.filter("counts"), rows.filter(~pl.col("counts"))
        twin = quiet["way"].is_in(loud["way"].unique().implode())
        # The row that stands for failures without details has no position.
        vague = quiet["position"].is_null() & quiet["rival"].is_in(loud["rival"].unique().implode())
        # A twin is of the other type: where it is not the one that counts which is of DANE, it is the twin.
        shared = loud.filter(~dane.gather(loud["number"]))
        backed = shared["number"].filter(shared["way"].is_in(quiet["way"].filter(twin).unique().implode()))
        return Told(
            sessions.clone().scatter(quiet["number"].filter(twin | vague), 0),
            enforced.clone().scatter(backed, True),  # noqa: FBT003  a value
            dane.clone().scatter(backed, True),  # noqa: FBT003  a value
        )

    def _named(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return contested rows with their ``position``, and one number for rivalry, result type and MX host."""
        rows = rows.hstack(self._tables.failures.select("result_type", "mx_host", "position")[rows["number"]])
        return rows.with_columns(way=number_of(rows, _WAY))

    @cached_property
    def _dane(self) -> pl.Series:
        """For every failure row whether it stands under a TLSA policy."""
        failures = self._tables.failures
        return (self._types == PolicyType.TLSA.value).gather(failures["policy_type"])

    @cached_property
    def _enforced(self) -> pl.Series:
        """For every failure row whether its sender refuses to deliver (RFC 8461 §5, RFC 7672 §2.1)."""
        enforcing = (self._modes == _ENFORCE).gather(self._tables.policies["mode"])
        return enforcing.gather(self._tables.failures["policy"]) | self._dane
