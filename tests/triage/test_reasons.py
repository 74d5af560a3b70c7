"""Reasons of senders in plain words: known ones by table, unknown ones left alone."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.reason_phrases import EXACT, HTTP, STATUS, WITHIN
from tlsrpt_tui.triage.reasons import LONGEST, decoded
from tlsrpt_tui.triage.tls_alerts import ALERTS, alert, numbered
from tlsrpt_tui.triage.x509_reasons import GIVEN_ANEW, REASONS

KEPT = "; the sender went on with the policy it had kept"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        # mox
        ("tls-remote-alert-42", "the server's TLS stack said: bad certificate"),
        (
            "tls-remote-alert-70-protocol-version-not-supported",
            "the server's TLS stack said: protocol version (no TLS version in common)",
        ),
        ("tls-remote-alert-99", "the server's TLS stack said: alert 99"),
        ("tls-local-alert-48", "the sender's TLS stack said: unknown CA (the authority is not one that it trusts)"),
        ("io-timeout-during-handshake", "the TLS handshake ran out of time"),
        ("connection-closed-during-handshake", "the connection was closed in the middle of the TLS handshake"),
        ("smtp-starttls-reply-code-454", "the server answered STARTTLS with 454 and not with 220"),
        ("all-unusable-records+ignored", "no TLSA record could be used; the mail was delivered all the same"),
        ("no-policy-served", "the policy host does not exist, or answered 404: there is no such file"),
        ("cannot-fetch-policy", "the policy could not be fetched over HTTPS"),
        ("cannot-fetch-policy+fallback-to-cached-policy", f"the policy could not be fetched over HTTPS{KEPT}"),
        ("+fallback-to-cached-policy", "the policy could not be had; the sender went on with the one it had kept"),
        ("back-off-after-recent-fetch-error", "fetching the policy failed shortly before, and was not tried again yet"),
        ("certificate-not-trusted+too-many-intermediates", "the chain is longer than the sender allows"),
        ("certificate-expired+fallback-to-cached-policy", f"the certificate has expired{KEPT}"),
        ("extended-dns-error-7-signature-expired", "the sender's resolver says: signatures have expired"),
        ("dns-extended-error-9-x", "the sender's resolver says: the key that the DS record names is missing"),
        # Microsoft
        ("MX_HOSTS_MISMATCH", "no MX host of the domain is one that the policy names"),
        ("VALIDATION_FAILURE", "no more than the result type says"),
        ("5.7.321 starttls-not-supported", "the server did not offer STARTTLS, or its handshake failed"),
        ("450 4.7.322 certificate-expired", "the certificate has expired"),
        (
            "550 5.7.323 tlsa-invalid: The domain failed DANE validation",
            "the certificate does not fit the TLSA records: Microsoft says so of any failure of DANE",
        ),
        ("4.7.324", "DNSSEC is broken for a name on the way, or the question for TLSA failed"),
        ("4.4.8 MX hosts of example.com failed MTA-STS validation", EXACT["mx hosts mismatch"]),
        (
            "5.7.5 Remote certificate failed MTA-STS validation. Reason: UntrustedRoot",
            "the certificate did not pass the MTA-STS check",
        ),
        # Postfix
        (
            "server certificate verification failed for mx1.example.com:25: num=65:no matching DANE TLSA records",
            "no TLSA record matches the certificate",
        ),
        (
            "certificate verification failed for mx1.example.com[192.0.2.1]:25: untrusted issuer /CN=Example",
            "the chain leads to no authority that the sender trusts",
        ),
        (
            "TLS is required, but was not offered by host mx1.example.com[192.0.2.1]",
            "the server did not offer STARTTLS",
        ),
        ("Server certificate not verified", "the certificate did not verify: its name, or its chain"),
        # OpenSSL
        ("X509_V_ERR_CERT_HAS_EXPIRED", "the certificate has expired"),
        ("X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED", "an authority in the chain is not allowed to issue"),
        ("verify error:num=20:unable to get local issuer certificate", REASONS["unable to get issuer cert"][2]),
        ("self-signed certificate", "the certificate is self-signed"),
        ("self signed certificate in certificate chain", "the chain ends in a root that the sender does not trust"),
        (
            "error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40",
            "the server's TLS stack said: handshake failure (no TLS version, cipher or parameter in common)",
        ),
        ("tlsv1 alert protocol version", "the server's TLS stack said: protocol version (no TLS version in common)"),
        # mail.ru, and what else is written in Go
        (
            'unable to do http request: Get "https://mta-sts.example.net/x": context deadline exceeded (Timeout)',
            "there was no answer in time",
        ),
        ("bad https response code: 404", "the policy host answered 404: there is no such file"),
        ("bad https response code: 302", "the policy host answered 302: a redirect, which senders do not follow"),
        ("bad https response code: 418", "the policy host answered 418"),
        ("lookup mta-sts.example.net on 192.0.2.53:53: no such host", "the name that was looked up has no address"),
        ("x509: certificate is valid for a.example, not mx1.example.com", "the certificate does not name the host"),
        ("remote error: tls: bad certificate", "the server's TLS stack said: bad certificate"),
        # others
        ("4.7.5 [internal] SSL certificate subject does not match host", "the certificate does not name the host"),
        ("received fatal alert: HandshakeFailure", f"the server's TLS stack said: {alert(40)}"),
        ("invalid peer certificate: UnknownIssuer", "the chain leads to no authority that the sender trusts"),
        ("MX host mx9.example.com does not match policy", "the MX host is not one that the policy names"),
        ("mx-mismatch", "the MX host is not one that the policy names"),
    ],
)
def test_known_reasons_are_put_in_plain_words(reason, words):
    assert decoded(reason) == words


@pytest.mark.parametrize(
    "unknown",
    [
        "",
        "   ",
        "+",
        "hello world",
        "X509_V_ERR_NONSENSE",
        "Zertifikat abgelaufen (gültig bis 13.10.2026)",
        "status 200",
        "tls-remote-alert-",
        "tls-remote-alert-4242",
        "14.7.3210",
        "the answer is 404",
        "starttls response 454 4.7.0 TLS not available",
        "status 550",
        "no-such-thing+fallback-to-cached-policy",
    ],
)
def test_what_is_not_known_is_not_guessed(unknown):
    assert decoded(unknown) == ""


@pytest.mark.parametrize(
    "spelt",
    ["tls-remote-alert-42", "TLS_REMOTE_ALERT_42", "  tls  remote\talert 42 ", "Tls-Remote-Alert-42-bad-certificate"],
)
def test_case_and_what_parts_words_do_not_matter(spelt):
    assert decoded(spelt) == "the server's TLS stack said: bad certificate"


def test_whose_certificate_it_is_the_result_type_says():
    assert decoded("certificate has expired", "certificate-expired") == "the certificate has expired"
    assert decoded("certificate has expired", "sts-webpki-invalid") == "the policy host's certificate has expired"
    assert decoded("X509_V_ERR_CERT_HAS_EXPIRED", "STS-WEBPKI-INVALID") == "the policy host's certificate has expired"


def test_every_alert_is_known_by_number_and_by_name():
    for number, (name, _) in ALERTS.items():
        assert decoded(f"tls-remote-alert-{number}") == f"the server's TLS stack said: {alert(number)}"
        assert name in alert(number)
        assert numbered(name.upper()) == numbered(name.title().replace(" ", "")) == number


def test_a_code_without_http_is_one_of_the_policy_host_only_where_a_policy_was_fetched():
    assert (
        decoded("response code 404", "sts-policy-fetch-error") == "the policy host answered 404: there is no such file"
    )
    assert decoded("status 550", "starttls-not-supported") == ""
    assert decoded("bad http status: 404", "validation-failure").startswith("the policy host answered 404")


def test_a_number_that_openssl_gave_anew_goes_by_its_text():
    assert decoded("verify error:num=24:invalid CA certificate") == REASONS["invalid ca"][2]
    assert "not allowed to issue, or" in decoded("verify error:num=24")


def test_every_reason_of_openssl_is_known_by_name_by_number_and_by_text():
    for name, (number, text, words) in REASONS.items():
        said = words.replace("{certificate}", "the certificate")
        assert decoded(f"X509_V_ERR_{name.upper().replace(' ', '_')}") == said
        assert decoded(f"num={number}") == GIVEN_ANEW.get(number, said)
        if text != "certificate not trusted":  # Postfix has the same words
            assert decoded(text) == said, text


def test_every_phrase_is_reached_and_none_hides_another():
    for phrase, words in EXACT.items():
        assert decoded(phrase) == words.replace("{certificate}", "the certificate")
    parts = [part for part, _ in WITHIN]
    assert len(set(parts)) == len(parts)
    for at, part in enumerate(parts):
        assert not any(earlier in part for earlier in parts[:at]), part


def test_words_are_part_of_a_sentence_and_short():
    said = [decoded(reason) for reason in EXACT]
    said += [words for _, words in WITHIN] + [words for _, _, words in REASONS.values()]
    said += [*STATUS.values(), *HTTP.values()]
    for words in said:
        assert words.isprintable()
        assert not words.endswith(".")
        assert len(words) <= 92
        assert words.isascii()


def test_the_name_of_a_result_type_adds_nothing_or_its_gist():
    assert all(decoded(known.value.upper().replace("-", "_")) for known in ResultType)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_nothing_of_the_reason_but_numbers_gets_into_the_words(reason):
    words = decoded(reason)
    assert words.isprintable()
    assert set(words) <= set(string.ascii_letters + string.digits + " .,:;()'-_")


@pytest.mark.parametrize(
    "hostile",
    [
        "+" * 5000,
        "tls remote alert " * 300,
        "sslv3 alert " + "a " * 3000,
        "x509_v_err_" * 500,
        "status " * 800,
        " -_" * 2000,
        "num=" * 1500,
        "\x00\x1b]8;;" * 1000,
        "+fallback-to-cached-policy" * 300,
        "validation-failure+" * 300,
        "ﬃ" * 4096,
        "mx hosts of " * 500,
        "\ud800" * 4096,
    ],
)
def test_long_and_hostile_reasons_have_an_answer_too(hostile):
    assert decoded(hostile).isprintable()
    assert decoded("tls-remote-alert-42" + " " * LONGEST + hostile) == decoded("tls-remote-alert-42")
