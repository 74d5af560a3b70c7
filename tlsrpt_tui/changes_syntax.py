"""What may stand on the command lines of ``changes`` and ``policies`` beside what all commands take."""

from typing import Final

from tlsrpt_tui.syntax import Option, Syntax

PERIODS: Final = (
    Option("--period", "how long: day, week, month, 30d, 2w; default: week", "LENGTH"),
    Option("--against", "hold it against these days: 1 oct..7 oct, last week; default: those right before", "RANGE"),
)
FOUND: Final = (
    Option("--strict", "exit 4 when something could not be read"),
    Option("--fail-on", "exit 1 when there is such a change: new,silent; see below", "KINDS"),
)
STRICT: Final = FOUND[:1]

_CHANGES: Final = """\
Without --since and --until it is the week that ends with the newest report day that is over,
against the week before. Failures are measured by all sessions of the senders that report them.
kinds: new, grown, drop, silent, policy, shrunk, gone, new-sender; several with commas between;
any is all of them. What may be chance is listed last and never makes it exit 1."""
_POLICIES: Final = """\
Each text stands there once, with a number; ≠ is where a sender saw another than before. Of the
filter org, domain, policy, since, until and words are taken. Nothing is looked up."""

CHANGES: Final = Syntax(
    "This period against the one before: failures, senders, and the policies that they see.",
    "this period against the one before",
    "PATH",
    "+",
    word_says="where the reports are",
    ends=(_CHANGES,),
)
POLICIES: Final = Syntax(
    "Which policy each sender saw, over which days, and how it differed from the one before.",
    "which policy each sender saw",
    "PATH",
    "+",
    word_says="where the reports are",
    ends=(_POLICIES,),
)
"""Without what all commands that read reports take."""
