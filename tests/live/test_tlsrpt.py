import pytest

from tests.live.fake import FakeResolver, bogus, failed, no_record, txt
from tlsrpt_tui.live.answers import Kind, Status
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.tlsrpt import look_up_host_reporting, look_up_reporting, reporting_check

AT = "_smtp._tls.example.com"
GOOD = "v=TLSRPTv1; rua=mailto:tlsrpt@example.net"


async def checked(*answers, hosts=()):
    """The line for example.com, its state, and what was asked."""
    resolver = FakeResolver(answers)
    state = await look_up_reporting("example.com", resolver)
    at_hosts = await look_up_host_reporting(hosts, resolver)
    return reporting_check(state, at_hosts, domain="example.com"), state, resolver.asked


def codes(check):
    return [finding.code for finding in check.findings]


def finding(check, code):
    return next(each for each in check.findings if each.code == code)


def test_before_the_answer_it_is_asking():
    check = reporting_check(None, (), domain="example.com")
    assert (check.key, check.title, check.state) == ("tlsrpt-record", "TLS-RPT record", State.ASKING)


async def test_a_good_record_is_good_and_is_the_only_question():
    check, state, asked = await checked(txt(AT, GOOD))
    assert (check.topic, check.state, check.found) == (Topic.TLSRPT_RECORD, State.GOOD, "rua=mailto:tlsrpt@example.net")
    assert (check.ttl, check.section, check.resolver, check.do) == (3600, "8460 §3", "192.0.2.53", "")
    assert check.repeat == (f"dig @192.0.2.53 {AT} TXT",)
    assert GOOD in check.sent[0]
    assert state.record.addresses == ("mailto:tlsrpt@example.net",)
    assert asked == [(AT, Kind.TXT)]


async def test_the_detail_says_what_was_found_where_and_by_which_rule():
    check, *_ = await checked(txt(AT, GOOD))
    facts = dict(check.facts)
    assert facts["Found"] == f"“{GOOD}”"
    assert facts["Where"] == f"TXT at {AT}"
    assert facts["Rule"].startswith("RFC 8460 §3")


async def test_split_strings_are_one_record():
    check, state, _ = await checked(txt(AT, ("v=TLSRPTv1; rua=mailto:tls", "rpt@example.net")))
    assert check.state is State.GOOD
    assert state.record.addresses == ("mailto:tlsrpt@example.net",)


async def test_an_alias_is_fine_and_told():
    check, *_ = await checked(txt(AT, GOOD, aliases=("_smtp._tls.example.org",)))
    assert check.state is State.GOOD
    assert dict(check.facts)["Where"].endswith("an alias of _smtp._tls.example.org")


async def test_two_records_are_none():
    check, state, asked = await checked(txt(AT, GOOD, GOOD.replace("net", "org")))
    assert (check.state, state.record) == (State.BAD, None)
    assert "records-several" in codes(check)
    assert len(asked) == 1


async def test_a_faulty_record_says_what_to_publish():
    check, *_ = await checked(txt(AT, "v=TLSRPTv1; rua=tlsrpt@example.net"))
    assert check.state is State.BAD
    assert check.do == "publish: v=TLSRPTv1; rua=mailto:tlsrpt@example.net"
    assert check.found.startswith("not valid: ")


async def test_where_no_correction_is_clear_the_first_thing_to_mend_is_told():
    check, *_ = await checked(txt(AT, "v=TLSRPTv1;"))
    assert check.state is State.BAD
    assert check.do.startswith("mend it: ")


async def test_without_a_record_nobody_reports_and_one_to_publish_is_told():
    check, *_ = await checked()
    assert (check.state, codes(check)) == (State.WARNING, ["no-record"])
    assert check.found == "none: nobody is asked for reports"
    assert check.do == f"publish at {AT}: v=TLSRPTv1; rua=mailto:tlsrpt@example.com"


@pytest.mark.parametrize(
    "place",
    [
        "example.com",
        "_smtp-tlsrpt.example.com",
        "_tls.example.com",
        "_smtp._tls.example.com.example.com",
        "_dmarc.example.com",
        "_smtp_tls.example.com",
        "smtp._tls.example.com",
        "_tls._smtp.example.com",
        "_tlsrpt.example.com",
    ],
)
async def test_a_record_in_a_wrong_place_is_found(place):
    check, state, _ = await checked(txt(place, "v=spf1 -all", GOOD))
    assert state.elsewhere == f"{place}: {GOOD}"
    assert (check.state, codes(check)) == (State.BAD, ["wrong-place"])
    assert check.do.startswith(f"move it to {AT}")
    assert place in finding(check, "wrong-place").sentence


async def test_other_records_in_those_places_are_no_tlsrpt_records():
    dmarc = txt("_dmarc.example.com", "v=DMARC1; p=none; rua=mailto:dmarc@example.com")
    check, state, _ = await checked(dmarc, txt("example.com", "v=spf1 -all"))
    assert (state.elsewhere, codes(check)) == ("", ["no-record"])


async def test_wrong_places_are_left_alone_when_the_right_one_holds_a_faulty_record():
    *_, asked = await checked(txt(AT, "v=TSLRPTv1; rua=mailto:tlsrpt@example.net"))
    assert asked == [(AT, Kind.TXT)]


async def test_a_wildcard_that_answers_with_spf_is_told_as_what_it_is():
    names = [AT, "_tls.example.com", "_smtp-tlsrpt.example.com", "_tlsrpt.example.com", "_dmarc.example.com"]
    check, *_ = await checked(*(txt(name, "v=spf1 -all") for name in names))
    assert check.state is State.WARNING
    assert set(codes(check)) == {"no-record", "spf-found", "wildcard"}
    assert finding(check, "wildcard").state is State.GOOD
    assert "a wildcard TXT record answers here" in finding(check, "wildcard").sentence


@pytest.mark.parametrize(
    "status", [Status.FAILED, Status.REFUSED, Status.TIMED_OUT, Status.UNREACHABLE, Status.GARBLED]
)
async def test_no_answer_is_no_verdict(status):
    check, _, asked = await checked(failed(AT, Kind.TXT, status, ("EDE 22 No Reachable Authority",)))
    assert (check.state, check.found) == (State.UNKNOWN, status.value)
    assert f"{status.value} (EDE 22 No Reachable Authority)" in check.findings[0].sentence
    assert len(asked) == 1


async def test_an_answer_that_fails_validation_is_bad():
    check, *_ = await checked(bogus(AT, Kind.TXT))
    assert (check.state, codes(check)) == (State.BAD, ["dnssec-bogus"])


@pytest.mark.parametrize("address", ["mailto:tlsrpt@example.com", "mailto:tls%72pt@EXAMPLE.com"])
async def test_a_mailbox_of_the_domain_itself_is_remarked_on(address):
    check, *_ = await checked(txt(AT, f"v=TLSRPTv1; rua={address}"))
    assert check.state is State.GOOD
    assert finding(check, "own-mailbox").state is State.GOOD


async def test_mx_hosts_that_ask_for_reports_on_dane_are_facts():
    check, *_ = await checked(
        txt(AT, GOOD),
        txt("_smtp._tls.mx1.example.net", GOOD),
        no_record("_smtp._tls.mx2.example.net", Kind.TXT),
        txt("_smtp._tls.mx3.example.net", "v=TLSRPTv1; rua=tlsrpt@example.net"),
        failed("_smtp._tls.mx4.example.net", Kind.TXT, Status.TIMED_OUT),
        hosts=[f"mx{number}.example.net" for number in (1, 2, 3, 4)],
    )
    start = [label for label, _ in check.facts].index("For DANE")
    assert [value for _, value in check.facts[start : start + 3]] == [
        "mx1.example.net: mailto:tlsrpt@example.net",
        "mx2.example.net: no record of its own",
        "mx3.example.net: record is not valid",
    ]
    assert check.state is State.GOOD
    assert "mx3.example.net" in finding(check, "host-record-not-valid").sentence


async def test_only_so_many_hosts_are_asked():
    resolver = FakeResolver()
    await look_up_host_reporting([f"mx{number}.example.net" for number in range(50)], resolver)
    assert len(resolver.asked) == 20


async def test_hostile_texts_are_shown_harmlessly():
    evil = "v=TLSRPTv1; rua=mailto:a@example.net\x1b]0;own\x07" + "x" * 5000
    check, *_ = await checked(txt(AT, evil), txt("_smtp._tls.mx1.example.net", evil), hosts=["mx1.example.net"])
    told = [check.found, check.do, *(each.sentence for each in check.findings), *(value for _, value in check.facts)]
    assert all(text.isprintable() and len(text) < 1000 for text in told)


async def test_a_long_domain_is_not_asked_for_at_names_that_cannot_be():
    domain = ".".join(["a" * 60] * 3 + ["example"])
    resolver = FakeResolver()
    await look_up_reporting(domain, resolver)
    assert all(len(name) <= 253 for name, _ in resolver.asked)
