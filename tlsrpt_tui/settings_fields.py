"""Everything that may be set, as data: its name, what it means, what it may be, and who else may set it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Scalar: TypeAlias = int | str

LARGEST: Final = 10**15
"""Largest number that a setting may hold; beyond it the system's own calls give up."""

CACHE_BYTES: Final = 1024**3
"""How much the cache may take on disk where nothing else is set."""

THEME_VARIABLE: Final = "TLSRPT_TUI_THEME"
"""Environment variable that says the theme."""

GLYPHS_VARIABLE: Final = "TLSRPT_TUI_GLYPHS"
"""Environment variable that says the glyphs."""

BOUNDS: Final = "bounds"
KEYS: Final = "keys"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that may be set.

    Attributes:
        section: the table of the settings file in which it stands.
        name: its name there.
        default: what it is where nobody sets it.
        meaning: a sentence.
        choices: what it may be, for a text.
        least: the smallest that it may be, for a number.
        variable: the environment variable that sets it too; "" for none.
    """

    section: str
    name: str
    default: Scalar
    meaning: str
    choices: tuple[str, ...] = ()
    least: int = 0
    variable: str = ""

    @property
    def full(self) -> str:
        """Its name with its section: ``look.theme``."""
        return f"{self.section}.{self.name}"

    @property
    def expected(self) -> str:
        """What it may be, in words."""
        if self.choices:
            return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"
        return f"a whole number from {self.least} to {LARGEST}"

    def admits(self, value: object) -> bool:
        """Return whether it may be ``value``."""
        if self.choices:
            return value in self.choices
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= LARGEST


_OWN: Final = (
    Setting(
        "look",
        "theme",
        "dark",
        "The colours: dark and light are safe for colour-blind eyes, ansi takes the terminal's own, "
        "contrast has the highest contrast.",
        choices=("dark", "light", "ansi", "contrast"),
        variable=THEME_VARIABLE,
    ),
    Setting(
        "look",
        "glyphs",
        "unicode",
        "The signs and bars: ascii where the font or the terminal lacks them or takes them for two cells wide.",
        choices=("unicode", "ascii"),
        variable=GLYPHS_VARIABLE,
    ),
    Setting(
        "cache",
        "bytes",
        CACHE_BYTES,
        "How much the cache may take on disk; what was not used for the longest time goes first, 0 keeps nothing.",
    ),
)

_OF_BOUNDS: Final = {
    "document_bytes": "The largest JSON document that is read, in bytes, decompressed.",
    "document_values": "The most values in one JSON document, counted before it is parsed.",
    "message_bytes": "The largest mail message that is read, in bytes.",
    "message_lines": "The most lines of one mail message.",
    "mime_depth": "How deep parts of a message may lie within parts.",
    "mime_parts": "The most parts of one message.",
    "mbox_messages": "The most messages of all mboxes in one file.",
    "archive_bytes": "The most that one archive or compressed file may unpack to, in bytes.",
    "archive_members": "The most members of one archive, gzip members of one file, and reports in one text.",
    "archive_depth": "How deep archives may lie within archives.",
    "policies": "The most policies in one report.",
    "details": "The most failure details of one policy.",
}


def settings_of(bounds: Mapping[str, int]) -> tuple[Setting, ...]:
    """Return everything that may be set but the keys, section by section.

    Args:
        bounds: names and defaults of the largest things that are read.
    """
    return (*_OWN, *(Setting(BOUNDS, name, most, _OF_BOUNDS[name], least=1) for name, most in bounds.items()))
