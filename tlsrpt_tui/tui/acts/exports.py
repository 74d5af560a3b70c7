"""The key that writes what is shown to a file: the same filter, order and columns."""

import re
from pathlib import Path
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.output import target
from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.acts.rows import RowActs
from tlsrpt_tui.tui.paint import cut_middle
from tlsrpt_tui.tui.widgets.export_prompt import ExportPrompt

FORMS: Final = {".csv": "csv", ".ndjson": "ndjson", ".json": "json", ".md": "markdown", ".parquet": "parquet"}
"""The format that an ending stands for."""

_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST: Final = 60
_SHOWN: Final = 60


class ExportActs(RowActs):
    """A screen whose list can be written to a file."""

    export_folder = Path()
    _given: ExportPrompt.Given | None = None

    def export_fill(self, form: str, columns: tuple[str, ...]) -> Fill | None:
        """Return what writes the list in a format, with columns as exports call them; ``None`` where it cannot be."""
        raise NotImplementedError

    def exported_columns(self) -> tuple[str, ...]:
        """Return the columns of the list as exports call them, those included for which there is no room."""
        return tuple(column.export for column in self.shown_columns() if column.export)

    def action_export_shown(self) -> None:
        """Ask for the name of a file."""
        if self.answering is None:
            self.say("nothing is read yet")
            return
        self._left = self.focused
        source = _UNFIT.sub("-", self.state.source).strip("-.")[:_LONGEST].strip("-.")
        name = "-".join(part for part in ("tlsrpt", source, self.now().date().isoformat()) if part)
        rows = numbers.plural(self.listed.total, "row")
        columns = numbers.plural(len(self.exported_columns()), "column")
        self.query_one(ExportPrompt).open(f"{name}.csv", f"{rows}, {columns}, as {'  '.join(FORMS)}   enter writes")

    def on_export_prompt_given(self, message: ExportPrompt.Given) -> None:
        """Write, unless the name says nothing, or what it names would be lost."""
        prompt = self.query_one(ExportPrompt)
        form = FORMS.get(Path(message.name).suffix.lower())
        if form is None:
            prompt.refuse(f"the ending picks the format: {'  '.join(FORMS)}")
            return
        try:
            path = self.export_folder / Path(message.name).expanduser()
        except RuntimeError:
            prompt.refuse("~ begins a home folder, and there is none of that name: ./~ is a plain name")
            return
        columns = self.exported_columns()
        fill = self.export_fill(form, columns)
        if fill is None:
            prompt.refuse(f"{form} is for failure rows: {'  '.join(list(FORMS)[:-1])}")
            return
        again = message.again
        prompt.work()
        self._given = message

        def question() -> str | UsageError | None:
            try:
                target.check(path)
                if path.exists() and not again:
                    return None
                target.write(fill, path)
            except UsageError as error:
                return error
            return sanitise(str(path))

        said = f"{numbers.plural(self.listed.total, 'row')}, {numbers.plural(len(columns), 'column')}, to "
        said = f"redacted {said}" if self.explorer.veil.is_down else said
        self.questions.do("export", question, lambda written: self._tell_written(written, said, message))

    def _tell_written(self, written: str | UsageError | None, said: str, given: ExportPrompt.Given) -> None:
        prompt = self.query_one(ExportPrompt)
        # Who has left the prompt, or has opened it anew, is elsewhere and is only told.
        waits = prompt.is_open and prompt.is_working and self._given is given
        if isinstance(written, str):
            if waits:
                self._go_back_from(prompt)
            self.announce(f"{said}{cut_middle(written, _SHOWN)}")
            return
        if written is None:
            words = "a file of this name is there"
            if waits:
                prompt.warn(f"{words}: enter again replaces it")
            else:
                self.announce(f"nothing was written: {words}")
            return
        # The name stands in the line above, and there is little room for the reason.
        words = "cannot be written: " + str(written).rpartition("cannot be written: ")[2]
        if waits:
            prompt.refuse(words)
        else:
            self.announce(f"the export {words}")

    def on_export_prompt_left(self) -> None:
        """Write nothing."""
        self._go_back_from(self.query_one(ExportPrompt))
