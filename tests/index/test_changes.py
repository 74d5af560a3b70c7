"""An index brought up to date says what one that is read anew says, whatever happened to the folder meanwhile."""

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.index.folders import NOW, body, fill, meaning, write
from tlsrpt_tui.errors import LoadCancelled
from tlsrpt_tui.index.cache import Cache
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.opening import keep, open_folder
from tlsrpt_tui.index.view import View
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache", limit=1 << 30)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "reports").mkdir()
    return tmp_path / "reports"


def opened(folder, cache, **options):
    """Open a folder and keep its index, as every run does."""
    tables = open_folder([folder], source="reports/", cache=cache, **options)
    assert keep(tables, DEFAULT_BOUNDS, cache) == ""
    return tables


def age(path, seconds):
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - seconds * 10**9))


def test_an_unchanged_folder_is_not_read_again(folder, cache, monkeypatch):
    fill(folder, 60)
    first = meaning(opened(folder, cache))
    monkeypatch.setattr("tlsrpt_tui.index.reading.Reader.read", lambda *_: pytest.fail("a file was read"))
    again = opened(folder, cache)
    assert again.kept
    assert meaning(again) == first


def test_only_what_changed_is_read(folder, cache, monkeypatch):
    fill(folder, 60)
    opened(folder, cache)
    write(folder / "1" / "1.json.gz", body("changed", failed=77))
    write(folder / "new.json", body("new"))
    (folder / "3.json").unlink()
    read = []
    reading = "tlsrpt_tui.index.reading.Reader.read"
    really = load.__globals__["Reader"].read
    monkeypatch.setattr(reading, lambda self, path: (read.append(Path(path).name), really(self, path))[1])
    tables = opened(folder, cache)
    assert sorted(read) == ["1.json.gz", "new.json"]
    monkeypatch.undo()
    assert meaning(tables) == meaning(load([folder], source="reports/"))


def test_a_file_of_the_same_size_written_later_is_read(folder, cache):
    path = write(folder / "r.json", body("a", failed=2))
    age(path, 10)
    opened(folder, cache)
    write(path, body("b", failed=3))
    assert opened(folder, cache).reports["report_id"].to_list() == ["b"]


def test_when_the_first_copy_of_a_report_goes_the_other_one_has_it(folder, cache):
    write(folder / "a.json", body("same"))
    write(folder / "b.json", body("same"))
    assert opened(folder, cache).files["name"].to_list() == ["a.json", "b.json"]
    (folder / "a.json").unlink()
    tables = opened(folder, cache)
    assert tables.reports["report_id"].to_list() == ["same"]
    assert meaning(tables) == meaning(load([folder], source="reports/"))


def test_a_contradiction_ends_when_one_side_goes(folder, cache):
    write(folder / "a.json", body("same", failed=1))
    write(folder / "b.json", body("same", failed=2))
    assert opened(folder, cache).reports["conflict"].null_count() == 0
    (folder / "b.json").unlink()
    assert opened(folder, cache).reports["conflict"].null_count() == 1


def test_a_file_that_could_not_be_opened_is_tried_again_at_the_next_start(folder, cache, monkeypatch):
    write(folder / "r.json", body("locked"))
    real = os.open

    def refusing(path, flags, *rest, **options):
        if path == "r.json":
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", refusing)
    assert len(opened(folder, cache).reports) == 0
    monkeypatch.undo()
    assert len(opened(folder, cache).reports) == 1


def test_senders_that_come_back_after_others_have_gone_are_themselves(folder, cache):
    for sender in ("First", "Second", "Third"):
        write(folder / f"{sender}.json", body(sender, sender=sender))
    opened(folder, cache)
    for sender in ("First", "Second"):
        (folder / f"{sender}.json").unlink()
    opened(folder, cache)
    write(folder / "more.json", body("more", sender="THIRD"))
    write(folder / "again.json", body("again", sender="First"))
    tables = opened(folder, cache)
    assert meaning(tables) == meaning(load([folder], source="reports/"))
    senders = LocalEngine(tables).facet(View(), Dimension.ORGANIZATIONS, now=NOW)
    assert {value.value: value.reports for value in senders.values} == {"THIRD": 2, "First": 1}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only /proc says which files are open")
def test_nothing_stays_open_however_often_a_folder_is_read(folder, cache):
    fill(folder, 20)
    opened(folder, cache)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(5):
        write(folder / f"new{number}.json", body(f"new{number}"))
        opened(folder, cache)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_folder_that_is_gone_leaves_nothing_of_it(folder, cache):
    fill(folder, 20)
    opened(folder, cache)
    shutil.rmtree(folder)
    tables = opened(folder, cache)
    assert len(tables.reports) == 0
    assert meaning(tables) == meaning(load([folder], source="reports/"))


def test_names_that_look_alike_are_different_files(folder, cache):
    for name in (b"r\x1b.json", "r\N{SYMBOL FOR ESCAPE}.json".encode(), b"r\xff.json"):
        (folder / os.fsdecode(name)).write_bytes(body(name.hex()))
    assert len(opened(folder, cache).reports) == 3
    again = opened(folder, cache)
    assert again.kept
    (folder / os.fsdecode(b"r\x1b.json")).unlink()
    assert meaning(opened(folder, cache)) == meaning(load([folder], source="reports/"))


def test_several_paths_have_an_index_together(folder, cache, tmp_path):
    fill(folder, 20)
    single = write(tmp_path / "single.json", body("single"))
    paths = [folder / "1", folder, single]
    first = open_folder(paths, cache=cache)
    assert keep(first, DEFAULT_BOUNDS, cache) == ""
    write(single, body("another"))
    (folder / "1" / "1.json.gz").unlink()
    again = open_folder(paths, cache=cache)
    assert not again.kept
    assert meaning(again) == meaning(load(paths))


def test_the_cached_index_is_there_to_look_at_before_the_folder_is_compared(folder, cache):
    fill(folder, 20)
    opened(folder, cache)
    write(folder / "new.json", body("new"))
    looks = []
    found = opened(folder, cache, looks=True, tell=lambda progress: looks.append(progress.tables))
    assert len(looks[0].reports) == len(found.reports) - 1


def test_comparing_can_be_stopped(folder, cache):
    fill(folder, 600)
    opened(folder, cache)
    with pytest.raises(LoadCancelled):
        opened(folder, cache, cancelled=lambda: True)


def test_an_index_of_single_files_is_not_kept(tmp_path, cache):
    path = write(tmp_path / "r.json", body(1))
    assert keep(open_folder([path], cache=cache), DEFAULT_BOUNDS, cache) == ""
    assert not cache.folder.exists()


@pytest.mark.parametrize("seed", range(12))
def test_after_any_changes_the_index_is_that_of_a_folder_read_anew(folder, cache, seed):
    source = random.Random(seed)  # noqa: S311  # what happens needs no secret
    fill(folder, 30)
    opened(folder, cache)
    for _ in range(4):
        for _ in range(source.randrange(1, 12)):
            _change(folder, source)
        assert meaning(opened(folder, cache)) == meaning(load([folder], source="reports/"))


def _change(folder, source):
    """Do one of the things that happen to folders."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    name = f"{source.randrange(4)}/{source.randrange(60)}.json"
    kind = source.randrange(8)
    if kind <= 2 or not files:
        write(folder / name, body(source.randrange(40), sender=f"SENDER {source.randrange(5)}"))
    elif kind == 3:
        source.choice(files).unlink()
    elif kind == 4:
        source.choice(files).rename(folder / f"moved{source.randrange(9)}")
    elif kind == 5:
        (folder / f"copy{source.randrange(9)}.json").write_bytes(source.choice(files).read_bytes())
    elif kind == 6:
        source.choice(files).write_bytes(
            body(source.randrange(40), failed=source.randrange(9))[: source.randrange(900)]
        )
    elif not (folder / f"link{kind}").is_symlink():
        (folder / f"link{kind}").symlink_to(source.choice(["/nowhere", "/etc", "note.txt"]))
