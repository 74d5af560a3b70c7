"""How to go to enforce, and how to come back from it (RFC 8461 §3.3, §8.1, §8.3)."""

from typing import Final

from tlsrpt_tui.numbers import day
from tlsrpt_tui.triage.differences import told_age
from tlsrpt_tui.triage.posture_sts import LONG_AGE
from tlsrpt_tui.triage.readiness_parts import Ready
from tlsrpt_tui.triage.readiness_policy import Held, InForce

_FOLLOW: Final = "a sender looks the id up with its next mail, as soon as the TTL of the record has run out"


_FIRST: Final = {Ready.NOT_READY: "first mend what blocks", Ready.UNSURE: "first see to what is missing"}
"""What comes before the switch, where not everything speaks for it."""


def brief_way(force: InForce, verdict: Ready) -> str:
    """Return what to do next, in one line; "" where enforce is reached or no policy is known."""
    if force.mode == "testing":
        return _FIRST.get(verdict) or "mode: enforce, new id, wait 1 day"
    return "mode: testing, new id, wait for reports" if force.mode == "none" else ""


def way(force: InForce, verdict: Ready) -> tuple[str, ...]:
    """Return what to do, in its order; nothing where no policy is known."""
    if force.mode == "enforce":
        blocked = ("mend what blocks, or go back for as long as it takes",) if verdict is Ready.NOT_READY else ()
        return (*blocked, "keep reading the reports: what fails now is refused")
    if force.mode != "testing":
        told = "serve a policy in mode testing, then publish a new id, and wait for reports"
        return (told,) if force.mode == "none" or force.gone else ()
    if verdict in _FIRST:
        stay = "stay in testing until then, where nothing is refused, and ask again"
        return f"{_FIRST[verdict]}: the points above", stay
    age = force.text.max_age if force.text is not None else None
    later_on = f"after some clean weeks raise max_age to {LONG_AGE} (14 days) or more"
    return (
        "write mode: enforce into the policy on every host that serves it, and change nothing else",
        f"then publish a new id in the _mta-sts record: {_FOLLOW}",
        "wait 1 day, the time that reports need, and look for failures, which are now refusals",
        *((later_on,) if age is None or age < LONG_AGE else ()),
    )


def way_back(force: InForce, held: Held) -> tuple[str, ...]:
    """Return what a roll-back needs; nothing where no policy is known.

    Args:
        force: the policy in question.
        held: what senders may hold of mode enforce already, as reports tell.
    """
    if force.text is None:
        return ()
    if force.mode == "none":
        return _back_from_none(held)
    # A sender may hold an older policy with a longer max_age than that of the newest.
    seconds = max(filter(None, (force.text.max_age, held.max_age)), default=None)
    age = "max_age" if seconds is None else f"max_age, {told_age(seconds)},"
    gone = "the largest max_age that was served" + ("" if seconds is None else f", {told_age(seconds)},")
    lines = [
        "serve mode: testing, or mode: none to give MTA-STS up, and publish a new id: both, the file first",
        _FOLLOW,
        f"who cannot fetch the policy then holds enforce for {age} from when it fetched it last",
        (
            "never take record or file away at once: a policy in enforce lives on in caches; serve mode: none with a "
            f"max_age of a day and a new id, and keep both up until {gone} has run out (RFC 8461 §8.3)"
        ),
    ]
    if held.until is not None:
        lines.append(f"as reports tell, senders may hold enforce until {day(held.until)}")
    return tuple(lines)


def _back_from_none(held: Held) -> tuple[str, ...]:
    if held.until is None:
        return ("mode: none is served, and as reports tell nobody holds enforce any more: nothing to go back from",)
    return (
        f"mode: none is served; as reports tell, senders may hold enforce until {day(held.until)}",
        "keep record and file up until then (RFC 8461 §8.3)",
    )
