"""What the catalogue says of failures of DANE and DNSSEC (RFC 8460 §4.3.2.1)."""

from typing import Final

from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.catalogue_text import NOT_LOST, Text

TEXTS: Final = {
    ResultType.TLSA_INVALID: Text(
        gist="no TLSA record matches the certificate",
        meaning=(
            "There are TLSA records for the MX host, and none of them matches what the server sent. Some senders "
            "report records as this that they cannot use, and deliver all the same."
        ),
        causes=(
            "the key was replaced and its TLSA record not published first",
            "a record that begins with 2 names an intermediate that the issuer has retired",
            "the record holds the hash of something else: certificate for key, or the other way round",
            "the certificate that a record names is not in the chain as sent",
            "all records are of usages 0 or 1, which mail does not use, or have a digest of the wrong length",
            "one address of the host has another certificate; or there are more records than the sender reads (12)",
        ),
        who="The MX operator has the key and the DNS operator the records: they have to change together.",
        look=(
            "each TLSA record against certificate and chain, on each address of the MX host",
            "the records as published now: the openssl line has those that the sender saw, tlsrpt-tui check asks DNS",
            "whether the answer is signed (AD), and how old the records are that the sender saw",
            "the reason: all-unusable-records+ignored did not stop any mail",
        ),
        fix=(
            "publish the record of the key in use now, beside the old ones, and wait twice its TTL",
            "keep 3 1 1 for the key in use and for the next one; publish the next before it is used",
            "or keep the same key when the certificate is renewed",
        ),
        not_so=(
            NOT_LOST,
            "the certificate need not be wrong: a perfect one fails when its key is not the published one",
            "it does not say that DNSSEC is broken: that is dnssec-invalid",
        ),
        references=("7672 §4", "7671 §8.1", "7671 §8.4", "7672 §3.1.3"),
    ),
    ResultType.DNSSEC_INVALID: Text(
        gist="DNSSEC is broken for a name on the way",
        meaning=(
            "The sender's resolver returned no valid records: signatures of the domain, of the MX host or of the TLSA "
            "name did not validate, or the server failed at the question."
        ),
        causes=(
            "signatures have expired: the zone is no longer signed anew",
            "the DS record at the parent does not fit the keys, most often after a move or a rollover",
            "the zone's proof that a TLSA name does not exist is broken",
            "the name server fails at questions for TLSA, or a firewall drops them",
            "the sender's resolver could not reach the name servers",
        ),
        who="The DNS operator signs the zone; for MX hosts of a provider that is the provider's.",
        look=(
            "each name with and without checking (dig +cd): what only +cd answers has broken signatures",
            "the Extended DNS Error in the answer: it says what is broken",
            "MX, A, AAAA and TLSA each for itself: the zones can be different ones",
        ),
        fix=(
            "sign the zone anew, and have it done before signatures end",
            "make the DS record at the parent fit the keys",
            "in need: take the DS record away at the parent, which ends DNSSEC and DANE with it",
        ),
        not_so=(
            NOT_LOST,
            "an unsigned zone does not cause it: without DNSSEC there is no DANE, and no failure either",
            "the certificate was never looked at",
        ),
        references=("7672 §2.1.2", "7672 §2.2", "4035 §5"),
    ),
    ResultType.DANE_REQUIRED: Text(
        gist="the sender insists on DANE and found none",
        meaning=(
            "The sender is set up to deliver to this domain with DANE only, and an MX host had no TLSA record that "
            "DNSSEC vouches for."
        ),
        causes=(
            "TLSA records or DNSSEC were taken away",
            "a new MX host has no TLSA record, or stands in a zone that is not signed",
            "the sender still has an agreement that you have forgotten",
        ),
        who="The sender's own policy demands it; you can meet it, or ask for it to be lifted.",
        look=(
            "the TLSA records of every MX host: are there any, in an answer that is signed (AD)?",
            "whether the MX records of the domain are signed too",
            "who the sender is: this takes an agreement, so somebody knows",
        ),
        fix=(
            "publish TLSA records for every MX host, in signed zones",
            "or have the sender lift its demand (RFC 7672 §6)",
        ),
        not_so=(
            "nothing is wrong by the RFCs: DANE is your choice, and this sender's policy is its own",
            "other senders deliver to the same hosts",
        ),
        references=("7672 §6", "7672 §2.2"),
    ),
}
