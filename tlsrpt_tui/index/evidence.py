"""What the failure rows of a view say beside where and how they failed, out of the tables."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from tlsrpt_tui.index.dictionary import Dictionary, among
from tlsrpt_tui.index.naming import Naming
from tlsrpt_tui.index.ordering import Key, ordered
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.index.selection import Selection
from tlsrpt_tui.index.tally import Contact, Count, Evidence
from tlsrpt_tui.index.twins import Twins

MOST_VALUES: Final = 20
"""Values that are told of one kind."""

MOST_POLICIES: Final = 10
"""Policy texts that are told."""

MOST_ROWS: Final = 200
"""Failure rows that are told, newest first."""


class Witness:
    """Evidence out of one set of tables."""

    def __init__(self, tables: Tables, held: Mapping[Strings, Dictionary], naming: Naming, twins: Twins) -> None:
        self._tables = tables
        self._held = held
        self._naming = naming
        self._twins = twins

    def evidence(self, selection: Selection, beside: Selection | None) -> Evidence:
        """Count what selected rows say.

        Args:
            selection: the rows.
            beside: those of the same view without its clauses on the MX host; ``None`` where it has none.
        """
        rows = self._rows(selection)
        policies = self._tables.policies.select("policy_text", "mode")[rows["policy"]]
        rows = rows.hstack(policies)
        return Evidence(
            reasons=self._most(rows, "reason", Strings.REASON),
            infos=self._most(rows, "info", Strings.INFO, named=True),
            receiving_ips=self._most(rows, "receiving_ip", Strings.IP, named=True),
            sending_ips=self._most(rows, "sending_ip", Strings.IP, named=True),
            other_hosts=() if beside is None else self._others(rows, self._rows(beside)),
            policies=self._most(rows, "policy_text", Strings.POLICY_TEXT, named=True)[:MOST_POLICIES],
            modes=self._most(rows, "mode", Strings.MODE),
            rows=_newest(rows),
            contacts=self._contacts(rows)[:MOST_VALUES],
        )

    def contacts(self, selection: Selection) -> tuple[Contact, ...]:
        """Return the newest contact of each sender in the reports of selected rows."""
        return self._contacts(self._rows(selection))

    def _rows(self, selection: Selection) -> pl.DataFrame:
        """Return the selected rows with their ``number`` and the ``sessions`` that they add to a tally."""
        sessions = self._twins.told(selection.failures).sessions
        counted = sessions > 0
        numbers = (counted if selection.failures is None else counted & selection.failures).arg_true()
        return self._tables.failures[numbers].with_columns(number=numbers, sessions=sessions.gather(numbers))

    def _most(self, rows: pl.DataFrame, column: str, strings: Strings, *, named: bool = False) -> tuple[Count, ...]:
        """Return the values with the most sessions; with ``named``, without the rows that have none."""
        held = self._held[strings]
        counted = rows.group_by(column).agg(pl.col("sessions").sum())
        if named:
            counted = counted.filter((held.values != "").gather(counted[column]))
        rank = held.rank.gather(counted[column])
        leading = counted[ordered([Key(counted["sessions"], descending=True), Key(rank)]).head(MOST_VALUES)]
        texts = held.values.gather(leading[column]).to_list()
        return tuple(map(Count, texts, map(int, leading["sessions"].to_list())))

    def _contacts(self, rows: pl.DataFrame) -> tuple[Contact, ...]:
        """Return the newest contact of each sender in the reports of ``rows``, those with most sessions first."""
        senders, contacts = self._held[Strings.ORGANIZATION], self._held[Strings.CONTACT].values
        summed = rows.group_by("organization").agg(pl.col("sessions").sum())
        rank = senders.rank.gather(summed["organization"])
        leading = summed[ordered([Key(summed["sessions"], descending=True), Key(rank)])]
        reports = rows["report"].unique()
        told = self._tables.reports.select("organization", "contact", "start")[reports].with_columns(report=reports)
        told = told.filter((contacts != "").gather(told["contact"]))
        newest = told[ordered([Key(told["start"], descending=True), Key(told["report"], descending=True)])]
        codes = dict(reversed(newest.select("organization", "contact").rows()))
        named = [code for code in leading["organization"].to_list() if code in codes]
        texts = contacts.gather([codes[code] for code in named]).to_list()
        return tuple(map(Contact, senders.values.gather(named).to_list(), texts))

    def _others(self, rows: pl.DataFrame, beside: pl.DataFrame) -> tuple[Count, ...]:
        """Return the MX hosts of the same domains that are not in ``rows``, with 0 for those not ``beside`` them."""
        hosts = self._held[Strings.MX_HOST].values
        domains = among(len(self._held[Strings.DOMAIN]), rows["domain"])
        elsewhere = beside.filter(domains.gather(beside["domain"]))
        own = {"", *hosts.gather(rows["mx_host"].unique())}
        counted = elsewhere.group_by("mx_host").agg(pl.col("sessions").sum())
        failed = dict(zip(hosts.gather(counted["mx_host"]).to_list(), map(int, counted["sessions"]), strict=True))
        names = set(self._held[Strings.DOMAIN].values.filter(domains))
        known = {host: 0 for host, domain in self._naming.hosts if domain in names and host not in names} | failed
        leading = sorted(known.keys() - own, key=lambda host: (-known[host], host))[:MOST_VALUES]
        return tuple(Count(host, known[host]) for host in leading)


def _newest(rows: pl.DataFrame) -> tuple[int, ...]:
    order = ordered([Key(rows["day"], descending=True), Key(rows["sessions"], descending=True)])
    return tuple(rows["number"].gather(order.head(MOST_ROWS)).to_list())
