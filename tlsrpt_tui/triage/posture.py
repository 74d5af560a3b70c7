"""What protects a domain's mail on its way, what is missing, and in which order to add it."""

import datetime as dt
from dataclasses import dataclass

from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.no_mail import no_mail
from tlsrpt_tui.live.policy_host_check import announces
from tlsrpt_tui.triage import posture_dane, posture_sts, posture_tls
from tlsrpt_tui.triage.differences import one_line
from tlsrpt_tui.triage.looks import of_topic
from tlsrpt_tui.triage.posture_steps import Step, StepState

__all__ = ["Posture", "Step", "StepState", "posture"]

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Posture:
    """The whole way.

    Attributes:
        sentence: where the domain stands.
        steps: in the order in which to do them.
    """

    sentence: str
    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        """The first step that is not done; ``None`` where all are."""
        return next((step for step in self.steps if step.state in (StepState.MISSING, StepState.PARTLY)), None)


def posture(checkup: Checkup, seen: DomainSeen | None, *, now: dt.datetime) -> Posture:
    """Return where a domain stands; ``seen`` is what senders reported, where there are reports."""
    mx = checkup.published.mx
    nowhere = no_mail(mx, checkup.domain, "there is nothing to protect")
    if mx is not None and (mx.null or nowhere is not None):
        return _of_no_mail(checkup, "" if mx.null or nowhere is None else nowhere.sentence)
    known = checkup.published
    before = (
        posture_tls.reporting(checkup),
        posture_tls.handshakes(checkup, seen, now=now),
        posture_sts.testing(checkup),
        posture_sts.covered(checkup),
        posture_sts.clean(seen, now=now),
    )
    enforced = (posture_sts.enforce(known, seen, before), posture_sts.long_age(known))
    dane = (posture_dane.signed(checkup), posture_dane.matching(checkup))
    steps = tuple(map(_plain, (*before, *enforced, *dane, posture_dane.host_reports(known, dane))))
    return Posture(_sentence(steps, dane=posture_dane.protects(checkup)), steps)


def _plain(step: Step) -> Step:
    """Return a step with texts of one line."""
    evidence, do = (one_line(text, _SHOWN) for text in (step.evidence, step.do))
    return Step(step.key, step.title, step.state, evidence, do, step.section)


def _sentence(steps: tuple[Step, ...], *, dane: bool) -> str:
    states = {step.key: step.state for step in steps}
    by = [name for name, does in (("MTA-STS", states["sts-enforce"] is StepState.DONE), ("DANE", dane)) if does]
    following = Posture("", steps).next
    then = f"next: {following.title}" if following else ""
    if by:
        return "; ".join(filter(None, [f"protected by {' and '.join(by)}", then]))
    if states["sts-enforce"] is StepState.PARTLY:
        return "; ".join(filter(None, ["MTA-STS is enforced, with steps before it open", then]))
    if states["sts-testing"] is StepState.DONE:
        return "; ".join(filter(None, ["not protected yet, MTA-STS is being tested", then]))
    unknown = StepState.UNKNOWN in (states["sts-testing"], states["dane"])
    stands = "whether it is protected cannot be told" if unknown else "not protected"
    return "; ".join(filter(None, [stands, then]))


def _of_no_mail(checkup: Checkup, nowhere: str) -> Posture:
    """Judge a domain that takes no mail: nothing has to be protected, and nothing else has to be there (RFC 7505).

    Args:
        checkup: what was found.
        nowhere: why mail can go nowhere; "" where a null MX says that none is taken.
    """
    steps = [Step("null-mx", "Null MX", StepState.DONE, "MX 0 . says that it takes no mail", "", "7505 §3")]
    if nowhere:
        do = "publish MX 0 . if it takes no mail, and MX records if it does"
        steps = [Step("null-mx", "Null MX", StepState.MISSING, nowhere, do, "7505 §3")]
    mx = next(iter(of_topic(checkup, Topic.MX)), None)
    beside = next((each for each in mx.findings if each.code == "mx-null-beside"), None) if mx else None
    if beside is not None:
        steps = [Step("null-mx", "Null MX", StepState.PARTLY, beside.sentence, beside.do, beside.section)]
    if announces(checkup.published.sts_record):
        told = "a policy is announced, and has no use"
        do = "serve mode none with a new id until the largest max_age is over, then take record and policy away"
        steps.append(Step("sts-none", "No MTA-STS", StepState.PARTLY, told, do, "8461 §8.3"))
    if checkup.published.reporting is not None and checkup.published.reporting.record is not None:
        told = "does no harm; without mail there is nothing to report"
        steps.append(Step("tlsrpt", "TLS-RPT record", StepState.DONE, told, "", "8460 §3"))
    told = one_line(nowhere, _SHOWN) or "it takes no mail (null MX): there is nothing to protect"
    return Posture(told, tuple(map(_plain, steps)))
