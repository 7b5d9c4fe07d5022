"""What watch looks at, beside what every deployment has."""

from typing import Annotated

from msgspec import Meta

from stacks.config.group import Group
from stacks.config.value import text

# GetChannel, ListImports. Source (2026-04-13):
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetChannel.html
ChannelArn = Annotated[
    str, text(r"arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:channel/[a-z0-9-]{36}", 200, "the ARN of a channel")
]
EventDataStoreArn = Annotated[
    str,
    text(
        r"arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:eventdatastore/[a-z0-9-]{36}",
        200,
        "the ARN of an event data store",
    ),
]
WatchedRegion = Annotated[str, text(r"[a-z]+(-[a-z]+)+-\d", 32, "a Region like eu-central-1")]


Closed = Annotated[
    str, text(r"\d{12}(/[a-z]+(-[a-z]+)+-\d)?", 60, "an account id of 12 digits, or one and its Region: ACCOUNT/REGION")
]


class WatchConfig(Group, frozen=True):
    regions: Annotated[
        tuple[WatchedRegion, ...], Meta(max_length=60, description="a list of at most 60 Regions like eu-central-1")
    ] = ()
    closed_accounts: Annotated[
        tuple[Closed, ...], Meta(max_length=50, description="a list of at most 50 account ids, or ACCOUNT/REGION")
    ] = ()
    channels: Annotated[
        tuple[ChannelArn, ...], Meta(max_length=5, description="a list of at most 5 ARNs of channels")
    ] = ()
    event_data_stores: Annotated[
        tuple[EventDataStoreArn, ...], Meta(max_length=5, description="a list of at most 5 ARNs of event data stores")
    ] = ()
