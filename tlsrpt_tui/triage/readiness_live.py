"""What a live check says for and against enforce: the policy, whether it names every MX host, and certificates."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from tlsrpt_tui.live.check import Check, State, Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.policy_host_check import announces
from tlsrpt_tui.live.sts_policy import covers
from tlsrpt_tui.numbers import plural
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage import posture_sts
from tlsrpt_tui.triage.looks import EXPIRED, MISNAMED, TLS_FAULTS, UNTRUSTED, of_topic
from tlsrpt_tui.triage.posture_steps import StepState
from tlsrpt_tui.triage.readiness_parts import Point, Weight

_CERTIFICATE: Final = EXPIRED | MISNAMED | UNTRUSTED
_POLICY: Final = "MTA-STS policy"


def policy_points(checkup: Checkup) -> Iterator[Point]:
    """Yield what is so of the policy that is served (RFC 8461 §3)."""
    known = checkup.published
    if known.sts_policy is None or known.sts_record is None:
        return  # what was not asked says nothing for or against it
    step = posture_sts.testing(checkup)
    if step.state is StepState.UNKNOWN:
        yield Point(Weight.GAP, "policy-unknown", _POLICY, step.evidence, do=step.do, section=step.section)
        return
    if step.state is not StepState.DONE:
        # In mode none nobody tests the policy; all else that is wrong with it would be wrong in enforce too.
        off = known.sts_policy.policy if announces(known.sts_record) else None
        weight = Weight.GAP if off is not None and off.mode == "none" else Weight.BLOCKER
        yield Point(weight, "policy", _POLICY, step.evidence, do=step.do, section=step.section, name=_POLICY)
        return
    yield Point(Weight.GOOD, "policy", "the policy is valid", step.evidence, section=step.section)
    for check in of_topic(checkup, Topic.POLICY_HOST):
        if check.state is State.BAD:
            do = check.do or "mend it: whoever cannot fetch the policy would not hear of a way back either"
            yield Point(Weight.REMARK, "policy-host", check.title, check.found, do=do, section=check.section)


def coverage_points(checkup: Checkup) -> Iterator[Point]:
    """Yield whether the policy that is served names every MX host there is (RFC 8461 §4.1)."""
    known = checkup.published
    policy = known.sts_policy.policy if known.sts_policy else None
    if policy is None or policy.mode == "none":
        return
    if known.mx is None:
        return
    if not known.mx.answer.status.answered or not known.mx.hosts:
        do = "ask again, or another resolver"
        yield Point(Weight.GAP, "mx-unknown", "MX hosts", "which there are could not be found out", do=do)
        return
    outside = [host.name for host in known.mx.hosts if not covers(policy.mx, host.name)]
    for name in outside:
        host = shorten(sanitise(name), 255)
        yield Point(
            Weight.BLOCKER,
            "not-in-policy",
            f"{host} is not in the policy",
            "mail to it would be refused",
            do=f"add “mx: {host}” to the policy, then a new id",
            section="8461 §4.1",
            name=f"policy lacks {host}",
            mx_host=host,
        )
    if not outside:
        yield Point(Weight.GOOD, "in-policy", "every MX is in the policy", section="8461 §4.1")


def tls_points(checkup: Checkup, told: Collection[str]) -> Iterator[Point]:
    """Yield what is wrong with TLS on MX hosts; ``told`` are hosts of which that is said already."""
    checks = of_topic(checkup, Topic.TLS)
    faulty: dict[str, Check] = {}
    for check in checks:
        if check.state is State.BAD and any(finding.code in TLS_FAULTS for finding in check.findings):
            faulty.setdefault(check.host, check)
    for host, check in faulty.items():
        if host not in told:
            yield _fault(check)
    unseen = [check for check in checks if check.state in (State.UNKNOWN, State.ASKING)]
    asked = {check.host for check in checks if check not in unseen}
    for check in unseen:
        yield Point(
            Weight.QUESTION, "not-probed", check.title, check.found or "no answer was waited for", mx_host=check.host
        )
    if asked and not unseen and not faulty:
        told_of = f"{plural(len(asked), 'MX host')} probed, each with STARTTLS and a valid certificate"
        yield Point(Weight.GOOD, "probed", told_of, section="8461 §4.2")


def _fault(check: Check) -> Point:
    codes = {finding.code for finding in check.findings}
    what = "certificate" if codes & _CERTIFICATE else "STARTTLS"
    return Point(
        Weight.BLOCKER,
        "refused-live",
        f"{what} of {check.host}",
        f"mail to it would be refused: {check.found}",
        more="found now; no incident of the reports tells of it",
        do=check.do,
        section=check.section,
        name=f"TLS {check.host}",
        mx_host=check.host,
    )


def probed_state(checks: Sequence[Check], host: str) -> str:
    """Return how TLS of a host looks from here: the worst of its addresses; "" where it was not asked."""
    states = [check.state for check in checks if check.topic is Topic.TLS and check.host == host]
    worst = min(states, key=lambda state: state.rank, default=None)
    if worst is None or worst is State.ASKING:
        return ""
    return State.GOOD.value if worst is State.WARNING else worst.value
