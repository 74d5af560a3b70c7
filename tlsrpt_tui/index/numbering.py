"""Which rows there are, and the numbers by which they name each other: joining, each report once, files taken out."""

from collections.abc import Mapping, Sequence

import polars as pl

from tlsrpt_tui.index.schema import FRAMES
from tlsrpt_tui.index.states import STATES, PartState

Frames = dict[str, pl.DataFrame]
"""The tables by name, without their dictionaries."""

_REFERENCES = {
    "reports": {"file": "files"},
    "policies": {"report": "reports", "rival": "rivals"},
    "failures": {"policy": "policies", "report": "reports"},
    "files": {},
    "parts": {"file": "files", "report": "reports"},
    "notes": {"report": "reports"},
}
"""The columns of each table that are numbers of rows, and of which table."""

_CONFLICT_KEY = ("organization", "report_id", "start", "end")


def joined(pieces: Sequence[Frames]) -> Frames:
    """Return the rows of all pieces, one behind the other; the numbers of each count from 0 within it."""
    shifted: dict[str, list[pl.DataFrame]] = {name: [] for name in FRAMES}
    offsets = dict.fromkeys((*FRAMES, "rivals"), 0)
    for piece in pieces:
        for name, frame in piece.items():
            shifts = {column: offsets[of] for column, of in _REFERENCES[name].items() if offsets[of]}
            moved = [(frame[column] + shift).cast(pl.UInt32).alias(column) for column, shift in shifts.items()]
            shifted[name].append(frame.with_columns(*moved) if moved else frame)
        for name, frame in piece.items():
            offsets[name] += len(frame)
        last = piece["policies"]["rival"].max()
        offsets["rivals"] += max(len(piece["policies"]), last + 1 if isinstance(last, int) else 0)
    return {
        name: pl.concat(frames, rechunk=len(frames) > 1) if frames else pl.DataFrame(schema=FRAMES[name])
        for name, frames in shifted.items()
    }


def in_order(frames: Frames) -> Frames:
    """Return the tables with their files sorted by ``order``, and all else in the order of the files."""
    files = frames["files"]
    if "order" not in files.columns or files["order"].is_sorted():
        return frames | {"files": files.select(*FRAMES["files"])}
    places = _places_after(files["order"])
    reports = frames["reports"].with_columns(file=places.gather(frames["reports"]["file"]))
    numbers = _places_after(reports["file"])
    policies = frames["policies"].with_columns(report=numbers.gather(frames["policies"]["report"]))
    of_policies = _places_after(policies["report"])
    failures, parts, notes = frames["failures"], frames["parts"], frames["notes"]
    failures = failures.with_columns(
        policy=of_policies.gather(failures["policy"]), report=numbers.gather(failures["report"])
    )
    parts = parts.with_columns(file=places.gather(parts["file"]), report=numbers.gather(parts["report"]))
    return {
        "reports": reports.sort("file", maintain_order=True),
        "policies": policies.sort("report", maintain_order=True),
        "failures": failures.sort("policy", maintain_order=True),
        "files": files.sort("order", maintain_order=True).select(*FRAMES["files"]),
        "parts": parts.sort("file", maintain_order=True),
        "notes": notes.with_columns(report=numbers.gather(notes["report"])).sort("report", maintain_order=True),
    }


def _places_after(key: pl.Series) -> pl.Series:
    """Return where each row comes to be when rows are sorted by ``key``."""
    order = pl.DataFrame({"key": key}).with_row_index("row").sort("key", maintain_order=True)["row"]
    places = pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(key))
    return places.scatter(order, pl.int_range(len(key), dtype=pl.UInt32, eager=True))


def each_once(frames: Frames) -> Frames:
    """Return the tables with each report once: content that is there already makes a part a duplicate."""
    reports = frames["reports"]
    if reports["digest_high"].n_unique() < len(reports):
        digests = reports.select("digest_high", "digest_low", number=pl.int_range(pl.len(), dtype=pl.UInt32))
        first = digests.select(pl.col("number").first().over("digest_high", "digest_low"))["number"]
        again = first != digests["number"]
        if again.any():
            frames = _without_repeated(frames, first, ~again)
    return frames | {"reports": frames["reports"].with_columns(conflict=_conflicts(frames["reports"]))}


def _without_repeated(frames: Frames, first: pl.Series, kept: pl.Series) -> Frames:
    parts = frames["parts"]
    repeats = ~kept.gather(parts["report"])
    state = pl.when(repeats.fill_null(value=False)).then(STATES.index(PartState.DUPLICATE)).otherwise(pl.col("state"))
    parts = parts.with_columns(state=state.cast(pl.UInt8), report=first.gather(parts["report"]))
    return _with_reports(frames | {"parts": parts}, kept)


def _with_reports(frames: Frames, kept: pl.Series) -> Frames:
    """Return the tables with the reports that are ``kept``; parts and notes of others are gone as well."""
    numbers = _numbers(kept)
    held = {name: kept.gather(frames[name]["report"]) for name in ("policies", "failures", "parts", "notes")}
    of_policies = _numbers(held["policies"])
    made = {
        "reports": frames["reports"].filter(kept),
        "files": frames["files"],
        **{name: frames[name].filter(mask.fill_null(value=True)) for name, mask in held.items()},
    }
    for name in held:
        made[name] = made[name].with_columns(report=numbers.gather(made[name]["report"]))
    made["failures"] = made["failures"].with_columns(policy=of_policies.gather(made["failures"]["policy"]))
    return made


def _numbers(kept: pl.Series) -> pl.Series:
    """Return the numbers that rows have once only those are left that are kept."""
    return (kept.cast(pl.UInt32).cum_sum() - 1).cast(pl.UInt32)


def _conflicts(reports: pl.DataFrame) -> pl.Series:
    """Return for each report the first of those that contradict it, null where none does.

    They have organization, report id, start and end in common; without an id there is nothing to compare.
    """
    none = pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(reports))
    ids = reports["report_id"]
    if ids.n_unique() == len(ids):
        return none
    alike = reports.select(*_CONFLICT_KEY, number=pl.int_range(pl.len(), dtype=pl.UInt32))
    alike = alike.filter(ids.is_duplicated() & (ids != ""))
    first = pl.col("number").first().over(_CONFLICT_KEY)
    alike = alike.with_columns(first=first, versions=pl.len().over(_CONFLICT_KEY)).filter(pl.col("versions") > 1)
    return none.scatter(alike["number"], alike["first"]) if len(alike) else none


def without_files(frames: Mapping[str, pl.DataFrame], gone: pl.Series) -> Frames:
    """Return the tables without the files whose numbers are ``gone``, and without all that was read from them."""
    kept = pl.Series([True]).new_from_index(0, len(frames["files"])).scatter(gone, False)  # noqa: FBT003  # the value
    parts = frames["parts"]
    left = dict(frames) | {"parts": parts.filter(kept.gather(parts["file"]))}
    left = _with_reports(left, kept.gather(frames["reports"]["file"]))
    numbers = _numbers(kept)
    for name in ("reports", "parts"):
        left[name] = left[name].with_columns(file=numbers.gather(left[name]["file"]))
    left["files"] = left["files"].filter(kept)
    return left
