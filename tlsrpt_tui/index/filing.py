"""What became of every file: one state, one sentence, problems first."""

from collections import Counter

from tlsrpt_tui.index.schema import Part, Tables
from tlsrpt_tui.index.states import FileCounts, FilePage, FileRow, PartRow, PartState

_RANKS = {
    state: rank
    for rank, state in enumerate(
        (
            PartState.UNREADABLE,
            PartState.OVER_BOUND,
            PartState.CONFLICT,
            PartState.NOTES,
            PartState.READ,
            PartState.DUPLICATE,
            PartState.NOT_A_REPORT,
        )
    )
}
_ORDER = {
    state: place
    for place, state in enumerate(
        (
            PartState.UNREADABLE,
            PartState.OVER_BOUND,
            PartState.CONFLICT,
            PartState.NOTES,
            PartState.DUPLICATE,
            PartState.NOT_A_REPORT,
            PartState.READ,
        )
    )
}
_REFUSED = (PartState.UNREADABLE, PartState.OVER_BOUND)
_QUIET = frozenset({PartState.READ, PartState.NOT_A_REPORT, PartState.DUPLICATE})
_NOTED = frozenset({PartState.NOTES, PartState.CONFLICT})
_READ = frozenset({PartState.READ, PartState.NOTES, PartState.CONFLICT})


def plural(count: int, noun: str, many: str = "") -> str:
    """Return ``1 report`` or ``2 reports``."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


class Filing:
    """The files of one set of tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._conflicts = frozenset(tables.rivals)
        self._states = [self._state(parts) for parts in tables.parts]
        order = sorted(range(len(self._states)), key=lambda number: (_ORDER[self._states[number]], number))
        self._order = order
        self._problems = [number for number in order if self._states[number] not in _QUIET]
        report_files = tables.reports["file"].to_list()
        self._report_files: list[int] = report_files
        self._details: dict[int, int] | None = None
        self._members: dict[int, str] | None = None

    def _part_state(self, part: Part) -> PartState:
        if part.state in (PartState.READ, PartState.NOTES) and part.report in self._conflicts:
            return PartState.CONFLICT
        return part.state

    def _state(self, parts: tuple[Part, ...]) -> PartState:
        if len(parts) == 1:
            return self._part_state(parts[0])
        if not parts:
            return PartState.NOT_A_REPORT
        return min((self._part_state(part) for part in parts), key=_RANKS.__getitem__)

    def counts(self) -> FileCounts:
        """Count files, and the reports among them that repeat, contradict, or came with notes."""
        duplicates = sum(part.state is PartState.DUPLICATE for parts in self._tables.parts for part in parts)
        return FileCounts(
            seen=len(self._states),
            by_state=dict(Counter(self._states)),
            duplicates=duplicates,
            conflicts=len(self._conflicts),
            with_notes=len(self._tables.notes),
            in_part=sum(map(self._is_read_in_part, range(len(self._states)))),
        )

    def _is_read_in_part(self, number: int) -> bool:
        return self._states[number] in _REFUSED and any(part.report is not None for part in self._tables.parts[number])

    def page(self, *, problems: bool, offset: int, limit: int) -> FilePage:
        """Return a window of the files, problems first."""
        order = self._problems if problems else self._order
        rows = tuple(self._row(number) for number in order[offset : offset + limit])
        return FilePage(offset, rows, len(order))

    def name_of_report(self, report: int) -> str:
        """Return the name of the file that a report was read from."""
        return self._tables.files[self._report_files[report]].name

    def member_of_report(self, report: int) -> str:
        """Return where in its file a report is; "" for the file itself."""
        if self._members is None:
            self._members = {
                part.report: part.member
                for parts in self._tables.parts
                for part in parts
                if part.report is not None and part.state is not PartState.DUPLICATE and part.member
            }
        return self._members.get(report, "")

    def place_of_report(self, report: int) -> str:
        """Return the file of a report, and where in it the report is."""
        name, member = self.name_of_report(report), self.member_of_report(report)
        return f"{name} › {member}" if member else name

    def _row(self, number: int) -> FileRow:
        entry = self._tables.files[number]
        parts = tuple(self._part_row(part) for part in self._tables.parts[number])
        state = self._states[number]
        return FileRow(number, entry.name, entry.size, state, self._sentence(state, parts), parts)

    def _part_row(self, part: Part) -> PartRow:
        state = self._part_state(part)
        notes = () if part.report is None or state not in _NOTED else self._tables.notes.get(part.report, ())
        sentence = part.sentence or self._part_sentence(part, state)
        return PartRow(part.member, state, sentence, part.report, tuple(note.sentence for note in notes))

    def _part_sentence(self, part: Part, state: PartState) -> str:
        if part.report is None:
            return state.value
        if state is PartState.DUPLICATE:
            return f"same report as {self.place_of_report(part.report)}"
        if state is PartState.CONFLICT:
            other = next(number for number in self._tables.rivals[part.report] if number != part.report)
            return f"same id, other content: {self.place_of_report(other)}"
        notes = self._tables.notes.get(part.report, ())
        if notes:
            more = f", and {len(notes) - 1} more" if len(notes) > 1 else ""
            return f"{notes[0].brief}{more}"
        details = self._details_of(part.report)
        return f"1 report, {plural(details, 'detail')}" if details else "1 report, no failure"

    def _details_of(self, report: int) -> int:
        if self._details is None:
            counted = self._tables.failures["report"].value_counts()
            self._details = dict(zip(counted["report"].to_list(), counted["count"].to_list(), strict=True))
        return self._details.get(report, 0)

    def _sentence(self, state: PartState, parts: tuple[PartRow, ...]) -> str:
        if len(parts) == 1:
            return parts[0].sentence
        if not parts:
            return "holds nothing that could be a report"
        states = Counter(part.state for part in parts)
        read = sum(states[kind] for kind in _READ)
        said = [plural(read, "report")] if read else []
        if states[PartState.DUPLICATE]:
            said.append(plural(states[PartState.DUPLICATE], "duplicate"))
        if state in (*_REFUSED, PartState.CONFLICT, PartState.NOTES):
            worst = next(part for part in parts if part.state is state)
            said.insert(0, f"{worst.member or 'one part'}: {worst.sentence}")
        elif said and states[PartState.NOT_A_REPORT]:
            said.append(plural(states[PartState.NOT_A_REPORT], "other part"))
        return ", ".join(said) if said else parts[0].sentence
