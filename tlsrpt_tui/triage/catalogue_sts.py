"""What the catalogue says of failures of the MTA-STS policy (RFC 8460 §4.3.2.2), and of those without a class."""

from typing import Final

from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.triage.catalogue_text import NOT_LOST, TESTED, Text

_KEPT: Final = (
    "no mail is refused because of it: a sender without a policy delivers as if there were none, and one that has "
    "kept an older one goes by that"
)

TEXTS: Final = {
    ResultType.STS_POLICY_FETCH_ERROR: Text(
        gist="the MTA-STS policy could not be fetched",
        meaning=(
            "The domain says in DNS that it has a policy, and the sender did not get it over HTTPS with status 200. "
            "Some senders count certificate errors of the policy host as this too."
        ),
        causes=(
            "the policy host is down, or answers too slowly",
            "it answers 404, or with a redirect, which senders do not follow",
            "a firewall or a bot filter turns programs away and lets browsers in",
            "IPv6 is announced and does not work, or an address record is stale",
            "the certificate of the policy host is wrong: look at sts-webpki-invalid as well",
            "the record _mta-sts was left behind when the policy was given up",
        ),
        who="The policy web host serves the file; where its name leads nowhere, the DNS operator mends that.",
        look=(
            "the policy as a program gets it, over IPv4 and over IPv6: no redirect, status 200, text/plain",
            "the certificate of the policy host: some senders do not tell the two apart",
            "whether it is over: a short outage is reported for its day",
        ),
        fix=(
            "serve the file at /.well-known/mta-sts.txt with status 200 on every address, without a redirect",
            "let every client in: senders have no browser",
            "if MTA-STS is not wanted: serve mode none with a max_age of a day, and give the record a new id",
            "then keep record and file until the largest max_age that was served before has passed",
        ),
        not_so=(_KEPT, "it does not say anything about the MX hosts: they were not what failed"),
        references=("8461 §3.3", "8461 §5.1", "8461 §8.3"),
    ),
    ResultType.STS_POLICY_INVALID: Text(
        gist="the MTA-STS policy is not valid",
        meaning="The policy was fetched and cannot be understood: its text breaks the grammar, or lacks a line.",
        causes=(
            "a typing error in a key, or a mode that is none of enforce, testing and none",
            "a page of HTML in place of the policy: an error page, a portal, a placeholder",
            "no mx line, no max_age, or a max_age above 31557600",
            "an address, or a name that is not in A-labels, in an mx line",
            "a byte order mark, or a word processor's quotes and dashes",
        ),
        who="The policy web host serves the file; whoever writes it has to correct it.",
        look=(
            "the file as it is served, held to its grammar: tlsrpt-tui record lint --kind policy -",
            "the policy as the sender saw it: the report often carries it, errors included",
        ),
        fix=(
            "correct the file first, then give the record _mta-sts a new id",
            "make it with tlsrpt-tui record make mta-sts DOMAIN",
        ),
        not_so=(_KEPT, "changing the id alone mends nothing: the same wrong file is fetched again"),
        references=("8461 §3.2", "8461 §8.1"),
    ),
    ResultType.STS_WEBPKI_INVALID: Text(
        gist="the policy host's certificate is not valid",
        meaning=(
            "The sender could not authenticate the policy host: its certificate has expired, names another host, or "
            "has no chain to a public authority."
        ),
        causes=(
            "no certificate was ever issued for the name mta-sts.DOMAIN",
            "the web server sends its default certificate for a name it does not know",
            "the certificate has expired, because its renewal leaves this name out",
            "the name is an alias of a provider's host, and the provider has no certificate for yours",
            "the chain lacks its intermediate",
        ),
        who="The policy web host needs a certificate for mta-sts.DOMAIN: that name, and no provider's own.",
        look=(
            "names, dates and chain of the certificate that mta-sts.DOMAIN sends on port 443, IPv4 and IPv6",
            "where the name leads: alias, address, and who runs that host",
        ),
        fix=(
            "issue a certificate for mta-sts.DOMAIN and have the web server send it for that name",
            "where a provider hosts the policy: have the provider issue it for your name (RFC 8461 §8.2)",
        ),
        not_so=(_KEPT, "the certificate of the MX hosts is another matter, and was not what failed"),
        references=("8461 §3.3", "8461 §8.2"),
    ),
    ResultType.VALIDATION_FAILURE: Text(
        gist="TLS failed for a reason of another kind",
        meaning=(
            "TLS failed for a reason that no other result type names. What it was stands in the reason, if the sender "
            "gives one; Google seldom does."
        ),
        causes=(
            "the MX host is not one that the policy names",
            "server and sender have no TLS version or cipher in common",
            "the TLS stack of the server ended the handshake with an alert",
            "the handshake ran out of time, or the connection was closed in it",
            "a fault of session resumption on one side",
        ),
        who="The MX operator, until the reason says otherwise: a host missing from the policy is the policy's fault.",
        look=(
            "the reason as the sender wrote it",
            "the policy as the sender saw it: does it name the MX host that failed?",
            "a handshake with TLS 1.2 and one with TLS 1.3, on each address",
            "how many: a session or two of one sender on one day, without a reason, is most often noise",
        ),
        fix=(
            "name the MX host in the policy, then give the record _mta-sts a new id",
            "offer TLS 1.2 and 1.3 with common ciphers; update the TLS library",
            "where it is noise: watch, and do nothing",
        ),
        not_so=(
            NOT_LOST,
            TESTED,
            "it does not say that the certificate is wrong: those failures have types of their own",
        ),
        references=("8461 §4.1", "8461 §7.2"),
    ),
}

UNDER: Final = {
    (ResultType.VALIDATION_FAILURE, PolicyType.TLSA): Text(
        causes=(
            "no TLSA record matches, and the sender has no better name for it",
            "server and sender have no TLS version or cipher in common",
            "the TLS stack of the server ended the handshake with an alert",
            "the handshake ran out of time, or the connection was closed in it",
        ),
        who="The MX operator and the DNS operator: under DANE certificate and records have to fit each other.",
        look=(
            "the reason as the sender wrote it",
            "each TLSA record against the certificate, on each address of the MX host",
            "a handshake with TLS 1.2 and one with TLS 1.3, on each address",
        ),
        fix=(
            "publish the TLSA record of the key in use",
            "offer TLS 1.2 and 1.3 with common ciphers; update the TLS library",
        ),
        not_so=(NOT_LOST, "there is no testing mode under DANE: the host was skipped, and another one tried"),
        references=("7672 §2.2", "7672 §3.2"),
    ),
    (ResultType.VALIDATION_FAILURE, PolicyType.NO_POLICY_FOUND): Text(
        causes=(
            "server and sender have no TLS version or cipher in common",
            "the TLS stack of the server ended the handshake with an alert",
            "the handshake ran out of time, or the connection was closed in it",
        ),
        fix=("offer TLS 1.2 and 1.3 with common ciphers; update the TLS library",),
        not_so=("without a policy a sender may deliver without TLS, so mail was hardly held up by it",),
        references=("3207 §4",),
    ),
}
