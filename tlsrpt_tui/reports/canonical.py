"""JSON written in one way only, so that equal documents have equal bytes and one digest."""

import json
from hashlib import blake2b

import orjson

from tlsrpt_tui.errors import OverBound

TOO_DEEP = "JSON is nested too deeply"
"""What is said of a document deeper than can be read or written."""

_DIGEST_BYTES = 16


def canonical_json(value: object) -> bytes:
    """Return the one way to write ``value`` as JSON: keys sorted, no spaces.

    Raises:
        RecursionError: it nests deeper than can be written.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # half a surrogate pair, or deeper than orjson writes
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def json_text(value: object) -> str:
    """Return ``value`` as JSON in one line, not sanitised."""
    if isinstance(value, float):  # orjson writes null for NaN and Infinity
        return json.dumps(value)
    return canonical_json(value).decode()


def digest_of(parsed: object) -> bytes:
    """Return 16 bytes over the canonical JSON of a document, equal for equal content however it was written.

    Raises:
        OverBound: it nests deeper than can be written.
    """
    try:
        return blake2b(canonical_json(parsed), digest_size=_DIGEST_BYTES).digest()
    except RecursionError:
        raise OverBound(TOO_DEEP) from None
