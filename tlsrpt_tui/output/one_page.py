"""A command that makes one page of the reports: read, ask, write, and how that ends."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tlsrpt_tui.index.cache import Cache
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.opening import keep
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output import headless, target
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.output.narration import Narrator
from tlsrpt_tui.output.numbers import count, grouped
from tlsrpt_tui.reports.bounds import Bounds


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and what ``--fail-on`` found, as a sentence; "" for nothing.

    Attributes:
        idle: there is nothing to say, so that nothing is written, not even an empty file.
        tells_files: the page says itself what could not be read, or is not there because nobody wants to know.
    """

    text: str
    found: str = ""
    idle: bool = False
    tells_files: bool = False


@dataclass(frozen=True, slots=True)
class OnePage:
    """What is to be made, and where to.

    Attributes:
        make: asks the engine, which answers what is real, and returns the page as it may be shown.
        output: ``None`` for standard output.
        strict: whether what cannot be read decides how it ends.
    """

    make: Callable[[Engine], Made]
    output: Path | None
    strict: bool


def run(
    page: OnePage,
    sources: headless.Sources,
    *,
    bounds: Bounds,
    cache: Cache | None,
    narrator: Narrator,
    now: dt.datetime,
) -> Exit:
    """Read the reports, write the page, and return how it ends.

    Raises:
        UsageError: the page cannot be made as asked, or not be written.
        Hangup: nobody reads standard output any more.
    """
    target.check(page.output)
    tables, engine = headless.read(sources, bounds=bounds, cache=cache, narrator=narrator)
    made = page.make(engine)
    if not made.idle:
        target.write(target.text_fill([made.text]), page.output)
    if said := keep(tables, bounds, cache):
        narrator.say(said)
    return _outcome(page, made, engine, narrator, now)


def _outcome(page: OnePage, made: Made, engine: Engine, narrator: Narrator, now: dt.datetime) -> Exit:
    files, outcome = engine.file_counts(), Exit.DONE
    if made.found:
        outcome = Exit.FOUND
        narrator.say(f"found: {made.found}")
    if files.not_whole:
        if page.strict or not made.tells_files:
            narrator.say(f"{grouped(files.not_whole)} of {count(files.seen, 'file')} could not be read whole")
        outcome = Exit.NOT_ALL_READABLE if page.strict else outcome
    if not engine.totals(View(), now=now).all_reports:
        narrator.say(f"no report that can be read in {engine.source}: {count(files.seen, 'file')} seen")
        outcome = Exit.NOTHING_READABLE
    return outcome
