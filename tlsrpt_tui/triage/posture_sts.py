"""The steps of MTA-STS: a policy in testing, every MX host in it, clean reports, enforce, a long max_age (RFC 8461)."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen, SenderSeen
from tlsrpt_tui.live.check import Check, State, Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.policy_host_check import announces
from tlsrpt_tui.live.published import Level, Published
from tlsrpt_tui.live.sts_policy import covers
from tlsrpt_tui.numbers import count, day, plural
from tlsrpt_tui.triage.differences import listed, told_age
from tlsrpt_tui.triage.drift_kinds import later
from tlsrpt_tui.triage.looks import of_topic
from tlsrpt_tui.triage.posture_steps import Step, StepState

CLEAN_DAYS: Final = 14
"""Days without a failure before a policy is enforced: senders that report once a week or so are heard of as well."""

LONG_AGE: Final = 1_209_600
"""A ``max_age`` of two weeks: RFC 8461 §3.2 asks for weeks, so that nobody waits until a policy has run out."""

_WAITS: Final = "not before there is a policy"
_AGAIN: Final = "ask again, or from another network"


def testing(checkup: Checkup) -> Step:
    """A record and a policy that conform, in testing or in enforce."""
    state, told, do = _testing(checkup)
    return Step("sts-testing", "MTA-STS record and policy, in testing at first", state, told, do, "8461 §3")


def _testing(checkup: Checkup) -> tuple[StepState, str, str]:
    record, served = checkup.published.sts_record, checkup.published.sts_policy
    if record is None or served is None:
        return StepState.UNKNOWN, "not asked", _ask(Topic.STS_POLICY)
    if not record.answer.status.answered:
        return StepState.UNKNOWN, f"the record is not known: {record.answer.status.value}", _AGAIN
    if not announces(record):
        do = "serve a policy in mode testing, then publish the record (tlsrpt-tui record make)"
        return StepState.MISSING, "there is no MTA-STS record", do
    if served.policy is not None and served.policy.mode == "none":
        return StepState.MISSING, "mode none switches it off", "set mode testing, with a new id"
    if record.record is not None and served.policy is not None:
        return StepState.DONE, f"id={record.record.id}, mode {served.policy.mode}", ""
    return _not_in_order(checkup)


def _not_in_order(checkup: Checkup) -> tuple[StepState, str, str]:
    checks = [*of_topic(checkup, Topic.STS_RECORD), *of_topic(checkup, Topic.STS_POLICY)]
    bad = next((check for check in checks if check.state is State.BAD), None)
    if bad is not None:
        return StepState.PARTLY, f"{bad.title}: {bad.found}", bad.do
    if checkup.published.sts_policy is not None and checkup.published.sts_policy.policy is None:
        return StepState.UNKNOWN, "the policy cannot be fetched from here", _AGAIN
    return StepState.PARTLY, "the record is not valid", "publish a record that conforms"


def covered(checkup: Checkup) -> Step:
    """Every MX host is named by the policy, and the policy host serves it well."""
    known, title, section = checkup.published, "Every MX host in the policy, policy host in order", "8461 §4.1"
    policy = known.sts_policy.policy if known.sts_policy else None
    if policy is None or policy.mode == "none":
        return Step("sts-covered", title, _without(known), _WAITS, "", section)
    if known.mx is None or not known.mx.answer.status.answered or not known.mx.hosts:
        return Step("sts-covered", title, StepState.UNKNOWN, "the MX hosts are not known", _ask(Topic.MX), section)
    outside = [host.name for host in known.mx.hosts if not covers(policy.mx, host.name)]
    if outside:
        do = f"add {listed(outside)} to the policy, with a new id"
        return Step("sts-covered", title, StepState.PARTLY, f"{listed(outside)} is not in it", do, section)
    trouble = _trouble(of_topic(checkup, Topic.POLICY_HOST))
    if trouble:
        return Step("sts-covered", title, StepState.PARTLY, f"{trouble.title}: {trouble.found}", trouble.do, section)
    faults = [fault for fault in (known.sts_policy.faults if known.sts_policy else ()) if fault.level is Level.ERROR]
    if faults:
        return Step("sts-covered", title, StepState.PARTLY, faults[0].sentence, "correct the policy", section)
    told = f"the policy names {'the MX host' if len(known.mx.hosts) == 1 else 'all MX hosts'}"
    return Step("sts-covered", title, StepState.DONE, told, "", section)


def _without(known: Published) -> StepState:
    """Return how far a step is that needs a policy in force: missing where it is known that there is none."""
    switched_off = known.sts_policy is not None and known.sts_policy.policy is not None
    return StepState.MISSING if switched_off or announces(known.sts_record) is False else StepState.UNKNOWN


def _trouble(checks: Sequence[Check]) -> Check | None:
    return next((check for check in checks if check.state in (State.BAD, State.WARNING)), None)


def clean(seen: DomainSeen | None, *, now: dt.datetime) -> Step:
    """No failure in reports for some days, while reports come in."""
    title, section = f"Reports without failures for {CLEAN_DAYS} days", "8460 §4"
    if seen is None:
        told = "no reports at hand"
        return Step("reports-clean", title, StepState.UNKNOWN, told, "name a folder of reports", section)
    heard = [sender for sender in seen.senders if sender.last is not None]
    if not heard:
        told = "no sender reported on this domain yet"
        do = "wait for reports: they come a day or two after the first mail"
        return Step("reports-clean", title, StepState.UNKNOWN, told, do, section)
    failed = [sender for sender in heard if sender.last_failed]
    newest = max(sender.last for sender in heard if sender.last)
    began = max((sender.last_failed for sender in failed if sender.last_failed), default=None)
    since = later(began, dt.timedelta(days=1)) if began else min(each.first for each in heard if each.first)
    length = (min(newest, now.date()) - since).days + 1
    if length >= CLEAN_DAYS:
        told = f"{plural(len(heard), 'sender')}, no failure since {day(since)}"
        return Step("reports-clean", title, StepState.DONE, told, "", section)
    if began and (length <= 0 or since == began):
        last = "" if newest > began else ", and no newer report has come"
        told = f"{_who(failed, began)} reported failures on {day(began)}{last}"
        do = "mend what fails: summary and the rows of Explore say what"
        return Step("reports-clean", title, StepState.MISSING, told, do, section)
    what = f"none failed since {day(since)}" if began else f"reports since {day(since)}"
    told = f"{what}, {plural(max(length, 0), 'day')} of {CLEAN_DAYS}"
    ready = later(max(since, now.date() - dt.timedelta(days=max(length, 0))), dt.timedelta(days=CLEAN_DAYS))
    return Step("reports-clean", title, StepState.PARTLY, told, f"wait until about {day(ready)}", section)


def _who(failed: Sequence[SenderSeen], when: dt.date) -> str:
    names = [sender.organization for sender in failed if sender.last_failed == when]
    return listed(names, 2)


def enforce(known: Published, seen: DomainSeen | None, before: Sequence[Step]) -> Step:
    """Mode enforce, once all before it is done."""
    title, section = "MTA-STS enforce", "8461 §5"
    policy = known.sts_policy.policy if known.sts_policy else None
    if policy is None:
        return Step("sts-enforce", title, _without(known), _WAITS, "", section)
    blockers = [step.title for step in before if step.state in (StepState.MISSING, StepState.PARTLY)]
    refused = _refused(seen, "were" if policy.mode == "enforce" else "would have been")
    if policy.mode == "enforce":
        if blockers:
            told = f"mode enforce, though open: {blockers[0]}"
            return Step("sts-enforce", title, StepState.PARTLY, told, f"see to that first{refused}", section)
        return Step("sts-enforce", title, StepState.DONE, "mode enforce", "", section)
    if blockers:
        told = f"mode {policy.mode}; {plural(len(blockers), 'step')} before it open{refused}"
        return Step("sts-enforce", title, StepState.MISSING, told, f"first: {blockers[0]}", section)
    do = "set mode enforce, publish a new id, watch reports for some days"
    return Step(
        "sts-enforce", title, StepState.MISSING, f"mode {policy.mode}, and nothing speaks against it", do, section
    )


def _refused(seen: DomainSeen | None, verb: str) -> str:
    """Return how many sessions enforce refuses, as reports tell."""
    failed = sum(policy.failed for policy in seen.policies if policy.policy_type == "sts") if seen else 0
    if not failed or seen is None:
        return ""
    whole = failed + sum(policy.successful for policy in seen.policies if policy.policy_type == "sts")
    return f"; {count(failed)} of {count(whole)} sessions {verb} refused"


def long_age(known: Published) -> Step:
    """A ``max_age`` of weeks."""
    title, section = "max_age of weeks", "8461 §3.2"
    policy = known.sts_policy.policy if known.sts_policy else None
    if policy is None or policy.mode == "none":
        return Step("sts-max-age", title, _without(known), _WAITS, "", section)
    told = f"max_age is {told_age(policy.max_age)}"
    if policy.max_age >= LONG_AGE:
        return Step("sts-max-age", title, StepState.DONE, told, "", section)
    do = f"once enforce has proved itself, raise it to {LONG_AGE} (14 days) or more"
    state = StepState.PARTLY if policy.max_age >= LONG_AGE // 2 else StepState.MISSING
    return Step("sts-max-age", title, state, told, do, section)


def _ask(topic: Topic) -> str:
    return f"check {topic.value}"
