"""What may stand on the command line of ``record`` beside what all commands take."""

from typing import Final

from tlsrpt_tui.syntax import Option

RECORDS: Final = (
    Option("--kind", "lint: what TEXT is; default: what it looks like", choices=("tlsrpt", "mta-sts", "policy")),
    Option("--domain", "make tlsrpt: the domain of the record, for its full name", "DOMAIN"),
    Option("--mode", "make mta-sts: of the policy; default: testing", choices=("testing", "enforce", "none")),
    Option("--max-age", "make mta-sts: keep the policy for so long; default: 604800, a week", "SECONDS"),
    Option("--mx", "make mta-sts: an MX host of the policy; may be given several times", "HOST", several=True),
    Option("--id", "make mta-sts: of the record; default: the time, as in 20261105T101500", "ID"),
    Option("--resolver", "make mta-sts: whom to ask, IP, tls://IP or https://HOST/PATH", "RESOLVER"),
    Option("--part", "make: nothing but the value of the record, or the policy file", choices=("value", "policy")),
)

RECORD: Final = """\
lint TEXT                hold a record or a policy to its RFC; - reads it from standard input
make tlsrpt ADDRESS...   a TLS-RPT record that asks for reports to these addresses
make mta-sts DOMAIN      an MTA-STS record and its policy file; without --mx, DNS is asked for
                         the MX hosts, and nobody is asked anything in all other cases"""
LINTED: Final = """\
Here 1 is: the text does not conform; with warnings alone it does.
A folder named record is reached as ./record."""
