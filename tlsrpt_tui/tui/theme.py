"""Colours: every role that text and background can have, and the themes that give them values.

Colour is never the only carrier of a meaning: a glyph or a word says the same.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rich.color import Color
from rich.style import Style
from textual.theme import Theme


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


@dataclass(frozen=True, slots=True)
class Palette:
    """One value for each ground and role; ``style`` is asked once for each pair."""

    grounds: tuple[tuple[Ground, str], ...]
    roles: tuple[tuple[Role, str], ...]

    def style(
        self, role: Role, ground: Ground = Ground.BG, *, bold: bool | None = None, underline: bool = False
    ) -> Style:
        """Return how ``role`` looks on ``ground``; strong is bold unless told otherwise."""
        return _style(self, role, ground, bold=role is Role.STRONG if bold is None else bold, underline=underline)

    def ground(self, ground: Ground) -> str:
        """Return the colour of a background."""
        return dict(self.grounds)[ground]

    def role(self, role: Role) -> str:
        """Return the colour of a role."""
        return dict(self.roles)[role]


_RAISED = {Role.MUTED: Role.TEXT, Role.FAINT: Role.MUTED}
_ROWS = frozenset({Ground.CURSOR, Ground.PICK})


@cache
def _style(palette: Palette, role: Role, ground: Ground, *, bold: bool, underline: bool) -> Style:
    shown = _RAISED.get(role, role) if ground in _ROWS else role
    return Style(
        color=Color.parse(palette.role(shown)),
        bgcolor=Color.parse(palette.ground(ground)),
        bold=bold or None,
        underline=underline or None,
    )


DARK = Palette(
    grounds=(
        (Ground.BG, "#14171d"),
        (Ground.PANEL, "#1b2029"),
        (Ground.CURSOR, "#233048"),
        (Ground.PICK, "#1f2734"),
        (Ground.BRUSH, "#231f38"),
    ),
    roles=(
        (Role.TEXT, "#d3d9e3"),
        (Role.STRONG, "#f1f4f9"),
        (Role.MUTED, "#8e98a9"),
        (Role.FAINT, "#5d6778"),
        (Role.RULE, "#323a48"),
        (Role.ACCENT, "#c3b4ff"),
        (Role.FAILED, "#ee7d36"),
        (Role.SOFT, "#a9612f"),
        (Role.WARN, "#e6d29a"),
        (Role.OK, "#4fa3d9"),
    ),
)


def textual_theme(name: str, palette: Palette, *, dark: bool) -> Theme:
    """Return the palette as a Textual theme, for the few stock widgets and the style sheets."""
    return Theme(
        name=name,
        primary=palette.role(Role.ACCENT),
        secondary=palette.role(Role.MUTED),
        accent=palette.role(Role.ACCENT),
        foreground=palette.role(Role.TEXT),
        background=palette.ground(Ground.BG),
        surface=palette.ground(Ground.BG),
        panel=palette.ground(Ground.PANEL),
        error=palette.role(Role.FAILED),
        warning=palette.role(Role.WARN),
        success=palette.role(Role.OK),
        dark=dark,
        variables={
            "rule": palette.role(Role.RULE),
            "muted": palette.role(Role.MUTED),
            "pick": palette.ground(Ground.PICK),
            "cursor-row": palette.ground(Ground.CURSOR),
            "input-cursor-background": palette.role(Role.ACCENT),
            "input-selection-background": palette.ground(Ground.BRUSH),
        },
    )
