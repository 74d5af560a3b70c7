"""A second process that writes to the cache: ``cache_process.py FOLDER HOW ...``, steered through its streams."""

import os
import resource
import stat
import sys
from pathlib import Path

from tests.index.stored import KEY, tables
from tlsrpt_tui.index.cache import Cache

ROOM = 10**9


def tell(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def pausing(cache):
    """Write an index of 7 reports where there is one; between its last byte and its name, wait for a line."""
    flush = os.fsync

    def fsync(descriptor):
        flush(descriptor)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            tell("written")
            sys.stdin.readline()

    os.fsync = fsync
    tell(cache.write(KEY, tables(7)) or "kept")


def repeating(cache, rows, times):
    """Write an index again and again."""
    made = tables(int(rows))
    tell("ready")
    sys.stdin.readline()
    for _ in range(int(times)):
        said = cache.write(KEY, made)
        if said:
            tell(said)
    tell("done")


def limited(cache, largest):
    """Write an index where no file may be larger than some bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
    tell(cache.write(KEY, tables(500)))


if __name__ == "__main__":
    where, how, *rest = sys.argv[1:]
    {"pausing": pausing, "repeating": repeating, "limited": limited}[how](Cache(Path(where), limit=ROOM), *rest)
