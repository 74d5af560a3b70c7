"""``tlsrpt-tui digest``: one page in four forms, and none at all when there is nothing to say."""

import datetime as dt
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.output.invented import HOSTILE, detail, folder, hostile, policy, report, save
from tests.output.test_golden import compare
from tests.output.test_schemas import schema, valid
from tests.tui.seat import NOW, ROOT, sample
from tlsrpt_tui.cli import run
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output import digest_html, digest_json, digest_markdown, digest_text
from tlsrpt_tui.output.columns import cells
from tlsrpt_tui.output.digest_words import headline
from tlsrpt_tui.output.digesting import Wishes, page_maker
from tlsrpt_tui.output.mail_text import WIDTH, continued, mail_safe
from tlsrpt_tui.output.markup import element, style
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.triage.change import Change, Changes, Kind, PolicyLine, Sums
from tlsrpt_tui.triage.comparison import Asked
from tlsrpt_tui.triage.digest import Case, DaySum, Digest, Faults, Step, Top
from tlsrpt_tui.triage.incidents import Incident, IncidentState
from tlsrpt_tui.triage.periods import Period, beside
from tlsrpt_tui.triage.result_types import Owner

FORMS = {"text": "txt", "markdown": "md", "html": "html", "json": "json"}
CERTIFICATE = "until:2026-10-18"
"""The week of the expired certificate in the sample reports."""

DOCS = ROOT / "docs"
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p", "dl", "dt", "dd", "div",
    "small", "ul", "ol", "li", "pre", "code", "figure", "figcaption", "span", "svg", "rect", "table", "thead", "tbody",
    "tr", "th", "td",
}  # fmt: skip
"""All that a digest is made of."""

EMPTY = {"meta"}


class Reader(HTMLParser):
    """Reads HTML: elements, attributes, text, and whether each element ends."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.attributes, self.said, self.open = [], set(), [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.said).replace("\u00a0", " ").split())


def made(form, text="", *, days=7, redactor=None, wishes=None):
    maker = page_maker(View.parse(text), Asked(days), wishes or Wishes(), form, redactor, NOW)
    return maker(sample()).text


def nasty():
    """Make a digest in which every text is hostile."""
    day = dt.date(2026, 10, 14)
    incident = Incident(
        HOSTILE, HOSTILE, HOSTILE, IncidentState.ONGOING, day, day, None, (), 3, 4, 3, Owner.RECEIVER, HOSTILE, HOSTILE,
        ((day, 3),), (HOSTILE,), (HOSTILE,), "sts",
    )  # fmt: skip
    lines = (PolicyLine(HOSTILE, "+"),)
    changes = tuple(Change(kind, HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), lines=lines) for kind in Kind)
    return Digest(
        Changes(beside(Period(day, day)), Sums(1, 2, 3), Sums(1, 2, 3), changes, day, 1, HOSTILE),
        cases=(Case(incident, 3, None, (0, 3)),),
        chart=(DaySum(dt.date(2026, 10, 13), 0, 0, 0), DaySum(day, 1, 2, 3)),
        result_types=(Top(HOSTILE, 3, 0),),
        senders=(Top(HOSTILE, 3, 0, 4),),
        steps=(Step(incident, HOSTILE, HOSTILE, (HOSTILE,)),) * 2,
        faults=Faults(2, 3, ((HOSTILE, HOSTILE),)),
        filter=HOSTILE,
    )


@pytest.fixture
def weeks(tmp_path):
    """A fortnight of one sender; a certificate expires on the tenth day."""
    for number in range(1, 15):
        failed = 20 if number > 9 else 0
        told = policy(successful=500, failed=failed, details=[detail(count=20)] if failed else [])
        save(tmp_path / f"{number}.json", report(f"r{number}", f"2026-10-{number:02}", policies=[told]))
    return tmp_path


@pytest.mark.parametrize("form", FORMS)
def test_the_digest_of_the_sample_reports_is_what_it_was(form):
    compare(f"digest.{FORMS[form]}", made(form, CERTIFICATE).encode())


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_digest_of_their_last_week_is_what_it_was(form):
    compare(f"digest-last-week.{FORMS[form]}", made(form).encode())


def test_the_documents_show_the_very_digest():
    page = (DOCS / "digest.md").read_text()
    shown = "\n".join(line.removeprefix("    ") for line in page.splitlines())
    assert made("text", CERTIFICATE) in shown + "\n"
    assert (DOCS / "digest-sample.html").read_text() == made("html", CERTIFICATE)
    assert (DOCS / "digest-sample.md").read_text() == made("markdown", CERTIFICATE)


@pytest.mark.parametrize("text", ["", CERTIFICATE, "domain:example.net", "org:kiosk*"])
@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_page_of_text_fits_a_mail(text, days):
    page = made("text", text, days=days).splitlines()
    assert all(cells(line) <= WIDTH for line in page)
    assert len(page) <= 100
    assert page[0].startswith("TLS reports ")
    assert page[1] == ""
    assert all(sign.isascii() or sign.isalpha() for line in page for sign in line)


def test_the_first_line_does_for_a_subject():
    assert made("text", CERTIFICATE).startswith("TLS reports 12-18 Oct 2026: 3 ongoing, 28.36% failed (1.62% before)\n")
    assert made("text", "domain:example.net").startswith("TLS reports 25-31 Oct 2026: nothing failed\n")
    none = Digest(Changes(beside(Period(dt.date(2026, 10, 14), dt.date(2026, 10, 14)))))
    assert headline(none) == "TLS reports 14 Oct 2026: none came"


def test_a_quiet_week_is_a_few_lines():
    page = made("text", "domain:example.net")
    assert "Nothing: no incident lasts." in page
    assert len(page.splitlines()) < 20


def test_months_are_told_by_week():
    page = made("text", days=30)
    assert "Failed sessions by week\n  2-3 Oct                   0\n  4-10 Oct                579    1.62%  #\n" in page


def test_a_command_is_parted_so_that_it_can_be_pasted():
    command = (
        "openssl s_client -starttls smtp -connect mx1.example.com:25 -servername 'a long name with blanks' </dev/null"
    )
    lines = list(continued(command))
    assert len(lines) > 1
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert all(cells(line) <= WIDTH for line in lines)
    assert " ".join(line.removesuffix(" \\").strip() for line in lines) == command


def test_mail_shows_letters_of_all_scripts_and_signs_of_ascii():
    assert mail_safe("Universitätsrechenzentrum 東京 – “a” → b…") == 'Universitätsrechenzentrum 東京 - "a" -> b...'
    assert mail_safe("● ␛ 🙂") == "\\u{25cf} \\u{241b} \\u{1f642}"
    assert mail_safe("9\u00a0909 sessions ") == "9 909 sessions"


@pytest.mark.parametrize("render", [digest_text.render, digest_markdown.render, digest_html.render, digest_json.render])
def test_what_strangers_wrote_can_do_nothing(render):
    page = render(nasty())
    assert not {"\x1b", "\x9b", "\u202e", "\u2066", "\u200b", "\x00", "\r", "\t"} & set(page)
    if render is digest_markdown.render:
        assert not any("<b>" in line for line in page.splitlines() if not line.startswith("    "))
    if render is digest_text.render:
        assert all(cells(line) <= WIDTH for line in page.splitlines() if not line.startswith("    "))
        assert page.count("\nSubject") == 0
    if render is digest_json.render:
        valid(json.loads(page), schema("digest"))


@pytest.mark.parametrize(
    "make", [lambda: made("html", CERTIFICATE), lambda: made("html", days=30), lambda: digest_html.render(nasty())]
)
def test_html_is_one_file_of_known_elements_that_loads_nothing(make):
    page = make()
    read = Reader(page)
    assert set(read.elements) <= ELEMENTS
    assert read.open == []
    names = {name for _, name in read.attributes}
    assert not any(name.startswith("on") or name in {"src", "href", "srcset", "action", "data"} for name in names)
    assert "script" not in read.elements
    assert ("meta", "http-equiv") in read.attributes
    assert "url(" not in page
    assert "@import" not in page
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert read.elements.count("h1") == read.elements.count("main") == 1
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_html_says_what_the_text_says():
    said = Reader(made("html", CERTIFICATE)).text
    for words in (
        "28.36%", "You, as operator of mta-sts.example.org", "tlsrpt-tui check example.org", "certificate-expired",
        "Harbour Lane Logistics reports for the first time", "gzip ends early",
    ):  # fmt: skip
        assert words in said
    assert "Northwind Mail fell silent" in Reader(made("html")).text
    assert Reader(digest_html.render(nasty())).text.count("`<b>") > 10


def test_every_chart_says_in_words_what_it_shows():
    page = made("html", CERTIFICATE)
    labels = re.findall(r'<svg[^>]*role="img" aria-label="([^"]+)"', page)
    assert labels[0] == "Failed sessions by day, 5–18 Oct 2026. Most: 2 958 failed sessions on Thu 15 Oct."
    assert labels[1].startswith("Failures by day: 9 days of 14")
    assert len(labels) == page.count("<svg")


def test_the_chart_has_a_scale_that_ends_above_its_highest_bar():
    page = made("html", CERTIFICATE)
    scale = re.search(r'class="scale"[^>]*>(.*?)</div>', page)
    assert re.findall(r"<span>([^<]*)</span>", scale[1]) == ["4\u00a0000", "2\u00a0000", "0"]
    assert page.count('class="rule"') == 2


@pytest.mark.parametrize("render", [digest_text.render, digest_markdown.render, digest_html.render])
def test_no_section_holds_but_what_was_left_out(render):
    week = beside(Period(dt.date(2026, 10, 8), dt.date(2026, 10, 14)))
    changed = Changes(week, Sums(1, 9, 0), Sums(1, 9, 0), all=(Change(Kind.GONE, "gone", minor=True),))
    page = render(Digest(changed))
    assert "What changed" not in page
    assert "Left out" not in page
    assert "; tlsrpt-tui changes lists it." in " ".join(made("text", CERTIFICATE).split())


def test_a_day_without_a_report_is_a_gap_and_no_zero():
    assert 'class="gap"' in digest_html.render(nasty())
    assert "Shaded: 1 day without a report." in digest_html.render(nasty())


def test_text_gets_into_html_as_text_only():
    assert element("p", "<b>&\"'", title='"><script>') == (
        '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&quot;&#x27;</p>'
    )
    assert element("p", element("b", "1\u00a0000\x00")) == "<p><b>1\u00a0000␀</b></p>"
    with pytest.raises(ValueError, match="no <"):
        style("</style>")


@pytest.mark.parametrize("make", [folder, hostile, lambda path: path])
def test_json_obeys_its_schema(make, tmp_path, capsys):
    run(["digest", "--format", "json", str(make(tmp_path))])
    document = json.loads(capsys.readouterr().out)
    valid(document, schema("digest"))
    assert list(document) == schema("digest")["required"]


def test_json_says_what_to_do_first_and_how_each_incident_stood():
    document = json.loads(made("json", CERTIFICATE))
    assert document["trend"] == "up"
    assert document["states"] == {"ongoing": 3, "quiet": 0, "recovered": 1, "noise": 0}
    assert [step["incident"]["owner"] for step in document["first"]] == ["policy-host", "sender"]
    assert document["first"][0]["commands"][-1] == "tlsrpt-tui check example.org"
    assert [case["state_before"] for case in document["incidents"]] == ["ongoing", "ongoing", None, None]
    assert document["after"]["rate"] == pytest.approx(0.28356, abs=1e-5)
    assert len(document["days"]) == 7


@pytest.mark.parametrize("form", FORMS)
def test_redacted_it_names_no_domain(form, weeks, capsys):
    page = made(form, CERTIFICATE, redactor=Redactor("a secret of the test"))
    for real in ("example.com", "example.org", "mx-new", "192.0.2.", "203.0.113."):
        assert real not in page
    assert "starttls-not-supported" in page
    assert run(["digest", "--redact", "--format", form, str(weeks)]) == 0
    assert "example.com" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--fail-on", "ongoing"], 1),
        (["--fail-on", "silent, New"], 1),
        (["--fail-on", "any"], 1),
        (["--fail-on", "failed"], 1),
        (["--fail-on", "gone,silent,unreadable"], 0),
        (["--fail-on", "failed,ongoing", "--until", "2026-10-08"], 0),
        (["--fail-on", "new", "--only-if", "silent"], 1),
        (["--fail-on", "stale"], 1),
        (["--fail-on", "stale", "--until", "2026-10-12"], 0),
        (["--fail-on", "stale", "--until", "today"], 1),
        (["--fail-on", "loud"], 2),
        (["--only-if", ""], 2),
        (["--period", "soon"], 2),
    ],
)
def test_how_it_ends(words, code, weeks, capsys):
    assert run(["digest", *words, str(weeks)]) == code
    capsys.readouterr()


def test_with_nothing_to_say_it_writes_nothing_at_all(weeks, capsys, tmp_path):
    (weeks / "broken.json").write_text('{"organization-name": "Northwind Mail", "policies": [')
    target = tmp_path / "page.txt"
    assert run(["digest", "--only-if", "silent,quiet", str(weeks)]) == 0
    assert run(["digest", "--only-if", "silent,quiet", "--output", str(target), str(weeks)]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
    assert not target.exists()
    assert run(["digest", "--only-if", "silent,quiet", "--strict", str(weeks)]) == 4
    assert "could not be read whole" in capsys.readouterr().err


def test_cron_has_no_second_mail_because_of_a_file_that_the_page_names(weeks, capsys):
    (weeks / "broken.json").write_text('{"organization-name": "Northwind Mail", "policies": [')
    assert run(["digest", str(weeks)]) == 0
    captured = capsys.readouterr()
    assert "Files: 1 of 15 files could not be read whole\n- broken.json: " in captured.out
    assert captured.err == ""


@pytest.mark.parametrize("word", ["ongoing", "new", "changed", "failed", "any", "silent,failed"])
def test_with_something_to_say_it_writes_the_page(word, weeks, capsys):
    assert run(["digest", "--only-if", word, str(weeks)]) == 0
    assert capsys.readouterr().out.startswith("TLS reports 8-14 Oct 2026: 1 ongoing, 2.78% failed (0% before)\n")


def test_the_period_can_be_a_day_or_any_other(weeks, capsys):
    def subject(*words):
        assert run(["digest", *words, str(weeks)]) == 0
        return capsys.readouterr().out.split(":")[0]

    assert subject("--period", "day") == "TLS reports 14 Oct 2026"
    assert subject("--period", "30d") == "TLS reports 15 Sep - 14 Oct 2026"
    assert subject("--since", "2026-10-10", "--until", "2026-10-11") == "TLS reports 10-11 Oct 2026"


def test_a_period_that_ends_with_an_old_report_says_how_old_it_is(weeks, capsys):
    run(["digest", str(weeks)])
    assert re.search(r"^Newest    the newest report is [0-9 ]+ days old, and the period ends with it$",
                     capsys.readouterr().out, re.MULTILINE)  # fmt: skip
    run(["digest", "--until", "today", str(weeks)])
    assert "the newest report is of 14 Oct 2026\n" in capsys.readouterr().out
    assert "Newest" not in made("text")


def test_nothing_readable_is_told(tmp_path, capsys):
    assert run(["digest", "--only-if", "ongoing", str(tmp_path)]) == 3
    assert "no report that can be read" in capsys.readouterr().err


def test_a_page_goes_into_a_file(weeks, tmp_path, capsys):
    target = Path(tmp_path / "page.html")
    assert run(["digest", "--format", "html", "--output", str(target), str(weeks)]) == 0
    assert capsys.readouterr().out == ""
    assert target.read_text().startswith("<!doctype html>")
