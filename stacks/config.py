"""The typed configuration of a deployment: the context key `trailkeeper` of cdk.json, and what each of its keys allows.

Every key has a default, so that {} is a whole configuration. Bounds and patterns are AWS's; each names its source.
A rule on one key is its type; a rule on two keys of a group is the group's __post_init__.
"""

import difflib
import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta
from msgspec.inspect import Metadata, StructType, Type, UnionType, type_info

KEY = "trailkeeper"


class InvalidConfig(Exception):  # noqa: N818  (it is a verdict on cdk.json, told to a person in its one line)
    """A value of cdk.json that is not allowed; the message names its path and what is allowed."""


def whole(least: int, most: int) -> Meta:
    return Meta(ge=least, le=most, description=f"an int from {least} to {most}")


def text(pattern: str, longest: int, description: str) -> Meta:
    return Meta(pattern=rf"(?a)\A(?:{pattern})\Z", max_length=longest, description=description)


Switch = Annotated[bool, Meta(description="true or false")]

# CreateTrail, Name: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (2026-11-23)
TrailName = Annotated[
    str,
    text(
        r"(?!\d+\.\d+\.\d+\.\d+\Z)(?=.{3})[A-Za-z0-9]+([._-][A-Za-z0-9]+)*",
        128,
        "a trail name: 3 to 128 letters, digits and . _ -, a letter or digit at both ends,"
        " no two of . _ - together, not an IP address",
    ),
]
# CreateTrail, S3KeyPrefix (200 characters at the most), and "must not contain AWSLogs/":
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html (2026-04-13)
# Of S3's safe characters only those that need no encoding in a URL and are no wildcard in a policy.
KeyPrefix = Annotated[
    str,
    text(
        r"|(?!.*AWSLogs)[\w.-]+(/[\w.-]+)*",
        200,
        "a key prefix of at most 200 letters, digits and . _ - /, without AWSLogs and without a slash at its ends",
    ),
]
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (2026-04-13).
# No dots: they break TLS by host name (nor, therefore, the reserved suffix .mrap).
BucketName = Annotated[
    str,
    text(
        r"|(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--(ol|x|table)-s3)\Z)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
        63,
        "a bucket name of 3 to 63 lower-case letters, digits and -, not beginning with xn-- sthree- amzn-s3-demo- and"
        ' not ending with -s3alias --ol-s3 --x-s3 --table-s3, or "" for trailkeeper-archive-ACCOUNT-REGION',
    ),
]
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html (2026-11-23)
LogGroupName = Annotated[
    str,
    text(r"(?!aws/)[A-Za-z0-9._/#-]+", 512, "a log group name of 1 to 512 letters, digits and . _ - / #, not aws/…"),
]
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html (2026-11-23)
Days = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
RetentionDays = Annotated[Days, Meta(description=f"one of {', '.join(map(str, get_args(Days)))}")]
Account = Annotated[str, text(r"|\d{12}", 12, 'an account id of 12 digits, or "" for the account of the credentials')]
Region = Annotated[
    str, text(r"|[a-z]+(-[a-z]+)+-\d", 32, 'a Region like eu-central-1, or "" for the Region of the credentials')
]
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html (2026-04-13)
TagName = Annotated[str, Meta(pattern=r"(?a)\A(?!aws:)[\w .:/=+@-]{1,128}\Z")]
TagValue = Annotated[str, Meta(pattern=r"(?a)\A[\w .:/=+@-]{0,256}\Z")]
Tags = Annotated[
    dict[TagName, TagValue],
    Meta(
        description="an object of tags: names of 1 to 128 characters not beginning with aws:, values of at most 256,"
        " of letters, digits, spaces and . : / = + @ - _"
    ),
]


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


class Config(Group, frozen=True):
    """Without account and Region the templates are environment-agnostic: they deploy wherever the credentials are."""

    account: Account = ""
    region: Region = ""
    trail: TrailConfig = TrailConfig()
    archive: ArchiveConfig = ArchiveConfig()
    destination: DestinationConfig = DestinationConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    tags: Tags = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if bool(self.account) != bool(self.region):
            missing = "region" if self.account else "account"
            raise ValueError(f'{missing}: expected a value where the other of account and region has one, got ""')


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
