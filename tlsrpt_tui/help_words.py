"""Paragraphs at the end of the help of a command, and what the exit codes mean."""

from textwrap import fill
from typing import Final

_WIDTH: Final = 98

PATHS: Final = """\
A PATH is a folder, a report (.json, .json.gz, no ending at all), a message, an mbox, a Maildir,
a zip or tar, or - for standard input. A PATH named like a command is reached as ./summary."""
FILTERS: Final = """\
filter: org:google domain:example.com policy:sts|tlsa|none mode:enforce mx:mail*.example.com
  result:certificate-expired ip:198.51.100.0/24 to:203.0.113.10 since:7d until:2026-11-01
  failed>100 rate>1% "quoted words" -org:microsoft"""
"""The filter language by example."""

COMMANDS: Final = """\
commands:
  tlsrpt-tui [PATH...]          the explorer
  tlsrpt-tui summary PATH...    totals and every facet: text, json, csv, markdown
  tlsrpt-tui export PATH...     failure rows: csv, ndjson, json, parquet
  tlsrpt-tui incidents PATH...  what failed, put together: since when, for whom, who must act
  tlsrpt-tui changes PATH...    this period against the one before: new, gone, grown, silent
  tlsrpt-tui policies PATH...   which policy each sender saw, and when it saw another
  tlsrpt-tui digest PATH...     a period on one page for a mail: text, markdown, html
  tlsrpt-tui readiness PATH... DOMAIN   MTA-STS from testing to enforce, with what stands in the way
  tlsrpt-tui check DOMAIN...    live: TLS-RPT, MTA-STS, MX, DANE, DNSSEC, certificates
  tlsrpt-tui record lint|make   TLS-RPT and MTA-STS records and policies: judge one, make one
  tlsrpt-tui explain [TYPE]...  what result types and reasons mean, and what mends them
  tlsrpt-tui cache info|clear   what is kept on disk between runs, and its removal
  tlsrpt-tui settings           what is set, where it comes from, and what may be set
  tlsrpt-tui keys               the keys of the explorer
  tlsrpt-tui man                the manual page
  tlsrpt-tui completion SHELL   completion for bash, zsh or fish"""
STARTS: Final = """\
view: incidents|explore|reports|domain|files|changes, then a filter, then sort:COLUMN; each of
  them may be left out:
  --view 'reports domain:example.com'  --view 'result:certificate-expired sort:failed'
  --view @weekly starts at the bookmark of that name"""
ROWS: Final = """\
columns: day, organization, domain, policy_type, mode, result_type, mx_host, mx_helo, sending_ip,
  receiving_ip, sessions, counted, reason, info, report_id, period_start, period_end, file, member
In csv, a text that a spreadsheet could take for a formula begins with an apostrophe."""
CHECK: Final = """\
Nothing is sent before this command, and nothing to anybody but the resolver, the policy host
mta-sts.DOMAIN, and with --probe port 25 of the MX hosts: a greeting, STARTTLS, QUIT, never mail."""
TOPICS: Final = """\
topics: tlsrpt-record, sts-record, sts-policy, policy-host, mx, tls, dane, dnssec; several with
  commas between; mta-sts stands for sts-record, sts-policy and policy-host. Without --only, all
  but tls."""
CHECKED: Final = """\
Here 1 is: --fail-on found something; 3: no check could be answered, or no report could be read."""
READY: Final = """\
The last word is the domain, all before it are PATHs. Nothing is sent without --live; with it, what
tlsrpt-tui check sends: DNS and the policy host, and with --probe port 25 of the MX hosts.
Here 1 is: --fail-on found something, by default all but "ready"; 3: no report could be read."""
CACHE: Final = """\
info    the folder of the cache, and for each index in it: reports, files, size, last used, paths
clear   removes all of it; what is needed is read anew
A folder named cache is reached as ./cache."""
SETTINGS: Final = """\
The environment comes before the file, the file before what the program comes with.
A file to start from: tlsrpt-tui settings --example"""
KEYS: Final = """\
A key is changed by its id in the settings file, as in
  [keys]
  "facet.exclude" = "X\""""
MAN: Final = """\
Read it with: tlsrpt-tui man | man -l -
Keep it with: tlsrpt-tui man > ~/.local/share/man/man1/tlsrpt-tui.1"""
COMPLETION: Final = """\
bash   tlsrpt-tui completion bash > ~/.local/share/bash-completion/completions/tlsrpt-tui
zsh    tlsrpt-tui completion zsh > FOLDER/_tlsrpt-tui, where FOLDER is one of $fpath
fish   tlsrpt-tui completion fish > ~/.config/fish/completions/tlsrpt-tui.fish"""
EXIT_MEANINGS: Final = {
    0: "done",
    1: "--fail-on found something",
    2: "wrong usage",
    3: "nothing readable",
    4: "with --strict something could not be read",
    130: "interrupted",
}
"""The exit codes, in words."""

EXITS: Final = fill(
    f"exit codes: {', '.join(f'{code} {words}' for code, words in EXIT_MEANINGS.items())}",
    _WIDTH,
    subsequent_indent="  ",
)
