"""What a host name is made of: letters of any script, labels that somebody registered, and what is a file's ending."""

from collections.abc import Sequence
from typing import Final

MARKS: Final = (
    r"\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u0963"
    r"\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ece\u0f18-\u0fc6\u102b-\u109d\u135d-\u135f\u1712-\u1734\u1752\u1753"
    r"\u1772\u1773\u17b4-\u17d3\u17dd\u180b-\u180f\u1885-\u18a9\u1920-\u193b\u1a17-\u1aff\u1b00-\u1bf3\u1c24-\u1c37"
    r"\u1cd0-\u1cff\u1dc0-\u1dff\u200b-\u200f\u2060-\u2064\u20d0-\u20f0\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099"
    r"\u309a\ua66f-\ua67d\ua69e\ua69f\ua6f0\ua6f1\ua802-\ua827\ua82c\ua880-\uaaf6\uabe3-\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f"
    r"\ufeff\U000101fd\U000102e0\U00010376-\U0001037a\U00010a01-\U00011fff\U00013440-\U00013455\U00016af0-\U00016b36"
    r"\U00016f4f-\U00016ff1\U0001bc9d\U0001bc9e\U0001cf00-\U0001cf46\U0001d165-\U0001d244\U0001da00-\U0001daaf"
    r"\U0001e000-\U0001e94a\U000e0100-\U000e01ef"
)
"""Accents, vowel signs and what is not seen: parts of names that are no letters."""

LETTER: Final = rf"(?:[^\W_]|[{MARKS}]|\\u\{{[0-9a-f]{{1,6}}\}})"
"""A letter, digit, mark, or an escape that shows one, as a regular expression."""

ENDINGS: Final = frozenset("json gz txt xml eml mbox tar tgz zip html csv ndjson parquet log asc pem svg toml".split())  # noqa: SIM905  # a list of words reads best as words
"""Ends of file names, which are no domains."""

_SECOND_LEVEL: Final = frozenset("co com net org gov edu ac or ne go mil gob nom".split())  # noqa: SIM905  # as above
_COUNTRY: Final = 2


def is_ending(labels: Sequence[str]) -> bool:
    """Return whether all labels are ends of file names."""
    return all(label.casefold() in ENDINGS for label in labels)


def base_size(labels: Sequence[str]) -> int:
    """Return how many labels somebody registered: three under ``co.uk`` and its like, else two."""
    return 3 if len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND_LEVEL else 2
