"""The catalogue of result types: what each means under each policy type, who must act, and what mends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.reports.model import NO_DETAILS, PolicyType, ResultType
from tlsrpt_tui.triage import catalogue_dane, catalogue_negotiation, catalogue_sts
from tlsrpt_tui.triage.catalogue_text import Text
from tlsrpt_tui.triage.result_types import Owner, advice

_TEXTS: Final = {**catalogue_negotiation.TEXTS, **catalogue_dane.TEXTS, **catalogue_sts.TEXTS}
_UNDER: Final = {**catalogue_negotiation.UNDER, **catalogue_sts.UNDER}

_ANY: Final = (PolicyType.STS, PolicyType.TLSA, PolicyType.NO_POLICY_FOUND)
_DANE: Final = frozenset({ResultType.TLSA_INVALID, ResultType.DNSSEC_INVALID, ResultType.DANE_REQUIRED})
_STS: Final = frozenset(
    {ResultType.STS_POLICY_FETCH_ERROR, ResultType.STS_POLICY_INVALID, ResultType.STS_WEBPKI_INVALID}
)
_NOT_SAID: Final = Text(
    gist="failures are counted, and not said which",
    look=("the sender's other reports, and those of others on the same days",),
    not_so=("it is no result type of its own: this program shows such failures under it",),
)
_UNKNOWN: Final = Text(
    gist="not one of those that RFC 8460 names",
    look=("the reason as the sender wrote it, and the sender's own pages",),
    not_so=("it need not be a mistake: the register of result types may grow (RFC 8460 §6.6)",),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one result type under one policy type.

    Attributes:
        result_type: as asked for.
        policy_type: a :class:`PolicyType` value; "" for what holds whatever the policy.
        known: whether RFC 8460 names the type; where not, there are no causes and there is no fix.
        owner: who must act first.
        act: what to do first, in a few words.
        section: where the result type is defined, as ``8460 §4.3.1``.
        text: all the rest, in words.
    """

    result_type: str
    policy_type: str
    known: bool
    owner: Owner
    act: str
    section: str
    text: Text

    @property
    def references(self) -> tuple[str, ...]:
        """Where it is ruled, the definition first."""
        return tuple(dict.fromkeys((self.section, *self.text.references)))


def entry(result_type: str, policy_type: str = "") -> Entry:
    """Return what is known of a result type as sent; of one that nobody has defined, only that.

    Args:
        result_type: as in the report, in any case.
        policy_type: as in the report; "" or another one than the three for what always holds.
    """
    name, policy = result_type.strip(), policy_type.strip().casefold()
    known = _known(name)
    if known is None:
        told = advice(name)
        text = _NOT_SAID if name == NO_DETAILS else _UNKNOWN
        text = Text(meaning=told.meaning).over(text)
        return Entry(name, "", known=False, owner=told.owner, act=told.act, section=told.section, text=text)
    told = advice(known.value, policy)
    base = _TEXTS[known]
    said = policy if policy in policies_of(known) else ""
    under = _UNDER.get((known, PolicyType(said)), Text()) if said else Text()
    text = under.over(base)
    return Entry(known.value, said, known=True, owner=told.owner, act=told.act, section=told.section, text=text)


def entries(policy_type: str = "") -> tuple[Entry, ...]:
    """Return all result types of RFC 8460 that can come under a policy type, in its order; "" for all of them."""
    policy = policy_type.strip().casefold()
    return tuple(entry(known, policy) for known in ResultType if not policy or policy in policies_of(known))


def policies_of(result_type: str) -> tuple[str, ...]:
    """Return the policy types under which a result type comes; none for one that nobody has defined."""
    known = _known(result_type)
    if known is None:
        return ()
    if known in _DANE:
        return (PolicyType.TLSA.value,)
    return (PolicyType.STS.value,) if known in _STS else tuple(policy.value for policy in _ANY)


def variants(result_type: str) -> Sequence[Entry]:
    """Return what is said otherwise of a result type under some policy types: an entry for each of those."""
    base = entry(result_type)
    found = [entry(result_type, policy) for policy in policies_of(result_type)]
    return [each for each in found if (each.text, each.owner, each.act) != (base.text, base.owner, base.act)]


def _known(result_type: str) -> ResultType | None:
    name = result_type.strip().casefold()
    return ResultType(name) if name in ResultType.__members__.values() else None
