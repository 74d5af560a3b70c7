"""The commands without a screen, from paths to an exit code."""

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.cache import Cache
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.opening import keep, open_folder
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.redacted import hidden_view, redacted
from tlsrpt_tui.index.renaming import renamed
from tlsrpt_tui.index.schema import Tables
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output import export, summary_csv, summary_json, summary_markdown, summary_text, target
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.output.narration import Narrator
from tlsrpt_tui.output.numbers import count, grouped
from tlsrpt_tui.output.summary import collect
from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.reports.bounds import Bounds

_SUMMARIES = {
    "text": summary_text.render,
    "json": summary_json.render,
    "csv": summary_csv.render,
    "markdown": summary_markdown.render,
}


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written, where to, and what decides how it ends.

    Attributes:
        exports: rows instead of the summary.
        format: one of those that the command knows.
        output: ``None`` for standard output.
        alarm: the view of ``--fail-on``, and its text as typed.
        redactor: what gives stand-ins for addresses, domains and contacts; ``None`` to show them.
        columns: of an export.
    """

    view: View
    exports: bool
    format: str
    output: Path | None
    strict: bool
    alarm: tuple[View, str] | None
    redactor: Redactor | None = None
    columns: tuple[str, ...] = export.COLUMNS


@dataclass(frozen=True, slots=True)
class Sources:
    """What is read.

    Attributes:
        paths: folders and files that exist.
        names: how some of them are called instead of by their path.
        title: how all of them are called.
    """

    paths: Sequence[Path]
    names: Mapping[str, str]
    title: str


def columns_of(names: str | None) -> tuple[str, ...]:
    """Return the columns that ``--columns`` asks for; all of them where it is not there.

    Raises:
        UsageError: it names one that is none.
    """
    if names is None:
        return export.COLUMNS
    try:
        return export.columns_of([name.strip() for name in names.split(",")])
    except UsageError as error:
        raise UsageError(f"--columns: {error}") from error


def run(
    task: Task,
    sources: Sources,
    *,
    bounds: Bounds,
    narrator: Narrator,
    now: dt.datetime,
    cache: Cache | None = None,
) -> Exit:
    """Read the reports, write the data, and return how it ends.

    Raises:
        UsageError: the data cannot be written.
        Hangup: nobody reads standard output any more.
    """
    _check_target(task)
    tables, engine = read(sources, bounds=bounds, cache=cache, narrator=narrator)
    if task.redactor is not None:
        task, engine = _hidden(task, engine, task.redactor)
    target.write(_fill(task, engine, now), task.output)
    if said := keep(tables, bounds, cache):
        narrator.say(said)
    return _outcome(task, engine, narrator, now)


def read(sources: Sources, *, bounds: Bounds, cache: Cache | None, narrator: Narrator) -> tuple[Tables, Engine]:
    """Read the reports and return them as tables, and what answers questions about them."""

    def tell(progress: Progress) -> None:
        if progress.said:
            narrator.say(progress.said)
        narrator.progress(progress)

    tables = open_folder(sources.paths, source=sources.title, bounds=bounds, cache=cache, tell=tell)
    engine = LocalEngine(renamed(tables, sources.names), bounds)
    narrator.clear()
    return tables, engine


def _hidden(task: Task, engine: Engine, redactor: Redactor) -> tuple[Task, Engine]:
    """Return the task and the engine as they may be shown; the engine knows what the stand-ins mean."""
    alarm = None if task.alarm is None else (task.alarm[0], redactor.text(task.alarm[1]))
    shown = replace(task, view=hidden_view(task.view, redactor), alarm=alarm)
    return shown, redacted(engine, redactor)


def _check_target(task: Task) -> None:
    target.check(task.output)
    on_terminal = task.output is None and sys.stdout is not None and sys.stdout.isatty()
    if task.format == "parquet" and on_terminal:
        raise UsageError("parquet is not for terminals; name a file with --output, or pipe it")


def _fill(task: Task, engine: Engine, now: dt.datetime) -> Fill:
    if task.exports:
        return export.fill_of(task.format, engine, task.view, now, columns=task.columns)
    return target.text_fill([_SUMMARIES[task.format](collect(engine, task.view, now=now))])


def _outcome(task: Task, engine: Engine, narrator: Narrator, now: dt.datetime) -> Exit:
    files = engine.file_counts()
    outcome = Exit.DONE
    if task.alarm is not None:
        view, text = task.alarm
        found = engine.totals(task.view, now=now, within=view)
        if found.failed:
            outcome = Exit.FOUND
            sessions = count(found.failed, "failed session")
            narrator.say(f"found: {count(found.rows, 'row')}, {sessions} match {text or 'any failure'}")
    if files.not_whole:
        narrator.say(f"{grouped(files.not_whole)} of {count(files.seen, 'file')} could not be read whole")
        outcome = Exit.NOT_ALL_READABLE if task.strict else outcome
    if not engine.totals(View(), now=now).all_reports:
        narrator.say(f"no report that can be read in {engine.source}: {count(files.seen, 'file')} seen")
        outcome = Exit.NOTHING_READABLE
    return outcome
