"""``tlsrpt-tui explain``: result types and reasons, as people and their scripts meet them."""

import json
from importlib.resources import files

import jsonschema
import pytest

from tlsrpt_tui.cli import run
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.text import sanitise

KNOWN = [known.value for known in ResultType]


@pytest.fixture
def said(capsys):
    """Run the command; return its exit code, standard output and standard error."""

    def run_it(*words):
        code = run(["explain", *words])
        written = capsys.readouterr()
        return code, written.out, written.err

    return run_it


@pytest.fixture(scope="module")
def schema():
    """Return what holds a document to the schema that ships with the program."""
    loaded = json.loads(files("tlsrpt_tui.output").joinpath("schemas", "explain.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(loaded)
    return jsonschema.Draft202012Validator(loaded)


def test_without_a_word_every_type_has_a_line(said):
    code, out, err = said()
    assert (code, err) == (Exit.DONE, "")
    for known in KNOWN:
        assert sum(line.split()[:1] == [known] for line in out.splitlines()) == 1
    assert max(map(len, out.splitlines())) <= 80


def test_a_policy_type_leaves_those_that_come_under_it(said):
    out = said("--policy", "sts")[1]
    assert "sts-policy-invalid" in out
    assert "tlsa-invalid" not in out
    assert "DANE" not in out


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("policy", ["", *PolicyType])
def test_a_type_has_a_page_that_says_all_of_it(said, known, policy):
    code, out, err = said(known, *(["--policy", policy] if policy else []))
    assert (code, err) == (Exit.DONE, "")
    lines = out.splitlines()
    assert lines[0].startswith(f"{known}  ")
    labels = [line[:9].strip() for line in lines if line[:9].strip() and not line.startswith(("Under", known))]
    assert labels[:8] == ["Means", "Causes", "Acts", "Look at", "Ask", "Fix", "Not so", "RFC"]
    assert all(len(line) <= 80 for line in lines if "openssl" not in line and "dig" not in line)
    assert ("it is otherwise" in out) <= (not policy)


def test_what_differs_under_a_policy_type_follows_and_nothing_else(said):
    out = said("certificate-expired")[1]
    under = out.partition("Under no-policy-found it is otherwise:")[2].split("\n")
    assert [line[:9].strip() for line in under if line[:9].strip()] == ["Not so"]
    assert "Records that\n         begin with 3" in out.partition("Under tlsa it is otherwise:")[2]


@pytest.mark.parametrize("spelt", ["TLSA_INVALID", "tlsa invalid", " Tlsa-Invalid "])
def test_case_and_what_parts_words_do_not_matter(said, spelt):
    assert said(spelt) == said("tlsa-invalid")


def test_a_reason_is_put_in_plain_words_beside_types(said):
    code, out, _ = said("dane-required", "tls-remote-alert-42", "X509_V_ERR_CERT_HAS_EXPIRED", "tls-remote-alert-42")
    assert code == Exit.DONE
    assert out.startswith("dane-required  comes under tlsa\n")
    assert "“tls-remote-alert-42”\n\nMeans    the server's TLS stack said: bad certificate\nActs     MX operator" in out
    assert out.endswith(
        "\n\n“X509_V_ERR_CERT_HAS_EXPIRED”\n\nMeans    the certificate has expired\n"
        "Acts     MX operator, as a rule: renew, then reload on every address of the host\n"
        "More     tlsrpt-tui explain certificate-expired\n"
    )


@pytest.mark.parametrize(
    ("reason", "owner", "result_type"),
    [
        ("MX_HOSTS_MISMATCH", "policy web host", "validation-failure"),
        ("no-system-roots", "sender, or you", None),
        ("no-policy-served", "policy web host", "sts-policy-fetch-error"),
        ("policy syntax error", "policy web host", "sts-policy-invalid"),
        ("X509_V_ERR_DANE_NO_MATCH", "MX and DNS operator", "tlsa-invalid"),
        ("x509: certificate signed by unknown authority", "MX operator", "certificate-not-trusted"),
        ("context deadline exceeded", None, None),
    ],
)
def test_a_reason_says_who_acts_where_that_is_known(said, reason, owner, result_type):
    (told,) = json.loads(said(reason, "--format", "json")[1])["reasons"]
    assert (told["owner"], told["result_type"]) == (owner, result_type)
    assert bool(told["act"]) is bool(owner)
    assert ("Who acts: " in said(reason, "--format", "markdown")[1]) is bool(owner)


def test_failures_without_details_are_said_to_be_no_type(said):
    for spelt in ("(no details)", "no-details"):
        out = said(spelt)[1]
        assert out.startswith("(no details)\n")
        assert "Causes" not in out


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("certificate-expird", "did you mean certificate-expired"),
        ("tlsa", "tlsa-invalid"),
        ("quantum-handshake-flux", "result types are starttls-not-supported, "),
        ("", "result types are "),
        ("\x1b[31m\u202e\ud800", "result types are "),
        ("x" * 100_000, "result types are "),
    ],
    ids=["slip", "part", "unknown", "empty", "hostile", "long"],
)
def test_a_word_that_is_neither_is_said_with_what_comes_near_it(said, word, hint):
    code, out, err = said("certificate-expired", word)
    assert (code, out) == (Exit.WRONG_USAGE, "")
    assert hint in err
    assert err.count("\n") == 1
    assert sanitise(err.rstrip("\n")) == err.rstrip("\n")


def test_a_policy_type_that_nobody_knows_is_refused(said):
    code, out, err = said("--policy", "dane")
    assert (code, out) == (Exit.WRONG_USAGE, "")
    assert "--policy" in err


@pytest.mark.parametrize("words", [[], ["--policy", "tlsa"], KNOWN, ["no details", "MX_HOSTS_MISMATCH"]], ids=len)
def test_the_json_obeys_its_schema(said, schema, words):
    document = json.loads(said(*words, "--format", "json")[1])
    schema.validate(document)
    assert document["result_types"]


def test_the_json_without_words_holds_all_of_every_type(said):
    types = json.loads(said("--format", "json")[1])["result_types"]
    assert [each["result_type"] for each in types] == KNOWN
    assert all(each["known"] and each["causes"] and each["fix"] and each["commands"] for each in types)
    assert [each["policy_type"] for each in types[2]["under"]] == ["tlsa", "no-policy-found"]


def test_markdown_is_a_table_without_words_and_sections_with_them(said):
    table = said("--format", "markdown")[1].splitlines()
    assert len(table) == 2 + len(KNOWN)
    assert all(line.count("|") == 5 for line in table)
    out = said("certificate-expired", "--format", "markdown")[1]
    assert out.startswith("## certificate-expired\n\n")
    assert "### certificate-expired under tlsa" in out
    assert "```\ntlsrpt-tui check DOMAIN" in out
    assert out.count("```") % 2 == 0


def test_a_reason_adds_no_structure_to_markdown(said):
    hostile = "tls-remote-alert-42\n# head | <b>x</b> [a](https://example.com) `code`\x1b"
    out = said(hostile, "--format", "markdown")[1]
    assert ": the server's TLS stack said: bad certificate. Who acts: MX operator, as a rule: " in out
    assert out.count("\n") == 1
    assert not any(sign in out for sign in ("|", "<", "`", "\x1b", "https://"))
    assert "[a\\](https\\://example.com)" in out
