"""The command that checks domains, from their names to an exit code."""

import asyncio
import datetime as dt
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tlsrpt_tui.index.cache import Cache
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.opening import keep
from tlsrpt_tui.index.redacted import hidden_answer
from tlsrpt_tui.index.view import View
from tlsrpt_tui.live.check import State
from tlsrpt_tui.live.checkup import Checkup, check_domain
from tlsrpt_tui.live.means import Means, Wishes
from tlsrpt_tui.live.short_names import hidden_short_names
from tlsrpt_tui.output import check_json, check_markdown, check_text, headless, target
from tlsrpt_tui.output.awaiting import waited_for
from tlsrpt_tui.output.check_results import Checked, checked, hosts_of
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.output.headless import Sources
from tlsrpt_tui.output.narration import Narrator
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.reports.bounds import Bounds

AT_ONCE: Final = 4
"""Domains that are asked about at the same time."""

_ALARMS: Final = {"warning": State.WARNING, "bad": State.BAD}


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be found out and written.

    Attributes:
        domains: in A-labels, each once.
        format: ``text``, ``json`` or ``markdown``.
        output: ``None`` for standard output.
        fail_on: ``warning``, ``bad`` or ``never``.
        redactor: what gives stand-ins for addresses, domains and contacts; ``None`` to show them.
    """

    domains: Sequence[str]
    wishes: Wishes
    format: str
    output: Path | None
    fail_on: str
    redactor: Redactor | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The reports to hold against what is found."""

    sources: Sources
    bounds: Bounds
    cache: Cache | None


def run(task: Task, means: Means, reading: Reading | None, *, narrator: Narrator) -> Exit:
    """Check the domains, write the page, and return how it ends; an interruption writes nothing.

    Raises:
        UsageError: the page cannot be written.
        Hangup: nobody reads standard output any more.
    """
    target.check(task.output)
    engine = None if reading is None else opened(reading, narrator)
    checkups = waited_for(_check_all(task, means, narrator))
    narrator.clear()
    now = means.clock()
    results = [checked(checkup, engine, now=now) for checkup in checkups]
    outcome = _outcome(results, engine, task, narrator, now)
    redactor = task.redactor
    shown = results if redactor is None else [_hidden(result, redactor) for result in results]
    target.write(target.text_fill([_page(task, shown)]), task.output)
    return outcome


def _hidden(result: Checked, redactor: Redactor) -> Checked:
    return hidden_answer(hidden_short_names(result, hosts_of(result), redactor), redactor)


def opened(reading: Reading, narrator: Narrator) -> Engine:
    """Read the reports, keep their index, and return what answers questions about them."""
    bounds, cache = reading.bounds, reading.cache
    tables, engine = headless.read(reading.sources, bounds=bounds, cache=cache, narrator=narrator)
    if said := keep(tables, bounds, cache):
        narrator.say(said)
    return engine


async def _check_all(task: Task, means: Means, narrator: Narrator) -> list[Checkup]:
    """Check the domains, some at once, and return them in their order; in the end the resolver is closed."""
    turn = asyncio.Semaphore(AT_ONCE)
    heard: dict[str, Checkup] = {}

    def tell(checkup: Checkup) -> None:
        heard[checkup.domain] = checkup
        narrator.passing(_progress(list(heard.values()), len(task.domains)))

    async def check(domain: str) -> Checkup:
        async with turn:
            return await check_domain(domain, means, task.wishes, tell)

    try:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(check(domain)) for domain in task.domains]
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several
    finally:
        await means.resolver.close()
    return [made.result() for made in running]


def _progress(heard: Sequence[Checkup], domains: int) -> str:
    done = sum(checkup.finished is not None for checkup in heard)
    if domains > 1:
        return f"checking: {done} of {domains} domains done"
    checks = [check for checkup in heard for check in checkup.checks]
    answered = sum(check.state is not State.ASKING for check in checks)
    return f"checking {heard[0].domain}: {answered} of {len(checks)} answered"


def _page(task: Task, results: Sequence[Checked]) -> str:
    render: dict[str, Callable[[Sequence[Checked]], str]] = {
        "json": check_json.render,
        "markdown": check_markdown.render,
        "text": lambda shown: check_text.render(shown, width=_width(task.output)),
    }
    return render[task.format](results)


def _width(output: Path | None) -> int:
    """Return the columns of the terminal that is written to; elsewhere, those of any."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return check_text.WIDTH
    return shutil.get_terminal_size((check_text.WIDTH, 24)).columns


def _outcome(
    results: Sequence[Checked], engine: Engine | None, task: Task, narrator: Narrator, now: dt.datetime
) -> Exit:
    def say(sentence: str) -> None:
        narrator.say(sentence if task.redactor is None else task.redactor.text(sentence))

    alarm = _ALARMS.get(task.fail_on)
    found = alarm is not None and any(result.reaches(alarm) for result in results)
    outcome = Exit.FOUND if found else Exit.DONE
    mute = [result.checkup for result in results if not result.answered]
    for checkup in mute:
        say(f"no check of {checkup.domain} could be answered; is the resolver {checkup.resolver} to be reached?")
    if len(mute) == len(results):
        outcome = Exit.NOTHING_READABLE
    if engine is not None and not engine.totals(View(), now=now).all_reports:
        say(f"no report that can be read in {engine.source}")
        outcome = Exit.NOTHING_READABLE
    return outcome
