"""Folders of generated reports, any size: the same bytes for the same seed, however many processes write them."""

import multiprocessing
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.reports import SEED, dice_of, generate, mail_of

PLACE: Final = 1000
"""Files in a subfolder."""

_POOL_PAYS: Final = 4 * PLACE


@dataclass(frozen=True, slots=True)
class Mix:
    """What the files are: each share is of all files, the rest are reports as ``.json.gz``.

    Attributes:
        mails: messages with the report as a gzip part.
        copies: reports that an earlier file holds already.
        broken: gzip files that end too early.
    """

    mails: float = 0.0
    copies: float = 0.0
    broken: float = 0.0


PLAIN: Final = Mix()
LIVED_IN: Final = Mix(mails=0.2, copies=0.01, broken=0.001)
"""A folder that people have put things into for a year."""


def file_of(number: int, seed: int = SEED, mix: Mix = PLAIN) -> tuple[str, bytes]:
    """Return name and content of file ``number``."""
    if mix == PLAIN:
        report = generate(number, seed)
        return f"{report.stem}.json.gz", report.packed
    dice = dice_of(seed, number, salt=1)
    if number and dice.random() < mix.copies:
        report = generate(int(dice.random() * number), seed)
        return f"copy-{number:07}-{report.stem}.json.gz", report.packed
    report = generate(number, seed)
    if dice.random() < mix.broken:
        return f"{report.stem}.json.gz", report.packed[: len(report.packed) // 2]
    if dice.random() < mix.mails:
        return f"{report.stem}.eml", mail_of(report)
    return f"{report.stem}.json.gz", report.packed


def write(
    folder: Path,
    files: int,
    *,
    seed: int = SEED,
    first: int = 0,
    mix: Mix = PLAIN,
    processes: int | None = None,
) -> None:
    """Write files ``first`` to ``first + files`` into ``folder``, a thousand to a subfolder.

    Where ``processes`` does not say how many write at the same time, it is one a core.
    """
    end = first + files
    places = [(max(start, first), min(start + PLACE, end)) for start in range(first // PLACE * PLACE, end, PLACE)]
    work = partial(_write_place, folder, seed=seed, mix=mix)
    count = min(processes or os.cpu_count() or 1, len(places))
    if count < 2 or (processes is None and files < _POOL_PAYS):  # noqa: PLR2004  # one process is no pool
        _do(map(work, places))
        return
    with multiprocessing.get_context("spawn").Pool(count) as pool:
        _do(pool.imap_unordered(work, places, chunksize=4))


def _do(work: Iterable[None]) -> None:
    for _ in work:
        continue


def _write_place(folder: Path, numbers: tuple[int, int], *, seed: int, mix: Mix) -> None:
    place = folder / f"{numbers[0] // PLACE:04}"
    place.mkdir(parents=True, exist_ok=True)
    for number in range(*numbers):
        name, data = file_of(number, seed, mix)
        (place / name).write_bytes(data)
