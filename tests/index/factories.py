"""Small builders: a report says only what a test is about, and needs no file."""

import datetime as dt
import hashlib
from itertools import count

from tlsrpt_tui.index.build import TableBuilder
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.schema import FileEntry
from tlsrpt_tui.index.view import View
from tlsrpt_tui.reports.model import FailureDetail, Note, Policy, Report

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
NOTE = Note("contact-info", "", "is absent")

_ids = count(1)


def detail(
    sessions=1, result="certificate-expired", *, mx="mx.example.net", ip="198.51.100.7", to="", reason="", position=0
):
    return FailureDetail(result, ip, to, mx, "", sessions, "", reason, position)


def policy(successful=0, failed=0, *details, kind="sts", domain="example.com", mode="", position=0):
    return Policy(kind, domain, (), (), mode, successful, failed, details, position)


def report(
    *policies,
    org="Google Inc.",
    report_id=None,
    start=DAY,
    end=None,
    notes=(),
    content=None,
    contact="smtp@example.org",
):
    """Return a report of one UTC day; with ``content`` equal for two reports, they hold the same document."""
    report_id = f"id-{next(_ids)}" if report_id is None else report_id
    if end is None and start is not None:
        end = start + dt.timedelta(hours=23, minutes=59, seconds=59) if start.year < dt.MAXYEAR else start
    content = repr((org, report_id, start, end, policies)) if content is None else content
    digest = hashlib.blake2b(content.encode(), digest_size=16).digest()
    return Report(org, contact, report_id, start, end, policies, notes, digest)


def on(month, day, hour=0, year=2026):
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def builder_of(*reports):
    """Return a builder that took each report from a file of its own."""
    builder = TableBuilder("reports")
    for number, made in enumerate(reports):
        builder.add_file(FileEntry(f"{number}.json", "", 100), [("", 0, made)])
    return builder


def engine_of(*reports):
    return LocalEngine(builder_of(*reports).freeze())


def totals(engine, text=""):
    return engine.totals(View.parse(text), now=NOW)


def sums(engine, text=""):
    found = totals(engine, text)
    return found.successful, found.failed


def facet(engine, dimension, text="", *, own=False):
    """Return value -> (reports, successful, failed), in the facet's order."""
    found = engine.facet(View.parse(text), dimension, now=NOW, own=own)
    return {value.value: (value.reports, value.successful, value.failed) for value in found.values}


def days(engine, text=""):
    found = engine.days(View.parse(text), now=NOW)
    return {value.value: (value.reports, value.successful, value.failed) for value in found}


def overview(engine, text="", *, bars=72, values=200, spark=6):
    return engine.overview(View.parse(text), now=NOW, bars=bars, values=values, spark=spark)


def rows(engine, text="", *, offset=0, limit=100, sort=None):
    view = View.parse(text)
    return engine.rows(view if sort is None else sort(view), now=NOW, offset=offset, limit=limit)


def listed(engine, text="", *, failing=False, offset=0, limit=100):
    return engine.reports(View.parse(text), now=NOW, failing=failing, offset=offset, limit=limit)
