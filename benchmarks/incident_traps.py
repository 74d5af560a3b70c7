"""Kinds of incident that mislead about who must act: who agrees, who contradicts, and who only seems to."""

from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.incident_limits import (
    EXPIRED,
    FEW,
    GOOGLE,
    KIOSK,
    MERIDIAN,
    MICROSOFT,
    NORTHWIND,
    NOT_OFFERED,
    UNTRUSTED,
)
from benchmarks.incident_scene import DAYS, EVERYBODY, LARGE, LAST, How, Label, Scene
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.triage.result_types import Owner

_ONGOING, _, _RECOVERED, _ = IncidentState
_MINE: Final = Owner.RECEIVER
_PEERS: Final = {f"Peer {number}": 200 for number in range(10)}


def _lately(scene: Scene) -> range:
    return range(scene.dice.randrange(45, 55), DAYS)


def _one_other(scene: Scene) -> Label:
    scene.only({NORTHWIND: 700, GOOGLE: 2400})
    scene.fail((NORTHWIND,), _lately(scene), UNTRUSTED, 0.5)
    return scene.labelled(_ONGOING, _MINE)


def _two_others(scene: Scene) -> Label:
    scene.only({NORTHWIND: 700, GOOGLE: 2400, KIOSK: 60})
    scene.fail((NORTHWIND,), _lately(scene), UNTRUSTED, 0.5)
    return scene.labelled(_ONGOING, Owner.SENDER)


def _others_too_small(scene: Scene) -> Label:
    scene.only({MICROSOFT: 1900, NORTHWIND: 7, KIOSK: 4})
    for day in range(DAYS - 5, DAYS):
        scene.put(MICROSOFT, day, UNTRUSTED, 95)  # 5% of 55 sessions are not 3
    return scene.labelled(_ONGOING, _MINE)


def _others_just_large_enough(scene: Scene) -> Label:
    scene.only({MICROSOFT: 1900, NORTHWIND: 8, KIOSK: 5})
    for day in range(DAYS - 5, DAYS):
        scene.put(MICROSOFT, day, UNTRUSTED, 95)  # 5% of 65 sessions are 3
    return scene.labelled(_ONGOING, Owner.SENDER)


def _two_of_many(scene: Scene) -> Label:
    scene.only(FEW | _PEERS | {"Old Gate": 10, "Elder Post": 8})
    scene.fail(("Old Gate", "Elder Post"), _lately(scene), UNTRUSTED, 1)
    return scene.labelled(_ONGOING, Owner.SENDER)


def _two_of_some(scene: Scene) -> Label:
    scene.only(FEW | {"Peer 1": 200, "Old Gate": 10, "Elder Post": 8})
    scene.fail(("Old Gate", "Elder Post"), _lately(scene), UNTRUSTED, 1)
    return scene.labelled(_ONGOING, _MINE)


def _one_network(scene: Scene) -> Label:
    scene.only(FEW | {"Shop Post": 60, "Church Post": 50})
    scene.fail(("Shop Post", "Church Post"), _lately(scene), NOT_OFFERED, 0.6, How(home="Hosting House"))
    return scene.labelled(_ONGOING, Owner.SENDER)


def _no_addresses(scene: Scene) -> Label:
    scene.only(FEW | {"Shop Post": 60, "Church Post": 50})
    scene.fail(("Shop Post", "Church Post"), _lately(scene), NOT_OFFERED, 0.6, How(home=""))
    return scene.labelled(_ONGOING, _MINE)


def _several_spellings(scene: Scene) -> Label:
    scene.only(FEW)
    names = ("Google Inc.", "google inc", "Google LLC", "GOOGLE, Inc.")
    for day in range(DAYS):
        scene.spelt[GOOGLE, day] = names[day % len(names)]
    for day in range(scene.dice.randrange(40, 52), DAYS):
        home = f"Google {day % 5}"  # many networks, so that it is the name that tells
        scene.fail((GOOGLE,), (day,), UNTRUSTED, 0.3, How(home=home))
    return scene.labelled(_ONGOING, Owner.SENDER)


def _host_not_named(scene: Scene) -> Label:
    scene.only(FEW)
    days = _lately(scene)
    scene.fail((GOOGLE,), days, EXPIRED, 0.4)
    scene.fail((KIOSK,), days, EXPIRED, 0.4, How(host=""))
    return scene.labelled(_ONGOING, _MINE)


def _a_host_each(scene: Scene) -> tuple[Label, ...]:
    scene.only(FEW)
    days, other = _lately(scene), f"mx2.{scene.domain}"
    scene.fail((GOOGLE,), days, UNTRUSTED, 0.5)
    scene.fail((KIOSK,), days, UNTRUSTED, 0.5, How(host=other))
    return scene.labelled(_ONGOING, _MINE), scene.labelled(_ONGOING, _MINE, host=other)


def _a_type_each(scene: Scene) -> tuple[Label, ...]:
    scene.only(FEW)
    days, host = _lately(scene), f"mta-sts.{scene.domain}"
    kinds = {GOOGLE: "sts-webpki-invalid", KIOSK: "sts-policy-fetch-error"}
    for sender, kind in kinds.items():
        scene.fail((sender,), days, kind, 0.2, How(host=""))
    return tuple(scene.labelled(_ONGOING, Owner.POLICY_HOST, host=host, result_type=kind) for kind in kinds.values())


def _other_trouble_beside(scene: Scene) -> tuple[Label, ...]:
    """What everybody met for three of forty days says nothing about what one met on all of them."""
    scene.only(FEW)
    scene.fail((KIOSK,), range(15, DAYS), NOT_OFFERED, 0.5)
    start = scene.dice.randrange(20, 50)
    scene.fail(EVERYBODY, range(start, start + 3), EXPIRED, 0.4)
    return (
        scene.labelled(_ONGOING, Owner.SENDER, result_type=NOT_OFFERED),
        scene.labelled(_RECOVERED, _MINE, result_type=EXPIRED),
    )


def _first_night(scene: Scene) -> Label:
    scene.only(FEW)
    scene.fail((MICROSOFT,), (LAST,), EXPIRED, 0.15)
    return scene.labelled(_ONGOING, _MINE)


def _second_night(scene: Scene) -> Label:
    scene.only(FEW)
    scene.fail((MICROSOFT,), (LAST - 1, LAST), EXPIRED, 0.15)
    return scene.labelled(_ONGOING, _MINE)


def _third_night(scene: Scene) -> Label:
    scene.only(FEW)
    scene.fail((MICROSOFT,), (LAST - 2, LAST - 1, LAST), EXPIRED, 0.15)
    return scene.labelled(_ONGOING, Owner.SENDER)


def _mismatch(scene: Scene) -> Label:
    how = How(host="", reason=scene.dice.choice(("MX_HOSTS_MISMATCH", "mx-hosts-mismatch", "5.4.8")))
    scene.fail((MICROSOFT,), _lately(scene), "validation-failure", 0.9, how)
    return scene.labelled(_ONGOING, Owner.POLICY_HOST, host="")


def _mode_not_told(scene: Scene) -> Label:
    scene.mode = ""
    scene.fail(LARGE, _lately(scene), EXPIRED, 0.4)
    return scene.labelled(_ONGOING, _MINE)


def _dane_alone(scene: Scene) -> Label:
    scene.only(FEW | {"Fjordpost AS": 60, "Bramble Hosting": 60})
    scene.typed = dict.fromkeys((MERIDIAN, "Fjordpost AS", "Bramble Hosting"), (PolicyType.TLSA,))
    scene.fail((MERIDIAN,), range(30, DAYS), EXPIRED, 0.8, How(dane=True))
    return scene.labelled(_ONGOING, Owner.SENDER)


def _dane_beside_sts(scene: Scene) -> Label:
    scene.only(FEW)
    scene.typed = {MERIDIAN: (PolicyType.TLSA,)}
    scene.fail((MERIDIAN,), range(30, DAYS), "tlsa-invalid", 0.8, How(dane=True))
    return scene.labelled(_ONGOING, Owner.RECEIVER_AND_DNS)


TRAPS: Final[Mapping[str, Callable[[Scene], Label | tuple[Label, ...]]]] = {
    "alone, 1 other well served": _one_other,
    "alone, 2 others well served": _two_others,
    "alone, 2 others too small": _others_too_small,
    "alone, 2 others just large enough": _others_just_large_enough,
    "2 against 15": _two_of_many,
    "2 against 6": _two_of_some,
    "2 of one network": _one_network,
    "2 without addresses": _no_addresses,
    "one sender in 4 spellings": _several_spellings,
    "one of 2 names no host": _host_not_named,
    "2 senders, a host each": _a_host_each,
    "2 senders, a result type each": _a_type_each,
    "other trouble for 3 of 45 days": _other_trouble_beside,
    "first night": _first_night,
    "second night": _second_night,
    "third night": _third_night,
    "MX_HOSTS_MISMATCH without a host": _mismatch,
    "policies without text": _mode_not_told,
    "alone among DANE senders": _dane_alone,
    "alone under DANE": _dane_beside_sts,
}
"""What makes an incident of each kind."""
