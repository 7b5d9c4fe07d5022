"""Writes what the documents say of the code: tables between <!-- NAME: … --> and <!-- /NAME -->.

With --check, only says whether the documents have them as the code is. The prose around a table is written by hand.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec.inspect import Field, StructType, VarTupleType, type_info

from lambdas.core.finding import CODES
from lambdas.core.metric import METRICS, VERIFICATION_METRICS
from stacks.config import KEY, Config, InvalidConfig, allowed, load, preset
from stacks.config.load import present
from stacks.name import At, own_resources
from stacks.selector import as_cloudformation

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ".venv/bin/python -m tools.document"

MEANINGS = {
    "account": "the account that the stacks are deployed to; of an organization the log-archive account",
    "region": "the Region that the stacks are deployed to: the trail's home Region",
    "organization": "the organization whose accounts the trail records; null is one account",
    "organization.id": "its id",
    "organization.management_account": "its management account, which owns the trail",
    "organization.delegated_administrators": "the accounts that are delegated administrators for CloudTrail",
    "ingestion": "how records get into CloudWatch Logs, see [ingestion.md](ingestion.md)",
    "ingestion_beside": "further ways beside it",
    "trail.name": "the trail's name, and the beginning of the aliases of the keys",
    "trail.arn": "a trail that exists, which is adopted: it is not made, and not changed",
    "trail.former_arns": "trails that wrote to the archive before, as one with another name: they may still write",
    "trail.key_prefix": "what the keys of log files and digests begin with, before `AWSLogs/`",
    "trail.former_key_prefixes": "the prefixes that the trail had before; log files below them are still delivered",
    "trail.multi_region": "whether the trail records the calls of all Regions, or only of its home Region",
    "trail.global_service_events": "whether the trail records the calls of global services, such as IAM",
    "trail.log_file_validation": "whether CloudTrail writes signed digests of the log files",
    "trail.logging": "whether the trail records at all",
    "trail.recursive_logging": "whether the trail records what CloudTrail does to deliver to S3 and CloudWatch Logs",
    "trail.selectors.presets": "what the trail logs, by name, see [Selectors](#selectors); null is `management`, where"
    " the selectors beside it do not say which management events",
    "trail.selectors.advanced": "advanced event selectors, in AWS's own JSON",
    "trail.selectors.basic": "basic event selectors, in AWS's own JSON, instead of presets and advanced ones",
    "trail.insights": "what CloudTrail looks for unusual rates of, in AWS's own JSON",
    "trail.aggregation": "how CloudTrail adds data events up, every five minutes",
    "archive.bucket_name": "the bucket of log files and digests; by default `trailkeeper-archive-ACCOUNT-REGION`",
    "archive.bucket_arn": "a bucket that exists, which is adopted",
    "archive.bucket_account": "the account that owns the adopted bucket, where it is another one",
    "archive.key_arn": "a KMS key that exists, for the log files and digests, which is adopted",
    "archive.access_logs": "whether S3 logs who reads archive and quarantine, in a bucket of its own",
    "archive.object_lock": "how S3 locks each log file; null is not at all",
    "archive.object_lock.mode": "who may delete a locked log file: with `GOVERNANCE` whom IAM lets, with `COMPLIANCE`"
    " nobody",
    "archive.object_lock.days": "how long a log file is locked",
    "archive.tiers": "the cheaper storage classes that log files move to, in this order",
    "archive.tiers[].storage_class": "the storage class",
    "archive.tiers[].after_days": "how old a log file is when it moves there",
    "archive.expire_days": "after how many days S3 hides a log file behind a delete marker, and after as many again"
    " deletes it; null is never",
    "archive.other_trails": "the ARNs of trails of other accounts that write to the archive too, and tell the same"
    " topic",
    "archive.legacy_principals": "whether those accounts may write that CloudTrail wrote as, one a Region, before it"
    " had a service principal",
    "notification.topic_arn": "a topic that exists, to which the trail tells its log files, which is adopted",
    "destination.log_group_name": "the log group that records are delivered to",
    "destination.retention_days": "how long CloudWatch Logs keeps the records",
    "destination.log_class": "the class of the log group: `INFREQUENT_ACCESS` costs half, and has no metric filters, no"
    " subscription filters and no live tail",
    "native.log_group_name": "the log group of the trail's own link to CloudWatch Logs",
    "native.retention_days": "how long CloudWatch Logs keeps the records there",
    "direct.retention_days": "how long CloudWatch Logs keeps the records of direct ingestion",
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
    "ledger.table_name": "the table of the receipts",
    "ledger.retention_days": "how long the ledger keeps the receipt of a log file, counted from its first claim",
    "verification.table_name": "the table of what was verified and found",
    "verification.log_group_name": "the log group of the findings",
    "verification.retention_days": "how long CloudWatch Logs keeps the findings",
    "verification.horizon_days": "how far back `verify` looks for receipts; less than the ledger keeps them, and"
    " never as far as `archive.expire_days`",
    "verification.covers_from": "from when on each log file has to have a receipt; by default from when the delivery"
    " queue was made. An earlier time, as after a replay, has `verify` put older log files on the queue",
    "verification.requeue_limit": "how many log files without a receipt an invocation of `verify` puts on the delivery"
    " queue once more",
    "watch.regions": "the Regions whose trail `watch` looks at; by default all that are enabled in the account",
    "watch.closed_accounts": "accounts that are closed or have left: none of them is stale, and their findings are not"
    " counted",
    "watch.channels": "channels of CloudTrail Lake that `watch` looks at",
    "watch.event_data_stores": "event data stores of CloudTrail Lake, whose imports `watch` looks at",
    "rules.evaluated_by": "where security rules are evaluated, see [rules.md](rules.md)",
    "rules.off": "rules that are left out, by name",
    "rules.own": "the deployment's own rules",
    "rules.own[].name": "its name",
    "rules.own[].title": "what it means when a record matches, in a line",
    "rules.own[].pattern": "a filter pattern of CloudWatch Logs for JSON",
    "rules.quiet_minutes": "how long after a notice the same rule and actor make no other",
    "alarm.emails": "who gets a mail about a key of the deployment that is disabled or is to be deleted, or about a"
    " finding that is critical or high",
    "tags": "the tags of every resource",
}

PLACE: dict[str, object] = {"account": "111122223333", "region": "eu-central-1"}
REFUSED: tuple[dict[str, object], ...] = (
    {"delivery": {"batch_sise": 50}},
    {"delivery": {"batch_size": 20_000}},
    {"delivery": {"batch_size": 50, "batching_window_seconds": 0}},
    {"delivery": {"maximum_concurrency": 20, "reserved_concurrency": 10}},
    {"delivery": {"memory_mb": 256}},
    {"trail": {"global_service_events": False}},
    {"trail": {"key_prefix": "audit", "former_key_prefixes": ["audit"]}},
    {"trail": {"aggregation": ["API_ACTIVITY"]}},
    {"account": "111122223333"},
    {"organization": {"id": "o-exampleorgid", "management_account": "444455556666"}},
    {"archive": {"bucket_name": "audit-1"}, "quarantine": {"bucket_name": "audit-1"}},
    {"verification": {"horizon_days": 400}},
    {"archive": {"object_lock": {"days": 365}, "expire_days": 365}},
    {**PLACE, "archive": {"bucket_arn": "arn:aws:s3:::audit-1", "expire_days": 400}},
    {**PLACE, "notification": {"topic_arn": "arn:aws:sns:us-east-1:111122223333:trail"}},
    {"ingestion": "native", "ingestion_beside": ["native"]},
)


class Undocumented(Exception):  # noqa: N818  (it is a verdict on a document)
    """A document without the place for its table, or an example that is no longer one."""


def keys() -> str:
    config = type_info(Config)
    assert isinstance(config, StructType)  # noqa: S101
    rows = [(f"`{path}`", MEANINGS[path], default(field), allowed(field.type)) for path, field in leaves(config)]
    return table(("key", "what it is", "default", "allowed"), rows)


def leaves(group: StructType, path: str = "") -> Iterator[tuple[str, Field]]:
    """Every key with its path, but for groups that are always there; AWS's own JSON is AWS's to document."""
    for field in group.fields:
        kind, at = present(field.type), path + field.encode_name
        if not isinstance(field.type, StructType):
            yield at, field
        if isinstance(kind, VarTupleType):
            kind, at = present(kind.item_type), f"{at}[]"
        if isinstance(kind, StructType) and not of_aws(kind):
            yield from leaves(kind, f"{at}.")


def of_aws(kind: StructType) -> bool:
    return any(field.encode_name != field.name for field in kind.fields)


def default(field: Field) -> str:
    if field.required:
        return "needed"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return f"`{json.dumps(value)}`"


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


def presets() -> str:
    """Of each what it stands for; a modifier is of no use by itself."""
    names = {each: each.replace("SERVICE", "secretsmanager") for each in preset.NAMES}
    together = {name: (["management"] if name in preset.MODIFIERS else []) + [used] for name, used in names.items()}
    rows = [
        (f"`{name}`", ", ".join(f"`{json.dumps(each)}`" for each in as_cloudformation(preset.expand(used))))
        for name, used in together.items()
    ]
    return table(("preset", "what it stands for"), rows)


def own() -> str:
    """What the trail's data events leave out, for an example account."""
    guarded = own_resources(At("aws", "ACCOUNT", "REGION"), Config())
    rows = [(f"`{kind}`", ", ".join(f"`{arn}`" for arn in arns)) for kind, arns in guarded.items()]
    return table(("resources.type", "ARNs; one that ends in a slash is what they begin with"), rows)


def metrics() -> str:
    rows = [(f"`{metric.name}`", metric.unit, metric.meaning) for metric in (*METRICS, *VERIFICATION_METRICS)]
    return table(("metric", "unit", "what it counts"), rows)


def findings() -> str:
    rows = [(f"`{code.name}`", code.severity, code.effect, code.what, code.todo) for code in CODES]
    return table(("code", "severity", "effect", "what", "what to do"), rows)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


TABLES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "docs/configuration.md": {"keys": keys, "presets": presets, "own": own, "refused": refused},
    "docs/evidence.md": {"findings": findings},
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
