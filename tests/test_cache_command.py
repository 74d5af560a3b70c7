"""The command about the cache, and the option that does without it."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.index.stored import KEY, tables
from tests.output.invented import report, save
from tlsrpt_tui import cli
from tlsrpt_tui.arguments import CacheAction, Command, read_arguments
from tlsrpt_tui.cli import run
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.cache import Cache, Key
from tlsrpt_tui.output import cache_page, headless
from tlsrpt_tui.output.cache_page import size
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.reports.roots import Root
from tlsrpt_tui.settings import CACHE_BYTES, CACHE_VARIABLE, PATH_VARIABLE, Settings

ROOT = Path(__file__).parents[1]
NOON = 1_795_176_000


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv(PATH_VARIABLE, str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").touch()
    return Cache(tmp_path / "cache", limit=10**9)


def keep(cache, key, rows, used):
    assert cache.write(key, tables(rows)) == ""
    os.utime(cache.folder / key.name, (used, used))
    return cache.folder / key.name


@pytest.fixture
def two(cache):
    """A cache with two indexes; one is of a folder with a hostile name, and of more."""
    roots = (Root("/srv/\x1b[31mred"), *(Root(f"/srv/{place}") for place in range(4)))
    keep(cache, Key((Root("/srv/reports"),), DEFAULT_BOUNDS), 1200, NOON)
    keep(cache, Key(roots, DEFAULT_BOUNDS), 3, NOON - 86_400)
    return cache


def said(capsys, *words):
    """Run a command that has nothing to complain about, and return its lines."""
    assert run([*words]) == Exit.DONE
    written = capsys.readouterr()
    assert written.err == ""
    return written.out.splitlines()


def test_info_lists_every_index_with_the_last_used_first(two, capsys):
    folder, blank, *lines = said(capsys, "cache", "info")
    total = sum(entry.size for entry in two.entries())
    assert folder == f"{two.folder}: 2 indexes, {size(total)} of at most 1 GiB"
    assert blank == ""
    sizes = [size(entry.size) for entry in two.entries()]
    width = max(map(len, sizes))
    assert lines == [
        f"reports  files  {'size':>{width}}  last used             paths",
        f"  1 200  1 202  {sizes[0]:>{width}}  2026-11-20 12:00 UTC  /srv/reports",
        f"      3      5  {sizes[1]:>{width}}  2026-11-19 12:00 UTC  /srv/␛[31mred, /srv/0, /srv/1 and 2 more",
    ]


def test_info_as_json_names_every_path(two, capsys):
    answer = json.loads("\n".join(said(capsys, "cache", "info", "--format", "json")))
    sizes = [entry.size for entry in two.entries()]
    assert (answer["schema"], answer["folder"], answer["limit"]) == (1, str(two.folder), CACHE_BYTES)
    assert answer["bytes"] == sum(sizes)
    first, second = answer["indexes"]
    written = first.pop("written")
    assert written.endswith("Z")
    assert first == {
        "paths": ["/srv/reports"],
        "reports": 1200,
        "failures": 2400,
        "files": 1202,
        "bytes": sizes[0],
        "used": "2026-11-20T12:00:00Z",
    }
    assert second["paths"] == ["/srv/␛[31mred", "/srv/0", "/srv/1", "/srv/2", "/srv/3"]


def test_an_index_that_cannot_be_read_is_listed_as_such(cache, capsys):
    path = keep(cache, KEY, 3, NOON)
    path.write_bytes(path.read_bytes()[:20])
    os.utime(path, (NOON, NOON))
    *_, line = said(capsys, "cache", "info")
    assert line == "      —      —  20 bytes  2026-11-20 12:00 UTC  (from another version of this program, or damaged)"
    (listed,) = json.loads("\n".join(said(capsys, "cache", "info", "--format", "json")))["indexes"]
    assert listed == dict.fromkeys(("paths", "reports", "failures", "files", "written")) | {
        "bytes": 20,
        "used": "2026-11-20T12:00:00Z",
    }


def test_a_time_beyond_all_calendars_is_no_time():
    assert cache_page._stamp(2**53) is None


def test_without_a_cache_both_say_so_and_create_nothing(cache, capsys):
    assert said(capsys, "cache", "info") == [f"{cache.folder}: 0 indexes, 0 bytes of at most 1 GiB"]
    assert said(capsys, "cache", "clear") == [f"{cache.folder}: removed 0 indexes, 0 bytes"]
    assert not cache.folder.exists()


def test_clear_removes_all_indexes_and_says_how_much_that_was(two, capsys):
    total = size(sum(entry.size for entry in two.entries()))
    (two.folder / f".{'0' * 16}.part").touch(mode=0o600)
    assert said(capsys, "cache", "clear") == [f"{two.folder}: removed 2 indexes, {total}, and 1 unfinished file"]
    assert not two.folder.exists()


def test_clear_leaves_what_is_not_ours(two, capsys):
    (two.folder / "notes.txt").write_text("mine")
    said(capsys, "cache", "clear")
    assert [path.name for path in two.folder.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("action", ["info", "clear"])
def test_a_cache_that_may_not_be_used_is_said(two, action, capsys):
    two.folder.chmod(0o777)
    assert run(["cache", action]) == Exit.WRONG_USAGE
    assert capsys.readouterr().err == f"tlsrpt-tui: {two.folder} may be written to by others\n"
    two.folder.chmod(0o700)
    assert len(two.entries()) == 2


@pytest.mark.parametrize("action", ["info", "clear"])
def test_a_file_in_the_place_of_the_cache_is_said(cache, action, capsys):
    cache.folder.write_text("mine")
    assert run(["cache", action]) == Exit.WRONG_USAGE
    assert capsys.readouterr().err == f"tlsrpt-tui: the cache {cache.folder}: Not a directory\n"
    assert cache.folder.read_text() == "mine"


def test_the_size_of_the_cache_is_that_of_the_settings(cache, capsys, tmp_path):
    (tmp_path / "config.toml").write_text("[cache]\nbytes = 1572864\n")
    assert said(capsys, "cache", "info") == [f"{cache.folder}: 0 indexes, 0 bytes of at most 1.5 MiB"]


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 bytes"), (1, "1 byte"), (1023, "1 023 bytes"), (1024, "1 KiB"), (1536, "1.5 KiB"), (10_810_993, "10.3 MiB"),
     (1024**3, "1 GiB"), (10**15, "931322.6 GiB")],
)  # fmt: skip
def test_sizes_are_shown_in_the_unit_that_suits_them(number, shown):
    assert size(number) == shown


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["cache"], "the following arguments are required: info|clear"),
        (["cache", "empty"], "invalid choice: 'empty'"),
        (["cache", "info", "--format", "csv"], "invalid choice: 'csv'"),
        (["cache", "clear", "--format", "json"], "--format: clear has none, it belongs to info"),
        (["cache", "info", "reports"], "unrecognized arguments: reports"),
    ],
)
def test_what_cannot_be_asked_of_the_cache_is_said(words, complaint):
    with pytest.raises(UsageError) as caught:
        read_arguments(words)
    assert complaint in str(caught.value)


def test_the_command_is_understood():
    assert read_arguments(["cache", "info"]).action is CacheAction.INFO
    assert read_arguments(["cache", "clear"]).action is CacheAction.CLEAR
    assert read_arguments(["cache", "--format", "json", "info"]).format == "json"


def test_a_folder_named_cache_is_reached_by_a_dot():
    asked = read_arguments(["./cache"])
    assert (asked.command, asked.paths) == (Command.EXPLORE, ("./cache",))
    assert read_arguments(["summary", "cache"]).paths == ("cache",)


@pytest.mark.parametrize("command", [[], ["summary"], ["export"]])
def test_every_command_can_do_without_the_cache(command):
    assert read_arguments([*command, "reports"]).cached
    assert not read_arguments([*command, "reports", "--no-cache"]).cached


@pytest.fixture
def handed(monkeypatch):
    """What headless commands are given as their cache."""
    given = []

    def remember(task, sources, *, cache, **options):
        given.append(cache)
        return Exit.DONE

    monkeypatch.setattr(headless, "run", remember)
    return given


def test_loading_is_given_the_cache_and_its_size(cache, handed, tmp_path):
    path = str(save(tmp_path / "one.json", report()))
    assert run(["summary", path]) == Exit.DONE
    assert run(["export", path, "--no-cache"]) == Exit.DONE
    (tmp_path / "config.toml").write_text("[cache]\nbytes = 7\n")
    assert run(["summary", path]) == Exit.DONE
    (tmp_path / "config.toml").write_text("[cache]\nbytes = 0\n")
    assert run(["summary", path]) == Exit.DONE
    limits = [None if given is None else (given.folder, given.limit) for given in handed]
    assert limits == [(cache.folder, CACHE_BYTES), None, (cache.folder, 7), None]


def test_what_is_piped_in_is_not_kept(cache):
    asked = read_arguments(["summary", "reports"])
    assert cli._cache_for(asked, Settings()) is not None
    assert cli._cache_for(dataclasses.replace(asked, paths=("reports", "-")), Settings()) is None


@pytest.mark.parametrize("words", [["cache", "info"], ["cache", "clear"], ["cache", "--help"]])
def test_nothing_heavy_is_imported_to_look_at_the_cache(two, words):
    code = (
        "import sys\nfrom tlsrpt_tui.cli import run\n"
        "assert run(sys.argv[1:]) == 0\n"
        "sys.stderr.write(chr(10).join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.splitlines()}
    assert not loaded & {"polars", "orjson", "textual", "rich", "dns"}
