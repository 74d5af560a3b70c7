"""What holds for every record and policy: the grammar is accepted, nothing crashes, corrections conform."""

import string

from hypothesis import example, given
from hypothesis import strategies as some

from tlsrpt_tui.live.policy_correction import corrected_policy
from tlsrpt_tui.live.published import Level
from tlsrpt_tui.live.record_lint import RecordKind, lint
from tlsrpt_tui.live.sts_policy import covers, make_policy, read_policy
from tlsrpt_tui.live.sts_record import corrected_sts_record, make_sts_record, read_sts_record
from tlsrpt_tui.live.tlsrpt_record import corrected_reporting_record, make_reporting_record, read_reporting_record
from tlsrpt_tui.output.record_page import lint_json, lint_text
from tlsrpt_tui.text import sanitise

ALNUM = string.ascii_letters + string.digits
VALUE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "=;")
ATOM = ALNUM + "-_~$&'*+"

blanks = some.text(" \t", max_size=2)
names = some.builds(
    "{}{}".format, some.sampled_from(ALNUM), some.text(ALNUM + "_-.", max_size=31)
).filter(lambda name: name not in {"rua", "id", "v"})  # fmt: skip
extensions = some.builds("{}={}".format, names, some.text(VALUE, min_size=1, max_size=12))
labels = some.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,9}[a-z0-9])?", fullmatch=True)
domains = some.lists(labels, min_size=1, max_size=4).map(".".join)
mails = some.builds("mailto:{}@{}".format, some.text(ATOM, min_size=1, max_size=10), domains)
paths = some.text(ALNUM + "-._~$&'()*+=:@/", max_size=12)
https = some.builds("https://{}/{}".format, domains, paths)
delimiters = some.builds("{};{}".format, blanks, blanks)
commas = some.builds("{},{}".format, blanks, blanks)


@some.composite
def lists_of(draw, of, separators):
    made = draw(of)
    for _ in range(draw(some.integers(0, 2))):
        made += draw(separators) + draw(of)
    return made


@some.composite
def records(draw, version, required):
    fields = draw(some.lists(extensions, max_size=3))
    fields.insert(draw(some.integers(0, len(fields))), draw(required))
    made = version + "".join(draw(delimiters) + field for field in fields)
    return made + draw(some.one_of(some.just(""), delimiters))


reporting = records("v=TLSRPTv1", lists_of(some.one_of(mails, https), commas).map(lambda uris: f"rua={uris}"))
strict = records("v=STSv1", some.text(ALNUM, min_size=1, max_size=32).map(lambda value: f"id={value}"))
hosts = some.one_of(domains, domains.map(lambda domain: f"*.{domain}"))
ends = some.sampled_from(["\n", "\r\n"])
others = some.builds(
    "{}:{}{}".format,
    names.filter(lambda name: name not in {"version", "mode", "max_age", "mx"}),
    blanks,
    some.text(some.characters(min_codepoint=0x21, exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9),
)


@some.composite
def policies(draw):
    mode = draw(some.sampled_from(["enforce", "testing", "none"]))
    lines = [
        f"version:{draw(blanks)}STSv1",
        f"mode:{draw(blanks)}{mode}",
        f"max_age:{draw(blanks)}{draw(some.integers(0, 31557600))}",
        *(f"mx:{draw(blanks)}{host}" for host in draw(some.lists(hosts, min_size=mode != "none", max_size=3))),
        *draw(some.lists(others, max_size=2)),
    ]
    lines = draw(some.permutations(lines))
    return (
        "".join(line + draw(blanks) + draw(ends) for line in lines[:-1])
        + lines[-1]
        + draw(some.one_of(some.just(""), ends))
    )


hostile = some.one_of(
    some.text(max_size=80),
    some.text("v=TLSRPTv1;rua:mailtohps/@.,! \t\"'<>\\%\u200b\ufeffü\n", max_size=80),
    some.builds("v=TLSRPTv1; rua={}".format, some.text(max_size=60)),
    some.builds("v=STSv1; id={}".format, some.text(max_size=60)),
    some.builds("{}{}{}".format, some.text(max_size=9), reporting, some.text(max_size=9)),
)


def errors(faults):
    return [fault for fault in faults if fault.level is Level.ERROR]


@given(reporting)
@example("v=TLSRPTv1 \t;\t rua=https://a/")
def test_every_tls_rpt_record_of_the_grammar_conforms(text):
    record, faults = read_reporting_record(text)
    assert not errors(faults)
    assert record
    assert read_reporting_record(corrected_reporting_record(text))[0]


@given(strict)
def test_every_mta_sts_record_of_the_grammar_conforms(text):
    record, faults = read_sts_record(text)
    assert not errors(faults)
    assert record
    assert read_sts_record(corrected_sts_record(text))[0]


@given(policies())
def test_every_policy_of_the_grammar_conforms(text):
    policy, faults = read_policy(text.encode())
    assert not errors(faults)
    assert policy
    assert read_policy("\r\n".join(policy.lines))[0] == policy


@given(hostile)
def test_nothing_crashes_and_corrections_conform(text):
    for kind in RecordKind:
        found = lint(text, kind)
        assert found.conforms is not bool(errors(found.faults))
        if found.corrected:
            assert lint(found.corrected, kind).conforms
        for fault in found.faults:
            assert sanitise(fault.sentence) == fault.sentence


@given(some.binary(max_size=120))
def test_no_bytes_crash_it(data):
    for kind in (None, *RecordKind):
        found = lint(data, kind)
        assert found.conforms is not bool(errors(found.faults))


@given(hostile)
def test_what_is_written_about_a_text_is_safe_to_show(text):
    found = lint(text)
    for page in (lint_text(found), lint_json(found)):
        assert all(sanitise(line) == line for line in page.split("\n"))


@given(some.lists(some.one_of(mails, https), min_size=1, max_size=3))
def test_a_record_that_is_made_conforms(addresses):
    record, faults = read_reporting_record(make_reporting_record(addresses))
    assert record.addresses == tuple(dict.fromkeys(addresses))
    assert not errors(faults)


@given(some.text(ALNUM, min_size=1, max_size=32))
def test_a_record_that_is_made_has_its_id(name):
    assert read_sts_record(make_sts_record(name))[0].id == name


@given(some.sampled_from(["enforce", "testing"]), some.lists(hosts, min_size=1, max_size=4), some.integers(0, 31557600))
def test_a_policy_that_is_made_covers_its_hosts(mode, patterns, age):
    policy, faults = read_policy(make_policy(mode, patterns, age))
    assert not errors(faults)
    assert (policy.mode, policy.max_age) == (mode, age)
    for pattern in patterns:
        assert covers(policy.mx, pattern.replace("*", "any"))


meant = some.one_of(policies(), hostile, some.lists(
    some.sampled_from([
        "version: STSv1", "Version: stsv1", "mode: enforced", "mode=testing", "mx: a.example.com, *.example.net",
        "mx: 10 mail.example.org.", "max-age: 7 days", "max_age: 604800", "# x", "", "x: y", "mode: none",
    ]), max_size=7,
).map("\n".join))  # fmt: skip


@given(meant)
@example("mode: enforced\nmx: a.example.com b.example.com\nmax-age: 86400")
def test_a_corrected_policy_conforms_and_needs_no_more(text):
    corrected = corrected_policy(text)
    if corrected:
        policy, faults = read_policy(corrected)
        assert policy is not None
        assert not any(fault.level is Level.ERROR for fault in faults)
        assert corrected_policy(corrected) == ""
        assert read_policy(text)[0] is None
