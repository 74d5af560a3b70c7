"""A TXT record as somebody wrote or pasted it: its characters, where they stood, and what does not belong to it."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.published import Fault, Level
from tlsrpt_tui.text import sanitise, shorten

BLANKS: Final = " \t"
"""What RFC 5234 calls WSP."""

QUOTES: Final = '"“”„«»'
"""Quotation marks in which records are pasted."""

LONGEST: Final = 65_535
"""Bytes that a TXT record can hold at most (RFC 1035 §3.2.1)."""

MOST_FAULTS: Final = 40
"""Faults that are told of one text; nobody reads more."""

_SHOWN: Final = 60
_ESCAPED: Final = re.compile(r"(?:\\x[89a-f][0-9a-f])+")
"""Bytes beyond ASCII, as a record from DNS has them."""
_INVISIBLE: Final = frozenset("\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
_ZONE_LINE: Final = re.compile(r"[A-Za-z0-9_.@*-]+[ \t]+(?:[0-9]+[ \t]+)?(?:IN[ \t]+)?TXT[ \t]+", re.IGNORECASE)
TAG: Final = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
"""A tag of HTML; an address in angle brackets is none."""
_LAST_ASCII: Final = 0x7E
_FIRST_VISIBLE: Final = 0x20
_DELETE: Final = 0x7F


def quoted(text: str) -> str:
    """Return a text in quotation marks, safe and short enough for a sentence."""
    return f"“{shorten(sanitise(text), _SHOWN)}”"


def as_sent(text: str) -> str:
    r"""Return a TXT record with the characters that stand in it as ``\xNN``, which is how bytes beyond ASCII come."""
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[0].replace("\\x", "")).decode("utf-8", "replace"), text)


def capped(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return faults in the order of the text, errors kept first where there are too many of them."""
    if len(faults) > MOST_FAULTS:
        left_out = len(faults) - MOST_FAULTS
        ranks = list(Level)
        faults = sorted(faults, key=lambda fault: ranks.index(fault.level))[:MOST_FAULTS]
        sentence = f"{left_out} more faults are left out here; mend these first."
        faults.append(Fault(Level.NOTE, "faults-left-out", sentence, faults[0].section))
    end = 1 << 30
    return tuple(sorted(faults, key=lambda fault: (fault.line or end, -1 if fault.column is None else fault.column)))


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of a text in which each character knows its column in the whole; one more column stands for the end."""

    text: str
    columns: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Written":
        """Return a whole text."""
        return cls(text, tuple(range(len(text) + 1)))

    @property
    def column(self) -> int:
        """Where it begins."""
        return self.columns[0]

    def cut(self, start: int, end: int | None = None) -> "Written":
        """Return the piece from ``start`` to before ``end``."""
        end = len(self.text) if end is None else end
        return Written(self.text[start:end], self.columns[start : end + 1])

    def stripped(self, characters: str = BLANKS) -> "Written":
        """Return it without such characters at both ends."""
        start = len(self.text) - len(self.text.lstrip(characters))
        return self.cut(start, max(len(self.text.rstrip(characters)), start))

    def split(self, separator: str) -> Iterator["Written"]:
        """Yield what stands between separators of one character."""
        start = 0
        while (end := self.text.find(separator, start)) >= 0:
            yield self.cut(start, end)
            start = end + 1
        yield self.cut(start)

    def joined(self, keep: Callable[[int, str], str]) -> "Written":
        """Return it with each character, given with its index, in the form that ``keep`` returns; "" drops it."""
        made = [(keep(index, character), self.columns[index]) for index, character in enumerate(self.text)]
        columns = [column for form, column in made for _ in form]
        return Written("".join(form for form, _ in made), (*columns, self.columns[-1]))


def peeled(text: str, section: str) -> tuple[Written, list[Fault]]:
    """Return what a text would be without what pasting has left in it, and each of these leftovers as a fault.

    Columns are those of ``text``.
    """
    faults: list[Fault] = []

    def fault(code: str, sentence: str, column: int | None) -> None:
        faults.append(Fault(Level.ERROR, code, sentence, section, column=column))

    written = Written.of(text)
    for step in (_without_markup, _without_invisible, _without_breaks, _without_zone_line, _without_quotes):
        written = step(written, fault)
    written = _without_backslashes(written, fault)
    bare = written.stripped()
    if bare.column != written.column:
        fault("text-blank-before", "A blank stands before the version; nothing may.", written.column)
    return written.cut(len(written.text) - len(written.text.lstrip(BLANKS))), faults


Say = Callable[[str, str, int | None], None]
"""Takes code, sentence and column of a fault."""


def _without_markup(written: Written, say: Say) -> Written:
    found = TAG.search(written.text)
    if found is None:
        return written
    say(
        "text-html",
        f"{quoted(found[0])} is HTML; copy the text as the page shows it, without its markup.",
        written.columns[found.start()],
    )
    gone = {place for tag in TAG.finditer(written.text) for place in range(*tag.span())}
    bare = written.joined(lambda index, character: "" if index in gone else character)
    meant = html.unescape(bare.text)
    return bare if meant == bare.text else Written(meant, (bare.column,) * (len(meant) + 1))


def _without_invisible(written: Written, say: Say) -> Written:
    hidden = [index for index, character in enumerate(written.text) if character in _INVISIBLE]
    if hidden:
        code = ord(written.text[hidden[0]])
        name = "a byte order mark" if code == 0xFEFF else "an invisible character"  # noqa: PLR2004  its code point
        sentence = f"Here stands {name} (U+{code:04X}), left by an editor or a web page; type this place anew."
        say("text-invisible", sentence, written.columns[hidden[0]])
    wide = [index for index, character in enumerate(written.text) if character == "\u00a0"]
    if wide:
        sentence = "This blank is a no-break space (U+00A0); type an ordinary one."
        say("text-no-break-space", sentence, written.columns[wide[0]])
    return written.joined(lambda _, character: "" if character in _INVISIBLE else character.replace("\u00a0", " "))


def _without_breaks(written: Written, say: Say) -> Written:
    found = re.search(r"[\r\n]", written.text)
    if found:
        sentence = "The record goes on in another line; write it in one."
        say("text-line-break", sentence, written.columns[found.start()])
    other = next((i for i, c in enumerate(written.text) if ord(c) < _FIRST_VISIBLE and c not in "\t\r\n"), None)
    other = written.text.find(chr(_DELETE)) if other is None else other
    if other >= 0:
        sentence = f"A control character (U+{ord(written.text[other]):04X}) stands in the record; take it out."
        say("text-control", sentence, written.columns[other])

    def kept(_: int, character: str) -> str:
        if character in "\r\n":
            return " "
        return "" if (ord(character) < _FIRST_VISIBLE and character != "\t") or ord(character) == _DELETE else character

    made = written.joined(kept)
    return made.cut(0, len(made.text.rstrip(" "))) if found else made


def _without_zone_line(written: Written, say: Say) -> Written:
    found = _ZONE_LINE.match(written.text)
    if found is None:
        return written
    sentence = "This is the whole line of a zone file; the record is only what stands behind TXT, without the quotes."
    say("text-zone-line", sentence, written.column)
    value = written.cut(found.end()).stripped(f"{BLANKS}()")
    return _without_quotes(value, lambda *_: None)


def _without_quotes(written: Written, say: Say) -> Written:
    bare = written.stripped()
    single = len(bare.text) > 1 and bare.text[0] == bare.text[-1] == "'"
    if not single and bare.text[:1] not in tuple(QUOTES):
        return written
    sentence = "The quotation marks are those of a zone file, not of the record; leave them out."
    say("text-quotes", sentence, bare.column)
    if single:
        return bare.cut(1, len(bare.text) - 1)
    between = {
        place
        for gap in re.finditer(rf"[{QUOTES}][ \t]*[{QUOTES}]", bare.text)
        for place in range(*gap.span())
    }  # fmt: skip
    return bare.joined(lambda index, character: "" if index in between or character in QUOTES else character)


def _without_backslashes(written: Written, say: Say) -> Written:
    at = written.text.find("\\;")
    if at < 0:
        return written
    say("text-backslash", BACKSLASH, written.columns[at])
    text = written.text
    return written.joined(lambda index, character: "" if text[index : index + 2] == "\\;" else character)


BACKSLASH: Final = "The backslash before “;” is how some zone files are written, not part of the record; leave it out."
"""Said of ``\\;``."""


def beyond_ascii(written: Written, section: str, advice: str) -> Iterator[Fault]:
    """Yield a fault for the first character beyond ASCII."""
    for index, character in enumerate(written.text):
        if ord(character) > _LAST_ASCII:
            sentence = f"{quoted(character)} is not ASCII; {advice}"
            yield Fault(Level.ERROR, "text-not-ascii", sentence, section, column=written.columns[index])
            return
