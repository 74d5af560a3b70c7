"""The keys, as data: every binding has an id, and one table names the screens."""

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class ScreenKey:
    """A screen and the key that opens it; the numbers are the same for ever."""

    key: str
    name: str
    mode: str


SCREENS = (
    ScreenKey("2", "Explore", "explore"),
    ScreenKey("3", "Reports", "reports"),
    ScreenKey("5", "Files", "files"),
)

APP = (
    Binding("2", "switch_mode('explore')", "Explore: what fails", id="screen.explore"),
    Binding("3", "switch_mode('reports')", "Reports, one by one", id="screen.reports"),
    Binding("5", "switch_mode('files')", "Files: read or not", id="screen.files"),
    # Before all others, so that what is typed right behind the slash already goes to the prompt.
    Binding("slash", "filter", "filter, in words", key_display="/", id="view.filter", priority=True),
    Binding("r", "reload", "read the folder again", id="app.reload"),
    Binding("question_mark", "keys", "these keys", key_display="?", id="app.keys"),
    Binding("q", "leave", "quit", id="app.quit"),
    Binding("ctrl+c", "interrupt", "quit at once", id="app.interrupt", show=False),
)

SCREEN = (
    Binding("escape", "widen", "widen by one step, or close", key_display="esc", id="view.widen"),
    Binding("tab", "other_pane", "next pane", id="pane.next"),
    Binding("shift+tab", "other_pane(True)", "previous pane", id="pane.previous"),
)

MOVES = (
    Binding("down,j", "move(1)", "down", key_display="↓ j", id="move.down"),
    Binding("up,k", "move(-1)", "up", key_display="↑ k", id="move.up"),
    Binding("home,g", "edge(False)", "first", key_display="g", id="move.first"),
    Binding("end,G", "edge(True)", "last", key_display="G", id="move.last"),
    Binding("pagedown,ctrl+d", "page(1)", "a page down", key_display="^d", id="move.page-down"),
    Binding("pageup,ctrl+u", "page(-1)", "a page up", key_display="^u", id="move.page-up"),
)

EXPLORE = (
    Binding("o", "facet('organizations')", "senders", id="facet.organizations"),
    Binding("d", "facet('domains')", "domains", id="facet.domains"),
    Binding("p", "facet('policy_types')", "policy types", id="facet.policy-types"),
    Binding("m", "facet('mx_hosts')", "MX hosts", id="facet.mx-hosts"),
    Binding("u", "facet('result_types')", "result types", id="facet.result-types"),
    Binding("i", "facet('sending_ips')", "sending IPs", id="facet.sending-ips"),
    Binding("s", "sort", "sort rows by next column", id="rows.sort"),
    Binding("S", "reverse", "reverse the rows", id="rows.reverse"),
)

FACETS = (
    Binding("enter,l,right", "narrow", "narrow to it, or let it go", key_display="enter", id="facet.narrow"),
    Binding("exclamation_mark", "exclude", "leave this value out", key_display="!", id="facet.exclude"),
    Binding("h,left", "screen.widen", "widen by one step", key_display="h", id="facet.widen"),
)

ROWS = (
    Binding("enter,l,right", "open", "the whole report", key_display="enter", id="rows.open"),
    Binding("h,left", "screen.widen", "widen by one step", key_display="h", id="rows.widen"),
)

REPORTS = (Binding("f", "failing", "failures only, or all", id="reports.failing"),)

FILES = (Binding("f", "problems", "problems only, or all", id="files.problems"),)
