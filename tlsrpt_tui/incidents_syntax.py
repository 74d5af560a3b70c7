"""What may stand on the command line of ``incidents`` beside what all commands take."""

from typing import Final

from tlsrpt_tui.syntax import Option

STATES: Final = (
    Option("--state", "only these: ongoing,quiet,recovered,noise; default: all, those that last in full", "STATES"),
)
INCIDENTS_FOUND: Final = (
    Option("--strict", "exit 4 when something could not be read"),
    Option("--fail-on", "exit 1 on these states, any, or a failure of those shown in this filter", "EXPR"),
)
INCIDENTS_ENDS: Final = """\
states: ongoing, the newest reports of its senders still have it; quiet, they do not, and are too
few to tell; recovered, they would show it; noise, a few sessions in passing, hardly any of its
senders': a judgement. Judged as of the newest report, not of today."""
