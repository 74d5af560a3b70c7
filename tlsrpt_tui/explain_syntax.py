"""The command line of ``explain``, as data."""

from typing import Final

from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.syntax import Option, Syntax

_FORMS: Final = ("text", "json", "markdown")
_ENDS: Final = """\
Without a word: every result type of RFC 8460 in a line. A word is one of those, or a reason as a
sender writes it: tls-remote-alert-42, X509_V_ERR_CERT_HAS_EXPIRED, MX_HOSTS_MISMATCH, "...".
DOMAIN and MX-HOST in a command stand for your own.
Here 2 is as well: a word is neither; what comes near it is named.
A folder named explain is reached as ./explain."""

EXPLAIN: Final = Syntax(
    "What a result type means, who must act and what mends it; what a sender's reason means.",
    "what result types and reasons mean",
    "RESULT-TYPE|REASON",
    "*",
    choices=tuple(result.value for result in ResultType),
    word_says="what to explain; default: all result types in a line each",
    options=(
        Option("--policy", "as it is under this policy type", choices=tuple(policy.value for policy in PolicyType)),
        Option("--format", f"{', '.join(_FORMS)}; default: {_FORMS[0]}", choices=_FORMS, default=_FORMS[0]),
    ),
    ends=(_ENDS,),
)
"""What may stand behind it."""
