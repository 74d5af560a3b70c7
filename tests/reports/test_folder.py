"""Which files a folder holds, and which of its entries are never opened."""

import os
import socket
from pathlib import Path

import pytest

from tlsrpt_tui.errors import Unreadable
from tlsrpt_tui.reports.containers import documents
from tlsrpt_tui.reports.folder import FoundFile, Unopened, find
from tlsrpt_tui.reports.model import Fate
from tlsrpt_tui.reports.opener import Opener


def write(path, text="text"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def content(found):
    with Opener() as opener:
        return opener.open(found.path).data


def names(*paths):
    return [found.name for found in find(paths)]


def remove_chain(folder, name):
    """Remove folders nested too deeply for shutil.rmtree, and so for pytest, the innermost first."""
    opened = [os.open(folder, os.O_RDONLY)]
    while name in os.listdir(opened[-1]):  # noqa: PTH208  # a descriptor has no Path
        opened.append(os.open(name, os.O_RDONLY, dir_fd=opened[-1]))
    while opened:
        os.close(opened.pop())
        if opened:
            os.rmdir(name, dir_fd=opened[-1])


def only(*paths):
    (found,) = find(paths)
    return found


def test_files_come_sorted_by_name_with_size_and_time(tmp_path):
    for name in ("b/2", "b/10", "a", "c"):
        write(tmp_path / name)
    assert names(tmp_path) == ["a", "b/10", "b/2", "c"]
    path = tmp_path / "a"
    status = path.stat()
    assert next(find([tmp_path])) == FoundFile(str(path), "a", 0, 4, status.st_mtime_ns)


def test_a_path_may_be_a_file_or_a_link_to_one_or_to_a_folder(tmp_path):
    file = write(tmp_path / "in" / "r.json")
    link = tmp_path / "link.json"
    link.symlink_to(file)
    folder = tmp_path / "folder"
    folder.symlink_to(tmp_path / "in")
    assert names(file) == ["r.json"]
    found = only(link)
    assert found.name == "link.json"
    assert content(found) == b"text"
    assert names(folder) == ["r.json"]


def test_with_several_paths_names_begin_with_the_path_as_given(tmp_path, monkeypatch):
    write(tmp_path / "a" / "r.json")
    write(tmp_path / "b" / "r.json")
    monkeypatch.chdir(tmp_path)
    assert names(Path("a"), Path("b"), Path("b/r.json")) == ["a/r.json", "b/r.json"]


def test_a_file_reached_through_two_paths_comes_once(tmp_path):
    write(tmp_path / "a" / "r.json")
    assert len(names(tmp_path, tmp_path / "a", tmp_path / "a" / "r.json", tmp_path)) == 1


def test_a_path_that_is_not_there_is_told(tmp_path):
    assert only(tmp_path / "gone") == Unopened("gone", 0, Fate.UNREADABLE, "no such file or folder")


def test_links_that_leave_break_or_loop_are_told_and_not_followed(tmp_path):
    outside = write(tmp_path / "outside" / "secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "1").symlink_to(outside)
    (root / "2").symlink_to(outside.parent)
    (root / "3").symlink_to(root / "nothing")
    (root / "4").symlink_to(root / "4")
    found = list(find([root]))
    assert [(item.name, item.sentence) for item in found] == [
        ("1", "a link that leaves the folder, not followed"),
        ("2", "a link that leaves the folder, not followed"),
        ("3", "a link to nothing"),
        ("4", "a link that leads to itself"),
    ]
    assert {item.fate for item in found} == {Fate.UNREADABLE}


def test_a_folder_whose_name_begins_like_the_root_is_outside_it(tmp_path):
    write(tmp_path / "root-more" / "r.json")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to("../root-more/r.json")
    assert only(root).sentence == "a link that leaves the folder, not followed"


def test_links_within_the_folder_are_passed_over(tmp_path):
    write(tmp_path / "a" / "r.json")
    (tmp_path / "link.json").symlink_to("a/r.json")
    (tmp_path / "again").symlink_to(".")
    assert names(tmp_path) == ["a/r.json"]


def test_pipes_sockets_and_devices_are_never_opened(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        found = list(find([tmp_path]))
    assert [(item.name, item.fate, item.sentence) for item in found] == [
        ("pipe", Fate.NOT_A_REPORT, "a named pipe, not opened"),
        ("socket", Fate.NOT_A_REPORT, "a socket, not opened"),
    ]
    assert only(Path("/dev/null")).sentence == "a device, not opened"


def test_a_maildir_is_read_without_its_tmp(tmp_path):
    for name in ("cur/1", "new/2", "tmp/3", ".Sent/cur/4", ".Sent/tmp/5", ".Sent/new/6"):
        write(tmp_path / name)
    write(tmp_path / "plain" / "tmp" / "7")
    assert names(tmp_path) == [".Sent/cur/4", ".Sent/new/6", "cur/1", "new/2", "plain/tmp/7"]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path, monkeypatch):
    write(tmp_path / "a" / "r.json")
    write(tmp_path / "b")
    scandir = os.scandir

    def refusing(path):
        if str(path).endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    first, second = find([tmp_path])
    assert first == Unopened("a", 0, Fate.UNREADABLE, "folder cannot be listed: permission denied")
    assert second.name == "b"


@pytest.mark.parametrize("name", ["new\nline", "\x1b[31mred", "\u202etxt.exe"])
def test_names_are_sanitised_and_files_still_open(tmp_path, name):
    write(tmp_path / name)
    found = only(tmp_path)
    assert found.name.isprintable()
    assert found.name != name
    assert content(found) == b"text"


def test_names_that_are_not_utf8_work(tmp_path):
    try:
        write(tmp_path / os.fsdecode(b"r\xff\xfe.json"))
    except OSError:
        pytest.skip("this file system takes no such name")
    found = only(tmp_path)
    assert found.name == "r\\u{dcff}\\u{dcfe}.json"
    assert content(found) == b"text"


def test_folders_deeper_than_the_recursion_limit_are_walked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    depth = 1_100
    for _ in range(depth):
        Path("d").mkdir()
        os.chdir("d")
    monkeypatch.chdir(tmp_path)
    try:
        assert names(tmp_path) == []
    finally:
        remove_chain(tmp_path, "d")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda _path: None, "is no longer there"),
        (lambda path: path.symlink_to("/dev/null"), "is a link, which is not followed"),
        (os.mkfifo, "is not a regular file"),
        (Path.mkdir, "is not a regular file"),
    ],
)
def test_a_file_that_became_something_else_is_not_opened(tmp_path, change, sentence):
    path = write(tmp_path / "r.json")
    found = only(tmp_path)
    path.unlink()
    change(path)
    with pytest.raises(Unreadable, match=rf"^{sentence}$"):
        content(found)


def test_a_file_without_permission_is_unreadable(tmp_path, monkeypatch):
    write(tmp_path / "r.json")

    def refusing(path, flags, **_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(Unreadable, match=r"^cannot be opened: permission denied$"):
        content(only(tmp_path))


@pytest.mark.parametrize("without_proc", [False, True])
def test_a_folder_swapped_for_a_link_does_not_lead_out(tmp_path, monkeypatch, without_proc):
    write(tmp_path / "outside" / "r.json", "secret")
    write(tmp_path / "in" / "sub" / "r.json")
    found = only(tmp_path / "in")
    (tmp_path / "in" / "sub").rename(tmp_path / "gone")
    (tmp_path / "in" / "sub").symlink_to(tmp_path / "outside")
    if without_proc:
        monkeypatch.setattr("tlsrpt_tui.reports.opener._DESCRIPTORS", str(tmp_path / "no-proc"))
    with pytest.raises(Unreadable, match=r"^was moved while it was read$"):
        content(found)
    assert [item.sentence for item in documents(found.path)] == ["was moved while it was read"]


def test_a_file_opens_where_there_is_no_proc_as_on_macos(tmp_path, monkeypatch):
    write(tmp_path / "r.json")
    monkeypatch.setattr("tlsrpt_tui.reports.opener._DESCRIPTORS", str(tmp_path / "no-proc"))
    assert content(only(tmp_path)) == b"text"


def test_a_path_with_two_slashes_before_it_opens(tmp_path):
    write(tmp_path / "r.json")
    assert content(only(Path(f"/{tmp_path}"))) == b"text"


def test_a_pipe_given_as_a_path_says_how_else_to_pipe(tmp_path):
    os.mkfifo(tmp_path / "named")
    read_end, write_end = os.pipe()
    try:
        for path in (Path(f"/dev/fd/{read_end}"), tmp_path / "named"):
            assert only(path).sentence == "a named pipe, not opened; use - for standard input"
    finally:
        os.close(read_end)
        os.close(write_end)
