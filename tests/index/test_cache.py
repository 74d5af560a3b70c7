"""Indexes kept between runs: what comes back is what was kept, or nothing and a sentence."""

import dataclasses
import os
import random
import sys
import unicodedata

import polars as pl
import pytest

from tests.hostile.corpus import write_corpus
from tests.hostile.garbage import build_garbage
from tests.index import stored
from tests.index.stored import KEY, LARGEST, ROOTS, changed, same, tables, with_column, with_strings
from tlsrpt_tui.index import cache as cache_module
from tlsrpt_tui.index import cache_file, cache_tables
from tlsrpt_tui.index.build import widened
from tlsrpt_tui.index.cache import Cache, Cleared, Found, Key
from tlsrpt_tui.index.cache_file import Damaged, read_header, write_sealed
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.schema import FRAMES, STATES, Root, Strings
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.text import sanitise

ROOM = 10**9
ANEW = ": everything is read anew"


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "home" / "cache", limit=ROOM)


@pytest.fixture
def kept(cache):
    """A cache that holds an index."""
    assert cache.write(KEY, tables()) == ""
    return cache


def index_of(cache, key=KEY):
    return cache.folder / key.name


def refusal(cache, key=KEY):
    """Return why there are no tables."""
    found = cache.read(key, "reports/")
    assert found.tables is None
    return found.said


def other(number):
    """Return the key of another folder."""
    return Key((Root(f"/srv/{number}"), Root("/srv/mail")), DEFAULT_BOUNDS)


@pytest.mark.parametrize("made", [tables(), tables(1), tables(500), stored.empty()], ids=["few", "one", "many", "none"])
def test_what_comes_back_is_what_was_kept(cache, made):
    assert cache.write(KEY, made) == ""
    found = cache.read(KEY, "reports/")
    assert found.said == ""
    assert same(found.tables, made)


def test_counts_are_wide_in_memory_where_their_sums_need_it(cache):
    large = tables(most=LARGEST)
    wide = dataclasses.replace(large, **widened({name: getattr(large, name) for name in FRAMES}))
    assert wide.failures.schema["sessions"] == pl.Int128
    assert cache.write(KEY, wide) == ""
    assert same(cache.read(KEY, "reports/").tables, wide)
    assert cache.write(KEY, large) == ""
    assert same(cache.read(KEY, "reports/").tables, wide)


@pytest.mark.parametrize("write", [write_corpus, build_garbage])
def test_what_hostile_files_make_comes_back_too(cache, write, tmp_path):
    made = load([write(tmp_path / "hostile")], source="hostile/")
    key = Key(made.roots, DEFAULT_BOUNDS)
    assert cache.write(key, made) == ""
    assert same(cache.read(key, "hostile/").tables, made)


def test_the_tables_are_called_as_the_reader_calls_them(kept):
    assert kept.read(KEY, "elsewhere/").tables.source == "elsewhere/"


def test_without_an_index_nothing_is_said_and_nothing_is_created(cache, tmp_path):
    assert cache.read(KEY, "reports/") == Found(None)
    assert cache.entries() == ()
    assert cache.clear() == Cleared()
    assert list(tmp_path.iterdir()) == []


def test_the_last_index_of_a_folder_takes_the_place_of_the_one_before(kept):
    newer = tables(5)
    assert kept.write(KEY, newer) == ""
    assert same(kept.read(KEY, "reports/").tables, newer)
    assert len(kept.entries()) == 1


def test_each_list_of_paths_has_an_index_of_its_own(kept):
    assert kept.read(other(1), "reports/") == Found(None)
    kept.write(other(1), dataclasses.replace(tables(2), roots=other(1).roots))
    assert len(kept.read(KEY, "").tables.reports) == 3
    assert len(kept.read(other(1), "").tables.reports) == 2


@pytest.mark.parametrize("what", ["program", "rows", "unicode"])
def test_an_index_from_another_version_is_refused_and_replaced(kept, what, monkeypatch):
    monkeypatch.setattr(cache_module, "_MADE", cache_module._MADE | {what: "another"})
    assert refusal(kept) == "the cached index is from another version of this program" + ANEW
    assert kept.write(KEY, tables()) == ""
    assert same(kept.read(KEY, "reports/").tables, tables())


def test_another_format_is_another_version(kept, monkeypatch):
    monkeypatch.setattr(cache_file, "FORMAT", cache_file.FORMAT + 1)
    assert refusal(kept) == "the cached index is from another version of this program" + ANEW
    assert [entry.header for entry in kept.entries()] == [None]
    assert kept.clear().indexes == 1


def test_an_index_made_with_other_bounds_is_refused(kept):
    key = dataclasses.replace(KEY, bounds=dataclasses.replace(DEFAULT_BOUNDS, details=7))
    assert refusal(kept, key) == "the cached index was made with other bounds" + ANEW


def test_an_index_under_the_name_of_another_folder_is_refused(kept):
    index_of(kept).rename(index_of(kept, other(1)))
    assert refusal(kept, other(1)) == "the cached index is of another folder" + ANEW


def test_an_index_that_came_from_another_cache_is_refused(kept, tmp_path):
    foreign = Cache(tmp_path / "foreign", limit=ROOM)
    foreign.write(KEY, tables())
    index_of(kept).write_bytes(index_of(foreign).read_bytes())
    assert refusal(kept) == "the cached index is damaged" + ANEW
    (kept.folder / "key").unlink()
    assert refusal(kept) == "the cached index is from another cache" + ANEW


def boundaries(data):
    """Return where each piece of a file ends: its start, its header, each length and each section."""
    length = int.from_bytes(data[12:16], "little")
    places = [0, 8, 12, 16, 16 + length]
    while places[-1] < len(data) - 32:
        section = int.from_bytes(data[places[-1] : places[-1] + 8], "little")
        places += [places[-1] + 8, places[-1] + 8 + section]
    assert places[-1] == len(data) - 32
    return places


def test_an_index_cut_off_anywhere_is_refused(kept):
    data = index_of(kept).read_bytes()
    for place in boundaries(data):
        for end in {max(place - 1, 0), place, place + 1}:
            index_of(kept).write_bytes(data[:end])
            assert refusal(kept) == "the cached index is damaged" + ANEW
    index_of(kept).write_bytes(data + b"\0")
    assert refusal(kept) == "the cached index is damaged" + ANEW


def test_an_index_with_any_byte_changed_is_refused(kept):
    data = index_of(kept).read_bytes()
    choose = random.Random(3)  # noqa: S311  the same places each time
    for place in [*range(64), *choose.choices(range(len(data)), k=400)]:
        flipped = bytearray(data)
        flipped[place] ^= choose.randrange(1, 256)
        index_of(kept).write_bytes(flipped)
        assert refusal(kept).startswith("the cached index ")
    index_of(kept).write_bytes(data)
    assert same(kept.read(KEY, "reports/").tables, tables())


BROKEN = {
    "a place beyond its dictionary": changed(tables(), "failures", "mx_host", 2, 3),
    "a place beyond the reports": changed(tables(), "policies", "report", 1, 3),
    "a place beyond the policies": changed(tables(), "failures", "policy", 5, 2**32 - 1),
    "a place beyond the files": changed(tables(), "reports", "file", 0, 5),
    "a place beyond the paths": changed(tables(), "files", "root", 4, 2),
    "a state that is none": changed(tables(), "parts", "state", 0, len(STATES)),
    "a state that is never kept": changed(tables(), "parts", "state", 0, STATES.index(PartState.CONFLICT)),
    "a report that was not read": changed(tables(), "parts", "report", 4, 0),
    "a report that is missing": changed(tables(), "parts", "report", 0, None),
    "an absent organization": changed(tables(), "reports", "organization", 0, None),
    "an absent text": changed(tables(), "reports", "report_id", 0, None),
    "a day beyond all calendars": changed(tables(), "reports", "day", 0, 2**31 - 1),
    "a time beyond all calendars": changed(tables(), "reports", "end", 0, LARGEST),
    "a negative count": changed(tables(), "failures", "sessions", 0, -1),
    "a negative size": changed(tables(), "files", "size", 0, -1),
    "parts out of order": changed(tables(), "parts", "file", 0, 4),
    "notes out of order": dataclasses.replace(
        tables(), notes=pl.DataFrame({"report": [1, 0], "note": [0, 0]}, schema=tables().notes.schema)
    ),
    "an escape in a text": changed(tables(), "reports", "report_id", 1, "\x1b[31m"),
    "a line break in a text": changed(tables(), "files", "name", 1, "a\nb"),
    "an escape in a dictionary": with_strings(tables(), Strings.MX_HOST, ["a", "b", "\u202e"]),
    "a line break in a dictionary": with_strings(tables(), Strings.DOMAIN, ["a", "b", "c\nd"]),
    "an escape in lines": with_strings(tables(), Strings.NOTE, ["contact-info\n\x9b"]),
    "an absent string": with_strings(tables(), Strings.REASON, ["a", None]),
    "a path that cannot be": changed(tables(), "files", "path", 3, b"/srv\0"),
    "another type": with_column(tables(), "reports", tables().reports["report_id"].cast(pl.Binary)),
    "a wider type": with_column(tables(), "failures", tables().failures["position"].cast(pl.UInt64)),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_tables_that_break_a_rule_of_the_schema_are_refused(cache, broken):
    assert cache.write(KEY, broken) == ""
    assert refusal(cache) == "the cached index is damaged" + ANEW


def test_counts_beyond_64_bits_are_not_kept(cache):
    sessions = pl.Series("sessions", [2**63] + [0] * 5, dtype=pl.Int128)
    said = cache.write(KEY, with_column(tables(), "failures", sessions))
    assert said == "the index is not kept in the cache: it does not fit the tables that are kept"
    assert sorted(path.name for path in cache.folder.iterdir()) == ["key"]


def forge(cache, change=lambda header: header, sections=lambda held: held):
    """Replace an index by one with another header or other sections, sealed as only this program can."""
    with index_of(cache).open("rb") as stream:
        header, _ = read_header(stream)
    key = (cache.folder / "key").read_bytes()
    held = list(cache_tables.sections_of(tables()))
    with index_of(cache).open("wb") as stream:
        write_sealed(stream, change(header), sections(held), key=key, limit=ROOM)


@pytest.mark.parametrize(
    "changes",
    [
        {"reports": 4},
        {"failures": 0},
        {"files": 2**53},
        {"strings": {}},
        {"strings": {name.value: 0 for name in Strings}},
        {"strings": {name.value: 2**50 for name in Strings}},
        {"reports": True},
        {"written": -1},
        {"written": "now"},
        {"made": [], "bounds": 3},
    ],
)
def test_a_header_that_does_not_fit_its_tables_is_refused(kept, changes):
    forge(kept, lambda header: dataclasses.replace(header, **changes))
    assert refusal(kept).startswith("the cached index ")


@pytest.mark.parametrize(
    "sections",
    [
        lambda held: held[:0],
        lambda held: held[:-1],
        lambda held: [*held, b""],
        lambda held: held[::-1],
        lambda held: [b"", *held[1:]],
        lambda held: [b"PAR1" + b"\0" * 64 + b"PAR1", *held[1:]],
        lambda held: [held[0][:-9] + b"\xff" * 9, *held[1:]],
    ],
)
def test_sections_that_are_no_tables_are_refused(kept, sections):
    forge(kept, sections=sections)
    assert refusal(kept) == "the cached index is damaged" + ANEW


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"[" * 100_000, b'{"roots": 3}', b'{"roots": [[]]}', b"\xff", b'{"roots": [{"real": 1}]}'],
)
def test_a_header_that_is_no_header_is_refused(data):
    with pytest.raises(Damaged):
        cache_file.Header.decode(data)


def test_a_length_that_promises_more_than_the_file_holds_is_not_believed(kept):
    data = bytearray(index_of(kept).read_bytes())
    end = boundaries(data)[4]
    data[end : end + 8] = b"\xff" * 8
    index_of(kept).write_bytes(data)
    assert refusal(kept) == "the cached index is damaged" + ANEW
    data[12:16] = b"\xff" * 4
    index_of(kept).write_bytes(data)
    assert refusal(kept) == "the cached index is damaged" + ANEW


def test_texts_are_refused_for_what_sanitise_never_lets_through_and_for_nothing_else():
    known = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in {"Cn", "Cs"}]
    refused = pl.Series(known).str.contains(cache_tables.NEVER_IN_A_LINE).to_list()
    assert [
        text for text, is_refused in zip(known, refused, strict=True) if is_refused != (sanitise(text) != text)
    ] == []
    in_lines = pl.Series(["a\nb", "a\rb", "a b"]).str.contains(cache_tables.NEVER_IN_LINES)
    assert in_lines.to_list() == [False, True, False]


def test_the_longest_unused_goes_first(tmp_path):
    size = index_of_size(tmp_path)
    cache = Cache(tmp_path / "cache", limit=size * 3 + size // 2)
    for number in range(3):
        assert cache.write(other(number), tables()) == ""
        os.utime(index_of(cache, other(number)), (number, number))
    assert cache.read(other(0), "").said == ""
    assert cache.write(other(3), tables()) == ""
    there = [number for number in range(4) if index_of(cache, other(number)).exists()]
    assert there == [0, 2, 3]
    assert [entry.header.roots[0].real for entry in cache.entries()][-1] == "/srv/2"


def index_of_size(tmp_path):
    cache = Cache(tmp_path / "measured", limit=ROOM)
    cache.write(other(0), tables())
    return index_of(cache, other(0)).stat().st_size


def test_an_index_larger_than_the_cache_is_not_kept_and_costs_no_other(tmp_path):
    size = index_of_size(tmp_path)
    cache = Cache(tmp_path / "cache", limit=size)
    assert cache.write(other(0), tables()) == ""
    said = cache.write(KEY, tables(2000))
    assert said == f"the index is not kept in the cache: it is larger than the {size} bytes that [cache] bytes allows"
    assert cache.write(other(0), tables()) == ""
    assert len(cache.entries()) == 1
    assert Cache(tmp_path / "cache", limit=size - 1).write(other(0), tables()) != ""


def test_an_index_of_very_many_paths_is_not_kept(cache):
    key = Key(tuple(Root("/srv/" + "x" * 4000, place=place) for place in range(2000)), DEFAULT_BOUNDS)
    assert cache.write(key, tables()) == "the index is not kept in the cache: it is of too many paths"


def test_what_is_in_the_cache_can_be_asked_for(kept):
    (entry,) = kept.entries()
    assert entry.header.roots == ROOTS
    assert (entry.header.reports, entry.header.failures, entry.header.files) == (3, 6, 5)
    assert entry.size == index_of(kept).stat().st_size
    assert entry.used >= entry.header.written


def test_a_cache_within_what_is_read_is_not_used(kept):
    around = Key((Root(str(kept.folder.parent)),), DEFAULT_BOUNDS)
    said = kept.write(around, tables())
    assert said == f"the index is not kept in the cache: {kept.folder} lies in a folder that is read"
    assert kept.read(around, "") == Found(None)
    assert len(kept.entries()) == 1


def test_clearing_removes_what_is_ours_and_nothing_else(kept):
    kept.write(other(1), tables())
    foreign = [kept.folder / name for name in ("notes.txt", "0123.index", "f" * 32 + ".index")]
    for path in foreign:
        path.write_text("mine")
    sizes = sum(entry.size for entry in kept.entries())
    assert kept.clear() == Cleared(2, sizes)
    assert sorted(kept.folder.iterdir()) == sorted(foreign)
    for path in foreign:
        path.unlink()
    kept.write(KEY, tables())
    assert kept.clear().indexes == 1
    assert not kept.folder.exists()
