"""Words and signs that the pages of a check share."""

from collections import defaultdict
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.live.check import Check, State
from tlsrpt_tui.output.check_results import REPORTS
from tlsrpt_tui.triage.drift import Drift, SenderDrift
from tlsrpt_tui.triage.posture import StepState

STEPS: Final = {StepState.DONE: "✓", StepState.PARTLY: "▲", StepState.MISSING: "✗", StepState.UNKNOWN: "?"}
"""A sign for how far a step is; its word stands beside it."""

AGAINST: Final = defaultdict(lambda: "≠", {Drift.SAME: "=", Drift.UNKNOWN: "?"})
"""A sign for what a sender saw against what is published."""


def speaks(check: Check) -> bool:
    """Return whether a check has more to say than its line: it is not good, or senders reported otherwise.

    That there is no such domain is told by one line.
    """
    if check.state is State.UNKNOWN and all(finding.code == "no-domain" for finding in check.findings):
        return not check.findings
    return check.state is not State.GOOD or any(label == REPORTS for label, _ in check.facts)


def dos(check: Check) -> tuple[str, ...]:
    """Return everything that is to be done, each once, the first thing first."""
    return tuple(dict.fromkeys(do for do in (check.do, *(finding.do for finding in check.findings)) if do))


def max_age(sender: SenderDrift) -> str:
    """Return how long a sender keeps the policy that it saw: ``7 days``."""
    return "—" if sender.max_age is None else numbers.age_of_policy(str(sender.max_age))
