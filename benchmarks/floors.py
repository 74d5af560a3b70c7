"""What cannot be done faster in one process, and does nothing else: the floors that ours is measured against."""

import email
import email.policy
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from benchmarks.facts import Facts, hash_of

_GZIP: Final = 31
_CHUNK: Final = 1 << 16


def _contents(folder: Path) -> Iterator[bytes]:
    """Yield every file with as few system calls as it takes; no generated file is longer than one read."""
    for place, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(f"{place}/{name}", os.O_RDONLY)
            yield os.read(descriptor, _CHUNK)
            os.close(descriptor)


def read_reports(folder: Path) -> int:
    """Read, inflate and parse every ``.json.gz``; return how many there were."""
    done = 0
    for data in _contents(folder):
        orjson.loads(zlib.decompress(data, _GZIP))
        done += 1
    return done


def read_mails(folder: Path) -> int:
    """Read every message and parse it as the standard library does fastest; return how many there were."""
    done = 0
    for data in _contents(folder):
        email.message_from_bytes(data, policy=email.policy.compat32)
        done += 1
    return done


@dataclass(frozen=True, slots=True)
class Said:
    """What one report says; ``null_details`` where a policy has null for its failure-details."""

    successful: int
    failed: int
    null_details: bool


def reports_in(folder: Path) -> dict[str, Said]:
    """Return what each report says, by its id, by the plainest reading there is."""
    said = {}
    for data in _contents(folder):
        report = orjson.loads(zlib.decompress(data, _GZIP))
        policies = report["policies"]
        said[report["report-id"]] = Said(
            sum(policy["summary"]["total-successful-session-count"] for policy in policies),
            sum(policy["summary"]["total-failure-session-count"] for policy in policies),
            any("failure-details" in policy and policy["failure-details"] is None for policy in policies),
        )
    return said


def facts_of(folder: Path) -> Facts:
    """Return what all reports say, in sum."""
    said = reports_in(folder)
    return Facts(
        len(said), sum(one.successful for one in said.values()), sum(one.failed for one in said.values()), hash_of(said)
    )
