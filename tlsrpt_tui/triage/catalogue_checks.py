"""The commands with which a result type is looked into now, for one failure or with placeholders."""

import shlex
from typing import Final

from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.triage.check_lines import Subject, dns_line, domain_of, tls_line, unchecked_line
from tlsrpt_tui.triage.verdict_rules import EVERYTHING, rule_of

DOMAIN: Final = "DOMAIN"
"""Stands for the policy domain where none is known."""

MX_HOST: Final = "MX-HOST"
"""Stands for the MX host where none is known."""


def placeholders(result_type: str, policy_type: str = "") -> Subject:
    """Return a subject of which nothing is known but its types."""
    return Subject(result_type, policy_type, DOMAIN, MX_HOST)


def commands(subject: Subject) -> tuple[str, ...]:
    """Return the commands that look into a failure: this program's own check, then ``dig``, ``openssl`` or ``curl``.

    Whatever a report says gets into one only when it is a host name or an address; see :mod:`check_lines`.
    """
    asked = dns_line(subject), unchecked_line(subject), tls_line(subject)
    lines = tuple(line.command for line in asked if line.command)
    own = _own(subject)
    return (own, *lines) if own else lines


def _own(subject: Subject) -> str:
    rule, domain = rule_of(subject), domain_of(subject)
    if not domain:
        return ""
    words = ["tlsrpt-tui", "check", domain]
    if rule is not EVERYTHING:
        words += ["--only", ",".join(topic.key for topic in Topic if topic in rule.topics)]
    return shlex.join([*words, "--probe"] if Topic.TLS in rule.topics else words)
