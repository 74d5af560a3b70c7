"""Redacted, no page names a host or a domain, however oddly it is written and wherever it stands in a sentence."""

import json

import pytest

from tests.output.invented import detail, policy, report, save
from tlsrpt_tui.cli import run
from tlsrpt_tui.output.stand_ins import STAND_INS, noted

PAGES = [["changes"], ["changes", "--format", "json"], ["policies"], ["digest"], ["digest", "--format", "html"]]
LONG = f"mx1.secretbank.7{'x' * 60}.{'7.'.join(['secret'] * 12)}.example.com"


def fill(folder, domain, host, result="certificate-expired", reason=""):
    """Write 20 days of one sender; failures from the 13th on, another MX host in its policy from the 16th on."""
    for day in range(1, 21):
        found = detail(result, 20, **{"receiving-mx-hostname": host, "failure-reason-code": reason})
        told = policy(domain, successful=500, failed=20, details=[found] if day > 12 else [])
        told["policy"]["policy-string"] = ["version: STSv1", "mode: testing", f"mx: {host}", "max_age: 604800"]
        told["policy"]["policy-string"] += [f"mx: new-{host}"] if day > 15 else []
        told["policy"]["mx-host"] = [host]
        save(folder / f"{day}.json", report(f"r{day}", f"2026-11-{day:02}", policies=[told]))
    return folder


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
@pytest.mark.parametrize(
    ("domain", "host"),
    [
        ("example.com", "secretmx"),
        ("example.com", "h.secretbank1.b2"),
        ("secret customer", "secret mx host"),
        ("secret/customer", "secret/mx"),
        ("(secret)", "[secret]"),
        ("example.com", "mx of secret"),
        ("example.com", LONG),
        ("7.".join(["secret"] * 24) + ".com", "mx1.example.com"),
    ],
)
def test_sentences_about_changes_name_nothing(page, domain, host, tmp_path, capsysbinary):
    code = run([*page, "--no-cache", "--redact-key", "k", str(fill(tmp_path, domain, host))])
    shown = capsysbinary.readouterr()
    assert code == 0
    assert "secret" not in (shown.out + shown.err).decode().casefold()


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_redacted_readiness_names_no_policy_host(form, tmp_path, capsysbinary):
    fill(tmp_path, "a.secretbank1.b2", "mx1.example.com", "sts-policy-fetch-error")
    run(["readiness", "--no-cache", "--format", form, "--redact-key", "k", str(tmp_path), "a.secretbank1.b2"])
    assert "secret" not in capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize("name", ["secret mx host", "secret/mx", "[secret]", "http://secret"])
def test_a_reason_that_quotes_a_known_name_is_covered(name, tmp_path, capsysbinary):
    fill(tmp_path, "example.com", name, reason=f"cannot reach {name} today")
    run(["incidents", "--no-cache", "--format", "markdown", "--redact-key", "k", str(tmp_path)])
    assert "secret" not in capsysbinary.readouterr().out.decode()


PAGES_OF_TEXT = [["incidents"], ["changes"], ["policies"], ["digest"], ["readiness", "example.com"]]


def told(capsysbinary, folder, words, *options):
    run([words[0], "--no-cache", *options, str(folder), *words[1:]])
    return capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("words", PAGES_OF_TEXT, ids=" ".join)
def test_a_redacted_page_says_once_that_names_are_stand_ins(words, form, tmp_path, capsysbinary):
    folder = fill(tmp_path, "example.com", "mx1.example.com")
    line = STAND_INS.removesuffix(".").casefold()
    assert told(capsysbinary, folder, words, "--format", form, "--redact-key", "k").casefold().count(line) == 1
    assert line not in told(capsysbinary, folder, words, "--format", form).casefold()


def test_the_line_stands_below_the_head_of_a_page_and_changes_no_json():
    assert noted("head\nmore\n\nrest\n", "text") == f"head\nmore\n{STAND_INS}\n\nrest\n"
    assert noted("# Head\n\nrest\n", "markdown") == f"# Head\n\n{STAND_INS}\n\nrest\n"
    assert noted("nothing\n", "text") == f"nothing\n{STAND_INS}\n"
    assert noted("{}\n\n", "json") == "{}\n\n"


def test_html_says_that_names_are_stand_ins(tmp_path, capsysbinary):
    folder = fill(tmp_path, "example.com", "mx1.example.com")
    page = told(capsysbinary, folder, ["digest"], "--format", "html", "--redact-key", "k")
    assert STAND_INS.removesuffix(".").casefold() in page.casefold()


@pytest.mark.parametrize(("domain", "host"), [("example.com", "mx1.example.com"), ("acme.b2", "mx1.acme.b2")])
def test_a_redacted_verdict_is_the_same(domain, host, tmp_path, capsysbinary):
    folder, words = fill(tmp_path, domain, host), ("--format", "json")
    verdicts = [
        json.loads(told(capsysbinary, folder, ["readiness", domain], *words, *more))["verdict"]
        for more in ((), ("--redact-key", "k"))
    ]
    assert verdicts[0] == verdicts[1]


def test_a_domain_in_two_spellings_is_one_when_it_is_redacted(tmp_path, capsysbinary):
    folder = fill(tmp_path, "b\u00fccher.example.com", "mx1.example.com")
    words = ["readiness", "xn--bcher-kva.example.com"]
    pages = [told(capsysbinary, folder, words, "--format", "json", *more) for more in ((), ("--redact-key", "k"))]
    points = [[(point["weight"], point["code"]) for point in json.loads(page)["points"]] for page in pages]
    assert points[0] == points[1]
    assert "blocker" in dict(points[0])
