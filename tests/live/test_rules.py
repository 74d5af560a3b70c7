"""What an operator reads at night: a line that is true and short, one thing to do, and commands that show the same."""

import dataclasses
import datetime as dt
import shlex

import pytest

from tests.live.fake import FakeResolver, addresses, bogus, failed, mx, no_name, no_record, txt
from tlsrpt_tui.live.answers import Kind, Status
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.checkup import check_domain
from tlsrpt_tui.live.means import Means, Wishes
from tlsrpt_tui.live.mta_sts import look_up_record, policy_check, policy_host_check, record_check
from tlsrpt_tui.live.mx import look_up_mx, mx_check
from tlsrpt_tui.live.published import Fetch, FetchStatus, PolicyState
from tlsrpt_tui.live.sts_policy import read_policy
from tlsrpt_tui.live.tlsrpt import look_up_reporting, reporting_check

DOMAIN, HOST = "example.org", "mta-sts.example.org"
AT, STS_AT = f"_smtp._tls.{DOMAIN}", f"_mta-sts.{DOMAIN}"
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
FOUR, SIX = "203.0.113.80", "2001:db8::80"
REMARKS = ("EDE 7 Signature Expired: for DNSKEY example.org.", "without validation: found")


async def reporting(*answers, where_mail_goes=None):
    state = await look_up_reporting(DOMAIN, FakeResolver(answers))
    return reporting_check(state, (), domain=DOMAIN, mx=where_mail_goes)


async def hosts(*answers):
    return await look_up_mx(DOMAIN, FakeResolver(answers), Wishes())


async def mail(*answers, policy=None):
    return mx_check(await hosts(*answers), policy, domain=DOMAIN)


async def sts_record(*texts):
    return await look_up_record(DOMAIN, FakeResolver([txt(STS_AT, *texts)] if texts else []))


def policy_text(mode="enforce", *names):
    return "\r\n".join(["version: STSv1", f"mode: {mode}", *(f"mx: {name}" for name in names), "max_age: 604800", ""])


def fetched(address=FOUR, text=""):
    return Fetch(address, FetchStatus.FETCHED, http=200, media_type="text/plain", body=text.encode())


def served(*fetches, answers=None):
    answers = (
        tuple(addresses(HOST, *(each.address for each in fetches if each.address))) if answers is None else answers
    )
    bodies = [each.body for each in fetches if each.status is FetchStatus.FETCHED]
    policy, faults = read_policy(bodies[0]) if bodies else (None, ())
    return PolicyState(HOST, answers, fetches, policy, bodies[0].decode() if bodies else "", faults)


async def policy_line(state, *, where_mail_goes=None):
    return policy_check(state, await sts_record("v=STSv1; id=1"), where_mail_goes, domain=DOMAIN)


async def host_line(state):
    return policy_host_check(state, domain=DOMAIN, now=NOW, record=await sts_record("v=STSv1; id=1"))


def finding(check, code):
    return next(each for each in check.findings if each.code == code)


def codes(check):
    return [each.code for each in check.findings]


NO_MAIL = {
    "null-mx": mx(DOMAIN, (0, "")),
    "no-such-domain": no_name(DOMAIN, Kind.MX),
    "neither-mx-nor-address": no_record(DOMAIN, Kind.MX),
}


@pytest.mark.parametrize("answer", NO_MAIL.values(), ids=NO_MAIL)
async def test_what_takes_no_mail_is_not_told_to_ask_for_reports_or_to_serve_a_policy(answer):
    where = await hosts(answer)
    reports = await reporting(where_mail_goes=where)
    record = record_check(await sts_record(), domain=DOMAIN, policy=None, mx=where)
    for check in (reports, record):
        assert (check.state, check.do, codes(check)) == (State.GOOD, "", ["no-mail"])


async def test_a_domain_whose_addresses_are_not_known_is_told_as_any_other():
    where = await hosts(no_record(DOMAIN, Kind.MX), failed(DOMAIN, Kind.A, Status.TIMED_OUT))
    assert (await reporting(where_mail_goes=where)).state is State.WARNING


async def test_null_mx_needs_no_policy_and_none_is_the_right_mode():
    where = await hosts(mx(DOMAIN, (0, "")))
    record = await sts_record()
    nothing = served(Fetch("", FetchStatus.NOT_FOUND))
    absent = policy_check(nothing, record, where, domain=DOMAIN)
    assert (absent.state, codes(absent)) == (State.GOOD, ["no-mail"])
    off = await policy_line(served(fetched(text=policy_text("none"))), where_mail_goes=where)
    assert (off.state, off.do, off.found) == (State.GOOD, "", "mode none: switched off")


async def test_null_mx_is_told_by_its_own_rule():
    check = await mail(mx(DOMAIN, (0, "")))
    assert check.section == "7505 §3"
    assert dict(check.facts)["Rule"].startswith("RFC 7505 §3")


BOGUS_MX = bogus(DOMAIN, Kind.MX, REMARKS, (f"{DOMAIN}. 3600 IN MX 10 mail.example.net.",))


async def test_mx_records_that_fail_validation_name_that_rule_and_show_both_sides():
    check = await mail(BOGUS_MX)
    assert check.section == "7672 §2.1.2"
    assert dict(check.facts)["Rule"].startswith("RFC 7672 §2.1.2")
    assert check.repeat == (f"dig @192.0.2.53 {DOMAIN} MX", f"dig @192.0.2.53 +dnssec +cd {DOMAIN} MX")


MAIL, SECOND = "mail.example.net", "mx2.example.net"
TROUBLE = {
    "no-name": (addresses(MAIL, FOUR), "mx2 has no address"),
    "bogus": ([*addresses(MAIL, FOUR), *(bogus(SECOND, kind, REMARKS) for kind in (Kind.A, Kind.AAAA))],
              "addresses of mx2 fail validation"),
    "late": ([*addresses(MAIL, FOUR), *(failed(SECOND, kind, Status.TIMED_OUT) for kind in (Kind.A, Kind.AAAA))],
             "addresses of mx2 are not known"),
    "both": ([], "mail has no address, 1 more"),
    "alias": ([*addresses(MAIL, FOUR), *addresses(SECOND, FOUR, aliases=("real.example.com",))], "mx2 is an alias"),
}  # fmt: skip


@pytest.mark.parametrize(("answers", "found"), TROUBLE.values(), ids=TROUBLE)
async def test_the_line_about_mx_says_which_host_is_in_trouble(answers, found):
    check = await mail(mx(DOMAIN, MAIL, SECOND), *answers)
    assert check.found == found
    assert check.state is not State.GOOD


@pytest.mark.parametrize(
    ("answer", "state", "found"),
    [
        (failed(DOMAIN, Kind.A, Status.TIMED_OUT), State.UNKNOWN, "none, and addresses are not known"),
        (bogus(DOMAIN, Kind.A, REMARKS), State.BAD, "none, and addresses fail validation"),
    ],
    ids=["late", "bogus"],
)
async def test_without_mx_records_addresses_that_are_not_known_are_not_called_missing(answer, state, found):
    check = await mail(no_record(DOMAIN, Kind.MX), answer)
    assert (check.state, check.found) == (state, found)
    assert check.do


async def test_a_null_mx_beside_others_is_said_in_the_line():
    check = await mail(mx(DOMAIN, (0, ""), (10, MAIL)), *addresses(MAIL, FOUR))
    assert (check.state, check.found) == (State.BAD, "null MX beside 10 mail")


async def test_both_kinds_of_addresses_that_fail_alike_are_one_finding():
    check = await mail(mx(DOMAIN, MAIL), *(bogus(MAIL, kind, REMARKS) for kind in (Kind.A, Kind.AAAA)))
    assert codes(check) == ["mx-address-bogus"]
    assert "A and AAAA records of mail.example.net" in check.findings[0].sentence
    assert dict(check.facts)["Found"].endswith(": fails DNSSEC validation")


async def test_a_host_that_the_policy_does_not_name_asks_for_a_new_id_as_well():
    state = served(fetched(text=policy_text("enforce", MAIL)))
    check = await mail(mx(DOMAIN, MAIL, SECOND), *addresses(MAIL, FOUR), *addresses(SECOND, FOUR), policy=state)
    assert check.found == "10 mail, 20 mx2: 1 not in policy"
    assert check.do == "add “mx: mx2.example.net” to the policy, and give the record a new id"


async def test_why_the_resolver_is_not_reached_is_said_in_every_line():
    remark = "/etc/resolv.conf names no name server"
    gone = dataclasses.replace(failed(DOMAIN, Kind.MX, Status.UNREACHABLE), errors=(remark,))
    assert remark in (await mail(gone)).findings[0].sentence


async def test_a_record_that_fails_validation_is_not_called_a_failure_of_a_server():
    check = await reporting(bogus(AT, Kind.TXT, REMARKS, ("x",)))
    assert check.found == "fails DNSSEC validation"
    assert ("Found", "fails DNSSEC validation") in check.facts
    (said,) = check.findings
    assert "server failure" not in said.sentence
    assert "EDE 7 Signature Expired" in said.sentence
    assert f"dig @192.0.2.53 +dnssec +cd {AT} TXT" in check.repeat
    # The line DNSSEC is about MX records and hosts: it may be good while this name fails.
    assert check.do == "mend DNSSEC: sign the zone again, and see that it is signed anew before signatures end"


async def test_a_policy_host_whose_addresses_fail_alike_is_told_once_and_the_policy_line_points_there():
    answers = tuple(bogus(HOST, kind, REMARKS) for kind in (Kind.A, Kind.AAAA))
    state = PolicyState(HOST, answers)
    host, policy = await host_line(state), await policy_line(state)
    assert [(each.code, each.state) for each in host.findings] == [("dnssec-bogus", State.BAD)]
    assert f"A and AAAA records of {HOST}" in host.findings[0].sentence
    assert host.found == policy.found == "fails DNSSEC validation"
    assert [each.state for each in policy.findings] == [State.BAD]
    assert "see the line Policy host" in policy.findings[0].sentence


async def test_what_is_not_valid_is_named_by_an_error_and_not_by_a_remark_beside_it():
    check = await reporting(txt(AT, "v=TLSRPTv1; rua=mailto:a@x.example,rua=mailto:b@x.example"))
    assert check.found == "not valid: rua prefix repeated"
    check = await policy_line(served(fetched(text=policy_text("enforced", MAIL).replace("\r", ""))))
    assert check.found == "not valid: mode value"
    assert "line 2" in check.do
    assert "mode: enforce" in check.do


@pytest.mark.parametrize("kind", ["tlsrpt", "sts"])
async def test_of_several_records_one_is_to_be_kept(kind):
    if kind == "tlsrpt":
        check = await reporting(txt(AT, "v=TLSRPTv1; rua=mailto:a@x.example", "v=TLSRPTv1; rua=mailto:b@x.example"))
    else:
        check = record_check(await sts_record("v=STSv1; id=1", "v=STSv1; id=2"), domain=DOMAIN, policy=None)
    assert check.found == "not valid: 2 records"
    place = AT if kind == "tlsrpt" else STS_AT
    assert check.do == f"keep one of the 2 records at {place}, and take the other away"


WARNED = {
    "blank": ("v=TLSRPTv1 ; rua=mailto:a@x.example", "publish: v=TLSRPTv1; rua=mailto:a@x.example"),
    "twice": (
        "v=TLSRPTv1; rua=mailto:a@x.example; rua=mailto:b@x.example",
        "publish: v=TLSRPTv1; rua=mailto:a@x.example,mailto:b@x.example",
    ),
    "several": ("v=TLSRPTv1; rua=mailto:a@x.example,mailto:b@x.example", "name one address that collects for all"),
}


@pytest.mark.parametrize(("text", "do"), WARNED.values(), ids=WARNED)
async def test_a_warning_about_a_record_says_what_to_do(text, do):
    check = await reporting(txt(AT, text))
    assert (check.state, check.do) == (State.WARNING, do)


async def test_a_warning_about_an_mta_sts_record_says_what_to_do():
    check = record_check(await sts_record("v=STSv1; id=1; mode=testing"), domain=DOMAIN, policy=None)
    assert (check.state, check.do) == (State.WARNING, "publish: v=STSv1; id=1")


async def test_several_addresses_are_counted_rather_than_cut():
    check = await reporting(txt(AT, "v=TLSRPTv1; rua=mailto:a@example.org,https://reports.example.com/tls"))
    assert check.found == "rua=mailto:a@example.org, 1 more"


PLACES = {
    DOMAIN: "wrong place: at the domain itself",
    f"_smtp-tlsrpt.{DOMAIN}": "wrong place: _smtp-tlsrpt",
    f"{AT}.{DOMAIN}": f"wrong place: {AT}",
}


@pytest.mark.parametrize(("place", "found"), PLACES.items())
async def test_a_wrong_place_is_named_whole_and_asked_again_by_its_command(place, found):
    check = await reporting(txt(place, "v=TLSRPTv1; rua=mailto:a@x.example"))
    assert (check.state, check.found) == (State.BAD, found)
    assert f"dig @192.0.2.53 {place} TXT" in check.repeat
    assert check.do.startswith(f"move it to {AT}")
    assert ("final dot" in check.do) is (place == f"{AT}.{DOMAIN}")


async def test_a_policy_host_that_is_not_reached_leaves_the_policy_unknown_and_says_what_to_do():
    state = served(Fetch(FOUR, FetchStatus.UNREACHABLE, reason="no connection within 20 s"))
    policy, host = await policy_line(state), await host_line(state)
    assert (policy.state, policy.found) == (State.UNKNOWN, "not known: host not reached from here")
    assert (host.state, host.do) == (State.UNKNOWN, "ask again, or from another network")


async def test_what_the_policy_host_did_outweighs_an_address_that_is_not_reached_from_here():
    unreached = Fetch(FOUR, FetchStatus.UNREACHABLE, reason="no connection within 20 s")
    check = await policy_line(served(unreached, Fetch(SIX, FetchStatus.WRONG_STATUS, http=404)))
    assert (check.state, check.found) == (State.BAD, "none: HTTP 404 Not Found")
    assert ("", f"{SIX}: HTTP 404 Not Found") in check.facts


async def test_a_certificate_for_another_name_fits_into_the_line():
    fault = f"the certificate names www.example.org, not {HOST}"
    state = served(Fetch(FOUR, FetchStatus.TLS_FAILED, tls_fault=fault))
    assert (await host_line(state)).found == "certificate names another host"
    assert (await policy_line(state)).found == "none: certificate names another host"
    nameless = served(
        Fetch(FOUR, FetchStatus.TLS_FAILED, tls_fault=f"the certificate names no host in its SAN, so not {HOST} either")
    )
    assert (await host_line(nameless)).found == "certificate names no host"


async def test_no_address_is_said_once():
    check = await host_line(served(Fetch("", FetchStatus.NOT_FOUND)))
    assert dict(check.facts)["Found"] == "no address"


async def test_an_address_that_fails_beside_one_that_serves_is_named_in_what_to_do_and_asked_by_itself():
    check = await host_line(served(fetched(text=policy_text("enforce", MAIL)), Fetch(SIX, FetchStatus.REFUSED)))
    assert check.do == f"let a web server listen on port 443 of {HOST}, at {SIX}"
    (line,) = [each for each in check.repeat if "--resolve" in each]
    words = shlex.split(line)
    assert words[words.index("--resolve") + 1] == f"{HOST}:443:[{SIX}]"
    assert words[-1] == f"https://{HOST}/.well-known/mta-sts.txt"


async def test_the_port_of_a_tunnel_stands_in_the_commands():
    refused = Fetch(SIX, FetchStatus.TLS_FAILED, tls_fault="the certificate expired", port=8443)
    check = await host_line(served(dataclasses.replace(fetched(text=policy_text("enforce", MAIL)), port=8443), refused))
    assert any(f"https://{HOST}:8443/" in each for each in check.repeat)
    assert any(f"[{SIX}]:8443" in each and each.startswith("openssl") for each in check.repeat)


async def test_hosts_without_a_known_address_are_not_called_unknown_themselves():
    resolver = FakeResolver([mx(DOMAIN, MAIL), *(failed(MAIL, kind, Status.TIMED_OUT) for kind in (Kind.A, Kind.AAAA))])
    checkup = await check_domain(DOMAIN, Means(resolver, lambda: NOW), Wishes(frozenset({Topic.TLS})))
    assert [check.found for check in checkup.checks] == ["no address of an MX host is known"]
