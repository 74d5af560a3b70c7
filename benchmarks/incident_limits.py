"""Kinds of incident that hold both sides of each limit: how long, how many, how much is just enough, and just not."""

from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.incident_scene import DAYS, EVERYBODY, LARGE, LAST, How, Label, Scene
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.triage.result_types import Owner

EXPIRED: Final = "certificate-expired"
UNTRUSTED: Final = "certificate-not-trusted"
NOT_OFFERED: Final = "starttls-not-supported"
GOOGLE, MICROSOFT, NORTHWIND, MERIDIAN = LARGE
KIOSK: Final = "Kiosk Mail"
FEW: Final = {GOOGLE: 2400, MICROSOFT: 1900, NORTHWIND: 700, MERIDIAN: 600, KIOSK: 60}

_ONGOING, _QUIET, _RECOVERED, _NOISE = IncidentState
_MINE: Final = Owner.RECEIVER


# The days of the newest reports


def _not_all_here(scene: Scene) -> Label:
    scene.fail(LARGE, range(scene.dice.randrange(40, 54), LAST), EXPIRED, 0.4)
    return scene.labelled(_ONGOING, _MINE)


def _two_clean_days(scene: Scene) -> Label:
    scene.only(FEW)
    scene.fail(LARGE, range(scene.dice.randrange(40, 54), LAST - 1), EXPIRED, 0.4)
    return scene.labelled(_RECOVERED, _MINE)


def _weekly(scene: Scene, newest: int) -> None:
    """Let Kiosk Mail report once a week, the last time on a day, and each time with failures."""
    scene.only(FEW)
    days = range(newest % 7, newest + 1, 7)
    scene.sessions = {key: held for key, held in scene.sessions.items() if key[0] != KIOSK or key[1] in days}
    scene.fail((KIOSK,), days[-4:], NOT_OFFERED, 0.5)


def _weekly_and_heard_of(scene: Scene) -> Label:
    _weekly(scene, LAST - 7)
    return scene.labelled(_ONGOING, Owner.SENDER)


def _weekly_and_missing(scene: Scene) -> Label:
    _weekly(scene, LAST - 8)
    return scene.labelled(_QUIET, Owner.SENDER)


def _future(scene: Scene) -> Label:
    scene.fail(LARGE, range(scene.dice.randrange(40, 55), DAYS), EXPIRED, 0.4)
    label = scene.labelled(_ONGOING, _MINE)
    scene.sessions["Clockwork Post", DAYS + 150] = 5
    scene.put("Clockwork Post", DAYS + 150, EXPIRED, 1)
    return label


# Recovered, or quiet


def _just_enough(scene: Scene) -> Label:
    scene.only({KIOSK: 200}, (50, 51))
    for day in (50, 51):
        scene.put(KIOSK, day, EXPIRED, 4)
    for day in range(54, 57):
        scene.sessions[KIOSK, day] = 70  # 2% of 210 sessions are 4
    return scene.labelled(_RECOVERED, _MINE)


def _just_too_few(scene: Scene) -> Label:
    label = _just_enough(scene)
    scene.sessions.pop((KIOSK, 56))  # 2% of 140 are not 3
    return Label(label.kind, label.domain, label.host, EXPIRED, label.first, label.last, _QUIET, _MINE)


def _part_returned(scene: Scene, returned: str, gone: str) -> None:
    start = scene.dice.randrange(20, 45)
    scene.only({NORTHWIND: 1000, MERIDIAN: 1000})
    for day in range(start, start + 4):
        scene.put(NORTHWIND, day, EXPIRED, 330)
        scene.put(MERIDIAN, day, EXPIRED, 270)
    scene.silence((gone,), start + 3)
    if returned not in scene.dice.choice(((NORTHWIND,), (MERIDIAN,), (NORTHWIND, MERIDIAN))):
        scene.sessions[returned, start + 4] = 900


def _most_returned(scene: Scene) -> Label:
    _part_returned(scene, NORTHWIND, MERIDIAN)
    return scene.labelled(_RECOVERED, _MINE)


def _least_returned(scene: Scene) -> Label:
    _part_returned(scene, MERIDIAN, NORTHWIND)
    return scene.labelled(_QUIET, _MINE)


def _left_the_large(scene: Scene) -> Label:
    scene.only(FEW)
    start = scene.dice.randrange(20, 30)
    scene.fail((GOOGLE, MICROSOFT), range(start, start + 8), EXPIRED, 0.5)
    scene.fail((KIOSK,), range(start, start + 14), EXPIRED, 0.5)
    scene.silence((KIOSK,), start + 13)
    return scene.labelled(_QUIET, _MINE)


def _left_the_larger_a_day_before(scene: Scene) -> Label:
    scene.only(FEW)
    start = scene.dice.randrange(20, 30)
    scene.fail((NORTHWIND,), range(start, start + 8), EXPIRED, 0.5)
    scene.fail((KIOSK,), range(start, start + 9), EXPIRED, 0.5)
    scene.silence((NORTHWIND,), start + 7)
    return scene.labelled(_QUIET, _MINE)


def _fades(scene: Scene) -> Label:
    scene.only(FEW)
    scene.fail((GOOGLE, MICROSOFT), (39,), EXPIRED, 0.5)
    for day in range(41, 56, 2):
        scene.put(GOOGLE, day, EXPIRED, 1)
    return scene.labelled(_QUIET, _MINE)


# One incident, or several


def _again(scene: Scene, pause: int) -> int:
    """Let it fail twice for three days with a pause between; return the day on which the second time begins."""
    scene.only(FEW)
    start = scene.dice.randrange(8, 20)
    for first in (start, start + 3 + pause):
        scene.fail(LARGE, range(first, first + 3), EXPIRED, 0.3)
    return start + 3 + pause


def _two_of(scene: Scene, second: int, last: IncidentState = _RECOVERED) -> tuple[Label, ...]:
    return (
        scene.labelled(_RECOVERED, _MINE, days=range(second)),
        scene.labelled(last, _MINE, days=range(second, DAYS)),
    )


def _four_clean_days(scene: Scene) -> Label:
    _again(scene, 4)
    return scene.labelled(_RECOVERED, _MINE)


def _five_clean_days(scene: Scene) -> tuple[Label, ...]:
    return _two_of(scene, _again(scene, 5))


def _five_thin_days(scene: Scene) -> Label:
    start = scene.dice.randrange(8, 20)
    scene.only({GOOGLE: 100, MICROSOFT: 100})
    for day in (start, start + 7):
        for sender in (GOOGLE, MICROSOFT):
            scene.put(sender, day, EXPIRED, 4)
    for day in range(start + 1, start + 7):
        scene.sessions[GOOGLE, day] = scene.sessions[MICROSOFT, day] = 5  # 4% of 60 sessions are not 3
    return scene.labelled(_RECOVERED, _MINE)


def _thirteen_silent_days(scene: Scene) -> Label:
    second = _again(scene, 13)
    scene.silence(FEW, second - 14, second)
    return scene.labelled(_RECOVERED, _MINE)


def _fifteen_silent_days(scene: Scene) -> tuple[Label, ...]:
    second = _again(scene, 15)
    scene.silence(FEW, second - 16, second)
    return _two_of(scene, second)


def _each_week(scene: Scene) -> Label:
    scene.only(FEW)
    scene.fail((GOOGLE, MICROSOFT), range(LAST - 35, DAYS, 7), NOT_OFFERED, 0.1)
    return scene.labelled(_ONGOING, _MINE)


def _each_week_of_little(scene: Scene) -> Label:
    scene.only({GOOGLE: 2, KIOSK: 1})
    for day in range(LAST - 50, DAYS, 7):
        scene.put(GOOGLE, day, EXPIRED, 1)
    return scene.labelled(_ONGOING, _MINE)


# Noise


def _three_of_many(scene: Scene) -> Label:
    scene.only(FEW | {KIOSK: 150})
    scene.put(KIOSK, scene.dice.randrange(5, 50), UNTRUSTED, 3)
    return scene.labelled(_NOISE, Owner.UNKNOWN)


def _four_of_many(scene: Scene) -> Label:
    scene.only(FEW | {KIOSK: 400})
    scene.put(KIOSK, scene.dice.randrange(5, 45), UNTRUSTED, 4)
    return scene.labelled(_RECOVERED, Owner.SENDER)


def _three_of_few(scene: Scene) -> Label:
    scene.only(FEW | {KIOSK: 140})
    scene.put(KIOSK, scene.dice.randrange(5, 45), UNTRUSTED, 3)
    return scene.labelled(_RECOVERED, Owner.SENDER)


def _background(scene: Scene) -> Label:
    scene.only(FEW)
    for number, day in enumerate(range(scene.dice.randrange(3), DAYS, 3)):
        scene.put(LARGE[number % len(LARGE)], day, "validation-failure", 1)
    return scene.labelled(_NOISE, Owner.UNKNOWN)


def _now_and_then(scene: Scene) -> Label:
    scene.only({GOOGLE: 150, MICROSOFT: 150, NORTHWIND: 150})
    for number, day in enumerate(range(4, 50, 3)):
        for sender in (GOOGLE, MICROSOFT) if number % 2 else (NORTHWIND,):
            scene.put(sender, day, EXPIRED, 3)  # too many sessions in a thousand to be noise
    return scene.labelled(_RECOVERED, _MINE)


def _a_few_each_day(scene: Scene) -> Label:
    scene.only(FEW)
    for day in range(scene.dice.randrange(20, 40), DAYS):
        scene.put(GOOGLE, day, UNTRUSTED, 2)
    return scene.labelled(_ONGOING, Owner.SENDER)


def _beside_noise(scene: Scene) -> Label:
    """Passing failures of the same type at the same host, a week before and after, do not lengthen it."""
    scene.only(FEW)
    start = scene.dice.randrange(20, 30)
    scene.fail(EVERYBODY, range(start, start + 4), EXPIRED, 0.4)
    label = scene.labelled(_RECOVERED, _MINE)
    for day in (start - 8, start + 12):
        scene.put(GOOGLE, day, EXPIRED, 1, How())
    return label


LIMITS: Final[Mapping[str, Callable[[Scene], Label | tuple[Label, ...]]]] = {
    "newest day not all here": _not_all_here,
    "two clean days": _two_clean_days,
    "weekly, heard of 7 days ago": _weekly_and_heard_of,
    "weekly, heard of 8 days ago": _weekly_and_missing,
    "a report of the future": _future,
    "4 failures missed": _just_enough,
    "2.8 failures missed": _just_too_few,
    "senders of 55% returned": _most_returned,
    "senders of 45% returned": _least_returned,
    "left the large sender first": _left_the_large,
    "left the larger a day before": _left_the_larger_a_day_before,
    "fades out": _fades,
    "again after 4 clean days": _four_clean_days,
    "again after 5 clean days": _five_clean_days,
    "again after thin clean days": _five_thin_days,
    "again after 13 silent days": _thirteen_silent_days,
    "again after 15 silent days": _fifteen_silent_days,
    "each week": _each_week,
    "each week, two sessions a day": _each_week_of_little,
    "3 of 150": _three_of_many,
    "4 of 400": _four_of_many,
    "3 of 140": _three_of_few,
    "background": _background,
    "now and then, 1 in 75": _now_and_then,
    "two a day of very many": _a_few_each_day,
    "noise of the same type": _beside_noise,
}
"""What makes an incident of each kind."""
