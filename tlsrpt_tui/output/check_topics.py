"""What ``--only`` of a check may name, and what it then finds out."""

from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.text import sanitise, shorten

_SHOWN: Final = 60

TOPICS: Final = {
    **{topic.key: frozenset({topic}) for topic in Topic},
    "mta-sts": frozenset({Topic.STS_RECORD, Topic.STS_POLICY, Topic.POLICY_HOST}),
}
"""What each name stands for."""


def wishes_of(only: str | None, *, probe: bool) -> Wishes:
    """Return what to find out.

    Args:
        only: names with commas between; ``None`` for everything that does not connect to port 25.
        probe: whether to connect to it as well.

    Raises:
        UsageError: a name is none.
    """
    topics = frozenset(Topic) - {Topic.TLS} if only is None else _named(only)
    return Wishes(topics | {Topic.TLS} if probe else topics)


def _named(only: str) -> frozenset[Topic]:
    topics: frozenset[Topic] = frozenset()
    for name in only.split(","):
        known = TOPICS.get(name.strip().casefold())
        if known is None:
            told = shorten(sanitise(name.strip()), _SHOWN)
            raise UsageError(f'--only: "{told}" is not a topic; expected {", ".join(TOPICS)}')
        topics |= known
    return topics
