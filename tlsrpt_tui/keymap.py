"""The key map as data: every key has an id, what it does, and the pane or screen in which it does it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """Where a key acts; the value is the heading under which it is listed."""

    EVERYWHERE = "Everywhere"
    SCREEN = "Every screen"
    MOVING = "Moving"
    INCIDENTS = "Incidents"
    EXPLORE = "Explore"
    FACETS = "Facets"
    TIMELINE = "Timeline"
    ROWS = "Rows"
    REPORTS = "Reports"
    DOMAIN = "Domain"
    FILES = "Files"
    CHANGES = "Changes"
    COPY = "The copy menu"
    COPY_CHECK = "The copy menu of a check"
    COPY_INCIDENT = "The copy menu of an incident"
    CONSENT = "The question before port 25"
    CRUMBS = "The filter's steps"
    CHOICES = "A list of choices"
    PROMPT = "A prompt"
    COLUMNS = "The columns"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, or several that do the same.

    Attributes:
        id: names it in the settings file; never changes.
        keys: names of keys, with commas between.
        action: what is called.
        words: what it does, for people.
        display: how it is shown; "" for the name of the key.
        shown: whether help lists it.
        priority: whether it acts before what has the focus.
    """

    id: str
    keys: str
    action: str
    words: str
    display: str = ""
    shown: bool = True
    priority: bool = False


@dataclass(frozen=True, slots=True)
class ScreenKey:
    """A screen and the key that opens it; the numbers are the same for ever."""

    key: str
    name: str
    mode: str


SCREENS: Final = (
    ScreenKey("1", "Incidents", "incidents"),
    ScreenKey("2", "Explore", "explore"),
    ScreenKey("3", "Reports", "reports"),
    ScreenKey("4", "Domain", "domain"),
    ScreenKey("5", "Files", "files"),
)

KEYS: Final[dict[Scope, tuple[Key, ...]]] = {
    Scope.EVERYWHERE: (
        Key("screen.incidents", "1", "switch_mode('incidents')", "Incidents: what to mend"),
        Key("screen.explore", "2", "switch_mode('explore')", "Explore: what fails"),
        Key("screen.reports", "3", "switch_mode('reports')", "Reports, one by one"),
        Key("screen.domain", "4", "switch_mode('domain')", "Domain: what is true now"),
        Key("screen.files", "5", "switch_mode('files')", "Files: read or not"),
        Key("screen.changes", "V", "switch_mode('changes')", "Changes: against the period before"),
        # Before all others, so that what is typed right behind it already goes to the prompt.
        Key("view.filter", "slash", "filter", "filter, in words", "/", priority=True),
        Key("view.command", "colon", "command_line", "a command, in words", ":", priority=True),
        Key("app.reload", "r", "reload", "read the folder again"),
        Key("app.keys", "question_mark", "keys", "these keys", "?"),
        Key("app.quit", "q", "leave", "quit"),
        Key("app.redraw", "ctrl+l", "redraw", "paint the screen anew", "^l"),
        Key("app.suspend", "ctrl+z", "suspend_process", "to the shell, fg comes back", "^z"),
        Key("app.interrupt", "ctrl+c", "interrupt", "quit at once", shown=False),
    ),
    Scope.SCREEN: (
        Key("view.widen", "escape", "widen", "widen by one step, or close", "esc"),
        Key("view.crumbs", "C", "crumbs", "edit the filter, step by step"),
        Key("view.last", "minus", "last_view", "the view before, and back", "-"),
        Key("view.back", "left_square_bracket", "history(-1)", "back in history", "["),
        Key("view.forward", "right_square_bracket", "history(1)", "forward in history", "]"),
        Key("view.bookmark", "B", "bookmark", "bookmark this view"),
        Key("view.bookmarks", "b", "bookmarks", "bookmarks"),
        Key("view.redact", "H", "redact", "hide names and addresses"),
        Key("time.range", "t", "time_range", "time range"),
        Key("time.earlier", "left_curly_bracket", "shift_time(-1)", "the range before", "{"),
        Key("time.later", "right_curly_bracket", "shift_time(1)", "the range after", "}"),
        Key("time.zoom-in", "z", "zoom_time(1)", "zoom in on time"),
        Key("time.zoom-out", "Z", "zoom_time(-1)", "zoom out"),
        Key("pane.find", "F", "find", "find in this pane"),
        Key("pane.next-hit", "n", "next_hit(1)", "next hit"),
        Key("pane.previous-hit", "N", "next_hit(-1)", "previous hit"),
        Key("rows.next-failing", "e", "next_failing(1)", "next failing row"),
        Key("rows.previous-failing", "E", "next_failing(-1)", "previous failing row"),
        Key("rows.failing", "f", "failing", "failures only, or all"),
        Key("rows.sort", "s", "sort", "sort by the next column"),
        Key("rows.reverse", "S", "reverse", "turn the order round"),
        Key("rows.columns", "w", "columns", "choose columns"),
        Key("live.check", "c", "check", "check it live"),
        Key("live.domain", "D", "domain", "what is known of its domain"),
        Key("live.readiness", "R", "readiness", "ready for enforce?"),
        Key("copy.menu", "y", "copy_menu", "copy…"),
        Key("copy.text", "Y", "copied_text", "what was copied, as text"),
        Key("export.shown", "x", "export_shown", "export what is shown"),
        Key("screen.picture", "P", "picture", "save a picture of the screen"),
        Key("pane.size", "plus", "grow_pane", "another size for this pane", "+"),
        Key("pane.next", "tab", "other_pane", "next pane"),
        Key("pane.previous", "shift+tab", "other_pane(True)", "previous pane"),
    ),
    Scope.MOVING: (
        Key("move.down", "down,j", "move(1)", "down", "↓ j"),
        Key("move.up", "up,k", "move(-1)", "up", "↑ k"),
        Key("move.first", "home,g", "edge(False)", "first", "g"),
        Key("move.last", "end,G", "edge(True)", "last", "G"),
        Key("move.page-down", "pagedown,ctrl+d", "page(1)", "a page down", "^d"),
        Key("move.page-up", "pageup,ctrl+u", "page(-1)", "a page up", "^u"),
    ),
    Scope.INCIDENTS: (
        Key("incidents.noise", "a", "noise", "noise too, or not"),
        Key("incidents.records", "enter,l,right", "records", "the records behind it", "enter"),
        Key("incidents.close", "h,left", "widen", "close, or widen by one step", "h"),
    ),
    Scope.EXPLORE: (
        Key("facet.organizations", "o", "facet('organizations')", "senders"),
        Key("facet.domains", "d", "facet('domains')", "domains"),
        Key("facet.policy-types", "p", "facet('policy_types')", "policy types"),
        Key("facet.mx-hosts", "m", "facet('mx_hosts')", "MX hosts"),
        Key("facet.result-types", "u", "facet('result_types')", "result types"),
        Key("facet.sending-ips", "i", "facet('sending_ips')", "sending IPs"),
    ),
    Scope.FACETS: (
        Key("facet.narrow", "enter,l,right", "narrow", "narrow to it, or let it go", "enter"),
        Key("facet.add", "space", "add", "this value too", "space"),
        Key("facet.exclude", "exclamation_mark", "exclude", "leave this value out", "!"),
        Key("facet.sort", "s", "sort_values", "sort by failed, rate, name, last seen"),
        Key("facet.reverse", "S", "reverse_values", "turn the order round"),
        Key("facet.networks", "I", "networks", "sending IPs by network"),
        Key("facet.widen", "h,left", "screen.widen", "widen by one step", "h"),
    ),
    Scope.TIMELINE: (
        Key("time.next", "l,right", "bar(1)", "the bar after", "→ l"),
        Key("time.previous", "h,left", "bar(-1)", "the bar before", "← h"),
        Key("time.brush", "space", "brush", "mark a range from here", "space"),
        Key("time.narrow", "enter", "narrow", "narrow to the bar or range"),
        Key("time.stacked", "v", "stacked", "all sessions, or failed only"),
        Key("time.scale", "L", "scale", "linear or logarithmic"),
    ),
    Scope.ROWS: (
        Key("rows.open", "enter,l,right", "open", "the whole report", "enter"),
        Key("rows.widen", "h,left", "screen.widen", "widen by one step", "h"),
    ),
    Scope.COPY: (
        Key("copy.value", "v", "take('value')", "value"),
        Key("copy.csv", "c", "take('csv')", "row as csv"),
        Key("copy.json", "j", "take('json')", "row as JSON"),
        Key("copy.ticket", "t", "take('ticket')", "all, for a ticket"),
        Key("copy.dig", "d", "take('dig')", "dig line"),
        Key("copy.tls", "s", "take('tls')", "openssl or curl"),
        Key("copy.filter", "f", "take('filter')", "filter"),
        Key("copy.leave", "escape,q,y", "leave", "close, copy nothing", "esc"),
    ),
    Scope.COPY_CHECK: (
        Key("check.copy-value", "v", "take('value')", "what was found"),
        Key("check.copy-line", "l", "take('line')", "the line"),
        Key("check.copy-repeat", "c", "take('repeat')", "commands that ask again"),
        Key("check.copy-text", "t", "take('text')", "all of it, for a ticket"),
        Key("check.copy-record", "r", "take('record')", "the record, corrected"),
        Key("check.copy-leave", "escape,q,y", "leave", "close, copy nothing", "esc"),
    ),
    Scope.COPY_INCIDENT: (
        Key("incident.copy-ticket", "t", "take('ticket')", "hand it over, as Markdown"),
        Key("incident.copy-line", "l", "take('line')", "the line"),
        Key("incident.copy-filter", "f", "take('filter')", "filter of its records"),
        Key("incident.copy-dig", "d", "take('dig')", "dig line"),
        Key("incident.copy-tls", "s", "take('tls')", "openssl or curl"),
        Key("incident.copy-leave", "escape,q,y", "leave", "close, copy nothing", "esc"),
    ),
    Scope.CONSENT: (
        Key("consent.always", "y", "answer('always')", "yes, always"),
        Key("consent.once", "o", "answer('once')", "only now"),
        Key("consent.not-now", "n", "answer('not now')", "not now"),
        Key("consent.never", "N", "answer('never')", "never"),
        Key("consent.leave", "escape,q", "leave", "ask nothing at all", "esc"),
    ),
    Scope.REPORTS: (),
    Scope.DOMAIN: (
        Key("domain.choose", "d", "choose_domain", "another domain"),
        Key("domain.answer", "enter,l,right", "open_answer", "the answer as sent", "enter"),
        Key("domain.close", "h,left", "widen", "close, or go back", "h"),
    ),
    Scope.FILES: (),
    Scope.CHANGES: (
        Key("changes.period", "p", "period", "a week, 30 days, or a day"),
        Key("changes.open", "enter,l,right", "open_change", "the rows behind it", "enter"),
        Key("changes.close", "h,left", "widen", "close, or widen by one step", "h"),
    ),
    Scope.CRUMBS: (
        Key("crumbs.previous", "h,left", "step(-1)", "the step before", "← h"),
        Key("crumbs.next", "l,right", "step(1)", "the step after", "→ l"),
        Key("crumbs.edit", "enter", "edit", "edit this step"),
        Key("crumbs.remove", "x,delete,backspace", "remove", "let this step go", "x"),
        Key("crumbs.siblings", "j,k,down,up", "siblings", "other values; so does typing one", "↓ j"),
        Key("crumbs.leave", "escape", "leave", "leave the steps", "esc"),
    ),
    Scope.CHOICES: (
        Key("choices.down", "down,j,ctrl+n", "move(1)", "down", "↓"),
        Key("choices.up", "up,k,ctrl+p", "move(-1)", "up", "↑"),
        Key("choices.page-down", "pagedown,ctrl+d", "page(1)", "a page down", "^d"),
        Key("choices.page-up", "pageup,ctrl+u", "page(-1)", "a page up", "^u"),
        Key("choices.first", "home,g", "edge(False)", "first", "home"),
        Key("choices.last", "end,G", "edge(True)", "last", "end"),
        Key("choices.take", "enter", "take", "take it"),
        Key("choices.remove", "x,delete", "remove", "remove it, where it can be", "x"),
        Key("choices.leave", "escape", "leave", "close the list", "esc"),
    ),
    Scope.COLUMNS: (
        Key("columns.down", "down,j", "move(1)", "down", "↓ j"),
        Key("columns.up", "up,k", "move(-1)", "up", "↑ k"),
        Key("columns.show", "space", "turn", "show the column, or hide it", "space"),
        Key("columns.later", "J", "carry(1)", "move the column down"),
        Key("columns.earlier", "K", "carry(-1)", "move the column up"),
        Key("columns.sort", "s", "sort_by", "sort by the column"),
        Key("columns.take", "enter", "take", "take them"),
        Key("columns.leave", "escape,w", "leave", "leave the columns as they were", "esc"),
    ),
    Scope.PROMPT: (
        Key("prompt.close", "escape", "close", "close, keeping everything as it was", "esc"),
        Key("prompt.complete", "tab", "complete(1)", "complete, and the next completion"),
        Key("prompt.complete-back", "shift+tab", "complete(-1)", "the completion before"),
        Key("prompt.earlier", "up", "recall(1)", "what was typed earlier", "↑"),
        Key("prompt.later", "down", "recall(-1)", "what was typed later", "↓"),
    ),
}
