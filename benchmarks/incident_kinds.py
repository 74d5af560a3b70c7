"""The common kinds of incident of the labelled corpus: what each puts into a scene, and what is to be found of it."""

from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.incident_scene import DAYS, EVERYBODY, LARGE, SMALL, How, Label, Scene
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.triage.result_types import Owner

RANDOM: Final = 0.5
"""The part of the days on which a failure comes that comes at random; longer pauses part it, which nobody can help."""


def _expired_recovered(scene: Scene) -> Label:
    start = scene.dice.randrange(8, 35)
    scene.fail(EVERYBODY, range(start, start + scene.dice.randrange(2, 8)), "certificate-expired", 0.4)
    return scene.labelled(IncidentState.RECOVERED, Owner.RECEIVER)


def _expired_ongoing(scene: Scene) -> Label:
    scene.fail(EVERYBODY, range(scene.dice.randrange(30, 56), DAYS), "certificate-expired", 0.4)
    return scene.labelled(IncidentState.ONGOING, Owner.RECEIVER)


def _retired_host(scene: Scene) -> Label:
    start = scene.dice.randrange(10, 50)
    scene.named = (f"mx-old.{scene.domain}",)
    scene.fail(EVERYBODY, range(start, DAYS), "validation-failure", 0.2)
    return scene.labelled(IncidentState.ONGOING, Owner.POLICY_HOST)


def _stripped(scene: Scene) -> Label:
    start, sender = scene.dice.randrange(10, 48), scene.dice.choice(LARGE)
    for host in (scene.host, f"mx2.{scene.domain}"):
        scene.fail((sender,), range(start, DAYS), "starttls-not-supported", 0.15, How(host=host))
    return scene.labelled(IncidentState.ONGOING, Owner.SENDER, host="")


def _one_node(scene: Scene) -> Label:
    start, step = scene.dice.randrange(8, 30), scene.dice.choice((2, 3))
    scene.fail(LARGE, range(start, start + 16, step), "starttls-not-supported", 0.05)
    return scene.labelled(IncidentState.RECOVERED, Owner.RECEIVER)


def _at_random(scene: Scene) -> Label:
    start = scene.dice.randrange(8, 30)
    days = [day for day in range(start, start + 16) if day == start or scene.dice.random() < RANDOM]
    scene.fail(LARGE, days, "validation-failure", 0.05)
    return scene.labelled(IncidentState.RECOVERED, Owner.RECEIVER)


def _key_rotated(scene: Scene) -> Label:
    start, length = scene.dice.randrange(8, 40), scene.dice.randrange(1, 5)
    scene.fail(("Microsoft Corporation",), range(start, start + length), "tlsa-invalid", 0.6, How(dane=True))
    for sender in ("Fjordpost AS", "Bramble Hosting"):
        for day in range(DAYS):
            scene.sessions[sender, day] = 60
        for day in range(start, start + length):
            scene.put(sender, day, "tlsa-invalid", 30, How(domain=scene.host, dane=True))
    return scene.labelled(IncidentState.RECOVERED, Owner.RECEIVER_AND_DNS)


def _bogus(scene: Scene) -> Label:
    start = scene.dice.randrange(40, 57)
    scene.fail(("Microsoft Corporation",), range(start, DAYS), "dnssec-invalid", 0.9, How(dane=True))
    return scene.labelled(IncidentState.ONGOING, Owner.DNS)


def _web_down(scene: Scene) -> Label:
    start = scene.dice.randrange(8, 40)
    days = range(start, start + scene.dice.randrange(2, 6))
    scene.fail(EVERYBODY, days, "sts-policy-fetch-error", 0.05, How(host=""))
    return scene.labelled(IncidentState.RECOVERED, Owner.POLICY_HOST, host=f"mta-sts.{scene.domain}")


def _web_certificate(scene: Scene) -> Label:
    scene.fail(LARGE, range(scene.dice.randrange(35, 55), DAYS), "sts-webpki-invalid", 0.1, How(host=""))
    host = f"mta-sts.{scene.domain}"
    return scene.labelled(IncidentState.ONGOING, Owner.POLICY_HOST, host=host)


def _fell_silent(scene: Scene) -> Label:
    start = scene.dice.randrange(20, 38)
    who = ("Northwind Mail", "Meridian Cable")
    scene.fail(who, range(start, start + 4), "certificate-not-trusted", 0.5)
    scene.silence(who, start + 3)
    return scene.labelled(IncidentState.QUIET, Owner.RECEIVER)


def _rare(scene: Scene) -> Label:
    start = scene.dice.randrange(DAYS - 8, DAYS - 5)
    for sender in SMALL:
        for day in (start, start + 1):
            scene.sessions[sender, day] = 200
            scene.put(sender, day, "certificate-host-mismatch", 2)
        for day in range(start + 2, DAYS):
            scene.sessions.pop((sender, day), None)
        scene.sessions[sender, start + 4] = 12
    return scene.labelled(IncidentState.QUIET, Owner.RECEIVER)


def _glitch(scene: Scene) -> Label:
    sender, day = scene.dice.choice(LARGE), scene.dice.randrange(5, DAYS - 5)
    scene.sessions[sender, day] = max(scene.sessions.get((sender, day), 0), 400)
    scene.put(sender, day, "validation-failure", scene.dice.randrange(1, 4))
    return scene.labelled(IncidentState.NOISE, Owner.UNKNOWN)


COMMON: Final[Mapping[str, Callable[[Scene], Label]]] = {
    "expired, recovered": _expired_recovered,
    "expired, ongoing": _expired_ongoing,
    "policy names a retired host": _retired_host,
    "one sender without STARTTLS": _stripped,
    "one node of several, on and off": _one_node,
    "on some days, at random": _at_random,
    "TLSA of an old key": _key_rotated,
    "DNSSEC broken, one sender looks": _bogus,
    "policy host down": _web_down,
    "policy host's certificate": _web_certificate,
    "its senders fell silent": _fell_silent,
    "too rare to tell": _rare,
    "a passing glitch": _glitch,
}
"""What makes an incident of each kind; the owner of noise is not asked for."""
