"""What TLS-RPT and MTA-STS records have in common: a version, and fields behind semicolons (RFC 8460 §3, 8461 §3.1)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from tlsrpt_tui.live.published import Fault, Level
from tlsrpt_tui.live.record_kind import stranger
from tlsrpt_tui.live.record_text import BLANKS, LONGEST, Written, as_sent, beyond_ascii, peeled, quoted

_LOOSE: Final = re.compile(r"(?P<v>v)(?P<equals>[ \t]*[=:][ \t]*)(?P<word>[A-Za-z0-9_.\-]+)[ \t]*[;,]?", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,31}")
_VALUE: Final = re.compile(r"[\x21-\x3a\x3c\x3e-\x7e]+")
_ALIKE: Final = 0.6
"""From this likeness on (0 to 1), another version is a misspelt one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What rules one kind of record.

    Attributes:
        kind: ``TLS-RPT``.
        version: ``v=TLSRPTv1``.
        field: the one that is required: ``rua``.
        section: ``8460 §3``.
        stranger: code of this very kind among strangers.
        example: a record to write.
        place: below which name it stands.
        advice: what to do with characters beyond ASCII.
    """

    kind: str
    version: str
    field: str
    section: str
    stranger: str
    example: str
    place: str
    advice: str

    @property
    def word(self) -> str:
        """The version without its ``v=``."""
        return self.version.removeprefix("v=")

    def fault(self, code: str, sentence: str, column: int | None = None, level: Level = Level.ERROR) -> Fault:
        """Return a fault of such a record."""
        return Fault(level, code, sentence, self.section, column=column)

    def warning(self, code: str, sentence: str, column: int | None = None) -> Fault:
        """Return a fault that leaves the record valid."""
        return self.fault(code, sentence, column, Level.WARNING)


@dataclass(frozen=True, slots=True)
class FieldText:
    """A field as written: ``name``, then ``value``; a ``None`` value where there is no ``=``."""

    name: Written
    value: Written | None

    @property
    def whole(self) -> str:
        """Both of them."""
        return self.name.text if self.value is None else f"{self.name.text}={self.value.text}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A record that has been taken apart; ``fields`` is ``None`` where it is not a record of this kind at all."""

    fields: tuple[FieldText, ...] | None
    faults: tuple[Fault, ...]


def opened(text: str, rule: Rule) -> Opened:
    """Take a record apart; what is wrong with its version and its delimiters is told."""
    refusal = _refusal(text, rule)
    if refusal:
        return Opened(None, (refusal,))
    faults: list[Fault] = []
    written = Written.of(text)
    if not _begins_well(text, rule):
        written, faults = peeled(text, rule.section)
    found = stranger(written.text)
    if found and found.code != rule.stranger:
        return Opened(None, (_strange(found.name, found.code, found.place, rule),))
    if not written.text.strip(BLANKS):
        return Opened(None, (_empty(rule),))
    faults += beyond_ascii(written, rule.section, rule.advice)
    rest = _version(written, rule, faults)
    fields = tuple(_fields(rest, rule, faults))
    return Opened(fields, tuple(faults))


def _refusal(text: str, rule: Rule) -> Fault | None:
    if not text.strip():
        return _empty(rule)
    if len(text) > LONGEST:
        return rule.fault("text-too-long", f"{len(text)} characters are more than DNS can hold in one record.")
    return None


def _empty(rule: Rule) -> Fault:
    return rule.fault("text-empty", f"There is no text; write, for example, {rule.example}")


def _strange(name: str, code: str, place: str, rule: Rule) -> Fault:
    belongs = f", which belongs {place}" if place else ""
    wildcard = code in {"spf-found", "dmarc-found", "dkim-found"}
    hint = " Does a wildcard answer in its place?" if wildcard else ""
    return rule.fault(code, f"This is {name}{belongs}; what is wanted here begins {rule.version};{hint}", 0)


def _begins_well(text: str, rule: Rule) -> bool:
    """Return whether nothing has to be peeled off: it begins as it should, and all of it can be seen."""
    return bool(re.match(rf"{rule.version}[ \t]*;", text)) and text.isascii() and text.replace("\t", " ").isprintable()


def _version(written: Written, rule: Rule, faults: list[Fault]) -> Written:
    """Return what stands behind the version."""
    text = written.text
    if found := re.match(rf"{rule.version}(?P<gap>[ \t]*)(?:;|$)", text):
        if found["gap"] and text[found.end() - 1] == ";":
            faults.append(_spaced(written.columns[found.start("gap")], rule))
        return written.cut(found.end())
    if found := re.match(rf"{rule.version}[ \t]*,", text):
        sentence = f"A comma stands behind {rule.version}; write a semicolon: {rule.version};"
        faults.append(rule.fault("version-comma", sentence, written.columns[found.end() - 1]))
        return written.cut(found.end())
    if found := re.match(rf"{rule.version}(?:[ \t]+|(?={rule.field}[ \t]*[=:]))", text):
        sentence = f"The semicolon behind {rule.version} is missing; write {rule.version};"
        faults.append(rule.fault("version-semicolon-missing", sentence, written.columns[len(rule.version)]))
        return written.cut(found.end())
    if found := _LOOSE.match(text):
        faults.append(_wrong_version(found, written, rule))
        return written.cut(found.end())
    faults.append(_no_version(written, rule))
    return written


def _spaced(column: int, rule: Rule) -> Fault:
    sentence = (
        f"A blank stands before the first semicolon: the grammar allows it, but senders look for “{rule.version};” "
        "letter by letter, and some pass over this record; leave the blank out."
    )
    return rule.warning("version-blank", sentence, column)


def _wrong_version(found: re.Match[str], written: Written, rule: Rule) -> Fault:
    word, column = found["word"], written.columns[found.start("word")]
    plain = re.sub(r"[^a-z0-9]", "", word[:64].lower())
    wanted = rule.word.lower()
    number = re.fullmatch(rf"{wanted[:-1]}([0-9]+)", plain)
    if word == rule.word and found["v"] == "v":
        if ":" in found["equals"]:
            sentence = f"A colon stands behind v; write {rule.version};"
            return rule.fault("version-colon", sentence, written.columns[found.start("equals")])
        sentence = f"No blanks may stand round the “=” of the version; write {rule.version};"
        return rule.fault("version-blanks", sentence, written.columns[found.start("equals")])
    if word.lower() == wanted:
        sentence = f"Upper and lower case count in the version; write {rule.version};"
        return rule.fault("version-case", sentence, written.columns[found.start()])
    if number and number[1] != "1" and len(word) >= len(rule.word):
        sentence = f"There is no version {quoted(word)}; the only one is {rule.version};"
        return rule.fault("version-unknown", sentence, column)
    if SequenceMatcher(None, plain, wanted).ratio() >= _ALIKE:
        return rule.fault("version-misspelt", f"{quoted(word)} is misspelt; write {rule.version};", column)
    sentence = f"{quoted(word)} is the version of another record; a {rule.kind} record begins {rule.version};"
    return rule.fault("version-other", sentence, column)


def _no_version(written: Written, rule: Rule) -> Fault:
    later = re.search(rf"[;,\s]{rule.version}(?:[;,\s]|$)", written.text)
    if later:
        sentence = f"The version does not stand first; move {rule.version}; to the beginning."
        return rule.fault("version-not-first", sentence, written.columns[later.start() + 1])
    sentence = f"The version is missing; the record begins {rule.version};"
    return rule.fault("version-missing", sentence, written.column)


def _fields(rest: Written, rule: Rule, faults: list[Fault]) -> Iterator[FieldText]:
    """Yield the fields, as far as they have a name; delimiters too many are told."""
    pieces = list(rest.split(";"))
    for number, piece in enumerate(pieces):
        bare, last = piece.stripped(), number == len(pieces) - 1
        if not bare.text:
            if not last and len(pieces) > 1:
                sentence = "Nothing stands between these semicolons; write one only."
                faults.append(rule.fault("field-empty", sentence, piece.columns[-1]))
            continue
        if last and piece.text != piece.text.rstrip(BLANKS):
            sentence = "Blanks stand behind the last field; leave them out."
            faults.append(rule.fault("text-blank-after", sentence, bare.columns[-1]))
        yield _field(bare, rule, faults)


def _field(bare: Written, rule: Rule, faults: list[Fault]) -> FieldText:
    at = bare.text.find("=")
    colon = re.match(rf"{rule.field}[ \t]*:[ \t]*", bare.text, re.IGNORECASE)
    if colon:
        sentence = f"A colon stands behind {rule.field}; write {rule.field}="
        faults.append(rule.fault("field-colon", sentence, bare.columns[len(rule.field)]))
        return FieldText(bare.cut(0, len(rule.field)), bare.cut(colon.end()))
    if at < 0:
        return FieldText(bare, None)
    name, value = bare.cut(0, at), bare.cut(at + 1)
    if (name.text != name.text.rstrip(BLANKS)) or (value.text != value.text.lstrip(BLANKS)):
        shown = f"{quoted(name.text.rstrip(BLANKS))}"
        faults.append(rule.fault("field-blanks", f"No blanks may stand round the “=” of {shown}.", name.columns[-1]))
    return FieldText(name.stripped(), value.stripped())


def check_extension(field: FieldText, rule: Rule) -> Iterator[Fault]:
    """Yield what is wrong with a field that the RFC does not name, which senders pass over (``sts-extension``)."""
    name, value = field.name, field.value
    if value is None:
        sentence = f"{quoted(name.text)} is no field: a field is NAME=VALUE, with “;” between two of them."
        yield rule.fault("field-no-equals", sentence, name.column)
    elif not _NAME.fullmatch(name.text):
        sentence = (
            f"{quoted(name.text)} cannot name a field: at most 32 letters, digits, “_”, “-” and “.”, "
            "of which a letter or digit is first."
        )
        yield rule.fault("field-name", sentence, name.column)
    elif not value.text:
        yield rule.fault("field-value-empty", f"{quoted(name.text)} has no value; leave it out.", value.column)
    elif not _VALUE.fullmatch(value.text):
        yield _bad_value(name.text, value, rule)


def _bad_value(name: str, value: Written, rule: Rule) -> Fault:
    at = next(index for index, character in enumerate(value.text) if not _VALUE.fullmatch(character))
    column = value.columns[at]
    if re.match(r"[ \t]+[A-Za-z0-9][\w.\-]*=", value.text[at:]):
        return rule.fault("semicolon-missing", "A semicolon is missing here, between two fields.", column)
    shown = "a blank" if value.text[at] in BLANKS else quoted(value.text[at])
    sentence = (
        f"{shown[:1].upper()}{shown[1:]} stands in the value of {quoted(name)}; no value holds “=”, “;” or a blank."
    )
    return rule.fault("field-value", sentence, column)


def several(texts: Sequence[str], rule: Rule, missing: str) -> tuple[str | None, list[Fault]]:
    """Return the one text that senders take for the record, and what is to be said of the others.

    Those that do not begin with the version and a semicolon, letter by letter, are discarded; if not exactly one is
    left, there is no record. ``None`` stands for that, unless one was written that deserves its own faults: that one
    is returned then.

    Args:
        texts: each TXT record, its strings joined without blanks.
        rule: of the record.
        missing: what senders conclude, as a sentence.
    """
    texts = [as_sent(text) for text in texts]
    literal = [text for text in texts if text.startswith(f"{rule.version};")]
    spaced = [text for text in texts if re.match(rf"{rule.version}[ \t]+;", text)]
    if len(literal) > 1:
        sentence = f"{len(literal)} records begin {rule.version}; and {missing}: keep one of them."
        return None, [rule.fault("records-several", sentence)]
    if not literal:
        if not texts:
            return None, [rule.fault("record-missing", f"There is no record; publish, for example, {rule.example}")]
        if len(spaced) > 1:
            sentence = f"{len(spaced)} records begin {rule.version} ; and {missing}: keep one of them."
            return None, [rule.fault("records-several", sentence)]
        return (spaced or sorted(texts, key=lambda text: _likeness(text, rule), reverse=True))[0], []
    faults = []
    if spaced:
        sentence = (
            f"Another record begins {rule.version} ; and some senders count it too, so that {missing}: remove it."
        )
        faults.append(rule.warning("records-several-blank", sentence))
    others = [text for text in texts if text is not literal[0] and text not in spaced]
    if others:
        sentence = f"{quoted(others[0])} stands beside the record and is passed over; remove it if it serves nothing."
        faults.append(rule.fault("record-unrelated", sentence, level=Level.NOTE))
    return literal[0], faults


def _likeness(text: str, rule: Rule) -> float:
    """Return how much a text looks as if it were meant for this record."""
    known = stranger(text)
    if known:
        return 2.0 if known.code == rule.stranger else 0.0
    return SequenceMatcher(None, text[: len(rule.version)].lower(), rule.version.lower()).ratio()
