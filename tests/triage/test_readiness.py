"""Readiness: what reports and a live check say for and against mode enforce, and how sure that is."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.triage.worlds import (
    DOMAIN,
    HOSTS,
    NOW,
    check,
    checkup,
    failed,
    finding,
    mx,
    on,
    saw,
    seen,
    sender,
    sts_policy,
    sts_record,
    text,
    unfetched,
)
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.incidents import Incident, Incidents, IncidentState, SenderShare
from tlsrpt_tui.triage.readiness import Effect, Readiness, Ready, Sees, Weight, readiness
from tlsrpt_tui.triage.readiness_failures import effect_of
from tlsrpt_tui.triage.result_types import Owner

TWO = ("Google", "Microsoft")


def policy(org="Google", lines=None, first=1, last=20, good=9000, **more):
    return replace(saw(lines, first, last, org=org, **more), successful=good)


def reported(*days, lines=None, org="Google"):
    """Return what a sender saw that reported on some days only."""
    made = policy(org, lines, days[0], days[-1])
    return replace(made, days=tuple(each for each in made.days if each.day in set(map(on, days))))


def world(*policies, failures=()):
    """Return what two senders saw for three weeks, unless policies are given."""
    return seen(*(policies or map(policy, TWO)), failures=failures, senders=[sender(name) for name in TWO])


def incident(kind="certificate-expired", state=IncidentState.ONGOING, **more):
    host, number, days = more.pop("host", HOSTS[1]), more.pop("number", 212), (on(18), on(20))
    shares = tuple(SenderShare(name, number // 2, 8827, ()) for name in TWO)
    made = Incident(
        DOMAIN, host, kind, state, *days, None, shares, number, 17655, 0, Owner.RECEIVER, "because", "why", ()
    )  # fmt: skip
    return replace(made, **more)


def judge(reports=None, *found, live=None, now=NOW):
    return readiness(DOMAIN, world() if reports is None else reports, Incidents(found), live, now=now)


def codes(result, weight):
    return {point.code for point in result.of(weight)}


def fine(*checks, **facts):
    """Return a checkup in which TLS was probed and is in order."""
    made = checks or tuple(check(Topic.TLS, host=host) for host in HOSTS)
    return checkup(*made, **facts)


# The verdict


def test_three_weeks_without_a_failure_are_ready():
    result = judge()
    assert (result.verdict, result.brief, result.mode) == (Ready.READY, "yes", "testing")
    assert result.sentence == (
        "ready for enforce: 2 senders saw the policy, 20 days with reports, 18\u00a0000 sessions, "
        "and none of it would be refused"
    )
    assert result.brief_then == "mode: enforce, new id, wait 1 day"
    assert "new id" in " ".join(result.then)
    assert result.then[0].startswith("write mode: enforce")
    assert "no fetch error since 1 Nov" in [point.title for point in result.of(Weight.GOOD)]


def test_a_failing_certificate_is_a_blocker_with_its_sessions_and_its_incident():
    result = judge(world(failures=[failed()]), incident())
    (blocker,) = result.of(Weight.BLOCKER)
    assert result.verdict is Ready.NOT_READY
    assert (result.brief, result.reason) == ("no, 1 blocker", "1 blocker: TLS mx2.example.net")
    assert blocker.title == "certificate of mx2.example.net"
    assert blocker.told == "212 of 17\u00a0655 sessions would be refused"
    assert blocker.more == "certificate-expired, 18–20 Nov, 2 senders, ongoing"
    assert blocker.incident == (DOMAIN, HOSTS[1], "certificate-expired", on(18))
    assert blocker.do.startswith("renew")
    assert result.refused == 212
    assert (result.then[0], result.brief_then) == (
        "first mend what blocks: the points above",
        "first mend what blocks",
    )
    assert "mode: enforce" not in " ".join(result.then)


REFUSING = {
    "starttls-not-supported",
    "certificate-expired",
    "certificate-host-mismatch",
    "certificate-not-trusted",
    "validation-failure",
}
FETCHING = {"sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid"}


@pytest.mark.parametrize("kind", [*ResultType, "made-up", "(no details)"])
def test_each_result_type_refuses_or_does_not(kind):
    kind = str(kind)
    expected = Ready.NOT_READY if kind in REFUSING else Ready.READY
    if kind in ("made-up", "(no details)"):
        expected = Ready.UNSURE
    result = judge(world(failures=[failed(kind)]), incident(kind))
    assert result.verdict is expected
    if kind in FETCHING:
        assert codes(result, Weight.REMARK) == {"not-fetched"}
        assert "no fetch error" not in str([point.title for point in result.of(Weight.GOOD) if "20" in point.title])


@pytest.mark.parametrize(
    ("kind", "types", "effect"),
    [
        ("certificate-expired", {"sts"}, Effect.REFUSED),
        ("certificate-expired", {"sts", "tlsa"}, Effect.REFUSED),
        ("certificate-expired", {"tlsa"}, Effect.DANE),
        ("certificate-expired", set(), Effect.REFUSED),
        ("starttls-not-supported", {"tlsa"}, Effect.REFUSED),
        ("certificate-expired", {"no-policy-found"}, Effect.WITHOUT),
        ("certificate-expired", {"no-policy-found", "sts"}, Effect.REFUSED),
        ("certificate-expired", {"no-policy-found", "tlsa"}, Effect.DANE),
        ("tlsa-invalid", {"sts"}, Effect.DANE),
        ("sts-webpki-invalid", {"sts"}, Effect.NO_POLICY),
        ("no-such-type", {"sts"}, Effect.UNKNOWN),
    ],
)
def test_a_failure_under_dane_alone_is_not_one_of_mta_sts(kind, types, effect):
    assert effect_of(kind, frozenset(types)) is effect


@pytest.mark.parametrize(
    ("state", "more", "verdict", "code"),
    [
        (IncidentState.ONGOING, {}, Ready.NOT_READY, "refused"),
        (IncidentState.QUIET, {}, Ready.UNSURE, "quiet"),
        (IncidentState.RECOVERED, {"clean_since": on(2)}, Ready.READY, "over"),
        (IncidentState.RECOVERED, {"clean_since": on(18)}, Ready.UNSURE, "over-lately"),
        (IncidentState.NOISE, {}, Ready.READY, "noise"),
    ],
)
def test_the_state_of_an_incident_decides(state, more, verdict, code):
    result = judge(world(failures=[failed()]), incident(state=state, **more))
    assert result.verdict is verdict
    assert code in {point.code for point in result.points}


def test_what_a_sender_without_a_policy_meets_is_a_remark():
    result = judge(world(failures=[failed(kind="no-policy-found")]), incident())
    assert result.verdict is Ready.READY
    (remark,) = result.of(Weight.REMARK)
    assert (remark.code, remark.failed) == ("without-policy", 0)
    again = [failed(kind="no-policy-found"), failed(last=3, first=2)]
    assert judge(world(failures=again), incident()).verdict is Ready.READY


def test_what_failed_because_no_mx_host_is_in_the_policy_blocks_without_a_name():
    (blocker,) = judge(None, incident("validation-failure", host="", unnamed=212, owner=Owner.SENDER)).of(
        Weight.BLOCKER
    )
    assert (blocker.title, blocker.name) == ("MX hosts and policy do not fit", "policy lacks an MX host")
    assert blocker.do.startswith("hold the policy as served against the MX records")


@pytest.mark.parametrize(
    ("part", "last", "good", "verdict"),
    [
        (100, 4, None, Ready.UNSURE),
        (100, 4, 4, Ready.UNSURE),
        (100, 4, 5, Ready.READY),
        (21, 4, None, Ready.READY),
    ],
)
def test_a_sender_with_a_tenth_of_it_has_to_succeed_again(part, last, good, verdict):
    shares = SenderShare("Google", 212 - part, 9000, ((on(1), 1),)), SenderShare("Mail.ru", part, 90, ((on(last), 1),))
    heard = replace(sender("Mail.ru"), last_successful=good and on(good))
    reports = seen(*map(policy, TWO), senders=[replace(sender("Google"), last_successful=on(20)), heard])
    over = incident(state=IncidentState.RECOVERED, clean_since=on(5), senders=shares)
    result = judge(reports, over)
    assert result.verdict is verdict
    if verdict is Ready.UNSURE:
        (gap,) = result.of(Weight.GAP)
        assert (gap.code, "Mail.ru had no success since" in gap.told) == ("not-heard-since", True)
        assert judge(reports, over, live=fine()).verdict is Ready.READY


def test_what_is_over_lately_says_until_when_to_wait():
    result = judge(None, incident(state=IncidentState.RECOVERED, clean_since=on(18)))
    (gap,) = result.of(Weight.GAP)
    assert gap.told == "over since 18 Nov, 3 days of 14"
    assert gap.do == "wait until about 2 Dec"


def test_a_failure_of_one_sender_s_network_is_theirs_and_refused_all_the_same():
    (blocker,) = judge(None, incident("starttls-not-supported", owner=Owner.SENDER)).of(Weight.BLOCKER)
    assert blocker.do.startswith("tell the sender")


def test_incidents_of_other_domains_are_passed_over():
    assert judge(None, incident(domain="example.com")).verdict is Ready.READY


# Evidence


@pytest.mark.parametrize(
    ("policies", "code"),
    [
        ([policy(first=15), policy("Microsoft", first=14)], "too-few-days"),
        ([policy()], "too-few-senders"),
        ([policy(good=40), policy("Microsoft", good=40)], "too-few-sessions"),
        ([reported(1, 2, 19, 20), reported(1, 20, org="Microsoft")], "too-few-report-days"),
        ([policy(kind="no-policy-found", lines=()), policy("Microsoft", kind="tlsa", lines=())], "no-policy-seen"),
        ([policy(lines=text("none")), policy("Microsoft", lines=text("none"))], "mode-none"),
        ([policy(first=None, last=None), policy("Microsoft", first=None, last=None)], "too-few-days"),
    ],
)
def test_too_little_evidence_is_said_and_why(policies, code):
    result = judge(world(*policies))
    assert result.verdict is Ready.UNSURE
    assert code in codes(result, Weight.GAP)
    assert result.brief == "not enough evidence"
    assert all(point.do for point in result.of(Weight.GAP))


def test_reports_that_ended_weeks_ago_say_nothing_of_today():
    result = judge(now=NOW + dt.timedelta(days=20))
    assert codes(result, Weight.GAP) == {"no-new-reports"}


def test_seven_days_say_until_when_to_wait():
    result = judge(world(policy(first=14), policy("Microsoft", first=15)))
    (gap,) = result.of(Weight.GAP)
    assert gap.title == "7 days of reports"
    assert gap.do == "wait until about 28 Nov"


OTHER = text(patterns=("mx9.example.net", HOSTS[0]))


def test_reports_count_from_the_day_on_which_the_policy_names_its_hosts():
    older = [policy(name, OTHER, 1, 17) for name in TWO]
    result = judge(world(*older, *(policy(name, None, 18, 20) for name in TWO)))
    (gap,) = result.of(Weight.GAP)
    assert (gap.code, gap.title, gap.do) == ("too-few-days", "3 days of reports", "wait until about 2 Dec")
    assert gap.told.startswith("only since 18 Nov do senders see the MX hosts that it names now")
    assert (result.first, result.last, result.days) == (on(18), on(20), 3)


def test_a_policy_that_came_back_counts_from_then_on():
    first = [reported(*range(1, 16), *range(19, 21), org=name) for name in TWO]
    between = [policy(name, OTHER, 16, 18) for name in TWO]
    assert judge(world(*first, *between)).first == on(19)
    assert judge(world(*first, policy("Mail.ru", OTHER, 16, 18))).first == on(1)


def test_in_enforce_and_in_testing_the_same_hosts_are_tried():
    before = [policy(name, text("enforce"), 1, 15) for name in TWO]
    result = judge(world(*before, *(policy(name, None, 16, 20) for name in TWO)))
    assert (result.verdict, result.first) == (Ready.READY, on(1))


def test_who_saw_other_hosts_only_does_not_vouch():
    result = judge(world(*map(policy, TWO), policy("Mail.ru", OTHER, 1, 19)))
    assert {sender.organization: sender.covers for sender in result.senders} == {
        "Google": True,
        "Microsoft": True,
        "Mail.ru": False,
    }
    assert result.covered_sessions == 18000
    live = fine(sts_policy=sts_policy(patterns=("mx7.example.net",)))
    assert "policy-not-reported" in codes(judge(live=live), Weight.GAP)


def test_in_mode_none_nothing_is_said_of_days_and_nothing_is_given_up():
    lines = text("none")
    result = judge(world(policy(lines=lines), policy("Microsoft", lines)))
    assert {point.code for point in result.points} == {"mode-none", "hosts-not-told"}
    assert (result.days, result.told, result.covered) == (0, on(20), [])
    assert "nothing to go back from" in " ".join(result.back)
    held = [policy(lines=text("enforce"), last=18), policy("Microsoft", text("enforce"), last=18)]
    again = judge(world(*held, *(policy(name, lines, 19, 20) for name in TWO)))
    assert "until 25 Nov" in " ".join(again.back)
    assert "mode: testing" not in " ".join(again.back)


def test_no_report_at_all_is_no_evidence():
    result = judge(seen(senders=()))
    assert (result.verdict, result.mode, result.senders) == (Ready.UNSURE, "", ())
    assert result.sentence.startswith("no MTA-STS policy is known; not enough evidence for enforce")
    assert (result.then, result.back) == ((), ())


def test_how_many_senders_saw_the_policy_and_their_share():
    result = judge(
        world(*map(policy, TWO), policy("Yahoo", (), kind="no-policy-found", good=2000), policy("Idle", (), good=0))
    )
    title = next(point.title for point in result.points if point.code == "covered")
    assert title == "3 of 4 senders saw the policy, 90% of 20\u00a0000 sessions"
    assert [sender.sees for sender in result.senders] == [Sees.STS, Sees.STS, Sees.NOTHING, Sees.STS]
    (question,) = (point for point in result.of(Weight.QUESTION) if point.code == "sees-none")
    assert (question.title, question.told) == ("Yahoo", "sees no policy; does it use MTA-STS?")
    assert (result.covered_sessions, result.sessions) == (18000, 20000)


def test_a_sender_that_found_a_policy_again_sees_it():
    both = [policy("Yahoo", (), 1, 10, kind="no-policy-found"), policy("Yahoo", None, 11, 20)]
    assert judge(world(*both)).senders[0].sees is Sees.STS
    turned = [policy("Yahoo", (), 11, 20, kind="no-policy-found"), policy("Yahoo", None, 1, 10)]
    assert judge(world(*turned)).senders[0].sees is Sees.NOTHING


def test_who_holds_an_older_policy_is_named_with_the_day():
    older = policy("Mail.ru", text(patterns=HOSTS[:1]), 1, 16)
    result = judge(world(*map(policy, TWO), older))
    (remark,) = (point for point in result.of(Weight.REMARK) if point.code == "holds-old")
    assert (remark.title, remark.told) == ("Mail.ru", "holds the old policy until 23 Nov")
    assert next(sender.until for sender in result.senders if sender.organization == "Mail.ru") == on(23)


def test_of_two_policies_on_one_day_the_one_that_began_later_counts():
    older, newer = policy("Mail.ru", text(patterns=HOSTS[:1]), 1, 20), policy("Google", None, 10, 20)
    late = policy("Yahoo", text(patterns=HOSTS[:1]), 15, 20)
    result = judge(world(older, late, newer))
    held = [sender.organization for sender in result.senders if sender.until]
    assert sorted(held) == ["Mail.ru", "Yahoo"]


def test_a_short_max_age_is_remarked():
    lines = text(max_age=86400)
    (remark,) = judge(world(policy(lines=lines), policy("Microsoft", lines))).of(Weight.REMARK)
    assert (remark.title, remark.told) == ("max_age 1 day", "raise to 7 days or more")


def test_many_senders_are_named_only_in_part():
    others = [policy(f"Sender {number}", (), kind="no-policy-found") for number in range(200)]
    titles = [point.title for point in judge(world(*map(policy, TWO), *others)).of(Weight.QUESTION)]
    assert "195 more senders" in titles
    assert len(titles) < 10


def test_without_a_probe_it_says_that_reports_do_not_name_the_hosts_that_worked():
    (question,) = judge().of(Weight.QUESTION)
    assert question.told.endswith("mail.example.net and mx2.example.net may not have been tried")
    assert [host.mx_host for host in judge().hosts] == list(HOSTS)


# The live check


def test_a_live_check_in_order_adds_what_is_good():
    result = judge(live=fine())
    assert result.verdict is Ready.READY
    assert codes(result, Weight.GOOD) >= {"policy", "in-policy", "probed"}
    assert not result.of(Weight.QUESTION)
    assert (result.from_live, result.checked) == (True, NOW)
    assert {(host.is_mx, host.in_policy, host.probed) for host in result.hosts} == {(True, True, "good")}


def test_a_certificate_that_is_bad_now_blocks_and_is_told_once_with_its_incident():
    bad = check(Topic.TLS, "certificate-expired", host=HOSTS[1], found="expired 17 Nov")
    alone = judge(live=fine(bad))
    assert [point.code for point in alone.of(Weight.BLOCKER)] == ["refused-live"]
    assert alone.reason == "1 blocker: TLS mx2.example.net"
    both = judge(world(failures=[failed()]), incident(), live=fine(bad))
    (blocker,) = both.of(Weight.BLOCKER)
    assert blocker.code == "refused"
    assert "live: still so: expired 17 Nov" in blocker.more


@pytest.mark.parametrize(
    ("state", "verdict", "code"),
    [
        (IncidentState.ONGOING, Ready.UNSURE, "mended-not-reported"),
        (IncidentState.QUIET, Ready.UNSURE, "mended-not-reported"),
    ],
)
def test_what_is_mended_waits_for_reports_to_say_so(state, verdict, code):
    result = judge(world(failures=[failed()]), incident(state=state), live=fine())
    assert result.verdict is verdict
    assert codes(result, Weight.GAP) == {code}


def test_what_is_still_so_blocks_whatever_the_reports_say():
    bad = check(Topic.TLS, "certificate-expired", host=HOSTS[1])
    for state in IncidentState:
        one = incident(state=state, clean_since=on(2))
        assert judge(world(failures=[failed()]), one, live=fine(bad)).verdict is Ready.NOT_READY


def test_an_mx_host_that_the_policy_does_not_name_blocks():
    result = judge(live=fine(mx=mx(*HOSTS, "mx3.example.net")))
    (blocker,) = result.of(Weight.BLOCKER)
    assert blocker.title == "mx3.example.net is not in the policy"
    assert result.reason == "1 blocker: policy lacks mx3.example.net"


@pytest.mark.parametrize(
    ("facts", "verdict", "begins"),
    [
        ({"sts_record": sts_record(None)}, Ready.NOT_READY, "there is no MTA-STS policy; not ready for enforce"),
        ({"sts_policy": sts_policy("none")}, Ready.UNSURE, "MTA-STS is switched off (mode none); not enough evidence"),
        ({"sts_policy": unfetched()}, Ready.UNSURE, "not enough evidence for enforce"),
        ({"sts_policy": sts_policy("enforce")}, Ready.UNSURE, "in enforce already, with not enough evidence"),
        ({"mx": mx(null=True)}, Ready.UNSURE, "not enough evidence for enforce: the domain takes no mail"),
    ],
)
def test_a_policy_that_is_not_in_testing_is_said_with_what_the_verdict_then_means(facts, verdict, begins):
    result = judge(live=fine(**facts))
    assert result.verdict is verdict
    assert result.sentence.startswith(begins)


def test_a_policy_nobody_reported_yet_needs_reports():
    result = judge(live=fine(sts_policy=sts_policy(patterns=("*.example.net",))))
    assert "policy-not-reported" in codes(result, Weight.GAP)


def test_a_blocked_port_is_a_question_and_no_blocker():
    blocked = check(Topic.TLS, finding("port-blocked", State.UNKNOWN), host=HOSTS[1], found="port 25 blocked from here")
    result = judge(live=fine(check(Topic.TLS, host=HOSTS[0]), blocked))
    assert result.verdict is Ready.READY
    assert [point.told for point in result.of(Weight.QUESTION)] == ["port 25 blocked from here"]
    assert "probed" not in codes(result, Weight.GOOD)


def test_a_check_that_is_not_over_counts_for_nothing_yet():
    bad = check(Topic.TLS, "certificate-expired", host=HOSTS[1])
    assert judge(live=checkup(bad, finished=None)) == judge()


# In enforce, and back


def test_in_enforce_it_says_what_was_refused_and_until_when_it_is_held():
    lines = text("enforce")
    reports = world(policy(lines=lines), policy("Microsoft", lines), failures=[failed()])
    result = judge(reports, incident(enforced=200))
    assert result.sentence == "in enforce already, and this was refused: 1 blocker: TLS mx2.example.net"
    assert result.of(Weight.BLOCKER)[0].told == "200 of 17\u00a0655 sessions were refused"
    assert result.held_until == on(27)
    assert result.back[-1] == "as reports tell, senders may hold enforce until 27 Nov"
    assert not result.brief_then
    assert judge(world(policy(lines=lines), policy("Microsoft", lines))).sentence.startswith(
        "in enforce already, and nothing speaks against it"
    )


def test_the_way_back_takes_the_largest_max_age_that_somebody_may_hold():
    before = [policy(name, text("enforce", max_age=2419200), 1, 10) for name in TWO]
    back = " ".join(judge(world(*before, *(policy(name, None, 11, 20) for name in TWO))).back)
    assert "the largest max_age that was served, 28 days, has run out" in back
    assert back.endswith("senders may hold enforce until 8 Dec")
    gone = [policy(name, text("enforce", max_age=86400), 1, 10) for name in TWO]
    back = " ".join(judge(world(*gone, *(policy(name, None, 11, 20) for name in TWO))).back)
    assert "7 days, has run out" in back


def test_the_way_back_names_mode_id_and_max_age():
    back = " ".join(judge().back)
    for told in ("mode: testing", "new id", "max_age, 7 days", "mode: none", "RFC 8461 §8.3"):
        assert told in back


# Strangers

HOSTILE = "\x1b[31m\u202eevil\n" * 40


def test_what_strangers_wrote_is_harmless_and_bounded():
    reports = world(
        policy(HOSTILE, text(HOSTILE, (HOSTILE,), 10**9)), policy("b", lines=(HOSTILE,)), failures=[failed(HOSTILE)]
    )
    result = judge(reports, incident(HOSTILE, host=HOSTILE))
    assert isinstance(result, Readiness)
    said = [result.sentence, result.mode, *result.then, *result.back, *(host.mx_host for host in result.hosts)]
    said += [text for point in result.points for text in (point.title, point.told, point.more, point.do, point.name)]
    said += [sender.organization for sender in result.senders]
    assert all(text.replace("\u00a0", " ").isprintable() and len(text) < 600 for text in said)


def test_the_same_comes_of_any_order():
    policies = [policy(name, text(patterns=HOSTS[: 1 + number % 2]), 1, 20) for number, name in enumerate("dacb")]
    assert judge(world(*policies)) == judge(world(*reversed(policies)))


def test_days_at_the_end_of_the_calendar_break_nothing():
    reports = seen(replace(policy(), last=dt.date.max, first=dt.date.min))
    assert judge(reports, incident(state=IncidentState.RECOVERED, clean_since=dt.date.max)).verdict is Ready.UNSURE
