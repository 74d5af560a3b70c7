"""What strangers write stays text in every format."""

import csv
import io
import json
import re
import unicodedata

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.output.invented import HOSTILE, hostile
from tlsrpt_tui.cli import run
from tlsrpt_tui.output.cells import formula_safe, markdown_safe

FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def assert_harmless(text, but=""):
    bad = {character for character in text if unicodedata.category(character) in FORBIDDEN} - set(but)
    assert not bad


@pytest.mark.parametrize("words", [
    ["summary"], ["summary", "--format", "json"], ["summary", "--format", "csv"], ["summary", "--format", "markdown"],
    ["export"], ["export", "--format", "json"], ["export", "--format", "ndjson"],
])  # fmt: skip
def test_no_output_holds_a_control_character(words, tmp_path, capsysbinary):
    run([*words, "--fail-on", "result:*", "--strict", str(hostile(tmp_path))])
    out, err = capsysbinary.readouterr()
    assert out
    assert_harmless(out.decode(), but="\n")
    assert_harmless(err.decode(), but="\n")


def test_values_within_json_are_harmless_too(tmp_path, capsysbinary):
    run(["summary", "--format", "json", str(hostile(tmp_path))])
    document = json.loads(capsysbinary.readouterr().out)

    def walk(value):
        if isinstance(value, str):
            assert_harmless(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(inner)

    walk(document)


def test_values_within_parquet_are_harmless_too(tmp_path):
    target = tmp_path / "rows.parquet"
    run(["export", "--format", "parquet", "--output", str(target), str(hostile(tmp_path / "reports"))])
    frame = pl.read_parquet(target)
    assert len(frame) == 1
    for column in frame.select(pl.col(pl.String)).iter_columns():
        assert_harmless("".join(column))


def test_no_csv_cell_can_be_a_formula(tmp_path, capsysbinary):
    for command in ("summary", "export"):
        run([command, "--format", "csv", str(hostile(tmp_path / command))])
        rows = list(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode())))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@＝＋－＠\t\r\n") and cell]
        assert any(cell.startswith("'=1+1") for row in rows for cell in row)


@pytest.mark.parametrize("first", list("=+-@\t\r\n＝＋－＠"))
def test_an_apostrophe_keeps_a_formula_from_being_one(first):
    assert formula_safe(f"{first}SUM(A1)") == f"'{first}SUM(A1)"


@pytest.mark.parametrize("value", ["", "example.com", "198.51.100.7", "a=b", "'quoted"])
def test_ordinary_values_stay_as_they_are_in_csv(value):
    assert formula_safe(value) == value


def test_markdown_keeps_its_tables_whatever_is_in_them(tmp_path, capsysbinary):
    run(["summary", "--format", "markdown", str(hostile(tmp_path))])
    lines = capsysbinary.readouterr().out.decode().splitlines()
    tables = [line for line in lines if line.startswith("|")]
    heads = [place for place, line in enumerate(tables) if line.startswith("| ---")]
    assert heads
    assert not [line for line in lines if "<" in line]
    assert not [line for line in lines if "`" in re.sub("(?<!`)`@+`(?!`)", "", line)]
    for table in "\n".join(lines).split("\n\n"):
        pipes = {line.count("|") for line in table.splitlines() if line.startswith("|")}
        assert len(pipes) <= 1


MARKS = "a|b`c`<d>[e](f)*g*_h_\\|~i~#!$@k http://x www.y &amp; {{l}}"


def test_no_mark_of_markdown_stands_bare():
    shown = markdown_safe(MARKS)
    assert not set("|<") & set(shown)
    assert not re.findall(r"(?<!\\)[*~]|(?<!\\)\][(\[:]|(?<![\\&])#|(?<!\\)\b_|(?<!\\)_\b|http:|www\.|(?<!`)@", shown)
    assert [place for place, character in enumerate(shown) if character in "`@"] == [
        shown.index("`@`") + offset for offset in range(3)
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("www.evil.example", "www\\.evil.example"),
        ("(WwW.evil.example www.", "(WwW\\.evil.example www\\."),
        ("https://evil.example/a", "https\\://evil.example/a"),
        ("a@evil.example", "a`@`evil.example"),
        ("@@team@", "`@@`team`@`"),
        ("`@`", "&#96;`@`&#96;"),
        ("mx1.example.com", "mx1.example.com"),
    ],
)
def test_nothing_becomes_a_link_in_markdown(value, shown):
    assert markdown_safe(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("the sender's own rule: 5% of “it”, isn't it? (RFC 8461 §5)",) * 2,
        ("MX_HOSTS_MISMATCH rate>1% -org:microsoft",) * 2,
        ("_mta-sts.example.org, *.example.net", "\\_mta-sts.example.org, \\*.example.net"),
        ("AT&T", "AT&amp;T"),
        ("policies[0].failure-details[0] is no object",) * 2,
        ("a\\u{200b}b", "a\\\\u{200b}b"),
    ],
)
def test_what_people_write_reads_well_before_it_is_rendered(value, shown):
    assert markdown_safe(value) == shown


LINES = [
    "- value", "+ value", "* value", "1. value", "12) value", "---", "- - -", "> value", "# value", "===",
    "    value", "value #", "~~~", "```", "[a]: b", "| a | b |",
]  # fmt: skip
PLACES = ["{}", "- {}", "- label: {}", "## {}", "1. {}", "| head |\n| --- |\n| {} |"]


def rendered(text):
    """Return the structure of a document, and the text in it; code spans of at signs are text."""
    reader = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "strikethrough", "linkify"])
    assert reader.linkify is not None
    reader.linkify.set({"fuzzy_link": False})
    found = []
    for token in reader.parse(text):
        if token.type != "inline":
            found.append(token.type)
            continue
        parts = token.children or []
        assert {part.type for part in parts} <= {"text", "text_special", "code_inline"}
        assert all(set(part.content) == {"@"} for part in parts if part.type == "code_inline")
        found.append(" ".join("".join(part.content for part in parts).split()))
    return found


def told(value, place):
    return [part.replace("value", " ".join(value.split())) for part in rendered(place.format("value"))]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("place", PLACES)
def test_a_value_is_one_piece_of_text_wherever_it_stands(line, place):
    assert rendered(place.format(markdown_safe(line))) == told(line, place)


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]) | st.just(" "), min_size=1))
@settings(max_examples=300)
def test_whatever_the_value_markdown_shows_it_and_nothing_else(value):
    assume(value.strip())
    for place in PLACES:
        assert rendered(place.format(markdown_safe(value))) == told(value, place)


def test_the_hostile_sample_is_hostile():
    assert {unicodedata.category(character) for character in HOSTILE} >= {"Cc", "Cf"}
