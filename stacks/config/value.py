"""The types of the configuration's values: what each allows, and how that is told to a person.

Bounds and patterns are AWS's; each names its source.
"""

from typing import Annotated, Literal, get_args

from msgspec import Meta

from lambdas.core.window import OutOfRange


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
        ' not ending with -s3alias --ol-s3 --x-s3 --table-s3, or "" for a name of account and Region',
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
OutOfRangeChoice = Annotated[OutOfRange, Meta(description=f"one of {', '.join(OutOfRange)}")]
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
