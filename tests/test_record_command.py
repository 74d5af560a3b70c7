"""``record lint`` and ``record make``, as people and their scripts meet them."""

import io
import json
import subprocess
import sys
import types
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.live.world.scripted_dns import ScriptedDns, answer, refusing
from tlsrpt_tui.cli import run
from tlsrpt_tui.live.record_lint import lint
from tlsrpt_tui.output import record_page
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.settings import PATH_VARIABLE
from tlsrpt_tui.text import sanitise

ROOT = Path(__file__).parents[1]
GOOD = "v=TLSRPTv1; rua=mailto:tlsrpt@example.com"
TWICE = "v=TLSRPTv1; rua=mailto:a@example.com,rua=mailto:b@example.com"
POLICY = "version: STSv1\r\nmode: testing\r\nmx: mail.example.com\r\nmax_age: 604800\r\n"
HOSTILE = "v=TLSRPTv1; rua=mailto:\x1b[31ma\u202e@example.com\x07; x\u200b=1"


@pytest.fixture(autouse=True)
def no_settings(tmp_path, monkeypatch):
    (tmp_path / "config.toml").touch()
    monkeypatch.setenv(PATH_VARIABLE, str(tmp_path / "config.toml"))


@pytest.fixture
def said(capsys):
    """Run the command; return its exit code, standard output and standard error."""

    def run_it(*words):
        code = run(["record", *words])
        written = capsys.readouterr()
        return code, written.out, written.err

    return run_it


@pytest.fixture
def pipe(monkeypatch):
    """Put bytes on standard input."""

    def put(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return put


def schema(name):
    loaded = json.loads(files("tlsrpt_tui.output").joinpath("schemas", f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(loaded)
    return jsonschema.Draft202012Validator(loaded)


def test_a_good_record_conforms_in_a_line(said):
    assert said("lint", "--kind", "tlsrpt", GOOD) == (Exit.DONE, "TLS-RPT record: conforms to RFC 8460 §3\n", "")


def test_a_bad_one_is_shown_with_a_caret_and_with_what_to_publish(said):
    code, out, _ = said("lint", TWICE)
    assert code == Exit.FOUND
    assert out.splitlines() == [
        "TLS-RPT record: does not conform to RFC 8460 §3, with 1 error, 1 warning",
        "(that is what it looks like; --kind says otherwise)",
        "",
        "  v=TLSRPTv1; rua=mailto:a@example.com,rua=mailto:b@example.com",
        "                  ^",
        "warning rua-several (RFC 8460 §3)",
        "  2 addresses are named, and a sender has done its duty when one of them has got",
        "  the report: let one collect for all.",
        "",
        "  v=TLSRPTv1; rua=mailto:a@example.com,rua=mailto:b@example.com",
        "                                       ^",
        "error rua-prefix-repeated (RFC 8460 §3)",
        "  “rua=” stands once, before the first address; behind a comma follows the next",
        "  address alone.",
        "",
        "publish instead:",
        "  v=TLSRPTv1; rua=mailto:a@example.com,mailto:b@example.com",
    ]


def test_warnings_alone_conform(said):
    code, out, _ = said("lint", "v=TLSRPTv1 ; rua=mailto:a@example.com")
    assert code == Exit.DONE
    assert "conforms to RFC 8460 §3, with 1 warning" in out


def test_a_policy_is_read_from_standard_input_and_its_lines_are_counted(said, pipe):
    pipe(POLICY.replace("testing", "Testing").encode())
    code, out, _ = said("lint", "-")
    assert code == Exit.FOUND
    assert "MTA-STS policy: does not conform to RFC 8461 §3.2, with 1 error" in out
    assert "  line 2:\n  mode: Testing\n        ^\nerror mode-case (RFC 8461 §3.2)\n" in out


def test_a_line_end_behind_a_piped_record_does_not_count(said, pipe):
    pipe(f"{GOOD}\n".encode())
    assert said("lint", "-")[0] == Exit.DONE


def test_the_caret_stands_under_its_place_behind_what_is_wide_or_was_made_visible():
    lines = record_page.lint_text(lint("v=STSv1; x\x1b日=1;; id=1")).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("error field-empty"))
    assert lines[at - 2] == "  v=STSv1; x␛日=1;; id=1"
    assert lines[at - 1].index("^") == len("  v=STSv1; xejp=1;")


def test_of_a_long_text_the_place_is_shown():
    text = f"v=STSv1; note={'x' * 300}; id=a-b; more={'y' * 300}"
    lines = record_page.lint_text(lint(text)).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("error id-characters"))
    assert lines[at - 2].startswith("  …xxx")
    assert lines[at - 2].endswith("yyy…")
    assert lines[at - 2][lines[at - 1].index("^")] == "-"
    assert all(len(line) <= 80 for line in lines if not line.startswith("  v=STSv1"))


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "text", [HOSTILE, f'"{HOSTILE}"', "version: \x1b]8;;x\x07\nmode: \u2066none", "<b\x1b[2J>x</b>"]
)
def test_what_a_stranger_wrote_can_do_nothing_but_be_read(said, text, form):
    code, out, _ = said("lint", text, "--format", form)
    assert code == Exit.FOUND
    assert all(sanitise(line) == line for line in out.split("\n"))


@pytest.mark.parametrize(
    "text",
    [GOOD, TWICE, "v=TLSRPTv1; rua=mailto:a@example.com; x=1", "v=STSv1; id=1; x=1", POLICY, "v=STSv1;", HOSTILE],
)
def test_the_verdict_obeys_its_schema(said, text):
    code, out, _ = said("lint", text, "--format", "json")
    document = json.loads(out)
    schema("record-lint").validate(document)
    assert list(document) == schema("record-lint").schema["required"]
    assert document["conforms"] is (code == Exit.DONE)
    assert document["guessed"] is True
    assert (document["found"] is None) is not document["conforms"]


def test_a_program_reads_place_and_correction(said):
    document = json.loads(said("lint", TWICE, "--kind", "tlsrpt", "--format", "json")[1])
    assert document["guessed"] is False
    assert document["corrected"] == "v=TLSRPTv1; rua=mailto:a@example.com,mailto:b@example.com"
    assert document["faults"][1] == {
        "level": "error",
        "code": "rua-prefix-repeated",
        "sentence": "“rua=” stands once, before the first address; behind a comma follows the next address alone.",
        "section": "8460 §3",
        "line": None,
        "column": 37,
    }


def test_another_kind_than_it_looks_like_may_be_asked_for(said):
    code, out, _ = said("lint", GOOD, "--kind", "mta-sts")
    assert code == Exit.FOUND
    assert "tlsrpt-found" in out


def test_a_reporting_record_is_made_for_a_zone_file(said):
    value = "v=TLSRPTv1; rua=mailto:tlsrpt@example.com,https://reports.example.com/in"
    words = ("make", "tlsrpt", "tlsrpt@example.com", "https://reports.example.com/in")
    assert said(*words) == (Exit.DONE, f'_smtp._tls IN TXT "{value}"\n', "")
    assert said(*words, "--domain", "Example.com") == (Exit.DONE, f'_smtp._tls.example.com. IN TXT "{value}"\n', "")
    assert said(*words, "--part", "value") == (Exit.DONE, f"{value}\n", "")


def test_a_long_record_is_written_as_several_strings(said):
    addresses = [f"tlsrpt{number}@a-rather-long-name.example.com" for number in range(9)]
    _, out, _ = said("make", "tlsrpt", *addresses)
    strings = out.removeprefix("_smtp._tls IN TXT ").rstrip("\n").strip('"').split('" "')
    assert len(strings) > 1
    assert all(len(string) <= 255 for string in strings)
    assert lint("".join(strings)).conforms


def test_a_policy_is_made_with_its_record(said):
    words = ("make", "mta-sts", "example.com", "--mx", "mail.example.com", "--mx", "*.example.net", "--id", "7")
    code, out, _ = said(*words, "--mode", "enforce", "--max-age", "86400")
    assert code == Exit.DONE
    assert out.splitlines() == [
        '_mta-sts.example.com. IN TXT "v=STSv1; id=7"',
        "",
        "https://mta-sts.example.com/.well-known/mta-sts.txt:",
        "version: STSv1",
        "mode: enforce",
        "mx: mail.example.com",
        "mx: *.example.net",
        "max_age: 86400",
    ]
    assert said(*words, "--part", "value")[1] == "v=STSv1; id=7\n"


def test_the_policy_file_alone_can_be_served_as_it_is(capsysbinary):
    words = ["record", "make", "mta-sts", "example.com", "--mx", "mail.example.com", "--part", "policy"]
    assert run(words) == Exit.DONE
    assert capsysbinary.readouterr().out == POLICY.encode()
    assert lint(POLICY).faults == ()


def test_an_id_is_the_time_where_none_is_given(said):
    value = said("make", "mta-sts", "example.com", "--mx", "mail.example.com", "--part", "value")[1].rstrip("\n")
    assert lint(value).conforms


def test_a_policy_without_protection_needs_no_hosts_and_asks_nobody(said):
    with ScriptedDns(refusing) as server:
        words = ("make", "mta-sts", "example.com", "--mode", "none", "--resolver", server.address, "--format", "json")
        document = json.loads(said(*words)[1])
        assert server.asked == []
    assert document["policy"]["text"] == "version: STSv1\r\nmode: none\r\nmax_age: 604800\r\n"


def world(*records):
    """A name server with these MX records of example.com, and an address for every host."""

    def behave(query):
        if query.kind == "MX":
            return [answer(query, *(f"example.com. 300 IN MX {record}" for record in records))]
        return [answer(query, f"{query.name}. 300 IN A 192.0.2.25")] if query.kind == "A" else [answer(query)]

    return behave


def test_the_hosts_of_a_policy_are_those_in_dns(said):
    with ScriptedDns(world("20 MX2.example.net.", "10 mail.example.com.")) as server:
        code, out, err = said("make", "mta-sts", "example.com", "--resolver", server.address, "--format", "json")
    assert (code, err) == (Exit.DONE, "")
    document = json.loads(out)
    schema("record-make").validate(document)
    assert "mx: mail.example.com\r\nmx: mx2.example.net\r\n" in document["policy"]["text"]
    assert document["resolver"] == server.address
    assert document["name"] == "_mta-sts.example.com"


@pytest.mark.parametrize(
    ("behave", "says"),
    [(refusing, "cannot be found out: refused"), (world("0 ."), "takes no mail"), (world("10 192.0.2.1."), "--mx")],
    ids=["refused", "null MX", "address literal"],
)
def test_hosts_that_dns_does_not_tell_have_to_be_named(said, behave, says):
    with ScriptedDns(behave) as server:
        code, out, err = said("make", "mta-sts", "example.com", "--resolver", server.address)
    assert (code, out) == (Exit.WRONG_USAGE, "")
    assert says in err
    assert "--mx" in err


def test_a_reporting_record_obeys_the_schema_too(said):
    document = json.loads(said("make", "tlsrpt", "tlsrpt@example.com", "--format", "json")[1])
    schema("record-make").validate(document)
    assert (document["name"], document["policy"]) == ("_smtp._tls", None)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "lint|make"),
        (["lint"], "one TEXT"),
        (["lint", "a", "b"], "one TEXT"),
        (["judge", "a"], '"judge" is neither lint nor make'),
        (["lint", GOOD, "--mx", "mail.example.com"], "--mx: record lint has none"),
        (["lint", GOOD, "--kind", "spf"], "--kind"),
        (["make"], "name what to make"),
        (["make", "spf"], "name what to make"),
        (["make", "tlsrpt"], "name an address"),
        (["make", "tlsrpt", "reports"], "cannot take reports"),
        (["make", "tlsrpt", "a@example.com", "--kind", "tlsrpt"], "--kind"),
        (["make", "tlsrpt", "a@example.com", "--mode", "none"], "--mode: record make tlsrpt has none"),
        (["make", "tlsrpt", "a@example.com", "--part", "policy"], "--part"),
        (["make", "tlsrpt", "a@example.com", "--domain", "a@b"], "is an address"),
        (["make", "mta-sts"], "name one domain"),
        (["make", "mta-sts", "a.example.com", "b.example.com"], "name one domain"),
        (["make", "mta-sts", "example.com", "--mx", "a b"], "no policy can be made"),
        (["make", "mta-sts", "example.com", "--mx", "a.example.com", "--max-age", "7d"], "--max-age"),
        (["make", "mta-sts", "example.com", "--mx", "a.example.com", "--max-age", "31557601"], "above its limit"),
        (["make", "mta-sts", "example.com", "--mx", "a.example.com", "--id", "a-b"], "cannot be an id"),
        (["make", "mta-sts", "example.com", "--id", ""], "cannot be an id"),
        (["make", "mta-sts", "example.com", "--resolver", "nonsense"], "no name server"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_said_in_a_sentence(said, words, says):
    code, out, err = said(*words)
    assert (code, out) == (Exit.WRONG_USAGE, "")
    assert says in err
    assert err.count("\n") == 1


def test_more_than_any_policy_is_not_read(said, pipe):
    pipe(b"x" * (128 * 1024 + 1))
    code, _, err = said("lint", "-")
    assert code == Exit.WRONG_USAGE
    assert "larger than 128 KiB" in err


@pytest.mark.parametrize("stream", [None, "closed", "terminal", "broken"])
def test_a_standard_input_that_cannot_be_read_is_said_so(said, monkeypatch, stream):
    def fail(_):
        raise OSError(5, "Input/output error")

    streams = {
        "closed": types.SimpleNamespace(closed=True),
        "terminal": types.SimpleNamespace(closed=False, isatty=lambda: True),
        "broken": types.SimpleNamespace(closed=False, isatty=lambda: False, buffer=types.SimpleNamespace(read=fail)),
    }
    monkeypatch.setattr(sys, "stdin", streams.get(stream))
    code, _, err = said("lint", "-")
    assert code == Exit.WRONG_USAGE
    assert "standard input" in err


def test_a_whole_process_reads_bytes_that_are_no_text():
    words = [sys.executable, "-m", "tlsrpt_tui", "record", "lint", "--kind", "tlsrpt", "-"]
    data = b"v=TLSRPTv1; rua=mailto:\xff\x1b@example.com\n"
    done = subprocess.run(words, input=data, capture_output=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (Exit.FOUND, b"")
    assert b"\x1b" not in done.stdout
    assert "text-not-ascii" in done.stdout.decode()


def test_a_corrected_policy_is_shown_line_by_line(said):
    wrong = "version: STSv1\r\nmode: enforced\r\nmx: a.example.com, b.example.com\r\nmax-age: 86400\r\n"
    code, out, _ = said("lint", wrong)
    assert code == Exit.FOUND
    lines = ["version: STSv1", "mode: enforce", "mx: a.example.com", "mx: b.example.com", "max_age: 86400"]
    assert out.endswith("\n".join(["", "serve instead:", *(f"  {line}" for line in lines), ""]))


@pytest.mark.parametrize("data", [b"", b"\r\n \n"])
def test_nothing_is_no_record_of_any_kind(data, said, pipe):
    pipe(data)
    code, out, err = said("lint", "-")
    assert (code, out) == (Exit.WRONG_USAGE, "")
    assert "standard input is empty" in err
    assert "the text is empty" in said("lint", "")[2]
    assert said("lint", "--kind", "policy", "")[0] == Exit.FOUND
