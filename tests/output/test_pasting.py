"""Commands can be pasted as they are, and columns of numbers stay apart."""

import shlex

from tests.output.invented import detail, policy, report, save
from tlsrpt_tui.cli import run
from tlsrpt_tui.output.columns import cells


def shown(capsysbinary, *words):
    run([words[0], "--no-cache", *map(str, words[1:])])
    return capsysbinary.readouterr().out.decode()


def test_a_command_with_long_tlsa_records_is_whole_or_not_there(tmp_path, capsysbinary):
    for day in range(10, 20):
        told = policy("mx1.example.com", "tlsa", 500, 20, [detail("tlsa-invalid", 20)])
        told["policy"]["policy-string"] = [f"3 0 0 {number}{'a' * 1023}" for number in range(4)]
        save(tmp_path / f"{day}.json", report(f"r{day}", f"2026-11-{day}", policies=[told]))
    page = shown(capsysbinary, "incidents", "--format", "markdown", tmp_path)
    for line in page.splitlines():
        if line.startswith("    openssl"):
            assert "characters in all" not in line
            assert shlex.split(line)


def test_numbers_of_a_mail_stand_apart_however_large(tmp_path, capsysbinary):
    told = policy(successful=2_000_000_000, failed=123_456_789, details=[detail(count=123_456_789)])
    save(tmp_path / "a.json", report("r", "2026-11-20", policies=[told]))
    page = shown(capsysbinary, "digest", tmp_path)
    row = next(line for line in page.splitlines() if line.startswith("  Northwind Mail"))
    assert "02 123" not in row.replace("\u00a0", " ")
    assert all(cells(line) <= 72 for line in page.splitlines() if not line.startswith("    "))


def test_a_long_policy_type_fits_the_page_of_policies(tmp_path, capsysbinary):
    save(tmp_path / "a.json", report(policies=[policy(kind="word " * 800, failed=0, details=[])]))
    assert all(cells(line) <= 80 for line in shown(capsysbinary, "policies", tmp_path).splitlines())
