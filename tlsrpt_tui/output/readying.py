"""The command that says whether a domain may go to enforce, from reports and a domain to an exit code."""

import dataclasses
import datetime as dt
import shutil
import sys
from pathlib import Path
from typing import Final

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.view import View
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.checkup import Checkup, check_domain
from tlsrpt_tui.live.means import Means, Wishes
from tlsrpt_tui.output import readiness_json, readiness_markdown, readiness_text, target
from tlsrpt_tui.output.awaiting import waited_for
from tlsrpt_tui.output.checking import Reading, opened
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.output.hidden_readiness import hidden_readiness
from tlsrpt_tui.output.narration import Narrator
from tlsrpt_tui.output.numbers import count, grouped
from tlsrpt_tui.output.stand_ins import noted
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.triage.incidents import incidents
from tlsrpt_tui.triage.readiness import Readiness, Ready, readiness
from tlsrpt_tui.triage.readiness_view import domain_view

UNKNOWN: Final = "unknown"
"""Of ``--fail-on``: whatever is not known to be ready."""

_ALARMS: Final = {
    "not-ready": frozenset({Ready.NOT_READY}),
    UNKNOWN: frozenset({Ready.NOT_READY, Ready.UNSURE}),
    "never": frozenset[Ready](),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """What is to be judged and written.

    Attributes:
        domain: in A-labels.
        probe: whether a live check connects to port 25 as well.
        format: ``text``, ``json`` or ``markdown``.
        output: ``None`` for standard output.
        fail_on: ``not-ready``, ``unknown`` or ``never``.
        redactor: what gives stand-ins for addresses, domains and contacts; ``None`` to show them.
    """

    domain: str
    probe: bool
    format: str
    output: Path | None
    fail_on: str
    redactor: Redactor | None = None


def run(task: Task, reading: Reading, means: Means | None, *, narrator: Narrator, now: dt.datetime) -> Exit:
    """Read the reports, check the domain where there are ``means``, write the page, and return how it ends.

    Raises:
        UsageError: the page cannot be written.
        Hangup: nobody reads standard output any more.
    """
    target.check(task.output)
    engine = opened(reading, narrator)
    checkup = None if means is None else waited_for(_checked(task, means, narrator))
    narrator.clear()
    redactor = task.redactor
    if redactor is None:
        result = judged(engine, task.domain, checkup, now=now)
        page = _page(task, result)
    else:
        result = hidden_readiness(engine, (task.domain,), task.domain, checkup, redactor, now=now)
        page = noted(_page(task, result), task.format)
    target.write(target.text_fill([page]), task.output)
    return _outcome(task, result, engine, checkup, narrator, now)


def judged(engine: Engine, domain: str, checkup: Checkup | None, *, now: dt.datetime) -> Readiness:
    """Return the verdict on a domain out of all reports; ``domain`` in A-labels."""
    tally = engine.tally(domain_view(domain), now=now)
    return readiness(domain, engine.domain_seen((domain,), now=now), incidents(tally, now=now), checkup, now=now)


async def _checked(task: Task, means: Means, narrator: Narrator) -> Checkup:
    """Check the domain; in the end the resolver is closed."""

    def tell(checkup: Checkup) -> None:
        answered = sum(check.state is not State.ASKING for check in checkup.checks)
        narrator.passing(f"checking {checkup.domain}: {answered} of {len(checkup.checks)} answered")

    topics = frozenset(Topic) if task.probe else frozenset(Topic) - {Topic.TLS}
    try:
        return await check_domain(task.domain, means, Wishes(topics), tell)
    finally:
        await means.resolver.close()


def _page(task: Task, result: Readiness) -> str:
    if task.format == "json":
        return readiness_json.render(result)
    if task.format == "markdown":
        return readiness_markdown.render(result)
    return readiness_text.render(result, width=_width(task.output))


def _width(output: Path | None) -> int:
    """Return the columns of the terminal that is written to; elsewhere, those of any."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return readiness_text.WIDTH
    return shutil.get_terminal_size((readiness_text.WIDTH, 24)).columns


def _outcome(
    task: Task, result: Readiness, engine: Engine, checkup: Checkup | None, narrator: Narrator, now: dt.datetime
) -> Exit:
    def say(sentence: str) -> None:
        narrator.say(sentence if task.redactor is None else task.redactor.text(sentence))

    if checkup is not None and all(check.state is State.UNKNOWN for check in checkup.checks):
        say(f"no check of {task.domain} could be answered; is the resolver {checkup.resolver} to be reached?")
    files = engine.file_counts()
    if files.not_whole:
        say(f"{grouped(files.not_whole)} of {count(files.seen, 'file')} could not be read whole")
    if not engine.totals(View(), now=now).all_reports:
        say(f"no report that can be read in {engine.source}")
        return Exit.NOTHING_READABLE
    return Exit.FOUND if result.verdict in _ALARMS[task.fail_on] else Exit.DONE
