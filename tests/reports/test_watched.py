"""Which folders there are to watch, and on which file systems that is of use."""

from pathlib import Path

import pytest

from tlsrpt_tui.reports.watched import Folders, silent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


def mount(point: str, kind: str) -> str:
    return f"36 35 98:0 /export {point} rw,noatime master:1 - {kind} server:/export rw\n"


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "fuse.sshfs", "fuse", "fuse.davfs"])
def test_others_write_to_a_network_file_system_unseen(kind: str) -> None:
    assert silent(["/srv/reports"], mount("/", "ext4") + mount("/srv", kind))


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuseblk", "what"])
def test_other_file_systems_are_trusted(kind: str) -> None:
    assert not silent(["/srv/reports"], mount("/", "nfs") + mount("/srv", kind))


def test_the_longest_mount_point_counts_and_the_last_of_equal_ones() -> None:
    table = mount("/", "nfs") + mount("/srv", "nfs") + mount("/srv", "ext4") + mount("/srv/rep", "nfs")
    assert not silent(["/srv/reports"], table)
    assert silent(["/srv/rep/2024"], table)
    assert silent(["/home"], table)


def test_a_file_system_mounted_below_counts_as_well() -> None:
    assert silent(["/srv"], mount("/", "ext4") + mount("/srv/reports/remote", "nfs"))
    assert silent(["/"], mount("/", "ext4") + mount("/mnt", "cifs"))


def test_mount_points_are_unescaped() -> None:
    assert silent(["/srv/tls reports/\\x"], mount("/", "ext4") + mount("/srv/tls\\040reports/\\134x", "nfs"))


@pytest.mark.parametrize("table", ["", "\n", "nonsense\n", "1 2 3 - nfs\n", "36 35 98:0 / /srv rw -"])
def test_a_table_that_says_nothing_is_no_reason_to_poll(table: str) -> None:
    assert not silent(["/srv/reports"], table)


def test_folders_that_came_and_went_are_noticed(folder: Path) -> None:
    (folder / "2024" / "01").mkdir(parents=True)
    (folder / "link").symlink_to(folder / "2024")
    folders, roots = Folders(), [str(folder)]
    assert folders.refresh(roots)
    assert folders.readable() == [str(folder), str(folder / "2024"), str(folder / "2024" / "01")]
    assert not folders.refresh(roots)
    (folder / "2024" / "01").rename(folder / "01")
    assert folders.refresh(roots)
    assert folders.readable() == [str(folder), str(folder / "01"), str(folder / "2024")]
    assert folders.refresh([str(folder / "2024")])
    assert folders.readable() == [str(folder / "2024")]


def test_an_unchanged_folder_is_not_listed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "2024").mkdir()
    monkeypatch.setattr("tlsrpt_tui.reports.watched._FRESH", 0)
    folders, roots = Folders(), [str(folder)]
    folders.refresh(roots)
    monkeypatch.setattr("os.scandir", lambda path: pytest.fail(f"listed {path}"))
    assert not folders.refresh(roots)
    assert str(folder / "2024") in folders


def test_a_folder_that_may_not_be_read_costs_the_others_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "open").mkdir()
    (folder / "private").mkdir()
    monkeypatch.setattr("os.access", lambda path, _mode: not path.endswith("private"))
    folders = Folders()
    folders.refresh([str(folder)])
    assert folders.readable() == [str(folder), str(folder / "open")]
    assert str(folder / "private") in folders
