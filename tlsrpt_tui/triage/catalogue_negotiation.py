"""What the catalogue says of failures of STARTTLS and of certificates (RFC 8460 §4.3.1)."""

from typing import Final

from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.triage.catalogue_text import NOT_LOST, TESTED, Text

_ANYWAY: Final = "without a policy the sender delivered all the same; this is a warning, and nothing was refused"

TEXTS: Final = {
    ResultType.STARTTLS_NOT_SUPPORTED: Text(
        gist="the MX host did not offer STARTTLS",
        meaning=(
            "The MX host did not list STARTTLS in its answer to EHLO, or did not go ahead when it was asked for. "
            "Microsoft counts a handshake that fails as this too."
        ),
        causes=(
            "STARTTLS is off on one node, or on a backup MX host that nobody looks at",
            "a firewall that inspects SMTP masks the word, as XXXXXXXA in the answer to EHLO",
            "the server offers STARTTLS to some clients only, or greylists before it does",
            "the server cannot read its key or certificate, and so leaves STARTTLS out",
            "somebody on the path strips it: a suspicion where one sender or network alone reports it",
        ),
        who="The MX operator runs the server that has to offer it; where one network alone sees it, ask that sender.",
        look=(
            "each address of each MX host, IPv4 and IPv6: does the answer to EHLO list STARTTLS?",
            "does the server answer STARTTLS with 220, and does the handshake end well?",
            "the same from outside your own network: a firewall shows different faces",
            "who reports it: all senders, or one",
        ),
        fix=(
            "offer STARTTLS on every node, backups included",
            "turn the SMTP inspection of the firewall off",
            "offer it to every client alike; with DANE a server must (RFC 7672 §9.2)",
        ),
        not_so=(
            NOT_LOST,
            "one sender's reports do not prove an attack: compare with what the others saw on the same days",
        ),
        references=("3207 §4", "8461 §4", "7672 §2.2"),
    ),
    ResultType.CERTIFICATE_HOST_MISMATCH: Text(
        gist="the certificate does not name the MX host",
        meaning=(
            "None of the names in the certificate is the MX host, or the certificate is not what the policy allows."
        ),
        causes=(
            "the certificate was issued for another name of the server: www, or the name it had before",
            "the MX host moved to a provider, and the record still has the old name",
            "without SNI, or with a name it does not know, the server sends its default certificate",
            "the name stands in the subject only: senders read the subject alternative names",
            "a wildcard is expected to cover two labels, and covers one",
        ),
        who="The MX operator orders the certificate and tells the server which one to send.",
        look=(
            "the names of the certificate that each address sends when it is asked for the MX host (SNI)",
            "the name in the MX record itself: what it is an alias of does not count",
            "the mx lines of the policy: do they name this host?",
        ),
        fix=(
            "issue a certificate with every MX host among its subject alternative names",
            "have the server send it by default, and to those who ask for these names",
            "reload the server on every address",
        ),
        not_so=(NOT_LOST, TESTED, "it does not say that the certificate is expired or not trusted"),
        references=("8461 §4.2", "8461 §7.1"),
    ),
    ResultType.CERTIFICATE_EXPIRED: Text(
        gist="the certificate was past its end date",
        meaning="The certificate, or one of its chain, was past its end date when the sender connected.",
        causes=(
            "the renewal failed, and nobody was told",
            "the certificate was renewed and the server not reloaded",
            "one node or address still has the old one",
            "the RSA certificate was renewed and the ECDSA one was not, or the other way round",
            "an intermediate in the chain has expired",
        ),
        who="The MX operator renews it, and reloads what serves it.",
        look=(
            "the end date of the certificate on each address of the MX host",
            "both chains where there are two: RSA and ECDSA",
            "the last run of the renewal, and whether it reloads the mail server",
        ),
        fix=(
            "renew the certificate and reload the server, on every address",
            "have the renewal do both, and watch the end date from outside",
        ),
        not_so=(NOT_LOST, TESTED, "it does not say that keys or names are wrong"),
        references=("8461 §4.2", "5280 §4.1.2.5"),
    ),
    ResultType.CERTIFICATE_NOT_TRUSTED: Text(
        gist="no chain to a trusted authority",
        meaning=(
            "The sender could not build a chain from the certificate to an authority that it trusts. The reason, "
            "where one is given, says what was missing."
        ),
        causes=(
            "the server sends its own certificate without the intermediate",
            "the certificate is self-signed, or from an authority of your own",
            "the authority is no longer trusted, or its root is too new for this sender",
            "a constraint in the chain forbids the name or the use",
        ),
        who="The MX operator configures what the server sends, and chooses who issues it.",
        look=(
            "the chain as each address sends it: does each certificate name the next as its issuer?",
            "the reason as the sender wrote it",
            "verify without fetching what is missing: browsers fill gaps, mail servers do not",
        ),
        fix=(
            "send the full chain: the certificate, then every intermediate",
            "take a certificate of a public authority",
            "where it is to stay self-signed: DANE with 3 1 1 records, and no MTA-STS in enforce mode",
        ),
        not_so=(NOT_LOST, TESTED, "it does not say that the certificate was forged"),
        references=("8461 §4.2", "5280 §6"),
    ),
}

UNDER: Final = {
    (ResultType.STARTTLS_NOT_SUPPORTED, PolicyType.TLSA): Text(
        not_so=(NOT_LOST, "there is no way round it: with TLSA records a sender must not deliver without TLS"),
        references=("3207 §4", "7672 §2.2", "7672 §9.2"),
    ),
    (ResultType.STARTTLS_NOT_SUPPORTED, PolicyType.STS): Text(
        not_so=(NOT_LOST, TESTED, "one sender's reports do not prove an attack: compare with the others"),
        references=("3207 §4", "8461 §4"),
    ),
    (ResultType.STARTTLS_NOT_SUPPORTED, PolicyType.NO_POLICY_FOUND): Text(
        not_so=(_ANYWAY, "the mail crossed the network in plain text, which nobody notices without a report"),
        references=("3207 §4",),
    ),
    (ResultType.CERTIFICATE_HOST_MISMATCH, PolicyType.TLSA): Text(
        meaning=(
            "Under DANE names matter to records that begin with 2 only: the certificate has to name the MX host or the "
            "domain. Records that begin with 3 ask for no name."
        ),
        causes=(
            "the only record that matches begins with 2, and the certificate names another host",
            "the sender checks names where the records begin with 3, which it must not",
        ),
        fix=(
            "publish 3 1 1 records of the key, which need no name",
            "or issue a certificate that names the MX host",
        ),
        not_so=(NOT_LOST, "where all records begin with 3, it is a fault of the sender and not yours"),
        references=("7672 §3.1.1", "7672 §3.2.2"),
    ),
    (ResultType.CERTIFICATE_EXPIRED, PolicyType.TLSA): Text(
        meaning=(
            "Under DANE dates matter to records that begin with 2 only. Records that begin with 3 say which key is "
            "right, whatever its certificate's dates; some senders report them all the same."
        ),
        causes=(
            "the only record that matches begins with 2, and a certificate below it has expired",
            "the sender checks dates where the records begin with 3, which it must not; Microsoft was seen to",
        ),
        fix=(
            "renew the certificate with the same key, so that records that begin with 3 still match",
            "reload the server, on every address",
        ),
        not_so=(NOT_LOST, "it does not say that no TLSA record matches: that is tlsa-invalid"),
        references=("7672 §3.1.1", "7671 §5.1"),
    ),
    (ResultType.CERTIFICATE_NOT_TRUSTED, PolicyType.TLSA): Text(
        meaning=(
            "Under DANE no public authority is asked: the chain has to lead to the certificate or key that a TLSA "
            "record names. For records that begin with 2 that certificate has to be in the chain as sent."
        ),
        causes=(
            "the record begins with 2, and the server does not send the certificate it names, as a root often is not",
            "the issuer has changed its intermediate, and the record names the old one",
            "no record matches, and the sender calls that not trusted",
        ),
        look=(
            "the chain as each address sends it, against each TLSA record",
            "the reason as the sender wrote it",
        ),
        fix=(
            "send the certificate that the record names as part of the chain, even where it is a root",
            "publish 3 1 1 records, which need no chain",
        ),
        not_so=(NOT_LOST, "a certificate of a public authority alone does not mend it: the TLSA records decide"),
        references=("7672 §3.1.2", "7671 §5.2"),
    ),
    (ResultType.CERTIFICATE_HOST_MISMATCH, PolicyType.NO_POLICY_FOUND): Text(not_so=(_ANYWAY,)),
    (ResultType.CERTIFICATE_EXPIRED, PolicyType.NO_POLICY_FOUND): Text(not_so=(_ANYWAY,)),
    (ResultType.CERTIFICATE_NOT_TRUSTED, PolicyType.NO_POLICY_FOUND): Text(
        not_so=(_ANYWAY, "without DANE or MTA-STS a sender need not trust the certificate, and most do not look")
    ),
}
