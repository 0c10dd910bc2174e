"""Reads rows of comma-separated values beside the trace that they are of.

Every record must be there once, in its order, and no cell may be one that a spreadsheet would run.
Usage: csv_rows.py FILE...; the trace of each stands beside it, with the ending .jsonl.
"""

import csv
import json
import sys

FORMULAS = tuple("=+-@\t\r＝＋－＠")


def mistakes(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    with open(path.removesuffix(".csv") + ".jsonl", encoding="utf-8") as file:
        records = [json.loads(line) for line in file][1:-1]
    if len(rows) != len(records):
        yield f"{len(rows)} rows of {len(records)} records"
    for row, record in zip(rows, records):
        if any(cell.startswith(FORMULAS) for cell in row.values()):
            yield f"row {row['seq']}: a formula"
        cause = "" if record["cause"] is None else str(record["cause"])
        if (row["seq"], row["at_ns"], row["cause"]) != (str(record["seq"]), str(record["at_ns"]), cause):
            yield f"row {row['seq']} is not of record {record['seq']}"
        event = {k: v for k, v in record.items() if k not in ("seq", "at_ns", "cause", "conversation")}
        if json.loads(row["details"]) != event or row["event"] != event["event"]:
            yield f"row {row['seq']}: other details than the record"
        if None in row or None in row.values():
            yield f"row {row['seq']}: more or fewer cells than titles"


def main():
    failed = False
    for path in sys.argv[1:]:
        for mistake in list(mistakes(path))[:5]:
            print(f"{path}: {mistake}", file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
