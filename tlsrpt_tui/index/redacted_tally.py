"""Stand-ins in tallies and in evidence: each name is changed once, however many rows it is in."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from tlsrpt_tui.index.tally import Contact, Count, Evidence, FailureDay, SenderDay, Tally
from tlsrpt_tui.redaction import Redactor


def learn_tally(tally: Tally, redactor: Redactor) -> None:
    """Take note of the names in a tally, so that they are hidden in what is said about them too."""
    names = {each.domain for each in tally.days}
    for each in tally.failures:
        names.update((each.domain, each.mx_host))
    for name in sorted(names.union(*tally.hosts)):
        redactor.name(name)


def hidden_tally(tally: Tally, redactor: Redactor) -> Tally:
    """Return a tally with stand-ins for the names in it."""
    name, text = cache(redactor.name), cache(redactor.text)
    return replace(
        tally,
        failures=tuple(
            FailureDay(text(each[0]), name(each[1]), name(each[2]), text(each[3]), *each[4:]) for each in tally.failures
        ),
        days=tuple(
            SenderDay(text(each[0]), name(each[1]), *each[2:-1], tuple(map(text, each[-1]))) for each in tally.days
        ),
        others=tuple(SenderDay(text(each[0]), *each[1:]) for each in tally.others),
        hosts=tuple((name(host), name(domain)) for host, domain in tally.hosts),
    )


def hidden_evidence(evidence: Evidence, redactor: Redactor, line: Callable[[str], str]) -> Evidence:
    """Return evidence with stand-ins for the names and addresses in it; ``line`` hides those in a policy line."""

    def policy(text: str) -> str:
        return "\n".join(map(line, text.split("\n")))

    return replace(
        evidence,
        # Names come first: what is said may hold them.
        receiving_ips=_changed(evidence.receiving_ips, redactor.name),
        sending_ips=_changed(evidence.sending_ips, redactor.name),
        other_hosts=_changed(evidence.other_hosts, redactor.name),
        policies=_changed(evidence.policies, policy),
        reasons=_changed(evidence.reasons, redactor.text),
        infos=_changed(evidence.infos, redactor.text),
        modes=_changed(evidence.modes, redactor.text),
        contacts=tuple(
            Contact(redactor.text(each.organization), redactor.contact(each.contact)) for each in evidence.contacts
        ),
    )


def _changed(counts: tuple[Count, ...], change: Callable[[str], str]) -> tuple[Count, ...]:
    return tuple(replace(count, value=change(count.value)) for count in counts)
