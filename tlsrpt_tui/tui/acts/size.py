"""The key that gives a pane another size: as drawn, larger, or alone between the two bars."""

from enum import StrEnum

from textual import on
from textual.events import DescendantFocus

from tlsrpt_tui.tui.screens.base import Page


class Size(StrEnum):
    """How much room the pane with the focus has; the value is the class under which the style sheets know it."""

    NORMAL = "-as-drawn"
    LARGER = "-larger"
    WHOLE = "-whole"


PANES = (
    "timeline",
    "facets",
    "rows",
    "record",
    "list",
    "policy",
    "document",
    "detail",
    "senders",
    "posture",
    "answer",
    "card",
)
"""What can have another size, by id."""


class SizeActs(Page):
    """A screen whose panes change places with their size: whichever has the focus is the large one."""

    size_of_pane = Size.NORMAL

    def action_grow_pane(self) -> None:
        """Give the pane with the focus its next size."""
        if self.is_filtering or self.has_class("-empty"):
            return
        sizes = list(Size)
        if self.has_class("-narrow") or self.has_class("-flat"):  # where one pane is seen, none can be larger
            sizes.remove(Size.LARGER)
        here = sizes.index(self.size_of_pane) if self.size_of_pane in sizes else 0
        self.size_of_pane = sizes[(here + 1) % len(sizes)]
        for size in Size:
            self.set_class(size is self.size_of_pane, size.value)

    @on(DescendantFocus)
    def _tell_where_the_focus_is(self, event: DescendantFocus) -> None:
        """Let the style sheets know which pane has the focus, or had it before a prompt took it."""
        pane = event.widget.id
        # Of two that got the focus one right after the other, the first may tell of it last.
        if pane in PANES and event.widget is self.focused:
            for known in PANES:
                self.set_class(known == pane, f"-at-{known}")
