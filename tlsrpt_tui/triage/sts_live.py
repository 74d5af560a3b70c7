"""What is published of MTA-STS, and which texts senders saw when: what one of them is held against (RFC 8461)."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from tlsrpt_tui.index.seen import DomainSeen, PolicySeen
from tlsrpt_tui.live.policy_host_check import announces
from tlsrpt_tui.live.published import Published
from tlsrpt_tui.live.sts_policy import covers
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.triage.seen_policy import StsText, host_name, pattern, read_sts

_DATED: Final = re.compile(r"(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True, slots=True)
class StsLive:
    """What is published of MTA-STS, and when each sender saw it.

    Attributes:
        asked: whether the policy was asked for.
        policy: as served; ``None`` where none conforms.
        gone: whether there is no record any more, so that nobody fetches a policy.
        split: whether addresses of the policy host differ.
        hosts: live MX hosts; empty where they are not known.
        dated: the day in the id, where it looks like one.
        texts: what each sender saw, with its first and last day.
        first: who saw the live text first; ``None`` for nobody with a date.
    """

    asked: bool
    policy: StsText | None
    gone: bool
    split: bool
    hosts: tuple[str, ...]
    dated: dt.date | None
    texts: tuple[tuple[PolicySeen, StsText], ...]
    first: PolicySeen | None

    @classmethod
    def of(cls, published: Published, seen: DomainSeen) -> Self:
        """Take from a checkup and from reports what a comparison needs."""
        state, record = published.sts_policy, published.sts_record
        served = state.policy if state else None
        mx = published.mx
        known = mx is not None and mx.answer.status.answered
        now = StsText(served.mode, tuple(map(pattern, served.mx)), served.max_age) if served else None
        texts = tuple(
            (policy, read_sts(policy.text, policy.mode))
            for policy in seen.policies
            if policy.policy_type == PolicyType.STS and policy.text and host_name(policy.domain) == published.domain
        )
        dated = [policy for policy, text in texts if policy.first and now is not None and text.same(now)]
        return cls(
            asked=state is not None or record is not None,
            policy=now,
            gone=announces(record) is False,
            split=bool(state and state.differs),
            hosts=tuple(host.name for host in mx.hosts) if mx is not None and known else (),
            dated=_day_of(record.record.id) if record is not None and record.record is not None else None,
            texts=texts,
            first=min(dated, key=lambda policy: policy.first or dt.date.max, default=None),
        )

    def retired(self, mx: Iterable[str]) -> list[str]:
        """Return the patterns that cover no MX host any more; none where those are not known."""
        return [one for one in mx if not any(covers([one], host) for host in self.hosts)] if self.hosts else []


def _day_of(id_: str) -> dt.date | None:
    found = _DATED.match(id_)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
