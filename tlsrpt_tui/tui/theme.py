"""Colours: every role that text and background can have, and how each theme shows it.

Colour is never the only carrier of a meaning: a glyph or a word says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from rich.style import Style


class Ground(StrEnum):
    """What text stands on."""

    BG = "bg"
    PANEL = "panel"
    CURSOR = "cursor"
    PICK = "pick"
    BRUSH = "brush"


class Role(StrEnum):
    """What text means."""

    TEXT = "text"
    STRONG = "strong"
    MUTED = "muted"
    FAINT = "faint"
    RULE = "rule"
    ACCENT = "accent"
    FAILED = "failed"
    SOFT = "soft"
    WARN = "warn"
    OK = "ok"


REVERSE: Final = "reverse"
"""A ground on which letters and background change places, whatever the role."""

BOLD: Final = "bold"
"""A ground that shows in the weight of the letters, for there is no colour for it."""


@dataclass(frozen=True, slots=True)
class Palette:
    """One value for each ground and role; ``style`` is asked once for each pair.

    Attributes:
        name: what the settings call it.
        grounds: a colour for each, or :data:`REVERSE`, or :data:`BOLD`.
        roles: a colour for each, with attributes before it where it has some.
        dark: whether light letters stand on a dark ground.
        native: whether the colours are the terminal's own.
    """

    name: str
    grounds: tuple[tuple[Ground, str], ...]
    roles: tuple[tuple[Role, str], ...]
    dark: bool = True
    native: bool = False

    def style(
        self, role: Role, ground: Ground = Ground.BG, *, bold: bool | None = None, underline: bool = False
    ) -> Style:
        """Return how ``role`` looks on ``ground``; strong is bold unless told otherwise."""
        return _style(self, role, ground, bold=bold, underline=underline)

    def ground(self, ground: Ground) -> str:
        """Return the colour of a background; one without a colour of its own has that of the screen."""
        shown = dict(self.grounds)[ground]
        return dict(self.grounds)[Ground.BG] if shown in (REVERSE, BOLD) else shown

    def role(self, role: Role) -> str:
        """Return the colour of a role."""
        return dict(self.roles)[role].rpartition(" ")[2]


_RAISED = {Role.MUTED: Role.TEXT, Role.FAINT: Role.MUTED}
_ROWS = frozenset({Ground.CURSOR, Ground.PICK})


@cache
def _style(palette: Palette, role: Role, ground: Ground, *, bold: bool | None, underline: bool) -> Style:
    kind = dict(palette.grounds)[ground]
    shown = _RAISED.get(role, role) if ground in _ROWS else role
    if kind == REVERSE:
        shown = Role.STRONG if shown is Role.STRONG else Role.TEXT
    ink = Style.parse(f"{dict(palette.roles)[shown]} on {palette.ground(ground)}")
    heavy = bool(ink.bold) if bold is None else bold
    heavy = heavy or kind == BOLD or (role is Role.WARN and ground is Ground.CURSOR)
    return Style(
        color=ink.color,
        bgcolor=ink.bgcolor,
        bold=heavy or None,
        dim=(ink.dim and not heavy) or None,
        underline=underline or None,
        reverse=kind == REVERSE or None,
    )


def _palette(name: str, grounds: str, roles: Mapping[Role, str], *, dark: bool = True, native: bool = False) -> Palette:
    """Return a palette; ``grounds`` holds the values in the order of :class:`Ground`."""
    return Palette(name, tuple(zip(Ground, grounds.split(), strict=True)), tuple(roles.items()), dark, native)


DARK: Final = _palette(
    "dark",
    "#14171d #1b2029 #233048 #1f2734 #231f38",
    {
        Role.TEXT: "#d3d9e3",
        Role.STRONG: "bold #f1f4f9",
        Role.MUTED: "#8e98a9",
        Role.FAINT: "#5d6778",
        Role.RULE: "#323a48",
        Role.ACCENT: "#c3b4ff",
        Role.FAILED: "#ee7d36",
        Role.SOFT: "#a9612f",
        Role.WARN: "#e6d29a",
        Role.OK: "#4fa3d9",
    },
)
LIGHT: Final = _palette(
    "light",
    "#fbfaf8 #f0eeea #d9e4f5 #e9edf3 #eee9fb",
    {
        Role.TEXT: "#2b3038",
        Role.STRONG: "bold #0f1318",
        Role.MUTED: "#565e6a",
        Role.FAINT: "#838994",
        Role.RULE: "#d3cfc7",
        Role.ACCENT: "#5a3fc0",
        Role.FAILED: "#943600",
        Role.SOFT: "#c27f4f",
        Role.WARN: "#846700",
        Role.OK: "#17689f",
    },
    dark=False,
)
CONTRAST: Final = _palette(
    "contrast",
    f"#000000 #000000 {REVERSE} #262626 #2a1f4a",
    {
        Role.TEXT: "#ffffff",
        Role.STRONG: "bold #ffffff",
        Role.MUTED: "#d6d6d6",
        Role.FAINT: "#bdbdbd",
        Role.RULE: "#bdbdbd",
        Role.ACCENT: "#d4c2ff",
        Role.FAILED: "#ff9d45",
        Role.SOFT: "#efa66e",
        Role.WARN: "#ffeeb0",
        Role.OK: "#7cc8ff",
    },
)
ANSI: Final = _palette(
    "ansi",
    f"default default {REVERSE} {BOLD} default",
    {
        Role.TEXT: "default",
        Role.STRONG: "bold default",
        Role.MUTED: "dim default",
        Role.FAINT: "dim default",
        Role.RULE: "dim default",
        Role.ACCENT: "magenta",
        Role.FAILED: "red",
        Role.SOFT: "dim red",
        Role.WARN: "yellow",
        Role.OK: "cyan",
    },
    native=True,
)
"""Neither bright black, which is the background of some palettes, nor blue, which cannot be read on black."""

MONO: Final = _palette(
    "mono",
    f"default default {REVERSE} {BOLD} default",
    {
        Role.TEXT: "default",
        Role.STRONG: "bold default",
        Role.MUTED: "dim default",
        Role.FAINT: "dim default",
        Role.RULE: "dim default",
        Role.ACCENT: "bold default",
        Role.FAILED: "bold default",
        Role.SOFT: "default",
        Role.WARN: "bold default",
        Role.OK: "default",
    },
    native=True,
)
"""What ``NO_COLOR`` leaves of every theme."""

PALETTES: Final = {palette.name: palette for palette in (DARK, LIGHT, ANSI, CONTRAST)}
THEMES: Final = tuple(PALETTES)
UNICODE: Final = "unicode"
ASCII: Final = "ascii"
GLYPHS: Final = (UNICODE, ASCII)


@dataclass(frozen=True, slots=True)
class Look:
    """How the explorer looks.

    Attributes:
        theme: one of :data:`THEMES`.
        glyphs: one of :data:`GLYPHS`.
    """

    theme: str = DARK.name
    glyphs: str = UNICODE

    @property
    def palette(self) -> Palette:
        """The colours."""
        return PALETTES[self.theme]
