"""Whether it is known if an MTA-STS policy asks senders for valid certificates at the MX hosts."""

from tlsrpt_tui.live.policy_host_check import announces
from tlsrpt_tui.live.published import FetchStatus, PolicyState, Published


def demand_unknown(known: Published, *, asked: bool, done: bool) -> str:
    """Return why that is not known, the end of a sentence; "" where it is, or where the answer is still out.

    Args:
        known: what is known of the domain.
        asked: whether the policy is asked for.
        done: whether that has come to its end.
    """
    if announces(known.sts_record) is False:
        return ""
    if not asked:
        return "was not asked"
    return "is not known" if done and not _told(known.sts_policy) else ""


def _told(state: PolicyState | None) -> bool:
    """Return whether the policy host said what its policy is, or that there is none."""
    if state is None:
        return False
    return state.policy is not None or any(fetch.status is not FetchStatus.UNREACHABLE for fetch in state.fetches)
