"""The typed configuration of a deployment: the context key `trailkeeper` of cdk.json, and what each of its keys allows.

Every key has a default, so that {} is a whole configuration. A rule on one key is its type; a rule on two keys is the
__post_init__ of the group that has both.
"""

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec.inspect import Metadata, StructType, Type, UnionType, type_info

from lambdas.core.window import OutOfRange
from stacks.config_type import (
    Account,
    BucketName,
    KeyPrefix,
    LogGroupName,
    OutOfRangeChoice,
    Region,
    RetentionDays,
    Switch,
    Tags,
    TrailName,
    whole,
)

KEY = "trailkeeper"


class InvalidConfig(Exception):  # noqa: N818  (it is a verdict on cdk.json, told to a person in its one line)
    """A value of cdk.json that is not allowed; the message names its path and what is allowed."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every group below has in common: it cannot change, and it refuses a key that it does not know."""


class TrailConfig(Group, frozen=True):
    name: TrailName = "trailkeeper"
    key_prefix: KeyPrefix = ""
    multi_region: Switch = True
    global_service_events: Switch = True
    log_file_validation: Switch = True

    def __post_init__(self) -> None:
        # https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html (2026-11-23)
        if self.multi_region and not self.global_service_events:
            raise ValueError("global_service_events: expected true where multi_region is true, got false")


class ArchiveConfig(Group, frozen=True):
    bucket_name: BucketName = ""


class DestinationConfig(Group, frozen=True):
    log_group_name: LogGroupName = "/trailkeeper/records"
    retention_days: RetentionDays = 365


MEMORY_FLOOR_MIB = 256
"""What deliver needs beside its two limits: the interpreter and its libraries, and one log file of 64 MiB, inflated."""


class DeliveryConfig(Group, frozen=True):
    """How much of the queue one invocation takes, and what the function has for it.

    Bounds: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html and
    https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (2026-04-13).
    """

    batch_size: Annotated[int, whole(1, 10_000)] = 100
    batching_window_seconds: Annotated[int, whole(0, 300)] = 2
    # Lambda advises 5 at the least: each throttled poll counts as a receive.
    # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (2026-04-13)
    max_receive_count: Annotated[int, whole(1, 1000)] = 5
    memory_mb: Annotated[int, whole(128, 10_240)] = 1024
    timeout_seconds: Annotated[int, whole(1, 900)] = 120
    maximum_concurrency: Annotated[int, whole(2, 1000)] | None = None
    reserved_concurrency: Annotated[int, whole(1, 1000)] | None = None
    out_of_range: OutOfRangeChoice = OutOfRange.RESTAMP
    # No more at once than deliver's client of S3 has connections.
    fetch_concurrency: Annotated[int, whole(1, 32)] = 32
    fetched_limit_mib: Annotated[int, whole(1, 512)] = 32
    waiting_limit_mib: Annotated[int, whole(1, 512)] = 32

    def __post_init__(self) -> None:
        if self.batch_size > 10 and self.batching_window_seconds == 0:  # noqa: PLR2004  (Lambda's own limit)
            raise ValueError("batching_window_seconds: expected at least 1 where batch_size is above 10, got 0")
        if (
            self.maximum_concurrency
            and self.reserved_concurrency
            and self.maximum_concurrency > self.reserved_concurrency
        ):
            allowed = f"expected at most reserved_concurrency ({self.reserved_concurrency})"
            raise ValueError(f"maximum_concurrency: {allowed}, got {self.maximum_concurrency}")
        needed = MEMORY_FLOOR_MIB + self.fetched_limit_mib + self.waiting_limit_mib
        if self.memory_mb < needed:
            sum_of = f"{MEMORY_FLOOR_MIB} + fetched_limit_mib + waiting_limit_mib"
            raise ValueError(f"memory_mb: expected at least {needed} ({sum_of}), got {self.memory_mb}")


class QuarantineConfig(Group, frozen=True):
    bucket_name: BucketName = ""
    retention_days: Annotated[int, whole(30, 3653)] = 365


class LedgerConfig(Group, frozen=True):
    # Longer than a log file may be late: CloudTrail tries for 30 days to write one. Source (2026-04-13):
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    retention_days: Annotated[int, whole(35, 3653)] = 400


class Config(Group, frozen=True):
    """Without account and Region the templates are environment-agnostic: they deploy wherever the credentials are."""

    account: Account = ""
    region: Region = ""
    trail: TrailConfig = TrailConfig()
    archive: ArchiveConfig = ArchiveConfig()
    destination: DestinationConfig = DestinationConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    quarantine: QuarantineConfig = QuarantineConfig()
    ledger: LedgerConfig = LedgerConfig()
    tags: Tags = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if bool(self.account) != bool(self.region):
            missing = "region" if self.account else "account"
            raise ValueError(f'{missing}: expected a value where the other of account and region has one, got ""')
        bucket = self.quarantine.bucket_name
        if bucket and bucket == self.archive.bucket_name:
            raise ValueError(
                f'quarantine.bucket_name: expected another bucket than archive.bucket_name, got "{bucket}"'
            )


def within(context: Mapping[str, object]) -> Config:
    """The configuration in the whole context of an app, where the CDK's own keys stand beside it.

    Raises InvalidConfig, also for a key that is nearly the right one: it would be passed over, and all be defaults.
    """
    near = difflib.get_close_matches(KEY, context, n=1, cutoff=0.8)
    if KEY not in context and near:
        raise InvalidConfig(f"cdk.json: context: {near[0]}: no such key; did you mean {KEY}?")
    return load(context.get(KEY))


def load(context: object) -> Config:
    """Decode the value of the context key; None, where cdk.json has no such key, is all defaults.

    Raises InvalidConfig.
    """
    try:
        return msgspec.convert({} if context is None else context, Config)
    except msgspec.ValidationError as error:
        raise InvalidConfig(f"cdk.json: {explain(error, context)}") from error


AT = re.compile(r" - at (?:`key` in )?`\$\.?([^`\[]*)")
UNKNOWN_KEY = re.compile(r"Object contains unknown field `(.*?)`")


def explain(error: msgspec.ValidationError, context: object) -> str:
    """One line out of msgspec's error: the path of the value, what is allowed there, what is there instead."""
    at = AT.search(str(error))
    names = at[1].split(".") if at and at[1] else []
    place = ".".join([KEY, *names])
    if isinstance(error.__cause__, ValueError):
        return f"{place}.{error.__cause__}"
    kind, value = look_up(type_info(Config), names, context)
    unknown = UNKNOWN_KEY.match(str(error))
    if unknown and isinstance(kind, StructType):
        return f"{place}.{unknown[1]}: no such key; {nearest(unknown[1], [field.name for field in kind.fields])}"
    return f"{place}: expected {allowed(kind)}, got {json.dumps(value, default=str)}"


def look_up(kind: Type, names: Sequence[str], value: Any) -> tuple[Type, Any]:
    """The type and the value at a path."""
    if not names or not isinstance(kind, StructType):
        return kind, value
    field = next(field for field in kind.fields if field.name == names[0])
    return look_up(field.type, names[1:], value[names[0]])


def allowed(kind: Type) -> str:
    match kind:
        case Metadata(extra_json_schema={"description": str(description)}):
            return description
        case StructType(fields=fields):
            return f"an object with any of the keys {', '.join(field.name for field in fields)}"
        case UnionType(types=(wanted, _)):
            return f"{allowed(wanted)}, or null"
    raise TypeError(kind)


def nearest(key: str, keys: Sequence[str]) -> str:
    near = difflib.get_close_matches(key, keys, n=1, cutoff=0.7)
    return f"did you mean {near[0]}?" if near else f"allowed are {', '.join(keys)}"
