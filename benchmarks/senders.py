"""Who sends the generated reports, and how each of them writes (RFC 8460 §4.4 as it is met in life)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sender:
    """One sending organization; all of them are invented.

    Attributes:
        organization, domain: its name in the reports, and the domain that submits them.
        weight: its share of all reports, against the other weights.
        clean: share of its reports in which nothing failed.
        details: failure details of a report with failures, on average.
        zone: what its times end in; "" leaves the zone out.
        next_midnight: whether a period ends at the next midnight and not a second before.
        mx_host: ``list``, ``string`` or ``absent``.
        policy_string: ``list``, ``absent``, or ``nested`` for tlsa records written as JSON within JSON.
        no_failures: ``absent``, ``empty`` or ``null``: what stands for no failure-details.
        twins: whether it reports the same sessions under ``sts`` and under ``tlsa``.
        reasons: whether its details carry a failure-reason-code.
        legacy: share of its failures that come from IPv4.
    """

    organization: str
    domain: str
    weight: int
    clean: float
    details: float
    zone: str = "Z"
    next_midnight: bool = False
    mx_host: str = "list"
    policy_string: str = "list"
    no_failures: str = "absent"
    twins: bool = False
    reasons: bool = False
    legacy: float = 0.3

    @property
    def contact(self) -> str:
        """The contact-info of its reports."""
        return f"tls-reports@{self.domain}"


_BIG: Final = (
    Sender("Lighthouse LLC", "lighthouse.example", 380, 0.6, 9.0),
    Sender(
        "Casement Corporation",
        "casement.example",
        260,
        0.45,
        3.2,
        zone="",
        mx_host="absent",
        policy_string="nested",
        twins=True,
        legacy=0.8,
    ),
    Sender(
        "Post.example",
        "post.example",
        120,
        0.35,
        3.6,
        next_midnight=True,
        mx_host="absent",
        policy_string="absent",
        reasons=True,
    ),
    Sender("Northwind Mail", "northwind.example", 60, 0.5, 5.0, no_failures="empty", reasons=True),
    Sender("Alpenpost", "alpenpost.example", 40, 0.7, 4.0, mx_host="string", no_failures="null", legacy=1.0),
    Sender("Fjordpost", "fjordpost.example", 40, 0.8, 4.0, zone="+00:00", no_failures="empty"),
)
_SMALL: Final = tuple(
    Sender(f"Sender {number}", f"s{number}.example", 4, 0.6, 4.0, no_failures=("absent", "empty")[number % 2])
    for number in range(25)
)

SENDERS: Final = _BIG + _SMALL
"""Few send most of the reports, as in life."""
