"""The base of every pane: it draws strips, and repaints only the cells that changed."""

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tlsrpt_tui.tui.paint import Run, Runs, changed_cells, strip_of
from tlsrpt_tui.tui.theme import DARK, Ground, Palette, Role

_EDGE = " │"


class Canvas(Widget):
    """A widget of lines. Subclasses say in :meth:`draw` what each line is, and call :meth:`repaint` on change."""

    DEFAULT_CSS = """
    Canvas { width: 1fr; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes)
        self._strips: list[Strip] = []

    @property
    def palette(self) -> Palette:
        """The colours of the running theme."""
        return getattr(self.app, "palette", DARK)

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines of the pane, at most ``height``, each ``width`` cells wide."""
        raise NotImplementedError

    def line(self, runs: Runs, width: int, ground: Ground = Ground.BG) -> Strip:
        """Return runs as a line of this pane."""
        return strip_of(runs, width, self.palette, ground)

    def repaint(self) -> None:
        """Draw again, and put only what changed on the screen."""
        if not self.is_mounted or not self.size.width or not self.size.height:
            return
        before = self._strips
        self._strips = self._drawn()
        if len(before) != len(self._strips):
            self.refresh()
            return
        regions = [
            Region(first, y, last - first, 1)
            for y, (old, new) in enumerate(zip(before, self._strips, strict=True))
            if old != new
            for first, last in (changed_cells(old, new),)
            if first < last
        ]
        if regions:
            self.refresh(*regions)

    @property
    def inner_width(self) -> int:
        """Cells of a line; where another pane follows (class ``-beside``), a hairline takes the last two."""
        return max(1, self.size.width - len(_EDGE)) if self.has_class("-beside") else self.size.width

    def _drawn(self) -> list[Strip]:
        width, height = self.inner_width, self.size.height
        strips = self.draw(width, height)[:height]
        strips += [self.line([], width)] * (height - len(strips))
        if width == self.size.width:
            return strips
        edge = self.line([Run(_EDGE, Role.RULE)], len(_EDGE))
        return [Strip.join([strip, edge]) for strip in strips]

    def redraw(self) -> None:
        """Draw everything anew: it looks different now."""
        if self.is_mounted and self.size.width and self.size.height:
            self._strips = self._drawn()
        self.refresh()

    def on_resize(self) -> None:
        """Draw anew in the new room."""
        self._strips = self._drawn()
        self.refresh()

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001  Textual's interface
        """Show where the focus is; when the events come, it is not there yet."""
        super().watch_has_focus(has_focus)
        self.repaint()

    def render_line(self, y: int) -> Strip:
        """Return one line, as Textual asks for it."""
        if y < len(self._strips):
            return self._strips[y]
        return self.line([], self.size.width)
