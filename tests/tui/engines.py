"""Engines that answer out of thin air, to see what the screens do with the answers."""

# ruff: noqa: ARG002  # whoever answers the same to every question looks at few of its arguments

import datetime as dt
import threading
from dataclasses import replace

from tlsrpt_tui.index.engine import (
    Bar,
    Dimension,
    FailureRecord,
    FailureRow,
    Overview,
    ReportPage,
    ReportRecord,
    RowIdentity,
    RowPage,
    Timeline,
    Totals,
)
from tlsrpt_tui.index.facet_answers import Facet, FacetValue, FacetWish
from tlsrpt_tui.index.list_sort import Hit
from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.index.states import FileCounts, FilePage
from tlsrpt_tui.index.tally import Count, Evidence, FailureDay, SenderDay, Tally
from tlsrpt_tui.reports.model import Hints

DAY = dt.date(2026, 10, 31)
START = dt.datetime(2026, 10, 31, tzinfo=dt.UTC)


def row(number):
    return FailureRow(
        number=number,
        report=number,
        day=DAY - dt.timedelta(days=number % 30),
        organization=f"Sender {number % 7}",
        domain="example.com",
        policy_type="sts",
        mode="enforce",
        result_type="certificate-expired",
        mx_host=f"mx{number}.example.com",
        mx_helo="",
        sending_ip="198.51.100.7",
        receiving_ip="192.0.2.10",
        sessions=number + 1,
        reason="",
        info="",
        position=0,
    )


class Vast:
    """As many failure rows as asked for, each made when it is looked at."""

    source = "vast/"

    def __init__(self, size):
        self.size = size
        self.most = 0

    def totals(self, view, *, now, within=None):
        return Totals(self.size, self.size, self.size, self.size, 0, self.size, START, START)

    def overview(self, view, *, now, bars, values, spark, wishes=None):
        some = tuple(FacetValue(f"value {number}", 1, 1, 9 - number, (1, None, 0)) for number in range(9))
        wished = {dimension: (wishes or {}).get(dimension, FacetWish()).listing for dimension in Dimension}
        facets = {dimension: Facet(dimension, some, 9, 45, wish=wished[dimension]) for dimension in Dimension}
        return Overview(view, self.totals(view, now=now), facets, self.timeline(view, now=now, bars=bars))

    def timeline(self, view, *, now, bars, window=None):
        return Timeline("day", (Bar(DAY, DAY, 1, 1, 1),), DAY, (DAY, DAY))

    def rows(self, view, *, now, offset, limit):
        self.most = max(self.most, limit)
        shown = range(offset, min(offset + limit, self.size))
        return RowPage(view, offset, tuple(map(row, shown)), self.size)

    def record(self, number):
        return FailureRecord(row(number), "Sender", "", f"id-{number}", (), 0, 1, 1, f"{number}.json")

    def report(self, number):
        where = {"file": f"{number}.json", "member": "", "size": 1, "conflict": False, "rivals": ()}
        said = {"organization": "Sender", "contact": "", "report_id": f"id-{number}", "start": None, "end": None}
        read = {"policies": (), "notes": (), "hints": Hints(), "lines": (), "problem": ""}
        return ReportRecord(number=number, **said, **where, **read)

    def reports(self, view, *, now, failing, offset, limit, sort=None):
        return ReportPage(view, offset, (), 0, 0, 0)

    def report_place(self, view, number, *, now, failing, sort=None):
        return None

    def report_identity(self, number):
        return str(number).encode()

    def report_named(self, identity):
        return int(identity)

    def row_identity(self, number):
        return RowIdentity(self.report_identity(number), 0)

    def row_named(self, identity):
        return int(identity.report)

    def row_place(self, view, number, *, now):
        return number

    def file_counts(self):
        return FileCounts(1, {}, 0, 0, 0)

    def files(self, *, problems, offset, limit, sort=None):
        return FilePage(offset, (), 0)

    def file_place(self, name, *, problems, sort=None):
        return None

    def domain_seen(self, names, *, now):
        return DomainSeen(tuple(names), newest=DAY)

    def tally(self, view, *, now):
        failed = FailureDay("Sender 0", "example.com", "mx0.example.com", "certificate-expired", DAY, 30, 30)
        days = (SenderDay("Sender 0", "example.com", DAY, 1, 0, 30, ("sts",)),)
        return Tally((failed,), days, DAY - dt.timedelta(days=29), DAY)

    def evidence(self, view, *, now):
        return Evidence(receiving_ips=(Count("192.0.2.10", 30),), rows=tuple(range(min(self.size, 200))))

    def seek_row(self, view, text, *, now, place, forward):
        return Hit((place + (1 if forward else -1)) % self.size, 1, self.size, wrapped=False)

    def seek_report(self, view, text, **how):
        return None

    def seek_file(self, text, **how):
        return None


class Slow(Vast):
    """Holds back the answer about each filter until it is released; an answer is told by the filter's name in it."""

    def __init__(self, *held):
        super().__init__(3)
        self.gates = {text: threading.Event() for text in held}
        self.asked = {text: threading.Event() for text in held}

    def overview(self, view, **how):
        if view.text in self.gates:
            self.asked[view.text].set()
            assert self.gates[view.text].wait(30)
        found = super().overview(view, **how)
        named = tuple(FacetValue(f"says {view.text or 'all'}", 1, 1, 1, ()) for _ in range(1))
        facets = {dimension: replace(facet, values=named, distinct=1) for dimension, facet in found.facets.items()}
        return replace(found, facets=facets)


class Held:
    """Answers as another engine does, but Explore's question only when it is let, and counts who asks at once."""

    def __init__(self, engine):
        self.engine = engine
        self.gate = threading.Event()
        self.asked = threading.Event()
        self.at_once = 0
        self.most_at_once = 0
        self.totals_asked = []
        self._lock = threading.Lock()

    def __getattr__(self, name):
        return getattr(self.engine, name)

    def overview(self, view, **how):
        self.asked.set()
        assert self.gate.wait(30)
        return self.engine.overview(view, **how)

    def totals(self, view, **how):
        with self._lock:
            self.totals_asked.append(view.text)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        if view.text:
            self.asked.set()
            assert self.gate.wait(30)
        with self._lock:
            self.at_once -= 1
        return self.engine.totals(view, **how)
