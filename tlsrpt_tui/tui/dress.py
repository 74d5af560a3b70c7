"""The app's clothes: its theme and glyphs, changed while it runs, and the last doors before the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.theme import Theme
from textual.widget import Widget

from tlsrpt_tui.tui.backstop import AsciiGlyphs, Backstop, QuotedText
from tlsrpt_tui.tui.sheet import Sheet
from tlsrpt_tui.tui.theme import ASCII, DARK, MONO, Ground, Look, Palette, Role
from tlsrpt_tui.tui.thrifty_driver import thrifty_driver
from tlsrpt_tui.tui.veil import Veil
from tlsrpt_tui.tui.watchful_driver import watchful_driver
from tlsrpt_tui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from tlsrpt_tui.tui.screens.base import Page


class DressedApp(App[int], inherit_bindings=False):
    """An app with a look."""

    palette: Palette = DARK
    look: Look = Look()
    pages: "list[Page]"
    veil: Veil
    """What hides names and addresses from everything that shows them."""

    _doors: tuple[LineFilter, ...] = (QuotedText(), Backstop())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the last doors to Textual's own filters, and leave no shade of grey where no colour is wanted."""
        own = [known for known in super().get_line_filters() if not isinstance(known, Monochrome)]
        return [*own, *self._doors, *self.veil.doors]

    def get_driver_class(self) -> type[Driver]:
        """Write with few bytes, and leave with the terminal."""
        return thrifty_driver(watchful_driver(super().get_driver_class()))

    def lose_terminal(self) -> None:
        """Leave: the terminal is gone."""
        self.exit(0)

    def dress(self, look: Look) -> None:
        """Take a look before the first frame."""
        self._take(look)
        self.stylesheet = Sheet(self.get_css_variables())

    def set_look(self, look: Look) -> None:
        """Look different from now on."""
        if look == self.look:
            return
        self._take(look)
        for screen in {*self.screen_stack, *self.pages}:
            for widget in screen.query(Widget):
                widget.refresh()
            for canvas in screen.query(Canvas):
                canvas.redraw()

    @on(Driver.SignalResume)
    def action_redraw(self) -> None:
        """Paint everything anew: others wrote to the terminal."""
        self.screen.refresh(layout=True)

    def _take(self, look: Look) -> None:
        self.look = look
        self.palette = MONO if self.no_color else look.palette
        glyphs = AsciiGlyphs() if look.glyphs == ASCII else QuotedText()
        self._doors = (*([NoColor()] if self.no_color else []), glyphs, Backstop())
        theme = textual_theme(self.palette)
        self.register_theme(theme)
        self.theme = theme.name


def textual_theme(palette: Palette) -> Theme:
    """Return the palette as a Textual theme, for the few stock widgets and the style sheets."""
    native = "ansi_" if palette.native else ""

    def role(wanted: Role) -> str:
        return native + palette.role(wanted)

    def ground(wanted: Ground) -> str:
        return native + palette.ground(wanted)

    return Theme(
        name=f"tlsrpt-{palette.name}",
        primary=role(Role.ACCENT),
        secondary=role(Role.MUTED),
        accent=role(Role.ACCENT),
        foreground=role(Role.TEXT),
        background=ground(Ground.BG),
        surface=ground(Ground.BG),
        panel=ground(Ground.PANEL),
        boost=ground(Ground.BG),
        error=role(Role.FAILED),
        warning=role(Role.WARN),
        success=role(Role.OK),
        dark=palette.dark,
        ansi=palette.native,
        variables={
            "ansi-background": ground(Ground.BG),
            "ansi-foreground": role(Role.TEXT),
            "rule": role(Role.RULE),
            "muted": role(Role.MUTED),
            "pick": ground(Ground.PICK),
            "cursor-row": ground(Ground.CURSOR),
            "input-cursor-background": role(Role.ACCENT),
            "input-cursor-foreground": ground(Ground.BG),
            "input-selection-background": ground(Ground.BRUSH),
        },
    )
