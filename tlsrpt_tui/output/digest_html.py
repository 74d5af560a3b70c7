"""The digest as one HTML file: no script, nothing from outside, light and dark, charts as inline SVG."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.output.digest_charts import by_day, spark
from tlsrpt_tui.output.digest_words import (
    LOUD,
    MOST_CASES,
    MOST_CHANGES,
    MOST_FAULTS,
    MOST_TOPS,
    chance_of,
    facts,
    faults_of,
    first_steps,
    headline,
    important,
    listed,
    more_steps,
    noise_of,
    nothing_first,
    numbers_of,
    since,
    tally_of_states,
    title_of,
)
from tlsrpt_tui.output.markup import Markup, element, joined, style
from tlsrpt_tui.output.numbers import rate
from tlsrpt_tui.triage.change import Change, Kind, Sums
from tlsrpt_tui.triage.digest import Case, Digest, Step, Top
from tlsrpt_tui.triage.incidents import IncidentState

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the page may load: nothing (Content Security Policy); its one style sheet is in it."""

_IN_TILES: Final = frozenset({"Sessions", "Senders"})


def render(digest: Digest) -> str:
    """Return the document."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content="tlsrpt-tui"),
        element("title", headline(digest)),
        style(files("tlsrpt_tui.output").joinpath("digest.css").read_text(encoding="utf-8")),
    )
    body = element("body", element("main", *_parts(digest)))
    # One part a line, so that two digests can be held against each other.
    page = element("html", head, body, lang="en")
    for name in ("body", "section", "div", "li", "tr", "rect"):
        page = Markup(page.replace(f"><{name}", f">\n<{name}"))
    return f"<!doctype html>\n{page}\n"


def _parts(digest: Digest) -> Iterator[Markup]:
    yield element("h1", f"TLS reports, {digest.period.words}")
    yield element("dl", *_tiles(digest), class_="tiles")
    notes = [element("li", f"{label}: {text}") for label, text in facts(digest) if label not in _IN_TILES]
    yield element("ul", *notes, class_="notes")
    yield _first(digest)
    if any(one.failed for one in digest.chart):
        yield element("section", element("h2", "Failed sessions by day"), by_day(digest))
    yield _incidents(digest)
    changed = [change for change in digest.changes.all if change.kind is not Kind.SILENT]
    yield _changes("What changed", important(changed), chance_of(digest))
    yield _changes("Silent senders", digest.silent, "")
    yield _tables(digest)
    yield _faults(digest)


def _tiles(digest: Digest) -> Iterator[Markup]:
    after, before = digest.changes.after, digest.changes.before
    lasting = len(digest.of(IncidentState.ONGOING))
    yield _tile("Failure rate", _rate(after), f"{_rate(before)} before")
    yield _tile("Failed sessions", numbers.count(after.failed), f"of {numbers.count(after.sessions)}")
    yield _tile("Ongoing incidents", numbers.count(lasting), f"of {numbers.count(len(digest.of(*LOUD)))}, noise apart")
    yield _tile("Senders", numbers.count(after.senders), f"{numbers.count(before.senders)} before")


def _tile(name: str, value: str, more: str) -> Markup:
    return element("div", element("dt", name), element("dd", value, element("small", more)))


def _rate(sums: Sums) -> str:
    if not sums.sessions:
        return "—"
    return rate(sums.failed, sums.successful) if sums.failed else "0%"


def _first(digest: Digest) -> Markup:
    head = element("h2", "What to do first")
    if not digest.steps:
        return element("section", head, element("p", nothing_first(digest)), class_="first")
    items = [_step(step, case) for step, case in first_steps(digest)]
    ends = [element("p", more, class_="soft")] if (more := more_steps(digest)) else []
    return element("section", head, element("ol", *items), *ends, class_="first")


def _step(step: Step, case: Case) -> Markup:
    state = f"{case.state.capitalize()} {since(case)}."
    said = [element("p", words) for words in (step.who, step.act) if words]
    commands = [element("pre", element("code", command)) for command in step.commands]
    return element("li", element("h3", title_of(case)), element("p", state, class_="soft"), *said, *commands)


def _incidents(digest: Digest) -> Markup:
    shown, more = listed(digest.of(*LOUD), MOST_CASES)
    ends = [element("p", said, class_="soft") for said in (more, noise_of(digest)) if said]
    return element("section", element("h2", f"Incidents: {tally_of_states(digest)}"), *map(_incident, shown), *ends)


def _incident(case: Case) -> Markup:
    said = f"{since(case)}; {numbers_of(case)}"
    what = element("div", element("h3", title_of(case)), element("p", f"{said[:1].upper()}{said[1:]}"), class_="what")
    return element(
        "div", element("p", case.state.value, class_=f"state {case.state.value}"), what, spark(case), class_="incident"
    )


def _changes(title: str, found: Sequence[Change], end: str) -> Markup:
    if not found:
        return Markup()
    shown, more = listed(found, MOST_CHANGES)
    items = element("ul", *(element("li", change.sentence) for change in shown))
    ends = [element("p", said, class_="soft") for said in (more, end) if said]
    return element("section", element("h2", title), items, *ends)


def _tables(digest: Digest) -> Markup:
    tables = [
        _table(("Result type", "Failures", "Before"), digest.result_types),
        _table(("Sender", "Failed", "Before", "Of all", "Rate"), digest.senders),
    ]
    if not any(tables):
        return Markup()
    return element("section", element("h2", "Most failures"), element("div", *tables, class_="tables"))


def _table(heads: Sequence[str], tops: Sequence[Top]) -> Markup:
    shown, more = listed(tops, MOST_TOPS)
    if not shown:
        return Markup()
    head = element("thead", element("tr", *(element("th", name, scope="col") for name in heads)))
    end = [element("p", more, class_="soft")] if more else []
    return element("div", element("table", head, element("tbody", *map(_row, shown))), *end)


def _row(top: Top) -> Markup:
    of = (numbers.count(top.sessions), rate(top.failed, top.sessions - top.failed)) if top.sessions else ()
    cells = (numbers.count(top.failed), numbers.count(top.before), *of)
    return element(
        "tr", element("th", top.value or "(none)", scope="row"), joined(element("td", cell) for cell in cells)
    )


def _faults(digest: Digest) -> Markup:
    said = faults_of(digest)
    if not said:
        return Markup()
    named = digest.faults.named[:MOST_FAULTS]
    items = [element("li", f"{name}: {reason}") for name, reason in named]
    more = digest.faults.files - len(named)
    items += [element("li", f"and {numbers.count(more)} more")] if more > 0 else []
    return element("section", element("h2", "Files"), element("p", f"{said}."), element("ul", *items))
