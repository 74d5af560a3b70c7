"""What ``explain`` writes: the catalogue of result types as a page, as Markdown or as JSON."""

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from tlsrpt_tui.output import target
from tlsrpt_tui.output.cells import markdown_safe
from tlsrpt_tui.output.explained import DecodedReason, Explained, asked_now, explained, understood
from tlsrpt_tui.triage.catalogue import Entry, entries
from tlsrpt_tui.triage.catalogue_text import Text
from tlsrpt_tui.triage.result_types import Owner

_WIDTH: Final = 80
_LABEL: Final = 9
_LEAST: Final = 20
_MARK: Final = re.compile(r"[0-9]\. |- ")
_GROUPS: Final = {
    "8460 §4.3.1": "STARTTLS and certificates",
    "8460 §4.3.2.1": "DANE and DNSSEC",
    "8460 §4.3.2.2": "the MTA-STS policy",
    "8460 §4.3.3": "all else",
}


def show(words: Sequence[str], policy_type: str, form: str) -> None:
    """Write what is known of result types and reasons, or, without words, the list of all result types.

    Args:
        words: result types, and reasons as senders write them.
        policy_type: what is said under this one alone; "" for all.
        form: ``text``, ``json`` or ``markdown``.

    Raises:
        UsageError: a word is not known, or the page cannot be written.
        Hangup: nobody reads standard output any more.
    """
    types, reasons = understood(words, policy_type)
    if form == "json":
        known = types if words else [explained(each.result_type, policy_type) for each in entries(policy_type)]
        page = as_json(known, reasons)
    elif not words:
        listed = entries(policy_type)
        page = list_markdown(listed) if form == "markdown" else list_text(listed)
    else:
        page = as_markdown(types, reasons) if form == "markdown" else as_text(types, reasons)
    target.write(target.text_fill([page]), None)


def list_text(listed: Sequence[Entry]) -> str:
    """Return a line for each result type, by what it is about."""
    wide = max(len(each.result_type) for each in listed)
    lines: list[str] = []
    for section, title in _GROUPS.items():
        members = [each for each in listed if each.section == section]
        if members:
            lines += [*([""] if lines else []), f"{title} (RFC {section})"]
            lines += [f"  {each.result_type:<{wide}}  {each.text.gist}" for each in members]
    lines += ["", "more of each: tlsrpt-tui explain RESULT-TYPE", "a reason in plain words: tlsrpt-tui explain REASON"]
    return "".join(f"{line}\n" for line in lines)


def list_markdown(listed: Sequence[Entry]) -> str:
    """Return a table with a row for each result type."""
    rows = ["| result type | what the sender met | who acts | RFC |", "|---|---|---|---|"]
    rows += [f"| `{each.result_type}` | {each.text.gist} | {each.owner} | {each.section} |" for each in listed]
    return "".join(f"{row}\n" for row in rows)


def as_text(types: Sequence[Explained], reasons: Sequence[DecodedReason], *, width: int = _WIDTH) -> str:
    """Return pages for people, of so many cells but for commands, which stay whole."""
    blocks = [list(_page(each, width)) for each in types]
    blocks += [list(_reason(each, width)) for each in reasons]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def _page(of: Explained, width: int) -> Iterator[str]:
    known = of.entry
    yield f"{known.result_type}  {_comes(of)}".rstrip()
    yield ""
    yield from _body(known, None, width)
    for other in of.under:
        yield ""
        yield f"Under {other.policy_type} it is otherwise:"
        yield ""
        yield from _body(_differing(other, known), known, width)


def _comes(of: Explained) -> str:
    if not of.policies:
        return ""
    return f"under {of.entry.policy_type}" if of.entry.policy_type else f"comes under {_listed(of.policies)}"


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _differing(other: Entry, base: Entry) -> Entry:
    """Return an entry without what it has in common with another one."""
    said, usual = other.text, base.text
    text = Text(
        meaning="" if said.meaning == usual.meaning else said.meaning,
        causes=() if said.causes == usual.causes else said.causes,
        who="" if said.who == usual.who else said.who,
        look=() if said.look == usual.look else said.look,
        fix=() if said.fix == usual.fix else said.fix,
        not_so=() if said.not_so == usual.not_so else said.not_so,
        references=said.references,
    )
    return replace(other, text=text, act="" if (other.owner, other.act) == (base.owner, base.act) else other.act)


def _body(known: Entry, base: Entry | None, width: int) -> Iterator[str]:
    """Yield the lines of an entry, without commands and rules that its base has as well."""
    text = known.text
    yield from _labelled("Means", [text.meaning] if text.meaning else [], width)
    yield from _labelled("Causes", _numbered(text.causes), width)
    yield from _labelled("Acts", [words for words in (_acts(known), text.who) if words], width)
    yield from _labelled("Look at", _dashed(text.look), width)
    for number, command in enumerate(_own_commands(known, base)):
        yield f"{'' if number else 'Ask':<{_LABEL}}{command}"
    yield from _labelled("Fix", _numbered(text.fix), width)
    yield from _labelled("Not so", _dashed(text.not_so), width)
    if base is None or _rules_otherwise(known, base):
        yield from _labelled("RFC", [", ".join(known.references)], width)


def _own_commands(known: Entry, base: Entry | None) -> tuple[str, ...]:
    asked = asked_now(known)
    return () if base is not None and asked == asked_now(base) else asked


def _rules_otherwise(known: Entry, base: Entry) -> bool:
    return known.references != base.references


def _acts(known: Entry) -> str:
    if not known.act or known.owner is Owner.UNKNOWN:
        return known.act
    return f"{known.owner}: {known.act}"


def _numbered(members: Sequence[str]) -> list[str]:
    return [f"{number}. {member}" for number, member in enumerate(members, 1)]


def _dashed(members: Sequence[str]) -> list[str]:
    return [f"- {member}" for member in members]


def _labelled(label: str, members: Sequence[str], width: int) -> Iterator[str]:
    """Yield members under a label; what stands below a number or a dash is indented by it."""
    for number, member in enumerate(members):
        mark = _MARK.match(member)
        deep = " " * (_LABEL + (len(mark[0]) if mark else 0))
        head = f"{'' if number else label:<{_LABEL}}"
        yield textwrap.fill(
            member,
            max(width, _LABEL + _LEAST),
            initial_indent=head,
            subsequent_indent=deep,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _reason(known: DecodedReason, width: int) -> Iterator[str]:
    yield f"“{known.reason}”"
    yield ""
    yield from _labelled("Means", [known.words], width)
    if known.side is None:
        yield from _labelled("Acts", ["not to be told from this alone: look at the result type it came with"], width)
        return
    yield from _labelled("Acts", [f"{known.side.owner}, as a rule: {known.side.act}"], width)
    if known.side.result_type:
        yield f"{'More':<{_LABEL}}tlsrpt-tui explain {known.side.result_type}"


def as_markdown(types: Sequence[Explained], reasons: Sequence[DecodedReason]) -> str:
    """Return the same as Markdown; what was typed as a reason adds no structure to it."""
    lines: list[str] = []
    for each in types:
        lines += [*([""] if lines else []), *_section(each)]
    for known in reasons:
        acts = f". Who acts: {known.side.owner}, as a rule: {known.side.act}." if known.side else ""
        lines += [*([""] if lines else []), f"“{markdown_safe(known.reason)}”: {known.words}{acts}"]
    return "".join(f"{line}\n" for line in lines)


def _section(of: Explained) -> Iterator[str]:
    yield f"## {of.entry.result_type}"
    yield ""
    yield f"*{_comes(of) or 'no type of RFC 8460'}, RFC {', '.join(of.entry.references)}*"
    yield from _paragraphs(of.entry)
    for other in of.under:
        yield ""
        yield f"### {of.entry.result_type} under {other.policy_type}"
        if _rules_otherwise(other, of.entry):
            yield from ("", f"*RFC {', '.join(other.references)}*")
        yield from _paragraphs(_differing(other, of.entry), of.entry)


def _paragraphs(known: Entry, base: Entry | None = None) -> Iterator[str]:
    text = known.text
    if text.meaning:
        yield from ("", text.meaning)
    yield from _points("Likely causes:", _numbered(text.causes))
    if acts := " ".join(words for words in (f"{_acts(known)}." if known.act else "", text.who) if words):
        yield from ("", f"Who acts: {acts}")
    yield from _points("Look at:", _dashed(text.look))
    if asked := _own_commands(known, base):
        yield from ("", "```", *asked, "```")
    yield from _points("What mends it:", _numbered(text.fix))
    yield from _points("What it does not mean:", _dashed(text.not_so))


def _points(title: str, members: Sequence[str]) -> Iterator[str]:
    if members:
        yield from ("", title, "", *members)


def as_json(types: Sequence[Explained], reasons: Sequence[DecodedReason]) -> str:
    """Return the same for programs; ``schemas/explain.schema.json`` describes it."""
    answer = {
        "schema": 1,
        "result_types": [
            {**_fields(each.entry), "policies": list(each.policies), "under": [_fields(other) for other in each.under]}
            for each in types
        ],
        "reasons": [_reason_fields(each) for each in reasons],
    }
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _reason_fields(known: DecodedReason) -> dict[str, object]:
    side = known.side
    return {
        "reason": known.reason,
        "decoded": known.words,
        "owner": side.owner.value if side else None,
        "act": side.act if side else None,
        "result_type": (side.result_type or None) if side else None,
    }


def _fields(known: Entry) -> dict[str, object]:
    text = known.text
    return {
        "result_type": known.result_type,
        "policy_type": known.policy_type,
        "known": known.known,
        "gist": text.gist,
        "meaning": text.meaning,
        "causes": list(text.causes),
        "owner": known.owner.value,
        "act": known.act,
        "why_owner": text.who,
        "look": list(text.look),
        "commands": list(asked_now(known)),
        "fix": list(text.fix),
        "not_so": list(text.not_so),
        "references": list(known.references),
    }
