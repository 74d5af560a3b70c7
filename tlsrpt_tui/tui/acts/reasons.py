"""Why a key cannot act now, known before it is pressed: the page of keys greys it and says so."""

from typing import TYPE_CHECKING, Final

from tlsrpt_tui.index.time_range import closed_range
from tlsrpt_tui.tui.acts.copies import CopyActs
from tlsrpt_tui.tui.acts.past import PastActs
from tlsrpt_tui.tui.acts.rows import RowActs
from tlsrpt_tui.tui.acts.time import TimeActs
from tlsrpt_tui.tui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

_EXPLORE: Final = "explore"


class ReasonActs(TimeActs, PastActs, RowActs, CopyActs):
    """A screen that knows which of its keys cannot act."""

    def why_not(self, action: str, parameters: tuple[object, ...] = ()) -> str:
        """Return why the key of an action cannot act now; "" where it can, or where only trying tells."""
        steps = parameters[0] if parameters and isinstance(parameters[0], int) else 0
        reasons: dict[str, Callable[[], str]] = {
            "widen": self._why_no_widening,
            "filter": lambda: f"the filter picks reports, not {self.filterless}" if self.filterless else "",
            "crumbs": lambda: "" if self.crumbs() else "nothing is filtered",
            "time_range": self._why_no_range,
            "shift_time": self._why_no_shift,
            "zoom_time": lambda: self._why_no_zoom(steps),
            "history": lambda: self._why_no_step(steps),
            "last_view": lambda: "" if self.explorer.history.turned() else "there is no view before",
            "next_hit": self._why_no_hit,
            "copied_text": lambda: "" if self.app.clipboard else "nothing has been copied yet",
        }
        known = reasons.get(action)
        return known() if known is not None else super().why_not(action, parameters)

    def _why_no_widening(self) -> str:
        if self.explorer.can_go_back or (self.mode != _EXPLORE and not self.query_one(Table).has_focus):
            return ""
        if self.filterless:
            return "there is nothing to close"
        return "nothing is filtered" if self.state.view.is_open else ""

    def _why_no_range(self) -> str:
        if self.filterless:
            return f"{self.filterless} are listed whatever their time"
        return "" if self.state.engine is not None else "nothing is read yet"

    def _why_no_shift(self) -> str:
        if self.filterless:
            return f"{self.filterless} are listed whatever their time"
        view, now = self.state.view, self.now()
        return self._why_not_shifted(view, now) if closed_range(view, now) is None else ""

    def _why_no_zoom(self, steps: int) -> str:
        if self._timeline is None:
            return "the timeline is on Explore"
        return "all the time is shown" if steps < 0 and self.window is None else ""

    def _why_no_step(self, steps: int) -> str:
        if self.explorer.history.moved(steps) is not None:
            return ""
        return "this is the first view" if steps < 0 else "this is the newest view"

    def _why_no_hit(self) -> str:
        finds = self.sought or hasattr(self.focused, "action_next_hit")
        return "" if finds else "nothing is looked for"
