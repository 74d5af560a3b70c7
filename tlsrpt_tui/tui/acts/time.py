"""The keys that move through time: range, shift, zoom."""

import datetime as dt
from dataclasses import replace

from textual.css.query import NoMatches
from textual.widget import Widget

from tlsrpt_tui.index import zoom
from tlsrpt_tui.index.engine import Engine, Overview, Totals
from tlsrpt_tui.index.engine import Timeline as Answer
from tlsrpt_tui.index.time_range import clauses_for, closed_range, is_timed, shifted, stretches_of, with_range
from tlsrpt_tui.index.view import DayRange, View
from tlsrpt_tui.tui.screens.base import Page
from tlsrpt_tui.tui.widgets.time_prompt import TimePrompt
from tlsrpt_tui.tui.widgets.timeline import Timeline
from tlsrpt_tui.tui.widgets.timeline_bars import Shown, bars_that_fit


class TimeActs(Page):
    """A screen whose view has a time range."""

    window: DayRange | None = None
    """What the timeline shows of all the time; not the filter. ``None`` for all of it."""

    _totals: Totals | None = None
    _before: Widget | None = None

    # The range of the filter

    def action_time_range(self) -> None:
        """Ask for a time range."""
        if self.filterless:
            self.say(f"{self.filterless} are listed whatever their time: a range is for Explore and Reports")
        elif self.state.engine is None:
            self.say("nothing is read yet")
        else:
            self._before = self.focused
            self.query_one(TimePrompt).open(self.now())

    def on_time_prompt_applied(self, message: TimePrompt.Applied) -> None:
        """Take the range."""
        self._leave_prompt()
        self.explorer.set_view(with_range(self.state.view, message.clauses))

    def on_time_prompt_closed(self) -> None:
        """Leave the range as it was."""
        self._leave_prompt()

    def _leave_prompt(self) -> None:
        before, self._before = self._before, None
        if before is not None and before.is_mounted and before.display:
            self.set_focus(before)
        else:
            self.focus_main()
        self.query_one(TimePrompt).close()

    def action_shift_time(self, steps: int) -> None:
        """Show the range before or after, of the same length."""
        view, now = self.state.view, self.now()
        days = closed_range(view, now)
        if self.filterless:
            self.say(f"{self.filterless} are listed whatever their time")
        elif days is None:
            self.say(self._why_not_shifted(view, now))
        else:
            self._shift(view, days, steps, now.astimezone(dt.UTC).date())

    def _why_not_shifted(self, view: View, now: dt.datetime) -> str:
        remedy = f"{self.key('time.range')} sets one"
        if not is_timed(view):
            return f"no time range to shift: {remedy}"
        if len(stretches_of(view, now)) > 1:
            return f"the filter picks several ranges: {remedy}"
        return f"the range has no beginning, so no length: {remedy}"

    def _shift(self, view: View, days: tuple[dt.date, dt.date], steps: int, today: dt.date) -> None:
        try:
            first, last = shifted(days, steps)
        except OverflowError:
            self.say("the calendar ends there")
            return
        if steps > 0 and first > today:
            self.say("no report can be newer than today")
            return
        self.explorer.set_view(with_range(view, clauses_for(first, last)))

    # The timeline

    @property
    def _timeline(self) -> Timeline | None:
        try:
            return self.query_one(Timeline)
        except NoMatches:
            return None

    def bars(self) -> int:
        """Return how many bars find room."""
        return bars_that_fit(*self.app.size)

    def window_for(self, view: View) -> DayRange | None:
        """Return what the timeline is to show for a view: where it is zoomed, the range of the view is in sight."""
        timeline, stretches = self._timeline, stretches_of(view, self.now())
        span = timeline.shown.answer.span if timeline is not None and timeline.shown is not None else None
        if self.window is not None and span is not None and is_timed(view) and stretches:
            self.window = zoom.following(self.window, DayRange(stretches[0].first, stretches[-1].last), span)
        return self.window

    @staticmethod
    def windowed(engine: Engine, overview: Overview, now: dt.datetime, bars: int, window: DayRange | None) -> Overview:
        """Return an overview with the timeline of a window; asked beside it, off the event loop."""
        if window is None:
            return overview
        return replace(overview, timeline=engine.timeline(overview.view, now=now, bars=bars, window=window))

    def show_time(self, answer: Answer, totals: Totals, view: View, window: DayRange | None) -> None:
        """Show what was asked for with a window; ask again where it has changed meanwhile."""
        self._totals = totals
        timeline, now = self._timeline, self.now()
        if timeline is None:
            return
        timeline.show(
            Shown(
                answer,
                totals,
                picked=stretches_of(view, now),
                timed=is_timed(view),
                zoomed=window is not None,
                today=now.astimezone(dt.UTC).date(),
            )
        )
        if window != self.window:
            self._ask_time()

    def _ask_time(self) -> None:
        """Ask for the timeline alone."""
        answering, totals, now, bars, window = self.answering, self._totals, self.now(), self.bars(), self.window
        if answering is None or totals is None:
            return

        def take(answer: Answer) -> None:
            if self.answering is answering:
                self.show_time(answer, totals, answering.view, window)

        self.ask(
            "timeline",
            lambda: answering.engine.timeline(answering.view, now=now, bars=bars, window=window),
            take,
        )

    def action_zoom_time(self, steps: int) -> None:
        """Zoom in around the cursor, first to the range that is marked or filtered; or zoom out."""
        timeline = self._timeline
        if timeline is None:
            self.say(f"the timeline is on Explore: {self.key('screen.explore')} goes there")
        elif timeline.shown is None or timeline.day is None:
            self.say("there is no timeline to zoom")
        elif steps > 0:
            self._zoom_in(timeline, timeline.shown, timeline.day)
        elif self.window is None:
            self.say("all the time is shown")
        else:
            self._see(zoom.zoomed_out(timeline.shown.answer, self.bars()))

    def _zoom_in(self, timeline: Timeline, shown: Shown, day: dt.date) -> None:
        wanted = None
        span = shown.answer.span
        picked = shown.picked_bars
        if timeline.marked is not None and span is not None:
            wanted = zoom.filling(DayRange(*timeline.marked), span)
        elif shown.timed and picked and span is not None:
            wanted = zoom.filling(DayRange(shown.picked[0].first, shown.picked[-1].last), span)
        if wanted is None or wanted == self.window or not zoom.within(wanted, shown.answer):
            wanted = zoom.zoomed_in(shown.answer, day, self.bars())
        if wanted is None:
            self.say("nothing is finer than these days")
        else:
            self._see(wanted)

    def _see(self, window: DayRange | None) -> None:
        self.window = window
        self._ask_time()

    def on_timeline_zoomed(self, message: Timeline.Zoomed) -> None:
        """Zoom by the wheel."""
        message.stop()
        self.action_zoom_time(message.steps)

    def on_timeline_refused(self, message: Timeline.Refused) -> None:
        """Say why a key of the timeline cannot act."""
        message.stop()
        self.say(message.words)

    def on_timeline_narrowed(self, message: Timeline.Narrowed) -> None:
        """Show these days only; days that are shown alone already are let go."""
        message.stop()
        view = self.state.view
        if closed_range(view, self.now()) == (message.first, message.last):
            self.explorer.set_view(with_range(view, ()))
        else:
            self.explorer.set_view(with_range(view, clauses_for(message.first, message.last)))

    def action_widen(self) -> None:
        """Drop the range that is being marked, or widen."""
        timeline = self._timeline
        if timeline is None or not timeline.has_focus or not timeline.drop():
            super().action_widen()
