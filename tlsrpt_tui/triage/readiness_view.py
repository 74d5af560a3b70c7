"""The view whose incidents a verdict on enforce rests on: all that is reported under a domain's name."""

from tlsrpt_tui.index.view import Clause, Field, View
from tlsrpt_tui.text import unicode_domain
from tlsrpt_tui.triage.seen_policy import host_name


def domain_view(domain: str) -> View:
    """Return the view of a domain, however its name is spelt in reports."""
    name = host_name(domain)
    return View().with_clause(Clause(Field.DOMAIN, tuple(dict.fromkeys(filter(None, (name, unicode_domain(name)))))))
