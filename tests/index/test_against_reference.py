"""Whatever the reports and whatever the view: the engine counts as the rules say."""

from dataclasses import replace
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.factories import NOW, days, detail, engine_of, facet, listed, on, overview, policy, report, rows
from tests.index.reference import FACETS, Reference, Wish
from tlsrpt_tui.index import counts, facet_keys, selection
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.view import View

ORGS = ("Google", " google", "GMX")
DOMAINS = ("a.example", "b.example", "")
KINDS = ("sts", "tlsa", "no-policy-found", "odd", "")
MODES = ("enforce", "testing", "")
RESULTS = ("certificate-expired", "validation-failure", "")
HOSTS = ("mx1.a.example", "mx2.example.net", "")
IPS = ("192.0.2.1", "2001:db8::1", "")
IDS = ("one", "two", "GMX-3")
DAYS = (on(11, 1), on(11, 2, 23), on(11, 5), None)
COUNTS = st.sampled_from((0, 0, 1, 2, 3, 10))

details = st.builds(
    detail,
    COUNTS,
    st.sampled_from(RESULTS),
    mx=st.sampled_from(HOSTS),
    ip=st.sampled_from(IPS),
    to=st.sampled_from(IPS),
    reason=st.sampled_from(("", "Google says no")),
)


@st.composite
def policies(draw):
    return policy(
        draw(st.none() | COUNTS),
        draw(st.none() | COUNTS),
        *draw(st.lists(details, max_size=3)),
        kind=draw(st.sampled_from(KINDS)),
        domain=draw(st.sampled_from(DOMAINS)),
        mode=draw(st.sampled_from(MODES)),
    )


@st.composite
def reports(draw):
    return report(
        *draw(st.lists(policies(), max_size=4)),
        org=draw(st.sampled_from(ORGS)),
        report_id=draw(st.sampled_from(IDS)),
        start=draw(st.sampled_from(DAYS)),
    )


def chosen(field, values):
    values = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(Wish, st.just(field), values, st.booleans())


def single(field, values, negated):
    return st.builds(Wish, st.just(field), st.tuples(st.sampled_from(values)), negated)


wishes = st.lists(
    st.one_of(
        chosen("org", ORGS),
        chosen("domain", DOMAINS),
        chosen("policy", KINDS),
        chosen("mode", MODES),
        chosen("result", (*RESULTS, "(no details)")),
        chosen("mx", HOSTS),
        chosen("ip", IPS),
        chosen("to", IPS),
        single("since", ("2026-11-02", "2026-11-06"), st.just(value=False)),
        single("until", ("2026-10-31", "2026-11-02"), st.just(value=False)),
        single("on", ("2026-11-01", "2026-11-03"), st.booleans()),
        single("word", ("google", "gmx", "mx2", "example", "nothing"), st.booleans()),
        st.builds(
            Wish,
            st.sampled_from(("failed", "rate")),
            st.tuples(COUNTS),
            operator=st.sampled_from((">", ">=", "<", "<=")),
        ),
    ),
    max_size=4,
    unique_by=lambda wish: wish.field if wish.field in ("since", "until") else wish,
)


@settings(deadline=None, max_examples=300)
@given(st.lists(reports(), max_size=5), wishes)
def test_the_engine_counts_as_the_rules_say(made, wanted):
    reference = Reference(made)
    engine = engine_of(*made)
    text = " ".join(wish.text for wish in wanted)

    totals = engine.totals(View.parse(text), now=NOW)
    assert (totals.reports, totals.successful, totals.failed) == _plain(reference.totals(wanted), reference, wanted)
    assert totals.rows == len(reference.selected_rows(wanted)) == rows(engine, text).total
    for dimension in FACETS:
        assert facet(engine, Dimension(dimension), text) == reference.facet(wanted, dimension)
    assert days(engine, text) == reference.days(wanted)

    shown = {row.number: (row.successful, row.failed) for row in listed(engine, text).rows}
    expected = reference.listed(wanted)
    assert shown == {number: counts[:2] for number, counts in expected.items()}
    failing = {row.number for row in listed(engine, text, failing=True).rows}
    assert failing == {number for number, counts in expected.items() if counts[2]}


@settings(deadline=None, max_examples=100)
@given(st.lists(reports(), max_size=5), wishes, st.lists(wishes, max_size=2))
def test_an_overview_says_what_the_single_questions_say(made, wanted, before):
    _compare_overview(made, wanted, before)


@settings(deadline=None, max_examples=50)
@given(st.lists(reports(), max_size=5), wishes)
def test_an_overview_of_many_rows_and_values_says_the_same(made, wanted):
    with (
        patch.object(counts, "_MANY_ROWS", 0),
        patch.object(facet_keys, "_FEW_GROUPS", 0),
        patch.object(selection, "_FEW_CODES", 0),
    ):
        _compare_overview(made, wanted, [])


def _compare_overview(made, wanted, before):
    """Compare after other views were looked at, of which the engine keeps what it can use again."""
    reference, engine = Reference(made), engine_of(*made)
    for earlier in before:
        overview(engine, " ".join(wish.text for wish in earlier))
    view = View.parse(" ".join(wish.text for wish in wanted))
    found = engine.overview(view, now=NOW, bars=72, values=200, spark=6)
    assert found.totals == engine.totals(view, now=NOW)
    days = reference.span(wanted)
    for dimension, shown in found.facets.items():
        alone = engine.facet(view, dimension, now=NOW)
        assert [replace(value, spark=()) for value in shown.values] == [
            replace(value, reports=None) for value in alone.values
        ]
        assert (shown.distinct, shown.failed) == (alone.distinct, alone.failed)
        cells = reference.cells(wanted, dimension, days, 6) if days else {}
        assert {value.value: value.spark for value in shown.values} == {
            value.value: cells.get(value.value, ()) for value in shown.values
        }


def _plain(summed, reference, wanted):
    """A sum of nothing has no successes to speak of either, where the view goes by rows."""
    number, successful, failed = summed
    return number, None if reference.by_rows(wanted) else successful, failed
