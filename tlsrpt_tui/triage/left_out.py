"""What there is too much of to be looked at, in words: no page leaves anything out without saying so."""

from tlsrpt_tui.numbers import plural


def left_out(failures: int, days: int) -> str:
    """Return ``3 groups of failures, those with the fewest sessions``, and so of days of senders; "" for nothing.

    Args:
        failures: groups of failures that were left out.
        days: days of senders and domains that were left out; sums over domains have them.
    """
    groups = f"{plural(failures, 'group')} of failures, those with the fewest sessions" if failures else ""
    sums = f"{plural(days, 'day')} of senders by domain, the oldest" if days else ""
    return "; ".join(filter(None, (groups, sums)))
