"""The list of incidents: how many are in each state above it, and what is judged to be noise in one line."""

from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.tui.incident_rows import IncidentRow, Listed
from tlsrpt_tui.tui.keys import MOVES, keymap_of
from tlsrpt_tui.tui.paint import Run, between, width_of
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.incident_columns import STATES, incident_columns
from tlsrpt_tui.tui.widgets.table import Table

_WIDE = 120
_RULE = "a few sessions in passing"
"""What is judged to be noise, in a few words."""


class IncidentTable(Table[IncidentRow]):
    """Incidents, those that need somebody first."""

    BINDINGS = [*MOVES]  # noqa: RUF012  # Textual's convention

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(incident_columns(_WIDE), empty="", id=id)
        self.title = "Incidents"
        self._listed: Listed | None = None
        self._noisy = False

    def tell(self, listed: Listed, *, noisy: bool) -> None:
        """Say how many incidents there are; ``noisy`` when noise is listed too."""
        self._listed, self._noisy = listed, noisy
        self.fit()

    def fit(self) -> None:
        """Take no more lines than there are rows for: the card below has use for them."""
        if self._listed is None:
            return
        noise = self._noise
        rows = len(self._listed.rows) - (0 if self._noisy else noise)
        foot = bool(noise) and not self._noisy and self.app.size.width >= _WIDE
        self.styles.max_height = self._heads + max(1, rows) + foot

    @property
    def _heads(self) -> int:
        return 2

    @property
    def _gap(self) -> str:
        """What parts two columns: there are few cells to spare."""
        return " "

    @property
    def _feet(self) -> int:
        """Lines below the rows: the one of noise where there is room for it."""
        hides = not self._noisy and bool(self._noise)
        return int(hides and self.app.size.width >= _WIDE and self.size.height > self._heads + 1)

    @property
    def _noise(self) -> int:
        return 0 if self._listed is None else self._listed.count(IncidentState.NOISE)

    @property
    def _body(self) -> int:
        return max(1, self.size.height - self._heads - self._feet)

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the counts, the heads, the rows, and what is judged to be noise."""
        lines = super().draw(width, height - self._feet)
        return [*lines, self.line(self._foot(width), width)] if self._feet else lines

    def _title_line(self, width: int) -> list[Run]:
        gap = "   " if self.app.size.width >= _WIDE else "  "
        left = [Run(" "), Run(self.title, Role.ACCENT if self.has_focus else Role.STRONG, bold=True)]
        for state in (IncidentState.ONGOING, IncidentState.QUIET, IncidentState.RECOVERED):
            number = 0 if self._listed is None else self._listed.count(state)
            if number:
                _, word, role = STATES[state]
                left += [Run(f"{gap}{numbers.count(number)}", role, bold=True), Run(f" {word}", Role.MUTED)]
        left += self._left_out(gap, width - width_of(left))
        left += self._aged(gap, width - width_of(left))
        wordings = self._noise_wordings() if not self._feet else []
        right = next((runs for runs in wordings if width_of(left) + width_of(runs) + 1 <= width), [])
        return between(left, right, width)

    def _left_out(self, gap: str, room: int) -> list[Run]:
        """Return that there was too much to be looked at, as far as there is room."""
        missing = "" if self._listed is None else self._listed.left_out
        wordings = [[Run(gap), Run(told, Role.WARN)] for told in (f"left out: {missing}", "some left out")]
        return next((runs for runs in wordings if missing and width_of(runs) < room), [])

    def _aged(self, gap: str, room: int) -> list[Run]:
        """Return as of when all this is, where that is long ago and there is room beside a word on noise."""
        aged = "" if self._listed is None else self._listed.aged
        noise = sorted(map(width_of, self._noise_wordings()))[1:2] if not self._feet else []
        for told in (f"as of {aged}", f"as of {aged.partition(',')[0]}") if aged else ():
            runs = [Run(gap), Run(told, Role.WARN)]
            if width_of(runs) + sum(noise) + 1 <= room:
                return runs
        return []

    def _noise_wordings(self) -> list[list[Run]]:
        """Return what is said of noise above the list, from the longest to the shortest."""
        if self._listed is None or not self._noise:
            return []
        key = [Run(keymap_of(self.app).shown("incidents.noise"), Role.ACCENT)]
        number, sessions = numbers.count(self._noise), numbers.plural(self._listed.noise_sessions, "session")
        if self._noisy:
            texts, does = (f"· noise is a judgement: {_RULE}", f"· noise {number}, a judgement"), " hide "
        else:
            texts, does = (f"· noise {number}, {sessions}", f"· noise {number}"), " show "
        act = [*key, Run(does, Role.MUTED)]
        return [*([Run(f"{text}  ", Role.MUTED), *act] for text in texts), act]

    def _foot(self, width: int) -> list[Run]:
        listed = self._listed
        sessions = "" if listed is None else numbers.plural(listed.noise_sessions, "session")
        text = f"{numbers.plural(self._noise, 'cluster')}, {sessions}: {_RULE}; that is a judgement"
        left = [Run(" · noise      ", Role.MUTED), Run(text, Role.MUTED)]
        key = keymap_of(self.app).shown("incidents.noise")
        return between(left, [Run(key, Role.ACCENT), Run(" show ", Role.MUTED)], width)
