"""The cache on a real disk: killed writers, full disks, wrong owners, and two at once."""

import errno
import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.index.stored import KEY, same, tables
from tlsrpt_tui.index import cache_folder
from tlsrpt_tui.index.cache import Cache, Found
from tlsrpt_tui.index.cache_file import Unusable

ROOT = Path(__file__).parents[2]
ROOM = 10**9
ANEW = ": everything is read anew"
HOUR = 3600


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache", limit=ROOM)


@pytest.fixture
def kept(cache):
    assert cache.write(KEY, tables()) == ""
    return cache


@pytest.fixture
def process(cache):
    """Start ``cache_process`` on the folder of the cache."""
    started = []

    def start(*words):
        command = [sys.executable, "-m", "tests.index.cache_process", cache.folder, *map(str, words)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, cwd=ROOT, **pipes))
        return started[-1]

    yield start
    for running in started:
        running.kill()
        running.communicate()


def names(cache):
    return sorted(path.name for path in cache.folder.iterdir())


def answer(process):
    return process.stdout.readline().rstrip("\n")


def go_on(process):
    process.stdin.write("\n")
    process.stdin.flush()


def parts(cache):
    return [name for name in names(cache) if name.endswith(".part")]


def test_only_its_owner_may_look_into_it(kept):
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.folder.iterdir()} == {0o600}
    assert names(kept) == sorted([KEY.name, "key"])


def test_a_writer_killed_before_its_index_has_its_name_leaves_the_one_before(kept, process):
    writer = process("pausing")
    assert answer(writer) == "written"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert len(parts(kept)) == 1
    assert same(kept.read(KEY, "reports/").tables, tables())
    assert kept.write(KEY, tables(4)) == ""
    assert parts(kept) == []
    assert same(kept.read(KEY, "reports/").tables, tables(4))


def test_clearing_removes_what_a_killed_writer_left(kept, process):
    writer = process("pausing")
    assert answer(writer) == "written"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert kept.clear().left_over == 1
    assert not kept.folder.exists()


def test_what_another_process_is_writing_is_left_alone(kept, process):
    writer = process("pausing")
    assert answer(writer) == "written"
    assert kept.write(KEY, tables(4)) == ""
    assert len(parts(kept)) == 1
    go_on(writer)
    assert answer(writer) == "kept"
    assert parts(kept) == []
    assert same(kept.read(KEY, "reports/").tables, tables(7))


def test_without_locks_only_old_leftovers_are_removed(kept, monkeypatch):
    def flock(descriptor, operation):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    part = kept.folder / f".{'0' * 16}.part"
    part.touch()
    assert kept.write(KEY, tables()) == ""
    assert part.exists()
    os.utime(part, (1, part.stat().st_mtime - HOUR - 60))
    assert kept.write(KEY, tables()) == ""
    assert not part.exists()


def test_two_that_write_at_once_do_no_harm(cache, process):
    writers = [process("repeating", rows, 15) for rows in (40, 60)]
    for writer in writers:
        assert answer(writer) == "ready"
    for writer in writers:
        go_on(writer)
    either = (tables(40), tables(60))
    reads = 0
    while any(writer.poll() is None for writer in writers):
        found = cache.read(KEY, "reports/")
        assert found == Found(None) or any(same(found.tables, made) for made in either)
        reads += found.tables is not None
    assert [answer(writer) for writer in writers] == ["done", "done"]
    assert reads
    assert any(same(cache.read(KEY, "reports/").tables, made) for made in either)
    assert names(cache) == sorted([KEY.name, "key"])


def test_a_file_that_may_not_grow_costs_a_sentence(kept, process):
    writer = process("limited", 4096)
    said = answer(writer)
    assert said == f"the index is not kept in the cache: File too large: {kept.folder}"
    assert parts(kept) == []
    assert same(kept.read(KEY, "reports/").tables, tables())


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 48 KiB, where this machine lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not mount or not umount or os.geteuid() or not sys.platform.startswith("linux"):
        pytest.skip("only root on Linux can make a small disk")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=48k", "tmpfs", disk], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this root may not make a small disk")
    yield disk
    subprocess.run([umount, disk], check=True)


def test_a_disk_that_is_full_costs_a_sentence(small_disk):
    cache = Cache(small_disk / "cache", limit=ROOM)
    assert cache.write(KEY, tables()) == ""
    assert (
        cache.write(KEY, tables(2000)) == f"the index is not kept in the cache: No space left on device: {cache.folder}"
    )
    assert names(cache) == sorted([KEY.name, "key"])
    assert same(cache.read(KEY, "reports/").tables, tables())


class FullStream:
    """A file on a full disk, which says so when it is closed or before."""

    def __init__(self, stream, fails):
        self._stream = stream
        self._fails = fails

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._stream.close()
        if self._fails == "close":
            raise OSError(errno.EDQUOT, "Disk quota exceeded")

    def write(self, data):
        if self._fails == "write":
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._stream.write(data)

    def __getattr__(self, name):
        return getattr(self._stream, name)


@pytest.mark.parametrize(("fails", "reason"), [("write", "No space left on device"), ("close", "Disk quota exceeded")])
def test_a_full_disk_costs_a_sentence(kept, fails, reason, monkeypatch):
    made = cache_folder.CacheFolder._new_part

    def new_part(folder):
        name, stream = made(folder)
        return name, FullStream(stream, fails)

    monkeypatch.setattr(cache_folder.CacheFolder, "_new_part", new_part)
    assert kept.write(KEY, tables(4)) == f"the index is not kept in the cache: {reason}: {kept.folder}"
    assert parts(kept) == []
    assert len(kept.read(KEY, "").tables.reports) in ({3} if fails == "write" else {3, 4})


@pytest.mark.parametrize("call", ["fsync", "replace", "open", "mkdir"])
def test_a_disk_that_fails_costs_a_sentence(cache, call, monkeypatch):
    def failing(*words, **options):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path if call == "mkdir" else os, call, failing)
    assert cache.write(KEY, tables()) == f"the index is not kept in the cache: Input/output error: {cache.folder}"
    monkeypatch.undo()
    assert not cache.folder.exists() or names(cache) == []
    assert cache.read(KEY, "") == Found(None)


def test_a_disk_that_fails_while_reading_costs_a_sentence(kept, monkeypatch):
    def failing(*words, **options):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "open", failing)
    assert kept.read(KEY, "") == Found(None, "the cache cannot be read: Input/output error" + ANEW)


def test_a_folder_that_cannot_be_written_to_is_still_read(kept, monkeypatch):
    def read_only(*words, **options):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "utime", read_only)
    monkeypatch.setattr(os, "replace", read_only)
    assert same(kept.read(KEY, "reports/").tables, tables())
    assert kept.write(KEY, tables()) == f"the index is not kept in the cache: Read-only file system: {kept.folder}"


@pytest.mark.parametrize("where", ["cache", "cache/below"])
def test_a_file_in_the_place_of_the_folder_costs_a_sentence(where, tmp_path):
    (tmp_path / "cache").write_text("mine")
    cache = Cache(tmp_path / where, limit=ROOM)
    assert cache.write(KEY, tables()).startswith("the index is not kept in the cache: ")
    assert cache.read(KEY, "").said == "the cache cannot be read: Not a directory" + ANEW
    assert (tmp_path / "cache").read_text() == "mine"


def test_without_a_home_there_is_no_cache(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cache = Cache(Path("~/.cache/tlsrpt-tui"), limit=ROOM)
    assert cache.write(KEY, tables()) == "the index is not kept in the cache: there is no home folder to keep it in"
    assert cache.read(KEY, "").said == "the cache is not used: there is no home folder to keep it in" + ANEW
    assert list(tmp_path.iterdir()) == []


def refused(cache, because):
    """Tell whether a folder is neither read nor written to nor cleared, with the reason said each time."""
    before = names(cache)
    assert cache.read(KEY, "") == Found(None, f"the cache is not used: {cache.folder} {because}{ANEW}")
    assert cache.write(KEY, tables()) == f"the index is not kept in the cache: {cache.folder} {because}"
    for ask in (cache.entries, cache.clear):
        with pytest.raises(Unusable, match=because):
            ask()
    return names(cache) == before


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o1777])
def test_a_folder_that_others_may_write_to_is_not_used(kept, mode):
    kept.folder.chmod(mode)
    assert refused(kept, "may be written to by others")


def test_a_folder_of_another_user_is_not_used(kept, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: kept.folder.stat().st_uid + 1)
    assert refused(kept, "belongs to another user")


def test_a_link_is_no_folder_for_the_cache(kept, tmp_path):
    (tmp_path / "link").symlink_to(kept.folder)
    assert refused(Cache(tmp_path / "link", limit=ROOM), "is a link")


def replaced(kept, because):
    """Tell whether an index is refused, and replaced by the next one."""
    assert kept.read(KEY, "") == Found(None, f"the cached index {because}{ANEW}")
    assert kept.write(KEY, tables(4)) == ""
    return same(kept.read(KEY, "reports/").tables, tables(4))


def test_an_index_that_others_may_write_to_is_not_used(kept):
    (kept.folder / KEY.name).chmod(0o620)
    assert kept.entries() == ()
    assert replaced(kept, "may be written to by others")


def test_an_index_of_another_user_is_not_used(kept, monkeypatch):
    check = cache_folder._check_ours

    def check_ours(status):
        if stat.S_ISREG(status.st_mode) and status.st_ino == foreign:
            raise Unusable("belongs to another user")
        check(status)

    foreign = (kept.folder / KEY.name).stat().st_ino
    monkeypatch.setattr(cache_folder, "_check_ours", check_ours)
    assert kept.read(KEY, "").said == "the cached index belongs to another user" + ANEW


def test_a_link_is_no_index(kept, tmp_path):
    (kept.folder / KEY.name).rename(tmp_path / "moved")
    (kept.folder / KEY.name).symlink_to(tmp_path / "moved")
    moved = (tmp_path / "moved").read_bytes()
    assert replaced(kept, "is a link")
    assert (tmp_path / "moved").read_bytes() == moved


def test_a_fifo_is_no_index_and_nobody_waits_for_it(kept):
    (kept.folder / KEY.name).unlink()
    os.mkfifo(kept.folder / KEY.name, 0o600)
    assert replaced(kept, "is not a file")


@pytest.mark.parametrize("content", [b"", b"short", b"\0" * 33])
def test_a_key_that_is_none_is_replaced_with_the_next_index(kept, content):
    (kept.folder / "key").write_bytes(content)
    assert replaced(kept, "is from another cache")


def test_a_key_that_others_may_write_to_is_replaced_with_the_next_index(kept):
    (kept.folder / "key").chmod(0o666)
    assert replaced(kept, "is from another cache")
