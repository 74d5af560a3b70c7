"""What became of every file: one state, one sentence, problems first."""

from collections import Counter
from functools import cached_property
from itertools import islice

import polars as pl

from tlsrpt_tui.index.kept import Kept
from tlsrpt_tui.index.list_sort import WORST_FIRST, FileColumn, FileSort
from tlsrpt_tui.index.name_order import name_order
from tlsrpt_tui.index.ordering import Key, ordered
from tlsrpt_tui.index.origins import Origins, ReportTexts, rows_of
from tlsrpt_tui.index.part_rows import part_rows, plural
from tlsrpt_tui.index.schema import Tables
from tlsrpt_tui.index.states import STATES, FileCounts, FilePage, FileRow, PartRow, PartState

_KEPT_ORDERS = 4
_WORST_FIRST = (
    PartState.UNREADABLE,
    PartState.OVER_BOUND,
    PartState.CONFLICT,
    PartState.NOTES,
    PartState.READ,
    PartState.DUPLICATE,
    PartState.NOT_A_REPORT,
)
_LISTED = (
    PartState.UNREADABLE,
    PartState.OVER_BOUND,
    PartState.CONFLICT,
    PartState.NOTES,
    PartState.DUPLICATE,
    PartState.NOT_A_REPORT,
    PartState.READ,
)
_REFUSED = (PartState.UNREADABLE, PartState.OVER_BOUND)
_PROBLEMS = (*_REFUSED, PartState.CONFLICT, PartState.NOTES)
_READ = frozenset({PartState.READ, PartState.NOTES, PartState.CONFLICT})

_RANKS = {state: rank for rank, state in enumerate(_WORST_FIRST)}
_RANK_OF_PLACE = pl.Series([_RANKS[state] for state in STATES], dtype=pl.UInt8)
_REFUSED_RANKS = [_RANKS[state] for state in _REFUSED]
_READ_RANKS = [_RANKS[state] for state in _READ]


class Filing:
    """The files of one set of tables; a state is held as its rank, the worst being 0."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.origins = Origins(tables)
        self._orders: Kept[tuple[bool, FileSort], pl.Series] = Kept(_KEPT_ORDERS)

    @property
    def name_of_report(self) -> ReportTexts:
        """The name of the file that a report was read from."""
        return self.origins.names

    @property
    def member_of_report(self) -> ReportTexts:
        """Where in its file a report is; "" for the file itself."""
        return self.origins.members

    def place_of_report(self, report: int) -> str:
        """Return the file of a report, and where in it the report is."""
        return self.origins.place_of(report)

    def _ranks_of(self, parts: pl.DataFrame) -> pl.Series:
        ranks = _RANK_OF_PLACE.gather(parts["state"])
        conflicts = self._tables.reports["conflict"]
        if conflicts.null_count() == len(conflicts):
            return ranks
        contradicted = conflicts.gather(parts["report"]).is_not_null() & ranks.is_in(_READ_RANKS)
        return ranks.scatter(contradicted.arg_true(), _RANKS[PartState.CONFLICT])

    @cached_property
    def _ranks(self) -> pl.Series:
        """The rank of every file."""
        parts = self._tables.parts
        of_parts = self._ranks_of(parts)
        empty = pl.Series([_RANKS[PartState.NOT_A_REPORT]], dtype=pl.UInt8)
        ranks = empty.new_from_index(0, len(self._tables.files))
        for rank in reversed(range(len(_WORST_FIRST))):  # so that the worst is what stays
            ranks.scatter(parts["file"].filter(of_parts == rank), rank)
        return ranks

    @cached_property
    def _order(self) -> pl.Series:
        """The number of every file, as they are listed; numbers are not in the order of names after an update."""
        by_name = name_order(self._tables.files)
        ranks = self._ranks.gather(by_name)
        return pl.concat([by_name.filter(ranks == _RANKS[state]) for state in _LISTED])

    @cached_property
    def _by_state(self) -> dict[PartState, int]:
        return {_WORST_FIRST[rank]: count for rank, count in sorted(self._ranks.value_counts().iter_rows())}

    def counts(self) -> FileCounts:
        """Count files, and the reports among them that repeat, contradict, or came with notes."""
        parts, reports = self._tables.parts, self._tables.reports
        refused = self._ranks.is_in(_REFUSED_RANKS).gather(parts["file"])
        return FileCounts(
            seen=len(self._ranks),
            by_state=dict(self._by_state),
            duplicates=int((parts["state"] == STATES.index(PartState.DUPLICATE)).sum()),
            conflicts=len(reports) - reports["conflict"].null_count(),
            with_notes=int((reports["notes"] > 0).sum()),
            in_part=parts["file"].filter(refused & parts["report"].is_not_null()).n_unique(),
        )

    def page(
        self, *, problems: bool, offset: int, limit: int, plain: bool = True, sort: FileSort = WORST_FIRST
    ) -> FilePage:
        """Return a window of the files, sorted; without ``plain``, none of just one report that was read."""
        order = self.order(problems=problems, sort=sort)
        if not plain:
            order = order.filter(self._is_telling().gather(order))
        return FilePage(offset, self._rows(order.slice(offset, limit)), len(order))

    def order(self, *, problems: bool, sort: FileSort) -> pl.Series:
        """Return the number of every file in the order of a list, or of every one with a problem."""
        return self._orders.get_or_make((problems, sort), lambda: self._sorted(problems=problems, sort=sort))

    def _sorted(self, *, problems: bool, sort: FileSort) -> pl.Series:
        if problems:
            order = self.order(problems=False, sort=sort)
            return order.filter(self.problems().gather(order))
        if sort == WORST_FIRST:
            return self._order
        by_name = name_order(self._tables.files)
        if sort.column is FileColumn.FILE:
            return by_name.reverse() if sort.descending else by_name
        if sort.column is FileColumn.SIZE:
            sizes = self._tables.files["size"].gather(by_name)
            return by_name.gather(ordered([Key(sizes, descending=sort.descending)]))
        ranks = self._ranks.gather(by_name)
        return pl.concat([by_name.filter(ranks == _RANKS[state]) for state in reversed(_LISTED)])

    def problems(self) -> pl.Series:
        """Return which files have a problem."""
        return self._ranks.is_in([_RANKS[state] for state in _PROBLEMS])

    def _is_telling(self) -> pl.Series:
        """Return whether there is anything to tell of each file: more than one part, or none, or one not just read."""
        parts = self._tables.parts["file"].value_counts()
        single = parts.filter(pl.col("count") == 1)["file"]
        plain = pl.Series([False]).new_from_index(0, len(self._ranks)).scatter(single, True)  # noqa: FBT003  # the value
        return ~(plain & (self._ranks == _WORST_FIRST.index(PartState.READ)))

    def _rows(self, numbers: pl.Series) -> tuple[FileRow, ...]:
        files = self._tables.files.select("name", "size")[numbers]
        parts = self._tables.parts[rows_of(self._tables.parts["file"], numbers)]
        held = Counter(parts["file"].to_list())
        states = [_WORST_FIRST[rank] for rank in self._ranks_of(parts)]
        waiting = iter(part_rows(self._tables, self.origins, parts, states))
        made = []
        for number, rank, (name, size) in zip(numbers, self._ranks.gather(numbers), files.iter_rows(), strict=True):
            of_file, state = tuple(islice(waiting, held[number])), _WORST_FIRST[rank]
            made.append(FileRow(number, name, size, state, _sentence(state, of_file), of_file))
        return tuple(made)


def _sentence(state: PartState, parts: tuple[PartRow, ...]) -> str:
    if len(parts) == 1:
        return parts[0].sentence
    if not parts:
        return "holds nothing that could be a report"
    states = Counter(part.state for part in parts)
    read = sum(states[kind] for kind in _READ)
    said = [plural(read, "report")] if read else []
    if states[PartState.DUPLICATE]:
        said.append(plural(states[PartState.DUPLICATE], "duplicate"))
    if state in _PROBLEMS:
        worst = next(part for part in parts if part.state is state)
        said.insert(0, f"{worst.member or 'one part'}: {worst.sentence}")
    elif said and states[PartState.NOT_A_REPORT]:
        said.append(plural(states[PartState.NOT_A_REPORT], "other part"))
    return ", ".join(said) if said else parts[0].sentence
