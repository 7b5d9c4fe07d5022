"""Writes what the documents say of the code: tables between <!-- NAME: … --> and <!-- /NAME -->.

With --check, only says whether the documents have them as the code is. The prose around a table is written by hand.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec.inspect import Field, StructType, type_info

from lambdas.core.metric import METRICS
from stacks.config import KEY, Config, InvalidConfig, allowed, load

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ".venv/bin/python -m tools.document"

MEANINGS = {
    "account": "the account that the stacks are deployed to",
    "region": "the Region that the stacks are deployed to: the trail's home Region",
    "trail.name": "the trail's name, and the beginning of the aliases of the keys",
    "trail.key_prefix": "what the keys of log files and digests begin with, before `AWSLogs/`",
    "trail.multi_region": "whether the trail records the calls of all Regions, or only of its home Region",
    "trail.global_service_events": "whether the trail records the calls of global services, such as IAM",
    "trail.log_file_validation": "whether CloudTrail writes signed digests of the log files",
    "archive.bucket_name": "the bucket of log files and digests; by default `trailkeeper-archive-ACCOUNT-REGION`",
    "destination.log_group_name": "the log group that records are delivered to",
    "destination.retention_days": "how long CloudWatch Logs keeps the records",
    "delivery.batch_size": "how many messages one invocation of `deliver` takes at the most",
    "delivery.batching_window_seconds": "how long Lambda waits for that many messages",
    "delivery.max_receive_count": "how often a message is tried before it goes to the dead letters",
    "delivery.memory_mb": "the memory of `deliver`",
    "delivery.timeout_seconds": "how long an invocation of `deliver` may take",
    "delivery.maximum_concurrency": "how many invocations the queue may cause at once; null is Lambda's own limit",
    "delivery.reserved_concurrency": "how many invocations are set aside for `deliver` in the account; null is none",
    "delivery.out_of_range": "what becomes of a record whose time CloudWatch Logs does not take: delivered under"
    " the time of its delivery, or quarantined",
    "delivery.fetch_concurrency": "how many log files `deliver` fetches at once",
    "delivery.fetched_limit_mib": "how many MiB of log files, still compressed, `deliver` holds at once",
    "delivery.waiting_limit_mib": "how many MiB of log events wait in `deliver` for a request at once",
    "quarantine.bucket_name": "the bucket of what is quarantined; by default `trailkeeper-quarantine-ACCOUNT-REGION`",
    "quarantine.retention_days": "how long what is quarantined is kept",
    "ledger.retention_days": "how long the ledger keeps the receipt of a log file, counted from its first claim",
    "tags": "the tags of every resource",
}

REFUSED: tuple[dict[str, object], ...] = (
    {"delivery": {"batch_sise": 50}},
    {"delivery": {"batch_size": 20_000}},
    {"delivery": {"batch_size": 50, "batching_window_seconds": 0}},
    {"delivery": {"maximum_concurrency": 20, "reserved_concurrency": 10}},
    {"delivery": {"memory_mb": 256}},
    {"trail": {"global_service_events": False}},
    {"account": "111122223333"},
    {"archive": {"bucket_name": "audit-1"}, "quarantine": {"bucket_name": "audit-1"}},
)


class Undocumented(Exception):  # noqa: N818  (it is a verdict on a document)
    """A document without the place for its table, or an example that is no longer one."""


def keys() -> str:
    config = type_info(Config)
    assert isinstance(config, StructType)  # noqa: S101
    rows = [(f"`{path}`", MEANINGS[path], f"`{default(field)}`", allowed(field.type)) for path, field in leaves(config)]
    return table(("key", "what it is", "default", "allowed"), rows)


def leaves(group: StructType, path: str = "") -> Iterator[tuple[str, Field]]:
    """Every key that is no group of keys, with its path."""
    for field in group.fields:
        if isinstance(field.type, StructType):
            yield from leaves(field.type, f"{path}{field.name}.")
        else:
            yield path + field.name, field


def default(field: Field) -> str:
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return json.dumps(value)


def refused() -> str:
    rows = [(f"`{json.dumps(context)}`", f"`{refusal(context)}`") for context in REFUSED]
    return table((f"value of `{KEY}`", "what `make synth` says"), rows)


def refusal(context: Mapping[str, object]) -> str:
    """Raises Undocumented when the context is allowed."""
    try:
        load(context)
    except InvalidConfig as error:
        return str(error)
    raise Undocumented(f"{json.dumps(context)} is not refused any more")


def metrics() -> str:
    rows = [(f"`{metric.name}`", metric.unit, metric.meaning) for metric in METRICS]
    return table(("metric", "unit", "what it counts"), rows)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


TABLES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "docs/configuration.md": {"keys": keys, "refused": refused},
    "docs/flow.md": {"metrics": metrics},
}


def written(document: str) -> str:
    """The document with its tables as the code is. Raises Undocumented when it has no place for one of them."""
    text = (ROOT / document).read_text()
    for name, rows in TABLES[document].items():
        begin, end = f"<!-- {name}: {COMMAND} -->\n", f"<!-- /{name} -->\n"
        before, begun, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not begun or not ended:
            raise Undocumented(f"{document}: no {begin.strip()} … {end.strip()}")
        text = f"{before}{begin}{rows()}{end}{after}"
    return text


def main() -> None:
    stale = [document for document in TABLES if written(document) != (ROOT / document).read_text()]
    if sys.argv[1:] == ["--check"]:
        if stale:
            sys.exit(f"{', '.join(stale)}: not what the code says; run: {COMMAND}")
        return
    for document in stale:
        (ROOT / document).write_text(written(document))


if __name__ == "__main__":
    main()
