"""The types of the configuration's values: what each allows, and how that is told to a person.

Bounds and patterns are AWS's; each names its source.
"""

from enum import StrEnum
from typing import Annotated, Literal, get_args

from msgspec import Meta

from lambdas.core.window import OutOfRange


def whole(least: int, most: int) -> Meta:
    return Meta(ge=least, le=most, description=f"an int from {least} to {most}")


def text(pattern: str, longest: int, description: str) -> Meta:
    return Meta(pattern=rf"(?a)\A(?:{pattern})\Z", max_length=longest, description=description)


def choice(values: type[StrEnum]) -> Meta:
    return Meta(description=f"one of {', '.join(values)}")


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
        r"|(?!.*AWSLogs)(?!(.*/)?\.{1,2}(/|\Z))[\w.-]+(/[\w.-]+)*",
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
        ' not ending with -s3alias --ol-s3 --x-s3 --table-s3, or "" for a name of account and Region',
    ),
]
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html (2026-11-23)
TableName = Annotated[str, text(r"[\w.-]{3,255}", 255, "a table name of 3 to 255 letters, digits and . _ -")]
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html (2026-11-23)
LogGroupName = Annotated[
    str,
    text(r"(?!aws/)[A-Za-z0-9._/#-]+", 512, "a log group name of 1 to 512 letters, digits and . _ - / #, not aws/…"),
]
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html (2026-11-23)
Days = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
RetentionDays = Annotated[Days, Meta(description=f"one of {', '.join(map(str, get_args(Days)))}")]
OutOfRangeChoice = Annotated[OutOfRange, choice(OutOfRange)]
Account = Annotated[str, text(r"|\d{12}", 12, 'an account id of 12 digits, or "" for the account of the credentials')]
# The partitions aws, aws-cn and aws-us-gov; not the isolated ones.
Region = Annotated[
    str,
    text(
        r"|(?!us-iso|eu-iso|eusc)[a-z]+(-[a-z]+)+-\d",
        32,
        "a Region like eu-central-1 of the partition aws, aws-cn or aws-us-gov,"
        ' or "" for the Region of the credentials',
    ),
]
OwnerAccount = Annotated[str, text(r"|\d{12}", 12, 'an account id of 12 digits, or "" for the pipeline\'s own account')]
AccountId = Annotated[str, text(r"\d{12}", 12, "an account id of 12 digits")]
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html (2026-04-13)
OrganizationId = Annotated[str, text(r"o-[a-z0-9]{10,32}", 34, "an organization id like o-exampleorgid")]
# Of S3 an ARN has neither Region nor account.
BucketArn = Annotated[
    str, text(r"|arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", 100, 'the ARN of a bucket that exists, or ""')
]
# Not of an alias: a key's policy names no alias, and neither does a record.
KeyArn = Annotated[
    str,
    text(
        r"|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})",
        150,
        'the ARN of a KMS key that exists, no alias, or ""',
    ),
]
# Standard topics only: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (2026-11-23)
TopicArn = Annotated[
    str,
    text(
        r"|arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:(?!.*\.fifo\Z)[\w-]+",
        320,
        'the ARN of a standard SNS topic that exists, or ""',
    ),
]
TrailArn = Annotated[
    str,
    text(
        r"|arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:trail/[\w.-]{3,128}",
        220,
        'the ARN of a trail that exists, or ""',
    ),
]
Moment = Annotated[
    str, text(r"|20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ", 20, 'a time like 2026-11-23T12:00:00Z, or ""')
]
# https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html (2026-04-13)
Email = Annotated[str, text(r"[^@\s]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", 320, "an e-mail address")]
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html (2026-04-13)
TagName = Annotated[str, Meta(pattern=r"(?a)\A(?![aA][wW][sS]:)[\w .:/=+@-]{1,128}\Z")]
TagValue = Annotated[str, Meta(pattern=r"(?a)\A[\w .:/=+@-]{0,256}\Z")]
Tags = Annotated[
    dict[TagName, TagValue],
    Meta(
        max_length=50,
        description="an object of at most 50 tags: names of 1 to 128 characters not beginning with aws:, values of at"
        " most 256, of letters, digits, spaces and . : / = + @ - _",
    ),
]
