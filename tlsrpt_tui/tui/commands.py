"""The commands of the command line, as data: what each is called, what it does, what completes it, and its deed."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from tlsrpt_tui.consents import Consent
from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index import completion
from tlsrpt_tui.index.completion import Offer
from tlsrpt_tui.index.engine import Dimension, Engine
from tlsrpt_tui.index.time_range import with_range
from tlsrpt_tui.index.time_words import clauses_of
from tlsrpt_tui.index.view import Field, View
from tlsrpt_tui.live.names import domain_name
from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.tui.history import Recall
from tlsrpt_tui.tui.keys import keymap_of
from tlsrpt_tui.tui.widgets.export_prompt import ExportPrompt

if TYPE_CHECKING:
    from tlsrpt_tui.tui.screens.acting import ActingPage

Deed: TypeAlias = "Callable[[ActingPage, str], None]"
"""Does it, given what stands behind the command's name; raises :class:`TlsrptError` where it cannot be done so."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a completion may look at.

    Attributes:
        engine: knows values; ``None`` before anything is read.
        now: for relative days.
        columns: of the list on the screen.
    """

    engine: Engine | None
    now: dt.datetime
    columns: tuple[str, ...] = ()


Complete: TypeAlias = Callable[[Asking, str], Offer]
"""What could stand at the end of what stands behind the command's name; called off the event loop."""

_IS_FILTER: Final = re.compile(r'-*(?:[A-Za-z-]+(?::|>=|<=|=|>|<)|")')
_SHOWN: Final = 60
_MOST_OFFERED: Final = 50


def _nothing(asking: Asking, text: str) -> Offer:  # noqa: ARG001  # as completions are asked
    return Offer(len(text), len(text))


def words(*choices: str) -> Complete:
    """Return what completes the last of several words out of ``choices``, between blanks or commas."""
    return lambda _, text: _last_word(text, choices)


def columns(*others: str) -> Complete:
    """Return what completes the last of several columns of the list on the screen, or of ``others``."""
    return lambda asking, text: _last_word(text, (*asking.columns, *others))


def filters(asking: Asking, text: str) -> Offer:
    """Return what could stand at the end of a filter."""
    if asking.engine is None:
        return _nothing(asking, text)
    return completion.offer(text, len(text), asking.engine, now=asking.now)


def domains(asking: Asking, text: str) -> Offer:
    """Return which domains of the reports ``text`` could be the beginning of."""
    if asking.engine is None:
        return _nothing(asking, text)
    known = asking.engine.facet(View(), Dimension.DOMAINS, now=asking.now).values
    found = tuple(value.value for value in known if value.value and value.value.startswith(text.casefold()))
    return Offer(0, len(text), found[:_MOST_OFFERED], len(found))


def _last_word(text: str, choices: Sequence[str]) -> Offer:
    start = max(text.rfind(" "), text.rfind(",")) + 1
    found = tuple(choice for choice in choices if choice.startswith(text[start:].casefold()))
    return Offer(start, len(text), found, len(found))


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be said on the command line.

    Attributes:
        name: one word.
        words: what it does, for people.
        act: does it.
        usage: what stands behind the name; in brackets where it may be left out, "" for nothing.
        complete: completes that.
        narrows: whether it changes which rows are shown, or their order.
    """

    name: str
    words: str
    act: Deed
    usage: str = ""
    complete: Complete = _nothing
    narrows: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it can stand alone."""
        return not self.usage or self.usage.startswith("[")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command as typed: what stands behind its name, and where that begins."""

    command: Command
    rest: str
    start: int


def spoken(text: str, commands: Sequence[Command]) -> Spoken | None:
    """Return the command that ``text`` gives; ``None`` where it is a filter.

    A name may be cut short as long as it can mean one command only.

    Raises:
        FilterError: it is neither, or the command lacks something; says where, and what was expected there.
    """
    if _IS_FILTER.match(text):
        return None
    name, _, rest = text.partition(" ")
    folded = name.casefold()
    named = [command for command in commands if command.name == folded]
    found = named or [command for command in commands if folded and command.name.startswith(folded)]
    if len(found) != 1:
        raise _unknown(text, name, commands, found)
    command, start = found[0], len(text) - len(rest.lstrip())
    rest = rest.strip()
    if rest and not command.usage:
        raise FilterError(f"{command.name} stands alone", text=text, position=start, expected="nothing behind it")
    if not rest and not command.is_bare:
        fault = f"{command.name} lacks something; expected {command.usage}"
        raise FilterError(fault, text=text, position=len(text), expected=command.usage)
    return Spoken(command, rest, start)


def offer(text: str, commands: Sequence[Command], asking: Asking) -> Offer:
    """Return what could stand at the end of ``text``: a command, what stands behind one, or a filter."""
    name, blank, rest = text.partition(" ")
    if _IS_FILTER.match(text):
        return filters(asking, text)
    if blank:
        named = next((command for command in commands if command.name == name.casefold()), None)
        if named is None:
            return _nothing(asking, text)
        within = named.complete(asking, rest)
        shift = len(name) + 1
        return Offer(within.start + shift, within.end + shift, within.choices, within.all)
    begun = [command for command in commands if command.name.startswith(name.casefold())]
    choices = [command.name if command.is_bare else f"{command.name} " for command in begun]
    found = (*choices, *completion.names(text)) if name else tuple(choices)
    if not found:
        return filters(asking, text)
    return Offer(0, len(text), found[: completion.MOST], len(found))


def meaning(text: str, commands: Sequence[Command]) -> str:
    """Return what the text does so far, or what could follow it; "" where it may be a filter."""
    name, blank, _ = text.strip().partition(" ")
    if not name or _IS_FILTER.match(text):
        return ""
    begun = [command for command in commands if command.name.startswith(name.casefold())]
    exact = [command for command in begun if command.name == name.casefold()]
    if len(begun) == 1 or exact:
        command = (exact or begun)[0]
        return f"{command.name} {command.usage}  {command.words}".replace("  ", " ", not command.usage)
    return "" if blank else "  ".join(command.name for command in begun)


def _unknown(text: str, name: str, known: Iterable[Command], begun: Iterable[Command]) -> FilterError:
    shown, several = shorten(sanitise(name), _SHOWN), [command.name for command in begun]
    expected = "a command (tab lists them) or a filter as org:google"
    if several:
        expected = f"{', '.join(several[:-1])} or {several[-1]}"
        fault = f'"{shown}" begins several; expected {expected}'
    else:
        close = difflib.get_close_matches(name.casefold(), [command.name for command in known], n=1)
        fault = f'"{shown}" is no command' + (f", did you mean {close[0]}?" if close else f"; expected {expected}")
    return FilterError(fault, text=text, position=0, expected=expected)


def _filter(page: "ActingPage", rest: str) -> None:
    page.explorer.set_view(View(View.parse(rest).clauses, page.state.view.sort))


def _end(field: Field) -> Deed:
    def act(page: "ActingPage", rest: str) -> None:
        head = f"{field}:"
        try:
            (clause,) = View.parse(f"{head}{rest}").clauses
        except FilterError as error:
            place = max(0, error.position - len(head))
            raise FilterError(str(error), text=rest, position=place, expected=error.expected) from error
        except ValueError as error:
            raise FilterError(f"{field} takes one day", text=rest, position=0, expected="one day") from error
        page.explorer.set_view(page.state.view.with_clause(clause))

    return act


def _range(page: "ActingPage", rest: str) -> None:
    page.explorer.set_view(with_range(page.state.view, clauses_of(rest, page.now())))


def _sort(page: "ActingPage", rest: str) -> None:
    name, _, way = rest.casefold().partition(" ")
    way = way.strip()
    known = {column.key: column for column in page.offered_columns() if column.sorts}
    if name not in known:
        expected = f"one of {' '.join(known)}"
        fault = f'"{shorten(sanitise(name), _SHOWN)}" is no column to sort by; expected {expected}'
        raise FilterError(fault, text=rest, position=0, expected=expected)
    if way not in ("", "asc", "desc"):
        fault = f'"{shorten(sanitise(way), _SHOWN)}" is no direction; expected asc or desc'
        raise FilterError(fault, text=rest, position=len(rest) - len(way), expected="asc or desc")
    page.sort_by(name, descending=way == "desc" if way else None)


def _columns(page: "ActingPage", rest: str) -> None:
    page.set_columns([name.strip() for name in rest.casefold().split(",") if name.strip()])


def _export(page: "ActingPage", rest: str) -> None:
    def give() -> None:
        page.action_export_shown()
        prompt = page.query_one(ExportPrompt)
        if prompt.is_open:
            prompt.begin(rest, Recall())
            prompt.submitted()

    page.call_after_refresh(give)


def _screen(mode: str) -> Deed:
    return lambda page, _: page.go_to_screen(mode)


def _theme(page: "ActingPage", rest: str) -> None:
    from tlsrpt_tui.tui.theme import GLYPHS, THEMES, Look  # noqa: PLC0415  beside what it changes

    look = page.explorer.look
    names = rest.casefold().split()
    for name in names:
        if name in THEMES:
            look = Look(name, look.glyphs)
        elif name in GLYPHS:
            look = Look(look.theme, name)
        else:
            known = ", ".join((*THEMES, *GLYPHS))
            shown = shorten(sanitise(name), _SHOWN)
            place = rest.casefold().index(name)
            raise FilterError(f'"{shown}" is no theme; expected {known}', text=rest, position=place, expected=known)
    page.explorer.set_look(look)


def _key(action: str) -> Deed:
    """Return what does the same as a key, once the command line is gone."""

    def act(page: "ActingPage", _: str) -> None:
        page.call_after_refresh(page.run_action, action)

    return act


def _check(page: "ActingPage", rest: str) -> None:
    name = domain_name(page.explorer.veil.meant(rest))
    page.call_after_refresh(page.check_named, name)


def _consent(page: "ActingPage", rest: str) -> None:
    said = rest.casefold()
    if said not in tuple(Consent):
        expected = "ask, yes or no"
        fault = f'"{shorten(sanitise(rest), _SHOWN)}" is no answer; expected {expected}'
        raise FilterError(fault, text=rest, position=0, expected=expected)
    page.keep_consent(Consent(said))


def _explain(page: "ActingPage", rest: str) -> None:
    from tlsrpt_tui.tui.screens.explained import ExplainedScreen  # noqa: PLC0415  the first frame does not need it

    screen = ExplainedScreen(rest, keymap_of(page.app))
    page.call_after_refresh(page.app.push_screen, screen)


def _bookmark(page: "ActingPage", rest: str) -> None:
    page.keep_bookmark(rest)


_DAYS: Final = words("today", "yesterday", "7d", "30d", "3m", "1y")

COMMANDS: Final = (
    Command("filter", "show only what matches", _filter, "EXPR", filters, narrows=True),
    Command("incidents", "go to Incidents", _screen("incidents")),
    Command("explore", "go to Explore", _screen("explore")),
    Command("reports", "go to Reports", _screen("reports")),
    Command("domain", "go to Domain", _screen("domain")),
    Command("check", "ask what is true of a domain now", _check, "DOMAIN", domains),
    Command("consent", "whether port 25 may be connected to", _consent, "ask|yes|no", words(*Consent)),
    Command("explain", "what a result type or a reason means", _explain, "[RESULT-TYPE]", words(*ResultType)),
    Command("files", "go to Files", _screen("files")),
    Command("changes", "what changed since the period before", _screen("changes")),
    Command("since", "from this day on", _end(Field.SINCE), "DAY", _DAYS, narrows=True),
    Command("until", "up to this day", _end(Field.UNTIL), "DAY", _DAYS, narrows=True),
    Command(
        "range",
        "a time range: nov, last week, 15 nov..20 nov",
        _range,
        "RANGE",
        words("last week", "this month"),
        narrows=True,
    ),
    Command("all", "take the whole filter back", lambda page, _: _filter(page, ""), narrows=True),
    Command("sort", "sort the list", _sort, "COLUMN [desc]", columns("asc", "desc")),
    Command("columns", "show these columns", _columns, "A,B,C", columns()),
    Command("export", "write what is shown, the ending picks the format", _export, "FILE"),
    Command("screenshot", "save a picture of the screen", _key("picture")),
    Command("theme", "other colours or glyphs", _theme, "NAME", words("dark", "light", "ansi", "contrast", "ascii")),
    Command("bookmark", "bookmark this view", _bookmark, "[NAME]"),
    Command("bookmarks", "the bookmarks", _key("bookmarks")),
    Command("redact", "hide names and addresses, or show them", _key("redact")),
    Command("reload", "read the folder again", _key("app.reload")),
    Command("keys", "the keys of this screen", _key("app.keys")),
    Command("quit", "quit", _key("app.leave")),
)
