"""Whether a domain takes mail, or exists at all: one that does not needs none of what protects mail."""

from dataclasses import replace
from typing import Final

from tlsrpt_tui.live.answers import Status
from tlsrpt_tui.live.check import Check, Finding, State, Topic
from tlsrpt_tui.live.host_names import shown
from tlsrpt_tui.live.published import MxState, Published

NO_DOMAIN_DO: Final = "register the name, or look for it under its right name"
"""What to do about a domain that does not exist."""

_SECTION: Final = "5321 §5.1"


def no_mail(mx: MxState | None, domain: str, consequence: str) -> Finding | None:
    """Return the finding that says so; ``None`` where mail is taken, or where that is not known (yet).

    Args:
        mx: where mail goes.
        domain: in A-labels.
        consequence: the end of the sentence: ``it needs no MTA-STS``.
    """
    why, section = _why(mx, shown(domain))
    return Finding(State.GOOD, "no-mail", f"{why}, so {consequence}", section) if why else None


def without_domain(checks: tuple[Check, ...], known: Published) -> tuple[Check, ...]:
    """Return the lines of a domain that does not exist: bad once, and unknown where there is nothing to look at."""
    if known.mx is None or known.mx.answer.status is not Status.NO_NAME:
        return checks
    told = False
    made = []
    for check in checks:
        changed = check
        if check.state is State.BAD:
            told = True
        elif check.topic is not Topic.MX and check.state is not State.ASKING:
            changed = _of_nothing(check, shown(known.domain))
        made.append(changed)
    if made and not told and all(check.state is not State.ASKING for check in made):
        finding = replace(made[0].findings[0], state=State.BAD, do=NO_DOMAIN_DO)
        made[0] = replace(made[0], state=State.BAD, findings=(finding,), do=finding.do)
    return tuple(made)


def _of_nothing(check: Check, name: str) -> Check:
    finding = Finding(State.UNKNOWN, "no-domain", f"{name} does not exist", _SECTION)
    return replace(check, state=State.UNKNOWN, found="no such domain", findings=(finding,), do="")


def _why(mx: MxState | None, name: str) -> tuple[str, str]:
    if mx is None:
        return "", ""
    if mx.null:
        return f"{name} takes no mail", "7505 §3"
    if mx.answer.status is Status.NO_NAME:
        return f"{name} does not exist", "5321 §5.1"
    answers = [answer for host in mx.hosts for answer in host.answers]
    nowhere = all(answer.status.answered and not answer.addresses for answer in answers)
    if mx.implicit and answers and nowhere:
        return f"{name} has neither an MX record nor an address", "5321 §5.1"
    return "", ""
