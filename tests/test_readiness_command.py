"""``tlsrpt-tui readiness --live``: what is published now counts beside the reports, with real answers from loopback."""

import json
import socket

import jsonschema
import pytest

from tests.live.world.dns import DnsWorld, Signing, Zone
from tests.output.test_schemas import schema
from tests.tui.seat import SAMPLE
from tlsrpt_tui.cli import run
from tlsrpt_tui.settings import PATH_VARIABLE
from tlsrpt_tui.settings_fields import RESOLVER_VARIABLE

TESTED = Zone("example.net", "@ 300 IN MX 10 mx\nmx 300 IN A 127.0.0.2\n", Signing.UNSIGNED)


@pytest.fixture(scope="module")
def world():
    """The zone of a domain that the sample reports tell of, without an MTA-STS record."""
    with DnsWorld(TESTED) as started:
        yield started


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """An empty settings file, and no resolver that somebody has set."""
    path = tmp_path / "config.toml"
    path.write_text("")
    monkeypatch.setenv(PATH_VARIABLE, str(path))
    monkeypatch.delenv(RESOLVER_VARIABLE, raising=False)


def judged(capsysbinary, resolver, *words):
    code = run(["readiness", "--no-cache", str(SAMPLE), "example.net", "--live", "--resolver", resolver, *words])
    captured = capsysbinary.readouterr()
    return code, captured.out.decode(), captured.err.decode()


def test_a_policy_that_is_gone_blocks_whatever_the_reports_say(world, capsysbinary):
    code, page, _ = judged(capsysbinary, world.resolver_address, "--format", "json")
    document = json.loads(page)
    jsonschema.Draft202012Validator(schema("readiness")).validate(document)
    assert (code, document["verdict"]) == (1, "not-ready")
    assert document["sentence"].startswith("there is no MTA-STS policy; not ready for enforce")
    (blocker,) = [point for point in document["points"] if point["weight"] == "blocker"]
    assert (blocker["code"], blocker["told"]) == ("policy", "there is no MTA-STS record")
    assert document["checked"] is not None
    assert ("mx.example.net", True) in [(host["mx_host"], host["is_mx"]) for host in document["hosts"]]


def test_without_a_network_the_reports_stand_and_that_is_said(capsysbinary):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        resolver = f"127.0.0.1:{probe.getsockname()[1]}"
    code, page, told = judged(capsysbinary, resolver)
    assert code == 1
    assert f"no check of example.net could be answered; is the resolver {resolver} to be reached?" in told
    assert "? not enough evidence for enforce" in page
    assert "the record is not known" in " ".join(page.split())
    assert "mode testing, max_age 1 day; as senders reported it" in page
