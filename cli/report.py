"""What an inspection found, for a program and for a person."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from cli.inspection import Outcome
from cli.terminal import counted, say, say_fields
from lambdas.core import metric

TOLD = 20
"""Log files of one kind, for a person; a program is told all of them."""


def as_json(outcome: Outcome) -> dict[str, Any]:
    counts = outcome.counts
    return {
        "log_files": outcome.log_files,
        "records": {
            "read": counts[metric.RECORDS_READ],
            "delivered": counts[metric.RECORDS_DELIVERED],
            "filtered": counts[metric.RECORDS_FILTERED],
            "quarantined": counts[metric.RECORDS_QUARANTINED],
        },
        "quarantined_by_reason": dict(outcome.quarantined),
        "rejected_files": outcome.rejected,
        "unread_files": outcome.failed,
        "requests": counts[metric.REQUESTS],
        "bytes": counts[metric.BYTES_DELIVERED],
        "categories": dict(outcome.categories),
        "odd": dict(outcome.odd),
        "unknown_fields": sorted(outcome.unknown_fields),
        "rules": dict(outcome.matched),
        "restamped": counts[metric.RECORDS_RESTAMPED],
        "trailing_bytes": counts[metric.TRAILING_BYTES],
        "seconds": round(outcome.seconds, 3),
    }


def show(outcome: Outcome) -> None:
    counts = outcome.counts
    read = counts[metric.RECORDS_READ]
    say(f"{counted(read, 'record')} in {counted(outcome.log_files, 'log file')}, {outcome.seconds:.1f} s")
    say_fields(dict(_rows(outcome)))
    _files("Log files that would be rejected:", outcome.rejected)
    _files("Log files that could not be read:", outcome.failed)


def _rows(outcome: Outcome) -> Iterator[tuple[str, str]]:
    counts = outcome.counts
    yield "delivered", f"{counts[metric.RECORDS_DELIVERED]:,}"
    yield "filtered", f"{counts[metric.RECORDS_FILTERED]:,}"
    yield "quarantined", _sum(outcome.quarantined)
    yield "rejected log files", f"{len(outcome.rejected):,}"
    yield "requests", f"{counts[metric.REQUESTS]:,}, {counts[metric.BYTES_DELIVERED]:,} bytes"
    if outcome.categories:
        yield "categories", _each(outcome.categories)
    if outcome.matched:
        yield "rules", _each(outcome.matched)
    if counts[metric.RECORDS_RESTAMPED]:
        yield "restamped", f"{counts[metric.RECORDS_RESTAMPED]:,}, whose own time CloudWatch Logs would not take"
    if outcome.odd:
        yield "odd", _each(outcome.odd)
    if outcome.unknown_fields:
        yield "unknown fields", ", ".join(sorted(outcome.unknown_fields))
    if counts[metric.TRAILING_BYTES]:
        yield "trailing bytes", f"{counts[metric.TRAILING_BYTES]:,}, after the gzip member: no digest covers them"


def _sum(by_name: Mapping[str, int]) -> str:
    total = sum(by_name.values())
    return f"{total:,}: {_each(by_name)}" if total else "0"


def _each(by_name: Mapping[str, int]) -> str:
    largest_first = sorted(by_name.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count:,}" for name, count in largest_first)


def _files(heading: str, reasons: Mapping[str, str]) -> None:
    if not reasons:
        return
    say(heading)
    for label, reason in islice(reasons.items(), TOLD):
        say_fields({"": label}, indent=0)
        say_fields({"": reason}, indent=2)
    if len(reasons) > TOLD:
        say(f"  and {len(reasons) - TOLD:,} more, which --json names")
