"""What ``record`` writes: a verdict with a caret under each fault, or a record and a policy file to publish."""

import json
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from tlsrpt_tui.live.published import Fault, Level
from tlsrpt_tui.live.record_lint import RULES, TITLES, Lint, RecordKind
from tlsrpt_tui.output import target
from tlsrpt_tui.text import sanitise

_WIDTH: Final = 80
_INDENT: Final = "  "
_BEFORE: Final = 40
"""Cells of a long text that are shown before the place of a fault."""
_STRING: Final = 255
"""Characters of one string of a TXT record (RFC 1035 §3.3)."""
_LEVELS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}


@dataclass(frozen=True, slots=True)
class Made:
    """A record to publish.

    Attributes:
        kind: of the record.
        name: below which it stands; relative to the domain where that is not known.
        value: the record itself.
        url: where the policy file is served; "" for none.
        policy: the policy file; "" for none.
        resolver: who said which MX hosts there are; "" where nobody was asked.
    """

    kind: RecordKind
    name: str
    value: str
    url: str = ""
    policy: str = ""
    resolver: str = ""


def show_lint(lint: Lint, form: str) -> None:
    """Write a verdict as ``text`` or ``json``.

    Raises:
        UsageError: it cannot be written.
        Hangup: nobody reads standard output any more.
    """
    _write(lint_json(lint) if form == "json" else lint_text(lint))


def show_made(made: Made, form: str, part: str = "") -> None:
    """Write a record as ``text`` or ``json``; in text only a ``part`` of it: ``value`` or ``policy``.

    Raises:
        UsageError: it cannot be written.
        Hangup: nobody reads standard output any more.
    """
    if form == "json":
        _write(made_json(made))
    elif part == "policy":
        _write(made.policy)
    else:
        _write(f"{made.value}\n" if part == "value" else made_text(made))


def _write(page: str) -> None:
    target.write(target.text_fill([page]), None)


def lint_text(lint: Lint) -> str:
    """Return the verdict for people."""
    lines = [_verdict(lint)]
    if lint.guessed:
        lines.append("(that is what it looks like; --kind says otherwise)")
    for fault in lint.faults:
        lines += ["", *_excerpt(lint.text, fault), *_said(fault)]
    if lint.corrected:
        instead = lint.corrected.splitlines()
        lines += ["", "serve instead:" if lint.kind is RecordKind.POLICY else "publish instead:"]
        lines += [f"{_INDENT}{sanitise(line, len(line) + _WIDTH)}" for line in instead]
    return "".join(f"{line}\n" for line in lines)


def _verdict(lint: Lint) -> str:
    ends = "conforms to" if lint.conforms else "does not conform to"
    counts = [f"{lint.count(level)} {word}{'' if lint.count(level) == 1 else 's'}" for level, word in _LEVELS.items()]
    told = ", ".join(count for count in counts if not count.startswith("0 "))
    return f"{TITLES[lint.kind]}: {ends} {RULES[lint.kind]}{', with ' if told else ''}{told}"


def _said(fault: Fault) -> Iterator[str]:
    yield f"{_LEVELS[fault.level]} {fault.code} (RFC {fault.section})"
    lines = textwrap.wrap(fault.sentence, _WIDTH - len(_INDENT), break_long_words=False, break_on_hyphens=False)
    yield from (f"{_INDENT}{line}" for line in lines)


def _excerpt(text: str, fault: Fault) -> Iterator[str]:
    """Yield the place of a fault, and a caret under it."""
    line = text
    if fault.line is not None:
        lines = text.removeprefix("\ufeff").split("\n")
        line = lines[fault.line - 1].removesuffix("\r") if fault.line <= len(lines) else ""
        yield f"{_INDENT}line {fault.line}:"
    if fault.line is None and fault.column is None:
        return
    before = sanitise(line[: fault.column or 0], len(line) + _WIDTH)
    after = sanitise(line[fault.column or 0 :], len(line) + _WIDTH)
    if cut := _cells(before) > _BEFORE:
        before = f"…{before[-_BEFORE:]}"
    room = _WIDTH - len(_INDENT) - len(before)
    if len(after) > room:
        after = f"{after[: room - 1]}…"
    if cut or before or after:
        yield f"{_INDENT}{before}{after}".rstrip()
    if fault.column is not None:
        yield f"{_INDENT}{' ' * _cells(before)}^"


def _cells(text: str) -> int:
    """Return how wide a sanitised text is on a terminal."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def lint_json(lint: Lint) -> str:
    """Return the verdict for programs; ``schemas/record-lint.schema.json`` describes it."""
    found = None if lint.found is None else asdict(lint.found)
    if found is not None and "extensions" in found:
        found["extensions"] = [{"name": name, "value": value} for name, value in found["extensions"]]
    return _json(
        {
            "schema": 1,
            "kind": lint.kind.value,
            "guessed": lint.guessed,
            "conforms": lint.conforms,
            "text": sanitise(lint.text),
            "faults": [asdict(fault) for fault in lint.faults],
            "corrected": lint.corrected,
            "found": found,
        }
    )


def made_json(made: Made) -> str:
    """Return the record for programs; ``schemas/record-make.schema.json`` describes it."""
    policy = {"url": made.url, "text": made.policy} if made.policy else None
    return _json(
        {
            "schema": 1,
            "kind": made.kind.value,
            "name": made.name,
            "type": "TXT",
            "value": made.value,
            "policy": policy,
            "resolver": made.resolver,
        }
    )


def made_text(made: Made) -> str:
    """Return the line for the zone file, and the policy file with where it belongs."""
    absolute = "." if made.name.count(".") > 1 or (made.kind is RecordKind.MTA_STS and "." in made.name) else ""
    strings = " ".join(f'"{made.value[at : at + _STRING]}"' for at in range(0, len(made.value), _STRING))
    lines = [f"{made.name}{absolute} IN TXT {strings}"]
    if made.policy:
        lines += ["", f"{made.url}:", *made.policy.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _json(answer: object) -> str:
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
