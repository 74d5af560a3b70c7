"""The commands that check what a row is about."""

import shlex

import pytest

from tlsrpt_tui.reports.model import NO_DETAILS, ResultType
from tlsrpt_tui.triage.check_lines import Subject, dns_line, tls_line, unchecked_line

STS = ("version: STSv1", "mode: enforce", "mx: mx1.example.com", "max_age: 604800")
DIGEST = "ab" * 32


def ended(connect):
    """Return a line as it is copied: openssl would wait for something to be typed."""
    return f"{connect} </dev/null" if connect.startswith("openssl") else connect


def about(result, policy="sts", **said):
    given = {"domain": "example.com", "mx_host": "mx1.example.com", "policy_text": STS} | said
    return Subject(result, policy, **given)


SMTP = "openssl s_client -starttls smtp -connect mx1.example.com:25 -servername mx1.example.com"
VERIFIED = f"{SMTP} -verify_hostname mx1.example.com -verify_return_error"
HOSTS = "dig example.com MX mx1.example.com A mx1.example.com AAAA"
CURL = "curl -sSi --max-time 60 https://mta-sts.example.com/.well-known/mta-sts.txt"
POLICY_HOST = (
    "openssl s_client -connect mta-sts.example.com:443 -servername mta-sts.example.com"
    " -verify_hostname mta-sts.example.com"
)
TLSA = "dig +dnssec _25._tcp.mx1.example.com TLSA"


@pytest.mark.parametrize(
    ("result", "dig", "connect"),
    [
        ("starttls-not-supported", HOSTS, SMTP),
        ("certificate-host-mismatch", HOSTS, VERIFIED),
        ("certificate-expired", HOSTS, VERIFIED),
        ("certificate-not-trusted", HOSTS, VERIFIED),
        ("validation-failure", HOSTS, VERIFIED),
        ("tlsa-invalid", TLSA, f"{SMTP} -showcerts"),
        ("dane-required", TLSA, f"{SMTP} -showcerts"),
        ("dnssec-invalid", f"dig +dnssec {HOSTS[4:]} _25._tcp.mx1.example.com TLSA", ""),
        (
            "sts-policy-fetch-error",
            "dig _mta-sts.example.com TXT mta-sts.example.com A mta-sts.example.com AAAA",
            CURL,
        ),
        ("sts-policy-invalid", "dig _mta-sts.example.com TXT", CURL),
        (
            "sts-webpki-invalid",
            "dig _mta-sts.example.com TXT mta-sts.example.com A mta-sts.example.com AAAA",
            POLICY_HOST,
        ),
        (NO_DETAILS, "dig example.com MX _mta-sts.example.com TXT _smtp._tls.example.com TXT", VERIFIED),
        ("quantum-handshake-flux", HOSTS, VERIFIED),
    ],
)
def test_each_result_type_has_the_lines_that_check_it(result, dig, connect):
    assert dns_line(about(result)).command == dig
    assert tls_line(about(result)).command == ended(connect)


@pytest.mark.parametrize("known", list(ResultType))
@pytest.mark.parametrize("policy", ["sts", "tlsa", "no-policy-found"])
def test_there_is_a_line_or_a_reason_for_every_result_type_under_every_policy(known, policy):
    for line in (dns_line(about(known.value, policy)), tls_line(about(known.value, policy))):
        assert bool(line.command) is not bool(line.refusal)
        assert "mx1.example.com" in line.command or "example.com" in line.command or "DNSSEC" in line.refusal


def test_where_dnssec_failed_it_is_asked_without_validation_as_well():
    subject = about("dnssec-invalid", "tlsa")
    assert unchecked_line(subject).command == dns_line(subject).command.replace("dig", "dig +cd")
    assert unchecked_line(about("certificate-expired")).refusal
    assert unchecked_line(about("dnssec-invalid", domain="a b")).refusal


def test_dane_is_checked_against_the_records_that_the_sender_saw():
    subject = about("tlsa-invalid", "tlsa", policy_text=(f"3 1 1 {DIGEST}", "2 1 1 no digest; rm -rf /"))
    command = tls_line(subject).command
    assert command == f"{SMTP} -dane_tlsa_domain mx1.example.com -dane_tlsa_rrdata '3 1 1 {DIGEST}' </dev/null"


def test_records_get_into_a_command_whole_and_as_far_as_there_is_room():
    many = tuple(f"3 1 1 {number:064x}" for number in range(16))
    assert tls_line(about("tlsa-invalid", "tlsa", policy_text=many)).command.count("-dane_tlsa_rrdata") == len(many)
    long = tuple(f"3 0 0 {number:0800x}" for number in range(4))
    command = tls_line(about("tlsa-invalid", "tlsa", policy_text=long)).command
    assert command.count("-dane_tlsa_rrdata") == 2
    assert len(command) < 2100
    endless = tls_line(about("tlsa-invalid", "tlsa", policy_text=("3 0 0 " + "a" * 1024,)))
    assert endless.command == f"{SMTP} -showcerts </dev/null"


def test_a_certificate_under_dane_is_held_against_the_tlsa_records():
    assert dns_line(about("certificate-expired", "tlsa", policy_text=())).command == TLSA


def test_a_host_that_the_policy_does_not_name_leads_to_the_policy():
    assert tls_line(about("validation-failure", mx_host="mx9.example.com")).command == CURL


@pytest.mark.parametrize(
    ("address", "end"), [("203.0.113.10", "203.0.113.10:25"), ("2001:db8::10", "[2001:db8::10]:25")]
)
def test_the_address_that_failed_is_the_one_that_is_met(address, end):
    words = shlex.split(tls_line(about("certificate-expired", receiving_ip=address)).command)
    assert words[words.index("-connect") + 1] == end


@pytest.mark.parametrize(
    "hostile",
    [
        "$(touch x)",
        "example.com; reboot",
        "`id`",
        "-oProxyCommand=x",
        "--help",
        "a b",
        "*.example.com",
        "..",
        "a..b",
        "@203.0.113.1",
        "+trace",
        "example.com\nreboot",
        "203.0.113.10",
        "x" * 4096,
        "a." * 200 + "example",
        "\u202eexample.com",
        "a/b",
        "'",
    ],
)
def test_what_is_no_host_name_gets_into_no_command(hostile):
    for result in ("certificate-expired", "tlsa-invalid"):
        for make in (dns_line, tls_line):
            line = make(about(result, mx_host=hostile))
            assert not line.command
            assert line.refusal.endswith("is no MX host")
            assert len(line.refusal) < 80
            assert line.refusal.isprintable()
    line = tls_line(about("sts-policy-fetch-error", domain=hostile))
    assert not line.command
    assert line.refusal.endswith("is no policy domain")


def test_an_address_that_is_none_is_refused():
    assert tls_line(about("certificate-expired", receiving_ip="; id")).refusal == "“; id” is no address"


def test_a_name_in_unicode_is_asked_for_in_its_ascii_form():
    assert (
        dns_line(about("sts-policy-invalid", domain="bücher.example")).command
        == "dig _mta-sts.xn--bcher-kva.example TXT"
    )


def test_without_an_mx_host_the_domain_is_asked_for():
    assert tls_line(about("certificate-expired", mx_host="")).refusal == "the row names no MX host to connect to"
    assert dns_line(about("certificate-expired", mx_host="")).command.startswith("dig example.com MX _mta-sts")
