"""The states of the screens that are worth a picture: size, look, reports, and the keys that lead there."""

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.tui.checkers import Recording, pictured
from tests.tui.seat import Handed, Seat, explorer, sample
from tests.tui.stories import STORIES
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.tui.app import ExplorerApp
from tlsrpt_tui.tui.messages import Reading
from tlsrpt_tui.tui.theme import Look
from tlsrpt_tui.tui.veil import Veil

SMALL, NORMAL, MIDDLE, WIDE, VAST = (60, 15), (80, 24), (100, 30), (120, 40), (200, 55)
SIZES = (SMALL, NORMAL, MIDDLE, WIDE, VAST)


class State(NamedTuple):
    """One state of one screen; ``corpus`` names what is read, ``view`` and ``mode`` are the first filter and screen."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    theme: str = "dark"
    glyphs: str = "unicode"
    corpus: str = "sample"
    view: str = ""
    mode: str = "explore"


_EXPIRED = "result:certificate-expired"
_FEW_DAYS = "domain:example.com since:2026-10-10 until:2026-10-20"

_TO_TIMELINE = ("shift+tab",)
_CHECKED = ("4", "c", "o")
"""Screen 4, asking, and once with port 25."""

FIRST = "incidents"
"""The screen that the program starts on by itself."""

STATES = (
    State("incidents-60x15", SMALL, mode=FIRST),
    State("incidents-60x15-card", SMALL, ("enter",), mode=FIRST),
    State("incidents-80x24", NORMAL, mode=FIRST),
    State("incidents-80x24-light", NORMAL, ("j", "a"), theme="light", mode=FIRST),
    State("incidents-80x24-ascii", NORMAL, ("a",), glyphs="ascii", mode=FIRST),
    State("incidents-80x24-card", NORMAL, ("tab",), mode=FIRST),
    State("incidents-80x24-copy", NORMAL, ("y",), mode=FIRST),
    State("incidents-80x24-records", NORMAL, ("j", "enter"), mode=FIRST),
    State("incidents-80x24-nothing-failed", NORMAL, view="domain:example.net", mode=FIRST),
    State("incidents-120x40", WIDE, ("j",), mode=FIRST),
    State("incidents-120x40-light", WIDE, ("j", "j"), theme="light", mode=FIRST),
    State("incidents-120x40-ansi", WIDE, ("j",), theme="ansi", mode=FIRST),
    State("incidents-200x55", VAST, ("j",), mode=FIRST),
    State("long-80x24-incidents", NORMAL, corpus="long", mode=FIRST),
    State("long-120x40-incidents", WIDE, corpus="long", mode=FIRST),
    State("changes-80x24", NORMAL, ("V",), mode=FIRST),
    State("changes-120x40", WIDE, ("V", "left_curly_bracket", "j"), mode=FIRST),
    State("explore-60x15", SMALL),
    State("explore-60x15-rows", SMALL, ("tab",)),
    State("explore-80x24", NORMAL),
    State("explore-80x24-light", NORMAL, theme="light"),
    State("explore-80x24-ascii", NORMAL, glyphs="ascii", view=_FEW_DAYS),
    State("explore-100x30", MIDDLE, view=_FEW_DAYS),
    State("explore-120x40", WIDE),
    State("explore-120x40-light", WIDE, theme="light", view=_FEW_DAYS),
    State("explore-120x40-ansi", WIDE, theme="ansi", view=_FEW_DAYS),
    State("explore-120x40-contrast", WIDE, theme="contrast", view=_FEW_DAYS),
    State("explore-200x55", VAST, view=_EXPIRED),
    State("explore-80x24-rows", NORMAL, ("tab", "j", "j"), view=_EXPIRED),
    State("explore-80x24-addresses", NORMAL, ("i", "j"), view=_EXPIRED),
    State("explore-80x24-left-out", NORMAL, ("exclamation_mark",)),
    State("explore-80x24-record", NORMAL, ("tab", "tab", "plus")),
    State("explore-80x24-record-alone", NORMAL, ("tab", "tab", "plus", "plus")),
    State("explore-120x40-rows-alone", WIDE, ("tab", "plus", "plus")),
    State("explore-80x24-nothing-failed", NORMAL, view="domain:example.net"),
    State("explore-80x24-nothing-matches", NORMAL, view="domain:example.invalid"),
    State("filter-80x24", NORMAL, ("slash",), view=_EXPIRED),
    State("filter-80x24-wrong", NORMAL, ("slash", *"colour"), view=_EXPIRED),
    State("keys-80x24", NORMAL, ("question_mark",)),
    State("keys-120x40", WIDE, ("question_mark",)),
    State("reports-60x15", SMALL, ("3",)),
    State("reports-60x15-document", SMALL, ("3", "f", "enter")),
    State("reports-80x24", NORMAL, ("3", "f")),
    State("reports-120x40", WIDE, ("3", "f", "j")),
    State("domain-60x15", SMALL, (*_CHECKED,)),
    State("domain-60x15-detail", SMALL, (*_CHECKED, "enter")),
    State("domain-80x24", NORMAL, (*_CHECKED,)),
    State("domain-80x24-ascii", NORMAL, (*_CHECKED,), glyphs="ascii"),
    State("domain-80x24-not-asked", NORMAL, ("4",)),
    State("domain-80x24-question", NORMAL, ("4", "c")),
    State("domain-80x24-still-so", NORMAL, ("tab", "c", "o"), view=_EXPIRED),
    State("domain-80x24-answer", NORMAL, (*_CHECKED, "enter")),
    State("domain-80x24-copy", NORMAL, (*_CHECKED, "y")),
    State("domain-80x24-ready", NORMAL, (*_CHECKED, "R"), view="domain:example.net"),
    State("domain-120x40-testing", WIDE, (*_CHECKED,), view="domain:example.net"),
    State("domain-120x40", WIDE, (*_CHECKED,)),
    State("domain-120x40-light", WIDE, (*_CHECKED,), theme="light"),
    State("domain-120x40-ansi", WIDE, (*_CHECKED,), theme="ansi"),
    State("domain-200x55", VAST, (*_CHECKED,)),
    State("files-60x15", SMALL, ("5",)),
    State("files-80x24", NORMAL, ("5",)),
    State("files-120x40-light", WIDE, ("5", "j"), theme="light"),
    State("long-60x15", SMALL, corpus="long"),
    State("long-80x24", NORMAL, corpus="long"),
    State("long-120x40", WIDE, corpus="long"),
    State("long-80x24-reports", NORMAL, ("3",), corpus="long"),
    State("empty-80x24", NORMAL, corpus="empty"),
    State("loading-80x24", NORMAL, corpus="loading"),
    State("small-36x8", (36, 8)),
    State("time-80x24", NORMAL, ("t",)),
    State("timeline-120x40", WIDE, (*_TO_TIMELINE, "h", "h", "space", "h", "h"), view=_EXPIRED),
    State("timeline-120x40-stacked", WIDE, (*_TO_TIMELINE, "v", "L")),
    State("crumbs-80x24", NORMAL, ("C", "j"), view=_FEW_DAYS),
    State("command-80x24", NORMAL, ("colon", *"so")),
    State("find-120x40", WIDE, ("i", "F", *"2001")),
    State("networks-80x24", NORMAL, ("i", "I")),
    State("columns-120x40", WIDE, ("tab", "w", "j", "space")),
    State("copy-80x24", NORMAL, ("y",), view=_EXPIRED),
    State("export-80x24", NORMAL, ("x",)),
    State("bookmarks-80x24", NORMAL, ("b",)),
    State("redacted-80x24", NORMAL, ("H",), view=_EXPIRED),
    *(State(story.slug, NORMAL, story.keys, mode=FIRST) for story in STORIES),
)


@asynccontextmanager
async def reached(state: State) -> AsyncIterator[Seat]:
    """Bring a seat to a state."""
    look = Look(state.theme, state.glyphs)
    if state.corpus == "loading":
        async with explorer(
            size=state.size, look=look, settle=False, prepare=lambda app: setattr(app, "loader", Handed(app, None))
        ) as seat:
            await seat.told(Reading, Progress(0, 4_096, listed=False, reports=0))
            yield seat
        return
    answering = corpus(state.corpus)
    start = {"size": state.size, "look": look, "view": state.view, "mode": state.mode}
    async with explorer(**start, engine=answering, prepare=_same_key) as seat:
        await seat.press(*state.keys)
        await seat.until(lambda: not seat.app.live.asking)
        await seat.settle()
        yield seat


def _same_key(app: ExplorerApp) -> None:
    """Have the stand-ins of every run be the same, and answers of live checks out of thin air."""
    app.veil = Veil(Redactor("pictures"))
    app.take_checker(Recording(pictured))
    app.consents = None


@cache
def corpus(name: str) -> LocalEngine:
    """Return what answers for a corpus."""
    if name == "sample":
        return sample()
    with TemporaryDirectory() as folder:
        source = Path(folder) / "reports"
        source.mkdir()
        if name == "long":
            fill_with_long_names(source)
        return LocalEngine(load([source], source="reports/"))


LONG = {
    "organization-name": "Österreichische Gesellschaft für Zustellung und Empfang elektronischer Post mbH " * 50,
    "plain": "Example Inc.",
}
"""Names of senders: one of 4 KiB, and one as they are."""

_DOMAINS = (
    "a-very-long-label-that-is-nearly-as-long-as-one-may-be.subdomain-of-it.example.com",
    "example.org",
    "xn--sterreich-z7a.example",
)
_ADDRESSES = ("2001:db8:85a3:1234:5678:8a2e:370:7334", "2001:db8::1", "198.51.100.7")
_RESULTS = ("certificate-host-mismatch", "certificate-not-trusted", "sts-policy-fetch-error", "x-" + "unheard-of-" * 40)


def fill_with_long_names(folder: Path) -> None:
    """Write reports in which names are as long as they can be, and counts have ten digits."""
    for number in range(24):
        domain = _DOMAINS[number % len(_DOMAINS)]
        detail = {
            "result-type": _RESULTS[number % len(_RESULTS)],
            "sending-mta-ip": _ADDRESSES[number % len(_ADDRESSES)],
            "receiving-ip": "2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa",
            "receiving-mx-hostname": f"mx{number % 4}.{domain}",
            "failed-session-count": 4_123_456_789 // (number + 1),
            "failure-reason-code": "the certificate names another host, and another, " * (1 + number % 3 * 20),
        }
        policy = {"policy-type": "sts", "policy-domain": domain, "policy-string": ["version: STSv1", "mode: enforce"]}
        summary = {
            "total-successful-session-count": 9_876_543_210,
            "total-failure-session-count": 4_123_456_789 // (number + 1),
        }
        day = f"2026-10-{number % 9 + 1:02}"
        report = {
            "organization-name": LONG["organization-name" if number % 2 else "plain"],
            "contact-info": "postmaster@" + "long." * 60 + "example.com",
            "report-id": f"{number}-" + "identifier-" * 30,
            "date-range": {"start-datetime": f"{day}T00:00:00Z", "end-datetime": f"{day}T23:59:59Z"},
            "policies": [{"policy": policy, "summary": summary, "failure-details": [detail]}],
        }
        name = f"{number:02}-" + "long-" * 40 + ".json.gz"
        (folder / name).write_bytes(gzip.compress(json.dumps(report).encode(), mtime=0))
