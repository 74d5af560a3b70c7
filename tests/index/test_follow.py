"""An index that follows its folder: what comes joins once it is whole, what goes leaves."""

import queue
import threading

import pytest

from tests.index.folders import body, fill, meaning, write
from tlsrpt_tui.index.cache import Cache
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.opening import follow, open_folder
from tlsrpt_tui.reports.settling import Change

PATIENCE = 60


class Follower:
    """Follows a folder in a thread of its own, as the explorer does."""

    def __init__(self, folder, **options):
        self.stop = threading.Event()
        self.folder = folder
        self._changes = queue.Queue()
        self._options = options
        self.said = []
        self._thread = threading.Thread(target=self._run, args=(open_folder([folder], source="reports/"),))

    def _run(self, tables):
        tell = self._options.pop("tell", lambda progress: self.said.append(progress.said))
        for newer in follow(tables, [self.folder], stop=self.stop, tell=tell, **self._options):
            self._changes.put(newer)
        self._changes.put(None)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def until(self, holds):
        """Return the first tables that are as they should be."""
        while True:
            tables = self._changes.get(timeout=PATIENCE)
            assert tables is not None
            if holds(tables):
                return tables


@pytest.fixture
def folder(tmp_path):
    return fill(tmp_path / "reports", 20)


def ids(tables):
    return set(tables.reports["report_id"])


def test_a_new_file_joins_and_one_that_is_removed_leaves(folder):
    with Follower(folder) as follower:
        write(folder / "new.json", body("new"))
        follower.until(lambda tables: "new" in ids(tables))
        write(folder / "deeper" / "still" / "one.json.gz", body("deeper"))
        follower.until(lambda tables: "deeper" in ids(tables))
        (folder / "new.json").unlink()
        last = follower.until(lambda tables: "new" not in ids(tables))
    assert meaning(last) == meaning(load([folder], source="reports/"))


def test_a_file_that_was_half_written_is_read_again_when_it_is_whole(folder):
    whole = body("slow")
    with Follower(folder) as follower:
        path = folder / "slow.json"
        path.write_bytes(whole[:100])
        follower.until(lambda tables: "slow.json" in set(tables.files["name"]))
        with path.open("ab") as stream:
            stream.write(whole[100:])
        last = follower.until(lambda tables: "slow" in ids(tables))
    assert meaning(last) == meaning(load([folder], source="reports/"))


def test_a_folder_that_is_moved_away_and_back(folder, tmp_path):
    with Follower(folder) as follower:
        before = ids(load([folder / "1"]))
        (folder / "1").rename(tmp_path / "away")
        follower.until(lambda tables: not before & ids(tables))
        (tmp_path / "away").rename(folder / "1")
        last = follower.until(lambda tables: before <= ids(tables))
    assert meaning(last) == meaning(load([folder], source="reports/"))


@pytest.mark.parametrize("settled_only", [True, False])
def test_a_name_that_becomes_something_else_is_that_alone(folder, tmp_path, monkeypatch, settled_only):
    names = ("0.json", "3.json", "6.json", "9.json", "link", "away")
    (folder / "link").symlink_to(tmp_path / "nowhere")
    (folder / "away").symlink_to(tmp_path / "nowhere")
    tables = open_folder([folder])
    for name in names:
        (folder / name).unlink()
    (folder / "0.json").symlink_to(tmp_path / "nowhere")
    (folder / "3.json").symlink_to(folder / "broken.json.gz")
    (folder / "6.json").mkdir()
    write(folder / "link", body("was a link"))
    paths = frozenset(str(folder / name) for name in names)
    change = Change(settled=paths) if settled_only else Change(everything=True)
    monkeypatch.setattr("tlsrpt_tui.index.opening.watch", lambda *_, **__: iter([change]))
    (last,) = follow(tables, [folder], stop=threading.Event())
    assert meaning(last) == meaning(load([folder]))


def test_nothing_is_told_when_nothing_changes(folder, monkeypatch):
    changes = [Change(everything=True), Change(everything=True), Change(settled=frozenset({str(folder / "0.json")}))]
    monkeypatch.setattr("tlsrpt_tui.index.opening.watch", lambda *_, **__: iter(changes))
    assert not list(follow(open_folder([folder]), [folder], stop=threading.Event()))


def test_what_is_still_being_written_is_left_alone(folder, monkeypatch):
    tables = open_folder([folder])
    half, old = write(folder / "half.json", b"{"), write(folder / "0.json", b"{")
    writing = frozenset({str(half), str(old)})
    settled = Change(settled=writing)
    changes = [Change(everything=True, unsettled=writing), settled]
    monkeypatch.setattr("tlsrpt_tui.index.opening.watch", lambda *_, **__: iter(changes))
    told = list(follow(tables, [folder], stop=threading.Event()))
    assert len(told) == 1
    assert meaning(told[0]) == meaning(load([folder]))


def test_the_index_is_kept_first_and_again_when_it_has_changed_for_a_while(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("tlsrpt_tui.index.opening._KEEP_SECONDS", -1)
    cache = Cache(tmp_path / "cache", limit=1 << 30)
    with Follower(folder, cache=cache) as follower:
        write(folder / "new.json", body("new"))
        follower.until(lambda tables: "new" in ids(tables))
    assert open_folder([folder], cache=cache).kept


def test_a_cache_that_cannot_be_written_is_told_and_following_goes_on(folder, tmp_path):
    (tmp_path / "cache").write_text("not a folder")
    with Follower(folder, cache=Cache(tmp_path / "cache", limit=1 << 30)) as follower:
        write(folder / "new.json", body("new"))
        follower.until(lambda tables: "new" in ids(tables))
    assert len([sentence for sentence in follower.said if "not kept" in sentence or "cache" in sentence]) == 1


def test_following_a_single_file_sees_it_change(tmp_path):
    path = write(tmp_path / "r.json", body("before"))
    with Follower(path) as follower:
        write(path, body("after!"))
        follower.until(lambda tables: ids(tables) == {"after!"})
