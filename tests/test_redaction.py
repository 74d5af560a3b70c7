"""Stand-ins: one for each value, the same everywhere, and back again."""

import ipaddress
import json
import random
import re
import string
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest

from tests.output.invented import folder
from tlsrpt_tui.cli import run
from tlsrpt_tui.redaction import RUN, Redactor
from tlsrpt_tui.text import sanitise

HIDDEN = re.compile(r"example\.(com|net|org)|northwind|192\.0\.2|198\.51\.100|203\.0\.113")


@pytest.fixture
def redactor():
    return Redactor("a keyword")


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("example.com", r"d-\w{5}\.example"),
        ("EXAMPLE.com.", r"d-\w{5}\.example\."),
        ("mx1.example.com", r"mx1\.d-\w{5}\.example"),
        ("contoso-com.mail.example.com", r"n-\w{4}\.mail\.d-\w{5}\.example"),
        ("*.example.com", r"\*\.d-\w{5}\.example"),
        ("a.example.co.uk", r"n-\w{4}\.d-\w{5}\.example"),
        ("_25._tcp.mx1.example.com", r"_25\._tcp\.mx1\.d-\w{5}\.example"),
        ("bücher.example.com", r"n-\w{4}\.d-\w{5}\.example"),
        ("xn--bcher-kva.example", r"d-\w{5}\.example"),
        ("198.51.100.7", r"2[45]\d\.\d+\.\d+\.\d+"),
        ("198.51.100.0/24", r"2[45]\d\.\d+\.\d+\.0/24"),
        ("[198.51.100.7]:25", r"\[2[45]\d\.\d+\.\d+\.\d+\]:25"),
        ("from.198.51.100.7", r"from\.2[45]\d\.\d+\.\d+\.\d+"),
        ("198.51.100.7.json", r"2[45]\d\.\d+\.\d+\.\d+\.json"),
        ("2001:db8::1", r"2001:db8:[0-9a-f:]+"),
        ("IPv6:2001:db8::1", r"IPv6:2001:db8:[0-9a-f:]+"),
        ("::ffff:198.51.100.7", r"::ffff:2[45]\d\.\d+\.\d+\.\d+"),
        ("tls@example.com", r"c-\w{5}@d-\w{5}\.example"),
        ("mailto:tls@example.com!10m", r"mailto:c-\w{5}@d-\w{5}\.example!10m"),
        ("tls@localhost", r"c-\w{5}@d-\w{5}\.example"),
        ("mx: *.example.com", r"mx: \*\.d-\w{5}\.example"),
        ("a!example.com!1795132800!1795219199!001.json.gz", r"a!d-\w{5}\.example!1795132800!1795219199!001\.json\.gz"),
        ("2026-11-20T00:00:00Z_example.com", r"2026-11-20T00:00:00Z_d-\w{5}\.example"),
        (r'"mode: enforce\nexample.com"', r'"mode: enforce\\nd-\w{5}\.example"'),
    ],
)
def test_a_value_is_found_in_any_text_and_its_stand_in_looks_like_it(redactor, value, shape):
    shown = redactor.text(value)
    assert re.fullmatch(shape, shown), shown
    assert shown.casefold() != value.casefold()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "certificate-expired",
        "certificate has expired",
        "Google Inc.",
        "2026-11-20T00:00:00Z",
        "policies[0].summary",
        "001.json.gz",
        "inbox.mbox",
        "v=TLSRPTv1",
        "TLS 1.2",
        "std::error",
        "mta-sts.txt",
        "127.0.0.1",
        "1.2.3.4.5",
        "999.1.1.1",
        "...",
        "::",
        "@@@",
    ],
)
def test_what_is_no_name_and_no_address_stays(redactor, value):
    assert redactor.text(value) == value


def test_addresses_of_one_network_stay_together_and_keep_their_family(redactor):
    shown = [redactor.text(f"198.51.100.{last}") for last in range(256)]
    assert len(set(shown)) == 256
    assert len({text.rpartition(".")[0] for text in shown}) == 1
    assert all(ipaddress.ip_address(text) in ipaddress.ip_network("240.0.0.0/4") for text in shown)
    assert redactor.text("203.0.113.7").rpartition(".")[0] != shown[0].rpartition(".")[0]
    sixes = [ipaddress.ip_address(redactor.text(f"2001:db8:1::{last:x}")) for last in range(1, 100)]
    assert len(set(sixes)) == 99
    assert len({int(six) >> 64 for six in sixes}) == 1
    assert all(six in ipaddress.ip_network("2001:db8::/32") for six in sixes)


def test_hiding_twice_is_hiding_once_and_it_can_be_taken_back(redactor):
    for value in (
        "mx1.example.com",
        "198.51.100.7",
        "2001:db8::1",
        "tls@example.com",
        "a mx9.example.net b",
        "x.co.uk",
    ):
        shown = redactor.text(value)
        assert redactor.text(shown) == shown
        assert redactor.real(shown) == value
        assert redactor.real(f"-- {shown} --") == f"-- {value} --"


def test_a_stand_in_inside_another_text_means_the_same(redactor):
    domain = redactor.text("example.com")
    assert redactor.text(f"mta-sts.{domain}") == f"mta-sts.{domain}"
    assert redactor.real(f"mta-sts.{domain}") == "mta-sts.example.com"
    network = redactor.text("198.51.100.7").rpartition(".")[0]
    assert redactor.text("198.51.100.0") == f"{network}.0"


def test_a_name_is_hidden_however_odd_it_is(redactor):
    for odd in ("localhost", "MAILSRV", "not a name example.com", "␛[31m", "x" * 4096):
        shown = redactor.name(odd)
        assert re.fullmatch(r"d-\w{5}\.example", shown)
        assert redactor.text(odd) == shown
        assert redactor.name(shown) == shown
        assert redactor.real(shown) == odd


@pytest.mark.parametrize("name", ["acme mx", "acme/mx", "[acme]", "http://acme", " acme ", "acme.", "acme \x1b mx"])
def test_an_odd_name_is_found_wherever_it_is_quoted(redactor, name):
    shown = redactor.name(name)
    for text in (f"cannot reach {name} today", f"“{name}”", f"({sanitise(name)})", f"at={name.upper()};"):
        assert "acme" not in redactor.text(text).casefold()
        assert shown in redactor.text(text)


def test_of_two_odd_names_at_one_place_the_longer_is_meant(redactor):
    short, long = redactor.name("acme mx"), redactor.name("acme mx of vienna")
    assert redactor.text("to acme mx of vienna and acme mx") == f"to {long} and {short}"


def test_a_text_that_begins_like_a_very_long_odd_name_is_covered_to_its_end(redactor):
    shown = redactor.name("a/" * 500 + "acme")
    assert redactor.text("to " + "a/" * 500 + "acme") == f"to {shown}"


def test_labels_under_a_top_that_no_host_has_keep_their_places(redactor):
    below = redactor.name("acme.b2")
    assert redactor.name("mx1.acme.b2") == f"mx1.{below}"
    assert redactor.name("*.acme.b2") == f"*.{below}"
    assert redactor.text("fetch https://mta-sts.acme.b2/x, or _25._tcp.mx1.acme.b2.") == (
        f"fetch https://mta-sts.{below}/x, or _25._tcp.mx1.{below}."
    )
    assert redactor.text(redactor.text("mta-sts.acme.b2")) == f"mta-sts.{below}"
    assert redactor.real(f"mx1.{below}") == "mx1.acme.b2"


def test_a_contact_is_hidden_whole(redactor):
    assert re.fullmatch(r"c-\w{5}", redactor.contact("Jane Doe <jane@example.com>"))
    assert re.fullmatch(r"c-\w{5}@d-\w{5}\.example", redactor.contact("jane@example.com"))
    assert redactor.contact("") == ""


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("acme_corp.com", "acme"),
        ("acmecorp_mail.example.com", "acmecorp"),
        ("_acmecorp.example.com", "acme"),
        ("acme_corp.mail.example.com", "acme"),
        ("report_acme_corp.com_2026.json", "acme"),
        ("उदाहरण.परीक्षा.com", "उदा"),
        ("ตัวอย่าง.ไทย", "ตัวอย"),
        ("acme\u0301corp.com", "acme"),
        ("acme\\u{ad}corp.com", "acme"),
        ("例え。テスト", "例え"),
        ("acme．example．com", "acme"),
        ('"jane acme"@example.com', "acme"),
        ("https://acme:word@mta-sts.example.com/", "acme"),
    ],
)
def test_no_part_of_a_name_is_left_in_a_text(redactor, value, part):
    shown = redactor.text(f"cannot reach {value} today")
    assert part not in shown
    assert redactor.text(shown) == shown


@pytest.mark.parametrize(
    "odd",
    [
        "ACMEHOST:198.51.100.7",
        "acmehost/example.com",
        "mail.example.com acmehost",
        "acme.example.com_2026",
        "acme.zip",
        "acme@example.com",
        "fe80::1%acme",
        "example.*",
        "198.51.100.*",
    ],
)
def test_what_is_not_exactly_one_name_is_hidden_whole(redactor, odd):
    shown = redactor.name(odd)
    assert re.fullmatch(r"d-\w{5}\.example", shown)
    assert redactor.real(shown) == odd


def test_a_service_label_and_a_wildcard_stay_in_a_name(redactor):
    assert re.fullmatch(r"_25\._tcp\.mx1\.d-\w{5}\.example", redactor.name("_25._tcp.mx1.example.com"))
    assert re.fullmatch(r"\*\.d-\w{5}\.example", redactor.name("*.example.com"))
    assert redactor.name("198.51.100.0/24").endswith(".0/24")
    assert redactor.name("*") == "*"


def test_a_known_name_without_a_dot_is_hidden_in_sentences(redactor):
    before = redactor.text("EHLO ACMEHELO (mx.example.com)")
    assert "ACMEHELO" in before
    shown = redactor.name("ACMEHELO")
    for sentence in ("EHLO ACMEHELO (mx.example.com)", "said acmehelo, twice", "ACMEHELO."):
        hidden = redactor.text(sentence)
        assert "acmehelo" not in hidden.casefold()
        assert shown in hidden
    assert redactor.text("ACMEHELOS") == "ACMEHELOS"


def test_every_accent_and_vowel_sign_is_part_of_a_name(redactor):
    marks = [chr(code) for code in range(0x80, 0x110000) if unicodedata.category(chr(code)).startswith("M")]
    assert [mark for mark in marks if not RUN.fullmatch(mark)] == []


def test_the_same_keyword_gives_the_same_stand_ins_and_chance_does_not(redactor):
    values = ["example.com", "198.51.100.7", "2001:db8::7", "tls@example.com", "mx7-a.example.com"]
    first = [redactor.text(value) for value in values]
    again = Redactor("a keyword")
    assert [again.text(value) for value in reversed(values)] == first[::-1]
    for other in (Redactor("another"), Redactor(), Redactor()):
        assert set(map(other.text, values)).isdisjoint(first)


def test_ten_thousand_values_have_as_many_stand_ins(redactor):
    hosts = [f"n{number}.d{number}.com" for number in range(10_000)]
    addresses = [f"10.{number // 250}.{number % 250}.7" for number in range(10_000)]
    with ThreadPoolExecutor(4) as threads:
        shown = list(threads.map(redactor.text, [*hosts, *addresses, *hosts, *addresses]))
    assert shown[:20_000] == shown[20_000:]
    assert len(set(shown)) == 20_000
    assert list(map(redactor.real, shown[:20_000])) == [*hosts, *addresses]


def test_nothing_of_a_value_is_left_in_texts_made_by_chance(redactor):
    chance = random.Random(8460)  # noqa: S311  the same texts every time
    around = string.punctuation.replace("-", "").replace(".", "").replace("@", "") + " \u2026…·"
    for _ in range(500):
        value = chance.choice(["mail.example.com", "198.51.100.41", "2001:db8:77::41", "ops@example.net"])
        before = chance.choice(around).replace(":", " ")
        text = "".join([before, value, chance.choice(around).replace(":", " "), chance.choice(string.printable)])
        shown = redactor.text(f"x {text}")
        assert value not in shown
        assert "example.com" not in shown
        assert redactor.text(shown) == shown


@pytest.mark.parametrize(
    "hostile",
    ["a" * 4096, "a." * 2000, "a@" * 2000, ":" * 4096, "1." * 2000, "a-" * 2000 + ".com", "a_" * 2000 + "b.cd_" * 400],
)
def test_long_texts_are_no_trouble(redactor, hostile):
    shown = redactor.text(f"{hostile}. mx.example.com")
    assert "example.com" not in shown
    assert redactor.text(shown) == shown


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
def test_a_summary_can_be_handed_over_redacted(tmp_path, capsys, form):
    folder(tmp_path)
    run(["summary", str(tmp_path), "--redact", "--format", form, "--filter", "domain:example.com", "--no-cache"])
    written = capsys.readouterr().out
    assert not HIDDEN.search(re.sub(r"d-\w{5}\.example", "", written))
    assert "d-" in written


@pytest.mark.parametrize("form", ["csv", "ndjson", "json"])
def test_an_export_is_redacted_the_same_way_for_the_same_keyword(tmp_path, capsys, form):
    folder(tmp_path)
    words = ["export", str(tmp_path), "--redact-key", "k", "--format", form, "--no-cache"]
    run(words)
    written = capsys.readouterr().out
    run([*words, "--filter", "org:*"])
    assert not HIDDEN.search(re.sub(r"d-\w{5}\.example", "", written))
    run(["summary", str(tmp_path), "--redact-key", "k", "--format", "json", "--no-cache"])
    summary = json.loads(capsys.readouterr().out.partition("\n{\n")[2].join(["{\n", ""]))
    for host in summary["mx_hosts"]:
        assert host["value"] in written


def test_parquet_is_redacted_too(tmp_path):
    folder(tmp_path / "reports")
    plain, hidden = tmp_path / "plain.parquet", tmp_path / "hidden.parquet"
    for path, words in ((plain, []), (hidden, ["--redact"])):
        form = ["--format", "parquet", "--output", str(path), "--no-cache", *words]
        assert run(["export", str(tmp_path / "reports"), *form]) in (0, 3)
    before, after = pl.read_parquet(plain), pl.read_parquet(hidden)
    assert after.schema == before.schema
    assert after["sessions"].to_list() == before["sessions"].to_list()
    assert not HIDDEN.search(re.sub(r"d-\w{5}\.example", "", after.write_json()))
