"""What can be copied of a live check, and why its list cannot be exported, sorted or filtered."""

from typing import TYPE_CHECKING

from tlsrpt_tui.live.check import Check, Topic
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.widgets.check_page import line_of, text_of
from tlsrpt_tui.tui.widgets.copy_menu import Copy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tlsrpt_tui.live.checkup import Checkup
    from tlsrpt_tui.tui.widgets.check_lines import Line

_NOTHING = "nothing was asked yet"


def copies_of_check(line: "Line", reported: "Sequence[str]", record: str, heading: "Sequence[str]") -> tuple[Copy, ...]:
    """Return everything that can be copied of a line, as it may be shown.

    Args:
        line: the line.
        reported: what senders said of it.
        record: as it should stand; "" where none is to be had.
        heading: lines that say of which domain and checkup it is a part.
    """
    check = line.check
    if not line.asked:
        return tuple(Copy(what, what, refusal=_NOTHING) for what in ("value", "line", "repeat", "text", "record"))
    return (
        Copy("value", "what was found", check.found, "" if check.found else "nothing was found"),
        Copy("line", "the line", line_of(line)),
        Copy("repeat", "the commands", "\n".join(check.repeat), "" if check.repeat else "nothing to repeat here"),
        Copy("text", "the check", "\n".join((*heading, "", text_of(line, reported)))),
        Copy("record", "the record", record, "" if record else "this line holds no record to correct"),
    )


def corrected_record(check: Check, checkup: "Checkup") -> str:
    """Return the record of a check as it should stand; "" where that is not known. Real, not as it is shown."""
    if check.topic is Topic.TLSRPT_RECORD and checkup.published.reporting is not None:
        from tlsrpt_tui.live.tlsrpt_record import corrected_reporting_record  # noqa: PLC0415  only here

        return _first(checkup.published.reporting.answer.texts, corrected_reporting_record)
    return _corrected_policy(checkup) if check.topic in (Topic.STS_POLICY, Topic.MX) else ""


def _corrected_policy(checkup: "Checkup") -> str:
    """Return the policy with a line for each MX host that it does not name; "" where that is not what it lacks."""
    from tlsrpt_tui.live.sts_policy import covers, read_policy  # noqa: PLC0415  only here

    state, mx = checkup.published.sts_policy, checkup.published.mx
    policy = state.policy if state is not None else None
    if state is None or policy is None or policy.mode == "none" or mx is None or not mx.answer.status.answered:
        return ""
    missing = tuple(dict.fromkeys(host.name for host in mx.hosts if not covers(policy.mx, host.name)))
    if not missing:
        return ""
    lines = [sanitise(text) for text in state.text.splitlines() if text.strip()] or list(policy.lines)
    named = [number for number, text in enumerate(lines, 1) if text.partition(":")[0].strip() == "mx"]
    place = named[-1] if named else len(lines)
    made = "".join(f"{text}\n" for text in (*lines[:place], *(f"mx: {host}" for host in missing), *lines[place:]))
    read = read_policy(made)[0]
    return made if read is not None and set(read.mx) == {*policy.mx, *missing} else ""


def _first(texts: tuple[str, ...], correct: "Callable[[str], str]") -> str:
    return next((found for found in map(correct, texts) if found), "")
