"""Tables as sections of Parquet and back; what comes back is held against every rule that the schema states.

Columns that repeat those of another table are left out and filled in again, so they cannot disagree with it.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from tlsrpt_tui.index.batch import Strings
from tlsrpt_tui.index.build import narrow, widened
from tlsrpt_tui.index.cache_file import Damaged, Header, Unusable
from tlsrpt_tui.index.schema import COUNTS, FRAMES, Tables, tables_of
from tlsrpt_tui.index.states import STATES, PartState

_STRINGS: Final = "strings"

_REPEATED: Final = {
    "policies": ("report", "reports", ("organization", "day")),
    "failures": ("policy", "policies", ("report", "organization", "day", "domain", "policy_type")),
}
"""The columns of a table that repeat those of another, and the column that refers to its rows."""

_PLACES: Final[dict[str, dict[str, str]]] = {
    "reports": {
        "organization": Strings.ORGANIZATION,
        "sent_organization": Strings.SENT_ORGANIZATION,
        "contact": Strings.CONTACT,
        "file": "files",
    },
    "policies": {
        "report": "reports",
        "domain": Strings.DOMAIN,
        "policy_type": Strings.POLICY_TYPE,
        "mode": Strings.MODE,
        "policy_text": Strings.POLICY_TEXT,
        "mx_patterns": Strings.MX_PATTERNS,
    },
    "failures": {
        "policy": "policies",
        "result_type": Strings.RESULT_TYPE,
        "mx_host": Strings.MX_HOST,
        "mx_helo": Strings.MX_HELO,
        "sending_ip": Strings.IP,
        "receiving_ip": Strings.IP,
        "reason": Strings.REASON,
        "info": Strings.INFO,
    },
    "files": {"root": "roots"},
    "parts": {
        "file": "files",
        "member": Strings.MEMBER,
        "state": "states",
        "sentence": Strings.SENTENCE,
        "report": "reports",
    },
    "notes": {"report": "reports", "note": Strings.NOTE},
}
"""What the columns hold places in: a dictionary, the rows of a table, the paths given, or the states."""

_ABSENT: Final = {
    "reports": {"start", "end", "day", "conflict"},
    "policies": {"position", "rival"},
    "failures": {"position"},
    "files": {"path"},
    "parts": {"report"},
    "notes": set[str](),
}
"""The columns that may hold nothing."""

_RANGES: Final = {
    "start": (-62_135_596_800, 253_402_300_799),  # the years 1 to 9999
    "end": (-62_135_596_800, 253_402_300_799),
    "day": (-719_162, 2_932_896),
    "size": (0, 2**63 - 1),
    **dict.fromkeys(COUNTS, (0, 2**63 - 1)),
}
_ORDERED: Final = {"parts": "file", "notes": "report"}
_IN_LINES: Final = frozenset({Strings.POLICY_TEXT, Strings.MX_PATTERNS, Strings.NOTE})
_REFUSALS: Final = [
    STATES.index(state) for state in (PartState.NOT_A_REPORT, PartState.UNREADABLE, PartState.OVER_BOUND)
]
_STORED_STATES: Final = [place for place, state in enumerate(STATES) if state is not PartState.CONFLICT]

# What no text that went through sanitise holds, but for characters that are not assigned yet: which these are
# depends on the version of Unicode, and an index would be refused for what a newer one knows.
_HIDDEN: Final = (
    r"\p{Cc}\p{Cf}\p{Co}\p{Z}\u{34F}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{180B}-\u{180F}\u{2800}\u{3164}"
    r"\u{FE00}-\u{FE0F}\u{FFA0}\u{E0100}-\u{E01EF}"
)
NEVER_IN_A_LINE: Final = f"[[{_HIDDEN}]--[ ]]"
NEVER_IN_LINES: Final = rf"[[{_HIDDEN}]--[ \n]]"


def strings_of(tables: Tables) -> dict[str, int]:
    """Return how many strings each dictionary has, in the order in which they are kept."""
    return {name.value: len(tables.strings[name]) for name in Strings}


def sections_of(tables: Tables) -> Iterator[bytes]:
    """Yield the tables as bytes, each when the one before is done with.

    Raises:
        Unusable: they hold what the schema does not allow.
    """
    try:
        for table in FRAMES:
            frame: pl.DataFrame = getattr(tables, table)
            yield _packed(narrow(frame.select(_kept(table))))
        texts = pl.concat([tables.strings[name].alias(_STRINGS) for name in Strings])
        yield _packed(texts.to_frame())
    except pl.exceptions.PolarsError as error:
        raise Unusable("it does not fit the tables that are kept") from error


def read_tables(sections: Sequence[bytes], header: Header, source: str) -> Tables:
    """Return the tables of a file.

    Raises:
        Damaged: they break a rule of the schema.
    """
    if len(sections) != len(FRAMES) + 1 or list(header.strings) != [name.value for name in Strings]:
        raise Damaged
    try:
        frames = {table: _unpacked(data) for table, data in zip(FRAMES, sections, strict=False)}
        texts = _unpacked(sections[-1])
        _check(frames, texts, header)
        for table, (column, other, names) in _REPEATED.items():
            frame = frames[table]
            frames[table] = frame.hstack(frames[other].select(names)[frame[column]]).select(list(FRAMES[table]))
        frames = widened(frames)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        raise Damaged from error
    return tables_of(frames, _parted(texts[_STRINGS], header.strings), header.roots, source)


def _kept(table: str) -> list[str]:
    repeated = _REPEATED[table][2] if table in _REPEATED else ()
    return [column for column in FRAMES[table] if column not in repeated]


def _packed(frame: pl.DataFrame) -> bytes:
    packed = io.BytesIO()
    frame.write_parquet(packed, compression="zstd", compression_level=1, statistics=False)
    return packed.getvalue()


def _unpacked(data: bytes) -> pl.DataFrame:
    return pl.read_parquet(data).rechunk()


def _parted(texts: pl.Series, lengths: Mapping[str, int]) -> dict[Strings, pl.Series]:
    strings = {}
    start = 0
    for name, length in lengths.items():
        strings[Strings(name)] = texts.slice(start, length).alias(name)
        start += length
    return strings


def _check(frames: Mapping[str, pl.DataFrame], texts: pl.DataFrame, header: Header) -> None:
    for table, frame in frames.items():
        if dict(frame.schema) != {column: FRAMES[table][column] for column in _kept(table)}:
            raise Damaged
    if dict(texts.schema) != {_STRINGS: pl.String}:
        raise Damaged
    lengths = {**header.strings, "roots": len(header.roots), "states": len(STATES)}
    lengths |= {table: frame.height for table, frame in frames.items()}
    said = (header.reports, header.failures, header.files, sum(header.strings.values()))
    if said != (lengths["reports"], lengths["failures"], lengths["files"], texts.height):
        raise Damaged
    queries = [frame.lazy().select(_rules(table, lengths)) for table, frame in frames.items()]
    queries.append(texts.lazy().select(_text_rules(header.strings)))
    if not all(all(answer.row(0)) for answer in pl.collect_all(queries)):
        raise Damaged


def _rules(table: str, lengths: Mapping[str, int]) -> list[pl.Expr]:
    """Return what has to be true of a table."""
    rules = [pl.col(column).null_count() == 0 for column in _kept(table) if column not in _ABSENT[table]]
    # The largest of no values is nothing, and nothing breaks no rule.
    rules += [
        (pl.col(column).max() < lengths[places]).fill_null(value=True) for column, places in _PLACES[table].items()
    ]
    for column in _kept(table):
        if column in _RANGES:
            rules.append(pl.col(column).is_between(*_RANGES[column]).all())
        if FRAMES[table][column] == pl.String:
            rules.append(~pl.col(column).str.contains(NEVER_IN_A_LINE).any())
        if FRAMES[table][column] == pl.Binary:
            rules.append(~pl.col(column).bin.contains(b"\0").any())
    if table in _ORDERED:
        rules.append((pl.col(_ORDERED[table]) >= pl.col(_ORDERED[table]).shift(1)).all())
    if table == "parts":
        rules.append(pl.col("state").is_in(_STORED_STATES).all())
        rules.append((pl.col("report").is_null() == pl.col("state").is_in(_REFUSALS)).all())
    return [rule.alias(str(place)) for place, rule in enumerate(rules)]


def _text_rules(lengths: Mapping[str, int]) -> list[pl.Expr]:
    """Return what has to be true of all strings together."""
    rules = [pl.col(_STRINGS).null_count() == 0]
    start = 0
    for name, length in lengths.items():
        never = NEVER_IN_LINES if name in _IN_LINES else NEVER_IN_A_LINE
        rules.append(~pl.col(_STRINGS).slice(start, length).str.contains(never).any())
        start += length
    return [rule.alias(str(place)) for place, rule in enumerate(rules)]
