"""Small tables made by hand from the schema, to be kept and read again."""

import dataclasses

import polars as pl

from tlsrpt_tui.index.cache import Key
from tlsrpt_tui.index.schema import FRAMES, STATES, Root, Strings, tables_of
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS

ROOTS = (Root("/srv/reports"), Root("/srv/mail \udcff", "mail/", 1))
KEY = Key(ROOTS, DEFAULT_BOUNDS)
LARGEST = 2**63 - 1
"""What a count may be; sums of it take 128 bits."""

DAY = 20_000
READ, NOTED, DUPLICATE, UNREADABLE = (
    STATES.index(state) for state in (PartState.READ, PartState.NOTES, PartState.DUPLICATE, PartState.UNREADABLE)
)


def tables(rows=3, contact="smtp@example.org", most=10**9):
    """Return tables of ``rows`` reports, each with a policy and two failures; some values are absent.

    ``most`` is the largest count.
    """
    if not rows:
        return empty()
    strings = {name: [f"{name.value}-{place}" for place in range(3)] for name in Strings}
    strings |= {Strings.CONTACT: [contact], Strings.IP: ["192.0.2.1", "2001:db8::1", ""], Strings.MODE: ["", "enforce"]}
    strings |= {Strings.POLICY_TEXT: ["version: STSv1\nmode: enforce"], Strings.NOTE: ["contact-info\n\nis absent"]}
    reports = [_report(place, undated=place == rows - 1) for place in range(rows)]
    policies = [_policy(place, report, most) for place, report in enumerate(reports)]
    failures = [_failure(place, policy, side, most) for place, policy in enumerate(policies) for side in range(2)]
    files = [(f"r{place}.json", None, 0, 900, 10**18 + place) for place in range(rows)]
    files += [("mail/x\\u{dcff}.eml", b"/srv/mail \xff/x\xff.eml", 1, 0, -1), ("mail/fifo", b"", 1, 0, 0)]
    parts = [(place, 0, READ if place else NOTED, 0, place) for place in range(rows)]
    parts += [(rows, 1, DUPLICATE, 0, 0), (rows + 1, 0, UNREADABLE, 2, None)]
    return _made((reports, policies, failures, files, parts, [(0, 0)]), strings)


def _report(place, *, undated):
    times = (None, None, None) if undated else (DAY * 86400, DAY * 86400 + 86399, DAY)
    names = (place % 3, place % 2, 0, f"id-{place} Grüße")
    return (*names, *times, place, 0, int(place == 0), 2**64 - 1 - place, place, None if place else 7)


def _policy(place, report, most):
    absent = report[6] is None
    named = (place, report[0], report[6], place % 3, 1, place % 2, 0, 0, None if absent else 0)
    return (*named, most, place, most, place, None if place else 3, place != 1)


def _failure(place, policy, side, most):
    return (place, *policy[:5], side, 0, 1, 2, 1, most - side, 0, 2, side or None)


def _made(rows, strings):
    frames = {
        name: pl.DataFrame(held, schema=schema, orient="row")
        for (name, schema), held in zip(FRAMES.items(), rows, strict=True)
    }
    series = {name: pl.Series(name.value, strings.get(name, []), dtype=pl.String) for name in Strings}
    return tables_of(frames, series, ROOTS, "reports/")


def empty():
    """Return tables of nothing."""
    return _made([[] for _ in FRAMES], {})


def changed(made, table, column, row, value):
    """Return tables with one value replaced."""
    frame = getattr(made, table)
    values = frame[column].to_list()
    values[row] = value
    return with_column(made, table, pl.Series(column, values, dtype=frame.schema[column]))


def with_column(made, table, series):
    return dataclasses.replace(made, **{table: getattr(made, table).with_columns(series)})


def with_strings(made, name, values):
    return dataclasses.replace(made, strings=made.strings | {name: pl.Series(name.value, values, dtype=pl.String)})


def same(one, other):
    """Tell whether two sets of tables are equal, types and order included."""
    frames = all(
        getattr(one, name).schema == getattr(other, name).schema and getattr(one, name).equals(getattr(other, name))
        for name in FRAMES
    )
    strings = one.strings.keys() == other.strings.keys() and all(
        held.equals(other.strings[name]) for name, held in one.strings.items()
    )
    return frames and strings and (one.roots, one.source) == (other.roots, other.source)
