"""``read_json`` with a schema, run by the Python of DuckDB's own environment: figures as JSON."""

import hashlib
import json
import sys
import time

import duckdb  # type: ignore[import-not-found,unused-ignore]  # lives in an environment of its own

_COLUMNS = """{
  'organization-name': 'VARCHAR', 'contact-info': 'VARCHAR', 'report-id': 'VARCHAR',
  'date-range': 'STRUCT("start-datetime" VARCHAR, "end-datetime" VARCHAR)',
  'policies': 'STRUCT(
    "policy" STRUCT("policy-type" VARCHAR, "policy-string" VARCHAR[], "policy-domain" VARCHAR, "mx-host" JSON),
    "summary" STRUCT("total-successful-session-count" BIGINT, "total-failure-session-count" BIGINT),
    "failure-details" STRUCT("result-type" VARCHAR, "sending-mta-ip" VARCHAR, "receiving-ip" VARCHAR,
      "receiving-mx-hostname" VARCHAR, "failed-session-count" BIGINT, "failure-reason-code" VARCHAR)[])[]'
}"""
_LARGEST = 1 << 20
"""Bytes of a document; what is left out reserves room for sixteen times as many, and takes half as long again."""

_HOW = f"format = 'unstructured', maximum_object_size = {_LARGEST}, columns = {_COLUMNS}"
_READ = f"CREATE TABLE reports AS SELECT * FROM read_json(?, {_HOW})"  # noqa: S608  # a constant
_SUMS = """
SELECT sum(policy.summary."total-successful-session-count"), sum(policy.summary."total-failure-session-count")
FROM reports, unnest(policies) AS one(policy)
"""


def main(folders: list[str]) -> None:
    """Read every ``.json.gz`` below the folders and print what was found, and how long reading took."""
    database = duckdb.connect()
    start = time.perf_counter()
    database.execute(_READ, [[f"{folder}/**/*.json.gz" for folder in folders]])
    seconds = time.perf_counter() - start
    ids = sorted(value for (value,) in database.execute('SELECT "report-id" FROM reports').fetchall())
    digest = hashlib.sha256()
    for report_id in ids:
        digest.update(report_id.encode() + b"\n")
    successful, failed = map(int, database.execute(_SUMS).fetchone() or (0, 0))
    facts = {"reports": len(ids), "successful": successful, "failed": failed, "ids": digest.hexdigest()[:16]}
    print(json.dumps({"seconds": seconds, "facts": facts}))


if __name__ == "__main__":
    main(sys.argv[1:])
