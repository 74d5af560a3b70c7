"""What became of each part of a window of files, one sentence a part; what they speak of is looked up at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tlsrpt_tui.index.origins import Origins
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.index.states import PartRow, PartState
from tlsrpt_tui.reports.model import Note

_NOTED = frozenset({PartState.NOTES, PartState.CONFLICT})


def plural(count: int, noun: str, many: str = "") -> str:
    """Return ``1 report`` or ``2 reports``."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


def part_rows(tables: Tables, origins: Origins, parts: pl.DataFrame, states: Sequence[PartState]) -> list[PartRow]:
    """Return the rows of ``parts``, which are rows of the table of that name, each in one of ``states``."""
    reports = parts["report"].to_list()
    known = _known(tables, origins, list(zip(reports, states, strict=True)))
    members, sentences = (
        tables.strings[strings].gather(parts[strings.value]).fill_null("").to_list()
        for strings in (Strings.MEMBER, Strings.SENTENCE)
    )
    made = []
    for member, state, sentence, report in zip(members, states, sentences, reports, strict=True):
        notes = known.notes.get(report, ()) if state in _NOTED else ()
        said = sentence or known.sentence(report, state)
        made.append(PartRow(member, state, said, report, tuple(note.sentence for note in notes)))
    return made


@dataclass(frozen=True, slots=True)
class _Known:
    """What sentences speak of, by the report that they are about.

    Attributes:
        notes: of those that are said to have some.
        details: how many failure rows there are of those that were read; absent for none.
        places: where what a duplicate repeats, or what contradicts a report, is.
    """

    notes: Mapping[int, tuple[Note, ...]]
    details: Mapping[int, int]
    places: Mapping[tuple[int, PartState], str]

    def sentence(self, report: int | None, state: PartState) -> str:
        if report is None:
            return state.value
        if state is PartState.DUPLICATE:
            return f"same report as {self.places[report, state]}"
        if state is PartState.CONFLICT:
            return f"same id, other content: {self.places[report, state]}"
        notes = self.notes.get(report, ())
        if notes:
            more = f", and {len(notes) - 1} more" if len(notes) > 1 else ""
            return f"{notes[0].brief}{more}"
        details = self.details.get(report, 0)
        return f"1 report, {plural(details, 'detail')}" if details else "1 report, no failure"


def _known(tables: Tables, origins: Origins, parts: Sequence[tuple[int | None, PartState]]) -> _Known:
    held = {state: [report for report, of in parts if of is state and report is not None] for state in PartState}
    contradicted = held[PartState.CONFLICT]
    versions = origins.versions_of(_numbers(contradicted))
    spoken_of = {(report, PartState.DUPLICATE): report for report in held[PartState.DUPLICATE]}
    for report in contradicted:
        spoken_of[report, PartState.CONFLICT] = next(number for number in versions[report] if number != report)
    return _Known(
        notes=origins.notes_of(_numbers([*held[PartState.NOTES], *contradicted])),
        details=_details(tables, _numbers(held[PartState.READ])),
        places=dict(zip(spoken_of, origins.places_of(_numbers(list(spoken_of.values()))), strict=True)),
    )


def _numbers(reports: Sequence[int]) -> pl.Series:
    return pl.Series(reports, dtype=pl.UInt32)


def _details(tables: Tables, reports: pl.Series) -> dict[int, int]:
    failures = tables.failures["report"]
    counted = failures.filter(failures.is_in(reports.implode())).value_counts()
    return dict(counted.iter_rows())
