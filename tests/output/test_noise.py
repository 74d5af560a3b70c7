"""What is noise at one host is none when a sender meets it at very many."""

import json

from tests.output.invented import detail, policy, report, save
from tlsrpt_tui.cli import run


def test_most_of_a_senders_sessions_are_no_noise_though_few_failed_at_each_host(tmp_path, capsysbinary):
    failed = [detail(count=3, **{"receiving-mx-hostname": f"mx{number}.example.com"}) for number in range(40)]
    save(tmp_path / "a.json", report("r", "2026-11-20", policies=[policy(successful=80, failed=120, details=failed)]))
    run(["incidents", "--no-cache", "--format", "json", str(tmp_path)])
    states = {each["state"] for each in json.loads(capsysbinary.readouterr().out)["incidents"]}
    assert states != {"noise"}
