"""The command that makes a digest: its options, and the page it makes, if there is anything to say."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.redacted import hidden_view, redacted
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output import digest_html, digest_json, digest_markdown, digest_text
from tlsrpt_tui.output.numbers import count
from tlsrpt_tui.output.one_page import Made
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.comparison import Asked, compared
from tlsrpt_tui.triage.digest import Digest
from tlsrpt_tui.triage.digested import digested
from tlsrpt_tui.triage.occasions import Occasion, occasions

ANY: Final = "any"
"""Whatever a digest can have to say."""

_SHOWN: Final = 60
_RENDER: Final[Mapping[str, Callable[[Digest], str]]] = {
    "text": digest_text.render,
    "markdown": digest_markdown.render,
    "html": digest_html.render,
    "json": digest_json.render,
}
_NOUNS: Final = {
    Occasion.FAILED: ("failed session", "failed sessions"),
    Occasion.UNREADABLE: ("file not read whole", "files not read whole"),
    Occasion.STALE: ("day since the newest report", "days since the newest report"),
    Occasion.CHANGED: ("change", "changes"),
    Occasion.ONGOING: ("ongoing incident", "ongoing incidents"),
    Occasion.QUIET: ("quiet incident", "quiet incidents"),
    Occasion.RECOVERED: ("recovered incident", "recovered incidents"),
    Occasion.NOISE: ("incident taken for noise", "incidents taken for noise"),
    Occasion.NEW: ("new failure", "new failures"),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What has to be there for a page, ``None`` for a page in any case, and what makes the command fail."""

    only_if: frozenset[Occasion] | None = None
    fail_on: frozenset[Occasion] = frozenset()


def wishes_of(only_if: str | None, fail_on: str | None) -> Wishes:
    """Return what ``--only-if`` and ``--fail-on`` name.

    Raises:
        UsageError: one of them names something else.
    """
    wanted = None if only_if is None else _named("--only-if", only_if)
    return Wishes(wanted, frozenset() if fail_on is None else _named("--fail-on", fail_on))


def page_maker(
    view: View,
    asked: Asked,
    wishes: Wishes,
    form: str,
    redactor: Redactor | None,
    now: dt.datetime,
) -> Callable[[Engine], Made]:
    """Return what makes the digest, in the form ``text``, ``markdown``, ``html`` or ``json``."""

    def make(engine: Engine) -> Made:
        made = _digest(engine, view, asked, redactor, now)
        found = _told(occasions(made, wishes.fail_on))
        if wishes.only_if is not None and not occasions(made, wishes.only_if):
            return Made("", found, idle=True, tells_files=True)
        return Made(_RENDER[form](made), found, tells_files=True)

    return make


def _digest(engine: Engine, view: View, asked: Asked, redactor: Redactor | None, now: dt.datetime) -> Digest:
    if redactor is None:
        return digested(engine, view, compared(engine, view, asked, now=now), now=now)
    # Sentences are made of stand-ins from the start: a name that was cut or quoted is not found any more.
    hidden, shown = redacted(engine, redactor), hidden_view(view, redactor)
    return replace(digested(hidden, shown, compared(hidden, shown, asked, now=now), now=now), redacted=True)


def _named(option: str, text: str) -> frozenset[Occasion]:
    found: set[Occasion] = set()
    for word in text.casefold().split(","):
        name = word.strip()
        if name == ANY:
            found |= set(Occasion)
        elif name in tuple(Occasion):
            found.add(Occasion(name))
        else:
            shown = shorten(sanitise(name), _SHOWN) or "an empty word"
            raise UsageError(f"{option}: {shown} is nothing to look for; expected {', '.join(Occasion)} or {ANY}")
    return frozenset(found)


def _told(found: Mapping[Occasion, int]) -> str:
    return ", ".join(_counted(occasion, number) for occasion, number in found.items())


def _counted(occasion: Occasion, number: int) -> str:
    nouns = _NOUNS.get(occasion)
    return count(number, *nouns) if nouns else f"{count(number, 'change')} of kind {occasion}"
