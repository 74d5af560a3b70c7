"""The MTA-STS policy file: read and made to the letter of RFC 8461 §3.2, and matched against MX hosts by §4.1."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.live.policy_file import SECTION, policy_text
from tlsrpt_tui.live.policy_keys import KEYS, key_of
from tlsrpt_tui.live.policy_values import MODES, Said, check_max_age, check_mode, check_mx, check_version
from tlsrpt_tui.live.published import Fault, Level, StsPolicy
from tlsrpt_tui.live.record_text import BLANKS, capped, quoted

_EXTENSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,31}")
_MARK: Final = "\ufeff"


def read_policy(data: bytes | str) -> tuple[StsPolicy | None, tuple[Fault, ...]]:
    """Return the policy, ``None`` unless it conforms, and what is to be said of it, with lines counted from 1.

    Args:
        data: the file as served; hostile.
    """
    text = policy_text(data)
    if isinstance(text, Fault):
        return None, (text,)
    found = _Found()
    _check_marks(text, found)
    lines = _lines(text.removeprefix(_MARK), found)
    for number, line in lines:
        _take(number, line, found)
    _check_whole(found)
    policy = None if any(fault.level is Level.ERROR for fault in found.faults) else _policy(found)
    return policy, capped(found.faults)


def covers(patterns: Sequence[str], host: str) -> bool:
    """Return whether one of the patterns matches a host: ``*.`` is exactly one label (RFC 8461 §4.1)."""
    name = host.lower().removesuffix(".")
    first, _, parent = name.partition(".")
    for pattern in patterns:
        wanted = pattern.lower()
        if wanted == name or (wanted.startswith("*.") and first and parent and wanted[2:] == parent):
            return True
    return False


def make_policy(mode: str, mx: Sequence[str], max_age: int) -> str:
    r"""Return a policy file, with lines that end in ``\r\n``.

    Args:
        mode: ``enforce``, ``testing`` or ``none``.
        mx: hosts or patterns; required unless the mode is ``none``.
        max_age: seconds.

    Raises:
        UsageError: the policy would not conform; says why.
    """
    if mode not in MODES:
        raise UsageError(f"{quoted(mode)} is no mode; expected {', '.join(MODES)}")
    hosts = dict.fromkeys(host.strip().lower().removesuffix(".") for host in mx)
    lines = ["version: STSv1", f"mode: {mode}", *(f"mx: {host}" for host in hosts), f"max_age: {max_age}"]
    made = "".join(f"{line}\r\n" for line in lines)
    policy, faults = read_policy(made)
    wrong = next((fault.sentence for fault in faults if fault.level is Level.ERROR), "")
    if policy is None or policy.mx != tuple(hosts):
        raise UsageError(f"no policy can be made of this: {wrong or 'a host holds a line end'}")
    return made


@dataclass(slots=True)
class _Found:
    """What has been found in a policy so far: of each key its first value, with line and column."""

    values: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    mx: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    tried: dict[str, tuple[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def say(self, level: Level, code: str, sentence: str, line: int | None = None, column: int | None = None) -> None:
        """Add a fault."""
        self.faults.append(Fault(level, code, sentence, SECTION, line, column))

    def wrong(self, code: str, sentence: str, line: int | None = None, column: int | None = None) -> None:
        """Add an error."""
        self.say(Level.ERROR, code, sentence, line, column)


def _check_marks(text: str, found: _Found) -> None:
    if text.startswith(_MARK):
        sentence = "A byte order mark stands before the first key, which senders do not know then; save without it."
        found.wrong("policy-bom", sentence, 1, 0)


def _lines(text: str, found: _Found) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, with their numbers; how they end is looked at."""
    pieces = text.split("\n")
    if pieces[-1] == "":
        pieces.pop()
    elif "\n" not in text and "\r" in text.rstrip("\r"):
        found.wrong("line-cr", "The lines end in CR alone; end them in CR LF or LF.", 1)
        pieces = text.rstrip("\r").split("\r")
    plain = [number for number, piece in enumerate(text.split("\n")[:-1], start=1) if not piece.endswith("\r")]
    if plain:
        sentence = "Lines end in LF: the grammar allows it, the text of the RFC speaks of CR LF; both are read."
        found.say(Level.NOTE, "line-lf", sentence, plain[0])
    empty = []
    for number, piece in enumerate(pieces, start=1):
        line = piece.removesuffix("\r")
        if line.strip(BLANKS):
            yield number, line
        else:
            empty.append(number)
    if empty:
        more = f" ({len(empty)} such lines)" if len(empty) > 1 else ""
        sentence = f"The line is empty{more}, which the grammar does not allow; some senders refuse the policy for it."
        found.wrong("line-empty", sentence, empty[0], 0)


def _take(number: int, line: str, found: _Found) -> None:
    control = next((index for index, one in enumerate(line) if (one < " " and one != "\t") or one == "\x7f"), None)
    if control is not None:
        sentence = f"A control character (U+{ord(line[control]):04X}) stands in the line; take it out."
        if line[control] == "\r":
            sentence = "A carriage return stands within the line; it belongs before a line feed only."
        found.wrong("line-control", sentence, number, control)
        found.tried.setdefault(key_of(line.partition(":")[0]), ("", number))
        return
    at = line.find(":")
    if line.lstrip(BLANKS)[:1] in {"#", ";"} or line.lstrip(BLANKS).startswith("//"):
        found.wrong("line-comment", "Policies have no comments; leave the line out.", number, 0)
    elif at < 0:
        _take_without_colon(number, line, found)
    else:
        _take_key(number, line, at, found)


def _take_without_colon(number: int, line: str, found: _Found) -> None:
    bare = line.strip(BLANKS)
    name = re.split(r"[ \t=]", bare)[0]
    key = key_of(name)
    if key:
        found.tried.setdefault(key, (name, number))
    if "=" in bare and key:
        column = line.index("=")
        found.wrong("line-equals", f"“=” stands in the place of the colon; write {key}: VALUE", number, column)
    elif key:
        found.wrong("line-no-colon", f"The colon behind {key} is missing; write {key}: VALUE", number, len(name))
    else:
        found.wrong("line-no-key", f"{quoted(bare)} is no line of a policy, which is “key: value”.", number, 0)


def _take_key(number: int, line: str, at: int, found: _Found) -> None:
    name, rest = line[:at], line[at + 1 :]
    value, bare = rest.strip(BLANKS), name.strip(BLANKS)
    column = at + 1 + len(rest) - len(rest.lstrip(BLANKS))
    if name != name.lstrip(BLANKS):
        found.wrong("line-blank-before", "Blanks stand before the key; nothing may.", number, 0)
    if bare and name != name.rstrip(BLANKS):
        found.wrong("line-blank-before-colon", "A blank stands before the colon; leave it out.", number, at - 1)
    if bare not in KEYS:
        _take_unknown(number, bare, value, found)
        return
    if bare == "mx":
        _take_mx(number, value, column, found)
    elif not value:
        found.wrong("value-empty", f"Behind {bare} stands no value.", number, column)
        found.tried.setdefault(bare, (bare, number))
    elif bare in found.values:
        first = found.values[bare][1]
        sentence = f"{bare} stands in line {first} already, and senders read the first; leave this line out."
        found.say(Level.WARNING, "key-repeated", sentence, number, 0)
    else:
        found.order.append(bare)
        found.values[bare] = (value, number, column)
        _check_value(bare, value, number, column, found)


def _check_value(key: str, value: str, number: int, column: int, found: _Found) -> None:
    """Judge the first value of a key other than ``mx``; ``max_age`` has to wait until the mode is known."""
    if re.search(r"\b(?:version|mode|mx|max_age):", value):
        found.wrong("line-joined", "Another key stands in this line; each has a line of its own.", number, column)
        found.tried.update((other, ("", number)) for other in KEYS if re.search(rf"\b{other}:", value))
    elif value.endswith(";"):
        sentence = "No semicolon ends a line of the policy; leave it out."
        found.wrong("line-semicolon", sentence, number, column + len(value) - 1)
    elif key == "version":
        _add(check_version(value), number, column, found)
    elif key == "mode":
        _add(check_mode(value), number, column, found)


def _add(said: Iterator[Said], number: int, column: int, found: _Found) -> None:
    for level, code, sentence, offset in said:
        found.say(level, code, sentence, number, column + offset)


def _take_mx(number: int, value: str, column: int, found: _Found) -> None:
    found.order.append("mx")
    if not value:
        found.wrong("mx-empty", "Behind mx stands no host; write mx: HOST", number, column)
        return
    _add(check_mx(value), number, column, found)
    if value.lower() in found.mx:
        found.say(
            Level.NOTE, "mx-repeated", f"{quoted(value)} stands in a line before; once is enough.", number, column
        )
    else:
        found.mx.append(value.lower())


def _take_unknown(number: int, name: str, value: str, found: _Found) -> None:
    key = key_of(name)
    if not _EXTENSION.fullmatch(name):
        sentence = f"{quoted(name)} cannot be a key: at most 32 letters, digits, “_”, “-” and “.”."
        found.wrong("key-name", sentence, number, 0)
    elif not value or "\t" in value:
        shown = "no value" if not value else "a value with a tab in it"
        found.wrong("value-empty" if not value else "value-tab", f"Behind {quoted(name)} stands {shown}.", number, 0)
    elif key and name.lower() == key:
        found.tried.setdefault(key, (name, number))
        sentence = f"Upper and lower case count in keys, and senders pass over {quoted(name)}; write {key}:"
        found.say(Level.WARNING, "key-case", sentence, number, 0)
    elif key:
        found.tried.setdefault(key, (name, number))
        sentence = f"There is no key {quoted(name)}, and senders pass over it; write {key}:"
        found.say(Level.WARNING, "key-misspelt", sentence, number, 0)
    else:
        sentence = f"{quoted(name)} is not a key of RFC 8461; senders pass over it."
        found.say(Level.NOTE, "key-unknown", sentence, number, 0)


def _check_whole(found: _Found) -> None:
    """Look at what can be judged at the end only: what is missing, the order, the age beside the mode."""
    mode = found.values.get("mode", ("", 0, 0))[0]
    if "max_age" in found.values:
        value, number, column = found.values["max_age"]
        broken = any(fault.line == number and fault.level is Level.ERROR for fault in found.faults)
        if value and not broken:
            _add(check_max_age(value, short_counts=mode != "none"), number, column, found)
    needed = {"version": "version: STSv1", "mode": "mode: testing", "max_age": "max_age: 604800"}
    for key, example in needed.items():
        if key not in found.values:
            _say_missing(key, example, found)
    if "mx" not in found.order and mode != "none":
        _say_missing("mx", "mx: HOST, a line for each MX host", found)
    if found.order and found.order[0] != "version" and "version" in found.values:
        sentence = "version does not stand first: any order is allowed, but some readers look for it there."
        found.say(Level.NOTE, "version-not-first", sentence, found.values["version"][1], 0)


def _say_missing(key: str, example: str, found: _Found) -> None:
    _, number = found.tried.get(key, ("", 0))
    hint = f" (line {number} does not count)" if number else ""
    if not (number and any(fault.line == number and fault.level is Level.ERROR for fault in found.faults)):
        found.wrong(f"{key.replace('_', '-')}-missing", f"{key} is missing{hint}; write {example}", number or None)


def _policy(found: _Found) -> StsPolicy:
    return StsPolicy(found.values["mode"][0], tuple(found.mx), int(found.values["max_age"][0]))
