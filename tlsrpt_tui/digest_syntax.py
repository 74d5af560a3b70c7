"""What may stand on the command line of ``digest`` beside what all commands take."""

from typing import Final

from tlsrpt_tui.syntax import Option, Syntax

DIGESTED: Final = (
    Option("--period", "how long: day, week, month, 30d, 2w; default: week", "LENGTH"),
    Option("--only-if", "write nothing unless there is such a thing: ongoing,new; see below", "WORDS"),
)
DIGEST_FOUND: Final = (
    Option("--strict", "exit 4 when something could not be read"),
    Option("--fail-on", "exit 1 when there is such a thing: ongoing,silent; see below", "WORDS"),
)
_ENDS: Final = """\
Without --since and --until it is the week that ends with the newest report day that is over, not
with today, against the week before; --until today or --until 2026-10-18 sets another end. The first
line of text does for the subject of a mail.
words: ongoing, quiet, recovered, noise (incidents); new, grown, drop, silent, policy, shrunk,
gone, new-sender (changes); changed, any of those; failed, a session; unreadable, a file; stale,
the newest report is more than 3 days old; any.
With --only-if and nothing to say it writes nothing at all and exits 0."""

DIGEST: Final = Syntax(
    "A period on one page for a mail: how much failed, what lasts, what changed, what to do first.",
    "a period on one page, for a mail",
    "PATH",
    "+",
    word_says="where the reports are",
    ends=(_ENDS,),
)
"""Without what all commands that read reports take."""
