"""The sample month is what its script writes, holds what its figures say, and its README tells the same figures."""

import email
import gzip
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "sample_reports"
SCRIPT = ROOT / "docs" / "make_sample_reports.py"
CUT_OFF = b"(cut off)"


def run(*arguments):
    done = subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, check=True)
    return done.stdout.decode()


def files_below(folder):
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.name != "README.md"}


def opened(name, data):
    """Yield the name and the bytes of everything in a file that is not itself a container, headers of mails too."""
    if data.startswith(b"\x1f\x8b"):
        try:
            yield name, gzip.decompress(data)
        except EOFError:
            yield name, CUT_OFF
    elif data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield from opened(f"{name}/{info.filename} {info.date_time}", archive.read(info))
    elif name.endswith(".mbox"):
        for number, mail in enumerate(re.split(rb"(?m)^From .*\n", data)[1:]):
            yield from opened(f"{name}/{number}.eml", mail)
    elif name.endswith(".eml"):
        for number, part in enumerate(email.message_from_bytes(data).walk()):
            headers = [(key, value) for key, value in part.items() if "boundary=" not in value]
            yield f"{name}#{number}", repr(headers).encode()
            if not part.is_multipart():
                yield from opened(f"{name}#{number}", part.get_payload(decode=True))
    else:
        yield name, data


def contents(files):
    return {name: list(opened(name, data)) for name, data in files.items()}


def documents(files):
    for leaves in contents(files).values():
        for _, data in leaves:
            if data.lstrip().startswith(b"{"):
                yield json.loads(data)


def spaced(number):
    return f"{number:,}".replace(",", " ")


@pytest.fixture(scope="module")
def committed():
    return files_below(FOLDER)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample_reports")
    run(str(folder))
    return files_below(folder)


@pytest.fixture(scope="module")
def figures():
    return json.loads(run("--figures"))


def test_the_script_writes_exactly_the_files_of_the_folder(committed, written):
    assert sorted(committed) == sorted(written)


def test_every_file_holds_what_the_script_puts_into_it(committed, written):
    assert contents(committed) == contents(written)


def test_every_byte_is_the_same_where_zlib_compresses_the_same(committed, written):
    complete = {name: data for name, data in committed.items() if name.endswith(".gz")}
    other_zlib = [name for name, data in complete.items() if written[name] != data]
    if len(other_zlib) > len(complete) // 2:
        pytest.skip(f"zlib {zlib.ZLIB_RUNTIME_VERSION} compresses otherwise than the one that made the folder")
    assert [name for name, data in committed.items() if written[name] != data] == []


def test_a_second_run_writes_the_same_bytes(written, tmp_path):
    run(str(tmp_path))
    assert files_below(tmp_path) == written


def test_gzip_files_tell_neither_time_nor_system(committed):
    heads = {data[:10] for name, data in committed.items() if name.endswith(".gz")}
    assert heads == {b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"}


def test_the_folder_is_modest(committed):
    assert sum(map(len, committed.values())) < 400_000


def test_the_files_are_as_many_as_the_figures_say(committed, figures):
    assert len(committed) + 1 == figures["files_seen"]
    leaves = [leaf for leaves in contents(committed).values() for leaf in leaves]
    assert sum(data == CUT_OFF for _, data in leaves) == figures["files_unreadable"]
    assert sum(b"<feedback>" in data for _, data in leaves) + 1 == figures["files_not_reports"]


def test_the_documents_are_as_many_as_the_figures_say(committed, figures):
    found = list(documents(committed))
    distinct = {json.dumps(document, sort_keys=True) for document in found}
    keys = Counter((body["organization-name"], body["report-id"]) for body in map(json.loads, distinct))
    assert len(found) == figures["documents"]
    assert len(distinct) == figures["distinct_reports"]
    assert len(found) - len(distinct) == figures["duplicates"]
    assert sum(count > 1 for count in keys.values()) == figures["conflicts"]
    assert sum(count for count in keys.values() if count > 1) == figures["conflicting_reports"]


def test_the_sessions_of_the_files_are_those_of_the_figures(committed, figures):
    successful, failed, details = Counter(), Counter(), Counter()
    for text in {json.dumps(document, sort_keys=True) for document in documents(committed)}:
        sums = {}
        for entry in json.loads(text)["policies"]:
            domain, kind = entry["policy"]["policy-domain"], entry["policy"]["policy-type"]
            summary = entry["summary"]
            counts = summary["total-successful-session-count"], summary["total-failure-session-count"]
            sums.setdefault(domain, {})[kind] = counts
            for detail in entry.get("failure-details") or []:
                details[detail["result-type"]] += detail["failed-session-count"]
            if counts[1] and not entry.get("failure-details"):
                details["(no details)"] += counts[1]
        for domain, kinds in sums.items():
            most = max(kinds.values(), key=sum)
            successful[domain] += most[0]
            failed[domain] += most[1]
    assert {name: (successful[name], failed[name]) for name in successful} == {
        name: (entry["successful"], entry["failed"]) for name, entry in figures["domains"].items()
    }
    assert figures["sessions"] == {"successful": successful.total(), "failed": failed.total()}
    assert details == figures["result_types"]


def test_the_stories_are_in_the_files(committed):
    met = {}
    for body in documents(committed):
        day = int(body["date-range"]["start-datetime"][8:10])
        for entry in body["policies"]:
            for detail in entry.get("failure-details") or []:
                facts = met.setdefault(detail["result-type"], [])
                host, ip = detail.get("receiving-mx-hostname", "").rstrip("."), detail.get("sending-mta-ip", "")
                facts.append((day, body["organization-name"], host, ip))
    expired, hidden = met["certificate-expired"], met["starttls-not-supported"]
    retired = [fact for fact in met["validation-failure"] if fact[2] == "mx-new.example.org"]
    assert {(day, host) for day, _, host, _ in expired} == {(day, "mx1.example.com") for day in range(13, 17)}
    assert len({name for _, name, _, _ in expired}) >= 5
    assert {name for _, name, _, _ in hidden} == {"Kiosk Mail"}
    assert all(ip.startswith("203.0.113.") for _, _, _, ip in hidden)
    assert (min(hidden)[0], max(hidden)[0]) == (8, 31)
    assert (min(retired)[0], max(retired)[0]) == (6, 31)
    days = {(body["organization-name"], body["date-range"]["start-datetime"][8:10]) for body in documents(committed)}
    assert max(day for name, day in days if name == "Northwind Mail") == "18"
    assert {f"{day:02}" for day in range(1, 32)} - {day for _, day in days} == {"25"}


def test_the_readme_tells_the_figures_of_the_script(figures):
    section = (FOLDER / "README.md").read_text(encoding="utf-8").split("## The figures", 1)[1]
    rows = {
        tuple(cell.strip().strip("`") for cell in line.strip("|").split("|"))
        for line in section.splitlines()
        if re.match(r"\|.*\d.*\|$", line)
    }
    counts = ("files_seen", "files_not_reports", "files_unreadable", "documents", "distinct_reports", "duplicates")
    expected = {(name, spaced(figures[name])) for name in (*counts, "conflicts", "conflicting_reports")}
    expected |= {(name, figures["period"][name]) for name in ("start", "end")}
    everything = {"all": {"reports": figures["distinct_reports"], **figures["sessions"]}}
    for entries in (figures["domains"], figures["organizations"], everything):
        for name, entry in entries.items():
            expected.add((name, spaced(entry["reports"]), spaced(entry["successful"]), spaced(entry["failed"])))
    for entries in (figures["result_types"], figures["mx_hosts"]):
        expected |= {(name or "(none named)", spaced(count)) for name, count in entries.items()}
    assert rows == expected
