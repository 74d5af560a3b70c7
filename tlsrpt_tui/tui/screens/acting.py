"""A screen with all that keys do on every screen."""

from tlsrpt_tui.tui.acts.copies import CopyActs
from tlsrpt_tui.tui.acts.exports import ExportActs
from tlsrpt_tui.tui.acts.live import LiveActs
from tlsrpt_tui.tui.acts.past import PastActs
from tlsrpt_tui.tui.acts.reasons import ReasonActs
from tlsrpt_tui.tui.acts.size import SizeActs
from tlsrpt_tui.tui.acts.time import TimeActs


class ActingPage(ReasonActs, TimeActs, PastActs, ExportActs, LiveActs, CopyActs, SizeActs):
    """One of the numbered screens, with its keys."""
