"""The summary of one view: everything its renderers show, collected once."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from tlsrpt_tui.index.engine import Dimension, Engine, Totals
from tlsrpt_tui.index.facet_answers import Facet, FacetValue
from tlsrpt_tui.index.states import FileCounts, FileRow, PartState
from tlsrpt_tui.index.view import View

_WINDOW = 10_000


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a file that was not simply read.

    Attributes:
        file: relative to the path given.
        member: where in the file; "" for the file itself.
        message: why, as one line; for reports with notes, all of them.
    """

    file: str
    member: str
    state: PartState
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the reports of one view say, and what became of all files.

    Attributes:
        filter: the view in the filter language; "" for everything.
        facets: under the whole view, most failed first.
        days: oldest first; reports without a readable date first, under "".
        problems: most severe files first.
    """

    filter: str
    files: FileCounts
    totals: Totals
    facets: dict[Dimension, Facet]
    days: tuple[FacetValue, ...]
    problems: tuple[Problem, ...]


def collect(engine: Engine, view: View, *, now: dt.datetime) -> Summary:
    """Ask ``engine`` for all that a summary holds."""
    return Summary(
        filter=view.text,
        files=engine.file_counts(),
        totals=engine.totals(view, now=now),
        facets={dimension: engine.facet(view, dimension, now=now, own=True) for dimension in Dimension},
        days=engine.days(view, now=now),
        problems=tuple(_problems(engine)),
    )


def _problems(engine: Engine) -> Iterator[Problem]:
    offset = 0
    while True:
        page = engine.files(problems=False, plain=False, offset=offset, limit=_WINDOW)
        for row in page.rows:
            yield from _of_file(row)
        offset += len(page.rows)
        if not page.rows or offset >= page.total:
            return


def _of_file(row: FileRow) -> Iterator[Problem]:
    if not row.parts:
        yield Problem(row.name, "", row.state, row.sentence)
    for part in row.parts:
        if part.state is PartState.READ:
            continue
        said = part.notes if part.state is PartState.NOTES else (part.sentence, *part.notes)
        yield Problem(row.name, part.member, part.state, "; ".join(said))
