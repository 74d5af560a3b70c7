"""The short way from JSON to rows: it says what the tolerant decoder says, or leaves the report to it."""

import copy
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_tui.index.batch import COLUMNS, PACKED, Strings
from tlsrpt_tui.index.quick import QuickWalk
from tlsrpt_tui.index.reading import Reader
from tlsrpt_tui.index.rows import Rows
from tlsrpt_tui.index.session import DICTIONARIES
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.containers import documents
from tlsrpt_tui.reports.model import Document

SAMPLES = Path(__file__).parents[2] / "sample_reports"
DETAIL = {
    "result-type": "certificate-expired",
    "sending-mta-ip": "192.0.2.1",
    "receiving-ip": "203.0.113.1",
    "receiving-mx-hostname": "mx1.example.com",
    "receiving-mx-helo": "mx1.example.com",
    "failed-session-count": 3,
    "additional-information": "more",
    "failure-reason-code": "expired",
}
POLICY = {
    "policy": {
        "policy-type": "sts",
        "policy-string": ["version: STSv1", "mode: enforce", "mx: *.example.com", "max_age: 86400"],
        "policy-domain": "example.com",
        "mx-host": ["*.example.com"],
    },
    "summary": {"total-successful-session-count": 9, "total-failure-session-count": 3},
    "failure-details": [DETAIL],
}
REPORT = {
    "organization-name": "Example Inc.",
    "date-range": {"start-datetime": "2026-11-01T00:00:00Z", "end-datetime": "2026-11-01T23:59:59Z"},
    "contact-info": "tls@example.net",
    "report-id": "1",
    "policies": [POLICY],
}


def described(rows):
    """Return what a batch holds with strings in place of codes; the order of dictionaries is no matter."""
    strings = {name: list(places) for name, places in rows.strings.items()}
    batch = rows.batch()
    tables = {
        name: [
            {
                column: strings[DICTIONARIES[column]][value] if column in DICTIONARIES else value
                for column, value in zip(columns, row, strict=True)
            }
            for row in PACKED[name].iter_unpack(batch.rows[name])
        ]
        for name, columns in COLUMNS.items()
    }
    return tables | {"report_ids": batch.report_ids, "digests": batch.digests}


def both_ways(*texts):
    """Return what the short and the tolerant way make of texts, each a file, and how many took the short one."""
    short, tolerant = Rows(DEFAULT_BOUNDS), Rows(DEFAULT_BOUNDS)
    walk = QuickWalk(short)
    taken = 0
    for text in texts:
        for rows in (short, tolerant):
            rows.begin_file(len(text), 1)
        tolerant.take(Document(0, "", text))
        if walk.take(text):
            taken += 1
        else:
            short.take(Document(0, "", text))
    return described(short), described(tolerant), taken


def written(report):
    return json.dumps(report).encode()


def changed(*path, to):
    """Return the report with one value replaced, or taken out where it becomes ``...``."""
    report = copy.deepcopy(REPORT)
    *way, last = path
    inner = report
    for step in way:
        inner = inner[step]
    if to is ...:
        del inner[last]
    else:
        inner[last] = to
    return report


SUMMARY = ("policies", 0, "summary")
NAMED = ("policies", 0, "policy")
FAILED = ("policies", 0, "failure-details", 0)
CLEAN = [
    REPORT,
    changed("policies", 0, "failure-details", to=[]),
    changed("policies", 0, "failure-details", to=...),
    changed("policies", 0, "failure-details", to=None),
    changed(*NAMED, "mx-host", to="*.example.com"),
    changed(*NAMED, "mx-host", to=...),
    changed(*NAMED, "policy-string", to=[]),
    changed(*FAILED, "receiving-ip", to=...),
    changed(*FAILED, "receiving-mx-helo", to=None),
    changed(*FAILED, to=DETAIL | {"sending-mta-ip": "2001:db8:0::1"}),
    changed(*FAILED, to={"result-type": "sts-policy-fetch-error", "failed-session-count": 3}),
    changed("policies", to=[POLICY, changed(*NAMED, "policy-type", to="tlsa")["policies"][0]]),
    changed("policies", to=[changed(*NAMED, "policy-type", to="tlsa")["policies"][0], POLICY, POLICY]),
    changed("date-range", "start-datetime", to="2026-11-01T00:00:00"),
    changed("date-range", "end-datetime", to="never"),
    changed(*NAMED, "policy-string", to=["version: STSv1", "mode: testing"]),
    changed(*NAMED, "policy-type", to="STS"),
    changed(*NAMED, "policy-type", to=...),
    changed(*NAMED, "mx-host-pattern", to=["*.example.com"]),
    changed(*NAMED, "policy-string", to=["version: STSv1", True]),
    changed(*NAMED, "policy-string", to=["version: STSv1", 1]),
    changed(*NAMED, "policy-domain", to="bücher.example"),
    changed(*NAMED, "policy-string", to="version: STSv1\nmode: enforce"),
    changed(*NAMED, "policy-string", to=['["3 1 1 00ff"]']),
    changed(*NAMED, "mx-host", to=["mx: *.example.com"]),
    changed("policies", to=[POLICY, changed(*NAMED, "policy-type", to="TLSA")["policies"][0]]),
]
ODD = [
    changed("organization-name", to=" "),
    changed("organization-name", to=...),
    changed("contact-info", to="nobody"),
    changed("contact-info", to=...),
    changed("report-id", to=7),
    changed("report-id", to=""),
    changed("date-range", to=[]),
    changed("date-range", "start-datetime", to=1),
    changed("policies", to=[]),
    changed("policies", to=POLICY),
    changed("policies", to=[POLICY, "policy"]),
    changed(*NAMED, to=None),
    changed(*NAMED, "policy-domain", to=...),
    changed(*SUMMARY, to=...),
    changed(*SUMMARY, "total-failure-session-count", to="3"),
    changed(*SUMMARY, "total-failure-session-count", to=0),
    changed(*SUMMARY, "total-failure-session-count", to=-1),
    changed(*SUMMARY, "total-successful-session-count", to=2**63),
    changed(*SUMMARY, "total-successful-session-count", to=True),
    changed(*FAILED, to="certificate-expired"),
    changed(*FAILED, "result-type", to="other"),
    changed(*FAILED, "result-type", to=...),
    changed(*FAILED, "result-type", to=True),
    changed(*FAILED, "sending-mta-ip", to=...),
    changed(*FAILED, "sending-mta-ip", to="mta.example.net"),
    changed(*FAILED, "receiving-mx-hostname", to=[]),
    changed(*FAILED, "failed-session-count", to=1.0),
    changed(*FAILED, "failed-session-count", to=True),
    changed(*FAILED, "additional-info-uri", to="more"),
    changed(*FAILED, "failure-error-code", to="more"),
]


@pytest.mark.parametrize("report", CLEAN)
def test_a_report_with_no_defect_or_a_usual_one_takes_the_short_way_and_says_the_same(report):
    short, tolerant, taken = both_ways(written(report))
    assert taken == 1
    assert short == tolerant


@pytest.mark.parametrize("report", ODD)
def test_a_report_with_a_defect_is_left_to_the_tolerant_decoder_whole(report):
    short, tolerant, taken = both_ways(written(REPORT), written(report), written(REPORT))
    assert taken == 2
    assert short == tolerant


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b'{"a": 1}', written(REPORT) * 2, written([REPORT])])
def test_what_is_not_one_report_is_left_to_the_tolerant_decoder(text):
    assert not QuickWalk(Rows(DEFAULT_BOUNDS)).take(text)


def test_what_is_remembered_of_one_session_is_forgotten_in_the_next(monkeypatch):
    monkeypatch.setattr("tlsrpt_tui.index.rows._SESSION_STRINGS", 0)
    rows = Rows(DEFAULT_BOUNDS)
    walk = QuickWalk(rows)
    made = []
    for _ in range(2):
        rows.begin_file(1, 1)
        assert walk.take(written(REPORT))
        made.append(described(rows))
    assert made[0] == made[1]


def test_a_batch_brings_the_strings_that_are_new():
    rows = Rows(DEFAULT_BOUNDS)
    walk = QuickWalk(rows)
    rows.begin_file(1, 1)
    walk.take(written(REPORT))
    first = rows.batch()
    rows.begin_file(1, 1)
    walk.take(written(REPORT | {"organization-name": "Another"}))
    second = rows.batch()
    assert first.session == second.session
    assert "Example Inc." in first.strings[Strings.SENT_ORGANIZATION]
    assert {name: held for name, held in second.strings.items() if held} == {Strings.SENT_ORGANIZATION: ["Another"]}


def test_documents_of_mails_and_archives_keep_their_place(tmp_path):
    (tmp_path / "r.zip").write_bytes(
        zipped(("a.json", written(REPORT)), ("b.json", written(REPORT | {"report-id": "2"})))
    )
    reader = Reader(DEFAULT_BOUNDS, lambda: False)
    reader.read(str(tmp_path / "r.zip"))
    batch = reader.batch()
    rows = [row[-2] for row in PACKED["reports"].iter_unpack(batch.rows["reports"])]
    assert (batch.report_ids, rows) == (["1", "2"], [0, 1])
    assert [member for member in batch.strings[Strings.MEMBER] if member] == ["a.json", "b.json"]


def zipped(*members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


def test_the_sample_reports_say_the_same_both_ways():
    texts = [
        outcome.data
        for path in sorted(SAMPLES.rglob("*.json*"))
        for outcome in documents(str(path.resolve()))
        if isinstance(outcome, Document)
    ]
    short, tolerant, taken = both_ways(*texts)
    assert short == tolerant
    assert taken > len(texts) / 2


_PATHS = [
    ("organization-name",),
    ("contact-info",),
    ("report-id",),
    ("date-range",),
    ("date-range", "start-datetime"),
    ("policies",),
    ("policies", 0),
    (*NAMED, "policy-type"),
    (*NAMED, "policy-domain"),
    (*NAMED, "policy-string"),
    (*NAMED, "mx-host"),
    (*SUMMARY, "total-successful-session-count"),
    (*SUMMARY, "total-failure-session-count"),
    ("policies", 0, "failure-details"),
    *((*FAILED, key) for key in DETAIL),
]
_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2**64), st.floats(), st.text(max_size=6),
    st.sampled_from(["", " ", "192.0.2.7", "::ffff:192.0.2.7", "MX.Example.com.", "sts", "2026-11-01T00:00:00+02:00"]),
)  # fmt: skip
_VALUES = st.one_of(
    _SCALARS, st.lists(_SCALARS, max_size=3), st.dictionaries(st.text(max_size=3), _SCALARS, max_size=2)
)


@given(st.lists(st.tuples(st.sampled_from(_PATHS), _VALUES), min_size=1, max_size=4))
def test_whatever_stands_in_a_report_both_ways_say_the_same(changes):
    texts = [written(changed(*path, to=value)) for path, value in changes]
    short, tolerant, _ = both_ways(written(REPORT), *texts, *texts)
    assert short == tolerant
