"""The rules on keys of different groups, as a table: each names the key that has to change, and what is expected."""

from collections.abc import Callable, Iterator

from stacks.config import security
from stacks.config.config import Config
from stacks.config.ingestion import Path

Problem = str
"""PATH: expected …, got …, with the path below the context key."""

DIRECT_CATEGORIES = ("Management", "Data")
"""What direct ingestion takes; network activity goes through a trail only."""
FUNCTION_LOGS = tuple(f"/aws/lambda/trailkeeper-{function}" for function in ("deliver", "setup", "verify", "watch"))
OF_ANY_REGION = ("archive.other_trails", "trail.former_arns")
PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def partition_of(region: str) -> str:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (2026-04-13)."""
    return next((name for beginning, name in PARTITIONS.items() if region.startswith(beginning)), "aws")


def problems(config: Config) -> Iterator[Problem]:
    """All that the rules find, the first to be told first."""
    for rule in RULES:
        yield from rule(config)


def _place(config: Config) -> Iterator[Problem]:
    if bool(config.account) != bool(config.region):
        missing = "region" if config.account else "account"
        yield f'{missing}: expected a value where the other of account and region has one, got ""'
    adopted = [path for path, arn in _adopted(config) if arn]
    for needs in (["organization"] if config.organization else []) + adopted:
        if not config.account:
            yield f'account: expected a value where {needs} has one, got ""'


def _adopted(config: Config) -> list[tuple[str, str]]:
    return [
        ("trail.arn", config.trail.arn),
        ("archive.bucket_arn", config.archive.bucket_arn),
        ("archive.key_arn", config.archive.key_arn),
        ("notification.topic_arn", config.notification.topic_arn),
        *((f"trail.former_arns[{place}]", arn) for place, arn in enumerate(config.trail.former_arns)),
        *((f"archive.other_trails[{place}]", arn) for place, arn in enumerate(config.archive.other_trails)),
    ]


def _watched(config: Config) -> list[tuple[str, str]]:
    lists = {"channels": config.watch.channels, "event_data_stores": config.watch.event_data_stores}
    return [(f"watch.{path}[{place}]", arn) for path, arns in lists.items() for place, arn in enumerate(arns)]


def _used(config: Config) -> Iterator[Problem]:
    """What would be configured and do nothing, or something else than was meant."""
    if config.notification.topic_arn and Path.PIPELINE not in config.paths:
        yield f'notification.topic_arn: expected "" without the pipeline, got "{config.notification.topic_arn}"'
    if config.archive.legacy_principals and not config.region:
        yield 'region: expected a value where archive.legacy_principals is true, got ""'


def _once(config: Config) -> Iterator[Problem]:
    lists = {
        "archive.other_trails": config.archive.other_trails,
        "trail.former_arns": config.trail.former_arns,
        "trail.former_key_prefixes": config.trail.former_key_prefixes,
        "alarm.emails": config.alarm.emails,
        "rules.off": config.rules.off,
        "watch.regions": config.watch.regions,
        "watch.closed_accounts": config.watch.closed_accounts,
        "watch.channels": config.watch.channels,
        "watch.event_data_stores": config.watch.event_data_stores,
    }
    for path, values in lists.items():
        for place, value in enumerate(values):
            if value in values[:place]:
                yield f'{path}[{place}]: expected each once, got "{value}" again'


def _partition(config: Config) -> Iterator[Problem]:
    expected = partition_of(config.region)
    for path, arn in [*_adopted(config), *_watched(config)]:
        if arn and arn.split(":")[1] != expected:
            yield f'{path}: expected an ARN of the partition {expected}, got "{arn}"'


def _region(config: Config) -> Iterator[Problem]:
    """The trail's home, its topic and its key are where the pipeline is: names and policies say so."""
    for path, arn in _adopted(config):
        region = arn.split(":")[3] if arn else ""
        if region and region != config.region and not path.startswith(OF_ANY_REGION):
            yield f'{path}: expected an ARN of the Region {config.region}, got "{arn}"'


def _adopted_trail(config: Config) -> Iterator[Problem]:
    trail = config.trail
    if not trail.arn:
        return
    owner = config.organization.management_account if config.organization else config.account
    if trail.arn.split(":")[4] != owner:
        yield f'trail.arn: expected a trail of the account {owner}, got "{trail.arn}"'
    if not config.archive.bucket_arn:
        yield 'archive.bucket_arn: expected the ARN of the bucket of trail.arn, got ""'
    if Path.NATIVE in config.paths:
        yield "ingestion: expected not native where trail.arn has a value: its owner links the trail to CloudWatch Logs"
    own = type(trail)(
        arn=trail.arn,
        former_arns=trail.former_arns,
        key_prefix=trail.key_prefix,
        former_key_prefixes=trail.former_key_prefixes,
    )
    for key in trail.__struct_fields__:
        if getattr(trail, key) != getattr(own, key):
            yield f"trail.{key}: expected none where trail.arn has a value: an adopted trail is not changed"


def _other_trails(config: Config) -> Iterator[Problem]:
    owner = config.organization.management_account if config.organization else config.account
    for place, arn in enumerate(config.archive.other_trails):
        if not arn or arn.split(":")[4] in {config.account, owner}:
            yield f'archive.other_trails[{place}]: expected the ARN of a trail of another account, got "{arn}"'


def _buckets(config: Config) -> Iterator[Problem]:
    """Three buckets: a name that is not given is the deployment's own."""
    own = {purpose: f"trailkeeper-{purpose}-{config.account}-{config.region}" for purpose in ("archive", "quarantine")}
    access_logs = f"trailkeeper-access-logs-{config.account}-{config.region}"
    told = "archive.bucket_arn" if config.archive.bucket_arn else "archive.bucket_name"
    archive = config.archive.bucket_name or config.archive.bucket_arn.rpartition(":")[2] or own["archive"]
    quarantine = config.quarantine.bucket_name or own["quarantine"]
    if archive == quarantine and config.quarantine.bucket_name:
        yield f'quarantine.bucket_name: expected another bucket than {told}, got "{quarantine}"'
    elif archive in {quarantine, access_logs}:
        yield f'{told}: expected another bucket than the quarantine and the access logs, got "{archive}"'
    elif quarantine == access_logs:
        yield f'quarantine.bucket_name: expected another bucket than the access logs, got "{quarantine}"'


def _log_groups(config: Config) -> Iterator[Problem]:
    own: dict[str, str] = {}
    for path in ("destination", "native", "verification"):
        group = getattr(config, path).log_group_name
        if group in FUNCTION_LOGS:
            yield f'{path}.log_group_name: expected another log group than that of a function, got "{group}"'
        elif group in own:
            yield f'{path}.log_group_name: expected another log group than {own[group]}.log_group_name, got "{group}"'
        own.setdefault(group, path)


def _verification(config: Config) -> Iterator[Problem]:
    """A log file whose receipt is gone would be taken for one that was never delivered."""
    horizon, kept = config.verification.horizon_days, config.ledger.retention_days
    if horizon >= kept:
        yield f"verification.horizon_days: expected less than ledger.retention_days ({kept}), got {horizon}"
    if config.verification.table_name == config.ledger.table_name:
        told = "expected another table than ledger.table_name"
        yield f'verification.table_name: {told}, got "{config.verification.table_name}"'


def _paths(config: Config) -> Iterator[Problem]:
    for place, path in enumerate(config.ingestion_beside):
        if path in config.paths[: place + 1]:
            yield f'ingestion_beside[{place}]: expected another path than the ones before it, got "{path}"'


def _direct(config: Config) -> Iterator[Problem]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-service-linked-channels.html (2026-04-13).

    Nothing says that it is to be had in other partitions.
    """
    if Path.DIRECT not in config.paths:
        return
    at = "ingestion" if config.ingestion is Path.DIRECT else "ingestion_beside"
    if partition_of(config.region) != "aws":
        yield f'{at}: expected not direct outside of the partition aws, got the Region "{config.region}"'
    if config.trail.selectors.basic:
        yield f"{at}: expected not direct with basic selectors: direct ingestion takes advanced ones"
    elif not any(each.logs(category) for each in config.trail.selectors.all_advanced for category in DIRECT_CATEGORIES):
        yield f"{at}: expected not direct without a selector of {' or '.join(DIRECT_CATEGORIES)} events"


def _prefixes(config: Config) -> Iterator[Problem]:
    for place, prefix in enumerate(config.trail.former_key_prefixes):
        if prefix == config.trail.key_prefix:
            yield f'trail.former_key_prefixes[{place}]: expected another prefix than key_prefix, got "{prefix}"'


RULES: tuple[Callable[[Config], Iterator[Problem]], ...] = (
    _place,
    _used,
    _once,
    _partition,
    _region,
    _adopted_trail,
    _other_trails,
    _buckets,
    _log_groups,
    _verification,
    _paths,
    _prefixes,
    _direct,
    security.patterns,
    security.rule_names,
    security.filters,
)
